/**
 * The platform's books: payments that were opened, money that came in for them or past them, hand-over orders. Numbers are counted, so that
 * the same calls give the same books.
 */
import type { OrderRequest } from "../../adapters/treasury/contract/money.ts";
import { type InitRequest, TRANSACTION_STATES } from "../../adapters/treasury/contract/platform.ts";
import type { SimContext } from "../kit/types.ts";

export interface Transaction {
  readonly request: InitRequest;
  readonly openedAt: string;
  readonly state: "1" | "3" | "4";
  /** The platform's number of the payment, empty until somebody tried. */
  readonly number: string;
  /** Milliseconds; of the payment or its failure. */
  readonly at?: number;
}

/** Money on an account: what the statement of its day says. */
export interface Credit {
  readonly at: number;
  readonly account: string;
  /** Empty where it came past the platform. */
  readonly reference: string;
  readonly number: string;
  readonly amount: number;
  readonly content: string;
}

export interface HandOverOrder {
  readonly request: OrderRequest;
  readonly number: string;
  readonly at: string;
}

export interface Book {
  /** False: the reference was used before. */
  readonly open: (request: InitRequest) => boolean;
  readonly find: (reference: string) => Transaction | undefined;
  /** The citizen pays (once more, if he has paid already). Undefined: no such payment, or it failed. */
  readonly pay: (reference: string) => Transaction | undefined;
  readonly fail: (reference: string) => Transaction | undefined;
  readonly transfer: (account: string, amount: number, content: string) => Credit;
  /** The bank's number of the order; undefined: its number was used before. */
  readonly handOver: (request: OrderRequest) => string | undefined;
  readonly transactions: () => readonly Transaction[];
  readonly credits: () => readonly Credit[];
  readonly orders: () => readonly HandOverOrder[];
  /** How often a reference or an order number came a second time. */
  readonly repeats: () => number;
  readonly reset: () => void;
}

/** Empty books. */
export const createBook = (context: SimContext): Book => {
  let transactions = new Map<string, Transaction>();
  let credits: Credit[] = [];
  let orders = new Map<string, HandOverOrder>();
  let serial = 0;
  let repeats = 0;
  const next = (prefix: string): string => `${prefix}${String(++serial).padStart(10, "0")}`;

  return {
    open: (request) => {
      if (transactions.has(request.MaThamChieu)) {
        repeats += 1;
        return false;
      }
      const opened = { request, openedAt: context.clock.now(), state: TRANSACTION_STATES.pending, number: "" };
      transactions.set(request.MaThamChieu, opened);
      return true;
    },
    find: (reference) => transactions.get(reference),
    pay: (reference) => {
      const before = transactions.get(reference);
      if (before === undefined || before.state === TRANSACTION_STATES.failed) return undefined;
      const { request } = before;
      const at = context.clock.ms();
      const number = next("PP");
      const paid: Transaction = { ...before, state: TRANSACTION_STATES.paid, number, at };
      transactions.set(reference, paid);
      credits.push({
        at,
        account: request.ThongTinBienLai.TKThuHuong,
        reference,
        number,
        amount: Number(request.SoTien),
        content: request.ThongTinGiaoDich,
      });
      return paid;
    },
    fail: (reference) => {
      const before = transactions.get(reference);
      if (before === undefined || before.state === TRANSACTION_STATES.paid) return undefined;
      const failed: Transaction = { ...before, state: TRANSACTION_STATES.failed, number: next("PP"), at: context.clock.ms() };
      transactions.set(reference, failed);
      return failed;
    },
    transfer: (account, amount, content) => {
      const credit = { at: context.clock.ms(), account, reference: "", number: next("FT"), amount, content };
      credits.push(credit);
      return credit;
    },
    handOver: (request) => {
      if (orders.has(request.SoLenh)) {
        repeats += 1;
        return undefined;
      }
      const number = next("LC");
      orders.set(request.SoLenh, { request, number, at: context.clock.now() });
      return number;
    },
    transactions: () => [...transactions.values()],
    credits: () => credits,
    orders: () => [...orders.values()],
    repeats: () => repeats,
    reset: () => {
      transactions = new Map();
      credits = [];
      orders = new Map();
      serial = 0;
      repeats = 0;
    },
  };
};
