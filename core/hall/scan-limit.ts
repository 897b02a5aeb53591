/**
 * How many codes of one scanner are listened to. A person reads two a second at most; what sends more is broken, or is no scanner, and would fill
 * the hall's day and hold up its counters. Glossary: scanner = đầu đọc mã vạch.
 */

/** Real milliseconds. */
const WINDOW_MS = 10_000;
const MOST = 30;

export interface ScanLimit {
  /** Whether one more code of this scanner is listened to; `first`: it is the first that is not. */
  take(deviceId: string): { readonly ok: true } | { readonly ok: false; readonly first: boolean };
}

/** The limit of one process. @param now real milliseconds that only grow */
export const createScanLimit = (now: () => number): ScanLimit => {
  const windows = new Map<string, { readonly since: number; readonly count: number }>();
  return {
    take: (deviceId) => {
      const at = now();
      const window = windows.get(deviceId);
      const { since, count } = window === undefined || at - window.since >= WINDOW_MS ? { since: at, count: 0 } : window;
      windows.set(deviceId, { since, count: count + 1 });
      return count < MOST ? { ok: true } : { ok: false, first: count === MOST };
    },
  };
};
