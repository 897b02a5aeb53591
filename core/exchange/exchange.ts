/**
 * The exchange: reliable messaging between the hub and its partners (design.md §3). It ties together membership, lanes,
 * pollers, the wire log and the operator's control; the rules are in the modules it starts.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ExchangeControl } from "../hub-types.ts";
import { newId } from "../ids.ts";
import type { Instant } from "../time/types.ts";
import type { Call, InstalledAdapter } from "./adapter.ts";
import { giveAllBack, leasesOf, putBack, takeOver } from "./claim.ts";
import { createControl } from "./control.ts";
import { type Enqueued, enqueue } from "./enqueue.ts";
import { forLog } from "./failure.ts";
import { createLaneRunner, type LaneDeps, type LaneRunner } from "./lane-runner.ts";
import { createLaneStore } from "./lane-store.ts";
import { lookUpsOf } from "./look-ups.ts";
import { DEFAULT_TUNING, type ExchangeEvent, type ExchangeOptions, ExchangeSetupError, type Tuning } from "./options.ts";
import { after, planFault } from "./plan.ts";
import { createPollers } from "./pollers.ts";
import { sealWire, verifyWire, type WireVerdict } from "./seal.ts";
import { createSettler } from "./settle.ts";
import { createStreams } from "./streams.ts";
import { childTraceparent } from "./trace.ts";
import { createWireLog } from "./wire-log.ts";
import { createMembership } from "./workers.ts";

interface Check {
  readonly ok: boolean;
  readonly detail: string;
  readonly lag?: number;
}
export interface ExchangeHealth {
  readonly ok: boolean;
  /** worker, loop, oldest, and "stream:<lane>/<id>" for each stream. */
  readonly checks: Readonly<Record<"worker" | "loop" | "oldest", Check> & Record<string, Check>>;
}

/** A call context for a partner's request to us (a hook); `done` writes what went over the wire. */
export interface HookContext {
  readonly call: Call;
  done(): Promise<void>;
}

export interface Exchange {
  readonly control: ExchangeControl;
  /** Joins as a worker and begins to work. Not needed for `control` alone (a gateway without lanes). */
  start(): Promise<void>;
  /** Claims nothing more, waits up to `graceMs` (10 s) for calls in flight, cuts the rest, gives all leases back. */
  stop(graceMs?: number): Promise<void>;
  /** New work was committed on these lanes; without `lanes`, or when time moved: look everywhere, feeds too. */
  poke(lanes?: readonly string[]): void;
  health(): Promise<ExchangeHealth>;
  /** Takes up a lane that came at run time (a webhook), or the same one with other settings. Throws ExchangeSetupError. */
  install(lane: InstalledAdapter): Promise<void>;
  /** Works it no more; what waits on it stays, what is in flight ends. */
  remove(lane: string): Promise<void>;
  /** Writes messages to a lane, each once by its feed id; how many were new. */
  enqueue(lane: string, messages: readonly Enqueued[]): Promise<number>;
  /** For the gateway's hooks. `key`: the dossier, if known. The signal aborts after the adapter's timeoutMs. */
  hookCall(adapterId: string, options?: { readonly traceparent?: string; readonly key?: string }): HookContext;
  /** Seals the wire log now; how many rows. It also happens by itself while started. */
  seal(): Promise<number>;
  verifyWire(): Promise<WireVerdict>;
  /** Forgets wire bodies from before; how many. It also happens by itself (tuning.keepBodiesMs). */
  expireWire(before: Instant): Promise<number>;
}

/** A round of the loop that takes longer than this is a loop that does not turn. */
const STUCK_MS = 15_000;
const EXPIRE_EVERY_MS = 3_600_000;
const POKE_SPACING_MS = 5;
const IDLE_LOOK_MS = 50;
const SAY_AGAIN_MS = 5_000;
const LAST_WAIT_MS = 5_000;

/**
 * Makes the exchange of one process. Throws ExchangeSetupError for two adapters of one id, an id that cannot be a lane's
 * name, a plan or limits that cannot work.
 */
