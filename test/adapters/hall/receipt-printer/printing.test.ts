/** Whether a slip came out: what the driver says about it, against what lies in the tray. */
import { afterEach, describe, expect, it } from "vitest";
import { type Paper, startPrinter, textSlip, type World } from "./world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});
const started = async (options: Readonly<Record<string, unknown>> = {}): Promise<World> => {
  world = await startPrinter(options);
  return world;
};

const SLIP = textSlip("PHIẾU HỒ SƠ", "Số thứ tự", "A012", "Mã hồ sơ H57.101-260302-0017", "Đưa phiếu cho cán bộ");
const LINES = SLIP.items.map((item) => (item.kind === "text" ? item.text : ""));
const COPY = ["BẢN IN LẠI", "-".repeat(48), ...LINES];
const trouble = (world: World, name: string, on: boolean) => world.door("/device/trouble", { name, on });
const completeOf = (papers: readonly Paper[]) => papers.filter(({ complete }) => complete).map(({ lines }) => lines);
const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** Printers that confirm by the id of the process, and those that only answer in turn. */
const CONFIRMS = [
  ["process id", {}, "model=epson-tm-t20iii"],
  ["an answer in turn", { firmware: "citizen" }, "model=citizen-ct-s310ii"],
] as const;

describe.each(CONFIRMS)("a slip confirmed by %s", (_name, options, query) => {
  it("R-H receipt printer: it is done when the printer has said that it came out, and lies there once, whole, unmarked", async () => {
    const printer = await started(options);
    expect(await printer.print(SLIP, { url: printer.address(query) })).toMatchObject({ done: true });
    expect(await printer.papers()).toMatchObject([{ lines: LINES, complete: true, hanging: false }]);
    expect(await printer.unknownCommands()).toEqual([]);
  });

  it("R-H receipt printer: one more that an officer asks for says BẢN IN LẠI", async () => {
    const printer = await started(options);
    await printer.print({ ...SLIP, copy: true }, { url: printer.address(query) });
    expect(completeOf(await printer.papers())).toEqual([COPY]);
  });

  it("R-H receipt printer: two slips come out in the order in which they were given, each on a paper of its own", async () => {
    const printer = await started(options);
    await printer.print(textSlip("thứ nhất"), { url: printer.address(query) });
    await printer.print(textSlip("thứ hai"), { url: printer.address(query) });
    expect((await printer.papers()).map(({ lines, complete }) => [lines, complete])).toEqual([
      [["thứ nhất"], true],
      [["thứ hai"], true],
    ]);
  });

  it.each([
    ["paperOut", "hall.paper-out"],
    ["coverOpen", "hall.cover-open"],
    ["cutterError", "hall.cutter-error"],
    ["jam", "hall.printer-error"],
  ])(
    "R-H receipt printer: %s before the slip: it waits, nothing is lost, and it comes out unmarked when that is mended",
    async (name, code) => {
      const printer = await started(options);
      await trouble(printer, name, true);
      const outcome = await printer.print(SLIP, { url: printer.address(query) });
      expect(outcome).toMatchObject({ done: false, error: { intent: "retry", code, trips: false, retryAfterMs: 2000 } });
      expect(await printer.papers()).toEqual([]);
      await trouble(printer, name, false);
      await printer.print(SLIP, { url: printer.address(query) });
      expect(completeOf(await printer.papers())).toEqual([LINES]);
    },
  );

  it.each(["paperOut", "coverOpen", "cutterError", "jam"])(
    "R-H receipt printer: %s in the middle of a slip: the half is not counted as given, the next one is whole and says BẢN IN LẠI",
    async (name) => {
      const printer = await started(options);
      await printer.door("/fail-after", { afterLines: 3, what: name });
      const first = await printer.print(SLIP, { url: printer.address(query) });
      expect(first).toMatchObject({ done: false, error: { intent: "unknown", trips: false } });
      expect(completeOf(await printer.papers())).toEqual([]);
      const before = await printer.print(SLIP, { url: printer.address(query), mayHaveArrived: true });
      expect(before).toMatchObject({ done: false, error: { intent: "retry" } });
      await trouble(printer, name, false);
      expect(await printer.print(SLIP, { url: printer.address(query), mayHaveArrived: true })).toMatchObject({ done: true });
      const papers = await printer.papers();
      expect(completeOf(papers)).toContainEqual(COPY);
      expect(completeOf(papers).filter((lines) => !lines.includes("BẢN IN LẠI")).length).toBeLessThanOrEqual(1);
      expect(papers.at(-1)).toMatchObject({ lines: COPY, complete: true });
    },
  );

  it.each(["power", "cable"])(
    "R-H receipt printer: %s gone in the middle of a slip: unknown, then a whole one marked as a copy",
    async (what) => {
      const printer = await started(options);
      await printer.door("/fail-after", { afterLines: 3, what });
      const first = await printer.print(SLIP, { url: printer.address(query) });
      expect(first).toMatchObject({ done: false, error: { intent: "unknown", code: "device.cut" } });
      expect(await printer.print(SLIP, { url: printer.address(query), mayHaveArrived: true })).toMatchObject({
        done: false,
        error: { intent: "retry", code: "device.offline" },
      });
      await printer.door(`/device/${what}`, { on: true });
      expect(await printer.print(SLIP, { url: printer.address(query), mayHaveArrived: true })).toMatchObject({ done: true });
      expect((await printer.papers()).at(-1)).toMatchObject({ lines: COPY, complete: true });
    },
  );

  it("R-H receipt printer: printed, and the answer is lost: unknown, and the next one says that it is a copy", async () => {
    const printer = await started(options);
    const time = new AbortController();
    await trouble(printer, "silentInTurn", true);
    const first = printer.print(SLIP, { url: printer.address(query), signal: time.signal });
    await until(async () => completeOf(await printer.papers()).length > 0);
    time.abort();
    expect(await first).toMatchObject({ done: false, error: { intent: "unknown", code: "device.cut" } });
    await trouble(printer, "silentInTurn", false);
    await printer.print(SLIP, { url: printer.address(query), mayHaveArrived: true });
    expect(completeOf(await printer.papers())).toEqual([LINES, COPY]);
  });
});

