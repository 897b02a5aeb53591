import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRamp, createRateLimit } from "../../../core/exchange/rate.ts";

describe("rate limit", () => {
  it("J03 no window of a second ever holds more calls than the limit, however they are asked for", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 5 })), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), steps, (perSecond, moves) => {
        let now = 0;
        const rate = createRateLimit(perSecond, () => now);
        const starts: number[] = [];
        for (const [pause, calls] of moves) {
          now += pause;
          for (let i = 0; i < calls; i += 1) starts.push(now + rate.book());
        }
        for (const [i, start] of starts.entries()) {
          const inWindow = starts.slice(i).filter((other) => other < start + 999.999).length;
          expect(inWindow).toBeLessThanOrEqual(perSecond);
        }
      }),
    );
  });

  it("half a call a second is one call in two seconds", () => {
    let now = 0;
    const rate = createRateLimit(0.5, () => now);
    expect(rate.book()).toBe(0);
    expect(rate.available()).toBe(0);
    expect(rate.waitMs()).toBe(2000);
    now = 2000;
    expect(rate.available()).toBe(1);
  });

  it("says how many may start now, and frees them as time passes", () => {
    let now = 0;
    const rate = createRateLimit(3, () => now);
    expect([rate.book(), rate.book()]).toEqual([0, 0]);
    expect(rate.available()).toBe(1);
    rate.book();
    expect([rate.available(), rate.book()]).toEqual([0, 1000]);
    now = 1000;
    expect(rate.available()).toBe(2);
  });

  it("without a limit nothing waits", () => {
    const rate = createRateLimit(undefined, () => 0);
    expect([rate.available(), rate.book(), rate.waitMs()]).toEqual([Number.POSITIVE_INFINITY, 0, 0]);
  });
});

describe("ramp after recovery", () => {
  it("J03 begins with one call at a time and reaches 8 after 28 good calls, never more", () => {
    const ramp = createRamp(8);
    expect(ramp.width()).toBe(8);
    ramp.restart();
    const widths = Array.from({ length: 40 }, () => {
      const width = ramp.width();
      ramp.good();
      return width;
    });
    expect(widths.slice(0, 7)).toEqual([1, 2, 2, 3, 3, 3, 4]);
    expect([widths[27], widths[28], Math.max(...widths)]).toEqual([7, 8, 8]);
  });

  it("narrows to half when the partner fails, and to one on a restart", () => {
    const ramp = createRamp(8);
    ramp.bad();
    expect(ramp.width()).toBe(4);
    ramp.restart();
    expect(ramp.width()).toBe(1);
  });

  it("follows its share when workers come and go, and stays gentle while it recovers", () => {
    const ramp = createRamp(8);
    ramp.setMost(2);
    expect(ramp.width()).toBe(2);
    ramp.setMost(8);
    expect(ramp.width()).toBe(8);
    ramp.restart();
    ramp.setMost(4);
    expect(ramp.width()).toBe(1);
    ramp.setMost(0);
    expect(ramp.width()).toBe(1);
  });
});
