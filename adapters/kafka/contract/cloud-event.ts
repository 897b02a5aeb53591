/**
 * What stands in the records: CloudEvents 1.0 in JSON. Commands may also come in the binary mode of the Kafka protocol binding
 * (attributes as ce_* headers, the value is `data`).
 */
import { z } from "zod";

/** "vn.lienthong.command.submit": the command's name is that of the REST door. */
export const COMMAND_TYPE_PREFIX = "vn.lienthong.command.";
export const RESULT_TYPE_PREFIX = "vn.lienthong.result.";
export const DEAD_LETTER_TYPE = "vn.lienthong.dead-letter";
export const CLOUD_EVENT_MEDIA_TYPE = "application/cloudevents+json; charset=utf-8";

/** Most bytes of a command: as the REST door. Kafka's own default for a record is the same 1 MiB. */
export const MAX_COMMAND_BYTES = 1_048_576;

/** As the Idempotency-Key of REST: the same key at both doors is the same command. */
const id = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** A command. Extension attributes are let in and not read. */
export const commandEvent = z.looseObject({
  specversion: z.literal("1.0"),
  /** The partner's own key of this command: same id and content → the same answer again; other content → conflict. */
  id,
  /** Who made it, in the partner's own words; only kept. Who speaks is said by the topic. */
  source: z.string().min(1).max(500),
  type: z.string().startsWith(COMMAND_TYPE_PREFIX).max(200),
  /** The dossier: id, code or national code. Absent for `submit`. */
  subject: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
    .optional(),
  time: z.iso.datetime({ offset: true }).optional(),
  datacontenttype: z
    .string()
    .regex(/^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/i)
    .optional(),
  /** The body of the same command of the REST door. */
  data: z.record(z.string(), z.unknown()),
});
export type CommandEvent = z.infer<typeof commandEvent>;

/** done: now · repeat: the stored answer again · conflict: this id already had other content · refused: nothing changed. */
export const RESULTS = ["done", "repeat", "conflict", "refused"] as const;
export type ResultKind = (typeof RESULTS)[number];

const bilingual = z.strictObject({ vi: z.string(), en: z.string() });

/** Data of done and repeat. */
export const receiptData = z.looseObject({
  dossierId: z.string(),
  code: z.string().optional(),
  nationalCode: z.string().optional(),
  status: z.string(),
  version: z.int(),
  dueAt: z.string().optional(),
  /** Numbers of the events that the command made, as in the topic of events. */
  events: z.array(z.int()),
});
/** Data of conflict and refused. */
export const refusalData = z.looseObject({
  code: z.string(),
  blame: z.enum(["caller", "partner", "hub"]),
  vi: z.string(),
  en: z.string(),
  hint: bilingual,
  details: z.record(z.string(), z.unknown()).optional(),
});

/** Where a record stood. */
export const place = z.strictObject({
  topic: z.string(),
  partition: z.int(),
  offset: z.string().regex(/^\d+$/),
  /** Milliseconds, as the broker has it. */
  timestamp: z.string().regex(/^\d+$/),
});
export type Place = z.infer<typeof place>;

const attributes = {
  specversion: z.literal("1.0"),
  /** The same however often this answer comes. */
  id: z.string(),
  source: z.literal("/lienthong"),
  /** The dossier's id, where there is one. */
  subject: z.string().optional(),
  time: z.string(),
  datacontenttype: z.literal("application/json"),
};
const result = (kinds: readonly ResultKind[], data: z.ZodObject) =>
  z.strictObject({
    ...attributes,
    type: z.enum(kinds.map((kind) => `${RESULT_TYPE_PREFIX}${kind}` as const)),
    /** The command's id; absent where it could not be read. */
    correlationid: z.string().optional(),
    /** The command's record, as "topic/partition/offset/timestamp". */
    commandrecord: z.string(),
    data,
  });

export const resultEvent = z.union([result(["done", "repeat"], receiptData), result(["conflict", "refused"], refusalData)]);
export type ResultEvent = z.infer<typeof resultEvent>;

/** Most bytes of a record that its dead letter carries. */
export const MAX_KEPT_BYTES = 65_536;

export const deadLetterEvent = z.strictObject({
  ...attributes,
  type: z.literal(DEAD_LETTER_TYPE),
  data: z.strictObject({
    code: z.string(),
    vi: z.string(),
    en: z.string(),
    partnerId: z.string(),
    ...place.shape,
    key: z.string().optional(),
    /** Of the whole record's value. */
    bytes: z.int(),
    sha256: z.string(),
    /** Base64 of the value's beginning, at most MAX_KEPT_BYTES of it. */
    value: z.string(),
  }),
});
export type DeadLetterEvent = z.infer<typeof deadLetterEvent>;
