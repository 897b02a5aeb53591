/** Calls of the payment platform: proofs (MaXacThuc), credentials, and the prose of its refusals. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp, type Http } from "../kit/http.ts";
import type { CallKind } from "../kit/http-errors.ts";
import { BUSY_PHRASES, phraseTable } from "../kit/phrases.ts";
import type { TreasuryConfig } from "./config.ts";
import { NO_STATEMENT_YET } from "./contract/money.ts";
import { PHRASES } from "./contract/platform.ts";

export type TreasuryCall = Call<TreasuryConfig>;
/** Also the adapter's id. */
export const LANE = "treasury";

/** MaXacThuc: lower-case hex SHA-256 of the members' values in this order and the secret, joined by "|" (domain.md §5.6). */
export const proofOf = <M extends object>(message: M, order: readonly (keyof M)[], secret: string): string =>
  createHash("sha256")
    .update([...order.map((name) => String(message[name])), secret].join("|"), "utf8")
    .digest("hex");

/** The message with its proof. */
export const signed = <M extends object>(message: M, order: readonly (keyof M)[], secret: string): M & { MaXacThuc: string } => ({
  ...message,
  MaXacThuc: proofOf(message, order, secret),
});

/** Whether a proof is the right one. Takes the same time for every wrong one. */
export const isProof = (given: string, right: string): boolean => {
  const [one, other] = [Buffer.from(given.toLowerCase(), "utf8"), Buffer.from(right, "utf8")];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** What the platform's prose means; its numbers for refusals are not published. */
export const phrases = phraseTable(LANE, [
  { says: PHRASES.exists, means: "duplicate", code: "exists" },
  { says: "đã được sử dụng", means: "duplicate", code: "exists" },
  { says: PHRASES.notFound, means: "rejected", code: "not-found" },
  { says: "không tồn tại giao dịch", means: "rejected", code: "not-found" },
  { says: PHRASES.proof, means: "bug", code: "proof" },
  { says: PHRASES.version, means: "bug", code: "version" },
  { says: PHRASES.partner, means: "pause", code: "partner" },
  { says: PHRASES.amount, means: "rejected", code: "amount" },
  // Facts of the unit's account: the catalog must be put right.
  { says: "tkthuhuong", means: "pause", code: "account" },
  { says: "manhthuhuong", means: "pause", code: "account" },
  { says: "tài khoản nhận", means: "rejected", code: "account" },
  { says: "tài khoản thụ hưởng", means: "rejected", code: "account" },
  { says: "số dư không đủ", means: "pause", code: "balance" },
  { says: "bắt buộc", means: "bug", code: "malformed", general: true },
  { says: "không hợp lệ", means: "bug", code: "malformed", general: true },
  { says: "vượt quá", means: "bug", code: "malformed", general: true },
  { says: "không đúng định dạng", means: "bug", code: "malformed", general: true },
  ...BUSY_PHRASES,
]);

const http = (call: TreasuryCall): Http => {
  const { url, secret, accessToken } = call.config;
  const token = accessToken === undefined ? {} : { headers: { authorization: `Bearer ${accessToken}` } };
  return createHttp(call, {
    baseUrl: url,
    secrets: [secret, ...(accessToken === undefined ? [] : [accessToken])],
    ...token,
  });
};

/** POST of a JSON message. Throws ExchangeError. */
export const ask = async <T>(call: TreasuryCall, path: string, json: object, kind: CallKind, schema: z.ZodType<T>): Promise<T> =>
  (await http(call).json({ method: "POST", path, json, kind }, schema)).body;

/** GET of a text file; undefined where the partner says that there is none yet. Throws ExchangeError. */
export const fetchText = async (
  call: TreasuryCall,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<string | undefined> => {
  const headers = { accept: "text/csv" };
  const answer = await http(call).send({ method: "GET", path, query, headers, kind: "read", statuses: [NO_STATEMENT_YET] });
  return answer.status === NO_STATEMENT_YET ? undefined : answer.text;
};
