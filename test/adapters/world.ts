/** A hub in memory, one adapter, and its simulator on a real port: what the conformance suite and the road tests run in. */
import type { ConformanceWorld } from "../../adapters/kit/conformance.ts";
import { readAdapterConfig } from "../../adapters/kit/define.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import type { Route } from "../../catalogs/route.ts";
import type { Agency } from "../../catalogs/types.ts";
import type { Adapter } from "../../core/exchange/adapter.ts";
import { createHub, type Execution, type Hub, type Receipt } from "../../core/hub.ts";
import { IN_MEMORY } from "../../core/store/open.ts";
import { createLog } from "../../gateway/log.ts";
import { startSimulator } from "../../simulators/kit/serve.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { SIMULATORS } from "../../simulators/registry.ts";
import { hubFetch } from "./hook-fetch.ts";

/** A Monday, 09:00 in Việt Nam. */
export const AT = "2026-03-02T02:00:00.000Z";
export const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" } as const;
export const LEADER = { id: "ld-1", name: "Phạm Thị Lãnh Đạo", role: "leader", agencyId: "H57.101" } as const;
const HUB_ORIGIN = "http://hub.test";
/** Rounds of "wait, then move the clock": a message with the whole retry plan behind it needs nine. */
const MOST_ROUNDS = 100;

class WorldError extends Error {
  override readonly name = "WorldError";
}

export interface World extends ConformanceWorld {
  readonly hub: Hub;
  readonly simulation: Simulation;
  /** Executes as the officer unless told otherwise; anything but "done" fails the test. */
  run(command: Execution["command"], dossier?: string, more?: Partial<Execution>): Promise<Receipt>;
  /** The control door of the simulator. */
  door(path: string, body?: unknown): Promise<unknown>;
}

/** So long that a busy machine is never taken for a partner that does not answer. */
const PATIENT_MS = 20_000;

/** Opens a world around one adapter. `timeoutMs`: real time of one attempt, where a test waits for its end. */
export const openWorld = async (
  adapter: Adapter<unknown>,
  options: {
    readonly timeoutMs?: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly simulator?: Readonly<Record<string, unknown>>;
    /** Routes beside those of the catalogs, for lanes that none of those goes by. */
    readonly routes?: readonly Route[];
    /** Accounts of agencies that the catalogs give none, by agency id. */
    readonly accounts?: Readonly<Record<string, NonNullable<Agency["account"]>>>;
  } = {},
): Promise<World> => {
  let opened: Hub | undefined;
  const theHub = (): Hub => {
    if (opened === undefined) throw new WorldError("the hub is not open yet");
    return opened;
  };
  const make = SIMULATORS[adapter.id];
  if (make === undefined) throw new WorldError(`no simulator "${adapter.id}"`);
  const simulation = make({ now: AT, fetch: hubFetch(theHub), options: { hubUrl: HUB_ORIGIN, ...options.simulator } });
  const served = await startSimulator(simulation, { port: 0 });
  let attemptMs = (): number => options.timeoutMs ?? PATIENT_MS;
  const hurried: Adapter<unknown> = {
    ...adapter,
    plan: {
      ...adapter.plan,
      get timeoutMs() {
        return attemptMs();
      },
    },
    // A suite is one long row of failures: the breaker has tests of its own.
    limits: { ...adapter.limits, breaker: { ...adapter.limits.breaker, minimumCalls: 100_000 } },
  };
  const config = readAdapterConfig(adapter, { ...simulation.definition.settings(served.url, served.ports), ...options.env });
  const catalogs = loadCatalogs();
  const more = (options.routes ?? []).flatMap((route) => route.procedures.map((code) => [code, route] as const));
  const paying = [...catalogs.agencies].map(([id, agency]) => {
    const account = options.accounts?.[id];
    return [id, account === undefined ? agency : { ...agency, account }] as const;
  });
  const hub = await createHub({
    log: createLog("silent"),
    dataDir: IN_MEMORY,
    catalogs: { ...catalogs, agencies: new Map(paying), routes: new Map([...catalogs.routes, ...more]) },
    adapters: [{ adapter: hurried, config }],
    clock: () => simulation.clock.now(),
    secret: "conformance-secret-conformance-secret",
  });
  opened = hub;
  await hub.start();

  const settle = async (): Promise<void> => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await hub.exchange.idle();
      const now = simulation.clock.now();
      const { items } = await hub.exchange.messages({ states: ["ready"] });
      const next = items
        .map((message) => message.nextAt)
        .filter((at) => at > now)
        .sort()[0];
      if (next === undefined) return;
      simulation.clock.set(new Date(Date.parse(next) + 1).toISOString());
    }
    throw new WorldError("messages still move after a hundred rounds");
  };

  return {
    hub,
    simulation,
    settle,
    fault: (rule) => {
      simulation.faults.add(rule);
    },
    clearFaults: () => {
      simulation.faults.remove();
    },
    patience: (ms) => {
      attemptMs = ms;
    },
    struck: () => simulation.faults.list().reduce((sum, rule) => sum + rule.fired, 0),
    now: () => simulation.clock.ms(),
    messages: async (dossier) => (await hub.exchange.messages({ dossier, limit: 100 })).items,
    run: async (command, dossier, more = {}) => {
      const outcome = await hub.execute({ command, actor: OFFICER, ...(dossier === undefined ? {} : { dossier }), ...more });
      if (outcome.outcome !== "done") throw new WorldError(JSON.stringify(outcome));
      return outcome.receipt;
    },
    door: async (path, body) => {
      const init =
        body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await simulation.fetch(new Request(`http://sim.test/__sim${path}`, init));
      return response.json();
    },
    close: async () => {
      await served.close();
      await hub.stop();
    },
  };
};
