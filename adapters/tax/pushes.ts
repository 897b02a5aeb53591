/** What all pushes of the tax side have in common: the key inside the body that proves them, the answer, whose transfer they speak of. */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Hook, HookAnswer, HookRequest, InboundOutcome } from "../../core/exchange/adapter.ts";
import { type Reading, readMessage } from "../kit/hook.ts";
import { redactBytes } from "../kit/redact.ts";
import type { TaxConfig } from "./config.ts";
import { HOOK_CODES, type HookReply } from "./contract/notice.ts";
import { LANE } from "./reactions.ts";
import type { TaxOperation } from "./sendings.ts";

export type HookCall = Parameters<Hook<TaxConfig>["read"]>[1];

const answer = (status: number, body: HookReply): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});
/** HTTP 200 with the reason: the tax side stops pushing and a person there reads it. */
export const refused = (says: string): HookAnswer =>
  answer(200, { error_code: HOOK_CODES.refused, message: `Không tiếp nhận: ${says}` });
/** Taken in, also what was taken in before. */
export const taken = (message: string): HookAnswer => answer(200, { error_code: HOOK_CODES.taken, message });
/** Any HTTP status but 200 makes the tax side push again. */
const again = (): HookAnswer =>
  answer(503, { error_code: HOOK_CODES.refused, message: "Hệ thống chưa xử lý được, vui lòng gửi lại" });

/**
 * The answer to what became of the commands. `harmless`: refusals that mean only that the matter is settled already (a result that another
 * message of the same minute brought).
 */
export const answerOf = (
  outcomes: readonly InboundOutcome[],
  message: string,
  harmless: ReadonlySet<string> = new Set(),
): HookAnswer => {
  for (const outcome of outcomes) {
    if (outcome.outcome === "conflict") return refused("số này đã được ghi nhận với nội dung khác");
    if (outcome.outcome !== "refused" || harmless.has(outcome.code)) continue;
    return outcome.code === "dossier.busy" ? again() : refused(outcome.vi);
  }
  return taken(message);
};

/** Compared by digest: equal lengths, no early end. */
const sameKey = (given: string, expected: string): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
};

const keyed = z.object({ SecurityKey: z.string() }).loose();

/** The message behind the key, or the answer that ends it: 503 without a configured key, 401 with a wrong one, a refusal for bad input. */
export const readPush = <T>(request: HookRequest, call: HookCall, schema: z.ZodType<T>): { readonly message: T } | HookAnswer => {
  const { securityKey } = call.config;
  const stop = (status: number, says: string) => answer(status, { error_code: HOOK_CODES.refused, message: says });
  if (securityKey === undefined) return stop(503, "Chưa cấu hình khóa bảo mật của cơ quan thuế");
  const proof = readMessage(request, keyed);
  if (!proof.ok || !sameKey(proof.value.SecurityKey, securityKey)) return stop(401, "Từ chối truy cập: khóa bảo mật không đúng");
  const read: Reading<T> = readMessage(request, schema);
  return read.ok ? { message: read.value } : refused(read.says);
};

/** The key must not reach the message log. */
export const withoutKey = (body: Uint8Array, config: TaxConfig): Uint8Array =>
  redactBytes(body, config.securityKey === undefined ? [] : [config.securityKey]);

/** The dossier's last transfer to the tax office for this operation. */
export const taxTransfer = (dossier: Dossier | undefined, operation: TaxOperation): Transfer | undefined =>
  dossier?.transfers.findLast((entry) => entry.lane === LANE && entry.operation === operation);
