/** Reading the console's forms: bounded in size and time, and only in the one form that browsers send. */
import { timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import { readBounded } from "../rest/body.ts";

/** The longest honest form: three passwords of 200 characters, percent-encoded, are under 8 KiB. */
const MAX_FORM_BYTES = 16_384;
/** Of somebody who is signed in: a reason of 500 letters, three signs encoded each, at every paper of a procedure that has thirty. */
export const MAX_SESSION_FORM_BYTES = 262_144;
export const FORM_TIMEOUT_MS = 10_000;
/** The hidden field that proves which session's page the form is from. */
export const TOKEN_FIELD = "_token";

const decoder = new TextDecoder("utf-8", { fatal: true });

const wrongType = (): Problem =>
  problem(415, "request.wrong-content-type", {
    detail: { vi: "Biểu mẫu gửi lên không đúng dạng.", en: "The form is not of the type expected." },
    hint: { vi: "Gửi lại từ trang của hệ thống.", en: "Send it again from the page." },
  });
const notText = (): Problem =>
  problem(400, "request.bad-form", {
    detail: { vi: "Biểu mẫu gửi lên không phải UTF-8.", en: "The form is not UTF-8." },
    hint: { vi: "Gửi lại từ trang của hệ thống.", en: "Send it again from the page." },
  });

/** The fields of a form, or the problem with it. Never throws. */
export const readForm = async (
  c: Context<GatewayEnv>,
  timeoutMs: number,
  mostBytes: number = MAX_FORM_BYTES,
): Promise<{ readonly fields: URLSearchParams } | { readonly problem: Problem }> => {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return { problem: wrongType() };
  const read = await readBounded(c.req.raw, mostBytes, timeoutMs);
  if ("problem" in read) return read;
  try {
    const text = decoder.decode(read.bytes);
    // Checked apart: URLSearchParams puts U+FFFD for broken escapes, and a password must not change on its way.
    const plain = decodeURIComponent(text.replaceAll("+", " "));
    // No field of a form has one, and the database takes none.
    if (plain.includes("\u0000")) return { problem: notText() };
    return { fields: new URLSearchParams(text) };
  } catch {
    return { problem: notText() };
  }
};

/** Whether the form brought its session's token back, in constant time. */
export const bringsToken = (fields: URLSearchParams, formToken: string): boolean => {
  const given = Buffer.from(fields.get(TOKEN_FIELD) ?? "");
  const right = Buffer.from(formToken);
  return given.length === right.length && timingSafeEqual(given, right);
};
