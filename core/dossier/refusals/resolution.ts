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
  "dossier.transfers-outstanding": [
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
  "dossier.transfer-exists": [
    "caller",
    "Lần chuyển phối hợp mang mã này đã có.",
    "The dossier already has a transfer with this id.",
    "Dùng mã khác.",
    "Use another transfer id.",
  ],
  "dossier.transfer-to-itself": [
    "caller",
    "Không chuyển phối hợp đến chính cơ quan tiếp nhận.",
    "A dossier is not forwarded to its own agency.",
    "Dùng lệnh bàn giao cho đơn vị trong cơ quan.",
    "Hand it over to a unit instead.",
  ],
  "dossier.unknown-transfer": [
    "caller",
    "Hồ sơ không có lần chuyển phối hợp này.",
    "The dossier has no such transfer.",
    "Kiểm tra lại mã lần chuyển.",
    "Check the transfer id.",
  ],
  "dossier.transfer-answered": [
    "caller",
    "Lần chuyển phối hợp này đã kết thúc: đã có kết quả hoặc đã thu hồi.",
    "This transfer is over: its result has been taken, or it was called off.",
    "Không gửi lại kết quả.",
    "Do not send the result again.",
  ],
  "dossier.transfer-number-old": [
    "partner",
    "Thông tin này nói về lần gửi trước, hồ sơ đã được sửa và gửi lại dưới số khác.",
    "This speaks of an earlier sending; the transfer was corrected and sent again under another number.",
    "Trả lời theo số của lần gửi hiện tại nêu trong chi tiết.",
    "Answer under the present number in the details.",
  ],
  "dossier.transfer-not-sent-back": [
    "caller",
    "Chỉ gửi lại được khi cơ quan phối hợp đã trả lại do sai.",
    "A transfer is sent again only after it came back wrong.",
    "Chờ kết quả, hoặc thu hồi việc đã chuyển.",
    "Wait for its result, or call it off.",
  ],
  "dossier.leg-done": [
    "caller",
    "Không rút được hồ sơ: có chặng đã hoàn thành và không thể hủy.",
    "The dossier cannot be withdrawn: a finished step cannot be undone.",
    "Xem các chặng nêu trong chi tiết; muốn thay đổi phải làm thủ tục khác.",
    "See the steps in the details; a change needs another procedure.",
  ],
  "dossier.form-incomplete": [
    "caller",
    "Tờ khai điện tử còn thiếu thông tin mà quy trình liên thông cần.",
    "The electronic declaration lacks what the route through the agencies needs.",
    "Bổ sung các mục nêu trong chi tiết vào tờ khai rồi tiếp nhận lại.",
    "Fill in the places named in the details, then receive again.",
  ],
  "dossier.identity-unknown": [
    "caller",
    "Hồ sơ không có số định danh của người cần đối chiếu.",
    "The dossier holds no identity number of that person.",
    "Ghi số định danh vào hồ sơ trước khi tra cứu.",
    "Enter the identity number first.",
  ],
  "dossier.identity-check-exists": [
    "caller",
    "Lần tra cứu mang mã này đã có.",
    "The dossier already has an identity check with this id.",
    "Dùng mã khác.",
    "Use another check id.",
  ],
  "dossier.unknown-identity-check": [
    "partner",
    "Hồ sơ không có lần tra cứu này.",
    "The dossier has no such identity check.",
    "Kiểm tra lại mã lần tra cứu.",
    "Check the id.",
  ],
  "dossier.unknown-payment": [
    "caller",
    "Hồ sơ không có khoản nộp mang số này.",
    "The dossier has no payment with this reference.",
    "Kiểm tra lại số tham chiếu giao dịch.",
    "Check the payment's reference.",
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
