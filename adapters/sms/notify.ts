/** The operation `notify`: one SMS of a registered text about one dossier (R-E03, R-A08). */
import { z } from "zod";
import type { OperationResult } from "../../core/exchange/adapter.ts";
import { countSegments } from "../kit/sms-text.ts";
import { TEMPLATE_NAMES } from "./contract/templates.ts";
import { type OutgoingSms, PAYERS, type SmsCall } from "./gateways.ts";
import { gatewayOf } from "./telco.ts";
import { parameters, textOf } from "./texts.ts";

export const noticeBody = z.strictObject({
  dossierId: z.uuid(),
  /** MSISDN, "84…". */
  to: z.string().regex(/^84[35789]\d{8}$/),
  template: z.enum(TEMPLATE_NAMES),
  /** What fills the template; of `filedWithKey` only the code, because the key is a secret and joins when it is sent. */
  params: z.array(z.string().min(1).max(2000)).max(9),
  payer: z.enum(PAYERS),
});
export type NoticeBody = z.infer<typeof noticeBody>;

/** An SMS centre's own numbers of messages are kept as other codes of the dossier, so that a receipt finds it. */
export const aliasOf = (reference: string): string => `sms:${reference}`;

/**
 * The telco's key of a message: the dossier, then the end of the message's own id. A delivery report brings it back, and with it the
 * dossier; two messages of one dossier differ in 48 random bits.
 */
export const requestIdOf = (dossierId: string, messageId: string): string => `${dossierId}.${messageId.slice(-12)}`;
/** The dossier of a request id; undefined for what is none of ours. */
export const dossierOf = (requestId: string): string | undefined =>
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{12}$/.exec(requestId)?.[1];

/** The message as it goes out now. The update key is fetched here and is in `secrets`. */
export const toSms = (body: NoticeBody, call: Pick<SmsCall, "config" | "messageId" | "updateKey">): OutgoingSms => {
  const secrets = body.template === "filedWithKey" ? [call.updateKey(body.dossierId)] : [];
  const alphabet = call.config.accented ? "ucs2" : "gsm7";
  const params = parameters([...body.params, ...secrets], alphabet);
  return {
    to: body.to,
    template: body.template,
    params,
    text: textOf(body.template, params, alphabet),
    alphabet,
    payer: body.payer,
    requestId: requestIdOf(body.dossierId, call.messageId),
    secrets,
  };
};

/** Sends it. Throws ExchangeError. */
export const sendNotice = async (body: NoticeBody, call: SmsCall): Promise<OperationResult> => {
  const sms = toSms(body, call);
  const { reference, repeated } = await gatewayOf(call.config).send(sms, call);
  const segments = countSegments(sms.text, sms.alphabet);
  const pays = body.payer === "recipient" ? "người nhận trả tiền" : "cơ quan trả tiền";
  return {
    reference,
    commands: [
      {
        key: "accepted",
        dossier: body.dossierId,
        command: {
          type: "recordPartner",
          lane: "sms",
          outcome: "accepted",
          operation: "notify",
          code: body.template,
          message: `Nhà mạng đã nhận tin nhắn${repeated ? " từ lần gửi trước" : ""}: ${segments} đoạn, ${pays}`,
          ...(call.config.protocol === "smpp" && reference !== "" ? { alias: aliasOf(reference) } : {}),
        },
      },
    ],
  };
};
