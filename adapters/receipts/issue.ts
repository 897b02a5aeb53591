/** The operation `issueReceipt`: one biên lai for one payment (R-D02). The key belongs to the payment, so the service gives it one number. */
import { z } from "zod";
import type { Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import type { Instant } from "../../core/time/types.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { element, xmlDocument } from "../kit/xml.ts";
import { amountInWords } from "./amount-in-words.ts";
import { findByKey, publish, type ReceiptsCall } from "./client.ts";
import type { ReceiptsConfig } from "./config.ts";
import { EXTRA2, MAX, PAID, type PAYMENT_METHODS } from "./contract/receipt.ts";
import { errorOf, readError } from "./phrases.ts";

export const receiptBody = z.strictObject({
  dossierId: z.string().min(1),
  /** What the receipt service knows the receipt by: the dossier, then which of its payments. */
  key: z.string().regex(/^[\w.-]{3,60}$/),
  /** The dossier's code where it has one: CusCode. No identity number goes there. */
  dossierCode: z.string().min(1).max(MAX.CusCode),
  payer: z.strictObject({ name: z.string().min(1), taxCode: z.string().optional(), address: z.string().optional() }),
  charge: z.strictObject({ name: z.string().min(1), kind: z.enum(["fee", "charge"]) }),
  payment: z.strictObject({
    reference: z.string().min(1),
    amount: z.int().min(1),
    method: z.enum(["cash", "transfer", "online", "cod"]),
    at: z.iso.datetime(),
  }),
});
export type ReceiptBody = z.infer<typeof receiptBody>;

/** The postman takes cash. */
const METHODS: Readonly<Record<ReceiptBody["payment"]["method"], (typeof PAYMENT_METHODS)[number]>> = {
  cash: "TM",
  cod: "TM",
  transfer: "CK",
  online: "TTO",
};

/** "02/03/2026", Việt Nam. */
const day = (at: Instant): string => {
  const stamp = toCompactTime(at);
  return `${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)}`;
};

/**
 * `xmlInvData`. @param issuedAt the receipt's date is the day it is issued, not that of the payment: a payment that is entered late would be
 * dated before the last receipt of the series, which the service refuses (ERR:30).
 */
export const toInvoices = ({ key, dossierCode, payer, charge, payment }: ReceiptBody, issuedAt: Instant): string => {
  const product = element("Product", [
    element("ProdName", cut(charge.name, MAX.ProdName)),
    element("ProdUnit", "Hồ sơ"),
    element("ProdQuantity", 1),
    element("ProdPrice", payment.amount),
    element("Amount", payment.amount),
    element("Extra2", EXTRA2[charge.kind]),
  ]);
  const invoice = element("Invoice", [
    element("CusCode", dossierCode),
    element("CusName", cut(payer.name, MAX.CusName)),
    element("CusTaxCode", payer.taxCode ?? ""),
    element("CusAddress", cut(payer.address ?? "", MAX.CusAddress)),
    element("PaymentMethod", METHODS[payment.method]),
    element("Products", [product]),
    element("Total", payment.amount),
    element("Amount", payment.amount),
    element("AmountInWords", amountInWords(payment.amount)),
    element("ArisingDate", day(issuedAt)),
    element("PaymentStatus", PAID),
  ]);
  return xmlDocument(element("Invoices", [element("Inv", [element("key", key), invoice])]));
};

/** "OK:<pattern>;<series>-<key>_<number>"; undefined where it does not tell the number of this key. */
export const readPublished = (
  answer: string,
  key: string,
): { readonly pattern: string; readonly serial: string; readonly invNum: string } | undefined => {
  const [, pattern, serial, told, invNum] = /^OK:([^;]+);(.+?)-([\w.-]+)_(\d{1,10})$/.exec(answer) ?? [];
  if (pattern === undefined || serial === undefined || told === undefined || invNum === undefined) return undefined;
  // Series and key may both have hyphens: the end must be the key, what is before it the series.
  const whole = `${serial}-${told}`;
  return whole.endsWith(`-${key}`) ? { pattern, serial: whole.slice(0, -key.length - 1), invNum } : undefined;
};

/** "01BLP0-001 BH-26E 0000012": mẫu số, ký hiệu, số with its seven digits as printed. */
export const receiptNumber = (receipt: { readonly pattern: string; readonly serial: string; readonly invNum: string }): string =>
  `${receipt.pattern} ${receipt.serial} ${receipt.invNum.padStart(7, "0")}`;

const recorded = (
  body: ReceiptBody,
  receipt: { readonly pattern: string; readonly serial: string; readonly invNum: string },
  config: ReceiptsConfig,
): OperationResult => {
  const number = receiptNumber(receipt);
  const url = config.viewUrl?.replaceAll("{key}", encodeURIComponent(body.key));
  return {
    reference: number,
    commands: [
      {
        key: "receipt",
        dossier: body.dossierId,
        command: { type: "recordReceipt", reference: body.payment.reference, number, ...(url === undefined ? {} : { url }) },
      },
    ],
  };
};

/** Was it issued? By key, between the day of the payment and today. Throws ExchangeError. */
export const inquireReceipt = async (body: ReceiptBody, call: ReceiptsCall): Promise<Inquiry> => {
  const today = call.now();
  const [from = today] = [body.payment.at, today].sort();
  const receipt = await findByKey(body.key, { from: day(from), to: day(today) }, call);
  return receipt === undefined ? { found: false } : { found: true, ...recorded(body, receipt, call.config) };
};

/** Issues it. Throws ExchangeError. A key that exists was issued by an earlier try: its number is asked for. */
export const sendReceipt = async (body: ReceiptBody, call: ReceiptsCall): Promise<OperationResult> => {
  const answer = await publish(toInvoices(body, call.now()), call);
  const published = readPublished(answer, body.key);
  if (published !== undefined) return recorded(body, published, call.config);
  // Done, but in words of which the number cannot be taken: the key knows it.
  const reading = answer.startsWith("OK") ? undefined : readError(answer);
  if (reading !== undefined && reading.means !== "duplicate") throw errorOf(reading);
  const found = await inquireReceipt(body, call);
  if (found.found === true) return found;
  throw errorOf({ means: "unknown", code: "receipts.key-not-listed", shown: answer.slice(0, 500) });
};
