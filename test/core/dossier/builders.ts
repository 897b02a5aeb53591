/**
 * Builders for tests of the engine, reused by other suites: a procedure, agencies, a calendar, commands, and a `Life`: a dossier with its
 * log, driven by commands through decide() and evolve() alone. People are invented; hosts and phones are nobody's.
 */
import type { Agency, CalendarData, HolidayTable, Procedure } from "../../../catalogs/types.ts";
import { formatDossierCode } from "../../../core/dossier/code.ts";
import {
  type Actor,
  COMMANDS,
  type CommandType,
  type DossierCommand,
  type DossierCommandInput,
  type LateEntry,
  type Role,
} from "../../../core/dossier/commands.ts";
import { type Context, type Decision, decide, needsCode } from "../../../core/dossier/decide.ts";
import type { DossierEvent, EventOf, EventType } from "../../../core/dossier/events.ts";
import { append } from "../../../core/dossier/evolve.ts";
import { ROLES_OF } from "../../../core/dossier/guards.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { type WorkingCalendar, workingCalendar } from "../../../core/time/calendar.ts";
import { fromLocal, toLocalDate, toLocalTime } from "../../../core/time/local.ts";
import type { Instant } from "../../../core/time/types.ts";

class BuilderError extends Error {}

/** `"2026-03-02 09:00"` in Việt Nam. */
export const local = (text: string): Instant => fromLocal(text.slice(0, 10), text.slice(11));
/** The inverse, as tables in tests write it. */
export const show = (instant: Instant | undefined): string =>
  instant === undefined ? "—" : `${toLocalDate(instant)} ${toLocalTime(instant)}`;

export const COMMUNE = "H57.132";
export const DEPARTMENT = "H57.18";
export const POLICE = "G01.57";
export const INSURANCE = "G24.57";
export const FORMER_DISTRICT = "H57.53";

/** Five working days; two required components, one optional, one unnumbered; on every channel. */
export const procedureFixture = (more: Partial<Procedure> = {}): Procedure => ({
  code: "1.004884",
  name: "Đăng ký lại khai sinh",
  field: "Hộ tịch",
  level: "commune",
  onlineLevel: "partial",
  cases: [{ key: "chung", channels: ["counter", "post", "online"], time: { kind: "workingDays", days: 5 }, fees: [] }],
  components: [
    { id: "to-khai", name: "Tờ khai đăng ký lại khai sinh", originals: 1, copies: 0, required: true },
    { id: "ban-sao", name: "Bản sao Giấy khai sinh cũ", originals: 0, copies: 2, required: true },
    { id: "uy-quyen", name: "Văn bản ủy quyền (nếu có)", originals: 1, copies: 0, required: false },
    { id: "xac-nhan", name: "Văn bản xác nhận của cơ quan, đơn vị (nếu có)", originals: 1, copies: 0, required: false },
  ],
  results: [{ name: "Giấy khai sinh" }],
  legal: ["Luật Hộ tịch"],
  source: "dữ liệu thử",
  ...more,
});

/** The same procedure with another time rule. */
export const procedureTimed = (time: Procedure["cases"][number]["time"], more: Partial<Procedure> = {}): Procedure =>
  procedureFixture({ cases: [{ key: "chung", channels: ["counter", "post", "online"], time, fees: [] }], ...more });

export const agencyFixture = (more: Partial<Agency> = {}): Agency => ({
  id: COMMUNE,
  otherIds: ["000.00.32.H57"],
  name: "Ủy ban nhân dân xã Thử Nghiệm",
  level: "commune",
  parentId: "H57",
  calendarId: "office-402",
  resolves: "level",
  status: "open",
  successorIds: [],
  source: "dữ liệu thử",
  ...more,
});

