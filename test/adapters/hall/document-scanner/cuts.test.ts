/** The line to the scanner breaks in the midst of a scan: nothing half is kept, and nothing is left in the machine for whoever comes next. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/document-scanner/driver.ts";
import scanner from "../../../../simulators/hall/document-scanner/simulator.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";
import { type Break, type Cutter, openCutter } from "../cutter.ts";
import { type EyesBench, eyesBench } from "../eyes-bench.ts";

let bench: EyesBench;
let line: Cutter;
const open = async (): Promise<void> => {
  line = await openCutter();
  bench = await eyesBench("documentScanner", createSimulation(scanner, { options: { retryAfter: 0 } }), driver, (url) => {
    line.to(Number(new URL(url).port));
    return `escl://127.0.0.1:${line.port}/eSCL`;
  });
};
afterEach(async () => {
  await line.close();
  await bench.close();
});

const JOB = { source: "feederOneSided", dpi: 75, colour: "grey", title: "Giấy khai sinh" };
const lay = (sheets: number) =>
  bench.door("POST", "/paper", { sheets: Array.from({ length: sheets }, (_, at) => ({ front: { text: `Tờ ${at + 1}` } })) });
const state = async () =>
  (await bench.door("GET", "/state")) as { readonly status: string; readonly jobs: readonly { readonly state: string }[] };
const pagesIn = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\/Type \/Page\b(?!s)/g),
  ].length;

/** One scan whose line breaks; then the officer takes the papers out and the next person's one sheet is scanned. */
const brokenScan = async (next: Break, sheets = 2): Promise<void> => {
  await bench.door("POST", "/reset", {});
  await lay(sheets);
  const before = bench.stored.length;
  line.cut(next);
  const outcome = await bench.run("scan", JOB).then(
    () => "done",
    (error: Record<string, unknown>) => error,
  );
  line.mend();
  if (typeof outcome === "string") {
    expect(bench.stored).toHaveLength(before + 1);
    expect(pagesIn(bench.stored.at(-1)?.bytes ?? new Uint8Array())).toBe(sheets);
  } else {
    expect(outcome).toMatchObject({ intent: "rejected" });
    expect(["device.offline", "hall.scan-broken-off"]).toContain(outcome["code"]);
    expect(bench.stored).toHaveLength(before);
    // "Not reached" is said only where no sheet was pulled in and no job was given.
    const { jobs } = await state();
    if (outcome["code"] === "device.offline") expect(jobs).toEqual([]);
    if (next.stays !== true) expect(jobs.filter((job) => job.state === "Processing")).toEqual([]);
  }
  await bench.door("DELETE", "/paper");
  await lay(1);
  await bench.run("scan", JOB);
  expect(pagesIn(bench.stored.at(-1)?.bytes ?? new Uint8Array())).toBe(1);
  expect(await state()).toMatchObject({ status: "Idle" });
};

const aScan = async (sheets = 2): Promise<Readonly<Record<Break["way"], Buffer>>> => {
  await lay(sheets);
  line.mend();
  await bench.run("scan", JOB);
  return line.passed();
};

describe("the line to the scanner breaks", () => {
  it("R-H document scanner: at the borders of requests and answers: the whole document or nothing, and the machine is free for the next person", async () => {
    await open();
    const { up, down } = await aScan(1);
    const post = up.indexOf("POST");
    const made = down.indexOf("HTTP/1.1 201");
    const page = down.indexOf("image/jpeg", made);
    for (const afterBytes of [post, up.indexOf("GET", post) - 1, up.indexOf("GET", post), up.indexOf("NextDocument") + 20])
      await brokenScan({ way: "up", afterBytes }, 1);
    for (const afterBytes of [
      made,
      made + 40,
      page,
      down.indexOf("\r\n\r\n", page) + 5,
      down.lastIndexOf("HTTP/1.1"),
      down.length - 1,
    ])
      await brokenScan({ way: "down", afterBytes }, 1);
  });

  it("R-H document scanner: at any byte, also in the midst of a page", async () => {
    await open();
    const said = await aScan();
    const anyBreak = fc
      .constantFrom("up" as const, "down" as const)
      .chain((way) => fc.nat(said[way].length).map((afterBytes): Break => ({ way, afterBytes })));
    await fc.assert(
      fc.asyncProperty(anyBreak, (next) => brokenScan(next)),
      { numRuns: Number(process.env["CUT_RUNS"] ?? 12) },
    );
  });

  it("R-H document scanner: a cable that stays out while pages are fetched: the job is dropped at the next scan, before the next person's papers", async () => {
    await open();
    const { down } = await aScan();
    const firstPage = down.indexOf("image/jpeg", down.indexOf("/ScanJobs/"));
    for (const afterBytes of [firstPage, firstPage + 400, down.lastIndexOf("image/jpeg")])
      await brokenScan({ way: "down", afterBytes, stays: true });
  });
});
