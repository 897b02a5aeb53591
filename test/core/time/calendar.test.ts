import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnpublished, workingCalendar } from "../../../core/time/calendar.ts";
import { addDays, fromLocal, toLocalDate } from "../../../core/time/local.ts";
import { anyCalendar, DATA_MON_FRI, HOLIDAYS, instantUpTo, local, MON_FRI, OFFICE_402, show } from "./kit.ts";

const shown = (answer: unknown) => (Array.isArray(answer) ? answer.map(show) : answer);

describe("R-B01 working days", () => {
  it.each([
    ["2026-03-13", true, true, "Friday"],
    ["2026-03-14", false, true, "Saturday"],
    ["2026-03-15", false, false, "Sunday"],
    ["2026-02-16", false, false, "Tết"],
    ["2026-04-27", false, false, "compensation for Giỗ Tổ on Sunday"],
    ["2026-08-22", true, true, "make-up Saturday"],
    ["2026-08-31", false, false, "swapped for it"],
    ["2025-11-24", true, true, "24/11 before 2026"],
    ["2026-11-24", false, false, "Ngày Văn hóa Việt Nam"],
    ["2028-01-03", false, false, "unpublished year"],
  ])("R-B01 %s: Mon–Fri %s, Mon–Sat morning %s (%s)", (date, monFri, monSat) => {
    expect([MON_FRI.isWorkingDay(date), OFFICE_402.isWorkingDay(date)]).toEqual([monFri, monSat]);
  });

  it("R-B01 a day has its hours: weekday, Saturday morning, make-up Saturday, holiday", () => {
    const full = [
      { from: 420, to: 690 },
      { from: 810, to: 1020 },
    ];
    const counter = [
      { from: 450, to: 660 },
      { from: 840, to: 990 },
    ];
    expect(OFFICE_402.day("2026-03-13")).toMatchObject({ working: full, counter, publicHoliday: false });
    expect(OFFICE_402.day("2026-03-14")).toMatchObject({ working: [full[0]], counter: [counter[0]] });
    expect(OFFICE_402.day("2026-08-22")).toMatchObject({ working: full, counter, name: "Làm bù cho ngày nghỉ 31/08" });
    expect(OFFICE_402.day("2026-02-17")).toMatchObject({
      working: [],
      counter: [],
      publicHoliday: true,
      name: "Tết Âm lịch, mùng 1",
    });
    expect(OFFICE_402.day("2026-08-31")).toMatchObject({ working: [], counter: [], publicHoliday: false });
  });

  it.each([
    ["2026-02-13", "2026-02-23", "2026-02-14"],
    ["2026-04-24", "2026-04-28", "2026-04-25"],
    ["2026-08-21", "2026-08-22", "2026-08-22"],
    ["2026-12-31", "2027-01-04", "2027-01-02"],
  ])("R-B01 the working day after %s: Mon–Fri %s, Mon–Sat morning %s", (date, monFri, monSat) => {
    expect([MON_FRI.nextWorkingDay(date), OFFICE_402.nextWorkingDay(date)]).toEqual([monFri, monSat]);
  });

  it("R-B01 a date outside the table's years is a value that names the year", () => {
    expect(MON_FRI.day("2028-01-03")).toEqual({ kind: "yearNotPublished", year: 2028 });
    expect(MON_FRI.addWorkingDays("2027-12-30", 2)).toEqual({ kind: "yearNotPublished", year: 2028 });
    expect(MON_FRI.addWorkingDays("2024-01-03", -2)).toEqual({ kind: "yearNotPublished", year: 2023 });
    expect(MON_FRI.workingMinutesBetween(local("2023-12-31 23:59"), local("2024-01-02 08:00"))).toEqual({
      kind: "yearNotPublished",
      year: 2023,
    });
    expect(MON_FRI.firstWorkingMoment(local("2027-12-31 17:01"))).toEqual({ kind: "yearNotPublished", year: 2028 });
    expect(MON_FRI.addWorkingMinutes(local("2027-12-31 16:00"), 61)).toEqual({ kind: "yearNotPublished", year: 2028 });
    expect(MON_FRI.halfDayEndsBetween(local("2027-12-31 16:00"), local("2028-01-01 16:00"))).toEqual({
      kind: "yearNotPublished",
      year: 2028,
    });
    expect(MON_FRI.openingOf("2023-06-01")).toEqual({ kind: "yearNotPublished", year: 2023 });
  });

  it("R-B01 no count crosses a year that is missing between two published ones", () => {
    const gap = workingCalendar(DATA_MON_FRI, { ...HOLIDAYS, years: [2027, 2024, 2026] });
    expect(gap.years).toEqual([2024, 2026, 2027]);
    expect(gap.addWorkingDays("2024-12-31", 1)).toEqual({ kind: "yearNotPublished", year: 2025 });
    expect(gap.workingDaysBetween("2024-12-31", "2026-01-05")).toEqual({ kind: "yearNotPublished", year: 2025 });
    expect(gap.workingMinutesBetween(local("2026-01-05 08:00"), local("2024-12-31 08:00"))).toEqual({
      kind: "yearNotPublished",
      year: 2025,
    });
    expect(gap.addWorkingDays("2026-12-31", 1)).toBe("2027-01-04");
  });

  it("R-B01 an office that never works has no next working day", () => {
    const closed = { working: [], counter: [] };
    const never = workingCalendar(
      {
        ...DATA_MON_FRI,
        makeUpDay: closed,
        week: { mon: closed, tue: closed, wed: closed, thu: closed, fri: closed, sat: closed, sun: closed },
      },
      HOLIDAYS,
    );
    expect(never.nextWorkingDay("2026-03-02")).toEqual({ kind: "yearNotPublished", year: 2028 });
    expect(never.workingMinutesBetween(local("2026-03-02 08:00"), local("2026-04-02 08:00"))).toBe(0);
  });

  it("R-B01 counter hours on a day without working hours do not make it a due day", () => {
    const counterOnly = { working: [], counter: DATA_MON_FRI.makeUpDay.counter };
    const odd = workingCalendar({ ...DATA_MON_FRI, week: { ...DATA_MON_FRI.week, sat: counterOnly } }, HOLIDAYS);
    expect(odd.day("2026-03-14")).toMatchObject({ working: [], counter: [] });
  });

  it("R-B01 counting working days agrees with walking over the dates one by one", () => {
    fc.assert(
      fc.property(anyCalendar, instantUpTo("2027-06-30 00:00"), fc.integer({ min: 0, max: 90 }), (calendar, instant, n) => {
        const date = toLocalDate(instant);
        let walked = n === 0 ? date : addDays(date, 1);
        for (let left = Math.max(n, 1); ; walked = addDays(walked, 1)) if (calendar.isWorkingDay(walked) && --left === 0) break;
        expect(calendar.addWorkingDays(date, n)).toBe(walked);
        if (n > 0) {
          expect(calendar.workingDaysBetween(date, walked)).toBe(n);
          expect(calendar.workingDaysBetween(walked, date)).toBe(-n);
          if (calendar.isWorkingDay(date)) expect(calendar.addWorkingDays(walked, -n)).toBe(date);
        }
      }),
    );
  });
});

