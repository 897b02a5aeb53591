/**
 * Dossiers that the portal pushes into the province: the general one (`/nhanhsdvcqg`, any procedure, in the field vocabulary
 * of DongBoHoSoMC), its supplement, and the sale-promotion notice (`/addtthcKhuyenMai`) whose shape is the one that a source
 * shows in full (domain.md §1.1, §1.6). The portal retries with the same MaHoSo until it gets an answer.
 */
import { z } from "zod";
import { MAX, ownerIdentity, ownerKind, paymentFlag, returnKind } from "./dossier.ts";
import { wireTime } from "./envelope.ts";

/** Last part of the road that the portal calls; the hub serves them under its own prefix. */
export const HOOK_PATHS = { dossier: "nhanhsdvcqg", promotion: "addtthcKhuyenMai" } as const;

/**
 * How the caller proves itself (ours: on the national network the security servers authenticate each other by certificate).
 * signature = lower-case hex HMAC-SHA256(shared secret, timestamp + "." + body bytes); timestamp = seconds since 1970 in
 * decimal. A request older or newer than `toleranceSeconds` is refused.
 */
export const SIGNATURE = {
  timestampHeader: "x-dvcqg-timestamp",
  signatureHeader: "x-dvcqg-signature",
  toleranceSeconds: 300,
} as const;

const text = z.string();

/** Two tiers since 01/07/2025: `MaHuyen` only in old data. MaTinh and MaXa are the statistics office's codes (2 and 5 digits). */
export const wireAddress = z.object({
  MaTinh: text.optional(),
  MaHuyen: text.optional(),
  MaXa: text.optional(),
  DiaChiChiTiet: text,
});

/** One file, its bytes in base64. `MaThanhPhanHoSo` binds it to a component of the procedure. */
export const pushedFile = z.object({
  TenTepDinhKem: text.min(1).max(MAX.TenTepDinhKem),
  MaThanhPhanHoSo: text.optional(),
  Base64: text,
});
export type PushedFile = z.infer<typeof pushedFile>;

/** `data` of a new pushed-in dossier. Fields beyond domain.md §1.3 and §1.6 are ours and say so. */
export const pushedDossier = z.object({
  /** The portal's own code (MaHoSoQG). */
  MaHoSo: text.min(1).max(60),
  MaTTHC: text.min(1),
  TenTTHC: text.optional(),
  /** The procedure's case, where the citizen had to choose one (TRUONGHOP of LayThuTuc; ours). */
  TruongHop: text.optional(),
  /** Receiving agency: mã định danh, either form. */
  DonViXuLy: text.min(1),
  NgayNopHoSo: wireTime,
  ChuHoSo: text.min(1),
  LoaiDoiTuong: ownerKind,
  /** TechID: the citizen's account on the portal; absent when filed without one. */
  MaDoiTuong: text.optional(),
  DinhDanhCHS: z.array(ownerIdentity).optional(),
  /** yyyyMMdd (ours). */
  NgaySinh: z
    .string()
    .regex(/^\d{8}$/)
    .optional(),
  MaSoThue: text.optional(),
  SoDienThoai: text.optional(),
  Email: text.optional(),
  DiaChi: wireAddress.optional(),
  /** Who filed it, where that is not the owner (ours). */
  NguoiNop: z
    .object({ HoTen: text.min(1), SoDinhDanh: text.optional(), SoDienThoai: text.optional(), Email: text.optional() })
    .optional(),
  TrichYeuHoSo: text.max(MAX.TrichYeuHoSo).optional(),
  HinhThuc: returnKind,
  /** Where the result goes, for HinhThuc 1 (ours). */
  DiaChiTraKetQua: wireAddress.extend({ NguoiNhan: text.min(1), SoDienThoai: text.min(1) }).optional(),
  DuocThanhToanTrucTuyen: paymentFlag.optional(),
  /** "1": the applicant declared the contents truthful (ours; R-A09). */
  CamKetTrungThuc: z.enum(["0", "1"]).optional(),
  TaiLieuNop: z.array(pushedFile),
});
export type PushedDossier = z.infer<typeof pushedDossier>;

/** `data` of a supplement (isUpdating "True"): names the portal's code as MaHoSoQG. */
export const pushedSupplement = z.object({
  MaHoSoQG: text.min(1).max(60),
  NoiDungBoSung: text.optional(),
  NgayBoSung: wireTime,
  TaiLieuNop: z.array(pushedFile).min(1),
});
export type PushedSupplement = z.infer<typeof pushedSupplement>;

export const PUSH_SERVICE = "NhanHoSoDVCQG";
/** What arrives at `/nhanhsdvcqg`. */
export const pushMessage = z.discriminatedUnion("isUpdating", [
  z.object({ service: z.literal(PUSH_SERVICE), madonvi: text, isUpdating: z.literal("False"), data: pushedDossier }),
  z.object({ service: z.literal(PUSH_SERVICE), madonvi: text, isUpdating: z.literal("True"), data: pushedSupplement }),
]);
export type PushMessage = z.infer<typeof pushMessage>;

/** What arrives at `/addtthcKhuyenMai`: the sale-promotion notice (thông báo thực hiện khuyến mại), flat, no envelope. */
export const promotionNotice = z.object({
  MaHoSo: text.min(1).max(60),
  MaTTHC: text.min(1),
  SoVanBan: text.optional(),
  NgayNopHoSo: wireTime,
  TenThuongNhan: text.min(1),
  DiaChiDoanhNghiep: wireAddress,
  DienThoai: text.optional(),
  Fax: text.optional(),
  Email: text.optional(),
  MaSoThue: text.min(1),
  NguoiLienHe: text.optional(),
  /** The signed notice itself, base64. */
  TepDonDangKy: text.optional(),
  TaiLieuNop: z.array(pushedFile).optional(),
});
export type PromotionNotice = z.infer<typeof promotionNotice>;

/**
 * The province's answer: error_code "201" taken in, "200" had it already (same content), "500" refused with the reason in
 * `message`. The HTTP status is 200 for each of them; any other status, or none, makes the portal push again.
 */
export const pushReply = z.object({
  error_code: z.union([z.string(), z.number()]),
  message: text,
  /** The province's own code, where it already has one. */
  MaHoSoDonVi: text.optional(),
});
export type PushReply = z.infer<typeof pushReply>;
