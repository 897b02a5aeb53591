import fc from "fast-check";
import { describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/barcode-scanner/driver.ts";
import { codeOf, createLines } from "../../../../adapters/hall/barcode-scanner/wire.ts";
import type { DeviceCall } from "../../../../core/hall/device.ts";
import simulator from "../../../../simulators/hall/barcode-scanner/simulator.ts";
import type { SimulationSettings } from "../../../../simulators/kit/simulation.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const bench = (options: Readonly<Record<string, string>> = {}, simulation: SimulationSettings = {}): Promise<Bench> =>
  onBench(simulator, driver, {
    kind: "barcodeScanner",
    options,
    simulation,
    url: (ports) => `barcode://127.0.0.1:${ports["scanner"]}`,
  });

interface Listening {
  readonly call: DeviceCall;
  readonly heard: readonly string[];
  /** What the listening ended with. */
  readonly over: Promise<{ readonly code?: string }>;
  readonly stop: () => void;
}
/** Listens as the watcher does, and waits until the line is there. */
const listen = async (on: Bench): Promise<Listening> => {
  const { hear } = driver;
  if (hear === undefined) throw new TypeError("a scanner is heard");
  const heard: string[] = [];
  const stopping = new AbortController();
  const call = on.call(stopping.signal);
  const over = refusalOf(hear(async ({ text }) => void heard.push(text), call));
  await expect.poll(() => on.door("/state")).toMatchObject({ connected: 1 });
  return { call, heard, over, stop: () => stopping.abort() };
};
const scan = (on: Bench, text: string | readonly string[], symbology = "code128"): Promise<unknown> =>
  on.door("/scan", { text, symbology });
const look = async (call: DeviceCall) => driver.look?.(call);

describe("R-H bar code scanner: what it reads is heard", () => {
  it("R-H bar code scanner: a code is heard once, whole, as it stands", async () => {
    await using on = await bench();
    const listening = await listen(on);
    expect(await scan(on, "H57.101-260302-0001")).toEqual({ listeners: 1 });
    await expect.poll(() => listening.heard).toEqual(["H57.101-260302-0001"]);
    listening.stop();
    await listening.over;
  });

  it("R-H bar code scanner: two codes at once are two, in order, each taken down before the next", async () => {
    await using on = await bench();
    const { hear } = driver;
    const order: string[] = [];
    const stopping = new AbortController();
    const over = refusalOf(
      hear?.(async ({ text }) => {
        order.push(`begin ${text}`);
        await Promise.resolve();
        order.push(`end ${text}`);
      }, on.call(stopping.signal)) ?? Promise.resolve(),
    );
    await expect.poll(() => on.door("/state")).toMatchObject({ connected: 1 });
    await scan(on, ["A012", "B001"]);
    await expect.poll(() => order).toEqual(["begin A012", "end A012", "begin B001", "end B001"]);
    stopping.abort();
    await over;
  });

  it("R-H bar code scanner: AIM identifiers and the set prefix are taken off", async () => {
    await using on = await bench({ prefix: "#" }, { options: { prefix: "#", aim: true } });
    const listening = await listen(on);
    await scan(on, "A012");
    await scan(on, "001099000012||Nguyễn Văn Tí|05031999|Nam|Huế|14022022", "qr");
    await expect.poll(() => listening.heard).toEqual(["A012", "001099000012||Nguyễn Văn Tí|05031999|Nam|Huế|14022022"]);
    listening.stop();
    await listening.over;
  });

  it("R-H bar code scanner: other ends are set by name (tab, etx)", async () => {
    await using on = await bench({ suffix: "tab" }, { options: { suffix: "\t" } });
    const listening = await listen(on);
    await scan(on, "A012");
    await expect.poll(() => listening.heard).toEqual(["A012"]);
    listening.stop();
    await listening.over;
  });
});

describe("R-H bar code scanner: faults and recovery", () => {
  it("R-H bar code scanner: while nobody hears it, it is offline; heard again, it is well", async () => {
    await using on = await bench();
    expect(await refusalOf(look(on.call()))).toMatchObject({ code: "device.offline" });
    const listening = await listen(on);
    expect(await look(listening.call)).toEqual({ state: "ok", problems: [] });
    await on.cable(false);
    expect(await listening.over).toMatchObject({ code: "device.offline", intent: "retry" });
    expect(await refusalOf(look(listening.call))).toMatchObject({ code: "device.offline" });
    await on.cable(true);
    const again = await listen(on);
    await scan(on, "A013");
    await expect.poll(() => again.heard).toEqual(["A013"]);
    again.stop();
    await again.over;
  });

  it("R-H bar code scanner: without power there is nobody to connect to", async () => {
    await using on = await bench();
    await on.power(false);
    const { hear } = driver;
    expect(await refusalOf(hear?.(async () => undefined, on.call()) ?? Promise.resolve())).toMatchObject({
      code: "device.offline",
    });
  });

  it("R-H bar code scanner: a line that drops after a code loses no whole code", async () => {
    await using on = await bench();
    const listening = await listen(on);
    await on.trouble("drops", true);
    await scan(on, "A012");
    expect(await listening.over).toMatchObject({ code: "device.offline" });
    await on.trouble("drops", false);
    const again = await listen(on);
    await scan(on, "A013");
    await expect.poll(() => [...listening.heard, ...again.heard].at(-1)).toBe("A013");
    again.stop();
    await again.over;
  });

  it("R-H bar code scanner: half a line is no code: with the next one it is something unknown, after a new connection it is gone", async () => {
    await using on = await bench();
    const listening = await listen(on);
    await on.trouble("halfLine", true);
    await scan(on, "H57.101-260302-0001");
    await on.trouble("halfLine", false);
    await scan(on, "A012");
    await expect.poll(() => listening.heard).toEqual(["H57.101-26A012"]);
    listening.stop();
    await listening.over;
    const again = await listen(on);
    await scan(on, "A013");
    await expect.poll(() => again.heard).toEqual(["A013"]);
    again.stop();
    await again.over;
  });

  it("R-H bar code scanner: with a prefix set, a line that lost its beginning is not heard", async () => {
    await using on = await bench({ prefix: "#" });
    const listening = await listen(on);
    await scan(on, "A012");
    await scan(on, "#A013");
    await expect.poll(() => listening.heard).toEqual(["A013"]);
    listening.stop();
    await listening.over;
  });

  it("R-H bar code scanner: a wrong suffix never makes one code of another: nothing is heard until an end comes", async () => {
    await using on = await bench();
    const listening = await listen(on);
    await on.trouble("noSuffix", true);
    await scan(on, "A012");
    await on.trouble("noSuffix", false);
    await scan(on, "A013");
    await expect.poll(() => listening.heard).toEqual(["A012A013"]);
    listening.stop();
    await listening.over;
  });

  it("R-H bar code scanner: junk bytes are thrown away, the code behind them is heard", async () => {
    await using on = await bench();
    const listening = await listen(on);
    await on.trouble("garbage", true);
    await scan(on, "A012");
    await expect.poll(() => listening.heard).toEqual(["A012"]);
    listening.stop();
    await listening.over;
  });

  it("R-H bar code scanner: where a code could not be taken down the line ends and is opened again", async () => {
    await using on = await bench();
    const { hear } = driver;
    const over = refusalOf(hear?.(() => Promise.reject(new RangeError("no database")), on.call()) ?? Promise.resolve());
    await expect.poll(() => on.door("/state")).toMatchObject({ connected: 1 });
    await scan(on, "A012");
    expect(await over).toBeInstanceOf(RangeError);
    await expect.poll(() => on.door("/state")).toMatchObject({ connected: 0 });
  });
});

describe("R-H bar code scanner: lines", () => {
  const code = fc
    .string({ unit: fc.constantFrom(..."ABH57.101-260302|ễệộÁ đ"), minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() === text);

  it("R-H bar code scanner: however the bytes are cut, the same codes come out", () => {
    fc.assert(
      fc.property(
        fc.array(code, { maxLength: 6 }),
        fc.constantFrom("\r", "\n", "\r\n"),
        fc.integer({ min: 1, max: 30 }),
        (codes, end, step) => {
          const bytes = Buffer.from(codes.map((one) => one + end).join(""), "utf8");
          const lines = createLines({ suffix: "line", prefix: "" });
          const got: string[] = [];
          for (let at = 0; at < bytes.length; at += step) got.push(...lines(bytes.subarray(at, at + step)));
          expect(got).toEqual(codes);
        },
      ),
    );
  });

  it("R-H bar code scanner: a line without end takes no memory and spoils only itself", () => {
    const lines = createLines({ suffix: "line", prefix: "" });
    for (let more = 0; more < 1000; more += 1) expect(lines(Buffer.alloc(1000, 0x41))).toEqual([]);
    expect(lines(Buffer.from("\rA012\r"))).toEqual(["A012"]);
  });

  it("R-H bar code scanner: empty lines, control signs and broken UTF-8 are no codes", () => {
    expect(codeOf(Buffer.from(""), "")).toBeUndefined();
    expect(codeOf(Buffer.from(" \u0000 "), "")).toBeUndefined();
    expect(codeOf(Buffer.from([0xc3, 0x28]), "")).toBeUndefined();
    expect(codeOf(Buffer.from("]C0"), "")).toBeUndefined();
    expect(codeOf(Buffer.from("\u0002]C0A012"), "\u0002")).toBe("A012");
  });

  it("R-H bar code scanner: wrong settings are said in words", () => {
    const wrong = (url: string, options = {}): string =>
      driver.config
        .safeParse({ url, options })
        .error?.issues.map(({ message }) => message)
        .join() ?? "";
    expect(wrong("barcode://192.0.2.6")).toBe("");
    expect(wrong("barcode:///x")).toContain("barcode://192.0.2.6:9004");
    expect(wrong("barcode://192.0.2.6", { suffix: "comma" })).toContain("line | tab | etx");
  });
});
