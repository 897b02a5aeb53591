import { describe, expect, it } from "vitest";
import { createBatches, type KafkaRecord, type Placed } from "../../../adapters/kit/kafka-batch.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";

const record = (topic: string, key: string, bytes = 10): KafkaRecord => ({
  topic,
  key,
  value: new Uint8Array(bytes),
  headers: {},
});
const stays = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const fault = (intent: "retry" | "pause", code: string): ExchangeError =>
  new ExchangeError(intent, code, { code, blame: "hub", hint: { vi: "x", en: "x" } });

/** A broker whose answers are given by the test, in order. */
const broker = () => {
  const requests: { readonly topic: string; readonly keys: readonly string[] }[] = [];
  const open: { readonly answer: () => void; readonly fail: (error: ExchangeError) => void }[] = [];
  const put = (topic: string, records: readonly KafkaRecord[]): Promise<readonly Placed[]> => {
    requests.push({ topic, keys: records.map(({ key }) => key) });
    return new Promise((resolve, reject) =>
      open.push({ answer: () => resolve(records.map((_, n) => ({ partition: 0, offset: String(n) }))), fail: reject }),
    );
  };
  return { requests, put, answer: () => open.shift()?.answer(), fail: (error: ExchangeError) => open.shift()?.fail(error) };
};

describe("R-J01 records that are sent at the same time", () => {
  it("R-J01 go in one request, each with a place of its own; what comes meanwhile goes with the next, in order", async () => {
    const { requests, put, answer } = broker();
    const { send } = createBatches(put);
    const first = [send(record("a", "1"), stays), send(record("a", "2"), stays)];
    await turn();
    const later = [send(record("a", "3"), stays), send(record("a", "4"), stays)];
    await turn();
    expect(requests).toEqual([{ topic: "a", keys: ["1", "2"] }]);
    answer();
    expect(await Promise.all(first)).toEqual([
      { partition: 0, offset: "0" },
      { partition: 0, offset: "1" },
    ]);
    expect(requests).toEqual([
      { topic: "a", keys: ["1", "2"] },
      { topic: "a", keys: ["3", "4"] },
    ]);
    answer();
    await Promise.all(later);
  });

  it("R-J01 wait only for their own topic", async () => {
    const { requests, put, answer } = broker();
    const { send } = createBatches(put);
    const stuck = send(record("a", "1"), stays);
    await turn();
    const other = send(record("b", "2"), stays);
    await turn();
    expect(requests.map(({ topic }) => topic)).toEqual(["a", "b"]);
    answer();
    answer();
    await Promise.all([stuck, other]);
  });

  it("R-J01 are not taken along by one that is too large: it alone is refused", async () => {
    const { requests, put, answer, fail } = broker();
    const { send } = createBatches(put);
    const sent = Promise.allSettled(["1", "2", "3"].map((key) => send(record("a", key), stays)));
    await turn();
    fail(fault("pause", "kafka.too-large"));
    await turn();
    answer();
    await turn();
    fail(fault("pause", "kafka.too-large"));
    await turn();
    answer();
    expect((await sent).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(requests.map(({ keys }) => keys)).toEqual([["1", "2", "3"], ["1"], ["2"], ["3"]]);
  });

  it("R-J01 share a request only up to half of what a topic takes by default", async () => {
    const { requests, put, answer } = broker();
    const { send } = createBatches(put);
    const sent = ["1", "2", "3"].map((key) => send(record("a", key, 300_000), stays));
    for (let n = 0; n < sent.length; n += 1) {
      await turn();
      answer();
    }
    await Promise.all(sent);
    expect(requests.map(({ keys }) => keys)).toEqual([["1"], ["2"], ["3"]]);
  });

  it("R-J01 share what the broker says of the request, and the next ones go on", async () => {
    const { put, answer, fail } = broker();
    const { send } = createBatches(put);
    const sent = Promise.allSettled(["1", "2"].map((key) => send(record("a", key), stays)));
    await turn();
    fail(fault("retry", "kafka.topic-missing"));
    expect((await sent).map((one) => one.status === "rejected" && one.reason.code)).toEqual([
      "kafka.topic-missing",
      "kafka.topic-missing",
    ]);
    const next = send(record("a", "3"), stays);
    await turn();
    answer();
    expect(await next).toEqual({ partition: 0, offset: "0" });
  });

  it("R-J01 whose time is over before their request are known not to be sent; in it the outcome is unknown", async () => {
    const { requests, put, answer } = broker();
    const { send } = createBatches(put);
    const [inFlight, queued] = [new AbortController(), new AbortController()];
    const flying = Promise.allSettled([send(record("a", "1"), inFlight.signal), send(record("a", "2"), stays)]);
    await turn();
    const waiting = Promise.allSettled([send(record("a", "3"), queued.signal), send(record("a", "4"), stays)]);
    inFlight.abort();
    queued.abort();
    answer();
    const [cut, good] = await flying;
    expect(cut).toMatchObject({ status: "rejected", reason: { intent: "unknown", code: "kafka.no-answer" } });
    expect(good).toMatchObject({ status: "fulfilled" });
    await turn();
    answer();
    const [never, went] = await waiting;
    expect(never).toMatchObject({ status: "rejected", reason: { intent: "retry", code: "kafka.unreachable" } });
    expect(went).toMatchObject({ status: "fulfilled" });
    expect(requests.map(({ keys }) => keys)).toEqual([["1", "2"], ["4"]]);
  });
});
