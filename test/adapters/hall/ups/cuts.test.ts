/** The line to upsd breaks after any byte: a report is whole, or there is none. */
import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/ups/driver.ts";
import simulator from "../../../../simulators/hall/ups/simulator.ts";
import { openCutter } from "../cutter.ts";
import { onBench, refusalOf } from "../wire-bench.ts";

describe("the line to upsd breaks", () => {
  it("R-H UPS: after every byte, to it and from it, the report is the whole one or there is none, and the next look is well", async () => {
    const line = await openCutter();
    await using bench = await onBench(simulator, driver, {
      kind: "ups",
      simulation: { now: "2026-11-22T03:05:00.000Z" },
      url: (ports) => {
        line.to(ports["upsd"] ?? 0);
        return `nut://lienthong:ups-demo@127.0.0.1:${line.port}/ups`;
      },
    });
    const look = () => refusalOf(Promise.resolve(driver.look?.(bench.call())));
    line.mend();
    const { value: whole } = await look();
    expect(whole).toMatchObject({ state: "ok", readings: { charge: 100 } });
    const said = line.passed();
    for (const way of ["up", "down"] as const)
      for (let afterBytes = 0; afterBytes <= said[way].length; afterBytes += 1) {
        line.cut({ way, afterBytes });
        const outcome = await look();
        await line.settled();
        if (outcome.value === undefined) expect(outcome).toMatchObject({ intent: "retry", code: "device.offline" });
        else expect(outcome.value).toEqual(whole);
      }
    line.mend();
    expect(await look()).toEqual({ value: whole });
    await line.close();
  });
});
