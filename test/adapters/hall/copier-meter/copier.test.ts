import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERROR_BITS } from "../../../../adapters/hall/copier-meter/contract/printer-mib.ts";
import driver from "../../../../adapters/hall/copier-meter/driver.ts";
import { type CopierValues, errorBits, percentOf, reportOf } from "../../../../adapters/hall/copier-meter/wire.ts";
import type { DeviceReport } from "../../../../core/hall/device.ts";
import simulator from "../../../../simulators/hall/copier-meter/simulator.ts";
import type { SimulationSettings } from "../../../../simulators/kit/simulation.ts";
import { onPath, skipped } from "../../../support/on-path.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const bench = (community = "mot-cua-doc", simulation: SimulationSettings = {}): Promise<Bench> =>
  onBench(simulator, driver, {
    kind: "copierMeter",
    simulation,
    url: (ports) => `snmp://${community}@127.0.0.1:${ports["snmp"]}`,
  });
const look = async (on: Bench, signal?: AbortSignal): Promise<DeviceReport> => {
  if (driver.look === undefined) throw new TypeError("a meter can be looked at");
  return driver.look(on.call(signal));
};
const codes = ({ problems }: DeviceReport): readonly string[] => problems.map(({ code }) => code);

describe("R-H photocopier meter: what it says", () => {
  it("R-H photocopier meter: pages, toner and paper in per cent", async () => {
    await using on = await bench();
    expect(await look(on)).toEqual({
      state: "ok",
      problems: [],
      readings: {
        pages: 48_211,
        status: "idle",
        model: "Synthetic MFP 3025 / demo",
        supply1: 70,
        supply1Name: "Hộp mực đen",
        supply2: 80,
        supply2Name: "Hộp mực thải",
        // Of staples the machine only says that some are left.
        supply3Name: "Ghim",
        tray1: 86,
        tray1Name: "Khay 1",
        tray2: 100,
        tray2Name: "Khay 2",
      },
    });
  });

  it("R-H photocopier meter: it counts what is printed, from 0 after its board was changed, up to the end of 32 bits", async () => {
    await using on = await bench();
    await on.door("/print", { pages: 120 });
    expect((await look(on)).readings).toMatchObject({ pages: 48_331, supply1: 69, tray1: 62 });
    await on.door("/counter", { pages: 0 });
    expect((await look(on)).readings).toMatchObject({ pages: 0 });
    await on.door("/counter", { pages: 4_294_967_295 });
    expect((await look(on)).readings).toMatchObject({ pages: 4_294_967_295 });
  });

  it("R-H photocopier meter: paper runs low, out, and is filled again", async () => {
    await using on = await bench();
    await on.door("/paper", { tray: 1, sheets: 0 });
    const one = await look(on);
    expect([one.state, codes(one)]).toEqual(["warning", ["paper.tray-empty"]]);
    await on.door("/paper", { tray: 2, sheets: 20 });
    expect(codes(await look(on))).toEqual(["paper.low", "paper.tray-empty"]);
    await on.door("/paper", { tray: 2, sheets: 0 });
    const none = await look(on);
    expect(none.state).toBe("failing");
    expect(codes(none)[0]).toBe("paper.out");
    for (const tray of [1, 2]) await on.door("/paper", { tray, sheets: 500 });
    expect(await look(on)).toMatchObject({ state: "ok", problems: [] });
  });

  it("R-H photocopier meter: toner runs low and out", async () => {
    await using on = await bench();
    await on.door("/toner", { supply: 1, percent: 4 });
    const low = await look(on);
    expect([low.state, codes(low), low.readings?.["supply1"]]).toEqual(["warning", ["toner.low"], 4]);
    await on.door("/toner", { supply: 1, percent: 0 });
    const out = await look(on);
    expect([out.state, codes(out)]).toEqual(["failing", ["toner.out"]]);
  });

  it.each([
    ["jam", "failing", ["paper.jam"]],
    ["doorOpen", "failing", ["cover.open"]],
    ["offline", "failing", ["copier.offline"]],
    ["serviceDue", "warning", ["service.needed"]],
  ] as const)("R-H photocopier meter: %s is told, and gone when it is mended", async (trouble, state, problems) => {
    await using on = await bench();
    await on.trouble(trouble, true);
    const report = await look(on);
    expect([report.state, codes(report)]).toEqual([state, problems]);
    await on.trouble(trouble, false);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H photocopier meter: a maker's own trouble is told in the machine's words", async () => {
    await using on = await bench();
    await on.trouble("strange", true);
    const report = await look(on);
    expect(report).toMatchObject({
      state: "failing",
      problems: [{ code: "copier.alert", vi: "Máy báo: “SC 542-00 Fusing unit”." }],
    });
  });

  it("R-H photocopier meter: a machine without error bits is read by its alert table", async () => {
    await using on = await bench();
    await on.trouble("noBits", true);
    await on.trouble("jam", true);
    expect(codes(await look(on))).toEqual(["paper.jam"]);
  });

  it('R-H photocopier meter: trays that only say "some is left" have no per cent and no trouble', async () => {
    await using on = await bench();
    await on.trouble("vague", true);
    const report = await look(on);
    expect(report.state).toBe("ok");
    expect(report.readings).not.toHaveProperty("tray1");
    expect(report.readings).toHaveProperty("tray1Name");
  });
});

