/**
 * The breaker of one lane. opossum counts and opens; on top of it what it lacks (design.md §3): the state is stored and
 * shared by all processes, an operator's word stands over it, N good probes close it (opossum closes on one), and no abort
 * signal is shared between calls. opossum never half-opens by itself here; half-open is ours.
 */
import CircuitBreaker from "opossum";
import type { Clock } from "../time/types.ts";
import type { Limits } from "./adapter.ts";
import { isExchangeError } from "./errors.ts";
import { type StoredError, storedError } from "./failure.ts";
import type { BreakerState, LaneRow, LaneStore } from "./lane-store.ts";

/**
 * How calls may go now. closed: through opossum · bypass: an operator forced it closed, nothing is counted · probe: half-open ·
 * open: wait · off: an operator forced it open, nothing moves at all.
 */
export type Mode = "closed" | "bypass" | "probe" | "open" | "off";

export interface LaneBreaker {
  readonly mode: () => Mode;
  /** Runs one call to the partner. Throws BreakerOpen where it opened since the claim. */
  gate<T>(mode: Mode, call: () => Promise<T>): Promise<T>;
  /** Takes over what the database says. `readAt`: when that was asked, on the clock of `stamp`. */
  refresh(row: LaneRow, readAt: number): Promise<void>;
  /** Increases with every change made here, so that an older reading cannot undo it. */
  readonly stamp: () => number;
  close(): void;
}

/** Not an attempt: the breaker was open when the call should have begun. */
export class BreakerOpen extends Error {
  override readonly name = "BreakerOpen";
}

const isOpenError = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EOPENBREAKER";
/** Business answers show that the partner lives; only what trips counts against it. */
const trips = (error: unknown): boolean => isExchangeError(error) && error.trips;

/** 24.8 days, the longest timer: opossum's own half-open never comes. */
const NEVER_MS = 2_147_483_647;

type Action = () => Promise<unknown>;

export interface BreakerOptions {
  readonly lane: string;
  readonly limits: Limits["breaker"];
  readonly store: LaneStore;
  readonly clock: Clock;
  readonly onState: (state: BreakerState) => void;
  /** The lane recovered, or must begin gently again. */
  readonly onGentle: () => void;
  /** Work beside the call; never rejects: failures of the database are logged and mended by the next reading. */
  readonly background: (work: Promise<unknown>) => Promise<void>;
}

/**
 * The breaker of one lane in this process (design.md §3, R-J03); closed until `refresh` brings the stored state. It counts over
 * `windowMs` of real time; how long it has been open goes by the database's clock, the same for all processes.
 * Errors: `gate` throws BreakerOpen or what the call threw; `refresh` rejects with the database driver's own.
 */
export const createLaneBreaker = ({ lane, limits, store, clock, onState, onGentle, background }: BreakerOptions): LaneBreaker => {
  let state: BreakerState = "closed";
  let forced: LaneRow["forced"] = null;
  /** undefined until the first reading. */
  let recoveredAt: string | null | undefined;
  let stamp = 0;
  let writing = 0;
  let lastError: StoredError | null = null;

  /** While a change of ours is on its way to the database, and for readings that began before it arrived, our word counts. */
  const write = async (work: Promise<unknown>): Promise<void> => {
    writing += 1;
    await background(work);
    writing -= 1;
    stamp += 1;
  };

  const become = (next: BreakerState): void => {
    if (next === state) return;
    state = next;
    stamp += 1;
    // A fresh counter after every recovery: the failures before it must not open it again.
    if (next === "closed") renew();
    onState(next);
  };

  const trip = (): Promise<void> => {
    become("open");
    return write(store.open(lane, lastError, clock()));
  };

  const make = (): CircuitBreaker<[Action], unknown> => {
    const made = new CircuitBreaker<[Action], unknown>((action) => action(), {
      name: lane,
      timeout: false,
      // opossum opens above the share, never at it: 100 would never open.
      errorThresholdPercentage: Math.min(limits.errorPercent, 99.9),
      volumeThreshold: limits.minimumCalls,
      rollingCountTimeout: limits.windowMs,
      resetTimeout: NEVER_MS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      errorFilter: (error: unknown) => !trips(error),
    });
    // A call that began before a recovery may end after it: only the present counter speaks.
    made.on("open", () => {
      if (made === counter && state === "closed") void trip();
    });
    return made;
  };
  let counter = make();
  const renew = (): void => {
    counter.shutdown();
    counter = make();
  };

  const probed = async (good: boolean): Promise<void> => {
    if (!good) return trip();
    const after = await store.goodProbe(lane, limits.probes, clock());
    if (after?.breaker !== "closed") return;
    recoveredAt = after.recoveredAt;
    onGentle();
    become("closed");
  };

  const probe = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      const answer = await call();
      await write(probed(true));
      return answer;
    } catch (error) {
      // Our own mistakes (pause without trips, a lost lease) say nothing about the partner.
      if (trips(error)) await write(probed(false));
      else if (isExchangeError(error) && error.intent === "rejected") await write(probed(true));
      throw error;
    }
  };

  const remembering = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (isExchangeError(error) && error.trips) lastError = storedError(error, clock());
      throw error;
    }
  };

  return {
    mode: () => {
      if (forced) return forced === "open" ? "off" : "bypass";
      return state === "halfOpen" ? "probe" : state;
    },
    gate: async <T>(mode: Mode, call: () => Promise<T>): Promise<T> => {
      const remembered = () => remembering(call);
      if (mode === "bypass") return remembered();
      if (mode === "probe") return probe(remembered);
      if (state !== "closed" && !forced) throw new BreakerOpen(`breaker of ${lane} is ${state}`);
      try {
        return (await counter.fire(remembered)) as T;
      } catch (error) {
        if (isOpenError(error)) throw new BreakerOpen(`breaker of ${lane} is open`);
        throw error;
      }
    },
    refresh: async (row, readAt) => {
      if (readAt !== stamp || writing > 0) return;
      forced = row.forced;
      if (row.recoveredAt !== recoveredAt) {
        if (recoveredAt !== undefined || row.recovering) onGentle();
        recoveredAt = row.recoveredAt;
      }
      become(row.breaker);
      if (
        row.breaker === "open" &&
        (row.openForMs ?? 0) >= limits.openMs &&
        (await store.halfOpen(lane, limits.openMs, clock()))
      ) {
        become("halfOpen");
      }
    },
    stamp: () => stamp,
    close: () => counter.shutdown(),
  };
};
