/**
 * What the law and the partners publish, as data. Every catalog file is checked against these schemas.
 * Glossary: procedure = thủ tục hành chính (TTHC) · component = thành phần hồ sơ · case = trường hợp ·
 * agency = cơ quan · field = lĩnh vực · level = cấp thực hiện · legal basis = căn cứ pháp lý.
 */
import { z } from "zod";
import type { Hall, Priority, VisitStep } from "./hall.ts";
import type { Route } from "./route.ts";
import { timeRule } from "./time-rule.ts";

export type { TimeRule } from "./time-rule.ts";

const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
/** `YYYY-MM-DD` of a day that exists: 2026-02-30 would otherwise become 2 March somewhere. */
const localDate = z.iso.date("ngày phải có thật, dạng YYYY-MM-DD / must be an existing date, YYYY-MM-DD");
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "giờ phải có dạng HH:MM / time must be HH:MM");

export const channel = z.enum(["counter", "post", "online"]);
export type Channel = z.infer<typeof channel>;

/** One fee line. `amount` in đồng; `null`: set elsewhere (HĐND cấp tỉnh) or not interpretable, see `note`. */
const fee = z.strictObject({
  name: text(300),
  amount: z.int().min(0).max(1_000_000_000).nullable(),
  per: text(60).optional(),
  kind: z.enum(["fee", "charge"]).default("charge"),
  note: text(4000).optional(),
});

/** One case (trường hợp) of a procedure: its own time and fees, on all channels or on some. */
const procedureCase = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  name: text(4000).optional(),
  channels: z.array(channel).min(1),
  time: timeRule,
  fees: z.array(fee).default([]),
});

/** One component. `originals`/`copies` as published; `required` false for "nếu có" and for papers that are only shown. */
const componentSpec = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/),
  name: text(20_000),
  originals: z.int().min(0).max(100),
  copies: z.int().min(0).max(100),
  required: z.boolean(),
  group: text(4000).optional(),
});

export const procedureLevel = z.enum(["commune", "province", "ministry"]);

/** One procedure as published. `onlineLevel`: full = dịch vụ công toàn trình (mức 4), partial = một phần (mức 3), none = mức 2. */
export const procedure = z.strictObject({
  code: z.string().regex(/^\d\.\d{6}$/),
  name: text(4000),
  field: text(300),
  level: procedureLevel.nullable(),
  onlineLevel: z.enum(["full", "partial", "none"]),
  cases: z.array(procedureCase).min(1),
  components: z.array(componentSpec),
  results: z.array(z.strictObject({ name: text(4000), code: text(60).optional() })),
  legal: z.array(text(4000)),
  /** Where these facts come from: decision number, portal reading. */
  source: text(2000),
});
export type Procedure = z.infer<typeof procedure>;
export type ProcedureCase = z.infer<typeof procedureCase>;
export type ComponentSpec = z.infer<typeof componentSpec>;

/** A procedure as stored: `version` counts from 1 per code; a dossier keeps the version it was received under. */
export interface ProcedureVersion {
  readonly procedure: Procedure;
  readonly version: number;
}

/** One agency. A closed one (the former districts) stays, so that old dossiers and codes can still be read. */
export const agency = z.strictObject({
  id: z.string().regex(/^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){0,3})$/),
  /** Other identifiers of the same agency (QCVN 102 dotted form, former ids). */
  otherIds: z.array(text(40)).default([]),
  name: text(300),
  level: z.enum(["province", "department", "district", "commune", "central"]),
  parentId: text(40).nullable(),
  calendarId: text(40),
  /** Published procedures it resolves: "all" at its level, or a list of codes. */
  resolves: z.union([z.literal("level"), z.array(text(20))]),
  status: z.enum(["open", "closed"]).default("open"),
  closedOn: localDate.optional(),
  successorIds: z.array(text(40)).default([]),
  phone: text(30).optional(),
  address: text(400).optional(),
  /** The account that fees are handed over to (R-D01, R-D03). `bin`: the bank's number at NAPAS. */
  account: z
    .strictObject({
      number: z.string().regex(/^[0-9A-Z]{4,19}$/),
      bin: z.string().regex(/^\d{6}$/),
      bank: text(200),
      holder: text(200),
    })
    .optional(),
  source: text(600),
});
export type Agency = z.infer<typeof agency>;

