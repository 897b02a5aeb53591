/**
 * What is wrong in a catalog file, and where. Glossary: problem = lỗi danh mục.
 * A problem is a value; only `loadCatalogs` turns a list of them into one error.
 */

/** Why a catalog is refused. Dotted, stable: doors and scripts may match on it. */
export const PROBLEM_CODES = [
  "catalog.unreadable",
  "catalog.yaml",
  "catalog.schema",
  "catalog.duplicate",
  "catalog.missing-reference",
  "catalog.closed-agency",
  "catalog.cycle",
  "catalog.nobody-resolves",
  "catalog.ambiguous-cases",
  "catalog.online-level",
  "catalog.incomplete",
  "route.circle",
  "route.dead-end",
  "route.half-a-road",
  "route.not-before",
  "route.not-given",
  "route.payment-leg",
  "route.too-long",
  "route.unknown-lane",
  "route.unknown-operation",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One problem. `line` counts from 1; `path` is the place in the document ("procedures[3].cases[0].time"). */
export interface CatalogProblem {
  readonly code: ProblemCode;
  /** Relative to the catalog root, with "/". */
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly vi: string;
  readonly en: string;
}

/** One line for people: where, then Vietnamese, then English. */
export function formatProblem(problem: CatalogProblem): string {
  const place = problem.path === "" ? "" : ` ${problem.path}`;
  return `${problem.file}:${problem.line}${place}: ${problem.vi} / ${problem.en}`;
}

/** Thrown by `loadCatalogs`: the catalogs are wrong, all problems at once. Fault of whoever edited the files. */
export class CatalogError extends Error {
  readonly code = "catalog.invalid";
  readonly problems: readonly CatalogProblem[];
  constructor(problems: readonly CatalogProblem[]) {
    const head = `Danh mục có ${problems.length} lỗi, hãy sửa các tệp sau rồi chạy lại / ${problems.length} catalog problem(s), fix and run again:`;
    super([head, ...problems.map((p) => `  ${formatProblem(p)}`)].join("\n"));
    this.name = "CatalogError";
    this.problems = problems;
  }
}
