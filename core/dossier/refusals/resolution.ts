/** Refusals of resolution, return and partners. */
import type { RefusalRow } from "./row.ts";

export const RESOLUTION_REFUSALS = {
  // Resolution (R-B05, B06, B09)
  "dossier.waiting-for-applicant": [
    "caller",
    "Hồ sơ đang chờ người nộp hoặc đang dừng giải quyết, chưa thể quyết định.",
    "The dossier waits for the applicant or is suspended; it cannot be decided now.",
    "Chờ bổ sung, nộp phí hoặc cho tiếp tục giải quyết trước.",
    "Wait for the supplement or payment, or resume the dossier first.",
  ],
  "dossier.forwards-outstanding": [
    "caller",
    "Còn cơ quan phối hợp chưa trả kết quả.",
    "Results of other agencies are still outstanding.",
    "Nhận kết quả của các cơ quan nêu trong chi tiết trước.",
    "Take the results of the agencies named in the details first.",
  ],
  "dossier.unit-due-after-dossier": [
    "caller",
    "Hạn của đơn vị muộn hơn hạn của hồ sơ.",
    "The unit's due time lies after the dossier's.",
    "Đặt hạn của đơn vị không muộn hơn hạn trả kết quả.",
    "Give the unit a time no later than the dossier's due time.",
  ],
  "dossier.forward-exists": [
    "caller",
    "Lần chuyển phối hợp mang mã này đã có.",
    "The dossier already has a forward with this id.",
    "Dùng mã khác.",
    "Use another forward id.",
  ],
  "dossier.forward-to-itself": [
    "caller",
    "Không chuyển phối hợp đến chính cơ quan tiếp nhận.",
    "A dossier is not forwarded to its own agency.",
    "Dùng lệnh bàn giao cho đơn vị trong cơ quan.",
    "Hand it over to a unit instead.",
  ],
  "dossier.unknown-forward": [
    "caller",
    "Hồ sơ không có lần chuyển phối hợp này.",
    "The dossier has no such forward.",
    "Kiểm tra lại mã lần chuyển.",
    "Check the forward id.",
  ],
  "dossier.forward-answered": [
    "caller",
    "Kết quả của lần chuyển phối hợp này đã được nhận.",
    "The result of this forward has been taken already.",
    "Không gửi lại kết quả.",
    "Do not send the result again.",
  ],
  "dossier.extension-not-later": [
    "caller",
    "Ngày hẹn lại phải muộn hơn hạn hiện tại.",
    "The new due time must be later than the present one.",
    "Chọn ngày muộn hơn hạn hiện tại nêu trong chi tiết.",
    "Choose a time after the present due time in the details.",
  ],

  // Return (R-C01)
  "dossier.slip-required": [
    "caller",
    "Người nhận chưa xuất trình giấy tiếp nhận và hẹn trả kết quả.",
    "The receiver has not shown the appointment slip.",
    "Xuất trình giấy hẹn, hoặc có văn bản ủy quyền.",
    "Show the slip, or bring a written authorisation.",
  ],
  "dossier.identity-mismatch": [
    "caller",
    "Số giấy tờ tùy thân không khớp với người nộp hoặc chủ hồ sơ.",
    "The identity paper is neither the applicant's nor the owner's.",
    "Đối chiếu lại giấy tờ; người khác nhận thay phải có văn bản ủy quyền.",
    "Check the paper again; somebody else needs a written authorisation.",
  ],
  "dossier.authorisation-required": [
    "caller",
    "Người nhận không phải người nộp hoặc chủ hồ sơ và không có văn bản ủy quyền.",
    "The receiver is neither applicant nor owner and has no written authorisation.",
    "Yêu cầu văn bản ủy quyền nhận kết quả.",
    "Ask for a written authorisation.",
  ],
  "dossier.return-method": [
    "caller",
    "Người nộp không đăng ký nhận kết quả theo cách này.",
    "The applicant did not choose this way of getting the result.",
    "Trả theo cách đã đăng ký nêu trong chi tiết.",
    "Return it the way named in the details.",
  ],
  "dossier.not-with-post": [
    "caller",
    "Kết quả chưa được chuyển cho bưu điện.",
    "The result has not been handed to the post.",
    "Chuyển kết quả cho bưu điện trước.",
    "Send it by post first.",
  ],

  // Partners
  "dossier.national-code-differs": [
    "partner",
    "Mã hồ sơ quốc gia do hệ thống liên thông báo khác mã đã lưu.",
    "The partner reports another national code than the one kept.",
    "Đối chiếu với Cổng dịch vụ công: có thể hai hồ sơ bị ghép nhầm.",
    "Compare with the national portal: two dossiers may have been mixed up.",
  ],
} as const satisfies Record<string, RefusalRow>;
