import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  dateOfDayNumber,
  dayNumber,
  fromLocal,
  isLocalDate,
  minuteOfTime,
  toLocalDate,
  toLocalTime,
} from "../../../core/time/local.ts";

describe("local time of Việt Nam", () => {
  it.each([
    ["2026-02-13T03:00:00.000Z", "2026-02-13", "10:00"],
    ["2026-02-12T17:00:00.000Z", "2026-02-13", "00:00"],
    ["2026-02-12T16:59:59.999Z", "2026-02-12", "23:59"],
    ["2023-12-31T17:00:00.000Z", "2024-01-01", "00:00"],
    ["2024-02-28T18:30:00.000Z", "2024-02-29", "01:30"],
  ])("R-B01 %s is %s %s", (instant, date, time) => {
    expect([toLocalDate(instant), toLocalTime(instant)]).toEqual([date, time]);
  });

  it("R-B01 a local date and time is UTC+7, summer and winter", () => {
    expect(fromLocal("2026-01-15", "16:30")).toBe("2026-01-15T09:30:00.000Z");
    expect(fromLocal("2026-07-15", "06:59")).toBe("2026-07-14T23:59:00.000Z");
  });

  it("R-B01 reading a written local time gives it back", () => {
    const day = fc.integer({ min: dayNumber("1990-01-01"), max: dayNumber("2099-12-31") });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1439 }), (number, minute) => {
        const date = dateOfDayNumber(number);
        const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
        const instant = fromLocal(date, time);
        expect([toLocalDate(instant), toLocalTime(instant), minuteOfTime(time)]).toEqual([date, time, minute]);
      }),
    );
  });

  it("R-B01 days are added across months, years and 29 February", () => {
    expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(addDays("2025-02-28", 1)).toBe("2025-03-01");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });

  it.each(["2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "13/02/2026", "2026-02-13T00:00", "", "2026-00-10"])(
    "R-B01 %j is no date",
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );
  it("R-B01 29 February of a leap year is a date", () => {
    expect(isLocalDate("2024-02-29")).toBe(true);
  });
});
