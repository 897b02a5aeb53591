/**
 * The texts that are registered with the telco: a brandname may send nothing else (domain.md §5.8). `{n}` is filled in. VNPT is
 * given `id` and the parameters, the other two the finished text. Ids are ours: a real telco gives its own (LIENTHONG_SMS_TEMPLATE_IDS).
 * No template names a person: a telephone may lie open on a table (R-I02).
 */
import { LOOK_UP_TEXTS } from "../../kit/look-up-texts.ts";

export interface Template {
  readonly id: string;
  readonly vi: string;
}

/** Longest value of a parameter, UTF-16 units; a payment link may have `link`. */
export const MAX_PARAMETER = { text: 80, link: 160 } as const;
/** No telco takes more in one message (ours). */
export const MAX_SEGMENTS = 5;

export const TEMPLATES = {
  /** R-A08: {2} is the update key. */
  filedWithKey: {
    id: "1001",
    vi: "Hồ sơ {1} đã nộp. Khóa cập nhật: {2}. Dùng mã hồ sơ và khóa này để tra cứu, sửa hồ sơ; không đưa khóa cho người khác.",
  },
  filed: { id: "1002", vi: "Hồ sơ {1} đã nộp, đang chờ kiểm tra. Tra cứu: soạn TRACUU {2}" },
  rejected: { id: "1003", vi: "Hồ sơ {1} không được tiếp nhận. Lý do ghi trong Phiếu từ chối, xem {2}." },
  supplement: { id: "1004", vi: "Hồ sơ {1} cần bổ sung giấy tờ theo Phiếu yêu cầu bổ sung, xem {2}." },
  received: { id: "1005", vi: "Hồ sơ {1} đã được tiếp nhận. Hẹn trả kết quả {2}." },
  supplemented: { id: "1006", vi: "Đã nhận giấy tờ bổ sung của hồ sơ {1}. Hẹn trả kết quả {2}." },
  /** Nghĩa vụ tài chính: {2} đồng, {3} of what, {4} where. */
  fee: { id: "1007", vi: "Hồ sơ {1} cần nộp {2} đồng ({3}). Nộp {4}." },
  paymentLink: { id: "1008", vi: "Hồ sơ {1} cần nộp {2} đồng. Nộp trực tuyến tại {3}" },
  paid: { id: "1009", vi: "Đã ghi nhận {2} đồng nộp cho hồ sơ {1}." },
  result: { id: "1010", vi: "Hồ sơ {1} đã có kết quả, nhận {2}." },
  refused: { id: "1011", vi: "Hồ sơ {1} không đủ điều kiện giải quyết. Nhận văn bản trả lời và giấy tờ {2}." },
  posted: { id: "1012", vi: "Kết quả hồ sơ {1} đã giao cho bưu điện, số đơn {2}." },
  returned: { id: "1013", vi: "Kết quả hồ sơ {1} đã được trả ngày {2}. Mời đánh giá sự hài lòng tại nơi trả kết quả." },
  sentBack: { id: "1014", vi: "Hồ sơ {1} đã được trả lại ngày {2}." },
  /** R-B09: apology and the new appointment in one. */
  extended: { id: "1015", vi: "Xin lỗi vì chậm trả kết quả hồ sơ {1}. Hẹn lại {2}. Mong ông/bà thông cảm." },
  suspended: { id: "1016", vi: "Hồ sơ {1} tạm dừng giải quyết theo Thông báo dừng giải quyết, xem {2}." },
  resumed: { id: "1017", vi: "Hồ sơ {1} được tiếp tục giải quyết. Hẹn trả kết quả {2}." },
  withdrawn: { id: "1018", vi: "Đã ghi nhận việc rút hồ sơ {1}. Nhận lại giấy tờ {2}." },
  feeCancelled: { id: "1019", vi: "Hồ sơ {1} không còn phải nộp {2} đồng ({3})." },
  /** R-E02: answers to TRACUU. */
  lookUp: { id: "2001", vi: LOOK_UP_TEXTS.lookUp },
  lookUpUndated: { id: "2002", vi: LOOK_UP_TEXTS.lookUpUndated },
  notFound: { id: "2003", vi: LOOK_UP_TEXTS.notFound },
  help: { id: "2004", vi: LOOK_UP_TEXTS.help },
} as const satisfies Record<string, Template>;
export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as [TemplateName, ...TemplateName[]];
