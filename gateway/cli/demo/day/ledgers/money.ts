/** The tax office, the payment platform with the bank, the receipts: numbers and sums to the đồng. */
import { z } from "zod";
import type { Charge, Dossier, Payment } from "../../../../../core/dossier/types.ts";
import { type Books, type Compare, transfersOf } from "./books.ts";
import { compareKeys, compareSums, sumOf } from "./check.ts";

const filed = z.array(z.object({ number: z.string(), state: z.string(), times: z.number() }));
const taxState = z.object({
  slips: filed,
  registrations: filed,
  notices: z.array(
    z.object({
      number: z.string(),
      total: z.number(),
      proof: z
        .object({
          message: z.object({ Data: z.object({ ThongTinThanhToan: z.object({ SoTien: z.number() }) }) }),
          times: z.number(),
        })
        .optional(),
    }),
  ),
  pushes: z.array(z.object({ outcome: z.string() })),
});

const charges = ({ dossiers }: Books): readonly Charge[] => dossiers.flatMap((dossier) => dossier.charges);
interface Paid {
  readonly dossier: Dossier;
  readonly payment: Payment;
  readonly charge: Charge | undefined;
}
/** Every payment with its charge. */
export const paymentsOf = ({ dossiers }: Books): readonly Paid[] =>
  dossiers.flatMap((dossier) =>
    dossier.payments.map((payment) => ({
      dossier,
      payment,
      charge: dossier.charges.find((one) => one.chargeId === payment.chargeId),
    })),
  );

const SUFFIX: Readonly<Record<string, string>> = { determineTax: "PCTT", issueTaxCode: "DKT" };
/** 2 sent back, 3 answered, 4 withdrawn. */
const stateAtOffice = (last: boolean, state: string): string => (!last ? "2" : state === "cancelled" ? "4" : "3");

export const tax: Compare = (books, state) => {
  const { slips, registrations, notices, pushes } = taxState.parse(state);
  const files = [...slips, ...registrations];
  const proven = notices.flatMap(({ number, proof }) =>
    proof === undefined ? [] : [`${number}=${proof.message.Data.ThongTinThanhToan.SoTien}`],
  );
  const taxes = charges(books).filter(({ kind }) => kind === "tax");
  const numberOf = (charge: Charge): string => `${charge.data?.["noticeNumber"]}=${charge.amount}`;
  return [
    compareKeys(
      "phiếu chuyển, đăng ký thuế (từng lần gửi)",
      transfersOf(books, "tax").flatMap(({ code, transfer }) =>
        Array.from({ length: transfer.number }, (_, i) => {
          const end = stateAtOffice(i + 1 === transfer.number, transfer.state);
          return `${code}/${i + 1}/${SUFFIX[transfer.operation ?? ""]}=${end}`;
        }),
      ),
      files.map(({ number, state: end }) => `${number}=${end}`),
      {
        outOfOrder: pushes.filter(({ outcome }) => outcome !== "accepted").length,
        repeats: sumOf(files.map(({ times }) => times - 1)) + sumOf(notices.map(({ proof }) => (proof?.times ?? 1) - 1)),
      },
    ),
    compareKeys(
      "thông báo thuế",
      taxes.map(numberOf),
      notices.filter(({ total }) => total > 0).map(({ number, total }) => `${number}=${total}`),
    ),
    compareKeys("chứng từ nộp thuế", taxes.filter(({ open, paid }) => !open && paid > 0).map(numberOf), proven),
    compareSums("tiền thuế (đồng)", sumOf(taxes.map(({ amount }) => amount)), sumOf(notices.map(({ total }) => total))),
  ];
};

const treasuryState = z.object({
  transactions: z.array(z.object({ request: z.object({ MaThamChieu: z.string(), SoTien: z.string() }), state: z.string() })),
  credits: z.array(z.object({ reference: z.string(), number: z.string(), amount: z.number() })),
});

export const treasury: Compare = (books, state) => {
  const { transactions, credits } = treasuryState.parse(state);
  const payments = paymentsOf(books).map(({ payment }) => payment);
  const of = (method: Payment["method"]): readonly string[] =>
    payments.filter((payment) => payment.method === method).map(({ reference, amount }) => `${reference}=${amount}`);
  const onPlatform = credits.filter(({ reference }) => reference !== "");
  const ours = payments.filter(({ method }) => method === "online" || method === "transfer");
  return [
    compareKeys(
      "giao dịch đã mở",
      charges(books).map(({ request, amount }) => `${request?.reference ?? "chưa mở"}=${amount}`),
      transactions.map(({ request }) => `${request.MaThamChieu}=${request.SoTien}`),
    ),
    compareKeys(
      "nộp trên nền tảng",
      of("online"),
      onPlatform.map(({ reference, amount }) => `${reference}=${amount}`),
    ),
    compareKeys(
      "chuyển khoản theo mã QR",
      of("transfer"),
      credits.filter(({ reference }) => reference === "").map(({ number, amount }) => `${number}=${amount}`),
    ),
    compareSums("tiền về tài khoản (đồng)", sumOf(ours.map(({ amount }) => amount)), sumOf(credits.map(({ amount }) => amount))),
  ];
};

const receiptsState = z.object({
  receipts: z.array(z.object({ pattern: z.string(), serial: z.string(), number: z.number(), amount: z.number() })),
});
/** "01BLP0-001 BH-26E 0000012", as printed. */
const printed = ({
  pattern,
  serial,
  number,
}: {
  readonly pattern: string;
  readonly serial: string;
  readonly number: number;
}): string => `${pattern} ${serial} ${String(number).padStart(7, "0")}`;

/** Taxes get none of ours: tax office and treasury issue theirs. */
export const receipts: Compare = (books, state) => {
  const { receipts: issued } = receiptsState.parse(state);
  const due = paymentsOf(books).filter(({ charge }) => charge?.kind !== "tax");
  return [
    compareKeys(
      "biên lai",
      due.map(({ payment }) => `${payment.receipt?.number ?? `chưa có ${payment.reference}`}=${payment.amount}`),
      issued.map((one) => `${printed(one)}=${one.amount}`),
    ),
    compareSums(
      "tiền trên biên lai (đồng)",
      sumOf(due.map(({ payment }) => payment.amount)),
      sumOf(issued.map(({ amount }) => amount)),
    ),
  ];
};
