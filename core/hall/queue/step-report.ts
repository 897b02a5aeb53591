/** Real times of steps against their norms (R-B15). Pure. */
import type { VisitStep } from "../../../catalogs/hall.ts";
import { MINUTE_MS } from "../../time/local.ts";
import type { HallDay, StepReport } from "../types.ts";
import { medianOf } from "./median.ts";

/** The events that a day's step times are folded from. */
export const STEP_EVENTS = [
  "ticketTaken",
  "stepStarted",
  "stepFinished",
  "ticketTransferred",
  "ticketSkipped",
  "ticketBack",
  "ticketFinished",
  "ticketLeft",
  "counterClosed",
  "ticketCalled",
  "dayClosed",
] as const;

const tenth = (minutes: number): number => Math.round(minutes * 10) / 10;

/**
 * One row for each step that was done at least once, in the order of the catalog; steps that still go on are not counted. `withinNorm`: the share
 * from 0 to 1, to a thousandth, judged by the exact times.
 */
export const reportSteps = (days: readonly HallDay[], steps: ReadonlyMap<string, VisitStep>): readonly StepReport[] => {
  const times = new Map<string, number[]>();
  for (const day of days)
    for (const ticket of day.tickets.values())
      for (const { stepId, startedAt, finishedAt } of ticket.steps) {
        if (finishedAt === undefined) continue;
        const minutes = Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / MINUTE_MS;
        times.set(stepId, [...(times.get(stepId) ?? []), minutes]);
      }
  return [...steps.values()].flatMap(({ id, minutes: norm }) => {
    const sorted = times.get(id)?.sort((a, b) => a - b);
    if (sorted === undefined) return [];
    const within = sorted.filter((minutes) => minutes <= norm).length;
    return [
      {
        stepId: id,
        norm,
        count: sorted.length,
        median: tenth(medianOf(sorted)),
        longest: tenth(sorted.at(-1) ?? 0),
        withinNorm: Math.round((within / sorted.length) * 1000) / 1000,
      },
    ];
  });
};
