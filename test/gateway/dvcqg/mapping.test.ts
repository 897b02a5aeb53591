/** The pure parts: times, tolerant fields, papers, the case of a procedure, and the words of refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phrases } from "../../../adapters/dvc-portal/phrases.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import { REFUSAL_CODES, type RefusalCode, refusal } from "../../../core/dossier/refusals.ts";
import { phoneIn, procedureCodeOf, submissionOf } from "../../../gateway/dvcqg/content.ts";
import { dong, faultOf, tidy } from "../../../gateway/dvcqg/fields.ts";
import { officerOf } from "../../../gateway/dvcqg/note.ts";
import { bindPapers, lacking, receivedWith } from "../../../gateway/dvcqg/papers.ts";
import { combined, done } from "../../../gateway/dvcqg/protocol.ts";
import { progressRow, record } from "../../../gateway/dvcqg/record.ts";
import { busy, exists, faulty, noWay, refusedBy, SESSION, unknown } from "../../../gateway/dvcqg/texts.ts";
import { dayOf, readWritten, toWritten } from "../../../gateway/dvcqg/time.ts";
import { dossier } from "../fake-hub.ts";
import { fullRecord, type Item } from "./world.ts";

const catalogs = loadCatalogs();
const procedure = (code: string): Procedure => {
  const found = catalogs.procedures.find((one) => one.code === code);
  if (found === undefined) throw new TypeError(code);
  return found;
};
const read = (more: Item = {}) => record.parse(tidy(fullRecord("H57.122-260213-0001", more)));

describe("R-G01 [§1.3] times", () => {
  it.each([
    ["20260213083000", "2026-02-13T01:30:00.000Z"],
    ["20260101000000", "2025-12-31T17:00:00.000Z"],
    ["20240229235959", "2024-02-29T16:59:59.000Z"],
  ])("R-G01 [§1.3] %s in Việt Nam is %s", (text, at) => {
    expect(readWritten(text)).toEqual({ at });
    expect(toWritten(at)).toBe(text);
  });
  it.each([
    ["20260230083000", "date"],
    ["20260431083000", "date"],
    ["20250229000000", "date"],
    ["20261301083000", "date"],
    ["20260213240000", "date"],
    ["20260213086000", "date"],
    ["2026021308300", "shape"],
    ["2026-02-13 08:30", "shape"],
    ["", "shape"],
    // DateTime.MinValue of a .NET client.
    ["00010101000000", "absent"],
  ])("R-G01 [§1.3] '%s' is no time: %s", (text, why) => {
    expect(readWritten(text)).toBe(why);
  });
  it("R-G01 [§1.3] every second of two centuries comes back as it was", () => {
    const second = fc.integer({ min: Date.UTC(1900, 0, 2) / 1000, max: Date.UTC(2099, 11, 31) / 1000 });
    fc.assert(
      fc.property(second, (seconds) => {
        const at = new Date(seconds * 1000).toISOString();
        expect(readWritten(toWritten(at))).toEqual({ at });
        expect(dayOf(at)).toBe(`${toWritten(at).slice(0, 4)}-${toWritten(at).slice(4, 6)}-${toWritten(at).slice(6, 8)}`);
      }),
    );
  });
});

describe("R-G01 [§1.3] fields as clients write them", () => {
  it("R-G01 numbers as texts, empty as absent, NFD as NFC, True/False in any letters; a declaration stays as it is", () => {
    const parsed = record.parse(
      tidy({
        ...fullRecord("H57.122-260213-0001"),
        LoaiDoiTuong: 1,
        TrangThaiHoSo: 2,
        KenhThucHien: 2,
        NgayNopHoSo: 20_260_213_081_500,
        ChuHoSo: "  Nguyễn Văn Thử ".normalize("NFD"),
        NgayTra: "   ",
        NgayTuChoi: null,
        NgayHenTra: "00010101000000",
        TaiKhoanDuocXacThucVoiVNeID: true,
        TaiLieuNop: [{ TenTepDinhKem: "a.pdf", IsDeleted: "false" }],
        ToKhai: { child: { weightGrams: 3200, note: "" } },
        TruongLa: { bo: "qua" },
      }),
    );
    expect(parsed).toMatchObject({
      LoaiDoiTuong: "1",
      TrangThaiHoSo: 2,
      KenhThucHien: "2",
      NgayNopHoSo: "2026-02-13T01:15:00.000Z",
      ChuHoSo: "Nguyễn Văn Thử",
      TaiKhoanDuocXacThucVoiVNeID: true,
      TaiLieuNop: [{ IsDeleted: false }],
      ToKhai: { child: { weightGrams: 3200, note: "" } },
    });
    for (const absent of ["NgayTra", "NgayTuChoi", "NgayHenTra", "TruongLa"])
      expect(parsed).not.toHaveProperty(absent, expect.anything());
  });
  it.each([
    ["8000", 8000],
    ["8.000", 8000],
    ["1,250,000", 1_250_000],
    ["8000.00", 8000],
    ["0", 0],
    ["8.00", 8],
  ])("R-D01 [§1.3] Gia '%s' is %i đồng", (text, amount) => expect(dong.parse(text)).toBe(amount));
  it.each(["-1", "8k", "8.0000", "1e9", "99999999999", ""])("R-D01 [§1.3] Gia '%s' is no amount", (text) => {
    expect(dong.safeParse(text).success).toBe(false);
  });
  it.each([
    ["+84 900 000 012", "0900000012"],
    ["84900000012", "0900000012"],
    ["0900.000.012", "0900000012"],
    ["(0900) 000-012", "0900000012"],
    ["02343822222", undefined],
    ["không có", undefined],
  ])("R-A08 [§1.3] phone '%s'", (text, phone) => expect(phoneIn(text)).toBe(phone));
  it("R-G01 [§2] the agency behind a procedure's code is not part of it", () => {
    expect(["1.001193.000.00.00.H56", "2.002621.H56", "1.001193", "1.0011931"].map(procedureCodeOf)).toEqual([
      "1.001193",
      "2.002621",
      "1.001193",
      "1.0011931",
    ]);
  });

  it.each([
    [{ ChuHoSo: "" }, "Thiếu thông tin bắt buộc: ChuHoSo"],
    [{ MaHoSo: "H57 122" }, "Giá trị của trường MaHoSo không hợp lệ"],
    [{ TrichYeuHoSo: "x".repeat(1001) }, "Trường TrichYeuHoSo vượt quá 1000 ký tự cho phép"],
    [{ LoaiDoiTuong: "5" }, "Giá trị của trường LoaiDoiTuong không hợp lệ"],
    [{ NgayTiepNhan: "13/02/2026" }, "Trường NgayTiepNhan không đúng định dạng yyyyMMddHHmmss"],
    [{ NgayTiepNhan: "20260230000000" }, "Trường NgayTiepNhan không phải là ngày hợp lệ"],
    [
      { DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "123456789" }] },
      "Giá trị của trường DinhDanhCHS[1].SoDinhDanh không hợp lệ",
    ],
    [{ DanhSachLePhi: [{ TenPhiLePhi: "A", Gia: "tám nghìn" }] }, "Trường DanhSachLePhi[1].Gia không phải là số tiền hợp lệ"],
    [{ TaiLieuNop: [{ MaThanhPhanHoSo: "gcs" }] }, "Thiếu thông tin bắt buộc: TaiLieuNop[1].TenTepDinhKem"],
    [
      { TaiLieuNop: Array.from({ length: 301 }, () => ({ TenTepDinhKem: "a" })) },
      "Trường TaiLieuNop vượt quá 300 phần tử cho phép",
    ],
  ])("R-G01 [§1.3] a fault names its field, never its value: %#", (more, says) => {
    const data = tidy(fullRecord("H57.122-260213-0001", more));
    const parsed = record.safeParse(data);
    expect(parsed.success).toBe(false);
    if (!parsed.success) expect(faultOf(parsed.error, data).message).toBe(says);
  });
  it("R-J04 whatever is sent, reading it neither throws nor changes a prototype", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const data = tidy(value);
        for (const schema of [record, progressRow]) {
          const parsed = schema.safeParse(data);
          if (!parsed.success) expect(faultOf(parsed.error, data).message).not.toBe("");
        }
      }),
    );
  });
});

describe("R-G01 [§1.3] papers", () => {
  const birth = procedure("1.001193");
  it("R-A02 by the published id or name, originals and copies; what fits no component is kept beside it", () => {
    const name = birth.components.find((one) => one.id === "uy-quyen")?.name ?? "";
    const bound = bindPapers(
      birth,
      [
        { TenTepDinhKem: "gcs.pdf", MaThanhPhanHoSo: "gcs", DuongDanTaiTepTin: "https://a.example/1" },
        { TenTepDinhKem: "la.pdf", MaThanhPhanHoSo: "TP-07" },
        { TenTepDinhKem: "xoa.pdf", MaThanhPhanHoSo: "tk", IsDeleted: true },
      ],
      [
        { TenGiayTo: name.toUpperCase(), SoLuong: 2, LoaiGiayTo: "Bản sao có chứng thực" },
        { TenGiayTo: "Giấy khác", SoLuong: 1 },
      ],
      new Map(),
    );
    expect(bound.components).toEqual([
      { componentId: "uy-quyen", originals: 0, copies: 2, files: [] },
      { componentId: "gcs", originals: 1, copies: 0, files: [] },
    ]);
    expect(bound.files.map((one) => one.TenTepDinhKem)).toEqual(["gcs.pdf", "la.pdf"]);
    expect(bound.papers.map((one) => one.TenGiayTo)).toEqual(["Giấy khác"]);
  });
  it("R-A02 what a department has received lacks nothing, for every published procedure", () => {
    for (const one of catalogs.procedures) {
      const { components, implied } = receivedWith(one, []);
      expect(lacking(one, components)).toEqual([]);
      expect(implied).toEqual(one.components.filter((spec) => spec.required).map((spec) => spec.id));
      expect(receivedWith(one, components).implied).toEqual([]);
    }
  });
});

describe("R-B02 [§4] the case of a procedure that has several", () => {
  // 1.012783: 5, 15 or 20 working days. Received Thursday 5 March 2026.
  const land = procedure("1.012783");
  const caseOf = (more: Item) =>
    submissionOf(read({ MaTTHC: "1.012783", NgayTiepNhan: "20260305083000", ...more }), land, "H57.03.01").caseKey;
  it.each([
    ["20260312170000", "nam-ngay"],
    ["20260326170000", "muoi-lam-ngay"],
    ["20260402170000", "hai-muoi-ngay"],
  ])("R-B02 the appointment of %s fits %s", (NgayHenTra, key) => expect(caseOf({ NgayHenTra })).toBe(key));
  it("R-B02 as named, else the first; none where there is no choice", () => {
    expect(caseOf({ TruongHop: "hai-muoi-ngay" })).toBe("hai-muoi-ngay");
    expect(caseOf({ NgayHenTra: "" })).toBe(land.cases[0]?.key);
    expect(submissionOf(read(), procedure("1.001193"), "H57.122").caseKey).toBeUndefined();
  });
});

describe("R-A01 [§1.3] channels", () => {
  it("R-A01 by post: the stamp is the day of receipt, or of filing before it", () => {
    const post = (more: Item) => submissionOf(read({ KenhThucHien: "3", ...more }), procedure("1.001193"), "H57.122");
    expect(post({}).postalArrivalDate).toBe("2026-02-13");
    expect(post({ NgayTiepNhan: "", NgayNopHoSo: "20260212235900" }).postalArrivalDate).toBe("2026-02-12");
  });
  it("R-A09 online it was declared where it was filed; posted only with an address", () => {
    const online = submissionOf(read({ KenhThucHien: "2" }), procedure("1.001193"), "H57.122");
    expect(online).toMatchObject({ channel: "online", declaredTruthful: true, account: "TECHID-0000012" });
    const to = {
      DiaChiChiTiet: "12 đường Thử Nghiệm",
      MaTinh: "46",
      MaXa: "19789",
      NguoiNhan: "Nguyễn Văn Thử",
      SoDienThoai: "0900000012",
    };
    expect(submissionOf(read({ HinhThuc: "1", DiaChiTraKetQua: to }), procedure("1.001193"), "H57.122").returnMethod).toEqual({
      kind: "post",
      receiverName: "Nguyễn Văn Thử",
      phone: "0900000012",
      address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
    });
    expect(submissionOf(read({ HinhThuc: "1" }), procedure("1.001193"), "H57.122")).toMatchObject({
      returnMethod: { kind: "inPerson" },
      form: { dvcqg: { traQuaBuuChinh: true } },
    });
  });
});

describe("R-G01 [§1.1] words", () => {
  const CODE = "H57.122-260213-0001";
  const every = [
    exists(CODE),
    unknown(CODE),
    busy(),
    faulty({ field: "MaHoSo", message: "Thiếu thông tin bắt buộc: MaHoSo" }),
    ...(["final", "backwards", "receipt-date", "post"] as const).map((no) => noWay(no, dossier(), 2)),
    ...Object.values(SESSION).map((make) => make()),
    ...REFUSAL_CODES.map((code: RefusalCode) => refusedBy(refusal(code), CODE)),
  ];
  it("R-G01 [§1.1] no refusal says 'thành công', which clients take for success; each ends with our code", () => {
    expect(every.length).toBeGreaterThan(70);
    for (const { message, code, error_code } of every) {
      expect(message).not.toMatch(/thành công/i);
      expect(message).toMatch(new RegExp(`\\[${code}\\]$`));
      expect(["-1", "3", "-3"]).toContain(error_code);
    }
  });
  it("R-G01 [§1.1] the phrases that clients act on are read as meant by a client that knows only phrases", () => {
    expect(phrases.read(exists(CODE).message).means).toBe("duplicate");
    expect(phrases.read(unknown(CODE).message).means).toBe("rejected");
    expect(phrases.read(busy().message).means).toBe("retry");
    for (const make of Object.values(SESSION)) expect(["session", "pause"]).toContain(phrases.read(make().message).means);
    expect(phrases.read(SESSION.expired().message).means).toBe("session");
    // Nothing but "đã tồn tại" itself may send a client into an update.
    for (const { message, code } of every.filter((one) => one.code !== "dossier.exists"))
      expect(phrases.read(message).means, `${code}: ${message}`).not.toBe("duplicate");
  });
  it("R-G01 a partly bad list never has a friendly headline", () => {
    const item = (outcome: ReturnType<typeof done>) => ({ MaHoSo: CODE, ...outcome });
    const mixed = combined([item(done("Thành công")), item(exists(CODE)), item(busy())], "Đồng bộ hồ sơ");
    expect(mixed).toMatchObject({ error_code: "-1", code: "dossier.exists" });
    expect(mixed.message).toMatch(/^2\/3 mục chưa được ghi nhận: Hồ sơ .* đã tồn tại/);
    expect(combined([item(done("Thành công")), item(done("Thành công"))], "Đồng bộ hồ sơ").message).toBe(
      "Đồng bộ hồ sơ thành công",
    );
  });
  it("R-F06 officers keep their names in the record, under a plain id", () => {
    expect(officerOf("Đặng Thị Ánh", "Công chức", "Bộ phận Một cửa")).toEqual({
      id: "dang-thi-anh",
      name: "Đặng Thị Ánh (Công chức, Bộ phận Một cửa)",
    });
    expect(officerOf(undefined, undefined, undefined)).toEqual({ id: "can-bo" });
  });
});
