/**
 * A whole province in one process: one hub in memory with every adapter, every simulator on a port of its own, one clock for all. Partners
 * reach the hub's hooks through a fetch; nothing waits for real time.
 */
import { expect } from "vitest";
import { readAdapterConfig } from "../../adapters/kit/define.ts";
import { ADAPTERS } from "../../adapters/registry.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import type { Actor } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Adapter } from "../../core/exchange/adapter.ts";
import { createHub, type Execution, type Hub, type MessageView } from "../../core/hub.ts";
import { IN_MEMORY } from "../../core/store/open.ts";
import { KNOWN_LANES } from "../../gateway/adapters.ts";
import { createApp } from "../../gateway/app.ts";
import { type components, createClient, LienthongError } from "../../gateway/client/index.ts";
import { createLog } from "../../gateway/log.ts";
import { type Served, startSimulator } from "../../simulators/kit/serve.ts";
import { SIMULATORS } from "../../simulators/registry.ts";

/** A Monday, 08:00 in Việt Nam. */
const START = "2026-03-02T01:00:00.000Z";
const HUB_ORIGIN = "http://hub.test";
const HOUR = 3_600_000;
/** Retry waits that one settle may jump over before the lanes count as stuck: many messages, each with the whole plan behind it. */
const MOST_JUMPS = 200;
/** Looks of `until`, three hours apart: three weeks. A route that needs more has lost its way. */
const MOST_LOOKS = 168;
/** Nobody's work any more. */
const UNDONE = ["ready", "leased", "paused", "dead"] as const;

type Receipt = components["schemas"]["Receipt"];
/** The client's `command` for commands that are only known while the test runs; the hub checks their bodies. */
type AnyCommand = (type: string, input: { readonly body: object; readonly ref?: string }) => Promise<Receipt>;

class ProvinceError extends Error {
  override readonly name = "ProvinceError";
}

