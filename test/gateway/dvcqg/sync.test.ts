/** DongBoHoSoMC: isUpdating, repeats, other content, batches, and every status against the engine itself. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NationalStatus } from "../../../core/dossier/statuses.ts";
import { wayTo } from "../../../gateway/dvcqg/catch-up.ts";
import { presentOf } from "../../../gateway/dvcqg/run.ts";
import { type DoorWorld, fullRecord, type Item, openDoor, row } from "./world.ts";

let world: DoorWorld;
beforeAll(async () => {
  world = await openDoor();
});
afterAll(() => world.stop());

let last = 0;
const fresh = (): string => {
  last += 1;
  return `H57.122-260213-${String(1000 + last)}`;
};
/** Everything that a status needs, whichever it is. */
const inStatus = (code: string, status: number, more: Item = {}): Item =>
  fullRecord(code, {
    TrangThaiHoSo: status,
    ...(status >= 9 ? { NgayKetThucXuLy: "20260213091000" } : {}),
    ...(status === 10 ? { NgayTra: "20260213093000" } : {}),
    ...more,
  });

describe("R-G01 [§1.3] isUpdating", () => {
  it("R-G01 [§1.3] every field reaches the dossier, or is kept with it as a fact", async () => {
    const code = fresh();
    await world.client.sync(fullRecord(code, { TrangThaiHoSo: "1", NgayTiepNhan: "", NgayHenTra: "" }));
    expect(await world.dossier(code)).toMatchObject({
      status: "submitted",
      channel: "counter",
      agencyId: "H57.122",
      procedure: { code: "1.001193", caseKey: "chung" },
      submittedAt: "2026-02-13T01:15:00.000Z",
      account: "TECHID-0000012",
      applicant: {
        kind: "citizen",
        fullName: "Nguyễn Văn Thử",
        identityNumber: "001099000012",
        techId: "TECHID-0000012",
        phone: "0900000012",
        email: "thu@congdan.example",
      },
      summary: "Đăng ký khai sinh cho con",
      aliases: [code],
      components: [
        { componentId: "tk", originals: 1, copies: 0, files: [] },
        { componentId: "gcs", originals: 1, copies: 0, files: [] },
      ],
      returnMethod: { kind: "inPerson" },
      form: {
        dvcqg: {
          soBienNhan: "BN-0001",
          ghiChu: "Ghi chú của cán bộ",
          thongTinKhac: "Nộp hộ",
          fax: "0234000000",
          vneid: true,
          soHoa: true,
          ketNoiCSDL: ["7"],
          lePhi: [{ TenPhiLePhi: "Lệ phí bản sao", MaPhiLePhi: "LP01", HinhThucThu: "1", Gia: 8000, LoaiPhiLePhi: "1" }],
          tep: [
            {
              ten: "giay-chung-sinh.pdf",
              diaChi: "https://tep.motcua.example/101",
              id: "101",
              thanhPhan: "gcs",
              soHoa: true,
            },
          ],
        },
      },
    });
  });

  it("R-G01 [§1.2] a repeat of the same sync answers success and changes nothing", async () => {
    const code = fresh();
    const item = inStatus(code, 4);
    expect(await world.client.sync(item)).toMatchObject({ error_code: "0" });
    const { version } = await world.dossier(code);
    expect(await world.client.sync(item)).toMatchObject({ error_code: "0" });
    expect(await world.client.sync(item, "True")).toMatchObject({ error_code: "0" });
    expect((await world.dossier(code)).version).toBe(version);
  });

  it("R-G01 [§1.1] the same code anew with other content: 'đã tồn tại', nothing changed", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 2));
    const before = await world.dossier(code);
    for (const more of [{ ChuHoSo: "Lê Thị Khác" }, { TrichYeuHoSo: "Việc khác" }, { NgayNopHoSo: "20260213080000" }]) {
      const reply = await world.client.sync(inStatus(code, 4, more));
      expect(reply).toMatchObject({ error_code: "-1", code: "dossier.exists" });
      expect(reply.message).toContain("đã tồn tại");
      expect(reply.message).not.toContain("thành công");
    }
    expect(await world.dossier(code)).toEqual(before);
  });

  it("R-G01 [§1.1] an update of what is not there: 'không tồn tại', nothing stored", async () => {
    const before = await world.counted();
    const reply = await world.client.sync(inStatus(fresh(), 2), "True");
    expect(reply).toMatchObject({ error_code: "-1", code: "dossier.not-found" });
    expect(reply.message).toContain("không tồn tại");
    expect(await world.counted()).toBe(before);
  });

  it("R-G01 [§1.1] isUpdating that is neither True nor False is refused, nothing stored; absent means new", async () => {
    const code = fresh();
    const data = [fullRecord(code)];
    for (const isUpdating of ["Maybe", "2", "T"])
      expect(await world.client.call("DongBoHoSoMC", { isUpdating, data })).toMatchObject({
        error_code: "3",
        message: expect.stringContaining("isUpdating"),
      });
    expect(await world.client.find(code)).toMatchObject({ error_code: "-1" });
    expect(await world.client.call("DongBoHoSoMC", { data })).toMatchObject({ error_code: "0" });
    expect(await world.client.call("DongBoHoSoMC", { isUpdating: true, data })).toMatchObject({ error_code: "0" });
  });

  it("R-G01 two processes create the same dossier at once: one dossier, both told of success", async () => {
    const code = fresh();
    const before = await world.counted();
    const replies = await Promise.all([1, 2, 3, 4].map(() => world.client.sync(inStatus(code, 4))));
    expect(replies.map((reply) => reply.error_code)).toEqual(["0", "0", "0", "0"]);
    expect(await world.counted()).toBe(before + 1);
    expect((await world.dossier(code)).handOvers.length).toBe(1);
  });

  it("R-A08 until its receipt a dossier is amended by an update, afterwards it stays as received and the answer says what", async () => {
    const code = fresh();
    const filed = { TrangThaiHoSo: "1", NgayTiepNhan: "", NgayHenTra: "" };
    await world.client.sync(fullRecord(code, filed));
    const change = { TrichYeuHoSo: "Khai sinh, sửa", SoDienThoai: "0900000099", GhiChu: "Đã gọi lại" };
    expect(await world.client.sync(fullRecord(code, { ...filed, ...change }), "True")).toMatchObject({ error_code: "0" });
    expect(await world.dossier(code)).toMatchObject({
      summary: "Khai sinh, sửa",
      applicant: { phone: "0900000099" },
      form: { dvcqg: { ghiChu: "Đã gọi lại", soBienNhan: "BN-0001" } },
    });
    await world.client.sync(fullRecord(code, change), "True");
    const reply = await world.client.sync(
      fullRecord(code, { ...change, ChuHoSo: "Nguyễn Văn Thửu", TrichYeuHoSo: "Lần ba" }),
      "True",
    );
    expect(reply).toMatchObject({ error_code: "0" });
    expect(reply.message).toMatch(/thành công; giữ nguyên.*ChuHoSo, TrichYeuHoSo$/);
    expect(await world.dossier(code)).toMatchObject({ status: "received", summary: "Khai sinh, sửa" });
  });

  it.each([
    ["another procedure", { MaTTHC: "1.000656" }, "MaTTHC"],
    ["another person's number", { DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "001099000099" }] }, "DinhDanhCHS"],
  ])("R-G01 an update never turns a dossier into another: %s", async (_, more, field) => {
    const code = fresh();
    await world.client.sync(inStatus(code, 2));
    const reply = await world.client.sync(inStatus(code, 4, more), "True");
    expect(reply).toMatchObject({ error_code: "-1", code: "dossier.other-content" });
    expect(reply.message).toContain(field);
    expect((await world.dossier(code)).status).toBe("received");
  });
});

