/** Outcomes nobody knows, calls that hang and calls that blip: asked about first, never sent twice by guess. */
import { describe, expect, it } from "vitest";
import { ENGINES } from "../../support/database.ts";
import { failure, put, row, settledAs, suite } from "./kit.ts";

describe.each(ENGINES)("doubtful outcomes ($name)", ({ open }) => {
  const { database, begin } = suite(open);

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
});
