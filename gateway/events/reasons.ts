/** Why a subscription stands still or has ended, for people: what happened, and what to do about it. */
import type { SubscriptionReason } from "../../core/hub.ts";
import type { Bilingual } from "../problem.ts";

export interface ReasonText extends Bilingual {
  readonly todo: Bilingual;
}

const RESUME = {
  vi: "Sửa xong thì gọi resume; tin được gửi tiếp từ chỗ đã dừng, không mất tin nào.",
  en: "Then resume; it goes on where it stood, nothing is lost.",
};

export const REASON_TEXTS: Readonly<Record<SubscriptionReason, ReasonText>> = {
  owner: {
    vi: "Chủ đăng ký tạm dừng.",
    en: "Its owner paused it.",
    todo: { vi: "Gọi resume khi sẵn sàng nhận tiếp.", en: "Resume when ready." },
  },
  operator: {
    vi: "Người vận hành tạm dừng.",
    en: "An operator paused it.",
    todo: { vi: "Liên hệ người vận hành.", en: "Ask the operator." },
  },
  failing: {
    vi: "Mọi lần gửi đều hỏng trong hơn một ngày.",
    en: "Every delivery has failed for more than a day.",
    todo: { vi: `Kiểm tra máy nhận tin và đường truyền. ${RESUME.vi}`, en: `Check the receiver and the network. ${RESUME.en}` },
  },
  undeliverable: {
    vi: "Một tin đã gửi hết số lần theo lịch mà không được nhận.",
    en: "An event was sent as often as the plan has it and never taken.",
    todo: {
      vi: `Xem lỗi gần nhất, sửa máy nhận tin. ${RESUME.vi}`,
      en: `Look at the last error and mend the receiver. ${RESUME.en}`,
    },
  },
  targetForbidden: {
    vi: "Tên miền của địa chỉ nhận tin nay dẫn tới mạng nội bộ hoặc nơi trục không được gọi.",
    en: "The target's name has come to lead to a private network or elsewhere the hub may not call.",
    todo: {
      vi: `Kiểm tra bản ghi DNS; nếu là mạng của cơ quan, người vận hành khai báo trong LIENTHONG_WEBHOOKS_ALLOW. ${RESUME.vi}`,
      en: `Check its DNS records; for an agency's own network the operator sets LIENTHONG_WEBHOOKS_ALLOW. ${RESUME.en}`,
    },
  },
  secretUnreadable: {
    vi: "Không mở được khóa ký: LIENTHONG_SECRET của trục đã đổi.",
    en: "The signing secret does not open: the hub's LIENTHONG_SECRET has changed.",
    todo: { vi: `Đổi khóa ký (rotate-secret). ${RESUME.vi}`, en: `Rotate the secret. ${RESUME.en}` },
  },
  stopped: {
    vi: "Một tin chờ người xử lý.",
    en: "An event waits for a person.",
    todo: { vi: `Xem thông điệp đang dừng của lane. ${RESUME.vi}`, en: `Look at the lane's stopped message. ${RESUME.en}` },
  },
  gone: {
    vi: "Bên nhận trả lời 410: không nhận tin ở địa chỉ này nữa.",
    en: "The receiver answered 410: it takes nothing there any more.",
    todo: { vi: "Đăng ký lại với địa chỉ mới nếu vẫn cần.", en: "Subscribe anew with another address if it is still needed." },
  },
};