describe("R-G01 [§1.5] status", () => {
  const TO = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const satisfies readonly NationalStatus[];
  it.each(TO)("R-G01 [§1.5] a first sync in status %i ends there by the engine's own account", async (status) => {
    const code = fresh();
    const more = status === 3 || status === 7 ? { NgayTiepNhan: "", NgayHenTra: "", GhiChu: "Không đúng thẩm quyền" } : {};
    const reply = await world.client.sync(inStatus(code, status, more));
    expect(reply).toMatchObject({ error_code: "0" });
    expect((await world.client.find(code)).result?.[0]).toMatchObject({ TrangThaiHoSo: String(status) });
  });

  // Every status that this protocol can bring a dossier to and that does not end it; forwarded and inDelivery begin elsewhere.
  it.each([1, 2, 4, 5, 6, 8, 9] as const)(
    "R-G01 [§1.5] the table of ways is what the engine does: from status %i to each other",
    async (from) => {
      for (const to of [1, ...TO] as const) {
        const code = fresh();
        const before = from === 1 ? { NgayTiepNhan: "", NgayHenTra: "" } : {};
        await world.client.sync(inStatus(code, from, before));
        const dossier = await world.dossier(code);
        const way = wayTo(presentOf(dossier), { status: to, received: true, refused: false, rounds: [] });
        const reply = await world.client.sync(inStatus(code, to), "True");
        expect([from, to, reply.error_code, reply.message]).toEqual([from, to, way.no === undefined ? "0" : "-1", reply.message]);
        if (way.no !== undefined) expect(reply.code).toBe(`dossier.${way.no}`);
        else expect((await world.client.find(code)).result?.[0], `${from} → ${to}`).toMatchObject({ TrangThaiHoSo: String(to) });
      }
    },
  );

  it("R-G01 a sync that goes backwards, or beyond the end, is refused in words that say where the dossier is", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 4));
    expect((await world.client.sync(inStatus(code, 2), "True")).message).toContain(
      "đang ở trạng thái 4 (Đang xử lý), không thể chuyển ngược về trạng thái 2 (Được tiếp nhận)",
    );
    await world.client.sync(inStatus(code, 10), "True");
    const reply = await world.client.sync(inStatus(code, 4), "True");
    expect(reply).toMatchObject({ code: "dossier.final" });
    expect(reply.message).toContain("đã kết thúc");
  });

  it("R-B02 R-B12 the receipt is dated when it was, entered late in the client's name; the due time is the engine's", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 4));
    const dossier = await world.dossier(code);
    expect(dossier).toMatchObject({
      receivedAt: "2026-02-13T01:30:00.000Z",
      code: expect.stringMatching(/^H57\.122-260213-\d{4}$/),
      clock: { dueAt: expect.stringMatching(/^2026-02-13T/) },
    });
    const received = (await world.hub.timeline(dossier.id)).find((event) => event.type === "received");
    expect(received).toMatchObject({
      actor: { id: "mot-cua/mot-cua", role: "officer", agencyId: "H57.122" },
      lateEntry: { reason: "Đồng bộ từ hệ thống một cửa", enteredBy: "Hệ thống một cửa thử" },
    });
  });

  it("R-A02 papers that the department received and does not list are taken on its word, and shown as such", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 2, { TaiLieuNop: [], DanhSachTepDinhKemKhac: [] }));
    expect(await world.dossier(code)).toMatchObject({
      status: "received",
      components: [
        { componentId: "tk", originals: 1 },
        { componentId: "gcs", originals: 1 },
      ],
      form: { dvcqg: { suyRa: ["tk", "gcs"] } },
    });
  });

  it("R-B04 supplements that came and went keep the clock still for their time", async () => {
    const code = fresh();
    const rounds = [
      { HoSoBoSungId: "1", NoiDungBoSung: "Thiếu ủy quyền", NgayBoSung: "20260213084000", NgayTiepNhanBoSung: "20260213092000" },
    ];
    await world.client.sync(inStatus(code, 4, { DanhSachHoSoBoSung: rounds }));
    expect(await world.dossier(code)).toMatchObject({
      supplementRounds: [{ requestedAt: "2026-02-13T01:40:00.000Z", suppliedAt: "2026-02-13T02:20:00.000Z" }],
      clock: { stops: [{ from: "2026-02-13T01:40:00.000Z", to: "2026-02-13T02:20:00.000Z", reason: "supplement" }] },
    });
  });

  it("R-B11 [§1.3] NgayTuChoi: a reasoned refusal, with the reason that the client gives", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 9, { NgayTuChoi: "20260213092000", ThongTinTra: "Đã đăng ký nơi khác" }));
    expect(await world.dossier(code)).toMatchObject({
      status: "decided",
      decision: { outcome: "refused", reason: "Đã đăng ký nơi khác", at: "2026-02-13T02:20:00.000Z" },
    });
  });

  it("R-G01 [§1.2] dptracuuthanhtoanhs: 1 while something is to be paid, 0 after, -1 for nobody's dossier", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 6));
    expect(await world.client.call("dptracuuthanhtoanhs", { MaHoSo: code })).toMatchObject({
      error_code: "1",
      result: [{ MaHoSo: code, TongTien: "8000", DanhSachLePhi: [{ TenPhiLePhi: "Lệ phí bản sao", Gia: "8000" }] }],
    });
    await world.client.sync(inStatus(code, 4), "True");
    expect(await world.client.call("dptracuuthanhtoanhs", { MaHoSo: code })).toMatchObject({ error_code: "0", result: [] });
    expect(await world.client.call("dptracuuthanhtoanhs", { MaHoSo: fresh() })).toMatchObject({ error_code: "-1" });
    // No number of a payment came with it: it is no payment in the books (R-D04).
    expect((await world.dossier(code)).payments).toEqual([]);
  });

  it("R-G01 a late repeat of a sync that stops the clock does not stop it again", async () => {
    const code = fresh();
    const stopped = inStatus(code, 5, { GhiChu: "Thiếu giấy chứng sinh" });
    await world.client.sync(stopped);
    await world.client.sync(inStatus(code, 4), "True");
    expect(await world.client.sync(stopped)).toMatchObject({ error_code: "0" });
    expect(await world.dossier(code)).toMatchObject({ status: "processing", supplementRounds: [{ number: 1 }] });
  });
});

