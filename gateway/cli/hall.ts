/** `lienthong hall`: what each device of a hall needs — the link of a screen, the key of a unit, the variable of an address. */
import { variableOf } from "../../adapters/hall/install.ts";
import { DRIVERS } from "../../adapters/hall/registry.ts";
import { type Hall, type HallDevice, SCREEN_KINDS, UNIT_KINDS } from "../../catalogs/hall.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { deviceKeyOf } from "../../core/hub.ts";
import { KNOWN_LANES } from "../adapters.ts";
import { readConfig, secretOf } from "../config.ts";
import type { Desk, OperatorCommand } from "./desk.ts";
import { bold, CliError, table } from "./terminal.ts";

/** Where a screen of the hall is opened first: the link holds its key. */
export const screenLink = (hubUrl: string, secret: string, deviceId: string): string =>
  `${hubUrl}/hall/enter/${deviceId}?key=${deviceKeyOf(secret, deviceId)}`;

const needs = (device: HallDevice, hubUrl: string, secret: string): string => {
  if (SCREEN_KINDS.has(device.kind)) return screenLink(hubUrl, secret, device.id);
  if (UNIT_KINDS.has(device.kind)) return `khóa / key: ${deviceKeyOf(secret, device.id)}`;
  const schemes = DRIVERS.filter(({ kind }) => kind === device.kind).map(({ scheme }) => `${scheme}://…`);
  const state = (process.env[variableOf(device.id)] ?? "").trim() === "" ? "chưa đặt / not set" : "đã đặt / set";
  return `${variableOf(device.id)}=${schemes.join(" | ")}  (${state})`;
};

const show = (hall: Hall, hubUrl: string, secret: string, { say }: Desk): void => {
  say(bold(`${hall.id} – ${hall.name.vi} (${hall.agencyId})`));
  say(table(hall.devices.map((device) => [device.id, device.name.vi, needs(device, hubUrl, secret)])));
};

/**
 * Prints it for one hall, or for all. Keys are derived from the hub's secret, so the hub may be running. Exit code 0.
 * Errors: CliError for an unknown hall; those of the settings and catalogs.
 */
export const hall: OperatorCommand = async ([id], desk) => {
  const config = readConfig(process.env);
  const secret = secretOf(config);
  const hubUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const { halls } = loadCatalogs(undefined, KNOWN_LANES);
  const chosen = id === undefined ? [...halls.values()] : [...halls.values()].filter((one) => one.id === id);
  if (chosen.length === 0)
    throw new CliError(`Không có sảnh "${id}" / there is no hall "${id}": ${[...halls.keys()].join(", ")}`);
  for (const one of chosen) show(one, hubUrl, secret, desk);
  return 0;
};
