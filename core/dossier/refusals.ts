/**
 * Every refusal of the engine, in one table (its rows by subject in refusals/): code → whose fault, what was not done (vi, en), what to do
 * about it (vi, en). Codes are stable; doors show them as they are. Facts go into `details`.
 * Glossary: refusal = từ chối · blame = lỗi thuộc về ai · hint = hướng dẫn khắc phục.
 */
import { ACCESS_REFUSALS } from "./refusals/access.ts";
import { INTAKE_REFUSALS } from "./refusals/intake.ts";
import { RESOLUTION_REFUSALS } from "./refusals/resolution.ts";
import { type RefusalRow, refusalOf } from "./refusals/row.ts";
import type { Refusal } from "./types.ts";

const TABLE = { ...ACCESS_REFUSALS, ...INTAKE_REFUSALS, ...RESOLUTION_REFUSALS } as const satisfies Record<string, RefusalRow>;

export type RefusalCode = keyof typeof TABLE;

/** Every refusal code of the engine; for documentation and for tests that no code lacks a text. */
export const REFUSAL_CODES = Object.keys(TABLE) as readonly RefusalCode[];

/** Builds the refusal of a code. `details` holds facts a program can use (never personal data): ids, dates, lists. */
export const refusal = (code: RefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(code, TABLE[code], details);
