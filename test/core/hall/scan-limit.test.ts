import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScanLimit } from "../../../core/hall/scan-limit.ts";

describe("codes of a scanner", () => {
  it("R-H bar code scanner: one that sends without end is listened to thirty times in ten seconds, said so once, and no other is harmed", () => {
    let now = 0;
    const limit = createScanLimit(() => now);
    const said = Array.from({ length: 100 }, () => limit.take("may-hong"));
    expect(said.filter(({ ok }) => ok)).toHaveLength(30);
    expect(said.filter((one) => !one.ok && one.first)).toHaveLength(1);
    expect(limit.take("may-tot")).toEqual({ ok: true });
    now = 9_999;
    expect(limit.take("may-hong").ok).toBe(false);
    now = 10_000;
    expect(limit.take("may-hong").ok).toBe(true);
  });

  it("R-H bar code scanner: whoever reads two a second is always listened to, and nobody more than sixty times in ten seconds", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 500, max: 60_000 }), { maxLength: 200 }), (gaps) => {
        let now = 0;
        const limit = createScanLimit(() => now);
        for (const gap of gaps) {
          expect(limit.take("may").ok).toBe(true);
          now += gap;
        }
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 400 }), (gaps) => {
        let now = 0;
        const limit = createScanLimit(() => now);
        const heard: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if (limit.take("may").ok) heard.push(now);
        }
        for (const at of heard)
          expect(heard.filter((other) => other >= at && other < at + 10_000).length).toBeLessThanOrEqual(60);
      }),
    );
  });
});
