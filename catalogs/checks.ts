/** What one schema cannot see: catalogs checked against each other. Pure; every problem carries file and line. */
import { type Located, problemAt } from "./located.ts";
import type { CatalogProblem } from "./problem.ts";
import { checkProcedure } from "./procedure-checks.ts";
import type { CatalogEntries } from "./read.ts";
import { resolves } from "./scope.ts";
import type { Agency, Procedure } from "./types.ts";
import type { DataPath } from "./yaml-file.ts";

/** All cross-checks: unique ids, references that exist, closed agencies with successors, somebody for every procedure (R-A12). */
export function crossCheck(entries: CatalogEntries): readonly CatalogProblem[] {
  return [
    ...duplicates(entries.procedures, (p) => [["code", p.code]]),
    ...duplicates(entries.agencies, (a) => [["id", a.id], ...a.otherIds.map((id): [string, string] => ["otherIds", id])]),
    ...duplicates(entries.calendars, (c) => [["id", c.id]]),
    ...duplicates(entries.codeMaps, (m) => [["id", m.id]]),
    ...entries.codeMaps.flatMap((map) => repeatedPairs(map)),
    ...oneHolidayTable(entries),
    ...checkAgencies(entries),
    ...entries.procedures.flatMap((entry) => [...checkProcedure(entry), ...checkResolver(entry, entries.agencies)]),
  ];
}

function duplicates<T>(
  list: readonly Located<T>[],
  keys: (value: T) => readonly (readonly [string, string])[],
): readonly CatalogProblem[] {
  const seen = new Map<string, Located<T>>();
  const problems: CatalogProblem[] = [];
  for (const entry of list) {
    for (const [field, key] of keys(entry.value)) {
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, entry);
        continue;
      }
      const place = `${first.file.file}:${first.file.lineOf(first.at)}`;
      problems.push(
        problemAt(entry, [field], "catalog.duplicate", `Mã "${key}" đã có ở ${place}`, `"${key}" is already defined at ${place}`),
      );
    }
  }
  return problems;
}

function repeatedPairs(map: CatalogEntries["codeMaps"][number]): readonly CatalogProblem[] {
  const seen = new Set<string>();
  return map.value.entries.flatMap((pair, index) => {
    const key = JSON.stringify([pair.ours, pair.theirs]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const what = `${pair.ours} ↔ ${pair.theirs}`;
    return [problemAt(map, ["entries", index], "catalog.duplicate", `Cặp mã ${what} bị lặp`, `The pair ${what} is repeated`)];
  });
}

function oneHolidayTable(entries: CatalogEntries): readonly CatalogProblem[] {
  const [first, ...more] = entries.holidays;
  if (first === undefined) {
    const vi = "Thiếu bảng ngày nghỉ lễ (tệp có mục years)";
    return [{ code: "catalog.incomplete", file: "calendars", line: 1, path: "", vi, en: "No holiday table (a file with years)" }];
  }
  return more.map((table) =>
    problemAt(table, ["id"], "catalog.duplicate", "Chỉ được có một bảng ngày nghỉ lễ", "Only one holiday table is allowed"),
  );
}

function checkAgencies(entries: CatalogEntries): readonly CatalogProblem[] {
  const agencies = new Map(entries.agencies.map((entry) => [entry.value.id, entry.value]));
  const calendars = new Set(entries.calendars.map((entry) => entry.value.id));
  const procedures = new Set(entries.procedures.map((entry) => entry.value.code));
  return entries.agencies.flatMap((entry) => [
    ...(calendars.has(entry.value.calendarId)
      ? []
      : [missing(entry, ["calendarId"], "lịch làm việc", "calendar", entry.value.calendarId)]),
    ...checkParent(entry, agencies),
    ...checkClosing(entry, agencies),
    ...(entry.value.resolves === "level" ? [] : entry.value.resolves).flatMap((code, index) =>
      procedures.has(code) ? [] : [missing(entry, ["resolves", index], "thủ tục", "procedure", code)],
    ),
  ]);
}

function missing(entry: Located<Agency>, path: DataPath, vi: string, en: string, id: string): CatalogProblem {
  return problemAt(entry, path, "catalog.missing-reference", `Không có ${vi} "${id}"`, `There is no ${en} "${id}"`);
}

function checkParent(entry: Located<Agency>, agencies: ReadonlyMap<string, Agency>): readonly CatalogProblem[] {
  const { id, parentId, status } = entry.value;
  if (parentId === null) return [];
  const parent = agencies.get(parentId);
  if (parent === undefined) return [missing(entry, ["parentId"], "cơ quan cấp trên", "parent agency", parentId)];
  if (status === "open" && parent.status === "closed") {
    return [
      problemAt(
        entry,
        ["parentId"],
        "catalog.closed-agency",
        `Cơ quan cấp trên "${parentId}" đã giải thể`,
        `The parent agency "${parentId}" is closed`,
      ),
    ];
  }
  const visited = new Set([id]);
  for (
    let next: Agency | undefined = parent;
    next !== undefined;
    next = next.parentId === null ? undefined : agencies.get(next.parentId)
  ) {
    if (visited.has(next.id))
      return [
        problemAt(
          entry,
          ["parentId"],
          "catalog.cycle",
          "Các cơ quan cấp trên tạo thành vòng",
          "The parent agencies form a circle",
        ),
      ];
    visited.add(next.id);
  }
  return [];
}

function checkClosing(entry: Located<Agency>, agencies: ReadonlyMap<string, Agency>): readonly CatalogProblem[] {
  const { status, closedOn, successorIds } = entry.value;
  if (status === "open") {
    const wrong = closedOn !== undefined || successorIds.length > 0;
    return wrong
      ? [
          problemAt(
            entry,
            ["status"],
            "catalog.closed-agency",
            "Cơ quan đang hoạt động không có ngày giải thể hay cơ quan kế thừa",
            "An open agency has no closing date and no successors",
          ),
        ]
      : [];
  }
  const gaps: CatalogProblem[] = [];
  if (closedOn === undefined)
    gaps.push(
      problemAt(
        entry,
        ["closedOn"],
        "catalog.closed-agency",
        "Cơ quan đã giải thể phải có ngày (closedOn)",
        "A closed agency needs its date (closedOn)",
      ),
    );
  if (successorIds.length === 0) {
    gaps.push(
      problemAt(
        entry,
        ["successorIds"],
        "catalog.closed-agency",
        "Cơ quan đã giải thể phải có cơ quan kế thừa",
        "A closed agency needs a successor",
      ),
    );
  }
  successorIds.forEach((id, index) => {
    const successor = agencies.get(id);
    if (successor === undefined) gaps.push(missing(entry, ["successorIds", index], "cơ quan kế thừa", "successor agency", id));
    else if (successor.status === "closed") {
      gaps.push(
        problemAt(
          entry,
          ["successorIds", index],
          "catalog.closed-agency",
          `Cơ quan kế thừa "${id}" cũng đã giải thể`,
          `The successor "${id}" is closed too`,
        ),
      );
    }
  });
  return gaps;
}

function checkResolver(entry: Located<Procedure>, agencies: CatalogEntries["agencies"]): readonly CatalogProblem[] {
  if (agencies.some((agency) => resolves(agency.value, entry.value))) return [];
  const { code } = entry.value;
  return [
    problemAt(
      entry,
      ["code"],
      "catalog.nobody-resolves",
      `Không cơ quan nào giải quyết thủ tục ${code}`,
      `No agency resolves procedure ${code}`,
    ),
  ];
}
