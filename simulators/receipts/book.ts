/** The receipt service's books: series with numbers that run out, receipts by key, what was refused (domain.md §5.6). */

import {
  ERRORS,
  EXTRA2,
  INVOICE_ELEMENTS,
  type ListedReceipt,
  MAX,
  MAX_RECEIPTS,
  PAID,
  PAYMENT_METHODS,
  PRODUCT_ELEMENTS,
} from "../../adapters/receipts/contract/receipt.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { SimContext } from "../kit/types.ts";
import type { XmlElement } from "../kit/xml.ts";
import { childOf, orderOf, readXml, textOf, XmlReadError } from "../kit/xml.ts";

export interface IssuedReceipt {
  readonly key: string;
  readonly pattern: string;
  readonly serial: string;
  readonly number: number;
  readonly cusName: string;
  readonly product: string;
  /** "0" phí, "1" lệ phí. */
  readonly kind: string;
  readonly amount: number;
  readonly amountInWords: string;
  readonly method: string;
  /** yyyyMMdd. */
  readonly arisingDate: string;
  readonly publishedAt: string;
}

type ErrorNumber = (typeof ERRORS)[keyof typeof ERRORS];
/** One receipt as it was read. */
type Draft = Omit<IssuedReceipt, "pattern" | "serial" | "number" | "publishedAt">;

export interface ReceiptBook {
  /** All of them or none: the numbers they got, or the ERR number. */
  readonly publish: (xml: string, pattern: string, serial: string) => readonly IssuedReceipt[] | ErrorNumber;
  readonly list: (key: string, from: string, to: string) => readonly ListedReceipt[];
  /** Counts a refusal given elsewhere (account). */
  readonly refuse: (error: ErrorNumber) => ErrorNumber;
  readonly receipts: () => readonly IssuedReceipt[];
  readonly refusals: () => readonly { readonly error: ErrorNumber; readonly at: string }[];
  readonly left: () => number;
  /** More numbers are registered. */
  readonly extend: (numbers: number) => void;
  /** The next publications fail inside, with or without having used a number up. */
  readonly breakNext: (done: boolean) => void;
  readonly reset: () => void;
}

