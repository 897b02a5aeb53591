/**
 * The HTTP client of webhooks. Not kit/http.ts, because the connection itself must be guarded: Node's own request takes a `lookup` that
 * decides which addresses may be connected to. One attempt; redirects are answers like any other; the answer's body is read for the log only.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Call } from "../../core/exchange/adapter.ts";
import { redactBytes, redactText } from "../kit/redact.ts";
import { guardedLookup, type Resolver, TargetForbidden } from "./resolve.ts";
import { readTarget, type TargetPolicy } from "./target.ts";

/** What a receiver says in its body is for the people who look at the log; more than this says nothing more. */
const MAX_ANSWER = 4096;
/** Shorter than the 5 s after which common servers close idle connections: a reused connection is rarely one that is just closing. */
const IDLE_MS = 4000;

export interface Posting {
  /** As the subscription has it; checked again here. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly policy: TargetPolicy;
  /** The system's resolver where absent. */
  readonly resolve?: Resolver;
}

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of the answer. */
  readonly shown: string;
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}
/** A connection belongs to the policy under which it was made. */
const agentsOf = new WeakMap<TargetPolicy, Agents>();
const agents = (policy: TargetPolicy): Agents => {
  const known = agentsOf.get(policy) ?? {
    http: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
    https: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
  };
  agentsOf.set(policy, known);
  return known;
};

const headersOf = (answer: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headersDistinct)) for (const one of value ?? []) headers.append(name, one);
  return headers;
};

/** The beginning of a body, until it ends, is long enough, is cut or the attempt's time is over: its status stands in any case. */
const beginningOf = (answer: IncomingMessage, signal: AbortSignal): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const done = (): void => {
      signal.removeEventListener("abort", stop);
      resolve(Buffer.concat(parts).subarray(0, MAX_ANSWER));
    };
    const stop = (): void => {
      answer.destroy();
      done();
    };
    answer.on("data", (part: Buffer) => {
      parts.push(part);
      size += part.byteLength;
      if (size > MAX_ANSWER) stop();
    });
    answer.once("error", done);
    answer.once("close", done);
    answer.once("end", done);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });

const send = (posting: Posting, url: URL, signal: AbortSignal, reuse: boolean): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const pool = agents(posting.policy);
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: "POST",
      agent: reuse ? (secure ? pool.https : pool.http) : false,
      lookup: guardedLookup(url, posting.policy, posting.resolve),
      signal,
      headers: { ...posting.headers, "content-length": Buffer.byteLength(posting.body) },
    });
    request.once("response", resolve);
    request.once("error", (error: NodeJS.ErrnoException) => {
      // The receiver closed the idle connection just as it was taken again: nothing wrong with it, and nothing lost.
      if (reuse && request.reusedSocket && error.code === "ECONNRESET") send(posting, url, signal, false).then(resolve, reject);
      else reject(error);
    });
    request.end(posting.body);
  });

/**
 * Posts a body and writes both directions to the message log. Rejects with TargetForbidden where the target may not be called, else as Node
 * does where no answer came (kit/http-errors.ts, noAnswer).
 */
export const post = async (posting: Posting, call: Pick<Call, "signal" | "wire">): Promise<Posted> => {
  const target = readTarget(posting.url, posting.policy);
  if ("fault" in target) throw new TargetForbidden(target.fault);
  const { url } = target;
  const what = `POST ${redactText(url.href)}`;
  const contentType = posting.headers["content-type"];
  call.wire({
    direction: "out",
    what,
    bytes: new TextEncoder().encode(posting.body),
    ...(contentType === undefined ? {} : { contentType }),
  });
  const answer = await send(posting, url, call.signal, true);
  const status = answer.statusCode ?? 0;
  const headers = headersOf(answer);
  const bytes = redactBytes(await beginningOf(answer, call.signal));
  const answered = headers.get("content-type");
  call.wire({ direction: "in", what, status, bytes, ...(answered === null ? {} : { contentType: answered }) });
  return { status, headers, shown: new TextDecoder().decode(bytes) };
};
