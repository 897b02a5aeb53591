/** Refusals of the hall's queue: code → whose fault, what was not done (vi, en), what to do about it (vi, en). */
import { type RefusalRow, refusalOf } from "../../dossier/refusals/row.ts";
import type { Refusal } from "../../dossier/types.ts";

const TABLE = {
  // The hall and its day
  "hall.unknown-hall": [
    "caller",
    "Không có sảnh này trong danh mục.",
    "The catalog has no such hall.",
    "Kiểm tra mã sảnh.",
    "Check the hall's id.",
  ],
  "hall.invalid": [
    "caller",
    "Nội dung lệnh không đúng mẫu.",
    "The command's contents are not of its form.",
    "Sửa các trường nêu trong chi tiết rồi gửi lại.",
    "Correct the fields named in the details and send it again.",
  ],
  "hall.key-reused": [
    "caller",
    "Khóa chống lặp này đã dùng cho một lệnh khác trong ngày.",
    "This key was used for another command today.",
    "Dùng khóa mới cho lệnh mới.",
    "Use a new key for a new command.",
  ],
  "hall.busy": [
    "hub",
    "Nhiều quầy đang cùng thao tác, lệnh chưa được thực hiện.",
    "Too many counters act at the same time; the command was not done.",
    "Bấm lại sau giây lát.",
    "Try again in a moment.",
  ],
  "hall.day-over": [
    "caller",
    "Ngày làm việc này đã qua, hàng chờ của ngày không thay đổi được nữa.",
    "That day is over; its queue cannot be changed any more.",
    "Tải lại màn hình để làm việc với ngày hôm nay.",
    "Load the screen again to work with today.",
  ],
  "hall.day-closed": [
    "caller",
    "Sảnh đã kết thúc ngày làm việc.",
    "The hall has closed its day.",
    "Mời quay lại vào ngày làm việc tiếp theo.",
    "Please come back on the next working day.",
  ],
  "hall.day-not-come": [
    "caller",
    "Ngày này chưa đến.",
    "That day has not come yet.",
    "Tải lại màn hình; kiểm tra đồng hồ của máy.",
    "Load the screen again; check the machine's clock.",
  ],
  "hall.outside-hours": [
    "caller",
    "Ngoài giờ tiếp dân, sảnh không cấp số.",
    "Outside counter hours no numbers are given out.",
    "Mời quay lại trong giờ tiếp dân (giờ mở lại ở details.opensAt).",
    "Please come back in counter hours (details.opensAt says when).",
  ],
  // Taking a number
  "hall.line-missing": [
    "caller",
    "Chưa chọn hàng chờ hoặc thủ tục.",
    "No line and no procedure was chosen.",
    "Chọn lĩnh vực, hoặc nêu mã thủ tục.",
    "Choose a line or name the procedure.",
  ],
  "hall.unknown-line": [
    "caller",
    "Sảnh không có hàng chờ này.",
    "The hall has no such line.",
    "Chọn một hàng chờ của sảnh (details.lines).",
    "Choose one of the hall's lines (details.lines).",
  ],
  "hall.unknown-procedure": [
    "caller",
    "Không có thủ tục này trong danh mục đã công bố.",
    "There is no such published procedure.",
    "Kiểm tra mã thủ tục.",
    "Check the procedure's code.",
  ],
  "hall.no-line-for-procedure": [
    "caller",
    "Sảnh này không tiếp nhận lĩnh vực của thủ tục.",
    "This hall takes no procedures of that field.",
    "Hỏi Bộ phận Hỗ trợ để biết nơi tiếp nhận.",
    "Ask the support desk where it is taken in.",
  ],
  "hall.wrong-line": [
    "caller",
    "Thủ tục này thuộc hàng chờ khác.",
    "This procedure belongs to another line.",
    "Lấy số của hàng chờ đúng (details.serviceId).",
    "Take a number of the right line (details.serviceId).",
  ],
  "hall.unknown-priority": [
    "caller",
    "Sảnh không áp dụng đối tượng ưu tiên này.",
    "This priority does not hold in this hall.",
    "Chọn một đối tượng ưu tiên của sảnh (details.priorities), hoặc để trống.",
    "Choose one of the hall's priorities (details.priorities), or none.",
  ],
  "hall.numbers-used-up": [
    "hub",
    "Hàng chờ này đã hết số trong ngày.",
    "This line has no numbers left today.",
    "Hỏi Bộ phận Hỗ trợ; mời quay lại ngày mai.",
    "Ask the support desk; please come back tomorrow.",
  ],
  // Counters
  "hall.unknown-counter": [
    "caller",
    "Sảnh không có quầy này.",
    "The hall has no such counter.",
    "Kiểm tra mã quầy.",
    "Check the counter's id.",
  ],
  "hall.counter-closed": [
    "caller",
    "Quầy chưa mở.",
    "The counter is not open.",
    "Mở quầy trước, hoặc chọn quầy đang mở.",
    "Open the counter first, or choose one that is open.",
  ],
  "hall.counter-open": [
    "caller",
    "Quầy đang mở.",
    "The counter is open already.",
    "Đóng quầy trước khi người khác mở.",
    "Close the counter before somebody else opens it.",
  ],
  "hall.officer-elsewhere": [
    "caller",
    "Cán bộ này đang trực một quầy khác.",
    "This officer is at another counter.",
    "Đóng quầy kia trước (details.counterId).",
    "Close the other counter first (details.counterId).",
  ],
  "hall.counter-serving": [
    "caller",
    "Quầy đang phục vụ một người, chưa đóng được.",
    "Somebody is being served; the counter cannot close.",
    "Kết thúc hoặc chuyển số đang phục vụ, rồi đóng quầy.",
    "Finish or transfer the number being served, then close the counter.",
  ],
  "hall.counter-busy": [
    "caller",
    "Quầy đang có một số, chưa gọi số khác được.",
    "The counter has a number; it cannot call another.",
    "Kết thúc, chuyển hoặc bỏ qua số đang gọi trước (details.ticketId).",
    "Finish, transfer or skip the number at the counter first (details.ticketId).",
  ],
  "hall.nobody-waiting": [
    "caller",
    "Không có ai đang chờ quầy này.",
    "Nobody waits for this counter.",
    "Chờ số mới.",
    "Wait for the next number.",
  ],
  "hall.nobody-called": [
    "caller",
    "Quầy không có số nào đang được gọi.",
    "No number is being called at this counter.",
    "Gọi số trước.",
    "Call a number first.",
  ],
  "hall.nobody-served": [
    "caller",
    "Quầy không phục vụ ai.",
    "Nobody is being served at this counter.",
    "Gọi số và bắt đầu phục vụ trước.",
    "Call a number and begin to serve it first.",
  ],
  "hall.skip-too-early": [
    "caller",
    "Chưa gọi đủ số lần để bỏ qua.",
    "The number was not called often enough to be skipped.",
    "Gọi lại (số lần cần gọi ở details.needed).",
    "Call it again (details.needed calls are needed).",
  ],
  "hall.transfer-nowhere": [
    "caller",
    "Chưa nêu nơi chuyển đến, hoặc chuyển về chính chỗ cũ.",
    "No place to transfer to was named, or it is the same one.",
    "Chọn hàng chờ hoặc quầy khác.",
    "Choose another line or counter.",
  ],
  // Tickets and steps
  "hall.unknown-ticket": [
    "caller",
    "Hôm nay sảnh không cấp số này.",
    "The hall gave out no such number today.",
    "Kiểm tra số và ngày trên phiếu.",
    "Check the number and the day on the slip.",
  ],
  "hall.ticket-not-waiting": [
    "caller",
    "Số này không chờ và không vắng, nên không gọi được.",
    "This number neither waits nor is absent; it cannot be called.",
    "Xem trạng thái của số (details.state).",
    "See the number's state (details.state).",
  ],
  "hall.ticket-not-absent": [
    "caller",
    "Số này không ở trạng thái vắng.",
    "This number is not absent.",
    "Xem trạng thái của số (details.state).",
    "See the number's state (details.state).",
  ],
  "hall.ticket-ended": [
    "caller",
    "Lượt của số này đã kết thúc.",
    "The visit of this number is over.",
    "Lấy số mới nếu còn việc.",
    "Take a new number if there is more to do.",
  ],
  "hall.unknown-step": [
    "caller",
    "Không có bước này trong định mức.",
    "There is no such step among the norms.",
    "Xem danh mục các bước.",
    "See the catalog of steps.",
  ],
  "hall.step-not-open": [
    "caller",
    "Bước này không đang thực hiện.",
    "This step is not under way.",
    "Bắt đầu bước trước; xem bước đang thực hiện ở details.stepId.",
    "Start the step first; details.stepId is the one under way.",
  ],
  "hall.unknown-device": [
    "caller",
    "Sảnh không có thiết bị này.",
    "The hall has no such device.",
    "Kiểm tra mã thiết bị.",
    "Check the device's id.",
  ],
} as const satisfies Record<string, RefusalRow>;

export type HallRefusalCode = keyof typeof TABLE;

/** Builds a refusal of the queue. `details` never holds personal data. */
export const hallRefusal = (code: HallRefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(code, TABLE[code], details);
