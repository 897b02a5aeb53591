/** When files that nothing names are swept: a while after the start, then daily. A sweep that fails is said and made again the next day. */
import { setTimeout as sleep } from "node:timers/promises";
import { DAY_MS } from "../time/local.ts";
import { type Swept, sweepFiles } from "./file-sweep.ts";

/** A start has better things to do. */
const FIRST_MS = 15 * 60_000;

interface Log {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

interface FileHouse {
  start(): void;
  /** Waits for a sweep that is under way. */
  stop(): Promise<void>;
}

/** The sweeps of one process, in real time. `tuning`: milliseconds. */
export const createFileHouse = (
  deps: Parameters<typeof sweepFiles>[0] & { readonly log: Log },
  tuning: { readonly firstMs: number; readonly everyMs: number } = { firstMs: FIRST_MS, everyMs: DAY_MS },
): FileHouse => {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);

  const once = async (): Promise<void> => {
    try {
      const swept: Swept = await sweepFiles({ ...deps, signal: stopping.signal });
      if (swept.files + swept.broken > 0) deps.log.info({ ...swept }, "files that nothing named were deleted");
    } catch (error) {
      if (stopping.signal.aborted) return;
      deps.log.warn(
        { error: error instanceof Error ? error.name : "" },
        "files that nothing names could not be swept; tried again in a day",
      );
    }
  };
  const run = async (): Promise<void> => {
    await pause(tuning.firstMs);
    while (!stopping.signal.aborted) {
      await once();
      await pause(tuning.everyMs);
    }
  };

  return {
    start: () => {
      loop ??= run();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
};
