import { describe, expect, it } from "vitest";
import type { TimeRule } from "../../../catalogs/types.ts";
import { dueAfterStop } from "../../../core/time/due.ts";
import { local, MON_FRI, OFFICE_402, said } from "./kit.ts";

const working = (days: number): TimeRule => ({ kind: "workingDays", days });
const NOON: TimeRule = { kind: "sameDay", rule: "noon" };
const THREE_PM: TimeRule = { kind: "sameDay", rule: "threePm" };
type Row = readonly [
  rule: TimeRule,
  startedAt: string,
  dueAt: string,
  stoppedAt: string,
  actedAt: string,
  after: string,
  why: string,
];

describe("R-B04 a stopped clock: day rules, Mon–Fri", () => {
  it.each<Row>([
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "2026-03-18 16:30",
      "Thursday and Friday stood still",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-11 09:00",
      "2026-03-14 09:00",
      "2026-03-18 16:30",
      "acted on Saturday: runs on Monday as well",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-11 09:00",
      "2026-03-11 15:00",
      "2026-03-16 16:30",
      "the same day: no day stood still",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-13 09:00",
      "2026-03-15 20:00",
      "2026-03-16 16:30",
      "only a weekend stood still",
    ],
    [
      working(3),
      "2026-02-09 10:00",
      "2026-02-12 16:30",
      "2026-02-10 09:00",
      "2026-02-23 09:00",
      "2026-02-25 16:30",
      "Tết does not count: 11, 12, 13, 23",
    ],
    [
      working(1),
      "2026-08-20 10:00",
      "2026-08-21 16:30",
      "2026-08-20 15:00",
      "2026-08-22 10:00",
      "2026-08-24 16:30",
      "Friday and the make-up Saturday stood still",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-20 16:30",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "2026-03-24 16:30",
      "an extended due time moves by the same two days",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-20 10:00",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "2026-03-24 10:00",
      "a named time of day is kept",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-20 17:00",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "2026-03-24 17:00",
      "also after the counter closed",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-18 09:00",
      "2026-03-20 15:00",
      "2026-03-18 16:30",
      "stopped when already late: as late as before",
    ],
    [
      working(5),
      "2026-03-12 10:00",
      "2026-03-19 16:30",
      "2026-03-09 09:00",
      "2026-03-13 15:00",
      "2026-03-20 16:30",
      "stopped before it started: from the start",
    ],
    [
      working(5),
      "2026-03-09 10:00",
      "2026-03-16 16:30",
      "2026-03-11 09:00",
      "2026-03-10 15:00",
      "2026-03-16 16:30",
      "an act before the stop moves nothing",
    ],
    [
      { kind: "calendarDays", days: 10 },
      "2026-03-02 10:00",
      "2026-03-12 16:30",
      "2026-03-03 09:00",
      "2026-03-05 15:00",
      "2026-03-16 16:30",
      "2 days: the 14th, a Saturday, → Monday",
    ],
    [
      { kind: "calendarDays", days: 10 },
      "2026-03-02 10:00",
      "2026-03-12 16:30",
      "2026-03-04 09:00",
      "2026-03-06 15:00",
      "2026-03-16 16:30",
      "runs again on Monday 9th: 4 days, 5th–8th",
    ],
    [
      { kind: "calendarDaysWithoutHolidays", days: 20 },
      "2026-04-10 10:00",
      "2026-05-04 16:30",
      "2026-04-24 09:00",
      "2026-04-28 09:00",
      "2026-05-06 16:30",
      "25 and 28/4 stood still; 26 and 27/4 are holidays",
    ],
    [
      { kind: "unstated" },
      "2026-03-09 10:00",
      "2026-03-16 15:00",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "2026-03-18 15:00",
      "a due time that an officer named",
    ],
  ])("R-B04 %j started %s, due %s, stopped %s, acted %s: due %s (%s)", (rule, startedAt, due, stoppedAt, actedAt, after) => {
    const stop = {
      rule,
      startedAt: local(startedAt),
      dueAt: local(due),
      stoppedAt: local(stoppedAt),
      actedAt: local(actedAt),
      calendar: MON_FRI,
    };
    expect(said(dueAfterStop(stop))).toBe(after);
  });

  it.each<readonly [string, string, string]>([
    ["2026-03-13 16:30", "2026-03-14 11:00", "the end of counter hours of a weekday becomes that of Saturday"],
    ["2026-03-12 16:30", "2026-03-13 16:30", "weekday to weekday"],
    ["2026-03-14 11:00", "2026-03-16 16:30", "Saturday to Monday"],
    ["2026-03-13 10:00", "2026-03-14 10:00", "a morning time stays"],
    ["2026-03-13 15:00", "2026-03-14 11:00", "an afternoon time on a Saturday: when the counter closes"],
    ["2026-03-13 17:00", "2026-03-14 11:30", "after counter hours: the end of work"],
    ["2026-03-15 09:00", "2026-03-16 16:30", "a due time named on a Sunday"],
  ])("R-B04 Mon–Sat morning, one working day later: %s becomes %s (%s)", (due, after) => {
    const stop = {
      rule: working(3),
      startedAt: local("2026-03-09 10:00"),
      stoppedAt: local("2026-03-10 09:00"),
      actedAt: local("2026-03-11 09:00"),
    };
    expect(said(dueAfterStop({ ...stop, dueAt: local(due), calendar: OFFICE_402 }))).toBe(after);
  });
});

