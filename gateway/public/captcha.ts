/**
 * A question that people and screen readers can answer and that costs a program at least an effort: small sums in words ("Bảy cộng năm bằng bao
 * nhiêu?"). No picture, no sound, no service of others. The challenge is signed, not stored: nonce, expiry and a MAC over both and the answer.
 * Each is good once, right or wrong; the rate of tries per address does the rest.
 * Glossary: challenge = câu hỏi xác nhận · answer = câu trả lời · nonce = số dùng một lần.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { fold } from "../../core/hub.ts";
import type { Bilingual } from "../problem.ts";

/** Somebody slow, with a form open beside a slip of paper. */
export const CHALLENGE_SECONDS = 900;

export interface Challenge {
  readonly question: Bilingual;
  /** Comes back with the answer; says nothing about it to who does not hold the secret. */
  readonly token: string;
}

/** used and expired are told apart from wrong only to say what happened; none of them lets anybody in. */
export type Answered = "right" | "wrong" | "expired" | "used";

const VI = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"] as const;
const EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] as const;
const EN_TEENS = [
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
] as const;
/** Other words for the same digit after ten, and spellings of the south. */
const OTHERS: readonly (readonly [string, number])[] = [
  ["mười lăm", 15],
  ["mười nhăm", 15],
  ["mười tư", 14],
  ["mười mốt", 11],
  ["mười bẩy", 17],
  ["bẩy", 7],
  ["tư", 4],
];

/** Every way to write 0–19 in words, without accents. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ...VI.map((word, n) => [fold(word), n] as const),
  ["muoi", 10] as const,
  ...VI.slice(1).map((word, n) => [`muoi ${fold(word)}`, 11 + n] as const),
  ...EN.map((word, n) => [word as string, n] as const),
  ...EN_TEENS.map((word, n) => [word as string, 10 + n] as const),
  ...OTHERS.map(([word, n]) => [fold(word), n] as const),
]);

/** The number that somebody wrote, in digits or in words of either language, with or without accents; undefined for anything else. Pure. */
export const numberOf = (answer: string): number | undefined => {
  const text = answer.normalize("NFKC").trim();
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return WORDS.get(fold(text));
};

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const sum = (a: number, b: number): { readonly question: Bilingual; readonly answer: number } => ({
  question: {
    vi: `${upper(VI[a] ?? "")} cộng ${VI[b] ?? ""} bằng bao nhiêu?`,
    en: `How much is ${EN[a] ?? ""} plus ${EN[b] ?? ""}?`,
  },
  answer: a + b,
});
const difference = (a: number, b: number): { readonly question: Bilingual; readonly answer: number } => ({
  question: {
    vi: `${upper(VI[a] ?? "")} trừ ${VI[b] ?? ""} bằng bao nhiêu?`,
    en: `How much is ${EN[a] ?? ""} minus ${EN[b] ?? ""}?`,
  },
  answer: a - b,
});

/** The question of two random bytes and the answer to it, 0–18. Pure. */
export const questionOf = (first: number, second: number): { readonly question: Bilingual; readonly answer: number } => {
  const [a, b] = [2 + ((first >> 1) % 8), 2 + (second % 8)];
  return first % 2 === 0 ? sum(a, b) : difference(Math.max(a, b), Math.min(a, b));
};

/** Marks a nonce as used; false where it was used before. */
type UseNonce = (nonce: string, keepSeconds: number) => Promise<boolean>;

/** The challenges of a hub: `secret` is its secret, `clock` real time in milliseconds. */
export const createCaptcha = (secret: string, clock: () => number, useNonce: UseNonce) => {
  const key = createHmac("sha256", secret).update("look-up-captcha").digest();
  const macOf = (nonce: string, expiresAt: number, answer: number): Buffer =>
    createHmac("sha256", key).update(`${nonce}.${expiresAt}.${answer}`).digest();
  return {
    /** A new challenge. */
    ask: (): Challenge => {
      const random = randomBytes(18);
      const { question, answer } = questionOf(random[0] ?? 0, random[1] ?? 0);
      const nonce = random.subarray(2).toString("base64url");
      const expiresAt = clock() + CHALLENGE_SECONDS * 1000;
      return { question, token: `${nonce}.${expiresAt}.${macOf(nonce, expiresAt, answer).toString("base64url")}` };
    },
    /** What an answer is worth. Whatever comes out, this challenge is over. */
    check: async (token: string, answer: string): Promise<Answered> => {
      const [, nonce, expiry, mac] = /^([\w-]{22})\.(\d{1,16})\.([\w-]{43})$/.exec(token) ?? [];
      if (nonce === undefined || expiry === undefined || mac === undefined) return "wrong";
      const expiresAt = Number(expiry);
      // Also where the expiry is forged: a MAC that does not hold is never right.
      if (expiresAt <= clock()) return "expired";
      const given = numberOf(answer);
      const right = given !== undefined && timingSafeEqual(Buffer.from(mac, "base64url"), macOf(nonce, expiresAt, given));
      // A forged expiry must not keep a nonce for years.
      if (!(await useNonce(nonce, CHALLENGE_SECONDS))) return "used";
      return right ? "right" : "wrong";
    },
  };
};
