/** Devices as the hub's doors see them: how they are, what they are asked to do, what they prove themselves by. */
import { type Hall, type HallDevice, SCREEN_KINDS, UNIT_KINDS } from "../../catalogs/hall.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Database } from "../store/database.ts";
import type { Clock } from "../time/types.ts";
import { MOST_JOB_ID } from "./commands.ts";
import type { DeviceReport, InstalledDevice } from "./device.ts";
import { shownUntil } from "./device-files.ts";
import { deviceKeyOf, isDeviceKey } from "./device-key.ts";
import { deviceRefusal, OFFLINE_REPORT, UNWATCHED_REPORT } from "./device-problems.ts";
import { type DeviceRow, jobWaits, readDevices, readJob, writeReport } from "./device-store.ts";
import type { DeviceJob, DeviceStatus, HallFace } from "./types.ts";

/** A page or unit refreshes its presence every five seconds: three missed are an absence. */
const SILENT_PAGE_SECONDS = 18;
/** A driven device is written down at least every fifteen seconds. */
const SILENT_DRIVEN_SECONDS = 50;
const FRESH_MS = 12_000;

/** Pages and units come to the hub by themselves, and so have no address of their own. */
const comesByItself = ({ kind }: HallDevice): boolean => SCREEN_KINDS.has(kind) || UNIT_KINDS.has(kind);

export interface DevicesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly secret: string;
  readonly halls: ReadonlyMap<string, Hall>;
  readonly installed: readonly InstalledDevice[];
  readonly enqueue: Exchange["enqueue"];
  readonly execute: HallFace["execute"];
}

export interface Devices
  extends Pick<HallFace, "devices" | "device" | "present" | "deviceKey" | "checkDeviceKey" | "ask" | "job"> {
  /** Takes down what a device says; the hall's screens are told where that is news. Errors: the database driver's. */
  report(deviceId: string, report: DeviceReport): Promise<void>;
  /** Those whose connection has gone silent are failing from now on. */
  sweep(): Promise<void>;
}

/** The device half of the hall's face. */
export const createDevices = (deps: DevicesDeps): Devices => {
  const { database, clock } = deps;
  const all = new Map<string, { readonly device: HallDevice; readonly hall: Hall }>(
    [...deps.halls.values()].flatMap((hall) => hall.devices.map((device) => [device.id, { device, hall }] as const)),
  );
  const installed = new Map(deps.installed.map((one) => [one.device.id, one]));
  /** What this process wrote last, so that a device in peace costs a write only now and then. */
  const written = new Map<string, { readonly text: string; readonly at: number }>();

  const report: Devices["report"] = async (deviceId, given) => {
    const known = all.get(deviceId);
    if (known === undefined) return;
    const text = JSON.stringify([given.state, given.problems, given.readings]);
    const last = written.get(deviceId);
    if (last?.text === text && performance.now() - last.at < FRESH_MS) return;
    const changed = await writeReport(database, deviceId, known.hall.id, given, clock());
    written.set(deviceId, { text, at: performance.now() });
    if (!changed) return;
    await deps.execute({
      hallId: known.hall.id,
      command: { type: "deviceChanged", deviceId, state: given.state, problems: given.problems.map(({ code }) => code) },
      actor: { kind: "device", id: deviceId },
    });
  };

  const statusOf = (
    { device, hall }: { readonly device: HallDevice; readonly hall: Hall },
    row: DeviceRow | undefined,
  ): DeviceStatus => {
    if (row === undefined) return { device, hallId: hall.id, state: "off", problems: [], readings: {} };
    const { state, problems, readings, since, seenAt } = row;
    return { device, hallId: hall.id, state, problems, readings, since, seenAt };
  };

  const job = (deviceId: string, jobId: string): Promise<DeviceJob | undefined> =>
    readJob(database, deviceId, jobId, (doneAt) => clock() < shownUntil(doneAt, all.get(deviceId)?.hall));

  return {
    report,
    sweep: async () => {
      const rows = await readDevices(database);
      for (const [id, row] of rows) {
        const known = all.get(id);
        if (known === undefined || row.state === "failing") continue;
        const own = comesByItself(known.device);
        const silent = row.silentSeconds > (own ? SILENT_PAGE_SECONDS : SILENT_DRIVEN_SECONDS);
        if (silent) await report(id, own ? OFFLINE_REPORT : UNWATCHED_REPORT);
      }
    },
    devices: async (hallId) => {
      const hall = deps.halls.get(hallId);
      if (hall === undefined) return [];
      const rows = await readDevices(database);
      return hall.devices.map((device) => statusOf({ device, hall }, rows.get(device.id)));
    },
    device: async (deviceId) => {
      const known = all.get(deviceId);
      return known && statusOf(known, (await readDevices(database)).get(deviceId));
    },
    present: (deviceId, said) => report(deviceId, { state: said?.state ?? "ok", problems: said?.problems ?? [] }),
    deviceKey: (deviceId) => deviceKeyOf(deps.secret, deviceId),
    checkDeviceKey: (deviceId, key) => all.has(deviceId) && isDeviceKey(deps.secret, deviceId, key),
    ask: async ({ deviceId, operation, body, jobId, actor, ticketId, dossierId, againOf }) => {
      const known = all.get(deviceId);
      if (known === undefined) return deviceRefusal("hall.no-device");
      const operations = installed.get(deviceId)?.driver.lane?.operations;
      if (operations === undefined) return deviceRefusal("hall.device-off", { deviceId });
      const parsed = Object.hasOwn(operations, operation) ? operations[operation]?.body.safeParse(body) : undefined;
      if (!parsed?.success)
        return deviceRefusal("hall.bad-job", { operation, at: parsed?.error?.issues[0]?.path.join(".") ?? "operation" });
      if (jobId.length === 0 || jobId.length > MOST_JOB_ID) return deviceRefusal("hall.bad-job", { operation, at: "jobId" });
      if (againOf !== undefined) {
        if (!jobId.startsWith(`${againOf}:`)) return deviceRefusal("hall.bad-job", { operation, at: "againOf" });
        // The same wish twice is one job; another wish must wait for what waits.
        const same = await job(deviceId, jobId);
        if (same === undefined && (await jobWaits(database, deviceId, againOf)))
          return deviceRefusal("hall.slip-waiting", { jobId: againOf });
      }
      // Of one device and job id only one message is ever written: a key of its own, so that a jam holds back nobody else's slip.
      await deps.enqueue(deviceId, [{ direction: "out", operation, key: jobId, body, feedId: jobId }]);
      await deps.execute({
        hallId: known.hall.id,
        command: {
          type: "askDevice",
          deviceId,
          operation,
          jobId,
          ...(ticketId === undefined ? {} : { ticketId }),
          ...(dossierId === undefined ? {} : { dossierId }),
        },
        actor,
        key: `ask:${deviceId}:${jobId}`,
      });
      return (await job(deviceId, jobId)) ?? deviceRefusal("hall.bad-job", { operation });
    },
    job,
  };
};
