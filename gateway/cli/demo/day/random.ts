/** Seeded chance for the day's choices: the same seed gives the same day on every machine. Not for secrets. */

export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  /** 0 … below − 1. */
  below(limit: number): number;
  /** True in this share of cases (0–1). */
  happens(share: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of the pairs, by weight. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[], otherwise: T): T;
}

/** A sequence of its own from `seed` (mulberry32; its lowest 32 bits count). */
export const createChance = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (share) => next() < share,
    pick: (list) => list[below(list.length)] ?? list[0],
    weighted: (list, otherwise) => {
      let left = next() * list.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return otherwise;
    },
  };
};
