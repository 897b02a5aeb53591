/**
 * How often one caller or sender is answered: telephones and SMS cost money on both ends, and two automata that answer each other go on for ever.
 * Held in memory, per process; whose turn it is not is simply not answered, so that nothing need be kept for him.
 */
export interface CallerLimit {
  /** Counts one; false where it is one too many. `now`: milliseconds. */
  allow(caller: string, now: number): boolean;
}

/** So many callers are remembered at most; the oldest go first. */
const MOST_CALLERS = 10_000;

/** `most` within `windowMs`, counted from the caller's first. */
export const callerLimit = (most: number, windowMs: number): CallerLimit => {
  const seen = new Map<string, { readonly since: number; count: number }>();
  return {
    allow: (caller, now) => {
      const found = seen.get(caller);
      if (found !== undefined && now - found.since < windowMs && now >= found.since) {
        found.count += 1;
        return found.count <= most;
      }
      seen.delete(caller);
      const oldest = seen.size >= MOST_CALLERS ? seen.keys().next().value : undefined;
      if (oldest !== undefined) seen.delete(oldest);
      seen.set(caller, { since: now, count: 1 });
      return true;
    },
  };
};
