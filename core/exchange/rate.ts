/**
 * Two brakes of a lane, both about the partner's comfort and therefore in real time.
 * Rate: never more than n calls in any window of one second (a sliding window, so no double burst at a bucket's edge).
 * Ramp: after a recovery or a redrive the lane begins with one call at a time and widens with success.
 */

export interface RateLimit {
  /** Calls that may start now. */
  available(): number;
  /** Counts a call and says how long it must wait first, in milliseconds; 0 where one was available. */
  book(): number;
  /** Milliseconds until `available()` is at least 1. */
  waitMs(): number;
  /** How many calls a second this process may make; undefined = no limit. */
  set(perSecond: number | undefined): void;
}

/** @param clock monotonic milliseconds (performance.now). */
export const createRateLimit = (perSecond: number | undefined, clock: () => number): RateLimit => {
  let limit = perSecond;
  /** Start times of booked calls, ascending; may lie ahead. */
  let booked: number[] = [];
  // 3/s → 3 calls in any 1,000 ms; 0.5/s → 1 call in any 2,000 ms.
  const shape = (rate: number) => ({
    count: Math.max(1, Math.floor(rate)),
    windowMs: (Math.max(1, Math.floor(rate)) / rate) * 1000,
  });
  const waitAt = (now: number): number => {
    if (limit === undefined) return 0;
    const { count, windowMs } = shape(limit);
    const gate = booked.at(-count);
    return gate === undefined ? 0 : Math.max(0, gate + windowMs - now);
  };
  return {
    available: () => {
      if (limit === undefined) return Number.POSITIVE_INFINITY;
      const { count, windowMs } = shape(limit);
      const now = clock();
      return Math.max(0, count - booked.filter((at) => at > now - windowMs).length);
    },
    book: () => {
      if (limit === undefined) return 0;
      const now = clock();
      const wait = waitAt(now);
      booked = [...booked.slice(-shape(limit).count), now + wait];
      return wait;
    },
    waitMs: () => waitAt(clock()),
    set: (rate) => {
      limit = rate;
    },
  };
};

export interface Ramp {
  readonly width: () => number;
  good(): void;
  bad(): void;
  /** Begin at one again. */
  restart(): void;
  setMost(most: number): void;
}

/**
 * Full width until a restart; then widens by one after as many good calls in a row as it is wide: 1, 2, 3 … `most` (8 is
 * reached after 28 good calls).
 */
export const createRamp = (most: number): Ramp => {
  let width = most;
  let good = 0;
  return {
    width: () => Math.min(width, most),
    good: () => {
      good += 1;
      if (good < width) return;
      good = 0;
      width = Math.min(width + 1, most);
    },
    bad: () => {
      good = 0;
      width = Math.max(1, Math.floor(width / 2));
    },
    restart: () => {
      width = 1;
      good = 0;
    },
    setMost: (next) => {
      const full = width >= most;
      most = Math.max(1, next);
      width = full ? most : Math.min(width, most);
    },
  };
};
