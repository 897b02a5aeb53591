/** Reading dossiers and their logs. */
import { and, arrayOverlaps, asc, desc, eq, gt, inArray, lt, notInArray, or, sql } from "drizzle-orm";
import type { DossierEvent } from "../dossier/events.ts";
import { FINAL_STATUSES } from "../dossier/statuses.ts";
import type { Dossier } from "../dossier/types.ts";
import { MOST_AWAITING } from "../exchange/adapter.ts";
import type { DossierFilter, Page, Receipt } from "../hub-types.ts";
import { chainHash, genesisHash } from "./chain.ts";
import type { Database } from "./database.ts";
import { dossier, dossierEvent } from "./schema.ts";

/** What a command needs to know before it decides, in one round trip. */
export interface Loaded {
  readonly dossier: Dossier | undefined;
  readonly headHash: string;
  readonly receipt?: { readonly bodyHash: string; readonly receipt: Receipt };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const load = (where: string): string => `
  select d.state, d.head_hash as "headHash", r.body_hash as "bodyHash", r.answer as receipt
  from (values (1)) as one(x)
  left join dossier d on d.id = (select id from dossier where ${where} limit 1)
  left join receipt r on r.scope = $2 and r.key = $3`;
const LOAD_BY_ID = load("id = $1::uuid");
// Two index look-ups instead of an OR, which PostgreSQL may answer by reading the whole table.
const LOAD_BY_CODE = load(
  `id = coalesce((select id from dossier where code = $1), (select id from dossier where national_code = $1),
    (select id from dossier where state ? 'aliases' and state -> 'aliases' ? $1 order by id limit 1))`,
);

/** Loads a dossier by id, local or national code, another system's code, with the receipt of the caller's key. */
export const loadDossier = async (
  database: Database,
  reference: string,
  key?: { scope: string; key: string },
): Promise<Loaded> => {
  const [row] = await database.query<{
    state: Dossier | null;
    headHash: string | null;
    bodyHash: string | null;
    receipt: Receipt | null;
  }>(UUID.test(reference) ? LOAD_BY_ID : LOAD_BY_CODE, [reference, key?.scope ?? null, key?.key ?? null]);
  return {
    dossier: row?.state ?? undefined,
    headHash: row?.headHash ?? "",
    ...(row?.bodyHash && row.receipt ? { receipt: { bodyHash: row.bodyHash, receipt: row.receipt } } : {}),
  };
};

const LOAD_ALL = `
  select state from dossier where id in (
    select id from dossier where code = $1
    union select id from dossier where national_code = $1
    union select id from (
      select id, row_number() over (partition by agency_id order by id) as place from dossier where state ? 'aliases' and state -> 'aliases' ? $1
    ) named where place <= 20)
  order by id`;

/**
 * Every dossier that goes by this code in one system or another: two systems of one agency number the same day's dossiers alike, and each
 * means its own. Oldest first; 20 of each agency, so that no agency crowds out another's by filing under its codes.
 */
export const loadNamesakes = async (database: Database, code: string): Promise<readonly Dossier[]> =>
  (await database.query<{ state: Dossier }>(LOAD_ALL, [code])).map((row) => row.state);

/**
 * The dossier that a caller means by a reference: the one that it names first of all, or, where that is none of his, the oldest of his own that
 * goes by the same code: a code that somebody else took too takes nobody's dossier away. None where none is his: as many questions then as for
 * what there is not. `may` left out: all are his.
 */
export const loadMeant = async (
  database: Database,
  reference: string,
  may: ((dossier: Dossier) => boolean) | undefined,
  key?: { scope: string; key: string },
): Promise<Loaded> => {
  const first = await loadDossier(database, reference, key);
  if (may === undefined || (first.dossier !== undefined && may(first.dossier))) return first;
  const own = UUID.test(reference) ? undefined : (await loadNamesakes(database, reference)).find(may);
  return own === undefined ? { dossier: undefined, headHash: "" } : loadMeant(database, own.id, may, key);
};

const FIND_RECEIPT = `select body_hash as "bodyHash", answer as receipt from receipt where scope = $1 and key = $2`;
/** The stored answer under a key. */
export const findReceipt = async (database: Database, key: { scope: string; key: string }): Promise<Loaded["receipt"]> =>
  (await database.query<{ bodyHash: string; receipt: Receipt }>(FIND_RECEIPT, [key.scope, key.key]))[0];

/** Received by one of them, or (the partial index) handed or forwarded to one. */
const ofAgencies = (ids: readonly string[]) =>
  or(
    inArray(dossier.agencyId, [...ids]),
    and(sql`cardinality(${dossier.parties}) > 1`, arrayOverlaps(dossier.parties, [...ids])),
  );

/** A page of dossiers, newest first by id (ids are time-ordered); `next` is the cursor of the following page. */
export const listDossiers = async (database: Database, filter: DossierFilter): Promise<Page<Dossier>> => {
  const limit = Math.min(filter.limit ?? 50, 200);
  const conditions = [
    filter.agencyIds && ofAgencies(filter.agencyIds),
    filter.status ? eq(dossier.status, filter.status) : undefined,
    filter.procedureCode ? eq(dossier.procedureCode, filter.procedureCode) : undefined,
    filter.overdueAt
      ? and(lt(dossier.dueAt, filter.overdueAt), notInArray(dossier.status, [...FINAL_STATUSES, "decided", "inDelivery"]))
      : undefined,
    filter.updatedAfter ? gt(dossier.updatedAt, filter.updatedAfter) : undefined,
    filter.cursor && UUID.test(filter.cursor) ? lt(dossier.id, filter.cursor) : undefined,
  ];
  const rows = await database.db
    .select({ state: dossier.state })
    .from(dossier)
    .where(and(...conditions))
    .orderBy(desc(dossier.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map((r) => r.state);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: last.id } : {}) };
};

