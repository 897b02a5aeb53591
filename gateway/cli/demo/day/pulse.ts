/** Hears what happens on the lanes: when they were busy last, and when which breaker opened and closed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ExchangeEvent } from "../../../../core/hub.ts";
import type { Clock, Instant } from "../../../../core/time/types.ts";

export interface BreakerTurn {
  readonly at: Instant;
  readonly lane: string;
  readonly state: "closed" | "open" | "halfOpen";
}

export interface Pulse {
  readonly hear: (event: ExchangeEvent) => void;
  /** Whose clock tells when. */
  follow(clock: Clock): void;
  /** Resolves once nothing has happened for a moment: asking the database whether all is done is worth it only then. */
  still(): Promise<void>;
  readonly turns: readonly BreakerTurn[];
}

/** Real milliseconds: a few calls to a simulator. */
const MOMENT_MS = 15;

export const createPulse = (): Pulse => {
  const turns: BreakerTurn[] = [];
  let clock: Clock | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    turns,
    hear: (event) => {
      last = performance.now();
      if (event.kind === "breaker" && clock !== undefined) turns.push({ at: clock(), lane: event.lane, state: event.state });
    },
    follow: (its) => {
      clock = its;
    },
    still: async () => {
      for (let left = MOMENT_MS; left > 0; left = MOMENT_MS - (performance.now() - last)) {
        if (last === Number.NEGATIVE_INFINITY || performance.now() - last >= MOMENT_MS) return;
        await sleep(left);
      }
    },
  };
};
