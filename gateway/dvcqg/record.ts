/**
 * One dossier of DongBoHoSoMC, every field of domain.md §1.3. Required is only what no client leaves out and without which there is no dossier;
 * the fields marked "2023" are absent from the older client. Limits: §1.3 where it names one, else the engine's own.
 */
import { z } from "zod";
import { dong, dossierCode, fileAddress, flag, LONG, prose, text, time } from "./fields.ts";

const digit = z.string().regex(/^\d$/);
/** Lists of one record; together with the door's bounds on a body they keep its work bounded. */
const MOST_ROWS = 300;
const MOST_IDENTITIES = 10;
const rows = <T extends z.ZodType>(row: T) => z.array(row).max(MOST_ROWS).default([]);

/** `LoaiDinhDanh`: 1 = 12-digit số định danh/CCCD, 2 = 9-digit CMND. */
const identity = z
  .object({ LoaiDinhDanh: z.enum(["1", "2"]), SoDinhDanh: z.string().regex(/^(?:\d{9}|\d{12})$/) })
  .refine((one) => one.SoDinhDanh.length === (one.LoaiDinhDanh === "1" ? 12 : 9), { path: ["SoDinhDanh"] });

/** A file handed in. Its bytes stay with the client (`DuongDanTaiTepTin`) unless it sends them along (`Base64`, domain.md §1.6). */
const submittedFile = z.object({
  TepDinhKemId: text(200).optional(),
  TenTepDinhKem: text(LONG),
  IsDeleted: flag.optional(),
  MaThanhPhanHoSo: text(200).optional(),
  DuongDanTaiTepTin: fileAddress.optional(),
  DuocSoHoa: digit.optional(),
  DuocTaiSuDung: z.enum(["0", "1", "2"]).optional(),
  DuocLayTuKhoDMQG: digit.optional(),
  MaKetQuaThayThe: text(200).optional(),
  Base64: z.base64().optional(),
});
export type SubmittedFile = z.infer<typeof submittedFile>;

const feeLine = z.object({
  TenPhiLePhi: text(300),
  MaPhiLePhi: text(50).optional(),
  HinhThucThu: text(100).optional(),
  Gia: dong,
  LoaiPhiLePhi: text(100).optional(),
});
export type FeeLine = z.infer<typeof feeLine>;

/** `MaThanhPhanHoSo` is ours: it spares the match by name. */
const paper = z.object({
  TenGiayTo: text(LONG),
  SoLuong: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .optional(),
  LoaiGiayTo: text(100).optional(),
  MaThanhPhanHoSo: text(200).optional(),
});
export type Paper = z.infer<typeof paper>;

/** One supplement: asked at `NgayBoSung`, brought at `NgayTiepNhanBoSung`. */
const supplement = z.object({
  HoSoBoSungId: text(200).optional(),
  NguoiYeuCauBoSung: text(200).optional(),
  NoiDungBoSung: prose,
  NgayBoSung: time.optional(),
  NguoiTiepNhanBoSung: text(200).optional(),
  ThongTinTiepNhan: prose,
  NgayTiepNhanBoSung: time.optional(),
  TrangThaiBoSung: text(20).optional(),
  DanhSachGiayToBoSung: rows(paper),
  DanhSachLePhiBoSung: rows(feeLine),
  NgayHenTraTruoc: time.optional(),
  NgayHenTraMoi: time.optional(),
});
export type SupplementLine = z.infer<typeof supplement>;

const resultPaper = z.object({
  TenGiayTo: text(LONG),
  MaThanhPhanHoSo: text(200).optional(),
  GiayToId: text(200).optional(),
  DuongDanTepTinKetQua: fileAddress.optional(),
  /** E.g. KQ.G15.000031 giấy khai sinh (2023). */
  MaGiayToKetQua: text(60).optional(),
});

/** Address blocks of domain.md §1.6. */
const address = z.object({
  MaTinh: text(20).optional(),
  MaHuyen: text(20).optional(),
  MaXa: text(20).optional(),
  DiaChiChiTiet: text(300),
});
export type WireAddress = z.infer<typeof address>;

export const statusCode = z
  .string()
  .regex(/^(?:[1-9]|10)$/)
  .transform((value) => Number(value) as keyof typeof import("./protocol.ts").STATUS_NAMES);

