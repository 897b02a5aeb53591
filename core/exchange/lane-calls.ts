/** How a lane calls its partner: rate limit, breaker, deadline, and what an adapter gets with every call. */
import type { Clock } from "../time/types.ts";
import type { Call, InstalledAdapter } from "./adapter.ts";
import { attempt } from "./attempt.ts";
import type { LaneBreaker, Mode } from "./breaker.ts";
import { notSent } from "./failure.ts";
import type { LookUps } from "./look-ups.ts";
import type { Tuning } from "./options.ts";
import type { RateLimit } from "./rate.ts";
import { childTraceparent } from "./trace.ts";
import type { WireCollector } from "./wire-log.ts";
import type { Life } from "./workers.ts";

export interface CallContext {
  readonly id: string;
  readonly attempt: number;
  readonly mayHaveArrived: boolean;
  readonly traceparent: string | null;
  readonly collector: WireCollector;
}

/** Waits until the rate limit lets the next call go. */
export type Turn = (signal: AbortSignal) => Promise<void>;

export interface LaneCalls {
  /** A place under the rate limit, taken now. Later calls of the same message take their own. */
  prepay(): Turn;
  /** Every call takes its place when it is made. */
  unpaid(): Turn;
  /** No place: for work that does not call the partner. */
  readonly free: Turn;
  /** Rejects as `attempt` does. */
  make<T>(mode: Mode, life: Life, context: CallContext, turn: Turn, work: (call: Call) => Promise<T>): Promise<T>;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(notSent());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", giveUp);
      resolve();
    }, ms);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
};

export interface LaneCallsOptions {
  readonly installed: InstalledAdapter;
  readonly breaker: LaneBreaker;
  readonly rate: RateLimit;
  readonly tuning: Tuning;
  readonly clock: Clock;
  readonly lookUps: LookUps;
}

/**
 * The calls of one lane: deadline(retry(breaker(turn, call))), see attempt.ts. Waits and deadlines run in real time, a call's
 * `now` is hub time. A place under the rate limit that was taken and not used stays counted: rather too few calls than too many.
 * Errors: `make` rejects as `attempt` does; also exchange.blob-gone, and exchange.not-sent where the turn did not come in time.
 */
export const createLaneCalls = ({ installed, breaker, rate, tuning, clock, lookUps }: LaneCallsOptions): LaneCalls => {
  const { plan } = installed.adapter;
  const unpaid: Turn = (signal) => wait(rate.book(), signal);
  return {
    prepay: () => {
      let first: number | undefined = rate.book();
      return (signal) => {
        const ms = first;
        first = undefined;
        return ms === undefined ? unpaid(signal) : wait(ms, signal);
      };
    },
    unpaid: () => unpaid,
    free: () => Promise.resolve(),
    make: (mode, life, context, turn, work) =>
      attempt({
        call: (signal) =>
          work({
            config: installed.config,
            signal,
            now: clock,
            messageId: context.id,
            attempt: context.attempt,
            mayHaveArrived: context.mayHaveArrived,
            traceparent: childTraceparent(context.traceparent),
            wire: context.collector.wire,
            ...lookUps,
          }),
        gate: (inner) => breaker.gate(mode, inner),
        turn,
        // A probe is one call: its blip is its answer.
        plan: mode === "probe" ? { ...plan, blipRetries: 0 } : plan,
        life,
        lastWordMs: tuning.lastWordMs,
        blipWaitMs: tuning.blipWaitMs,
      }),
  };
};
