import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/led/driver.ts";
import { toDots } from "../../../../adapters/hall/led/letters.ts";
import { clearMemory, frame, setMemory, setSequence, textFile } from "../../../../adapters/hall/led/wire.ts";
import { openTcp } from "../../../../adapters/kit/tcp.ts";
import type { BoardText, DeviceReport } from "../../../../core/hall/device.ts";
import simulator from "../../../../simulators/hall/led/simulator.ts";
import type { SimulationSettings } from "../../../../simulators/kit/simulation.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const AT = "2026-11-22T03:05:00.000Z";
const hallName = { vi: "Bộ phận Một cửa phường Thuận Hóa", en: "One-stop hall of Thuận Hóa ward" };
const EMPTY: BoardText = { calls: [], notices: [], hallName };
const called = (ticketId: string, counter: number, again = false): BoardText["calls"][number] => ({
  ticketId,
  counter,
  at: AT,
  again,
});
const CALLED: BoardText = { calls: [called("A012", 3)], notices: [], hallName };

interface State {
  readonly pages: readonly {
    readonly label: string;
    readonly mode: string;
    readonly strip: readonly string[];
    readonly text: string;
  }[];
  readonly sequence: string;
  readonly clock: string;
  readonly frames: { readonly good: number; readonly badChecksum: number };
  readonly deadRows: readonly number[];
}

const bench = (
  options: Readonly<Record<string, string | number | boolean>> = {},
  simulation: SimulationSettings = {},
): Promise<Bench> =>
  onBench(simulator, driver, { kind: "led", options, simulation, url: (ports) => `alphasign://127.0.0.1:${ports["alpha"]}` });
const look = async (on: Bench, signal?: AbortSignal): Promise<DeviceReport> => {
  if (driver.look === undefined) throw new TypeError("a board can be looked at");
  return driver.look(on.call(signal));
};
const show = async (on: Bench, board: BoardText, signal?: AbortSignal): Promise<void> => {
  if (driver.show === undefined) throw new TypeError("a board shows");
  return driver.show(board, on.call(signal));
};
const stateOf = async (on: Bench): Promise<State> => (await on.door("/board")) as State;
/** The lamps as the picture of a text would be. */
const lampsOf = (text: string): readonly string[] => toDots(text, 24).map((row) => row.replaceAll("#", "3").replaceAll(".", "0"));
const raw = async (on: Bench, ...bodies: readonly string[]): Promise<void> => {
  const line = await openTcp({ hostname: "127.0.0.1", port: on.served.ports["alpha"] ?? 0 }, new AbortController().signal);
  for (const body of bodies) await line.write(frame(body));
  // The answer to a last question: everything before it has been taken.
  await line.write(frame("F*"));
  await line.read((got) => got.length);
  line.close();
};

