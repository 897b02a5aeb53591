import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import { asksForFloor, isGivenUp, nextWait, planFault } from "../../../core/exchange/plan.ts";

const MIDDLE = 0.5;
const attempts = fc.integer({ min: 0, max: 50 });
const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });

describe("the long retry plan", () => {
  it.each([
    [0, 5_000],
    [1, 30_000],
    [2, 120_000],
    [3, 600_000],
    [4, 1_800_000],
    [5, 7_200_000],
    [6, 21_600_000],
    [7, 43_200_000],
    [8, 43_200_000],
    [40, 43_200_000],
  ])("J03 after %i earlier attempts it waits %i ms, the last wait again and again", (done, wait) => {
    expect(nextWait(DEFAULT_PLAN, done, {}, MIDDLE)).toBe(wait);
  });

  it("jitter stays within ±20 % and uses all of it", () => {
    fc.assert(
      fc.property(attempts, random, (done, r) => {
        const planned = nextWait(DEFAULT_PLAN, done, {}, MIDDLE);
        const wait = nextWait(DEFAULT_PLAN, done, {}, r);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(planned * 0.8));
        expect(wait).toBeLessThanOrEqual(Math.ceil(planned * 1.2));
      }),
    );
    expect(nextWait(DEFAULT_PLAN, 1, {}, 0)).toBe(24_000);
    expect(nextWait(DEFAULT_PLAN, 1, {}, 0.999_999)).toBeGreaterThan(35_900);
  });

  it("never comes back sooner than the partner's Retry-After asked, up to the clamp", () => {
    fc.assert(
      fc.property(attempts, random, fc.integer({ min: 0, max: 100_000_000 }), (done, r, retryAfterMs) => {
        const wait = nextWait(DEFAULT_PLAN, done, { retryAfterMs }, r);
        expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs, DEFAULT_PLAN.retryAfterMaxMs));
        expect(wait).toBeLessThanOrEqual(Math.ceil(DEFAULT_PLAN.retryAfterMaxMs * 1.2));
      }),
    );
  });

  it("a partner that asks for a year is not waited for longer than the clamp", () => {
    expect(nextWait(DEFAULT_PLAN, 0, { retryAfterMs: 31_536_000_000 }, 0)).toBe(3_600_000);
  });

  it("after a 429 or a time-out it waits at least the floor, whatever jitter and Retry-After say", () => {
    fc.assert(
      fc.property(
        attempts,
        random,
        fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
        (done, r, retryAfterMs) => {
          expect(nextWait(DEFAULT_PLAN, done, { floor: true, retryAfterMs }, r)).toBeGreaterThanOrEqual(DEFAULT_PLAN.floorMs);
        },
      ),
    );
  });

  it("knows from the code which failures ask for the floor", () => {
    expect(["http.timeout", "http.busy", "exchange.timeout", "post.429"].filter(asksForFloor)).toHaveLength(4);
    expect(["http.unreachable", "http.timeouts-table", "busy.post"].filter(asksForFloor)).toEqual([]);
  });

  it("gives a message up exactly at its last age", () => {
    expect(isGivenUp(DEFAULT_PLAN, "2026-03-02T00:00:00.000Z", "2026-03-04T23:59:59.999Z")).toBe(false);
    expect(isGivenUp(DEFAULT_PLAN, "2026-03-02T00:00:00.000Z", "2026-03-05T00:00:00.000Z")).toBe(true);
  });

  it.each([
    [{ waitsMs: [] }, "waitsMs is empty"],
    [{ waitsMs: [5, Number.NaN] }, "waitsMs holds NaN"],
    [{ timeoutMs: 0 }, "timeoutMs is 0"],
    [{ maxAgeMs: -1 }, "maxAgeMs is -1"],
    [{ floorMs: Number.POSITIVE_INFINITY }, "floorMs is Infinity"],
  ])("says what is wrong with the plan %j", (wrong, fault) => {
    expect(planFault({ ...DEFAULT_PLAN, ...wrong })).toBe(fault);
    expect(planFault(DEFAULT_PLAN)).toBeUndefined();
  });
});
