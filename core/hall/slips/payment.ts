/** The slip for a payment in cash (R-D02, R-H): what was paid for which dossier, in figures and in words. Pure. */
import type { Payment } from "../../dossier/types.ts";
import { dong } from "../../papers/words.ts";
import type { Instant } from "../../time/types.ts";
import type { Slip } from "../slip.ts";
import { amountInWords } from "./amount.ts";
import { barcode, centered, gap, head, moment, pair, rule, slipOf, text } from "./parts.ts";

export interface PaymentSlipInput {
  readonly office: string;
  readonly dossierCode: string;
  readonly payerName: string;
  /** What was paid, each charge by its name. */
  readonly lines: readonly { readonly name: string; readonly amount: number }[];
  readonly method: Payment["method"];
  /** The payment's own reference. */
  readonly reference: string;
  readonly at: Instant;
  /** Number of the official receipt (biên lai), where it is issued already. */
  readonly receiptNumber?: string;
  readonly cashier?: string;
}

const METHODS: Readonly<Record<Payment["method"], string>> = {
  cash: "Tiền mặt",
  transfer: "Chuyển khoản",
  online: "Trực tuyến",
  cod: "Thu hộ khi phát",
};

/** The payment slip. Without a receipt number it says that it is no tax receipt: the official one follows. */
export const paymentSlip = (input: PaymentSlipInput): Slip => {
  const total = input.lines.reduce((sum, { amount }) => sum + amount, 0);
  return slipOf("receipt", [
    head(input.office, "Phiếu thu phí, lệ phí", "Payment receipt"),
    gap(),
    input.receiptNumber !== undefined && pair("Biên lai số", input.receiptNumber),
    pair("Mã hồ sơ", input.dossierCode),
    pair("Người nộp tiền", input.payerName),
    rule,
    input.lines.map(({ name, amount }) => pair(name, dong(amount))),
    rule,
    centered("TỔNG CỘNG"),
    centered(dong(total), { bold: true, size: "large" }),
    text(`Bằng chữ: ${amountInWords(total)}.`),
    rule,
    pair("Hình thức", METHODS[input.method]),
    pair("Mã giao dịch", input.reference),
    pair("Thu lúc", moment(input.at)),
    input.cashier !== undefined && pair("Người thu tiền", input.cashier),
    gap(),
    barcode(input.dossierCode),
    input.receiptNumber === undefined && [gap(), centered("Phiếu này không thay biên lai; biên lai điện tử được gửi sau.")],
  ]);
};
