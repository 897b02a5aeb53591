/**
 * Filing residence at the police. **Unsourced**: a public interface for registering or deleting residence was not found (domain.md §5.3,
 * §10). So this is a plausible one of our own, REST and JSON behind the same gateway and signature as C06 (c06.ts), with the field's own
 * forms: CT01 tờ khai thay đổi thông tin cư trú · CT04 phiếu tiếp nhận · CT05 phiếu hướng dẫn bổ sung · CT06 phiếu từ chối ·
 * CT07 xác nhận thông tin về cư trú. Residence procedures: 1.004222 đăng ký thường trú, 1.003197 xóa đăng ký thường trú.
 */
import { z } from "zod";

export const PATHS = {
  filing: "/cutru/hoso",
  supplement: "/cutru/bosung",
  cancel: "/cutru/huy",
} as const;

/** What can be filed. */
export const PROCEDURES = { register: "1.004222", remove: "1.003197" } as const;

const text = (max: number) => z.string().trim().min(1).max(max);
const personalNumber = z.string().regex(/^\d{12}$/);
const identityNumber = z.string().regex(/^(?:\d{9}|\d{12})$/);
/** dd/MM/yyyy, as on the paper forms. */
const writtenDate = z.string().regex(/^(0[1-9]|[12]\d|3[01])\/(0[1-9]|1[0-2])\/\d{4}$/);
/** Of old people only the year is known: yyyy. */
const birthDay = z.union([writtenDate, z.string().regex(/^\d{4}$/)]);

/** Longest texts. */
export const MAX = { name: 200, detail: 300, note: 2000, files: 50, asked: 20 } as const;

/** Two tiers since 01/07/2025: no district. */
export const place = z.strictObject({
  MaTinhThanh: z.string().regex(/^\d{2}$/),
  MaPhuongXa: z.string().regex(/^\d{5}$/),
  ChiTiet: text(MAX.detail),
});

export const SEX = { male: "1", female: "2" } as const;
const person = z.strictObject({ HoTen: text(MAX.name), SoDinhDanh: identityNumber.optional() });

/** CT01 for a new-born who joins a household. */
export const ct01 = z.strictObject({
  HoTen: text(MAX.name),
  NgaySinh: writtenDate,
  GioiTinh: z.enum([SEX.male, SEX.female]),
  /** Absent where the birth registration gave none: the police then give one with the result. */
  SoDinhDanh: personalNumber.optional(),
  SoGiayKhaiSinh: text(60).optional(),
  NoiThuongTru: place,
  ChuHo: z.strictObject({ HoTen: text(MAX.name), SoDinhDanh: identityNumber, QuanHe: text(60) }),
  Me: person.optional(),
  Cha: person.optional(),
  NguoiKhai: z.strictObject({ HoTen: text(MAX.name), SoDinhDanh: identityNumber.optional(), SoDienThoai: text(20).optional() }),
});

/** Deletion of a deceased person's residence (Luật Cư trú 2020, Điều 24). */
export const deletion = z.strictObject({
  HoTen: text(MAX.name),
  NgaySinh: birthDay,
  GioiTinh: z.enum([SEX.male, SEX.female]),
  SoDinhDanh: identityNumber.optional(),
  NgayMat: writtenDate,
  SoTrichLucKhaiTu: text(60),
  NoiThuongTru: place.optional(),
  NguoiKhai: z.strictObject({ HoTen: text(MAX.name), SoDinhDanh: identityNumber.optional(), SoDienThoai: text(20).optional() }),
});

/** One paper: `MaGiayTo` is the procedure's component where it is one of them. */
export const paper = z.strictObject({ MaGiayTo: text(60), TenTep: text(255), Tep: z.base64() });
export type Paper = z.infer<typeof paper>;

const common = {
  /** The filer's own number: what the police dedupe by. "<dossier>.<transfer>.<number of the sending>" */
  MaHoSoLT: text(120),
  /** Commune whose police resolve it, 5 digits; absent where the sender does not know it. */
  MaPhuongXa: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  GiayTo: z.array(paper).max(MAX.files),
} as const;
export const filingRequest = z.discriminatedUnion("MaThuTuc", [
  z.strictObject({ ...common, MaThuTuc: z.literal(PROCEDURES.register), ToKhai: ct01 }),
  z.strictObject({ ...common, MaThuTuc: z.literal(PROCEDURES.remove), ToKhai: deletion }),
]);
export type FilingRequest = z.infer<typeof filingRequest>;

export const supplementRequest = z.strictObject({
  MaHoSoLT: text(120),
  /** The sender's number of it: the same supplement sent twice counts once. */
  MaBoSung: text(120),
  NoiDung: text(MAX.note),
  GiayTo: z.array(paper).max(MAX.files),
});
export type SupplementRequest = z.infer<typeof supplementRequest>;

export const cancelRequest = z.strictObject({ MaHoSoLT: text(120), LyDo: text(MAX.note) });
export type CancelRequest = z.infer<typeof cancelRequest>;

/** HTTP 200 also for a refusal; the prose says why. "00" done · "01" had it already · anything else refused. */
export const RESULT = { done: "00", exists: "01", invalid: "02", notFound: "03", wrongState: "04" } as const;
export const residenceReply = z.object({ Ma: z.string(), ThongBao: z.string(), MaHoSoCuTru: z.string().min(1).optional() });
export type ResidenceReply = z.infer<typeof residenceReply>;

/** Parts of the prose that tell refusals apart. */
export const PHRASES = {
  exists: "đã được tiếp nhận trước đó",
  cancelled: "đã được hủy",
  notFound: "không tồn tại",
  tooLate: "không thể hủy",
} as const;

/** State of a filing. */
export const STATES = {
  "1": "Chờ tiếp nhận",
  "2": "Đã tiếp nhận (CT04)",
  "3": "Đang giải quyết",
  "4": "Yêu cầu bổ sung (CT05)",
  "5": "Đã giải quyết (CT07)",
  "6": "Từ chối (CT06)",
  "7": "Đã hủy",
} as const;
export type ResidenceState = keyof typeof STATES;

/** GET: `MaHoSoLT` separated by commas, at most MAX.asked of them. Numbers that the police do not know are left out of the answer. */
export const residenceResult = z.object({
  MaHoSoLT: z.string().min(1),
  MaHoSoCuTru: z.string().min(1),
  TrangThai: z.string().min(1),
  /** ISO 8601 with offset. */
  ThoiGian: z.iso.datetime({ offset: true }),
  GhiChu: z.string().optional(),
  /** State 4: what is missing. */
  CanBoSung: z.array(z.object({ MaGiayTo: z.string().optional(), LyDo: z.string().min(1) })).optional(),
  /** State 5 and 6. */
  KetQua: z
    .object({
      SoVanBan: z.string().optional(),
      /** Number of the household's file in the residence database. */
      SoHoSoCuTru: z.string().optional(),
      SoDinhDanh: personalNumber.optional(),
      TenTep: z.string().optional(),
      Tep: z.base64().optional(),
    })
    .optional(),
});
export type ResidenceResult = z.infer<typeof residenceResult>;
export const residenceResults = z.object({ Ma: z.string(), ThongBao: z.string(), DanhSach: z.array(residenceResult) });
