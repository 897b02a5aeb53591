/** The calendars of catalogs/calendars as the tests of core/time use them, and arbitraries over the published years. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import { type CalendarData, calendar, type HolidayTable, holidayTable, type TimeRule } from "../../../catalogs/types.ts";
import { type WorkingCalendar, workingCalendar } from "../../../core/time/calendar.ts";
import { fromLocal, toLocalDate, toLocalTime } from "../../../core/time/local.ts";
import type { Instant } from "../../../core/time/types.ts";

const text = (file: string): string => readFileSync(new URL(`../../../catalogs/calendars/${file}.yaml`, import.meta.url), "utf8");

export const HOLIDAYS_TEXT = text("holidays");
export const HOLIDAYS: HolidayTable = holidayTable.parse(parse(HOLIDAYS_TEXT));
export const DATA: readonly CalendarData[] = ["office-402", "office-mon-fri", "police-residence"].map((file) =>
  calendar.parse(parse(text(file))),
);

const calendars = DATA.map((data) => workingCalendar(data, HOLIDAYS));
export const CALENDARS: readonly WorkingCalendar[] = calendars;

class UnknownCalendar extends Error {}
function byId<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const found = list.find((entry) => entry.id === id);
  if (found === undefined) throw new UnknownCalendar(id);
  return found;
}

/** Mon–Sat morning (Huế-huyện 402) and Mon–Fri; of the latter the data, too. */
export const DATA_MON_FRI = byId(DATA, "office-mon-fri");
export const OFFICE_402 = byId(calendars, "office-402");
export const MON_FRI = byId(calendars, "office-mon-fri");

/** `2026-02-13 10:00` in Việt Nam. */
export const local = (text: string): Instant => fromLocal(text.slice(0, 10), text.slice(11));

/** What an answer says, as a test table writes it: `2026-02-25 16:30`, or the kind of a value that is no due time. */
export function said(answer: { readonly kind: string; readonly at?: Instant; readonly year?: number }): string {
  if (answer.at !== undefined) return show(answer.at);
  return answer.year === undefined ? answer.kind : `${answer.kind} ${answer.year}`;
}
export const show = (instant: Instant): string => `${toLocalDate(instant)} ${toLocalTime(instant)}`;

const FIRST = Date.parse(local("2024-01-01 00:00"));

/** Instants to the millisecond between the start of 2024 and the given local time, at random and at the times where rules turn. */
export function instantUpTo(last: string): fc.Arbitrary<Instant> {
  const span = Date.parse(local(last)) - FIRST;
  const days = Math.floor(span / 86_400_000);
  const turning = [
    "00:00",
    "06:59",
    "07:00",
    "10:59",
    "11:00",
    "11:30",
    "11:31",
    "13:30",
    "15:00",
    "15:01",
    "16:30",
    "17:00",
    "17:01",
  ];
  const atTurning = fc
    .tuple(fc.integer({ min: 0, max: days - 1 }), fc.constantFrom(...turning), fc.constantFrom(-1, 0, 1))
    .map(([day, time, shift]) => {
      const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
      return Math.max(0, day * 86_400_000 + minutes * 60_000 + shift);
    });
  return fc.oneof(fc.integer({ min: 0, max: span }), atTurning).map((ms) => new Date(FIRST + ms).toISOString());
}

export const anyCalendar: fc.Arbitrary<WorkingCalendar> = fc.constantFrom(...calendars);

type DayRule = Extract<TimeRule, { days: number }>;
export const dayRule: fc.Arbitrary<DayRule> = fc.record({
  kind: fc.constantFrom("workingDays", "calendarDays", "calendarDaysWithoutHolidays"),
  days: fc.integer({ min: 1, max: 60 }),
});
/** Every rule that gives a due time. */
export const statedRule: fc.Arbitrary<TimeRule> = fc.oneof(
  { weight: 3, arbitrary: dayRule },
  fc.integer({ min: 1, max: 80 }).map((hours): TimeRule => ({ kind: "hours", hours })),
  fc.constantFrom<TimeRule>({ kind: "sameDay", rule: "noon" }, { kind: "sameDay", rule: "threePm" }),
);
