/** A running simulator: its own app behind the fault rules and the log, and the control door beside it. */
import { Hono } from "hono";
import { createClock } from "./clock.ts";
import { mountDoor } from "./door.ts";
import { createFaultBook } from "./fault-book.ts";
import { type Answer, type Outcome, perform } from "./fault-effects.ts";
import { createRandom, seedOf } from "./random.ts";
import { createReceivedLog } from "./received.ts";
import { callerGone, give, type PortBindings } from "./transport.ts";
import type { SimContext, Simulation, SimulatorDefinition } from "./types.ts";

/** Checks nothing at run time: gives a definition its types. */
export const defineSimulator = <O>(definition: SimulatorDefinition<O>): SimulatorDefinition<O> => definition;

export interface SimulationSettings {
  /** Options of the simulator, checked by its own schema. */
  readonly options?: unknown;
  readonly seed?: number;
  /** Where the clock stands at first (ISO 8601); absent: real time. */
  readonly now?: string;
  /** How long an hour of a partner's own work takes, in milliseconds; absent: an hour. */
  readonly hourMs?: number;
  readonly fetch?: typeof fetch;
  /** Waits in real milliseconds; a test hands in one that does not wait. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Larger requests are answered 413, as the partners' front servers would. */
const MAX_BODY = 100 * 1024 * 1024;
/** Bytes of a body that the log looks at: more than it keeps. */
const LOGGED = 200_000;
const HOUR_MS = 3_600_000;
const METHODS_WITHOUT_BODY = new Set(["GET", "HEAD"]);

const realSleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

const finished = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: new Headers(response.headers),
  body: new Uint8Array(await response.arrayBuffer()),
});

/** Makes a simulation. Throws ZodError when the options do not fit the simulator's schema. */
export const createSimulation = <O>(definition: SimulatorDefinition<O>, settings: SimulationSettings = {}): Simulation => {
  const clock = createClock(settings.now);
  const seed = settings.seed ?? 1;
  const random = createRandom(seedOf(`${definition.id}:${seed}`));
  const faults = createFaultBook(clock, seed);
  const received = createReceivedLog();
  const sleeper = settings.sleep ?? realSleep;
  let epoch = new AbortController();
  let calling = 0;
  const callOut: typeof fetch = async (input, init) => {
    calling += 1;
    try {
      return await (settings.fetch ?? globalThis.fetch)(input, init);
    } finally {
      calling -= 1;
    }
  };

  const context: SimContext = {
    clock,
    random,
    hourMs: settings.hourMs ?? HOUR_MS,
    sleep: (ms) => sleeper(ms, epoch.signal),
    fetch: callOut,
    signal: () => epoch.signal,
  };
  const parts = definition.createApp(context, definition.options.parse(settings.options ?? {}));

  const freeAll = (): void => {
    epoch.abort();
    epoch = new AbortController();
    faults.remove();
  };
  const reset = (): void => {
    freeAll();
    received.clear();
    random.restart();
    parts.reset();
  };

  const exchange = async (request: Request, bindings: PortBindings | undefined): Promise<Response> => {
    if (parts.reachable?.() === false) return give({ kind: "cut", at: "start" }, bindings);
    const no = received.open(clock.now(), request);
    const url = new URL(request.url);
    let body: Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;
    let lost = false;
    const read = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
      if (METHODS_WITHOUT_BODY.has(request.method)) return undefined;
      const came: Uint8Array[] = [];
      try {
        for await (const part of request.body ?? []) came.push(part);
        const whole = new Uint8Array(Buffer.concat(came));
        received.update(no, { body: new TextDecoder().decode(whole.subarray(0, LOGGED)) });
        return whole;
      } catch {
        // The caller went away in the middle of its own request: nothing was asked, but where a device begins before it has all.
        lost = true;
        parts.half?.(new Uint8Array(Buffer.concat(came)));
        return undefined;
      }
    };
    const bytes = () => {
      body ??= read();
      return body;
    };
    const dispatch = async (): Promise<Answer> => {
      const sent = await bytes();
      if (lost) return finished(new Response("", { status: 400 }));
      if (sent !== undefined && sent.length > MAX_BODY)
        return finished(new Response("Request Entity Too Large", { status: 413 }));
      const init = { method: request.method, headers: request.headers, ...(sent === undefined ? {} : { body: sent }) };
      return finished(await parts.app.fetch(new Request(request.url, init)));
    };

    const { signal } = epoch;
    const { fault, done } = await faults.pick({
      method: request.method,
      path: url.pathname + url.search,
      body: async () => new TextDecoder().decode(await bytes()),
    });
    if (fault !== undefined) received.update(no, { fault: { id: fault.id, kind: fault.rule.kind } });
    const outcome: Outcome =
      fault === undefined
        ? { kind: "answer", answer: await dispatch() }
        : await perform(fault, {
            dispatch,
            sleep: (ms) => sleeper(ms, signal),
            gone: () => Promise.race([aborted(signal), callerGone(request, bindings)]),
            expireSessions: () => parts.expireSessions?.(),
          });
    done();
    const answer = outcome.kind === "answer" ? outcome.answer : undefined;
    received.update(no, {
      answered: answer?.status ?? "cut",
      answer: answer === undefined ? null : new TextDecoder().decode(answer.body.subarray(0, LOGGED)),
    });
    return give(outcome, bindings);
  };

  const simulation: Simulation = {
    definition,
    parts,
    clock,
    faults,
    received,
    calling: () => calling,
    fetch: async (request, bindings) => {
      const { pathname } = new URL(request.url);
      return pathname === "/__sim" || pathname.startsWith("/__sim/") ? door.fetch(request) : exchange(request, bindings);
    },
    reset,
    close: () => {
      parts.stop?.();
      freeAll();
    },
  };
  const door = new Hono();
  mountDoor(door, simulation);
  return simulation;
};
