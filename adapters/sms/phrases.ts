/**
 * What telcos say. Viettel's "Insert MT_QUEUE: OK" and VNPT's "0" are sourced (domain.md §5.8); refusals are told apart by their words,
 * theirs being unpublished. A refused number goes to the dossier; a wrong account or text waits for a person; an empty quota waits for money.
 */
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { CallKind } from "../kit/http-errors.ts";
import { type PhraseReading, phraseTable } from "../kit/phrases.ts";
import { badCredentials } from "../kit/sessions.ts";
import { VIETTEL_SAYS } from "./contract/viettel.ts";
import { VNPT_SAYS } from "./contract/vnpt.ts";

export const phrases = phraseTable("sms", [
  { says: VIETTEL_SAYS.ok, means: "ok", code: "done" },
  { says: VIETTEL_SAYS.duplicate, means: "duplicate", code: "exists" },
  { says: VIETTEL_SAYS.credentials, means: "pause", code: "credentials" },
  { says: VIETTEL_SAYS.cpCode, means: "pause", code: "credentials" },
  { says: "ip is not allowed", means: "pause", code: "credentials" },
  { says: VIETTEL_SAYS.brandname, means: "pause", code: "brandname" },
  { says: VIETTEL_SAYS.command, means: "bug", code: "malformed" },
  { says: VIETTEL_SAYS.receiver, means: "rejected", code: "receiver" },
  { says: VIETTEL_SAYS.charged, means: "pause", code: "payer" },
  { says: VIETTEL_SAYS.unicode, means: "bug", code: "alphabet" },
  { says: VIETTEL_SAYS.template, means: "pause", code: "template" },
  { says: VIETTEL_SAYS.tooLong, means: "bug", code: "too-long" },
  { says: VIETTEL_SAYS.balance, means: "retry", code: "balance" },
  { says: "unmarshalling", means: "bug", code: "malformed" },
  { says: "cannot find dispatch method", means: "bug", code: "malformed" },
  { says: "try again", means: "retry", code: "busy" },
  { says: "system busy", means: "retry", code: "busy" },
  { says: VNPT_SAYS.ok[1], means: "ok", code: "done", general: true },
  { says: "không thành công", means: "pause", code: "failed", general: true },
  { says: VNPT_SAYS.credentials[1], means: "pause", code: "credentials" },
  { says: VNPT_SAYS.brandname[1], means: "pause", code: "brandname" },
  { says: VNPT_SAYS.contract[1], means: "pause", code: "payer" },
  { says: VNPT_SAYS.template[1], means: "pause", code: "template" },
  { says: VNPT_SAYS.params[1], means: "bug", code: "params" },
  { says: VNPT_SAYS.receiver[1], means: "rejected", code: "receiver" },
  { says: VNPT_SAYS.unicode[1], means: "bug", code: "alphabet" },
  { says: VNPT_SAYS.tooLong[1], means: "bug", code: "too-long" },
  { says: VNPT_SAYS.balance[1], means: "retry", code: "balance" },
  { says: VNPT_SAYS.duplicate[1], means: "duplicate", code: "exists" },
  { says: VNPT_SAYS.malformed[1], means: "bug", code: "malformed" },
  { says: "từ chối nhận tin", means: "rejected", code: "receiver" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: "vui lòng thử lại", means: "retry", code: "busy" },
]);

/** What a person must do, where one must. */
const HINTS: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  "sms.brandname": {
    vi: "Tên định danh chưa đăng ký với nhà mạng; kiểm tra LIENTHONG_SMS_BRANDNAME (hoặc LABEL_ID) rồi gửi lại.",
    en: "The brandname is not registered with the telco; check LIENTHONG_SMS_BRANDNAME (or LABEL_ID), then redrive.",
  },
  "sms.template": {
    vi: "Câu chữ của mẫu tin chưa đăng ký; đăng ký theo contract/templates.ts, hoặc sửa LIENTHONG_SMS_TEMPLATE_IDS, rồi gửi lại.",
    en: "The text is not registered; register it as in contract/templates.ts, or correct LIENTHONG_SMS_TEMPLATE_IDS, then redrive.",
  },
  "sms.payer": {
    vi: "Số hoặc hợp đồng chịu cước không đúng; kiểm tra LIENTHONG_SMS_OFFICE_NUMBER, …_CONTRACT rồi gửi lại.",
    en: "The charged number or contract is wrong; check LIENTHONG_SMS_OFFICE_NUMBER, …_CONTRACT, then redrive.",
  },
};

/** The error that a reading means, with the hint for whoever must mend it. */
export const errorOf = (reading: PhraseReading, kind: CallKind = "write"): ExchangeError => {
  if (reading.code === "sms.credentials") return badCredentials(reading.shown);
  const hint = HINTS[reading.code];
  if (hint === undefined) return phrases.error(reading, kind);
  return new ExchangeError("pause", `the telco says: ${reading.shown}`, { code: reading.code, blame: "hub", hint });
};
