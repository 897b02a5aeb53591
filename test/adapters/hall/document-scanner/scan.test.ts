import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import driver from "../../../../adapters/hall/document-scanner/driver.ts";
import scanner from "../../../../simulators/hall/document-scanner/simulator.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";
import { type EyesBench, eyesBench, NOW } from "../eyes-bench.ts";

const paper = (n: number, two = true) => ({
  front: { text: `Tờ ${n} mặt trước: Giấy khai sinh` },
  ...(two ? { back: { text: `Tờ ${n} mặt sau` } } : {}),
});
const job = (more: Readonly<Record<string, unknown>> = {}) => ({
  source: "feederTwoSided",
  dpi: 75,
  title: "Giấy khai sinh",
  ...more,
});

let bench: EyesBench;
const open = async (
  simulator: Readonly<Record<string, unknown>> = {},
  options: Readonly<Record<string, string>> = {},
): Promise<EyesBench> => {
  bench = await eyesBench(
    "documentScanner",
    createSimulation(scanner, { options: { retryAfter: 0, ...simulator } }),
    driver,
    (url) => `${url.replace("http", "escl")}/eSCL`,
    options,
  );
  return bench;
};
const lay = (...sheets: readonly unknown[]) => bench.door("POST", "/paper", { sheets });
const trouble = (name: string, on: boolean) => bench.door("POST", "/device/trouble", { name, on });
const jobs = async () => ((await bench.door("GET", "/state")) as { jobs: readonly Record<string, unknown>[] }).jobs;
/** Width and height of every page in a PDF, in dots of the images, in order. */
const imagesIn = (pdf: Uint8Array): readonly string[] =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\/Width (\d+)\s*\/Height (\d+)/g),
  ].map(([, width, height]) => `${width}x${height}`);
const pagesIn = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\/Type \/Page\b(?!s)/g),
  ].length;
const only = (): Uint8Array => {
  expect(bench.stored).toHaveLength(1);
  return bench.stored[0]?.bytes ?? new Uint8Array();
};

afterEach(() => bench.close());

