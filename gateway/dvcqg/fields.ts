/**
 * Fields as clients in the field really write them: numbers as texts and texts as numbers, empty strings for nothing, True/False in any
 * letters. `tidy` brings a body into one form, the schemas then say what each field may be, and `fault` says in the protocol's prose what is not.
 */
import { z } from "zod";
import type { Instant } from "../../core/time/types.ts";
import { readWritten } from "./time.ts";

const DECLARATION = "ToKhai";

/**
 * The value in one form: texts in NFC without blanks around them; numbers and booleans as texts; what is empty or null as absent. The depth
 * is bounded by the door's JSON guard, prototype keys are refused there.
 */
export const tidy = (value: unknown): unknown => {
  if (typeof value === "string") {
    const text = value.normalize("NFC").trim();
    return text === "" ? undefined : text;
  }
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return value.map(tidy).filter((item) => item !== undefined);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      // A declaration is the engine's own form, not the protocol's: its numbers are numbers.
      const kept = key === DECLARATION ? (inner ?? undefined) : tidy(inner);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
};

/** A text of at most `max` characters. */
export const text = (max: number) => z.string().max(max);
/** Prose without a limit of its own in the protocol. */
export const LONG = 4000;
export const prose = text(LONG).optional();

/** A dossier code of whatever system. It becomes a key and an alias, so: printable ASCII without blanks. */
export const dossierCode = z
  .string()
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{2,}$/);

const TIME_PROBLEMS = { shape: "không đúng định dạng yyyyMMddHHmmss", date: "không phải là ngày hợp lệ" } as const;
/** `yyyyMMddHHmmss` → instant. */
export const time = z.string().transform((written, context): Instant | undefined => {
  const read = readWritten(written);
  if (read === "absent") return undefined;
  if (typeof read === "object") return read.at;
  context.addIssue({ code: "custom", message: TIME_PROBLEMS[read] });
  return z.NEVER;
});

/** "1", "True", "true" … → true. */
export const flag = z
  .string()
  .regex(/^(?:0|1|true|false)$/i)
  .transform((value) => /^(?:1|true)$/i.test(value));

const MOST_DONG = 10_000_000_000;
/** Đồng: "8000", "8.000", "8,000", "8000.00". */
export const dong = z.string().transform((written, context): number => {
  const plain = /^\d{1,3}(?:[.,]\d{3})+$/.test(written) ? written.replaceAll(/[.,]/g, "") : written.replace(/[.,]0{1,2}$/, "");
  const amount = /^\d{1,11}$/.test(plain) ? Number(plain) : Number.NaN;
  if (amount <= MOST_DONG) return amount;
  context.addIssue({ code: "custom", message: "không phải là số tiền hợp lệ" });
  return z.NEVER;
});

/**
 * An address of a file at the client: http(s), or a path of its own. It is kept and shown, never fetched; another scheme (javascript:, file:)
 * would be a trap for whoever clicks on it.
 */
export const fileAddress = z
  .string()
  .max(2000)
  .refine((address) => /^https?:\/\//i.test(address) || !/^[^/?#]*:/.test(address));

/** "TaiLieuNop[2].TenTepDinhKem". */
const nameOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key + 1}]` : name === "" ? String(key) : `${name}.${String(key)}`),
    "",
  ) || "data";

/** One fault of a body: the field, and the portal's prose. Never the value: it may be personal data. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** A required thing is not there. */
export const missing = (field: string): Fault => ({ field, message: `Thiếu thông tin bắt buộc: ${field}` });

const atPath = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], data);

/** The first fault that a schema found, in prose. `data` is what was parsed. Items of lists count from 1, as people do. */
export const faultOf = (error: z.ZodError, data: unknown): Fault => {
  const issue = error.issues[0];
  const field = nameOf(issue?.path ?? []);
  if (issue === undefined) return { field, message: "Dữ liệu không hợp lệ" };
  if (issue.code === "invalid_type" && atPath(data, issue.path) === undefined) return missing(field);
  if (issue.code === "too_big")
    return {
      field,
      message: `Trường ${field} vượt quá ${issue.maximum} ${issue.origin === "array" ? "phần tử" : "ký tự"} cho phép`,
    };
  if (issue.code === "custom" && issue.message !== "Invalid input") return { field, message: `Trường ${field} ${issue.message}` };
  return { field, message: `Giá trị của trường ${field} không hợp lệ` };
};
