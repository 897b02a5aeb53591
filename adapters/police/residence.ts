/**
 * Filing residence as a liên thông leg (R-G05, R-B06): registration of a new-born, deletion for a deceased person, supplement, calling off.
 * The police keep MaHoSoLT for ever and answer a second sending with the number they gave the first, so sending again is safe; the same
 * holds for a supplement (by MaBoSung) and for calling off.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { InboundCommand, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { askResidence, type PoliceCall } from "./client.ts";
import { MAX, PATHS, type Paper, RESULT, type ResidenceReply, residenceReply } from "./contract/residence.ts";
import { type FilingBody, type SECTIONS, toFiling } from "./declaration.ts";
import { phrases } from "./phrases.ts";

/** `about` and not `transferId`: what goes wrong with a supplement or a calling-off must not bring the transfer back to an officer. */
const ids = {
  dossierId: z.string().min(1),
  about: z.string().min(1),
  filingNumber: z.string().min(1).max(120),
} as const;
export const supplementBody = z.strictObject({
  ...ids,
  note: z.string().min(1),
  papers: z.array(z.strictObject({ componentId: z.string(), file: fileRef })),
});
export type SupplementBody = z.infer<typeof supplementBody>;
export const cancelBody = z.strictObject({
  ...ids,
  reason: z.string().min(1),
});
export type CancelBody = z.infer<typeof cancelBody>;

/** What goes along in one message at most; more is handed in on paper. */
const MOST_BYTES = 40 * 1024 * 1024;

const tooMuch = (): ExchangeError =>
  new ExchangeError("rejected", `Giấy tờ kèm theo vượt quá ${MAX.files} tệp hoặc 40 MB`, {
    code: "police.papers-too-large",
    blame: "caller",
    hint: {
      vi: "Giảm số tệp hoặc dung lượng tệp đính kèm, rồi gửi lại hồ sơ liên thông cho công an.",
      en: "Attach fewer or smaller files, then send the transfer to the police again.",
    },
  });

const papersOf = async (papers: FilingBody["papers"], call: PoliceCall): Promise<Paper[]> => {
  const total = papers.reduce((sum, { file }) => sum + file.size, 0);
  if (papers.length > MAX.files || total > MOST_BYTES) throw tooMuch();
  const loaded: Paper[] = [];
  for (const { componentId, file } of papers) {
    const bytes = await call.blob(file.blob);
    loaded.push({ MaGiayTo: componentId, TenTep: file.name, Tep: Buffer.from(bytes).toString("base64") });
  }
  return loaded;
};

/** Done now or before; anything else is an error that the phrase table words. */
const accepted = ({ Ma, ThongBao }: ResidenceReply): void => {
  if (Ma === RESULT.done || Ma === RESULT.exists) return;
  throw phrases.error(phrases.read(ThongBao));
};

const told = (dossierId: string, operation: string, reply: ResidenceReply): InboundCommand => ({
  key: `${operation}:accepted`,
  dossier: dossierId,
  command: {
    type: "recordPartner",
    lane: "police",
    outcome: "accepted",
    operation,
    code: reply.Ma,
    message: cut(reply.ThongBao, 1000) || reply.Ma,
    // Whoever comes with the police's number finds the dossier by it.
    ...(reply.MaHoSoCuTru === undefined ? {} : { alias: reply.MaHoSoCuTru }),
  },
});

/** `registerResidence`, `removeResidence`. */
export const sendFiling =
  (operation: keyof typeof SECTIONS) =>
  async (body: FilingBody, call: PoliceCall): Promise<OperationResult> => {
    const filing = toFiling(operation, body, call.config.province);
    const GiayTo = await papersOf(body.papers, call);
    const reply = await askResidence(
      call,
      { method: "POST", path: PATHS.filing, json: { ...filing, GiayTo }, kind: "write" },
      residenceReply,
    );
    accepted(reply);
    return {
      ...(reply.MaHoSoCuTru === undefined ? {} : { reference: reply.MaHoSoCuTru }),
      commands: [told(body.dossierId, operation, reply)],
    };
  };

/** `supplementResidence`: what the applicant brought after CT05. */
export const sendSupplement = async (body: SupplementBody, call: PoliceCall): Promise<OperationResult> => {
  const GiayTo = await papersOf(body.papers, call);
  const reply = await askResidence(
    call,
    {
      method: "POST",
      path: PATHS.supplement,
      json: { MaHoSoLT: body.filingNumber, MaBoSung: call.messageId, NoiDung: cut(body.note, MAX.note), GiayTo },
      kind: "write",
    },
    residenceReply,
  );
  accepted(reply);
  return { commands: [told(body.dossierId, "supplementResidence", reply)] };
};

/** `cancelResidence`: the applicant withdrew. A filing that the police never got, or have called off already, needs no more. */
export const sendCancel = async (body: CancelBody, call: PoliceCall): Promise<OperationResult> => {
  const reply = await askResidence(
    call,
    {
      method: "POST",
      path: PATHS.cancel,
      json: { MaHoSoLT: body.filingNumber, LyDo: cut(body.reason, MAX.note) },
      kind: "write",
    },
    residenceReply,
  );
  if (reply.Ma !== RESULT.notFound) accepted(reply);
  return { commands: [told(body.dossierId, "cancelResidence", reply)] };
};
