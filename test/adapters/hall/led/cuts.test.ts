/** The line to the board breaks after any byte: "shown" is never said of half a board, and what was left in half hinders nobody. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/led/driver.ts";
import type { BoardText } from "../../../../core/hall/device.ts";
import simulator from "../../../../simulators/hall/led/simulator.ts";
import { type Break, openCutter } from "../cutter.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const AT = "2026-11-22T03:05:00.000Z";
const hallName = { vi: "Bộ phận Một cửa phường Thuận Hóa", en: "One-stop hall of Thuận Hóa ward" };
const OLD: BoardText = { calls: [{ ticketId: "A011", counter: 1, at: AT, again: false }], notices: [], hallName };
const NEW: BoardText = {
  calls: [
    { ticketId: "B007", counter: 2, at: AT, again: true },
    { ticketId: "A012", counter: 3, at: AT, again: false },
  ],
  notices: [],
  hallName,
};

interface Board {
  readonly pages: readonly { readonly text: string; readonly strip: readonly string[] }[];
  readonly sequence: string;
}
const boardOf = async (bench: Bench): Promise<Board> => {
  const { pages, sequence } = (await bench.door("/board")) as Board;
  return { pages: pages.map(({ text, strip }) => ({ text, strip })), sequence };
};

describe("the line to the board breaks", () => {
  it.each([
    ["dots", 24],
    ["plain", 7],
  ] as const)(
    "R-H LED board: %s: after any byte, to it or from it, the next showing stands whole, and half of one is never called shown",
    async (letters, rows) => {
      const line = await openCutter();
      await using bench = await onBench(simulator, driver, {
        kind: "led",
        options: { letters, rows },
        simulation: { options: { rows } },
        url: (ports) => {
          line.to(ports["alpha"] ?? 0);
          return `alphasign://127.0.0.1:${line.port}`;
        },
      });
      const show = (board: BoardText) => refusalOf(Promise.resolve(driver.show?.(board, bench.call())).then(() => "shown"));
      const shown = async (board: BoardText): Promise<Board> => {
        expect(await show(board)).toEqual({ value: "shown" });
        return boardOf(bench);
      };
      await shown(OLD);
      const wanted = await shown(NEW);
      expect(wanted.pages.length).toBeGreaterThan(1);
      await shown(OLD);
      line.mend();
      await shown(NEW);
      const said = line.passed();

      const broken = async (next: Break): Promise<void> => {
        line.mend();
        await shown(OLD);
        line.cut(next);
        const outcome = await show(NEW);
        await line.settled();
        if (outcome.value === undefined) expect(outcome).toMatchObject({ intent: "retry", code: "device.offline" });
        else expect(await boardOf(bench)).toEqual(wanted);
        line.mend();
        expect(await driver.look?.(bench.call())).toMatchObject({ problems: [] });
        expect(await shown(NEW)).toEqual(wanted);
      };
      const anyBreak = fc
        .constantFrom("up" as const, "down" as const)
        .chain((way) => fc.nat(said[way].length).map((afterBytes): Break => ({ way, afterBytes })));
      await fc.assert(fc.asyncProperty(anyBreak, broken), { numRuns: Number(process.env["CUT_RUNS"] ?? 10) });
      // The borders of the last frames, where the order of the pages is set and asked back.
      for (let afterBytes = said.up.length - 60; afterBytes <= said.up.length; afterBytes += 8)
        await broken({ way: "up", afterBytes });
      await line.close();
    },
  );
});