const interval = z.strictObject({ from: timeOfDay, to: timeOfDay }).refine((hours) => hours.from < hours.to, {
  path: ["to"],
  error: "giờ kết thúc phải sau giờ bắt đầu / an interval must end after it begins",
});
/** In order and apart, or working time would be counted twice. */
const intervals = z
  .array(interval)
  .refine((list) => list.every((hours, index) => index === 0 || (list[index - 1]?.to ?? "") < hours.from), {
    error: "các khoảng giờ phải theo thứ tự và không chồng nhau / intervals must be in order and must not overlap",
  });
const dayHours = z.strictObject({
  /** Working intervals, in order, not overlapping. Empty: a weekly day off. */
  working: intervals,
  /** Counter intervals (giờ tiếp dân); the due time of a day is the end of the last one. */
  counter: intervals,
});
const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

/** One named day. `swappedFor`: on a make-up working day, the day off it pays for. */
const specialDay = z.strictObject({ date: localDate, name: text(200), source: text(600), swappedFor: localDate.optional() });

/** Public holidays and make-up working days of the years it names; a date outside `years` is an error, never a guess. */
export const holidayTable = z
  .strictObject({
    id: text(40),
    years: z.array(z.int().min(1976).max(2199)).min(1),
    holidays: z.array(specialDay),
    makeUpWorkingDays: z.array(specialDay),
  })
  .superRefine((table, context) => {
    const years = new Set(table.years);
    const off = new Set(table.holidays.map((day) => day.date));
    const seen = new Set<string>();
    for (const list of ["holidays", "makeUpWorkingDays"] as const) {
      table[list].forEach((day, index) => {
        const refuse = (message: string) => context.addIssue({ code: "custom", path: [list, index], message });
        if (!years.has(Number(day.date.slice(0, 4)))) refuse(`${day.date}: năm không có trong years / its year is not in years`);
        if (seen.has(day.date)) refuse(`${day.date}: ngày bị lặp / this date is listed twice`);
        if (day.swappedFor !== undefined && !off.has(day.swappedFor))
          refuse(`${day.date}: ngày đổi không nằm trong holidays / the swapped day is not among the holidays`);
        seen.add(day.date);
      });
    }
  });
export type HolidayTable = z.infer<typeof holidayTable>;

/** Weekly working hours of an agency; local time, Asia/Ho_Chi_Minh. */
export const calendar = z.strictObject({
  id: text(40),
  name: text(200),
  week: z.record(weekday, dayHours),
  /** Hours of a make-up working day; they replace that weekday's own (a Saturday morning becomes a full day). */
  makeUpDay: dayHours,
  source: text(600),
});
export type CalendarData = z.infer<typeof calendar>;

/** A two-way table of codes, ours ↔ a partner's. */
export const codeMap = z.strictObject({
  id: text(60),
  description: text(600),
  source: text(600),
  entries: z.array(z.strictObject({ ours: text(80), theirs: text(80), name: text(300).optional() })).min(1),
});
export type CodeMap = z.infer<typeof codeMap>;

/** All catalogs, loaded and checked against each other. */
export interface Catalogs {
  readonly procedures: readonly Procedure[];
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly calendars: ReadonlyMap<string, CalendarData>;
  readonly holidays: HolidayTable;
  readonly codeMaps: ReadonlyMap<string, CodeMap>;
  /** By procedure code: a procedure has at most one route. */
  readonly routes: ReadonlyMap<string, Route>;
  /** One-stop halls (R-H), the priorities that halls may name, and the steps of a visit with their norms (R-B15), by id. */
  readonly halls: ReadonlyMap<string, Hall>;
  readonly priorities: ReadonlyMap<string, Priority>;
  readonly steps: ReadonlyMap<string, VisitStep>;
}
