/**
 * The working calendar of an agency (R-B01): its weekly hours laid over the public holidays and make-up days of the published years.
 * Glossary: working hours = giờ làm việc · counter hours = giờ giao dịch (giờ tiếp dân) · day off = ngày nghỉ ·
 * make-up day = ngày làm bù · half-day = buổi · unpublished year = năm chưa có lịch nghỉ.
 */
import type { CalendarData, HolidayTable } from "../../catalogs/types.ts";
import { buildDayTable, type CalendarDay, dayOn, type Span, type TableDay } from "./day-table.ts";
import { DAY_MS, dayNumber, fromWallMs, MINUTE_MS, wallMs } from "./local.ts";
import type { Instant, LocalDate } from "./types.ts";

export type { CalendarDay } from "./day-table.ts";

/** The answer where the holiday table does not have the year: a value, never a guess and never an exception. */
export interface YearNotPublished {
  readonly kind: "yearNotPublished";
  readonly year: number;
}
export type Published<T> = T | YearNotPublished;

/** Whether an answer is "that year has no published holidays". */
export function isUnpublished(answer: unknown): answer is YearNotPublished {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "yearNotPublished";
}

/** All questions about an agency's working time; local dates and instants are those of Việt Nam (UTC+7). */
export interface WorkingCalendar {
  readonly id: string;
  readonly years: readonly number[];
  /** One date, with its hours. */
  day(date: LocalDate): Published<CalendarDay>;
  /** Whether the agency works on that date; false for a date of an unpublished year ({@link day} tells the two apart). */
  isWorkingDay(date: LocalDate): boolean;
  /** The first working day after the date. */
  nextWorkingDay(date: LocalDate): Published<LocalDate>;
  /** The `days`-th working day after the date (before it, if negative); 0: the date itself, or the next working day if it is a day off. */
  addWorkingDays(date: LocalDate, days: number): Published<LocalDate>;
  /** Working days after `after` up to and including `upTo`; negative when `upTo` is the earlier one. */
  workingDaysBetween(after: LocalDate, upTo: LocalDate): Published<number>;
  /** The instant itself inside working hours (ends included), else the next opening (domain.md §6: lunch → 13:30, after 17:00 → the next day). */
  firstWorkingMoment(from: Instant): Published<Instant>;
  /** When work begins on the date; on a day off, when it begins on the next working day. */
  openingOf(date: LocalDate): Published<Instant>;
  /** Working time from `a` to `b` in minutes, with a fraction where seconds matter; negative when `b` is earlier. */
  workingMinutesBetween(a: Instant, b: Instant): Published<number>;
  /** The instant by which `minutes` of working time after `from` have run: the end of a half-day rather than the start of the next. At or below 0: {@link firstWorkingMoment}. */
  addWorkingMinutes(from: Instant, minutes: number): Published<Instant>;
  /** The ends of every worked morning and afternoon after `a` up to and including `b`, in order (R-B08). */
  halfDayEndsBetween(a: Instant, b: Instant): Published<readonly Instant[]>;
}

interface Place {
  readonly span: Span;
  readonly day: TableDay;
}

