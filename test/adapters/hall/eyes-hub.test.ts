/** Scanner and camera through the hub: asked by a counter, worked by the exchange, watched by the watcher. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { installHall } from "../../../adapters/hall/install.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { DeviceJob } from "../../../core/hall/types.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { DAY_MS } from "../../../core/time/local.ts";
import { createLog } from "../../../gateway/log.ts";
import camera from "../../../simulators/hall/camera/simulator.ts";
import scanner from "../../../simulators/hall/document-scanner/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const HALL = "thuan-hoa";
/** A Monday, 09:00 in Huế. */
const NINE = Date.parse("2026-03-02T02:00:00.000Z");
const began = performance.now();
/** Hub time goes on from nine o'clock, so that waits of the plan pass as they do at a counter. */
const clock = (): string => new Date(NINE + ahead + (performance.now() - began)).toISOString();
/** What a test has moved the clock on. */
let ahead = 0;
const OFFICER = { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } as const;
const SCANNER = "th-scanner-1";
const CAMERA = "th-camera-1";

const catalogs = loadCatalogs();
let hub: Hub;
let scan: Served;
let eye: Served;
const openHub = async (dataDir: string): Promise<Hub> => {
  const env = { ...scan.simulation.definition.settings(scan.url), ...eye.simulation.definition.settings(eye.url) };
  const { devices, lanes } = installHall(env, catalogs.halls);
  const secret = "test-secret-test-secret-test-secret-1";
  const opened = await createHub({ log: createLog("silent"), dataDir, catalogs, adapters: lanes, devices, clock, secret });
  await opened.start();
  return opened;
};
beforeEach(async () => {
  ahead = 0;
  scan = await startSimulator(createSimulation(scanner, { options: { retryAfter: 1 } }), { port: 0 });
  const cam = createSimulation(camera);
  cam.clock.set(clock(), true);
  eye = await startSimulator(cam, { port: 0 });
  hub = await openHub(IN_MEMORY);
});
afterEach(async () => {
  await hub.stop();
  await Promise.all([scan.close(), eye.close()]);
});

