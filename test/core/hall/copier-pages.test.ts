import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pagesBetween } from "../../../core/hall/copier-pages.ts";

const at = (day: number, hour: number, pages: number) => ({ at: new Date(Date.UTC(2026, 10, day, hour)).toISOString(), pages });

describe("R-H photocopier meter: pages of a time", () => {
  it("R-H photocopier meter: pages between readings, per day of Việt Nam", () => {
    // 16:59 UTC is 23:59 in Việt Nam, 17:00 UTC the next day.
    const readings = [at(2, 1, 1000), at(2, 9, 1120), at(2, 17, 1130), at(3, 4, 1200)];
    expect(pagesBetween(readings)).toEqual({
      pages: 200,
      resets: 0,
      days: [
        { day: "2026-11-02", pages: 120 },
        { day: "2026-11-03", pages: 80 },
      ],
    });
  });

  it("R-H photocopier meter: a counter that was reset counts from its new beginning, and is told of", () => {
    expect(pagesBetween([at(2, 1, 48_000), at(2, 2, 48_100), at(2, 3, 25), at(2, 4, 40)])).toMatchObject({
      pages: 140,
      resets: 1,
    });
  });

  it("R-H photocopier meter: a counter that ran over its 32 bits is no reset", () => {
    expect(pagesBetween([at(2, 1, 4_294_967_290), at(2, 2, 4)])).toMatchObject({ pages: 10, resets: 0 });
  });

  it("R-H photocopier meter: one reading, or none, is no page", () => {
    expect(pagesBetween([])).toEqual({ pages: 0, resets: 0, days: [] });
    expect(pagesBetween([at(2, 1, 1000)])).toEqual({ pages: 0, resets: 0, days: [{ day: "2026-11-02", pages: 0 }] });
  });

  it("R-H photocopier meter: whatever is printed, with resets between, never counts more than was printed, and all of it without resets", () => {
    const step = fc.record({ printed: fc.integer({ min: 0, max: 5000 }), reset: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.array(step, { maxLength: 30 }), (start, steps) => {
        let counter = start;
        let printed = 0;
        const readings = [{ at: new Date(0).toISOString(), pages: counter }];
        steps.forEach(({ printed: pages, reset }, index) => {
          counter = (reset ? 0 : counter) + pages;
          printed += pages;
          readings.push({ at: new Date((index + 1) * 3_600_000).toISOString(), pages: counter });
        });
        const count = pagesBetween(readings.toReversed());
        expect(count.pages).toBeLessThanOrEqual(printed);
        if (steps.every(({ reset }) => !reset)) expect(count).toMatchObject({ pages: printed, resets: 0 });
        expect(count.days.reduce((sum, { pages }) => sum + pages, 0)).toBe(count.pages);
      }),
    );
  });
});