describe("R-G01 batches", () => {
  it("R-G01 [§1.2] one bad item does not harm the others; the headline is never a friendly one", async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    const data = [inStatus(a, 2), { ...inStatus(b, 2), ChuHoSo: "" }, null, inStatus(c, 4)];
    const reply = await world.client.call("DongBoHoSoMC", { isUpdating: "False", data });
    expect(reply).toMatchObject({
      error_code: "3",
      result: [
        { MaHoSo: a, error_code: "0" },
        { MaHoSo: b, error_code: "3" },
        { MaHoSo: "", error_code: "3" },
        { MaHoSo: c, error_code: "0" },
      ],
    });
    expect(reply.message).toMatch(/^2\/4 mục chưa được ghi nhận: Thiếu thông tin bắt buộc: ChuHoSo/);
    expect(reply.message).not.toContain("thành công");
    expect((await world.dossier(a)).status).toBe("received");
    expect((await world.dossier(c)).status).toBe("processing");
  });

  it("R-G01 [§1.2] 'đã tồn tại' among new ones: the whole list sent again as an update succeeds", async () => {
    const [a, b] = [fresh(), fresh()];
    await world.client.sync(inStatus(a, 2));
    const data = [inStatus(a, 4, { TrichYeuHoSo: "Khác" }), inStatus(b, 4)];
    const first = await world.client.call("DongBoHoSoMC", { isUpdating: "False", data });
    expect(first.message).toContain("đã tồn tại");
    expect(await world.client.call("DongBoHoSoMC", { isUpdating: "True", data })).toMatchObject({ error_code: "0" });
  });

  it("R-G01 the same dossier twice in one list is taken in the list's order", async () => {
    const code = fresh();
    const reply = await world.client.call("DongBoHoSoMC", { data: [inStatus(code, 2), inStatus(code, 4)] });
    expect(reply).toMatchObject({ error_code: "0" });
    expect((await world.dossier(code)).status).toBe("processing");
  });
});

