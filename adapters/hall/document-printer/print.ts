/** The operations of the printer's lane: print a stored document once, and cancel what is not out yet. */
import { z } from "zod";
import type { Call, Inquiry, OperationResult } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { type Ask, createAsk } from "./client.ts";
import { GROUP, JOB_NAME, MEDIA_A4, MOST_NAME, SIDES, STATUS, TAG } from "./contract/ipp.ts";
import { findJob, firstJob, settle, standsStill } from "./jobs.ts";
import { ASKED_OF_PRINTER, type PrinterNow, readPrinter, textsOf } from "./problems.ts";
import type { PrinterSettings } from "./settings.ts";
import { cutTo, type IppAttribute } from "./wire.ts";

type PrinterCall = Call<DeviceLaneConfig<PrinterSettings>>;

/** What `print` is asked with: a stored PDF or JPEG, by its SHA-256. */
export const printBody = z.strictObject({
  blob: z.string().regex(/^[0-9a-f]{64}$/),
  fileName: z.string().normalize("NFC").trim().min(1).max(255),
  copies: z.int().min(1).max(99).default(1),
  sides: z.enum(["oneSided", "longEdge", "shortEdge"]).default("oneSided"),
  /** Stands on the printer's panel: no personal data. */
  title: z.string().normalize("NFC").trim().min(1).max(200),
});
export type PrintBody = z.infer<typeof printBody>;
export const cancelBody = z.strictObject({ messageId: z.string().min(1).max(100) });
export type CancelBody = z.infer<typeof cancelBody>;

const FORMATS = [
  { mediaType: "application/pdf", name: "PDF", starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: "image/jpeg", name: "JPEG", starts: [0xff, 0xd8, 0xff] },
] as const;
type Format = (typeof FORMATS)[number];

/** By what the file is, not by its name. */
const formatOf = (bytes: Uint8Array): Format | undefined =>
  FORMATS.find(({ starts }) => starts.every((byte, index) => bytes[index] === byte));

const refused = (code: string, what: string, vi: string, en: string): ExchangeError =>
  new ExchangeError("rejected", what, { code, blame: "caller", hint: { vi, en } });

const wrongFormat = (taken: readonly string[]): ExchangeError => {
  const names = FORMATS.filter(({ mediaType }) => taken.includes(mediaType)).map(({ name }) => name);
  const list = names.length === 0 ? "–" : names.join(", ");
  return refused(
    "hall.format",
    `the printer takes ${taken.join(", ") || "nothing that is known here"}`,
    `Máy in này không in được loại tệp đó (in được: ${list}). Chuyển tệp sang PDF rồi in lại.`,
    `This printer cannot print such a file (it prints: ${list}). Turn it into a PDF and print again.`,
  );
};

/** What the printer says it cannot do is refused before anything is sent. */
const fitting = (printer: PrinterNow, bytes: Uint8Array, { copies }: PrintBody): Format => {
  const taken = textsOf(printer.attributes, "document-format-supported");
  const format = formatOf(bytes);
  if (format === undefined || !taken.includes(format.mediaType)) throw wrongFormat(taken);
  const most = printer.attributes.get("copies-supported")?.[0];
  if (typeof most === "object" && copies > most.high)
    throw refused(
      "hall.print-refused",
      `${copies} copies, at most ${most.high}`,
      `Máy in chỉ in được nhiều nhất ${most.high} bản một lần; giảm số bản rồi in lại.`,
      `The printer makes at most ${most.high} copies at once; ask for fewer.`,
    );
  return format;
};

/** Only what the printer knows is asked for: others refuse the whole job for a side that they do not have. */
const jobAttributes = ({ attributes }: PrinterNow, { copies, sides }: PrintBody): readonly IppAttribute[] => [
  ["copies", TAG.integer, copies],
  ...(textsOf(attributes, "sides-supported").includes(SIDES[sides]) ? [["sides", TAG.keyword, SIDES[sides]] as const] : []),
  ...(textsOf(attributes, "media-supported").includes(MEDIA_A4) ? [["media", TAG.keyword, MEDIA_A4] as const] : []),
];

