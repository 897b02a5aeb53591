/** What the look-up page says. */
import type { EventType } from "../../core/dossier/events.ts";
import { EVENT_TITLES } from "../../core/dossier/events.ts";
import type { DossierStatus } from "../../core/dossier/statuses.ts";
import type { Bilingual } from "../problem.ts";
import { textsOf } from "./text.ts";

/** How a code looks. */
export const EXAMPLE_CODE = "H57.101-260213-0001";

export const look = textsOf({
  intro: {
    vi: "Xem hồ sơ đang ở đâu, hẹn trả ngày nào, còn thiếu gì. Không cần tài khoản.",
    en: "See where your dossier is, when it is due and what is missing. No account needed.",
  },
  again: { vi: "Tra cứu hồ sơ khác", en: "Track another dossier" },
  byKey: { vi: "Có khóa cập nhật", en: "With the update key" },
  byKeyHint: {
    vi: "Xem đầy đủ: hồ sơ đang ở cơ quan nào, cần bổ sung gì, nộp phí ở đâu.",
    en: "Shows everything: which agency has it, what to bring, where to pay.",
  },
  byCode: { vi: "Chỉ có mã hồ sơ", en: "With the dossier code only" },
  byCodeHint: {
    vi: "Chỉ xem tình trạng và ngày hẹn trả. Trả lời một câu hỏi để chứng tỏ không phải máy.",
    en: "Shows status and due date only. Answer one question to show that you are not a machine.",
  },
  codeHint: { vi: "Trên giấy hẹn hoặc trong tin nhắn, ví dụ", en: "On your slip or in the text message, e.g." },
  key: { vi: "Khóa cập nhật", en: "Update key" },
  keyHint: {
    vi: "10 chữ và số, trong tin nhắn hoặc trên phiếu hồ sơ",
    en: "10 letters and digits, in the text message or on the slip",
  },
  question: { vi: "Câu hỏi xác nhận: {question}", en: "Security question: {question}" },
  questionHint: { vi: "Ghi bằng số hoặc bằng chữ", en: "Write a number, or the word for it" },
  go: { vi: "Tra cứu", en: "Look it up" },
  mistakes: { vi: "Chưa tra cứu được", en: "Not looked up yet" },
  needCode: { vi: "Nhập mã hồ sơ.", en: "Enter the dossier code." },
  badCode: {
    vi: "Mã hồ sơ chỉ gồm chữ không dấu, số và các dấu chấm, gạch ngang.",
    en: "A dossier code has only plain letters, digits, dots and dashes.",
  },
  needKey: { vi: "Nhập khóa cập nhật.", en: "Enter the update key." },
  needAnswer: { vi: "Trả lời câu hỏi xác nhận.", en: "Answer the security question." },
  wrongAnswer: {
    vi: "Câu trả lời chưa đúng. Mời trả lời câu hỏi mới.",
    en: "That answer is not right. Please answer the new question.",
  },
  staleAnswer: {
    vi: "Câu hỏi đã hết hạn hoặc đã dùng rồi. Mời trả lời câu hỏi mới.",
    en: "The question has expired or was used before. Please answer the new one.",
  },
  noSuchCode: { vi: "Không có hồ sơ nào mang mã này.", en: "There is no dossier with this code." },
  noSuchCodeHint: {
    vi: "Xem lại mã trên giấy hẹn hoặc trong tin nhắn.",
    en: "Check the code on your slip or in the text message.",
  },

  dossier: { vi: "Hồ sơ", en: "Dossier" },
  announce: { vi: "Hồ sơ {code}: {status}.", en: "Dossier {code}: {status}." },
  receivedBy: { vi: "Nơi nộp", en: "Filed at" },
  heldBy: { vi: "Hiện ở", en: "Now with" },
  submittedAt: { vi: "Ngày nộp", en: "Filed" },
  firstDueAt: { vi: "Hẹn lần đầu", en: "First promised" },
  noDueAt: { vi: "Chưa có, vì hồ sơ chưa được tiếp nhận", en: "None yet: the dossier is not received yet" },
  clockStopped: {
    vi: "Đang tạm dừng tính thời hạn; ngày hẹn sẽ lùi theo thời gian dừng.",
    en: "The time is stopped for now; the due date will move by as long.",
  },
  overdue: {
    vi: "Đã quá ngày hẹn trả. Xin lỗi ông/bà; hỏi Bộ phận Một cửa để biết ngày hẹn mới.",
    en: "This is past its due date. We apologise; ask the one-stop department for the new date.",
  },
  postItem: { vi: "Mã bưu gửi", en: "Postal item" },
  next: { vi: "Việc tiếp theo", en: "What happens next" },
  missing: { vi: "Giấy tờ cần bổ sung", en: "What to bring" },
  missingPaper: { vi: "Giấy tờ", en: "Paper" },
  missingWhy: { vi: "Lý do", en: "Why" },
  charges: { vi: "Khoản cần nộp", en: "To be paid" },
  paid: { vi: "Đã nộp {amount}", en: "{amount} paid" },
  payBefore: { vi: "Nộp trước {at}", en: "Pay before {at}" },
  payOnline: { vi: "Nộp trực tuyến", en: "Pay online" },
  payByQr: { vi: "Mã QR để nộp “{name}” bằng ứng dụng ngân hàng", en: "QR code to pay “{name}” with a banking app" },
  scan: { vi: "Quét bằng ứng dụng ngân hàng", en: "Scan with your banking app" },
  payHere: { vi: "Nộp tại quầy thu phí của Bộ phận Một cửa.", en: "Pay at the fee desk of the one-stop department." },
  way: { vi: "Các chặng xử lý", en: "Steps of the dossier" },
  wayHint: {
    vi: "Hồ sơ này đi qua nhiều cơ quan; ông/bà chỉ nộp một lần.",
    en: "Several agencies handle this dossier; you file only once.",
  },
  sentAt: { vi: "chuyển {at}", en: "sent {at}" },
  stepDue: { vi: "hẹn {at}", en: "due {at}" },
  endedAt: { vi: "xong {at}", en: "ended {at}" },
  timeline: { vi: "Diễn biến", en: "What has happened" },
  onlyStatus: {
    vi: "Muốn xem đầy đủ, hãy tra cứu bằng khóa cập nhật.",
    en: "For everything else, look it up with the update key.",
  },
  rate: { vi: "Đánh giá việc giải quyết hồ sơ này", en: "Rate how this dossier was handled" },
});

