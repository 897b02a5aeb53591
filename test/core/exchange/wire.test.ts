/** The wire log and its seals: nothing on the wire goes unrecorded, nothing recorded can be changed unseen. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { merkleRoot, type SealedRow, sealWire, verifyWire } from "../../../core/exchange/seal.ts";
import { createWireLog, MAX_WIRE_BODY } from "../../../core/exchange/wire-log.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, harness, partner, put, START, settledAs, suite, until } from "./kit.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const SECRET = "a-test-secret-of-more-than-32-characters";
const now = () => START;
const noLog = { info: () => {}, warn: () => {}, error: () => {} };

describe.each(ENGINES)("wire log ($name)", ({ open }) => {
  const { database } = suite(open);
  beforeEach(async () => {
    await database.query("delete from wire_log");
    await database.query("delete from wire_seal");
  });

  const write = async (count: number, from = 0): Promise<void> => {
    const log = createWireLog(database, now, noLog);
    const collector = log.collector({ lane: "post", key: "d-1" });
    for (let n = from; n < from + count; n += 1) {
      collector.wire({
        direction: n % 2 ? "in" : "out",
        what: "POST https://post.test/orders",
        status: 200,
        contentType: "application/json",
        bytes: bytes(`{"n":${n}}`),
      });
    }
    log.add(collector.take());
    await log.flush();
  };

  it("every call is logged with the hash of its bytes, whatever became of it", async () => {
    const adapter = partner({
      operations: {
        send: {
          send: async ({ n }, call) => {
            call.wire({
              direction: "out",
              what: "POST https://post.test/orders",
              contentType: "application/json",
              bytes: bytes(`{"n":${n}}`),
            });
            call.wire({
              direction: "in",
              what: "POST https://post.test/orders",
              status: n === 1 ? 200 : 409,
              bytes: bytes("Thành công"),
            });
            if (n === 2) throw failure("rejected", "post.refused");
            return {};
          },
        },
      },
    });
    const { exchange } = harness(database, [adapter]);
    await exchange.start();
    const good = await put(database, { lane: adapter.id, key: "d-good", body: { n: 1 } });
    const bad = await put(database, { lane: adapter.id, key: "d-bad", body: { n: 2 } });
    await settledAs(database, good, "done");
    await settledAs(database, bad, "rejected");
    const entries = await exchange.control.wire({ messageId: good });
    expect(entries).toEqual([
      expect.objectContaining({
        direction: "out",
        what: "POST https://post.test/orders",
        sha256: sha256('{"n":1}'),
        size: 7,
        contentType: "application/json",
        at: START,
      }),
      expect.objectContaining({ direction: "in", status: 200, sha256: sha256("Thành công") }),
    ]);
    expect(new TextDecoder().decode(entries[1]?.body)).toBe("Thành công");
    expect((await exchange.control.wire({ dossier: "d-bad" })).map((entry) => entry.status)).toEqual([undefined, 409]);
    expect(await exchange.control.wire({ messageId: "không phải mã" })).toEqual([]);
    expect(await exchange.control.wire({})).toEqual([]);
    await exchange.stop();
  });

  it("what a call says after it was given up is still logged", async () => {
    const late = gate();
    const adapter = partner({
      plan: { timeoutMs: 20 },
      operations: {
        send: {
          send: async (_body, call) => {
            await late.opened;
            call.wire({ direction: "in", what: "POST https://post.test/late", status: 200, bytes: bytes("muộn") });
            return {};
          },
        },
      },
    });
    const { exchange } = harness(database, [adapter]);
    await exchange.start();
    const id = await put(database, { lane: adapter.id });
    await exchange.control.idle();
    late.open();
    await until("the late answer is logged", async () => {
      await exchange.seal();
      return (await exchange.control.wire({ messageId: id })).length === 1;
    });
    await exchange.stop();
  });

  it("a hook's request is logged under the lane, with the trace it came with", async () => {
    const adapter = partner();
    const { exchange } = harness(database, [adapter]);
    const hook = exchange.hookCall(adapter.id, {
      key: "d-hook",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    });
    hook.call.wire({ direction: "in", what: "POST /hooks/x", bytes: bytes("{}") });
    await hook.done();
    expect(hook.call.traceparent).toContain("0af7651916cd43dd8448eb211c80319c");
    expect(await exchange.control.wire({ dossier: "d-hook" })).toEqual([
      expect.objectContaining({ lane: adapter.id, direction: "in" }),
    ]);
    expect(() => exchange.hookCall("nobody")).toThrow('no adapter "nobody"');
  });

  it("a body above 64 KiB keeps only its hash and size; expiry forgets bodies but breaks no seal", async () => {
    const log = createWireLog(database, now, noLog);
    const collector = log.collector({ lane: "post", key: "big" });
    collector.wire({ direction: "out", what: "PUT", bytes: new Uint8Array(MAX_WIRE_BODY) });
    collector.wire({ direction: "out", what: "PUT", bytes: new Uint8Array(MAX_WIRE_BODY + 1) });
    log.add(collector.take());
    await log.flush();
    const stored = await database.query<{ size: number; kept: boolean }>(
      "select size, body is not null as kept from wire_log order by seq",
    );
    expect(stored).toEqual([
      { size: 65_536, kept: true },
      { size: 65_537, kept: false },
    ]);
    await sealWire(database, now, SECRET);
    expect(await log.expire(START)).toBe(0);
    expect(await log.expire("2026-03-02T01:30:00.001Z")).toBe(1);
    expect(await verifyWire(database, SECRET)).toEqual({ sealed: 2, unsealed: 0 });
  });

  it("a database that is away loses no entry: the buffer is written when it is back", async () => {
    let away = true;
    const log = createWireLog(
      {
        query: async (text, values) => {
          if (away) throw failure("retry", "db.away");
          return database.query(text, values);
        },
      },
      now,
      noLog,
    );
    const collector = log.collector({ lane: "post", key: "kept" });
    for (let n = 0; n < 120; n += 1) collector.wire({ direction: "out", what: `POST ${n}`, bytes: bytes(String(n)) });
    log.add(collector.take());
    await log.flush();
    away = false;
    await log.flush();
    const stored = await database.query<{ what: string }>("select what from wire_log order by seq");
    expect(stored.map((entry) => entry.what)).toEqual(Array.from({ length: 120 }, (_, n) => `POST ${n}`));
  });

  it("R-F06 seals hold over many batches, and say what is not sealed yet", async () => {
    await write(25);
    expect(await sealWire(database, now, SECRET, 10)).toBe(25);
    await write(3, 25);
    expect(await verifyWire(database, SECRET)).toEqual({ sealed: 25, unsealed: 3 });
    expect(await sealWire(database, now, SECRET, 10)).toBe(3);
    expect(await sealWire(database, now, SECRET, 10)).toBe(0);
    expect(await verifyWire(database, SECRET)).toEqual({ sealed: 28, unsealed: 0 });
    expect(await database.query("select count from wire_seal order by id")).toEqual([
      { count: 10 },
      { count: 10 },
      { count: 5 },
      { count: 3 },
    ]);
  });

  it("two processes sealing at once seal every row exactly once", async () => {
    await write(40);
    const sealed = await Promise.all([sealWire(database, now, SECRET, 7), sealWire(database, now, SECRET, 7)]);
    await sealWire(database, now, SECRET, 7);
    expect(sealed[0] + sealed[1]).toBeLessThanOrEqual(40);
    expect(await verifyWire(database, SECRET)).toEqual({ sealed: 40, unsealed: 0 });
  });

  it.each([
    ["a row's status was changed", "update wire_log set status = 500 where seq = (select min(seq) + 12 from wire_log)", 1],
    [
      "a row's time was changed",
      "update wire_log set at = at + interval '1 ms' where seq = (select min(seq) + 12 from wire_log)",
      1,
    ],
    ["a body was changed", "update wire_log set body = '\\x00'::bytea where seq = (select min(seq) + 12 from wire_log)", 1],
    ["a row was removed", "delete from wire_log where seq = (select min(seq) + 12 from wire_log)", 1],
    ["two rows changed places", "update wire_log set lane = lane || '?' where seq in (select min(seq) + 10 from wire_log)", 1],
    [
      "a seal's root was changed",
      "update wire_seal set root = repeat('a', 64) where id = (select min(id) + 1 from wire_seal)",
      1,
    ],
    ["a seal in the middle was removed", "delete from wire_seal where id = (select min(id) + 1 from wire_seal)", 2],
    ["the last seal was removed", "delete from wire_seal where id = (select max(id) from wire_seal)", 2],
    [
      "a row was smuggled into a seal",
      "insert into wire_log (lane, direction, what, at, sha256, size, seal_id) select 'x', 'in', 'x', now(), '', 0, min(id) from wire_seal",
      0,
    ],
    ["a signature was removed", "update wire_seal set signature = null where id = (select min(id) + 1 from wire_seal)", 1],
  ])("R-F06 finds it when %s", async (_what, tamper, bad) => {
    await write(30);
    await sealWire(database, now, SECRET, 10);
    const [first] = await database.query<{ id: number }>("select min(id)::int as id from wire_seal");
    await database.query(tamper);
    expect((await verifyWire(database, SECRET)).firstBad).toBe((first?.id ?? 0) + bad);
  });

  it("R-F06 whoever can rewrite the database but lacks the secret cannot seal it again", async () => {
    await write(5);
    await sealWire(database, now, SECRET);
    await database.query("update wire_log set status = 500, seal_id = null");
    await database.query("delete from wire_seal");
    await sealWire(database, now, "another-secret-of-more-than-32-characters");
    expect((await verifyWire(database, SECRET)).firstBad).toBeTypeOf("number");
    expect(await verifyWire(database)).toEqual({ sealed: 5, unsealed: 0 });
  });
});

describe("Merkle root", () => {
  const entry = (seq: number, what = "x"): SealedRow => ({
    seq,
    lane: "post",
    direction: "out",
    messageId: null,
    key: null,
    what,
    status: null,
    at: START,
    sha256: sha256(String(seq)),
    size: 1,
    contentType: null,
  });

  it("changes with every row, with their order and with their number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, pick) => {
        const rows = Array.from({ length: count }, (_, seq) => entry(seq));
        const root = merkleRoot(rows);
        const i = pick % count;
        expect(merkleRoot(rows.with(i, entry(i, "y")))).not.toBe(root);
        expect(merkleRoot(rows.slice(1))).not.toBe(root);
        expect(merkleRoot([...rows, entry(count)])).not.toBe(root);
        // The odd row's twin: doubling the last row is another log, although many Merkle trees cannot tell.
        expect(merkleRoot([...rows, entry(count - 1)])).not.toBe(root);
        if (count > 1) expect(merkleRoot(rows.toReversed())).not.toBe(root);
      }),
    );
  });
});
