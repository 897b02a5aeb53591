/**
 * The money around dossiers: what was paid against what the bank or treasury says, and what each unit hands over (R-D03, R-D04).
 * Glossary: statement = sao kê · statement line = dòng sao kê (one credit) · reconciliation = đối soát · finding = kết quả đối soát ·
 * settlement = quyết toán, bàn giao phí, lệ phí theo kỳ · period = kỳ (one calendar month, "2026-03") · share kept = phần được để lại ·
 * hand-over = bàn giao · order = lệnh chuyển tiền. Amounts are whole đồng.
 */
import type { Instant, LocalDate } from "../time/types.ts";

/** One payment on a dossier, with what the figures need of its charge. */
export interface FeePayment {
  readonly dossierId: string;
  readonly dossierCode?: string;
  /** The responsible unit: the agency that received the dossier. */
  readonly agencyId: string;
  readonly chargeId: string;
  readonly chargeName: string;
  /** phí, lệ phí or a tax. */
  readonly kind: "fee" | "charge" | "tax";
  readonly amount: number;
  readonly method: "cash" | "transfer" | "online" | "cod";
  readonly reference: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
}

/** One credit on a statement. */
export interface StatementLine {
  readonly no: number;
  readonly at: Instant;
  readonly account: string;
  /** The payment channel's reference, where the money came through it. */
  readonly reference?: string;
  /** The bank's own number. */
  readonly bankReference: string;
  readonly amount: number;
  readonly content: string;
}

/** The statement of one day as a partner gave it: kept whole, and line by line. */
export interface Statement {
  readonly day: LocalDate;
  /** The file to the letter. */
  readonly text: string;
  readonly lines: readonly StatementLine[];
}

/** A stored line knows the day of its statement, which may be another than that of its time. */
export interface BookedLine extends StatementLine {
  readonly day: LocalDate;
}

/**
 * matched · missing: paid here, not on the statement · double: a further line for a payment that has one · differentAmount · unknown: on the
 * statement, not paid here.
 */
export const FINDINGS = ["matched", "missing", "double", "differentAmount", "unknown"] as const;
export type Finding = (typeof FINDINGS)[number];

export interface ReconciledItem {
  readonly finding: Finding;
  /** Absent for "unknown"; for "double" the payment that has its line already. */
  readonly payment?: FeePayment;
  /** Absent for "missing". */
  readonly line?: BookedLine;
}

/** `ours`: the payments' sum, each counted once · `theirs`: the lines' sum. */
export type ReconciliationTotals = Readonly<
  Record<Finding, { readonly count: number; readonly ours: number; readonly theirs: number }>
>;

export interface Reconciliation {
  readonly day: LocalDate;
  /** The statements that the figures rest on; none: what the bank says of the day is not known yet. */
  readonly statements: readonly {
    readonly lane: string;
    readonly file: string;
    readonly lines: number;
    readonly total: number;
    readonly recordedAt: Instant;
  }[];
  readonly totals: ReconciliationTotals;
  readonly items: readonly ReconciledItem[];
}

/** What one kind of charge brought in a period. */
export interface SettlementRow {
  readonly kind: FeePayment["kind"];
  readonly name: string;
  readonly count: number;
  readonly collected: number;
  readonly keepPercent: number;
  readonly kept: number;
  readonly handedOver: number;
}

/** The figures of a unit and a period. collected = kept + handedOver, in every row and in the sums. */
export interface SettlementFigures {
  readonly rows: readonly SettlementRow[];
  readonly collected: number;
  readonly kept: number;
  readonly handedOver: number;
  readonly byMethod: Readonly<Record<FeePayment["method"], number>>;
  /** Of what is handed over, what lies on the unit's own account already: the statements say so. */
  readonly inUnitAccount: number;
  /** Of what is handed over, taxes: they belong to the State Treasury and never pass the unit's account. */
  readonly taxes: number;
  /** What the order moves: handedOver less taxes and inUnitAccount, never below nothing. */
  readonly toOrder: number;
  /** Online payments and transfers that no statement shows with their amount. */
  readonly unproven: { readonly count: number; readonly amount: number };
}

/** Of a phí, the share that the collecting place keeps; `name`: only of the phí called so. */
export interface KeptShare {
  readonly name?: string;
  /** 0–100. */
  readonly percent: number;
}

export interface Signature {
  /** The head of the unit, or the deputy who stands in. */
  readonly name: string;
  readonly position?: string;
  readonly at: Instant;
  /** Why it was signed although not everything is proven by statements. */
  readonly despite?: string;
}

export interface Settlement {
  readonly id: string;
  readonly agencyId: string;
  readonly period: string;
  readonly state: "drafted" | "signed";
  readonly shares: readonly KeptShare[];
  readonly figures: SettlementFigures;
  /** SHA-256 of unit, period and figures: what the head signs. */
  readonly digest: string;
  readonly draftedAt: Instant;
  readonly draftedBy: string;
  readonly signature?: Signature;
  /** The hand-over order; absent where nothing is to be moved. */
  readonly order?: {
    readonly number: string;
    readonly amount: number;
    readonly messageId: string;
    /** State of its message on the lane; "done": the bank took it. */
    readonly state: string;
    readonly reference?: string;
    readonly error?: unknown;
  };
}
