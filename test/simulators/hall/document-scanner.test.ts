import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadImage } from "@napi-rs/canvas";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import scanner from "../../../simulators/hall/document-scanner/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const NS = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';
const settings = (inner: string): string => `<?xml version="1.0"?><scan:ScanSettings ${NS}>${inner}</scan:ScanSettings>`;
const FEEDER = "<pwg:InputSource>Feeder</pwg:InputSource><scan:XResolution>75</scan:XResolution>";

let served: Served;
const open = async (options: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  served = await startSimulator(createSimulation(scanner, { options }), { port: 0 });
};
const at = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${served.url}/eSCL/${path}`, init);
const door = (path: string, body: unknown): Promise<Response> =>
  fetch(`${served.url}/__sim${path}`, { method: "POST", body: JSON.stringify(body) });
const lay = (...texts: readonly string[]): Promise<Response> =>
  door("/paper", { sheets: texts.map((text) => ({ front: { text } })) });
const begin = (inner: string): Promise<Response> => at("ScanJobs", { method: "POST", body: settings(inner) });
const jobPath = (response: Response): string => new URL(response.headers.get("location") ?? "").pathname.replace("/eSCL/", "");
const statusText = async (): Promise<string> => (await at("ScannerStatus")).text();

afterEach(() => served.close());

describe("the simulated document scanner", () => {
  beforeEach(() => open());

  it("R-H document scanner: says what it can do and how it is", async () => {
    const text = await (await at("ScannerCapabilities")).text();
    for (const part of ["scan:Platen", "scan:AdfSimplexInputCaps", "scan:AdfDuplexInputCaps", "RGB24", "<scan:XResolution>600<"])
      expect(text).toContain(part);
    expect(await statusText()).toMatch(/<pwg:State>Idle<.*<scan:AdfState>ScannerAdfEmpty</);
    await lay("a");
    expect(await statusText()).toContain("ScannerAdfLoaded");
  });

  it("R-H document scanner: pages come one by one, then 404; the picture has the dots that were asked for", async () => {
    await lay("Một", "Hai");
    const created = await begin(FEEDER);
    expect(created.status).toBe(201);
    const next = `${jobPath(created)}/NextDocument`;
    const first = await at(next);
    expect([first.status, first.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const picture = await loadImage(Buffer.from(await first.arrayBuffer()));
    expect([picture.width, picture.height]).toEqual([620, 877]);
    expect(await statusText()).toMatch(/ScannerAdfProcessing.*<pwg:JobState>Processing</);
    expect((await at(next)).status).toBe(200);
    expect((await at(next)).status).toBe(404);
    expect(await statusText()).toMatch(/ScannerAdfEmpty.*<pwg:JobState>Completed</);
  });

  it("R-H document scanner: takes only what it offers: 409 for other settings, 400 for no XML", async () => {
    await lay("a");
    for (const wrong of [
      "<scan:XResolution>77</scan:XResolution>",
      "<scan:ColorMode>BlackAndWhite1</scan:ColorMode>",
      "<pwg:DocumentFormat>image/tiff</pwg:DocumentFormat>",
      "<pwg:InputSource>Camera</pwg:InputSource>",
      "<pwg:ScanRegions><pwg:ScanRegion><pwg:Width>9000</pwg:Width><pwg:Height>100</pwg:Height></pwg:ScanRegion></pwg:ScanRegions>",
    ])
      expect((await begin(wrong)).status).toBe(409);
    expect((await at("ScanJobs", { method: "POST", body: "<!DOCTYPE a><a/>" })).status).toBe(400);
    expect((await at("ScanJobs", { method: "POST", body: "giấy" })).status).toBe(400);
  });

  it("R-H document scanner: one job at a time; a deleted job is cancelled and the next may begin", async () => {
    await lay("a", "b");
    const first = await begin(FEEDER);
    expect((await begin(FEEDER)).status).toBe(503);
    expect((await at(jobPath(first), { method: "DELETE" })).status).toBe(200);
    expect((await at(`${jobPath(first)}/NextDocument`)).status).toBe(409);
    expect((await begin(FEEDER)).status).toBe(201);
  });

  it("R-H document scanner: without its cable every call is cut, and the control door answers", async () => {
    await door("/device/cable", { on: false });
    await expect(at("ScannerStatus")).rejects.toThrow();
    await door("/device/cable", { on: true });
    expect((await at("ScannerStatus")).status).toBe(200);
  });

  it("R-H document scanner: the control door refuses papers that are none", async () => {
    expect((await door("/paper", { sheets: [] })).status).toBe(400);
    expect((await door("/paper", { sheets: [{ front: { image: "không phải base64" } }] })).status).toBe(400);
    expect((await door("/mishap", { kind: "fire", sheet: 1 })).status).toBe(400);
  });
});

const CLIENT = "scanimage";
const why = ((): string | undefined => {
  try {
    const list = execFileSync(CLIENT, ["--version"], { encoding: "utf8" });
    return list.includes("scanimage") ? undefined : "scanimage answers something else";
  } catch {
    return "scanimage (sane-utils, sane-airscan) is not installed";
  }
})();
const run = promisify(execFile);

describe.skipIf(why !== undefined)(
  `R-H document scanner: a foreign client, sane-airscan${why === undefined ? "" : ` (skipped: ${why})`}`,
  () => {
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "lienthong-sane-"));
      await open();
      writeFileSync(join(folder, "dll.conf"), "airscan\n");
      writeFileSync(
        join(folder, "airscan.conf"),
        `[devices]\n"Sim" = ${served.url}/eSCL, eSCL\n[options]\ndiscovery = disable\n`,
      );
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const scanimage = async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> => {
      try {
        const { stdout, stderr } = await run(CLIENT, [...args], {
          cwd: folder,
          env: { ...process.env, SANE_CONFIG_DIR: folder, http_proxy: "", HTTP_PROXY: "" },
          timeout: 120_000,
        });
        return { code: 0, out: stdout + stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
        return { code: code ?? -1, out: `${stdout ?? ""}${stderr ?? ""}` };
      }
    };
    const device = async (): Promise<string> => /`(airscan:[^']+)'/.exec((await scanimage("-L")).out)?.[1] ?? "";

    it("R-H document scanner: scanimage finds it, and scans a pile two-sided", async () => {
      const name = await device();
      expect(name).toContain("Sim");
      await door("/paper", { sheets: [{ front: { text: "Mặt 1" }, back: { text: "Mặt 2" } }, { front: { text: "Mặt 3" } }] });
      const { out } = await scanimage(
        "-d",
        name,
        "--source",
        "ADF Duplex",
        "--resolution",
        "75",
        "--format=pnm",
        "--batch=page-%d.pnm",
      );
      expect(out).toContain("Batch terminated, 4 pages scanned");
      const pages = readdirSync(folder).filter((file) => file.endsWith(".pnm"));
      expect(pages.sort()).toEqual(["page-1.pnm", "page-2.pnm", "page-3.pnm", "page-4.pnm"]);
      const header = readFileSync(join(folder, "page-1.pnm")).subarray(0, 60).toString("latin1");
      expect(header).toMatch(/^P6\n(?:#.*\n)*6\d\d 8\d\d\n/);
    });

    it("R-H document scanner: scanimage is told of the jam", async () => {
      const name = await device();
      await lay("a", "b");
      await door("/mishap", { kind: "jam", sheet: 2 });
      const { out } = await scanimage("-d", name, "--source", "ADF", "--resolution", "75", "--format=pnm", "--batch=page-%d.pnm");
      expect(out).toMatch(/jam/i);
    });
  },
);
