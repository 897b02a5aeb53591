/** What a record means, as tables and properties: no broker needed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { poisonAnswers, replyTo } from "../../../adapters/kafka/answers.ts";
import { deadLetterEvent, MAX_COMMAND_BYTES, MAX_KEPT_BYTES, resultEvent } from "../../../adapters/kafka/contract/cloud-event.ts";
import { deadLetterBody, replyBody } from "../../../adapters/kafka/producing.ts";
import { type PoisonCode, readRecord, toItem } from "../../../adapters/kafka/read.ts";
import { type RawRecord, toStored } from "../../../adapters/kafka/record.ts";
import type { Outcome } from "../../../core/exchange/adapter.ts";

const TOPIC = "lienthong.commands.so-xd";
const AT = "2026-03-02T02:00:00.000Z";
const event = (more: Readonly<Record<string, unknown>> = {}) => ({
  specversion: "1.0",
  id: "so-xd-2026-0001",
  source: "/so-xd/mot-cua",
  type: "vn.lienthong.command.receive",
  subject: "H57.101-260302-0001",
  data: {},
  ...more,
});
const raw = (value: unknown, more: Partial<RawRecord> = {}): RawRecord => ({
  offset: "12",
  timestamp: "1772416800000",
  key: Buffer.from("H57.101-260302-0001"),
  value:
    value === null
      ? null
      : Buffer.isBuffer(value)
        ? value
        : Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
  ...more,
});
const stored = (value: unknown, more: Partial<RawRecord> = {}) => toStored(TOPIC, 3, "so-xd", raw(value, more));
const binary = {
  ce_specversion: Buffer.from("1.0"),
  ce_id: Buffer.from("so-xd-2026-0002"),
  ce_source: Buffer.from("/so-xd"),
  ce_type: Buffer.from("vn.lienthong.command.submit"),
  "content-type": Buffer.from("application/json"),
};

describe("R-J01 a record of a command topic", () => {
  it("R-J01 in the structured mode is a command with its id as key and its subject as dossier", () => {
    expect(readRecord(stored(event()))).toMatchObject({ kind: "command", command: "receive", event: { id: "so-xd-2026-0001" } });
  });
  it("R-J01 in the binary mode has its attributes in headers and the body as value", () => {
    const reading = readRecord(stored({ channel: "counter" }, { headers: binary }));
    expect(reading).toMatchObject({
      kind: "command",
      command: "submit",
      event: { id: "so-xd-2026-0002", data: { channel: "counter" } },
    });
  });
  it("R-J01 with extension attributes and a byte order mark is read all the same", () => {
    expect(readRecord(stored(`\uFEFF${JSON.stringify(event({ traceparent: "00-1-2-01" }))}`)).kind).toBe("command");
  });

  const deep = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  it.each<[string, unknown, Partial<RawRecord>, PoisonCode]>([
    ["nothing (a tombstone)", null, {}, "kafka.poison-not-json"],
    ["prose", "xin chào", {}, "kafka.poison-not-json"],
    ["half a JSON", '{"specversion":"1.0"', {}, "kafka.poison-not-json"],
    ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x7b]), {}, "kafka.poison-not-json"],
    ["200,000 levels", deep, {}, "kafka.poison-forbidden"],
    ["50,001 values", JSON.stringify(event({ data: { a: Array(50_002).fill(0) } })), {}, "kafka.poison-forbidden"],
    ["a prototype key", '{"specversion":"1.0","__proto__":{"id":"x"}}', {}, "kafka.poison-forbidden"],
    ["a prototype key deep inside", JSON.stringify(event({ data: { a: [{ constructor: 1 }] } })), {}, "kafka.poison-forbidden"],
    ["U+0000", JSON.stringify(event({ data: { a: "\u0000" } })), {}, "kafka.poison-forbidden"],
    ["a batch of events", [event()], {}, "kafka.poison-not-cloud-event"],
    ["CloudEvents 0.3", event({ specversion: "0.3" }), {}, "kafka.poison-not-cloud-event"],
    ["no id", { ...event(), id: undefined }, {}, "kafka.poison-not-cloud-event"],
    ["an id with a line break", event({ id: "a\r\nb" }), {}, "kafka.poison-not-cloud-event"],
    ["somebody else's type", event({ type: "com.example.order" }), {}, "kafka.poison-not-cloud-event"],
    ["data in base64", { ...event(), data: undefined, data_base64: "e30=" }, {}, "kafka.poison-not-cloud-event"],
    ["data as a list", event({ data: [] }), {}, "kafka.poison-not-cloud-event"],
    ["a command that does not exist", event({ type: "vn.lienthong.command.erase" }), {}, "kafka.poison-unknown-command"],
    [
      "a command named like a member of Object",
      event({ type: "vn.lienthong.command.toString" }),
      {},
      "kafka.poison-unknown-command",
    ],
    ["more than 1 MiB", "x".repeat(MAX_COMMAND_BYTES + 1), {}, "kafka.poison-too-large"],
    ["binary mode without data", "", { headers: binary }, "kafka.poison-not-json"],
  ])("R-J01 %s is poison", (_, value, more, code) => {
    expect(readRecord(stored(value, more))).toMatchObject({ kind: "poison", code });
  });
  it("R-J01 that is poison still says whose command it was, where the id can be read", () => {
    expect(readRecord(stored(event({ type: "vn.lienthong.command.erase" })))).toMatchObject({ correlationId: "so-xd-2026-0001" });
    expect(readRecord(stored("", { headers: binary }))).toMatchObject({ correlationId: "so-xd-2026-0002" });
    expect(readRecord(stored(event({ id: { $ne: "" } })))).not.toHaveProperty("correlationId");
  });
  it("R-J01 of any bytes is a command or poison, never an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
          fc.json(),
        ),
        (value) => {
          expect(["command", "poison"]).toContain(readRecord(stored(value)).kind);
        },
      ),
    );
  });
});

describe("the item of the inbox", () => {
  it("R-J01 is known by topic, partition, offset and time, so that a topic made anew is not taken for the old one", () => {
    expect(toItem(stored(event())).id).toBe(`${TOPIC}/3/12/1772416800000`);
  });
  it("R-J01 keeps order by partner and record key, else by partner and dossier", () => {
    expect(toItem(stored(event())).key).toBe("so-xd:H57.101-260302-0001");
    expect(toItem(stored(event(), { key: null })).key).toBe("so-xd:H57.101-260302-0001");
    const { subject: _, ...submit } = event({ type: "vn.lienthong.command.submit" });
    expect(toItem(stored(submit, { key: null })).key).toBe(toItem(stored(submit, { key: null })).id);
  });
  it("R-J01 of poison stands alone: nothing waits behind it", () => {
    expect(toItem(stored("xin chào")).key).toBe(`${TOPIC}/3/12/1772416800000`);
  });
  it("R-J01 keeps of a record that is too large the beginning, its size and its hash", () => {
    const record = stored("x".repeat(MAX_COMMAND_BYTES + 1));
    expect(record).toMatchObject({ cut: true, bytes: MAX_COMMAND_BYTES + 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Buffer.from(record.value, "base64").byteLength).toBe(MAX_KEPT_BYTES);
  });
  it("R-J01 keeps only headers that somebody reads, cut to size", () => {
    const { headers } = stored(event(), {
      headers: { authorization: "bí mật", CE_TYPE: ["a", "b"], traceparent: Buffer.from("t".repeat(9_000)), ce_x: undefined },
    });
    expect(headers).toEqual({ ce_type: "a", traceparent: "t".repeat(500), ce_x: "" });
  });
});

describe("answers", () => {
  const receipt = { dossierId: "d-1", status: "received", version: 2, events: [2] } as const;
  const refusal = {
    code: "dossier.not-found",
    blame: "caller",
    vi: "Không có hồ sơ.",
    en: "No such dossier.",
    hint: { vi: "Kiểm tra mã.", en: "Check the code." },
  } as const;
  it.each<[Outcome, string]>([
    [{ outcome: "repeat", receipt }, "vn.lienthong.result.repeat"],
    [{ outcome: "refused", refusal }, "vn.lienthong.result.refused"],
    [{ outcome: "conflict", refusal }, "vn.lienthong.result.conflict"],
  ])("R-J01 of the outcome %j fit their contract and name the command", (outcome, type) => {
    const { operation, body } = replyTo(stored(event()), "so-xd-2026-0001", "H57.101-260302-0001", outcome, AT);
    expect(operation).toBe("reply");
    const reply = replyBody.parse(body);
    expect(reply).toMatchObject({ partnerId: "so-xd", event: { type, correlationid: "so-xd-2026-0001" } });
    expect(resultEvent.safeParse(reply.event).success).toBe(true);
  });
  it("R-J01 to poison tell its sender and the operators, with the bytes and where they came from", () => {
    const record = stored("xin chào");
    const [reply, letter] = poisonAnswers(record, { kind: "poison", code: "kafka.poison-not-json" }, AT);
    expect(replyBody.parse(reply?.body).event).toMatchObject({
      type: "vn.lienthong.result.refused",
      data: { code: "kafka.poison-not-json" },
    });
    const { event: told } = deadLetterBody.parse(letter?.body);
    expect(deadLetterEvent.parse(told).data).toMatchObject({ topic: TOPIC, partition: 3, offset: "12", partnerId: "so-xd" });
    expect(Buffer.from(told.data.value, "base64").toString()).toBe("xin chào");
  });
});
