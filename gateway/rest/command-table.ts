/** The REST form of every command: where it lives and what it is called. One row per entry of COMMANDS; the compiler misses none. */
import type { z } from "@hono/zod-openapi";
import type { CommandType } from "../../core/dossier/commands.ts";
import { commandRequest } from "../../core/partners/request.ts";

interface CommandRow {
  readonly method: "post" | "patch";
  readonly path: string;
  /** Vietnamese first. */
  readonly summary: string;
  readonly english: string;
}

const DOSSIERS = "/api/v1/dossiers";
const row = (path: string, summary: string, english: string): CommandRow => ({
  method: "post",
  path: `${DOSSIERS}/{ref}/${path}`,
  summary,
  english,
});

export const COMMAND_TABLE: Readonly<Record<CommandType, CommandRow>> = {
  submit: {
    method: "post",
    path: DOSSIERS,
    summary: "Nộp hồ sơ",
    english: "Submits a dossier at the counter, by post or online (R-A01, R-A09).",
  },
  amend: {
    method: "patch",
    path: `${DOSSIERS}/{ref}`,
    summary: "Sửa hồ sơ đã nộp, trước khi tiếp nhận",
    english: "Changes a filed dossier before its receipt.",
  },
  check: row(
    "check",
    "Kiểm tra hồ sơ: hợp lệ, chưa hợp lệ, không thuộc phạm vi",
    "The officer's check with its three outcomes (R-A02, R-A03, R-A12).",
  ),
  receive: row("receive", "Tiếp nhận, cấp mã và hẹn trả kết quả", "Receives a valid dossier: code and due time (R-A05)."),
  ask: row(
    "ask",
    "Đơn vị đề nghị yêu cầu bổ sung hoặc nộp phí",
    "A resolving unit asks the one-stop officer for a supplement or a further fee (R-B10).",
  ),
  requestSupplement: row(
    "request-supplement",
    "Yêu cầu bổ sung, hoàn thiện hồ sơ",
    "Asks the applicant for everything missing at once; the clock stops (R-A03, R-B04).",
  ),
  supplement: row(
    "supplement",
    "Nhận giấy tờ bổ sung",
    "Takes in what the applicant was asked for; the clock starts again (R-B04).",
  ),
  refuse: row("refuse", "Trả lời không đủ điều kiện giải quyết", "Refuses with reasons; all papers go back (R-B11)."),
  handOver: row("hand-over", "Bàn giao hồ sơ cho đơn vị", "Hands the dossier to a unit: one row of the control slip (R-B05)."),
  progress: row("progress", "Cập nhật tiến độ", "Updates progress, twice a working day at least (R-B08)."),
  requestFee: row("request-fee", "Yêu cầu nộp phí, lệ phí", "Asks the applicant for a payment; the clock stops (R-B04)."),
  recordPayment: row(
    "record-payment",
    "Ghi nhận khoản nộp",
    "Records a payment by its own number; one payment never counts twice.",
  ),
  cancelCharge: row(
    "cancel-charge",
    "Hủy một yêu cầu nộp",
    "Calls off a charge that was asked for wrongly, or replaced by another.",
  ),
  recordPaymentRequest: row(
    "record-payment-request",
    "Ghi nơi nộp phí, lệ phí trực tuyến",
    "Records where a charge can be paid online; the payment channel's lane writes it (R-D01).",
  ),
  recordReceipt: row("record-receipt", "Ghi biên lai của khoản nộp", "Records the receipt of a payment (R-D02)."),
  suspend: row("suspend", "Dừng giải quyết", "Suspends the dossier with a reason."),
  resume: row("resume", "Tiếp tục giải quyết", "Resumes a suspended dossier."),
  forward: row("forward", "Chuyển cơ quan phối hợp", "Sends the dossier to another agency that takes part or decides (R-B06)."),
  takeTransferResult: row(
    "take-transfer-result",
    "Nhận kết quả của cơ quan phối hợp",
    "Takes the other agency's result (R-B06).",
  ),
  acceptTransfer: row(
    "accept-transfer",
    "Cơ quan phối hợp xác nhận đã tiếp nhận",
    "The agency of a transfer has taken it in (R-B06).",
  ),
  resendTransfer: row(
    "resend-transfer",
    "Sửa và gửi lại việc bị trả lại do sai",
    "Sends a transfer that came back wrong again, corrected, under the next number.",
  ),
  cancelTransfer: row("cancel-transfer", "Thu hồi việc đã chuyển cơ quan phối hợp", "Calls a transfer off."),
  checkIdentity: row(
    "check-identity",
    "Tra cứu, đối chiếu thông tin dân cư",
    "Asks the population database; recorded with the officer's own identity number and purpose (R-I02).",
  ),
  recordIdentityCheck: row(
    "record-identity-check",
    "Ghi kết quả đối chiếu thông tin dân cư",
    "Records whether it fitted; the police lane writes it.",
  ),
  decide: row("decide", "Ghi kết quả giải quyết", "Records the decision and its documents."),
  extend: row(
    "extend",
    "Xin lỗi và hẹn lại ngày trả kết quả",
    "Extends with reason, next date and acknowledgement; an apology goes with it (R-B09).",
  ),
  withdraw: row("withdraw", "Rút hồ sơ", "The applicant withdraws the dossier."),
  returnInPerson: row(
    "return-in-person",
    "Trả kết quả trực tiếp",
    "Returns the result at the counter: slip and identity, or authorisation (R-C01).",
  ),
  returnOnline: row("return-online", "Trả kết quả trực tuyến", "Returns the result as files (R-C01)."),
  sendByPost: row("send-by-post", "Chuyển bưu điện trả kết quả", "Hands the result to the post office (R-C01)."),
  recordDelivery: row("record-delivery", "Bưu điện báo tình trạng bưu gửi", "The post reports where its parcel is."),
  recordPartner: row("record-partner", "Ghi câu trả lời của hệ thống liên thông", "Records by hand what a partner answered."),
};

/** The body schema of a command's door, named in the OpenAPI document. */
export const commandBody = (type: CommandType): z.ZodType =>
  commandRequest(type).openapi(`${type.slice(0, 1).toUpperCase()}${type.slice(1)}Command`);
