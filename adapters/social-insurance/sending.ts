/**
 * Sends what the legs ask, and asks whether it arrived (R-G04, domain.md §5.4). The gateway's number (MaGD) is lost with a lost answer, so
 * every sending carries a reference of ours under which it can be found; what was received before is answered with the earlier number.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { InboundCommand, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { acceptance } from "../kit/transfers.ts";
import { lookUp, type Sent, type SocialInsuranceCall, sendPackage } from "./client.ts";
import { birthNotice } from "./contract/papers.ts";
import type { SupplementFile } from "./contract/requests.ts";
import { instantOf } from "./declaration.ts";
import { paperXml, referenceOf, requestXml } from "./package.ts";
import { deathNoticeFields } from "./papers.ts";
import { LEGS, type LegOperation, type RequestBody, type Sending, sending } from "./requests.ts";

export const LANE = "social-insurance";

const told = (dossierId: string, operation: string, message: string): InboundCommand => ({
  key: `${operation}:told`,
  dossier: dossierId,
  command: { type: "recordPartner", lane: LANE, outcome: "accepted", operation, message: cut(message, 4000) },
});

/** The reference of a transfer's sending. */
export const referenceOfSending = ({ dossierId, transferId, number }: Pick<Sending, "dossierId" | "transferId" | "number">) =>
  referenceOf("transfer", dossierId, transferId, number);

/** The transfer is with the partner, under its number. */
const accepted = (body: RequestBody, { MaGD, receivedAt, repeated }: Sent): OperationResult => {
  const at = repeated ? undefined : instantOf(receivedAt);
  const note = repeated ? "Bảo hiểm xã hội đã tiếp nhận từ trước" : "Bảo hiểm xã hội đã tiếp nhận";
  return { reference: MaGD, commands: [acceptance(body, { reference: MaGD, note, at })] };
};

/** A leg's request. Throws ExchangeError. */
export const sendRequest =
  (operation: LegOperation) =>
  async (body: RequestBody, call: SocialInsuranceCall): Promise<OperationResult> => {
    const { kind, fields } = LEGS[operation];
    const xml = requestXml({
      kind,
      reference: referenceOfSending(body),
      facilityCode: call.config.facilityCode,
      madeAt: body.sentAt,
      fields: fields(body),
    });
    return accepted(body, await sendPackage(call, "documents", xml));
  };

/** What the gateway holds under one of our references. */
const found = async (reference: string, call: SocialInsuranceCall): Promise<Sent | undefined> => {
  const [item] = await lookUp(call, { reference });
  return item === undefined ? undefined : { MaGD: item.MaGD, repeated: true, receivedAt: undefined };
};

/** Did the leg's request arrive? */
export const inquireRequest = async (body: RequestBody, call: SocialInsuranceCall): Promise<Inquiry> => {
  const sent = await found(referenceOfSending(body), call);
  return sent === undefined ? { found: false } : { found: true, ...accepted(body, sent) };
};

/** No transferId: the request that follows a paper goes its own way, whatever becomes of the paper. */
export const documentBody = z.discriminatedUnion("paper", [
  z.object({ paper: z.literal("birthNotice"), dossierId: z.string().min(1), fields: birthNotice }),
  z.object({ paper: z.literal("deathNotice"), dossierId: z.string().min(1), fields: deathNoticeFields }),
]);
export type DocumentBody = z.infer<typeof documentBody>;

const documentReference = (body: DocumentBody): string => referenceOf(body.paper, body.dossierId, JSON.stringify(body.fields));
const documentSent = ({ paper, dossierId }: DocumentBody, { MaGD }: Sent): OperationResult => {
  const name = paper === "birthNotice" ? "giấy chứng sinh" : "giấy báo tử";
  return { reference: MaGD, commands: [told(dossierId, "sendDocument", `Đã gửi ${name}, mã giao dịch ${MaGD}`)] };
};

/** Giấy chứng sinh (61) or giấy báo tử (60). */
export const sendDocument = async (body: DocumentBody, call: SocialInsuranceCall): Promise<OperationResult> => {
  const fields = body.paper === "birthNotice" ? body.fields : { ...body.fields, MACSKCB: call.config.facilityCode };
  return documentSent(body, await sendPackage(call, body.paper, paperXml(body.paper, documentReference(body), fields)));
};
export const inquireDocument = async (body: DocumentBody, call: SocialInsuranceCall): Promise<Inquiry> => {
  const sent = await found(documentReference(body), call);
  return sent === undefined ? { found: false } : { found: true, ...documentSent(body, sent) };
};