describe("what is scanned", () => {
  it("R-H document scanner: two-sided sheets come as front, back, front, back in one PDF, whose SHA-256 is the reference", async () => {
    await open();
    await lay(paper(1), paper(2), paper(3, false));
    const { reference } = await bench.run("scan", job());
    expect(reference).toBe(bench.stored[0]?.blob);
    expect(bench.stored[0]?.name).toBe("ban-quet.pdf");
    expect(pagesIn(only())).toBe(6);
    expect(await jobs()).toMatchObject([{ state: "Completed", pages: 6, twoSided: true, format: "image/jpeg" }]);
    expect(await bench.door("GET", "/state")).toMatchObject({ feeder: 0, tray: 3 });
  });

  it("R-A11 [§digitised papers] pages are A4 and lie in the PDF in the order of the paper", async () => {
    await open();
    // Pages of different widths would be told apart by their dots; here by what is drawn: the same text makes the same bytes.
    await lay(paper(1), paper(2));
    await bench.run("scan", job());
    const fronts = only();
    await bench.door("DELETE", "/paper");
    await lay(paper(1));
    await bench.run("scan", job());
    const first = bench.stored[1]?.bytes ?? new Uint8Array();
    const jpegs = (pdf: Uint8Array): readonly string[] => {
      const text = Buffer.from(pdf).toString("latin1");
      return [...text.matchAll(/\u00ff\u00d8\u00ff[\s\S]*?endstream/g)].map(([bytes]) => bytes);
    };
    expect(jpegs(fronts)).toHaveLength(4);
    expect(new Set(jpegs(fronts)).size).toBe(4);
    expect(jpegs(fronts).slice(0, 2)).toEqual(jpegs(first));
    expect(Buffer.from(fronts).toString("latin1")).toContain("/MediaBox [0 0 595.28 841.89]");
    expect(imagesIn(fronts)).toEqual(["620x877", "620x877", "620x877", "620x877"]);
  });

  it("R-I02 R-H document scanner: the message log holds what was said, and of the pages only how large they were", async () => {
    await open();
    await lay(paper(1));
    await bench.run("scan", job());
    expect(bench.wireText()).toContain("ScanSettings");
    expect(bench.wireText().match(/\[\d+ bytes, image\/jpeg\]/g)).toHaveLength(2);
    expect(bench.wireText()).not.toContain("JFIF");
  });

  it("R-I02 R-H document scanner: after its time nothing is fed, because the paper may be somebody else's by then", async () => {
    await open();
    await lay(paper(1));
    const until = (ms: number) => ({ ...job(), goodUntil: new Date(Date.parse(NOW) + ms).toISOString() });
    expect(await bench.fails("scan", until(-1))).toMatchObject({ intent: "rejected", code: "hall.scan-too-late" });
    expect(bench.stored).toEqual([]);
    expect(await bench.door("GET", "/state")).toMatchObject({ feeder: 1, tray: 0 });
    await bench.run("scan", until(60_000));
    expect(bench.stored).toHaveLength(1);
  });

  it("R-H document scanner: one-sided from the feeder, and one page from the glass", async () => {
    await open();
    await lay(paper(1), paper(2));
    await bench.run("scan", job({ source: "feederOneSided" }));
    expect(pagesIn(only())).toBe(2);
    await bench.door("POST", "/glass", { page: { text: "Căn cước" } });
    await bench.run("scan", job({ source: "glass", colour: "grey" }));
    expect(pagesIn(bench.stored[1]?.bytes ?? new Uint8Array())).toBe(1);
    expect(await jobs()).toMatchObject([
      { from: "glass", colourMode: "Grayscale8" },
      { from: "feeder", twoSided: false, colourMode: "RGB24" },
    ]);
  });

  it("R-H document scanner: a scanner that only gives PDF is scanned as PDF", async () => {
    await open({ formats: ["application/pdf"] });
    await lay(paper(1), paper(2));
    await bench.run("scan", job());
    expect(pagesIn(only())).toBe(4);
    expect(await jobs()).toMatchObject([{ format: "application/pdf" }]);
  });

  it("R-H document scanner: PDF is asked for where the device's option says so, JPEG where the scanner has no PDF", async () => {
    await open({}, { format: "pdf" });
    await lay(paper(1));
    await bench.run("scan", job());
    expect(await jobs()).toMatchObject([{ format: "application/pdf" }]);
    await bench.close();
    await open({ formats: ["image/jpeg"] }, { format: "pdf" });
    await lay(paper(1));
    await bench.run("scan", job());
    expect(await jobs()).toMatchObject([{ format: "image/jpeg" }]);
  });

  it("R-H document scanner: a scanner with a PDF for every page is refused as PDF, with what to set, and nothing is stored", async () => {
    await open({ pdfPerPage: true }, { format: "pdf" });
    await lay(paper(1));
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-unreadable" });
    expect(bench.stored).toEqual([]);
  });

  it("R-H document scanner: an unsupported resolution becomes the nearest one, which the PDF says", async () => {
    await open({ resolutions: [100, 200] });
    await lay(paper(1, false));
    await bench.run("scan", job({ dpi: 90, source: "feederOneSided" }));
    expect(await jobs()).toMatchObject([{ dpi: 100 }]);
    expect(imagesIn(only())).toEqual(["827x1169"]);
    // pdfkit writes texts of the information dictionary as they are where they are ASCII.
    expect(Buffer.from(only()).toString("latin1")).toContain("100 dpi, RGB24");
  });

  it("R-H document scanner: a scanner without colour gives grey; without a two-sided feeder the officer is told", async () => {
    await open({ colourModes: ["Grayscale8"], duplex: false });
    await lay(paper(1));
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.source-missing" });
    await bench.run("scan", job({ source: "feederOneSided" }));
    expect(await jobs()).toMatchObject([{ colourMode: "Grayscale8" }]);
  });

  it("R-H document scanner: the name that a scanner believes it has is not followed", async () => {
    await open({ hostname: "may-quet.test" });
    await lay(paper(1));
    await bench.run("scan", job());
    expect(pagesIn(only())).toBe(2);
  });

  it("R-H document scanner: a page that is not ready yet (503) is waited for, paper is not pulled twice", async () => {
    await open({ notReady: 1 });
    await lay(paper(1));
    await bench.run("scan", job());
    expect(pagesIn(only())).toBe(2);
  });
});

