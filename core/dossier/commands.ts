/**
 * The commands of a dossier: what may be asked of the engine, as zod schemas. Every door (REST, hooks, pollers, later SOAP
 * and Kafka) validates with these same schemas. Glossary: docs/architecture.md.
 * All texts are brought to NFC here, so that NFD Vietnamese from a phone is the same text as NFC from a portal.
 */
import { z } from "zod";
import { channel } from "../../catalogs/types.ts";

const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
const localDate = z.iso.date();
const agencyId = z.string().min(3).max(40);
const money = z.int().min(1).max(10_000_000_000);
const componentId = z.string().min(1).max(60);

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

const missingItem = z.strictObject({ componentId, reason: text(2000) });

const submit = z.strictObject({
  type: z.literal("submit"),
  channel,
  procedureCode: z.string().min(1).max(60),
  /** The case (trường hợp) of the procedure; may be left out where the channel has only one. */
  caseKey: z.string().max(60).optional(),
  /** The receiving agency. */
  agencyId,
  applicant: person,
  /** Whose dossier it is, where that is not the applicant. */
  owner: person.optional(),
  summary: text(1000).optional(),
  components: z.array(heldComponent).max(200).default([]),
  returnMethod: returnMethod.default({ kind: "inPerson" }),
  /** Portal account; online without one needs `applicant.phone` (R-A08). */
  account: z.string().max(120).optional(),
  /** The national portal's code (MaHoSo / MaHoSoQG), where it has one. */
  nationalCode: z.string().min(5).max(60).optional(),
  /** Date on the postal arrival stamp: a postal dossier is received on it (R-A01). */
  postalArrivalDate: localDate.optional(),
  /** The applicant declares the contents truthful (R-A09); required online. */
  declaredTruthful: z.boolean().default(false),
});

/** The applicant changes a filed dossier before receipt (R-A08: code + key look up and edit). */
const amend = z.strictObject({
  type: z.literal("amend"),
  components: z.array(heldComponent).max(200).optional(),
  returnMethod: returnMethod.optional(),
  summary: text(1000).optional(),
  contact: person.pick({ phone: true, email: true, address: true }).optional(),
});

/** The officer's check (R-A02). Not yet valid: one guidance that lists everything missing at once (R-A03). */
const check = z.discriminatedUnion("outcome", [
  z.strictObject({ type: z.literal("check"), outcome: z.literal("valid") }),
  z.strictObject({
    type: z.literal("check"),
    outcome: z.literal("notYetValid"),
    missing: z.array(missingItem).min(1).max(200),
    /** Asks to hand papers in at the office; refused for a fully-online dossier (R-A10). */
    onPaper: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal("check"), outcome: z.literal("outOfScope"), reason: text(2000) }),
]);

const receive = z.strictObject({
  type: z.literal("receive"),
  /** Needed only where the procedure's time is unstated. */
  dueAt: instant.optional(),
  /** Number of sets of papers. */
  sets: z.int().min(1).max(100).default(1),
});

/** A resolving unit asks the one-stop officer for a supplement or a further fee (R-B10). */
const ask = z.discriminatedUnion("what", [
  z.strictObject({ type: z.literal("ask"), what: z.literal("supplement"), missing: z.array(missingItem).min(1).max(200) }),
  z.strictObject({ type: z.literal("ask"), what: z.literal("fee"), name: text(300), amount: money, reason: text(2000) }),
]);

const requestSupplement = z.strictObject({
  type: z.literal("requestSupplement"),
  missing: z.array(missingItem).min(1).max(200),
  onPaper: z.boolean().default(false),
});

/** The applicant brings what was asked for, before or after receipt. */
const supplement = z.strictObject({ type: z.literal("supplement"), components: z.array(heldComponent).min(1).max(200) });

const refuse = z.strictObject({ type: z.literal("refuse"), reason: text(4000), legalBasis: text(2000).optional() });

/** Hand the dossier to a unit; one row of the control slip (R-B05). */
const handOver = z.strictObject({
  type: z.literal("handOver"),
  unit: text(200),
  agencyId: agencyId.optional(),
  officer: text(200).optional(),
  /** When this unit must be done; the dossier's own due time if absent. */
  dueAt: instant.optional(),
  note: text(2000).optional(),
});

const progress = z.strictObject({ type: z.literal("progress"), note: text(4000) });

const requestFee = z.strictObject({
  type: z.literal("requestFee"),
  chargeId: z.string().min(1).max(60),
  name: text(300),
  amount: money,
  reason: text(2000).optional(),
});

