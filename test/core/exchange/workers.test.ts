/** Workers that die, freeze, come back too late or stop: nothing is lost, nothing is done twice behind a partner's back. */
import { describe, expect, it } from "vitest";
import type { Adapter } from "../../../core/exchange/adapter.ts";
import { ExchangeSetupError } from "../../../core/exchange/options.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, partner, put, row, type Setup, settledAs, suite, until } from "./kit.ts";

/** A connection that can freeze (nothing is answered until it thaws) or break (everything fails). */
const unsteady = (database: Database) => {
  let thaw: ReturnType<typeof gate> | undefined;
  let broken = false;
  let loseAnswerTo: RegExp | undefined;
  const wait = async (): Promise<void> => {
    await thaw?.opened;
    if (broken) throw new ExchangeSetupError("connection lost");
  };
  const shaky: Database = {
    ...database,
    query: async (text, values) => {
      await wait();
      const rows = await database.query<never>(text, values);
      if (loseAnswerTo?.test(text)) {
        loseAnswerTo = undefined;
        throw new ExchangeSetupError("the answer was lost");
      }
      return rows;
    },
    transaction: async (work) => {
      await wait();
      return database.transaction(work);
    },
  };
  return {
    database: shaky,
    freeze: () => {
      thaw = gate();
    },
    thaw: () => {
      thaw?.open();
      thaw = undefined;
    },
    break: (now: boolean) => {
      broken = now;
    },
    loseAnswerTo: (text: RegExp) => {
      loseAnswerTo = text;
    },
  };
};

const LEASE = { leaseMs: 700, heartbeatMs: 100, reapMs: 50 };