describe("R-H LED board: what it shows", () => {
  it("R-H LED board: a call stands on it letter by letter, with every Vietnamese mark", async () => {
    await using on = await bench();
    await show(on, CALLED);
    const { pages, sequence } = await stateOf(on);
    expect(sequence).toBe("A");
    expect(pages.map(({ mode }) => mode)).toEqual(["b"]);
    expect(pages[0]?.strip).toEqual(lampsOf("MỜI SỐ A012 – QUẦY 3"));
  });

  it("R-H LED board: newest call first, three at most, one that is called again flashes", async () => {
    await using on = await bench();
    const calls = [called("B007", 2, true), called("A012", 3), called("A011", 1), called("A010", 4)];
    await show(on, { calls, notices: [], hallName });
    const { pages } = await stateOf(on);
    expect(pages.map(({ mode }) => mode)).toEqual(["c", "b", "b"]);
    expect(pages.map(({ strip }) => strip)).toEqual(
      ["MỜI SỐ B007 – QUẦY 2", "MỜI SỐ A012 – QUẦY 3", "MỜI SỐ A011 – QUẦY 1"].map(lampsOf),
    );
  });

  it("R-H LED board: a narrow board words a call shorter and never cuts it", async () => {
    await using on = await bench({ columns: 160 });
    await show(on, { calls: [called("A1000", 12)], notices: [], hallName });
    expect((await stateOf(on)).pages[0]?.strip).toEqual(lampsOf("A1000 – QUẦY 12"));
  });

  it("R-H LED board: notices run through, in as many pictures as they need", async () => {
    await using on = await bench();
    const notices = [
      { vi: "Mất điện lưới, đang dùng nguồn dự phòng. Quầy vẫn phục vụ.", en: "Mains power is out." },
      { vi: "Máy in phiếu đang trục trặc.", en: "The slip printer is out of order." },
    ];
    await show(on, { ...CALLED, notices });
    const [, notice] = (await stateOf(on)).pages;
    expect(notice?.mode).toBe("a");
    expect(notice?.strip).toEqual(
      lampsOf("Mất điện lưới, đang dùng nguồn dự phòng. Quầy vẫn phục vụ. • Máy in phiếu đang trục trặc."),
    );
  });

  it("R-H LED board: in peace it shows the hall's name and the time of Việt Nam", async () => {
    await using on = await bench();
    await show(on, EMPTY);
    const { pages, clock } = await stateOf(on);
    expect(pages[0]?.strip).toEqual(lampsOf(hallName.vi));
    expect(pages[1]?.text).toBe("10:05");
    expect(clock).toBe("10:05");
  });

  it("R-H LED board: letters=plain writes unaccented capitals, for boards too low for marks", async () => {
    await using on = await bench({ letters: "plain", rows: 7 });
    await show(on, { ...CALLED, notices: [{ vi: "Đã hết giờ – mời quay lại", en: "Closed" }] });
    expect((await stateOf(on)).pages.map(({ text }) => text)).toEqual(["MOI SO A012 - QUAY 3", "DA HET GIO - MOI QUAY LAI"]);
  });

  it("R-H LED board: english=true says notices and name in English too", async () => {
    await using on = await bench({ letters: "plain", english: true });
    await show(on, EMPTY);
    expect((await stateOf(on)).pages[0]?.text).toBe("BO PHAN MOT CUA PHUONG THUAN HOA * ONE-STOP HALL OF THUAN HOA WARD");
  });

  it("R-H LED board: its picture is lit where the letters are", async () => {
    await using on = await bench();
    const before = await on.png("/board.png");
    await show(on, CALLED);
    const after = await on.png("/board.png?page=A");
    expect(after.subarray(1, 4).toString()).toBe("PNG");
    expect(after.equals(before)).toBe(false);
  });
});

describe("R-H LED board: faults and recovery", () => {
  it("R-H LED board: unplugged it is offline and nothing counts as shown; plugged in again it shows", async () => {
    await using on = await bench();
    await on.cable(false);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.offline", intent: "retry" });
    expect(await refusalOf(show(on, CALLED))).toMatchObject({ code: "device.offline", intent: "retry" });
    await on.cable(true);
    await show(on, CALLED);
    expect(await look(on)).toMatchObject({ state: "ok", problems: [], readings: { pages: 1 } });
  });

  it("R-H LED board: after a long power cut it has forgotten everything, says so, and is written anew", async () => {
    await using on = await bench({}, { now: AT });
    await show(on, CALLED);
    await on.power(false);
    on.served.simulation.clock.advance(600_000);
    await on.power(true);
    expect(await look(on)).toMatchObject({ forgot: true, readings: { pages: 0 } });
    await show(on, CALLED);
    expect((await look(on)).forgot).toBeUndefined();
    expect((await stateOf(on)).sequence).toBe("A");
  });

  it("R-H LED board: a short power cut loses nothing", async () => {
    await using on = await bench({}, { now: AT });
    await show(on, CALLED);
    await on.power(false);
    on.served.simulation.clock.advance(60_000);
    await on.power(true);
    expect((await look(on)).forgot).toBeUndefined();
  });

  it("R-H LED board: noise on the line damages frames: not shown, warned about, and gone with the noise", async () => {
    await using on = await bench();
    await on.trouble("noise", true);
    expect(await refusalOf(show(on, CALLED))).toMatchObject({ code: "led.line-noise", intent: "retry" });
    expect(await look(on)).toMatchObject({ state: "warning", problems: [{ code: "board.noise" }] });
    expect((await stateOf(on)).frames.badChecksum).toBeGreaterThan(0);
    await on.trouble("noise", false);
    await show(on, CALLED);
    expect(await look(on)).toMatchObject({ state: "ok", problems: [] });
  });

  it("R-H LED board: what it holds is read back; a board that kept its old text is not taken for one that shows", async () => {
    await using on = await bench();
    await show(on, EMPTY);
    await on.trouble("stuck", true);
    expect(await refusalOf(show(on, CALLED))).toMatchObject({ code: "led.not-shown" });
    await on.trouble("stuck", false);
    await show(on, CALLED);
  });

  it("R-H LED board: a board that is smaller than was said refuses, and words say what to check", async () => {
    await using on = await bench({ rows: 24 }, { options: { pool: 4000 } });
    expect(await refusalOf(show(on, CALLED))).toMatchObject({ code: "led.refused" });
  });

  it("R-H LED board: nonsense and half an answer are offline, not shown", async () => {
    await using on = await bench();
    await on.trouble("babble", true);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.garbage" });
    expect(await refusalOf(show(on, CALLED))).toMatchObject({ code: "device.garbage" });
    await on.trouble("babble", false);
    await on.trouble("halfAnswer", true);
    expect(await refusalOf(look(on))).toMatchObject({ code: "device.offline" });
    await on.trouble("halfAnswer", false);
    await show(on, CALLED);
  });

  it("R-H LED board: a one-way line never answers: the call's time ends, and nothing counts as shown", async () => {
    await using on = await bench();
    await on.trouble("deaf", true);
    const time = new AbortController();
    const asked = refusalOf(look(on, time.signal));
    await expect.poll(async () => (await stateOf(on)).frames.good).toBe(1);
    time.abort();
    expect(await asked).toMatchObject({ code: "device.offline" });
  });

  it("R-H LED board: a slow line is waited for as long as the call has time", async () => {
    const waits: { readonly ms: number; readonly go: () => void }[] = [];
    const sleep = (ms: number): Promise<void> => new Promise((go) => waits.push({ ms, go }));
    await using on = await bench({}, { sleep });
    await on.trouble("slowLine", true);
    const looked = look(on);
    await expect.poll(() => waits.length).toBe(1);
    // 12 bytes of question and 19 of answer, ten bits each, at 1,200 bit/s.
    expect(waits[0]?.ms).toBeGreaterThan(200);
    waits[0]?.go();
    await expect.poll(() => waits.length).toBe(2);
    waits[1]?.go();
    expect(await looked).toMatchObject({ state: "ok" });
  });

  it("R-H LED board: a dead row of lamps is seen by people only: the board does not know of it", async () => {
    await using on = await bench();
    await show(on, CALLED);
    await on.trouble("deadRow", true);
    const { pages, deadRows } = await stateOf(on);
    expect(pages[0]?.strip[deadRows[0] ?? -1]).toMatch(/^0+$/);
    expect(await look(on)).toMatchObject({ state: "ok" });
  });
});