/** How the printer is now. */
export const askPrinter = async (ask: Ask): Promise<PrinterNow> => {
  const answer = await ask({
    operation: "getPrinterAttributes",
    about: [["requested-attributes", TAG.keyword, ...ASKED_OF_PRINTER]],
  });
  return readPrinter(answer.groups.find(({ tag }) => tag === GROUP.printer)?.attributes ?? new Map());
};

const askOf = (call: PrinterCall): Ask => createAsk(call, call.config.settings);
const nameOf = (messageId: string): string => `${JOB_NAME}${messageId}`;

/**
 * Prints. What an earlier attempt left at the printer is found by its name and waited for: the document goes out again only where the printer
 * knows nothing of it. Done when the printer says that it came out (job-state completed).
 */
export const sendPrint = async (body: PrintBody, call: PrinterCall): Promise<OperationResult> => {
  const bytes = await call.blob(body.blob);
  const ask = askOf(call);
  const printer = await askPrinter(ask);
  const name = nameOf(call.messageId);
  const earlier = await findJob(ask, name);
  const done = earlier === undefined ? undefined : settle(earlier, printer);
  if (done !== undefined) return done;

  const format = fitting(printer, bytes, body);
  // A printer that stands still forgets its jobs with its power: better wait here.
  if (printer.stopped || !printer.accepting) throw standsStill(printer, "the printer stands still; nothing was sent");
  const about: readonly IppAttribute[] = [
    ["job-name", TAG.name, name],
    ["document-name", TAG.name, cutTo(body.title, MOST_NAME)],
    ["document-format", TAG.mimeMediaType, format.mediaType],
  ];
  const job = jobAttributes(printer, body);
  await ask({ operation: "validateJob", about, job });
  const made = firstJob(await ask({ operation: "printJob", about, job, document: bytes }));
  const result = made === undefined ? undefined : settle(made, printer);
  if (result !== undefined) return result;
  throw new ExchangeError("unknown", "the printer took a document and named no job", {
    code: "printer.no-job",
    blame: "partner",
    hint: {
      vi: "Máy in nhận tệp nhưng không báo lệnh in; hệ thống hỏi lại máy.",
      en: "The printer named no job; it is asked again.",
    },
    trips: false,
  });
};

/** Did it arrive? The printer's own list says so; while the job waits there, it is asked again (`retry`), not sent again. */
export const inquirePrint = async (_body: PrintBody, call: PrinterCall): Promise<Inquiry> => {
  const ask = askOf(call);
  const printer = await askPrinter(ask);
  const job = await findJob(ask, nameOf(call.messageId));
  const done = job === undefined ? undefined : settle(job, printer);
  return done === undefined ? { found: false } : { found: true, ...done };
};

/** Cancels the job of a message. Cancelling twice does no harm; what is out already cannot be cancelled. */
export const sendCancel = async ({ messageId }: CancelBody, call: PrinterCall): Promise<OperationResult> => {
  const ask = askOf(call);
  const job = await findJob(ask, nameOf(messageId));
  if (job === undefined)
    throw refused(
      "hall.print-unknown",
      "no such job at the printer",
      "Máy in không có lệnh in này.",
      "The printer has no such job.",
    );
  const answer = await ask({
    operation: "cancelJob",
    about: [["job-id", TAG.integer, job.id]],
    statuses: [STATUS.notPossible, STATUS.notFound],
  });
  if (answer.status !== STATUS.notPossible && answer.status !== STATUS.notFound) return { reference: String(job.id) };
  throw refused(
    "hall.print-over",
    `job ${job.id} is over`,
    "Lệnh in đã xong hoặc đã hủy trước đó, không hủy được nữa.",
    "The job is over already; it cannot be cancelled.",
  );
};
