/** The line to the printer breaks in the midst of a job: one whole paper in the tray in the end, never two, and none that was not asked about. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/document-printer/driver.ts";
import simulator from "../../../../simulators/hall/document-printer/simulator.ts";
import { type Break, type Cutter, headsOf, openCutter } from "../cutter.ts";
import { laneCall } from "../lane-call.ts";
import { type Bench, onBench, refusalOf } from "../wire-bench.ts";

const NOW = "2026-03-02T02:00:00.000Z";
/** The end tells whether it is whole; so long that a break falls into it. */
const JPEG = Uint8Array.from([
  0xff,
  0xd8,
  0xff,
  0xe0,
  0,
  16,
  ...Buffer.from("JFIF"),
  ...Array.from({ length: 3000 }, () => 7),
  0xff,
  0xd9,
]);
const BODY = { blob: "a".repeat(64), fileName: "anh.jpg", copies: 1, sides: "oneSided", title: "Ảnh hiện trạng" };

let bench: Bench;
let line: Cutter;
beforeEach(async () => {
  line = await openCutter();
  bench = await onBench(simulator, driver, {
    kind: "documentPrinter",
    simulation: { now: NOW },
    url: (_, http) => {
      line.to(Number(new URL(http).port));
      return `ipp://127.0.0.1:${line.port}/ipp/print`;
    },
  });
});
afterEach(async () => {
  await line.close();
  await bench[Symbol.asyncDispose]();
});

const print = driver.lane?.operations["print"];
const callOf = (messageId: string) => laneCall(bench.call(), { messageId, blob: async () => JPEG }).call;
const send = (messageId: string) =>
  refusalOf(Promise.resolve(print?.send(print.body.parse(BODY) as never, callOf(messageId) as never)));
const inquire = (messageId: string) =>
  refusalOf(Promise.resolve(print?.inquire?.(print.body.parse(BODY) as never, callOf(messageId) as never)));
const state = async () =>
  (await bench.door("/state")) as {
    readonly outputs: readonly { readonly complete: boolean }[];
    readonly jobs: readonly unknown[];
  };

/** As the exchange does it: sent again where it says "not sent", asked where it says "nobody knows", until it is out. */
const printThrough = async (messageId: string, breaks: readonly Break[]): Promise<void> => {
  await bench.door("/reset", {});
  let doubt = false;
  for (let attempt = 0; attempt < breaks.length + 20; attempt += 1) {
    const next = breaks[attempt];
    if (next === undefined) line.mend();
    else line.cut(next);
    const outcome = await (doubt ? inquire(messageId) : send(messageId));
    await line.settled();
    bench.served.simulation.clock.advance(60_000);
    if (outcome.value !== undefined) {
      const found = (outcome.value as { readonly found?: boolean }).found;
      if (found !== false) break;
      doubt = false;
    } else {
      expect(["retry", "unknown"]).toContain(outcome.intent);
      if (outcome.intent === "unknown") doubt = true;
    }
  }
  line.mend();
  expect((await state()).outputs).toMatchObject([{ complete: true }]);
};

const aPrint = async (): Promise<Readonly<Record<Break["way"], Buffer>>> => {
  line.mend();
  await send("dau");
  return line.passed();
};

describe("the line to the printer breaks", () => {
  it("R-H document printer: at the borders of Print-Job and of its answer, and within the document: one paper, whole", async () => {
    const said = await aPrint();
    const last = { up: said.up.lastIndexOf("POST"), down: said.down.lastIndexOf("HTTP/1.1") };
    for (const way of ["up", "down"] as const)
      for (const afterBytes of headsOf(said[way], last[way])) await printThrough(`${way}-${afterBytes}`, [{ way, afterBytes }]);
    const document = said.up.indexOf(Buffer.from(JPEG.subarray(0, 8)));
    for (const afterBytes of [document, document + 1, document + 1500, document + JPEG.length - 1, document + JPEG.length])
      await printThrough(`anh-${afterBytes}`, [{ way: "up", afterBytes }]);
  });

  it("R-H document printer: a job that came in half stands at the printer as given up, and the paper goes out anew", async () => {
    const said = await aPrint();
    await bench.door("/reset", {});
    line.cut({ way: "up", afterBytes: said.up.indexOf(Buffer.from(JPEG.subarray(0, 8))) + 1500 });
    expect(await send("nua")).toMatchObject({ intent: "unknown", code: "device.cut" });
    while ((await state()).jobs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await state()).jobs).toMatchObject([
      { name: "lienthong:nua", reasons: expect.arrayContaining(["submission-interrupted"]) },
    ]);
    line.mend();
    expect(await inquire("nua")).toMatchObject({ value: { found: false } });
    await send("nua");
    bench.served.simulation.clock.advance(60_000);
    expect(await send("nua")).toMatchObject({ value: { reference: "2" } });
    expect((await state()).outputs).toMatchObject([{ complete: true }]);
  });

  it("R-H document printer: again and again at any bytes: one paper, whole", async () => {
    const said = await aPrint();
    const anyBreak = fc
      .constantFrom("up" as const, "down" as const)
      .chain((way) => fc.nat(said[way].length).map((afterBytes): Break => ({ way, afterBytes })));
    await fc.assert(
      fc.asyncProperty(fc.array(anyBreak, { minLength: 1, maxLength: 4 }), (breaks) => printThrough("lai", breaks)),
      { numRuns: Number(process.env["CUT_RUNS"] ?? 10) },
    );
  });
});