describe("R-G01 [§1.4] progress", () => {
  it("R-G01 [§1.4] a row takes the dossier on, with officer and unit; a row of the past is only kept", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 2));
    const forth = row(code, "4", "20260213084500", "Chuyển công chức xử lý");
    const back = row(code, "2", "20260213083000", "Tiếp nhận hồ sơ");
    expect(await world.client.progress(forth, back)).toMatchObject({ error_code: "0" });
    const dossier = await world.dossier(code);
    expect(dossier).toMatchObject({
      status: "processing",
      handOvers: [{ unit: "Bộ phận Một cửa", officer: "Trần Thị Cán Bộ", receivedAt: "2026-02-13T01:45:00.000Z" }],
    });
    const notes = (await world.hub.timeline(dossier.id)).filter((event) => event.type === "progressed");
    expect(notes.map((event) => [event.at, event.data.note, event.actor])).toEqual([
      ["2026-02-13T01:30:00.000Z", "Tiếp nhận hồ sơ", expect.objectContaining({ role: "unit" })],
      [
        "2026-02-13T01:45:00.000Z",
        "Chuyển công chức xử lý",
        {
          id: "mot-cua/tran-thi-can-bo",
          name: "Trần Thị Cán Bộ (Công chức tư pháp - hộ tịch, Bộ phận Một cửa)",
          role: "unit",
          agencyId: "H57.122",
        },
      ],
    ]);
  });

  it("R-G01 [§1.4] an old row that says 5 does not stop the clock of today", async () => {
    const code = fresh();
    await world.client.sync(inStatus(code, 4));
    await world.client.progress(row(code, "4", "20260213090000", "Đang thẩm định"));
    await world.client.progress(row(code, "5", "20260213084000", "Đề nghị bổ sung"));
    expect((await world.dossier(code)).status).toBe("processing");
    await world.client.progress(row(code, "5", "20260213091000", "Đề nghị bổ sung giấy chứng sinh"));
    expect(await world.dossier(code)).toMatchObject({
      status: "awaitingSupplement",
      supplementRounds: [{ missing: [{ reason: "Đề nghị bổ sung giấy chứng sinh" }] }],
    });
  });

  it.each([
    ["an unknown dossier", {}, "-1", "không tồn tại"],
    ["NguoiXuLy over 50 characters", { NguoiXuLy: "x".repeat(51) }, "3", "Trường NguoiXuLy vượt quá 50 ký tự"],
    ["30 February", { ThoiDiemXuLy: "20260230084500" }, "3", "ThoiDiemXuLy không phải là ngày hợp lệ"],
    ["an ISO date", { ThoiDiemXuLy: "2026-02-13T08:45:00" }, "3", "ThoiDiemXuLy không đúng định dạng yyyyMMddHHmmss"],
    ["a status outside the list", { TrangThai: 11 }, "3", "Giá trị của trường TrangThai không hợp lệ"],
    ["no words", { NoiDungXuLy: " " }, "3", "Thiếu thông tin bắt buộc: NoiDungXuLy"],
  ])("R-G01 [§1.4] %s is refused by name", async (_, more, code, says) => {
    const reply = await world.client.progress(row(fresh(), "4", "20260213084500", "Bước", more));
    expect(reply.error_code).toBe(code);
    expect(reply.message).toContain(says);
  });
});

