/** One trial of the Kafka bench in a process of its own. argv: variant, brokers, database URL, records, name. Prints {"perSecond"}. */
import { Kafka, logLevel, Partitioners } from "kafkajs";
import postgres from "postgres";
import adapter from "../../adapters/kafka/adapter.ts";
import { topicsOf } from "../../adapters/kafka/contract/topics.ts";
import { readAdapterConfig } from "../../adapters/kit/define.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import { AGENCY, INTAKE_BODY } from "./world.ts";

const [variant = "", broker = "", url = "", count = "0", name = ""] = process.argv.slice(2);
const records = Number(count);
const AT_ONCE = 32;
const PARTNER = { id: "bench", name: "Bench", role: "portal", agencies: [AGENCY] } as const;
const kafka = new Kafka({ brokers: [broker], clientId: "bench", logLevel: logLevel.NOTHING });
const topics = topicsOf(name);
const catalogs = loadCatalogs();
const SECRET = "bench-secret-bench-secret-bench-secret";

const openHub = (road: boolean, role: "all" | "gateway"): Promise<Hub> => {
  const env = {
    LIENTHONG_KAFKA_BROKERS: broker,
    LIENTHONG_KAFKA_PREFIX: name,
    LIENTHONG_KAFKA_PARTITIONS: "1",
    LIENTHONG_KAFKA_CREATE_TOPICS: "true",
  };
  const adapters = road ? [{ adapter, config: readAdapterConfig(adapter, env) }] : [];
  return createHub({ databaseUrl: url, dataDir: "memory", catalogs, adapters, role, secret: SECRET });
};

const createTopic = async (topic: string): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
  await admin.disconnect();
};

/** Seconds from now until the topic has brought `records` more. */
const counted = async (topic: string, begin: () => Promise<unknown>): Promise<number> => {
  const consumer = kafka.consumer({ groupId: `count-${name}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let seen = 0;
  let done = (): void => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const joined = new Promise<void>((resolve) => consumer.on("consumer.group_join", () => resolve()));
  await consumer.run({
    eachBatch: async ({ batch }) => {
      seen += batch.messages.length;
      if (seen >= records) done();
    },
  });
  await joined;
  const started = performance.now();
  await begin();
  await all;
  const seconds = (performance.now() - started) / 1000;
  await consumer.disconnect();
  return seconds;
};

const commands = Array.from({ length: records }, (_, n) => ({
  key: `k-${n}`,
  value: JSON.stringify({
    specversion: "1.0",
    id: `${name}-${n}`,
    source: "/bench",
    type: "vn.lienthong.command.submit",
    datacontenttype: "application/json",
    data: INTAKE_BODY,
  }),
}));
const produce = async (topic: string, one = false): Promise<void> => {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  if (one) {
    let next = 0;
    const loop = async (): Promise<void> => {
      for (let n = next++; n < records; n = next++) await producer.send({ topic, messages: [commands[n] ?? { value: "" }] });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, loop));
  } else
    for (let from = 0; from < records; from += 500) await producer.send({ topic, messages: commands.slice(from, from + 500) });
  await producer.disconnect();
};

const streaming = async (hub: Hub): Promise<void> => {
  while (!(await hub.health()).checks["stream:kafka/commands"]?.detail.includes("1 topics"))
    await new Promise((resolve) => setTimeout(resolve, 20));
};

const TRIALS: Readonly<Record<string, () => Promise<number>>> = {
  /** Consumes, inserts one row a record, then commits the offset of the batch. */
  bareIn: async () => {
    const topic = `${name}.in`;
    await createTopic(topic);
    const sql = postgres(url, { max: 10, onnotice: () => {} });
    await sql`create table bare (id bigserial primary key, body jsonb not null)`;
    await produce(topic);
    const consumer = kafka.consumer({ groupId: name, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    let seen = 0;
    let started = 0;
    await new Promise<void>((resolve) => {
      void consumer.run({
        eachBatch: async ({ batch }) => {
          started ||= performance.now();
          await Promise.all(
            batch.messages.map((message) =>
              sql.unsafe("insert into bare (body) values ($1::text::jsonb)", [String(message.value)], { prepare: true }),
            ),
          );
          seen += batch.messages.length;
          if (seen >= records) resolve();
        },
      });
    });
    const seconds = (performance.now() - started) / 1000;
    await consumer.disconnect();
    await sql.end();
    return seconds;
  },
  hubIn: async () => {
    const hub = await openHub(true, "all");
    await hub.partners.put(PARTNER);
    await hub.partners.issue({ partnerId: PARTNER.id, kind: "kafka" });
    await hub.start();
    await streaming(hub);
    const seconds = await counted(topics.results(PARTNER.id), () => produce(topics.commands(PARTNER.id)));
    await hub.stop();
    return seconds;
  },
  bareOut: async () => {
    const topic = `${name}.out`;
    await createTopic(topic);
    return counted(topic, () => produce(topic, true));
  },
  hubOut: async () => {
    // A lane follows from when it first starts; what is committed while it stands still is what is measured.
    const before = await openHub(true, "all");
    await before.start();
    await before.exchange.idle();
    await before.stop();
    const filing = await openHub(false, "gateway");
    await filing.partners.put(PARTNER);
    for (let from = 0; from < records; from += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, records - from) }, (_, n) =>
          filing.command({ partner: PARTNER, type: "submit", body: INTAKE_BODY, key: `${from + n}` }),
        ),
      );
    await filing.stop();
    const hub = await openHub(true, "all");
    const seconds = await counted(topics.events, () => hub.start());
    await hub.stop();
    return seconds;
  },
};

const run = TRIALS[variant];
if (run === undefined) throw new TypeError(`no variant ${variant}`);
const seconds = await run();
process.stdout.write(`${JSON.stringify({ perSecond: records / seconds })}\n`);
process.exit(0);
