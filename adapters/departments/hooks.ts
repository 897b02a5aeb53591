/** The partner's callbacks (R-G09): signed, as JSON or as a SOAP envelope, answered the way they came. */
import type { Hook, HookAnswer, HookRequest, InboundOutcome } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, type Reading, readMessage } from "../kit/hook.ts";
import { signatureProblem } from "../kit/signature.ts";
import { at, element, mayBeXml, parseXml, XmlError, type XmlValue, xmlDocument } from "../kit/xml.ts";
import type { ExchangeConfig } from "./config.ts";
import { CALLBACKS, type CallbackReply, type Kind, MESSAGES, type PartnerEvent } from "./contract/callbacks.ts";
import { NAMESPACE, SIGNATURE } from "./contract/exchange.ts";
import { inboundOf, transferOf } from "./meaning.ts";
import { readPapers, storePapers, unstoredPapers } from "./papers.ts";

const SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
/** Refusals that time cures: somebody is changing the dossier, another agency's question is still open. */
const EARLY: ReadonlySet<string> = new Set(["dossier.busy", "dossier.inquiry-pending"]);

const TITLES: Readonly<Record<Kind, { readonly vi: string; readonly en: string }>> = {
  progress: { vi: "Nhận tiến độ giải quyết", en: "Progress" },
  supplement: { vi: "Nhận yêu cầu bổ sung", en: "A request for papers" },
  result: { vi: "Nhận kết quả và giấy tờ số hóa", en: "The result with digitised papers" },
};

/** Words an answer in the language of the request. */
type Answer = (status: number, reply: CallbackReply) => HookAnswer;

const json: Answer = (status, reply) => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(reply),
});

const soap =
  (kind: Kind): Answer =>
  (status, { Status, Code, Message }) => {
    const inner = [element("Status", Status), element("Code", Code), element("Message", Message)];
    const reply = element(`${CALLBACKS[kind].operation}Response`, inner, { xmlns: NAMESPACE });
    const envelope = element("s:Envelope", [element("s:Body", [reply])], { "xmlns:s": SOAP_11 });
    return { status, headers: { "content-type": "text/xml; charset=utf-8" }, body: xmlDocument(envelope) };
  };

const isXml = ({ headers, body }: HookRequest): boolean => {
  const type = headers["content-type"] ?? null;
  const begins = new TextDecoder()
    .decode(body.subarray(0, 64))
    .replace(/^\ufeff/, "")
    .trimStart();
  return begins.startsWith("<") && mayBeXml(type);
};

/** The body element of the envelope, which must be this hook's operation. */
const readEnvelope = (request: HookRequest, operation: string): Reading<XmlValue> => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(request.body);
    const message = at(parseXml(text), "Envelope", "Body", operation);
    return message === undefined ? { ok: false, says: `thân SOAP phải là ${operation}` } : { ok: true, value: message };
  } catch (error) {
    return {
      ok: false,
      says: error instanceof XmlError ? `XML không hợp lệ: ${error.message}` : "thân yêu cầu không phải UTF-8",
    };
  }
};

const readEvent = (request: HookRequest, kind: Kind, xml: boolean): Reading<PartnerEvent> => {
  const schema = MESSAGES[kind];
  if (!xml) {
    const read = readMessage<object>(request, schema);
    return read.ok ? { ok: true, value: { ...read.value, Kind: kind } as PartnerEvent } : read;
  }
  const envelope = readEnvelope(request, CALLBACKS[kind].operation);
  if (!envelope.ok) return envelope;
  const parsed = schema.safeParse(envelope.value);
  if (parsed.success) return { ok: true, value: { ...parsed.data, Kind: kind } as PartnerEvent };
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  return { ok: false, says: where === "" ? "nội dung không đúng khuôn dạng" : `trường ${where} thiếu hoặc không hợp lệ` };
};

const UNPROVEN = { unsigned: "thiếu chữ ký", forged: "chữ ký không đúng", stale: "chữ ký đã quá hạn" } as const;

/** Taken, taken before, or why not. HTTP 503 asks the partner to send again. */
export const answerOf = ([outcome]: readonly InboundOutcome[], answer: Answer): HookAnswer => {
  if (outcome === undefined || (outcome.outcome === "refused" && EARLY.has(outcome.code)))
    return answer(503, { Status: 0, Code: "BUSY", Message: "Hệ thống chưa xử lý được, vui lòng gửi lại" });
  if (outcome.outcome === "conflict")
    return answer(200, { Status: 0, Code: "CONFLICT", Message: "Mã bước xử lý (TraceId) đã dùng cho nội dung khác" });
  if (outcome.outcome === "refused") return answer(200, { Status: 0, Code: outcome.code, Message: outcome.vi });
  return answer(200, { Status: 1, Code: outcome.outcome === "repeat" ? "REPEAT" : "OK", Message: "Đã nhận" });
};

const hook = (lane: string, kind: Kind): Hook<ExchangeConfig> => ({
  title: TITLES[kind],
  read: async (request, call) => {
    const xml = isXml(request);
    const answer = xml ? soap(kind) : json;
    const refuse = (code: string, says: string): HookAnswer => answer(200, { Status: 0, Code: code, Message: says });
    const { hookSecret } = call.config;
    if (hookSecret === undefined) return answer(503, { Status: 0, Code: "CLOSED", Message: "Chưa cấu hình khóa xác thực" });
    const problem = signatureProblem(request, SIGNATURE, hookSecret, call.now());
    if (problem !== undefined)
      return answer(401, { Status: 0, Code: "SIGNATURE", Message: `Từ chối truy cập: ${UNPROVEN[problem]}` });
    const read = readEvent(request, kind, xml);
    if (!read.ok) return refuse("INVALID", `Thông điệp không hợp lệ: ${read.says}`);
    const event = read.value;
    const dossier = await call.find(event.DocCode);
    if (dossier === undefined) return refuse("UNKNOWN", `Không tìm thấy hồ sơ ${event.DocCode}`);
    if (transferOf(dossier, lane, event.TransferId) === undefined)
      return refuse("UNKNOWN", `Hồ sơ ${event.DocCode} không có chặng ${event.TransferId} gửi đến hệ thống này`);
    const papers = readPapers(event);
    if (!papers.ok) return refuse("FILE", `Thông điệp không hợp lệ: ${papers.says}`);
    const wrong = commandProblem(inboundOf(event, dossier, unstoredPapers(papers.value)).command);
    if (wrong !== undefined) return refuse("INVALID", `Thông điệp không hợp lệ: ${wrong}`);
    try {
      const documents = await storePapers(papers.value, call.store);
      return { commands: [inboundOf(event, dossier, documents)], answer: (outcomes) => answerOf(outcomes, answer) };
    } catch (error) {
      if (isExchangeError(error) && error.intent === "rejected") return refuse("FILE", error.message);
      throw error;
    }
  },
});

/** The three hooks of one lane. */
export const hooksOf = (lane: string): Readonly<Record<string, Hook<ExchangeConfig>>> => ({
  [CALLBACKS.progress.hook]: hook(lane, "progress"),
  [CALLBACKS.supplement.hook]: hook(lane, "supplement"),
  [CALLBACKS.result.hook]: hook(lane, "result"),
});
