/** The fees' face of the hub: statements in, reconciliation of a day, settlement of a unit and month, the head's signature (R-D03, R-D04). */
import { createHash } from "node:crypto";
import type { Agency } from "../../catalogs/types.ts";
import type { Refusal } from "../dossier/types.ts";
import type { InstalledAdapter } from "../exchange/adapter.ts";
import { newId } from "../ids.ts";
import type { Database } from "../store/database.ts";
import {
  linesByReference,
  linesOfDay,
  paymentsByReference,
  paymentsMade,
  paymentsRecorded,
  settlementById,
  settlementFor,
  statementsOf,
  storeDraft,
  storeSignature,
  storeStatement,
} from "../store/fees.ts";
import { addDays, fromLocal, toLocalDate } from "../time/local.ts";
import type { Clock, LocalDate } from "../time/types.ts";
import { ON_STATEMENT, reconcile, totalsOf } from "./reconcile.ts";
import { feesRefusal } from "./refusals.ts";
import { daysOf, settle } from "./settle.ts";
import type { FeePayment, KeptShare, Reconciliation, Settlement, SettlementFigures, Signature, Statement } from "./types.ts";

/** The operation of an adapter that carries hand-over orders. */
const HAND_OVER = "handOver";
/** A signed order's number may be followed by a second one only where it came to nothing at the bank. */
const CAME_TO_NOTHING: ReadonlySet<string> = new Set(["rejected", "dropped"]);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface FeesFace {
  /** Stores a statement whole and line by line; the same file again changes nothing. */
  recordStatement(lane: string, statement: Statement): Promise<void>;
  /** Compares a day (Việt Nam) with its statements: payments of the day and lines of the day, matched across days by their numbers. */
  reconciliation(day: LocalDate): Promise<Reconciliation>;
  settlement(agencyId: string, period: string): Promise<Settlement | undefined>;
  /** Draws the settlement of a finished month up, again as long as it is not signed. */
  draft(input: {
    readonly agencyId: string;
    readonly period: string;
    readonly shares: readonly KeptShare[];
    readonly actor: string;
  }): Promise<Settlement | Refusal>;
  /** The head signs: the figures are fixed, and the hand-over order goes out in the same commit. */
  sign(input: {
    readonly id: string;
    readonly signer: Pick<Signature, "name" | "position" | "despite">;
    readonly actor: string;
  }): Promise<Settlement | Refusal>;
}

export interface FeesDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly agency: (id: string) => Agency | undefined;
  readonly adapters: readonly InstalledAdapter[];
  /** Keeps a file; its hash. */
  readonly storeBlob: (bytes: Uint8Array, mediaType: string) => Promise<string>;
  readonly poke: (lanes: readonly string[]) => void;
}

const numbersOf = (payments: readonly FeePayment[]): readonly string[] => payments.map((payment) => payment.reference);

