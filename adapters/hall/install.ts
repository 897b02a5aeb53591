/**
 * Turns the devices of the halls on as the environment says: LIENTHONG_HALL_<ID> = the device's address ("th-led-1" →
 * LIENTHONG_HALL_TH_LED_1). A device with jobs, hooks or streams becomes a lane named by its id.
 */

import { z } from "zod";
import type { Hall, HallDevice } from "../../catalogs/hall.ts";
import type { InstalledAdapter } from "../../core/exchange/adapter.ts";
import type { DeviceDriver, DeviceLaneConfig, InstalledDevice } from "../../core/hall/device.ts";
import { AdapterConfigError, defineAdapter } from "../kit/define.ts";
import { DRIVERS } from "./registry.ts";

export interface InstalledHall {
  readonly devices: readonly InstalledDevice[];
  readonly lanes: readonly InstalledAdapter[];
}

const PREFIX = "LIENTHONG_HALL_";

/** The variable that holds a device's address. */
export const variableOf = (deviceId: string): string => `${PREFIX}${deviceId.replaceAll("-", "_").toUpperCase()}`;

const schemeOf = (address: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? "";

/** Driver and settings for an address, or what is wrong with it (never the address itself: it may hold a password). */
const connect = (
  device: HallDevice,
  url: string,
): { readonly driver: DeviceDriver; readonly config: unknown } | { readonly wrong: string } => {
  const ofKind = DRIVERS.filter(({ kind }) => kind === device.kind);
  const scheme = schemeOf(url);
  const driver = ofKind.find((one) => one.scheme === scheme || `${one.scheme}s` === scheme);
  if (driver === undefined) {
    const known = ofKind.map((one) => `${one.scheme}://`).join(", ");
    return {
      wrong:
        known === ""
          ? "thiết bị loại này tự kết nối tới trục, không cần địa chỉ / devices of this kind come to the hub by themselves"
          : `địa chỉ phải bắt đầu bằng / the address must begin with: ${known}`,
    };
  }
  const config = driver.config.safeParse({ url, options: device.options });
  if (config.success) return { driver, config: config.data };
  return { wrong: config.error.issues.map(({ message }) => message).join("; ") };
};

const laneOf = ({ device, hall, driver, config }: InstalledDevice): readonly InstalledAdapter[] => {
  const { lane } = driver;
  if (lane === undefined) return [];
  const adapter = defineAdapter<DeviceLaneConfig>({
    id: device.id,
    title: { vi: `${device.name.vi} – ${hall.name.vi}`, en: `${device.name.en} – ${hall.name.en}` },
    // Never read from the environment here: it is what `connect` made.
    config: z.custom<DeviceLaneConfig>(),
    hooks: {},
    pollers: {},
    ...lane,
  });
  return [{ adapter, config: { device, hall, settings: config } satisfies DeviceLaneConfig }];
};

/** Every device of these halls that has an address. Errors: AdapterConfigError with every wrong variable, and those that name no device. */
export const installHall = (
  env: Readonly<Record<string, string | undefined>>,
  halls: ReadonlyMap<string, Hall>,
): InstalledHall => {
  const all = [...halls.values()].flatMap((hall) => hall.devices.map((device) => ({ hall, device })));
  const known = new Map(all.map((one) => [variableOf(one.device.id), one]));
  const problems: { readonly variable: string; readonly what: string }[] = [];
  const devices: InstalledDevice[] = [];
  for (const [variable, value] of Object.entries(env)) {
    const url = value?.trim() ?? "";
    if (!variable.startsWith(PREFIX) || url === "") continue;
    const one = known.get(variable);
    if (one === undefined) {
      problems.push({ variable, what: "không có thiết bị này trong catalogs/halls / no such device in catalogs/halls" });
      continue;
    }
    const got = connect(one.device, url);
    if ("wrong" in got) problems.push({ variable, what: got.wrong });
    else devices.push({ ...one, ...got });
  }
  if (problems.length > 0) throw new AdapterConfigError("hall", problems);
  return { devices, lanes: devices.flatMap(laneOf) };
};
