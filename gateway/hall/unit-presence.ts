/**
 * Which units are there. A unit holds a stream and reports its state; while both go on it is marked present. A cable that is pulled ends no connection by
 * itself for minutes, so a unit that has not been heard of is let go: if it lives, it comes back at once.
 */
import { REPORT_EVERY_MS, type StateReport } from "../../adapters/hall/queue-units/contract/units.ts";
import type { Hub } from "../../core/hub.ts";

/** Real milliseconds. */
export interface PresenceManners {
  readonly presentMs: number;
  /** Not heard of for so long: gone, whatever its connection says. */
  readonly silentMs: number;
}
export const PRESENCE_MANNERS: PresenceManners = { presentMs: 5_000, silentMs: 3 * REPORT_EVERY_MS };

export interface Presence {
  /** A request of a unit that has proved itself. */
  heard(deviceId: string): void;
  /** What it says of itself; kept and said again while it is there, until it says something else. */
  report(deviceId: string, report: StateReport): Promise<void>;
  /** Marks it present; false where it has not been heard of for too long. */
  mark(deviceId: string): Promise<boolean>;
  /** The stream of a device: a newer one of the same device ends it. Answers how to say that it is over. */
  hold(deviceId: string, end: () => void): () => void;
}

/** The units of one process; `clock`: real time, milliseconds. */
export const createPresence = (hub: Pick<Hub, "hall">, manners: PresenceManners, clock: () => number): Presence => {
  const heardAt = new Map<string, number>();
  const reports = new Map<string, StateReport>();
  const streams = new Map<string, () => void>();
  const present = (deviceId: string): Promise<void> => hub.hall.present(deviceId, reports.get(deviceId));
  return {
    heard: (deviceId) => {
      heardAt.set(deviceId, clock());
    },
    report: (deviceId, report) => {
      reports.set(deviceId, report);
      return present(deviceId);
    },
    mark: async (deviceId) => {
      if (clock() - (heardAt.get(deviceId) ?? Number.NEGATIVE_INFINITY) > manners.silentMs) return false;
      await present(deviceId);
      return true;
    },
    hold: (deviceId, end) => {
      streams.get(deviceId)?.();
      streams.set(deviceId, end);
      return () => {
        if (streams.get(deviceId) === end) streams.delete(deviceId);
      };
    },
  };
};
