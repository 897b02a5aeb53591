/**
 * What happens at a partner by itself, by the simulator's clock: a list of things with their times. While the clock runs, somebody must
 * look at it even when nobody calls; while it stands, only moving it makes anything happen, so that tests stay deterministic.
 */
import type { SimContext } from "./types.ts";

export interface Agenda<T> {
  /** `what` happens at `at` (milliseconds, UTC). */
  readonly plan: (at: number, what: T) => void;
  /** Takes off everything that fits. */
  readonly drop: (fits: (what: T) => boolean) => void;
  /** Everything due happens, the earliest first; what it plans and is due already happens too. */
  readonly tick: () => void;
  readonly pending: () => readonly { readonly at: number; readonly what: T }[];
  readonly reset: () => void;
}

/** Real milliseconds between two looks at a running clock. */
const LOOK_MS = 1000;

/** @param happen called with each due thing and its own time. */
export const createAgenda = <T>(context: SimContext, happen: (what: T, at: number) => void): Agenda<T> => {
  let list: { readonly at: number; readonly what: T }[] = [];
  let watching = false;

  const tick = (): void => {
    for (;;) {
      const next = list.reduce<(typeof list)[number] | undefined>(
        (first, entry) => (first === undefined || entry.at < first.at ? entry : first),
        undefined,
      );
      if (next === undefined || next.at > context.clock.ms()) break;
      list = list.filter((entry) => entry !== next);
      happen(next.what, next.at);
    }
    watch();
  };

  const watch = (): void => {
    if (watching || list.length === 0 || context.clock.standing()) return;
    watching = true;
    const signal = context.signal();
    void context.sleep(LOOK_MS).then(() => {
      watching = false;
      if (!signal.aborted) tick();
    });
  };

  return {
    plan: (at, what) => {
      list.push({ at, what });
      watch();
    },
    drop: (fits) => {
      list = list.filter((entry) => !fits(entry.what));
    },
    tick,
    pending: () => list,
    reset: () => {
      list = [];
    },
  };
};
