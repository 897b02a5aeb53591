/** Looking again and again, for connections that last. Operations have no use for it: their retries and waits are the exchange's. */

export interface Repeated {
  stop(): void;
}

/**
 * Calls `act` every `ms` (real time), one call at a time; keeps no process alive. `failed` is told what `act` throws, and it goes on.
 */
export const every = (ms: number, act: () => Promise<void>, failed: (error: unknown) => void): Repeated => {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    act()
      .catch(failed)
      .finally(() => {
        busy = false;
      });
  }, ms);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

/** Resolves with `work`, or after `ms` (real time) without it. What `work` throws then is nobody's. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work.catch(() => undefined), over]);
  } finally {
    clearTimeout(timer);
  }
};
