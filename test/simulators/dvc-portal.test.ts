import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ProcedureDetail, procedureDetail, procedureRow, TIME_UNITS } from "../../adapters/dvc-portal/contract/catalog.ts";
import type { SyncDossier } from "../../adapters/dvc-portal/contract/dossier.ts";
import { DSTCODE, PATHS, type Reply } from "../../adapters/dvc-portal/contract/envelope.ts";
import {
  sampleAccount,
  sampleLogin,
  sampleProgress,
  sampleStatusSync,
  sampleSyncDossier,
} from "../../adapters/dvc-portal/contract/samples.ts";
import dvcPortal from "../../simulators/dvc-portal/simulator.ts";
import { createSimulation } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { call, door, fakeHub } from "./calls.ts";

const QUERY = `?dstcode=${encodeURIComponent(DSTCODE)}`;
const CODE = sampleSyncDossier.MaHoSo;

interface State {
  readonly dossiers: readonly {
    data: SyncDossier;
    status: string;
    updates: number;
    identicalUpdates: number;
    statuses: string[];
    progress: { double: boolean; late: boolean; NoiDungXuLy: string }[];
  }[];
  readonly pushed: readonly { MaHoSo: string; MaHoSoDonVi: string | null; statuses: { TrangThai: string; double: boolean }[] }[];
}

