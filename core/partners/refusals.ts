/** Refusals of partner systems: what their role, their scopes or their agencies do not allow, whichever door they come by. */
import { type RefusalRow, refusalOf } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";

const TABLE = {
  "adapter.unknown": [
    "hub",
    "Không có bộ kết nối này.",
    "No such adapter.",
    "Báo người vận hành kiểm tra cấu hình đường nối.",
    "Ask the operator to check the lane's settings.",
  ],
  "partner.unknown": [
    "caller",
    "Không có hệ thống này, hoặc hệ thống đã bị ngừng.",
    "There is no such system, or it was disabled.",
    "Đề nghị người vận hành cấp hoặc mở lại tài khoản.",
    "Ask the operator for an account, or to enable it again.",
  ],
  "partner.role-not-allowed": [
    "caller",
    "Vai trò của hệ thống này không được gọi chức năng đó.",
    "This system's role may not call this.",
    "Dùng tài khoản của hệ thống được giao việc này, hoặc đề nghị người vận hành cấp quyền.",
    "Use the account of the system whose task it is, or ask the operator for the right.",
  ],
  "partner.scope-missing": [
    "caller",
    "Tài khoản hoặc mã truy cập không có quyền cần thiết (xem scope trong chi tiết).",
    "The account or token lacks the scope that this needs (see scope in the details).",
    "Xin mã truy cập có quyền đó, hoặc đề nghị người vận hành cấp cho tài khoản.",
    "Ask for a token with that scope, or ask the operator to grant it to the account.",
  ],
  "partner.agency-not-yours": [
    "caller",
    "Cơ quan nêu trong yêu cầu không thuộc phạm vi của hệ thống gọi.",
    "The agency named in the request is not one of the caller's.",
    "Kiểm tra mã cơ quan, hoặc đề nghị người vận hành bổ sung cơ quan cho hệ thống.",
    "Check the agency id, or ask the operator to add the agency to the system.",
  ],
  "partner.channel-not-yours": [
    "caller",
    "Bưu chính chỉ nộp hồ sơ qua kênh bưu chính.",
    "The post submits on the postal channel only.",
    'Đặt channel là "post".',
    'Set channel to "post".',
  ],
  "partner.role-not-claimable": [
    "caller",
    "Hệ thống này không được nhân danh vai trò đã nêu.",
    "This system may not act in that role.",
    "Nêu vai trò mà hệ thống được phép nhân danh, hoặc bỏ trống người thực hiện.",
    "Name a role that the system may act in, or leave the actor out.",
  ],
} as const satisfies Record<string, RefusalRow>;

export type PartnerRefusalCode = keyof typeof TABLE;
export const PARTNER_REFUSAL_CODES = Object.keys(TABLE) as readonly PartnerRefusalCode[];

/** Builds the refusal of a code. `details`: facts that a program can use, never personal data. */
export const partnerRefusal = (code: PartnerRefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(code, TABLE[code], details);
