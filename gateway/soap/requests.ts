/** What every SOAP operation takes beside a command's own fields, and what it answers, as zod schemas: WSDL and checks are made of them. */
import { z } from "zod";
import { DOSSIER_STATUSES } from "../../core/dossier/statuses.ts";
import { commandHeaders, cursor, receiptSchema, refParams } from "../rest/schemas.ts";

/** Id, local code or national code. */
const dossier = refParams.shape.ref;
const key = commandHeaders.shape["Idempotency-Key"].unwrap();
const idempotencyKey = key.optional();
// As If-Match at the REST door: nine digits.
const expectedVersion = z.int().min(0).max(999_999_999).optional();

/** In front of a command's own fields. A second submission would be a second dossier: the key is required there. */
export const submitFrame = z.strictObject({ idempotencyKey: key });
export const commandFrame = z.strictObject({ dossier, idempotencyKey, expectedVersion });
/** Of a read that shows personal data: what for (R-I02); absent: the operation's own title. */
export const lookFrame = z.strictObject({
  dossier,
  purpose: z
    .string()
    .normalize("NFC")
    .trim()
    .min(1)
    .max(300)
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "không được có ký tự điều khiển / no control characters allowed")
    .optional(),
});
export const listFrame = z.strictObject({
  status: z.enum(DOSSIER_STATUSES).optional(),
  procedureCode: z.string().min(1).max(60).optional(),
  overdue: z.boolean().optional(),
  updatedAfter: z.iso
    .datetime({ offset: true })
    .transform((value) => new Date(value).toISOString())
    .optional(),
  cursor: cursor.optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** The inbox of the caller's agencies. */
export const inboxFrame = listFrame.pick({ cursor: true, limit: true });
/** A transfer by its id, as in ListTransfers and in REST's paths. */
const transferId = z.string().regex(/^[0-9a-f-]{36}~~?[A-Za-z0-9._-]{1,400}$/);
export const transferFrame = z.strictObject({ transferId, idempotencyKey, expectedVersion });
export const transferLookFrame = z.strictObject({ transferId, purpose: lookFrame.shape.purpose });

/** The answer to a command: as at the REST door, and whether it is the stored answer of an earlier call. */
export const commandAnswer = receiptSchema.extend({ replayed: z.boolean() });

/** What a fault's detail holds, the same as REST's problem document. `path`: of the element. */
export const faultDetail = z.object({
  code: z.string(),
  blame: z.enum(["caller", "partner", "hub"]),
  retry: z.boolean(),
  message: z.object({ vi: z.string(), en: z.string() }),
  hint: z.object({ vi: z.string(), en: z.string() }),
  requestId: z.string(),
  error: z.array(z.object({ path: z.string(), vi: z.string(), en: z.string() })),
  details: z.record(z.string(), z.unknown()).optional(),
});
