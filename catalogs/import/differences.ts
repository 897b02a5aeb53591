/** What changed between two publications of one procedure. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Procedure } from "../types.ts";

/**
 * The changed places, in a fixed order: "name", "cases.online.time", "+components.gcs" (new), "-components.gcs" (gone).
 * Order inside components and legal basis does not count: the portal shuffles both between readings.
 */
export function differences(old: Procedure, next: Procedure): string[] {
  const plain = (["name", "field", "level", "onlineLevel"] as const).filter((key) => old[key] !== next[key]);
  const lists = (["results", "legal"] as const).filter((key) => !sameSet(old[key], next[key]));
  return [
    ...plain,
    ...byKey("cases", old.cases, next.cases, (c) => c.key),
    ...byKey("components", old.components, next.components, (c) => c.id),
    ...lists,
    ...(old.source === next.source ? [] : ["source"]),
  ];
}

function sameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  // By sorted entries: a procedure read back from jsonb has its keys in another order.
  const text = (item: unknown) => JSON.stringify(typeof item === "object" && item !== null ? Object.entries(item).sort() : item);
  const sorted = (list: readonly unknown[]) => list.map(text).sort();
  return isDeepStrictEqual(sorted(a), sorted(b));
}

function byKey<T extends object>(name: string, old: readonly T[], next: readonly T[], key: (item: T) => string): string[] {
  const before = new Map(old.map((item) => [key(item), item]));
  const after = new Map(next.map((item) => [key(item), item]));
  const all = [...new Set([...before.keys(), ...after.keys()])].sort();
  return all.flatMap((id) => {
    const a = before.get(id);
    const b = after.get(id);
    if (a === undefined) return [`+${name}.${id}`];
    if (b === undefined) return [`-${name}.${id}`];
    return changedKeys(a, b).map((field) => `${name}.${id}.${field}`);
  });
}

function changedKeys(a: object, b: object): readonly string[] {
  const left = new Map(Object.entries(a));
  const right = new Map(Object.entries(b));
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .filter((field) => !isDeepStrictEqual(left.get(field), right.get(field)));
}