const AGENCIES: readonly Agency[] = [
  agencyFixture(),
  agencyFixture({ id: DEPARTMENT, otherIds: [], name: "Sở Thử Nghiệm", level: "department", resolves: [] }),
  agencyFixture({ id: POLICE, otherIds: [], name: "Công an tỉnh (thử)", level: "central", parentId: null, resolves: [] }),
  agencyFixture({
    id: INSURANCE,
    otherIds: [],
    name: "Bảo hiểm xã hội tỉnh (thử)",
    level: "central",
    parentId: null,
    resolves: [],
  }),
  agencyFixture({
    id: FORMER_DISTRICT,
    otherIds: [],
    name: "Ủy ban nhân dân huyện cũ",
    level: "district",
    status: "closed",
    closedOn: "2025-07-01",
    successorIds: [COMMUNE],
  }),
];
export const agenciesFixture = (id: string): Agency | undefined =>
  AGENCIES.find((agency) => agency.id === id || agency.otherIds.includes(id));

const FULL_DAY = {
  working: [
    { from: "07:00", to: "11:30" },
    { from: "13:30", to: "17:00" },
  ],
  counter: [
    { from: "07:30", to: "11:00" },
    { from: "14:00", to: "16:30" },
  ],
};
const MORNING = { working: [{ from: "07:00", to: "11:30" }], counter: [{ from: "07:30", to: "11:00" }] };
const OFF = { working: [], counter: [] };
const OFFICE: CalendarData = {
  id: "office-402",
  name: "Giờ hành chính, thứ Hai đến sáng thứ Bảy",
  week: { mon: FULL_DAY, tue: FULL_DAY, wed: FULL_DAY, thu: FULL_DAY, fri: FULL_DAY, sat: MORNING, sun: OFF },
  makeUpDay: FULL_DAY,
  source: "dữ liệu thử",
};
const holiday = (date: string, name: string) => ({ date, name, source: "dữ liệu thử" });
const HOLIDAYS: HolidayTable = {
  id: "thu",
  years: [2026],
  holidays: [
    holiday("2026-01-01", "Tết Dương lịch"),
    holiday("2026-04-30", "30/4"),
    holiday("2026-05-01", "1/5"),
    holiday("2026-09-02", "Quốc khánh"),
  ],
  makeUpWorkingDays: [],
};
/** Monday to Saturday morning (Huế-huyện 402); only 2026 is published. */
export const calendarFixture = (): WorkingCalendar => CALENDAR;
const CALENDAR = workingCalendar(OFFICE, HOLIDAYS);

/** One of each role, as the engine meets them. */
export const ACTORS: { readonly [R in Role]: Actor } = {
  officer: { id: "cb-01", role: "officer", name: "Lê Thị Một Cửa", agencyId: COMMUNE },
  unit: { id: "dv-tu-phap", role: "unit", name: "Bộ phận Tư pháp - Hộ tịch", agencyId: COMMUNE },
  leader: { id: "ld-01", role: "leader", name: "Trần Văn Ký", agencyId: COMMUNE },
  applicant: { id: "khoa-cap-nhat", role: "applicant" },
  post: { id: "post", role: "post" },
  partner: { id: "dvc-portal", role: "partner" },
  system: { id: "hub", role: "system" },
};

/** A counter dossier with all papers and the result to be fetched. */
export const submitCommand = (
  more: Partial<Extract<DossierCommandInput, { type: "submit" }>> = {},
): Extract<DossierCommandInput, { type: "submit" }> => ({
  type: "submit",
  channel: "counter",
  procedureCode: "1.004884",
  agencyId: COMMUNE,
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử", identityNumber: "001099000012", phone: "0912000001" },
  components: [
    { componentId: "to-khai", originals: 1 },
    { componentId: "ban-sao", copies: 2 },
  ],
  ...more,
});

export const POST_RETURN = {
  kind: "post" as const,
  receiverName: "Nguyễn Thị Thử",
  phone: "0912000001",
  address: { detail: "1 đường Thử" },
};
export const FILE = { blob: "a".repeat(64), name: "tep.pdf", size: 1000, mediaType: "application/pdf" };

/** Fills defaults in as the hub does at its door. */
export const parse = (input: DossierCommandInput): DossierCommand => COMMANDS[input.type].parse(input);