describe("R-G01 [§1.6] DongBoTrangThaiHoSo", () => {
  it("R-G01 [§1.6] reports on a dossier under its national code: 201 for news, 200 for what was known, 500 refused", async () => {
    const national = "G22.99.01-260213-0007";
    await world.client.sync(inStatus(national, 1, { NgayTiepNhan: "", NgayHenTra: "", KenhThucHien: "2", NoiNopHoSo: "1" }));
    expect((await world.dossier(national)).nationalCode).toBe(national);
    const report = { MaHoSo: national, MaHoSoDonVi: "", TrangThai: "2", NoiDung: "Đã tiếp nhận", NgayXuLy: "20260213083000" };
    const send = (data: object, type = "2") => world.client.call("DongBoTrangThaiHoSo", { type, data });
    expect(await send(report)).toMatchObject({ error_code: "201", message: "Đồng bộ trạng thái thành công" });
    expect((await world.dossier(national)).status).toBe("received");
    expect(await send(report)).toMatchObject({ error_code: "200" });
    expect(await send({ ...report, MaHoSo: "G22.99.01-260213-0099" })).toMatchObject({ error_code: "500" });
    expect(await send(report, "7")).toMatchObject({ error_code: "500" });
    const pdf = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");
    const end = { ...report, TrangThai: "9", NoiDung: "Đã ký", NgayXuLy: "20260213090000" };
    expect(await send({ ...end, TaiLieuXuLy: [{ TenTepDinhKem: "ket-qua.pdf", Base64: pdf }] })).toMatchObject({
      error_code: "201",
    });
    expect(await world.dossier(national)).toMatchObject({
      decision: { documents: [{ name: "ket-qua.pdf", file: { size: 15 } }] },
    });
  });
});

