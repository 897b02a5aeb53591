/**
 * Lock-out against guessing (look-up by code and update key, R-A08): too many wrong tries on one subject within the window close it
 * for the rest of the window, also for the right key. Held in memory, per process: with n gateways a guesser has n times the tries.
 */
export interface Attempts {
  /** Milliseconds until the subject opens again; 0 where it is open. */
  lockedFor(subject: string): number;
  /** Counts one wrong try. */
  wrong(subject: string): void;
}

/** `limit` wrong tries per `windowMs`; `clock` in milliseconds; at most `entries` subjects are remembered, the oldest go first. */
export const countAttempts = (limit: number, windowMs: number, clock: () => number, entries = 20_000): Attempts => {
  const tries = new Map<string, { readonly since: number; count: number }>();
  const current = (subject: string, now: number) => {
    const found = tries.get(subject);
    if (found === undefined) return undefined;
    if (now - found.since < windowMs) return found;
    tries.delete(subject);
    return undefined;
  };
  return {
    lockedFor: (subject) => {
      const now = clock();
      const found = current(subject, now);
      return found === undefined || found.count < limit ? 0 : found.since + windowMs - now;
    },
    wrong: (subject) => {
      const now = clock();
      const found = current(subject, now);
      if (found !== undefined) {
        found.count += 1;
        return;
      }
      const oldest = tries.size >= entries ? tries.keys().next().value : undefined;
      if (oldest !== undefined) tries.delete(oldest);
      tries.set(subject, { since: now, count: 1 });
    },
  };
};
