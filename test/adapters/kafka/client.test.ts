/** Settings, errors and lag: what needs no broker. */
import { describe, expect, it } from "vitest";
import adapter from "../../../adapters/kafka/adapter.ts";
import { AdapterConfigError, readAdapterConfig } from "../../../adapters/kit/define.ts";
import { kafkaConnection } from "../../../adapters/kit/kafka.ts";
import { kafkaError } from "../../../adapters/kit/kafka-errors.ts";
import { waitingOf } from "../../../adapters/kit/kafka-lag.ts";
import { freePort } from "../../../gateway/cli/free-port.ts";

describe("R-J01 the settings of Kafka", () => {
  it("R-J01 without brokers nothing is turned on, whatever else is set", () => {
    expect(readAdapterConfig(adapter, { LIENTHONG_KAFKA_PREFIX: "hue" })).toBeUndefined();
    expect(readAdapterConfig(adapter, { LIENTHONG_KAFKA_BROKERS: " ", KAFKA_BROKERS: "" })).toBeUndefined();
  });
  it("R-J01 KAFKA_BROKERS turns it on too; the hub's own variable goes before", () => {
    expect(readAdapterConfig(adapter, { KAFKA_BROKERS: "k1.test:9092, k2.test:9092" })).toMatchObject({
      brokers: ["k1.test:9092", "k2.test:9092"],
      prefix: "lienthong",
    });
    expect(readAdapterConfig(adapter, { KAFKA_BROKERS: "k1.test:9092", LIENTHONG_KAFKA_BROKERS: "k3.test:9092" })).toMatchObject({
      brokers: ["k3.test:9092"],
    });
  });
  it.each([
    [{ LIENTHONG_KAFKA_BROKERS: "k1.test" }, /LIENTHONG_KAFKA_BROKERS/],
    [{ LIENTHONG_KAFKA_BROKERS: "k1.test:9092", LIENTHONG_KAFKA_USER: "hub" }, /LIENTHONG_KAFKA_PASSWORD/],
    [{ LIENTHONG_KAFKA_BROKERS: "k1.test:9092", LIENTHONG_KAFKA_PREFIX: "a b" }, /LIENTHONG_KAFKA_PREFIX/],
    [{ LIENTHONG_KAFKA_BROKERS: "k1.test:9092", LIENTHONG_KAFKA_BROKER: "x" }, /LIENTHONG_KAFKA_BROKER: không có biến này/],
  ])("R-J01 names the variable that is wrong in %j", (env, message) => {
    expect(() => readAdapterConfig(adapter, env)).toThrow(AdapterConfigError);
    expect(() => readAdapterConfig(adapter, env)).toThrow(message);
  });
});

/** As kafkajs makes them: wrapped when it has tried often enough. */
const thrown = (name: string, type?: string) => Object.assign(new Error("as the broker says"), { name, type });
const wrapped = (cause: Error) => Object.assign(new Error(cause.message, { cause }), { name: "KafkaJSNumberOfRetriesExceeded" });

describe("R-J01 errors of kafkajs as intents", () => {
  it.each([
    ["a connection that is refused", wrapped(thrown("KafkaJSConnectionError")), "connect", "retry", "kafka.unreachable"],
    [
      "a connection that is cut while it sends",
      wrapped(thrown("KafkaJSConnectionClosedError")),
      "send",
      "unknown",
      "kafka.no-answer",
    ],
    ["no answer in time", thrown("KafkaJSRequestTimeoutError"), "send", "unknown", "kafka.no-answer"],
    ["the broker's own time-out", thrown("KafkaJSProtocolError", "REQUEST_TIMED_OUT"), "send", "unknown", "kafka.no-answer"],
    [
      "copies that fell away after it was written",
      thrown("KafkaJSProtocolError", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"),
      "send",
      "unknown",
      "kafka.no-answer",
    ],
    ["no leader", wrapped(thrown("KafkaJSProtocolError", "NOT_LEADER_FOR_PARTITION")), "send", "retry", "kafka.unreachable"],
    ["too few copies", thrown("KafkaJSProtocolError", "NOT_ENOUGH_REPLICAS"), "send", "retry", "kafka.unreachable"],
    [
      "no such topic",
      wrapped(thrown("KafkaJSProtocolError", "UNKNOWN_TOPIC_OR_PARTITION")),
      "send",
      "retry",
      "kafka.topic-missing",
    ],
    ["a record that is too large", thrown("KafkaJSProtocolError", "MESSAGE_TOO_LARGE"), "send", "pause", "kafka.too-large"],
    ["no right to write", thrown("KafkaJSProtocolError", "TOPIC_AUTHORIZATION_FAILED"), "send", "pause", "kafka.not-allowed"],
    ["a wrong password", thrown("KafkaJSSASLAuthenticationError"), "connect", "pause", "kafka.not-allowed"],
  ] as const)("R-J01 %s", (_, error, stage, intent, code) => {
    expect(kafkaError(error, stage)).toMatchObject({
      intent,
      code,
      hint: { vi: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) },
    });
  });
  it("R-J01 a missing topic says nothing about the broker's health", () => {
    expect(kafkaError(thrown("KafkaJSProtocolError", "UNKNOWN_TOPIC_OR_PARTITION"), "send").trips).toBe(false);
  });
  it("R-J01 a dead broker fails at once and is known not to have it: kafkajs' own retries (18.9 s) are off", async () => {
    const connection = kafkaConnection({ brokers: [`127.0.0.1:${await freePort()}`], clientId: "test", ssl: false });
    const record = { topic: "a", key: "k", value: new Uint8Array(), headers: {} };
    const sent = connection.send(record, new AbortController().signal);
    await expect(sent).rejects.toMatchObject({ intent: "retry", code: "kafka.unreachable" });
    await connection.close();
  });
});

describe("R-J01 lag", () => {
  const ends = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([low, high], partition) => ({ partition, low, high }));
  it.each([
    ["nothing committed: all that is there", ends(["0", "5"]), [{ partition: 0, offset: "-1" }], 5],
    ["all committed", ends(["0", "5"]), [{ partition: 0, offset: "5" }], 0],
    ["several partitions", ends(["0", "5"], ["0", "7"]), [{ partition: 1, offset: "3" }], 9],
    ["what retention has deleted does not wait", ends(["4", "6"]), [{ partition: 0, offset: "1" }], 2],
    ["a topic made anew, whose offsets start again", ends(["0", "2"]), [{ partition: 0, offset: "90" }], 2],
    ["offsets beyond 2^53", ends(["0", "9007199254740995"]), [{ partition: 0, offset: "9007199254740993" }], 2],
  ])("R-J01 %s", (_, high, committed, lag) => {
    expect(waitingOf(high, committed)).toBe(lag);
  });
});
