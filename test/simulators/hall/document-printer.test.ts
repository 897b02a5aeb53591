/** The simulated printer as clients that know nothing of us find it: ipptool's suites and lp of CUPS; and as a machine. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appointmentPdf } from "../../../core/hub.ts";
import { pdfPages } from "../../../simulators/hall/document-printer/pages.ts";
import simulator from "../../../simulators/hall/document-printer/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import { AGENCY, dossier, PROCEDURE } from "../../adapters/fixtures.ts";
import { onPath, skipped } from "../../support/on-path.ts";

const IPPTOOL = onPath("ipptool");
/** Where CUPS keeps ipptool's own tests. */
const SUITES = join(dirname(IPPTOOL ?? ""), "..", "share", "cups", "ipptool");
const without = (program: string): boolean => onPath(program) === undefined;

const pdf = await appointmentPdf(dossier(), { agency: AGENCY, procedure: PROCEDURE });

let served: Served;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-ipp-"));
  writeFileSync(join(folder, "paper.pdf"), pdf);
  served = await startSimulator(createSimulation(simulator, { options: { msPerPage: 50 } }), { port: 0 });
});
afterEach(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

const authority = (): string => new URL(served.url).host;
const uri = (): string => `ipp://${authority()}/ipp/print`;
const run = (program: string, args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> =>
  new Promise((resolve) => {
    execFile(program, [...args], { cwd: folder, encoding: "utf8" }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, text: stdout + stderr }),
    );
  });
