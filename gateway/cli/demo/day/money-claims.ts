/** The day's money by every book that knows of it: charges, payments, the platform and bank, the statement, receipts, the tax office's proofs. */

import { z } from "zod";
import { addDays, toLocalDate } from "../../../../core/hub.ts";
import type { World } from "../world.ts";
import type { Books } from "./ledgers/books.ts";
import { sumOf } from "./ledgers/check.ts";
import { paymentsOf } from "./ledgers/money.ts";
import { MONDAY } from "./plan.ts";

export interface Claim {
  readonly holds: boolean;
  readonly words: string;
}

const dong = (amount: number): string => `${amount.toLocaleString("vi-VN")} đ`;
const credits = z.object({ credits: z.array(z.object({ amount: z.number() })) });

/** What the statements of all days say, by the hub's own reconciliation (R-D04): lines matched, and anything else. */
const statements = async (world: World): Promise<{ readonly matched: number; readonly other: number; readonly days: number }> => {
  const sums = { matched: 0, other: 0, days: 0 };
  for (let day = MONDAY; day < toLocalDate(world.now()); day = addDays(day, 1)) {
    const { statements: files, totals } = await world.hub.fees.reconciliation(day);
    sums.days += files.length;
    sums.matched += totals.matched.theirs;
    const rest = [totals.missing, totals.double, totals.differentAmount, totals.unknown];
    sums.other += sumOf(rest.map(({ count }) => count));
  }
  return sums;
};

/** Errors: the hub's own; ZodError where the bank's books have another shape. */
export const moneyClaims = async (world: World, books: Books): Promise<readonly Claim[]> => {
  const paid = paymentsOf(books);
  const sum = (of: (one: (typeof paid)[number]) => boolean): number =>
    sumOf(paid.filter(of).map(({ payment }) => payment.amount));
  const charges = books.dossiers.flatMap((dossier) => dossier.charges);
  const paidOfCharges = sumOf(charges.map((charge) => charge.paid));
  const all = sum(() => true);
  const banked = sum(({ payment }) => payment.method === "online" || payment.method === "transfer");
  const cash = sum(({ payment }) => payment.method === "cash");
  const taxes = sum(({ charge }) => charge?.kind === "tax");
  const received = sum(({ charge, payment }) => charge?.kind !== "tax" && payment.receipt !== undefined);
  const inBank = sumOf(credits.parse(await world.sim("treasury", "GET", "/state")).credits.map(({ amount }) => amount));
  const { matched, other, days } = await statements(world);
  const open = charges.filter((charge) => charge.open).length;
  return [
    {
      holds: paidOfCharges === all && open === 0,
      words: `khoản phải nộp đã nộp ${dong(paidOfCharges)} = các lần nộp ${dong(all)}; ${open} khoản còn nợ`,
    },
    {
      holds: banked + cash === all && banked === inBank,
      words: `nền tảng và chuyển khoản ${dong(banked)} + tiền mặt ${dong(cash)} = ${dong(all)}; sổ ngân hàng ${dong(inBank)}`,
    },
    { holds: matched === inBank && other === 0, words: `sao kê ${days} ngày: khớp ${dong(matched)}, ${other} dòng lệch` },
    {
      holds: received + taxes === all,
      words: `biên lai ${dong(received)} + thuế (chứng từ gửi cơ quan thuế) ${dong(taxes)} = ${dong(received + taxes)}`,
    },
  ];
};
