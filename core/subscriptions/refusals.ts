/** Refusals about subscriptions: code → what was not done (vi, en) and what to do about it (vi, en). All are the caller's to mend. */
import { callersRefusal, type RefusalTexts } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";

const TABLE = {
  "subscription.unknown": [
    "Không có đăng ký nhận tin này.",
    "There is no such subscription.",
    "Xem các đăng ký của hệ thống gọi tại GET /api/v1/subscriptions.",
    "See the caller's subscriptions at GET /api/v1/subscriptions.",
  ],
  "subscription.ended": [
    "Đăng ký nhận tin này đã kết thúc.",
    "This subscription has ended.",
    "Tạo đăng ký mới; có thể bắt đầu từ con trỏ cũ để không mất tin.",
    "Make a new one; it may begin at the old cursor so that nothing is missed.",
  ],
  "subscription.too-many": [
    "Hệ thống này đã có đủ số đăng ký nhận tin cho phép.",
    "This system has as many subscriptions as it may have.",
    "Kết thúc đăng ký không dùng nữa, hoặc gộp các loại tin vào một địa chỉ.",
    "End one that is not needed, or take several event types at one address.",
  ],
  "subscription.exists": [
    "Đã có đăng ký cho cùng địa chỉ và cùng các loại tin.",
    "There is a subscription of this address and these event types already.",
    "Dùng đăng ký đó (id trong chi tiết); nếu mất khóa ký, đổi khóa bằng rotate-secret.",
    "Use that one (its id is in the details); if its secret got lost, change it by rotate-secret.",
  ],
  "subscription.partner-unknown": [
    "Hệ thống này không còn được vào trục.",
    "This system may no longer enter the hub.",
    "Liên hệ người vận hành.",
    "Ask the operator.",
  ],
  "subscription.secret-unreadable": [
    "Không mở được khóa ký của đăng ký này.",
    "The signing secret of this subscription cannot be opened.",
    "Đổi khóa ký bằng rotate-secret.",
    "Change it by rotate-secret.",
  ],
  "subscription.bad-cursor": [
    "Con trỏ không phải của trục này.",
    "The cursor is none of this hub's.",
    "Dùng nguyên con trỏ đã nhận ở trường next hoặc cursor.",
    "Use a cursor as it was given in next or cursor.",
  ],
  "subscription.replay-too-large": [
    "Khoảng cần gửi lại có quá nhiều tin.",
    "There are too many events to send again.",
    "Chọn mốc gần hơn, hoặc đọc tin cũ qua GET /api/v1/events.",
    "Begin later, or read old events through GET /api/v1/events.",
  ],
} as const satisfies Record<string, RefusalTexts>;

export type SubscriptionRefusalCode = keyof typeof TABLE;
export const SUBSCRIPTION_REFUSAL_CODES = Object.keys(TABLE) as readonly SubscriptionRefusalCode[];

/** Builds a refusal. `details`: facts a program can use. */
export const subscriptionRefusal = (code: SubscriptionRefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  callersRefusal(code, TABLE[code], details);
