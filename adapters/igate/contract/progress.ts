/**
 * Progress told to iGate through its outbound adapter `/ad`, and that adapter's call log (domain.md §5.1, §5.2). The road and the answers
 * are sourced for civil-status dossiers; that it takes the progress of any dossier is ours.
 */
import { z } from "zod";
import { igateTime, pageOf } from "./common.ts";

export const PROGRESS_PATHS = {
  update: "/ad/api/lienthongDVCLT/capNhatTrangThaiHoSoDVCLTHoTich",
  log: "/ad/api/lienthongDVCLT/getLog",
} as const;
/** `api=` of the log's query. */
export const LOGGED_API = "capNhatTrangThaiHoSoDVCLTHoTich";

/** `trangThai` (domain.md §5.2). 7 is only used towards the civil-status registry; its place is between 3 and 4. */
export const REPORT_STATES = {
  1: "Tiếp nhận hồ sơ vào hệ thống",
  2: "Yêu cầu bổ sung",
  3: "Đủ điều kiện, đang xử lý",
  7: "Đã chuyển cán bộ tư pháp",
  4: "Hoàn thành, có kết quả",
  5: "Đã trả kết quả",
  6: "Từ chối",
} as const;
export type ReportState = keyof typeof REPORT_STATES;
const reportState = z.union([1, 2, 3, 4, 5, 6, 7].map((state) => z.literal(state as ReportState)));

/** POST of one state. Found by `maHoSo` (iGate's code); `soHoSoLT` is the number that the sender knows it by. */
export const progressUpdate = z.object({
  maTTHC: z.string().min(1),
  soHoSoLT: z.string().min(1).max(60),
  maHoSo: z.string().min(1).max(60),
  trangThai: reportState,
  /** When it happened. */
  thoiGianThucHien: igateTime,
  ghiChu: z.string().max(1000).optional(),
  nguoiXuLy: z.string().max(200).optional(),
  phongBanXuLy: z.string().max(300).optional(),
  noiDungXuLy: z.string().max(1000),
  /** New date of appointment after a supplement or an extension. */
  ngayHenTraMoi: igateTime.optional(),
  /** Last day for the supplement. */
  hanBoSungHoSo: igateTime.optional(),
  /** Result papers, with state 4 (file ids of /fi; ours). */
  ketQuaXuLy: z.array(z.object({ id: z.string(), filename: z.string(), size: z.number().int() })).optional(),
});
export type ProgressUpdate = z.infer<typeof progressUpdate>;

/** Done: status 200 and a title; not done: `errors` by field. HTTP 200 both times. */
export const progressReply = z.object({
  status: z.number().int().optional(),
  title: z.string().optional(),
  errors: z
    .object({ soHoSoLT: z.array(z.string()) })
    .partial()
    .optional(),
});
export type ProgressReply = z.infer<typeof progressReply>;

/** Parts of the prose that tell refusals apart (domain.md §5.2). */
export const PROGRESS_PHRASES = {
  unknown: "không tồn tại",
  refused: "bị từ chối. không thể cập nhật trạng thái",
  returned: "đã trả kết quả, không được cập nhật",
  order: "logic xử lý không hợp lệ",
} as const;

/** One recorded call. `securityKey` is a credential: never shown, never logged. */
export const logEntry = z.object({
  dossierCode: z.string(),
  nationCode: z.string().nullish(),
  callTime: igateTime,
  requestBody: progressUpdate.partial().loose(),
  responseBody: progressReply.loose(),
  securityKey: z.string().optional(),
});
export type LogEntry = z.infer<typeof logEntry>;
/** `GET getLog?api=&nationCode=` */
export const logPage = pageOf(logEntry);
