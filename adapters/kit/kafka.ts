/**
 * The Kafka client: one producer and one admin client for each configuration, built at first use and anew after a failure. kafkajs is loaded
 * only then: without brokers nothing needs it.
 */
import type { Admin, Consumer, ConsumerConfig, IHeaders, Kafka, Message, Producer } from "kafkajs";
import { createBatches, type KafkaRecord, type Placed } from "./kafka-batch.ts";
import { type KafkaStage, kafkaError } from "./kafka-errors.ts";

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl: boolean;
  readonly account?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly user: string;
    readonly password: string;
  };
}

export interface KafkaConnection {
  /**
   * Resolves when all in-sync copies have it; what is sent at the same time goes in one request (kafka-batch.ts). Errors: ExchangeError;
   * "unknown" when the signal fires first.
   */
  send(record: KafkaRecord, signal: AbortSignal): Promise<Placed>;
  /** Asks or changes something about the cluster. Errors: ExchangeError, always as of before sending: asking twice does no harm. */
  admin<T>(ask: (admin: Admin) => Promise<T>): Promise<T>;
  /** A consumer, not connected yet; whoever asked for it closes it. */
  consumer(config: ConsumerConfig): Promise<Consumer>;
  /** Ends producer and admin client; a later use builds them anew. */
  close(): Promise<void>;
}

/** kafkajs tries a dead broker for 18.9 s by default; so it gives up in a quarter of a second, and the outbox waits (dependencies.md §6). */
const SHORT_RETRY = { retries: 1, initialRetryTime: 100, maxRetryTime: 300 } as const;
const CONNECT_MS = 2_000;
const REQUEST_MS = 5_000;

interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface Held<T> {
  readonly client: Promise<T>;
  /** Calls that still use it. */
  users: number;
  lost: boolean;
}

/**
 * Holds one connected client. One that failed is thrown away: the next use builds another, and it is closed when the last call that still
 * uses it is over, so that one bad topic does not cut off the rest.
 */
const kept = <T extends Client>(make: () => Promise<T>) => {
  let current: Held<T> | undefined;
  const end = (held: Held<T>): Promise<void> => held.client.then((client) => client.disconnect()).catch(() => undefined);
  const lose = async (held: Held<T>): Promise<void> => {
    if (held === current) current = undefined;
    held.lost = true;
    if (held.users === 0) await end(held);
  };
  const connected = async (): Promise<T> => {
    const client = await make();
    await client.connect();
    return client;
  };
  return {
    /** `connected` false: nothing can have been sent. */
    use: async <R>(act: (client: T) => Promise<R>, failed: (error: unknown, connected: boolean) => Error): Promise<R> => {
      current ??= { client: connected(), users: 0, lost: false };
      const held = current;
      held.users += 1;
      let isConnected = false;
      try {
        const client = await held.client;
        isConnected = true;
        return await act(client);
      } catch (error) {
        // Also after "no such topic": kafkajs asks for all topics it has ever sent to at once, and a deleted one would spoil the rest.
        void lose(held);
        throw failed(error, isConnected);
      } finally {
        held.users -= 1;
        if (held.lost && held.users === 0) void end(held);
      }
    },
    close: async (): Promise<void> => {
      if (current !== undefined) await lose(current);
    },
  };
};

/** Where each message of one request stands: those of a partition follow one another from its first offset. */
const placesOf = (
  messages: readonly Message[],
  partitionOf: (message: Message) => number,
  written: readonly { readonly partition: number; readonly baseOffset?: string }[],
): readonly Placed[] => {
  const next = new Map(written.map(({ partition, baseOffset }) => [partition, baseOffset]));
  return messages.map((message) => {
    const partition = partitionOf(message);
    const offset = next.get(partition);
    if (offset === undefined) return { partition, offset: "" };
    next.set(partition, String(BigInt(offset) + 1n));
    return { partition, offset };
  });
};

/** A connection that costs nothing until it is used. */
export const kafkaConnection = (settings: KafkaSettings): KafkaConnection => {
  let client: Promise<Kafka> | undefined;
  const kafka = (): Promise<Kafka> => {
    client ??= import("kafkajs").then(
      ({ Kafka, logLevel }) =>
        new Kafka({
          brokers: [...settings.brokers],
          clientId: settings.clientId,
          ssl: settings.ssl,
          connectionTimeout: CONNECT_MS,
          authenticationTimeout: CONNECT_MS,
          requestTimeout: REQUEST_MS,
          retry: SHORT_RETRY,
          logLevel: logLevel.NOTHING,
          // What matters comes back as an error; kafkajs would also print members, offsets and stack traces.
          logCreator: () => () => {},
          ...(settings.account === undefined
            ? {}
            : {
                sasl: {
                  // The union of kafkajs wants one literal at a time; all three have the same fields.
                  mechanism: settings.account.mechanism as "plain",
                  username: settings.account.user,
                  password: settings.account.password,
                },
              }),
        }),
    );
    return client;
  };

  /** kafkajs says which partitions a request went to, but not which message went to which. */
  const partitions = new WeakMap<Message, number>();
  const producers = kept<Producer>(async () => {
    const { Partitioners } = await import("kafkajs");
    return (await kafka()).producer({
      createPartitioner: () => {
        const choose = Partitioners.DefaultPartitioner();
        return (about) => {
          const partition = choose(about);
          partitions.set(about.message, partition);
          return partition;
        };
      },
      allowAutoTopicCreation: false,
      // A restarted producer is a new one to the broker, so this would promise more than it keeps: readers dedupe by the event's id.
      idempotent: false,
      retry: SHORT_RETRY,
    });
  });
  const admins = kept<Admin>(async () => (await kafka()).admin({ retry: SHORT_RETRY }));

  const as = (stage: KafkaStage) => (error: unknown, connected: boolean) => kafkaError(error, connected ? stage : "connect");

  const batches = createBatches((topic, records) =>
    producers.use(async (producer) => {
      const messages = records.map(({ key, value, headers }) => ({
        key,
        value: Buffer.from(value),
        headers: headers as IHeaders,
      }));
      const written = await producer.send({ topic, acks: -1, timeout: REQUEST_MS, messages });
      return placesOf(messages, (message) => partitions.get(message) ?? 0, written);
    }, as("send")),
  );

  return {
    send: batches.send,
    admin: (ask) => admins.use(ask, as("connect")),
    consumer: async (config) => (await kafka()).consumer(config),
    close: async () => {
      await Promise.all([producers.close(), admins.close()]);
    },
  };
};
