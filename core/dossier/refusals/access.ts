/** Refusals that any command can meet: the dossier, the actor, the status, the time; and the fees. */
import type { RefusalRow } from "./row.ts";

export const ACCESS_REFUSALS = {
  // Finding the dossier, and who may do what when
  "dossier.not-found": [
    "caller",
    "Không tìm thấy hồ sơ.",
    "No such dossier.",
    "Kiểm tra lại mã hồ sơ.",
    "Check the dossier code.",
  ],
  "dossier.already-submitted": [
    "caller",
    "Hồ sơ này đã được nộp.",
    "This dossier has been submitted already.",
    "Dùng lệnh sửa hoặc bổ sung cho hồ sơ đã nộp.",
    "Amend or supplement the dossier that was filed.",
  ],
  "dossier.context-missing": [
    "hub",
    "Trục thiếu dữ liệu danh mục cần thiết để xử lý lệnh này.",
    "The hub lacks the catalog data this command needs.",
    "Báo quản trị viên kiểm tra danh mục thủ tục, cơ quan và lịch làm việc (xem chi tiết).",
    "Ask the operator to check the procedure, agency and calendar catalogs (see details).",
  ],
  "dossier.code-missing": [
    "hub",
    "Trục chưa cấp được mã hồ sơ.",
    "The hub did not allocate a dossier code.",
    "Gửi lại lệnh; nếu vẫn lỗi, báo quản trị viên.",
    "Send the command again; if it fails again, tell the operator.",
  ],
  "dossier.calendar-year-missing": [
    "hub",
    "Lịch nghỉ lễ của năm liên quan chưa được công bố trong danh mục nên không tính được hạn.",
    "The holiday table does not have the year, so no due time can be counted.",
    "Quản trị viên cập nhật lịch nghỉ lễ của năm đó (catalogs/), rồi gửi lại lệnh.",
    "The operator adds that year's holidays to the catalogs; then send the command again.",
  ],
  "dossier.role-not-allowed": [
    "caller",
    "Vai trò của người thực hiện không được làm việc này.",
    "This role may not do that.",
    "Nêu ở actor đúng người có thẩm quyền thực hiện (các vai trò ở details.allowed).",
    "Name in actor somebody who has one of the roles in details.allowed.",
  ],
  "dossier.not-your-agency": [
    "caller",
    "Hồ sơ không thuộc cơ quan của người thực hiện và cũng chưa được bàn giao cho cơ quan này.",
    "The dossier neither belongs to nor was handed to the actor's agency.",
    "Cơ quan đang giữ hồ sơ thực hiện, hoặc bàn giao hồ sơ trước.",
    "Let the agency that holds the dossier do it, or hand the dossier over first.",
  ],
  "dossier.wrong-state": [
    "caller",
    "Trạng thái hiện tại của hồ sơ không cho phép việc này.",
    "The dossier's present status does not allow this.",
    "Xem trạng thái hiện tại và các việc được phép trong chi tiết.",
    "See the present status and what it allows in the details.",
  ],
  "dossier.final": [
    "caller",
    "Hồ sơ đã kết thúc, không thay đổi được nữa.",
    "The dossier is closed; nothing can change it any more.",
    "Nếu vẫn có nhu cầu, nộp hồ sơ mới.",
    "File a new dossier if the matter goes on.",
  ],
  "dossier.time-in-future": [
    "caller",
    "Thời điểm xảy ra nằm ở tương lai.",
    "The time given lies in the future.",
    "Sửa lại thời điểm; kiểm tra đồng hồ của hệ thống gửi.",
    "Correct the time; check the sending system's clock.",
  ],
  "dossier.late-entry-needed": [
    "caller",
    "Việc đã xảy ra trước lúc nhập nhưng không được đánh dấu là nhập muộn.",
    "The time lies in the past, but the entry is not marked as late.",
    "Gửi kèm thông tin nhập muộn: lý do và người nhập.",
    "Send the late-entry mark with its reason and who entered it.",
  ],
  "dossier.late-entry-not-allowed": [
    "caller",
    "Chỉ cán bộ được nhập muộn sau sự cố.",
    "Only officers may make a late entry after an outage.",
    "Để cán bộ một cửa hoặc đơn vị giải quyết nhập.",
    "Let the one-stop officer or the unit enter it.",
  ],
  "dossier.before-last-event": [
    "caller",
    "Thời điểm xảy ra sớm hơn việc trước đó của hồ sơ.",
    "The time is earlier than what happened before it.",
    "Nhập các việc theo đúng thứ tự thời gian (xem mốc sớm nhất trong chi tiết).",
    "Enter what happened in its true order (the earliest time possible is in the details).",
  ],

  // Fees (R-B04)
  "dossier.charge-exists": [
    "caller",
    "Khoản phí mang mã này đã có trong hồ sơ.",
    "The dossier already has a charge with this id.",
    "Dùng mã khoản phí khác.",
    "Use another charge id.",
  ],
  "dossier.unknown-charge": [
    "caller",
    "Hồ sơ không có khoản phí này.",
    "The dossier has no such charge.",
    "Kiểm tra lại mã khoản phí.",
    "Check the charge id.",
  ],
  "dossier.payment-twice": [
    "caller",
    "Khoản nộp mang số tham chiếu này đã được ghi nhận.",
    "A payment with this reference has been recorded already.",
    "Không ghi nhận hai lần; đối chiếu số tham chiếu.",
    "Do not record it twice; compare the reference.",
  ],
  "dossier.overpayment": [
    "caller",
    "Số tiền nộp lớn hơn số còn phải nộp.",
    "The amount is more than what is still to be paid.",
    "Kiểm tra lại số tiền; số còn phải nộp nêu trong chi tiết.",
    "Check the amount; the details say what is outstanding.",
  ],
} as const satisfies Record<string, RefusalRow>;
