/** Tells whoever waits in this process that something was committed. */
export interface Moved {
  /** Something was committed. */
  readonly tell: () => void;
  /** Resolves at the next `tell`, after `ms` real milliseconds, or when `signal` aborts. Never rejects. */
  wait(signal?: AbortSignal, ms?: number): Promise<void>;
}

/** How long a waiter goes on without news: what other processes commit is seen this late at most. */
const LOOK_MS = 1_000;

export const createMoved = (): Moved => {
  let waiting = new Set<() => void>();
  return {
    tell: () => {
      const told = waiting;
      waiting = new Set();
      for (const resolve of told) resolve();
    },
    wait: (signal, ms = LOOK_MS) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const end = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", end);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal?.addEventListener("abort", end);
        waiting.add(end);
      }),
  };
};
