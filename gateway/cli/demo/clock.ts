/** A clock that runs with real time and can be moved ahead: days pass in seconds. */
import type { Clock, Instant } from "../../../core/time/types.ts";

export interface MovingClock {
  readonly now: Clock;
  /** Moves ahead to an instant; never back. */
  moveTo(instant: Instant): void;
}

/** From `start` (UTC) on it runs at the pace of real time; moving to an instant that has passed does nothing. */
export const movingClock = (start: Instant): MovingClock => {
  let base = Date.parse(start);
  let since = performance.now();
  const ms = (): number => base + (performance.now() - since);
  return {
    now: () => new Date(ms()).toISOString(),
    moveTo: (instant) => {
      const target = Date.parse(instant);
      if (target <= ms()) return;
      base = target;
      since = performance.now();
    },
  };
};

/** An instant of Việt Nam's wall clock: `local("2026-03-02", "08:30")`. UTC+7 all year. */
export const local = (date: string, time: string): Instant => new Date(`${date}T${time}:00.000+07:00`).toISOString();
