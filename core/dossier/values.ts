/**
 * The values that commands are made of: people, addresses, files, papers, the electronic declaration — as zod schemas. All texts are brought
 * to NFC here, so that NFD Vietnamese from a phone is the same text as NFC from a portal. Glossary: docs/architecture.md.
 */
import { z } from "zod";

export const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
export const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
export const localDate = z.iso.date();
export const agencyId = z.string().min(3).max(40);
export const money = z.int().min(1).max(10_000_000_000);
export const componentId = z.string().min(1).max(60);

export const address = z.strictObject({
  detail: text(300),
  communeCode: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  provinceCode: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
});

/** The applicant or the owner of a dossier. `kind` follows LoaiDoiTuong of the national portal (1–4). */
export const person = z.strictObject({
  kind: z.enum(["citizen", "business", "agency", "organisation"]),
  fullName: text(200),
  /** 12-digit định danh / CCCD, or an old 9-digit CMND. */
  identityNumber: z
    .string()
    .regex(/^(?:\d{9}|\d{12})$/)
    .optional(),
  taxCode: z
    .string()
    .regex(/^\d{10}(?:-?\d{3})?$/)
    .optional(),
  techId: z.string().max(80).optional(),
  birthDate: localDate.optional(),
  phone: z
    .string()
    .regex(/^(?:0|\+84)\d{9}$/)
    .optional(),
  email: z.email().max(200).optional(),
  address: address.optional(),
});
export type Person = z.infer<typeof person>;

/** A file already stored as a content-addressed blob (POST /api/v1/blobs) and bound to one component (R-A07). */
export const fileRef = z.strictObject({
  blob: z.string().regex(/^[0-9a-f]{64}$/),
  name: text(255),
  size: z.int().min(1).max(52_428_800),
  mediaType: z.string().max(120),
  /** A paper of the same person that the department digitised before and keeps (R-A11): its id. */
  paper: z.uuid().optional(),
});
export type FileRef = z.infer<typeof fileRef>;

export const heldComponent = z.strictObject({
  componentId,
  originals: z.int().min(0).max(100).default(0),
  copies: z.int().min(0).max(100).default(0),
  files: z.array(fileRef).max(50).default([]),
});
export type HeldComponent = z.infer<typeof heldComponent>;

/** How the applicant wants the result (R-A09, R-C01). */
export const returnMethod = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inPerson") }),
  z.strictObject({
    kind: z.literal("post"),
    receiverName: text(200),
    phone: z.string().regex(/^(?:0|\+84)\d{9}$/),
    address,
    /** Cash the postman collects on delivery, in đồng. */
    codAmount: z.int().min(0).max(100_000_000).default(0),
  }),
  z.strictObject({ kind: z.literal("online") }),
]);
export type ReturnMethod = z.infer<typeof returnMethod>;

export const missingItem = z.strictObject({ componentId, reason: text(2000) });

export const transferId = z.string().min(1).max(60);
/** Which sending of a transfer is meant: 1, and one more each time it came back wrong and was sent again. */
export const sending = z.int().min(1).max(99);
/** What one agency hands on to the others: named facts, not documents. */
export const facts = z
  .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/), text(2000))
  .refine((all) => Object.keys(all).length <= 60);

/** How deep and how large the electronic declaration may be: more is a file, and belongs to a component. */
const FORM_DEPTH = 6;
const FORM_BYTES = 32_768;
const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
/** NFC everywhere, as in every other text. */
const inNfc = (value: unknown): unknown => {
  if (typeof value === "string") return value.normalize("NFC");
  if (Array.isArray(value)) return value.map(inNfc);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inNfc(inner)]));
};
/**
 * The electronic declaration (tờ khai điện tử), by sections: child, mother, residence, deceased, parcels, business … What a section must
 * hold is said by the routes that need it (catalogs/routes) and by the adapters that send it.
 */
export const formData = z
  .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/), z.unknown())
  .refine((form) => JSON.stringify(form).length <= FORM_BYTES, "quá 32 KB / over 32 KB")
  .refine((form) => depthOf(form) <= FORM_DEPTH, "quá nhiều cấp lồng nhau / nested too deep")
  .transform((form) => inNfc(form) as Readonly<Record<string, unknown>>);
export type FormData = z.infer<typeof formData>;
