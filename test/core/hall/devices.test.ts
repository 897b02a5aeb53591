/** Devices through the hub, with drivers of the test's own: what is watched, shown, heard, asked; what happens when one is gone. */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAdapter, defineOperation } from "../../../adapters/kit/define.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { DEFAULT_LIMITS, DEFAULT_PLAN, type InstalledAdapter } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { BoardText, DeviceDriver, DeviceReport, Heard, InstalledDevice } from "../../../core/hall/device.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";

const catalogs = loadCatalogs();
const HALL = "thuan-hoa";
const hall = catalogs.halls.get(HALL);
if (hall === undefined) throw new TypeError("no demo hall");
const deviceOf = (id: string) => {
  const device = hall.devices.find((one) => one.id === id);
  if (device === undefined) throw new TypeError(id);
  return device;
};

/** Waits on a condition; the test's own limit ends a wait that is in vain. */
const until = async <T>(what: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const OK: DeviceReport = { state: "ok", problems: [], readings: { pages: 12 } };
const OUT: DeviceReport = { state: "failing", problems: [{ code: "paper.out", vi: "Hết giấy.", en: "Out of paper." }] };

let open: Hub[] = [];
afterEach(async () => {
  await Promise.all(open.map((hub) => hub.stop()));
  open = [];
});

const start = async (
  devices: readonly InstalledDevice[],
  adapters: readonly InstalledAdapter[] = [],
  onPowerLow?: (id: string) => void,
): Promise<Hub> => {
  const hub = await createHub({
    dataDir: IN_MEMORY,
    catalogs,
    adapters,
    devices,
    secret: "test-secret-test-secret-test-secret-1",
    ...(onPowerLow === undefined ? {} : { onPowerLow }),
  });
  open.push(hub);
  await hub.start();
  return hub;
};
const installed = (id: string, driver: Partial<DeviceDriver>, options?: Record<string, boolean>): InstalledDevice => {
  const device = options === undefined ? deviceOf(id) : { ...deviceOf(id), options };
  return {
    device,
    hall,
    config: {},
    driver: {
      kind: device.kind,
      scheme: "test",
      title: { vi: "thử", en: "test" },
      config: z.unknown(),
      everyMs: 20,
      timeoutMs: 200,
      ...driver,
    },
  };
};

describe("devices of a hall", () => {
  it("R-H a device that is gone is shown as failing, and as working again when it is back, without anybody's doing", async () => {
    let answer: () => Promise<DeviceReport> = async () => OK;
    const hub = await start([installed("th-slip-1", { look: () => answer() })]);
    const stateOf = async () => (await hub.hall.device("th-slip-1"))?.state;
    await until(async () => (await stateOf()) === "ok");
    answer = async () => {
      throw new ExchangeError("retry", "gone", { code: "device.offline", blame: "partner", hint: { vi: "", en: "" } });
    };
    await until(async () => (await stateOf()) === "failing");
    expect((await hub.hall.device("th-slip-1"))?.problems.map(({ code }) => code)).toEqual(["device.offline"]);
    answer = async () => OUT;
    await until(async () => (await hub.hall.device("th-slip-1"))?.problems[0]?.code === "paper.out");
    answer = async () => OK;
    await until(async () => (await stateOf()) === "ok");
    expect((await hub.hall.device("th-slip-1"))?.readings).toEqual({ pages: 12 });
    const day = await hub.hall.day(HALL);
    const events = await hub.hall.events(HALL, 0);
    const said = events.filter(({ type }) => type === "deviceChanged").map(({ data }) => data["state"]);
    expect(said).toEqual(["ok", "failing", "failing", "ok"]);
    expect(day.tickets.size).toBe(0);
  });

  it("R-H a driver that hangs and forgets its signal does not stop the watch: the device is failing", async () => {
    const hub = await start([
      installed("th-camera-1", { look: () => new Promise<DeviceReport>(() => {}), timeoutMs: 50 }),
      installed("th-slip-1", { look: async () => OK }),
    ]);
    await until(async () => (await hub.hall.device("th-camera-1"))?.state === "failing");
    await until(async () => (await hub.hall.device("th-slip-1"))?.state === "ok");
  });

  it("R-H a board shows each call once it is made, and shows it again after it was gone", async () => {
    const shown: BoardText[] = [];
    let there = true;
    const hub = await start([
      installed("th-led-1", {
        look: async () => (there ? OK : OUT),
        show: async (board) => {
          if (!there) throw new TypeError("dark");
          shown.push(board);
        },
      }),
    ]);
    const actor = { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } as const;
    await until(() => shown.length === 1);
    expect(shown[0]?.calls).toEqual([]);
    await hub.hall.execute({ hallId: HALL, command: { type: "takeTicket", serviceId: "ho-tich" }, actor });
    await hub.hall.execute({
      hallId: HALL,
      command: { type: "openCounter", counterId: "q1", officer: "Trần Thị Một Cửa" },
      actor,
    });
    await hub.hall.execute({ hallId: HALL, command: { type: "callNext", counterId: "q1" }, actor });
    await until(() => shown.at(-1)?.calls[0]?.ticketId === "A001");
    const before = shown.length;
    there = false;
    await until(async () => (await hub.hall.device("th-led-1"))?.state === "failing");
    there = true;
    await until(() => shown.length > before);
    expect(shown.at(-1)?.calls.map(({ ticketId, counter }) => [ticketId, counter])).toEqual([["A001", 1]]);
  });

  it("R-H what a scanner reads is told to the screens of its hall; a person's card is not kept", async () => {
    let say: (what: Heard) => Promise<void> = async () => {};
    const hub = await start([
      installed("th-barcode-1", {
        hear: (heard, { signal }) =>
          new Promise<void>((resolve) => {
            say = heard;
            signal.addEventListener("abort", () => resolve(), { once: true });
          }),
      }),
    ]);
    await until(() => say.length > 0);
    await say({ kind: "barcode", text: "H57.101-261122-0001" });
    await say({ kind: "barcode", text: "001099000012||Nguyễn Văn Thử|02011990|Nam|Số 1 đường Thử|01012022" });
    await say({ kind: "barcode", text: "rác" });
    const events = (await hub.hall.events(HALL, 0)).filter(({ type }) => type === "scanned");
    expect(events.map(({ data }) => [data["what"], data["code"]])).toEqual([
      ["dossier", "H57.101-261122-0001"],
      ["identity", undefined],
      ["unknown", undefined],
    ]);
    expect(JSON.stringify(events)).not.toContain("Nguyễn");
    expect(JSON.stringify(events)).not.toContain("001099000012");
    // One that is broken and sends without end does not fill the day, nor hold up the counters.
    for (let i = 0; i < 500; i += 1) await say({ kind: "barcode", text: "H57.101-261122-0001" });
    expect((await hub.hall.events(HALL, 0, 1_000)).filter(({ type }) => type === "scanned").length).toBeLessThan(100);
  });

  /** A printer of slips with its lane, and its paper. */
  const printerHub = async () => {
    const tray = { paper: false };
    const printed: string[] = [];
    const operation = defineOperation<{ text: string }, unknown>({
      title: { vi: "In", en: "Print" },
      quiet: true,
      resend: "safe",
      body: z.strictObject({ text: z.string() }),
      send: async ({ text }) => {
        if (text === "bad")
          throw new ExchangeError("rejected", "no", {
            code: "hall.format",
            blame: "caller",
            hint: { vi: "Không in được.", en: "No." },
          });
        if (!tray.paper)
          throw new ExchangeError("retry", "out", {
            code: "hall.paper-out",
            blame: "partner",
            hint: { vi: "Hết giấy.", en: "Out." },
          });
        printed.push(text);
        return { reference: "1" };
      },
    });
    const lane = {
      operations: { print: operation },
      plan: { ...DEFAULT_PLAN, waitsMs: [20], floorMs: 0, timeoutMs: 20_000 },
      limits: DEFAULT_LIMITS,
    };
    const adapter = defineAdapter<unknown>({
      id: "th-slip-1",
      title: { vi: "Máy in", en: "Printer" },
      config: z.unknown(),
      hooks: {},
      pollers: {},
      ...lane,
    });
    return { hub: await start([installed("th-slip-1", { lane })], [{ adapter, config: {} }]), tray, printed };
  };

  it("R-H a job is done once however often it is asked, waits while the device is out of order, and says why it failed", async () => {
    const { hub, tray, printed } = await printerHub();
    const actor = { kind: "officer", id: "cb-1" } as const;
    const ask = (jobId: string, body: unknown) => hub.hall.ask({ deviceId: "th-slip-1", operation: "print", body, jobId, actor });
    expect(await ask("a", { text: "A001" })).toMatchObject({ jobId: "a", operation: "print" });
    await until(async () => ((await hub.hall.job("th-slip-1", "a"))?.attempts ?? 0) > 1);
    expect(await hub.hall.job("th-slip-1", "a")).toMatchObject({ problem: { code: "hall.paper-out", vi: "Hết giấy." } });
    await ask("a", { text: "A001" });
    tray.paper = true;
    await until(async () => (await hub.hall.job("th-slip-1", "a"))?.state === "done");
    await ask("a", { text: "A001" });
    expect(printed).toEqual(["A001"]);
    await ask("b", { text: "bad" });
    const failed = await until(async () => {
      const job = await hub.hall.job("th-slip-1", "b");
      return job?.state === "failed" && job;
    });
    expect(failed.problem).toEqual({ code: "hall.format", vi: "Không in được.", en: "No." });
    expect(await ask("c", { words: 1 })).toMatchObject({ code: "hall.bad-job", blame: "caller" });
    expect(await hub.hall.ask({ deviceId: "th-led-1", operation: "print", body: {}, jobId: "d", actor })).toMatchObject({
      code: "hall.device-off",
    });
    expect(await hub.hall.ask({ deviceId: "khong-co", operation: "print", body: {}, jobId: "e", actor })).toMatchObject({
      code: "hall.no-device",
    });
    expect(await hub.hall.job("th-slip-1", "c")).toBeUndefined();
    // What is written down of a job has room for its id: neither is done without the other.
    expect(await ask("x".repeat(151), { text: "A001" })).toMatchObject({ code: "hall.bad-job", details: { at: "jobId" } });
    await ask("x".repeat(150), { text: "A001" });
    const asked = (await hub.hall.events(HALL, 0)).filter(({ type }) => type === "deviceAsked");
    expect(asked.map(({ data }) => String(data["jobId"]).length)).toEqual([1, 1, 150]);
  });

  it("R-A05 R-H a slip is not printed again while the first, or its copy, still waits for paper; a double click is one copy", async () => {
    const { hub, tray, printed } = await printerHub();
    const actor = { kind: "officer", id: "cb-1" } as const;
    const ask = (jobId: string, text: string, againOf?: string) =>
      hub.hall.ask({
        deviceId: "th-slip-1",
        operation: "print",
        body: { text },
        jobId,
        actor,
        ...(againOf === undefined ? {} : { againOf }),
      });
    const over = (jobId: string) => until(async () => (await hub.hall.job("th-slip-1", jobId))?.state === "done");
    await ask("hen:1", "giấy hẹn");
    expect(await ask("hen:1:a", "bản in lại", "hen:1")).toMatchObject({
      code: "hall.slip-waiting",
      blame: "caller",
      details: { jobId: "hen:1" },
    });
    expect(await hub.hall.job("th-slip-1", "hen:1:a")).toBeUndefined();
    // Another dossier's waits by itself; one whose id only begins alike is another one.
    expect(await ask("hen:10", "hồ sơ khác")).toMatchObject({ jobId: "hen:10" });
    expect(await ask("hen:2", "x", "hen:1")).toMatchObject({ code: "hall.bad-job" });
    tray.paper = true;
    await over("hen:1");
    await over("hen:10");
    tray.paper = false;
    expect(await ask("hen:1:b", "bản in lại", "hen:1")).toMatchObject({ state: "waiting" });
    expect(await ask("hen:1:b", "bản in lại", "hen:1")).toMatchObject({ jobId: "hen:1:b" });
    expect(await ask("hen:1:c", "bản in lại", "hen:1")).toMatchObject({ code: "hall.slip-waiting" });
    tray.paper = true;
    await over("hen:1:b");
    expect(printed.toSorted()).toEqual(["bản in lại", "giấy hẹn", "hồ sơ khác"]);
  });

  it("R-H a device that is called as a partner's lane is, or two lanes of one id, stop the hub before anything is opened", async () => {
    const adapter = defineAdapter<unknown>({
      id: "sms",
      title: { vi: "Tin nhắn", en: "SMS" },
      config: z.unknown(),
      hooks: {},
      pollers: {},
      operations: {},
      plan: DEFAULT_PLAN,
      limits: DEFAULT_LIMITS,
    });
    const one = { adapter, config: {} };
    await expect(start([], [one, one])).rejects.toThrow('the lane "sms" is there twice');
  });

  it("R-H the UPS's empty battery ends the process in good order, once, and only where its settings say so", async () => {
    const LOW: DeviceReport = { state: "failing", problems: [{ code: "power.low", vi: "Sắp hết pin.", en: "Battery low." }] };
    const ended: string[] = [];
    const hub = await start([installed("th-ups-1", { look: async () => LOW }, { drains: true })], [], (id) => ended.push(id));
    await until(() => ended.length > 0);
    const notices = hub.hall.devices(HALL);
    expect((await notices).find(({ device }) => device.id === "th-ups-1")?.state).toBe("failing");
    const other: string[] = [];
    await start([installed("th-ups-1", { look: async () => LOW })], [], (id) => other.push(id));
    await until(async () => (await open.at(-1)?.hall.device("th-ups-1"))?.state === "failing");
    expect(other).toEqual([]);
    expect(ended).toEqual(["th-ups-1"]);
  });

  it("R-H while the battery is nearly empty no new number is given out; those who have one are served", async () => {
    let report: DeviceReport = OK;
    const hub = await start([installed("th-ups-1", { look: async () => report })]);
    const actor = { kind: "device", id: "th-kiosk-1" } as const;
    const take = (key?: string) =>
      hub.hall.execute({
        hallId: HALL,
        command: { type: "takeTicket", serviceId: "ho-tich" },
        actor,
        ...(key === undefined ? {} : { key }),
      });
    expect((await take("cham-1")).outcome).toBe("done");
    report = { state: "failing", problems: [{ code: "power.low", vi: "Sắp hết pin.", en: "Battery low." }] };
    await until(async () => (await hub.hall.device("th-ups-1"))?.state === "failing");
    expect(await take()).toMatchObject({ outcome: "refused", refusal: { code: "hall.power-low", blame: "hub" } });
    expect(await take("cham-2")).toMatchObject({ outcome: "refused", refusal: { code: "hall.power-low" } });
    // His number was given: whoever taps again, because the answer got lost, hears it again.
    expect(await take("cham-1")).toMatchObject({ outcome: "repeat", ticket: { id: "A001" } });
    report = OK;
    await until(async () => (await hub.hall.device("th-ups-1"))?.state === "ok");
    expect(await take("cham-2")).toMatchObject({ outcome: "done", ticket: { id: "A002" } });
  });

  it("R-H a screen proves itself by a key of its own: no other device's key fits, nor a made-up device", async () => {
    const hub = await start([]);
    const key = hub.hall.deviceKey("th-kiosk-1");
    expect(hub.hall.checkDeviceKey("th-kiosk-1", key)).toBe(true);
    expect(hub.hall.checkDeviceKey("th-tablet-1", key)).toBe(false);
    expect(hub.hall.checkDeviceKey("khong-co", hub.hall.deviceKey("khong-co"))).toBe(false);
    expect(hub.hall.checkDeviceKey("th-kiosk-1", `${key}x`)).toBe(false);
    expect(hub.hall.checkDeviceKey("th-kiosk-1", "")).toBe(false);
  });

  it("R-H a screen is there while it says so", async () => {
    const hub = await start([]);
    expect((await hub.hall.device("th-kiosk-1"))?.state).toBe("off");
    await hub.hall.present("th-kiosk-1");
    expect((await hub.hall.device("th-kiosk-1"))?.state).toBe("ok");
    await hub.hall.present("th-ticket-1", {
      state: "failing",
      problems: [{ code: "paper.out", vi: "Hết giấy.", en: "Out of paper." }],
    });
    expect((await hub.hall.device("th-ticket-1"))?.problems[0]?.code).toBe("paper.out");
  });
});
