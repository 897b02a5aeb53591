/** From the portal's fee text to fee lines. Amounts are đồng only where field and words agree that they are. */
import type { ProcedureCase } from "../types.ts";
import type { Note } from "./findings.ts";
import { clean, excerpt } from "./text.ts";

type Fee = ProcedureCase["fees"][number];

export interface ReadFees {
  readonly fees: readonly Fee[];
  readonly notes: readonly Note[];
}

/** The portal names no fee line; phí and lệ phí are not told apart there. */
const NAME = "Phí, lệ phí";
/** Nothing is charged below this in đồng: "20 VNĐ (20.000 vnđ/tờ khai)" is thousands, "10 VNĐ/bản" is dollars. */
const LEAST_AMOUNT = 1000;
/** Limits of the fee schema (types.ts). */
const MOST_AMOUNT = 1_000_000_000;
const NOTE_MAX = 4000;
const PER_MAX = 60;

const PART = /\s\|(?=\s|$)/;
const FIGURE = /^(\d+)\s*VNĐ\s*\((.*)\)$/s;
const DOLLARS = /USD|đô la|đôla|dollar/i;
const ELSEWHERE = /hội đồng nhân dân|HĐND/i;
/** "7.000 đồng", "20.000đ", "20.000 vnđ" in prose. */
const DONG = /(\d{1,3}(?:\.\d{3})+|\d{4,})\s*(?:đồng|vnđ|đ\b|đ\/)/gi;

/** Reads the fee texts of one channel row; `prose` is the row's description, where the currency sometimes hides. */
export function readFees(texts: readonly string[], prose: string): ReadFees {
  const parts = texts.flatMap((text) => clean(text).split(PART)).map((part) => clean(part.replace(/^\|/, "")));
  const lines = [...new Set(parts.filter((part) => part !== "" && !/^không có thông tin$/i.test(part)))];
  if (lines.length === 0) return { fees: [], notes: [{ kind: "feeUnstated", text: "Cổng không nêu phí, lệ phí" }] };
  const read = lines.map((line) => readLine(line, prose));
  return { fees: read.map((r) => r.fee), notes: read.flatMap((r) => r.notes) };
}

function readLine(line: string, prose: string): { readonly fee: Fee; readonly notes: readonly Note[] } {
  const figure = FIGURE.exec(line);
  if (figure === null) return open(line, ELSEWHERE.test(line) ? "feeSetElsewhere" : "feeInProse");
  const amount = Number(figure[1]);
  const words = clean(figure[2] ?? "");
  if (amount > 0 && inDollars(amount, words, prose)) return open(line, "feeInDollars");
  if (amount > 0 && amount < LEAST_AMOUNT) return open(line, "feeTooSmall");
  if (amount > MOST_AMOUNT) return open(line, "feeOutOfRange");
  // A zero beside "do HĐND quy định" is an empty box, not a free procedure.
  if (amount === 0 && ELSEWHERE.test(words)) return open(words, "feeSetElsewhere");
  return { fee: fee(amount, words), notes: contradiction(amount, words, line) };
}

/** "10 VNĐ (/bản)" with "10 USD/bản" beside it: a fee at a mission abroad (domain.md §4, trap a). */
function inDollars(amount: number, words: string, prose: string): boolean {
  if (amount >= LEAST_AMOUNT) return false;
  return DOLLARS.test(words) || new RegExp(`(?<![\\d.])0?${amount}\\s*(?:USD|đô la)`, "i").test(prose);
}

function fee(amount: number, words: string): Fee {
  const unit = /^\/\s*(.+)$/s.exec(words)?.[1];
  if (unit !== undefined && unit.length <= PER_MAX) return { name: NAME, amount, kind: "charge", per: unit };
  return words === ""
    ? { name: NAME, amount, kind: "charge" }
    : { name: NAME, amount, kind: "charge", note: excerpt(words, NOTE_MAX) };
}

function open(words: string, kind: Note["kind"]): { readonly fee: Fee; readonly notes: readonly Note[] } {
  return {
    fee: { name: NAME, amount: null, kind: "charge", note: excerpt(words, NOTE_MAX) },
    notes: [{ kind, text: `"${excerpt(words)}"` }],
  };
}

/** Words that name amounts in đồng, none of them the field's; or a figure beside "do HĐND quy định". The field is kept. */
function contradiction(amount: number, words: string, line: string): readonly Note[] {
  const named = [...words.matchAll(DONG)].map((match) => Number((match[1] ?? "").replaceAll(".", "")));
  const contradicts = named.length > 0 ? !named.includes(amount) : amount > 0 && ELSEWHERE.test(words);
  return contradicts ? [{ kind: "proseContradictsFee", text: `"${excerpt(line)}"` }] : [];
}