const door = async (path: string, body?: unknown): Promise<unknown> => {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${served.url}/__sim${path}`, init)).json();
};
interface Output {
  readonly jobId: number;
  readonly title: string;
  readonly sides: number;
  readonly complete: boolean;
}
const outputs = async (): Promise<readonly Output[]> => (await door("/outputs")) as readonly Output[];
const untilPrinted = async (count: number): Promise<readonly Output[]> => {
  for (;;) {
    const all = await outputs();
    if (all.length >= count) return all;
  }
};

describe.skipIf(without("ipptool"))(`R-H document printer: ipptool of CUPS${skipped("ipptool")}`, () => {
  it.each([
    "get-printer-attributes",
    "get-jobs",
    "validate-job",
    "print-job",
    "create-job",
    "print-job-and-wait",
    "get-completed-jobs",
  ])("R-H document printer: its test %s passes", async (name) => {
    const { code, text } = await run("ipptool", ["-t", "-f", "paper.pdf", uri(), `${name}.test`]);
    expect(text).toMatch(/\[PASS\]/);
    expect([code, text.split("\n").filter((line) => /\[FAIL\]|EXPECTED/.test(line))]).toEqual([0, []]);
  });
  it("R-H document printer: the whole suite for IPP/1.1 passes, and that for IPP/2.0", async () => {
    for (const suite of ["ipp-1.1.test", "ipp-2.0.test"]) {
      const source = readFileSync(join(SUITES, suite), "utf8");
      writeFileSync(join(folder, suite), source);
      // Debian ships the suite without the documents that it prints.
      for (const [, file = ""] of source.matchAll(/^\s*FILE ([\w.-]+)$/gm)) {
        const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xd9);
        writeFileSync(join(folder, file), file.endsWith(".jpg") ? jpeg : pdf);
      }
    }
    // 2.0 includes 1.1.
    const { code, text } = await run("ipptool", ["-t", "-f", "paper.pdf", uri(), "ipp-2.0.test"]);
    expect([code, text.split("\n").filter((line) => /\[FAIL\]|EXPECTED|cannot be read/.test(line))]).toEqual([0, []]);
    expect(text.match(/\[PASS\]/g)?.length).toBeGreaterThan(30);
    await untilPrinted(4);
  });
  it("R-H document printer: it sees paper that is out", async () => {
    await door("/device/trouble", { name: "paperOut", on: true });
    const { text } = await run("ipptool", ["-tv", uri(), "get-printer-attributes.test"]);
    expect(text).toContain("printer-state (enum) = stopped");
    expect(text).toContain("printer-state-reasons (keyword) = media-empty-error");
  });
  it("R-H document printer: cancels the job that waits", async () => {
    await door("/device/trouble", { name: "coverOpen", on: true });
    await run("ipptool", ["-t", "-f", "paper.pdf", uri(), "print-job.test"]);
    const { text } = await run("ipptool", ["-t", uri(), "cancel-current-job.test"]);
    expect(text).toMatch(/2 passed, 0 failed/);
    await door("/device/trouble", { name: "coverOpen", on: false });
    expect(await outputs()).toEqual([]);
  });
});

describe.skipIf(without("lp"))(`R-H document printer: lp of CUPS${skipped("lp")}`, () => {
  it("R-H document printer: lp -h host:port -d name prints, with copies and both sides", async () => {
    const { code, text } = await run("lp", ["-h", authority(), "-d", "may-in-mot-cua", "-n", "2", "-t", "Giấy hẹn", "paper.pdf"]);
    expect([code, text]).toEqual([0, "request id is may-in-mot-cua-1 (1 file(s))\n"]);
    expect(await untilPrinted(1)).toMatchObject([{ jobId: 1, sides: 2 * (pdfPages(pdf) ?? 0), complete: true }]);
    const printed = await fetch(`${served.url}/__sim/jobs/1.pdf`);
    expect(Buffer.compare(Buffer.from(await printed.arrayBuffer()), Buffer.from(pdf))).toBe(0);
  });
});

describe.skipIf(without("pdftoppm"))(`R-H document printer: what was printed can be looked at${skipped("pdftoppm")}`, () => {
  it.skipIf(without("lp"))(`R-H document printer: a page as a picture${skipped("lp")}`, async () => {
    await run("lp", ["-h", authority(), "-d", "may-in-mot-cua", "paper.pdf"]);
    await untilPrinted(1);
    const picture = await fetch(`${served.url}/__sim/jobs/1/pages/1`);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect((await fetch(`${served.url}/__sim/jobs/2/pages/1`)).status).toBe(404);
  });
});

describe("R-H document printer: the machine", () => {
  it("R-H document printer: what is no IPP is refused as HTTP has it", async () => {
    const post = (body: string, type: string) =>
      fetch(`${served.url}/ipp/print`, { method: "POST", body, headers: { "content-type": type } });
    expect((await post("hello", "text/plain")).status).toBe(415);
    expect((await post("hello", "application/ipp")).status).toBe(400);
  });
  it("R-H document printer: without power it answers nobody, its control door does", async () => {
    await door("/device/power", { on: false });
    await expect(fetch(served.url)).rejects.toThrow();
    expect(await door("/device")).toMatchObject({ powered: false });
    await door("/device/power", { on: true });
    expect((await fetch(served.url)).status).toBe(200);
  });
  it("R-H document printer: pages are counted, those in compressed object streams too", () => {
    expect(pdfPages(pdf)).toBe(1);
    expect(pdfPages(pdf.subarray(0, pdf.length - 2000))).toBeUndefined();
    expect(pdfPages(Buffer.from("%PDF-1.5\nnothing\n%%EOF"))).toBe(1);
    const objects = "1 0 2 20 3 40 << /Type /Page >> << /Type/Page >> << /Type /Pages >>";
    const packed = deflateSync(objects);
    const compressed = Buffer.concat([
      Buffer.from(`%PDF-1.5\n9 0 obj << /Type /ObjStm /N 3 /First 18 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
      packed,
      Buffer.from("\nendstream endobj\n%%EOF\n"),
    ]);
    expect(pdfPages(compressed)).toBe(2);
  });
  it("R-H document printer: a reset empties the tray of papers and mends everything", async () => {
    await door("/device/trouble", { name: "jam", on: true });
    await door("/reset", {});
    expect(await door("/state")).toMatchObject({ troubles: [], sheets: 250, jobs: [], outputs: [] });
  });
});