export interface Step {
  readonly as?: Role | Actor;
  /** When it happened, `"2026-03-02 09:00"`; the hub's time of it is `entered`, or the same. */
  readonly at: string;
  readonly entered?: string;
  readonly lateEntry?: LateEntry;
}
export interface World {
  readonly procedure?: Procedure;
  readonly version?: number;
  readonly context?: Partial<Context>;
}

const defaultActor = (type: CommandType): Actor => {
  const roles = ROLES_OF[type];
  return ACTORS[roles.includes("officer") ? "officer" : (roles[0] ?? "system")];
};

/** One dossier with its log. */
export class Life {
  events: readonly DossierEvent[] = [];
  state: Dossier | undefined;
  readonly world: World;
  private codes = 0;

  constructor(world: World = {}) {
    this.world = world;
  }

  /** Asks the engine; what it accepts (or records) is applied. */
  attempt(input: DossierCommandInput, step: Step): Decision {
    const command = parse(input);
    const at = local(step.at);
    const actor = typeof step.as === "string" ? ACTORS[step.as] : (step.as ?? defaultActor(command.type));
    const agencyId = this.state?.agencyId ?? (command.type === "submit" ? command.agencyId : COMMUNE);
    const agency = agenciesFixture(agencyId);
    const decision = decide(command, this.state, {
      meta: {
        actor,
        at,
        recordedAt: local(step.entered ?? step.at),
        ...(step.lateEntry === undefined ? {} : { lateEntry: step.lateEntry }),
      },
      dossierId: "ho-so-1",
      ...(needsCode(command, this.state) ? { code: formatDossierCode(agencyId, toLocalDate(at), ++this.codes) } : {}),
      procedure: { procedure: this.world.procedure ?? procedureFixture(), version: this.world.version ?? 1 },
      ...(agency === undefined ? {} : { agency }),
      agencies: agenciesFixture,
      calendar: calendarFixture(),
      ...this.world.context,
    });
    const applied = append(this.state, decision.ok ? decision.events : decision.record);
    this.events = [...this.events, ...applied.events];
    this.state = applied.dossier;
    return decision;
  }

  /** Must be accepted; gives the dossier afterwards. */
  do(input: DossierCommandInput, step: Step | string): Dossier {
    const decision = this.attempt(input, typeof step === "string" ? { at: step } : step);
    if (!decision.ok)
      throw new BuilderError(`${input.type} refused: ${decision.refusal.code} ${JSON.stringify(decision.refusal.details)}`);
    return this.dossier;
  }

  /** The refusal's code, or "ok". */
  says(input: DossierCommandInput, step: Step | string): string {
    const decision = this.attempt(input, typeof step === "string" ? { at: step } : step);
    return decision.ok ? "ok" : decision.refusal.code;
  }

  get dossier(): Dossier {
    if (this.state === undefined) throw new BuilderError("no dossier yet");
    return this.state;
  }

  /** The latest event, which must be of this type. */
  last<T extends EventType>(type: T): EventOf<T> {
    const event = this.events.at(-1);
    if (event?.type !== type) throw new BuilderError(`the last event is ${event?.type}, not ${type}`);
    return event as EventOf<T>;
  }

  /** Titles of the forms given out so far, in order. */
  get forms(): readonly string[] {
    return this.dossier.forms.map((issued) => issued.form);
  }
}

/** A dossier submitted, checked and received at the counter on Monday 2026-03-02 at 08:10 (due 2026-03-07 11:00). */
export function receivedLife(
  world: World = {},
  submission: Partial<Extract<DossierCommandInput, { type: "submit" }>> = {},
): Life {
  const life = new Life(world);
  life.do(submitCommand(submission), "2026-03-02 08:00");
  life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
  life.do({ type: "receive" }, "2026-03-02 08:10");
  return life;
}

export const HAND_OVER = { type: "handOver" as const, unit: "Bộ phận Tư pháp - Hộ tịch" };
export const DECIDE = { type: "decide" as const, documents: [{ name: "Giấy khai sinh", number: "12/2026" }] };
export const MISSING = [{ componentId: "xac-nhan", reason: "Chưa có văn bản xác nhận của đơn vị" }];
