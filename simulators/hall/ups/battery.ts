/** Mains and battery: charge goes down while the mains is out and comes back slowly, by the simulator's clock. */
import type { SimClock } from "../../kit/clock.ts";

export interface Battery {
  readonly mains: () => boolean;
  readonly setMains: (on: boolean) => void;
  /** Per cent. */
  readonly charge: () => number;
  readonly setCharge: (percent: number) => void;
  /** Seconds until it is empty. */
  readonly runtime: () => number;
  readonly reset: () => void;
}

const FULL = 100;
/** A battery takes about so many times as long to fill as to empty. */
const CHARGES_SLOWER = 8;

/** @param minutes how long a full one lasts */
export const createBattery = (clock: SimClock, minutes: number): Battery => {
  const whole = minutes * 60_000;
  let on = true;
  let charge = FULL;
  let at = clock.ms();
  const now = (): number => {
    const passed = Math.max(0, clock.ms() - at);
    const change = ((on ? 1 / CHARGES_SLOWER : -1) * passed * FULL) / whole;
    charge = Math.min(FULL, Math.max(0, charge + change));
    at = clock.ms();
    return charge;
  };
  return {
    mains: () => on,
    setMains: (value) => {
      now();
      on = value;
    },
    charge: now,
    setCharge: (percent) => {
      now();
      charge = percent;
    },
    runtime: () => Math.round(((now() / FULL) * whole) / 1000),
    reset: () => {
      on = true;
      charge = FULL;
      at = clock.ms();
    },
  };
};
