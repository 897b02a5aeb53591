/**
 * What is on the wire with the tax side behind the province's LGSP (domain.md §1.1, §5.5): roads, token, answers in prose.
 * No source shows the roads on which slips, registrations and proofs are handed in: they are ours, and their common prefix is part of the
 * base URL. Schemas and constants only: the adapter and the simulator read this folder, and each does its own mapping.
 * Glossary: slip = Phiếu chuyển thông tin để xác định nghĩa vụ tài chính (Mẫu số 19 NĐ 151/2025) · notice = thông báo thuế ·
 * proof = chứng từ nộp thuế · registration = đăng ký thuế của hộ kinh doanh · LGSP = nền tảng tích hợp, chia sẻ dữ liệu của tỉnh.
 */
import { z } from "zod";

/** `token` is a WSO2 gateway's (domain.md §1.1; adapters/kit/contract/gateway-token.ts); the others are ours. */
export const PATHS = {
  token: "/token",
  slip: "/thue/phieuchuyen",
  registration: "/thue/dangkythue",
  proof: "/thue/chungtu",
  withdrawal: "/thue/thuhoi",
  lookUp: "/thue/tracuu",
} as const;

/** Some LGSPs want this header beside the bearer token: base64 of the JSON below (domain.md §1.1). */
export const LGSP_HEADER = "lgspaccesstoken";
export const lgspAccess = z.object({
  AccessKey: z.string().min(1),
  SecretKey: z.string().min(1),
  AppName: z.string(),
  PartnerCode: z.string(),
  PartnerCodeCus: z.string(),
});
export type LgspAccess = z.infer<typeof lgspAccess>;

/** Answer to every call; HTTP 200 also for a refusal. The shape is that of the national portal's family (domain.md §1.1). */
export const reply = z.object({
  error_code: z.union([z.string(), z.number()]),
  message: z.string(),
  result: z.record(z.string(), z.unknown()).nullish(),
});
export type Reply = z.infer<typeof reply>;

/** "0" and "00" are the portal family's success; that everything else is a refusal told apart by its prose is ours. */
export const CODES = { success: ["0", "00"], refused: "-1", invalid: "3" } as const;

/** Parts of the prose that tell answers apart (ours). */
export const PHRASES = {
  /** The same content under the same number came before: harmless. */
  repeated: "đã được tiếp nhận trước đó",
  /** Other content under a number that is in use. */
  numberInUse: "đã tồn tại với nội dung khác",
  /** A slip that came back wrong must come under a new number. */
  newNumber: "phải gửi lại theo số phiếu mới",
  missing: "thiếu thông tin bắt buộc",
  unknownNotice: "không có thông báo thuế",
  wrongSum: "số tiền không khớp",
  otherProof: "đã có chứng từ khác",
  /** Of a withdrawal: the office has no such slip, or its notices are paid. */
  unknownSlip: "không có phiếu",
  alreadyPaid: "đã nộp tiền, không thể thu hồi",
} as const;

/** What may be looked up by its number, and in which state it is. */
export const LOOK_UP_KINDS = ["PHIEUCHUYEN", "DANGKYTHUE", "CHUNGTU"] as const;
export type LookUpKind = (typeof LOOK_UP_KINDS)[number];
/** GET query. `So`: of a slip or a registration its own number, of a proof the notice's. */
export const lookUpQuery = z.object({ Loai: z.enum(LOOK_UP_KINDS), So: z.string().min(1).max(80) });
/** `result` where there is one; error_code "0" with `result` null where there is none. */
export const lookUpResult = z.object({
  So: z.string(),
  MaTiepNhan: z.string(),
  /** 1 taken in · 2 came back wrong · 3 answered · 4 withdrawn. */
  TrangThai: z.enum(["1", "2", "3", "4"]),
});
export type LookUpResult = z.infer<typeof lookUpResult>;

/** `yyyyMMddHHmmss`, Asia/Ho_Chi_Minh. Shape only: that 30 February does not exist is for the reader to check. */
export const wireTime = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/);
/** `dd-MM-yyyy`, as the tax side writes dates (domain.md §5.5). Shape only. */
export const wireDate = z.string().regex(/^(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-\d{4}$/);

/**
 * Mã số thuế: 10 digits (a business, or a household business before individuals' identity numbers became their codes), with "-nnn"
 * for a dependent unit, or the 12-digit số định danh of an individual since 01/07/2025 [from memory, unsourced].
 */
export const taxCode = z.string().regex(/^(?:\d{10}(?:-\d{3})?|\d{12})$/);