/** What the applicant does now, by status; where the result is to be fetched the page says so itself. */
export const NEXT: Readonly<Record<DossierStatus, Bilingual>> = {
  submitted: {
    vi: "Bộ phận Một cửa đang kiểm tra hồ sơ. Ông/bà chưa cần làm gì.",
    en: "The one-stop department is checking the dossier. There is nothing for you to do yet.",
  },
  incomplete: {
    vi: "Bổ sung giấy tờ ghi dưới đây để hồ sơ được tiếp nhận.",
    en: "Bring what is listed below, so that the dossier can be received.",
  },
  rejected: {
    vi: "Hồ sơ không được tiếp nhận. Hỏi Bộ phận Một cửa để biết lý do và cách nộp lại.",
    en: "The dossier was not accepted. Ask the one-stop department why, and how to file again.",
  },
  received: {
    vi: "Hồ sơ đã được tiếp nhận. Ông/bà chưa cần làm gì.",
    en: "The dossier is received. There is nothing for you to do.",
  },
  processing: {
    vi: "Cơ quan đang giải quyết. Ông/bà chưa cần làm gì.",
    en: "The agency is working on it. There is nothing for you to do.",
  },
  forwarded: {
    vi: "Cơ quan phối hợp đang giải quyết. Ông/bà chưa cần làm gì.",
    en: "Another agency is working on it. There is nothing for you to do.",
  },
  awaitingSupplement: {
    vi: "Bổ sung giấy tờ ghi dưới đây để hồ sơ được giải quyết tiếp.",
    en: "Bring what is listed below, so that the work can go on.",
  },
  awaitingPayment: {
    vi: "Nộp khoản ghi dưới đây để hồ sơ được giải quyết tiếp.",
    en: "Pay what is listed below, so that the work can go on.",
  },
  suspended: {
    vi: "Việc giải quyết đang dừng. Hỏi Bộ phận Một cửa để biết lý do.",
    en: "The work is suspended. Ask the one-stop department why.",
  },
  decided: { vi: "Đã có kết quả.", en: "The result is ready." },
  inDelivery: { vi: "Bưu điện đang chuyển kết quả đến ông/bà.", en: "The post is bringing you the result." },
  withdrawn: { vi: "Hồ sơ đã được rút theo yêu cầu.", en: "The dossier was withdrawn as asked." },
  returned: { vi: "Kết quả đã được trả. Hồ sơ đã kết thúc.", en: "The result was handed over. The dossier is closed." },
};

/** Where the result is ready: how it reaches the applicant. */
export const HAND_OVER: Readonly<Record<"inPerson" | "post" | "online", Bilingual>> = {
  inPerson: {
    vi: "Đã có kết quả. Mời ông/bà đến Bộ phận Một cửa nhận, mang theo giấy hẹn.",
    en: "The result is ready. Please collect it at the one-stop department; bring your slip.",
  },
  post: { vi: "Đã có kết quả, sẽ trả qua bưu chính.", en: "The result is ready and will come by post." },
  online: { vi: "Đã có kết quả, sẽ trả trực tuyến.", en: "The result is ready and will be delivered online." },
};

const ENGLISH = {
  submitted: "Filed",
  checkedValid: "Checked: complete and valid",
  foundIncomplete: "Checked: not yet valid, papers asked for",
  rejected: "Not accepted",
  received: "Received, date of result set",
  supplementRequested: "Papers asked for",
  supplemented: "Papers brought",
  refused: "Conditions not met",
  feeRequested: "Payment asked for",
  paid: "Payment recorded",
  suspended: "Suspended",
  resumed: "Resumed",
  forwarded: "Sent to another agency",
  transferAccepted: "Taken in by the other agency",
  transferResultTaken: "Answer of the other agency received",
  decided: "Result ready",
  extended: "Apology and a new date",
  withdrawn: "Withdrawn",
  sentByPost: "Result given to the post",
  returned: "Result handed over",
} as const satisfies Partial<Readonly<Record<EventType, string>>>;

const isShown = (type: EventType): type is keyof typeof ENGLISH => type in ENGLISH;

/** What the timeline says of an event; undefined for what is the offices' own affair. Titles only: what officers wrote may name people. */
export const eventTitle = (type: EventType): Bilingual | undefined =>
  isShown(type) ? { vi: EVENT_TITLES[type], en: ENGLISH[type] } : undefined;
