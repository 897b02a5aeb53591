/** What must hold of halls before anybody queues in one: everything named exists, nothing is there twice, every line has a counter. Pure. */
import type { Hall } from "./hall.ts";
import { type Located, problemAt } from "./located.ts";
import type { CatalogProblem, ProblemCode } from "./problem.ts";
import type { CatalogEntries } from "./read.ts";
import type { DataPath } from "./yaml-file.ts";

type Say = (path: DataPath, code: ProblemCode, vi: string, en: string) => CatalogProblem;

/** Ids and places of a list, so that the second of two equal ones is named. */
function repeated(
  list: readonly { readonly key: string | number; readonly path: DataPath }[],
  say: Say,
): readonly CatalogProblem[] {
  const seen = new Set<string | number>();
  return list.flatMap(({ key, path }) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [say(path, "catalog.duplicate", `"${key}" bị lặp trong sảnh`, `"${key}" is there twice in the hall`)];
  });
}

const missing = (say: Say, path: DataPath, vi: string, en: string, id: string): CatalogProblem =>
  say(path, "catalog.missing-reference", `Không có ${vi} "${id}"`, `There is no ${en} "${id}"`);

function checkLines(hall: Hall, say: Say): readonly CatalogProblem[] {
  const served = new Set(hall.counters.flatMap((counter) => counter.services));
  const rest = hall.services.flatMap((line, index) => (line.purpose === "submit" && line.fields.length === 0 ? [index] : []));
  return [
    ...repeated(
      hall.services.map(({ id }, index) => ({ key: id, path: ["services", index, "id"] })),
      say,
    ),
    ...repeated(
      hall.services.map(({ letter }, index) => ({ key: letter, path: ["services", index, "letter"] })),
      say,
    ),
    // A procedure has one right line.
    ...repeated(
      hall.services.flatMap(({ fields }, index) =>
        fields.map((field, at) => ({ key: field, path: ["services", index, "fields", at] })),
      ),
      say,
    ),
    ...rest
      .slice(1)
      .map((index) =>
        say(
          ["services", index],
          "catalog.duplicate",
          "Chỉ một hàng chờ được để trống lĩnh vực (nhận mọi thủ tục còn lại)",
          "Only one line may be without fields (it takes every other procedure)",
        ),
      ),
    ...hall.services.flatMap(({ id }, index) =>
      served.has(id)
        ? []
        : [
            say(
              ["services", index, "id"],
              "catalog.incomplete",
              `Không quầy nào phục vụ hàng "${id}"`,
              `No counter serves the line "${id}"`,
            ),
          ],
    ),
  ];
}

function checkCounters(hall: Hall, say: Say): readonly CatalogProblem[] {
  const lines = new Set(hall.services.map(({ id }) => id));
  return [
    ...repeated(
      hall.counters.map(({ id }, index) => ({ key: id, path: ["counters", index, "id"] })),
      say,
    ),
    ...repeated(
      hall.counters.map(({ number }, index) => ({ key: number, path: ["counters", index, "number"] })),
      say,
    ),
    ...hall.counters.flatMap(({ services }, index) =>
      services.flatMap((id, at) =>
        lines.has(id) ? [] : [missing(say, ["counters", index, "services", at], "hàng chờ", "line", id)],
      ),
    ),
  ];
}

function checkHall(entry: Located<Hall>, entries: CatalogEntries): readonly CatalogProblem[] {
  const hall = entry.value;
  const say: Say = (path, code, vi, en) => problemAt(entry, path, code, vi, en);
  const agency = entries.agencies.find(({ value }) => value.id === hall.agencyId || value.otherIds.includes(hall.agencyId));
  const counters = new Set(hall.counters.map(({ id }) => id));
  const priorities = new Set(entries.priorities.map(({ value }) => value.id));
  return [
    ...(agency === undefined ? [missing(say, ["agencyId"], "cơ quan", "agency", hall.agencyId)] : []),
    ...(agency?.value.status === "closed"
      ? [
          say(
            ["agencyId"],
            "catalog.closed-agency",
            `Cơ quan "${hall.agencyId}" đã giải thể`,
            `The agency "${hall.agencyId}" is closed`,
          ),
        ]
      : []),
    ...checkLines(hall, say),
    ...checkCounters(hall, say),
    ...hall.devices.flatMap(({ counter }, index) =>
      counter === undefined || counters.has(counter)
        ? []
        : [missing(say, ["devices", index, "counter"], "quầy", "counter", counter)],
    ),
    ...repeated(
      hall.priorities.map((id, index) => ({ key: id, path: ["priorities", index] })),
      say,
    ),
    ...hall.priorities.flatMap((id, index) =>
      priorities.has(id) ? [] : [missing(say, ["priorities", index], "đối tượng ưu tiên", "priority", id)],
    ),
  ];
}

function sameIds<T>(list: readonly Located<T>[], idsOf: (value: T) => readonly (readonly [path: DataPath, id: string])[]) {
  const seen = new Map<string, string>();
  return list.flatMap((entry) =>
    idsOf(entry.value).flatMap(([path, id]) => {
      const first = seen.get(id);
      if (first === undefined) {
        seen.set(id, `${entry.file.file}:${entry.file.lineOf([...entry.at, ...path])}`);
        return [];
      }
      return [
        problemAt(entry, path, "catalog.duplicate", `Mã "${id}" đã có ở ${first}`, `"${id}" is already defined at ${first}`),
      ];
    }),
  );
}

/** All checks of halls, priorities and steps. Devices have ids of their own over all halls: each proves itself by its id alone. */
export function checkHalls(entries: CatalogEntries): readonly CatalogProblem[] {
  return [
    ...sameIds(entries.halls, ({ id }) => [[["id"], id]]),
    ...sameIds(entries.halls, ({ devices }) => devices.map(({ id }, index) => [["devices", index, "id"], id] as const)),
    ...sameIds(entries.priorities, ({ id }) => [[["id"], id]]),
    ...sameIds(entries.steps, ({ id }) => [[["id"], id]]),
    ...entries.halls.flatMap((entry) => checkHall(entry, entries)),
  ];
}