export const createExchange = (options: ExchangeOptions): Exchange => {
  const { database, clock, log } = options;
  const tuning: Tuning = { ...DEFAULT_TUNING, ...options.tuning };
  checkAdapters(options.adapters);

  let lastRound = performance.now();
  let roundsSinceBeat = 0;
  let started = false;
  let stopping = false;
  let settledSinceVacuum = 0;
  let lastExpire = 0;
  let listeners: (() => void)[] = [];
  const timers = new Map<string, NodeJS.Timeout>();
  const loops = new Set<Promise<void>>();

  const wake = (): void => {
    const waiting = listeners;
    listeners = [];
    for (const listener of waiting) listener();
  };
  const emit = (event: ExchangeEvent): void => {
    if (event.kind === "settled") settledSinceVacuum += 1;
    try {
      options.onEvent?.(event);
    } catch (error) {
      log.error({ err: forLog(error), kind: event.kind }, "a listener of the exchange failed");
    }
    wake();
  };
  let toldAt = Number.NEGATIVE_INFINITY;
  const background = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // Many loops meet one broken database: one line in a while says it all.
      if (performance.now() - toldAt < SAY_AGAIN_MS) return;
      toldAt = performance.now();
      log.warn({ err: forLog(error) }, "exchange: the database did not do it; tried again soon");
    }
  };

  const wireLog = createWireLog(database, clock, log);
  const store = createLaneStore(database);
  const membership = createMembership({
    database,
    name: options.workerName,
    tuning,
    log,
    progressed: () => {
      const moved = roundsSinceBeat > 0;
      roundsSinceBeat = 0;
      return moved;
    },
    onChange: (life) => emit({ kind: "rejoined", worker: life.id }),
  });
  const settler = createSettler(database);
  const deps: LaneDeps = { options, tuning, store, wireLog, settler, membership, emit, background };
  const runners = new Map<string, LaneRunner>(
    options.adapters.map((installed) => [installed.adapter.id, createLaneRunner(installed, deps)]),
  );
  const pollers = createPollers([...runners.values()], deps);
  const streams = createStreams(deps, (lane) => runners.get(lane)?.poke());
  /** Lanes taken away whose last calls are still in flight. */
  const leaving = new Set<LaneRunner>();

  /** One look at the shared state: breakers, due messages, due feeds. */
  const round = async (): Promise<void> => {
    if (!membership.current()) return;
    const stamps = new Map([...runners].map(([id, runner]) => [id, runner.breaker.stamp()]));
    for (const row of await store.read(clock())) {
      const runner = runners.get(row.id);
      const stamp = stamps.get(row.id);
      if (!runner || stamp === undefined) continue;
      await runner.breaker.refresh(row, stamp);
      if (row.due || runner.breaker.mode() === "probe") runner.pokeIfWorthIt();
    }
    await pollers.tick();
    roundsSinceBeat += 1;
    lastRound = performance.now();
  };

  const reap = async (): Promise<void> => {
    const taken = await takeOver(database);
    for (const lane of new Set(taken.map((message) => message.lane))) {
      const count = taken.filter((message) => message.lane === lane).length;
      log.warn({ lane, count }, "took over messages of a dead worker");
      emit({ kind: "takenOver", lane, count });
      runners.get(lane)?.poke();
    }
    await findStrays();
  };

  const isClaiming = (): boolean => [...runners.values()].some((runner) => runner.claiming() > 0);
  /** Leases of ours that nobody here works on: the answer to a claim got lost on the way from the database. */
  const findStrays = async (): Promise<void> => {
    const life = membership.current();
    if (!life || isClaiming()) return;
    const leased = await leasesOf(database, life.id);
    if (isClaiming() || life.ended()) return;
    const here = new Set([...runners.values(), ...leaving].flatMap((runner) => runner.working()));
    const strays = leased.filter((id) => !here.has(id));
    if (strays.length === 0) return;
    const back = await putBack(database, life.id, strays);
    log.warn({ count: back.length }, "put back leases that nobody worked on");
    for (const { lane } of back) runners.get(lane)?.poke();
  };

  const keepHouse = async (): Promise<void> => {
    await wireLog.flush();
    await sealWire(database, clock, options.secret);
    if (performance.now() - lastExpire > EXPIRE_EVERY_MS || lastExpire === 0) {
      lastExpire = performance.now();
      await wireLog.expire(after(clock(), -tuning.keepBodiesMs));
    }
    if (database.kind === "embedded" && settledSinceVacuum >= tuning.vacuumEvery) {
      // PGlite has no autovacuum: without this, dead rows and plans made for an empty table slow every claim down.
      settledSinceVacuum = 0;
      await database.query("vacuum (analyze) message");
    }
  };

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => loops.delete(tracked));
    loops.add(tracked);
  };

  const every = (name: string, ms: number, work: () => Promise<void>): void => {
    const loop = (): void => {
      if (stopping) return;
      const next = (): void => {
        if (!stopping) timers.set(name, setTimeout(loop, ms));
      };
      track(background(work()).then(next));
    };
    loop();
  };

  let roundAsked = false;
  let rounding = false;
  /** One round at a time, and not more often than every few milliseconds however many commits there are. */
  const askRound = async (): Promise<void> => {
    roundAsked = true;
    if (rounding) return;
    rounding = true;
    while (roundAsked && !stopping) {
      roundAsked = false;
      await background(round());
      await sleep(POKE_SPACING_MS);
    }
    rounding = false;
  };

  const poke = (lanes?: readonly string[]): void => {
    if (!started || stopping) return;
    if (lanes) for (const lane of lanes) runners.get(lane)?.poke();
    else track(askRound());
  };

  const takeAway = async (id: string): Promise<void> => {
    const runner = runners.get(id);
    if (runner === undefined) return;
    runners.delete(id);
    pollers.remove(id);
    runner.stop();
    leaving.add(runner);
    // Not awaited: a call to a partner that hangs takes its time, and keeps its lease until it ends.
    track(
      runner.settled().then(() => {
        runner.breaker.close();
        leaving.delete(runner);
      }),
    );
  };

  const control = createControl({
    database,
    adapters: () => [...runners.values()].map((runner) => runner.installed),
    pollers: pollers.names,
    clock,
    poke,
    nextEvent: async () => {
      const heard = new Promise<void>((resolve) => listeners.push(resolve));
      await Promise.race([heard, sleep(Math.min(tuning.pollMs, IDLE_LOOK_MS))]);
      await sleep(POKE_SPACING_MS);
    },
  });

  const oldestDue = async (): Promise<{ age: number | null } | undefined> => {
    try {
      return (await database.query<{ age: number | null }>(OLDEST, [clock()]))[0];
    } catch {
      return undefined;
    }
  };

  return {
    control,
    poke,
    start: async () => {
      if (started) return;
      await store.ensure([...runners.keys()]);
      await pollers.ensure();
      await membership.join();
      started = true;
      for (const runner of runners.values()) streams.start(runner.installed);
      every("poll", tuning.pollMs, askRound);
      every("reap", tuning.reapMs, reap);
      every("house", tuning.sealMs, keepHouse);
      poke();
    },
    stop: async (graceMs = 10_000) => {
      if (!started || stopping) return;
      stopping = true;
      for (const timer of timers.values()) clearTimeout(timer);
      const ours = [...runners.values(), ...leaving];
      for (const runner of ours) runner.stop();
      const all = Promise.all([...loops, streams.stop(), pollers.settled(), ...ours.map((runner) => runner.settled())]);
      const grace = new AbortController();
      await Promise.race([all, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)]);
      grace.abort();
      const life = membership.current();
      membership.cut();
      // Cut calls end within their last word; only a database that hangs can take longer.
      await Promise.race([all, sleep(LAST_WAIT_MS, undefined, { ref: false })]);
      for (const runner of ours) runner.breaker.close();
      await background(wireLog.flush());
      await background(sealWire(database, clock, options.secret));
      if (life) await background(giveAllBack(database, life.id));
      await background(membership.leave());
      wake();
    },
    health: async () => {
      const silentMs = Math.round(membership.silentForMs());
      const roundMs = Math.round(performance.now() - lastRound);
      const row = await oldestDue();
      const worker = {
        ok: membership.current() !== undefined,
        detail: `heartbeat confirmed ${silentMs} ms ago, ${membership.live()} alive`,
      };
      const loop = { ok: roundMs < STUCK_MS, detail: `last round ${roundMs} ms ago` };
      const oldest = row
        ? { ok: true, detail: row.age === null ? "nothing waits" : `oldest due message waits ${Math.round(row.age)} s` }
        : { ok: false, detail: "the database does not answer" };
      const flowing = Object.entries(streams.progress()).map(([name, progress]) => [`stream:${name}`, progress] as const);
      // A broker that is away is the partner's trouble: shown, but the hub is ready all the same and its outbox waits.
      return { ok: worker.ok && loop.ok && oldest.ok, checks: { worker, loop, oldest, ...Object.fromEntries(flowing) } };
    },
    install: async (installed) => {
      checkAdapters([installed]);
      const { id } = installed.adapter;
      await takeAway(id);
      const runner = createLaneRunner(installed, deps);
      runners.set(id, runner);
      pollers.add(runner);
      await store.ensure([id]);
      await pollers.ensure();
      if (started && !stopping) {
        streams.start(installed);
        poke();
      }
    },
    remove: (lane) => takeAway(lane),
    enqueue: async (lane, messages) => {
      const written = await enqueue(options, lane, messages);
      if (written > 0) poke([lane]);
      return written;
    },
    hookCall: (adapterId, about = {}) => {
      const runner = runners.get(adapterId);
      if (!runner) throw new ExchangeSetupError(`no adapter "${adapterId}" is installed`);
      const collector = wireLog.collector({ lane: adapterId, ...(about.key === undefined ? {} : { key: about.key }) });
      return {
        call: {
          config: runner.installed.config,
          signal: AbortSignal.timeout(runner.installed.adapter.plan.timeoutMs),
          now: clock,
          messageId: newId(),
          attempt: 1,
          mayHaveArrived: false,
          traceparent: childTraceparent(about.traceparent),
          wire: collector.wire,
          ...lookUpsOf(options, adapterId),
        },
        done: async () => {
          wireLog.add(collector.take());
          await wireLog.flush();
        },
      };
    },
    seal: async () => {
      await wireLog.flush();
      return sealWire(database, clock, options.secret);
    },
    verifyWire: () => verifyWire(database, options.secret),
    expireWire: (before) => wireLog.expire(before),
  };
};

