/**
 * Streams: partners that push over a lasting connection (a Kafka consumer). What comes is stored before it is acknowledged, and applied by
 * the lane like an item of a feed. A stream that dies is opened anew with growing pauses, for ever: kafkajs itself stops a consumer for good
 * after a crash that it takes for final (design.md §9).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { InstalledAdapter, OpenStream, Stream, StreamProgress } from "./adapter.ts";
import { enqueue } from "./enqueue.ts";
import { forLog } from "./failure.ts";
import type { LaneDeps } from "./lane-runner.ts";

const MAX_DOUBLINGS = 4;

export interface Streams {
  start(lane: InstalledAdapter): void;
  /** "<lane>/<stream>" → how it gets on. */
  progress(): Readonly<Record<string, StreamProgress>>;
  /** Closes all; resolves when they are closed. */
  stop(): Promise<void>;
}

interface Running {
  readonly done: Promise<void>;
  progress(): StreamProgress;
}

/** The streams of one process; `poke`: something was stored for a lane. */
export const createStreams = (
  { options, tuning, emit }: Pick<LaneDeps, "options" | "tuning" | "emit">,
  poke: (lane: string) => void,
): Streams => {
  const { log } = options;
  const stopping = new AbortController();
  const running = new Map<string, Running>();

  /** Cut short by the stop. */
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const run = (lane: InstalledAdapter, id: string, stream: Stream<unknown>): Running => {
    const about = { lane: lane.adapter.id, stream: id };
    let open: OpenStream | undefined;
    let trouble = "not connected yet";

    const sink = {
      accept: async (items: Parameters<Parameters<Stream["open"]>[0]["accept"]>[0]) => {
        const rows = items.map((item) => ({
          direction: "in" as const,
          operation: id,
          // A key of its own: what is parked here must not hold back what the lane sends about the same dossier.
          key: `${id}/${item.key}`,
          body: item.body,
          feedId: `${id}:${item.id}`,
        }));
        const stored = await enqueue(options, lane.adapter.id, rows);
        emit({ kind: "fetched", lane: lane.adapter.id, poller: id, items: stored });
        if (stored > 0) poke(lane.adapter.id);
      },
    };

    const live = async (): Promise<void> => {
      let failures = 0;
      while (!stopping.signal.aborted) {
        try {
          open = await stream.open(sink, { config: lane.config, signal: stopping.signal, partners: options.streamPartners });
          emit({ kind: "streamOpened", ...about });
          failures = 0;
          const closing = (): void => void open?.close();
          stopping.signal.addEventListener("abort", closing, { once: true });
          const reason = await open.ended;
          stopping.signal.removeEventListener("abort", closing);
          if (stopping.signal.aborted) break;
          trouble = "died, being opened anew";
          log.warn({ ...about, err: forLog(reason) }, "stream ended; it is opened anew");
        } catch (error) {
          trouble = "cannot connect";
          log.warn({ ...about, failures, err: forLog(error) }, "stream could not be opened");
        }
        open = undefined;
        emit({ kind: "streamEnded", ...about });
        await pause(tuning.reopenMs * 2 ** Math.min(failures, MAX_DOUBLINGS));
        failures += 1;
      }
      await open?.close();
    };

    return {
      done: live().catch((error: unknown) => log.error({ ...about, err: forLog(error) }, "stream failed")),
      progress: () => open?.progress() ?? { ok: false, detail: trouble },
    };
  };

  return {
    start: (lane) => {
      for (const [id, stream] of Object.entries(lane.adapter.streams ?? {})) {
        const name = `${lane.adapter.id}/${id}`;
        if (!running.has(name)) running.set(name, run(lane, id, stream));
      }
    },
    progress: () => Object.fromEntries([...running].map(([name, one]) => [name, one.progress()])),
    stop: async () => {
      stopping.abort();
      await Promise.all([...running.values()].map((one) => one.done));
    },
  };
};
