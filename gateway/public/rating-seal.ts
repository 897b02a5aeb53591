/**
 * Who may rate on the web (R-E05): whoever just looked a dossier up with its key. The page of the look-up carries a sealed word for which
 * dossier that was, good for an hour; no session, nothing stored. Glossary: rating = đánh giá.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Dossier } from "../../core/dossier/types.ts";

const GOOD_MS = 3_600_000;

/** There is something to rate once the dossier was received. Pure. */
export const mayRate = (dossier: Pick<Dossier, "receivedAt">): boolean => dossier.receivedAt !== undefined;

const macOf = (secret: string, dossierId: string, expiresAt: number): Buffer =>
  createHmac("sha256", secret).update(`web-rating.${dossierId}.${expiresAt}`).digest();

/** The sealed word; `now` in milliseconds of real time. Pure. */
export const sealRating = (secret: string, dossierId: string, now: number): string => {
  const expiresAt = now + GOOD_MS;
  return `${dossierId}.${expiresAt}.${macOf(secret, dossierId, expiresAt).toString("base64url")}`;
};

/** The id of the dossier that was sealed; undefined where it was not us, or too long ago. Pure. */
export const openRating = (secret: string, sealed: string, now: number): string | undefined => {
  const [, dossierId, expiry, mac] = /^([0-9a-f-]{36})\.(\d{1,16})\.([\w-]{43})$/.exec(sealed) ?? [];
  if (dossierId === undefined || expiry === undefined || mac === undefined) return undefined;
  const expiresAt = Number(expiry);
  const right = timingSafeEqual(Buffer.from(mac, "base64url"), macOf(secret, dossierId, expiresAt));
  return right && now < expiresAt ? dossierId : undefined;
};