/** Every open dossier that lies with a unit, for the record of who has not reported (R-B08). */
export const listWithUnits = async (database: Database): Promise<readonly Dossier[]> => {
  const rows = await database.db
    .select({ state: dossier.state })
    .from(dossier)
    .where(inArray(dossier.status, ["processing", "forwarded"]));
  return rows.map((r) => r.state);
};

/** Two index look-ups: open transfers of a lane, and unpaid charges whose payment request is the lane's. */
const AWAITING = `
  select d.state from dossier d
  where d.id in (
    select id from dossier where state -> 'transfers' <> '[]' and state -> 'transfers' @> $1::text::jsonb
    union select id from dossier where state -> 'charges' <> '[]' and state -> 'charges' @> $2::text::jsonb
      and status not in ('rejected', 'withdrawn', 'returned'))
    and ($4::text is null or d.id >= $4::text::uuid)
  order by d.id limit $3`;

/** Dossiers that await something from a lane, oldest first, beginning with `from`; at most MOST_AWAITING (Call.awaiting). */
export const listAwaiting = async (database: Database, lane: string, from?: string): Promise<readonly Dossier[]> => {
  const rows = await database.query<{ state: Dossier }>(AWAITING, [
    JSON.stringify([{ lane, open: true }]),
    JSON.stringify([{ open: true, request: { lane } }]),
    MOST_AWAITING,
    from ?? null,
  ]);
  return rows.map((row) => row.state);
};

const MOST_UNDER_WAY = 1000;
const UNDER_WAY = `
  select state from dossier where state -> 'transfers' <> '[]' and state -> 'transfers' @> '[{"open":true}]'::jsonb order by id limit $1`;

/** Dossiers with a transfer under way, oldest first, at most 1000. */
export const listUnderWay = async (database: Database): Promise<readonly Dossier[]> =>
  (await database.query<{ state: Dossier }>(UNDER_WAY, [MOST_UNDER_WAY])).map((row) => row.state);

/** The events of a dossier, oldest first. */
export const timelineOf = async (database: Database, dossierId: string): Promise<readonly DossierEvent[]> => {
  if (!UUID.test(dossierId)) return [];
  const rows = await database.db
    .select({ body: dossierEvent.body })
    .from(dossierEvent)
    .where(eq(dossierEvent.dossierId, dossierId))
    .orderBy(asc(dossierEvent.seq));
  return rows.map((r) => JSON.parse(r.body) as DossierEvent);
};

/** Walks a dossier's hash chain; the first sequence number that does not fit, or undefined (R-F06). */
export const verifyDossierChain = async (database: Database, dossierId: string): Promise<number | undefined> => {
  if (!UUID.test(dossierId)) return undefined;
  const rows = await database.db
    .select()
    .from(dossierEvent)
    .where(eq(dossierEvent.dossierId, dossierId))
    .orderBy(asc(dossierEvent.seq));
  let previous = genesisHash(dossierId);
  for (const [index, event] of rows.entries()) {
    if (event.seq !== index + 1 || event.prevHash !== previous || event.hash !== chainHash(previous, event.body))
      return index + 1;
    previous = event.hash;
  }
  const [row] = await database.db
    .select({ headHash: dossier.headHash, version: dossier.version })
    .from(dossier)
    .where(eq(dossier.id, dossierId));
  return row && (row.headHash !== previous || row.version !== rows.length) ? rows.length + 1 : undefined;
};
