/** When a hall gives out numbers (R-B01). Pure. */
import type { Hall } from "../../../catalogs/hall.ts";
import { type CalendarDay, isUnpublished, type WorkingCalendar } from "../../time/calendar.ts";
import { fromWallMs, MINUTE_MS, toLocalDate, wallMs } from "../../time/local.ts";
import type { Instant, LocalDate } from "../../time/types.ts";
import type { HallContext } from "./context.ts";

interface Window {
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
}

/** From the start of a half-day's work, so that people may line up before the counters open, until its counters close. */
const windowsOf = (day: CalendarDay): readonly Window[] =>
  day.counter.map(({ from, to }) => ({
    from: day.working.find((work) => work.from <= from && from <= work.to)?.from ?? from,
    to,
  }));

const startOf = (date: LocalDate): number => Date.parse(`${date}T00:00:00.000Z`);

/**
 * Whether numbers are given out at `now`, and when again. A year whose holidays nobody published, and a hall without a calendar, give out numbers:
 * a hall full of people does not stand still for a missing table.
 */
export const ticketHours = (hall: Hall, calendar: WorkingCalendar | undefined, now: Instant): HallContext["hours"] => {
  if (hall.ticketHours === "anyTime" || calendar === undefined) return { open: true };
  const today = toLocalDate(now);
  const day = calendar.day(today);
  if (isUnpublished(day)) return { open: true };
  const minute = (wallMs(now) - startOf(today)) / MINUTE_MS;
  const windows = windowsOf(day);
  if (windows.some(({ from, to }) => minute >= from && minute < to)) return { open: true };
  const at = (date: LocalDate, from: number): Instant => fromWallMs(startOf(date) + from * MINUTE_MS);
  const later = windows.find(({ from }) => from > minute);
  if (later !== undefined) return { open: false, opensAt: at(today, later.from) };
  const next = calendar.nextWorkingDay(today);
  const first = isUnpublished(next) ? undefined : calendar.day(next);
  const window = first === undefined || isUnpublished(first) ? undefined : windowsOf(first)[0];
  return window === undefined || first === undefined || isUnpublished(first)
    ? { open: false }
    : { open: false, opensAt: at(first.date, window.from) };
};

/**
 * Minutes from now until so many minutes of counter time have run: a wait that begins at 10:50 goes on after the counters' midday break. What does
 * not fit into the day runs on behind its last counter hours, because who has a number is served. Never shorter than `minutes`.
 */
export const throughBreaks = (hall: Hall, calendar: WorkingCalendar | undefined, now: Instant, minutes: number): number => {
  if (hall.ticketHours === "anyTime" || calendar === undefined) return minutes;
  const today = toLocalDate(now);
  const day = calendar.day(today);
  if (isUnpublished(day)) return minutes;
  const start = (wallMs(now) - startOf(today)) / MINUTE_MS;
  let at = start;
  let left = minutes;
  for (const { from, to } of day.counter) {
    if (at >= to) continue;
    at = Math.max(at, from);
    if (left <= to - at) return Math.ceil(at + left - start);
    left -= to - at;
    at = to;
  }
  return Math.ceil(at + left - start);
};
