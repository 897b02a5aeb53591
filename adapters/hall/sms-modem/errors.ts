/**
 * What a modem's refusals mean for a message (3GPP TS 27.005 §3.2.5). One that lies in the number is told; one that mends itself or that a person
 * at the modem mends (SIM, network, credit) waits in order; one that is our own mistake waits for an operator.
 */
import { ExchangeError, type Intent } from "../../../core/exchange/errors.ts";
import { CMS } from "./contract/at.ts";

interface Meaning {
  readonly intent: Intent;
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

const SIM: Meaning = {
  intent: "retry",
  code: "sim.missing",
  vi: "Modem không đọc được SIM; lắp lại SIM. Tin nhắn chờ và tự gửi khi có SIM.",
  en: "The modem cannot read its SIM; put it in again. Messages wait and go out when it is there.",
};
const PIN: Meaning = {
  intent: "retry",
  code: "sim.locked",
  vi: "SIM đòi mã PIN hoặc PUK; đặt mã PIN vào địa chỉ modem, hoặc tắt mã PIN của SIM.",
  en: "The SIM asks for its PIN or PUK; put the PIN into the modem's address, or switch the SIM's PIN off.",
};
const NETWORK: Meaning = {
  intent: "retry",
  code: "network.none",
  vi: "Modem không có mạng di động; kiểm tra ăng-ten và vùng phủ sóng. Tin nhắn tự gửi khi có mạng.",
  en: "The modem has no mobile network; check antenna and coverage. Messages go out when it is back.",
};
const REFUSED: Meaning = {
  intent: "retry",
  code: "sms.refused-by-network",
  vi: "Nhà mạng không nhận tin; kiểm tra SIM còn tiền và còn hạn gửi tin. Tin nhắn tự gửi lại.",
  en: "The network does not take the message; check the SIM's credit and validity. It is sent again by itself.",
};
const NUMBER: Meaning = {
  intent: "rejected",
  code: "sms.receiver",
  vi: "Số điện thoại nhận không có hoặc không nhận được tin; hỏi lại người dân số khác.",
  en: "The receiving number does not exist or takes no messages; ask for another number.",
};
const CENTRE: Meaning = {
  intent: "retry",
  code: "sim.no-centre",
  vi: "SIM chưa có số trung tâm tin nhắn; đặt bằng AT+CSCA theo nhà mạng.",
  en: "The SIM has no message centre; set it by AT+CSCA as the operator says.",
};
const OURS: Meaning = {
  intent: "pause",
  code: "sms.malformed",
  vi: "Modem không hiểu bản tin; thử đặt sending=text&alphabet=plain vào địa chỉ modem, hoặc báo nhà phát triển.",
  en: "The modem does not understand the message; try sending=text&alphabet=plain in its address, or tell the developers.",
};
const LATER: Meaning = {
  intent: "retry",
  code: "sms.failed",
  vi: "Modem chưa gửi được tin; hệ thống tự gửi lại. Nếu lặp lại, xem mã lỗi.",
  en: "The modem could not send; it is tried again by itself. If it repeats, see the error code.",
};
/** The network may have the message all the same: only its answer is missing. */
const IN_DOUBT: Meaning = {
  intent: "unknown",
  code: "sms.no-answer",
  vi: "Nhà mạng không trả lời; tin được gửi lại, người nhận có thể thấy hai lần.",
  en: "The network did not answer; the message is sent again and may be read twice.",
};

const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  ...[CMS.unassignedNumber, CMS.unidentifiedSubscriber, CMS.unknownSubscriber].map((code) => [code, NUMBER] as const),
  ...[CMS.operatorBarring, CMS.callBarred, CMS.rejected, CMS.facilityRejected, CMS.notSubscribed].map(
    (code) => [code, REFUSED] as const,
  ),
  ...[CMS.networkOut, CMS.noNetwork].map((code) => [code, NETWORK] as const),
  ...[CMS.simMissing, CMS.simFailure, CMS.simWrong].map((code) => [code, SIM] as const),
  ...[CMS.simPin, CMS.simPuk].map((code) => [code, PIN] as const),
  ...[CMS.notAllowed, CMS.notSupported, CMS.badPdu, CMS.badText].map((code) => [code, OURS] as const),
  [CMS.noCentre, CENTRE],
  [CMS.networkTimeout, IN_DOUBT],
]);

const errorOf = ({ intent, code, vi, en }: Meaning, said: string): ExchangeError =>
  new ExchangeError(intent, `the modem says: ${said}`, {
    code,
    blame: intent === "rejected" ? "caller" : intent === "pause" ? "hub" : "partner",
    hint: { vi, en },
  });

/** The error of a final answer other than OK ("+CMS ERROR: 38", "ERROR"). */
export const refusalOf = (said: string): ExchangeError => {
  const code = /^\+CMS ERROR: (\d+)$/.exec(said)?.[1];
  if (code !== undefined) return errorOf(MEANINGS.get(Number(code)) ?? LATER, said);
  const sim = /^\+CME ERROR: (1[0-6])$/.exec(said)?.[1];
  if (sim === undefined) return errorOf(LATER, said);
  return errorOf(sim === "11" || sim === "12" || sim === "16" ? PIN : SIM, said);
};

/** The SIM asks for what we do not have, or have been refused with. */
export const simLocked = (state: string): ExchangeError => errorOf(PIN, `+CPIN: ${state}`);
