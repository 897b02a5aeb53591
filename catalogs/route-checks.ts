/** What must hold of routes before anybody is sent along one: no dead ends, no circles, every leg has its road (R-B06). Pure. */
import { type Located, problemAt } from "./located.ts";
import type { CatalogProblem } from "./problem.ts";
import type { CatalogEntries } from "./read.ts";
import type { Leg, Route } from "./route.ts";
import type { DataPath } from "./yaml-file.ts";

/** The adapters that exist, by id, and the operations of each. */
export type Lanes = ReadonlyMap<string, readonly string[]>;

type Say = (path: DataPath, code: CatalogProblem["code"], vi: string, en: string) => CatalogProblem;

/** Every leg that comes before one, directly or not; undefined where the legs run in a circle. */
function earlier(route: Route, key: string, seen: readonly string[] = []): ReadonlySet<string> | undefined {
  if (seen.includes(key)) return undefined;
  const found = new Set<string>();
  for (const before of route.legs.find((leg) => leg.key === key)?.after ?? []) {
    const further = earlier(route, before, [...seen, key]);
    if (further === undefined) return undefined;
    found.add(before);
    for (const one of further) found.add(one);
  }
  return found;
}

/** Working days of the longest way through the route, where every leg of it is counted in working days and the office's clock runs. */
function longestWay(route: Route, key: string): number {
  const leg = route.legs.find((entry) => entry.key === key);
  if (leg === undefined) return 0;
  const own = leg.clock === "runs" && leg.time?.kind === "workingDays" ? leg.time.days : 0;
  return own + Math.max(0, ...leg.after.map((before) => longestWay(route, before)));
}

function checkCarrier(leg: Leg, path: DataPath, lanes: Lanes | undefined, say: Say): readonly CatalogProblem[] {
  if (leg.kind === "payment") {
    return leg.lane === undefined && leg.operation === undefined
      ? []
      : [say([...path, "lane"], "route.payment-leg", "Chặng nộp tiền không có đường nối", "A payment leg has no lane")];
  }
  if ((leg.lane === undefined) !== (leg.operation === undefined)) {
    const vi = "Chặng phải có cả đường nối (lane) và thao tác (operation), hoặc không có cả hai";
    return [say([...path, "operation"], "route.half-a-road", vi, "A leg has both lane and operation, or neither")];
  }
  if (leg.lane === undefined || leg.operation === undefined || lanes === undefined) return [];
  const operations = lanes.get(leg.lane);
  if (operations === undefined)
    return [
      say([...path, "lane"], "route.unknown-lane", `Không có bộ kết nối "${leg.lane}"`, `There is no adapter "${leg.lane}"`),
    ];
  if (operations.includes(leg.operation)) return [];
  const what = `${leg.lane}.${leg.operation}`;
  return [
    say([...path, "operation"], "route.unknown-operation", `Không có thao tác "${what}"`, `There is no operation "${what}"`),
  ];
}

/** What a leg waits for, asks of and takes from others: all of it exists and comes before it. */
function checkOrder(route: Route, leg: Leg, path: DataPath, say: Say): readonly CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const keys = new Set(route.legs.map((entry) => entry.key));
  leg.after.forEach((key, index) => {
    if (!keys.has(key))
      problems.push(say([...path, "after", index], "route.dead-end", `Không có chặng "${key}"`, `There is no leg "${key}"`));
  });
  const before = earlier(route, leg.key);
  if (before === undefined)
    return [say([...path, "after"], "route.circle", "Các chặng chờ nhau thành vòng", "The legs wait for each other in a circle")];
  const needs = [
    ...leg.takes.flatMap(({ from, facts }, index) => facts.map((fact) => ({ from, fact, at: ["takes", index] as DataPath }))),
    ...leg.when.flatMap((one, index) =>
      "leg" in one ? [{ from: one.leg, fact: one.gave, at: ["when", index] as DataPath }] : [],
    ),
  ];
  for (const { from, fact, at } of needs) {
    const giver = route.legs.find((entry) => entry.key === from);
    if (!before.has(from)) {
      const vi = `Chặng "${from}" không đứng trước chặng này`;
      problems.push(say([...path, ...at], "route.not-before", vi, `Leg "${from}" does not come before this one`));
    } else if (giver?.gives.includes(fact) !== true) {
      const vi = `Chặng "${from}" không cho thông tin "${fact}"`;
      problems.push(say([...path, ...at], "route.not-given", vi, `Leg "${from}" does not give "${fact}"`));
    }
  }
  return problems;
}

