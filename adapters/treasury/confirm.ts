/**
 * `/confirm`: the platform's notice of a payment (domain.md §5.6). It may come late, twice, before our own INIT was answered, or from a forger
 * (§9.5). Every answer but MaLoi "00" makes the platform send it again, so "00" is also said to what is known already.
 */
import type { Hook, HookAnswer, InboundCommand, InboundOutcome } from "../../core/exchange/adapter.ts";
import { readMessage } from "../kit/hook.ts";
import { fromCompactTime } from "../kit/local-time.ts";
import { isProof, proofOf } from "./client.ts";
import type { TreasuryConfig } from "./config.ts";
import { CODES, type Notice, type NoticeReply, notice, PROOF_ORDER } from "./contract/platform.ts";
import { failed, succeeded } from "./events.ts";
import { type Located, locate } from "./reference.ts";

type Code = (typeof CODES)[keyof typeof CODES];
/** How an answer is worded for one notice. */
type Says = (code: Code, says: string, status?: number) => HookAnswer;

const answer = (status: number, body: NoticeReply): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});

const sayer =
  (partnerCode: string, sent?: Notice): Says =>
  (MaLoi, MoTaLoi, status = 200) =>
    answer(status, {
      MaLoi,
      MoTaLoi,
      MaDoiTac: partnerCode,
      ThoiGianGD: sent?.ThoiGianGD ?? "",
      MaXacThuc: sent?.MaXacThuc ?? "",
    });

/** Refusals that the next notice will not meet: somebody else was just changing the dossier, or paid it a moment ago; a clock runs ahead. */
const PASSING: ReadonlySet<string> = new Set(["dossier.busy", "dossier.overpayment", "dossier.time-in-future"]);

/** Words the platform's answer. A refusal for good is told too: the platform's people must see that the money waits for them. */
const worded =
  (says: Says, wellDone: HookAnswer) =>
  ([outcome]: readonly InboundOutcome[]): HookAnswer => {
    if (outcome?.outcome !== "refused" || outcome.code === "dossier.payment-twice") return wellDone;
    if (PASSING.has(outcome.code)) return says(CODES.fault, "Hệ thống đang xử lý hồ sơ này, vui lòng gửi lại");
    return says(CODES.closed, outcome.vi);
  };

const SUCCESS = "Đã ghi nhận";

/** What a genuine notice about a known charge means, and how it is answered where that is done. */
const meaningOf = (
  sent: Notice,
  located: Located,
  at: string,
  says: Says,
): { readonly command?: InboundCommand; readonly done: HookAnswer } => {
  const { MaThamChieu: reference, MaGiaoDich: number } = sent;
  const done = says(CODES.ok, SUCCESS);
  if (sent.MaLoi !== CODES.ok) {
    const over = !located.charge.open || located.dossier.payments.some((payment) => payment.reference === reference);
    return over ? { done } : { command: failed(located, reference), done };
  }
  const amount = Number(sent.SoTien);
  const meaning = succeeded(located, { reference, number, amount, at });
  if (meaning?.means !== "wrongAmount") return { done, ...(meaning === undefined ? {} : { command: meaning.command }) };
  const problem = says(CODES.wrongAmount, `Số tiền ${amount} khác số phải nộp ${located.charge.amount}`);
  return { command: meaning.command, done: problem };
};

/** `/confirm`. */
export const confirmHook: Hook<TreasuryConfig> = {
  title: { vi: "Nhận kết quả thanh toán trực tuyến", en: "Takes the platform's notice of a payment" },
  read: async (request, call) => {
    const { partnerCode, secret } = call.config;
    const message = readMessage(request, notice);
    if (!message.ok) return sayer(partnerCode)(CODES.malformed, message.says);
    const sent = message.value;
    const says = sayer(partnerCode, sent);
    if (!isProof(sent.MaXacThuc, proofOf(sent, PROOF_ORDER.notice, secret)))
      return says(CODES.proof, "Mã xác thực không chính xác", 401);
    if (sent.MaDoiTac !== partnerCode) return says(CODES.partner, `Mã đối tác ${sent.MaDoiTac} không phải của hệ thống này`);
    if (sent.MaTienTe !== "VND") return says(CODES.malformed, `Không nhận loại tiền ${sent.MaTienTe}`);
    const at = fromCompactTime(sent.ThoiGianGD);
    if (at === undefined) return says(CODES.malformed, `Thời gian giao dịch ${sent.ThoiGianGD} không có thật`);
    const located = await locate(sent.MaThamChieu, call.find);
    if (located === undefined) return says(CODES.notFound, `Không tìm thấy giao dịch ${sent.MaThamChieu}`);
    const { command, done } = meaningOf(sent, located, at, says);
    return command === undefined ? done : { commands: [command], answer: worded(says, done) };
  },
};