export const supplementBody = sending.extend({
  /** Which round of supplements: each is sent once. */
  round: z.int().min(1),
  at: z.iso.datetime(),
  note: z.string().min(1),
  files: z.array(fileRef),
});
export type SupplementBody = z.infer<typeof supplementBody>;

export const withdrawalBody = sending.extend({ at: z.iso.datetime(), reason: z.string().min(1) });
export type WithdrawalBody = z.infer<typeof withdrawalBody>;

/** Together; the gateway's limit for a package (code 1001) is published nowhere, and base64 in base64 nearly doubles it. */
const MAX_FILES_BYTES = 20 * 1024 * 1024;

const tooLarge = (): ExchangeError =>
  new ExchangeError("rejected", "Giấy tờ bổ sung vượt quá 20 MB, không gửi được trong một gói", {
    code: "social-insurance.too-large",
    blame: "caller",
    hint: {
      vi: "Quét lại với dung lượng nhỏ hơn, hoặc nộp trực tiếp cho cơ quan bảo hiểm xã hội.",
      en: "Scan the papers smaller, or hand them to the social insurance directly.",
    },
  });

const supplementReference = (body: SupplementBody): string =>
  referenceOf("supplement", body.dossierId, body.transferId, body.number, body.round);

/** Under the transaction that asked for it. A transaction that the gateway does not know any more is for an officer. */
export const sendSupplement = async (body: SupplementBody, call: SocialInsuranceCall): Promise<OperationResult> => {
  if (body.files.reduce((sum, file) => sum + file.size, 0) > MAX_FILES_BYTES) throw tooLarge();
  const about = await found(referenceOfSending(body), call);
  if (about === undefined) throw unknownThere(body);
  const files: SupplementFile[] = [];
  for (const { blob, name } of body.files)
    files.push({ TEN_TEP: cut(name, 255), NOI_DUNG_TEP: Buffer.from(await call.blob(blob)).toString("base64") });
  const xml = requestXml({
    kind: "BOSUNG",
    reference: supplementReference(body),
    facilityCode: call.config.facilityCode,
    madeAt: body.at,
    fields: { SO_HOSO: body.code, MA_GD: about.MaGD, NOI_DUNG: cut(body.note, 2000) },
    files,
  });
  return { reference: (await sendPackage(call, "documents", xml)).MaGD };
};
export const inquireSupplement = async (body: SupplementBody, call: SocialInsuranceCall): Promise<Inquiry> => {
  const sent = await found(supplementReference(body), call);
  return sent === undefined ? { found: false } : { found: true, reference: sent.MaGD };
};

const unknownThere = ({ transferId }: Sending): ExchangeError =>
  new ExchangeError("rejected", `Cổng bảo hiểm xã hội không có giao dịch nào của chặng ${transferId}`, {
    code: "social-insurance.not-found",
    blame: "partner",
    hint: {
      vi: "Gửi lại chặng này cho cơ quan bảo hiểm xã hội.",
      en: "Send this transfer to the social insurance again.",
    },
  });

const withdrawalReference = (body: WithdrawalBody): string =>
  referenceOf("withdrawal", body.dossierId, body.transferId, body.number);

/** Withdraws a request; one that never arrived is withdrawn already. What was issued the partner refuses to take back, and says so. */
export const sendWithdrawal = async (body: WithdrawalBody, call: SocialInsuranceCall): Promise<OperationResult> => {
  const about = await found(referenceOfSending(body), call);
  if (about === undefined) return {};
  const xml = requestXml({
    kind: "RUTHOSO",
    reference: withdrawalReference(body),
    facilityCode: call.config.facilityCode,
    madeAt: body.at,
    fields: { SO_HOSO: body.code, MA_GD: about.MaGD, LY_DO: cut(body.reason, 2000) },
  });
  const { MaGD } = await sendPackage(call, "documents", xml);
  return { reference: MaGD, commands: [told(body.dossierId, "cancelRequest", `Đã rút đề nghị ${about.MaGD}`)] };
};
export const inquireWithdrawal = async (body: WithdrawalBody, call: SocialInsuranceCall): Promise<Inquiry> => {
  const sent = await found(withdrawalReference(body), call);
  return sent === undefined ? { found: false } : { found: true, reference: sent.MaGD };
};