describe("R-B01 working hours", () => {
  it.each([
    ["2026-03-13 06:59", "2026-03-13 07:00", "before opening"],
    ["2026-03-13 07:00", "2026-03-13 07:00", "opening"],
    ["2026-03-13 11:30", "2026-03-13 11:30", "the end of the morning"],
    ["2026-03-13 12:00", "2026-03-13 13:30", "lunch"],
    ["2026-03-13 16:59", "2026-03-13 16:59", "working, counter closed"],
    ["2026-03-13 17:01", "2026-03-14 07:00", "after closing on a Friday"],
    ["2026-03-14 12:00", "2026-03-16 07:00", "Saturday afternoon"],
    ["2026-02-15 09:00", "2026-02-21 07:00", "Sunday before Tết"],
  ])("R-B01 the first working moment from %s is %s (%s)", (from, to) => {
    const answer = OFFICE_402.firstWorkingMoment(local(from));
    expect(isUnpublished(answer) ? answer : show(answer)).toBe(to);
  });

  it.each([
    ["2026-03-13 07:00", "2026-03-13 17:00", 480],
    ["2026-03-13 00:00", "2026-03-14 23:59", 480 + 270],
    ["2026-03-13 16:00", "2026-03-16 08:00", 60 + 270 + 60],
    ["2026-02-15 00:00", "2026-02-21 07:00", 0],
    ["2026-08-22 00:00", "2026-08-23 00:00", 480],
    ["2026-03-16 08:00", "2026-03-13 16:00", -390],
  ])("R-B01 from %s to %s there are %i working minutes (Mon–Sat morning)", (a, b, minutes) => {
    expect(OFFICE_402.workingMinutesBetween(local(a), local(b))).toBe(minutes);
  });

  it("R-B01 working minutes agree with looking at every minute", () => {
    fc.assert(
      fc.property(anyCalendar, instantUpTo("2027-11-30 00:00"), fc.integer({ min: 0, max: 4 * 1440 }), (calendar, at, length) => {
        const start = Math.floor(Date.parse(at) / 60_000) * 60_000;
        let expected = 0;
        for (let i = 0; i < length; i++) {
          const now = new Date(start + i * 60_000).toISOString();
          const date = toLocalDate(now);
          const day = calendar.day(date);
          const minute = (Date.parse(now) - Date.parse(fromLocal(date, "00:00"))) / 60_000;
          if (!isUnpublished(day) && day.working.some((hours) => minute >= hours.from && minute < hours.to)) expected++;
        }
        const end = new Date(start + length * 60_000).toISOString();
        expect(calendar.workingMinutesBetween(new Date(start).toISOString(), end)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("R-B01 working time added is working time between, to the millisecond", () => {
    fc.assert(
      fc.property(
        anyCalendar,
        instantUpTo("2027-06-30 00:00"),
        fc.integer({ min: 1, max: 6_000_000 }),
        (calendar, from, quarterSeconds) => {
          const minutes = quarterSeconds / 240;
          const to = calendar.addWorkingMinutes(from, minutes);
          expect(to).not.toHaveProperty("kind");
          if (isUnpublished(to)) return;
          expect(calendar.workingMinutesBetween(from, to)).toBe(minutes);
          expect(calendar.firstWorkingMoment(to)).toBe(to);
        },
      ),
    );
  });
});

describe("R-B08 half-day ends", () => {
  it("R-B08 every morning and every afternoon ends once, Saturday afternoon and Sunday do not", () => {
    expect(shown(OFFICE_402.halfDayEndsBetween(local("2026-03-13 08:00"), local("2026-03-16 12:00")))).toEqual([
      "2026-03-13 11:30",
      "2026-03-13 17:00",
      "2026-03-14 11:30",
      "2026-03-16 11:30",
    ]);
    expect(shown(MON_FRI.halfDayEndsBetween(local("2026-03-13 08:00"), local("2026-03-16 12:00")))).toEqual([
      "2026-03-13 11:30",
      "2026-03-13 17:00",
      "2026-03-16 11:30",
    ]);
  });

  it("R-B08 the end itself belongs to the interval that it closes, and only to that", () => {
    expect(shown(MON_FRI.halfDayEndsBetween(local("2026-03-13 11:29"), local("2026-03-13 11:30")))).toEqual(["2026-03-13 11:30"]);
    expect(shown(MON_FRI.halfDayEndsBetween(local("2026-03-13 11:30"), local("2026-03-13 16:59")))).toEqual([]);
    expect(shown(MON_FRI.halfDayEndsBetween(local("2026-03-16 12:00"), local("2026-03-13 08:00")))).toEqual([]);
  });

  it("R-B08 a break inside a morning does not make two half-days; working through noon is one", () => {
    const hours = (...list: [string, string][]) => list.map(([from, to]) => ({ from, to }));
    const day = { working: hours(["07:00", "09:00"], ["09:30", "11:30"], ["13:30", "17:00"]), counter: [] };
    const through = { working: hours(["08:00", "15:00"]), counter: [] };
    const odd = workingCalendar({ ...DATA_MON_FRI, week: { ...DATA_MON_FRI.week, mon: day, tue: through } }, HOLIDAYS);
    expect(shown(odd.halfDayEndsBetween(local("2026-03-16 00:00"), local("2026-03-17 23:59")))).toEqual([
      "2026-03-16 11:30",
      "2026-03-16 17:00",
      "2026-03-17 15:00",
    ]);
  });

  it("R-B08 cutting an interval in two loses no end and doubles none", () => {
    const instants = fc.array(instantUpTo("2027-12-30 00:00"), { minLength: 3, maxLength: 3 }).map((list) => list.sort());
    fc.assert(
      fc.property(anyCalendar, instants, (calendar, [a = "", b = "", c = ""]) => {
        const ends = (from: string, to: string) => {
          const answer = calendar.halfDayEndsBetween(from, to);
          return isUnpublished(answer) ? [answer.year] : answer;
        };
        expect([...ends(a, b), ...ends(b, c)]).toEqual(ends(a, c));
      }),
    );
  });
});
