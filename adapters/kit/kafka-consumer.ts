/**
 * A consumer that commits only what is stored, and that cannot die unseen. Traps of kafkajs that this closes (anchors.md, dependencies.md §6):
 * it stops for good after a crash that it takes for final, it restarts for ever and looks alive, and its partitions move to others while a slow
 * store keeps it from sending heartbeats.
 */
import type { Batch, EachBatchPayload, KafkaMessage } from "kafkajs";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { atMost, every } from "./every.ts";
import type { KafkaConnection } from "./kafka.ts";
import { type Lag, lagOf } from "./kafka-lag.ts";

/** A dead process's partitions are free after this long (real time); the broker allows no less than 6 s by default. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 2_000;
/** How long others wait for a member that does not join again; kafkajs' 60 s would stop everybody for a minute. */
const REBALANCE_MS = 15_000;
/** An idle fetch stays so long at the broker: also how long closing may take. */
const FETCH_MS = 500;
/** How often lag and surroundings are looked at. */
const LOOK_MS = 2_000;
/** Records wait and none was taken for so long: something is wrong, and this long again later the consumer is given up. */
const SLOW_MS = 30_000;
const CLOSE_MS = 5_000;
/** One store of this many commands is quick, and a heartbeat can go between two. */
const CHUNK = 200;
/** A few partitions side by side; the inbox's one statement per chunk is the narrow place, not the network. */
const PARTITIONS_AT_ONCE = 3;

export interface Consuming {
  readonly ended: Promise<unknown>;
  progress(): { readonly ok: boolean; readonly lag?: number; readonly detail: string };
  close(): Promise<void>;
}

export interface ConsumeOptions {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  /** May be none: then it only looks whether that changes. */
  readonly topics: readonly string[];
  /** Stores them; committed when it resolves. Rejects where it cannot: they come again. */
  take(topic: string, partition: number, records: readonly KafkaMessage[]): Promise<void>;
  /** Asked every two seconds; true ends this consumer, so that another is built with what is right now. */
  outdated(): Promise<boolean>;
  /** Goes before the numbers for people. */
  readonly about?: string;
}

const stalled = (lag: number): ExchangeError =>
  new ExchangeError("retry", `${lag} records wait and none was taken for ${(2 * SLOW_MS) / 1000} s`, {
    code: "kafka.stalled",
    blame: "hub",
    hint: {
      vi: "Bộ đọc Kafka đứng yên; hệ thống tự dựng lại bộ đọc.",
      en: "The Kafka consumer stands still; it is built anew by itself.",
    },
  });

const after = (offset: string): string => String(BigInt(offset) + 1n);

const chunksOf = (records: readonly KafkaMessage[]): readonly (readonly KafkaMessage[])[] =>
  Array.from({ length: Math.ceil(records.length / CHUNK) }, (_, n) => records.slice(n * CHUNK, (n + 1) * CHUNK));

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000));

/** Builds and starts one. Errors: ExchangeError or kafkajs' own where it cannot connect. */
export const consume = async (options: ConsumeOptions): Promise<Consuming> => {
  const { connection, groupId, topics } = options;
  let over = false;
  let resolveEnded: (reason: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    resolveEnded = resolve;
  });
  let takenAt: number | undefined;
  /** Since when records wait without one being taken. */
  let waitsSince: number | undefined;
  let lag: Lag | undefined;
  let lookedAt = Date.now();

  const consumer = await connection.consumer({
    groupId,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: REBALANCE_MS,
    maxWaitTimeInMs: FETCH_MS,
    allowAutoTopicCreation: false,
    // Every crash is final here: the exchange builds a new one and shows it, instead of a loop inside that nobody sees.
    retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });
  const shut = (): Promise<void> => atMost(CLOSE_MS, consumer.disconnect());
  const finish = (reason: unknown): void => {
    if (over) return;
    over = true;
    looking.stop();
    resolveEnded(reason);
    void shut();
  };

  const eachBatch = async ({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload): Promise<void> => {
    let broken: unknown;
    const beating = every(HEARTBEAT_MS, heartbeat, (error) => {
      broken = error;
    });
    try {
      const chunks = chunksOf(batch.messages);
      for (const [n, chunk] of chunks.entries()) {
        if (!isRunning() || isStale()) return;
        await options.take(batch.topic, batch.partition, chunk);
        takenAt = Date.now();
        waitsSince = undefined;
        if (broken !== undefined) throw broken;
        await commit(batch, chunk, n === chunks.length - 1);
        resolveOffset(chunk.at(-1)?.offset ?? batch.lastOffset());
      }
    } finally {
      beating.stop();
    }
  };
  const commit = (batch: Batch, chunk: readonly KafkaMessage[], last: boolean): Promise<void> => {
    // The batch's own last offset also covers control records of transactions, which never show.
    const offset = last ? batch.lastOffset() : (chunk.at(-1)?.offset ?? batch.lastOffset());
    return consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: after(offset) }]);
  };

  const look = async (): Promise<void> => {
    if (await options.outdated()) return finish(undefined);
    if (topics.length > 0) lag = await lagOf(connection, groupId, topics);
    const now = Date.now();
    lookedAt = now;
    waitsSince = lag === undefined || lag.total === 0 ? undefined : (waitsSince ?? now);
    if (lag !== undefined && waitsSince !== undefined && now - waitsSince > 2 * SLOW_MS) finish(stalled(lag.total));
  };
  // A look that fails makes `lookedAt` old, which the next health check shows; the consumer itself may well be alive.
  const looking = every(LOOK_MS, look, () => {});

  consumer.on(consumer.events.CRASH, ({ payload }) => finish(payload.error));
  try {
    if (topics.length > 0) {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch,
      });
    }
  } catch (error) {
    finish(error);
    throw error;
  }

  return {
    ended,
    progress: () => {
      const now = Date.now();
      const blind = now - lookedAt > SLOW_MS;
      const slow = waitsSince !== undefined && now - waitsSince > SLOW_MS;
      const parts = [
        ...(options.about === undefined ? [] : [options.about]),
        `lag ${lag?.total ?? "?"}`,
        takenAt === undefined ? "no batch yet" : `last batch ${seconds(now - takenAt)} s ago`,
        ...(blind ? [`lag not known for ${seconds(now - lookedAt)} s`] : []),
        ...(slow ? [`nothing taken for ${seconds(now - (waitsSince ?? now))} s`] : []),
      ];
      return { ok: !over && !blind && !slow, ...(lag === undefined ? {} : { lag: lag.total }), detail: parts.join(", ") };
    },
    close: async () => {
      finish(undefined);
      await shut();
    },
  };
};
