/**
 * The named states of a dossier (R-B07) and their place in the national list (domain.md §1.5).
 */

/** Hub status → national status code and its official name. */
export const STATUSES = {
  /** Filed, not yet checked or not yet receipted. */
  submitted: { national: 1, vi: "Mới đăng ký", en: "Submitted" },
  /** Checked before receipt, not yet valid: waits for the applicant. */
  incomplete: { national: 5, vi: "Yêu cầu bổ sung giấy tờ", en: "Not yet valid, waiting for the applicant" },
  rejected: { national: 3, vi: "Không được tiếp nhận", en: "Not accepted" },
  received: { national: 2, vi: "Được tiếp nhận", en: "Received" },
  processing: { national: 4, vi: "Đang xử lý", en: "In progress" },
  /** With another agency (liên thông). */
  forwarded: { national: 4, vi: "Đang xử lý tại cơ quan phối hợp", en: "With another agency" },
  awaitingSupplement: { national: 5, vi: "Yêu cầu bổ sung giấy tờ", en: "Waiting for a supplement" },
  awaitingPayment: { national: 6, vi: "Yêu cầu thực hiện nghĩa vụ tài chính", en: "Waiting for payment" },
  suspended: { national: 8, vi: "Dừng xử lý", en: "Suspended" },
  /** Decided; the result waits to be returned (also a reasoned refusal, R-B11). */
  decided: { national: 9, vi: "Đã xử lý xong", en: "Decided, result ready" },
  /** The result is on its way by post. */
  inDelivery: { national: 9, vi: "Đã xử lý xong, đang trả qua bưu chính", en: "Decided, result with the post" },
  withdrawn: { national: 7, vi: "Công dân yêu cầu rút hồ sơ", en: "Withdrawn by the applicant" },
  returned: { national: 10, vi: "Đã trả kết quả", en: "Result returned" },
} as const satisfies Record<string, { national: NationalStatus; vi: string; en: string }>;

export type DossierStatus = keyof typeof STATUSES;
export const DOSSIER_STATUSES = Object.keys(STATUSES) as [DossierStatus, ...DossierStatus[]];

/** 1–10 of the national list. */
export type NationalStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** Statuses in which nothing more can happen to the dossier. */
export const FINAL_STATUSES: ReadonlySet<DossierStatus> = new Set(["rejected", "withdrawn", "returned"]);
