/** Text on its way into PostgreSQL, which refuses what a careless partner may send: NUL and half surrogate pairs. */
import { sqlState } from "../store/database.ts";

// JSON.stringify escapes NUL and lone surrogates (well-formed stringify); an even number of backslashes before it means a
// real escape, not an escaped backslash followed by letters.
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** JSON that `$1::text::jsonb` always accepts: what PostgreSQL cannot hold becomes U+FFFD, also in keys. */
export const storableJson = (value: unknown): string => (JSON.stringify(value) ?? "null").replace(UNSTORABLE, "$1\\ufffd");

/** The same for a text column, cut to `max` characters. */
export const storableText = (value: string, max = 4000): string =>
  value
    .replaceAll("\0", "\uFFFD")
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .slice(0, max)
    .replace(/\p{Surrogate}$/u, "");

/** SQLSTATE classes that blame the data, not the connection: trying the same again cannot help. */
export const isDataFault = (error: unknown): boolean => /^(?:22|23|42|54)/.test(sqlState(error) ?? "");
