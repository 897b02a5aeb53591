/**
 * Periodic settlement (R-D03): what a unit collected, what share stays, what is handed over. Pure.
 * The share: of a phí a part may stay with the place that collects it, as its own rules say; lệ phí and taxes are handed over in full
 * (Luật Phí và lệ phí 97/2015/QH13, Điều 12 and 13; from memory).
 */
import { ON_STATEMENT } from "./reconcile.ts";
import type { FeePayment, KeptShare, ReconciledItem, SettlementFigures, SettlementRow } from "./types.ts";

const PERIOD = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** First and following day of a period ("2026-12" → 2026-12-01, 2027-01-01); undefined for what is no period. */
export const daysOf = (period: string): { readonly from: string; readonly until: string } | undefined => {
  const parts = PERIOD.exec(period);
  if (parts === null) return undefined;
  const [year, month] = [Number(parts[1]), Number(parts[2])];
  const next = month === 12 ? `${String(year + 1).padStart(4, "0")}-01` : `${parts[1]}-${String(month + 1).padStart(2, "0")}`;
  return { from: `${period}-01`, until: `${next}-01` };
};

const percentOf = (kind: FeePayment["kind"], name: string, shares: readonly KeptShare[]): number => {
  if (kind !== "fee") return 0;
  return (shares.find((share) => share.name === name) ?? shares.find((share) => share.name === undefined))?.percent ?? 0;
};

const sum = (payments: readonly FeePayment[]): number => payments.reduce((total, { amount }) => total + amount, 0);

const rowOf = (payments: readonly FeePayment[], first: FeePayment, shares: readonly KeptShare[]): SettlementRow => {
  const { kind, chargeName: name } = first;
  const collected = sum(payments);
  const keepPercent = percentOf(kind, name, shares);
  // Rounded down: the odd đồng is handed over.
  const kept = Math.floor((collected * keepPercent) / 100);
  return { kind, name, count: payments.length, collected, keepPercent, kept, handedOver: collected - kept };
};

/**
 * The figures of one unit and period. `found`: the reconciliation of these payments, which tells what no statement proves and what lies on
 * `ownAccount` already.
 */
export const settle = (
  payments: readonly FeePayment[],
  shares: readonly KeptShare[],
  found: readonly ReconciledItem[],
  ownAccount?: string,
): SettlementFigures => {
  const groups = new Map<string, FeePayment[]>();
  for (const payment of payments) {
    const name = `${payment.kind} ${payment.chargeName}`;
    groups.set(name, [...(groups.get(name) ?? []), payment]);
  }
  const rows = [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [rowOf(group, group[0], shares)]))
    .sort((one, other) => (`${one.kind} ${one.name}` < `${other.kind} ${other.name}` ? -1 : 1));
  const total = (of: (row: SettlementRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const proven = new Set(found.flatMap(({ finding, payment }) => (finding === "matched" && payment ? [payment] : [])));
  const unproven = payments.filter((payment) => ON_STATEMENT.has(payment.method) && !proven.has(payment));
  const landed = found.flatMap(({ finding, payment, line }) =>
    finding === "matched" && payment !== undefined && payment.kind !== "tax" && line?.account === ownAccount ? [payment] : [],
  );
  const handedOver = total((row) => row.handedOver);
  const taxes = sum(payments.filter((payment) => payment.kind === "tax"));
  const inUnitAccount = Math.min(handedOver - taxes, sum(landed));
  const byMethod = (method: FeePayment["method"]): number => sum(payments.filter((payment) => payment.method === method));
  return {
    rows,
    collected: total((row) => row.collected),
    kept: total((row) => row.kept),
    handedOver,
    byMethod: { cash: byMethod("cash"), transfer: byMethod("transfer"), online: byMethod("online"), cod: byMethod("cod") },
    inUnitAccount,
    taxes,
    toOrder: handedOver - taxes - inUnitAccount,
    unproven: { count: unproven.length, amount: sum(unproven) },
  };
};
