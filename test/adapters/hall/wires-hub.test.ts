/** LED board, scanner, UPS and photocopier in a hub: watched, shown, heard, and mended by themselves. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { installHall } from "../../../adapters/hall/install.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { DeviceStatus } from "../../../core/hall/types.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { createLog } from "../../../gateway/log.ts";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";

const HALL = "thuan-hoa";
/** A Monday, 09:00 in Huế. */
const NOW = "2026-03-02T02:00:00.000Z";
const OFFICER = { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } as const;
const DEVICES = ["hall-led", "hall-barcode-scanner", "hall-ups", "hall-copier-meter"] as const;
type DeviceId = (typeof DEVICES)[number];

const served = new Map<DeviceId, Served>();
let hub: Hub;

const start = async (id: DeviceId): Promise<Served> => {
  const make = HALL_SIMULATORS[id];
  if (make === undefined) throw new RangeError(`no simulator ${id}`);
  return startSimulator(make({ now: NOW }), { port: 0 });
};
const at = (id: DeviceId): Served => {
  const one = served.get(id);
  if (one === undefined) throw new RangeError(`${id} is not started`);
  return one;
};
const door = async (id: DeviceId, path: string, body?: unknown): Promise<unknown> => {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(`${at(id).url}/__sim${path}`, init);
  return answer.json();
};

beforeAll(async () => {
  for (const id of DEVICES) served.set(id, await start(id));
  const loaded = loadCatalogs();
  const hall = loaded.halls.get(HALL);
  if (hall === undefined) throw new RangeError("no demo hall");
  // Plain letters: what stands on the board can then be read as text.
  const plain = hall.devices.map((device) => (device.kind === "led" ? { ...device, options: { letters: "plain" } } : device));
  const catalogs = { ...loaded, halls: new Map([[HALL, { ...hall, devices: plain }]]) };
  const env = Object.assign({}, ...DEVICES.map((id) => at(id).simulation.definition.settings(at(id).url, at(id).ports)));
  const { devices: installed, lanes } = installHall(env, catalogs.halls);
  // Looked at more often than in a hall, so that nobody waits for the next look.
  const devices = installed.map((one) => ({ ...one, driver: { ...one.driver, everyMs: 200 } }));
  const secret = "wires-hub-secret-wires-hub-secret-1";
  hub = await createHub({
    log: createLog("silent"),
    dataDir: IN_MEMORY,
    catalogs,
    adapters: lanes,
    devices,
    clock: () => NOW,
    secret,
  });
  await hub.start();
});
afterEach(async () => {
  for (const id of DEVICES) {
    await door(id, "/device/power", { on: true });
    await door(id, "/device/cable", { on: true });
  }
  await door("hall-ups", "/mains", { on: true });
});
afterAll(async () => {
  await hub.stop();
  await Promise.all([...served.values()].map((one) => one.close()));
});

const WAIT = { timeout: 60_000, interval: 50 };
const statusOf = async (deviceId: string): Promise<DeviceStatus | undefined> => hub.hall.device(deviceId);
const shown = async (): Promise<readonly string[]> =>
  ((await door("hall-led", "/board")) as { pages: { text: string }[] }).pages.map(({ text }) => text);
const act = async (command: HallCommandInput): Promise<string> => {
  const outcome = await hub.hall.execute({ hallId: HALL, command, actor: OFFICER });
  if (outcome.outcome !== "done" && outcome.outcome !== "repeat") throw new RangeError(JSON.stringify(outcome));
  return outcome.ticket?.id ?? "";
};