/** "02/03/2026" → "20260302"; undefined for what is no date. */
export const dateOf = (text: string): string | undefined => {
  const [, d, m, y] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  const date = new Date(`${y}-${m}-${d}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(8, 10) !== d ? undefined : `${y}${m}${d}`;
};
const shownDate = (stamp: string): string => `${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)}`;

const amountOf = (text: string | undefined): number | undefined => (/^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined);

/** One product line: its quantity times its price is its amount. */
const productOf = (
  product: XmlElement,
): { readonly name: string; readonly kind: string; readonly amount: number } | undefined => {
  if (orderOf(product).join() !== PRODUCT_ELEMENTS.join()) return undefined;
  const name = textOf(product, "ProdName") ?? "";
  const kind = textOf(product, "Extra2") ?? "";
  const amount = amountOf(textOf(product, "Amount"));
  const priced = (amountOf(textOf(product, "ProdQuantity")) ?? 0) * (amountOf(textOf(product, "ProdPrice")) ?? 0);
  const known = kind === EXTRA2.fee || kind === EXTRA2.charge;
  return name === "" || name.length > MAX.ProdName || !known || amount === undefined || amount !== priced
    ? undefined
    : { name, kind, amount };
};

const draftOf = (inv: XmlElement): Draft | undefined => {
  const invoice = childOf(inv, "Invoice");
  if (orderOf(inv).join() !== "key,Invoice" || invoice === undefined || orderOf(invoice).join() !== INVOICE_ELEMENTS.join())
    return undefined;
  const products = (childOf(invoice, "Products")?.children ?? []).map(productOf);
  const [first] = products;
  const sum = products.reduce((total, product) => total + (product?.amount ?? Number.NaN), 0);
  const key = textOf(inv, "key") ?? "";
  const cusName = textOf(invoice, "CusName") ?? "";
  const amount = amountOf(textOf(invoice, "Amount"));
  const amountInWords = textOf(invoice, "AmountInWords") ?? "";
  const method = textOf(invoice, "PaymentMethod") ?? "";
  const arisingDate = dateOf(textOf(invoice, "ArisingDate") ?? "");
  const complete =
    key !== "" &&
    key.length <= MAX.key &&
    cusName !== "" &&
    cusName.length <= MAX.CusName &&
    (textOf(invoice, "CusAddress") ?? "").length <= MAX.CusAddress &&
    amountInWords !== "" &&
    (PAYMENT_METHODS as readonly string[]).includes(method) &&
    textOf(invoice, "PaymentStatus") === PAID &&
    amountOf(textOf(invoice, "Total")) === sum;
  if (!complete || first === undefined || amount === undefined || amount !== sum || amount === 0 || arisingDate === undefined)
    return undefined;
  return { key, cusName, product: first.name, kind: first.kind, amount, amountInWords, method, arisingDate };
};

/** The receipts in `xmlInvData`; undefined where one of them is wrong. */
const draftsOf = (xml: string): readonly Draft[] | undefined => {
  try {
    const root = readXml(xml);
    if (root.name !== "Invoices" || root.children.length === 0 || root.children.some(({ name }) => name !== "Inv"))
      return undefined;
    const drafts = root.children.map(draftOf);
    return drafts.every((draft) => draft !== undefined) ? drafts : undefined;
  } catch (error) {
    if (error instanceof XmlReadError) return undefined;
    throw error;
  }
};

/** @param numbers how many the registered series has. */
export const createBook = (
  context: SimContext,
  registered: { readonly pattern: string; readonly serial: string },
  numbers: number,
): ReceiptBook => {
  let receipts: IssuedReceipt[] = [];
  let refusals: { error: ErrorNumber; at: string }[] = [];
  let last = numbers;
  let broken: boolean[] = [];

  const refuse = (error: ErrorNumber): ErrorNumber => {
    refusals.push({ error, at: context.clock.now() });
    return error;
  };
  const problem = (drafts: readonly Draft[]): ErrorNumber | undefined => {
    const keys = drafts.map((draft) => draft.key);
    if (new Set(keys).size < keys.length || receipts.some((one) => keys.includes(one.key))) return ERRORS.keyExists;
    const latest = receipts.at(-1)?.arisingDate ?? "";
    const today = vietnamStamp(context.clock.ms()).slice(0, 8);
    if (drafts.some((draft) => draft.arisingDate < latest || draft.arisingDate > today)) return ERRORS.date;
    return receipts.length + drafts.length > last ? ERRORS.noNumbers : undefined;
  };

  return {
    publish: (xml, pattern, serial) => {
      const drafts = draftsOf(xml);
      if (drafts === undefined) return refuse(ERRORS.xml);
      if (pattern !== registered.pattern || serial !== registered.serial) return refuse(ERRORS.series);
      if (drafts.length > MAX_RECEIPTS) return refuse(ERRORS.tooMany);
      const wrong = problem(drafts);
      if (wrong !== undefined) return refuse(wrong);
      const breaks = broken.shift();
      if (breaks === false) return refuse(ERRORS.unknown);
      const publishedAt = context.clock.now();
      const issued = drafts.map((draft, index) => ({
        ...draft,
        pattern,
        serial,
        number: receipts.length + index + 1,
        publishedAt,
      }));
      receipts = [...receipts, ...issued];
      return breaks === true ? refuse(ERRORS.unknown) : issued;
    },
    list: (key, from, to) =>
      receipts
        .map((one) => ({ one, day: vietnamStamp(Date.parse(one.publishedAt)).slice(0, 8) }))
        .filter(({ one, day }) => one.key === key && day >= from && day <= to)
        .map(({ one, day }) => ({
          fkey: one.key,
          pattern: one.pattern,
          serial: one.serial,
          invNum: String(one.number),
          amount: String(one.amount),
          publishDate: shownDate(day),
        })),
    refuse,
    receipts: () => receipts,
    refusals: () => refusals,
    left: () => last - receipts.length,
    extend: (more) => {
      last += more;
    },
    breakNext: (done) => {
      broken.push(done);
    },
    reset: () => {
      receipts = [];
      refusals = [];
      last = numbers;
      broken = [];
    },
  };
};
