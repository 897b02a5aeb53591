/**
 * When a dossier must be done (R-B02, R-B03; domain.md §6). What a stop does to it is in due-after-stop.ts (R-B04).
 * Glossary: due time = thời điểm hẹn trả kết quả · receipt = tiếp nhận hồ sơ đủ, hợp lệ · counter hours = giờ giao dịch.
 *
 * Receipt outside working hours counts as receipt at the next opening: before 07:00 → 07:00, in the lunch break → 13:30,
 * after 17:00, on a Saturday afternoon or on a day off → the morning of the next working day. Every due time is a whole minute.
 */
import type { TimeRule } from "../../catalogs/types.ts";
import { isUnpublished, type WorkingCalendar, type YearNotPublished } from "./calendar.ts";
import { closingMinute, type Due, dueMoment, dueOn, firstSessionEnd, minuteOfDay } from "./closing.ts";
import { dayCount } from "./day-count.ts";
import { toLocalDate } from "./local.ts";
import type { Instant } from "./types.ts";

export type { Due } from "./closing.ts";
export { dueAfterStop } from "./due-after-stop.ts";

/** R-B03: a same-day dossier of the "noon" rule must come before 11:00 to be done the same day. */
const NOON_RULE_CUT_OFF = 11 * 60;
/** Procedure 1.001193 (domain.md §6, the 15:00 rule): received after 15:00 → the next working day. */
const THREE_PM = 15 * 60;
const MIDDAY = 12 * 60;

/**
 * The due time of a dossier received (full and valid) at `from`. Never throws; never a day off; never earlier for a later receipt.
 * - `workingDays`: counted from the working day after receipt (R-B02); due at the end of counter hours of the last one.
 * - `calendarDays`: every day counts; a last day that is a day off moves to the next working day.
 * - `calendarDaysWithoutHolidays`: public holidays and their compensation days do not count, weekends and swapped days do.
 * - `hours`: working hours, from the moment of receipt.
 * - `sameDay`, `noon` (R-B03): the end of the session after the one of receipt. Before 11:00 → the end of counter hours that day
 *   (16:30); later → the end of the next working morning (11:00). A Saturday morning has no afternoon after it: the next working morning.
 * - `sameDay`, `threePm`: up to 15:00 → the end of counter hours that day; later, or once the counter is closed (a Saturday
 *   from 11:00), → the end of counter hours of the next working day.
 */
export function dueAt(rule: TimeRule, from: Instant, calendar: WorkingCalendar): Due {
  if (rule.kind === "unstated") return { kind: "unstated" };
  const received = calendar.firstWorkingMoment(from);
  if (isUnpublished(received)) return received;
  switch (rule.kind) {
    case "workingDays":
    case "calendarDays":
    case "calendarDaysWithoutHolidays":
      return dueOn(calendar, dayCount(rule.kind, calendar).after(toLocalDate(received), rule.days), closingMinute);
    case "hours":
      return dueMoment(calendar.addWorkingMinutes(received, rule.hours * 60));
    case "sameDay":
      return rule.rule === "noon" ? noonRule(received, calendar) : threePmRule(received, calendar);
  }
}

function noonRule(received: Instant, calendar: WorkingCalendar): Due {
  const date = toLocalDate(received);
  const inTime = minuteOfDay(received) < NOON_RULE_CUT_OFF && closes(date, calendar) > MIDDAY;
  return inTime ? dueOn(calendar, date, closingMinute) : dueOn(calendar, calendar.nextWorkingDay(date), firstSessionEnd);
}

function threePmRule(received: Instant, calendar: WorkingCalendar): Due {
  const date = toLocalDate(received);
  const minute = minuteOfDay(received);
  const inTime = minute <= THREE_PM && minute < closes(date, calendar);
  return dueOn(calendar, inTime ? date : calendar.nextWorkingDay(date), closingMinute);
}

/** The closing minute of a date; 0, which nothing comes before, on a day off or in an unpublished year. */
function closes(date: string, calendar: WorkingCalendar): number {
  const day = calendar.day(date);
  return isUnpublished(day) ? 0 : (closingMinute(day) ?? 0);
}

/** Working minutes left until the due time, whole, rounded down: negative once working time has passed since. */
export function remaining(dueAt: Instant, now: Instant, calendar: WorkingCalendar): number | YearNotPublished {
  const minutes = calendar.workingMinutesBetween(now, dueAt);
  return isUnpublished(minutes) ? minutes : Math.floor(minutes);
}

/** Whether the due time has passed; the very moment of it is still on time. */
export function isOverdue(dueAt: Instant, now: Instant): boolean {
  return Date.parse(now) > Date.parse(dueAt);
}
