/** Daily reconciliation against the statement of bank or treasury (R-D04). Pure; every payment and every line is found in the outcome. */
import { type BookedLine, type FeePayment, FINDINGS, type ReconciledItem, type ReconciliationTotals } from "./types.ts";

/** Money that a bank statement can show: cash lies in the till, cash on delivery with the post. */
export const ON_STATEMENT: ReadonlySet<FeePayment["method"]> = new Set<FeePayment["method"]>(["online", "transfer"]);

/** A payment goes by the channel's reference, or by the bank's number where it came past the channel. */
const keysOf = (line: BookedLine): readonly string[] =>
  line.reference === undefined ? [line.bankReference] : [line.reference, line.bankReference];

/**
 * Compares payments with the lines of statements, by reference. Each payment takes one line, one of its own amount if there is one; what is left
 * of its lines is "double"; a line of no payment is "unknown", and a second one of the same number "double" too.
 */
export const reconcile = (payments: readonly FeePayment[], lines: readonly BookedLine[]): readonly ReconciledItem[] => {
  const linesOf = new Map<string, BookedLine[]>();
  for (const line of lines) {
    for (const key of new Set(keysOf(line))) linesOf.set(key, [...(linesOf.get(key) ?? []), line]);
  }
  const used = new Set<BookedLine>();
  const paidBy = new Map<string, FeePayment>();
  const items: ReconciledItem[] = [];
  for (const payment of payments) {
    const free = (linesOf.get(payment.reference) ?? []).filter((line) => !used.has(line));
    const line = free.find(({ amount }) => amount === payment.amount) ?? free[0];
    paidBy.set(payment.reference, payment);
    if (line === undefined) {
      items.push({ finding: "missing", payment });
      continue;
    }
    used.add(line);
    items.push({ finding: line.amount === payment.amount ? "matched" : "differentAmount", payment, line });
  }
  const seen = new Set<string>();
  for (const line of lines) {
    if (used.has(line)) continue;
    const keys = keysOf(line);
    const payment = keys.map((key) => paidBy.get(key)).find((found) => found !== undefined);
    if (payment !== undefined) items.push({ finding: "double", payment, line });
    else items.push({ finding: keys.some((key) => seen.has(key)) ? "double" : "unknown", line });
    for (const key of keys) seen.add(key);
  }
  return items;
};

/** Counts and sums by finding: over all findings, `ours` is all payments and `theirs` all lines. */
export const totalsOf = (items: readonly ReconciledItem[]): ReconciliationTotals => {
  const rows = FINDINGS.map((finding) => {
    const found = items.filter((item) => item.finding === finding);
    const ours = finding === "double" ? 0 : found.reduce((sum, { payment }) => sum + (payment?.amount ?? 0), 0);
    const theirs = found.reduce((sum, { line }) => sum + (line?.amount ?? 0), 0);
    return [finding, { count: found.length, ours, theirs }] as const;
  });
  return Object.fromEntries(rows) as ReconciliationTotals;
};