describe("R-H photocopier meter: faults and recovery", () => {
  it("R-H photocopier meter: without power or cable nothing comes: offline; then it is there again", async () => {
    await using on = await bench();
    for (const pull of [on.power, on.cable]) {
      await pull(false);
      const time = new AbortController();
      const asked = refusalOf(look(on, time.signal));
      time.abort();
      expect(await asked).toMatchObject({ code: "device.offline", intent: "retry" });
      await pull(true);
    }
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H photocopier meter: nothing at all within two tries is offline by itself", async () => {
    await using on = await bench();
    await on.power(false);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.offline" });
  });

  it("R-H photocopier meter: a wrong community is answered by silence", async () => {
    await using on = await bench("public");
    const time = new AbortController();
    const asked = refusalOf(look(on, time.signal));
    await expect.poll(() => on.door("/copier")).toMatchObject({ ignored: 1 });
    time.abort();
    const refusal = await asked;
    expect(refusal).toMatchObject({ code: "device.offline" });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain("public");
  });

  it("R-H photocopier meter: nonsense and half a datagram are garbage, and the next look is well", async () => {
    await using on = await bench();
    for (const trouble of ["babble", "halfAnswer"]) {
      await on.trouble(trouble, true);
      expect(await refusalOf(look(on)), trouble).toMatchObject({ code: "device.garbage" });
      await on.trouble(trouble, false);
    }
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H photocopier meter: a lost datagram is asked for again", async () => {
    await using on = await bench();
    await on.trouble("loses", true);
    expect(await look(on)).toMatchObject({ state: "ok" });
    const { asked, answered } = (await on.door("/copier")) as { readonly asked: number; readonly answered: number };
    expect(asked - answered).toBe(1);
  });

  it("R-H photocopier meter: a slow machine is waited for until the call's time is over", async () => {
    const waits: (() => void)[] = [];
    await using on = await bench("mot-cua-doc", { sleep: () => new Promise((go) => waits.push(go)) });
    await on.trouble("slow", true);
    const looked = look(on);
    await expect.poll(() => waits.length).toBe(1);
    await on.trouble("slow", false);
    for (const go of waits.splice(0)) go();
    expect(await looked).toMatchObject({ state: "ok" });
    await on.trouble("slow", true);
    const time = new AbortController();
    const asked = refusalOf(look(on, time.signal));
    await expect.poll(() => waits.length).toBeGreaterThan(0);
    time.abort();
    expect(await asked).toMatchObject({ code: "device.offline" });
  });

  it("R-H photocopier meter: a time that is over before it begins asks nothing", async () => {
    await using on = await bench();
    expect(await refusalOf(look(on, AbortSignal.abort()))).toMatchObject({ code: "device.offline" });
    expect(await on.door("/copier")).toMatchObject({ asked: 0 });
  });

  it("R-H photocopier meter: no socket stays open, however a look ends", async () => {
    await using on = await bench();
    const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "UDPWrap").length;
    const before = sockets();
    await look(on);
    await on.trouble("babble", true);
    await refusalOf(look(on));
    await refusalOf(look(on, AbortSignal.abort()));
    await expect.poll(sockets).toBe(before);
  });
});

