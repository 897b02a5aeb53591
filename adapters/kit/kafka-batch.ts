/**
 * Sending together what is asked for at the same time: one request to a topic's brokers for many records, one after another per topic, so that
 * the order of the calls is the order in the topic. Every record keeps an outcome of its own.
 */
import { isExchangeError } from "../../core/exchange/errors.ts";
import { kafkaError } from "./kafka-errors.ts";

export interface KafkaRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a record stands in its topic. */
export interface Placed {
  readonly partition: number;
  readonly offset: string;
}

/** Half of what a topic takes in one batch by default (1 MiB, headers included). A larger record goes alone. */
const MOST_BYTES = 524_288;
const MOST_RECORDS = 500;

interface Waiting {
  readonly record: KafkaRecord;
  /** Over: its caller has been told already. */
  left: boolean;
  flying: boolean;
  placed(place: Placed): void;
  failed(error: unknown): void;
}

/** The first ones of the queue that fit into one request; at least one. */
const takeBatch = (queue: Waiting[]): readonly Waiting[] => {
  let bytes = 0;
  let count = 0;
  for (const { record } of queue) {
    bytes += record.value.byteLength;
    if (count > 0 && (bytes > MOST_BYTES || count >= MOST_RECORDS)) break;
    count += 1;
  }
  return queue.splice(0, count);
};

/** A topic that takes less than MOST_BYTES, or one record that is too large: nothing was written, and only the large one is to blame. */
const isTooLarge = (error: unknown): boolean => isExchangeError(error) && error.code === "kafka.too-large";

/**
 * @param put sends records of one topic in one request, in their order, and says where each stands. Rejects with an ExchangeError; it ends by
 *   itself even where a broker hangs
 */
export const createBatches = (put: (topic: string, records: readonly KafkaRecord[]) => Promise<readonly Placed[]>) => {
  const queues = new Map<string, Waiting[]>();

  const deliver = async (topic: string, batch: readonly Waiting[]): Promise<void> => {
    const wanted = batch.filter((one) => !one.left);
    for (const one of wanted) one.flying = true;
    try {
      const places =
        wanted.length === 0
          ? []
          : await put(
              topic,
              wanted.map(({ record }) => record),
            );
      for (const [n, one] of wanted.entries()) one.placed(places[n] ?? { partition: 0, offset: "" });
    } catch (error) {
      if (wanted.length > 1 && isTooLarge(error)) for (const one of wanted) await deliver(topic, [one]);
      else for (const one of wanted) one.failed(error);
    }
  };

  const fly = async (topic: string, queue: Waiting[]): Promise<void> => {
    // All that is asked for in this turn of the loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await deliver(topic, takeBatch(queue));
    queues.delete(topic);
  };

  return {
    /** Resolves when the record is written. Errors: ExchangeError; when the signal fires first "unknown", or "retry" where it was not sent yet. */
    send: (record: KafkaRecord, signal: AbortSignal): Promise<Placed> =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting.left = true;
          reject(kafkaError(signal.reason, waiting.flying ? "send" : "connect"));
        };
        const end =
          <T>(tell: (value: T) => void) =>
          (value: T): void => {
            signal.removeEventListener("abort", leave);
            tell(value);
          };
        const waiting: Waiting = { record, left: false, flying: false, placed: end(resolve), failed: end(reject) };
        if (signal.aborted) return leave();
        signal.addEventListener("abort", leave, { once: true });
        const queue = queues.get(record.topic);
        if (queue !== undefined) return void queue.push(waiting);
        const first = [waiting];
        queues.set(record.topic, first);
        void fly(record.topic, first);
      }),
  };
};