describe("R-B04 a stopped clock: hours and same-day, Mon–Fri", () => {
  const hours: TimeRule = { kind: "hours", hours: 8 };
  it.each<Row>([
    [
      hours,
      "2026-03-09 08:00",
      "2026-03-10 08:00",
      "2026-03-09 10:00",
      "2026-03-11 09:00",
      "2026-03-12 15:00",
      "6 hours left, from Thursday 07:00",
    ],
    [
      hours,
      "2026-03-09 08:00",
      "2026-03-10 08:00",
      "2026-03-09 10:00",
      "2026-03-09 10:30",
      "2026-03-10 15:00",
      "the same day: runs again the next morning",
    ],
    [
      hours,
      "2026-03-09 08:00",
      "2026-03-10 08:00",
      "2026-03-09 10:00",
      "2026-03-14 09:00",
      "2026-03-16 15:00",
      "acted on Saturday: Monday",
    ],
    [
      hours,
      "2026-03-09 08:00",
      "2026-03-11 08:00",
      "2026-03-09 10:00",
      "2026-03-11 09:00",
      "2026-03-13 15:00",
      "extended by a day: still a day later",
    ],
    [
      hours,
      "2026-03-13 10:00",
      "2026-03-16 10:00",
      "2026-03-13 18:00",
      "2026-03-13 19:00",
      "2026-03-16 10:00",
      "no working time stood still",
    ],
    [
      hours,
      "2026-03-13 10:00",
      "2026-03-16 12:15",
      "2026-03-13 18:00",
      "2026-03-13 19:00",
      "2026-03-16 12:15",
      "nor does a due time named in the lunch break move then",
    ],
    [
      NOON,
      "2026-03-09 10:00",
      "2026-03-09 16:30",
      "2026-03-09 10:30",
      "2026-03-11 09:00",
      "2026-03-12 11:00",
      "4 hours left end with the morning session",
    ],
    [
      NOON,
      "2026-03-09 14:00",
      "2026-03-10 11:00",
      "2026-03-09 15:00",
      "2026-03-09 15:30",
      "2026-03-10 16:30",
      "6 hours left from 07:00: the afternoon session",
    ],
    [
      NOON,
      "2026-03-09 10:00",
      "2026-03-09 16:30",
      "2026-03-09 16:00",
      "2026-03-13 15:00",
      "2026-03-16 11:00",
      "half an hour left: the morning session",
    ],
    [
      NOON,
      "2026-03-09 10:00",
      "2026-03-09 16:30",
      "2026-03-09 17:00",
      "2026-03-09 18:00",
      "2026-03-09 16:30",
      "after closing nothing stands still",
    ],
    [
      THREE_PM,
      "2026-03-09 08:00",
      "2026-03-09 16:30",
      "2026-03-09 16:00",
      "2026-03-11 09:00",
      "2026-03-12 16:30",
      "half an hour left: that day",
    ],
    [
      THREE_PM,
      "2026-04-29 15:20",
      "2026-05-04 16:30",
      "2026-05-04 10:00",
      "2026-05-05 10:00",
      "2026-05-06 16:30",
      "stopped on the due day",
    ],
    [
      THREE_PM,
      "2026-04-29 15:20",
      "2026-05-04 16:30",
      "2026-04-29 16:00",
      "2026-04-29 16:10",
      "2026-05-05 16:30",
      "8.5 hours left from Monday 07:00 end on Tuesday",
    ],
  ])("R-B04 %j started %s, due %s, stopped %s, acted %s: due %s (%s)", (rule, startedAt, due, stoppedAt, actedAt, after) => {
    const stop = {
      rule,
      startedAt: local(startedAt),
      dueAt: local(due),
      stoppedAt: local(stoppedAt),
      actedAt: local(actedAt),
      calendar: MON_FRI,
    };
    expect(said(dueAfterStop(stop))).toBe(after);
  });

  it.each<readonly [TimeRule, string, string, string]>([
    [{ kind: "calendarDays", days: 20 }, "2026-03-26 16:30", "2026-03-15 09:00", "2026-03-26 16:30"],
    [{ kind: "calendarDays", days: 20 }, "2026-03-26 16:30", "2026-03-17 09:00", "2026-03-30 16:30"],
    [hours, "2026-03-17 10:00", "2026-03-14 09:00", "2026-03-17 10:00"],
    [hours, "2026-03-17 10:00", "2026-03-16 09:00", "2026-03-18 10:00"],
    [NOON, "2026-03-16 11:00", "2026-03-16 09:00", "2026-03-17 11:00"],
  ])("R-B04 %j due %s, stopped again Friday 15:00 after an act on Friday, acted %s: due %s", (rule, due, actedAt, expected) => {
    const stop = {
      rule,
      startedAt: local("2026-03-06 08:00"),
      stoppedAt: local("2026-03-13 15:00"),
      lastActedAt: local("2026-03-13 09:00"),
    };
    expect(said(dueAfterStop({ ...stop, dueAt: local(due), actedAt: local(actedAt), calendar: MON_FRI }))).toBe(expected);
  });

  it.each<readonly [TimeRule, string, string, number]>([
    [working(5), "2027-12-30 16:30", "2027-12-20 09:00", 2028],
    [hours, "2027-12-31 10:00", "2027-12-29 09:00", 2028],
    [NOON, "2027-12-31 16:30", "2027-12-29 09:00", 2028],
    [working(5), "2028-01-05 16:30", "2027-12-20 09:00", 2028],
  ])("R-B04 %j due %s: a move out of the holiday table names the year", (rule, due, stoppedAt, year) => {
    const stop = {
      rule,
      startedAt: local("2027-12-01 08:00"),
      dueAt: local(due),
      stoppedAt: local(stoppedAt),
      actedAt: local("2027-12-30 09:00"),
    };
    expect(dueAfterStop({ ...stop, calendar: MON_FRI })).toEqual({ kind: "yearNotPublished", year });
  });

  it("R-B04 an act on the last working day of the table cannot start the clock again", () => {
    const stop = {
      rule: working(5),
      startedAt: local("2027-12-01 08:00"),
      dueAt: local("2027-12-08 16:30"),
      stoppedAt: local("2027-12-03 08:00"),
    };
    expect(dueAfterStop({ ...stop, actedAt: local("2027-12-31 09:00"), calendar: MON_FRI })).toEqual({
      kind: "yearNotPublished",
      year: 2028,
    });
  });
});