export const record = z.object({
  MaHoSo: dossierCode,
  SoBienNhan: text(200).optional(),
  MaTTHC: text(60),
  TenTTHC: prose,
  MaLinhVuc: text(60).optional(),
  TenLinhVuc: prose,
  ChuHoSo: text(200),
  /** 1 người dân, 2 doanh nghiệp, 3 cơ quan nhà nước, 4 tổ chức khác. */
  LoaiDoiTuong: z.enum(["1", "2", "3", "4"]).default("1"),
  /** TechID: the owner's account at the national portal. */
  MaDoiTuong: text(80).optional(),
  /** 2023. */
  SoGiayToChuHoSo: text(60).optional(),
  /** 2023. */
  DinhDanhCHS: z.array(identity).max(MOST_IDENTITIES).default([]),
  ThongTinKhac: prose,
  Email: text(200).optional(),
  Fax: text(60).optional(),
  SoDienThoai: text(60).optional(),
  TrichYeuHoSo: text(1000).optional(),
  GhiChu: prose,
  /** 2023; the older client has only the date of receipt. */
  NgayNopHoSo: time.optional(),
  NgayTiepNhan: time.optional(),
  NgayHenTra: time.optional(),
  NgayTra: time.optional(),
  NgayKetThucXuLy: time.optional(),
  /** 2023. Set: the end is a refusal (R-B11). */
  NgayTuChoi: time.optional(),
  TrangThaiHoSo: statusCode,
  ThongTinTra: prose,
  /** 0 trực tiếp, 1 bưu chính. */
  HinhThuc: z.enum(["0", "1"]).default("0"),
  DonViXuLy: text(300).optional(),
  /** 2023: 1 trực tiếp, 2 trực tuyến, 3 bưu chính công ích. The older client knows the counter. */
  KenhThucHien: z.enum(["1", "2", "3"]).default("1"),
  /** 2023: "1" the national portal, "2" local. */
  NoiNopHoSo: z.enum(["1", "2"]).optional(),
  /** 2023: 0 or absent: not applicable, 1 paid online, 3 not paid. */
  DuocThanhToanTrucTuyen: z.enum(["0", "1", "3"]).optional(),
  HoSoCoThanhPhanSoHoa: flag.optional(),
  TaiKhoanDuocXacThucVoiVNeID: flag.optional(),
  DSKetNoiCSDL: rows(z.object({ MaCSDL: text(20) })),
  TaiLieuNop: rows(submittedFile),
  DanhSachLePhi: rows(feeLine),
  DanhSachTepDinhKemKhac: rows(paper),
  DanhSachHoSoBoSung: rows(supplement),
  DanhSachGiayToKetQua: rows(resultPaper),
  // Beyond §1.3, as in the dossiers that the portal pushes in: ours, and optional. A client that does not know them lacks nothing it has today.
  /** The procedure's case (key or name), where it has several. */
  TruongHop: text(LONG).optional(),
  /** yyyyMMdd. */
  NgaySinh: z
    .string()
    .regex(/^\d{8}$/)
    .optional(),
  MaSoThue: z
    .string()
    .regex(/^\d{10}(?:-?\d{3})?$/)
    .optional(),
  DiaChi: address.optional(),
  NguoiNop: z
    .object({
      HoTen: text(200),
      SoDinhDanh: z
        .string()
        .regex(/^(?:\d{9}|\d{12})$/)
        .optional(),
      SoDienThoai: text(60).optional(),
      Email: text(200).optional(),
    })
    .optional(),
  /** Where the result is to be posted: with it the hub's own post is charged with it, without it the client's department sees to it. */
  DiaChiTraKetQua: address.extend({ NguoiNhan: text(200), SoDienThoai: text(60) }).optional(),
  /** The electronic declaration by sections, as `form` of the REST door. */
  ToKhai: z.record(z.string(), z.unknown()).optional(),
});
export type SyncRecord = z.infer<typeof record>;

/** One row of CapNhatTienDoHoSoMC, every field of domain.md §1.4. */
export const progressRow = z.object({
  MaHoSo: dossierCode,
  NguoiXuLy: text(50).optional(),
  ChucDanh: text(200).optional(),
  ThoiDiemXuLy: time,
  PhongBanXuLy: text(200).optional(),
  NoiDungXuLy: text(LONG),
  TrangThai: statusCode,
  NgayBatDau: time.optional(),
  NgayKetThucTheoQuyDinh: time.optional(),
});
export type ProgressRow = z.infer<typeof progressRow>;

/** `data` of DongBoTrangThaiHoSo, type "2" (domain.md §1.6): what became of a dossier that the portal pushed in. */
export const stateReport = z.object({
  /** The national code. */
  MaHoSo: dossierCode,
  MaHoSoDonVi: dossierCode.optional(),
  MaDoiTuong: text(80).optional(),
  TrangThai: statusCode,
  NoiDung: text(LONG).optional(),
  NgayXuLy: time.optional(),
  TaiLieuXuLy: rows(
    z.object({ TenTepDinhKem: text(LONG), Base64: z.base64().optional(), DuongDanTaiTepTin: fileAddress.optional() }),
  ),
});
export type StateReport = z.infer<typeof stateReport>;
