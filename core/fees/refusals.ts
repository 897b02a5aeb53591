/** Refusals of the fees' face: code → whose fault, what was not done (vi, en), what to do about it (vi, en). */
import { type RefusalRow, refusalOf } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";

const TABLE = {
  "fees.bad-period": [
    "caller",
    "Kỳ quyết toán không hợp lệ.",
    "This is no period.",
    "Ghi kỳ theo tháng, dạng YYYY-MM, ví dụ 2026-03.",
    "Give a month as YYYY-MM, for example 2026-03.",
  ],
  "fees.unknown-agency": [
    "caller",
    "Không có đơn vị này trong danh mục cơ quan.",
    "There is no such unit among the agencies.",
    "Kiểm tra mã định danh của đơn vị.",
    "Check the unit's identifier.",
  ],
  "fees.period-open": [
    "caller",
    "Kỳ quyết toán chưa kết thúc, số thu còn thay đổi.",
    "The period is not over; more may be collected in it.",
    "Lập quyết toán sau ngày cuối cùng của tháng.",
    "Settle after the last day of the month.",
  ],
  "fees.unknown-settlement": [
    "caller",
    "Không có bản quyết toán này.",
    "There is no such settlement.",
    "Lập bản quyết toán trước (POST /api/v1/fees/settlement).",
    "Draw the settlement up first (POST /api/v1/fees/settlement).",
  ],
  "fees.already-signed": [
    "caller",
    "Bản quyết toán của kỳ này đã được ký, không thay đổi được.",
    "The settlement of this period is signed and cannot be changed.",
    "Xem bản đã ký; khoản thu ghi nhận sau thuộc kỳ sau.",
    "See the signed one; what was recorded later belongs to the next period.",
  ],
  "fees.figures-changed": [
    "caller",
    "Số liệu đã thay đổi sau khi lập bản quyết toán.",
    "The figures have changed since the settlement was drawn up.",
    "Lập lại bản quyết toán, kiểm tra rồi ký.",
    "Draw it up again, check it, then sign.",
  ],
  "fees.unreconciled": [
    "caller",
    "Có khoản thu trực tuyến, chuyển khoản chưa khớp sao kê ngân hàng, kho bạc.",
    "Online payments or transfers are not proven by statements.",
    "Đối soát các ngày trong kỳ trước khi ký, hoặc ghi lý do ở trường despite.",
    "Reconcile the days of the period before signing, or give a reason in `despite`.",
  ],
  "fees.no-account": [
    "hub",
    "Đơn vị chưa có tài khoản nhận tiền trong danh mục cơ quan.",
    "The unit has no account among the agencies' facts.",
    "Bổ sung tài khoản của đơn vị vào danh mục cơ quan (mục account) rồi ký lại.",
    "Add the unit's account to the agency catalog (account), then sign again.",
  ],
  "fees.no-channel": [
    "hub",
    "Chưa bật đường nối nào gửi được lệnh chuyển tiền.",
    "No lane that can carry a hand-over order is on.",
    "Cấu hình kết nối kho bạc, ngân hàng (LIENTHONG_TREASURY_*) rồi ký lại.",
    "Configure the treasury lane (LIENTHONG_TREASURY_*), then sign again.",
  ],
} as const satisfies Record<string, RefusalRow>;

export type FeesRefusalCode = keyof typeof TABLE;

/** Every code of this table. */
export const FEES_REFUSAL_CODES = Object.keys(TABLE) as readonly FeesRefusalCode[];

/** The refusal of a code; `details` holds facts for programs, never personal data. */
export const feesRefusal = (code: FeesRefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(code, TABLE[code], details);
