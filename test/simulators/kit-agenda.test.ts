import { describe, expect, it } from "vitest";
import { createAgenda } from "../../simulators/kit/agenda.ts";
import { createClock } from "../../simulators/kit/clock.ts";
import { createRandom } from "../../simulators/kit/random.ts";
import type { SimContext } from "../../simulators/kit/types.ts";

/** A context whose waits end when the test says so. */
const world = (running: boolean) => {
  const clock = createClock();
  clock.set("2026-03-02T02:00:00Z", running);
  let epoch = new AbortController();
  let waiting: (() => void)[] = [];
  const context: SimContext = {
    clock,
    random: createRandom(1),
    hourMs: 3_600_000,
    sleep: () => new Promise((resolve) => waiting.push(resolve)),
    fetch: globalThis.fetch,
    signal: () => epoch.signal,
  };
  return {
    clock,
    context,
    waits: () => waiting.length,
    /** Every wait ends, and what follows from it has happened. */
    wake: async () => {
      const now = waiting;
      waiting = [];
      for (const end of now) end();
      await Promise.resolve();
    },
    abort: () => {
      epoch.abort();
      epoch = new AbortController();
    },
  };
};

describe("what happens at a simulated partner by itself", () => {
  it("happens in order of time, once, and what it brings about and is due already happens too", () => {
    const { clock, context } = world(false);
    const seen: string[] = [];
    const agenda = createAgenda<string>(context, (what, at) => {
      seen.push(what);
      if (what === "b") agenda.plan(at + 1, "c");
    });
    agenda.plan(clock.ms() + 2000, "d");
    agenda.plan(clock.ms() + 1000, "b");
    agenda.plan(clock.ms() + 1000, "dropped");
    agenda.drop((what) => what === "dropped");
    agenda.tick();
    expect(seen).toEqual([]);
    clock.advance(5000);
    agenda.tick();
    agenda.tick();
    expect(seen).toEqual(["b", "c", "d"]);
  });

  it("looks at a running clock by itself, and at a standing one only when asked", async () => {
    const running = world(true);
    const seen: string[] = [];
    const agenda = createAgenda<string>(running.context, (what) => seen.push(what));
    agenda.plan(running.clock.ms() + 60_000, "a");
    expect(running.waits()).toBe(1);
    running.clock.advance(120_000);
    await running.wake();
    expect(seen).toEqual(["a"]);
    // Nothing is left to look for.
    expect(running.waits()).toBe(0);
    const standing = world(false);
    createAgenda<string>(standing.context, () => undefined).plan(standing.clock.ms() + 1000, "a");
    expect(standing.waits()).toBe(0);
  });

  it("a reset of the simulation ends the looking", async () => {
    const running = world(true);
    const seen: string[] = [];
    const agenda = createAgenda<string>(running.context, (what) => seen.push(what));
    agenda.plan(running.clock.ms() - 1, "a");
    running.abort();
    agenda.reset();
    await running.wake();
    expect([seen, agenda.pending(), running.waits()]).toEqual([[], [], 0]);
  });
});