/** Creates the face. Errors: the database driver's own. */
export const createFees = (dependencies: FeesDependencies): FeesFace => {
  const { database, clock, agency, adapters } = dependencies;

  const figuresOf = async (unit: Agency, period: string, shares: readonly KeptShare[]): Promise<SettlementFigures | Refusal> => {
    const days = daysOf(period);
    if (days === undefined) return feesRefusal("fees.bad-period", { period });
    const until = fromLocal(days.until, "00:00");
    if (clock() < until) return feesRefusal("fees.period-open", { period, until });
    const payments = await paymentsRecorded(database, fromLocal(days.from, "00:00"), until, unit.id);
    const banked = payments.filter((payment) => ON_STATEMENT.has(payment.method));
    const lines = await linesByReference(database, numbersOf(banked));
    return settle(payments, shares, reconcile(banked, lines), unit.account?.number);
  };
  const digestOf = (agencyId: string, period: string, figures: SettlementFigures): string =>
    createHash("sha256")
      .update(JSON.stringify([agencyId, period, figures]))
      .digest("hex");
  const lane = (): string | undefined => adapters.find(({ adapter }) => adapter.operations[HAND_OVER] !== undefined)?.adapter.id;

  const orderOf = (settlement: Settlement, unit: Agency, signature: Signature) => {
    const { figures, period, digest, order } = settlement;
    if (figures.toOrder === 0) return undefined;
    const carrier = lane();
    if (unit.account === undefined) return feesRefusal("fees.no-account", { agencyId: unit.id });
    if (carrier === undefined) return feesRefusal("fees.no-channel");
    const tries = order === undefined ? 1 : Number(order.number.split("-").at(-1)) + 1;
    const number = `LC-${unit.id}-${period.replace("-", "")}-${tries}`;
    const body = {
      orderNumber: number,
      amount: figures.toOrder,
      unit: { id: unit.id, name: unit.name },
      account: unit.account,
      period,
      digest,
      signedBy: signature.name,
      signedAt: signature.at,
    };
    return { messageId: newId(), number, lane: carrier, operation: HAND_OVER, body };
  };

  const draft: FeesFace["draft"] = async ({ agencyId, period, shares, actor }) => {
    const unit = agency(agencyId);
    if (unit === undefined) return feesRefusal("fees.unknown-agency", { agencyId });
    const figures = await figuresOf(unit, period, shares);
    if ("blame" in figures) return figures;
    const made = { id: newId(), agencyId: unit.id, period, shares, figures, digest: digestOf(unit.id, period, figures) };
    const stored = await storeDraft(database, { ...made, draftedAt: clock(), draftedBy: actor });
    const settlement = stored ? await settlementFor(database, unit.id, period) : undefined;
    return settlement ?? feesRefusal("fees.already-signed", { agencyId: unit.id, period });
  };

  const sign: FeesFace["sign"] = async ({ id, signer, actor }) => {
    const settlement = UUID.test(id) ? await settlementById(database, id) : undefined;
    const unit = settlement === undefined ? undefined : agency(settlement.agencyId);
    if (settlement === undefined || unit === undefined) return feesRefusal("fees.unknown-settlement");
    const { agencyId, period, shares, digest, state, order } = settlement;
    if (state === "signed" && !(order !== undefined && CAME_TO_NOTHING.has(order.state)))
      return feesRefusal("fees.already-signed", { agencyId, period });
    const figures = await figuresOf(unit, period, shares);
    if ("blame" in figures) return figures;
    if (digestOf(unit.id, period, figures) !== digest) return feesRefusal("fees.figures-changed", { agencyId, period });
    if (figures.unproven.count > 0 && signer.despite === undefined) return feesRefusal("fees.unreconciled", figures.unproven);
    const signature: Signature = { ...signer, at: clock() };
    const following = orderOf(settlement, unit, signature);
    if (following !== undefined && "blame" in following) return following;
    if (!(await storeSignature(database, settlement, signature, following, actor)))
      return feesRefusal("fees.figures-changed", { agencyId, period });
    if (following !== undefined) dependencies.poke([following.lane]);
    return (await settlementById(database, id)) ?? feesRefusal("fees.unknown-settlement");
  };

  return {
    recordStatement: async (of, statement) => {
      const file = await dependencies.storeBlob(new TextEncoder().encode(statement.text), "text/csv");
      await storeStatement(database, of, statement, file, clock());
    },
    reconciliation: async (day) => {
      const [from, until] = [fromLocal(day, "00:00"), fromLocal(addDays(day, 1), "00:00")];
      const [made, statements, booked] = await Promise.all([
        paymentsMade(database, from, until),
        statementsOf(database, day),
        linesOfDay(database, day),
      ]);
      const own = made.filter((payment) => ON_STATEMENT.has(payment.method));
      const numbers = [...numbersOf(own), ...booked.flatMap((line) => [line.reference ?? [], line.bankReference].flat())];
      // Booked on another day, or paid on another day: the number brings them together.
      const [payments, lines] = await Promise.all([paymentsByReference(database, numbers), linesByReference(database, numbers)]);
      const items = reconcile(
        payments.filter((payment) => ON_STATEMENT.has(payment.method)),
        lines,
      ).filter(({ payment, line }) => line?.day === day || (payment !== undefined && toLocalDate(payment.at) === day));
      return { day, statements, totals: totalsOf(items), items };
    },
    settlement: (agencyId, period) => settlementFor(database, agency(agencyId)?.id ?? agencyId, period),
    draft,
    sign,
  };
};
