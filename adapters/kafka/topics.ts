/** Which topics there are and whether they can be read safely; and making them, where the hub is told to. */
import type { Admin } from "kafkajs";
import type { KafkaConfig } from "./config.ts";
import type { Road } from "./connection.ts";
import { TOPIC_NAME } from "./contract/topics.ts";

/** kafkajs reads neither snappy nor lz4 nor zstd, and would stop for all partners at one such record: the broker unpacks what comes in. */
const COMPRESSION = { name: "compression.type", value: "uncompressed" } as const;
/** Kafka's number of the resource kind "topic" (kafkajs keeps it in a table that would have to be loaded for it). */
const TOPIC_RESOURCE = 2;
/** More copies than this are the province's decision (LIENTHONG_KAFKA_REPLICAS). */
const USUAL_REPLICAS = 3;

/** Why a command topic is not read. missing: make it · compression: set compression.type · name: the partner's id cannot be one. */
export type LeftOut = "missing" | "compression" | "name";

export interface Readable {
  readonly topics: readonly string[];
  readonly leftOut: Readonly<Record<string, LeftOut>>;
}

/** Makes those that do not exist; command topics so that they can be read whatever their writers compress with. */
export const makeTopics = async (admin: Admin, config: KafkaConfig, wanted: readonly string[], commands: ReadonlySet<string>) => {
  const there = new Set(await admin.listTopics());
  const missing = wanted.filter((topic) => !there.has(topic));
  if (missing.length === 0) return;
  const replicas = config.replicas ?? Math.min(USUAL_REPLICAS, (await admin.describeCluster()).brokers.length);
  // False where another process was first, which is as good.
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: config.partitions,
      replicationFactor: replicas,
      ...(commands.has(topic) ? { configEntries: [COMPRESSION] } : {}),
    })),
  });
};

const namesOf = (value: unknown): readonly { readonly configName: string; readonly configValue: string }[] =>
  Array.isArray(value) ? value : [];

/** The topics of those that the broker unpacks. */
const unpacked = async (admin: Admin, topics: readonly string[]): Promise<ReadonlySet<string>> => {
  if (topics.length === 0) return new Set();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: [COMPRESSION.name] })),
  });
  return new Set(
    resources
      .filter(({ configEntries }) => namesOf(configEntries).some(({ configValue }) => configValue === COMPRESSION.value))
      .map(({ resourceName }) => resourceName),
  );
};

/** The command topics of these partners, made first where the hub may. Errors: kafkajs' own. */
export const readableTopics = async (
  admin: Admin,
  config: KafkaConfig,
  { topics }: Road,
  partners: readonly string[],
): Promise<Readable> => {
  const named = partners.map((id) => [topics.commands(id), topics.results(id)] as const);
  const commands = named.map(([topic]) => topic).filter((topic) => TOPIC_NAME.test(topic));
  if (config.createTopics === "true") {
    const results = named.map(([, topic]) => topic).filter((topic) => TOPIC_NAME.test(topic));
    await makeTopics(admin, config, [topics.events, topics.deadLetters, ...results, ...commands], new Set(commands));
  }
  const there = new Set(await admin.listTopics());
  const present = commands.filter((topic) => there.has(topic));
  const safe = await unpacked(admin, present);
  const why = (topic: string): LeftOut => (!TOPIC_NAME.test(topic) ? "name" : there.has(topic) ? "compression" : "missing");
  const left = named.map(([topic]) => topic).filter((topic) => !safe.has(topic));
  return {
    topics: present.filter((topic) => safe.has(topic)),
    leftOut: Object.fromEntries(left.map((topic) => [topic, why(topic)])),
  };
};
