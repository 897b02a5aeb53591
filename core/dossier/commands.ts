/**
 * The commands of a dossier: what may be asked of the engine, as zod schemas. Every door (REST, hooks, pollers, later SOAP
 * and Kafka) validates with these same schemas. Glossary: docs/architecture.md.
 * All texts are brought to NFC here, so that NFD Vietnamese from a phone is the same text as NFC from a portal.
 */
import { z } from "zod";
import { channel } from "../../catalogs/types.ts";
import {
  agencyId,
  facts,
  fileRef,
  formData,
  heldComponent,
  instant,
  localDate,
  missingItem,
  money,
  person,
  returnMethod,
  sending,
  text,
  transferId,
} from "./values.ts";

export {
  type FileRef,
  type FormData,
  fileRef,
  formData,
  type HeldComponent,
  heldComponent,
  type Person,
  person,
  type ReturnMethod,
  returnMethod,
} from "./values.ts";

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
  /** Another system's own code of the dossier (an iGate site's); it is found by it too. */
  alias: z.string().min(3).max(60).optional(),
  /** The electronic declaration. */
  form: formData.optional(),
  /** SMS notices of state changes (R-E03) only where the applicant asked for them: the recipient pays (R-D02). */
  notices: z.strictObject({ sms: z.boolean() }).optional(),
  /** Date on the postal arrival stamp: a postal dossier is received on it (R-A01). */
  postalArrivalDate: localDate.optional(),
  /** Opened at the hall with its Phiếu hồ sơ (R-A06), which names account, procedure, dossier code and the day's number: the code is given at once. */
  dossierSlip: z.strictObject({ dayNumber: z.string().regex(/^[A-Z]\d{3,4}$/) }).optional(),
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
  /** Sections given here replace those declared before. */
  form: formData.optional(),
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

/** A resolving unit, or the agency of a transfer, asks the one-stop officer for a supplement or a further fee (R-B10). */
const ask = z.discriminatedUnion("what", [
  z.strictObject({
    type: z.literal("ask"),
    what: z.literal("supplement"),
    missing: z.array(missingItem).min(1).max(200),
    transferId: transferId.optional(),
  }),
  z.strictObject({
    type: z.literal("ask"),
    what: z.literal("fee"),
    name: text(300),
    amount: money,
    reason: text(2000),
    transferId: transferId.optional(),
  }),
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

const progress = z.strictObject({ type: z.literal("progress"), note: text(4000), transferId: transferId.optional() });

const requestFee = z.strictObject({
  type: z.literal("requestFee"),
  chargeId: z.string().min(1).max(60),
  name: text(300),
  amount: money,
  reason: text(2000).optional(),
  /** phí, lệ phí, or a tax that another agency set. */
  kind: z.enum(["fee", "charge", "tax"]).default("charge"),
  /** What the agency that set it must be told with the payment (số thông báo, tiểu mục…). */
  data: facts.optional(),
});

const recordPayment = z.strictObject({
  type: z.literal("recordPayment"),
  chargeId: z.string().min(1).max(60),
  amount: money,
  method: z.enum(["cash", "transfer", "online", "cod"]),
  /** The payment's own number at bank, treasury or post: one payment is never counted twice. */
  reference: text(120),
});

/** A charge asked for wrongly, or replaced by another one (a tax notice that was issued anew), is called off. */
const cancelCharge = z.strictObject({ type: z.literal("cancelCharge"), chargeId: z.string().min(1).max(60), reason: text(2000) });
/** Where the applicant can pay a charge: a page and a QR code of the payment channel (R-D01). */
const recordPaymentRequest = z.strictObject({
  type: z.literal("recordPaymentRequest"),
  chargeId: z.string().min(1).max(60),
  lane: z.string().min(1).max(60),
  /** The channel's own number of the request: a payment comes back under it. */
  reference: text(120),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  qr: z.string().min(1).max(1000).optional(),
  expiresAt: instant.optional(),
});
/** The receipt (biên lai) of one payment (R-D02). */
const recordReceipt = z.strictObject({
  type: z.literal("recordReceipt"),
  /** The payment's own number. */
  reference: text(120),
  number: text(60),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  file: fileRef.optional(),
});

const suspend = z.strictObject({ type: z.literal("suspend"), reason: text(2000) });
const resume = z.strictObject({ type: z.literal("resume"), note: text(2000).optional() });

/** Send to another agency that takes part or decides (R-B06); its result comes back by `takeTransferResult`. */
const forward = z.strictObject({
  type: z.literal("forward"),
  transferId,
  toAgencyId: agencyId,
  purpose: text(2000),
  dueAt: instant.optional(),
  /** The adapter and its operation that carry it; absent: the agency works in the hub itself. */
  carrier: z.strictObject({ lane: z.string().min(1).max(60), operation: z.string().min(1).max(60) }).optional(),
});
/** The agency of a transfer has taken it in. */
const acceptTransfer = z.strictObject({
  type: z.literal("acceptTransfer"),
  transferId,
  number: sending.optional(),
  /** The agency's own number of it. */
  reference: text(120).optional(),
  note: text(2000).optional(),
});
/** `sentBack`: not wrong in the matter but in what was sent ("trả lại do sai"); it is corrected and sent again. */
const takeTransferResult = z.strictObject({
  type: z.literal("takeTransferResult"),
  transferId,
  number: sending.optional(),
  outcome: z.enum(["done", "refused", "sentBack"]),
  note: text(4000).optional(),
  documents: z.array(fileRef).max(50).default([]),
  /** What it hands on to the legs that follow. */
  data: facts.default({}),
});
/** Sends a transfer that came back wrong once more, corrected, under the next number. */
const resendTransfer = z.strictObject({
  type: z.literal("resendTransfer"),
  transferId,
  /** What was handed on wrongly. */
  data: facts.optional(),
  /** Corrected sections of the declaration. */
  form: formData.optional(),
  note: text(2000).optional(),
});
/** Calls a transfer off; what depends on it follows its route's rule for a refusal. */
const cancelTransfer = z.strictObject({ type: z.literal("cancelTransfer"), transferId, reason: text(2000) });

/** An officer asks the population database about somebody of the dossier: with his own identity number and the purpose (R-I02). */
const checkIdentity = z.strictObject({
  type: z.literal("checkIdentity"),
  checkId: z.string().min(1).max(60),
  who: z.enum(["applicant", "owner"]),
  purpose: text(500),
  officerIdentityNumber: z.string().regex(/^\d{12}$/),
});
/** What came of it: only whether it fits and which facts do not; nothing of the database's own is kept. */
const recordIdentityCheck = z.strictObject({
  type: z.literal("recordIdentityCheck"),
  checkId: z.string().min(1).max(60),
  outcome: z.enum(["matched", "differs", "notFound"]),
  differing: z.array(text(60)).max(20).default([]),
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
  /** Of the paper shown. May be missing only in a late entry: books kept elsewhere do not always have it. */
  identityNumber: z
    .string()
    .regex(/^(?:\d{9}|\d{12})$/)
    .optional(),
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
  /** The partner's own code of the dossier; it is found by it from then on. */
  alias: z.string().min(3).max(60).optional(),
  /** The transfer whose sending the partner refused: it waits for a correction. */
  transferId: transferId.optional(),
  number: sending.optional(),
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
  cancelCharge,
  recordPaymentRequest,
  recordReceipt,
  suspend,
  resume,
  forward,
  acceptTransfer,
  takeTransferResult,
  resendTransfer,
  cancelTransfer,
  checkIdentity,
  recordIdentityCheck,
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
