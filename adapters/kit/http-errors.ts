/**
 * What an HTTP call that did not succeed means for the message: the error taxonomy of every adapter.
 * The question behind each row is one: can the partner have done it? No → retry. Perhaps → unknown, so that the adapter
 * inquires before it sends again (design.md §3). A `read` changes nothing at the partner and may always be repeated.
 */

import { ExchangeError } from "../../core/exchange/errors.ts";
import type { Instant } from "../../core/time/types.ts";

/** read: repeating does no harm · write: a lost answer is an unknown outcome. */
export type CallKind = "read" | "write";

/** Codes of failures that happen before the first byte of a request can have left this machine. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The first error code in a chain of causes (fetch wraps the socket's error; happy eyeballs wraps several). */
const socketCode = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const inner = "cause" in error ? error.cause : "errors" in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  return socketCode(inner, depth + 1);
};

const hints = {
  unreachable: {
    vi: "Không kết nối được tới hệ thống đối tác; kiểm tra địa chỉ, đường truyền và chứng thư. Hệ thống sẽ tự gửi lại.",
    en: "The partner cannot be reached; check address, network and certificate. It is sent again by itself.",
  },
  lost: {
    vi: "Mất kết nối sau khi đã gửi; hệ thống sẽ hỏi lại đối tác trước khi gửi lại.",
    en: "The connection was lost after sending; the partner is asked before anything is sent again.",
  },
  busy: {
    vi: "Đối tác báo đang bận; hệ thống chờ theo thời gian đối tác yêu cầu rồi gửi lại.",
    en: "The partner says it is busy; it is sent again after the time the partner asked for.",
  },
  broken: {
    vi: "Đối tác trả lời không đọc được; xem bản ghi thông điệp và báo cho đơn vị vận hành đối tác nếu lặp lại.",
    en: "The partner's answer cannot be read; look at the message log and tell the partner's operators if it repeats.",
  },
  refused: {
    vi: "Đối tác từ chối yêu cầu; xem câu trả lời trong bản ghi thông điệp.",
    en: "The partner refused the request; see its answer in the message log.",
  },
  address: {
    vi: "Địa chỉ hoặc quyền truy cập chưa đúng; kiểm tra cấu hình LIENTHONG_*, rồi gửi lại thông điệp.",
    en: "Address or access rights are wrong; check the LIENTHONG_* configuration, then redrive the message.",
  },
} as const;

/** Unknown for a write, a retry for a read: the answer is lost and only a write leaves doubt. */
const doubtful = (
  kind: CallKind,
  code: string,
  message: string,
  hint: { vi: string; en: string },
  cause?: unknown,
): ExchangeError => new ExchangeError(kind === "write" ? "unknown" : "retry", message, { code, blame: "partner", hint, cause });

/**
 * A call that brought no answer: refused, cut, or ended by `signal`.
 * @param sent false where the request certainly never left (the signal had fired before the call).
 */
export const noAnswer = (error: unknown, kind: CallKind, aborted: boolean, sent = true): ExchangeError => {
  if (!sent) {
    return new ExchangeError("retry", "the time of this attempt was over before the call", {
      code: "http.not-sent",
      blame: "hub",
      hint: hints.unreachable,
      cause: error,
    });
  }
  if (aborted) return doubtful(kind, "http.timeout", "no answer within the time of this attempt", hints.lost, error);
  const code = socketCode(error);
  if (code !== undefined && NOT_SENT.has(code)) {
    return new ExchangeError("retry", `cannot reach the partner (${code})`, {
      code: "http.unreachable",
      blame: "partner",
      hint: hints.unreachable,
      blip: true,
      cause: error,
    });
  }
  return doubtful(kind, "http.cut", `the connection was cut (${code ?? "no code"})`, hints.lost, error);
};

/** An answer came whose body is cut, too large, of the wrong kind or not what was agreed. */
export const unreadable = (kind: CallKind, what: string, cause?: unknown): ExchangeError =>
  doubtful(kind, "http.unreadable", `unreadable answer: ${what}`, hints.broken, cause);

/**
 * Retry-After in milliseconds: seconds, or a date measured against the answer's own Date header, so that a wrong clock at
 * the partner does not matter.
 */
export const retryAfterMs = (headers: Headers, now: Instant): number | undefined => {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const from = Date.parse(headers.get("date") ?? now);
  return Number.isNaN(until) || Number.isNaN(from) ? undefined : Math.max(0, until - from);
};

/** An answer with a status the adapter does not read itself. `shown`: beginning of the body, for the operator. */
export const badStatus = (status: number, headers: Headers, kind: CallKind, now: Instant, shown: string): ExchangeError => {
  const wait = retryAfterMs(headers, now);
  const message = `HTTP ${status}${shown === "" ? "" : `: ${shown}`}`;
  const busy = (): ExchangeError =>
    new ExchangeError("retry", message, {
      code: "http.busy",
      blame: "partner",
      hint: hints.busy,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  // 503 without Retry-After is often a proxy whose back end may well have done the work: doubt, not certainty.
  if (status === 429 || status === 425 || (status === 503 && wait !== undefined)) return busy();
  if (status >= 500 || status === 408) return doubtful(kind, "http.server-error", message, hints.broken);
  if ([400, 409, 410, 413, 422].includes(status)) {
    return new ExchangeError("rejected", message, { code: "http.refused", blame: "caller", hint: hints.refused });
  }
  return new ExchangeError("pause", message, { code: "http.configuration", blame: "hub", hint: hints.address });
};
