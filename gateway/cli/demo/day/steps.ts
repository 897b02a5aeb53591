/** The day's clock: Monday 07:30–17:00 by half-hours, then the following working days in coarser steps, each in short hops. */

import { addDays } from "../../../../core/hub.ts";
import type { Instant } from "../../../../core/time/types.ts";
import { local } from "../clock.ts";
import { MONDAY } from "./plan.ts";

export interface Step {
  readonly at: Instant;
  /** Hops towards it: retries of the short plan (5 s, 30 s, 2 min) and feeds (5 min) come round between them. */
  readonly hops: readonly Instant[];
}

const MINUTE = 60_000;
const plus = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) + minutes * MINUTE).toISOString();
const step = (at: Instant, after: readonly number[]): Step => ({ at, hops: [at, ...after.map((minutes) => plus(at, minutes))] });

const HALF_HOURS = 20;
const LATER: readonly string[] = ["07:30", "10:30", "14:30"];
/** Weeks ahead until the day gives up waiting. */
const DAYS = 21;

/** When the day begins. */
export const BEGIN = local(MONDAY, "07:30");

/** The steps, the first at 07:30 on Monday. */
export function* steps(): Generator<Step> {
  for (let half = 0; half < HALF_HOURS; half += 1) yield step(plus(BEGIN, half * 30), [12]);
  for (let day = 1; day <= DAYS; day += 1) {
    const date = addDays(MONDAY, day);
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) for (const time of LATER) yield step(local(date, time), [40]);
  }
}
