/** The stream of commands by itself, on a real Apache Kafka: when it commits, what it shows, how it ends. The sink is the test's. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import adapter from "../../../adapters/kafka/adapter.ts";
import type { KafkaConfig } from "../../../adapters/kafka/config.ts";
import { topicsOf } from "../../../adapters/kafka/contract/topics.ts";
import { commandsStream } from "../../../adapters/kafka/stream.ts";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import type { FeedItem, OpenStream, StreamSink } from "../../../core/exchange/adapter.ts";
import { type RunningKafka, startKafka, whyNoKafka } from "../../../scripts/kafka/broker.ts";
import { commandRecord, type Outsider, outsider, submission, until } from "./world.ts";

const WHY_NOT = whyNoKafka();

describe.skipIf(WHY_NOT !== undefined)(`the stream of commands ${WHY_NOT ?? ""}`, () => {
  let kafka: RunningKafka;
  let partner: Outsider;
  let stop: AbortController;
  let streams: OpenStream[];
  let round = 0;
  let topic = "";
  let config: KafkaConfig;

  beforeAll(async () => {
    kafka = await startKafka();
    partner = outsider(kafka.brokers);
  });
  afterAll(async () => {
    await partner?.close();
    await kafka?.stop();
  });
  beforeEach(() => {
    round += 1;
    stop = new AbortController();
    streams = [];
    const prefix = `dong-${round}`;
    topic = topicsOf(prefix).commands("so-xd");
    config = readAdapterConfig(adapter, {
      LIENTHONG_KAFKA_BROKERS: kafka.brokers,
      LIENTHONG_KAFKA_PREFIX: prefix,
      LIENTHONG_KAFKA_CREATE_TOPICS: "true",
      LIENTHONG_KAFKA_PARTITIONS: "1",
    }) as KafkaConfig;
  });
  afterEach(async () => {
    await Promise.all(streams.map((stream) => stream.close()));
    stop.abort();
  });

  const open = async (accept: StreamSink["accept"]): Promise<OpenStream> => {
    const stream = await commandsStream.open({ accept }, { config, signal: stop.signal, partners: async () => ["so-xd"] });
    streams.push(stream);
    return stream;
  };
  /** Closes it as the exchange does when it is over, so that the group is free for the next. */
  const over = async (stream: OpenStream): Promise<unknown> => {
    const reason = await stream.ended;
    await stream.close();
    return reason;
  };
  /**
   * Opens a stream whose sink throws, and waits until that ends it. A broker that has just started may still load its groups and end a
   * stream for that: the exchange then opens another, and so does this.
   */
  const endedBySink = async (accept: StreamSink["accept"]): Promise<{ stream: OpenStream; reason: unknown }> => {
    for (;;) {
      const stream = await open(accept);
      const reason = await over(stream);
      if ((reason as { type?: string } | undefined)?.type !== "GROUP_LOAD_IN_PROGRESS") return { stream, reason };
    }
  };
  const createTopic = async (): Promise<void> => {
    const configEntries = [{ name: "compression.type", value: "uncompressed" }];
    await partner.admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: true });
  };
  const send = (...ids: readonly string[]): Promise<void> =>
    partner.send(
      topic,
      ids.map((id) => ({ key: id, value: commandRecord({ id, command: "submit", data: submission(id) }) })),
    );
  const committed = async (): Promise<string | undefined> => {
    const [offsets] = await partner.admin.fetchOffsets({ groupId: `dong-${round}.hub`, topics: [topic] });
    return offsets?.partitions[0]?.offset;
  };

  it("R-J01 an offset is committed only after the durable write: what could not be stored comes again", async () => {
    await createTopic();
    await send("a", "b");
    // kafkajs takes a RangeError for final and stops its consumer for good: exactly that ends the stream, and another is opened.
    const first = await endedBySink(async () => {
      throw new RangeError("the database is away");
    });
    expect(first.reason).toMatchObject({ message: expect.stringContaining("the database is away") });
    expect(first.stream.progress().ok).toBe(false);
    expect(await committed()).toBe("-1");
    const items: FeedItem[] = [];
    await open(async (got) => {
      items.push(...got);
    });
    await until(() => items.length === 2);
    expect(items.map((item) => item.key)).toEqual(["so-xd:a", "so-xd:b"]);
    await until(async () => (await committed()) === "2");
  });

  it("R-J01 an error that may pass ends the stream too: no loop inside that nobody sees", async () => {
    let tries = 0;
    await createTopic();
    await send("a");
    const { reason } = await endedBySink(async () => {
      tries += 1;
      throw Object.assign(new Error("the database is busy"), { retriable: true });
    });
    expect(reason).toMatchObject({ name: "KafkaJSNumberOfRetriesExceeded" });
    expect(tries).toBeGreaterThan(1);
    expect(await committed()).toBe("-1");
  });

  it("R-J01 while a slow store takes its time the partition stays ours, and the lag is shown", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const items: FeedItem[] = [];
    const stream = await open(async (got) => {
      await held;
      items.push(...got);
    });
    await send("a", "b", "c");
    await until(() => stream.progress().lag === 3);
    expect(await committed()).toBe("-1");
    release();
    await until(() => items.length === 3 && stream.progress().lag === 0);
    expect(stream.progress()).toMatchObject({ ok: true, detail: expect.stringMatching(/1 topics, lag 0, last batch \d+ s ago/) });
    expect(items.length).toBe(3);
  });

  it("R-J01 what was stored but not committed comes again with the same ids, so that the inbox knows it", async () => {
    const seen: string[] = [];
    await createTopic();
    await send("a");
    await endedBySink(async (got) => {
      seen.push(...got.map((item) => item.id));
      throw new RangeError("killed between the write and the commit");
    });
    await open(async (got) => {
      seen.push(...got.map((item) => item.id));
    });
    await until(() => seen.length >= 2);
    expect(new Set(seen).size).toBe(1);
  });

  it("R-J01 a topic that was deleted and made anew is read from its start, and its records are new ones", async () => {
    const items: FeedItem[] = [];
    const sink = async (got: readonly FeedItem[]): Promise<void> => {
      items.push(...got);
    };
    const stream = await open(sink);
    await send("a", "b");
    await until(async () => (await committed()) === "2");
    await partner.admin.deleteTopics({ topics: [topic] });
    await over(stream);
    await open(sink);
    await until(async () => (await partner.admin.listTopics()).includes(topic));
    await send("a");
    await until(() => items.length === 3);
    expect(items.map((item) => item.id.split("/")[2])).toEqual(["0", "1", "0"]);
    expect(new Set(items.map((item) => item.id)).size).toBe(3);
  });

  it("R-J01 with no partner that speaks by Kafka it waits for one, and ends when there is one, to be opened with its topic", async () => {
    let ids: readonly string[] = [];
    const accept = async (): Promise<void> => {};
    const stream = await commandsStream.open({ accept }, { config, signal: stop.signal, partners: async () => ids });
    streams.push(stream);
    expect(stream.progress()).toMatchObject({ ok: true, detail: expect.stringContaining("0 topics") });
    ids = ["so-xd"];
    expect(await over(stream)).toBeUndefined();
    expect((await open(accept)).progress().detail).toContain("1 topics");
  });

  it("R-J01 of two processes each reads its share, and one that goes leaves it to the other", async () => {
    config = { ...config, partitions: 4 };
    const got = [0, 0];
    const sink = (n: number) => async (items: readonly FeedItem[]) => {
      got[n] = (got[n] ?? 0) + items.length;
    };
    const one = await open(sink(0));
    await open(sink(1));
    const many = (name: string) => Array.from({ length: 40 }, (_, n) => `${name}-${n}`);
    await until(async () => {
      await send(...many(`vong-${(got[0] ?? 0) + (got[1] ?? 0)}`));
      return (got[0] ?? 0) > 0 && (got[1] ?? 0) > 0;
    });
    await one.close();
    const before = got[1] ?? 0;
    await send(...many("sau"));
    await until(() => (got[1] ?? 0) >= before + 40);
  });
});
