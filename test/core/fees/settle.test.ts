import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile } from "../../../core/fees/reconcile.ts";
import { FEES_REFUSAL_CODES, feesRefusal } from "../../../core/fees/refusals.ts";
import { daysOf, settle } from "../../../core/fees/settle.ts";
import type { FeePayment } from "../../../core/fees/types.ts";
import { line, payment } from "./builders.ts";

const fee = (more: Partial<FeePayment> = {}): FeePayment =>
  payment({ kind: "fee", chargeName: "Phí thẩm định", amount: 100_001, method: "cash", reference: "PT1", ...more });

describe("R-D03 settlement of a unit and period", () => {
  it("R-D03 per charge what was collected, what stays, what is handed over; the odd đồng is handed over", () => {
    const figures = settle([payment(), payment({ reference: "dvcB" }), fee()], [{ percent: 70 }], []);
    expect(figures.rows).toEqual([
      {
        kind: "charge",
        name: "Lệ phí đăng ký khai sinh",
        count: 2,
        collected: 16_000,
        keepPercent: 0,
        kept: 0,
        handedOver: 16_000,
      },
      { kind: "fee", name: "Phí thẩm định", count: 1, collected: 100_001, keepPercent: 70, kept: 70_000, handedOver: 30_001 },
    ]);
    expect(figures).toMatchObject({ collected: 116_001, kept: 70_000, handedOver: 46_001, toOrder: 46_001 });
    expect(figures.byMethod).toEqual({ cash: 100_001, transfer: 0, online: 16_000, cod: 0 });
  });
  it("R-D03 a share of its own name goes before the general one; of lệ phí and taxes nothing stays", () => {
    const shares = [{ percent: 10 }, { name: "Phí thẩm định", percent: 50 }];
    const figures = settle([fee({ amount: 1000 }), fee({ amount: 1000, chargeName: "Phí khai thác" })], shares, []);
    expect(figures.rows.map((row) => row.kept)).toEqual([100, 500]);
    expect(settle([payment(), payment({ kind: "tax", chargeName: "Thuế" })], [{ percent: 100 }], []).kept).toBe(0);
  });
  it("R-D03 taxes are the State Treasury's: counted, never moved to a unit's account", () => {
    const figures = settle([payment(), payment({ reference: "dvcT", kind: "tax", chargeName: "Thuế", amount: 500_000 })], [], []);
    expect(figures).toMatchObject({ collected: 508_000, handedOver: 508_000, taxes: 500_000, toOrder: 8000 });
  });
  it("R-D03 what a statement shows on the unit's own account needs no order", () => {
    const paid = [payment(), payment({ reference: "dvcB" })];
    const found = reconcile(paid, [line({ account: "777" }), line({ no: 2, reference: "dvcB", bankReference: "PP2" })]);
    expect(settle(paid, [], found, "777")).toMatchObject({ handedOver: 16_000, inUnitAccount: 8000, toOrder: 8000 });
    expect(settle(paid, [], found)).toMatchObject({ inUnitAccount: 0, toOrder: 16_000 });
  });
  it("R-D03 R-D04 what no statement proves is named; cash needs no statement", () => {
    const paid = [payment(), payment({ reference: "dvcB", amount: 5000 }), fee()];
    const found = reconcile(paid.slice(0, 2), [line(), line({ no: 2, reference: "dvcB", amount: 4000 })]);
    expect(settle(paid, [], found).unproven).toEqual({ count: 1, amount: 5000 });
  });

  const payments = fc.array(
    fc
      .record({
        amount: fc.integer({ min: 1, max: 1_000_000_000 }),
        kind: fc.constantFrom("fee" as const, "charge" as const, "tax" as const),
        chargeName: fc.constantFrom("A", "B"),
        method: fc.constantFrom("cash" as const, "transfer" as const, "online" as const, "cod" as const),
      })
      .map((more) => payment(more)),
    { maxLength: 30 },
  );
  it("R-D03 every đồng is kept or handed over, in each row and in the sums", () => {
    fc.assert(
      fc.property(payments, fc.integer({ min: 0, max: 100 }), (list, percent) => {
        const figures = settle(list, [{ percent }], []);
        const collected = list.reduce((sum, { amount }) => sum + amount, 0);
        expect(figures.collected).toBe(collected);
        expect(figures.kept + figures.handedOver).toBe(collected);
        expect(figures.toOrder).toBeGreaterThanOrEqual(0);
        expect(Object.values(figures.byMethod).reduce((sum, amount) => sum + amount, 0)).toBe(collected);
        for (const row of figures.rows) {
          expect(row.kept + row.handedOver).toBe(row.collected);
          expect(row.kept).toBeGreaterThanOrEqual(0);
          expect(row.handedOver).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it.each([
    ["2026-03", "2026-03-01", "2026-04-01"],
    ["2026-12", "2026-12-01", "2027-01-01"],
  ])("R-D03 period %s runs from %s until %s", (period, from, until) => {
    expect(daysOf(period)).toEqual({ from, until });
  });
  it.each(["2026-13", "2026-00", "2026-3", "quý 1", ""])("%j is no period", (period) => {
    expect(daysOf(period)).toBeUndefined();
  });

  it.each(FEES_REFUSAL_CODES)("refusal %s says in both languages what was not done and what to do", (code) => {
    const { vi, en, hint } = feesRefusal(code);
    for (const text of [vi, en, hint.vi, hint.en]) expect(text).toMatch(/\S.*\.$/);
    expect(vi).not.toBe(en);
  });
});
