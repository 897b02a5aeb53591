/**
 * Sessions without a store: signed with a key made of the account's own shared secret, so that every process of the hub reads them and the
 * credential's end is theirs too. Real time, as every liveness. The portal does not say how long its sessions live; clients log in again when
 * told that theirs is over.
 */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** Longer than any single synchronisation of a client (they log in for each run), short enough that a leaked one is soon worth nothing. */
export const SESSION_SECONDS = 30 * 60;
const RANDOM_BYTES = 12;
/** An id, a time, the random part and the signature; anything longer is none of ours and is not looked at. */
const MAX_LENGTH = 300;
const FORM = /^([\w-]{1,120})\.([0-9a-z]{1,11})\.([\w-]{16})\.([\w-]{43})$/;

const encode = (text: string): string => Buffer.from(text).toString("base64url");

const sign = (secret: string, head: string): Buffer =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", secret, "", "lienthong dvcqg session", 32)))
    .update(head)
    .digest();

/** A new session of an account. `now`: real milliseconds. */
export const openSession = (credentialId: string, secret: string, now: number): string => {
  const ends = Math.floor(now / 1000) + SESSION_SECONDS;
  const head = `${encode(credentialId)}.${ends.toString(36)}.${randomBytes(RANDOM_BYTES).toString("base64url")}`;
  return `${head}.${sign(secret, head).toString("base64url")}`;
};

/** Whose session it says it is, and until when; nothing of it is proved yet. Undefined for what is no session of ours. */
export const readSession = (session: string): { readonly credentialId: string; readonly endsAt: number } | undefined => {
  const [, id, ends] = (session.length > MAX_LENGTH ? undefined : FORM.exec(session)) ?? [];
  if (id === undefined || ends === undefined) return undefined;
  return { credentialId: Buffer.from(id, "base64url").toString(), endsAt: Number.parseInt(ends, 36) * 1000 };
};

/** Whether the account's secret signed it; the time of the comparison tells nothing. */
export const isSessionOf = (session: string, secret: string): boolean => {
  const cut = session.lastIndexOf(".");
  const given = Buffer.from(session.slice(cut + 1), "base64url");
  const right = sign(secret, session.slice(0, cut));
  return given.length === right.length && timingSafeEqual(given, right);
};

/** Equal, in a time that does not depend on where they differ. */
export const sameSecret = (one: string, other: string): boolean => {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
};
