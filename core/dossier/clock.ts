/**
 * Stopping and restarting the legal clock, and the rows of the control slip (R-B04, R-B05). The counting itself is core/time's.
 * Glossary: stop = dừng tính thời hạn · row = dòng của Phiếu kiểm soát.
 */
import { isUnpublished, type WorkingCalendar } from "../time/calendar.ts";
import { dueAfterStop } from "../time/due.ts";
import { toLocalDate } from "../time/local.ts";
import type { Instant } from "../time/types.ts";
import { type Context, type Decision, optional, refuseWith, unpublishedYear } from "./context.ts";
import type { ClockRestart, RowEnd } from "./events.ts";
import { openRow } from "./guards.ts";
import type { Dossier, DossierClock, HandOver, StopReason } from "./types.ts";

/** How a row of the control slip ended: on an earlier date than due, by the due time, or after it (R-B05). */
export function rowEnd(row: HandOver | undefined, at: Instant): { readonly rowEnd?: RowEnd } {
  if (row === undefined) return {};
  const early = toLocalDate(at) < toLocalDate(row.dueAt);
  return { rowEnd: { finishedAt: at, result: at > row.dueAt ? "late" : early ? "early" : "onTime" } };
}

/** The due time as it would be had nobody extended it: an apology does not make a late dossier punctual (R-B09, R-C02). */
export const dueWithoutExtensions = ({ dueAt, extensions: [first] }: DossierClock): Instant =>
  first?.dueWithout ?? first?.dueBefore ?? dueAt;

/** A due time moved by a stop, as core/time counts it. */
function moved(
  clock: DossierClock,
  dueAt: Instant,
  stoppedAt: Instant,
  actedAt: Instant,
  calendar: WorkingCalendar,
): Instant | Decision {
  const lastActedAt = clock.stops.at(-1)?.to;
  const due = dueAfterStop({
    rule: clock.rule,
    startedAt: clock.startedAt,
    dueAt,
    stoppedAt,
    actedAt,
    calendar,
    ...optional("lastActedAt", lastActedAt),
  });
  if (due.kind === "due") return due.at;
  if (due.kind === "yearNotPublished") return unpublishedYear(due);
  return refuseWith("dossier.due-time-needed", { rule: clock.rule.kind });
}

/**
 * Ends the clock's stop for one reason at `at` (the applicant acted, the suspension was lifted, the partner's phase is over): the due time
 * moves, and with it that of the open row of the control slip. Undefined where no clock stands, or for another reason. Refuses where the
 * count leaves the published years. Source: R-B04.
 */
export function restartClock(
  dossier: Dossier,
  because: StopReason,
  at: Instant,
  context: Context,
): ClockRestart | Decision | undefined {
  const { clock } = dossier;
  if (clock?.stopped === undefined || clock.stopped.reason !== because) return undefined;
  if (context.calendar === undefined) return refuseWith("dossier.context-missing", { missing: "calendar" });
  const { since, reason } = clock.stopped;
  const dueAfter = moved(clock, clock.dueAt, since, at, context.calendar);
  if (typeof dueAfter !== "string") return dueAfter;
  const row = openRow(dossier);
  const rowDue =
    row === undefined ? undefined : row.dueAt === clock.dueAt ? dueAfter : moved(clock, row.dueAt, since, at, context.calendar);
  if (rowDue !== undefined && typeof rowDue !== "string") return rowDue;
  const unextended =
    clock.extensions.length === 0 ? undefined : moved(clock, dueWithoutExtensions(clock), since, at, context.calendar);
  if (unextended !== undefined && typeof unextended !== "string") return unextended;
  return {
    stop: { from: since, to: at, reason, dueBefore: clock.dueAt, dueAfter },
    ...optional("handOverDueAt", rowDue),
    ...optional("dueWithoutExtensions", unextended),
  };
}

/** Whether a value from this file is a refusal rather than a result. */
export const isDecision = (value: unknown): value is Decision => typeof value === "object" && value !== null && "ok" in value;

/** A due time that a person named: after `after`, on a working day of the agency. Undefined where it is good. */
export function dueTimeFault(dueAt: Instant, after: Instant, calendar: WorkingCalendar): Decision | undefined {
  if (dueAt <= after) return refuseWith("dossier.due-time-not-future", { dueAt, after });
  const day = calendar.day(toLocalDate(dueAt));
  if (isUnpublished(day)) return unpublishedYear(day);
  return calendar.isWorkingDay(day.date) ? undefined : refuseWith("dossier.due-time-day-off", { dueAt });
}
