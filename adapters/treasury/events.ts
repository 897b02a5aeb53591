/** What became of a payment, as commands. One payment has one key and one wording, whoever tells of it first: notice, QUERY or statement. */
import type { InboundCommand } from "../../core/exchange/adapter.ts";
import { LANE } from "./client.ts";
import type { Located } from "./reference.ts";

/** Code of a payment that did not succeed; reactions.ts opens another. */
export const FAILED = "treasury.payment-failed";

const told = (located: Located, key: string, code: string, message: string): InboundCommand => ({
  key,
  dossier: located.dossier.id,
  command: { type: "recordPartner", lane: LANE, outcome: "refused", operation: "initPayment", code, message },
});

/** The payment did not succeed; the message carries the reference for reactions.ts. */
export const failed = (located: Located, reference: string): InboundCommand =>
  told(
    located,
    `failed:${reference}`,
    FAILED,
    `Giao dịch ${reference} không thành công; người nộp được cấp đường dẫn thanh toán mới.`,
  );

/** Why money that came is too much: the charge was called off (the page for paying it cannot be), or is paid already, all or in part. */
const surplus = ({ charge }: Located): string =>
  charge.cancelled === undefined ? `đã nộp ${charge.paid}/${charge.amount} đồng` : `không còn phải nộp (${charge.cancelled})`;

/** Money came for what is paid already or no longer asked for: somebody must look, and give back what is too much. */
export const refundDue = (located: Located, number: string, amount: number): InboundCommand =>
  told(
    located,
    `refund:${number}`,
    "treasury.refund-due",
    `Đã nhận ${amount} đồng (số ${number}) cho khoản "${located.charge.name}" trong khi khoản này ${surplus(located)}; phần thừa cần hoàn lại cho người nộp.`,
  );

/** Another amount than was asked for: nothing is booked until somebody has looked. */
const wrongAmount = (located: Located, number: string, amount: number): InboundCommand =>
  told(
    located,
    `amount:${number}:${amount}`,
    "treasury.wrong-amount",
    `Nhận thông báo nộp ${amount} đồng (số ${number}), khác số phải nộp ${located.charge.amount} đồng của khoản "${located.charge.name}"; cần kiểm tra.`,
  );

/** A successful payment through the platform. `number`: the platform's own; `at`: its time by the platform. */
export interface Success {
  readonly reference: string;
  readonly number: string;
  readonly amount: number;
  readonly at: string;
}

/** What a successful payment means; undefined where the dossier has it already. */
export const succeeded = (
  located: Located,
  { reference, number, amount, at }: Success,
): { readonly means: "paid" | "wrongAmount" | "refundDue"; readonly command: InboundCommand } | undefined => {
  const { dossier, charge } = located;
  if (dossier.payments.some((payment) => payment.reference === reference)) return undefined;
  if (amount !== charge.amount) return { means: "wrongAmount", command: wrongAmount(located, number, amount) };
  if (charge.paid > 0 || !charge.open) return { means: "refundDue", command: refundDue(located, number, amount) };
  const command = { type: "recordPayment", chargeId: charge.chargeId, amount, method: "online", reference } as const;
  return { means: "paid", command: { key: `paid:${reference}`, dossier: dossier.id, at, command } };
};
