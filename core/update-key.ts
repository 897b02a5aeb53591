/**
 * The update key (khóa cập nhật) of R-A08: derived from the hub's secret and the dossier, so that it is never stored, yet a
 * repeated submission can be answered with the same key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** No 0/O, 1/I/L: people read it from an SMS. 31^10 ≈ 8 × 10^14 keys. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 10;

/** The update key of a dossier: ten letters and digits. */
export const updateKeyOf = (secret: string, dossierId: string): string => {
  let number = BigInt(`0x${createHmac("sha256", secret).update(`update-key:${dossierId}`).digest("hex")}`);
  let key = "";
  for (let i = 0; i < LENGTH; i += 1) {
    key += ALPHABET[Number(number % BigInt(ALPHABET.length))];
    number /= BigInt(ALPHABET.length);
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
