/**
 * Every version of every procedure. A dossier keeps the version that it was received under, so versions are never changed
 * or deleted. Origins have a rank: what was curated by hand ("catalog") is not overwritten by a national import.
 */
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { differences } from "../../catalogs/import/differences.ts";
import type { Procedure, ProcedureVersion } from "../../catalogs/types.ts";
import type { Page, ProcedureFilter, PublishReport } from "../hub-types.ts";
import type { Instant } from "../time/types.ts";
import type { Database } from "./database.ts";
import { createProcedureSearch } from "./procedure-search.ts";
import { procedureVersion } from "./schema.ts";

/** Origin of the procedures that ship with the hub. */
export const CURATED = "catalog";
/** How long another process may not see a newly published version; versions change a few times a year. */
const NEWEST_FOR_MS = 5_000;

/** JSON with sorted keys: jsonb does not keep key order, so equality must not depend on it. */
const canonical = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(canonical)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, v]) => v !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, canonical(v)]),
        )
      : value;
const text = (value: unknown): string => JSON.stringify(canonical(value));
const hashOf = (procedure: Procedure): string => createHash("sha256").update(text(procedure)).digest("hex");

const NEWEST = `select version, body from procedure_version where code = $1 order by version desc limit 1`;
const ONE = `select version, body from procedure_version where code = $1 and version = $2`;

/** The procedures of one process: reads through a small cache. */
export const createProcedureStore = (database: Database) => {
  const titles = createProcedureSearch(database);
  const versions = new Map<string, ProcedureVersion>();
  const newest = new Map<string, { readonly value: ProcedureVersion | undefined; readonly at: number }>();

  const read = async (statement: string, values: readonly (string | number)[]): Promise<ProcedureVersion | undefined> => {
    const [row] = await database.query<{ version: number; body: Procedure }>(statement, values);
    return row ? { procedure: row.body, version: row.version } : undefined;
  };

  /** The newest version, or the one asked for; undefined where there is none. */
  const find = async (code: string, version?: number): Promise<ProcedureVersion | undefined> => {
    if (version !== undefined) {
      const key = `${code}@${version}`;
      const known = versions.get(key) ?? (await read(ONE, [code, version]));
      if (known) versions.set(key, known);
      return known;
    }
    const cached = newest.get(code);
    if (cached && performance.now() - cached.at < NEWEST_FOR_MS) return cached.value;
    const value = await read(NEWEST, [code]);
    newest.set(code, { value, at: performance.now() });
    return value;
  };

  const newestOf = async (
    codes: readonly string[],
  ): Promise<Map<string, { version: number; hash: string; origin: string; body: Procedure }>> => {
    const rows = await database.db
      .selectDistinctOn([procedureVersion.code])
      .from(procedureVersion)
      .where(inArray(procedureVersion.code, [...codes]))
      .orderBy(procedureVersion.code, sql`${procedureVersion.version} desc`);
    return new Map(rows.map((r) => [r.code, r]));
  };

  /** Says what publishing would change and, with `apply`, writes it in one transaction. Repeatable. */
  const publish = async (
    procedures: readonly Procedure[],
    origin: string,
    at: Instant,
    apply: boolean,
  ): Promise<PublishReport> => {
    const added: string[] = [];
    const changed: { code: string; fields: readonly string[] }[] = [];
    const kept: string[] = [];
    const rows: (typeof procedureVersion.$inferInsert)[] = [];
    let unchanged = 0;
    const known = procedures.length > 0 ? await newestOf(procedures.map((p) => p.code)) : new Map<string, never>();
    for (const [place, procedure] of procedures.entries()) {
      // A national list has thousands: the hub that takes it in goes on answering meanwhile.
      if (place % 200 === 199) await setImmediate();
      const current = known.get(procedure.code);
      const hash = hashOf(procedure);
      if (current?.hash === hash) {
        unchanged += 1;
        continue;
      }
      if (current && current.origin === CURATED && origin !== CURATED) {
        kept.push(procedure.code);
        continue;
      }
      if (current) changed.push({ code: procedure.code, fields: differences(current.body, procedure) });
      else added.push(procedure.code);
      rows.push({ code: procedure.code, version: (current?.version ?? 0) + 1, hash, origin, at, body: procedure });
    }
    if (apply && rows.length > 0) {
      await database.db.transaction(async (tx) => {
        // Two processes may publish the same thing at once: the first one's version stands.
        for (let i = 0; i < rows.length; i += 200)
          await tx
            .insert(procedureVersion)
            .values(rows.slice(i, i + 200))
            .onConflictDoNothing();
      });
      newest.clear();
      titles.changed();
    }
    return { added, changed, kept, unchanged };
  };

  /** A page of newest versions by code. */
  const list = async (filter: ProcedureFilter): Promise<Page<ProcedureVersion>> => {
    const limit = Math.min(filter.limit ?? 50, 200);
    const rows = await database.db
      .selectDistinctOn([procedureVersion.code], { version: procedureVersion.version, body: procedureVersion.body })
      .from(procedureVersion)
      .where(
        and(
          filter.field ? eq(sql`${procedureVersion.body}->>'field'`, filter.field) : undefined,
          filter.level ? eq(sql`${procedureVersion.body}->>'level'`, filter.level) : undefined,
          filter.cursor ? gt(procedureVersion.code, filter.cursor) : undefined,
        ),
      )
      .orderBy(asc(procedureVersion.code), sql`${procedureVersion.version} desc`)
      .limit(limit + 1);
    const items = rows.slice(0, limit).map((r) => ({ procedure: r.body, version: r.version }));
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: last.procedure.code } : {}) };
  };

  return { find, publish, list, search: titles.search, fields: titles.fields };
};
