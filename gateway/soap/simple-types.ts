/** Strings, numbers and the bounds of lists: zod's checks → XSD facets. Pure. */
import type { z } from "zod";
import { UnmappableSchemaError, xsdPattern } from "./pattern.ts";
import type { SimpleType } from "./shape.ts";

type Checks = readonly z.core.$ZodCheck<never>[] | undefined;
/** "custom" is what .refine() leaves; the types of zod do not list it. */
type CheckDef = z.core.$ZodChecks["_zod"]["def"] | { readonly check: "custom" };
const checksOf = (checks: Checks): readonly CheckDef[] => (checks ?? []).map((check) => (check as z.core.$ZodChecks)._zod.def);

const INT_MAX = 2_147_483_647;

/** What a string format is in XSD. zod's own expression for e-mail is longer than the facet needs: the hub checks the rest. */
const FORMATS: Readonly<Record<string, SimpleType>> = {
  datetime: { kind: "simple", base: "dateTime" },
  date: { kind: "simple", base: "date", patterns: ["[0-9]{4}-[0-9]{2}-[0-9]{2}"] },
  email: { kind: "simple", base: "token", patterns: ["[^@\\s]+@[^@\\s]+\\.[^@\\s]+"] },
  url: { kind: "simple", base: "anyURI" },
  uuid: { kind: "simple", base: "token", patterns: ["[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"] },
};
/** An instant that came in must say its offset (domain: dossiers cross provinces and borders of systems). */
const WITH_OFFSET = ".*(Z|[+\\-][0-9]{2}:[0-9]{2})";

/** Whether a def (of a string, or of a check) asks for an offset. */
const asksOffset = (def: object): boolean => "offset" in def && def.offset === true;

const formatted = (format: string, def: object, at: string): SimpleType => {
  const found = FORMATS[format];
  if (found === undefined) throw new UnmappableSchemaError(`${at}: string format ${format}`);
  return asksOffset(def) ? { ...found, patterns: [WITH_OFFSET] } : found;
};

/** @throws UnmappableSchemaError for a format or a check that has no facet. */
export const stringType = (def: z.core.$ZodStringDef, at: string): SimpleType => {
  const own = def as { readonly format?: string; readonly coerce?: boolean };
  if (own.coerce === true) throw new UnmappableSchemaError(`${at}: a coerced string`);
  let type: SimpleType = own.format === undefined ? { kind: "simple", base: "string" } : formatted(own.format, def, at);
  for (const check of checksOf(def.checks as Checks)) {
    switch (check.check) {
      case "min_length":
        type = { ...type, minLength: check.minimum };
        break;
      case "max_length":
        type = { ...type, maxLength: check.maximum };
        break;
      case "length_equals":
        type = { ...type, minLength: check.length, maxLength: check.length };
        break;
      case "string_format":
        if (check.format === "regex" && check.pattern !== undefined) {
          const base = type.base === "string" ? "token" : type.base;
          type = { ...type, base, patterns: [...(type.patterns ?? []), xsdPattern(check.pattern, at)] };
        } else type = { ...type, ...formatted(check.format, check, at) };
        break;
      // NFC and trimming; rules in code: the hub applies them, no facet can say them.
      case "overwrite":
      case "custom":
        break;
      default:
        throw new UnmappableSchemaError(`${at}: check ${check.check} on a string`);
    }
  }
  return type;
};

const whole = (value: number | bigint | Date, at: string): number => {
  if (typeof value !== "number") throw new UnmappableSchemaError(`${at}: a bound that is no number`);
  return value;
};

/** @throws UnmappableSchemaError for a check that has no facet. */
export const numberType = (def: z.core.$ZodNumberDef, at: string): SimpleType => {
  const own = def as { readonly format?: string; readonly coerce?: boolean };
  if (own.coerce === true) throw new UnmappableSchemaError(`${at}: a coerced number`);
  let min: number | undefined;
  let max: number | undefined;
  let integer = own.format === "safeint" || own.format === "int32";
  for (const check of checksOf(def.checks as Checks)) {
    if (check.check === "greater_than" && check.inclusive) min = whole(check.value, at);
    else if (check.check === "less_than" && check.inclusive) max = whole(check.value, at);
    else if (check.check === "number_format" && ["safeint", "int32"].includes(check.format)) integer = true;
    else if (check.check !== "custom") throw new UnmappableSchemaError(`${at}: check ${check.check} on a number`);
  }
  const small = min !== undefined && max !== undefined && min >= -INT_MAX && max <= INT_MAX;
  return {
    kind: "simple",
    base: integer ? (small ? "int" : "long") : "decimal",
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
};

/** minOccurs and maxOccurs of a list. */
export const arrayBounds = (
  def: z.core.$ZodArrayDef,
  at: string,
): { readonly min: number; readonly max: number | "unbounded" } => {
  let min = 0;
  let max: number | "unbounded" = "unbounded";
  for (const check of checksOf(def.checks as Checks)) {
    if (check.check === "min_length") min = check.minimum;
    else if (check.check === "max_length") max = check.maximum;
    else if (check.check === "length_equals") {
      min = check.length;
      max = check.length;
    } else if (check.check !== "custom") throw new UnmappableSchemaError(`${at}: check ${check.check} on a list`);
  }
  return { min, max };
};
