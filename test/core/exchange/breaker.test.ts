/** The breaker of a lane and what stands over it: stored state, probes, an operator's word, the ramp. */
import { describe, expect, it } from "vitest";
import { createRamp } from "../../../core/exchange/rate.ts";
import { ENGINES } from "../../support/database.ts";
import { failure, gate, type Harness, type Partner, partner, put, row, settledAs, suite, until } from "./kit.ts";

const FOR_EVER = 1e9;
const cut = () => failure("retry", "http.cut");

describe.each(ENGINES)("breaker ($name)", ({ open }) => {
  const { database, run, begin } = suite(open);
  const view = async (exchange: Harness["exchange"], lane: string) =>
    (await exchange.control.lanes()).find((one) => one.id === lane);
  const isIn = (exchange: Harness["exchange"], lane: string, state: string) =>
    until(`the breaker is ${state}`, async () => (await view(exchange, lane))?.breaker === state);

  /** A partner that is down until it is mended, and counts what reaches it. */
  const fragile = (more: Partner = {}) => {
    const state = { down: true, calls: 0, now: 0, most: 0 };
    const adapter = partner({
      ...more,
      limits: { concurrency: 1, ...more.limits },
      breaker: { minimumCalls: 4, openMs: FOR_EVER, probes: 3, ...more.breaker },
      operations: {
        send: {
          send: async () => {
            state.calls += 1;
            state.now += 1;
            state.most = Math.max(state.most, state.now);
            await new Promise((resolve) => setImmediate(resolve));
            state.now -= 1;
            if (state.down) throw cut();
            return {};
          },
        },
      },
    });
    return { state, adapter, lane: adapter.id };
  };
  const putMany = (lane: string, count: number) => Promise.all(Array.from({ length: count }, () => put(database, { lane })));

  it("J03 opens after the minimum volume of failures; then messages wait and no attempt is burned", async () => {
    const { state, adapter, lane } = fragile();
    const ids = await putMany(lane, 10);
    const { exchange, events } = await run(adapter);
    await isIn(exchange, lane, "open");
    expect(state.calls).toBe(4);
    const attempts = async () => (await Promise.all(ids.map(async (id) => (await row(database, id)).attempts))).toSorted();
    await until("the four attempts are settled", async () => (await attempts()).filter((n) => n === 1).length === 4);
    expect(await attempts()).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(await view(exchange, lane)).toMatchObject({ waiting: 10, inFlight: 0, lastError: { code: "http.cut" } });
    expect(events).toContainEqual({ kind: "breaker", lane, state: "open" });
  });

  it("the partner's business answers do not open it", async () => {
    const { lane, exchange } = await begin({
      breaker: { minimumCalls: 2 },
      operations: {
        send: {
          send: async () => {
            throw failure("rejected", "post.refused");
          },
        },
      },
    });
    const ids = await putMany(lane, 20);
    for (const id of ids) await settledAs(database, id, "rejected");
    expect((await view(exchange, lane))?.breaker).toBe("closed");
  });

  it("a partner that hangs opens it too, although the adapter ignores its signal", async () => {
    const { lane, exchange } = await begin({
      plan: { timeoutMs: 20 },
      breaker: { minimumCalls: 3, openMs: FOR_EVER },
      operations: { send: { send: () => new Promise(() => {}) } },
    });
    await putMany(lane, 5);
    await isIn(exchange, lane, "open");
  });

  it("half-open lets one call at a time to the partner and closes only after N good ones", async () => {
    const { state, adapter, lane } = fragile({ limits: { concurrency: 8 }, breaker: { openMs: 200 } });
    const ids = await putMany(lane, 30);
    let mostInHalfOpen = 0;
    let goodInHalfOpen = 0;
    const { exchange, events, clock } = await run(adapter);
    await isIn(exchange, lane, "open");
    await until("calls in flight have ended", () => state.now === 0);
    state.down = false;
    state.most = 0;
    const before = state.calls;
    await until("it closed", () => {
      const closed = events.some((event) => event.kind === "breaker" && event.state === "closed");
      if (!closed) {
        mostInHalfOpen = Math.max(mostInHalfOpen, state.most);
        goodInHalfOpen = state.calls - before;
      }
      return closed;
    });
    expect(mostInHalfOpen).toBeLessThanOrEqual(1);
    expect(goodInHalfOpen).toBeLessThanOrEqual(3);
    clock.move(5_000);
    await exchange.control.idle();
    for (const id of ids) expect((await row(database, id)).state).toBe("done");
  });

  it("one bad probe opens it again", async () => {
    const { state, adapter, lane } = fragile({ breaker: { openMs: 20 } });
    await putMany(lane, 40);
    const { events } = await run(adapter);
    await until("it has been half-open and open again", () => {
      const states = events.flatMap((event) => (event.kind === "breaker" ? [event.state] : []));
      return states.join(" ").startsWith("open halfOpen open halfOpen open");
    });
    // Four calls opened it; every probe after that was a single call.
    expect(state.most).toBe(1);
  });

  it("a probe of the adapter's own spares the messages until the partner lives", async () => {
    let probes = 0;
    const { state, adapter, lane } = fragile({
      breaker: { openMs: 20, probes: 3 },
      probe: async () => {
        probes += 1;
        if (probes < 3) throw cut();
        state.down = false;
      },
    });
    const ids = await putMany(lane, 6);
    const { exchange, clock, events } = await run(adapter);
    await until("it closed", () => events.some((event) => event.kind === "breaker" && event.state === "closed"));
    expect(probes).toBe(5);
    clock.move(5_000);
    await exchange.control.idle();
    const attempts = await Promise.all(ids.map(async (id) => (await row(database, id)).attempts));
    expect(attempts.toSorted()).toEqual([1, 1, 2, 2, 2, 2]);
  });

  it("what one process learnt the others know, also one that starts later", async () => {
    const { state, adapter, lane } = fragile();
    await putMany(lane, 10);
    const first = await run(adapter);
    await isIn(first.exchange, lane, "open");
    const calls = state.calls;
    state.down = false;
    const late = await run(adapter);
    await until("the late one has looked", () => late.events.some((event) => event.kind === "breaker" && event.state === "open"));
    await late.exchange.seal();
    expect(state.calls).toBe(calls);
  });

  it("an operator's word stands over the breaker: open stops all, closed goes on in spite of failures, auto gives it back", async () => {
    const { state, adapter, lane } = fragile();
    const { exchange, clock } = await run(adapter);
    const act = (state: "open" | "closed" | "auto", reason: string) =>
      exchange.control.force({ lane, state, actor: "cán bộ trực", reason });
    state.down = false;
    expect(await act("open", "đối tác bảo trì đến 18 giờ")).toBe(true);
    await until("the lane is off", async () => (await view(exchange, lane))?.forced === "open");
    const [waiting] = await putMany(lane, 1);
    await exchange.control.idle();
    expect(await row(database, waiting ?? "")).toMatchObject({ state: "ready", attempts: 0 });
    expect(await view(exchange, lane)).toMatchObject({ forced: "open", forcedReason: "đối tác bảo trì đến 18 giờ" });

    state.down = true;
    await act("closed", "thử lại bằng tay");
    await putMany(lane, 9);
    await until("all were tried", () => state.calls === 10);
    await exchange.control.idle();
    expect(await view(exchange, lane)).toMatchObject({ breaker: "closed", forced: "closed" });

    state.down = false;
    await act("auto", "đã xong");
    clock.move(5_000);
    await settledAs(database, waiting ?? "", "done");
    expect((await view(exchange, lane))?.forced).toBeUndefined();
    const acts = await database.query<{ act: string; data: { state: string } }>(
      "select act, data from operator_act where target = $1 order by at, id",
      [lane],
    );
    expect(acts.map((one) => one.data.state).toSorted()).toEqual(["auto", "closed", "open"]);
    expect(await exchange.control.force({ lane: "no-such-lane", state: "open", actor: "a", reason: "b" })).toBe(false);
  });

  it("J03 after recovery and after a redrive the lane widens by success, it never floods", async () => {
    const started: { now: number; good: number }[] = [];
    let now = 0;
    let good = 0;
    let mended = false;
    const adapter = partner({
      limits: { concurrency: 6 },
      breaker: { minimumCalls: 4, openMs: 20, probes: 1 },
      plan: { waitsMs: [1], maxAgeMs: 1 },
      probe: async () => {
        if (!mended) throw cut();
      },
      operations: {
        send: {
          send: async () => {
            if (!mended) throw cut();
            now += 1;
            started.push({ now, good });
            await new Promise((resolve) => setImmediate(resolve));
            now -= 1;
            good += 1;
            return {};
          },
        },
      },
    });
    const { exchange, events, clock } = await run(adapter);
    clock.move(10);
    await putMany(adapter.id, 120);
    await isIn(exchange, adapter.id, "open");
    const closings = () => events.filter((event) => event.kind === "breaker" && event.state === "closed").length;
    mended = true;
    await until("it closed", () => closings() === 1);
    await exchange.control.idle();
    const dead = (await exchange.control.messages({ lane: adapter.id, states: ["dead"] })).items.length;
    expect(good).toBe(120 - dead);
    const neverAbove = (): void => {
      const ramp = createRamp(6);
      ramp.restart();
      let counted = 0;
      for (const { now: width, good: soFar } of started) {
        for (; counted < soFar; counted += 1) ramp.good();
        expect(width).toBeLessThanOrEqual(ramp.width());
      }
    };
    neverAbove();
    expect(Math.max(...started.map((one) => one.now))).toBeGreaterThan(1);

    // The same for a redrive: given-up messages come back only by name, and gently.
    expect(dead).toBeGreaterThan(0);
    started.length = 0;
    good = 0;
    mended = false;
    const flood = await putMany(adapter.id, 40);
    await exchange.control.force({ lane: adapter.id, state: "closed", actor: "a", reason: "để thử" });
    for (const id of flood) await settledAs(database, id, "dead");
    mended = true;
    await exchange.control.redrive({ lane: adapter.id, actor: "a", reason: "đối tác đã sửa" });
    for (const id of flood) await settledAs(database, id, "done");
    neverAbove();
  });

  it("a call that began before the breaker opened may still end well", async () => {
    const slow = gate();
    let calls = 0;
    const { lane, exchange } = await begin({
      limits: { concurrency: 8 },
      breaker: { minimumCalls: 4, openMs: FOR_EVER },
      operations: {
        send: {
          send: async ({ n }) => {
            calls += 1;
            if (n === 0) await slow.opened;
            else throw cut();
            return {};
          },
        },
      },
    });
    const slowId = await put(database, { lane, body: { n: 0 } });
    await until("the slow one is out", () => calls === 1);
    await putMany(lane, 7);
    await isIn(exchange, lane, "open");
    slow.open();
    await settledAs(database, slowId, "done");
    expect((await view(exchange, lane))?.breaker).toBe("open");
  });
});
