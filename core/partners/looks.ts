/**
 * The record of looks at personal data (lượt xem, R-I02): who saw which dossier, for whom, what for. Append-only. A door answers only after the
 * look is committed; looks that come at the same time share one insert, so that recording costs a flood of reads little.
 */
import { isDataFault, storableJson, storableText } from "../exchange/storable.ts";
import type { Page } from "../page.ts";
import { createBatcher, upTo } from "../store/batcher.ts";
import { type Database, instantSql, type SqlValue } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import type { Look, LookFilter, LookInput } from "./types.ts";

/** Most looks a statement. */
const BATCH = 200;
const MAX_TEXT = 300;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SEQ = /^\d{1,15}$/;

const INSERT = `
  insert into look (at, who, on_behalf_of, dossier_id, what, purpose, door, traceparent)
  select at, who, on_behalf_of, dossier_id, what, purpose, door, traceparent
  from jsonb_to_recordset($1::text::jsonb) as r(at timestamptz, who text, on_behalf_of text, dossier_id uuid, what text, purpose text,
    door text, traceparent text)`;

const rowOf = (look: LookInput, at: Instant): object => ({
  at,
  who: storableText(look.who, MAX_TEXT),
  on_behalf_of: look.onBehalfOf === undefined ? null : storableText(look.onBehalfOf, MAX_TEXT),
  dossier_id: look.dossierId ?? null,
  what: storableText(look.what, MAX_TEXT),
  purpose: storableText(look.purpose, MAX_TEXT),
  door: storableText(look.door, MAX_TEXT),
  traceparent: look.traceparent === undefined ? null : storableText(look.traceparent, MAX_TEXT),
});

/** Writes looks; `record` resolves after the commit. Errors: the database's own, then the look is not written and must not be answered. */
export const createLookBook = (database: Pick<Database, "query" | "kind">, clock: Clock) => {
  const insert = async (rows: readonly object[]): Promise<readonly undefined[]> => {
    await database.query(INSERT, [storableJson(rows)]);
    return rows.map(() => undefined);
  };
  const written = createBatcher<object, undefined>({
    flights: 1,
    take: upTo(BATCH),
    write: insert,
    // One bad look must not take its neighbours with it.
    alone: { after: isDataFault, write: async (row) => (await insert([row]))[0] },
  });
  return { record: (look: LookInput): Promise<void> => written(rowOf(look, clock())) };
};

interface LookRow {
  readonly seq: number;
  readonly at: Instant;
  readonly who: string;
  readonly onBehalfOf: string | null;
  readonly dossierId: string | null;
  readonly what: string;
  readonly purpose: string;
  readonly door: string;
  readonly traceparent: string | null;
}

const lookOf = (row: LookRow): Look => ({
  id: String(row.seq),
  at: row.at,
  who: row.who,
  ...(row.onBehalfOf === null ? {} : { onBehalfOf: row.onBehalfOf }),
  ...(row.dossierId === null ? {} : { dossierId: row.dossierId }),
  what: row.what,
  purpose: row.purpose,
  door: row.door,
  ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
});

/** A page of looks, newest first; a cursor or a dossier id that is none finds nothing. `limit`: 50, most 200. */
export const listLooks = async (database: Pick<Database, "query">, filter: LookFilter): Promise<Page<Look>> => {
  if (filter.dossierId !== undefined && !UUID.test(filter.dossierId)) return { items: [] };
  if (filter.cursor !== undefined && !SEQ.test(filter.cursor)) return { items: [] };
  const limit = Math.max(1, Math.min(filter.limit ?? 50, 200));
  const values: SqlValue[] = [limit + 1];
  // A statement of its own for each kind of question: each goes along its own index.
  const conditions = (
    [
      ["dossier_id = ?::uuid", filter.dossierId],
      ["who = ?", filter.who],
      ["seq < ?::text::bigint", filter.cursor],
    ] as const
  ).flatMap(([condition, value]) => (value === undefined ? [] : [condition.replace("?", `$${values.push(value)}`)]));
  const rows = await database.query<LookRow>(
    `select seq::float8 as seq, ${instantSql("at")} as at, who, on_behalf_of as "onBehalfOf", dossier_id::text as "dossierId", what, purpose,
      door, traceparent
     from look ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""} order by seq desc limit $1::int`,
    values,
  );
  const items = rows.slice(0, limit).map(lookOf);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: last.id } : {}) };
};
