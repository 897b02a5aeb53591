/**
 * How fast a kiosk may go on: one that has gone mad, or somebody with its cookie, must not use up the day's numbers, try codes through, or print
 * until the paper is out. A bucket per device and kind of act; held in memory, per process. Glossary: pace = nhịp thao tác cho phép.
 */
import { draw, full, type Level, type Rate } from "../../auth/bucket.ts";

const MINUTE_MS = 60_000;
/** At most so many at once and a minute; people at one screen need some ten seconds for each (no source: our own measure). */
export const PACES = {
  number: { capacity: 30, windowMs: MINUTE_MS },
  // A scan is two requests: the form, and the page that it leads to.
  lookUp: { capacity: 60, windowMs: MINUTE_MS },
  print: { capacity: 10, windowMs: MINUTE_MS },
} as const satisfies Readonly<Record<string, Rate>>;
export type Pace = keyof typeof PACES;

/** Draws one act of a device: 0 where it may go on, else whole seconds until it may. */
export type DrawPace = (pace: Pace, deviceId: string) => number;

/** The paces of one process; `clock`: real time, milliseconds. Only devices that have proved themselves are remembered: as many as there are. */
export const createPace = (clock: () => number): DrawPace => {
  const levels = new Map<string, Level>();
  return (pace, deviceId) => {
    const [key, now] = [`${pace} ${deviceId}`, clock()];
    const { level, waitMs } = draw(levels.get(key) ?? full(PACES[pace], now), PACES[pace], now);
    levels.set(key, level);
    return Math.ceil(waitMs / 1000);
  };
};
