/** Waiting in the middle of one piece of work because the device asked for it; between pieces of work it is the exchange that waits. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Resolves after `ms` real milliseconds, or at once when `signal` aborts (look at it afterwards). For a device that says "not yet" within
 * something that has begun and cannot be begun anew: the next page is still in the feeder.
 */
export const waitAsAsked = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Aborted: the caller sees it at the signal.
  }
};
