/**
 * A one-stop hall as data: its lines, counters and devices, who goes first, and the norms of each step (R-H, R-B15).
 * Glossary: hall = sảnh một cửa · service = lĩnh vực xếp hàng (a line at the ticket machine) · counter = quầy · device = thiết bị ·
 * priority = đối tượng ưu tiên · step = bước tiếp công dân · norm = định mức thời gian.
 */
import { z } from "zod";

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(40);
const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
/** What citizens read: Vietnamese first. */
const words = z.strictObject({ vi: text(200), en: text(200) });

/** The devices of R-H by kind; one hall may have several of a kind, or none. */
export const DEVICE_KINDS = [
  "ticketMachine",
  "callUnit",
  "loudspeaker",
  "led",
  "resultDisplay",
  "queueDisplay",
  "kiosk",
  "barcodeScanner",
  "receiptPrinter",
  "documentPrinter",
  "documentScanner",
  "satisfactionTablet",
  "camera",
  "smsModem",
  "ivr",
  "copierMeter",
  "ups",
] as const;
/** Pages of the hub. */
export const SCREEN_KINDS: ReadonlySet<DeviceKind> = new Set(["kiosk", "resultDisplay", "queueDisplay", "satisfactionTablet"]);
/** Units that call the hub. */
export const UNIT_KINDS: ReadonlySet<DeviceKind> = new Set(["ticketMachine", "callUnit", "loudspeaker"]);
export const deviceKind = z.enum(DEVICE_KINDS);
export type DeviceKind = z.infer<typeof deviceKind>;

/** One line: the fields of work whose dossiers it takes, and how long one visit takes until there are real figures. */
const service = z.strictObject({
  id: slug,
  /** First letter of its numbers: A001. */
  letter: z.string().regex(/^[A-Z]$/),
  name: words,
  /** Fields of the procedure catalog; the line without any takes every procedure that no other line takes. */
  fields: z.array(text(300)).default([]),
  /** What it is for: filing, or fetching a result. */
  purpose: z.enum(["submit", "result"]),
  minutes: z.number().positive().max(240),
});
export type HallService = z.infer<typeof service>;

const counter = z.strictObject({
  id: slug,
  number: z.int().min(1).max(99),
  name: words,
  /** The lines it serves. */
  services: z.array(slug).min(1),
});
export type HallCounter = z.infer<typeof counter>;

/** A device. Its address is not here but in the environment: LIENTHONG_HALL_<ID>, "-" as "_" (adapters/hall/README.md). */
const device = z.strictObject({
  id: slug,
  kind: deviceKind,
  name: words,
  /** The counter that it stands at; absent: it serves the whole hall. */
  counter: slug.optional(),
  /** What the driver must know of this model, not of its address. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
export type HallDevice = z.infer<typeof device>;

/** How long pictures and scans of devices are kept where a hall does not say. */
export const KEEP_FILES_DAYS = 30;

export const hall = z.strictObject({
  id: slug,
  agencyId: text(40),
  name: words,
  services: z.array(service).min(1),
  counters: z.array(counter).min(1),
  devices: z.array(device).default([]),
  /** Ids of the priorities that hold here, highest first. */
  priorities: z.array(slug).default([]),
  /** So many people with priority may be called one after another while others wait; then one of the others goes. */
  priorityInARow: z.int().min(1).max(100).default(3),
  /** So often an absent number is called before it may be skipped. */
  callsBeforeSkip: z.int().min(1).max(10).default(2),
  /**
   * When numbers are given out (R-B01). counterHours: on the agency's working days, from the start of each half-day's work until its counters
   * close. anyTime: whenever somebody asks, for places that keep no calendar.
   */
  ticketHours: z.enum(["counterHours", "anyTime"]).default("counterHours"),
  /**
   * So many days pictures of its cameras and scans are kept, from when they were made; then they are deleted (R-I02). What a dossier or a paper
   * kept for reuse holds stays with it.
   */
  keepFilesDays: z.int().min(1).max(3_650).default(KEEP_FILES_DAYS),
  source: text(600),
});
export type Hall = z.infer<typeof hall>;

/** Whom the law, or a local rule, lets go first. */
export const priority = z.strictObject({
  id: slug,
  name: words,
  /** The article that names them, or "quy định của đơn vị". */
  source: text(600),
});
export type Priority = z.infer<typeof priority>;

/** One step at the hall with its norm (R-B15). */
export const visitStep = z.strictObject({
  id: slug,
  name: words,
  minutes: z.number().positive().max(480),
  /** Who does it: the support desk, the counter, the fee desk. */
  by: z.enum(["support", "counter", "fees"]),
  source: text(600),
});
export type VisitStep = z.infer<typeof visitStep>;
