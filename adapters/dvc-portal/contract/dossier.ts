/**
 * The one-stop dossier and its progress as pushed to the portal: DongBoHoSoMC, CapNhatTienDoHoSoMC, DongBoTrangThaiHoSo,
 * and what TraCuuHoSo finds (domain.md §1.3–§1.6). All values are texts. Which fields are required is ours: the least set
 * without which no client in the field sends a dossier.
 */
import { z } from "zod";
import { wireTime } from "./envelope.ts";

/** Longest texts the portal takes, in characters (domain.md §1.3, §1.4). */
export const MAX = { TrichYeuHoSo: 1000, TenTepDinhKem: 4000, NguoiXuLy: 50 } as const;

/** National statuses (domain.md §1.5), verbatim. */
export const STATUS_NAMES = {
  "1": "Mới đăng ký",
  "2": "Được tiếp nhận",
  "3": "Không được tiếp nhận",
  "4": "Đang xử lý",
  "5": "Yêu cầu bổ sung giấy tờ",
  "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
  "7": "Công dân yêu cầu rút hồ sơ",
  "8": "Dừng xử lý",
  "9": "Đã xử lý xong",
  "10": "Đã trả kết quả",
} as const;
export const status = z.enum(Object.keys(STATUS_NAMES) as [WireStatus, ...WireStatus[]]);
export type WireStatus = keyof typeof STATUS_NAMES;

const time = z.union([wireTime, z.literal("")]).optional();
const digit = z.string().regex(/^\d$/);
const text = z.string();

/** `LoaiDoiTuong`: 1 người dân, 2 doanh nghiệp, 3 cơ quan nhà nước, 4 tổ chức khác. */
export const ownerKind = z.enum(["1", "2", "3", "4"]);
/** `DinhDanhCHS`: LoaiDinhDanh 1 = 12-digit số định danh/CCCD, 2 = 9-digit CMND. */
export const ownerIdentity = z.object({ LoaiDinhDanh: z.enum(["1", "2"]), SoDinhDanh: z.string().regex(/^(\d{9}|\d{12})$/) });
/** `KenhThucHien`: 1 trực tiếp, 2 trực tuyến, 3 bưu chính công ích. */
export const wireChannel = z.enum(["1", "2", "3"]);
/** `HinhThuc` of the result's return: 0 trực tiếp, 1 bưu chính. */
export const returnKind = z.enum(["0", "1"]);
/** `DuocThanhToanTrucTuyen`: 0 default or not applicable, 1 paid online, 3 not paid. */
export const paymentFlag = z.enum(["0", "1", "3"]);

/** One file handed in, bound to a component; the bytes stay with the province, the portal gets a link. */
const submittedFile = z.object({
  TepDinhKemId: text.optional(),
  TenTepDinhKem: text.min(1).max(MAX.TenTepDinhKem),
  IsDeleted: z.enum(["True", "False"]).optional(),
  MaThanhPhanHoSo: text.optional(),
  DuongDanTaiTepTin: text.optional(),
  DuocSoHoa: digit.optional(),
  DuocTaiSuDung: z.enum(["0", "1", "2"]).optional(),
  DuocLayTuKhoDMQG: digit.optional(),
  MaKetQuaThayThe: text.optional(),
});
const feeLine = z.object({
  TenPhiLePhi: text,
  MaPhiLePhi: text.optional(),
  HinhThucThu: text.optional(),
  Gia: text,
  LoaiPhiLePhi: text.optional(),
});
const otherPaper = z.object({ TenGiayTo: text.min(1), SoLuong: text, LoaiGiayTo: text.optional() });
/** One supplement round. `TrangThaiBoSung` (ours): 1 requested, 2 supplied. */
const supplementRound = z.object({
  HoSoBoSungId: text,
  NguoiYeuCauBoSung: text,
  NoiDungBoSung: text,
  NgayBoSung: wireTime,
  NguoiTiepNhanBoSung: text.optional(),
  ThongTinTiepNhan: text.optional(),
  NgayTiepNhanBoSung: time,
  TrangThaiBoSung: z.enum(["1", "2"]),
  DanhSachGiayToBoSung: z.array(otherPaper).optional(),
  DanhSachLePhiBoSung: z.array(feeLine).optional(),
  NgayHenTraTruoc: time,
  NgayHenTraMoi: time,
});
const resultPaper = z.object({
  TenGiayTo: text.min(1),
  MaThanhPhanHoSo: text.optional(),
  GiayToId: text.optional(),
  DuongDanTepTinKetQua: text.optional(),
  /** E.g. KQ.G15.000031 giấy khai sinh. */
  MaGiayToKetQua: text.optional(),
});

