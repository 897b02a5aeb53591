/**
 * One lane in one process: claims as many heads as it may have in flight, works on each, settles, and claims again.
 * Bulkhead and rate limit are shared out evenly over the live workers.
 */
import { createBatcher, upTo } from "../store/batcher.ts";
import type { Call, InstalledAdapter, Outgoing } from "./adapter.ts";
import { createLaneBreaker, type LaneBreaker, type Mode } from "./breaker.ts";
import { type Claimed, claim, claimProbe } from "./claim.ts";
import { type Enqueued, enqueue } from "./enqueue.ts";
import type { ExchangeError } from "./errors.ts";
import { asExchangeError, forLog, storedError } from "./failure.ts";
import { judge, type Settlement } from "./judge.ts";
import { createLaneCalls } from "./lane-calls.ts";
import type { LaneStore } from "./lane-store.ts";
import { lookUpsOf } from "./look-ups.ts";
import type { ExchangeEvent, ExchangeOptions, Tuning } from "./options.ts";
import { perform, recourseOf } from "./perform.ts";
import { createRamp, createRateLimit } from "./rate.ts";
import type { Settler } from "./settle.ts";
import { isDataFault } from "./storable.ts";
import type { WireCollector, WireLog } from "./wire-log.ts";
import type { Life, Membership } from "./workers.ts";

export interface LaneDeps {
  readonly options: ExchangeOptions;
  readonly tuning: Tuning;
  readonly store: LaneStore;
  readonly wireLog: WireLog;
  readonly settler: Settler;
  readonly membership: Membership;
  readonly emit: (event: ExchangeEvent) => void;
  readonly background: (work: Promise<unknown>) => Promise<void>;
}

/** One guarded call that is not a message: a poller's fetch, a probe. */
export interface GuardedCall {
  readonly id: string;
  readonly life: Life;
  readonly collector: WireCollector;
}

export interface LaneRunner {
  readonly id: string;
  readonly installed: InstalledAdapter;
  readonly breaker: LaneBreaker;
  /** Look for work now. */
  poke(): void;
  /** The poll found something due: look, unless looking was slow and found nothing just now. */
  pokeIfWorthIt(): void;
  /** Runs `work` in a slot of the bulkhead, before waiting messages; not at all while the lane is not open for calls. */
  withSlot(work: (mode: Mode) => Promise<void>): Promise<void>;
  /** deadline(retry(breaker(call))) outside of any message. */
  call<T>(mode: Mode, of: GuardedCall, work: (call: Call) => Promise<T>): Promise<T>;
  /** Messages being worked on in this process. */
  readonly working: () => readonly string[];
  /** Claims that wait for the database's answer. */
  readonly claiming: () => number;
  /** Resolves when nothing is in flight. */
  settled(): Promise<void>;
  /** Claims nothing more; calls in flight go on. */
  stop(): void;
}

/**
 * Behind blocked heads thousands of messages can be due although none can go; reading past 40,000 of them takes 150–250 ms.
 * So a slow look that found nothing is followed by a rest of ten times its length: a tenth of the time at most goes into it.
 */
const SLOW_LOOK_MS = 20;
const REST_FACTOR = 10;
const MAX_REST_MS = 2_000;

/** The lane's last error is for people: once a second is enough, and an outage must not hammer one row. */
const SHOW_ERROR_EVERY_MS = 1_000;

/** Most answers in one statement; each may carry 64 KiB. */
const ANSWERS = 64;

/** What is told of a message on its own lane. */
interface Answer {
  readonly to: Claimed;
  readonly outgoing: readonly Outgoing[];
}
const answerRows = ({ to, outgoing }: Answer): readonly Enqueued[] =>
  outgoing.map(({ operation, body }, n) => ({
    direction: "out",
    operation,
    // In order among themselves, but not behind the item that they answer, which may be parked.
    key: `answer/${to.key}`,
    body,
    feedId: `answer:${to.id}:${n}`,
    ...(to.traceparent === null ? {} : { traceparent: to.traceparent }),
  }));

/**
 * One lane in this process (design.md §3, R-J03). It claims nothing before it is poked and the worker has joined. Messages are
 * due by hub time; rate limit, ramp and rests run in real time.
 * Errors: what fails is settled, logged or tried again, and a write under a stale fence reported as an event; only `call` and
 * `withSlot` reject, as their work does.
 */
