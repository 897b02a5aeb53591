/**
 * The demo's world: a hub with its gateway on a free port, the simulators in a process of their own, one clock for all.
 * Whatever an officer does goes through REST, whatever a partner does through the partner's simulator.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { CommandType } from "../../../core/dossier/commands.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { createHub, type Hub, type HubOptions } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import { installAdapters, KNOWN_LANES } from "../../adapters.ts";
import { createClient, LienthongError } from "../../client/index.ts";
import { createLog } from "../../log.ts";
import { serveHub } from "../../server.ts";
import { freePort } from "../free-port.ts";
import { type RunningSimulators, startSimulators } from "../simulators.ts";
import { CliError } from "../terminal.ts";
import { type MovingClock, movingClock } from "./clock.ts";

export interface World {
  readonly hub: Hub;
  readonly url: string;
  /** The hub's settings as environment variables (accounts at the simulators). */
  readonly settings: Readonly<Record<string, string>>;
  /** Moves hub and simulators ahead and waits for nothing; from then on the simulators' clocks run as the hub's does. */
  jump(instant: Instant): Promise<void>;
  /** Moves hub and simulators ahead, then lets every lane come to rest. */
  moveTo(instant: Instant): Promise<void>;
  /** Waits until nothing is under way; where messages wait for their retry, moves the clock to it. */
  settle(): Promise<void>;
  now(): Instant;
  /** A command through REST, as the one-stop counter's software sends it. Throws CliError on any problem answer. */
  act(ref: string, command: CommandType, body: object): Promise<void>;
  submit(body: object): Promise<string>;
  /** The same; what the hub refuses it with, undefined where it was done. Throws CliError where the hub itself fails. */
  attempt(ref: string, command: CommandType, body: object): Promise<LienthongError | undefined>;
  dossier(ref: string): Promise<Dossier>;
  /** The control door of a simulator, and its answer whatever it is. */
  knock(id: string, method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<{ status: number; json: unknown }>;
  /** The same; throws CliError on any problem answer. */
  sim(id: string, method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** `databaseUrl`: a fresh PostgreSQL database instead of the embedded one. */
export type WorldOptions = Pick<HubOptions, "databaseUrl" | "onExchange">;

/** The client's `command` for scenes, whose bodies the hub checks. */
type AnyCommand = (
  type: CommandType,
  input: { readonly body: object; readonly ref?: string },
) => Promise<{ readonly dossierId: string }>;

/** Real milliseconds between two looks at the simulators' calls. */
const LOOK_MS = 10;

/** How many retry waits settle() may jump over before it calls the lanes stuck. */
const MOST_JUMPS = 200;

/**
 * Starts simulators of every outside system and a hub with an in-memory database, all of them on free ports and at `start` (UTC). `stop` it in the end.
 * Errors: CliError where the simulators do not come up; those of createHub and serveHub, after the simulators were stopped.
 */
export const createWorld = async (start: Instant, options: WorldOptions = {}): Promise<World> => {
  // The simulators must know where to push before the hub, which must know them, listens.
  const port = await freePort();
  const simulators = await startSimulators(0, `http://127.0.0.1:${port}`);
  try {
    return await build(simulators, movingClock(start), port, options);
  } catch (error) {
    await simulators.stop();
    throw error;
  }
};

const build = async (simulators: RunningSimulators, clock: MovingClock, port: number, options: WorldOptions): Promise<World> => {
  const hub = await createHub({
    ...options,
    dataDir: "memory",
    catalogs: loadCatalogs(undefined, KNOWN_LANES),
    adapters: installAdapters(simulators.settings),
    clock: clock.now,
    secret: randomBytes(32).toString("hex"),
    log: createLog("silent"),
  });
  // A day of a province passes in minutes: its one-stop software asks faster than any real one.
  const { key } = await hub.addPartner({
    id: "mot-cua",
    name: "Phần mềm một cửa",
    role: "portal",
    agencies: ["*"],
    limits: { perMinute: 1_000_000, bytesPerDay: 1e12 },
  });
  const server = await serveHub(hub, { host: "127.0.0.1", port, drainMs: 2_000 });
  const client = createClient({ baseUrl: server.url, auth: { apiKey: key } });
  const send = client.command as unknown as AnyCommand;
  const attempt: World["attempt"] = async (ref, command, body) => {
    try {
      await send(command, { ref, body });
      return undefined;
    } catch (error) {
      if (error instanceof LienthongError && error.status !== undefined && error.status < 500) return error;
      throw new CliError(`${command} → ${error instanceof Error ? error.message : String(error)}`, 1);
    }
  };
  const knock: World["knock"] = async (id, method, path, body) => {
    const ask = () =>
      fetch(`${simulators.simulators[id]?.url}/__sim${path}`, {
        method,
        ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
      });
    // A connection that idled while this process was busy may be closed by now: what only asks, or sets the clock, is asked once more.
    const response = await (method === "GET" || path === "/clock" ? ask().catch(ask) : ask());
    return { status: response.status, json: await response.json().catch(() => undefined) };
  };
  const sim: World["sim"] = async (id, method, path, body) => {
    const { status, json } = await knock(id, method, path, body);
    if (status >= 300) throw new CliError(`${id} ${method} /__sim${path} → ${status} ${JSON.stringify(json)}`, 1);
    return json;
  };

  const callsUnderWay = async (): Promise<number> => {
    const views = await Promise.all(Object.keys(simulators.simulators).map((id) => sim(id, "GET", "")));
    return views.reduce<number>((sum, view) => sum + (view as { counts: { calling: number } }).counts.calling, 0);
  };
  const setClocks = async (running: boolean): Promise<void> => {
    const now = { now: clock.now(), running };
    await Promise.all(Object.keys(simulators.simulators).map((id) => sim(id, "POST", "/clock", now)));
  };
  const moveOnly = async (instant: Instant): Promise<void> => {
    clock.moveTo(instant);
    await setClocks(false);
  };
  const jump = async (instant: Instant): Promise<void> => {
    // A partner's call that was signed before the jump and read after it would be refused as stale: they stand still until none is under way.
    await setClocks(false);
    while ((await callsUnderWay()) > 0) await sleep(LOOK_MS);
    clock.moveTo(instant);
    await setClocks(true);
  };
  const settle = async (): Promise<void> => {
    for (let jump = 0; jump < MOST_JUMPS; jump += 1) {
      await hub.exchange.idle();
      const { items } = await hub.exchange.messages({ states: ["ready", "leased"], limit: 200 });
      if (items.length === 0) return;
      // Those whose time has come wait behind one whose time has not.
      const next = items
        .map((m) => m.nextAt)
        .filter((at) => at > clock.now())
        .sort()[0];
      if (next) await moveOnly(next);
    }
    throw new CliError("Các đường nối không lắng xuống / the lanes do not come to rest", 1);
  };
  await moveOnly(clock.now());

  return {
    hub,
    url: server.url,
    settings: simulators.settings,
    now: clock.now,
    jump,
    settle,
    moveTo: async (instant) => {
      await moveOnly(instant);
      await settle();
    },
    attempt,
    act: async (ref, command, body) => {
      const refused = await attempt(ref, command, body);
      if (refused !== undefined) throw new CliError(`${command} → ${refused.message} ${JSON.stringify(refused.errors)}`, 1);
    },
    submit: async (body) => {
      try {
        return (await send("submit", { body })).dossierId;
      } catch (error) {
        throw new CliError(`submit → ${error instanceof Error ? error.message : String(error)}`, 1);
      }
    },
    dossier: async (ref) => {
      const found = await hub.find(ref);
      if (!found) throw new CliError(`Không thấy hồ sơ ${ref} / dossier ${ref} not found`, 1);
      return found;
    },
    knock,
    sim,
    stop: async () => {
      await server.stop();
      await simulators.stop();
    },
  };
};
