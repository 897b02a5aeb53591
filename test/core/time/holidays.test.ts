import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { calendar, holidayTable } from "../../../catalogs/types.ts";
import { addDays } from "../../../core/time/local.ts";
import { DATA, DATA_MON_FRI, HOLIDAYS, HOLIDAYS_TEXT, MON_FRI } from "./kit.ts";

const inYear = (year: number) => HOLIDAYS.holidays.map((day) => day.date).filter((date) => date.startsWith(`${year}-`));

describe("R-B01 the holiday table 2024–2027", () => {
  it.each([
    [
      2024,
      [
        "01-01",
        "02-08",
        "02-09",
        "02-10",
        "02-11",
        "02-12",
        "02-13",
        "02-14",
        "04-18",
        "04-29",
        "04-30",
        "05-01",
        "09-02",
        "09-03",
      ],
    ],
    [2025, ["01-01", "01-27", "01-28", "01-29", "01-30", "01-31", "04-07", "04-30", "05-01", "05-02", "09-01", "09-02"]],
    [
      2026,
      [
        "01-01",
        "01-02",
        "02-16",
        "02-17",
        "02-18",
        "02-19",
        "02-20",
        "04-26",
        "04-27",
        "04-30",
        "05-01",
        "08-31",
        "09-01",
        "09-02",
        "11-24",
      ],
    ],
    [2027, ["01-01", "02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "04-16", "04-30", "05-01", "05-03", "09-02", "11-24"]],
  ])("R-B01 the days off of %i", (year, days) => {
    expect(inYear(year)).toEqual(days.map((day) => `${year}-${day}`));
  });

  it("R-B01 the make-up Saturdays, each with the day off that it pays for", () => {
    expect(HOLIDAYS.makeUpWorkingDays.map((day) => [day.date, day.swappedFor])).toEqual([
      ["2024-05-04", "2024-04-29"],
      ["2025-04-26", "2025-05-02"],
      ["2026-01-10", "2026-01-02"],
      ["2026-08-22", "2026-08-31"],
    ]);
    for (const day of HOLIDAYS.makeUpWorkingDays) expect(new Date(`${day.date}T00:00:00Z`).getUTCDay()).toBe(6);
  });

  it("R-B01 every day says how sure its source is, and 2027 guesses nothing", () => {
    for (const day of [...HOLIDAYS.holidays, ...HOLIDAYS.makeUpWorkingDays])
      expect(day.source).toMatch(/^\[(có nguồn|suy ra|theo trí nhớ, chưa đối chiếu văn bản)\] /);
    expect(inYear(2027)).not.toContain("2027-09-01");
    expect(inYear(2027)).not.toContain("2027-09-03");
    expect(
      HOLIDAYS.holidays.filter((day) => day.date.startsWith("2027-02")).every((day) => day.source.includes("chưa công bố")),
    ).toBe(true);
  });

  it("R-B01 a Mon–Fri office is off on the nine days around Tết 2025 and the seven days of Tết 2024", () => {
    const off = (first: string, days: number) =>
      Array.from({ length: days }, (_, i) => addDays(first, i)).filter((date) => !MON_FRI.isWorkingDay(date));
    expect([MON_FRI.isWorkingDay("2025-01-24"), off("2025-01-25", 9).length, MON_FRI.isWorkingDay("2025-02-03")]).toEqual([
      true,
      9,
      true,
    ]);
    expect([MON_FRI.isWorkingDay("2024-02-07"), off("2024-02-08", 7).length, MON_FRI.isWorkingDay("2024-02-15")]).toEqual([
      true,
      7,
      true,
    ]);
  });

  it("R-B01 decomposed (NFD) text in the files reads as the same catalog", () => {
    const decomposed = HOLIDAYS_TEXT.normalize("NFD");
    expect(decomposed).not.toBe(HOLIDAYS_TEXT);
    expect(holidayTable.parse(parse(decomposed))).toEqual(HOLIDAYS);
  });

  it("R-B01 every calendar has seven weekdays and its own id", () => {
    expect(DATA.map((data) => data.id)).toEqual(["office-402", "office-mon-fri", "police-residence"]);
    for (const data of DATA) expect(Object.keys(data.week).sort()).toEqual(["fri", "mon", "sat", "sun", "thu", "tue", "wed"]);
  });
});

describe("R-B01 faulty calendar files are refused", () => {
  const day = { date: "2026-05-01", name: "Ngày Quốc tế lao động", source: "thử" };
  it.each([
    ["a date that does not exist", { ...HOLIDAYS, holidays: [{ ...day, date: "2026-02-30" }] }],
    ["a year outside the table", { ...HOLIDAYS, holidays: [{ ...day, date: "2028-05-01" }] }],
    ["one date twice", { ...HOLIDAYS, holidays: [day, day], makeUpWorkingDays: [] }],
    ["a make-up day that is a holiday", { ...HOLIDAYS, holidays: [day], makeUpWorkingDays: [day] }],
    [
      "a make-up day for a day that is not off",
      { ...HOLIDAYS, holidays: [day], makeUpWorkingDays: [{ ...day, date: "2026-05-09", swappedFor: "2026-05-04" }] },
    ],
  ])("R-B01 holiday table: %s", (_, table) => {
    expect(holidayTable.safeParse(table).success).toBe(false);
  });

  const monday = (...working: { from: string; to: string }[]) => ({
    ...DATA_MON_FRI,
    week: { ...DATA_MON_FRI.week, mon: { working, counter: [] } },
  });
  it.each([
    ["an interval that ends before it begins", monday({ from: "11:30", to: "07:00" })],
    ["intervals that overlap", monday({ from: "07:00", to: "11:30" }, { from: "11:00", to: "17:00" })],
    ["intervals out of order", monday({ from: "13:30", to: "17:00" }, { from: "07:00", to: "11:30" })],
    ["a time of day that does not exist", monday({ from: "07:00", to: "24:30" })],
    ["a missing weekday", { ...DATA_MON_FRI, week: { mon: DATA_MON_FRI.week.mon } }],
  ])("R-B01 calendar: %s", (_, data) => {
    expect(calendar.safeParse(data).success).toBe(false);
  });
  it("R-B01 the table and the calendar that these are variations of are accepted", () => {
    expect(holidayTable.safeParse({ ...HOLIDAYS, holidays: [day], makeUpWorkingDays: [] }).success).toBe(true);
    expect(calendar.safeParse(monday({ from: "07:00", to: "11:30" }, { from: "13:30", to: "17:00" })).success).toBe(true);
  });
});
