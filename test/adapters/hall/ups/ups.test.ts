import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/ups/driver.ts";
import { quoted, reportOf, variablesOf, wholeList, wordsOf } from "../../../../adapters/hall/ups/wire.ts";
import type { DeviceReport } from "../../../../core/hall/device.ts";
import simulator from "../../../../simulators/hall/ups/simulator.ts";
import type { SimulationSettings } from "../../../../simulators/kit/simulation.ts";
import { onPath, skipped } from "../../../support/on-path.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const AT = "2026-11-22T03:05:00.000Z";
const ACCOUNT = "lienthong:ups-demo@";
const bench = (account = ACCOUNT, ups = "ups", simulation: SimulationSettings = { now: AT }): Promise<Bench> =>
  onBench(simulator, driver, { kind: "ups", simulation, url: (ports) => `nut://${account}127.0.0.1:${ports["upsd"]}/${ups}` });
const look = async (on: Bench, signal?: AbortSignal): Promise<DeviceReport> => {
  if (driver.look === undefined) throw new TypeError("a UPS can be looked at");
  return driver.look(on.call(signal));
};
const codes = ({ problems }: DeviceReport): readonly string[] => problems.map(({ code }) => code);
const mains = (on: Bench, value: boolean): Promise<unknown> => on.door("/mains", { on: value });

describe("R-H UPS: mains and battery", () => {
  it("R-H UPS: on mains it is well, with its figures", async () => {
    await using on = await bench();
    expect(await look(on)).toEqual({
      state: "ok",
      problems: [],
      readings: { status: "OL", charge: 100, runtimeSeconds: 1200, inputVoltage: 226, load: 34 },
    });
  });

  it("R-H UPS: the mains goes: warning, the battery empties, low is failing, the mains comes back and it mends itself", async () => {
    await using on = await bench();
    const { clock } = on.served.simulation;
    await mains(on, false);
    clock.advance(10 * 60_000);
    const halfway = await look(on);
    expect(halfway).toMatchObject({ state: "warning", readings: { charge: 50, runtimeSeconds: 600, inputVoltage: 0 } });
    expect(codes(halfway)).toEqual(["power.battery"]);
    clock.advance(7 * 60_000);
    const low = await look(on);
    expect(low.state).toBe("failing");
    expect(codes(low)).toEqual(["power.low", "power.battery"]);
    await mains(on, true);
    // It still says LB while it charges: nobody need stop for that.
    expect(await look(on)).toMatchObject({ state: "ok", problems: [], readings: { status: "OL CHRG LB" } });
    clock.advance(3 * 3_600_000);
    expect(await look(on)).toMatchObject({ readings: { status: "OL", charge: 100 } });
  });

  it("R-H UPS: an empty battery gives no power any more", async () => {
    await using on = await bench();
    await mains(on, false);
    on.served.simulation.clock.advance(3_600_000);
    const empty = await look(on);
    expect(empty.state).toBe("failing");
    expect(codes(empty)).toEqual(["power.low", "power.battery", "power.off"]);
  });

  it.each([
    ["replaceBattery", "power.replace-battery"],
    ["overload", "power.overload"],
    ["bypass", "power.bypass"],
  ])("R-H UPS: %s is a warning, and gone when it is mended", async (trouble, code) => {
    await using on = await bench();
    await on.trouble(trouble, true);
    const report = await look(on);
    expect(report.state).toBe("warning");
    expect(codes(report)).toEqual([code]);
    await on.trouble(trouble, false);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: words of ups.status, one by one", () => {
    const table: readonly (readonly [string, DeviceReport["state"], readonly string[]])[] = [
      ["OL", "ok", []],
      ["OL CHRG", "ok", []],
      ["OL TRIM", "ok", []],
      ["OL BOOST", "ok", []],
      ["OL CHRG LB", "ok", []],
      ["CAL OL", "ok", []],
      ["ol chrg", "ok", []],
      ["OB", "warning", ["power.battery"]],
      ["OB DISCHRG", "warning", ["power.battery"]],
      ["DISCHRG", "warning", ["power.battery"]],
      ["OB DISCHRG LB", "failing", ["power.low", "power.battery"]],
      ["FSD OB LB", "failing", ["power.low", "power.battery"]],
      ["FSD OL", "failing", ["power.low"]],
      ["OFF", "failing", ["power.off"]],
      ["OL RB", "warning", ["power.replace-battery"]],
      ["OL OVER", "warning", ["power.overload"]],
      ["ALARM OL", "warning", ["power.alarm"]],
      ["BYPASS", "warning", ["power.bypass"]],
      ["", "failing", ["power.unclear"]],
      ["WAIT", "failing", ["power.unclear"]],
    ];
    for (const [status, state, problems] of table) {
      const report = reportOf(new Map([["ups.status", status]]));
      expect([report.state, codes(report)], status).toEqual([state, problems]);
    }
  });
});

