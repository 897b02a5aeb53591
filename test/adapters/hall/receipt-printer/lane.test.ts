/** Slips through the real exchange: asked of the hub, printed by the lane of the device, seen by the watcher. */
import { afterEach, describe, expect, it } from "vitest";
import { installHall } from "../../../../adapters/hall/install.ts";
import { loadCatalogs } from "../../../../catalogs/load.ts";
import { createHub, dossierSlip, type Hub, ticketSlip } from "../../../../core/hub.ts";
import { IN_MEMORY } from "../../../../core/store/open.ts";
import { startPrinter, textSlip, type World } from "./world.ts";

const catalogs = loadCatalogs();
const DEVICE = "th-slip-1";
const hall = catalogs.halls.get("thuan-hoa");
if (hall === undefined) throw new TypeError("no demo hall");

let close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of close.reverse()) await one();
  close = [];
});

const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const start = async (): Promise<{ readonly hub: Hub; readonly printer: World }> => {
  const printer = await startPrinter();
  close.push(() => printer.close());
  const installed = installHall({ LIENTHONG_HALL_TH_SLIP_1: printer.address() }, catalogs.halls);
  const hub = await createHub({
    dataDir: IN_MEMORY,
    catalogs,
    adapters: installed.lanes,
    devices: installed.devices,
    secret: "test-secret-test-secret-test-secret-1",
  });
  close.push(() => hub.stop());
  await hub.start();
  return { hub, printer };
};
const actor = { kind: "officer", id: "cb-1", name: "Trần Thị Một Cửa" } as const;
const ask = (hub: Hub, jobId: string, body: unknown) =>
  hub.hall.ask({ deviceId: DEVICE, operation: "print", body, jobId, actor });
const stateOf = async (hub: Hub, jobId: string) => (await hub.hall.job(DEVICE, jobId))?.state;
const done = (hub: Hub, jobId: string) => until(async () => (await stateOf(hub, jobId)) === "done");

describe("slips through the hub", () => {
  it("R-A06 a Phiếu hồ sơ that is asked for comes out once, and the job is done when it has", async () => {
    const { hub, printer } = await start();
    const slip = dossierSlip({
      hall,
      account: "nguyenvanan.hue",
      procedure: { code: "1.001193", name: "Đăng ký khai sinh" },
      dossierCode: "H57.101-260302-0017",
      ticketId: "A012",
      at: "2026-03-02T01:12:00.000Z",
    });
    expect(await ask(hub, "job-1", slip)).toMatchObject({ jobId: "job-1", deviceId: DEVICE });
    await done(hub, "job-1");
    await ask(hub, "job-1", slip);
    const papers = await printer.papers();
    expect(papers).toMatchObject([{ complete: true, barcodes: ["H57.101-260302-0017"] }]);
    expect(papers[0]?.lines).toContain("PHIẾU HỒ SƠ");
    expect((await hub.hall.job(DEVICE, "job-1"))?.reference).toMatch(/^[A-Z2-9]{4}$/);
  });

  it("R-H receipt printer: out of paper, slips wait and the hall is told; with paper in they come out, unmarked", async () => {
    const { hub, printer } = await start();
    await printer.door("/device/trouble", { name: "paperOut", on: true });
    await ask(hub, "job-1", textSlip("thứ nhất"));
    await until(async () => (await hub.hall.job(DEVICE, "job-1"))?.problem?.code === "hall.paper-out");
    await ask(hub, "job-2", textSlip("thứ hai"));
    await until(async () => (await hub.hall.device(DEVICE))?.problems[0]?.code === "paper.out");
    expect(await hub.hall.device(DEVICE)).toMatchObject({ state: "failing" });
    expect(await printer.papers()).toEqual([]);
    await printer.door("/device/trouble", { name: "paperOut", on: false });
    await Promise.all([done(hub, "job-1"), done(hub, "job-2")]);
    expect((await printer.papers()).map(({ lines, complete }) => [lines, complete]).sort()).toEqual([
      [["thứ hai"], true],
      [["thứ nhất"], true],
    ]);
    await until(async () => (await hub.hall.device(DEVICE))?.state === "ok");
  });

  it("R-H receipt printer: two slips asked for one after the other come out in this order", async () => {
    const { hub, printer } = await start();
    for (const [n, text] of ["một", "hai", "ba", "bốn"].entries()) await ask(hub, `job-${n}`, textSlip(text));
    await Promise.all([0, 1, 2, 3].map((n) => done(hub, `job-${n}`)));
    expect((await printer.papers()).map(({ lines }) => lines)).toEqual([["một"], ["hai"], ["ba"], ["bốn"]]);
  });

  it("R-H receipt printer: mains gone in the middle of a slip: back again, one whole slip that says BẢN IN LẠI, by itself", async () => {
    const { hub, printer } = await start();
    await printer.door("/fail-after", { afterLines: 2, what: "power" });
    await ask(hub, "job-1", textSlip("một", "hai", "ba"));
    await until(async () => (await hub.hall.job(DEVICE, "job-1"))?.problem?.code !== undefined);
    expect(await stateOf(hub, "job-1")).toBe("waiting");
    await printer.door("/device/power", { on: true });
    await done(hub, "job-1");
    expect((await printer.papers()).map(({ lines, complete }) => [lines, complete])).toEqual([
      [["một", "hai"], false],
      [["BẢN IN LẠI", "-".repeat(48), "một", "hai", "ba"], true],
    ]);
  });

  it("R-H receipt printer: a ticket whose turn is long over is not printed any more, and the job says why", async () => {
    const { hub, printer } = await start();
    const ticket = { id: "A001", serviceId: hall.services[0]?.id ?? "", takenAt: "2020-03-02T01:05:00.000Z" };
    await ask(hub, "job-1", ticketSlip({ hall, ticket }));
    const job = await until(async () => {
      const now = await hub.hall.job(DEVICE, "job-1");
      return now?.state === "failed" ? now : undefined;
    });
    expect(job.problem).toMatchObject({ code: "hall.slip-stale" });
    expect(job.problem?.vi).toContain("không in nữa");
    expect(await printer.papers()).toEqual([]);
  });

  it("R-H receipt printer: what is no slip is refused before it becomes a job", async () => {
    const { hub } = await start();
    expect(await ask(hub, "job-1", { form: "ticket", items: [] })).toMatchObject({ code: "hall.bad-job", blame: "caller" });
    expect(await hub.hall.job(DEVICE, "job-1")).toBeUndefined();
  });
});
