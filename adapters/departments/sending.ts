/**
 * What the hub tells a department or ministry (R-G09, R-B06): the dossier, a supplement, a cancellation. Sending twice is safe: the partner keeps
 * (DocCode, TransferId, SendingNumber) and answers "đã tồn tại" to the same content. Hence no inquire.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import type { InboundCommand, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { Instant } from "../../core/time/types.ts";
import { toCompactTime } from "../kit/local-time.ts";
import type { PhraseTable } from "../kit/phrases.ts";
import { cut } from "../kit/text.ts";
import { acceptance, type TransferSending } from "../kit/transfers.ts";
import { type ExchangeCall, type Told, tell } from "./client.ts";
import type { Attachment, CancelDocument, SupplementDocument, SyncDocument } from "./contract/exchange.ts";

const instant = z.iso.datetime({ offset: true });
const transfer = {
  dossierId: z.string().min(1),
  transferId: z.string().min(1),
  number: z.int().min(1),
  docCode: z.string().min(1).max(60),
};
const paper = z.strictObject({
  componentId: z.string().min(1),
  name: z.string().min(1),
  originals: z.int().min(0),
  copies: z.int().min(0),
  files: z.array(fileRef),
});
export type Paper = z.infer<typeof paper>;

export const resolveBody = z.strictObject({
  ...transfer,
  nationalCode: z.string().optional(),
  procedure: z.strictObject({ code: z.string().min(1), name: z.string().min(1) }),
  purpose: z.string().min(1),
  from: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }),
  toAgencyId: z.string().min(1),
  applicant: z.strictObject({
    kind: z.enum(["citizen", "business", "agency", "organisation"]),
    fullName: z.string().min(1),
    identityNumber: z.string().optional(),
    birthDate: z.string().optional(),
    address: z.string().optional(),
    phone: z.string().optional(),
    email: z.string().optional(),
  }),
  ownerName: z.string().optional(),
  summary: z.string().optional(),
  receivedAt: instant,
  appointedAt: instant.optional(),
  allottedUntil: instant.optional(),
  form: z.record(z.string(), z.unknown()).optional(),
  handed: z.record(z.string(), z.string()),
  papers: z.array(paper),
});
export type ResolveBody = z.infer<typeof resolveBody>;

export const supplementBody = z.strictObject({
  ...transfer,
  suppliedAt: instant,
  allottedUntil: instant.optional(),
  papers: z.array(paper),
});
export type SupplementBody = z.infer<typeof supplementBody>;

export const cancelBody = z.strictObject({ ...transfer, at: instant, reason: z.string().min(1) });
export type CancelBody = z.infer<typeof cancelBody>;

/** What goes into one message in base64; above, links are the way (ours). */
const MAX_FILES_BYTES = 60 * 1024 * 1024;
/** LoaiDoiTuong of the national portal: an agency is "other" here (domain.md §1.9 has 1 citizen, 2 business, 3 org, 4 other). */
const APPLICANT_TYPES = { citizen: 1, business: 2, organisation: 3, agency: 4 } as const;

const tooLarge = (): ExchangeError =>
  new ExchangeError("pause", "the files of this message are over 60 MB", {
    code: "exchange.files-too-large",
    blame: "hub",
    trips: false,
    hint: {
      vi: "Tổng dung lượng tệp vượt quá 60 MB; đặt LIENTHONG_…_FILES=link để gửi liên kết, rồi gửi lại thông điệp.",
      en: "The files are over 60 MB together; set LIENTHONG_…_FILES=link to send links, then redrive the message.",
    },
  });

/** "2026-03-02T09:00:00+07:00". */
export const toOffset = (at: Instant): string => {
  const d = toCompactTime(at);
  return `${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6, 8)}T${d.slice(8, 10)}:${d.slice(10, 12)}:${d.slice(12)}+07:00`;
};

const attach = async (papers: readonly Paper[], dossierId: string, call: ExchangeCall): Promise<Attachment[]> => {
  const { files: manner, fileUrl } = call.config;
  const all = papers.flatMap(({ componentId, files }) => files.map((file) => ({ componentId, file })));
  if (manner === "base64" && all.reduce((sum, { file }) => sum + file.size, 0) > MAX_FILES_BYTES) throw tooLarge();
  const attachments: Attachment[] = [];
  for (const { componentId, file } of all) {
    const base = {
      AttachmentId: file.blob,
      PaperCode: componentId,
      AttachmentName: cut(file.name, 255),
      MediaType: file.mediaType,
      Size: file.size,
    };
    attachments.push(
      manner === "link" && fileUrl !== undefined
        ? { ...base, Base64: undefined, Link: `${fileUrl.replace(/\/+$/, "")}/${file.blob}?dossier=${dossierId}` }
        : { ...base, Base64: Buffer.from(await call.blob(file.blob)).toString("base64"), Link: undefined },
    );
  }
  return attachments;
};

