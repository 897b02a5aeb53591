/**
 * The HTTP client of every adapter: global fetch (so that msw can stand in), one attempt, no retry of its own.
 * It bounds answers, passes the attempt's signal and trace on, writes both directions to the message log without credentials,
 * and turns everything that can go wrong into an ExchangeError (http-errors.ts).
 */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { badStatus, type CallKind, noAnswer, unreadable } from "./http-errors.ts";
import { redactBytes, redactText } from "./redact.ts";
import { SessionExpired } from "./sessions.ts";

export interface HttpOptions {
  /** Joined with a request's path; may have a path of its own. */
  readonly baseUrl: string;
  /** Values that never reach the log, wherever they stand: passwords, the present session. */
  readonly secrets?: readonly string[];
  /** Most bytes of an answer; beyond, it counts as unreadable. 10 MiB unless told. */
  readonly maxAnswerBytes?: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that mean "your session is over": thrown as SessionExpired, whatever the body says. */
  readonly expired?: readonly number[];
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most one of the three; `body` for anything but JSON and forms (XML, files). */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: { readonly text: string | Uint8Array; readonly contentType: string };
  readonly kind: CallKind;
  /** Statuses outside 2xx that the adapter reads itself (a refusal that is explained in the body). */
  readonly statuses?: readonly number[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** UTF-8, byte order mark removed. */
  readonly text: string;
}

export interface HttpBytes {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface Http {
  /** One call whose answer may be a file or a refusal, told apart by its status: bytes as they came. Throws as `send` does. */
  raw(request: HttpRequest): Promise<HttpBytes>;
  /** One call whose answer is a file: its bytes as they came. Throws as `send` does. */
  bytes(request: HttpRequest): Promise<Uint8Array>;
  /** One call. Throws ExchangeError for everything but 2xx and `statuses`, SessionExpired for `expired`. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** One call whose answer is JSON of the given shape, whatever status it has among those accepted. */
  json<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<{ readonly status: number; readonly body: T }>;
}

const MAX_ANSWER = 10 * 1024 * 1024;
/** How much of a partner's prose goes into an error message. */
const SHOWN = 300;

const target = (baseUrl: string, path: string, query: Readonly<Record<string, string>> = {}): URL => {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  return url;
};

const payload = (request: HttpRequest): { bytes: Uint8Array; contentType: string } | undefined => {
  const encoder = new TextEncoder();
  if (request.json !== undefined)
    return { bytes: encoder.encode(JSON.stringify(request.json)), contentType: "application/json; charset=utf-8" };
  if (request.form !== undefined) {
    return {
      bytes: encoder.encode(new URLSearchParams({ ...request.form }).toString()),
      contentType: "application/x-www-form-urlencoded",
    };
  }
  if (request.body !== undefined) {
    const { text, contentType } = request.body;
    return { bytes: typeof text === "string" ? encoder.encode(text) : text, contentType };
  }
  return undefined;
};

/** Reads a body up to `max` bytes. What came before a cut is handed to `seen` as well, so that the log shows half answers. */
const readBounded = async (
  response: Response,
  max: number,
  seen: (bytes: Uint8Array) => void,
): Promise<{ bytes: Uint8Array; tooLarge: boolean }> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const whole = (): Uint8Array => Buffer.concat(chunks);
  if (response.body === null) return { bytes: whole(), tooLarge: false };
  const reader = response.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > max) {
        // Not awaited: a stream that was teed answers its cancellation only when the other branch is cancelled too.
        void reader.cancel().catch(() => undefined);
        return { bytes: whole(), tooLarge: true };
      }
      chunks.push(part.value);
    }
  } finally {
    seen(whole());
  }
  return { bytes: whole(), tooLarge: false };
};

/** JSON under its own name, or under the lazy names that partners use; HTML or XML is a proxy or an error page speaking. */
const mayBeJson = (contentType: string | null): boolean =>
  contentType === null || /^\s*(?:application\/(?:[\w.-]+\+)?json|text\/(?:json|plain))\b/i.test(contentType);

const decode = (bytes: Uint8Array, kind: CallKind): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(kind, "not UTF-8", error);
  }
};

const parseJson = (answer: HttpAnswer, kind: CallKind): unknown => {
  if (!mayBeJson(answer.headers.get("content-type")))
    throw unreadable(kind, `content type ${answer.headers.get("content-type") ?? "none"}`);
  try {
    return JSON.parse(answer.text);
  } catch (error) {
    throw unreadable(kind, "not JSON", error);
  }
};

/** A client bound to one attempt. See the file's head. */
export const createHttp = (call: Pick<Call, "signal" | "wire" | "traceparent" | "now">, options: HttpOptions): Http => {
  const secrets = options.secrets ?? [];

  const exchange = async (request: HttpRequest): Promise<HttpBytes> => {
    const url = target(options.baseUrl, request.path, request.query);
    const what = `${request.method} ${redactText(url.href, secrets)}`;
    const body = payload(request);
    if (call.signal.aborted) throw noAnswer(call.signal.reason, request.kind, true, false);
    const out = body?.bytes ?? new Uint8Array();
    call.wire({
      direction: "out",
      what,
      bytes: redactBytes(out, secrets),
      ...(body === undefined ? {} : { contentType: body.contentType }),
    });
    let response: Response;
    let read: { bytes: Uint8Array; tooLarge: boolean };
    try {
      response = await fetch(url, {
        method: request.method,
        redirect: "manual",
        signal: call.signal,
        headers: {
          accept: "application/json",
          ...(call.traceparent === "" ? {} : { traceparent: call.traceparent }),
          ...(body === undefined ? {} : { "content-type": body.contentType }),
          ...options.headers,
          ...request.headers,
        },
        ...(body === undefined ? {} : { body: body.bytes }),
      });
      const { status, headers } = response;
      read = await readBounded(response, options.maxAnswerBytes ?? MAX_ANSWER, (bytes) => {
        const contentType = headers.get("content-type");
        call.wire({
          direction: "in",
          what,
          status,
          bytes: redactBytes(bytes, secrets),
          ...(contentType === null ? {} : { contentType }),
        });
      });
    } catch (error) {
      throw noAnswer(error, request.kind, call.signal.aborted);
    }
    if (options.expired?.includes(response.status)) throw new SessionExpired(`HTTP ${response.status}`);
    const accepted = response.ok || (request.statuses?.includes(response.status) ?? false);
    if (!accepted) {
      const shown = redactText(new TextDecoder().decode(read.bytes.subarray(0, SHOWN * 4)), secrets).slice(0, SHOWN);
      throw badStatus(response.status, response.headers, request.kind, call.now(), shown);
    }
    if (read.tooLarge) throw unreadable(request.kind, "larger than allowed");
    return { status: response.status, headers: response.headers, bytes: read.bytes };
  };

  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { status, headers, bytes } = await exchange(request);
    return { status, headers, text: decode(bytes, request.kind) };
  };

  return {
    send,
    raw: exchange,
    bytes: async (request) => (await exchange(request)).bytes,
    json: async (request, schema) => {
      const answer = await send(request);
      const parsed = schema.safeParse(parseJson(answer, request.kind));
      if (!parsed.success) {
        const where = parsed.error.issues[0]?.path.join(".") ?? "";
        throw unreadable(request.kind, `not of the agreed shape at "${where}"`, parsed.error);
      }
      return { status: answer.status, body: parsed.data };
    },
  };
};
