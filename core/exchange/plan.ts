/**
 * The long scale of the retry plan (design.md §3), pure: how long the next wait is, and when a message is given up.
 * All times are milliseconds of hub time.
 */
import type { Instant } from "../time/types.ts";
import type { RetryPlan } from "./adapter.ts";

/** ±20 %: partners that fell over together must not be called together again (as Svix, anchors.md §1.11). */
const JITTER = 0.2;

/** What the failed attempt said about when to come back. */
export interface WaitHint {
  /** The partner's own wish, from Retry-After. */
  readonly retryAfterMs?: number | undefined;
  /** A 429 or a time-out: never sooner than the plan's floor. */
  readonly floor?: boolean;
}

/**
 * Milliseconds until the next attempt.
 * @param attempts attempts counted before this one; 0 after the first.
 * @param random in [0, 1): the jitter. Retry-After is only ever lengthened by it.
 */
export const nextWait = (plan: RetryPlan, attempts: number, hint: WaitHint, random: number): number => {
  const planned = plan.waitsMs[Math.min(attempts, plan.waitsMs.length - 1)] ?? plan.floorMs;
  const asked = hint.retryAfterMs;
  const wait =
    asked === undefined
      ? planned * (1 - JITTER + 2 * JITTER * random)
      : Math.min(Math.max(asked, 0), plan.retryAfterMaxMs) * (1 + JITTER * random);
  return Math.round(hint.floor ? Math.max(wait, plan.floorMs) : wait);
};

/** True once a message that entered the lane (or was redriven) at `since` is too old to be tried again. */
export const isGivenUp = (plan: RetryPlan, since: Instant, now: Instant): boolean =>
  Date.parse(now) - Date.parse(since) >= plan.maxAgeMs;

/** A later instant. */
export const after = (now: Instant, ms: number): Instant => new Date(Date.parse(now) + ms).toISOString();

/**
 * By convention the last part of an error code says "timeout" for a call that ended without an answer in time and "busy"
 * (or 429) where the partner asks for less: adapters/kit/http-errors.ts and this runtime write those codes.
 */
export const asksForFloor = (code: string): boolean => /(?:^|\.)(?:timeout|busy|429|too-many-requests)$/.test(code);

/** Why a plan cannot be used, with the bad value; undefined for a good one. Checked once when the exchange is made. */
export const planFault = (plan: RetryPlan): string | undefined => {
  const bad = plan.waitsMs.find((wait) => !(Number.isFinite(wait) && wait >= 0));
  if (plan.waitsMs.length === 0) return "waitsMs is empty";
  if (bad !== undefined) return `waitsMs holds ${bad}`;
  for (const name of ["timeoutMs", "maxAgeMs"] as const) {
    if (!(Number.isFinite(plan[name]) && plan[name] > 0)) return `${name} is ${plan[name]}`;
  }
  for (const name of ["floorMs", "retryAfterMaxMs"] as const) {
    if (!(Number.isFinite(plan[name]) && plan[name] >= 0)) return `${name} is ${plan[name]}`;
  }
  return undefined;
};
