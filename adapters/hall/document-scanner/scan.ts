/**
 * One scan: look what the machine can do and how it is, give it the job, fetch page after page, and keep the whole as one PDF, or nothing.
 * A scan that broke off leaves nothing behind, here (nothing is stored before the last page is there) and there (the job is dropped).
 */
import type { Call, OperationResult } from "../../../core/exchange/adapter.ts";
import { type ExchangeError, isExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { waitAsAsked } from "../../kit/wait.ts";
import { isJpeg } from "../jpeg.ts";
import { chooseSettings, type Settings, scanSettings } from "./capabilities.ts";
import { createEscl, type Escl, isJobId, MAX_SCAN_BYTES, type ScannerConfig } from "./client.ts";
import type { ScanJob } from "./job.ts";
import { isPdf, onePdf } from "./pdf.ts";
import { jobTrouble, type Status, troubleOf } from "./status.ts";
import { SCAN_TROUBLES, scanFailed, scanLater } from "./troubles.ts";

/** A full feeder holds 50–100 sheets. */
const MAX_PAGES = 200;
/** Where a scanner says "not yet" without a time, and how far its own time is believed: milliseconds. */
const NOT_YET = { least: 200, unsaid: 1_000, most: 10_000 } as const;
/** A scanner does one job at a time; more than a few were never left. */
const MOST_LEFT = 5;
const FILE_NAME = "ban-quet.pdf";

/** Why nothing came of it, for what is no answer of eSCL: the line, the clock, an unreadable document. `begun`: paper may have moved. */
const explained = (error: unknown, begun: boolean): unknown => {
  if (!isExchangeError(error) || error.code in SCAN_TROUBLES) return error;
  if (error.code === "http.unreachable" || error.code === "http.not-sent")
    return scanFailed(begun ? "hall.scan-broken-off" : "device.offline", error.message, error);
  if (error.code === "http.busy") return begun ? scanFailed("hall.scan-broken-off", error.message, error) : notReady(error);
  if (error.intent === "pause" || error.code === "http.refused") return scanFailed("hall.scanner-refused", error.message, error);
  if (!begun && (error.code === "http.cut" || error.code === "http.timeout"))
    return scanFailed("device.offline", error.message, error);
  if (begun) return scanFailed("hall.scan-broken-off", error.message, error);
  return scanFailed(error.code === "http.unreadable" ? "hall.scanner-refused" : "hall.scanner-fault", error.message, error);
};
const notReady = (error: ExchangeError): ExchangeError => scanLater("hall.scanner-warming", error.message, error.retryAfterMs);

/** What must be well before paper is moved. Busy is asked again by the exchange; an empty feeder is somebody's to fill. */
const checkReady = (status: Status, job: ScanJob): void => {
  const trouble = troubleOf(status, job.source);
  if (trouble !== undefined) throw scanFailed(trouble, `the scanner says ${status.state}, ${status.adf ?? "no feeder"}`);
  if (job.source !== "glass" && status.adf === "ScannerAdfEmpty") throw scanFailed("hall.feeder-empty", "the feeder is empty");
  if (status.state === "Processing" || status.state === "Testing")
    throw scanLater("hall.scanner-busy", `the scanner says ${status.state}`);
};

/** The scanner stopped delivering: its own state says why, if it says anything. Always throws. */
const brokenOff = async (escl: Escl, job: ScanJob, jobId: string | undefined, detail: string): Promise<never> => {
  const status = await escl.status();
  const trouble = troubleOf(status, job.source) ?? (jobId === undefined ? undefined : jobTrouble(status, jobId, job.source));
  if (trouble !== undefined) throw scanFailed(trouble, `${detail}; ${status.adf ?? status.state}`);
  const empty = jobId === undefined && job.source !== "glass" && status.adf === "ScannerAdfEmpty";
  throw scanFailed(empty ? "hall.feeder-empty" : "hall.scan-broken-off", detail);
};

/** Page after page until the scanner has no more. Throws where it stops for any other reason. */
const fetchPages = async (
  escl: Escl,
  jobId: string,
  job: ScanJob,
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> => {
  const pages: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const next = await escl.next(jobId);
    if (next.is === "later") {
      await waitAsAsked(Math.min(NOT_YET.most, Math.max(NOT_YET.least, next.waitMs ?? NOT_YET.unsaid)), signal);
      continue;
    }
    if (next.is === "trouble") return brokenOff(escl, job, jobId, `HTTP ${next.status} instead of page ${pages.length + 1}`);
    if (next.is === "end") return pages;
    const good = settings.format === "image/jpeg" ? isJpeg(next.bytes) : isPdf(next.bytes);
    if (!good)
      throw scanFailed("hall.scan-unreadable", `page ${pages.length + 1} is no ${settings.format} (${next.contentType})`);
    pages.push(next.bytes);
    size += next.bytes.length;
    if (size > MAX_SCAN_BYTES || pages.length > MAX_PAGES)
      throw scanFailed("hall.scan-too-large", `${pages.length} pages, ${size} bytes`);
  }
};

/** The scanner says "no more": that the last sheet went through, or that it jammed. Only its state tells the two apart. */
const checkEnd = async (escl: Escl, jobId: string, job: ScanJob, pages: number): Promise<void> => {
  const status = await escl.status();
  const trouble = troubleOf(status, job.source) ?? jobTrouble(status, jobId, job.source);
  if (trouble !== undefined) throw scanFailed(trouble, `after ${pages} pages the scanner says ${status.adf ?? status.state}`);
  if (pages > 0) return;
  throw scanFailed(job.source === "glass" ? "hall.scan-broken-off" : "hall.feeder-empty", "the scan ended without a page");
};

const together = (
  pages: readonly Uint8Array[],
  job: ScanJob,
  settings: Settings,
  at: string,
): Promise<Uint8Array> | Uint8Array => {
  if (settings.format === "image/jpeg")
    return onePdf(pages, { title: job.title, dpi: settings.dpi, colourMode: settings.colourMode, at });
  const [only, ...others] = pages;
  if (only === undefined || others.length > 0)
    throw scanFailed("hall.scan-unreadable", `${pages.length} PDFs for one scan: set the option format to "jpeg" for this model`);
  return only;
};

/**
 * Jobs that a scanner could not be told to drop, by its address: while it holds one it takes no other, and sheets of the one before would wait in it
 * for whoever comes next. Told at the next scan. What this process forgets by stopping, the scanner forgets by itself after minutes.
 */
const left = new Map<string, readonly string[]>();

const drop = async (escl: Escl, scanner: string, jobId: string): Promise<void> => {
  const others = (left.get(scanner) ?? []).filter((id) => id !== jobId);
  const open = (await escl.drop(jobId)) ? others : [...others, jobId].slice(-MOST_LEFT);
  if (open.length > 0) left.set(scanner, open);
  else left.delete(scanner);
};
const dropLeft = async (escl: Escl, scanner: string): Promise<void> => {
  for (const jobId of left.get(scanner) ?? []) await drop(escl, scanner, jobId);
};

/** The job was given, and its number never came: the one that runs now and was not there before is ours. */
const dropUnnamed = async (escl: Escl, scanner: string, before: Status): Promise<void> => {
  const known = new Set(before.jobs.map(({ id }) => id));
  const now = (await escl.lastStatus())?.jobs ?? [];
  for (const { id, state } of now)
    if ((state === "Pending" || state === "Processing") && !known.has(id) && isJobId(id)) await drop(escl, scanner, id);
};

const begin = async (escl: Escl, scanner: string, before: Status, asked: string): Promise<string | undefined> => {
  try {
    return await escl.begin(asked);
  } catch (error) {
    if (!isExchangeError(error) || error.intent !== "unknown") throw error;
    await dropUnnamed(escl, scanner, before);
    throw explained(error, true);
  }
};

const scanned = async (
  escl: Escl,
  job: ScanJob,
  settings: Settings,
  { before, version, scanner, signal }: { before: Status; version: string; scanner: string; signal: AbortSignal },
) => {
  const jobId = await begin(escl, scanner, before, scanSettings(settings, version));
  if (jobId === undefined) return brokenOff(escl, job, undefined, "the scanner does not take the job");
  try {
    const pages = await fetchPages(escl, jobId, job, settings, signal);
    await checkEnd(escl, jobId, job, pages.length);
    return pages;
  } catch (error) {
    await drop(escl, scanner, jobId);
    throw explained(error, true);
  }
};

/**
 * Scans into one stored PDF; its SHA-256 is the reference. Throws ExchangeError: rejected for every trouble (troubles.ts), retry only while the
 * machine is warming up or busy, and what the exchange itself gave as reason when the process stops.
 */
export const scan = async (job: ScanJob, call: Call<DeviceLaneConfig<ScannerConfig>>): Promise<OperationResult> => {
  if (job.goodUntil !== undefined && Date.parse(call.now()) > Date.parse(job.goodUntil))
    throw scanFailed("hall.scan-too-late", `wanted until ${job.goodUntil}`);
  const { settings: config } = call.config;
  const escl = createEscl(config, call);
  let pages: readonly Uint8Array[];
  let settings: Settings;
  try {
    await dropLeft(escl, config.baseUrl);
    const before = await escl.status();
    checkReady(before, job);
    const capabilities = await escl.capabilities();
    settings = chooseSettings(capabilities, job, config.format);
    const { version } = capabilities;
    pages = await scanned(escl, job, settings, { before, version, scanner: config.baseUrl, signal: call.signal });
  } catch (error) {
    throw explained(error, false);
  }
  const { blob } = await call.store(await together(pages, job, settings, call.now()), FILE_NAME);
  return { reference: blob };
};
