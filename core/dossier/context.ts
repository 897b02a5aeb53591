/**
 * What decide() is given besides the command and the dossier, what it answers, and the few helpers every rule uses.
 * Glossary: context = hoàn cảnh · decision = kết luận của động cơ · refusal = từ chối (một giá trị, không phải ngoại lệ).
 */
import type { Route } from "../../catalogs/route.ts";
import type { Agency, ProcedureVersion } from "../../catalogs/types.ts";
import type { WorkingCalendar, YearNotPublished } from "../time/calendar.ts";
import type { Instant } from "../time/types.ts";
import type { CommandOf, CommandType } from "./commands.ts";
import type { EventData, EventType, NewEvent, NewEventOf } from "./events.ts";
import { type RefusalCode, refusal } from "./refusals.ts";
import type { Dossier, EventMeta, FormKind, IssuedForm, Refusal } from "./types.ts";

/** Time, calendar and catalog come from outside: decide() reads no clock, no database and no file. */
export interface Context {
  readonly meta: EventMeta;
  /** Id of the dossier to be made by `submit`; otherwise the dossier's own. */
  readonly dossierId: string;
  /** A fresh dossier code, where needsCode() asks for one. */
  readonly code?: string;
  /** The procedure: for `submit` the newest version of the code asked for, later the dossier's version (or a newer one at `receive`). */
  readonly procedure?: ProcedureVersion;
  /** The dossier's receiving agency. */
  readonly agency?: Agency;
  /** Any agency by its id, closed ones too. */
  readonly agencies?: (id: string) => Agency | undefined;
  /** The receiving agency's working calendar. */
  readonly calendar?: WorkingCalendar;
  /** The route of the procedure, where it has one. */
  readonly route?: Route;
  /** The working calendar of any agency. */
  readonly calendarOf?: (agencyId: string) => WorkingCalendar | undefined;
  /** The lanes that are installed and their operations: a leg of another one is left to the agency's own hands in the hub. */
  readonly lanes?: ReadonlyMap<string, readonly string[]>;
}

/** `record`: events to be written although the command is refused (only the attempt of R-A10). */
export type Decision =
  | { readonly ok: true; readonly events: readonly NewEvent[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly record: readonly NewEvent[] };

/** A command on a dossier that exists and is in a status that allows it. */
export type Rule<T extends CommandType> = (command: CommandOf<T>, dossier: Dossier, context: Context) => Decision;

/** Accepts: these events, in this order. */
export const accept = (...events: readonly NewEvent[]): Decision => ({ ok: true, events });

/** Refuses with a code of the refusal table; nothing changes. */
export const refuseWith = (code: RefusalCode, details?: Readonly<Record<string, unknown>>): Decision => ({
  ok: false,
  refusal: refusal(code, details),
  record: [],
});

/** Refuses, but keeps the attempt in the log (R-A10). */
export const refuseAndRecord = (
  code: RefusalCode,
  details: Readonly<Record<string, unknown>>,
  ...record: readonly NewEvent[]
): Decision => ({
  ok: false,
  refusal: refusal(code, details),
  record,
});

/** An event with the envelope of the command that caused it. */
export function event<T extends EventType>(context: Context, type: T, data: EventData[T]): NewEventOf<T> {
  const { actor, at, recordedAt, lateEntry } = context.meta;
  return { type, data, actor, at, recordedAt, ...(lateEntry === undefined ? {} : { lateEntry }) };
}

/** The refusal for a count that left the published holiday table. */
export const unpublishedYear = (answer: YearNotPublished): Decision =>
  refuseWith("dossier.calendar-year-missing", { year: answer.year });

/**
 * Forms to be given out at `at`, numbered on from the dossier's last one, on the channel it came by (R-A03, R-A05).
 * `earlier` is the dossier's own list; before submission there is none.
 */
export function issueForms(
  dossier: Pick<Dossier, "channel" | "forms">,
  at: Instant,
  forms: readonly { readonly form: FormKind; readonly data: Readonly<Record<string, unknown>> }[],
): readonly IssuedForm[] {
  return forms.map(({ form, data }, index) => ({
    form,
    number: dossier.forms.length + index + 1,
    at,
    channel: dossier.channel,
    data,
  }));
}

/** `{ [key]: value }` where there is a value, `{}` where not: optional fields are absent, never undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** The latest of some instants: they compare as strings. */
export const latest = (first: Instant, ...others: readonly Instant[]): Instant => [first, ...others].sort().at(-1) ?? first;
