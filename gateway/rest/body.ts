/** Reading request bodies: bounded in size and time, before anything looks at them. */
import type { MiddlewareHandler } from "hono";
import type { PartnerAccount } from "../../core/hub.ts";
import type { Limits } from "../auth/limits.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, type Problem, problem } from "../problem.ts";
import { findForbidden, MAX_JSON_DEPTH, MAX_JSON_VALUES, maybeForbidden, measureJson } from "./json-guard.ts";

/** 1 MiB: the largest honest command (200 components with files) is about a third of it. */
export const MAX_JSON_BYTES = 1_048_576;
/** A body of 1 MiB over a slow mobile line (256 kbit/s) takes 33 s; who needs longer is holding the door. */
export const JSON_BODY_TIMEOUT_MS = 40_000;

// What is left of a refused body is not worth reading: the connection ends with the answer.
const CLOSE = { connection: "close" } as const;

/** 413 request.too-large, for a body over `maxBytes`; closes the connection, the rest of the body stays unread. */
export const tooLarge = (maxBytes: number): Problem =>
  problem(413, "request.too-large", {
    detail: { vi: `Nội dung lớn hơn ${maxBytes} byte.`, en: `The body is larger than ${maxBytes} bytes.` },
    hint: {
      vi: "Gửi tệp đính kèm qua POST /api/v1/blobs, rồi dẫn chiếu bằng mã băm.",
      en: "Send attachments to POST /api/v1/blobs and refer to them by hash.",
    },
    details: { maxBytes },
    headers: CLOSE,
  });

const tooSlow = (): Problem =>
  problem(408, "request.too-slow", {
    retry: true,
    detail: { vi: "Nội dung được gửi quá chậm.", en: "The body was sent too slowly." },
    hint: { vi: "Kiểm tra đường truyền rồi gửi lại.", en: "Check the connection and send again." },
    headers: CLOSE,
  });

/** 400 request.cut-off: the caller hung up in the middle of its body. Nobody reads it; the log and the figures do not take it for ours. */
const cutOff = (): Problem =>
  problem(400, "request.cut-off", {
    retry: true,
    detail: { vi: "Kết nối bị ngắt khi nội dung chưa gửi xong.", en: "The connection ended before the body did." },
    hint: { vi: "Kiểm tra đường truyền rồi gửi lại.", en: "Check the connection and send again." },
    headers: CLOSE,
  });

const GONE: ReadonlySet<unknown> = new Set(["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]);

/** The problem that a failed reading of a body comes to where the caller hung up; undefined for any other fault. */
export const cutOffProblem = (error: unknown): Problem | undefined =>
  error instanceof Error && "code" in error && GONE.has(error.code) ? cutOff() : undefined;

const notJson = (detail: Problem["detail"]): Problem =>
  problem(400, "request.bad-json", {
    detail,
    hint: { vi: "Gửi một đối tượng JSON, mã hóa UTF-8.", en: "Send one JSON object in UTF-8." },
  });

const wrongType = (expected: string): Problem =>
  problem(415, "request.wrong-content-type", {
    detail: { vi: `Content-Type phải là ${expected}.`, en: `Content-Type must be ${expected}.` },
    hint: { vi: `Đặt tiêu đề Content-Type: ${expected}.`, en: `Set the header Content-Type: ${expected}.` },
  });

const collect = async (stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.byteLength;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/**
 * Reads a whole body of at most `maxBytes` within `timeoutMs` (real time). A declared length over the bound is refused before a byte is
 * read; Node's parser holds callers to the length they declared, so only bodies without one are counted here.
 */
export const readBounded = async (
  request: Request,
  maxBytes: number,
  timeoutMs: number,
): Promise<{ readonly bytes: Uint8Array } | { readonly problem: Problem }> => {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > maxBytes) return { problem: tooLarge(maxBytes) };
  const chunked = request.headers.has("transfer-encoding") || declared === null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, timeoutMs, "late");
  });
  const reading = chunked
    ? request.body === null
      ? Promise.resolve(new Uint8Array())
      : collect(request.body, maxBytes)
    : request.arrayBuffer();
  // When the timer wins, the reading fails later, with nobody listening.
  reading.catch(() => undefined);
  try {
    const got = await Promise.race([reading, late]);
    if (got === "late") return { problem: tooSlow() };
    if (got === undefined || got.byteLength > maxBytes) return { problem: tooLarge(maxBytes) };
    return { bytes: got instanceof Uint8Array ? got : new Uint8Array(got) };
  } catch (error) {
    const gone = cutOffProblem(error);
    if (gone === undefined) throw error;
    return { problem: gone };
  } finally {
    clearTimeout(timer);
  }
};

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The value of a JSON body that keeps to the bounds, or the problem with it. Never throws. */
export const guardJson = (bytes: Uint8Array): { readonly value: unknown } | { readonly problem: Problem } => {
  let text: string;
  try {
    // Also drops a byte-order mark.
    text = decoder.decode(bytes);
  } catch {
    return { problem: notJson({ vi: "Nội dung không phải UTF-8.", en: "The body is not UTF-8." }) };
  }
  const { depth, values } = measureJson(text);
  if (depth > MAX_JSON_DEPTH || values > MAX_JSON_VALUES) {
    return {
      problem: problem(422, "request.too-complex", {
        detail: {
          vi: `JSON lồng quá ${MAX_JSON_DEPTH} tầng hoặc có quá ${MAX_JSON_VALUES} giá trị.`,
          en: `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels or holds more than ${MAX_JSON_VALUES} values.`,
        },
        hint: { vi: "Chỉ gửi các trường có trong tài liệu tại /docs.", en: "Send only the fields documented at /docs." },
      }),
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: notJson({ vi: "Nội dung không phải JSON hợp lệ.", en: "The body is not valid JSON." }) };
  }
  const errors = maybeForbidden(text) ? findForbidden(value) : [];
  if (errors.length === 0) return { value };
  return {
    problem: problem(422, "request.forbidden-content", {
      detail: {
        vi: "Nội dung có tên trường hoặc ký tự không được phép.",
        en: "The body holds field names or characters that are not allowed.",
      },
      hint: { vi: "Sửa các trường nêu ở errors.", en: "Correct the fields named in errors." },
      errors: errors.slice(0, 50),
    }),
  };
};

/**
 * In front of every route that takes JSON: content type, size, time, depth, prototype keys. Leaves the value in `json`; the bytes count against
 * the partner's day. The body of a signed request that is not the one signed breaks off with a ProblemError (401), which the app answers.
 */
export const jsonBody =
  (limits: Pick<Limits, "took">, timeoutMs = JSON_BODY_TIMEOUT_MS): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type))
      return answerProblem(c, wrongType("application/json"));
    const read = await readBounded(c.req.raw, MAX_JSON_BYTES, timeoutMs);
    if ("problem" in read) return answerProblem(c, read.problem);
    // Absent at the public doors.
    const partner: PartnerAccount | undefined = c.get("partner");
    if (partner !== undefined) limits.took(partner, read.bytes.byteLength);
    const guarded = guardJson(read.bytes);
    if ("problem" in guarded) return answerProblem(c, guarded.problem);
    c.set("json", guarded.value);
    await next();
    return undefined;
  };
