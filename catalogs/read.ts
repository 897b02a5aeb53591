/** Reads the catalog folders into typed entries that remember where they stand. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Hall, hall, type Priority, priority, type VisitStep, visitStep } from "./hall.ts";
import type { Located } from "./located.ts";
import type { CatalogProblem } from "./problem.ts";
import { type Route, route } from "./route.ts";
import { parseWith } from "./schema-problems.ts";
import type { Agency, CalendarData, CodeMap, HolidayTable, Procedure } from "./types.ts";
import { agency, calendar, codeMap, holidayTable, procedure } from "./types.ts";
import { parseYamlFile, type YamlFile } from "./yaml-file.ts";

export interface CatalogEntries {
  readonly procedures: readonly Located<Procedure>[];
  readonly agencies: readonly Located<Agency>[];
  readonly calendars: readonly Located<CalendarData>[];
  readonly holidays: readonly Located<HolidayTable>[];
  readonly codeMaps: readonly Located<CodeMap>[];
  readonly routes: readonly Located<Route>[];
  readonly halls: readonly Located<Hall>[];
  readonly priorities: readonly Located<Priority>[];
  readonly steps: readonly Located<VisitStep>[];
}

const FOLDERS = {
  procedures: "procedures",
  agencies: "agencies",
  calendars: "calendars",
  codeMaps: "code-maps",
  routes: "routes",
  halls: "halls",
} as const;

/** A catalog file is small; more than this is a wrong file in the folder. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Read<T> {
  readonly entries: readonly Located<T>[];
  readonly problems: readonly CatalogProblem[];
}

/** Reads every `*.yaml` below `root`, in the order of the names. Never throws: what cannot be read is a problem. */
export function readCatalogFiles(root: string): {
  readonly entries: CatalogEntries;
  readonly problems: readonly CatalogProblem[];
} {
  const procedures = readFolder(root, FOLDERS.procedures, (file) => listOf("procedures", procedure, file));
  const agencies = readFolder(root, FOLDERS.agencies, (file) => listOf("agencies", agency, file));
  const codeMaps = readFolder(root, FOLDERS.codeMaps, (file) => single(codeMap, file));
  const routes = readFolder(root, FOLDERS.routes, (file) => listOf("routes", route, file));
  const dated = readFolder(root, FOLDERS.calendars, readDated);
  // A place below 10,000 dossiers a year needs no queue (R-H): without the folder there are no halls.
  const halls = existsSync(join(root, FOLDERS.halls))
    ? readFolder(root, FOLDERS.halls, readHalls)
    : { entries: [], problems: [] };
  return {
    entries: {
      procedures: procedures.entries,
      agencies: agencies.entries,
      calendars: dated.entries.flatMap(({ value, ...place }) => ("week" in value ? [{ value, ...place }] : [])),
      holidays: dated.entries.flatMap(({ value, ...place }) => ("years" in value ? [{ value, ...place }] : [])),
      codeMaps: codeMaps.entries,
      routes: routes.entries,
      halls: halls.entries.flatMap(({ value, ...place }) => ("counters" in value ? [{ value, ...place }] : [])),
      priorities: halls.entries.flatMap(({ value, ...place }) =>
        "counters" in value || "by" in value ? [] : [{ value, ...place }],
      ),
      steps: halls.entries.flatMap(({ value, ...place }) => ("by" in value ? [{ value, ...place }] : [])),
    },
    problems: [procedures, agencies, dated, codeMaps, routes, halls].flatMap((folder) => folder.problems),
  };
}

/** The calendar folder holds two kinds of file: only a holiday table names `years`. */
function readDated(file: YamlFile): Read<CalendarData | HolidayTable> {
  const holidays = typeof file.data === "object" && file.data !== null && "years" in file.data;
  return holidays ? single(holidayTable, file) : single(calendar, file);
}

/** The folder of halls holds three kinds of file, told apart by the list they hold; one that holds none of them is checked as halls. */
function readHalls(file: YamlFile): Read<Hall | Priority | VisitStep> {
  const has = (key: string): boolean => typeof file.data === "object" && file.data !== null && key in file.data;
  if (has("priorities")) return listOf("priorities", priority, file);
  return has("steps") ? listOf("steps", visitStep, file) : listOf("halls", hall, file);
}

function single<T>(schema: z.ZodType<T>, file: YamlFile): Read<T> {
  const { value, problems } = parseWith(schema, file);
  return { entries: value === undefined ? [] : [{ value, file, at: [] }], problems };
}

/** A file `{ <key>: [entry, …] }`; each entry is checked alone, so that one bad entry does not hide the others. */
function listOf<T>(key: string, schema: z.ZodType<T>, file: YamlFile): Read<T> {
  const shape = parseWith(z.strictObject({ [key]: z.array(z.unknown()).min(1) }), file);
  if (shape.value === undefined) return { entries: [], problems: shape.problems };
  const results = (shape.value[key] ?? []).map((_, index) => ({ at: [key, index], ...parseWith(schema, file, [key, index]) }));
  return {
    entries: results.flatMap(({ value, at }) => (value === undefined ? [] : [{ value, file, at }])),
    problems: results.flatMap((result) => result.problems),
  };
}

function readFolder<T>(root: string, folder: string, read: (file: YamlFile) => Read<T>): Read<T> {
  const found = yamlFiles(root, folder);
  if ("problem" in found) return { entries: [], problems: [found.problem] };
  const entries: Located<T>[] = [];
  const problems: CatalogProblem[] = [];
  for (const name of found.names) {
    const text = readText(root, name);
    if (typeof text !== "string") {
      problems.push(text);
      continue;
    }
    const { parsed, problems: syntax } = parseYamlFile(name, text);
    problems.push(...syntax);
    if (parsed === undefined) continue;
    const result = read(parsed);
    entries.push(...result.entries);
    problems.push(...result.problems);
  }
  return { entries, problems };
}

function yamlFiles(root: string, folder: string): { readonly names: readonly string[] } | { readonly problem: CatalogProblem } {
  try {
    const all = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    const names = all.map((name) => `${folder}/${name.replaceAll("\\", "/")}`).filter((name) => /\.ya?ml$/.test(name));
    return { names: names.sort() };
  } catch {
    return { problem: unreadable(folder, "Không đọc được thư mục danh mục", "The catalog folder cannot be read") };
  }
}

function readText(root: string, name: string): string | CatalogProblem {
  try {
    const bytes = readFileSync(join(root, name));
    if (bytes.byteLength > MAX_BYTES) return unreadable(name, "Tệp lớn hơn 4 MB", "The file is larger than 4 MB");
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return unreadable(name, "Không đọc được tệp, hoặc tệp không phải UTF-8", "The file cannot be read, or is not UTF-8");
  }
}

function unreadable(file: string, vi: string, en: string): CatalogProblem {
  return { code: "catalog.unreadable", file, line: 1, path: "", vi, en };
}
