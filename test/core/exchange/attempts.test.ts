/** One lane and one partner: what every kind of answer does to the message, to the dossier and to those behind it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { InboundCommand, InboundOutcome } from "../../../core/exchange/adapter.ts";
import { ExchangeSetupError } from "../../../core/exchange/options.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, type Harness, harness, type Partner, partner, put, row, type Setup, settledAs, until } from "./kit.ts";

const MINUTE = 60_000;
const done: InboundOutcome = { outcome: "done", dossier: {} as never };
const refused = (code: string): InboundOutcome => ({
  outcome: "refused",
  code,
  vi: "Hồ sơ đã đóng.",
  en: "The dossier is closed.",
});

describe.each(ENGINES)("attempts ($name)", ({ open }) => {
  let database: Database;
  let running: Harness["exchange"][] = [];
  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    await Promise.all(running.map((exchange) => exchange.stop(0)));
    running = [];
  });
  afterAll(() => database.close());

  const begin = async (spec: Partner, setup: Setup = {}) => {
    const adapter = partner(spec);
    const made = harness(database, [adapter], setup);
    running.push(made.exchange);
    await made.exchange.start();
    return { ...made, lane: adapter.id };
  };

  it("J03 keeps the order of one dossier while other dossiers go on beside it", async () => {
    const sent: string[] = [];
    const first = gate();
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            sent.push(`begin ${n}`);
            if (n === 1) await first.opened;
            sent.push(`end ${n}`);
            return {};
          },
        },
      },
    });
    const ids = [
      await put(database, { lane, key: "A", body: { n: 1 } }),
      await put(database, { lane, key: "A", body: { n: 2 } }),
    ];
    for (let n = 3; n <= 6; n += 1) ids.push(await put(database, { lane, body: { n } }));
    exchange.poke([lane]);
    await until("the other dossiers are done", () => sent.filter((s) => /end [3-6]/.test(s)).length === 4);
    expect(sent).not.toContain("begin 2");
    first.open();
    await settledAs(database, ids[1] ?? "", "done");
    expect(sent.slice(-3)).toEqual(["end 1", "begin 2", "end 2"]);
  });

  it("R-B06 what the answer means reaches the dossier before the message counts as done, under the message's own key", async () => {
    const executed: { adapter: string; commands: readonly InboundCommand[]; state: string }[] = [];
    const { lane, exchange } = await begin(
      {
        operations: {
          send: {
            send: async () => ({
              reference: "VĐ-0001",
              commands: [{ key: "accepted", dossier: "d-1", command: { type: "recordDelivery", state: "ordered" } }],
            }),
          },
        },
      },
      {
        execute: async (adapter, commands) => {
          executed.push({ adapter, commands, state: (await row(database, id)).state });
          return commands.map(() => done);
        },
      },
    );
    const id = await put(database, { lane });
    exchange.poke([lane]);
    expect(await settledAs(database, id, "done")).toMatchObject({
      reference: "VĐ-0001",
      attempts: 1,
      uncertain: false,
      error: null,
    });
    expect(executed).toEqual([
      { adapter: lane, state: "leased", commands: [expect.objectContaining({ key: `${id}:accepted` })] },
    ]);
  });

  it("a terminal refusal of the partner is told to the dossier and never sent again", async () => {
    const commands: InboundCommand[] = [];
    let calls = 0;
    const { lane, exchange, clock } = await begin(
      {
        operations: {
          send: {
            send: async () => {
              calls += 1;
              throw failure("rejected", "post.order.refused");
            },
          },
        },
      },
      {
        execute: async (_adapter, given) => {
          commands.push(...given);
          return given.map(() => done);
        },
      },
    );
    const id = await put(database, { lane, key: "dossier-1" });
    const next = await put(database, { lane, key: "dossier-1", operation: "nothing" });
    exchange.poke([lane]);
    expect(await settledAs(database, id, "rejected")).toMatchObject({ error: { code: "post.order.refused" } });
    // A finished refusal does not hold back what comes after it.
    await settledAs(database, next, "paused");
    clock.move(100 * 24 * 60 * MINUTE);
    await exchange.control.idle();
    expect(calls).toBe(1);
    expect(commands).toEqual([
      {
        key: `${id}:rejected`,
        dossier: "dossier-1",
        command: {
          type: "recordPartner",
          lane,
          outcome: "refused",
          operation: "send",
          code: "post.order.refused",
          message: "rejected post.order.refused",
        },
      },
    ]);
  });

  it("a retry waits in hub time by the plan and is made under the same message id with the next number", async () => {
    const calls: { messageId: string; attempt: number }[] = [];
    const { lane, exchange, clock } = await begin({
      operations: {
        send: {
          send: async (_body, { messageId, attempt }) => {
            calls.push({ messageId, attempt });
            if (attempt < 3) throw failure("retry", "http.cut");
            return {};
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 1, waitMs: 5_000 });
    clock.move(4_999);
    await exchange.control.idle();
    expect(calls).toHaveLength(1);
    clock.move(1);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 2, waitMs: 35_000 });
    clock.move(30_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "done", attempts: 3 });
    expect(calls).toEqual([1, 2, 3].map((attempt) => ({ messageId: id, attempt })));
  });

  it("J03 a lost answer is asked about before anything is sent again: found means done, sent once", async () => {
    const calls: string[] = [];
    const { lane, exchange, clock } = await begin({
      operations: {
        send: {
          resend: "inquire",
          send: async () => {
            calls.push("send");
            throw failure("unknown", "http.cut");
          },
          inquire: async () => {
            calls.push("inquire");
            return { found: true, reference: "R-9" };
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", uncertain: true });
    clock.move(5_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "done", reference: "R-9", uncertain: false });
    expect(calls).toEqual(["send", "inquire"]);
  });

  it("a lost request is found missing by asking, then sent again", async () => {
    const calls: string[] = [];
    const answers = ["unclear", "missing"];
    const { lane, exchange, clock } = await begin({
      operations: {
        send: {
          resend: "inquire",
          send: async () => {
            calls.push("send");
            if (calls.length === 1) throw failure("unknown", "http.cut");
            return {};
          },
          inquire: async () => {
            calls.push("inquire");
            return answers.shift() === "unclear" ? { found: "unclear", reason: "đang xử lý" } : { found: false };
          },
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    clock.move(5_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({
      state: "ready",
      uncertain: true,
      error: { code: "exchange.outcome-unclear" },
    });
    clock.move(30_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "done", uncertain: false });
    expect(calls).toEqual(["send", "inquire", "inquire", "send"]);
  });

  it.each([
    ["safe", ["send", "send"], "done"],
    ["never", ["send"], "paused"],
    ["inquire", ["send"], "paused"],
  ] as const)(
    "an unknown outcome at a partner that cannot be asked, resend %s: %j and then %s",
    async (resend, expected, state) => {
      const calls: string[] = [];
      const { lane, exchange, clock } = await begin({
        operations: {
          send: {
            resend,
            send: async () => {
              calls.push("send");
              if (calls.length === 1) throw failure("unknown", "http.cut");
              return {};
            },
          },
        },
      });
      const id = await put(database, { lane });
      await exchange.control.idle();
      clock.move(5_000);
      await exchange.control.idle();
      expect((await row(database, id)).state).toBe(state);
      expect(calls).toEqual(expected);
    },
  );

  it("an operation that must never be sent twice waits for a person even when asking says it did not arrive", async () => {
    const { lane, exchange, clock } = await begin({
      operations: {
        send: {
          resend: "never",
          send: async () => {
            throw failure("unknown", "http.cut");
          },
          inquire: async () => ({ found: false }),
        },
      },
    });
    const id = await put(database, { lane });
    await exchange.control.idle();
    clock.move(5_000);
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "paused", error: { code: "exchange.resend-forbidden" } });
  });

  it("a pause holds back its own dossier only", async () => {
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            if (n === 1) throw failure("pause", "http.configuration");
            return {};
          },
        },
      },
    });
    const head = await put(database, { lane, key: "A", body: { n: 1 } });
    const behind = await put(database, { lane, key: "A", body: { n: 2 } });
    const other = await put(database, { lane, key: "B", body: { n: 3 } });
    await exchange.control.idle();
    expect([(await row(database, head)).state, (await row(database, behind)).state, (await row(database, other)).state]).toEqual([
      "paused",
      "ready",
      "done",
    ]);
  });

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

  it("a hung call that ignores its signal is left behind at the deadline, and the lane goes on", async () => {
    const signals: AbortSignal[] = [];
    const { lane, exchange } = await begin({
      plan: { timeoutMs: 50 },
      limits: { concurrency: 1 },
      operations: {
        send: {
          send: ({ n }, { signal }) => {
            signals.push(signal);
            return n === 1 ? new Promise(() => {}) : Promise.resolve({});
          },
        },
      },
    });
    const hung = await put(database, { lane, body: { n: 1 } });
    const next = await put(database, { lane, body: { n: 2 } });
    await settledAs(database, next, "done");
    expect(await row(database, hung)).toMatchObject({
      state: "ready",
      uncertain: true,
      error: { code: "exchange.timeout" },
      waitMs: 30_000,
    });
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    await exchange.control.idle();
  });

  it("what the adapter says in its last word after the deadline counts, also a success", async () => {
    const { lane, exchange } = await begin(
      {
        plan: { timeoutMs: 30 },
        operations: {
          send: {
            send: async ({ n }, { signal }) => {
              await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
              if (n === 1) return { reference: "late" };
              throw failure("retry", "http.not-sent");
            },
          },
        },
      },
      { tuning: { lastWordMs: 5_000 } },
    );
    const good = await put(database, { lane, body: { n: 1 } });
    const certain = await put(database, { lane, body: { n: 2 } });
    await exchange.control.idle();
    expect(await row(database, good)).toMatchObject({ state: "done", reference: "late" });
    expect(await row(database, certain)).toMatchObject({ state: "ready", uncertain: false, error: { code: "http.not-sent" } });
  });

  it("a blip gets one more try within the attempt; other failures do not", async () => {
    const calls: number[] = [];
    const { lane, exchange } = await begin({
      operations: {
        send: {
          send: async ({ n }) => {
            calls.push(n);
            throw n === 1
              ? failure("retry", "http.unreachable", { blip: true })
              : n === 2
                ? failure("retry", "http.cut")
                : failure("unknown", "http.cut", { blip: true });
          },
        },
      },
    });
    const ids = await Promise.all([1, 2, 3].map((n) => put(database, { lane, body: { n } })));
    await exchange.control.idle();
    expect(calls.toSorted()).toEqual([1, 1, 2, 3]);
    for (const id of ids) expect((await row(database, id)).attempts).toBe(1);
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

  it("an answer that the dossier refuses waits for a person; after a redrive the partner is asked, not sent to again", async () => {
    const calls: string[] = [];
    const outcomes: InboundOutcome[] = [refused("dossier.wrong-state"), done];
    const result = {
      reference: "R-1",
      commands: [{ key: "k", dossier: "d", command: { type: "progress", note: "Đã nhận" } } as const],
    };
    const { lane, exchange } = await begin(
      {
        operations: {
          send: {
            resend: "inquire",
            send: async () => {
              calls.push("send");
              return result;
            },
            inquire: async () => {
              calls.push("inquire");
              return { found: true, ...result };
            },
          },
        },
      },
      { execute: async (_adapter, commands) => commands.map(() => outcomes.shift() ?? done) },
    );
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({
      state: "paused",
      uncertain: true,
      reference: "R-1",
      error: { code: "exchange.command-refused", hint: { vi: expect.stringContaining("Hồ sơ đã đóng.") } },
    });
    await exchange.control.redrive({ ids: [id], actor: "cán bộ", reason: "đã mở lại hồ sơ" });
    await settledAs(database, id, "done");
    expect(calls).toEqual(["send", "inquire"]);
  });

  it("an engine that is away loses no answer: the message stays uncertain and is asked about later", async () => {
    let away = true;
    const calls: string[] = [];
    const result = { commands: [{ key: "k", dossier: "d", command: { type: "progress", note: "Đã nhận" } } as const] };
    const { lane, exchange, clock } = await begin(
      {
        operations: {
          send: {
            resend: "inquire",
            send: async () => {
              calls.push("send");
              return result;
            },
            inquire: async () => {
              calls.push("inquire");
              return { found: true, ...result };
            },
          },
        },
      },
      {
        execute: async (_adapter, commands) => {
          if (away) throw new ExchangeSetupError("no database");
          return commands.map(() => done);
        },
      },
    );
    const id = await put(database, { lane });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", uncertain: true, error: { code: "exchange.engine-away" } });
    away = false;
    clock.move(5_000);
    await exchange.control.idle();
    expect((await row(database, id)).state).toBe("done");
    expect(calls).toEqual(["send", "inquire"]);
  });

  it("a message too old to try again is dead; a redrive counts its age anew", async () => {
    const { lane, exchange, clock } = await begin({
      plan: { waitsMs: [MINUTE], maxAgeMs: 3 * MINUTE },
      operations: {
        send: {
          send: async () => {
            throw failure("retry", "http.cut");
          },
        },
      },
    });
    const id = await put(database, { lane });
    for (let minute = 0; minute < 4; minute += 1) {
      await exchange.control.idle();
      clock.move(MINUTE);
    }
    expect(await row(database, id)).toMatchObject({ state: "dead", attempts: 4 });
    await exchange.control.redrive({ ids: [id], actor: "a", reason: "đối tác đã sửa" });
    await exchange.control.idle();
    expect(await row(database, id)).toMatchObject({ state: "ready", attempts: 1 });
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
