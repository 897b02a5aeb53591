/**
 * The independent proof: our own client of the national portal (adapters/dvc-portal), written against the portal's simulator long before this
 * door, is pointed at the door. Nothing but its address, user and password is changed.
 */
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import dvcPortal from "../../../adapters/dvc-portal/adapter.ts";
import { toProcedure } from "../../../adapters/dvc-portal/catalog.ts";
import { ask, rows } from "../../../adapters/dvc-portal/client.ts";
import { config } from "../../../adapters/dvc-portal/config.ts";
import { agencyRow, fieldRow, procedureDetail, procedureRow } from "../../../adapters/dvc-portal/contract/catalog.ts";
import { sampleProgress, sampleSyncDossier } from "../../../adapters/dvc-portal/contract/samples.ts";
import { lookUp } from "../../../adapters/dvc-portal/look-up.ts";
import { inquireReport, sendReport } from "../../../adapters/dvc-portal/report.ts";
import { inquireSync, sendSync, syncBody } from "../../../adapters/dvc-portal/sync.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { STATUSES } from "../../../core/dossier/statuses.ts";
import { createHub, type Execution, type Hub } from "../../../core/hub.ts";
import { createLog } from "../../../gateway/log.ts";
import { failure, fakeCall } from "../../adapters/kit/fake-call.ts";
import { type DoorWorld, FRIDAY_10, openDoor, PROVINCE } from "./world.ts";

const URL_OF_HUB = "http://truc-lien-thong.test";
const server = setupServer();
let world: DoorWorld;
let settings: ReturnType<typeof config.parse>;
beforeAll(async () => {
  world = await openDoor();
  server.use(http.all(`${URL_OF_HUB}/*`, async ({ request }) => (await world.app.fetch(request)) ?? HttpResponse.error()));
  server.listen({ onUnhandledRequest: "error" });
  const { credential, secret = "" } = await world.hub.partners.issue({
    partnerId: "mot-cua",
    kind: "shared",
    overlapSeconds: 3600,
  });
  settings = config.parse({ url: URL_OF_HUB, user: credential.id, password: secret, madonvi: PROVINCE });
});
afterAll(async () => {
  server.close();
  await world.stop();
});

const call = (more: object = {}) => fakeCall({ ...settings, ...more }, { now: () => FRIDAY_10 }).call;
/** The adapter's own samples, at an agency of the client's. */
const body = (code: string, more: object = {}) =>
  syncBody.parse({
    record: { ...sampleSyncDossier, MaHoSo: code, DonViXuLy: "H57.122", ...more },
    progress: [{ ...sampleProgress, MaHoSo: code }],
  });