describe("what goes wrong", () => {
  const nothingKept = async (): Promise<void> => {
    expect(bench.stored).toEqual([]);
    expect((await jobs()).filter(({ state }) => state === "Processing")).toEqual([]);
  };

  it("R-H document scanner: a jam at the second sheet ends the scan with the reason; mended, all sheets are scanned anew", async () => {
    await open();
    await lay(paper(1), paper(2), paper(3));
    await bench.door("POST", "/mishap", { kind: "jam", sheet: 2 });
    const error = await bench.fails("scan", job());
    expect(error).toMatchObject({ intent: "rejected", code: "hall.scan-jam" });
    expect((error["hint"] as { vi: string }).vi).toContain("Kẹt giấy");
    await nothingKept();
    expect(await bench.look()).toMatchObject({ state: "failing", problems: [{ code: "paper.jam" }] });
    expect(await bench.fails("scan", job())).toMatchObject({ code: "hall.scan-jam" });
    await trouble("jam", false);
    await bench.door("POST", "/paper/again");
    await bench.run("scan", job());
    expect(pagesIn(only())).toBe(6);
    expect(await bench.look()).toMatchObject({ state: "ok", problems: [] });
  });

  it.each([
    ["doubleFeed", "hall.double-feed", "paper.double-feed"],
    ["misfeed", "hall.double-feed", "paper.double-feed"],
    ["coverOpen", "hall.cover-open", "cover.open"],
    ["broken", "hall.scanner-fault", "scanner.stopped"],
  ])("R-H document scanner: %s is %s for the officer and %s for the watcher", async (name, code, problem) => {
    await open();
    await lay(paper(1));
    await trouble(name, true);
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code });
    expect(await bench.look()).toMatchObject({ state: "failing", problems: [{ code: problem }] });
    await nothingKept();
  });

  it("R-H document scanner: two sheets at once in the middle of a pile keep nothing of the sheets before", async () => {
    await open();
    await lay(paper(1), paper(2));
    await bench.door("POST", "/mishap", { kind: "doubleFeed", sheet: 2 });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.double-feed" });
    await nothingKept();
  });

  it("R-H document scanner: a jam in the middle of a PDF job keeps nothing either", async () => {
    await open({ formats: ["application/pdf"] });
    await lay(paper(1), paper(2));
    await bench.door("POST", "/mishap", { kind: "jam", sheet: 2 });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-jam" });
    await nothingKept();
  });

  it("R-H document scanner: an empty feeder is said at once; the watcher calls it no fault", async () => {
    await open();
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.feeder-empty" });
    expect(await bench.look()).toMatchObject({ state: "ok", readings: { feeder: "ScannerAdfEmpty", twoSided: true } });
    await nothingKept();
  });

  it("R-H document scanner: the feeder's jam does not hinder the glass", async () => {
    await open();
    await trouble("jam", true);
    await bench.run("scan", job({ source: "glass" }));
    expect(pagesIn(only())).toBe(1);
  });

  it("R-H document scanner: without power it is offline, for the scan and for the watcher", async () => {
    await open();
    await lay(paper(1));
    await bench.door("POST", "/device/power", { on: false });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "device.offline" });
    await expect(bench.look()).rejects.toMatchObject({ intent: "retry" });
    await bench.door("POST", "/device/power", { on: true });
    await bench.run("scan", job());
    expect(pagesIn(only())).toBe(2);
  });

  it("R-H document scanner: a line that breaks in the middle of a page keeps nothing, and the job at the scanner is dropped", async () => {
    await open();
    await lay(paper(1), paper(2));
    bench.served.simulation.faults.add({ kind: "cut", at: "body", match: { path: "NextDocument" }, after: 1, times: 1 });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-broken-off" });
    await nothingKept();
    expect(await jobs()).toMatchObject([{ state: "Canceled" }]);
  });

  it.each(["half", "garbage"] as const)("R-H document scanner: a page that is %s is no page", async (kind) => {
    await open();
    await lay(paper(1));
    bench.served.simulation.faults.add({ kind, match: { path: "NextDocument" }, times: 1 });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-unreadable" });
    await nothingKept();
  });

  it("R-H document scanner: power that goes and comes back between two pages is no end of the pile", async () => {
    await open();
    await lay(paper(1), paper(2));
    bench.before("NextDocument", 3, async () => {
      await bench.door("POST", "/device/power", { on: false });
      await bench.door("POST", "/device/power", { on: true });
    });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-broken-off" });
    expect(await jobs()).toEqual([]);
    await nothingKept();
  });

  it("R-H document scanner: cancelled at the panel, the officer is told so", async () => {
    await open();
    await lay(paper(1), paper(2));
    bench.before("NextDocument", 2, () => bench.door("POST", "/cancel"));
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scan-cancelled" });
    await nothingKept();
  });

  it("R-H document scanner: warming up (503 with Retry-After) waits as long as the scanner says; busy is asked again", async () => {
    await open({ retryAfter: 7 });
    await lay(paper(1));
    await trouble("warming", true);
    expect(await bench.fails("scan", job())).toMatchObject({
      intent: "retry",
      code: "hall.scanner-warming",
      retryAfterMs: 7_000,
      trips: false,
    });
    await trouble("warming", false);
    await trouble("busy", true);
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "retry", code: "hall.scanner-busy", trips: false });
    await trouble("busy", false);
    await bench.run("scan", job());
    expect(bench.stored).toHaveLength(1);
  });

  it("R-H document scanner: busy said only at the door of jobs (503 without a time) is asked again as well", async () => {
    await open();
    await lay(paper(1));
    bench.served.simulation.faults.add({ kind: "status", code: 503, match: { method: "POST", path: "ScanJobs" }, times: 1 });
    expect(await bench.fails("scan", job())).toMatchObject({ intent: "retry", code: "hall.scanner-busy" });
  });

  it("R-H document scanner: when the time is over in the middle, the job at the scanner is dropped", async () => {
    await open();
    await lay(paper(1), paper(2));
    const over = new AbortController();
    bench.served.simulation.faults.add({ kind: "hang", match: { path: "NextDocument" }, after: 1 });
    bench.before("NextDocument", 2, () => over.abort());
    expect(await bench.fails("scan", job(), over.signal)).toMatchObject({ intent: "rejected", code: "hall.scan-broken-off" });
    expect(await jobs()).toMatchObject([{ state: "Canceled" }]);
    await nothingKept();
  });

  it("R-H document scanner: a scan that the hub itself left in the middle is never begun again by itself", async () => {
    await open();
    const operation = driver.lane?.operations["scan"];
    await expect(operation?.inquire?.(undefined as never, undefined as never)).rejects.toMatchObject({
      intent: "rejected",
      code: "hall.scan-broken-off",
    });
  });

  it("R-H document scanner: XML with a DOCTYPE, or that is no eSCL, is refused", async () => {
    await open();
    await lay(paper(1));
    for (const body of ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<html></html>", "<scan:ScannerStatus/>"]) {
      bench.served.simulation.faults.add({
        kind: "status",
        code: 200,
        contentType: "text/xml",
        body,
        match: { path: "ScannerStatus" },
        times: 1,
      });
      expect(await bench.fails("scan", job())).toMatchObject({ intent: "rejected", code: "hall.scanner-refused" });
    }
    await nothingKept();
  });
});

describe("real eyes on the PDF", () => {
  const READER = "pdfimages";
  const why = ((): string | undefined => {
    try {
      execFileSync(READER, ["-v"], { stdio: "ignore" });
      return undefined;
    } catch {
      return "pdfimages (poppler-utils) is not installed";
    }
  })();
  it.skipIf(why !== undefined)(
    `R-A11 a foreign reader finds every page in the PDF${why === undefined ? "" : ` (skipped: ${why})`}`,
    async () => {
      await open();
      await lay(paper(1), paper(2));
      await bench.run("scan", job({ dpi: 100 }));
      const folder = mkdtempSync(join(tmpdir(), "lienthong-scan-"));
      try {
        writeFileSync(join(folder, "a.pdf"), only());
        const list = execFileSync(READER, ["-list", join(folder, "a.pdf")], { encoding: "utf8" });
        expect(list.split("\n").filter((line) => /\bjpeg\b/.test(line))).toHaveLength(4);
        expect(list).toMatch(/\b100 +100\b/);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
