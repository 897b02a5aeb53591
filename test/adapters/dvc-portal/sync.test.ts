import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { config } from "../../../adapters/dvc-portal/config.ts";
import { type Envelope, envelope, type Reply } from "../../../adapters/dvc-portal/contract/envelope.ts";
import { sampleProgress, sampleSyncDossier } from "../../../adapters/dvc-portal/contract/samples.ts";
import { inquireSync, sendSync, syncBody } from "../../../adapters/dvc-portal/sync.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";

const ok: Reply = { error_code: "0", message: "Thành công", result: [] };
const NOT_THERE: Reply = { error_code: "-1", message: "Hồ sơ không tồn tại trên hệ thống", result: null };
const found = (more: object = {}): Reply => ({
  ...ok,
  result: [{ MaHoSo: sampleSyncDossier.MaHoSo, TrangThaiHoSo: "2", ...more }],
});

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** A portal that answers services in turn; what it was asked, in order. */
const portal = (answers: Readonly<Record<string, readonly Reply[]>>): { calls: Envelope[]; names: () => string[] } => {
  const calls: Envelope[] = [];
  server.use(
    http.post("http://portal.test/*", async ({ request }) => {
      if (request.url.includes("mapi/login"))
        return HttpResponse.json({ error_code: 0, session: "phien-1", message: "Đăng nhập thành công" });
      const call = envelope.parse(await request.json());
      const nth = calls.filter((one) => one.service === call.service).length;
      calls.push(call);
      return HttpResponse.json(answers[call.service]?.[nth] ?? ok);
    }),
  );
  return {
    calls,
    names: () => calls.map((call) => (call.isUpdating === undefined ? call.service : `${call.service} ${call.isUpdating}`)),
  };
};
const call = () => fakeCall(config.parse({ url: "http://portal.test", user: "u", password: "p", madonvi: "000.00.00.H57" })).call;
const body = (rows = 1) =>
  syncBody.parse({
    record: sampleSyncDossier,
    progress: Array.from({ length: rows }, (_, n) => ({ ...sampleProgress, NoiDungXuLy: `Bước ${n}` })),
  });

describe("R-G01 syncDossier", () => {
  it("R-G01 [§1.2] looks up, creates, then tells progress in chunks of 10", async () => {
    const seen = portal({ TraCuuHoSo: [NOT_THERE] });
    await sendSync(body(23), call());
    expect(seen.names()).toEqual([
      "TraCuuHoSo",
      "DongBoHoSoMC False",
      "CapNhatTienDoHoSoMC",
      "CapNhatTienDoHoSoMC",
      "CapNhatTienDoHoSoMC",
    ]);
    expect(seen.calls.slice(2).map((one) => (Array.isArray(one.data) ? one.data.length : 0))).toEqual([10, 10, 3]);
  });
  it("R-G01 [§1.2] updates what the portal has, and sends only the rows it has not", async () => {
    const held = [{ ThoiDiemXuLy: sampleProgress.ThoiDiemXuLy, TrangThai: "4", NoiDungXuLy: "Bước 0" }];
    const seen = portal({ TraCuuHoSo: [found({ DanhSachTienDo: held })] });
    await sendSync(body(2), call());
    expect(seen.names()).toEqual(["TraCuuHoSo", "DongBoHoSoMC True", "CapNhatTienDoHoSoMC"]);
    expect(seen.calls[2]?.data).toMatchObject([{ NoiDungXuLy: "Bước 1" }]);
  });
  it("R-G01 [§1.2] 'đã tồn tại' goes again as an update", async () => {
    const seen = portal({
      TraCuuHoSo: [NOT_THERE],
      DongBoHoSoMC: [{ error_code: "-1", message: "Hồ sơ đã tồn tại trên hệ thống", result: null }],
    });
    await sendSync(body(), call());
    expect(seen.names()).toEqual(["TraCuuHoSo", "DongBoHoSoMC False", "DongBoHoSoMC True", "CapNhatTienDoHoSoMC"]);
  });
  it("R-G01 [§1.2] progress is not sent for a dossier that was refused, even under a friendly headline", async () => {
    const refused = {
      ...ok,
      result: [{ MaHoSo: sampleSyncDossier.MaHoSo, error_code: "-1", message: "Thủ tục không có trong danh mục" }],
    };
    const seen = portal({ TraCuuHoSo: [NOT_THERE], DongBoHoSoMC: [refused] });
    expect(await failure(sendSync(body(), call()))).toMatchObject({ intent: "rejected", code: "dvc-portal.not-listed" });
    expect(seen.names()).toEqual(["TraCuuHoSo", "DongBoHoSoMC False"]);
  });
  it("R-G01 [§1.2] an unknown answer pauses and shows the portal's words", async () => {
    portal({ TraCuuHoSo: [NOT_THERE], DongBoHoSoMC: [{ error_code: "-1", message: "Mã lỗi E-4711", result: null }] });
    expect(await failure(sendSync(body(), call()))).toMatchObject({
      intent: "pause",
      code: "dvc-portal.unmatched",
      message: expect.stringContaining("E-4711"),
    });
  });
  it("R-G01 [§1.2] a portal that forgets its session at once is a retry", async () => {
    const expired: Reply = { error_code: "-3", message: "Phiên làm việc đã hết hạn", result: null };
    portal({ TraCuuHoSo: [expired, expired] });
    expect(await failure(sendSync(body(), call()))).toMatchObject({ intent: "retry", code: "session.expired-again" });
  });
});

describe("R-G01 after a lost answer", () => {
  const row = { ThoiDiemXuLy: sampleProgress.ThoiDiemXuLy, TrangThai: "4", NoiDungXuLy: "Bước 0" };
  it.each<[string, Reply, boolean]>([
    ["the portal has nothing", NOT_THERE, false],
    ["the record, but not the progress", found({ DanhSachTienDo: [] }), false],
    ["everything", found({ DanhSachTienDo: [row] }), true],
  ])("R-G01 [§1.2] %s", async (_, answer, arrived) => {
    portal({ TraCuuHoSo: [answer] });
    expect(await inquireSync(body(), call())).toMatchObject({ found: arrived });
  });
  it("R-G01 [§1.2] a portal that shows no progress rows leaves a person to look", async () => {
    portal({ TraCuuHoSo: [found()] });
    expect(await failure(inquireSync(body(), call()))).toMatchObject({ intent: "pause", code: "dvc-portal.progress-unseen" });
  });
});