const OLDEST = `
  select extract(epoch from $1::text::timestamptz - min(next_at))::float8 as age from message where state = 'ready' and next_at <= $1::text::timestamptz`;

const checkAdapters = (adapters: readonly InstalledAdapter[]): void => {
  const seen = new Set<string>();
  for (const { adapter } of adapters) {
    const { id, plan, limits } = adapter;
    if (!/^[a-z0-9][a-z0-9-]{0,58}$/.test(id)) throw new ExchangeSetupError(`adapter id "${id}" cannot name a lane`);
    if (seen.has(id)) throw new ExchangeSetupError(`two adapters are called "${id}"`);
    seen.add(id);
    const fault = planFault(plan);
    if (fault) throw new ExchangeSetupError(`plan of adapter "${id}": ${fault}`);
    const { concurrency, perSecond, breaker } = limits;
    if (!(Number.isInteger(concurrency) && concurrency >= 1))
      throw new ExchangeSetupError(`limits of adapter "${id}": concurrency is ${concurrency}`);
    if (perSecond !== undefined && !(perSecond > 0))
      throw new ExchangeSetupError(`limits of adapter "${id}": perSecond is ${perSecond}`);
    for (const [name, value] of Object.entries(breaker)) {
      if (!(Number.isFinite(value) && value > 0))
        throw new ExchangeSetupError(`limits of adapter "${id}": breaker.${name} is ${value}`);
    }
  }
};
