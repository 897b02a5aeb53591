/**
 * What may be asked of a hall's queue, as zod schemas: every door (kiosk, ticket machine, call unit, console) validates with these.
 * Glossary: ticket = số thứ tự (người chờ) · counter = quầy · call = gọi số · absent = vắng khi gọi · transfer = chuyển quầy hoặc chuyển hàng.
 */
import { z } from "zod";

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(40);
const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
/** "A001" */
export const ticketId = z.string().regex(/^[A-Z]\d{3,4}$/);
const reason = text(500);
/** A job's id may name a dossier, a component (60 letters) and an act. */
export const MOST_JOB_ID = 150;

const takeTicket = z.strictObject({
  type: z.literal("takeTicket"),
  /** The line; may be left out where a procedure is named. */
  serviceId: slug.optional(),
  procedureCode: z.string().max(60).optional(),
  priority: slug.optional(),
  /** A dossier that he comes for (its id): the number is tied to it at once. */
  dossierId: z.uuid().optional(),
  language: z.enum(["vi", "en"]).default("vi"),
});
const openCounter = z.strictObject({
  type: z.literal("openCounter"),
  counterId: slug,
  /** The name that screens show. */
  officer: text(200),
  /** Who it is: two people may have one name. */
  officerId: text(200).optional(),
});
const closeCounter = z.strictObject({ type: z.literal("closeCounter"), counterId: slug });
const callNext = z.strictObject({ type: z.literal("callNext"), counterId: slug });
/** Calls a number out of turn: one that was absent and is back, or one that the head of the hall names. Needs a reason. */
const callTicket = z.strictObject({ type: z.literal("callTicket"), counterId: slug, ticketId, reason });
const recall = z.strictObject({ type: z.literal("recall"), counterId: slug });
/** The person stands at the counter. */
const serve = z.strictObject({ type: z.literal("serve"), counterId: slug });
const skip = z.strictObject({ type: z.literal("skip"), counterId: slug });
/** Somebody who was absent is back: waits again, behind those who are called before him. */
const comeBack = z.strictObject({ type: z.literal("comeBack"), ticketId });
/** To another line, or to one counter; keeps the time of its ticket, so that nobody queues twice. */
const transfer = z.strictObject({
  type: z.literal("transfer"),
  counterId: slug,
  toServiceId: slug.optional(),
  toCounterId: slug.optional(),
  reason: reason.optional(),
});
const finish = z.strictObject({ type: z.literal("finish"), counterId: slug });
/** The person went away, or gave the number back. */
const leave = z.strictObject({ type: z.literal("leave"), ticketId, reason: reason.optional() });
/** Every number still open is accounted for; nothing is taken after it. */
const closeDay = z.strictObject({ type: z.literal("closeDay"), reason });

/** Ties the visit to a dossier (Phiếu hồ sơ, R-A06) or to what it is about. */
const linkTicket = z.strictObject({
  type: z.literal("linkTicket"),
  ticketId,
  dossierId: z.uuid().optional(),
  procedureCode: z.string().max(60).optional(),
  /** The account check (R-A06): the account that the person uses, or that he has none. */
  account: z
    .union([z.strictObject({ has: z.literal(true), id: text(120) }), z.strictObject({ has: z.literal(false) })])
    .optional(),
});
/** Real time of a step against its norm (R-B15). A step that begins ends the one before it of the same ticket. */
const startStep = z.strictObject({ type: z.literal("startStep"), ticketId, stepId: slug, dossierId: z.uuid().optional() });
const finishStep = z.strictObject({ type: z.literal("finishStep"), ticketId, stepId: slug });

/** A bar code was read: the code is a dossier's or a ticket's, or a person's paper, which is not kept (`what` only). */
const scanned = z.strictObject({
  type: z.literal("scanned"),
  deviceId: slug,
  what: z.enum(["dossier", "ticket", "identity", "unknown"]),
  code: z.string().max(80).optional(),
});
/** Something was asked of a device for a ticket: print, scan, snapshot. The job itself is a message of the device's lane. */
const askDevice = z.strictObject({
  type: z.literal("askDevice"),
  deviceId: slug,
  operation: slug,
  jobId: z.string().min(1).max(MOST_JOB_ID),
  ticketId: ticketId.optional(),
  dossierId: z.uuid().optional(),
});
/** A device's state changed, as the watcher saw it. */
const deviceChanged = z.strictObject({
  type: z.literal("deviceChanged"),
  deviceId: slug,
  state: z.enum(["ok", "warning", "failing", "off"]),
  problems: z.array(z.string().max(60)).max(20),
});

/** Every command of a hall by its type. */
export const HALL_COMMANDS = {
  takeTicket,
  openCounter,
  closeCounter,
  callNext,
  callTicket,
  recall,
  serve,
  skip,
  comeBack,
  transfer,
  finish,
  leave,
  closeDay,
  linkTicket,
  startStep,
  finishStep,
  scanned,
  askDevice,
  deviceChanged,
} as const;
export type HallCommandType = keyof typeof HALL_COMMANDS;
export type HallCommandOf<T extends HallCommandType> = z.infer<(typeof HALL_COMMANDS)[T]>;
export type HallCommand = { [T in HallCommandType]: HallCommandOf<T> }[HallCommandType];
export type HallCommandInput = { [T in HallCommandType]: z.input<(typeof HALL_COMMANDS)[T]> }[HallCommandType];

/** Who acts in the hall: an officer signed in, a device of the hall, the hub itself. */
export interface HallActor {
  readonly kind: "officer" | "device" | "system";
  readonly id: string;
  readonly name?: string;
}
