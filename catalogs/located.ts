/** An entry of a catalog file and its place, so that a cross-check can name the line. */
import type { CatalogProblem, ProblemCode } from "./problem.ts";
import { type DataPath, formatPath, type YamlFile } from "./yaml-file.ts";

export interface Located<T> {
  readonly value: T;
  readonly file: YamlFile;
  readonly at: DataPath;
}

/** A problem at a place inside an entry; `path` is relative to the entry. */
export function problemAt<T>(entry: Located<T>, path: DataPath, code: ProblemCode, vi: string, en: string): CatalogProblem {
  const full = [...entry.at, ...path];
  return { code, file: entry.file.file, line: entry.file.lineOf(full), path: formatPath(full), vi, en };
}
