/**
 * Proof that a callback comes from the partner who shares our secret: lower-case hex HMAC-SHA256 over
 * timestamp + "." + body bytes, the timestamp in seconds since 1970. Too old or too new is refused, so that a recorded request
 * cannot be played again later; within the tolerance the three-outcome receiver makes a replay harmless.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { HookRequest } from "../../core/exchange/adapter.ts";
import type { Instant } from "../../core/time/types.ts";

export interface SignatureScheme {
  readonly timestampHeader: string;
  readonly signatureHeader: string;
  readonly toleranceSeconds: number;
}

/** What is wrong with a request's proof, undefined where it holds. Header names are compared in lower case. */
export const signatureProblem = (
  request: HookRequest,
  scheme: SignatureScheme,
  secret: string,
  now: Instant,
): "unsigned" | "stale" | "forged" | undefined => {
  const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const timestamp = headers.get(scheme.timestampHeader);
  const given = headers.get(scheme.signatureHeader);
  if (timestamp === undefined || given === undefined) return "unsigned";
  if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(given)) return "forged";
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(request.body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given, "hex"))) return "forged";
  return Math.abs(Date.parse(now) / 1000 - Number(timestamp)) > scheme.toleranceSeconds ? "stale" : undefined;
};
