/**
 * Watches the hall's devices: looks at each, keeps boards showing what they should, listens to those that hear something. A device that is
 * gone is failing at the next look and comes back by itself; nothing here can harm a dossier.
 * Two processes with the same devices do no harm to each other: looking and showing may be done twice, jobs go through the exchange's leases.
 */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { forLog } from "../exchange/failure.ts";
import type { Log } from "../exchange/options.ts";
import type { Clock } from "../time/types.ts";
import type { BoardText, DeviceReport, Heard, InstalledDevice } from "./device.ts";
import { OFFLINE_REPORT, POWER_LOW } from "./device-problems.ts";

const LOOK_MS = 5_000;
const TIMEOUT_MS = 3_000;
const SWEEP_MS = 5_000;
const EXPIRE_MS = 3_600_000;
const REOPEN_MS = 1_000;
const MAX_DOUBLINGS = 4;

export interface WatchDeps {
  readonly devices: readonly InstalledDevice[];
  readonly report: (deviceId: string, report: DeviceReport) => Promise<void>;
  readonly sweep: () => Promise<void>;
  /** Deletes files of devices that are past their time. */
  readonly expire: () => Promise<void>;
  readonly board: (hallId: string) => Promise<BoardText>;
  /** Resolves when something happened in a hall, or after a second. */
  readonly moved: (signal: AbortSignal) => Promise<void>;
  readonly heard: (device: InstalledDevice, what: Heard) => Promise<void>;
  /** A UPS whose battery will not last, with `drains` among its options: the process shall end in good order. */
  readonly onPowerLow?: (deviceId: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Watch {
  start(): void;
  stop(): Promise<void>;
}

/** The watcher of one process. */
export const createWatch = (deps: WatchDeps): Watch => {
  const stopping = new AbortController();
  // Every device listens to it: more than Node's guess of a leak (10).
  setMaxListeners(0, stopping.signal);
  const loops: Promise<void>[] = [];
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const callOf = (one: InstalledDevice, signal: AbortSignal) => ({
    device: one.device,
    hall: one.hall,
    config: one.config,
    now: deps.clock,
    signal,
  });
  const bounded = (one: InstalledDevice): AbortSignal =>
    AbortSignal.any([stopping.signal, AbortSignal.timeout(one.driver.timeoutMs ?? TIMEOUT_MS)]);
  /** A driver that forgets its signal must not stop the watch. */
  const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const over = (): void => reject(signal.reason);
      signal.addEventListener("abort", over, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
    });

  /** Never rejects: what the database does not take now is said again at the next look. */
  const say = async (one: InstalledDevice, report: DeviceReport): Promise<void> => {
    try {
      await deps.report(one.device.id, report);
    } catch (error) {
      deps.log.warn({ device: one.device.id, err: forLog(error) }, "hall: a device's state could not be written");
    }
  };

  const lookAt = async (one: InstalledDevice): Promise<DeviceReport> => {
    const { look } = one.driver;
    if (look === undefined) return { state: "ok", problems: [] };
    const signal = bounded(one);
    try {
      return await within(signal, look.call(one.driver, callOf(one, signal)));
    } catch {
      return OFFLINE_REPORT;
    }
  };

  const watchOne = async (one: InstalledDevice): Promise<void> => {
    let shown: string | undefined;
    let drained = false;
    const showNow = async (): Promise<void> => {
      const { show } = one.driver;
      if (show === undefined) return;
      const board = await deps.board(one.hall.id);
      const text = JSON.stringify(board);
      if (text === shown) return;
      const signal = bounded(one);
      await within(signal, show.call(one.driver, board, callOf(one, signal)));
      shown = text;
    };
    while (!stopping.signal.aborted) {
      const report = await lookAt(one);
      if (stopping.signal.aborted) return;
      await say(one, report);
      // What it showed before it was gone is not known: it is shown anew.
      if (report.state === "failing" || report.forgot === true) shown = undefined;
      if (report.problems.some(({ code }) => code === POWER_LOW) && one.device.options["drains"] === true && !drained) {
        drained = true;
        deps.log.warn({ device: one.device.id }, "hall: the battery will not last; this process ends in good order");
        deps.onPowerLow?.(one.device.id);
      }
      const until = performance.now() + (one.driver.everyMs ?? LOOK_MS);
      if (one.driver.show === undefined || report.state === "failing") {
        await pause(one.driver.everyMs ?? LOOK_MS);
        continue;
      }
      do {
        try {
          await showNow();
        } catch (error) {
          shown = undefined;
          deps.log.warn({ device: one.device.id, err: forLog(error) }, "hall: a board could not be shown; tried again soon");
          break;
        }
        await deps.moved(stopping.signal);
      } while (performance.now() < until && !stopping.signal.aborted);
      if (shown === undefined) await pause(REOPEN_MS);
    }
  };

  const hearOne = async (one: InstalledDevice): Promise<void> => {
    const { hear } = one.driver;
    if (hear === undefined) return;
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await hear.call(one.driver, (what) => deps.heard(one, what), callOf(one, stopping.signal));
        failures = 0;
      } catch (error) {
        // Ended by ourselves: nothing is wrong with the device.
        if (stopping.signal.aborted) return;
        deps.log.warn({ device: one.device.id, failures, err: forLog(error) }, "hall: a device is not heard; opened again soon");
        failures += 1;
      }
      await pause(REOPEN_MS * 2 ** Math.min(failures, MAX_DOUBLINGS));
    }
  };

  const keepHouse = async (ms: number, work: () => Promise<void>, failed: string): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.log.warn({ err: forLog(error) }, failed);
    }
    await pause(ms);
  };
  const sweepAll = async (): Promise<void> => {
    // Whoever was there when this process began has so long to be heard of.
    await pause(SWEEP_MS);
    while (!stopping.signal.aborted)
      await keepHouse(SWEEP_MS, deps.sweep, "hall: silent devices could not be looked for; tried again soon");
  };
  const expireAll = async (): Promise<void> => {
    while (!stopping.signal.aborted)
      await keepHouse(EXPIRE_MS, deps.expire, "hall: files past their time could not be deleted; tried again in an hour");
  };

  return {
    start: () => {
      const watched = deps.devices.filter(({ driver }) => driver.look !== undefined || driver.show !== undefined);
      loops.push(sweepAll(), expireAll(), ...watched.map(watchOne), ...deps.devices.map(hearOne));
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
};
