/** What a lane bears: bad bodies, bugs of adapters, bad text, too many calls; and what stays out of its log. */
import { describe, expect, it } from "vitest";
import { ExchangeSetupError } from "../../../core/exchange/options.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, harness, partner, put, row, settledAs, suite, until } from "./kit.ts";

describe.each(ENGINES)("bounds of a lane ($name)", ({ open }) => {
  const { database, begin } = suite(open);

  it.each([
    ["an Error", () => new RangeError("boom")],
    ["a TypeError", () => new TypeError("x is not a function")],
    ["no Error at all", () => "boom"],
  ])("an adapter that throws %s is our bug: paused, blame hub, no second try", async (_what, thrown) => {
    let calls = 0;
    const { lane, exchange, logged } = await begin({
      operations: {
        send: {
          send: async () => {
            calls += 1;
            throw thrown();
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "paused", error: { code: "exchange.adapter-bug", blame: "hub" } });
    expect(calls).toBe(1);
    expect(logged).toContainEqual(expect.objectContaining({ level: "error", message: "adapter failed" }));
  });

  it("R-I02 what an adapter's error quotes from a dossier stays out of the log", async () => {
    const { lane, exchange, logged } = await begin({
      operations: {
        send: {
          send: async () => {
            throw new SyntaxError('Unexpected token: {"hoTen":"Nguyễn Thị Thử","dinhDanh":"001099000012"}');
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(JSON.stringify(await row(database, id))).toContain("001099000012");
    expect(JSON.stringify(logged)).not.toMatch(/001099000012|Nguyễn/);
    expect(JSON.stringify(logged)).toContain("SyntaxError");
  });

  it("a body above 64 KiB is read from its blob; a blob that is gone pauses the message", async () => {
    const bodies: unknown[] = [];
    const { lane, exchange } = await begin(
      {
        operations: {
          send: {
            send: async (body) => {
              bodies.push(body);
              return {};
            },
          },
        },
      },
      { readBlob: async (sha256) => (sha256 === "aa" ? new TextEncoder().encode('{"n":7,"tên":"Huế"}') : undefined) },
    );
    const kept = await put(database, { lane, bodyBlob: "aa" });
    const gone = await put(database, { lane, bodyBlob: "bb" });
    await exchange.control.idle();
    expect((await row(database, kept)).state).toBe("done");
    expect(bodies).toEqual([{ n: 7, tên: "Huế" }]);
    expect(await row(database, gone)).toMatchObject({ state: "paused", error: { code: "exchange.blob-gone" } });
  });

  it("a body that does not fit, or an operation nobody knows, pauses without calling the partner", async () => {
    let calls = 0;
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async () => {
            calls += 1;
            return {};
          },
        },
      },
    });
    const misfit = await put(database, { lane, body: { n: "một" } });
    const strange = await put(database, { lane, operation: "fly" });
    await exchange.control.idle();
    expect(await row(database, misfit)).toMatchObject({ state: "paused", error: { code: "exchange.body-invalid" } });
    expect(await row(database, strange)).toMatchObject({ state: "paused", error: { code: "exchange.operation-unknown" } });
    expect(calls).toBe(0);
  });

  it("text that PostgreSQL cannot hold in a partner's error does not jam the lane", async () => {
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async (_body, call) => {
            call.wire({
              direction: "in",
              what: "POST https://partner.test/\0",
              contentType: "text/\uD800",
              bytes: new Uint8Array([0, 255]),
            });
            throw failure("pause", "x.y", { hint: { vi: "hỏng \0", en: "\uDC00 broken" } });
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "paused", error: { code: "x.y", hint: { vi: "hỏng \uFFFD" } } });
  });

  it("J03 the rate limit holds calls back: with two a second the third goes out a second after the first", async () => {
    const began = performance.now();
    const starts: number[] = [];
    const { lane, exchange } = await begin({
      limits: { perSecond: 2 },
      operations: {
        send: {
          send: async () => {
            starts.push(performance.now() - began);
            return {};
          },
        },
      },
    });
    await Promise.all([1, 2, 3].map(() => put(database, { lane })));
    await exchange.control.idle();
    expect(starts).toHaveLength(3);
    // A slow machine only makes it later.
    expect(starts[2]).toBeGreaterThanOrEqual(990);
  });

  it("J03 the bulkhead never lets more calls out at once than the partner allows", async () => {
    let now = 0;
    let most = 0;
    const full = gate();
    const { lane, exchange } = await begin({
      limits: { concurrency: 3 },
      operations: {
        send: {
          send: async () => {
            now += 1;
            most = Math.max(most, now);
            await full.opened;
            now -= 1;
            return {};
          },
        },
      },
    });
    const ids = await Promise.all(Array.from({ length: 60 }, () => put(database, { lane })));
    await until("three calls are out", () => now === 3);
    full.open();
    await exchange.control.idle();
    for (const id of ids) expect((await row(database, id)).state).toBe("done");
    expect(most).toBe(3);
  });

  it("the trace of the door goes on at the partner, each call with a span of its own", async () => {
    const seen: string[] = [];
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async (_body, { traceparent }) => {
            seen.push(traceparent);
            return {};
          },
        },
      },
    });
    await put(database, { lane, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
    await exchange.control.idle();
    expect(seen).toEqual([expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)]);
    expect(seen[0]).not.toContain("b7ad6b7169203331");
  });

  it("a listener that throws does not stop the lane", async () => {
    const { lane, exchange, logged } = await begin(
      {},
      {
        onEvent: () => {
          throw new RangeError("metrics are broken");
        },
      },
    );
    const id = await put(database, { lane });
    await settledAs(database, id, "done");
    expect(logged).toContainEqual(expect.objectContaining({ level: "error", message: "a listener of the exchange failed" }));
    await exchange.control.idle();
  });

  it("an embedded database, which has no autovacuum, is tidied up while it works", async () => {
    const { lane, exchange } = await begin({}, { tuning: { vacuumEvery: 1, sealMs: 10 } });
    await put(database, { lane });
    await exchange.control.idle();
    if (database.kind === "embedded") {
      await until("the table has been vacuumed", async () => {
        const [stats] = await database.query<{ n: number }>(
          "select reltuples::float8 as n from pg_class where relname = 'message'",
        );
        return (stats?.n ?? -1) >= 0;
      });
    }
  });

  it.each([
    ["two of one name", () => [partnerNamed("a"), partnerNamed("a")], 'two adapters are called "a"'],
    ["a name that cannot be a lane's", () => [partnerNamed("a/b")], 'adapter id "a/b" cannot name a lane'],
    ["an empty plan", () => [partner({ plan: { waitsMs: [] } })], "waitsMs is empty"],
    ["no concurrency", () => [partner({ limits: { concurrency: 0 } })], "concurrency is 0"],
    ["a breaker without probes", () => [partner({ breaker: { probes: 0 } })], "breaker.probes is 0"],
  ])("refuses to start with %s and says why", (_what, adapters, message) => {
    expect(() => harness(database, adapters())).toThrow(ExchangeSetupError);
    expect(() => harness(database, adapters())).toThrow(message);
  });
});

const partnerNamed = (id: string) => ({ ...partner(), id });
