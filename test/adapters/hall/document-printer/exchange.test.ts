/** The document printer through the hub: asked at a counter, carried by the exchange, watched by the watcher. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installHall } from "../../../../adapters/hall/install.ts";
import { loadCatalogs } from "../../../../catalogs/load.ts";
import type { DeviceJob } from "../../../../core/hall/types.ts";
import { createHub, type Hub, procedureExtractPdf } from "../../../../core/hub.ts";
import { IN_MEMORY } from "../../../../core/store/open.ts";
import { createLog } from "../../../../gateway/log.ts";
import simulator from "../../../../simulators/hall/document-printer/simulator.ts";
import { type Served, startSimulator } from "../../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";
import { AGENCY, PROCEDURE } from "../../fixtures.ts";

const PRINTER = "th-printer-1";
const OFFICER = { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } as const;
/** A Monday, 09:00 in Huế. */
const NINE = Date.parse("2026-03-02T02:00:00.000Z");
const began = performance.now();
/** Hub time goes on from nine o'clock, so that waits of the plan pass as they do at a counter. */
const clock = (): string => new Date(NINE + (performance.now() - began)).toISOString();
const pdf = await procedureExtractPdf(PROCEDURE, { agency: AGENCY, at: new Date(NINE).toISOString() });

let served: Served;
let hub: Hub;
let folder: string;
const openHub = async (dataDir: string): Promise<Hub> => {
  const catalogs = loadCatalogs();
  const { devices, lanes } = installHall(served.simulation.definition.settings(served.url), catalogs.halls);
  const opened = await createHub({
    log: createLog("silent"),
    dataDir,
    catalogs,
    adapters: lanes,
    devices,
    clock,
    secret: "test-secret-test-secret-test-secret-1",
  });
  await opened.start();
  return opened;
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-printer-"));
  served = await startSimulator(createSimulation(simulator, { options: { msPerPage: 20 } }), { port: 0 });
});
afterEach(async () => {
  await hub.stop();
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const door = async (path: string, body?: unknown): Promise<unknown> => {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${served.url}/__sim${path}`, init)).json();
};
const trouble = (name: string, on: boolean): Promise<unknown> => door("/device/trouble", { name, on });
const outputs = async (): Promise<readonly { readonly complete: boolean }[]> =>
  (await door("/outputs")) as { complete: boolean }[];
const jobsAtPrinter = async (): Promise<number> => ((await door("/state")) as { jobs: readonly unknown[] }).jobs.length;

const stored = async (bytes: Uint8Array, name: string): Promise<string> => {
  const blob = await hub.storeBlob(
    (async function* () {
      yield bytes;
    })(),
    name,
  );
  if (!("sha256" in blob)) throw new TypeError("the paper was not stored");
  return blob.sha256;
};
const ask = async (jobId: string, blob: string): Promise<void> => {
  const body = { blob, fileName: "1.001193.pdf", title: "Trích yếu thủ tục 1.001193" };
  expect(await hub.hall.ask({ deviceId: PRINTER, operation: "print", body, jobId, actor: OFFICER })).toMatchObject({ jobId });
};
const problem = (jobId: string, code: string): Promise<DeviceJob> =>
  until(async () => {
    const job = await hub.hall.job(PRINTER, jobId);
    return job?.problem?.code === code && job;
  });
const ended = (jobId: string): Promise<DeviceJob> =>
  until(async () => {
    const job = await hub.hall.job(PRINTER, jobId);
    return job !== undefined && (job.state === "done" || job.state === "failed") && job;
  });

describe("R-H document printer: through the hub", () => {
  it("R-H document printer: a job asked by an officer is printed once, however often it is asked", async () => {
    hub = await openHub(IN_MEMORY);
    const blob = await stored(pdf, "1.001193.pdf");
    await ask("p1", blob);
    await ask("p1", blob);
    expect(await ended("p1")).toMatchObject({ state: "done", operation: "print", reference: "1" });
    expect(await outputs()).toMatchObject([{ complete: true }]);
  });
  it("R-H document printer: out of paper: officers see it, the job waits with the reason, and is printed once when the tray is filled", async () => {
    hub = await openHub(IN_MEMORY);
    await trouble("paperOut", true);
    await ask("p2", await stored(pdf, "1.001193.pdf"));
    expect(await problem("p2", "paper.out")).toMatchObject({
      state: "waiting",
      problem: { vi: expect.stringContaining("hết giấy") },
    });
    await until(async () => (await hub.hall.device(PRINTER))?.state === "failing");
    await trouble("paperOut", false);
    expect(await ended("p2")).toMatchObject({ state: "done" });
    expect(await outputs()).toMatchObject([{ complete: true }]);
    await until(async () => (await hub.hall.device(PRINTER))?.state === "ok");
  });
  it("R-H document printer: the line is cut when the printer has it: asked, not sent again: one paper", async () => {
    hub = await openHub(IN_MEMORY);
    await door("/faults", { kind: "loseAnswer", match: { body: { contains: "%PDF-" } }, times: 1 });
    await ask("p3", await stored(pdf, "1.001193.pdf"));
    expect(await ended("p3")).toMatchObject({ state: "done", reference: "1" });
    expect(await outputs()).toHaveLength(1);
    expect(await jobsAtPrinter()).toBe(1);
  });
  it("R-H document printer: the line is cut before the printer has it all: sent again: one paper", async () => {
    hub = await openHub(IN_MEMORY);
    await door("/interrupt", {});
    await door("/faults", { kind: "loseAnswer", match: { body: { contains: "%PDF-" } }, times: 1 });
    await ask("p4", await stored(pdf, "1.001193.pdf"));
    expect(await ended("p4")).toMatchObject({ state: "done" });
    expect(await outputs()).toMatchObject([{ complete: true }]);
  });
  it("R-H document printer: a file that it cannot print fails with words for the officer, and holds back nobody", async () => {
    hub = await openHub(IN_MEMORY);
    const [bad, good] = await Promise.all([stored(pdf.slice(0, 9000), "hong.pdf"), stored(pdf, "1.001193.pdf")]);
    await ask("bad", bad);
    await ask("good", good);
    expect(await ended("bad")).toMatchObject({ state: "failed", problem: { code: "hall.print-aborted" } });
    expect(await ended("good")).toMatchObject({ state: "done" });
  });
  it("R-H document printer: the hub is stopped in the middle of Print-Job: the next one asks the printer, and there is one paper", async () => {
    hub = await openHub(folder);
    await door("/faults", { kind: "lateAnswer", ms: 600_000, match: { body: { contains: "%PDF-" } }, times: 1 });
    await ask("p5", await stored(pdf, "1.001193.pdf"));
    await until(async () => (await jobsAtPrinter()) === 1);
    await hub.stop();
    hub = await openHub(folder);
    expect(await ended("p5")).toMatchObject({ state: "done", reference: "1" });
    expect(await outputs()).toHaveLength(1);
    expect(await jobsAtPrinter()).toBe(1);
  });
});