export const createLaneRunner = (installed: InstalledAdapter, deps: LaneDeps): LaneRunner => {
  const { options, tuning, membership, emit, background, wireLog } = deps;
  const { database, clock, log } = options;
  const { adapter } = installed;
  const { plan, limits } = adapter;
  const hasFeed = Object.keys(adapter.pollers).length + Object.keys(adapter.streams ?? {}).length > 0;
  const random = options.random ?? Math.random;

  const ramp = createRamp(limits.concurrency);
  const rate = createRateLimit(limits.perSecond, () => performance.now());
  const breaker = createLaneBreaker({
    lane: adapter.id,
    limits: limits.breaker,
    store: deps.store,
    clock,
    background,
    onGentle: ramp.restart,
    onState: (state) => {
      log.info({ lane: adapter.id, state }, "breaker");
      emit({ kind: "breaker", lane: adapter.id, state });
      poke();
    },
  });

  const calls = createLaneCalls({ installed, breaker, rate, tuning, clock, lookUps: lookUpsOf(options, installed.adapter.id) });

  const working = new Map<string, Promise<void>>();
  const slots: (() => void)[] = [];
  /** Slots taken by fetches and probes. */
  let extra = 0;
  let restUntil = 0;
  let errorShownAt = Number.NEGATIVE_INFINITY;
  let claiming = 0;
  let stopped = false;
  let scheduled = false;
  let pumping = false;
  let pumped: Promise<void> = Promise.resolve();
  let again = false;
  let turnTimer: NodeJS.Timeout | undefined;

  /** The bulkhead and the rate limit are the partner's: every live worker gets its even share, but at least one call. */
  const share = (): number => {
    const live = membership.live();
    rate.set(limits.perSecond === undefined ? undefined : limits.perSecond / live);
    ramp.setMost(Math.max(1, Math.floor(limits.concurrency / live)));
    return ramp.width();
  };
  const free = (): number => Math.max(0, share() - working.size - extra);

  const settleFor = async (life: Life, message: Claimed, settlement: Settlement, collector: WireCollector): Promise<boolean> => {
    const wire = collector.take();
    for (;;) {
      try {
        return await deps.settler.settle({ worker: life.id, message, settlement, wire, now: clock() });
      } catch (error) {
        log.warn({ err: forLog(error), lane: adapter.id, message: message.id }, "outcome not stored");
        // The outcome is known and must not get lost to a database that is away for a moment; without a lease others ask.
        if (life.ended()) break;
        await new Promise((resolve) => setTimeout(resolve, tuning.settleRetryMs));
      }
    }
    wireLog.add(wire);
    return false;
  };

  const writeAnswers = async (batch: readonly Answer[]): Promise<readonly undefined[]> => {
    if ((await enqueue(options, adapter.id, batch.flatMap(answerRows))) > 0) poke();
    return batch.map(() => undefined);
  };
  const answers = createBatcher<Answer, undefined>({
    flights: 1,
    take: upTo(ANSWERS),
    write: writeAnswers,
    alone: { after: isDataFault, write: async (one) => (await writeAnswers([one]))[0] },
  });

  const work = async (life: Life, message: Claimed, mode: Mode): Promise<void> => {
    const began = performance.now();
    const collector = wireLog.collector({ lane: adapter.id, messageId: message.id, key: message.key });
    const of = {
      id: message.id,
      attempt: message.attempts + 1,
      mayHaveArrived: message.uncertain,
      traceparent: message.traceparent,
      collector,
    };
    // Booked at once, so that the next claim knows of it; the first call does not wait again.
    const prepaid = message.direction === "out" ? calls.prepay() : calls.free;
    const end = await perform(
      {
        installed,
        execute: options.execute,
        receive: options.receive,
        publishProcedures: options.publishProcedures,
        recordStatement: options.recordStatement,
        readBlob: options.readBlob,
        answer: (to, outgoing) => answers({ to, outgoing }),
        guarded: (call) => calls.make(mode, life, of, prepaid, call),
        unguarded: (call) => calls.make("bypass", life, of, calls.free, call),
      },
      message,
    );
    if (end.end === "done") ramp.good();
    else if (end.end === "failed") afterFailure(message, end.error);
    const settlement = judge(end, message, recourseOf(installed, message), plan, clock(), random());
    const written = await settleFor(life, message, settlement, collector);
    const about = { lane: adapter.id, operation: message.operation };
    if (written) {
      emit({ kind: "settled", ...about, direction: message.direction, as: settlement.as, ms: performance.now() - began });
    } else {
      log.warn(
        { ...about, message: message.id, fence: message.fence, as: settlement.as },
        "stale fence: another worker took this message over; nothing written",
      );
      emit({ kind: "stale", ...about });
    }
  };

  const afterFailure = (message: Claimed, error: ExchangeError): void => {
    if (error.trips) ramp.bad();
    if (error.intent !== "rejected" && performance.now() - errorShownAt > SHOW_ERROR_EVERY_MS) {
      errorShownAt = performance.now();
      void background(deps.store.lastError(adapter.id, storedError(error, clock())));
    }
    const about = {
      lane: adapter.id,
      operation: message.operation,
      message: message.id,
      code: error.code,
      intent: error.intent,
      attempt: message.attempts + 1,
    };
    if (error.code === "exchange.adapter-bug") log.error({ ...about, err: forLog(error.cause) }, "adapter failed");
    else log.info(about, "attempt failed");
  };

  const launch = (life: Life, message: Claimed, mode: Mode): void => {
    const running = work(life, message, mode)
      .catch((error: unknown) =>
        log.error({ err: forLog(error), lane: adapter.id, message: message.id }, "worker failed on a message"),
      )
      .finally(() => {
        working.delete(message.id);
        poke();
      });
    working.set(message.id, running);
  };

  /** Claims and launches; true where there may be more to claim at once. */
  const take = async (life: Life, mode: Mode, most: number, get: () => Promise<readonly Claimed[]>): Promise<boolean> => {
    if (most <= 0) return false;
    claiming += 1;
    try {
      const began = performance.now();
      const messages = await get();
      const took = performance.now() - began;
      restUntil =
        messages.length === 0 && took > SLOW_LOOK_MS ? performance.now() + Math.min(took * REST_FACTOR, MAX_REST_MS) : 0;
      for (const message of messages) launch(life, message, mode);
      return messages.length >= most;
    } finally {
      claiming -= 1;
    }
  };

  const probe = async (life: Life): Promise<void> => {
    const { probe: sign } = adapter;
    if (!sign) {
      await take(life, "probe", Math.min(1, free()), () => claimProbe(database, life.id, adapter.id, clock()));
      return;
    }
    if (extra > 0) return;
    extra += 1;
    const collector = wireLog.collector({ lane: adapter.id });
    void runner
      .call("probe", { id: adapter.id, life, collector }, (call) => sign.call(adapter, call))
      // Only a good probe is followed by the next at once; after another, the next round of the poll.
      .then(poke, (error: unknown) => log.info({ lane: adapter.id, code: asExchangeError(error).code }, "probe failed"))
      .finally(() => {
        wireLog.add(collector.take());
        extra -= 1;
      });
  };

  const pump = async (): Promise<void> => {
    const life = membership.current();
    if (!life || stopped) return;
    const mode = breaker.mode();
    if (mode === "off") return;
    // Whoever got a slot takes it in a microtask, before the claim below counts what is free.
    for (let open = free(); open > 0 && slots.length > 0; open -= 1) slots.shift()?.();
    await Promise.resolve();
    if (mode === "open" || mode === "probe") {
      if (hasFeed) await take(life, "bypass", free(), () => claim(database, life.id, adapter.id, clock(), free(), "in"));
      if (mode === "probe") await probe(life);
      return;
    }
    const most = Math.min(free(), rate.available());
    if (most <= 0 && free() > 0) {
      clearTimeout(turnTimer);
      turnTimer = setTimeout(poke, rate.waitMs());
    }
    if (await take(life, mode, most, () => claim(database, life.id, adapter.id, clock(), most, "both"))) poke();
  };

  const pumpAll = async (): Promise<void> => {
    pumping = true;
    do {
      again = false;
      await background(pump());
    } while (again && !stopped);
    pumping = false;
  };

  const poke = (): void => {
    if (scheduled || stopped) return;
    scheduled = true;
    // After everything that ended in this turn of the event loop: one claim for all the slots that came free.
    setImmediate(() => {
      scheduled = false;
      if (pumping) again = true;
      else pumped = pumpAll();
    });
  };

  const runner: LaneRunner = {
    id: adapter.id,
    installed,
    breaker,
    poke,
    pokeIfWorthIt: () => {
      if (performance.now() >= restUntil) poke();
    },
    withSlot: async (run) => {
      const callable = (): Mode | undefined => {
        const mode = breaker.mode();
        // While half-open, one call of a poller may be the probe: a lane may have no other traffic.
        return mode === "closed" || mode === "bypass" || (mode === "probe" && extra === 0 && !adapter.probe) ? mode : undefined;
      };
      if (stopped || !callable()) return;
      if (free() <= 0 || slots.length > 0) {
        await new Promise<void>((resolve) => {
          slots.push(resolve);
          poke();
        });
      }
      const mode = callable();
      if (stopped || !mode) return;
      extra += 1;
      try {
        await run(mode);
      } finally {
        extra -= 1;
        poke();
      }
    },
    call: (mode, of, run) =>
      calls.make(mode, of.life, { ...of, attempt: 1, mayHaveArrived: false, traceparent: null }, calls.unpaid(), run),
    working: () => [...working.keys()],
    claiming: () => claiming,
    settled: async () => {
      do {
        await pumped;
        await Promise.all(working.values());
      } while (pumping || working.size > 0);
    },
    stop: () => {
      stopped = true;
      clearTimeout(turnTimer);
      for (const slot of slots.splice(0)) slot();
    },
  };
  return runner;
};
