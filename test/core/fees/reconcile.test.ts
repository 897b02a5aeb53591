import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile, totalsOf } from "../../../core/fees/reconcile.ts";
import type { BookedLine, FeePayment } from "../../../core/fees/types.ts";
import { line, payment } from "./builders.ts";

const findings = (payments: readonly FeePayment[], lines: readonly BookedLine[]) =>
  reconcile(payments, lines).map((item) => item.finding);
/** Past the channel: only the bank's number. */
const transferLine = (more: Partial<BookedLine> = {}): BookedLine => {
  const { reference: _, ...rest } = line(more);
  return rest;
};

describe("R-D04 daily reconciliation", () => {
  it("R-D04 matched: same reference, same amount", () => {
    expect(reconcile([payment()], [line()])).toEqual([{ finding: "matched", payment: payment(), line: line() }]);
  });
  it("R-D04 a transfer is known by the bank's own number", () => {
    expect(findings([payment({ method: "transfer", reference: "FT7" })], [transferLine({ bankReference: "FT7" })])).toEqual([
      "matched",
    ]);
  });
  it("R-D04 missing: paid here, not on the statement", () => {
    expect(findings([payment()], [])).toEqual(["missing"]);
  });
  it("R-D04 different amount, with both figures", () => {
    expect(reconcile([payment()], [line({ amount: 7000 })])).toMatchObject([
      { finding: "differentAmount", payment: { amount: 8000 }, line: { amount: 7000 } },
    ]);
  });
  it("R-D04 double: the second line of one payment, with the payment it repeats", () => {
    expect(reconcile([payment()], [line(), line({ no: 2, bankReference: "PP2" })])).toMatchObject([
      { finding: "matched", line: { no: 1 } },
      { finding: "double", payment: { reference: "dvcA" }, line: { no: 2 } },
    ]);
  });
  it("R-D04 of two lines the one with the right amount is the payment's", () => {
    expect(reconcile([payment()], [line({ amount: 1 }), line({ no: 2 })])).toMatchObject([
      { finding: "matched", line: { no: 2 } },
      { finding: "double", line: { no: 1 } },
    ]);
  });
  it("R-D04 unknown: on the statement, not paid here; the same number again is double", () => {
    expect(findings([], [line(), line({ no: 2 })])).toEqual(["unknown", "double"]);
    expect(findings([], [transferLine(), transferLine({ no: 2, bankReference: "FT8" })])).toEqual(["unknown", "unknown"]);
  });

  const references = fc.constantFrom("a", "b", "c", "d");
  const amounts = fc.constantFrom(1000, 2000);
  const payments = fc
    .uniqueArray(fc.record({ reference: references, amount: amounts }), { selector: ({ reference }) => reference })
    .map((list) => list.map((more) => payment(more)));
  const lines = fc
    .array(fc.record({ reference: fc.option(references, { nil: undefined }), bankReference: references, amount: amounts }))
    .map((list) =>
      list.map(({ reference, ...more }, no) =>
        reference === undefined ? transferLine({ ...more, no }) : line({ ...more, no, reference }),
      ),
    );

  it("R-D04 nothing is dropped: every payment and every line is found exactly once, and the sums agree", () => {
    fc.assert(
      fc.property(payments, lines, (ours, theirs) => {
        const items = reconcile(ours, theirs);
        const foundPayments = items.flatMap(({ finding, payment: one }) => (finding === "double" || !one ? [] : [one]));
        const foundLines = items.flatMap(({ line: one }) => (one ? [one] : []));
        expect(new Set(foundPayments)).toEqual(new Set(ours));
        expect(foundPayments).toHaveLength(ours.length);
        expect(new Set(foundLines)).toEqual(new Set(theirs));
        expect(foundLines).toHaveLength(theirs.length);
        const totals = Object.values(totalsOf(items));
        const sum = (of: readonly { readonly amount: number }[]) => of.reduce((all, { amount }) => all + amount, 0);
        expect(totals.reduce((all, row) => all + row.ours, 0)).toBe(sum(ours));
        expect(totals.reduce((all, row) => all + row.theirs, 0)).toBe(sum(theirs));
        expect(totals.reduce((all, row) => all + row.count, 0)).toBe(items.length);
      }),
    );
  });

  it("R-D04 what is called matched has one number and one amount; what is missing has no line left", () => {
    fc.assert(
      fc.property(payments, lines, (ours, theirs) => {
        for (const { finding, payment: one, line: other } of reconcile(ours, theirs)) {
          if (finding === "matched") expect(other?.amount).toBe(one?.amount);
          if (finding === "differentAmount") expect(other?.amount).not.toBe(one?.amount);
          if (finding === "matched" || finding === "differentAmount")
            expect([other?.reference, other?.bankReference]).toContain(one?.reference);
          if (finding === "unknown")
            expect(ours.map(({ reference }) => reference)).not.toContain(other?.reference ?? other?.bankReference);
        }
      }),
    );
  });
});