const optional = (text: string | undefined, max: number): string | undefined => {
  const short = text === undefined ? "" : cut(text, max);
  return short === "" ? undefined : short;
};
const time = (at: Instant | undefined): string | undefined => (at === undefined ? undefined : toOffset(at));

/** The dossier as the partner wants it, without its files; members in the contract's order. Pure. */
export const toDocument = (body: ResolveBody): Omit<SyncDocument, "Attachments"> => {
  const { applicant } = body;
  return {
    DocCode: body.docCode,
    TransferId: body.transferId,
    SendingNumber: body.number,
    NationalCode: body.nationalCode,
    DocTypeCode: body.procedure.code,
    DocTypeName: cut(body.procedure.name, 4000),
    Purpose: cut(body.purpose, 2000),
    FromOrganCode: body.from.id,
    FromOrganName: cut(body.from.name, 300),
    ToOrganCode: body.toAgencyId,
    CitizenName: cut(applicant.fullName, 200),
    ApplicantsId: applicant.identityNumber,
    ApplicantsType: APPLICANT_TYPES[applicant.kind],
    BirthDate: applicant.birthDate,
    Address: optional(applicant.address, 500),
    Phone: applicant.phone,
    Email: applicant.email,
    OwnerName: optional(body.ownerName, 200),
    Compendium: optional(body.summary, 1000),
    DateReceived: toOffset(body.receivedAt),
    DateAppointed: time(body.appointedAt),
    AllottedUntil: time(body.allottedUntil),
    FormJson: body.form === undefined ? undefined : JSON.stringify(body.form),
    Handed: Object.entries(body.handed).map(([Name, Value]) => ({ Name, Value })),
    DocPapers: body.papers.map(({ componentId, name, originals, copies }) => ({
      PaperCode: componentId,
      PaperName: cut(name, 20_000),
      Originals: originals,
      Copies: copies,
    })),
  };
};

const recorded = (lane: string, dossierId: string, operation: string, { code, shown }: Told): InboundCommand => ({
  key: `${operation}:told`,
  dossier: dossierId,
  command: { type: "recordPartner", lane, outcome: "accepted", operation, code, message: shown },
});

/** What an accepted sending means. */
const accepted = (lane: string, body: TransferSending, told: Told): OperationResult => ({
  ...(told.reference === undefined ? {} : { reference: told.reference }),
  commands: [acceptance(body, { reference: told.reference, note: told.shown }), recorded(lane, body.dossierId, "resolve", told)],
});

const referenceOf = (body: TransferSending & { readonly docCode: string }) => ({
  DocCode: body.docCode,
  TransferId: body.transferId,
  SendingNumber: body.number,
});

/** The three operations of one lane. */
export const sendings = (lane: string, phrases: PhraseTable) => ({
  resolve: async (body: ResolveBody, call: ExchangeCall): Promise<OperationResult> => {
    const message: SyncDocument = { ...toDocument(body), Attachments: await attach(body.papers, body.dossierId, call) };
    return accepted(lane, body, await tell(call, phrases, "SyncDocument", message));
  },
  supplement: async (body: SupplementBody, call: ExchangeCall): Promise<OperationResult> => {
    const message: SupplementDocument = {
      ...referenceOf(body),
      DateSupplied: toOffset(body.suppliedAt),
      AllottedUntil: time(body.allottedUntil),
      Comment: "Người nộp đã bổ sung theo yêu cầu",
      Attachments: await attach(body.papers, body.dossierId, call),
    };
    const told = await tell(call, phrases, "SupplementDocument", message);
    return { commands: [recorded(lane, body.dossierId, "supplement", told)] };
  },
  cancel: async (body: CancelBody, call: ExchangeCall): Promise<OperationResult> => {
    const message: CancelDocument = {
      ...referenceOf(body),
      DateCreated: toOffset(body.at),
      Reason: cut(body.reason, 2000),
    };
    const told = await tell(call, phrases, "CancelDocument", message);
    return { commands: [recorded(lane, body.dossierId, "cancel", told)] };
  },
});