/** Lays an agency's weekly hours over a holiday table, once (about 10 ms for four years); the answers are then look-ups. */
export function workingCalendar(data: CalendarData, holidays: HolidayTable): WorkingCalendar {
  const table = buildDayTable(data, holidays);
  const place = (day: number): Published<Place> => dayOn(table, day) ?? notPublished(yearOfDay(day));
  const at = (instant: Instant) => place(Math.floor(wallMs(instant) / DAY_MS));

  const addWorkingDays = (date: LocalDate, days: number): Published<LocalDate> => {
    const here = place(dayNumber(date));
    return isUnpublished(here) ? here : dateIn(here.span, indexAfter(here.day, days), days < 0);
  };
  const openingOf = (date: LocalDate): Published<Instant> => {
    const here = place(dayNumber(date));
    return isUnpublished(here) ? here : opening(here.span, here.day.workingBefore);
  };
  const firstWorkingMoment = (from: Instant): Published<Instant> => {
    const here = at(from);
    if (isUnpublished(here)) return here;
    const start = here.day.number * DAY_MS;
    const minute = (wallMs(from) - start) / MINUTE_MS;
    const interval = here.day.working.find((i) => minute <= i.to);
    if (interval) return minute >= interval.from ? from : fromWallMs(start + interval.from * MINUTE_MS);
    return opening(here.span, here.day.workingBefore + worked(here.day));
  };

  return {
    id: data.id,
    years: table.years,
    addWorkingDays,
    openingOf,
    firstWorkingMoment,
    day: (date) => {
      const here = place(dayNumber(date));
      return isUnpublished(here) ? here : here.day;
    },
    isWorkingDay: (date) => (dayOn(table, dayNumber(date))?.day.working.length ?? 0) > 0,
    nextWorkingDay: (date) => addWorkingDays(date, 1),
    workingDaysBetween: (after, upTo) => {
      const [a, b] = [place(dayNumber(after)), place(dayNumber(upTo))];
      if (isUnpublished(a)) return a;
      if (isUnpublished(b)) return b;
      const count = b.day.workingBefore + worked(b.day) - a.day.workingBefore - worked(a.day);
      return gapBetween(a.span, b.span) ?? count;
    },
    workingMinutesBetween: (a, b) => {
      const [from, to] = [at(a), at(b)];
      if (isUnpublished(from)) return from;
      if (isUnpublished(to)) return to;
      const workedMs = workedUntil(to.day, wallMs(b)) - workedUntil(from.day, wallMs(a));
      return gapBetween(from.span, to.span) ?? workedMs / MINUTE_MS;
    },
    addWorkingMinutes: (from, minutes) => {
      const here = at(from);
      if (isUnpublished(here)) return here;
      const ms = Math.round(minutes * MINUTE_MS);
      return ms > 0 ? momentAfter(here.span, workedUntil(here.day, wallMs(from)) + ms) : firstWorkingMoment(from);
    },
    halfDayEndsBetween: (a, b) => {
      const [from, to] = [at(a), at(b)];
      if (isUnpublished(from)) return from;
      if (isUnpublished(to)) return to;
      const days = from.span.workingDays.slice(from.day.workingBefore, to.day.workingBefore + worked(to.day));
      const ends = days.flatMap((day) => halfDayEnds(day).map((end) => day.number * DAY_MS + end * MINUTE_MS));
      return gapBetween(from.span, to.span) ?? ends.filter((end) => end > wallMs(a) && end <= wallMs(b)).map(fromWallMs);
    },
  };
}

const worked = (day: TableDay): number => (day.working.length > 0 ? 1 : 0);
const notPublished = (year: number): YearNotPublished => ({ kind: "yearNotPublished", year });
const yearOfDay = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();

/** A count from one run of published years into another crosses a year that nobody published. */
function gapBetween(a: Span, b: Span): YearNotPublished | undefined {
  return a === b ? undefined : notPublished(Math.min(a.lastYear, b.lastYear) + 1);
}

/** The place, in a span's list of working days, of the `days`-th working day from a day. */
function indexAfter(day: TableDay, days: number): number {
  return days > 0 ? day.workingBefore + worked(day) + days - 1 : day.workingBefore + days;
}

function dateIn(span: Span, index: number, backwards: boolean): Published<LocalDate> {
  return span.workingDays[index]?.date ?? notPublished(backwards ? span.firstYear - 1 : span.lastYear + 1);
}

function opening(span: Span, index: number): Published<Instant> {
  const day = span.workingDays[index];
  const first = day?.working[0];
  return day && first ? fromWallMs(day.number * DAY_MS + first.from * MINUTE_MS) : notPublished(span.lastYear + 1);
}

/** Working milliseconds from the start of the span until a moment of the given day (whole numbers: sums of minutes would drift). */
function workedUntil(day: TableDay, wall: number): number {
  const inDay = wall - day.number * DAY_MS;
  return day.working.reduce(
    (sum, i) => sum + Math.min(Math.max(inDay, i.from * MINUTE_MS), i.to * MINUTE_MS) - i.from * MINUTE_MS,
    day.workedBefore,
  );
}

/** The moment at which a span's working milliseconds first reach `total`. */
function momentAfter(span: Span, total: number): Published<Instant> {
  const day = firstReaching(span.workingDays, total);
  if (!day) return notPublished(span.lastYear + 1);
  let left = total - day.workedBefore;
  for (const interval of day.working) {
    const length = (interval.to - interval.from) * MINUTE_MS;
    if (left <= length) return fromWallMs(day.number * DAY_MS + interval.from * MINUTE_MS + left);
    left -= length;
  }
  return notPublished(span.lastYear + 1);
}

/** Binary search: the first working day whose end reaches `total` working milliseconds. */
function firstReaching(days: readonly TableDay[], total: number): TableDay | undefined {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const day = days[middle];
    if (day && day.workedBefore + day.workedMs < total) low = middle + 1;
    else high = middle;
  }
  return days[low];
}

const NOON_MINUTE = 12 * 60;

/** A half-day ends with its last working interval; one that runs through noon is one half-day, ended when it ends. */
function halfDayEnds(day: TableDay): readonly number[] {
  const morning = day.working.findLast((i) => i.from < NOON_MINUTE);
  const afternoon = day.working.findLast((i) => i.from >= NOON_MINUTE);
  return [morning, afternoon].flatMap((interval) => (interval ? [interval.to] : []));
}