function checkOne(entry: Located<Route>, entries: CatalogEntries, lanes: Lanes | undefined): readonly CatalogProblem[] {
  const { value: route } = entry;
  const say: Say = (path, code, vi, en) => problemAt(entry, path, code, vi, en);
  const problems: CatalogProblem[] = [];
  const agencies = new Map(entries.agencies.map(({ value }) => [value.id, value]));
  const keys = route.legs.map((leg) => leg.key);
  route.legs.forEach((leg, index) => {
    const path: DataPath = ["legs", index];
    if (keys.indexOf(leg.key) !== index)
      problems.push(say([...path, "key"], "catalog.duplicate", `Chặng "${leg.key}" bị lặp`, `Leg "${leg.key}" is repeated`));
    const agency = agencies.get(leg.agency);
    const named = leg.agency !== "receiving" && leg.agency !== "parent";
    if (named && agency === undefined)
      problems.push(
        say([...path, "agency"], "catalog.missing-reference", `Không có cơ quan "${leg.agency}"`, `No agency "${leg.agency}"`),
      );
    if (agency?.status === "closed")
      problems.push(
        say(
          [...path, "agency"],
          "catalog.closed-agency",
          `Cơ quan "${leg.agency}" đã giải thể`,
          `Agency "${leg.agency}" is closed`,
        ),
      );
    problems.push(...checkCarrier(leg, path, lanes, say), ...checkOrder(route, leg, path, say));
  });
  if (problems.length > 0) return problems;
  const longest = Math.max(...keys.map((key) => longestWay(route, key)));
  route.procedures.forEach((code, index) => {
    const procedure = entries.procedures.find(({ value }) => value.code === code)?.value;
    if (procedure === undefined) {
      const path = ["procedures", index];
      problems.push(say(path, "catalog.missing-reference", `Không có thủ tục "${code}"`, `There is no procedure "${code}"`));
      return;
    }
    const days = procedure.cases.flatMap((one) => (one.time.kind === "workingDays" ? [one.time.days] : []));
    if (days.length > 0 && longest > Math.max(...days)) {
      const vi = `Các chặng cần ${longest} ngày làm việc, quá thời hạn ${Math.max(...days)} ngày của thủ tục ${code}`;
      const en = `The legs take ${longest} working days, more than the ${Math.max(...days)} of procedure ${code}`;
      problems.push(say(["procedures", index], "route.too-long", vi, en));
    }
  });
  return problems;
}

/** All routes: each in itself, and no procedure on two of them. `lanes` absent: whether the roads exist is not asked. */
export function checkRoutes(entries: CatalogEntries, lanes?: Lanes): readonly CatalogProblem[] {
  const seen = new Map<string, string>();
  const twice = entries.routes.flatMap((entry) =>
    [entry.value.id, ...entry.value.procedures].flatMap((key, index) => {
      const first = seen.get(key);
      seen.set(key, entry.value.id);
      const path = index === 0 ? ["id"] : ["procedures", index - 1];
      return first === undefined
        ? []
        : [
            problemAt(
              entry,
              path,
              "catalog.duplicate",
              `"${key}" đã có ở quy trình ${first}`,
              `"${key}" is already in route ${first}`,
            ),
          ];
    }),
  );
  return [...twice, ...entries.routes.flatMap((entry) => checkOne(entry, entries, lanes))];
}
