/**
 * What is on the wire with the specialised software of departments, the provincial database and the ministries' central systems (R-G09).
 * OURS: no source gives these systems' interface. It is modelled on the provincial LGSP's document sync (domain.md §1.9: roads and member
 * names), on the land registry's life of a dossier (§5.5) and on the LGSP's token (§1.1). The same members go as JSON over REST and as XML over
 * SOAP (document-exchange.wsdl, in the order given here). Schemas and constants only.
 * Glossary: document = hồ sơ at the partner · transfer = chặng liên thông · sending = lần gửi · paper = giấy tờ, thành phần hồ sơ ·
 * trace = một bước xử lý · digitised paper = giấy tờ đã số hóa.
 */
import { z } from "zod";

/** Under the partner's base URL. */
export const PATHS = {
  /** A WSO2 gateway's (adapters/kit/contract/gateway-token.ts); the token goes with REST and SOAP calls alike. */
  token: "token",
  SyncDocument: "Document/SyncDocument",
  SupplementDocument: "Document/SupplementDocument",
  CancelDocument: "Document/CancelDocument",
  GetResults: "Document/GetResults",
  /** All four as SOAP operations; `?wsdl` shows the contract. */
  soap: "soap/DocumentExchange",
} as const;
export type OperationName = "SyncDocument" | "SupplementDocument" | "CancelDocument" | "GetResults";
export const NAMESPACE = "urn:lienthong:document-exchange:1";

/** XML knows neither numbers nor lists of one nor absence: these read both wires. */
const whole = z.coerce.number().int().nonnegative();
const text = (max: number) => z.string().max(max);
const absent = (value: unknown): boolean => value === undefined || value === null || value === "";
const maybe = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (absent(value) ? undefined : value), schema.optional());
const list = <T extends z.ZodType>(item: T, max: number) =>
  z.preprocess((value) => (absent(value) ? [] : Array.isArray(value) ? value : [value]), z.array(item).max(max));

/** ISO 8601 with offset. */
export const instant = z.iso.datetime({ offset: true });
/** Which transfer of which dossier, and which sending of it. */
export const reference = {
  /** The one-stop dossier code. */
  DocCode: text(60).min(1),
  TransferId: text(60).min(1),
  /** 1; one more each time the dossier is corrected and sent again. */
  SendingNumber: whole.min(1),
};
export const transferReference = z.object(reference);
export type TransferReference = z.infer<typeof transferReference>;

export const nameValue = z.object({ Name: text(120).min(1), Value: text(4000) });

/** A file inside the message (Base64) or behind a link; AttachmentId = SHA-256 of its bytes, lower-case hex. */
export const attachment = z
  .object({
    AttachmentId: z.string().regex(/^[0-9a-f]{64}$/),
    /** Which paper of the procedure it is. */
    PaperCode: maybe(text(60)),
    AttachmentName: text(255).min(1),
    MediaType: maybe(text(120)),
    /** Bytes. */
    Size: whole,
    Base64: maybe(z.string()),
    Link: maybe(z.url().max(2000)),
  })
  .refine(({ Base64, Link }) => (Base64 === undefined) !== (Link === undefined), {
    path: ["Base64"],
    error: "either Base64 or Link",
  });
export type Attachment = z.infer<typeof attachment>;

const MAX_FILES = 200;

/** SyncDocument: the dossier; a higher SendingNumber stands for all before it. ApplicantsType 1 citizen, 2 business, 3 organisation, 4 other (domain.md §1.9). */
export const syncDocument = z.object({
  ...reference,
  NationalCode: maybe(text(60)),
  DocTypeCode: text(60).min(1),
  DocTypeName: text(4000).min(1),
  Purpose: text(2000).min(1),
  FromOrganCode: text(40).min(1),
  FromOrganName: text(300).min(1),
  ToOrganCode: text(40).min(1),
  CitizenName: text(200).min(1),
  ApplicantsId: maybe(text(20)),
  ApplicantsType: whole.min(1).max(4),
  /** yyyy-mm-dd. */
  BirthDate: maybe(z.iso.date()),
  Address: maybe(text(500)),
  Phone: maybe(text(20)),
  Email: maybe(text(200)),
  OwnerName: maybe(text(200)),
  Compendium: maybe(text(1000)),
  DateReceived: instant,
  /** When the citizen was told to come. */
  DateAppointed: maybe(instant),
  /** When this partner must be done (R-B06: each with its own allotted time). */
  AllottedUntil: maybe(instant),
  /** Tờ khai điện tử as JSON text, by sections. */
  FormJson: maybe(text(200_000)),
  /** What earlier transfers of the route hand on. */
  Handed: list(nameValue, 100),
  DocPapers: list(
    z.object({ PaperCode: text(60).min(1), PaperName: text(20_000).min(1), Originals: whole, Copies: whole }),
    MAX_FILES,
  ),
  Attachments: list(attachment, MAX_FILES),
});
export type SyncDocument = z.infer<typeof syncDocument>;

/** SupplementDocument: what the applicant brought. Only while the partner waits for it. */
export const supplementDocument = z.object({
  ...reference,
  DateSupplied: instant,
  AllottedUntil: maybe(instant),
  Comment: maybe(text(4000)),
  Attachments: list(attachment, MAX_FILES),
});
export type SupplementDocument = z.infer<typeof supplementDocument>;

/** CancelDocument: the applicant withdrew, or the transfer was called off. */
export const cancelDocument = z.object({ ...reference, DateCreated: instant, Reason: text(2000).min(1) });
export type CancelDocument = z.infer<typeof cancelDocument>;

/** Most transfers in one GetResults. */
export const MAX_ASKED = 20;
export const getResults = z.object({ Transfers: list(transferReference, MAX_ASKED) });

/** HTTP 200 also for a refusal (Status 0); the prose says why. `DocumentId`: the partner's own number. */
export const reply = z.object({
  Status: whole.max(1),
  Code: maybe(text(60)),
  Message: z.preprocess((value) => value ?? "", text(4000)),
  DocumentId: maybe(text(60)),
});
export type Reply = z.infer<typeof reply>;

/** Parts of the prose that tell refusals apart. */
export const PHRASES = {
  success: "thành công",
  otherContent: "đã tồn tại với nội dung khác",
  exists: "đã tồn tại",
  outdated: "số lần gửi đã cũ",
  notFound: "không tìm thấy hồ sơ",
  notWaiting: "không ở trạng thái chờ bổ sung",
  alreadySupplemented: "đã nhận bổ sung trước đó",
  alreadyCancelled: "đã hủy trước đó",
  tooLate: "không thể hủy",
  fileBroken: "không khớp mã băm",
  busy: "hệ thống đang bận",
} as const;

/** How a partner proves a callback: kit/signature.ts (HMAC-SHA256 over timestamp + "." + body). The same for JSON and SOAP bodies. */
export const SIGNATURE = {
  timestampHeader: "x-lienthong-timestamp",
  signatureHeader: "x-lienthong-signature",
  toleranceSeconds: 300,
} as const;

export const parts = { whole, text, maybe, list };
