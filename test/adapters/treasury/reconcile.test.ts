/** R-G06: who is asked about by QUERY, when there is more than one look-up gives, and when the platform says something strange. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import adapter from "../../../adapters/treasury/adapter.ts";
import type { TreasuryConfig } from "../../../adapters/treasury/config.ts";
import { reconcilePoller } from "../../../adapters/treasury/reconcile.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { MOST_AWAITING } from "../../../core/exchange/adapter.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import treasury from "../../../simulators/treasury/simulator.ts";
import { fakeCall } from "../kit/fake-call.ts";
import { charge, owing } from "./fixtures.ts";

const NOW = "2026-03-20T04:00:00.000Z";
const HOUR = 3_600_000;
const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();
const idOf = (no: number): string => `018f0000-0000-7000-8000-${String(no).padStart(12, "0")}`;
/** A dossier whose payment was opened at a time. */
const opened = (no: number, at: string): Dossier => {
  const request = { lane: "treasury", reference: `dvcH57101260302${String(no).padStart(4, "0")}20260320090000`, at };
  return owing([charge({ request })], { id: idOf(no), code: `H57.101-260302-${String(no).padStart(4, "0")}` });
};

describe("R-G06 asking the platform what became of payments", () => {
  let served: Served;
  beforeEach(async () => {
    served = await startSimulator(createSimulation(treasury, { now: NOW }), { port: 0 });
  });
  afterEach(() => served.close());
  const callFor = (dossiers: readonly Dossier[]) =>
    fakeCall(readAdapterConfig(adapter, treasury.settings(served.url)) as TreasuryConfig, { now: () => NOW, dossiers }).call;
  const asked = (): number => served.simulation.received.list({ path: "/query" }).length;

  it("R-G06 [§5.6] younger than 30 minutes or older than 3 days is not asked about", async () => {
    const call = callFor([
      opened(1, ago(29 * 60_000)),
      opened(2, ago(31 * 60_000)),
      opened(3, ago(71 * HOUR)),
      opened(4, ago(73 * HOUR)),
    ]);
    expect(await reconcilePoller.fetch(undefined, call)).toMatchObject({ cursor: undefined, more: false });
    expect(asked()).toBe(2);
  });

  it("R-G06 [§9.5] more charges than one look-up gives, which nobody ever pays, keep no newer payment from being asked about", async () => {
    const old = Array.from({ length: MOST_AWAITING }, (_, no) => opened(no, ago(30 * 24 * HOUR)));
    const call = callFor([...old, opened(MOST_AWAITING, ago(HOUR))]);
    const first = await reconcilePoller.fetch(undefined, call);
    expect([first.more, asked()]).toEqual([true, 0]);
    expect(await reconcilePoller.fetch(first.cursor, call)).toMatchObject({ cursor: undefined, more: false });
    expect(asked()).toBe(1);
  });

  it("R-G06 [§9.5] words that nobody knows about one payment keep the others from nothing", async () => {
    const strange = JSON.stringify({ MaLoi: "77", MoTaLoi: "Câu trả lời chưa ai thấy" });
    served.simulation.faults.add({
      kind: "status",
      code: 200,
      contentType: "application/json",
      body: strange,
      match: { path: "/query" },
      times: 1,
    });
    expect(await reconcilePoller.fetch(undefined, callFor([opened(1, ago(HOUR)), opened(2, ago(HOUR))]))).toMatchObject({
      more: false,
    });
    expect(asked()).toBe(2);
  });
});
