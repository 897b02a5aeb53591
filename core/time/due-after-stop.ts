/**
 * What a stopped clock does to the due time (R-B04; domain.md §6, "Pause": new due time = old + pause).
 * Glossary: stop = tạm dừng đồng hồ thời hạn · to act = người nộp bổ sung giấy tờ hoặc nộp tiền · restart = ngày đồng hồ chạy lại ·
 * standstill = thời gian không tính vào thời hạn.
 */
import type { TimeRule } from "../../catalogs/types.ts";
import { type CalendarDay, isUnpublished, type Published, type WorkingCalendar } from "./calendar.ts";
import { closingMinute, type Due, dueMoment, dueOn, firstSessionEnd, minuteOfDay } from "./closing.ts";
import { type DayRuleKind, dayCount } from "./day-count.ts";
import { addDays, toLocalDate } from "./local.ts";
import type { Instant, LocalDate } from "./types.ts";

/** One stop. `dueAt` is the due time before it: by the rule, moved by earlier stops, extended, or named by an officer. */
interface Stop {
  readonly rule: TimeRule;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly stoppedAt: Instant;
  readonly actedAt: Instant;
  /** When the applicant acted to end the stop before this one: a clock stopped again before it ran cannot stand still twice at once. */
  readonly lastActedAt?: Instant | undefined;
  readonly calendar: WorkingCalendar;
}

/**
 * The due time after a stop, never earlier than before it. The clock stands still from the stop (from its start, if it was stopped
 * before) and runs again on the working day after the applicant acts; whatever the due time was, it moves by that standstill:
 * - day rules: by the counted days after the day of the stop and before the restart, at the same time of day (the end of counter
 *   hours stays the end of counter hours). The day of the stop itself has been used up, the restart day counts again.
 *   `unstated`, where an officer named the due time, moves as working days do.
 * - `hours`: by the working time from the stop to the opening of the restart day, so that the hours left are the same as at the stop.
 * - `sameDay`: as hours, then up to the end of the counter session (`noon`) or of the counter day (`threePm`), which is what R-B03 promises.
 *
 * An act that is not later than the stop moves nothing. A stop before the restart of the one before (`lastActedAt`) counts from that restart.
 */
export function dueAfterStop(stop: Stop): Due {
  const { rule, dueAt, actedAt, calendar } = stop;
  const since = latest(stop.stoppedAt, stop.startedAt);
  if (Date.parse(actedAt) <= Date.parse(since)) return { kind: "due", at: dueAt };
  const restart = calendar.nextWorkingDay(toLocalDate(actedAt));
  if (isUnpublished(restart)) return restart;
  const last = lastRun(since, stop);
  if (isUnpublished(last)) return last;
  switch (rule.kind) {
    case "workingDays":
    case "calendarDays":
    case "calendarDaysWithoutHolidays":
      return moveByDays(stop, rule.kind, last.date, restart);
    case "unstated":
      return moveByDays(stop, "workingDays", last.date, restart);
    case "hours":
      return moveByWorkingTime(stop, last.moment, restart);
    case "sameDay":
      return toSessionEnd(moveByWorkingTime(stop, last.moment, restart), stop);
  }
}

const latest = (a: Instant, b: Instant): Instant => (Date.parse(a) > Date.parse(b) ? a : b);

/** Up to where the clock has run: the day and the moment of the stop, or those before the opening at which it was yet to run again. */
function lastRun(
  since: Instant,
  { lastActedAt, calendar }: Stop,
): Published<{ readonly date: LocalDate; readonly moment: Instant }> {
  const here = { date: toLocalDate(since), moment: since };
  if (lastActedAt === undefined) return here;
  const restart = calendar.nextWorkingDay(toLocalDate(lastActedAt));
  if (isUnpublished(restart)) return restart;
  const opening = calendar.openingOf(restart);
  if (isUnpublished(opening)) return opening;
  return Date.parse(since) < Date.parse(opening) ? { date: addDays(restart, -1), moment: opening } : here;
}

function moveByDays({ dueAt, calendar }: Stop, kind: DayRuleKind, lastRunDate: LocalDate, restart: LocalDate): Due {
  const count = dayCount(kind, calendar);
  const days = count.between(lastRunDate, addDays(restart, -1));
  if (isUnpublished(days)) return days;
  if (days <= 0) return { kind: "due", at: dueAt };
  const oldDay = calendar.day(toLocalDate(dueAt));
  if (isUnpublished(oldDay)) return oldDay;
  return dueOn(calendar, count.after(oldDay.date, days), (day) => sameTimeOfDay(minuteOfDay(dueAt), oldDay, day));
}

/** The old time of day on another day. The hours of the two may differ (a Saturday closes at 11:00), the order of two due times may not. */
function sameTimeOfDay(minute: number, from: CalendarDay, to: CalendarDay): number | undefined {
  const closing = closingMinute(to);
  if (closing === undefined) return undefined;
  const before = closingMinute(from) ?? minute;
  if (minute < before) return Math.min(minute, closing);
  return minute === before ? closing : Math.max(closing, Math.min(minute, to.working.at(-1)?.to ?? closing));
}

function moveByWorkingTime({ dueAt, calendar }: Stop, lastRunMoment: Instant, restart: LocalDate): Due {
  const opening = calendar.openingOf(restart);
  if (isUnpublished(opening)) return opening;
  const standstill = calendar.workingMinutesBetween(lastRunMoment, opening);
  if (isUnpublished(standstill)) return standstill;
  return standstill <= 0 ? { kind: "due", at: dueAt } : dueMoment(calendar.addWorkingMinutes(dueAt, standstill));
}

function toSessionEnd(due: Due, { rule, dueAt, calendar }: Stop): Due {
  if (due.kind !== "due" || due.at === dueAt) return due;
  const date = toLocalDate(due.at);
  const day = calendar.day(date);
  if (isUnpublished(day)) return day;
  const byDay = rule.kind === "sameDay" && rule.rule === "threePm";
  const minute = minuteOfDay(due.at);
  const sessions = byDay ? [closingMinute(day)] : [...day.counter.map((session) => session.to), closingMinute(day)];
  const end = sessions.find((to) => to !== undefined && minute <= to);
  const nextDay = byDay ? closingMinute : firstSessionEnd;
  return end === undefined ? dueOn(calendar, calendar.nextWorkingDay(date), nextDay) : dueOn(calendar, date, () => end);
}