/** One dossier of DongBoHoSoMC. `NgayTiepNhan` is needed in statuses 2, 4, 6, 8, 9, 10; the others can come before receipt. */
export const syncDossier = z.object({
  MaHoSo: text.min(1).max(60),
  SoBienNhan: text.optional(),
  MaTTHC: text.min(1),
  TenTTHC: text.min(1),
  MaLinhVuc: text.optional(),
  TenLinhVuc: text.min(1),
  ChuHoSo: text.min(1),
  LoaiDoiTuong: ownerKind,
  MaDoiTuong: text.optional(),
  SoGiayToChuHoSo: text.optional(),
  DinhDanhCHS: z.array(ownerIdentity).optional(),
  ThongTinKhac: text.optional(),
  Email: text.optional(),
  Fax: text.optional(),
  SoDienThoai: text.optional(),
  TrichYeuHoSo: text.min(1).max(MAX.TrichYeuHoSo),
  GhiChu: text.optional(),
  NgayNopHoSo: wireTime,
  NgayTiepNhan: time,
  NgayHenTra: time,
  NgayTra: time,
  NgayKetThucXuLy: time,
  NgayTuChoi: time,
  TrangThaiHoSo: status,
  ThongTinTra: text.optional(),
  HinhThuc: returnKind,
  DonViXuLy: text.min(1),
  KenhThucHien: wireChannel,
  /** Where it was filed: "1" national portal, "2" local. */
  NoiNopHoSo: z.enum(["1", "2"]),
  DuocThanhToanTrucTuyen: paymentFlag.optional(),
  HoSoCoThanhPhanSoHoa: z.enum(["0", "1"]).optional(),
  TaiKhoanDuocXacThucVoiVNeID: z.enum(["0", "1"]).optional(),
  DSKetNoiCSDL: z.array(z.object({ MaCSDL: text })).optional(),
  TaiLieuNop: z.array(submittedFile).optional(),
  DanhSachLePhi: z.array(feeLine).optional(),
  DanhSachTepDinhKemKhac: z.array(otherPaper).optional(),
  DanhSachHoSoBoSung: z.array(supplementRound).optional(),
  DanhSachGiayToKetQua: z.array(resultPaper).optional(),
});
export type SyncDossier = z.infer<typeof syncDossier>;

/** One progress item of CapNhatTienDoHoSoMC; clients send them in chunks of 10. */
export const progressItem = z.object({
  MaHoSo: text.min(1).max(60),
  NguoiXuLy: text.min(1).max(MAX.NguoiXuLy),
  ChucDanh: text.optional(),
  ThoiDiemXuLy: wireTime,
  PhongBanXuLy: text.optional(),
  NoiDungXuLy: text.min(1),
  TrangThai: status,
  NgayBatDau: time,
  NgayKetThucTheoQuyDinh: time,
});
export type ProgressItem = z.infer<typeof progressItem>;

/** `type` of DongBoTrangThaiHoSo. */
export const STATUS_SYNC_TYPE = "2";
/** `data` of DongBoTrangThaiHoSo: the state of a dossier that the portal pushed in. One object, not a list. */
export const statusSync = z.object({
  /** The portal's own code. */
  MaHoSo: text.min(1),
  /** The province's code; empty until it is received. */
  MaHoSoDonVi: text.optional(),
  MaDoiTuong: text.optional(),
  TrangThai: status,
  NoiDung: text,
  NgayXuLy: wireTime,
  TaiLieuXuLy: z
    .array(
      z.object({
        TenTepDinhKem: text.min(1).max(MAX.TenTepDinhKem),
        Base64: text.optional(),
        DuongDanTaiTepTin: text.optional(),
      }),
    )
    .optional(),
});
export type StatusSync = z.infer<typeof statusSync>;

/**
 * One find of TraCuuHoSo, by the local code or by the portal's own; `result` is empty when the portal does not have the dossier.
 * `TrangThaiHoSo`: as last set by DongBoHoSoMC, by progress, or (portal's own code) by DongBoTrangThaiHoSo.
 * `DanhSachTienDo` (ours): the progress rows it holds, oldest first, so that a client whose answer was lost can see what arrived;
 * always there for a local code, empty where there is none.
 */
export const foundDossier = z.object({
  MaHoSo: text,
  MaTTHC: text.optional(),
  TrangThaiHoSo: status.optional(),
  NgayTiepNhan: time,
  DanhSachTienDo: z.array(z.object({ ThoiDiemXuLy: wireTime, TrangThai: status, NoiDungXuLy: text })).optional(),
});
export type FoundDossier = z.infer<typeof foundDossier>;
