/**
 * Do the other lanes slow down while one partner is down? Pure, but for the list of messages that it is given.
 *
 * Measured: for each outgoing message that was done at its first attempt, the REAL time from its commit (createdAt) to its end (doneAt). Both
 * are hub time, which runs at the pace of real time between the day's jumps; the jumps that lie between the two are taken off. It holds the
 * queueing for a slot of the lane, the database and the call itself, also the wait behind an earlier message of the same dossier. Messages
 * that met a fault and were sent again are left out: their waits are the retry plan's, by hub time, and come round with the next jump.
 * Compared within the Monday: messages made while the one partner was down against those made before and after.
 */
import type { MessageView } from "../../../../core/hub.ts";
import type { Instant } from "../../../../core/time/types.ts";
import { local } from "../clock.ts";
import { isDown } from "./faults.ts";
import { MONDAY } from "./plan.ts";

/** The hub's clock was moved ahead from one instant to another. */
export interface Jump {
  readonly before: Instant;
  readonly after: Instant;
}

export interface Spread {
  readonly count: number;
  /** Milliseconds; 0 where there is none. */
  readonly median: number;
  readonly p95: number;
}
export interface Pace {
  readonly lane: string;
  readonly down: Spread;
  readonly up: Spread;
  /** Median while the one partner was down ÷ median while it was up; undefined where one side has too few. */
  readonly ratio: number | undefined;
}

const END = local(MONDAY, "18:00");
/** A median of fewer says nothing. */
const ENOUGH = 5;

/** Real milliseconds between two instants of the hub's clock. */
export const realMs = (from: Instant, to: Instant, jumps: readonly Jump[]): number => {
  const whole = Date.parse(to) - Date.parse(from);
  const leapt = jumps
    .filter(({ before, after }) => from <= before && after <= to)
    .reduce((sum, { before, after }) => sum + Date.parse(after) - Date.parse(before), 0);
  return Math.max(0, whole - leapt);
};

/** The value below which this share of a sorted list lies; 0 of an empty one. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  return { count: sorted.length, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
};

const paceOf = (lane: string, messages: readonly MessageView[], jumps: readonly Jump[]): Pace => {
  const taken = messages.map((message) => ({
    down: isDown(message.createdAt),
    ms: realMs(message.createdAt, message.doneAt ?? message.createdAt, jumps),
  }));
  const down = spreadOf(taken.filter((one) => one.down).map(({ ms }) => ms));
  const up = spreadOf(taken.filter((one) => !one.down).map(({ ms }) => ms));
  const enough = down.count >= ENOUGH && up.count >= ENOUGH && up.median > 0;
  return { lane, down, up, ratio: enough ? down.median / up.median : undefined };
};

/** A row for each lane, and one for all lanes but the one whose partner was down. */
export const pacesOf = (
  messages: readonly MessageView[],
  jumps: readonly Jump[],
  downLane: string,
): { readonly lanes: readonly Pace[]; readonly others: Pace } => {
  const measured = messages.filter(
    ({ direction, state, attempts, createdAt }) => direction === "out" && state === "done" && attempts === 1 && createdAt < END,
  );
  const lanes = [...new Set(measured.map(({ lane }) => lane))].sort();
  return {
    lanes: lanes.map((lane) =>
      paceOf(
        lane,
        measured.filter((message) => message.lane === lane),
        jumps,
      ),
    ),
    others: paceOf(
      "others",
      measured.filter(({ lane }) => lane !== downLane),
      jumps,
    ),
  };
};
