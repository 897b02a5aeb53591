/** JSON that somebody else wrote, read with care: what it may not hold is found before any schema or store sees it. */

/** Deeper than any body of ours; JSON.stringify and zod recurse, and 200,000 levels overflow the stack. As the REST door. */
const MAX_DEPTH = 64;
/** As the REST door: 200 components with 50 files of 4 fields each. */
const MAX_VALUES = 50_000;
/** Names by which JavaScript objects reach their prototypes. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  /** notText: no UTF-8 · notJson · tooDeep · forbidden: prototype keys, or characters that cannot be stored (U+0000, half surrogate pairs). */
  | { readonly ok: false; readonly why: "notText" | "notJson" | "tooDeep" | "forbidden" };

const strict = new TextDecoder("utf-8", { fatal: true });

/** The closing quote of the string that opens at `start`. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
};

/** Whether a JSON text nests deeper, or holds more values, than any honest one; without parsing it. */
const isTooMuch = (text: string): boolean => {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    else if (character === ",") values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true;
  }
  return false;
};

const unstorable = (text: string): boolean => text.includes("\u0000") || /\p{Surrogate}/u.test(text);

/** Recursion is bounded: `isTooMuch` was asked before. */
const holdsForbidden = (value: unknown): boolean => {
  if (typeof value === "string") return unstorable(value);
  if (Array.isArray(value)) return value.some(holdsForbidden);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => PROTOTYPE_KEYS.has(key) || unstorable(key) || holdsForbidden(item));
};

/** Reads JSON of bounded depth and number of values; the caller has bounded its bytes. Pure; a byte order mark is passed over. */
export const readJson = (bytes: Uint8Array): JsonReading => {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    return { ok: false, why: "notText" };
  }
  if (isTooMuch(text)) return { ok: false, why: "tooDeep" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "notJson" };
  }
  return holdsForbidden(value) ? { ok: false, why: "forbidden" } : { ok: true, value };
};
