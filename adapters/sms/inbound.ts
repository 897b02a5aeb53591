/** What the telco tells us over HTTP (R-G08): a citizen's query, and what became of a message. Signed as contract/inbound.ts says. */
import type { DossierCommandInput } from "../../core/dossier/commands.ts";
import type { Hook, HookAnswer, HookRequest, InboundCommand, InboundOutcome } from "../../core/exchange/adapter.ts";
import { readMessage } from "../kit/hook.ts";
import { signatureProblem } from "../kit/signature.ts";
import type { SmsConfig } from "./config.ts";
import { type MoReply, mo, type ReportReply, report, SIGNATURE } from "./contract/inbound.ts";
import type { ReceiptState } from "./contract/smpp.ts";
import { answerQuery } from "./look-up.ts";
import { dossierOf } from "./notify.ts";

type HookCall = Parameters<Hook<SmsConfig>["read"]>[1];

const answer = (status: number, body: MoReply | ReportReply): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});
const refused = (status: number, message: string): HookAnswer => answer(status, { result: "0", message });

const unproven = (request: HookRequest, call: HookCall): HookAnswer | undefined => {
  const { hookSecret } = call.config;
  if (hookSecret === undefined) return refused(503, "Chưa cấu hình khóa xác thực của nhà mạng");
  const problem = signatureProblem(request, SIGNATURE, hookSecret, call.now());
  if (problem === undefined) return undefined;
  const says = { unsigned: "thiếu chữ ký", forged: "chữ ký không đúng", stale: "chữ ký đã quá hạn" }[problem];
  return refused(401, `Từ chối truy cập: ${says}`);
};

/** Delivered or under way is good news, the rest is not. In Vietnamese, for the dossier's course. */
const MEANING: Readonly<Record<ReceiptState, readonly ["accepted" | "refused", string]>> = {
  DELIVRD: ["accepted", "Tin nhắn đã đến máy người nhận"],
  ACCEPTD: ["accepted", "Tin nhắn đang được chuyển"],
  UNKNOWN: ["accepted", "Nhà mạng không rõ tin nhắn đã đến hay chưa"],
  EXPIRED: ["refused", "Tin nhắn quá hạn, chưa đến máy người nhận"],
  DELETED: ["refused", "Nhà mạng đã xóa tin nhắn"],
  UNDELIV: ["refused", "Không chuyển được tin nhắn đến máy người nhận"],
  REJECTD: ["refused", "Nhà mạng từ chối tin nhắn"],
};

/** A report as everybody sees it at the dossier. `error`: the telco's own code, "000" is none. */
export const reportCommand = (status: ReceiptState, error?: string): DossierCommandInput => {
  const [outcome, words] = MEANING[status];
  const why = error === undefined || /^0*$/.test(error) ? "" : ` (mã lỗi ${error})`;
  return { type: "recordPartner", lane: "sms", outcome, operation: "report", code: status, message: words + why };
};

/** Taken, also where it was known already or speaks of what we do not know: the telco must not ask for ever. */
export const reportAnswer = ([outcome]: readonly InboundOutcome[]): HookAnswer => {
  if (outcome?.outcome === "refused" && outcome.code === "dossier.busy") return refused(503, "Hệ thống bận, vui lòng gửi lại");
  if (outcome?.outcome === "conflict") return refused(200, "Báo cáo này đã được nhận với nội dung khác");
  return outcome?.outcome === "refused" ? refused(200, outcome.vi) : answer(200, { result: "1", message: "Đã ghi nhận" });
};

/** `/mo`: answered at once with the text that the telco sends back; nothing is stored. */
export const moHook: Hook<SmsConfig> = {
  title: { vi: "Tra cứu hồ sơ bằng tin nhắn", en: "Looks a dossier up by SMS" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const message = readMessage(request, mo);
    if (!message.ok) return refused(400, `Không đọc được tin nhắn: ${message.says}`);
    const { text } = await answerQuery(message.value.Text, call);
    return answer(200, { result: "1", reply: text, accented: call.config.accented });
  },
};

/** `/report`: into the course of the dossier. */
export const reportHook: Hook<SmsConfig> = {
  title: { vi: "Nhà mạng báo kết quả phát tin", en: "Delivery reports" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const message = readMessage(request, report);
    if (!message.ok) return refused(400, `Không đọc được báo cáo: ${message.says}`);
    const { RequestID, Status, DoneAt, Error: error } = message.value;
    const dossier = dossierOf(RequestID);
    if (dossier === undefined) return refused(200, `RequestID ${RequestID} không phải của hệ thống`);
    const command: InboundCommand = {
      key: `report:${RequestID}:${Status}`,
      dossier,
      at: new Date(DoneAt).toISOString(),
      command: reportCommand(Status, error),
    };
    return { commands: [command], answer: reportAnswer };
  },
};