describe("R-H LED board, bar code scanner, UPS and photocopier meter in a hub", () => {
  it("R-H LED board: in peace it shows the hall's name; a call stands on it; a power cut between is written over", async () => {
    await expect.poll(() => shown(), WAIT).toEqual([expect.stringMatching(/^[A-Z ]+/), "09:00"]);
    const [line] = [...hub.hall.halls.values()][0]?.services ?? [];
    const counter = [...hub.hall.halls.values()][0]?.counters.find(({ services }) => services.includes(line?.id ?? ""));
    await act({ type: "takeTicket", serviceId: line?.id ?? "" });
    await act({ type: "openCounter", counterId: counter?.id ?? "", officer: "cb-1" });
    const ticket = await act({ type: "callNext", counterId: counter?.id ?? "" });
    const words = `MOI SO ${ticket} - QUAY ${counter?.number}`;
    await expect.poll(() => shown(), WAIT).toEqual([words]);
    // Its answer says what it shows at this instant: the hub may write to it again before it can be asked.
    expect(await door("hall-led", "/wipe", {})).toMatchObject({ pages: [] });
    await expect.poll(() => shown(), WAIT).toEqual([words]);
    await door("hall-led", "/device/cable", { on: false });
    await expect
      .poll(() => statusOf("th-led-1"), WAIT)
      .toMatchObject({ state: "failing", problems: [{ code: "device.offline" }] });
    await door("hall-led", "/device/cable", { on: true });
    await expect.poll(() => statusOf("th-led-1"), WAIT).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: the mains goes: everybody in the hall is told on the board, and no more when it is back", async () => {
    await expect.poll(() => statusOf("th-ups-1"), WAIT).toMatchObject({ state: "ok", readings: { charge: 100 } });
    await door("hall-ups", "/mains", { on: false });
    await expect
      .poll(() => statusOf("th-ups-1"), WAIT)
      .toMatchObject({ state: "warning", problems: [{ code: "power.battery" }] });
    await expect.poll(() => shown(), WAIT).toContainEqual(expect.stringContaining("MAT DIEN LUOI"));
    await door("hall-ups", "/mains", { on: true });
    await expect.poll(() => statusOf("th-ups-1"), WAIT).toMatchObject({ state: "ok" });
    await expect.poll(() => shown(), WAIT).not.toContainEqual(expect.stringContaining("MAT DIEN LUOI"));
  });

  it("R-H bar code scanner: a dossier's code is an event of the hall; an identity card leaves no number anywhere", async () => {
    await expect.poll(() => statusOf("th-barcode-1"), WAIT).toMatchObject({ state: "ok" });
    await door("hall-barcode-scanner", "/scan", {
      text: ["h57.101-260302-0001", "001099000012||Nguyễn Văn Tí|05031999|Nam|Huế|14022022"],
    });
    const scans = async () => (await hub.hall.events(HALL, 0)).filter(({ type }) => type === "scanned");
    await expect.poll(async () => (await scans()).length, WAIT).toBe(2);
    const [dossier, card] = await scans();
    expect(dossier).toMatchObject({
      data: { what: "dossier", code: "H57.101-260302-0001" },
      actor: { kind: "device", id: "th-barcode-1" },
    });
    expect(card).toMatchObject({ data: { what: "identity" } });
    expect(JSON.stringify(card)).not.toMatch(/001099000012|Nguyễn/);
  });

  it("R-H bar code scanner: pulled out it is failing, plugged in again it is heard", async () => {
    await door("hall-barcode-scanner", "/device/cable", { on: false });
    await expect.poll(() => statusOf("th-barcode-1"), WAIT).toMatchObject({ state: "failing" });
    await door("hall-barcode-scanner", "/device/cable", { on: true });
    await expect.poll(() => statusOf("th-barcode-1"), WAIT).toMatchObject({ state: "ok" });
    const before = (await hub.hall.events(HALL, 0)).length;
    await door("hall-barcode-scanner", "/scan", { text: "A001" });
    await expect
      .poll(async () => (await hub.hall.events(HALL, before)).map(({ type, data }) => [type, data["code"]]), WAIT)
      .toContainEqual(["scanned", "A001"]);
  });

  it("R-H photocopier meter: a jam is told to the officer and gone when the paper is out; pages are counted meanwhile", async () => {
    await door("hall-copier-meter", "/device/trouble", { name: "jam", on: true });
    await expect.poll(() => statusOf("th-copier-1"), WAIT).toMatchObject({ state: "failing", problems: [{ code: "paper.jam" }] });
    await door("hall-copier-meter", "/device/trouble", { name: "jam", on: false });
    await door("hall-copier-meter", "/print", { pages: 7 });
    await expect.poll(() => statusOf("th-copier-1"), WAIT).toMatchObject({ state: "ok", readings: { pages: 48_218 } });
  });
});
