/** What a JSON body must keep to before any schema sees it. Pure functions. */
import type { FieldProblem } from "../problem.ts";

/** Deeper than any schema of ours (the deepest is 6); zod and JSON.stringify recurse, and 200,000 levels overflow the stack. */
export const MAX_JSON_DEPTH = 64;
/** 200 components with 50 files of 4 fields each are 40,000 values. */
export const MAX_JSON_VALUES = 50_000;

/** Names by which JavaScript objects reach their prototypes. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const BACKSLASH = 92;

/** Where the string that opens at `start` ends; a quote after an odd number of backslashes is part of it. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
};

/** Deepest nesting and number of values of a JSON text, without parsing it; exact for valid JSON. */
export const measureJson = (text: string): { readonly depth: number; readonly values: number } => {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let i = 0; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case 34: // "
        i = endOfString(text, i);
        break;
      case 44: // ,
        values += 1;
        break;
      case 91: // [
      case 123: // {
        depth += 1;
        values += 1;
        if (depth > deepest) deepest = depth;
        break;
      case 93: // ]
      case 125: // }
        depth -= 1;
        break;
    }
  }
  return { depth: deepest, values };
};

const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).slice(0, 80).replaceAll("~", "~0").replaceAll("/", "~1")}`;

// PostgreSQL refuses U+0000 and half surrogate pairs in text and jsonb; here they are the caller's mistake, there a fault of ours.
const unstorable = (text: string): boolean => text.includes("\u0000") || /\p{Surrogate}/u.test(text);

const UNSTORABLE = {
  vi: "Chứa ký tự không lưu được (U+0000 hoặc nửa cặp surrogate).",
  en: "Contains characters that cannot be stored (U+0000 or half a surrogate pair).",
};

/**
 * Whether the text can hold anything that findForbidden looks for: the names as they stand, an escape that may spell one or make an
 * unstorable character, or such a character itself. One pass over the text instead of a walk through every honest body.
 */
export const maybeForbidden = (text: string): boolean => /__proto__|constructor|prototype|\\u|\p{Surrogate}/u.test(text);

/** Prototype keys and unstorable characters in a parsed body, by path. Recursion is bounded by MAX_JSON_DEPTH, checked before. */
export const findForbidden = (value: unknown, path = ""): readonly FieldProblem[] => {
  if (typeof value === "string") return unstorable(value) ? [{ path, ...UNSTORABLE }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => findForbidden(item, pointer(path, index)));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = pointer(path, key);
    if (PROTOTYPE_KEYS.has(key))
      return [{ path: here, vi: "Tên trường này không được phép.", en: "This field name is not allowed." }];
    return unstorable(key) ? [{ path, ...UNSTORABLE }] : findForbidden(item, here);
  });
};
