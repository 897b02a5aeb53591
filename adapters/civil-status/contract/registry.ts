/**
 * What is on the wire with the civil-status registry of the Ministry of Justice (BTP hộ tịch), the first of the two counterparties of
 * the civil-status liên thông (domain.md §5.2). What no source states is marked "ours". Schemas and constants only.
 * Glossary: push = NhanDKHT, a registration asked for · poll = LayKetQua, its state and result · module = loại đăng ký.
 */
import { z } from "zod";

/** Last parts of the roads; what stands in front differs by province. `token` is a WSO2 gateway's (adapters/kit/contract/gateway-token.ts). */
export const PATHS = { token: "/token", push: "/NhanDKHT", poll: "/LayKetQua" } as const;

/** LT… = part of a liên thông; the others stand alone. BS (bản sao) exists too and is not used here. */
export const MODULES = ["LTKS", "LTKT", "LTKH", "KS", "KT", "KH"] as const;
export type Module = (typeof MODULES)[number];

/** One file of a dossier; `huyGiayTo` 1 = withdrawn. */
export const attachedFile = z.object({
  id: z.number().int(),
  /** Its values are not published; clients in the field send 1 for every paper. */
  loaiGiayTo: z.number().int(),
  tenGiayTo: z.string().max(500),
  tenTepDinhKem: z.string().min(1).max(255),
  huyGiayTo: z.union([z.literal(0), z.literal(1)]),
  /** base64. */
  duLieuTepDinhKem: z.string(),
});
export type AttachedFile = z.infer<typeof attachedFile>;

/** POST NhanDKHT. */
export const pushRequest = z.object({
  /** Ward, 5 digits. */
  maDonVi: z.string().regex(/^\d{5}$/),
  module: z.enum(MODULES),
  /** Number of the liên thông dossier (G22.…), or the one-stop code again where there is none. */
  maHoSoLT: z.string().min(1).max(60),
  /** The one-stop department's code. */
  maHoSoMCDT: z.string().min(1).max(60),
  /** dd/MM/yyyy; some clients add the time. */
  ngayTiepNhan: z.string().regex(/^\d{2}\/\d{2}\/\d{4}(?: \d{2}:\d{2}:\d{2})?$/),
  /** JSON as text: birthData, deathData or marriageData of data.ts. */
  data: z.string().min(2),
  fileDinhKem: z.array(attachedFile).max(200),
});
export type PushRequest = z.infer<typeof pushRequest>;

/** `status` "1" = taken in. A registration that was taken in before is refused with PHRASES.duplicate in `errorDescription`. */
export const pushReply = z.object({
  status: z.union([z.string(), z.number()]),
  statusDescription: z.string().nullish(),
  errorCode: z.union([z.string(), z.number()]).nullish(),
  errorDescription: z.string().nullish(),
});
export type PushReply = z.infer<typeof pushReply>;

/**
 * The other reply: every complaint in one long string. Sentences are meant to be lines, but the line feed lost its backslash on the
 * way and stands as the letter LOST_NEWLINE before the next field's name: "….ncbsSoDDCN có định dạng không đúng. …".
 */
export const pushFault = z.object({ title: z.string(), status: z.number(), errors: z.string() });
export type PushFault = z.infer<typeof pushFault>;
export const FAULT_TITLE = "Có lỗi xảy ra.";
export const LOST_NEWLINE = "n";

/** How a complaint ends, after the field's name. The last one is ours. */
export const COMPLAINTS = {
  tooLong: "có độ dài vượt quá số lượng cho phép. Vui lòng kiểm tra lại thông tin.",
  unknown: "không tồn tại. Vui lòng kiểm tra lại thông tin danh mục theo mô tả trong tài liệu kỹ thuật đã cung cấp.",
  badFormat: "có định dạng không đúng. Vui lòng kiểm tra lại tài liệu kỹ thuật đã cung cấp.",
  missing: "không được để trống. Vui lòng kiểm tra lại thông tin.",
} as const;

/** Part of the prose for a registration that is there already. */
export const PHRASES = { duplicate: "đã được tiếp nhận" } as const;

/** Codes in one poll: clients in the field send 3, the registry refuses more than 10 (ours). */
export const POLL_BATCH = 3;
export const MAX_POLLED = 10;

/** POST LayKetQua: codes of one module in one province. */
export const pollRequest = z.object({
  maDinhDanhHoSo: z.array(z.string().min(1).max(60)).min(1).max(MAX_POLLED),
  maTinh: z.string().regex(/^\d{2}$/),
  module: z.enum(MODULES),
});
export type PollRequest = z.infer<typeof pollRequest>;

/**
 * trangThai, at the registry and at the hub alike. The numbers are NOT in the order of time: 1 → 3 → 7 → 4 → 5; 2 and 6 may come
 * after 1, 3 or 7.
 */
export const STATES = {
  "1": "Tiếp nhận hồ sơ vào hệ thống",
  "2": "Yêu cầu bổ sung hồ sơ",
  "3": "Hồ sơ đủ điều kiện giải quyết, đang xử lý",
  "7": "Đã chuyển cán bộ tư pháp",
  "4": "Hoàn thành đăng ký",
  "5": "Đã trả kết quả",
  "6": "Từ chối",
} as const;
export type State = keyof typeof STATES;

/** What is registered. Present with state 4 (and 5). Other fields of the source repeat the declaration and are left out here. */
export const registration = z.object({
  /** 12 digits; a birth only. */
  soDinhDanh: z.string().nullish(),
  /** dd/MM/yyyy. */
  ngayDangKy: z.string().nullish(),
  soDangKy: z.string().nullish(),
  quyenSo: z.string().nullish(),
  trangSo: z.string().nullish(),
  /** base64 of a PDF: giấy khai sinh, trích lục khai tử; giayKetHon is ours. */
  giayKhaiSinh: z.string().nullish(),
  giayKhaiTu: z.string().nullish(),
  giayKetHon: z.string().nullish(),
});
export type Registration = z.infer<typeof registration>;

export const pollItem = z.object({
  maDonVi: z.string().nullish(),
  maTinh: z.string().nullish(),
  module: z.string().nullish(),
  maHoSoLT: z.string().nullish(),
  maHoSoMCDT: z.string().min(1),
  trangThai: z.union([z.string(), z.number()]),
  /** dd/MM/yyyy HH:mm:ss, Việt Nam. */
  thoiGianThucHien: z.string().nullish(),
  ghiChu: z.string().nullish(),
  errors: z.string().nullish(),
  ketQuaXuLy: registration.nullish(),
  nguoiXuLy: z.string().nullish(),
  chucDanh: z.string().nullish(),
  phongBanXuLy: z.string().nullish(),
  noiDungXuLy: z.string().nullish(),
  /** Until when the applicant may bring what is missing. */
  hanBoSungHoSo: z.string().nullish(),
});
export type PollItem = z.infer<typeof pollItem>;

/** `status` 1 = done, 0 = failed; a code that the registry does not know has no row. */
export const pollReply = z.object({
  status: z.coerce.number(),
  statusDescription: z.string().nullish(),
  value: z.array(pollItem).nullish(),
});
export type PollReply = z.infer<typeof pollReply>;