describe("the simulated national portal", () => {
  let portal: Simulation;
  let session: string;

  beforeEach(async () => {
    portal = createSimulation(dvcPortal, { now: "2026-02-13T08:00:00+07:00", fetch: fakeHub().hub });
    session = await login();
  });

  const login = async (): Promise<string> => {
    const { body } = await call<{ session: string }>(portal, "POST", PATHS.login + QUERY, sampleLogin);
    return body.session;
  };
  const ask = async (service: string, extra: Readonly<Record<string, unknown>> = {}): Promise<Reply> => {
    const envelope = { session, madonvi: sampleAccount.madonvi, service, ...extra };
    const { status, body } = await call<Reply>(portal, "POST", PATHS.service + QUERY, envelope);
    expect(status).toBe(200);
    return body;
  };
  const sync = (change: Readonly<Record<string, unknown>> = {}, isUpdating = "False"): Promise<Reply> =>
    ask("DongBoHoSoMC", { isUpdating, data: [{ ...sampleSyncDossier, ...change }] });
  const progress = (change: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
    ask("CapNhatTienDoHoSoMC", { data: [{ ...sampleProgress, ...change }] });
  const state = (): State => portal.parts.state() as State;
  const succeeded = (reply: Reply): boolean =>
    ["0", "00"].includes(String(reply.error_code)) ||
    (reply.message.toLowerCase().includes("thành công") && !reply.message.toLowerCase().includes("không thành công"));

  describe("login session", () => {
    it.each([
      [{ username: sampleLogin.username, password: "sai" }, "không đúng"],
      [{ username: "khac", password: sampleLogin.password }, "không đúng"],
      [{ username: sampleLogin.username }, "Thiếu"],
      ["không phải JSON", "Thiếu"],
    ])("R-G01 [§1.2] refuses %j, with HTTP 200 and no session", async (body, phrase) => {
      const answer = await call<{ error_code: unknown; message: string; session?: string }>(
        portal,
        "POST",
        PATHS.login + QUERY,
        body,
      );
      expect(answer.status).toBe(200);
      expect(["0", "00"]).not.toContain(String(answer.body.error_code));
      expect(answer.body.message).toContain(phrase);
      expect(answer.body.session).toBeUndefined();
    });

    it("R-G01 [§1.2] a session ends after its time by the simulator's clock; another login mends it", async () => {
      portal.clock.advance(1_799_999);
      expect(succeeded(await sync())).toBe(true);
      portal.clock.advance(1);
      expect(await sync()).toMatchObject({ error_code: "-3", message: expect.stringContaining("hết hạn") });
      session = await login();
      expect((await sync()).message).toContain("đã tồn tại");
    });

    it("R-G01 [§1.2] a call without a session, or with a foreign one, does nothing", async () => {
      for (const wrong of [undefined, "", "khác"]) {
        session = wrong as string;
        expect((await sync()).error_code).toBe("-3");
      }
      expect(state().dossiers).toEqual([]);
    });

    it("R-G01 [§1.2] refuses an agency that is not the account's", async () => {
      expect(await ask("TraCuuHoSo", { madonvi: "000.00.00.H01", mahoso: "x" })).toMatchObject({ error_code: "-1" });
    });

    it("R-G01 [§1.2] the security server does not know another provider", async () => {
      const { status, body } = await call(portal, "POST", `${PATHS.login}?dstcode=VN:GOV:khac`, sampleLogin);
      expect([status, body["type"]]).toEqual([500, "Server.ClientProxy.UnknownMember"]);
    });
  });

  describe("DongBoHoSoMC", () => {
    it("R-G01 [§1.2] creates a dossier, and says success in more than one way", async () => {
      const answers: Reply[] = [];
      for (let no = 0; no < 40; no += 1) answers.push(await sync({ MaHoSo: `H57.132-260213-${String(no).padStart(4, "0")}` }));
      expect(answers.every(succeeded)).toBe(true);
      expect(new Set(answers.map((answer) => JSON.stringify(answer.error_code))).size).toBeGreaterThan(2);
      expect(state().dossiers).toHaveLength(40);
    });

    it('a second create is refused with "đã tồn tại" and changes nothing; an update takes', async () => {
      await sync();
      const again = await sync({ TrangThaiHoSo: "4" });
      expect(again).toMatchObject({ error_code: "-1", message: `Hồ sơ ${CODE} đã tồn tại trên hệ thống` });
      expect(state().dossiers[0]).toMatchObject({ status: "2", updates: 0 });
      expect(succeeded(await sync({ TrangThaiHoSo: "4" }, "True"))).toBe(true);
      expect(state().dossiers[0]).toMatchObject({ status: "4", updates: 1, identicalUpdates: 0, statuses: ["2", "4"] });
    });

    it("R-G01 [§1.2] an update of a dossier that it does not have is refused", async () => {
      expect((await sync({}, "True")).message).toBe(`Hồ sơ ${CODE} không tồn tại trên hệ thống, không thể cập nhật`);
      expect(state().dossiers).toEqual([]);
    });

    it("R-G01 [§1.2] counts an update that says nothing new", async () => {
      await sync();
      await sync({}, "True");
      expect(state().dossiers[0]).toMatchObject({ updates: 1, identicalUpdates: 1 });
    });

    it.each([
      ["unknown procedure", { MaTTHC: "9.999999" }, "không có trong danh mục"],
      ["procedure code with the province's suffix", { MaTTHC: "1.001193.000.00.00.H57" }, "không có trong danh mục"],
      ["bad date", { NgayNopHoSo: "13/02/2026" }, "yyyyMMddHHmmss"],
      ["impossible date", { NgayHenTra: "20260230163000" }, "không phải là ngày hợp lệ"],
      ["due before receipt", { NgayHenTra: "20260101163000" }, "không được trước ngày tiếp nhận"],
      ["over-long summary", { TrichYeuHoSo: "x".repeat(1001) }, "vượt quá 1000 ký tự"],
      ["over-long file name", { TaiLieuNop: [{ TenTepDinhKem: "x".repeat(4001) }] }, "TenTepDinhKem vượt quá 4000 ký tự"],
      ["no owner", { ChuHoSo: undefined }, "Thiếu thông tin bắt buộc: ChuHoSo"],
      ["empty owner", { ChuHoSo: "" }, "Thiếu thông tin bắt buộc: ChuHoSo"],
      ["no receipt date once received", { NgayTiepNhan: undefined }, "Thiếu thông tin bắt buộc: NgayTiepNhan"],
      ["unknown status", { TrangThaiHoSo: "11" }, "TrangThaiHoSo không hợp lệ"],
      ["number for text", { TrangThaiHoSo: 2 }, "TrangThaiHoSo không hợp lệ"],
      ["unknown channel", { KenhThucHien: "9" }, "KenhThucHien không hợp lệ"],
      ["8-digit identity", { DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "00109900" }] }, "SoDinhDanh không hợp lệ"],
    ])("R-G01 [§1.2] refuses in prose and stores nothing: %s", async (_name, change, phrase) => {
      const answer = await sync(change);
      expect(answer.message).toContain(phrase);
      expect(["-1", "3"]).toContain(answer.error_code);
      expect(succeeded(answer)).toBe(false);
      expect(state().dossiers).toEqual([]);
    });

    it("R-G01 [§1.2] takes 1000 characters, and a not yet received dossier without a receipt date", async () => {
      expect(
        succeeded(await sync({ TrichYeuHoSo: "đ".repeat(1000), TrangThaiHoSo: "1", NgayTiepNhan: "", NgayHenTra: "" })),
      ).toBe(true);
    });

    it.each([
      [{ isUpdating: "False", data: [] }],
      [{ isUpdating: "False", data: sampleSyncDossier }],
      [{ isUpdating: "False" }],
      [{ data: [sampleSyncDossier] }],
      [{ isUpdating: true, data: [sampleSyncDossier] }],
      [{ isUpdating: "False", data: [null] }],
    ])("R-G01 [§1.2] refuses the envelope %j", async (extra) => {
      expect((await ask("DongBoHoSoMC", extra)).error_code).toBe("3");
      expect(state().dossiers).toEqual([]);
    });

    it("R-G01 [§1.2] of several, each has its own outcome", async () => {
      const data = [sampleSyncDossier, { ...sampleSyncDossier, MaHoSo: "H57.132-260213-0002", MaTTHC: "9.999999" }];
      const answer = await ask("DongBoHoSoMC", { isUpdating: "False", data });
      expect(answer).toMatchObject({ error_code: "-1", result: [{ MaHoSo: CODE, error_code: "0" }, { error_code: "-1" }] });
      expect(state().dossiers.map((one) => one.data.MaHoSo)).toEqual([CODE]);
    });
  });

  describe("CapNhatTienDoHoSoMC", () => {
    it("R-G01 [§1.2] refuses progress of a dossier that it does not have", async () => {
      expect((await progress()).message).toContain("không tồn tại trên hệ thống");
    });

    it.each([
      ["over-long name", { NguoiXuLy: "x".repeat(51) }, "NguoiXuLy vượt quá 50 ký tự"],
      ["no content", { NoiDungXuLy: "" }, "Thiếu thông tin bắt buộc: NoiDungXuLy"],
      ["bad time", { ThoiDiemXuLy: "2026" }, "yyyyMMddHHmmss"],
      ["impossible time", { ThoiDiemXuLy: "20260431080000" }, "không phải là ngày hợp lệ"],
      ["unknown status", { TrangThai: "0" }, "TrangThai không hợp lệ"],
    ])("R-G01 [§1.2] refuses %s", async (_name, change, phrase) => {
      await sync();
      expect((await progress(change)).message).toContain(phrase);
      expect(state().dossiers[0]?.progress).toEqual([]);
    });

    it("R-G01 [§1.2] appends, moves the status, and marks doubles and items older than the one before", async () => {
      await sync();
      await progress();
      await progress();
      await progress({ ThoiDiemXuLy: "20260213080000", NoiDungXuLy: "Việc cũ" });
      const [dossier] = state().dossiers;
      expect(dossier?.status).toBe("4");
      expect(dossier?.progress.map(({ double, late }) => [double, late])).toEqual([
        [false, false],
        [true, false],
        [false, true],
      ]);
      expect(portal.parts.counts()).toMatchObject({ progress: 3, doubleProgress: 1, lateProgress: 1 });
    });
  });

  describe("TraCuuHoSo", () => {
    it("R-G01 [§1.2] finds what it has, with the progress it holds, and says in prose what it has not", async () => {
      expect(await ask("TraCuuHoSo", { mahoso: CODE })).toMatchObject({
        error_code: "-1",
        message: `Hồ sơ ${CODE} không tồn tại trên hệ thống`,
        result: [],
      });
      await sync();
      await progress();
      const { result } = await ask("TraCuuHoSo", { mahoso: CODE });
      expect(result).toEqual([
        {
          MaHoSo: CODE,
          MaTTHC: "1.001193",
          TrangThaiHoSo: "4",
          NgayTiepNhan: sampleSyncDossier.NgayTiepNhan,
          DanhSachTienDo: [
            { ThoiDiemXuLy: sampleProgress.ThoiDiemXuLy, TrangThai: "4", NoiDungXuLy: sampleProgress.NoiDungXuLy },
          ],
        },
      ]);
      expect((await ask("TraCuuHoSo")).error_code).toBe("3");
    });
  });

  describe("catalogs", () => {
    it("R-G01 [§1.2] lists agencies, fields and procedures, and gives one procedure whole", async () => {
      expect((await ask("LayDanhMucCoQuan")).result).toContainEqual({
        MADONVI: "H57.101",
        TENDONVI: "Ủy ban nhân dân phường Thuận Hóa",
        CAPDONVI: "2",
      });
      expect((await ask("LayDanhMucLinhVuc")).result).toContainEqual(
        expect.objectContaining({ TENLINHVUC: "Hộ tịch", MALINHVUC: expect.stringMatching(/^G\d\d-LV\d\d$/) }),
      );
      const list = (await ask("LayDanhSachTTHC")).result as { MATTHC: string }[];
      expect(list.map((one) => one.MATTHC)).toEqual(expect.arrayContaining(["1.001193", "1.004884", "1.004222"]));
      const [procedure] = (await ask("LayThuTuc", { maTTHC: "1.004884" })).result as ProcedureDetail[];
      expect(procedure).toMatchObject({ TENTTHC: "Đăng ký lại khai sinh", CAPTHUCHIEN: "Cấp Xã" });
      expect(procedure?.CACHTHUCTHUCHIEN[0]?.THOIGIAN?.[0]).toMatchObject({ THOIGIANGIAIQUYET: "5" });
      expect((await ask("LayThuTuc", { maTTHC: "9.999999" })).message).toContain("không tồn tại");
    });

    it("R-G01 [§1.2] every published procedure is whole by the contract, its time in a unit that the portal uses", async () => {
      const list = z.array(procedureRow).parse((await ask("LayDanhSachTTHC")).result);
      expect(list).toHaveLength(64);
      const units = new Set<string>();
      for (const { MATTHC } of list) {
        const [procedure] = z.tuple([procedureDetail]).parse((await ask("LayThuTuc", { maTTHC: MATTHC })).result);
        expect(procedure.MATTHC).toBe(MATTHC);
        for (const road of procedure.CACHTHUCTHUCHIEN) for (const time of road.THOIGIAN ?? []) units.add(time.DONVITINH);
      }
      expect(TIME_UNITS).toEqual(expect.arrayContaining([...units]));
    });

    it("R-G01 [§1.2] what is published can be changed through the door, and is back after a reset", async () => {
      const fresh = {
        MATTHC: "9.999999",
        TENTTHC: "Thủ tục thử",
        LINHVUCTHUCHIEN: [{ TENLINHVUC: "Thử" }],
        CACHTHUCTHUCHIEN: [{ KENH: "1" }],
      };
      expect((await door(portal, "POST", "/procedures", fresh)).status).toBe(201);
      expect(succeeded(await sync({ MaTTHC: "9.999999" }))).toBe(true);
      expect((await door(portal, "DELETE", "/procedures/9.999999")).status).toBe(200);
      expect((await door(portal, "DELETE", "/procedures/9.999999")).status).toBe(404);
      expect((await door(portal, "POST", "/procedures", { MATTHC: 1 })).status).toBe(400);
      await door(portal, "DELETE", "/procedures/1.001193");
      await door(portal, "POST", "/reset");
      session = await login();
      expect(succeeded(await sync())).toBe(true);
    });
  });

  describe("DongBoTrangThaiHoSo", () => {
    const status = (change: Readonly<Record<string, unknown>> = {}, type = "2") =>
      ask("DongBoTrangThaiHoSo", { type, data: { ...sampleStatusSync, ...change } });
    const pushed = async (): Promise<string> =>
      (await door<{ MaHoSo: string }>(portal, "POST", "/push", { attempts: 1 })).body.MaHoSo;

    it("R-G01 [§1.2] takes states of dossiers that it pushed, even before the push was answered, and learns the province's code", async () => {
      const MaHoSo = await pushed();
      expect((await status({ MaHoSo })).error_code).toBe("201");
      expect((await status({ MaHoSo, TrangThai: "4", NgayXuLy: "20260213090000" })).error_code).toBe("200");
      await status({ MaHoSo, TrangThai: "4", NgayXuLy: "20260213090000" });
      expect(state().pushed[0]).toMatchObject({ MaHoSo, MaHoSoDonVi: "H57.132-260213-0001" });
      expect(state().pushed[0]?.statuses.map(({ TrangThai, double }) => [TrangThai, double])).toEqual([
        ["2", false],
        ["4", false],
        ["4", true],
      ]);
      expect((await ask("TraCuuHoSo", { mahoso: MaHoSo })).result).toEqual([{ MaHoSo, TrangThaiHoSo: "4" }]);
    });

    it("R-G01 [§1.2] refuses a dossier that it never pushed, another type, a bad date, a missing text", async () => {
      const MaHoSo = await pushed();
      const answers = [
        await status(),
        await status({ MaHoSo }, "1"),
        await status({ MaHoSo, NgayXuLy: "20260230000000" }),
        await status({ MaHoSo, NoiDung: undefined }),
      ];
      expect(answers.map((answer) => answer.error_code)).toEqual(["500", "500", "500", "500"]);
      expect(state().pushed[0]?.statuses).toEqual([]);
    });
  });

  it.each([
    ["không phải JSON", "3"],
    [[1, 2], "3"],
    [{ session: "x", madonvi: "y" }, "3"],
    [{ session: "x", madonvi: "y", service: "XoaHoSo" }, "-1"],
  ])("R-G01 [§1.2] a body that makes no sense: %j", async (body, code) => {
    const answer = await call<Reply>(portal, "POST", PATHS.service + QUERY, body);
    expect([answer.status, answer.body.error_code]).toEqual([200, code]);
  });

  it("R-G01 [§1.2] the same calls to two portals of one seed get the same answers", async () => {
    const run = async (): Promise<unknown[]> => {
      portal = createSimulation(dvcPortal, { now: "2026-02-13T08:00:00+07:00", seed: 7 });
      session = await login();
      const answers: unknown[] = [session];
      for (let no = 0; no < 10; no += 1) answers.push(await sync({ MaHoSo: `H57-260213-000${no}` }));
      return answers;
    };
    expect(await run()).toEqual(await run());
  });
});