describe("what was left in the printer", () => {
  it("R-H receipt printer: another job after one that broke off is not printed onto its half slip", async () => {
    const printer = await started();
    await printer.door("/fail-after", { afterLines: 3, what: "power" });
    await printer.print(SLIP);
    await printer.door("/device/power", { on: true });
    expect(await printer.print(textSlip("phiếu khác"))).toMatchObject({ done: true });
    expect((await printer.papers()).map(({ lines, complete }) => [lines, complete])).toEqual([
      [LINES.slice(0, 3), false],
      [["phiếu khác"], true],
    ]);
  });

  it("R-H receipt printer: paper out in the middle and a new roll: the tail does not come out as a slip without a head", async () => {
    const printer = await started();
    await printer.door("/fail-after", { afterLines: 3, what: "paperOut" });
    await printer.print(SLIP);
    await trouble(printer, "paperOut", false);
    expect(await printer.papers()).toMatchObject([{ lines: LINES.slice(0, 3), complete: false }]);
    await printer.print(SLIP, { mayHaveArrived: true });
    expect((await printer.papers()).map(({ lines, complete }) => [lines.at(0), complete])).toEqual([
      ["PHIẾU HỒ SƠ", false],
      ["BẢN IN LẠI", true],
    ]);
  });

  it("R-H receipt printer: a roll that ends in the middle is noticed while it prints", async () => {
    const printer = await started();
    await printer.door("/roll", { mm: 12 });
    expect(await printer.print(SLIP)).toMatchObject({ done: false, error: { intent: "unknown", code: "hall.paper-out" } });
    await printer.door("/roll", { mm: 80_000 });
    expect(await printer.print(SLIP, { mayHaveArrived: true })).toMatchObject({ done: true });
    expect((await printer.papers()).at(-1)).toMatchObject({ lines: COPY, complete: true });
  });

  it("R-H receipt printer: the answer to another job's question is not taken for this one's", async () => {
    const printer = await started();
    const ids = new Set<string>();
    for (const attempt of [1, 2, 3]) {
      const outcome = await printer.print(SLIP, { messageId: "job", attempt });
      const bytes = outcome.done ? (outcome.wire[0]?.bytes ?? new Uint8Array()) : new Uint8Array();
      ids.add(Buffer.from(bytes.slice(-4)).toString("latin1"));
    }
    expect(ids.size).toBe(3);
    expect([...ids].every((id) => /^[A-Z2-9]{4}$/.test(id))).toBe(true);
  });
});

