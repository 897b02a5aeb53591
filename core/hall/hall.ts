/** Puts a hub's halls together: the queue, the devices, and the watch over them. */
import type { Catalogs } from "../../catalogs/types.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Log } from "../exchange/options.ts";
import type { BlobStore } from "../store/blobs.ts";
import type { Database } from "../store/database.ts";
import type { Clock } from "../time/types.ts";
import { readScan } from "./barcode.ts";
import type { BoardText, Heard, InstalledDevice } from "./device.ts";
import { createDeviceFiles } from "./device-files.ts";
import { deviceRefusal, hasPowerLow } from "./device-problems.ts";
import { createDevices } from "./devices.ts";
import { createHallFace, type HallFaceDeps } from "./face.ts";
import { noticesOf } from "./notices.ts";
import { boardOf } from "./queue/board.ts";
import { createScanLimit } from "./scan-limit.ts";
import type { HallFace } from "./types.ts";
import { createWatch } from "./watch.ts";

export interface HallDeps {
  readonly database: Database;
  readonly blobs: Pick<BlobStore, "forget">;
  readonly clock: Clock;
  readonly catalogs: Catalogs;
  /** A published procedure, imported ones too. */
  readonly procedure: HallFaceDeps["procedure"];
  readonly calendarOf: HallFaceDeps["calendarOf"];
  readonly secret: string;
  readonly installed: readonly InstalledDevice[];
  readonly enqueue: Exchange["enqueue"];
  readonly onPowerLow?: (deviceId: string) => void;
  readonly log: Log;
}

export interface Halls {
  readonly face: HallFace;
  /** Begins to watch the devices that this process drives. */
  start(): void;
  stop(): Promise<void>;
}

/** The halls of one hub. */
export const createHalls = (deps: HallDeps): Halls => {
  const { database, clock, catalogs, log } = deps;
  const queue = createHallFace({
    database,
    clock,
    catalogs,
    calendarOf: deps.calendarOf,
    procedure: deps.procedure,
    /** While the battery is nearly empty nobody is made to wait for what may go dark; those who have a number are served. */
    barred: async ({ type }, hallId) =>
      type === "takeTicket" && hasPowerLow(await devices.devices(hallId)) ? deviceRefusal("hall.power-low") : undefined,
  });
  const devices = createDevices({
    database,
    clock,
    secret: deps.secret,
    halls: catalogs.halls,
    installed: deps.installed,
    enqueue: deps.enqueue,
    execute: queue.execute,
  });

  const board = async (hallId: string): Promise<BoardText> => {
    const hall = catalogs.halls.get(hallId);
    const [day, states] = await Promise.all([queue.day(hallId), devices.devices(hallId)]);
    const { calls } = boardOf(day, hall);
    return { calls, notices: noticesOf(states), hallName: hall?.name ?? { vi: "", en: "" } };
  };

  const scans = createScanLimit(() => performance.now());
  /** A code that a scanner read is told to the screens of its counter; a person's own data is not kept (R-I02). */
  const heard = async ({ device, hall }: InstalledDevice, { text }: Heard): Promise<void> => {
    const listened = scans.take(device.id);
    if (!listened.ok) {
      if (listened.first) log.warn({ device: device.id }, "hall: a scanner sends codes without end; they are passed over");
      return;
    }
    const outcome = await queue.execute({
      hallId: hall.id,
      command: { type: "scanned", deviceId: device.id, ...readScan(text) },
      actor: { kind: "device", id: device.id },
    });
    if (outcome.outcome === "refused") log.warn({ device: device.id, code: outcome.refusal.code }, "hall: a scan was not taken");
  };

  const files = createDeviceFiles({ database, blobs: deps.blobs, clock, halls: catalogs.halls });
  const watch = createWatch({
    devices: deps.installed,
    report: devices.report,
    sweep: devices.sweep,
    expire: async () => {
      const count = await files.expire();
      if (count > 0) log.info({ count }, "hall: pictures and scans past their time were deleted");
    },
    board,
    moved: (signal) => queue.moved(signal),
    heard,
    clock,
    log,
    ...(deps.onPowerLow === undefined ? {} : { onPowerLow: deps.onPowerLow }),
  });
  const { report: _, sweep: __, ...face } = devices;
  return { face: { ...queue, ...face }, start: watch.start, stop: watch.stop };
};
