/**
 * "ERR:n" of the receipt service. 1, 3, 5, 6 and 13 are in general use, the others from memory (contract/receipt.ts). ERR:5 says that
 * something went wrong on the way: the number may be used up, so the key is asked for before anything is sent again.
 */
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { CallKind } from "../kit/http-errors.ts";
import { type PhraseReading, phraseTable } from "../kit/phrases.ts";
import { badCredentials } from "../kit/sessions.ts";
import { ERRORS } from "./contract/receipt.ts";

/** With an end of its own: "ERR:1" must not be found in "ERR:13" or in one that no row knows. */
const says = (number: number): string => `ERR:${number};`;

const table = phraseTable("receipts", [
  { says: says(ERRORS.account), means: "pause", code: "account" },
  { says: says(ERRORS.xml), means: "bug", code: "malformed" },
  { says: says(ERRORS.unknown), means: "unknown", code: "unclear" },
  { says: says(ERRORS.noNumbers), means: "pause", code: "no-numbers" },
  { says: says(ERRORS.company), means: "pause", code: "account" },
  { says: says(ERRORS.tooMany), means: "bug", code: "too-many" },
  { says: says(ERRORS.keyExists), means: "duplicate", code: "exists" },
  { says: says(ERRORS.series), means: "pause", code: "series" },
  { says: says(ERRORS.certificate), means: "pause", code: "certificate" },
  { says: says(ERRORS.date), means: "pause", code: "date" },
]);
export const ROWS = table.rows;

/** What a person must do, where one must. */
const HINTS: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  "receipts.no-numbers": {
    vi: "Dải số biên lai đã hết; đăng ký thêm số với cơ quan thuế và đơn vị cung cấp, rồi gửi lại các thông điệp.",
    en: "The series has no numbers left; register more with tax office and provider, then redrive the messages.",
  },
  "receipts.series": {
    vi: "Mẫu số hoặc ký hiệu chưa đăng ký; sửa LIENTHONG_RECEIPTS_PATTERN, LIENTHONG_RECEIPTS_SERIAL rồi gửi lại.",
    en: "Pattern or series is not registered; correct LIENTHONG_RECEIPTS_PATTERN and _SERIAL, then redrive.",
  },
  "receipts.certificate": {
    vi: "Chứng thư số của đơn vị phát hành đã hết hạn; gia hạn rồi gửi lại các thông điệp.",
    en: "The issuer's certificate has expired; renew it, then redrive the messages.",
  },
  "receipts.date": {
    vi: "Ngày biên lai sớm hơn biên lai đã phát hành sau cùng; kiểm tra đồng hồ máy chủ rồi gửi lại.",
    en: "The receipt is dated before the last one issued; check the server's clock, then redrive.",
  },
};

/** Reads an answer: `ERR:n` with whatever follows it; anything else is for a person. */
export const readError = (answer: string): PhraseReading => {
  const number = /^\s*ERR:(\d{1,4})\b/i.exec(answer)?.[1];
  const shown = answer.trim().slice(0, 500);
  return number === undefined
    ? { means: "pause", code: "receipts.unmatched", shown }
    : { ...table.read(says(Number(number))), shown };
};

/** The error that a reading means, with the hint for whoever must mend it. */
export const errorOf = (reading: PhraseReading, kind: CallKind = "write"): ExchangeError => {
  if (reading.code === "receipts.account") return badCredentials(reading.shown);
  const hint = HINTS[reading.code];
  if (hint === undefined) return table.error(reading, kind);
  return new ExchangeError("pause", `the receipt service says: ${reading.shown}`, { code: reading.code, blame: "hub", hint });
};