describe("R-H LED board: a board that somebody else used", () => {
  const FOREIGN = [
    clearMemory(),
    setMemory([{ kind: "text", label: "X", bytes: 100 }]),
    textFile("X", "a", [{ text: "SALE", color: "red" }]),
    setSequence(["X"]),
  ];

  it("R-H LED board: its memory is cleared before it is divided: a table without a clear is stored and never shown", async () => {
    await using on = await bench();
    await raw(on, ...FOREIGN);
    expect((await stateOf(on)).pages.map(({ text }) => text)).toEqual(["SALE"]);
    expect(await look(on)).toMatchObject({ forgot: true });
    await show(on, CALLED);
    expect((await stateOf(on)).pages.map(({ strip }) => strip)).toEqual([lampsOf("MỜI SỐ A012 – QUẦY 3")]);
  });

  it("R-H LED board: a clear makes it deaf; the next show finds it empty and goes on", async () => {
    await using on = await bench({}, { now: AT, options: { deafMs: 5000 } });
    await raw(on, ...FOREIGN.slice(1));
    const { clock } = on.served.simulation;
    const time = new AbortController();
    const first = refusalOf(show(on, CALLED, time.signal));
    await expect.poll(async () => (await stateOf(on)).pages.length).toBe(0);
    time.abort();
    expect(await first).toMatchObject({ code: "device.offline" });
    clock.advance(5000);
    await show(on, CALLED);
    expect((await stateOf(on)).sequence).toBe("A");
  });

  it("R-H LED board: an urgent message of somebody else does not stand before ours", async () => {
    await using on = await bench();
    await show(on, CALLED);
    await raw(on, textFile("0", "b", [{ text: "FIRE DRILL", color: "red" }]));
    expect((await stateOf(on)).pages.map(({ text }) => text)).toEqual(["FIRE DRILL"]);
    await show(on, CALLED);
    expect((await stateOf(on)).pages.map(({ label }) => label)).toEqual(["A"]);
  });

  it("R-H LED board: its memory is divided once: the next text erases nothing", async () => {
    await using on = await bench();
    await show(on, CALLED);
    const first = (await stateOf(on)).frames.good;
    await show(on, EMPTY);
    const second = (await stateOf(on)).frames.good - first;
    await show(on, CALLED);
    const third = (await stateOf(on)).frames.good - first - second;
    // The first show asks the table again after writing it, and clears the error status once more.
    expect(third).toBeLessThan(first);
  });
});