export interface Province {
  readonly hub: Hub;
  readonly now: () => string;
  /** Sends it over REST as the one-stop software does for the actor; a refusal fails the test. */
  run(actor: Actor, command: Execution["command"], dossier?: string): Promise<Receipt>;
  /** Sends what must be refused; gives the refusal's code. */
  refusal(actor: Actor, command: Execution["command"], dossier: string): Promise<string>;
  /** By id, our code, the national one or a partner's. */
  dossier(reference: string): Promise<Dossier>;
  /** Waits until nothing is under way; where messages wait for a retry, moves the clock to it. `down`: lanes that are not waited for. */
  settle(down?: readonly string[]): Promise<void>;
  /** Settles, moves the clock, settles again: what somebody has just done reaches its partner before time passes. */
  later(hours: number, down?: readonly string[]): Promise<void>;
  /** Three hours after three hours, until it holds of the dossier; fails where it never does. */
  until(reference: string, holds: (dossier: Dossier) => boolean, down?: readonly string[]): Promise<Dossier>;
  /** The control door of a simulator: what a person at that partner does. A problem answer fails the test. */
  door(simulator: string, path: string, body: object): Promise<Readonly<Record<string, unknown>>>;
  fault(simulator: string, rule: Readonly<Record<string, unknown>>): void;
  /** Takes a simulator's faults away; gives how often they struck: one that never did proves nothing. */
  mend(simulator: string): number;
  /** Entries of a list in a partner's books ("registry.cases") that speak of a text, mostly the dossier's code. */
  held(simulator: string, place: string, about: string | undefined): readonly unknown[];
  /** Messages that wait, pause, were given up, or were refused by the partner. */
  undone(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A busy machine is never taken for a partner's fault; a breaker that opened probes again at once. */
const patient = (adapter: Adapter<unknown>): Adapter<unknown> => ({
  ...adapter,
  plan: { ...adapter.plan, timeoutMs: 60_000 },
  limits: { ...adapter.limits, breaker: { ...adapter.limits.breaker, openMs: 50 } },
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** Partners call the hub's hooks through this; `pending` are the calls that are not answered yet. */
const hubFetch = (hub: () => Hub, pending: Set<Promise<Response>>): typeof fetch => {
  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const [, , adapterId = "", hookId = ""] = url.pathname.split("/");
    const { status, headers, body } = await hub().runHook(adapterId, hookId, {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    });
    return new Response(body, { status, ...(headers ? { headers: { ...headers } } : {}) });
  };
  return (input, init) => {
    const call = answer(new Request(input, init)).finally(() => pending.delete(call));
    pending.add(call);
    return call;
  };
};

const startAll = async (toHub: typeof fetch): Promise<ReadonlyMap<string, Served>> => {
  const served = new Map<string, Served>();
  for (const [id, make] of Object.entries(SIMULATORS))
    served.set(id, await startSimulator(make({ now: START, fetch: toHub, options: { hubUrl: HUB_ORIGIN } }), { port: 0 }));
  return served;
};

/** The software of every one-stop department of the province, as the hub's own client sends for it. */
const oneStop = async (hub: Hub): Promise<AnyCommand> => {
  const limits = { perMinute: 1_000_000 };
  const { key } = await hub.addPartner({ id: "mot-cua", name: "Phần mềm một cửa", role: "portal", agencies: ["*"], limits });
  const app = createApp(hub);
  const client = createClient({
    baseUrl: HUB_ORIGIN,
    auth: { apiKey: key },
    fetch: async (request) => app.request(request),
    retry: { tries: 1 },
  });
  return client.command as unknown as AnyCommand;
};

/** Opens one; `close` it in the end. */
export const openProvince = async (): Promise<Province> => {
  let opened: Hub | undefined;
  const theHub = (): Hub => {
    if (opened === undefined) throw new ProvinceError("the hub is not open yet");
    return opened;
  };
  const pending = new Set<Promise<Response>>();
  const partners = await startAll(hubFetch(theHub, pending));
  const partner = (id: string): Served["simulation"] => {
    const found = partners.get(id);
    if (found === undefined) throw new ProvinceError(`no simulator "${id}"`);
    return found.simulation;
  };
  let now = START;
  const moveTo = (instant: string): void => {
    now = instant;
    for (const { simulation } of partners.values()) simulation.clock.set(instant);
    for (const { simulation } of partners.values()) simulation.parts.tick?.();
  };

  const env = Object.assign({}, ...[...partners.values()].map((one) => one.simulation.definition.settings(one.url, one.ports)));
  const hub = await createHub({
    log: createLog("silent"),
    dataDir: IN_MEMORY,
    catalogs: loadCatalogs(undefined, KNOWN_LANES),
    // Those that have a simulator here; the Kafka lane has a broker of its own in test/faults.
    adapters: ADAPTERS.flatMap((adapter) => {
      const config = readAdapterConfig(adapter, env);
      return config === undefined ? [] : [{ adapter: patient(adapter), config }];
    }),
    clock: () => now,
    secret: "province-secret-province-secret-province",
  });
  opened = hub;
  await hub.start();
  const command = await oneStop(hub);

  /** What partners began to say by the clock has arrived. */
  const heard = async (): Promise<void> => {
    do {
      await new Promise(setImmediate);
      await Promise.all(pending);
    } while (pending.size > 0);
  };
  const listed = async (states: readonly MessageView["state"][]): Promise<readonly MessageView[]> =>
    (await hub.exchange.messages({ states, limit: 200 })).items;
  const settle: Province["settle"] = async (down = []) => {
    for (let jump = 0; jump < MOST_JUMPS; jump += 1) {
      await heard();
      await hub.exchange.idle(down);
      const waiting = (await listed(["ready", "leased"])).filter((message) => !down.includes(message.lane));
      if (waiting.length === 0 && pending.size === 0) return;
      // Those whose time has come wait behind one whose time has not.
      const [next] = waiting
        .map((message) => message.nextAt)
        .filter((at) => at > now)
        .sort();
      if (next !== undefined) moveTo(next);
    }
    throw new ProvinceError(`the lanes do not come to rest: ${JSON.stringify(await listed(["ready", "leased"]))}`);
  };
  const later: Province["later"] = async (hours, down) => {
    await settle(down);
    moveTo(new Date(Date.parse(now) + hours * HOUR).toISOString());
    return settle(down);
  };
  const dossier: Province["dossier"] = async (reference) => {
    const found = await hub.find(reference);
    if (found === undefined) throw new ProvinceError(`no dossier ${reference}`);
    return found;
  };
  const execute = (actor: Actor, { type, ...fields }: Execution["command"], ref: string | undefined) =>
    command(type, { body: { ...fields, actor }, ...(ref === undefined ? {} : { ref }) });

  return {
    hub,
    now: () => now,
    settle,
    later,
    dossier,
    run: execute,
    refusal: async (actor, command, ref) => {
      try {
        await execute(actor, command, ref);
      } catch (error) {
        if (error instanceof LienthongError) return error.code;
        throw error;
      }
      throw new ProvinceError(`${command.type} was not refused`);
    },
    until: async (reference, holds, down) => {
      await settle(down);
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        const found = await dossier(reference);
        if (holds(found)) return found;
        await later(3, down);
      }
      const { status, transfers } = await dossier(reference);
      throw new ProvinceError(`never came to it: ${JSON.stringify({ status, transfers, undone: await listed(UNDONE) })}`);
    },
    door: async (simulator, path, body) => {
      const response = await partner(simulator).fetch(
        new Request(`http://sim.test/__sim${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
      const answer: unknown = await response.json();
      if (!response.ok || !isObject(answer)) throw new ProvinceError(`${simulator} ${path}: ${JSON.stringify(answer)}`);
      if ("outcome" in answer && answer["outcome"] !== "accepted")
        throw new ProvinceError(`${simulator} ${path} was not taken: ${JSON.stringify(answer)}`);
      return answer;
    },
    fault: (simulator, rule) => {
      partner(simulator).faults.add(rule);
    },
    mend: (simulator) => {
      const { faults } = partner(simulator);
      const struck = faults.list().reduce((sum, rule) => sum + rule.fired, 0);
      faults.remove();
      return struck;
    },
    held: (simulator, place, about) => {
      let value: unknown = partner(simulator).parts.state();
      for (const key of place.split(".")) value = isObject(value) ? value[key] : undefined;
      if (!Array.isArray(value)) throw new ProvinceError(`no list ${place} in the books of ${simulator}`);
      return value.filter((entry) => about !== undefined && JSON.stringify(entry).includes(about));
    },
    undone: async () =>
      (await listed([...UNDONE, "rejected"])).map(
        ({ lane, operation, state, error }) => `${lane} ${operation} ${state}: ${error?.message ?? ""}`,
      ),
    close: async () => {
      await Promise.all([...partners.values()].map((one) => one.close()));
      await hub.stop();
    },
  };
};

/** Where the simulators keep what they told the hub. */
const TOLD = [
  ["departments", "calls"],
  ["ministry", "calls"],
  ["land-registry", "calls"],
  ["tax", "pushes"],
  ["igate", "pushes"],
] as const;

/**
 * What must hold of every dossier at its end: its chain is unbroken, the national portal holds it once, in its last state, with no step twice
 * or out of order, the hub took everything that partners told it, and nothing of anybody's is left undone.
 * @param status the portal's number of the last state (10 = đã trả kết quả)
 */
export const expectEnd = async (province: Province, reference: string, status: string): Promise<Dossier> => {
  await province.settle();
  const dossier = await province.dossier(reference);
  expect(await province.hub.verifyChain(dossier.id)).toBeUndefined();
  const ours = { data: { MaHoSo: dossier.code, TrangThaiHoSo: status } };
  const seen = province.held("dvc-portal", "dossiers", dossier.code);
  expect(seen).toMatchObject([ours]);
  const [{ progress } = { progress: [] }] = seen as readonly { progress: readonly { double: boolean; late: boolean }[] }[];
  expect(progress.filter((step) => step.double || step.late)).toEqual([]);
  const told = TOLD.flatMap(([simulator, place]) => province.held(simulator, place, dossier.code));
  expect(told.filter((one) => isObject(one) && one["outcome"] !== "accepted")).toEqual([]);
  expect(await province.undone()).toEqual([]);
  return dossier;
};