describe.each(ENGINES)("workers ($name)", ({ open }) => {
  const started = suite(open);
  const { database } = started;

  const run = (adapter: Adapter, on: Database = database, setup: Setup = {}) =>
    started.run(adapter, { ...setup, tuning: { ...LEASE, ...setup.tuning } }, on);
  const workers = async () =>
    (await database.query<{ n: number }>("select count(*)::int as n from worker where expires_at > clock_timestamp()"))[0]?.n;

  /** One lane, run by two workers that are told apart. */
  const twoOf =
    (
      id: string,
      send: (who: string, signal: AbortSignal) => Promise<object>,
      inquire?: (who: string) => Promise<{ found: boolean }>,
    ) =>
    (who: string): Adapter => ({
      ...partner({
        operations: {
          send: {
            resend: inquire ? "inquire" : "safe",
            send: (_body, { signal }) => send(who, signal),
            ...(inquire ? { inquire: () => inquire(who) as Promise<{ found: true }> } : {}),
          },
        },
      }),
      id,
    });

  it("J03 what a frozen worker held is taken over, asked about first, and its late write is refused by its stale fence", async () => {
    const slow = gate();
    const calls: string[] = [];
    const signals: AbortSignal[] = [];
    const adapter = twoOf(
      "lane-frozen",
      async (who, signal) => {
        calls.push(`${who} send`);
        signals.push(signal);
        // Deaf to its signal, and late: the partner got it long ago.
        await slow.opened;
        return { reference: `by ${who}` };
      },
      async (who) => {
        calls.push(`${who} inquire`);
        return { found: true, reference: `found by ${who}` };
      },
    );
    const shaky = unsteady(database);
    const a = await run(adapter("A"), shaky.database);
    const id = await put(database, { lane: "lane-frozen" });
    await until("A is sending", () => calls.length === 1);
    shaky.freeze();
    const b = await run(adapter("B"));
    expect(await settledAs(database, id, "done")).toMatchObject({ reference: "found by B", attempts: 2, fence: 3 });
    expect(b.events).toContainEqual({ kind: "takenOver", lane: "lane-frozen", count: 1 });
    await until("A cut its call", () => signals[0]?.aborted);
    slow.open();
    shaky.thaw();
    await until("A's late write is refused", () => a.events.some((event) => event.kind === "stale"));
    expect(a.logged).toContainEqual(expect.objectContaining({ level: "warn", message: expect.stringContaining("stale fence") }));
    expect(await row(database, id)).toMatchObject({ state: "done", reference: "found by B", attempts: 2 });
    expect(calls).toEqual(["A send", "B inquire"]);
  });

  it("a worker that lost its lease joins anew under another id and goes on working", async () => {
    const shaky = unsteady(database);
    const adapter = partner();
    const a = await run(adapter, shaky.database);
    shaky.break(true);
    await until("it gave up its life", () => a.logged.some((line) => line.message.startsWith("worker lost its lease")));
    shaky.break(false);
    await until("it joined anew", () => a.events.filter((event) => event.kind === "rejoined").length === 2);
    const id = await put(database, { lane: adapter.id });
    await settledAs(database, id, "done");
  });

  it("a worker whose row was deleted under it cuts its calls and starts over", async () => {
    const signals: AbortSignal[] = [];
    const adapter = partner({
      operations: {
        send: {
          send: (_body, { signal, attempt }) => {
            signals.push(signal);
            return attempt > 1
              ? Promise.resolve({})
              : new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          },
        },
      },
    });
    const a = await run(adapter);
    const id = await put(database, { lane: adapter.id });
    await until("it is sending", () => signals.length === 1);
    await database.query("delete from worker");
    await settledAs(database, id, "done");
    expect(signals[0]?.aborted).toBe(true);
    expect(a.events.filter((event) => event.kind === "rejoined").length).toBeGreaterThanOrEqual(2);
  });

  it("a message that kills every worker is counted at each take-over, so that it cannot go on for ever", async () => {
    const adapter = partner({ operations: { send: { resend: "never" } } });
    const id = await put(database, { lane: adapter.id });
    await database.query("update message set state = 'leased', leased_by = gen_random_uuid(), fence = 1 where id = $1::uuid", [
      id,
    ]);
    await run(adapter);
    expect(await settledAs(database, id, "paused")).toMatchObject({
      attempts: 2,
      uncertain: true,
      error: { code: "exchange.outcome-unknown" },
    });
  });

  it("a claim whose answer was lost is put back, not held for ever by a living worker, and not counted", async () => {
    const shaky = unsteady(database);
    let calls = 0;
    const adapter = partner({
      operations: {
        send: {
          send: async () => {
            calls += 1;
            return {};
          },
        },
      },
    });
    const a = await run(adapter, shaky.database);
    shaky.loseAnswerTo(/with head as/);
    const id = await put(database, { lane: adapter.id });
    expect(await settledAs(database, id, "done")).toMatchObject({ attempts: 1, uncertain: false });
    expect(calls).toBe(1);
    expect(a.logged).toContainEqual(expect.objectContaining({ level: "warn", message: "put back leases that nobody worked on" }));
  });

  it("an outcome that meets a broken database is kept and written when it is back", async () => {
    const shaky = unsteady(database);
    const sent = gate();
    let calls = 0;
    const adapter = partner({
      operations: {
        send: {
          send: async () => {
            calls += 1;
            await sent.opened;
            return { reference: "R-1" };
          },
        },
      },
    });
    const a = await run(adapter, shaky.database, { tuning: { leaseMs: 20_000 } });
    const id = await put(database, { lane: adapter.id });
    await until("it is sending", () => calls === 1);
    shaky.break(true);
    sent.open();
    await until("it could not store", () => a.logged.some((line) => line.message === "outcome not stored"));
    shaky.break(false);
    expect(await settledAs(database, id, "done")).toMatchObject({ reference: "R-1", attempts: 1 });
    expect(calls).toBe(1);
  });

  it("stop waits for calls in flight, claims nothing more, and leaves no lease and no worker behind", async () => {
    const slow = gate();
    const sent: number[] = [];
    const adapter = partner({
      limits: { concurrency: 1 },
      operations: {
        send: {
          send: async ({ n }) => {
            sent.push(n);
            await slow.opened;
            return {};
          },
        },
      },
    });
    const before = await workers();
    const a = await run(adapter);
    const first = await put(database, { lane: adapter.id, body: { n: 1 } });
    const second = await put(database, { lane: adapter.id, body: { n: 2 } });
    await until("the first is out", () => sent.length === 1);
    const stopped = a.exchange.stop(20_000);
    slow.open();
    await stopped;
    expect(await row(database, first)).toMatchObject({ state: "done" });
    expect(await row(database, second)).toMatchObject({ state: "ready", attempts: 0, fence: 0 });
    expect(await workers()).toBe(before);
  });

  it("stop cuts what does not end in time and gives it back as uncertain, to be asked about by the next worker", async () => {
    const calls: string[] = [];
    const adapter = twoOf(
      "lane-cut",
      async (who) => {
        calls.push(`${who} send`);
        return new Promise(() => {});
      },
      async (who) => {
        calls.push(`${who} inquire`);
        return { found: true };
      },
    );
    const a = await run(adapter("A"));
    const id = await put(database, { lane: "lane-cut" });
    await until("A is sending", () => calls.length === 1);
    await a.exchange.stop(0);
    expect(await row(database, id)).toMatchObject({ state: "ready", uncertain: true, attempts: 1 });
    await run(adapter("B"));
    await settledAs(database, id, "done");
    expect(calls).toEqual(["A send", "B inquire"]);
  });

  it("two workers on one lane share it: nothing is sent twice and each dossier's order is kept", async () => {
    const sent: string[] = [];
    const make = twoOf("lane-shared", async () => ({}));
    const recording = (): Adapter => ({
      ...make("x"),
      operations: {
        send: {
          title: { vi: "", en: "" },
          body: (make("x").operations["send"] ?? expect.fail()).body,
          resend: "safe",
          send: async (_body: never, { messageId }) => {
            sent.push(messageId);
            return {};
          },
        },
      },
    });
    const order: string[][] = [];
    for (let dossier = 0; dossier < 12; dossier += 1) {
      order.push([]);
      for (let n = 0; n < 8; n += 1) order[dossier]?.push(await put(database, { lane: "lane-shared", key: `shared-${dossier}` }));
    }
    // A lease no busy machine outlives: what is taken over may rightly be sent again, and that is not this test's matter.
    const longLease = { tuning: { leaseMs: 60_000 } };
    const [a] = [await run(recording(), database, longLease), await run(recording(), database, longLease)];
    await a.exchange.control.idle();
    expect(sent).toHaveLength(96);
    expect(new Set(sent).size).toBe(96);
    for (const ids of order) expect(sent.filter((id) => ids.includes(id))).toEqual(ids);
  });

  it("health tells real progress: a worker without a lease, or a database that does not answer, is not healthy", async () => {
    const shaky = unsteady(database);
    const adapter = partner({
      operations: {
        send: {
          send: async () => {
            throw failure("retry", "http.cut");
          },
        },
      },
    });
    const a = await run(adapter, shaky.database);
    expect((await a.exchange.health()).ok).toBe(true);
    shaky.break(true);
    await until("it lost its life", async () => !(await a.exchange.health()).checks.worker.ok);
    expect((await a.exchange.health()).checks.oldest.ok).toBe(false);
    shaky.break(false);
    await until("it is healthy again", async () => (await a.exchange.health()).ok);
  });
});