const recordPayment = z.strictObject({
  type: z.literal("recordPayment"),
  chargeId: z.string().min(1).max(60),
  amount: money,
  method: z.enum(["cash", "transfer", "online", "cod"]),
  /** The payment's own number at bank, treasury or post: one payment is never counted twice. */
  reference: text(120),
});

const suspend = z.strictObject({ type: z.literal("suspend"), reason: text(2000) });
const resume = z.strictObject({ type: z.literal("resume"), note: text(2000).optional() });

/** Send to another agency that takes part or decides (R-B06); its result comes back by `takeForwardResult`. */
const forward = z.strictObject({
  type: z.literal("forward"),
  forwardId: z.string().min(1).max(60),
  toAgencyId: agencyId,
  purpose: text(2000),
  dueAt: instant.optional(),
});
const takeForwardResult = z.strictObject({
  type: z.literal("takeForwardResult"),
  forwardId: z.string().min(1).max(60),
  outcome: z.enum(["done", "refused"]),
  note: text(4000).optional(),
  documents: z.array(fileRef).max(50).default([]),
});

const decide = z.strictObject({
  type: z.literal("decide"),
  documents: z
    .array(z.strictObject({ name: text(400), number: text(80).optional(), file: fileRef.optional() }))
    .min(1)
    .max(50),
});

/** Extension with reason, next date, the unit's acknowledgement; apology attached (R-B09). */
const extend = z.strictObject({
  type: z.literal("extend"),
  reason: text(2000),
  newDueAt: instant,
  acknowledgedBy: text(200),
});

const withdraw = z.strictObject({ type: z.literal("withdraw"), reason: text(2000) });

/** Hand the result (or, refused, all papers) to the person at the counter (R-C01). */
const returnInPerson = z.strictObject({
  type: z.literal("returnInPerson"),
  receiverName: text(200),
  identityNumber: z.string().regex(/^(?:\d{9}|\d{12})$/),
  appointmentSlip: z.boolean(),
  /** Needed where the receiver is not the applicant or the owner. */
  authorisation: text(400).optional(),
});
const returnOnline = z.strictObject({ type: z.literal("returnOnline"), documents: z.array(fileRef).min(1).max(50) });
/** Hand to the post office; the post adapter places the order and tracks it. */
const sendByPost = z.strictObject({ type: z.literal("sendByPost") });

/** What the post reports of its parcel (tracking feed, order answer). */
const recordDelivery = z.strictObject({
  type: z.literal("recordDelivery"),
  state: z.enum(["ordered", "orderRefused", "accepted", "inTransit", "delivered", "undelivered", "cancelled", "backAtSender"]),
  /** Which order it speaks of; a report about an earlier order of the same dossier does not move the present one. */
  orderNumber: text(80).optional(),
  itemCode: text(60).optional(),
  note: text(1000).optional(),
  /** Proof of delivery (người ký nhận, giờ). */
  proof: text(1000).optional(),
  codCollected: z.int().min(0).optional(),
});

/** A partner's own code or terminal answer about this dossier, kept for everyone to see. */
const recordPartner = z.strictObject({
  type: z.literal("recordPartner"),
  lane: z.string().min(1).max(60),
  outcome: z.enum(["accepted", "refused"]),
  operation: z.string().min(1).max(60),
  code: z.string().max(120).optional(),
  message: text(4000).optional(),
  nationalCode: z.string().max(60).optional(),
});

/** Every command by its type. The gateway makes one route of each. */
export const COMMANDS = {
  submit,
  amend,
  check,
  receive,
  ask,
  requestSupplement,
  supplement,
  refuse,
  handOver,
  progress,
  requestFee,
  recordPayment,
  suspend,
  resume,
  forward,
  takeForwardResult,
  decide,
  extend,
  withdraw,
  returnInPerson,
  returnOnline,
  sendByPost,
  recordDelivery,
  recordPartner,
} as const;

export type CommandType = keyof typeof COMMANDS;
export type CommandOf<T extends CommandType> = z.infer<(typeof COMMANDS)[T]>;
/** Any command, as decide() takes it. */
export type DossierCommand = { [T in CommandType]: CommandOf<T> }[CommandType];
/** Any command before defaults are filled in, as a caller may write it. */
export type DossierCommandInput = { [T in CommandType]: z.input<(typeof COMMANDS)[T]> }[CommandType];

/** Who acts (R-I01). */
export const ROLES = ["officer", "unit", "leader", "applicant", "post", "partner", "system"] as const;
export type Role = (typeof ROLES)[number];
export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly name?: string;
  readonly agencyId?: string;
}

/** Marks what was handled on paper during an outage and entered later with its true time (R-B12). */
export const lateEntry = z.strictObject({ reason: text(1000), enteredBy: text(200) });
export type LateEntry = z.infer<typeof lateEntry>;
