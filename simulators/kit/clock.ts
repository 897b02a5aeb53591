/** The simulators' clock: follows real time until somebody sets it, then stands still until it is set again. */

export interface SimClock {
  /** Milliseconds since 1970, UTC. */
  readonly ms: () => number;
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Stops the clock at an instant (ISO 8601 with offset) or starts it from there with `running`. Throws RangeError on a bad date. */
  readonly set: (instant: string, running?: boolean) => void;
  readonly advance: (ms: number) => void;
  /** Follows real time again. */
  readonly release: () => void;
  readonly standing: () => boolean;
}

/** @param initial where the clock stands at first (ISO 8601); absent: real time. */
export const createClock = (initial?: string): SimClock => {
  let fixed: number | undefined;
  let offset = 0;
  const ms = (): number => fixed ?? Date.now() + offset;
  const clock: SimClock = {
    ms,
    now: () => new Date(ms()).toISOString(),
    set: (instant, running = false) => {
      const at = new Date(instant).getTime();
      if (Number.isNaN(at)) throw new RangeError(`not an instant: ${instant}`);
      fixed = running ? undefined : at;
      offset = running ? at - Date.now() : 0;
    },
    advance: (by) => {
      if (fixed === undefined) offset += by;
      else fixed += by;
    },
    release: () => {
      fixed = undefined;
      offset = 0;
    },
    standing: () => fixed !== undefined,
  };
  if (initial !== undefined) clock.set(initial);
  return clock;
};

/** Việt Nam is UTC+7 all year. */
const VIETNAM_MS = 7 * 3_600_000;

/** `yyyyMMddHHmmss` in Việt Nam of an instant in milliseconds. */
export const vietnamStamp = (ms: number): string => new Date(ms + VIETNAM_MS).toISOString().replace(/[-T:]|\..*$/g, "");
