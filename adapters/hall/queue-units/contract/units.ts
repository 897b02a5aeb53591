/**
 * What is on the wire between the hub and the units of a queue: ticket machine, call unit, loudspeaker. They call the hub (HTTP and server-sent events under
 * /hall/v1/devices/{id}) and prove themselves by the device's key. The form is ours; README.md tells it in words, with curl.
 * Glossary: unit = thiết bị của hàng chờ · line = hàng chờ theo lĩnh vực · announcement = lời gọi số · report = tình trạng thiết bị tự báo.
 */
import { z } from "zod";

/** Below the hub's address. */
export const UNITS_PATH = "/hall/v1/devices";
/** Kinds that have this door. */
export const UNIT_KINDS = ["ticketMachine", "callUnit", "loudspeaker"] as const;
/** A unit reports its state this often, and at once after a change; the hub lets a unit go that it has not heard of for three times that. */
export const REPORT_EVERY_MS = 15_000;
/** Older announcements are not said any more: whoever was called has been waiting, and comes or is called again. */
export const CURRENT_SECONDS = 30;
/** Real milliseconds after which a unit that lost its stream tries again. */
export const COME_BACK_MS = 1_000;

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(40);
const words = z.object({ vi: z.string(), en: z.string() });
const instant = z.iso.datetime({ offset: true });
/** Chosen by the unit for one press of a button; the same key again is the same press. */
const key = z.string().regex(/^[\w.:-]{1,80}$/);

/** One line at the ticket machine. `open`: a counter that serves it is open; `minutes`: absent where nobody can say. */
const line = z.object({
  id: slug,
  letter: z.string(),
  name: words,
  purpose: z.enum(["submit", "result"]),
  open: z.boolean(),
  ahead: z.int(),
  minutes: z.int().optional(),
});

/** Event `hall` of a ticket machine's stream: what it may offer now. */
export const hallNow = z.object({
  day: z.string(),
  /** The hall has closed its day: no more numbers. */
  closed: z.boolean(),
  lines: z.array(line),
  /** What everybody in the hall is told ("Mất điện lưới…"). */
  notices: z.array(words),
});
export type HallNow = z.infer<typeof hallNow>;

/** Event `counter` of a call unit's stream, and the answer to each of its calls. */
export const counterNow = z.object({
  counter: z.object({ id: slug, number: z.int(), name: words }),
  open: z.boolean(),
  officer: z.string().optional(),
  ticket: z
    .object({
      id: z.string(),
      state: z.enum(["called", "serving"]),
      line: z.object({ id: slug, name: words }),
      priority: words.optional(),
      calls: z.int(),
      calledAt: instant,
    })
    .optional(),
  /** So many wait for this counter. */
  waiting: z.int(),
});
export type CounterNow = z.infer<typeof counterNow>;

/** Event `announcement` of a loudspeaker's stream. Its SSE id is "<day>/<seq>". */
export const announcement = z.object({
  seq: z.int(),
  day: z.string(),
  ticket: z.string(),
  counter: z.int(),
  again: z.boolean(),
  /** What the person chose: "en" is told in both languages. */
  language: z.enum(["vi", "en"]),
  vi: z.string(),
  en: z.string(),
  at: instant,
  /** How old it was when it was sent, by the hub's clock: over CURRENT_SECONDS it is not said. */
  ageSeconds: z.number(),
  /** Path of Vietnamese speech (WAV, with the device's key); absent: the unit speaks by itself. */
  audio: z.string().optional(),
});
export type Announcement = z.infer<typeof announcement>;

/** GET /hall/v1/devices/{id}. */
export const unit = z.object({
  device: z.object({ id: slug, kind: z.enum(UNIT_KINDS), name: words }),
  hall: z.object({ id: slug, name: words }),
  now: instant,
  /** Of a ticket machine and a loudspeaker. */
  offers: hallNow.optional(),
  priorities: z.array(z.object({ id: slug, name: words })),
  /** Of a call unit. */
  counter: counterNow.optional(),
});
export type Unit = z.infer<typeof unit>;

/** POST …/tickets, by a ticket machine. A line, or a procedure whose field says which line. */
export const ticketRequest = z
  .strictObject({
    service: slug.optional(),
    procedure: z.string().max(60).optional(),
    priority: slug.optional(),
    language: z.enum(["vi", "en"]).default("vi"),
    key,
  })
  .refine(({ service, procedure }) => service !== undefined || procedure !== undefined, {
    message: "cần service hoặc procedure / service or procedure is needed",
    path: ["service"],
  });

/** One line of text for the machine's own printer, one under another. */
const printLine = z.object({
  text: z.string(),
  size: z.enum(["normal", "large", "huge"]),
  align: z.enum(["left", "center", "right"]),
  bold: z.boolean(),
});
export type PrintLine = z.infer<typeof printLine>;

/** 201; 200 where the key was used for this press before. */
export const ticketAnswer = z.object({
  ticket: z.string(),
  line: z.object({ id: slug, name: words }),
  takenAt: instant,
  ahead: z.int(),
  minutes: z.int().optional(),
  print: z.array(printLine),
  /** Code 128 under the text, for a machine that can. */
  barcode: z.string(),
});
export type TicketAnswer = z.infer<typeof ticketAnswer>;

export const CALL_ACTIONS = ["next", "recall", "serve", "skip", "finish", "transfer"] as const;
/** POST …/calls, by a call unit. */
export const callRequest = z
  .strictObject({
    action: z.enum(CALL_ACTIONS),
    /** Where "transfer" leads: another line or another counter. */
    to: z.strictObject({ service: slug.optional(), counter: slug.optional() }).optional(),
    key: key.optional(),
  })
  .refine(({ action, to }) => (action === "transfer") === (to !== undefined), {
    message: "to đi với transfer, và chỉ với transfer / to goes with transfer, and with it only",
    path: ["to"],
  });

/** POST …/state: how the unit is, in its own view. */
export const stateReport = z.strictObject({
  state: z.enum(["ok", "warning", "failing"]),
  problems: z
    .array(
      z.strictObject({
        code: z
          .string()
          .regex(/^[a-z]+(?:[.-][a-z]+){0,4}$/)
          .max(60),
        vi: z.string().trim().min(1).max(200),
        en: z.string().trim().min(1).max(200),
      }),
    )
    .max(10)
    .default([]),
});
export type StateReport = z.infer<typeof stateReport>;

/**
 * Event `hello`, first on each stream (then `hall`, `counter` or `announcement` as the unit's kind has it): the hub's time, and whether it makes speech. Its id
 * is where the stream begins. A line that begins with ":" is a sign of life.
 */
export const hello = z.object({ now: instant, speech: z.boolean() });
export type Hello = z.infer<typeof hello>;
