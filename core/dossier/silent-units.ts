/**
 * Who has not shown work (R-B08): each resolving unit updates progress at least once at the end of every morning and every afternoon.
 * Glossary: half-day = buổi · sign = lần cập nhật gần nhất · silent = chưa cập nhật.
 */
import { isUnpublished, type WorkingCalendar } from "../time/calendar.ts";
import type { Instant } from "../time/types.ts";
import { latest } from "./context.ts";
import { openRow } from "./guards.ts";
import type { DossierStatus } from "./statuses.ts";
import type { Dossier } from "./types.ts";

/** A unit that let at least one half-day end without a sign of work. */
export interface SilentUnit {
  readonly dossierId: string;
  readonly code?: string;
  readonly unit: string;
  readonly agencyId: string;
  /** Its last sign: the last progress, or the hand-over. */
  readonly since: Instant;
}

/** Work goes on in these; while a dossier waits for the applicant nobody has to report. */
const AT_WORK: ReadonlySet<DossierStatus> = new Set<DossierStatus>(["received", "processing", "forwarded"]);

/** The millisecond before an instant. */
const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString();

/**
 * Half-days that ended after the sign without another one. A sign within a half-day, or at its very end, stands for that half-day.
 * Where the years are not published nothing can be said: none.
 */
function endsMissed(sign: Instant, now: Instant, calendar: WorkingCalendar): number {
  const ends = calendar.halfDayEndsBetween(sign, now);
  const within = calendar.firstWorkingMoment(sign);
  const atItsEnd = calendar.halfDayEndsBetween(justBefore(sign), sign);
  if (isUnpublished(ends) || isUnpublished(within) || isUnpublished(atItsEnd)) return 0;
  return ends.length - (within === sign && atItsEnd.length === 0 ? 1 : 0);
}

/**
 * The units that hold a dossier and have not updated progress by the end of the last half working day, in the order of `dossiers`.
 * `calendarOf` gives the working calendar of the unit's agency (its id comes second); without one nothing can be said of it. Times are instants (UTC), half-days
 * those of Việt Nam. Pure. Source: R-B08.
 */
export function silentUnits(
  dossiers: Iterable<Dossier>,
  now: Instant,
  calendarOf: (dossier: Dossier, unitAgencyId: string) => WorkingCalendar | undefined,
): readonly SilentUnit[] {
  const silent: SilentUnit[] = [];
  for (const dossier of dossiers) {
    const row = openRow(dossier);
    const calendar = row === undefined || !AT_WORK.has(dossier.status) ? undefined : calendarOf(dossier, row.agencyId);
    if (row === undefined || calendar === undefined) continue;
    // Nothing was due while the clock stood: work, and reporting, began again when it restarted.
    const restarted = dossier.clock?.stops.at(-1)?.to ?? row.receivedAt;
    const since = latest(row.receivedAt, dossier.lastProgress?.at ?? row.receivedAt, restarted);
    if (endsMissed(since, now, calendar) > 0) {
      silent.push({
        dossierId: dossier.id,
        ...(dossier.code === undefined ? {} : { code: dossier.code }),
        unit: row.unit,
        agencyId: row.agencyId,
        since,
      });
    }
  }
  return silent;
}
