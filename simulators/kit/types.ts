/**
 * The vocabulary of simulators. Glossary: simulator = máy mô phỏng (stands in for one outside system) · door = cửa điều khiển
 * (`/__sim`, never part of the partner's own interface) · ledger = sổ (what the partner holds) · fault rule = quy tắc gây lỗi ·
 * simulation = one running simulator with its own state.
 */
import type { Hono } from "hono";
import type { z } from "zod";
import type { SimClock } from "./clock.ts";
import type { FaultBook } from "./fault-book.ts";
import type { Random } from "./random.ts";
import type { ReceivedLog } from "./received.ts";
import type { PortBindings } from "./transport.ts";

/** What a simulator gets to live on. Nothing else may tell the time, roll dice, wait or call out. */
export interface SimContext {
  readonly clock: SimClock;
  /** Seeded: two simulations of one seed, asked the same, answer the same. */
  readonly random: Random;
  /** How long an hour of a partner's own work takes, in milliseconds of the clock: an hour, unless whoever tries things out is in a hurry. */
  readonly hourMs: number;
  /** Waits in real milliseconds; ends early (resolved) when the simulation is reset or closed. */
  readonly sleep: (ms: number) => Promise<void>;
  /** For calling the hub: pushes and submissions. */
  readonly fetch: typeof fetch;
  /** Aborted when the simulation is reset or closed. A new one after a reset, so ask for it each time. */
  readonly signal: () => AbortSignal;
}

/** What a simulator consists of. */
export interface SimParts {
  /** The partner's own interface. */
  readonly app: Hono;
  /** The ledger as JSON: what the partner now holds, and how often it got it. */
  readonly state: () => unknown;
  /** A few figures for the overview. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** Back to the first day: empties the ledger. */
  readonly reset: () => void;
  /** Ends every login session, so that the next call meets the partner's "session expired". */
  readonly expireSessions?: () => void;
  /** The clock has moved. */
  readonly tick?: () => void;
  /** Ends for good what it does by itself (a unit that comes to the hub), when the simulation is closed. */
  readonly stop?: () => void;
  /** False: without power or cable, every call is cut before it is read. The control door still answers. */
  readonly reachable?: () => boolean;
  /** What came of a request (its body so far) whose sender went away in its midst; without this it is as if nothing had come. */
  readonly half?: (came: Uint8Array<ArrayBuffer>) => void;
  /** Protocols on raw TCP beside HTTP, by name; each gets a port of its own where the simulator is served on one. */
  readonly listeners?: Readonly<Record<string, SimListener>>;
  /** The simulator's own doors, mounted under `/__sim`. */
  readonly door?: Hono;
  /** What the own doors do, for the overview and the page. */
  readonly actions?: readonly SimAction[];
}

/** One TCP server of a simulator. Fault rules of the door are for HTTP; a listener brings its own. */
export interface SimListener {
  /** Listens (port 0 = any free one) and answers the port. Rejects when the port is taken. */
  readonly start: (port: number, host: string) => Promise<number>;
  /** Closes every connection and stops listening. */
  readonly stop: () => Promise<void>;
}
/** Name of a listener → its port. */
export type ListenerPorts = Readonly<Record<string, number>>;

export interface SimAction {
  readonly method: "GET" | "POST" | "DELETE";
  /** Under `/__sim`. */
  readonly path: string;
  readonly vi: string;
  readonly en: string;
  /** A body to start from. */
  readonly example?: unknown;
}

export interface SimulatorDefinition<O = unknown> {
  /** Also the folder's name and the lane's name. */
  readonly id: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly about: { readonly vi: string; readonly en: string };
  /** Settings with defaults; the defaults are the credentials that demo and tests use. */
  readonly options: z.ZodType<O>;
  /**
   * The environment variables with which a hub finds this simulator at `url`: the account that it expects unless told otherwise.
   * `ports`: where its listeners are; absent where it is not served on ports.
   */
  readonly settings: (url: string, ports?: ListenerPorts) => Readonly<Record<string, string>>;
  readonly createApp: (context: SimContext, options: O) => SimParts;
}

/** One running simulator. */
export interface Simulation {
  readonly definition: Pick<SimulatorDefinition, "id" | "title" | "about" | "settings">;
  readonly parts: SimParts;
  readonly clock: SimClock;
  readonly faults: FaultBook;
  readonly received: ReceivedLog;
  /** Its own calls to the hub that are under way: whoever moves the clocks waits for 0, lest a signature be read in another hour. */
  readonly calling: () => number;
  /** The whole thing as one handler: partner's interface and door. `bindings` are those of @hono/node-server, if any. */
  readonly fetch: (request: Request, bindings?: PortBindings) => Promise<Response>;
  /** Empties ledger, log and rules, frees all that hangs, starts chance anew. The clock stays where it is. */
  readonly reset: () => void;
  /** Frees all that hangs. */
  readonly close: () => void;
}

/** Something was asked of the kit that it cannot do: unknown simulator, bad options, port in use. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
}
