/** Accounts and rights: the broker proves who writes into a partner's topic (README.md, ACL). On a real Apache Kafka. */
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { topicsOf } from "../../../adapters/kafka/contract/topics.ts";
import { kafkaConnection } from "../../../adapters/kit/kafka.ts";
import { type RunningKafka, startKafka, whyNoKafka } from "../../../scripts/kafka/broker.ts";
import {
  commandRecord,
  type KafkaHub,
  type Outsider,
  openKafkaHub,
  outsider,
  PORTAL,
  reading,
  submission,
  until,
} from "./world.ts";

const WHY_NOT = whyNoKafka();
const OTHER = { ...PORTAL, id: "mot-cua-102", agencies: ["H57.102"] };
const PASSWORDS = { "quan-tri": "quan-tri-bi-mat-1", lienthong: "truc-bi-mat-1", [PORTAL.id]: "mot-cua-bi-mat-1" };

describe.skipIf(WHY_NOT !== undefined)(`Kafka with accounts ${WHY_NOT ?? ""}`, () => {
  let kafka: RunningKafka;
  let world: KafkaHub;
  let operator: Outsider;
  let partner: Outsider;

  const allow = (
    user: string,
    resourceType: AclResourceTypes,
    resourceName: string,
    operation: AclOperationTypes,
    pattern: ResourcePatternTypes = ResourcePatternTypes.LITERAL,
  ) => ({
    resourceType,
    resourceName,
    resourcePatternType: pattern,
    principal: `User:${user}`,
    host: "*",
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  });

  beforeAll(async () => {
    kafka = await startKafka({ accounts: { superUser: "quan-tri", passwords: PASSWORDS } });
    operator = outsider(kafka.brokers, { user: "quan-tri", password: PASSWORDS["quan-tri"] });
    // The rights of README.md, no more.
    const { TOPIC, GROUP } = AclResourceTypes;
    const { ALL, READ, WRITE } = AclOperationTypes;
    const { PREFIXED } = ResourcePatternTypes;
    const topics = topicsOf("lienthong");
    await operator.admin.createAcls({
      acl: [
        allow("lienthong", TOPIC, "lienthong.", ALL, PREFIXED),
        allow("lienthong", GROUP, "lienthong.hub", ALL),
        allow(PORTAL.id, TOPIC, topics.commands(PORTAL.id), WRITE),
        allow(PORTAL.id, TOPIC, topics.results(PORTAL.id), READ),
        allow(PORTAL.id, GROUP, "outsider-", READ, PREFIXED),
      ],
    });
    world = await openKafkaHub(kafka.brokers, "lienthong", {
      partners: [PORTAL, OTHER],
      env: {
        LIENTHONG_KAFKA_USER: "lienthong",
        LIENTHONG_KAFKA_PASSWORD: PASSWORDS.lienthong,
        LIENTHONG_KAFKA_MECHANISM: "plain",
      },
    });
    await reading(world, 2);
    partner = outsider(kafka.brokers, { user: PORTAL.id, password: PASSWORDS[PORTAL.id] ?? "" });
  });
  afterAll(async () => {
    await partner?.close();
    await operator?.close();
    await world?.hub.stop();
    await kafka?.stop();
  });

  it("R-J04 a partner writes into its own command topic and reads its own results", async () => {
    await partner.read(world.topics.results(PORTAL.id));
    await partner.send(world.topics.commands(PORTAL.id), [
      { key: "q-1", value: commandRecord({ id: "q-1", command: "submit", data: submission("q-1") }) },
    ]);
    const result = await until(() => partner.seen.find((record) => record.event.correlationid === "q-1"));
    expect(result.event.type).toBe("vn.lienthong.result.done");
  });

  it("R-J04 the broker lets it write nowhere else, so that a topic proves who speaks", async () => {
    const connection = kafkaConnection({
      brokers: [kafka.brokers],
      clientId: "partner",
      ssl: false,
      account: { mechanism: "plain", user: PORTAL.id, password: PASSWORDS[PORTAL.id] ?? "" },
    });
    const value = new TextEncoder().encode(commandRecord({ id: "gia-1", command: "submit", data: submission("gia-1") }));
    for (const topic of [world.topics.commands(OTHER.id), world.topics.events, world.topics.results(PORTAL.id)]) {
      const forged = connection.send({ topic, key: "gia-1", value, headers: {} }, new AbortController().signal);
      await expect(forged).rejects.toMatchObject({ intent: "pause", code: "kafka.not-allowed" });
    }
    await connection.close();
  });

  it("R-J01 with a wrong password nothing is sent, and a person must look", async () => {
    const connection = kafkaConnection({
      brokers: [kafka.brokers],
      clientId: "lienthong",
      ssl: false,
      account: { mechanism: "plain", user: "lienthong", password: "sai" },
    });
    const sent = connection.send({ topic: "x", key: "k", value: new Uint8Array(), headers: {} }, new AbortController().signal);
    const error: unknown = await sent.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ intent: "pause", code: "kafka.not-allowed", blame: "hub" });
    expect(String(error)).not.toContain("sai");
    await connection.close();
  });
});
