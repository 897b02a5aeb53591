/** The three ways to count days (domain.md §6), behind one face: how far a count leads, and how many days lie between. */
import type { TimeRule } from "../../catalogs/types.ts";
import { isUnpublished, type Published, type WorkingCalendar } from "./calendar.ts";
import { addDays, dayNumber } from "./local.ts";
import type { LocalDate } from "./types.ts";

export type DayRuleKind = Extract<TimeRule, { days: number }>["kind"];

interface DayCount {
  /** The date `days` (≥ 1) counted days after the date. It may be a day off: the due time then moves on (closing.ts). */
  after(date: LocalDate, days: number): Published<LocalDate>;
  /** Counted days after `after` up to and including `upTo`, which is not earlier. */
  between(after: LocalDate, upTo: LocalDate): Published<number>;
}

/** The way of counting that a rule names. The first day counted is the one after the date given. */
export function dayCount(kind: DayRuleKind, calendar: WorkingCalendar): DayCount {
  switch (kind) {
    case "workingDays":
      return { after: calendar.addWorkingDays, between: calendar.workingDaysBetween };
    case "calendarDays":
      return {
        after: addDays,
        between: (after, upTo) => dayNumber(upTo) - dayNumber(after),
      };
    case "calendarDaysWithoutHolidays":
      return {
        after: (date, days) => afterWithoutHolidays(calendar, date, days),
        between: (after, upTo) => withoutHolidays(calendar, after, upTo),
      };
  }
}

function afterWithoutHolidays(calendar: WorkingCalendar, date: LocalDate, days: number): Published<LocalDate> {
  let at = date;
  for (let left = days; left > 0; ) {
    at = addDays(at, 1);
    const day = calendar.day(at);
    if (isUnpublished(day)) return day;
    if (!day.publicHoliday) left--;
  }
  return at;
}

function withoutHolidays(calendar: WorkingCalendar, after: LocalDate, upTo: LocalDate): Published<number> {
  let count = 0;
  for (let at = after; at < upTo; ) {
    at = addDays(at, 1);
    const day = calendar.day(at);
    if (isUnpublished(day)) return day;
    if (!day.publicHoliday) count++;
  }
  return count;
}