describe("R-G01 files", () => {
  const file = (more: Item) => ({ TaiLieuNop: [{ TenTepDinhKem: "giay-chung-sinh.pdf", MaThanhPhanHoSo: "gcs", ...more }] });
  it("R-A07 a file with its bytes is the component's file; one with an address is never fetched", async () => {
    const code = fresh();
    const Base64 = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");
    await world.client.sync(inStatus(code, 2, file({ Base64 })));
    expect(await world.dossier(code)).toMatchObject({
      components: [
        { componentId: "tk" },
        { componentId: "gcs", originals: 0, files: [{ name: "giay-chung-sinh.pdf", size: 15 }] },
      ],
    });
  });
  it.each([
    ["bytes that are not what the name says", { Base64: Buffer.from("MZ").toString("base64") }, "TaiLieuNop[1].Base64"],
    ["no base64", { Base64: "%%%" }, "TaiLieuNop[1].Base64 không hợp lệ"],
    ["javascript:", { DuongDanTaiTepTin: "javascript:alert(1)" }, "TaiLieuNop[1].DuongDanTaiTepTin không hợp lệ"],
    ["file:", { DuongDanTaiTepTin: "file:///etc/passwd" }, "TaiLieuNop[1].DuongDanTaiTepTin không hợp lệ"],
    ["a name over 4000 characters", { TenTepDinhKem: "x".repeat(4001) }, "TaiLieuNop[1].TenTepDinhKem vượt quá 4000 ký tự"],
  ])("R-A07 %s: refused by name, nothing stored", async (_, more, says) => {
    const before = await world.counted();
    const reply = await world.client.sync(inStatus(fresh(), 2, file(more)));
    expect(reply.error_code).toBe("3");
    expect(reply.message).toContain(says);
    expect(await world.counted()).toBe(before);
  });
  it("R-C03 addresses of result files, told after the receipt, are kept once in the log", async () => {
    const code = fresh();
    const results = [{ TenGiayTo: "Giấy khai sinh", DuongDanTepTinKetQua: "https://tep.motcua.example/ks-1.pdf" }];
    const item = inStatus(code, 9, { DanhSachGiayToKetQua: results });
    await world.client.sync(item);
    await world.client.sync(item, "True");
    const dossier = await world.dossier(code);
    const told = (await world.hub.timeline(dossier.id)).filter((event) => JSON.stringify(event.data).includes("ks-1.pdf"));
    expect(told.length).toBe(1);
  });
});
