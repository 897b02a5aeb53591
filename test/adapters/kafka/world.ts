/** A real Apache Kafka, a hub in memory on it, and a partner that speaks only Kafka: what the tests of this lane run in. */
import { randomUUID } from "node:crypto";
import { type Admin, type Consumer, Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import { z } from "zod";
import adapter from "../../../adapters/kafka/adapter.ts";
import { topicsOf } from "../../../adapters/kafka/contract/topics.ts";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Hub, type PartnerAccount } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";

export const SECRET = "kafka-test-secret-kafka-test-secret-kafka";
/** A portal of one place. */
export const PORTAL: PartnerAccount = { id: "mot-cua-101", name: "Một cửa 101", role: "portal", agencies: ["H57.101"] };

/** Hub time begins on a Monday, 09:00 in Huế, of a year whose holidays are known, and runs. */
const began = performance.now();
const clock = (): string => new Date(Date.parse("2026-03-02T02:00:00.000Z") + (performance.now() - began)).toISOString();

const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" };

/** Data of a submission at the counter; `n` makes it its own. */
export const submission = (n: number | string) => ({
  channel: "counter",
  procedureCode: "1.004884",
  agencyId: "H57.101",
  applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
  summary: `Hồ sơ ${n}`,
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "giay-to-cu", copies: 1 },
  ],
  actor: OFFICER,
});

export interface CommandRecord {
  readonly id: string;
  readonly command: string;
  readonly dossier?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The record of a command in the structured mode. */
export const commandRecord = ({ id, command, dossier, data = { actor: OFFICER } }: CommandRecord): string =>
  JSON.stringify({
    specversion: "1.0",
    id,
    source: "/mot-cua-101",
    type: `vn.lienthong.command.${command}`,
    ...(dossier === undefined ? {} : { subject: dossier }),
    datacontenttype: "application/json",
    data,
  });

const cloudEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  correlationid: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export interface Seen {
  readonly topic: string;
  readonly key: string;
  readonly offset: string;
  readonly event: z.infer<typeof cloudEvent>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Waits on a condition, asked every 20 ms (real time); the test's own limit ends a wait that is in vain. */
export const until = async <T>(what: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A client of the partner's or the operators': writes commands, and reads all topics it is told of from their beginning. */
export interface Outsider {
  readonly admin: Admin;
  readonly seen: Seen[];
  send(
    topic: string,
    records: readonly { readonly key: string | null; readonly value: string | Buffer; headers?: Record<string, string> }[],
  ): Promise<void>;
  read(...topics: string[]): Promise<void>;
  close(): Promise<void>;
}

/** `patient`: outlives a broker that is away, as a partner's client would. */
export const outsider = (brokers: string, account?: { readonly user: string; readonly password: string }): Outsider => {
  const kafka = new Kafka({
    brokers: [brokers],
    clientId: "outsider",
    logLevel: logLevel.NOTHING,
    retry: { retries: 100, initialRetryTime: 100, maxRetryTime: 1_000 },
    ...(account ? { sasl: { mechanism: "plain", username: account.user, password: account.password } } : {}),
  });
  const admin = kafka.admin();
  let producer: Producer | undefined;
  const consumers: Consumer[] = [];
  const seen: Seen[] = [];
  return {
    admin,
    seen,
    send: async (topic, records) => {
      if (producer === undefined) {
        producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
        await producer.connect();
      }
      await producer.send({ topic, messages: records.map((record) => ({ ...record })) });
    },
    read: async (...topics) => {
      const consumer = kafka.consumer({ groupId: `outsider-${randomUUID()}`, maxWaitTimeInMs: 100 });
      consumers.push(consumer);
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ topic, message }) => {
          seen.push({
            topic,
            key: message.key?.toString() ?? "",
            offset: message.offset,
            event: cloudEvent.parse(JSON.parse(message.value?.toString() ?? "")),
            headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])),
          });
        },
      });
    },
    close: async () => {
      await Promise.all(consumers.map((consumer) => consumer.disconnect()));
      await producer?.disconnect();
      await admin.disconnect();
    },
  };
};

export interface KafkaHub {
  readonly hub: Hub;
  readonly topics: ReturnType<typeof topicsOf>;
  /** How the stream of commands gets on. */
  stream(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

/** A hub on that broker, with the topics below `prefix` and PORTAL as a partner that may speak by Kafka. */
export const openKafkaHub = async (
  brokers: string,
  prefix: string,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly dataDir?: string;
    readonly partners?: readonly PartnerAccount[];
  } = {},
): Promise<KafkaHub> => {
  const config = readAdapterConfig(adapter, {
    LIENTHONG_KAFKA_BROKERS: brokers,
    LIENTHONG_KAFKA_PREFIX: prefix,
    LIENTHONG_KAFKA_CREATE_TOPICS: "true",
    LIENTHONG_KAFKA_PARTITIONS: "3",
    ...options.env,
  });
  const hub = await createHub({
    dataDir: options.dataDir ?? IN_MEMORY,
    catalogs: loadCatalogs(),
    adapters: [{ adapter, config }],
    secret: SECRET,
    clock,
  });
  for (const partner of options.partners ?? [PORTAL]) {
    await hub.partners.put(partner);
    await hub.partners.issue({ partnerId: partner.id, kind: "kafka" });
  }
  await hub.start();
  return {
    hub,
    topics: topicsOf(prefix),
    stream: async () => (await hub.health()).checks["stream:kafka/commands"] ?? { ok: false, detail: "no such check" },
  };
};

/** Until the hub reads the command topics of so many partners. */
export const reading = (world: KafkaHub, topics = 1): Promise<unknown> =>
  until(async () => {
    const { ok, detail } = await world.stream();
    return ok && detail.includes(`${topics} topics`);
  });
