/**
 * Every date of the published years, worked out once: what R-B01 says about it and how much working time lies before it.
 * A span is a run of years without a gap; no count may leave it.
 */
import type { CalendarData, HolidayTable } from "../../catalogs/types.ts";
import { dateOfDayNumber, dayNumber, MINUTE_MS, minuteOfTime } from "./local.ts";
import type { LocalDate } from "./types.ts";

/** Part of a day, in minutes after local midnight; both ends belong to it. */
interface TimeInterval {
  readonly from: number;
  readonly to: number;
}

/** One date as the agency works it; both lists are empty on a day off. */
export interface CalendarDay {
  readonly date: LocalDate;
  readonly working: readonly TimeInterval[];
  readonly counter: readonly TimeInterval[];
  /** A public holiday or its compensation; not a weekly day off, and not a day that only changed places with a make-up day. */
  readonly publicHoliday: boolean;
  /** The name of the holiday, swapped day or make-up day. */
  readonly name?: string;
}

export interface TableDay extends CalendarDay {
  readonly number: number;
  /** Working time of this day, in milliseconds. */
  readonly workedMs: number;
  /** Working days, and working milliseconds, of the span before this day. */
  readonly workingBefore: number;
  readonly workedBefore: number;
}

export interface Span {
  readonly firstYear: number;
  readonly lastYear: number;
  readonly firstDay: number;
  readonly days: readonly TableDay[];
  readonly workingDays: readonly TableDay[];
}

interface DayTable {
  readonly years: readonly number[];
  readonly spans: readonly Span[];
}

/** The table's entry for a day number, with its span; undefined outside the published years. */
export function dayOn(table: DayTable, number: number): { readonly span: Span; readonly day: TableDay } | undefined {
  for (const span of table.spans) {
    const day = span.days[number - span.firstDay];
    if (day) return { span, day };
  }
  return undefined;
}

/** Works out all days of the years that the holiday table names. */
export function buildDayTable(data: CalendarData, holidays: HolidayTable): DayTable {
  const years = [...new Set(holidays.years)].sort((a, b) => a - b);
  const rules = dayRules(data, holidays);
  return { years, spans: runsOf(years).map(([first, last]) => buildSpan(first, last, rules)) };
}

type DayRules = (number: number) => CalendarDay;

/** A holiday wins over everything, a make-up day over the weekday, so that a faulty table never makes a holiday a due day. */
function dayRules(data: CalendarData, holidays: HolidayTable): DayRules {
  const offDays = new Map(holidays.holidays.map((day) => [day.date, day]));
  const makeUpDays = new Map(holidays.makeUpWorkingDays.map((day) => [day.date, day]));
  const swapped = new Set(holidays.makeUpWorkingDays.map((day) => day.swappedFor));
  const week = WEEKDAYS.map((weekday) => hoursOf(data.week[weekday]));
  const makeUpHours = hoursOf(data.makeUpDay);
  return (number) => {
    const date = dateOfDayNumber(number);
    const off = offDays.get(date);
    if (off) return { date, working: [], counter: [], publicHoliday: !swapped.has(date), name: off.name };
    const makeUp = makeUpDays.get(date);
    if (makeUp) return { date, ...makeUpHours, publicHoliday: false, name: makeUp.name };
    return { date, ...(week[weekdayOf(number)] ?? NO_HOURS), publicHoliday: false };
  };
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** 0 = Monday. Day number 0, 1970-01-01, was a Thursday; the second remainder keeps earlier days positive. */
const weekdayOf = (number: number): number => (((number + 3) % 7) + 7) % 7;

interface Hours {
  readonly working: readonly TimeInterval[];
  readonly counter: readonly TimeInterval[];
}
const NO_HOURS: Hours = { working: [], counter: [] };

function hoursOf(day: CalendarData["makeUpDay"]): Hours {
  const minutes = (list: CalendarData["makeUpDay"]["working"]) =>
    list.map((interval) => ({ from: minuteOfTime(interval.from), to: minuteOfTime(interval.to) }));
  // Nobody is at a counter on a day without working hours, whatever the file says: else a day off could become a due day.
  return { working: minutes(day.working), counter: day.working.length > 0 ? minutes(day.counter) : [] };
}

/** [first, last] of every run of consecutive years. */
function runsOf(years: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const year of years) {
    const run = runs.at(-1);
    if (run && run[1] === year - 1) run[1] = year;
    else runs.push([year, year]);
  }
  return runs;
}

function buildSpan(firstYear: number, lastYear: number, rules: DayRules): Span {
  const firstDay = dayNumber(`${firstYear}-01-01`);
  const end = dayNumber(`${lastYear}-12-31`);
  const days: TableDay[] = [];
  const workingDays: TableDay[] = [];
  let workedBefore = 0;
  for (let number = firstDay; number <= end; number++) {
    const rule = rules(number);
    const workedMs = rule.working.reduce((sum, interval) => sum + (interval.to - interval.from) * MINUTE_MS, 0);
    const day: TableDay = { ...rule, number, workedMs, workingBefore: workingDays.length, workedBefore };
    days.push(day);
    if (rule.working.length > 0) workingDays.push(day);
    workedBefore += workedMs;
  }
  return { firstYear, lastYear, firstDay, days, workingDays };
}
