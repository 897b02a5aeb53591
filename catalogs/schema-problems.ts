/** From zod's issues to catalog problems, in Vietnamese and English, with file and line. */
import { z } from "zod";
import type { CatalogProblem } from "./problem.ts";
import { type DataPath, formatPath, type YamlFile } from "./yaml-file.ts";

const vietnamese = z.locales.vi().localeError;
const english = z.locales.en().localeError;

/** Our own messages in types.ts are written "tiếng Việt / English"; zod's are in one language. */
function half(message: string, index: 0 | 1): string {
  const parts = message.split(" / ");
  return parts[index] ?? message;
}

/** An unquoted 1.001193 is a number in YAML: say so, since zod alone would only ask for a string. */
function quoteHint(value: unknown): { vi: string; en: string } {
  return typeof value === "number"
    ? { vi: " (đặt giá trị trong dấu ngoặc kép)", en: " (put the value in quotes)" }
    : { vi: "", en: "" };
}

function valueAt(data: unknown, path: DataPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    data,
  );
}

/**
 * Checks `file.data` (or what lies at `at` in it) against a schema. Returns the parsed value, or every problem at once;
 * strings come out in NFC, because the schemas of types.ts normalise them.
 */
export function parseWith<T>(
  schema: z.ZodType<T>,
  file: YamlFile,
  at: DataPath = [],
): { readonly value?: T; readonly problems: readonly CatalogProblem[] } {
  const data = valueAt(file.data, at);
  const result = schema.safeParse(data, { error: vietnamese });
  if (result.success) return { value: result.data, problems: [] };
  const inEnglish = schema.safeParse(data, { error: english }).error?.issues ?? [];
  const problems = result.error.issues.map((issue, index): CatalogProblem => {
    const path = [...at, ...issue.path];
    const hint =
      issue.code === "invalid_type" && issue.expected === "string" ? quoteHint(valueAt(file.data, path)) : { vi: "", en: "" };
    return {
      code: "catalog.schema",
      file: file.file,
      line: file.lineOf(path),
      path: formatPath(path),
      vi: half(issue.message, 0) + hint.vi,
      en: half(inEnglish[index]?.message ?? issue.message, 1) + hint.en,
    };
  });
  return { problems };
}
