/** From a counted day to the minute that is promised: the end of counter hours (R-B01), shared by the due rules and the stop rule. */
import { type CalendarDay, isUnpublished, type Published, type WorkingCalendar, type YearNotPublished } from "./calendar.ts";
import { DAY_MS, dayNumber, fromWallMs, MINUTE_MS, toLocalDate, wallMs } from "./local.ts";
import type { Instant, LocalDate } from "./types.ts";

/** `unstated`: the source gives no figure, the officer names the due time. `yearNotPublished`: the count leaves the holiday table. */
export type Due = { readonly kind: "due"; readonly at: Instant } | { readonly kind: "unstated" } | YearNotPublished;

/** The end of counter hours of a day in minutes after midnight; of working hours where there is no counter; undefined on a day off. */
export function closingMinute(day: CalendarDay): number | undefined {
  return day.counter.at(-1)?.to ?? day.working.at(-1)?.to;
}

/** The end of the first counter session (the morning, R-B03's 11:00) in minutes after midnight; as {@link closingMinute} without a counter. */
export function firstSessionEnd(day: CalendarDay): number | undefined {
  return day.counter[0]?.to ?? day.working[0]?.to;
}

/** The due time on a date, at the minute that `minuteOf` picks from its hours; a date that is a day off moves to the next working day. */
export function dueOn(
  calendar: WorkingCalendar,
  date: Published<LocalDate>,
  minuteOf: (day: CalendarDay) => number | undefined,
): Due {
  if (isUnpublished(date)) return date;
  const day = calendar.day(date);
  if (isUnpublished(day)) return day;
  const minute = minuteOf(day);
  // Only a day off has no hours; "the result never falls on a day off" (domain.md §6).
  return minute === undefined
    ? dueOn(calendar, calendar.nextWorkingDay(date), minuteOf)
    : { kind: "due", at: atMinute(date, minute) };
}

/** A moment worked out by hours, as a due time: rounded up to the whole minute, as it is printed on the appointment slip. */
export function dueMoment(moment: Published<Instant>): Due {
  if (isUnpublished(moment)) return moment;
  return { kind: "due", at: fromWallMs(Math.ceil(wallMs(moment) / MINUTE_MS) * MINUTE_MS) };
}

/** Minutes after local midnight, with a fraction where seconds matter. */
export function minuteOfDay(instant: Instant): number {
  return (wallMs(instant) - dayNumber(toLocalDate(instant)) * DAY_MS) / MINUTE_MS;
}

/** The instant of a minute of a local date. */
function atMinute(date: LocalDate, minute: number): Instant {
  return fromWallMs(Math.round(dayNumber(date) * DAY_MS + minute * MINUTE_MS));
}
