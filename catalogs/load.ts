/** The door to all catalogs: read, checked against their schemas, checked against each other. */
import { fileURLToPath } from "node:url";
import { crossCheck } from "./checks.ts";
import { checkHalls } from "./hall-checks.ts";
import type { Located } from "./located.ts";
import { CatalogError, type CatalogProblem } from "./problem.ts";
import { type CatalogEntries, readCatalogFiles } from "./read.ts";
import { checkRoutes, type Lanes } from "./route-checks.ts";
import type { Catalogs } from "./types.ts";

export { CatalogError, type CatalogProblem, formatProblem } from "./problem.ts";

/** The catalogs that come with the hub. */
export const DEFAULT_ROOT = fileURLToPath(new URL(".", import.meta.url));

export type { Lanes } from "./route-checks.ts";

/**
 * Every problem of the catalogs below `root`, with file and line; an empty list means that they may be loaded.
 * `lanes`: the adapters and their operations, so that every leg of a route is known to have one.
 * Cross-checks run only on files that are right in themselves, so one typing error does not bring a flood.
 */
export function checkCatalogs(root: string = DEFAULT_ROOT, lanes?: Lanes): readonly CatalogProblem[] {
  return readAndCheck(root, lanes).problems;
}

/**
 * All catalogs below `root` (the hub's own by default), frozen at the time of the call.
 * Throws CatalogError with all problems: a hub must not start on catalogs that are wrong (R-A12, R-E01).
 */
export function loadCatalogs(root: string = DEFAULT_ROOT, lanes?: Lanes): Catalogs {
  const { entries, problems } = readAndCheck(root, lanes);
  const holidays = entries.holidays[0];
  if (problems.length > 0 || holidays === undefined) throw new CatalogError(problems);
  return {
    procedures: entries.procedures.map((entry) => entry.value).sort((a, b) => (a.code < b.code ? -1 : 1)),
    agencies: byId(entries.agencies),
    calendars: byId(entries.calendars),
    holidays: holidays.value,
    codeMaps: byId(entries.codeMaps),
    routes: new Map(entries.routes.flatMap(({ value }) => value.procedures.map((code) => [code, value]))),
    halls: byId(entries.halls),
    priorities: byId(entries.priorities),
    steps: byId(entries.steps),
  };
}

function readAndCheck(
  root: string,
  lanes?: Lanes,
): { readonly entries: CatalogEntries; readonly problems: readonly CatalogProblem[] } {
  const { entries, problems } = readCatalogFiles(root);
  const found = problems.length > 0 ? problems : [...crossCheck(entries), ...checkRoutes(entries, lanes), ...checkHalls(entries)];
  return { entries, problems: [...found].sort(byPlace) };
}

function byPlace(a: CatalogProblem, b: CatalogProblem): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function byId<T extends { readonly id: string }>(entries: readonly Located<T>[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.value.id, entry.value]));
}
