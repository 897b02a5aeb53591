/** Commands in, results and events out, on a real Apache Kafka (scripts/kafka). */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultEvent } from "../../../adapters/kafka/contract/cloud-event.ts";
import { type RunningKafka, startKafka, whyNoKafka } from "../../../scripts/kafka/broker.ts";
import {
  commandRecord,
  type KafkaHub,
  type Outsider,
  openKafkaHub,
  outsider,
  PORTAL,
  reading,
  type Seen,
  submission,
  until,
} from "./world.ts";

const WHY_NOT = whyNoKafka();
const NO_KCAT = spawnSync("kcat", ["-V"]).status === 0 ? undefined : "no kcat on this machine";

describe.skipIf(WHY_NOT !== undefined)(`Kafka ${WHY_NOT ?? ""}`, () => {
  let kafka: RunningKafka;
  let world: KafkaHub;
  let partner: Outsider;
  let commands = "";
  let results = "";

  beforeAll(async () => {
    kafka = await startKafka();
    world = await openKafkaHub(kafka.brokers, "lienthong");
    commands = world.topics.commands(PORTAL.id);
    results = world.topics.results(PORTAL.id);
    await reading(world);
    partner = outsider(kafka.brokers);
    await partner.read(results, world.topics.events, world.topics.deadLetters);
  });
  afterAll(async () => {
    await partner?.close();
    await world?.hub.stop();
    await kafka?.stop();
  });

  /** As every reader must: what a broker under load was sent twice counts once, by the event's id. */
  const once = (records: readonly Seen[]): readonly Seen[] =>
    records.filter(({ event }, at) => records.findIndex((other) => other.event.id === event.id) === at);
  const resultsOf = (id: string): readonly Seen[] =>
    once(partner.seen.filter((record) => record.topic === results && record.event.correlationid === id));
  const resultOf = (id: string, nth = 1): Promise<Seen> => until(() => resultsOf(id)[nth - 1]);
  const eventsOf = (dossierId: string): readonly Seen[] =>
    once(partner.seen.filter((record) => record.topic === world.topics.events && record.event.subject === dossierId));
  const put = (...records: readonly Parameters<typeof commandRecord>[0][]) =>
    partner.send(
      commands,
      records.map((record) => ({ key: record.dossier ?? record.id, value: commandRecord(record) })),
    );
  const submitted = async (id: string): Promise<string> => {
    await put({ id, command: "submit", data: submission(id) });
    return String((await resultOf(id)).event.data["dossierId"]);
  };

  it("R-J01 a command comes in, its result goes out, and what happened is published under the dossier's key", async () => {
    await put({ id: "vong-1", command: "submit", data: submission(1) });
    const result = await resultOf("vong-1");
    expect(resultEvent.safeParse(result.event).success).toBe(true);
    expect(result.event).toMatchObject({
      type: "vn.lienthong.result.done",
      source: "/lienthong",
      data: { status: "submitted", version: 1 },
    });
    const dossierId = String(result.event.data["dossierId"]);
    expect(await world.hub.find(dossierId)).toMatchObject({ channel: "counter", applicant: { fullName: "Nguyễn Văn Thử" } });
    const [event] = await until(() => eventsOf(dossierId).length >= 1 && eventsOf(dossierId));
    expect(event).toMatchObject({
      key: dossierId,
      event: { id: `${dossierId}/1`, type: "vn.lienthong.dossier.submitted" },
      headers: {
        ce_type: "vn.lienthong.dossier.submitted",
        "content-type": expect.stringContaining("cloudevents+json"),
        traceparent: expect.stringMatching(/^00-/),
      },
    });
  });

  it("R-I02 no record that goes out holds personal data", async () => {
    const dossierId = await submitted("kin-1");
    await until(() => eventsOf(dossierId).length > 0);
    expect(JSON.stringify([...eventsOf(dossierId), ...resultsOf("kin-1")])).not.toMatch(/Nguyễn Văn Thử|001099000012/);
  });

  it("R-J01 the three outcomes: new is done, the same again is answered again, other content under one id conflicts", async () => {
    const dossierId = await submitted("ba-1");
    await put({ id: "ba-1", command: "submit", data: submission("ba-1") });
    const repeat = await resultOf("ba-1", 2);
    expect(repeat.event).toMatchObject({ type: "vn.lienthong.result.repeat", data: { dossierId, version: 1 } });
    await put({ id: "ba-1", command: "submit", data: submission("khác") });
    const conflict = await resultOf("ba-1", 3);
    expect(conflict.event).toMatchObject({
      type: "vn.lienthong.result.conflict",
      data: { blame: "caller", vi: expect.stringMatching(/\S/), hint: { en: expect.stringMatching(/\S/) } },
    });
    expect(new Set(resultsOf("ba-1").map((record) => record.event.id)).size).toBe(3);
    expect((await world.hub.timeline(dossierId)).length).toBe(1);
  });

  it("R-J01 a command that may not be is refused with reason and hint, and is no poison", async () => {
    await put(
      { id: "tu-choi-1", command: "submit", data: { ...submission("x"), agencyId: "H57.102" } },
      { id: "tu-choi-2", command: "submit", data: { channel: "counter" } },
      { id: "tu-choi-3", command: "receive", dossier: "H57.101-991231-9999", data: {} },
    );
    expect((await resultOf("tu-choi-1")).event.data).toMatchObject({ code: "partner.agency-not-yours" });
    expect((await resultOf("tu-choi-2")).event.data).toMatchObject({ code: "command.invalid", blame: "caller" });
    expect((await resultOf("tu-choi-3")).event.data).toMatchObject({ code: "dossier.not-found" });
    const { items } = await world.hub.exchange.messages({ lane: "kafka", states: ["paused", "dead"] });
    expect(items).toEqual([]);
  });

  it("R-J01 health/ready shows the lag and the last progress: all is taken and committed", async () => {
    const { detail } = await until(async () => {
      const stream = await world.stream();
      return stream.ok && stream.detail.includes("lag 0") && stream;
    });
    expect(detail).toMatch(/^1 topics, lag 0, last batch \d+ s ago$/);
    await until(async () => {
      const [offsets] = await partner.admin.fetchOffsets({ groupId: "lienthong.hub", topics: [commands] });
      const ends = await partner.admin.fetchTopicOffsets(commands);
      const committed = new Map(offsets?.partitions.map((one) => [one.partition, one.offset]));
      return ends.every((one) => one.high === "0" || committed.get(one.partition) === one.high);
    });
  });

  it("R-J01 order per dossier: commands of one key are done in the order of their records, and events and results come in that order", async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => submitted(`thu-tu-${n}`)));
    await put(
      ...ids.flatMap((dossier, n) => [
        {
          id: `thu-tu-${n}-a`,
          command: "check",
          dossier,
          data: { outcome: "valid", actor: { id: "cb-1", role: "officer", agencyId: "H57.101" } },
        },
        { id: `thu-tu-${n}-b`, command: "receive", dossier },
        { id: `thu-tu-${n}-c`, command: "receive", dossier },
      ]),
    );
    for (const [n, dossier] of ids.entries()) {
      await resultOf(`thu-tu-${n}-c`);
      const told = once(
        partner.seen.filter((record) => record.topic === results && record.event.correlationid?.startsWith(`thu-tu-${n}-`)),
      );
      expect(told.map((record) => [record.event.correlationid?.at(-1), record.event.type.split(".").at(-1)])).toEqual([
        ["a", "done"],
        ["b", "done"],
        ["c", "refused"],
      ]);
      const timeline = await world.hub.timeline(dossier);
      await until(() => eventsOf(dossier).length === timeline.length);
      expect(eventsOf(dossier).map((record) => record.event.id)).toEqual(timeline.map((_, i) => `${dossier}/${i + 1}`));
    }
  });

  it("R-J01 poison is parked with its bytes, its sender and the operators are told, and later records go on", async () => {
    const key = "doc-1";
    await partner.send(commands, [
      { key, value: "xin chào" },
      { key, value: commandRecord({ id: "doc-2", command: "erase" }) },
      { key, value: JSON.stringify({ specversion: "1.0", id: "doc-3", type: "com.example.order", source: "/x", data: {} }) },
      { key, value: commandRecord({ id: "doc-4", command: "submit", data: submission("doc-4") }) },
    ]);
    expect((await resultOf("doc-4")).event.type).toBe("vn.lienthong.result.done");
    expect((await resultOf("doc-2")).event.data).toMatchObject({ code: "kafka.poison-unknown-command" });
    expect((await resultOf("doc-3")).event.data).toMatchObject({ code: "kafka.poison-not-cloud-event" });
    const letters = () => once(partner.seen.filter((record) => record.topic === world.topics.deadLetters));
    await until(() => letters().length === 3);
    const first = letters().find((record) => record.event.data["code"] === "kafka.poison-not-json");
    expect(first?.event.data).toMatchObject({ topic: commands, partnerId: PORTAL.id, key, bytes: Buffer.byteLength("xin chào") });
    expect(Buffer.from(String(first?.event.data["value"]), "base64").toString()).toBe("xin chào");
    const parked = await until(async () => {
      const { items } = await world.hub.exchange.messages({ lane: "kafka", states: ["paused"] });
      return items.length === 3 && items;
    });
    const log = await world.hub.exchange.wire({ messageId: parked[0]?.id ?? "" });
    expect(log).toMatchObject([{ direction: "in", what: expect.stringContaining(`KAFKA ${commands}/`) }]);
    expect(parked.map((message) => message.error?.code).sort()).toEqual([
      "kafka.poison-not-cloud-event",
      "kafka.poison-not-json",
      "kafka.poison-unknown-command",
    ]);
  });

  it("R-J01 a record above 1 MiB is parked and not read, where a topic lets it in", async () => {
    const topic = world.topics.commands("so-lon");
    await partner.admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: 1,
          configEntries: [
            { name: "compression.type", value: "uncompressed" },
            { name: "max.message.bytes", value: "3000000" },
          ],
        },
      ],
    });
    await world.hub.partners.put({ ...PORTAL, id: "so-lon" });
    await world.hub.partners.issue({ partnerId: "so-lon", kind: "kafka" });
    await reading(world, 2);
    await partner.send(topic, [{ key: "k", value: "x".repeat(1_100_000) }]);
    const letter = await until(() => partner.seen.find((record) => record.event.data["code"] === "kafka.poison-too-large"));
    expect(letter.event.data).toMatchObject({ partnerId: "so-lon", bytes: 1_100_000, topic });
  });

  it("R-J01 a partner that is let in later is read without a restart; a topic whose broker does not unpack is left out and named", async () => {
    const before = (await world.stream()).detail;
    const topic = world.topics.commands("so-nen");
    await partner.admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
    await world.hub.partners.put({ ...PORTAL, id: "so-nen" });
    await world.hub.partners.issue({ partnerId: "so-nen", kind: "kafka" });
    await world.hub.partners.put({ ...PORTAL, id: "so-moi" });
    await world.hub.partners.issue({ partnerId: "so-moi", kind: "kafka" });
    const { detail } = await until(async () => {
      const stream = await world.stream();
      return stream.ok && stream.detail.includes(`left out: ${topic} (compression)`) && stream;
    });
    expect(detail).not.toBe(before);
    await partner.send(world.topics.commands("so-moi"), [
      { key: "k", value: commandRecord({ id: "moi-1", command: "submit", data: submission("moi-1") }) },
    ]);
    await partner.read(world.topics.results("so-moi"));
    const told = await until(() => partner.seen.find((record) => record.event.correlationid === "moi-1"));
    expect(told.event.type).toBe("vn.lienthong.result.done");
  });

  const spawnKcat = (args: readonly string[], input = "") =>
    spawnSync("kcat", ["-b", kafka.brokers, ...args], { input, encoding: "utf8", timeout: 60_000 });

  it.skipIf(NO_KCAT !== undefined)(
    `R-J01 what partners compress is read, because the broker unpacks it ${NO_KCAT ?? ""}`,
    async () => {
      for (const codec of ["snappy", "lz4", "zstd"]) {
        const id = `nen-${codec}`;
        const sent = spawnKcat(
          ["-P", "-z", codec, "-t", commands, "-k", id],
          commandRecord({ id, command: "submit", data: submission(id) }),
        );
        expect(sent.stderr + sent.status).toBe("0");
        expect((await resultOf(id)).event.type).toBe("vn.lienthong.result.done");
      }
    },
  );

  it.skipIf(NO_KCAT !== undefined)(
    `R-J01 kcat, a client that knows nothing of us, sends a command and reads its result ${NO_KCAT ?? ""}`,
    async () => {
      const sent = spawnKcat(
        ["-P", "-t", commands, "-k", "kcat-1", "-H", "content-type=application/cloudevents+json"],
        commandRecord({ id: "kcat-1", command: "submit", data: submission("kcat-1") }),
      );
      expect(sent.stderr + sent.status).toBe("0");
      const line = await until(() =>
        spawnKcat(["-C", "-t", results, "-e", "-q", "-f", "%k %s\\n"])
          .stdout.split("\n")
          .find((text) => text.includes('"correlationid":"kcat-1"')),
      );
      const event = resultEvent.parse(JSON.parse(line.slice(line.indexOf("{"))));
      expect(event.type).toBe("vn.lienthong.result.done");
      expect(line.startsWith(`${event.subject} `)).toBe(true);
    },
  );
});
