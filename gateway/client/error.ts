/** The one error of the client: what the hub's problem documents (RFC 9457) say, or that no answer came. */
import type { components } from "./schema.ts";

export type Problem = components["schemas"]["Problem"];

const NETWORK_HINT: Problem["hint"] = {
  vi: "Kiểm tra đường truyền và địa chỉ của trục rồi gửi lại với cùng Idempotency-Key.",
  en: "Check the connection and the hub's address, then send again with the same Idempotency-Key.",
};
const TOKEN_HINT: Problem["hint"] = {
  vi: "Kiểm tra clientId và clientSecret, hoặc xin người vận hành cấp lại.",
  en: "Check clientId and clientSecret, or ask the operator for new ones.",
};
const FOREIGN_HINT: Problem["hint"] = {
  vi: "Câu trả lời không phải của trục: kiểm tra địa chỉ và máy chủ trung gian.",
  en: "The answer is not the hub's own: check the address and the proxies on the way.",
};

/** What a proxy says when it does not reach the hub: as good as no answer. */
const PROXY_FAILURES: ReadonlySet<number> = new Set([502, 504]);

/** Everything that goes wrong with a call. */
export class LienthongError extends Error {
  override readonly name = "LienthongError";
  /** Dotted and stable: the hub's own codes, `oauth.` and the code of RFC 6749, or `network.failed`, `network.timeout`, `response.foreign`, `response.not-modified`. */
  readonly code: string;
  /** Whose fault it is. */
  readonly blame: Problem["blame"];
  /** The same request may succeed later, unchanged. */
  readonly retry: boolean;
  /** What to do, in Vietnamese and English. */
  readonly hint: Problem["hint"];
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** What is wrong with which field. */
  readonly errors: NonNullable<Problem["errors"]>;
  /** The whole document, where the hub gave one. */
  readonly problem: Problem | undefined;
  /** How long the hub asks to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    parts: Pick<Problem, "code" | "blame" | "retry" | "hint"> & {
      readonly status?: number;
      readonly problem?: Problem;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, parts.cause === undefined ? {} : { cause: parts.cause });
    this.code = parts.code;
    this.blame = parts.blame;
    this.retry = parts.retry;
    this.hint = parts.hint;
    this.status = parts.status;
    this.errors = parts.problem?.errors ?? [];
    this.problem = parts.problem;
    this.retryAfterMs = parts.retryAfterMs;
  }
}

const isProblem = (value: unknown): value is Problem => {
  if (typeof value !== "object" || value === null) return false;
  const { code, blame, retry, hint, detail } = value as Readonly<Record<string, unknown>>;
  return (
    [code, blame, detail].every((text) => typeof text === "string") && typeof retry === "boolean" && typeof hint === "object"
  );
};

/** How /oauth/token refuses (RFC 6749 §5.2). */
interface TokenError {
  readonly error: string;
  readonly error_description: string;
  readonly error_description_vi?: string;
}
const isTokenError = (value: unknown): value is TokenError => {
  if (typeof value !== "object" || value === null) return false;
  const { error, error_description: description } = value as Readonly<Record<string, unknown>>;
  return typeof error === "string" && typeof description === "string";
};

/** Retry-After (RFC 9110 §10.2.3), seconds or a date, in milliseconds from `now`; undefined where there is none that makes sense. */
export const retryAfterMs = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
};

/** The error of an answer that is no success; reads its body. */
export const errorOf = async (response: Response): Promise<LienthongError> => {
  const { status } = response;
  const wait = retryAfterMs(response.headers.get("retry-after"), Date.now());
  if (status === 304) {
    const hint = { vi: "Dùng lại bản đã có.", en: "Use the copy you have." };
    return new LienthongError("not modified", { code: "response.not-modified", blame: "caller", retry: false, hint, status });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) {
    const { code, blame, retry, hint, detail, detail_en: english } = body;
    const message = `${code}: ${detail} / ${english}`;
    return new LienthongError(message, { code, blame, retry, hint, status, problem: body, retryAfterMs: wait });
  }
  if (isTokenError(body)) {
    const { error, error_description: en, error_description_vi: vi = en } = body;
    return new LienthongError(`${error}: ${vi} / ${en}`, {
      code: `oauth.${error}`,
      blame: "caller",
      retry: false,
      hint: TOKEN_HINT,
      status,
      retryAfterMs: wait,
    });
  }
  return new LienthongError(`answer ${status} that is no problem document`, {
    code: "response.foreign",
    blame: "hub",
    retry: PROXY_FAILURES.has(status),
    hint: FOREIGN_HINT,
    status,
    retryAfterMs: wait,
  });
};

/** The error of a call that no answer came to. */
export const noAnswer = (cause: unknown, timedOut: boolean): LienthongError =>
  new LienthongError(timedOut ? "no answer in time" : "no answer", {
    code: timedOut ? "network.timeout" : "network.failed",
    blame: "hub",
    retry: true,
    hint: NETWORK_HINT,
    cause,
  });

/** The error of an answer of status 2xx that is not what the hub answers there. */
export const foreignAnswer = (message: string, cause?: unknown): LienthongError =>
  new LienthongError(message, { code: "response.foreign", blame: "hub", retry: false, hint: FOREIGN_HINT, cause });

/** Whether the error contract lets the same request be sent again: the problem says so, no answer came, or 429/503 name a time. */
export const mayTryAgain = (error: LienthongError): boolean =>
  error.retry || ((error.status === 429 || error.status === 503) && error.retryAfterMs !== undefined);
