/**
 * Answers to "whose credential is this?" for a few seconds: saves a look-up per request, and a withdrawn credential still ends within
 * them. Right and wrong ones are kept apart, so that a flood of guesses pushes out no partner that is at work.
 */
import { createHash } from "node:crypto";
import { addressGroup } from "./limits.ts";

/** A withdrawn credential works this long at most. Milliseconds of real time. */
export const REMEMBER_MS = 5_000;
/** Of each kind; the oldest go first. */
const ENTRIES = 10_000;

export interface Remembered<T> {
  /** The remembered answer, or that of `ask`. A failed `ask` is no answer: the next caller asks again. */
  find(secret: string, ask: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Whether it has been right before, and not wrong since: such a caller is no guesser, whoever shares its address. */
  provedBefore(secret: string): boolean;
}

interface Entry<T> {
  readonly until: number;
  readonly answer: Promise<T | undefined>;
}

// Secrets are kept as hashes, here as in the database.
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64");

export interface Provers {
  /** Remembers that this id has been proved from this address. */
  proved(address: string, id: string): void;
  /** Whether it has: who has too many guesses behind it may still show this id, because it is at work there. */
  has(address: string, id: string): boolean;
}

/**
 * Who has proved itself from where, for proofs whose id is no secret (a signature's, a user name's). By the id alone, everybody who knows it
 * could go on guessing from anywhere. The oldest go first.
 */
export const provers = (entries = ENTRIES): Provers => {
  const seen = new Set<string>();
  const entryOf = (address: string, id: string): string => `${addressGroup(address)} ${hashOf(id)}`;
  return {
    proved: (address, id) => {
      const entry = entryOf(address, id);
      const oldest = seen.size >= entries && !seen.has(entry) ? seen.values().next().value : undefined;
      if (oldest !== undefined) seen.delete(oldest);
      seen.delete(entry);
      seen.add(entry);
    },
    has: (address, id) => seen.has(entryOf(address, id)),
  };
};

/** `clock` in milliseconds of real time. */
export const remembering = <T>(clock: () => number, entries = ENTRIES): Remembered<T> => {
  const right = new Map<string, Entry<T>>();
  /** Wrong ones, and those that are being asked for. */
  const rest = new Map<string, Entry<T>>();
  const put = (map: Map<string, Entry<T>>, hash: string, entry: Entry<T>): void => {
    map.delete(hash);
    const oldest = map.size >= entries ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
    map.set(hash, entry);
  };
  return {
    find: (secret, ask) => {
      const hash = hashOf(secret);
      const now = clock();
      for (const hit of [right.get(hash), rest.get(hash)]) if (hit !== undefined && hit.until > now) return hit.answer;
      const answer = ask();
      const entry = { until: now + REMEMBER_MS, answer };
      put(rest, hash, entry);
      answer.then(
        (found) => {
          if (found === undefined) right.delete(hash);
          else {
            rest.delete(hash);
            put(right, hash, entry);
          }
        },
        () => rest.delete(hash),
      );
      return answer;
    },
    provedBefore: (secret) => right.has(hashOf(secret)),
  };
};
