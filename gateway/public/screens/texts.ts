/** What the screens of a hall say. Address: "Ông/Bà", and "xin" instead of an order. English complete, shorter where Vietnamese is formal. */
import type { Bilingual } from "../../problem.ts";
import { textsOf } from "../text.ts";

/** A table of texts whose two languages stand one above the other on a wall: `both.waiting.vi`, `both.waiting.en`. */
export const both = {
  queueTitle: { vi: "Bảng gọi số thứ tự", en: "Queue display" },
  nowCalling: { vi: "Xin mời số", en: "Now calling" },
  calledAgain: { vi: "Mời lại số", en: "Calling again" },
  lastCalled: { vi: "Vừa mời số", en: "Last called" },
  toCounter: { vi: "đến quầy", en: "to counter" },
  counter: { vi: "Quầy", en: "Counter" },
  serving: { vi: "Đang phục vụ", en: "Being served" },
  called: { vi: "Xin mời", en: "Please come" },
  free: { vi: "Đang chờ gọi số", en: "Ready for the next" },
  shut: { vi: "Chưa mở", en: "Closed" },
  nobodyYet: { vi: "Xin chờ gọi số", en: "Please wait to be called" },
  noCounter: { vi: "Chưa có quầy nào mở", en: "No counter is open yet" },
  dayClosed: { vi: "Hôm nay đã ngừng nhận số", en: "No more numbers today" },
  waiting: { vi: "Đang chờ", en: "Waiting" },
  resultsTitle: { vi: "Tình hình giải quyết hồ sơ", en: "Progress of dossiers" },
  ready: { vi: "Đã có kết quả – mời nhận tại quầy", en: "Result ready – please collect it" },
  late: { vi: "Quá hạn – xin lỗi Ông/Bà", en: "Overdue – we apologise" },
  changed: { vi: "Vừa cập nhật", en: "Recently changed" },
  noneReady: { vi: "Hiện không có kết quả nào chờ nhận.", en: "No result is waiting to be collected." },
  noneLate: { vi: "Không có hồ sơ nào quá hạn.", en: "No dossier is overdue." },
  noneChanged: { vi: "Hôm nay chưa có hồ sơ nào cập nhật.", en: "Nothing has changed today." },
  receivedToday: { vi: "Tiếp nhận trong ngày", en: "Received today" },
  resolvedToday: { vi: "Giải quyết trong ngày", en: "Resolved today" },
  onTimeToday: { vi: "Đúng hạn trong ngày", en: "On time today" },
  offlineKiosk: {
    vi: "Mất kết nối với hệ thống – xin lấy số tại bàn hướng dẫn",
    en: "Connection lost – please take a number at the guidance desk",
  },
  offlineQueue: {
    vi: "Mất kết nối – bảng dừng từ {time}, xin nghe gọi số tại quầy",
    en: "Connection lost – not updated since {time}, please listen for your number",
  },
  offlineResults: {
    vi: "Mất kết nối – bảng dừng từ {time}, xin hỏi tại quầy",
    en: "Connection lost – not updated since {time}, please ask at a counter",
  },
  offlineTablet: {
    vi: "Mất kết nối với hệ thống – đang thử lại",
    en: "Connection lost – trying again",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** What is said in the one language that the person at the screen chose. */
export const ts = textsOf({
  peopleWaiting: { vi: "{n} người", en: "{n} waiting" },
  onePerson: { vi: "1 người", en: "1 waiting" },
  aboutMinutes: { vi: "~{n} phút", en: "~{n} min" },
  noWait: { vi: "không phải chờ", en: "no wait" },
  lineShut: { vi: "chưa mở", en: "closed" },
  dueWas: { vi: "hẹn {date}", en: "due {date}" },
  apologised: { vi: "Đã có thư xin lỗi, hẹn lại {date}", en: "Apology sent, new date {date}" },
  apologyOnly: { vi: "Đã có thư xin lỗi", en: "Apology sent" },
  apologyPending: { vi: "Đang lập thư xin lỗi", en: "Apology being prepared" },
  lateReady: { vi: "Kết quả trễ hẹn, có thư xin lỗi", en: "Result late, apology enclosed" },
  // Pages about the device itself
  noDeviceTitle: { vi: "Màn hình này chưa được ghép với thiết bị", en: "This screen is not paired with a device" },
  noDevice: {
    vi: "Trình duyệt này chưa chứng minh được nó là thiết bị nào của sảnh, nên chưa hiển thị gì.",
    en: "This browser has not proved which device of a hall it is, so nothing is shown.",
  },
  noDeviceDo: {
    vi: "Người vận hành: mở đường dẫn ghép thiết bị (/hall/enter/…) của màn hình này một lần, bằng chính trình duyệt này.",
    en: "Operator: open this screen's pairing link (/hall/enter/…) once, in this very browser.",
  },
  noDeviceCitizen: {
    vi: "Ông/Bà cần lấy số hoặc tra cứu, xin đến bàn hướng dẫn.",
    en: "To take a number or to look something up, please go to the guidance desk.",
  },
  wrongKeyTitle: { vi: "Đường dẫn ghép thiết bị không đúng", en: "Wrong pairing link" },
  wrongKey: {
    vi: "Mã thiết bị hoặc khóa trong đường dẫn không đúng, hoặc khóa đã được thay.",
    en: "The device id or the key in the link is wrong, or the key was changed.",
  },
  wrongKeyDo: {
    vi: "Người vận hành: lấy lại đường dẫn bằng lệnh của hệ thống rồi mở lại.",
    en: "Operator: have the hub print the link again and open that.",
  },
  notAScreenTitle: { vi: "Thiết bị này không có màn hình", en: "This device has no screen" },
  notAScreen: {
    vi: "Chỉ ki-ốt, bảng gọi số, bảng kết quả và máy tính bảng đánh giá mở được trang tại đây.",
    en: "Only kiosks, queue displays, result displays and satisfaction tablets have a page here.",
  },
  tryAgain: { vi: "Thử lại", en: "Try again" },
});