describe("slips that come too late, printers that are not there", () => {
  it("R-H receipt printer: a slip whose time is over is refused and not printed", async () => {
    const printer = await started();
    const late = { ...SLIP, goodUntil: "2026-03-02T01:04:59.000Z" };
    expect(await printer.print(late)).toMatchObject({ done: false, error: { intent: "rejected", code: "hall.slip-stale" } });
    expect(await printer.print({ ...SLIP, goodUntil: "2026-03-02T08:05:00+07:00" })).toMatchObject({ done: true });
    expect((await printer.papers()).length).toBe(1);
  });

  it("R-H receipt printer: nobody at the address: it waits", async () => {
    const printer = await started();
    await printer.door("/device/power", { on: false });
    expect(await printer.print(SLIP)).toMatchObject({ done: false, error: { intent: "retry", code: "device.offline" } });
  });

  it("R-H receipt printer: time over while it prints slowly: unknown, not done", async () => {
    const printer = await started({ slowLineMs: 300 });
    await trouble(printer, "slow", true);
    const time = new AbortController();
    const outcome = printer.print(SLIP, { signal: time.signal });
    await until(async () => (await printer.papers()).length > 0);
    time.abort();
    expect(await outcome).toMatchObject({ done: false, error: { intent: "unknown", code: "device.cut" } });
  });
});

describe("how the printer is", () => {
  it.each([
    ["paperOut", "failing", ["paper.out"]],
    ["paperLow", "warning", ["paper.low"]],
    ["coverOpen", "failing", ["cover.open"]],
    ["cutterError", "failing", ["cutter.error"]],
    ["jam", "failing", ["paper.jam"]],
  ] as const)(
    "R-H receipt printer: %s is seen at a look, in both languages, and gone when mended",
    async (name, state, codes) => {
      const printer = await started();
      expect(await printer.look()).toEqual({
        state: "ok",
        problems: [],
        readings: { model: "Epson TM-T20III", text: "codepage" },
      });
      await trouble(printer, name, true);
      const report = await printer.look();
      expect(report.state).toBe(state);
      expect(report.problems.map(({ code }) => code)).toEqual(codes);
      for (const { vi, en } of report.problems) expect([vi.length > 10, en.length > 10]).toEqual([true, true]);
      await trouble(printer, name, false);
      expect((await printer.look()).state).toBe("ok");
    },
  );

  it("R-H receipt printer: a look while a slip is printed is answered, and harms nothing", async () => {
    const printer = await started({ slowLineMs: 20 });
    await trouble(printer, "slow", true);
    const printing = printer.print(SLIP);
    await until(async () => (await printer.papers()).length > 0);
    expect((await printer.look()).state).toBe("ok");
    expect(await printing).toMatchObject({ done: true });
    expect(completeOf(await printer.papers())).toEqual([LINES]);
  });

  it("R-H receipt printer: a look at a printer without mains fails as unreachable", async () => {
    const printer = await started();
    await printer.door("/device/power", { on: false });
    await expect(printer.look()).rejects.toMatchObject({ code: "device.offline", intent: "retry" });
  });
});