const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const door = async (at: Served, path: string, body: unknown): Promise<void> => {
  const answer = await fetch(`${at.url}/__sim${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
};
const lay = (...texts: readonly string[]): Promise<void> =>
  door(scan, "/paper", { sheets: texts.map((text) => ({ front: { text }, back: { text: `${text} (mặt sau)` } })) });
const ask = async (deviceId: string, operation: string, body: unknown, jobId: string, ticketId?: string): Promise<void> => {
  const job = { deviceId, operation, body, jobId, actor: OFFICER, ...(ticketId === undefined ? {} : { ticketId }) };
  expect(await hub.hall.ask(job)).toMatchObject({ jobId, deviceId });
};
const ended = (deviceId: string, jobId: string): Promise<DeviceJob> =>
  until(async () => {
    const job = await hub.hall.job(deviceId, jobId);
    return job !== undefined && (job.state === "done" || job.state === "failed") && job;
  });
const scanBody = { source: "feederTwoSided", dpi: 75, title: "Giấy khai sinh" } as const;
const bytesOf = async (sha256: string | undefined) => {
  const blob = await hub.readBlob(sha256 ?? "");
  const parts: Uint8Array[] = [];
  for await (const part of blob?.stream ?? []) parts.push(part);
  return { mediaType: blob?.info.mediaType, bytes: Buffer.concat(parts) };
};

describe("a scanner and a camera in a hall", () => {
  it("R-A11 R-H document scanner: papers laid in at the counter become one stored PDF of the job", async () => {
    await lay("Tờ khai", "Giấy chứng sinh");
    await ask(SCANNER, "scan", scanBody, "scan-1");
    const job = await ended(SCANNER, "scan-1");
    expect(job).toMatchObject({ state: "done", attempts: 1 });
    const { mediaType, bytes } = await bytesOf(job.reference);
    expect(mediaType).toBe("application/pdf");
    expect(bytes.toString("latin1").match(/\/Type \/Page\b(?!s)/g)).toHaveLength(4);
  });

  it("R-H document scanner: the same job asked twice is one scan", async () => {
    await lay("Một");
    await ask(SCANNER, "scan", scanBody, "scan-1");
    await ask(SCANNER, "scan", scanBody, "scan-1");
    await ended(SCANNER, "scan-1");
    await lay("Hai");
    await ask(SCANNER, "scan", scanBody, "scan-2");
    await ended(SCANNER, "scan-2");
    expect(scan.simulation.parts.counts()).toMatchObject({ jobs: 2 });
  });

  it("R-H document scanner: a jam ends the job with a reason for the officer; mended, the next one goes through", async () => {
    await lay("Một", "Hai");
    await door(scan, "/mishap", { kind: "jam", sheet: 2 });
    await ask(SCANNER, "scan", scanBody, "scan-1");
    const failed = await ended(SCANNER, "scan-1");
    expect(failed).toMatchObject({ state: "failed", attempts: 1, problem: { code: "hall.scan-jam" } });
    expect(failed.problem?.vi).toContain("Kẹt giấy");
    expect(failed.reference).toBeUndefined();
    await door(scan, "/device/trouble", { name: "jam", on: false });
    await door(scan, "/paper/again", {});
    await ask(SCANNER, "scan", scanBody, "scan-2");
    expect(await ended(SCANNER, "scan-2")).toMatchObject({ state: "done" });
    // What the exchange would show an operator: nothing waits for anybody.
    const { items } = await hub.exchange.messages({ states: ["paused", "dead", "ready"] });
    expect(items).toEqual([]);
  });

  it("R-H document scanner: while it warms up the job waits, and goes through by itself", async () => {
    await lay("Một");
    await door(scan, "/device/trouble", { name: "warming", on: true });
    await ask(SCANNER, "scan", scanBody, "scan-1");
    const waiting = await until(async () => {
      const job = await hub.hall.job(SCANNER, "scan-1");
      return job?.problem !== undefined && job;
    });
    expect(waiting).toMatchObject({ state: "waiting", problem: { code: "hall.scanner-warming" } });
    await door(scan, "/device/trouble", { name: "warming", on: false });
    expect(await ended(SCANNER, "scan-1")).toMatchObject({ state: "done" });
  });

  it("R-H document scanner: a hub that stops in the middle of a scan says so when it is back, and does not feed paper by itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lienthong-eyes-"));
    // After the hub of this test was stopped.
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await hub.stop();
    hub = await openHub(folder);
    await lay("Một", "Hai");
    scan.simulation.faults.add({ kind: "hang", match: { path: "NextDocument" }, after: 1 });
    await ask(SCANNER, "scan", scanBody, "scan-1");
    await until(async () => scan.simulation.faults.list().some(({ fired }) => fired > 0));
    await hub.stop();
    scan.simulation.faults.remove();
    hub = await openHub(folder);
    expect(await ended(SCANNER, "scan-1")).toMatchObject({ state: "failed", problem: { code: "hall.scan-broken-off" } });
    expect(scan.simulation.parts.state()).toMatchObject({ jobs: [{ state: "Canceled" }], tray: 1, feeder: 1 });
  });

  it("R-H document scanner: a body that is none is refused before anything is written", async () => {
    const job = { deviceId: SCANNER, operation: "scan", body: { ...scanBody, dpi: 9 }, jobId: "scan-1", actor: OFFICER };
    expect(await hub.hall.ask(job)).toMatchObject({ code: "hall.bad-job" });
    expect(await hub.hall.job(SCANNER, "scan-1")).toBeUndefined();
  });

  it("R-H camera: a snapshot is tied to the ticket that stands at the counter", async () => {
    const execute = (command: Parameters<Hub["hall"]["execute"]>[0]["command"]) =>
      hub.hall.execute({ hallId: HALL, command, actor: OFFICER });
    const taken = await execute({
      type: "takeTicket",
      serviceId: hub.hall.halls.get(HALL)?.counters[0]?.services[0] ?? "",
      language: "vi",
    });
    const ticketId = taken.outcome === "done" ? (taken.ticket?.id ?? "") : "";
    await execute({ type: "openCounter", counterId: "q1", officer: "cb-1" });
    await execute({ type: "callNext", counterId: "q1" });
    await execute({ type: "serve", counterId: "q1" });
    await ask(CAMERA, "snapshot", { counterId: "q1", ticketId, occasion: "receive" }, `snap-${ticketId}`, ticketId);
    const job = await ended(CAMERA, `snap-${ticketId}`);
    expect(job).toMatchObject({ state: "done", operation: "snapshot" });
    expect(await bytesOf(job.reference)).toMatchObject({ mediaType: "image/jpeg" });
    const day = await hub.hall.day(HALL);
    expect(day.tickets.get(ticketId)?.jobs).toMatchObject([
      { deviceId: CAMERA, operation: "snapshot", jobId: `snap-${ticketId}` },
    ]);
    const asked = (await hub.hall.events(HALL, 0)).find(({ type }) => type === "deviceAsked");
    expect(asked).toMatchObject({ actor: { id: "cb-1" }, data: { ticketId, deviceId: CAMERA } });
  });

  it("R-H camera: without power it is shown as failing, a snapshot waits, and all goes on by itself when it is back", async () => {
    await until(async () => (await hub.hall.device(CAMERA))?.state === "ok");
    await door(eye, "/device/power", { on: false });
    await ask(CAMERA, "snapshot", { counterId: "q1", occasion: "receive" }, "snap-1");
    await until(async () => (await hub.hall.job(CAMERA, "snap-1"))?.problem?.code === "device.offline");
    await door(eye, "/device/power", { on: true });
    expect(await ended(CAMERA, "snap-1")).toMatchObject({ state: "done" });
  });

  it("R-I02 R-H camera, document scanner: pictures and scans are gone after their days, except what a dossier or a kept paper holds", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lienthong-eyes-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await hub.stop();
    hub = await openHub(folder);
    const scanned = async (jobId: string): Promise<string> => {
      await lay(jobId);
      await ask(SCANNER, "scan", scanBody, jobId);
      return (await ended(SCANNER, jobId)).reference ?? "";
    };
    await ask(CAMERA, "snapshot", { counterId: "q1", occasion: "receive" }, "anh");
    const picture = (await ended(CAMERA, "anh")).reference ?? "";
    const [loose, bound, kept] = [await scanned("roi"), await scanned("ho-so"), await scanned("giay-to")];
    expect(new Set([picture, loose, bound, kept]).size).toBe(4);
    const size = (await hub.readBlob(bound))?.info.size ?? 0;
    const filed = await hub.execute({
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: "H57.101",
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
        components: [
          {
            componentId: "tk",
            originals: 0,
            copies: 0,
            files: [{ blob: bound, name: "tk.pdf", size, mediaType: "application/pdf" }],
          },
        ],
        returnMethod: { kind: "inPerson" },
      },
      actor: { id: "cb-1", role: "officer", agencyId: "H57.101" },
    });
    expect(filed.outcome).toBe("done");
    const held = await hub.papers.keep({
      owner: { kind: "citizen", identityNumber: "001099000012" },
      agencyId: "H57.101",
      name: "Giấy chứng sinh",
      blob: kept,
      fileName: "gcs.pdf",
      by: "cb-1",
    });
    expect(held).toMatchObject({ blob: kept });

    // So many days it is shown; from then on its job says what became of it, and the bytes go with the next day.
    const days = hub.hall.halls.get(HALL)?.keepFilesDays ?? 0;
    ahead = (days - 1) * DAY_MS;
    expect((await hub.hall.job(CAMERA, "anh"))?.reference).toBe(picture);
    ahead = days * DAY_MS;
    const over = await hub.hall.job(CAMERA, "anh");
    expect(over).toMatchObject({ state: "done", problem: { code: "hall.file-expired" } });
    expect(over?.problem?.vi).toContain("đã hết hạn lưu");
    expect(over?.reference).toBeUndefined();
    const again = async () => {
      await hub.stop();
      hub = await openHub(folder);
    };
    const there = async () =>
      Promise.all([picture, loose, bound, kept].map(async (of) => (await hub.readBlob(of)) !== undefined));
    ahead = (days + 2) * DAY_MS;
    await again();
    await until(async () => (await hub.readBlob(picture)) === undefined);
    expect(await there()).toEqual([false, false, true, true]);
    for (const sha256 of [picture, loose]) expect(existsSync(join(folder, "blobs", sha256.slice(0, 2), sha256))).toBe(false);
    expect((await bytesOf(bound)).bytes.length).toBe(size);
    expect((await bytesOf(kept)).bytes.length).toBeGreaterThan(0);
    // What happened stays: the job, and the event of the day.
    expect(await hub.hall.job(CAMERA, "anh")).toMatchObject({ state: "done", problem: { code: "hall.file-expired" } });
    const asked = await hub.hall.events(HALL, 0, 100, "2026-03-02");
    expect(asked.filter(({ type }) => type === "deviceAsked").map(({ data }) => data["jobId"])).toEqual([
      "anh",
      "roi",
      "ho-so",
      "giay-to",
    ]);
  });

  it("R-H document scanner, camera: what they say of themselves is what the hall shows", async () => {
    const [one, other] = await Promise.all([
      until(async () => {
        const found = await hub.hall.device(SCANNER);
        return found?.state === "ok" && found;
      }),
      until(async () => {
        const found = await hub.hall.device(CAMERA);
        return found?.state === "ok" && found;
      }),
    ]);
    expect(one.readings).toMatchObject({ twoSided: true, resolutions: "75, 100, 150, 200, 300, 600", state: "Idle" });
    expect(other.readings).toMatchObject({ model: "SimCam Q1" });
  });
});
