/**
 * Problem documents (RFC 9457), the one form of every error answer of the gateway, Vietnamese first.
 * Never a stack trace, never the value that was refused: both may hold personal data (R-I02).
 */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Refusal } from "../core/dossier/types.ts";
import type { GatewayEnv } from "./env.ts";

/** One text in Vietnamese and English. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** What is wrong with one field. `path` is a JSON Pointer (RFC 6901) into the body, or the name of a header or query field. */
export interface FieldProblem extends Bilingual {
  readonly path: string;
}

/** What a door says when it does not do what was asked. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  /** Dotted and stable. */
  readonly code: string;
  readonly blame: Refusal["blame"];
  readonly title: Bilingual;
  readonly detail: Bilingual;
  readonly hint: Bilingual;
  /** The same request may succeed later, unchanged. */
  readonly retry?: boolean;
  readonly errors?: readonly FieldProblem[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The short title of each status, the same for every problem of that status (RFC 9457 §3.1.4). */
const TITLES = {
  400: { vi: "Yêu cầu không đúng dạng", en: "Malformed request" },
  401: { vi: "Chưa xác thực", en: "Not authenticated" },
  403: { vi: "Không có quyền", en: "Not allowed" },
  404: { vi: "Không tìm thấy", en: "Not found" },
  405: { vi: "Phương thức không được hỗ trợ", en: "Method not allowed" },
  408: { vi: "Gửi dữ liệu quá chậm", en: "Request too slow" },
  409: { vi: "Mâu thuẫn với trạng thái hiện tại", en: "Conflict with the present state" },
  412: { vi: "Hồ sơ đã thay đổi", en: "The dossier has changed" },
  413: { vi: "Dữ liệu quá lớn", en: "Content too large" },
  415: { vi: "Loại dữ liệu không được chấp nhận", en: "Unsupported media type" },
  422: { vi: "Nội dung không hợp lệ", en: "Invalid content" },
  428: { vi: "Thiếu điều kiện bắt buộc", en: "Precondition required" },
  429: { vi: "Quá nhiều lần thử", en: "Too many attempts" },
  500: { vi: "Lỗi của trục liên thông", en: "Fault of the hub" },
  503: { vi: "Chưa sẵn sàng phục vụ", en: "Not ready" },
} as const satisfies Record<number, Bilingual>;
export type ProblemStatus = keyof typeof TITLES;

/** Makes a problem; the title comes from the status. Pure. */
export const problem = (
  status: ProblemStatus,
  code: string,
  parts: Omit<Problem, "status" | "code" | "title" | "blame"> & { blame?: Problem["blame"] },
): Problem => ({
  ...parts,
  status,
  code,
  blame: parts.blame ?? "caller",
  title: TITLES[status],
});

/** The problem document as it goes over the wire. `instance` names the request, so that support can find it in the log. */
export const problemDocument = (given: Problem, requestId: string): Record<string, unknown> => ({
  type: `urn:lienthong:problem:${given.code}`,
  title: given.title.vi,
  title_en: given.title.en,
  status: given.status,
  detail: given.detail.vi,
  detail_en: given.detail.en,
  code: given.code,
  blame: given.blame,
  retry: given.retry ?? false,
  hint: given.hint,
  ...(given.errors === undefined ? {} : { errors: given.errors }),
  ...(given.details === undefined ? {} : { details: given.details }),
  instance: `urn:lienthong:request:${requestId}`,
});

/** Answers with a problem document. */
export const answerProblem = (c: Context<GatewayEnv>, given: Problem): Response =>
  c.body(JSON.stringify(problemDocument(given, c.get("requestId"))), given.status, {
    ...given.headers,
    "content-type": "application/problem+json; charset=utf-8",
    "cache-control": "no-store",
  });

/** A problem found where no answer can be returned: deep in a stream that somebody else reads. The app answers with it. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  constructor(given: Problem) {
    super(given.code);
    this.problem = given;
  }
}

/** The few problems that more than one place gives. */
export const PROBLEMS = {
  unknownDossier: () =>
    problem(404, "dossier.not-found", {
      detail: { vi: "Không có hồ sơ này trong phạm vi của hệ thống gọi.", en: "No such dossier within the caller's reach." },
      hint: { vi: "Kiểm tra lại mã hồ sơ.", en: "Check the dossier code." },
    }),
  unknownPath: () =>
    problem(404, "request.unknown-path", {
      detail: { vi: "Đường dẫn này không có.", en: "There is nothing at this path." },
      hint: { vi: "Xem danh sách đường dẫn tại /docs.", en: "See the list of paths at /docs." },
    }),
  unknownResource: (what: Bilingual) =>
    problem(404, "resource.unknown", {
      detail: { vi: `Không có ${what.vi} này.`, en: `No such ${what.en}.` },
      hint: { vi: "Kiểm tra lại mã.", en: "Check the code." },
    }),
  unexpected: () =>
    problem(500, "hub.unexpected", {
      blame: "hub",
      retry: true,
      detail: {
        vi: "Có lỗi bất ngờ; chưa có xác nhận là yêu cầu đã được ghi nhận.",
        en: "Something unexpected happened; the request is not confirmed as stored.",
      },
      hint: {
        vi: "Gửi lại với cùng Idempotency-Key; nếu vẫn lỗi, báo cho người vận hành mã yêu cầu ở mục instance.",
        en: "Send again with the same Idempotency-Key; if it stays, give the operator the request id in instance.",
      },
    }),
  databaseAway: () =>
    problem(503, "hub.database-away", {
      blame: "hub",
      retry: true,
      headers: { "retry-after": "5" },
      detail: {
        vi: "Hệ thống tạm gián đoạn; chưa có xác nhận là yêu cầu đã được ghi nhận.",
        en: "Service is interrupted; the request is not confirmed as stored.",
      },
      hint: {
        vi: "Thử lại sau ít phút; hệ thống gọi vào thì gửi lại với cùng Idempotency-Key, không sợ trùng.",
        en: "Try again in a few minutes; a system sends again with the same Idempotency-Key, nothing is doubled.",
      },
    }),
  forbidden: (detail: Bilingual, code = "partner.not-allowed") =>
    problem(403, code, {
      detail,
      hint: {
        vi: "Dùng khóa API có vai trò phù hợp, hoặc liên hệ người vận hành.",
        en: "Use an API key with the right role, or ask the operator.",
      },
    }),
} as const;