describe("R-H UPS: faults and recovery", () => {
  it("R-H UPS: upsd that has lost the UPS gives stale data: failing, and well again by itself", async () => {
    await using on = await bench();
    for (const trouble of ["stale", "driverGone"]) {
      await on.trouble(trouble, true);
      expect(await look(on)).toMatchObject({ state: "failing", problems: [{ code: "power.stale" }] });
      await on.trouble(trouble, false);
    }
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: unplugged it is offline, plugged in it is there", async () => {
    await using on = await bench();
    await on.cable(false);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.offline", intent: "retry" });
    await on.cable(true);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: nonsense and half an answer are no report", async () => {
    await using on = await bench();
    await on.trouble("babble", true);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.garbage" });
    await on.trouble("babble", false);
    await on.trouble("halfAnswer", true);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.offline" });
    await on.trouble("halfAnswer", false);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: a server that never answers is left when the call's time is over", async () => {
    await using on = await bench();
    await on.trouble("hang", true);
    const time = new AbortController();
    const asked = refusalOf(look(on, time.signal));
    await expect.poll(() => on.door("/ups")).toMatchObject({ commands: 1 });
    time.abort();
    expect(await asked).toMatchObject({ code: "device.offline" });
    await expect.poll(() => on.door("/ups")).toMatchObject({ connected: 0 });
  });

  it("R-H UPS: a wrong password and an unknown UPS are said, without the password", async () => {
    await using wrong = await bench("lienthong:not-this-one@");
    const refusal = await refusalOf(look(wrong));
    expect(refusal).toMatchObject({ code: "ups.refused", intent: "pause" });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain("not-this-one");
    await using other = await bench(ACCOUNT, "other");
    expect(await refusalOf(look(other))).toMatchObject({ code: "ups.refused" });
  });

  it("R-H UPS: without an account, and without a name where there is only one, it is read too", async () => {
    await using on = await bench("", "");
    expect(await look(on)).toMatchObject({ state: "ok" });
  });

  it("R-H UPS: it logs out each time: upsd waits for nobody when it shuts down", async () => {
    await using on = await bench();
    for (let turn = 0; turn < 3; turn += 1) await look(on);
    await expect.poll(() => on.door("/ups")).toMatchObject({ logins: 0, connected: 0 });
  });

  it("R-H UPS: a password with blanks, quotes and backslashes arrives as it is", async () => {
    const password = 'a "b" \\c';
    const settings = { now: AT, options: { password } };
    await using on = await bench(`lienthong:${encodeURIComponent(password)}@`, "ups", settings);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });
});

describe("R-H UPS: lines", () => {
  it("R-H UPS: whatever is quoted is read as one word", () => {
    const word = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        expect(wordsOf(words.map(quoted).join(" "))).toEqual(words);
      }),
    );
  });

  it("R-H UPS: a list is whole with its END line only; torn lines are left out", () => {
    const list = 'BEGIN LIST VAR ups\nVAR ups ups.status "OL"\nVAR ups x "torn\nVAR ups battery.charge "97"\nEND LIST VAR ups\n';
    for (let end = 1; end < list.length; end += 1) expect(wholeList(Buffer.from(list.slice(0, end)))).toBeUndefined();
    expect(wholeList(Buffer.from(`${list}OK Goodbye\n`))).toBe(list.length);
    expect(Object.fromEntries(variablesOf(list))).toEqual({ "ups.status": "OL", "battery.charge": "97" });
  });

  it("R-H UPS: figures that are none are left out", () => {
    const readings = reportOf(
      new Map([
        ["ups.status", "OL"],
        ["battery.charge", "n/a"],
        ["battery.runtime", " 120 "],
      ]),
    ).readings;
    expect(readings).toEqual({ status: "OL", runtimeSeconds: 120 });
  });
});

const run = promisify(execFile);
describe.skipIf(onPath("upsc") === undefined)(`R-H UPS: a foreign client, upsc of Network UPS Tools${skipped("upsc")}`, () => {
  const upsc = async (on: Bench, ...words: readonly string[]): Promise<string> =>
    (await run("upsc", [...words.map((word) => word.replace("@", `@127.0.0.1:${on.served.ports["upsd"]}`))])).stdout;

  it("R-H UPS: upsc lists the UPS and reads its variables", async () => {
    await using on = await bench();
    expect((await upsc(on, "-l", `127.0.0.1:${on.served.ports["upsd"]}`)).trim()).toBe("ups");
    const all = await upsc(on, "ups@");
    expect(all).toContain("ups.status: OL");
    expect(all).toContain('ups.model: Demo 1500 "VA"');
    await mains(on, false);
    expect((await upsc(on, "ups@", "ups.status")).trim()).toBe("OB DISCHRG");
  });

  it("R-H UPS: upsc is told of stale data and of a UPS that does not exist", async () => {
    await using on = await bench();
    await on.trouble("stale", true);
    await expect(upsc(on, "ups@")).rejects.toThrow(/Data stale/);
    await on.trouble("stale", false);
    await expect(upsc(on, "nobody@")).rejects.toThrow(/Unknown UPS/);
  });

  it.skipIf(onPath("upscmd") === undefined || onPath("upsrw") === undefined)(
    "R-H UPS: upscmd and upsrw may change nothing",
    async () => {
      await using on = await bench();
      const where = `ups@127.0.0.1:${on.served.ports["upsd"]}`;
      const account = ["-u", "lienthong", "-p", "ups-demo"];
      await expect(run("upscmd", [...account, where, "test.battery.start"])).rejects.toThrow(/access.denied/i);
      await expect(run("upsrw", [...account, "-s", "battery.charge.low=5", where])).rejects.toThrow(/access.denied/i);
    },
  );
});
