/**
 * Passwords: what is a good one, and how it is kept (scrypt of node:crypto). The hash carries its own parameters, so that they can be raised
 * one day: old hashes still open, and are made anew at the next sign-in.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { Refusal } from "../dossier/types.ts";
import { personRefusal } from "./refusals.ts";

/** What a try costs a guesser. `ln`: log2 of N. */
export interface ScryptCost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}
/** N = 2^15, r = 8: 66 ms and 32 MiB a try (dependencies.md §7); 2^17 took 269 ms, and an office signs in at 7:30 all at once. */
export const SCRYPT_COST: ScryptCost = { ln: 15, r: 8, p: 1 };

const MIN_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 200;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** A row that somebody damaged must not ask for gigabytes: N × r at most 2^22, that is 512 MiB (128 bytes each). */
const MAX_COST = 2 ** 22;
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

/** The first that a guesser tries among those long enough, in small letters without spaces. */
const WORST: ReadonlySet<string> = new Set([
  "1234567890",
  "0123456789",
  "0987654321",
  "1234512345",
  "123456789a",
  "12345678910",
  "123456789123",
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "qwertyuiop",
  "asdfghjkl;",
  "abcdefghij",
  "abc1234567",
  "abcd123456",
  "password12",
  "password123",
  "password1234",
  "p@ssw0rd123",
  "matkhau123",
  "matkhau1234",
  "matkhau12345",
  "matkhau123456",
  "mậtkhẩu123",
  "admin12345",
  "admin123456",
  "administrator",
  "vietnam123",
  "motcua12345",
  "motcua123456",
  "lienthong123",
  "changeme123",
]);

/** One text for one password: composed and decomposed Vietnamese (NFC, NFD) come from different keyboards. */
export const normalisePassword = (given: string): string => given.normalize("NFC");

const plain = (text: string): string => text.normalize("NFC").toLocaleLowerCase("vi").replaceAll(/\s+/g, "");

/** Why this is no password for that person; undefined where it is. Counts characters as people do, not code units. Pure. */
export const checkPassword = (given: string, of: { readonly id: string; readonly name: string }): Refusal | undefined => {
  const password = normalisePassword(given);
  const length = [...password].length;
  if (length < MIN_LENGTH) return personRefusal("person.password-too-short");
  if (length > MAX_PASSWORD_LENGTH) return personRefusal("person.password-too-long");
  const bare = plain(password);
  const repeated = new Set(bare).size <= 2;
  return repeated || WORST.has(bare) || bare === plain(of.id) || bare === plain(of.name)
    ? personRefusal("person.password-guessable")
    : undefined;
};

const derive = (password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> => {
  // Node refuses over 32 MiB by default, which N = 2^15, r = 8 is exactly: twice what is needed lets it through.
  const options: ScryptOptions = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 256 * 2 ** cost.ln * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(normalisePassword(password), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
};

const written = (cost: ScryptCost, salt: Uint8Array, key: Uint8Array): string =>
  `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${Buffer.from(salt).toString("base64url")}$${Buffer.from(key).toString("base64url")}`;

/** The hash to keep, with salt and cost in it. */
export const hashPassword = async (password: string, cost: ScryptCost = SCRYPT_COST): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  return written(cost, salt, await derive(password, salt, cost));
};

/** A hash that no password opens, at the same price: stands in for the one of a name that does not exist. */
export const dummyHash = (cost: ScryptCost = SCRYPT_COST): string =>
  written(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));

/** Whether the password opens the hash, in constant time, and whether the hash was made at another cost than today's. False for what is no hash. */
export const verifyPassword = async (
  password: string,
  hash: string,
  cost: ScryptCost = SCRYPT_COST,
): Promise<{ readonly right: boolean; readonly outdated: boolean }> => {
  const match = FORM.exec(hash);
  const [ln, r, p] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (match === null || ln < 1 || r < 1 || p < 1 || 2 ** ln * r * p > MAX_COST) return { right: false, outdated: false };
  const key = await derive(password, Buffer.from(match[4] ?? "", "base64url"), { ln, r, p });
  return {
    right: timingSafeEqual(key, Buffer.from(match[5] ?? "", "base64url")),
    outdated: ln !== cost.ln || r !== cost.r || p !== cost.p,
  };
};
