/**
 * The second document type of the HCC service (domain.md §5.7a): a dossier that the post office collected at the applicant's
 * home or at a post point and submits to the one-stop department. Keys named there: Procedure{Code, Title, Category, Elements},
 * IsSendDocument, DocumentSender, IsReceiveResult, ResultReceiver, State. What they hold inside is ours.
 */
import { z } from "zod";

/** Last part of the road that the post office calls; the hub serves it under its own prefix. */
export const HOOK_PATH = "collected";

/**
 * How the post office proves itself (ours). signature = lower-case hex HMAC-SHA256(shared secret, timestamp + "." + body
 * bytes); timestamp = seconds since 1970 in decimal. A request older or newer than `toleranceSeconds` is refused.
 */
export const SIGNATURE = {
  timestampHeader: "x-vnpost-timestamp",
  signatureHeader: "x-vnpost-signature",
  toleranceSeconds: 300,
} as const;

/** `State`: 0 không dùng, 1 đăng ký, 2 đang gom, 3 đã giao (handed to the department), 4 hủy (OpenCPS collection states). */
export const COLLECTION_STATES = { unused: 0, registered: 1, collecting: 2, handedOver: 3, cancelled: 4 } as const;

const text = (max: number) => z.string().max(max);

/** `Province` is VNPost's number (provinces.ts); `Commune` the statistics office's 5 digits, since 01/07/2025. */
export const postalPerson = z.object({
  Name: text(200).min(1),
  Tel: text(20).min(1),
  Email: text(200).optional(),
  Address: text(500).min(1),
  Province: z.number().int().positive(),
  District: z.number().int().nonnegative().optional(),
  Commune: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  /** Số định danh / CCCD (12) or CMND (9). */
  IdentityNumber: z
    .string()
    .regex(/^(\d{9}|\d{12})$/)
    .optional(),
});
export type PostalPerson = z.infer<typeof postalPerson>;

/** One paper in the envelope: `Code` is the component of the procedure; the post office may have scanned it. */
export const element = z.object({
  Code: text(60).min(1),
  Title: text(4000),
  Originals: z.number().int().nonnegative(),
  Copies: z.number().int().nonnegative(),
  Files: z.array(z.object({ Name: text(255).min(1), Base64: z.string() })).optional(),
});

/** POST of a collected dossier. The post office sends it again with the same OrderNumber until it gets an answer. */
export const collectedDossier = z.object({
  CustomerCode: text(60).min(1),
  /** The post office's own number of the collection: what it retries by. */
  OrderNumber: text(60).min(1),
  /** Mã bưu gửi, E…VN. */
  ItemCode: text(60).optional(),
  /** Receiving agency: mã định danh, either form. */
  AgencyCode: text(40).min(1),
  /** Date on the arrival stamp (dấu bưu chính đến), dd/MM/yyyy as VNPost writes dates; the dossier is received on it (R-A01). */
  ArrivalStampDate: z.string().regex(/^(0[1-9]|[12]\d|3[01])\/(0[1-9]|1[0-2])\/\d{4}$/),
  Procedure: z.object({
    Code: text(60).min(1),
    Title: text(4000),
    Category: text(300).optional(),
    Elements: z.array(element),
  }),
  IsSendDocument: z.literal(true),
  DocumentSender: postalPerson,
  IsReceiveResult: z.boolean(),
  /** Needed where IsReceiveResult. */
  ResultReceiver: postalPerson.optional(),
  /** Cash to collect when the result is delivered, đồng. */
  CODAmount: z.number().int().nonnegative().optional(),
  State: z.literal(COLLECTION_STATES.handedOver),
  Note: text(1000).optional(),
});
export type CollectedDossier = z.infer<typeof collectedDossier>;

/**
 * The department's answer, HTTP 200: Status "100" taken in (also when it had it already), anything else refused with the
 * reason in Message. Another HTTP status, or none, makes the post office send again.
 */
export const collectedReply = z.object({ Status: z.string(), Message: z.string() });
export type CollectedReply = z.infer<typeof collectedReply>;
export const COLLECTED_STATUS = { taken: "100", refused: "102" } as const;
