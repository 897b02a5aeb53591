/** The hub's half of signed requests (LT-HMAC-SHA256, see signing.ts): reading the header, the time window, the comparison. Pure. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SIGNATURE_SCHEME, stringToSign } from "./signing.ts";

/** A signature is taken this far from the hub's clock, either way: clocks differ, and a captured request soon ends. Milliseconds. */
export const SIGNATURE_WINDOW_MS = 300_000;
/** SHA-256 of no bytes at all. */
export const EMPTY_HASH = createHash("sha256").digest("hex");

/** A signed request's header, taken apart; nothing of it is believed yet. */
export interface Signature {
  readonly credentialId: string;
  /** As sent, and in milliseconds since 1970. */
  readonly timestamp: string;
  readonly at: number;
  readonly nonce: string;
  readonly signature: Uint8Array;
  /** What the caller says its body's SHA-256 is. */
  readonly contentHash: string;
}

// The scheme's name, a space, then name=value pairs with commas between them.
const SIGNED = new RegExp(`^${SIGNATURE_SCHEME} +(.+)$`, "i");
const FIELD = /^(Credential|Timestamp|Nonce|Signature)=([\x21\x23-\x2b\x2d-\x7e]{1,200})$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const SECONDS = /^\d{9,11}$/;
const NONCE = /^[A-Za-z0-9._~-]{16,64}$/;
// 32 bytes in base64url, with or without its padding.
const SIGNATURE = /^[A-Za-z0-9_-]{43}=?$/;
const HASH = /^[0-9a-f]{64}$/;

/** Whether an Authorization header names this scheme at all. */
export const isSigned = (authorization: string): boolean =>
  authorization.slice(0, SIGNATURE_SCHEME.length + 1).toUpperCase() === `${SIGNATURE_SCHEME} `;

const instantOf = (timestamp: string): number =>
  SECONDS.test(timestamp) ? Number(timestamp) * 1000 : ISO.test(timestamp) ? Date.parse(timestamp) : Number.NaN;

/** Takes the header apart; undefined where a field is missing, given twice, unknown or not of its form. */
export const readSignature = (authorization: string, contentHash: string | undefined): Signature | undefined => {
  const fields = new Map<string, string>();
  for (const part of (SIGNED.exec(authorization)?.[1] ?? "").split(",")) {
    const [, name, value] = FIELD.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined || fields.has(name)) return undefined;
    fields.set(name, value);
  }
  const credentialId = fields.get("Credential");
  const timestamp = fields.get("Timestamp") ?? "";
  const nonce = fields.get("Nonce") ?? "";
  const signature = fields.get("Signature") ?? "";
  const at = instantOf(timestamp);
  if (credentialId === undefined || Number.isNaN(at) || !NONCE.test(nonce) || !SIGNATURE.test(signature)) return undefined;
  if (contentHash === undefined || !HASH.test(contentHash)) return undefined;
  return { credentialId, timestamp, at, nonce, signature: Buffer.from(signature, "base64url"), contentHash };
};

/** Whether the holder of `secret` signed exactly this request; takes as long for a wrong signature as for a right one. */
export const isSignedBy = (secret: string, given: Signature, method: string, target: string): boolean => {
  const { timestamp, nonce, contentHash } = given;
  const expected = createHmac("sha256", secret).update(stringToSign({ method, target, timestamp, nonce, contentHash })).digest();
  return expected.length === given.signature.length && timingSafeEqual(expected, given.signature);
};

/** Whether the stamp lies within the window around `now` (milliseconds, real time). */
export const isFresh = (given: Signature, now: number): boolean => Math.abs(now - given.at) <= SIGNATURE_WINDOW_MS;

/** How long its nonce must be kept, seconds from `now`: until the stamp is too old to be taken anyway, and a minute for other clocks. */
export const nonceSeconds = (given: Signature, now: number): number =>
  Math.max(60, Math.ceil((given.at + SIGNATURE_WINDOW_MS - now) / 1000) + 60);
