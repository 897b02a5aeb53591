/**
 * The feed: every event of every dossier in the order of commits. Ordered by (transaction, position); read only up to the oldest transaction
 * that is still running, because a transaction with a lower number may commit after a higher one: a reader that had passed it would
 * never see it. Within a dossier that is also the order of its events: who writes version n+1 has read version n committed.
 */
import { EVENT_TITLES } from "../dossier/events.ts";
import type { FeedPage, FeedScope, HubEvent } from "../feed/event.ts";
import type { Instant } from "../time/types.ts";
import { type Database, instantSql } from "./database.ts";

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1000;

interface Row
  extends Omit<HubEvent, "cursor" | "title" | "status" | "code" | "nationalCode" | "aliases" | "transferId" | "toAgencyId"> {
  readonly xact: string;
  readonly pos: number;
  readonly seen: boolean;
  readonly status: HubEvent["status"] | null;
  readonly code: string | null;
  readonly nationalCode: string | null;
  readonly aliases: readonly string[] | null;
  readonly transferId: string | null;
  readonly toAgencyId: string | null;
}

/** The name of a poller that follows the feed, behind its lane's: "lane/hub-feed". */
export const FOLLOWER = "hub-feed";

/** The transaction that events of another cluster's life are filed under: lower than any that a cluster gives out. */
const RESTORED = "3";

// A dump that was restored into another cluster brings transaction numbers that this one has not reached: its events would be taken for ones
// that still run. From then on their order is that of `pos`, which is nearly that of their commits, and exactly so within a dossier.
const REBASE = `
  with events as (
    update dossier_event set xact = '${RESTORED}'::xid8 where xact > pg_snapshot_xmax(pg_current_snapshot()) returning 1
  ), cursors as (
    update poller set cursor = '${RESTORED}.' || split_part(cursor, '.', 2)
    where right(id, ${FOLLOWER.length + 1}) = '/${FOLLOWER}' and split_part(cursor, '.', 1)::xid8 > pg_snapshot_xmax(pg_current_snapshot()) returning 1
  )
  select (select count(*)::int from events) as events`;

/** After a restore into another cluster: puts the feed in order again. Nothing to do otherwise. How many events it found. */
export const rebaseFeed = async (database: Pick<Database, "query">): Promise<number> =>
  (await database.query<{ events: number }>(REBASE))[0]?.events ?? 0;

// The page is cut before dossiers are joined and the scope is asked: a partner that sees little still moves on through all.
const FEED = `
  with page as (
    select e.*, coalesce(e.body::jsonb #>> '{data,transferId}', e.body::jsonb #>> '{data,transfer,transferId}') as "transferId"
    from dossier_event e
    where (e.xact, e.pos) > (case when $1::text::xid8 > pg_snapshot_xmax(pg_current_snapshot()) then '${RESTORED}' else $1::text::xid8 end,
      $2::float8::bigint) and e.xact < pg_snapshot_xmin(pg_current_snapshot())
    order by e.xact, e.pos limit $3::int
  )
  select p.xact::text as xact, p.pos::float8 as pos, p.dossier_id::text as "dossierId", p.seq, p.type, ${instantSql("p.at")} as at,
    ${instantSql("p.recorded_at")} as "recordedAt", p.status, d.code, d.national_code as "nationalCode", d.state -> 'aliases' as aliases,
    d.agency_id as "agencyId", d.procedure_code as "procedureCode", d.channel,
    p."transferId", (select t ->> 'toAgencyId' from jsonb_array_elements(d.state -> 'transfers') t
      where t ->> 'transferId' = p."transferId" limit 1) as "toAgencyId",
    ($4::text is null or d.parties && (select array_agg(value) from jsonb_array_elements_text($4::text::jsonb)))
      and (not $5::boolean or d.channel = 'post' or d.state #>> '{returnMethod,kind}' = 'post' or d.state ? 'delivery') as seen
  from page p join dossier d on d.id = p.dossier_id
  order by p.xact, p.pos`;

const END = `
  select e.xact::text as xact, e.pos::float8 as pos from dossier_event e
  where e.xact < pg_snapshot_xmin(pg_current_snapshot()) and ($1::text is null or e.recorded_at < $1::text::timestamptz)
  order by e.xact desc, e.pos desc limit 1`;

const START = "0.0";
const CURSOR = /^(\d{1,20})\.(\d{1,15})$/;

const cursorOf = (row: { readonly xact: string; readonly pos: number }): string => `${row.xact}.${row.pos}`;

const toEvent = (row: Row): HubEvent => {
  const { xact, pos, seen, status, code, nationalCode, aliases, transferId, toAgencyId, ...rest } = row;
  return {
    cursor: cursorOf({ xact, pos }),
    ...rest,
    title: EVENT_TITLES[row.type],
    ...(status ? { status } : {}),
    ...(code === null ? {} : { code }),
    ...(nationalCode === null ? {} : { nationalCode }),
    ...(aliases === null ? {} : { aliases }),
    ...(transferId === null ? {} : { transferId }),
    ...(toAgencyId === null ? {} : { toAgencyId }),
  };
};

/** One page after a cursor; undefined for a cursor that is none of ours. `limit` counts what is looked at, hidden or not. */
export const readFeed = async (
  database: Pick<Database, "query">,
  filter: { readonly after?: string; readonly limit?: number; readonly scope?: FeedScope },
): Promise<FeedPage | undefined> => {
  const after = CURSOR.exec(filter.after ?? START);
  if (after === null) return undefined;
  const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? DEFAULT_LIMIT)), MAX_LIMIT);
  const rows = await database.query<Row>(FEED, [
    after[1] ?? "0",
    Number(after[2]),
    limit,
    filter.scope?.agencies === undefined ? null : JSON.stringify(filter.scope.agencies),
    filter.scope?.throughPost ?? false,
  ]);
  const last = rows.at(-1);
  return { items: rows.filter((row) => row.seen).map(toEvent), cursor: last === undefined ? after[0] : cursorOf(last) };
};

/** The cursor behind the newest event, or behind the newest one recorded before `since` (hub time). */
export const feedEnd = async (database: Pick<Database, "query">, since?: Instant): Promise<string> => {
  const [row] = await database.query<{ xact: string; pos: number }>(END, [since ?? null]);
  return row === undefined ? START : cursorOf(row);
};