describe("R-H photocopier meter: values", () => {
  const none: CopierValues = {
    description: "",
    pages: 1,
    deviceStatus: 2,
    printerStatus: 3,
    errorState: new Uint8Array(),
    trays: [],
    supplies: [],
    alerts: [],
  };

  it("R-H photocopier meter: the first bit of the error state is the highest of the first byte (RFC 2790)", () => {
    expect(errorBits(Uint8Array.of(0b0100_0100))).toEqual(["noPaper", "jammed"]);
    expect(errorBits(Uint8Array.of(0, 0b0000_0010))).toEqual(["overduePreventMaint"]);
    expect(errorBits(new Uint8Array())).toEqual([]);
  });

  it("R-H photocopier meter: every bit and every level is understood, and a failing machine always says why", () => {
    const filling = fc.record({
      name: fc.string(),
      level: fc.integer({ min: -3, max: 10_000 }),
      most: fc.integer({ min: -2, max: 10_000 }),
    });
    const alert = fc.record({
      severity: fc.integer({ min: 0, max: 6 }),
      code: fc.integer({ min: 0, max: 2000 }),
      description: fc.string(),
    });
    const state = fc.uint8Array({ maxLength: 3 });
    fc.assert(
      fc.property(
        state,
        fc.array(filling, { maxLength: 4 }),
        fc.array(filling, { maxLength: 4 }),
        fc.array(alert, { maxLength: 4 }),
        fc.integer({ min: 0, max: 6 }),
        (errorState, trays, supplies, alerts, deviceStatus) => {
          const report = reportOf({ ...none, errorState, trays, supplies, alerts, deviceStatus });
          expect(report.state === "ok").toBe(report.problems.length === 0);
          expect(new Set(codes(report)).size).toBe(report.problems.length);
          if (errorBits(errorState).length > 0) expect(report.state).not.toBe("ok");
          for (const one of trays) {
            const percent = percentOf(one);
            expect(percent === undefined || (percent >= 0 && percent <= 100)).toBe(true);
          }
        },
      ),
    );
    expect(ERROR_BITS).toHaveLength(15);
  });

  it("R-H photocopier meter: a machine that is down and does not say why is failing", () => {
    expect(reportOf({ ...none, deviceStatus: 5 })).toMatchObject({ state: "failing", problems: [{ code: "copier.down" }] });
    expect(codes(reportOf({ ...none, deviceStatus: 5, errorState: Uint8Array.of(0x04) }))).toEqual(["paper.jam"]);
  });

  it("R-H photocopier meter: wrong settings are said in words, without the community", () => {
    const wrong = (url: string): string =>
      driver.config
        .safeParse({ url, options: {} })
        .error?.issues.map(({ message }) => message)
        .join() ?? "";
    expect(wrong("snmp://mot-cua-doc@192.0.2.8")).toBe("");
    expect(wrong("snmp://192.0.2.8")).toContain("community");
    expect(wrong("snmp://bi-mat@")).not.toContain("bi-mat");
  });
});

const run = promisify(execFile);
describe.skipIf(onPath("snmpget") === undefined || onPath("snmpwalk") === undefined)(
  `R-H photocopier meter: foreign clients, snmpget and snmpwalk of Net-SNMP${skipped("snmpget")}${skipped("snmpwalk")}`,
  () => {
    const snmp = async (on: Bench, program: string, ...words: readonly string[]): Promise<string> =>
      (await run(program, ["-v2c", "-c", "mot-cua-doc", "-t", "5", "-On", `127.0.0.1:${on.served.ports["snmp"]}`, ...words]))
        .stdout;

    it("R-H photocopier meter: snmpget reads the life counter, and is told what there is not", async () => {
      await using on = await bench();
      expect(await snmp(on, "snmpget", "1.3.6.1.2.1.43.10.2.1.4.1.1")).toBe(".1.3.6.1.2.1.43.10.2.1.4.1.1 = Counter32: 48211\n");
      expect(await snmp(on, "snmpget", "1.3.6.1.2.1.43.10.2.1.4.1.9")).toContain("No Such Instance");
      expect(await snmp(on, "snmpget", "1.3.6.1.4.1.9999.1.0")).toContain("No Such Object");
    });

    it("R-H photocopier meter: snmpwalk reads the whole view, in order, to its end", async () => {
      await using on = await bench();
      await on.trouble("jam", true);
      const lines = (await snmp(on, "snmpwalk", "1.3.6.1.2.1")).trim().split("\n");
      expect(lines.length).toBeGreaterThan(20);
      expect(lines[0]).toContain("Synthetic MFP 3025");
      expect(lines.some((line) => line.includes("1.3.6.1.2.1.43.11.1.1.9.1.3 = INTEGER: -3"))).toBe(true);
      expect(lines.some((line) => line.includes("Paper jam in area B"))).toBe(true);
    });

    it.skipIf(onPath("snmpbulkwalk") === undefined)("R-H photocopier meter: snmpbulkwalk reads the same", async () => {
      await using on = await bench();
      expect(await snmp(on, "snmpbulkwalk", "1.3.6.1.2.1")).toBe(await snmp(on, "snmpwalk", "1.3.6.1.2.1"));
    });

    it.skipIf(onPath("snmpset") === undefined)("R-H photocopier meter: snmpset may change nothing", async () => {
      await using on = await bench();
      await expect(snmp(on, "snmpset", "1.3.6.1.2.1.1.5.0", "s", "x")).rejects.toThrow(/notWritable/);
    });
  },
);
