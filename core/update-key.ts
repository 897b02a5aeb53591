/**
 * The update key (khóa cập nhật) of R-A08: derived from the hub's secret and the dossier, so that it is never stored, yet a
 * repeated submission can be answered with the same key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** No 0/O, 1/I/L: people read it from an SMS. 31^10 ≈ 8 × 10^14 keys. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 10;

/** Bytes from here on are left out: 256 is no multiple of 31, and a key must not prefer some letters. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/** The update key of a dossier: ten letters and digits. */
export const updateKeyOf = (secret: string, dossierId: string): string => {
  let key = "";
  for (let round = 0; key.length < LENGTH; round += 1) {
    for (const byte of createHmac("sha256", secret).update(`update-key:${round}:${dossierId}`).digest()) {
      if (byte < FAIR_BYTES && key.length < LENGTH) key += ALPHABET[byte % ALPHABET.length];
    }
  }
  return key;
};

/** Compares in constant time; forgives spaces, dashes and small letters. */
export const isUpdateKey = (secret: string, dossierId: string, key: string): boolean => {
  const given = key.replace(/[\s-]/g, "").toUpperCase();
  const right = updateKeyOf(secret, dossierId);
  // Latin-1 letters only: a longer encoding would make timingSafeEqual throw.
  return /^[A-Z2-9]{10}$/.test(given) && timingSafeEqual(Buffer.from(given), Buffer.from(right));
};