describe("R-J04 R-G01 adapters/dvc-portal pointed at the hub", () => {
  it("R-J04 [§1.2] syncDossier creates, and tells progress; the answer is read as success", async () => {
    const code = "H57.122-260213-0301";
    expect(await sendSync(body(code), call())).toMatchObject({ reference: code });
    expect(await world.dossier(code)).toMatchObject({
      status: "processing",
      channel: "online",
      applicant: { fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
      aliases: [code],
    });
  });

  it("R-J04 [§1.2] again: an update, the rows that are there are left out, nothing changes", async () => {
    const code = "H57.122-260213-0301";
    const { version } = await world.dossier(code);
    await sendSync(body(code, { TrangThaiHoSo: "4" }), call());
    expect((await world.dossier(code)).version).toBe(version);
  });

  it("R-J04 after a lost answer it asks, and finds what arrived", async () => {
    const code = "H57.122-260213-0302";
    expect(await inquireSync(body(code), call())).toEqual({ found: false });
    await sendSync(body(code), call());
    expect(await inquireSync(body(code), call())).toMatchObject({ found: true, reference: code });
  });

  it("R-J04 [§1.1] 'đã tồn tại' is read as such and sent again as an update", async () => {
    const code = "H57.122-260213-0303";
    await sendSync(body(code), call());
    const answer = await ask(
      call(),
      { service: "DongBoHoSoMC", isUpdating: "False", data: [body(code, { TrichYeuHoSo: "Khác" }).record] },
      "write",
    );
    expect(answer.reading).toMatchObject({ means: "duplicate", code: "dvc-portal.exists" });
  });

  it.each([
    ["an unknown procedure: the partner's terminal answer", { MaTTHC: "9.999999" }, "rejected", "dvc-portal.not-listed"],
    ["another province's unit", { DonViXuLy: "H57.123" }, "rejected", "dvc-portal.out-of-scope"],
    ["a malformed record: our bug, a person looks", { NgayTiepNhan: "20260230083000" }, "pause", "dvc-portal.malformed"],
  ])("R-J04 [§1.1] reads our refusals as meant: %s", async (_, more, intent, code) => {
    expect(await failure(sendSync(body("H57.122-260213-0304", more), call()))).toMatchObject({ intent, code });
  });

  it("R-J04 [§1.1] a session that ended is renewed by itself; wrong credentials wait for a person", async () => {
    world.pass(31 * 60_000);
    expect(await lookUp(call(), "H57.122-260213-0301")).toMatchObject({ TrangThaiHoSo: "4" });
    const wrong = call({ password: "sai" });
    expect(await failure(lookUp(wrong, "H57.122-260213-0301"))).toMatchObject({ intent: "pause" });
  });

  it("R-J04 its probe takes the door for alive, without logging in", async () => {
    await expect(dvcPortal.probe?.(call())).resolves.toBeUndefined();
  });

  it("R-J04 [§1.6] reportState on a dossier with a national code", async () => {
    const national = "G22.99.01-260213-0301";
    await ask(
      call(),
      {
        service: "DongBoHoSoMC",
        isUpdating: "False",
        data: [{ ...body(national).record, TrangThaiHoSo: "1", NgayTiepNhan: "", NgayHenTra: "" }],
      },
      "write",
    );
    const report = {
      nationalCode: national,
      status: "2",
      text: "Đã tiếp nhận",
      at: "2026-02-13T01:30:00.000Z",
      files: [],
    } as const;
    expect(await inquireReport({ ...report, files: [] }, call())).toEqual({ found: false });
    expect(await sendReport({ ...report, files: [] }, call())).toMatchObject({ reference: national });
    expect(await inquireReport({ ...report, files: [] }, call())).toMatchObject({ found: true });
  });

  it("R-J04 [§1.2] the catalogs have the contract's shapes, and a procedure comes back as it was", async () => {
    const list = async (service: "LayDanhMucCoQuan" | "LayDanhMucLinhVuc" | "LayDanhSachTTHC") =>
      ask(call(), { service }, "read");
    expect(rows(await list("LayDanhMucCoQuan"), agencyRow)).toContainEqual({
      MADONVI: "H57.101",
      TENDONVI: "Ủy ban nhân dân phường Thuận Hóa",
      CAPDONVI: "2",
    });
    expect(rows(await list("LayDanhMucLinhVuc"), fieldRow).map((one) => one.TENLINHVUC)).toContain("Hộ tịch");
    const procedures = rows(await list("LayDanhSachTTHC"), procedureRow);
    const catalogs = loadCatalogs();
    expect(procedures.length).toBe(catalogs.procedures.length);
    for (const published of catalogs.procedures) {
      const answer = await ask(call(), { service: "LayThuTuc", maTTHC: published.code }, "read");
      const back = toProcedure(rows(answer, procedureDetail)[0] ?? procedureDetail.parse({}));
      expect(back).toMatchObject({
        code: published.code,
        name: published.name.replaceAll(/\s+/g, " "),
        level: published.level,
        onlineLevel: published.onlineLevel,
      });
      expect(back.components.map((one) => [one.id, one.originals, one.copies])).toEqual(
        published.components.map((one) => [one.id, one.originals, one.copies]),
      );
      const rules = (of: typeof published) =>
        of.cases
          .map((one) => one.time)
          // The words of a time without a figure are not a figure either way.
          .map((time) =>
            time.kind === "unstated" || (time.kind === "sameDay" && time.rule === "noon") ? "prose" : JSON.stringify(time),
          );
      expect(new Set(rules(back)), published.code).toEqual(new Set(rules(published)));
    }
  });
});

describe("R-J04 R-G01 one hub in front of another", () => {
  const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.122" } as const;
  const LEADER = { id: "ld-1", name: "Phạm Thị Lãnh Đạo", role: "leader", agencyId: "H57.122" } as const;
  let other: Hub;
  let now = FRIDAY_10;
  beforeAll(async () => {
    other = await createHub({
      dataDir: "memory",
      catalogs: loadCatalogs(),
      adapters: [{ adapter: dvcPortal, config: settings }],
      secret: "thu-nghiem-hai".repeat(4),
      clock: () => now,
      log: createLog("silent"),
    });
    await other.start();
  });
  afterAll(() => other.stop());

  it("R-J04 a whole life at the one-stop hub is followed through the lane, state by state, at this one", async () => {
    const pass = (minutes: number): void => {
      now = new Date(Date.parse(now) + minutes * 60_000).toISOString();
      world.setNow(now);
    };
    const run = async (command: Execution["command"], dossier?: string, actor: Execution["actor"] = OFFICER) => {
      pass(3);
      const outcome = await other.execute({ command, actor, ...(dossier === undefined ? {} : { dossier }) });
      if (outcome.outcome !== "done") throw new TypeError(JSON.stringify(outcome));
      await other.exchange.idle();
      return outcome.dossier;
    };
    const filed = await run({
      type: "submit",
      channel: "counter",
      procedureCode: "1.004873",
      agencyId: "H57.122",
      applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
      components: [{ componentId: "tk", originals: 1 }],
    });
    const specs = (await other.procedure("1.004873"))?.procedure.components ?? [];
    const required = specs.filter((one) => one.required).map((one) => ({ componentId: one.id, originals: 1 }));
    await run({ type: "amend", components: required }, filed.id);
    await run({ type: "check", outcome: "valid" }, filed.id);
    const { code = "" } = await run({ type: "receive" }, filed.id);
    const follows = async (status: keyof typeof STATUSES): Promise<void> => {
      const here = await other.find(filed.id);
      const there = await world.dossier(code);
      expect([here?.status, STATUSES[there.status].national]).toEqual([status, STATUSES[status].national]);
      expect(await other.exchange.messages({ dossier: filed.id, states: ["ready", "paused", "dead", "rejected"] })).toEqual({
        items: [],
      });
    };
    await follows("received");
    const first = specs.find((one) => one.required)?.id ?? "";
    await run({ type: "handOver", unit: "Bộ phận tư pháp" }, filed.id);
    await follows("processing");
    await run({ type: "progress", note: "Đang xác minh" }, filed.id);
    await run({ type: "requestSupplement", missing: [{ componentId: first, reason: "Tờ khai thiếu chữ ký" }] }, filed.id);
    await follows("awaitingSupplement");
    await run({ type: "supplement", components: [{ componentId: first, originals: 1 }] }, filed.id);
    await follows("processing");
    await run({ type: "suspend", reason: "Chờ xác minh nơi cư trú cũ" }, filed.id);
    await follows("suspended");
    await run({ type: "resume" }, filed.id);
    await follows("processing");
    await run({ type: "decide", documents: [{ name: "Giấy xác nhận tình trạng hôn nhân" }] }, filed.id, LEADER);
    await follows("decided");
    await run(
      {
        type: "returnInPerson",
        receiverName: "Nguyễn Văn Thử",
        identityNumber: "001099000012",
        appointmentSlip: true,
      },
      filed.id,
    );
    await follows("returned");
    const there = await world.dossier(code);
    const here = await other.find(filed.id);
    expect(there.receivedAt?.slice(0, 19)).toBe(here?.receivedAt?.slice(0, 19));
    expect(there.clock?.stops.map((stop) => stop.reason)).toEqual(here?.clock?.stops.map((stop) => stop.reason));
    expect(there.returned?.onTime).toBe(here?.returned?.onTime);
    const told = (await world.client.find(code)).result?.[0]?.["DanhSachTienDo"];
    expect(JSON.stringify(told)).toContain("Đang xác minh");
  });
});
