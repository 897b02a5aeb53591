/**
 * What becomes of a message after an attempt: pure, a table of intents (design.md §3). Settling (settle.ts) only writes down
 * what is decided here.
 */
import type { Instant } from "../time/types.ts";
import type { RetryPlan } from "./adapter.ts";
import type { ExchangeError } from "./errors.ts";
import { CUT_SHORT, cannotAsk, type StoredError, storedError } from "./failure.ts";
import { after, asksForFloor, isGivenUp, nextWait } from "./plan.ts";

/** How an attempt ended. `held`: it was never made (the breaker opened meanwhile), so nothing is counted. */
export type AttemptEnd =
  | { readonly end: "done"; readonly reference?: string }
  | { readonly end: "failed"; readonly error: ExchangeError; readonly uncertain: boolean; readonly reference?: string }
  | { readonly end: "held" };

export const OUTCOMES = ["done", "rejected", "retried", "unknown", "paused", "dead", "held"] as const;
export type SettledAs = (typeof OUTCOMES)[number];

export interface Settlement {
  readonly as: SettledAs;
  readonly state: "done" | "rejected" | "ready" | "paused" | "dead";
  readonly countAttempt: boolean;
  readonly uncertain: boolean;
  /** Absent: stays what it was. */
  readonly nextAt?: Instant;
  readonly doneAt?: Instant;
  readonly reference?: string;
  /** Absent: stays what it was. */
  readonly error?: StoredError | null;
}

export interface Judged {
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly createdAt: Instant;
  readonly error: StoredError | null;
}

/** How a doubtful outcome can be cleared up: by asking, by sending again, or only by a person. */
export type Recourse = "inquire" | "resend" | "person";

/** @param random in [0, 1), for jitter. */
export const judge = (
  end: AttemptEnd,
  message: Judged,
  recourse: Recourse,
  plan: RetryPlan,
  now: Instant,
  random: number,
): Settlement => {
  if (end.end === "held") return { as: "held", state: "ready", countAttempt: false, uncertain: message.uncertain };
  if (end.end === "done") {
    const reference = end.reference === undefined ? {} : { reference: end.reference };
    return { as: "done", state: "done", countAttempt: true, uncertain: false, doneAt: now, error: null, ...reference };
  }
  const error = end.error.intent === "unknown" && recourse === "person" && end.error.code !== CUT_SHORT ? cannotAsk() : end.error;
  const failed = {
    countAttempt: true,
    uncertain: end.uncertain,
    error: storedError(error, now, message.error?.since),
    ...(end.reference === undefined ? {} : { reference: end.reference }),
  };
  // Cut from our side: nothing learnt about the partner, so whoever claims it next goes on at once.
  if (error.code === CUT_SHORT) return { as: "held", state: "ready", countAttempt: true, uncertain: end.uncertain };
  if (error.intent === "rejected") return { ...failed, as: "rejected", state: "rejected", uncertain: false, doneAt: now };
  if (error.intent === "pause") return { ...failed, as: "paused", state: "paused" };
  if (isGivenUp(plan, message.error?.since ?? message.createdAt, now)) return { ...failed, as: "dead", state: "dead" };
  const wait = nextWait(plan, message.attempts, { retryAfterMs: error.retryAfterMs, floor: asksForFloor(error.code) }, random);
  return { ...failed, as: error.intent === "unknown" ? "unknown" : "retried", state: "ready", nextAt: after(now, wait) };
};
