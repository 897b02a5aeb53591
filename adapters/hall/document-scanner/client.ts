/** The HTTP side of eSCL: each road of a scanner as one function. Bounded answers, no DOCTYPE; the scanner's own idea of its host is never followed. */
import type { Call } from "../../../core/exchange/adapter.ts";
import { isExchangeError } from "../../../core/exchange/errors.ts";
import { createHttp, type HttpBytes } from "../../kit/http.ts";
import { retryAfterMs } from "../../kit/http-errors.ts";
import { xmlAnswer } from "../../kit/xml.ts";
import { withoutPictures } from "../picture-wire.ts";
import { type Capabilities, readCapabilities } from "./capabilities.ts";
import { RESOURCES } from "./contract/escl.ts";
import { readStatus, type Status } from "./status.ts";
import { scanFailed, scanLater } from "./troubles.ts";

/** Where a scanner is and what it is asked with. */
export interface ScannerConfig {
  /** "http://192.0.2.7:8080/eSCL" */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** What is asked for where a scanner offers both. */
  readonly format: "auto" | "pdf" | "jpeg";
}

/** 50 MB, as much as a stored file may have (R-A07). */
export const MAX_SCAN_BYTES = 52_428_800;
/** A status or capabilities document has 2–30 kB. */
const MAX_XML_BYTES = 1_048_576;
/** Depth of the documents is 9. */
const MAX_XML_DEPTH = 24;

/** What a scanner answers to "the next page, please". */
export type NextPage =
  | { readonly is: "page"; readonly bytes: Uint8Array; readonly contentType: string }
  /** No more pages. */
  | { readonly is: "end" }
  /** Not ready yet; milliseconds that it asks for. */
  | { readonly is: "later"; readonly waitMs: number | undefined }
  /** It will not deliver: its status says why. */
  | { readonly is: "trouble"; readonly status: number };

export interface Escl {
  capabilities(): Promise<Capabilities>;
  status(): Promise<Status>;
  /** Gives the job's id. Throws hall.scanner-warming or hall.scanner-busy (retry) where the scanner is not ready; undefined: it refuses for what its status says. */
  begin(settings: string): Promise<string | undefined>;
  next(jobId: string): Promise<NextPage>;
  /** The scanner forgets the job, and stops feeding. Resolves in any case; false where it was not told: it then forgets by itself, after minutes. */
  drop(jobId: string): Promise<boolean>;
  /** The status, asked once more where the attempt's own time may be over; undefined where it does not come. */
  lastStatus(): Promise<Status | undefined>;
}

type EsclCall = Pick<Call, "signal" | "wire" | "traceparent" | "now">;

/** How long the scanner may take to forget a job that broke off: less than the exchange leaves an attempt whose time is over. */
const DROP_MS = 2_000;

const contentTypeOf = ({ headers }: HttpBytes): string =>
  (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

const JOB_ID = "[A-Za-z0-9._~:-]{1,200}";
/** Can it stand in an address as it is? */
export const isJobId = (text: string): boolean => new RegExp(`^${JOB_ID}$`).test(text);

/** The last part of ".../ScanJobs/<id>"; the host before it is the scanner's own idea and is not used. */
export const jobIdOf = (location: string | null): string | undefined =>
  new RegExp(`/${RESOURCES.jobs}/(${JOB_ID})/?$`).exec(location?.trim() ?? "")?.[1];

/** A client for one attempt, or for one look. */
export const createEscl = (config: ScannerConfig, call: EsclCall): Escl => {
  const clientOn = (signal: AbortSignal, maxAnswerBytes: number) =>
    createHttp(
      { ...withoutPictures(call), signal },
      { baseUrl: config.baseUrl, secrets: config.secrets, headers: { accept: "*/*", ...config.headers }, maxAnswerBytes },
    );
  const documents = clientOn(call.signal, MAX_XML_BYTES);
  const pages = clientOn(call.signal, MAX_SCAN_BYTES);
  // The attempt's own signal may have fired already: that is often why something is put in order.
  const late = () => clientOn(AbortSignal.timeout(DROP_MS), MAX_XML_BYTES);
  const orNot = async <T>(asking: Promise<T>): Promise<T | undefined> => {
    try {
      return await asking;
    } catch (error) {
      if (isExchangeError(error)) return undefined;
      throw error;
    }
  };

  const document = async <T>(
    path: string,
    read: (xml: ReturnType<typeof xmlAnswer>) => T | undefined,
    client = documents,
  ): Promise<T> => {
    const answer = await client.send({ method: "GET", path, kind: "read" });
    const found = read(xmlAnswer(answer, "read", { maxDepth: MAX_XML_DEPTH }));
    if (found === undefined) throw scanFailed("hall.scanner-refused", `${path} is no eSCL document`);
    return found;
  };

  return {
    capabilities: () => document(RESOURCES.capabilities, readCapabilities),
    status: () => document(RESOURCES.status, readStatus),
    begin: async (settings) => {
      const answer = await documents.raw({
        method: "POST",
        path: RESOURCES.jobs,
        body: { text: settings, contentType: "text/xml; charset=utf-8" },
        kind: "write",
        statuses: [400, 401, 403, 404, 405, 409, 500, 503],
      });
      if (answer.status === 503) {
        const waitMs = retryAfterMs(answer.headers, call.now());
        if (waitMs === undefined) throw scanLater("hall.scanner-busy", "the scanner is busy (503)");
        throw scanLater("hall.scanner-warming", "the scanner is not ready yet (503)", waitMs);
      }
      if (answer.status === 409 || answer.status === 500) return undefined;
      const id = answer.status < 300 ? jobIdOf(answer.headers.get("location")) : undefined;
      if (id === undefined) throw scanFailed("hall.scanner-refused", `the scanner answers ${answer.status} to a new job`);
      return id;
    },
    next: async (jobId) => {
      const answer = await pages.raw({
        method: "GET",
        path: `${RESOURCES.jobs}/${jobId}/${RESOURCES.next}`,
        kind: "read",
        statuses: [400, 404, 409, 410, 500, 503],
      });
      if (answer.status === 404) return { is: "end" };
      if (answer.status === 503) return { is: "later", waitMs: retryAfterMs(answer.headers, call.now()) };
      if (answer.status >= 300) return { is: "trouble", status: answer.status };
      return { is: "page", bytes: answer.bytes, contentType: contentTypeOf(answer) };
    },
    drop: async (jobId) => {
      const path = `${RESOURCES.jobs}/${jobId}`;
      const answer = await orNot(late().raw({ method: "DELETE", path, kind: "read", statuses: [404, 410, 503] }));
      return answer !== undefined && answer.status !== 503;
    },
    lastStatus: () => orNot(document(RESOURCES.status, readStatus, late())),
  };
};
