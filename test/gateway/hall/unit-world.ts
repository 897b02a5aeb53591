/** The gateway over a real hub with the demo hall, and its units: simulated, or spoken for by the test. */
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { HallOutcome } from "../../../core/hall/types.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { type AppOptions, createApp } from "../../../gateway/app.ts";
import { createSpeech } from "../../../gateway/hall/speech.ts";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";
import type { Simulation } from "../../../simulators/kit/types.ts";

/** A Wednesday, 09:00 in Việt Nam. */
export const NOW = "2026-03-04T02:00:00.000Z";
export const HALL = "thuan-hoa";
export const MACHINE = "th-ticket-1";
export const CALL_1 = "th-call-1";
export const SPEAKER = "th-speaker-1";

export interface UnitGateway {
  readonly app: ReturnType<typeof createApp>;
  /** As this device, with its key unless told otherwise. */
  ask(
    device: string,
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** Moves real time as the gateway's limits see it. */
  readonly wall: { ms: number };
}
type Units = NonNullable<AppOptions["units"]>;

export interface UnitWorld extends UnitGateway {
  readonly hub: Hub;
  /** Another gateway over the same hub. */
  gateway(units?: Units): UnitGateway;
  /** An officer's command. */
  run(command: HallCommandInput): Promise<HallOutcome>;
  /** A simulated unit that finds this gateway (or another) without a network; `away`: nothing answers. */
  unit(
    id: string,
    devices: readonly string[],
    by?: UnitGateway,
  ): Simulation & { readonly door: (path: string, body?: unknown) => Promise<unknown> };
  /** The gateway is away: every call of a unit fails, and its streams end. */
  away(gone: boolean): void;
  /** The next answers to units' POSTs are lost on the way; what was asked is done. */
  lose(answers: number): void;
  /** So many seconds after the day's beginning (09:00). */
  later(seconds: number): void;
  /** Another day, without units and without trouble: an empty queue. */
  freshDay(): void;
  stop(): Promise<void>;
}

const gatewayOver = (hub: Hub, units: Units): UnitGateway => {
  const wall = { ms: Date.parse(NOW) };
  // Without speech unless a test has it: the same everywhere.
  const app = createApp(hub, { wallClock: () => wall.ms, units: { speech: createSpeech("none", ""), ...units } });
  return {
    app,
    wall,
    ask: (device, method, path, body, headers = {}) =>
      Promise.resolve(
        app.request(`/hall/v1/devices/${device}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${hub.hall.deviceKey(device)}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      ),
  };
};

const DAY_MS = 86_400_000;

export const openUnitWorld = async (units: Units = {}): Promise<UnitWorld> => {
  let day = 0;
  let now = NOW;
  const hub = await createHub({
    dataDir: IN_MEMORY,
    catalogs: loadCatalogs(),
    adapters: [],
    role: "gateway",
    secret: "unit-world-secret-unit-world-secret",
    clock: () => now,
  });
  await hub.start();
  const own = gatewayOver(hub, units);
  let gone = false;
  let losing = 0;
  let cut = new AbortController();
  const fetchBy =
    ({ app }: UnitGateway): typeof fetch =>
    async (input, init) => {
      if (gone) throw new TypeError("fetch failed");
      const { signal } = cut;
      const asked = new Request(input, init);
      const answer = await app.request(asked);
      if (losing > 0 && asked.method === "POST" && !asked.url.endsWith("/state")) {
        losing -= 1;
        throw new TypeError("terminated");
      }
      if (answer.body === null || !answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer;
      // As a socket would: it ends with the caller's signal, and with the hub.
      const ended = AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]);
      const reader = answer.body.getReader();
      return new Response(
        new ReadableStream<Uint8Array>({
          start: (controller) => {
            const end = (): void => {
              controller.error(new TypeError("terminated"));
              reader.cancel().catch(() => undefined);
            };
            ended.addEventListener("abort", end, { once: true });
          },
          pull: async (controller) => {
            const { done, value } = await reader.read();
            if (done) controller.close();
            else controller.enqueue(value);
          },
          cancel: () => reader.cancel(),
        }),
        { status: answer.status, headers: answer.headers },
      );
    };
  let simulations: Simulation[] = [];
  const later = (seconds: number): void => {
    now = new Date(Date.parse(NOW) + day * DAY_MS + seconds * 1000).toISOString();
  };
  return {
    ...own,
    hub,
    gateway: (given = {}) => gatewayOver(hub, given),
    run: (command) =>
      hub.hall.execute({ hallId: HALL, command, actor: { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } }),
    unit: (id, devices, by = own) => {
      const make = HALL_SIMULATORS[id];
      if (make === undefined) throw new RangeError(`no simulator ${id}`);
      const simulation = make({
        now: NOW,
        fetch: fetchBy(by),
        // Short pauses are over at once; the regular report is not waited for.
        sleep: (ms, signal) =>
          new Promise((resolve) => {
            if (ms < 5_000) setImmediate(resolve);
            else signal.addEventListener("abort", () => resolve(), { once: true });
          }),
        options: {
          hubUrl: "http://hub.test",
          units: devices.map((deviceId) => ({ deviceId, key: hub.hall.deviceKey(deviceId) })),
        },
      });
      simulations.push(simulation);
      const door = async (path: string, body?: unknown): Promise<unknown> => {
        const init =
          body === undefined
            ? {}
            : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
        return (await simulation.fetch(new Request(`http://sim.test/__sim${path}`, init))).json();
      };
      return { ...simulation, door };
    },
    away: (isGone) => {
      gone = isGone;
      cut.abort();
      cut = new AbortController();
    },
    lose: (answers) => {
      losing = answers;
    },
    later,
    freshDay: () => {
      for (const simulation of simulations) simulation.close();
      simulations = [];
      gone = false;
      losing = 0;
      cut.abort();
      cut = new AbortController();
      day += 1;
      own.wall.ms += DAY_MS;
      later(0);
    },
    stop: async () => {
      for (const simulation of simulations) simulation.close();
      cut.abort();
      await hub.stop();
    },
  };
};

/** Waits until `met`, without a clock of its own. */
export const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setImmediate(resolve));
};
