/** Seeded chance (mulberry32): the same seed gives the same faults, sessions and phrasings on every run and machine. */

export interface Random {
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  /** `bytes` bytes as lower-case hex. */
  readonly hex: (bytes: number) => string;
  /** Starts over from the seed. */
  readonly restart: () => void;
}

/** FNV-1a, 32 bits: a seed from a text. */
export const seedOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
};

/** A sequence of its own from `seed` (its lowest 32 bits count). Not for secrets: whoever knows the seed knows it all. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    hex: (bytes) =>
      Array.from({ length: bytes }, () =>
        Math.floor(next() * 256)
          .toString(16)
          .padStart(2, "0"),
      ).join(""),
    restart: () => {
      state = seed >>> 0;
    },
  };
};
