/** The statement of a day as the bank issues it the next morning, and the mistakes that a person can put into it. */
import { STATEMENT_COLUMNS, TOTAL_MARK } from "../../adapters/treasury/contract/money.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { Credit } from "./book.ts";

/** One mistake in the statement of `day` (yyyyMMdd). */
export type Mistake =
  | { readonly day: string; readonly what: "missing" | "double"; readonly reference: string }
  | { readonly day: string; readonly what: "different"; readonly reference: string; readonly amount: number }
  | { readonly day: string; readonly what: "unknown"; readonly line: Credit };

/** Does a credit go by this number: the platform's reference, or the bank's own where there is none? */
const isOf = (credit: Credit, reference: string): boolean => credit.reference === reference || credit.number === reference;

const applied = (credits: readonly Credit[], mistake: Mistake): readonly Credit[] => {
  if (mistake.what === "unknown") return [...credits, mistake.line];
  return credits.flatMap((credit) => {
    if (!isOf(credit, mistake.reference)) return [credit];
    if (mistake.what === "missing") return [];
    if (mistake.what === "different") return [{ ...credit, amount: mistake.amount }];
    return [credit, { ...credit, number: `${credit.number}B` }];
  });
};

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
/** "20260302093000" → "02/03/2026 09:30:00". */
const shown = (stamp: string): string =>
  `${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)} ${stamp.slice(8, 10)}:${stamp.slice(10, 12)}:${stamp.slice(12, 14)}`;

/** The file of `day` (yyyyMMdd), without its byte order mark. */
export const statementOf = (day: string, credits: readonly Credit[], mistakes: readonly Mistake[]): string => {
  const booked = credits.filter((credit) => vietnamStamp(credit.at).startsWith(day));
  const lines = mistakes.filter((mistake) => mistake.day === day).reduce(applied, booked);
  const rows = lines.map((line, index) => [
    String(index + 1),
    shown(vietnamStamp(line.at)),
    line.account,
    line.reference,
    line.number,
    String(line.amount),
    line.content,
  ]);
  const sum = lines.reduce((total, line) => total + line.amount, 0);
  return [STATEMENT_COLUMNS, ...rows, [TOTAL_MARK, String(lines.length), String(sum)]]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("");
};
