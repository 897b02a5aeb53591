/**
 * Which files the dossiers name. A file's hash stands in the text of an event, and in all of a province's events nothing finds it but reading
 * them: so each event is read once, in the feed's order, and every hash in it is noted as a receipt. A durable cursor says how far that is.
 */
import type { Instant } from "../time/types.ts";
import type { Database } from "./database.ts";

/** The scope of those receipts; their key is the hash. */
export const NAMED = "file-named";
/** The cursor's row among the pollers. No lane has such a name. */
const CURSOR = "files/named";
const PAGE = 1_000;

// A cursor that leads to no event is another life's: the database was restored, and its feed put in a new order (feed.ts). All is read again.
const BEGIN = `
  select e.xact::text as xact, e.pos::float8 as pos from poller p join dossier_event e
    on e.xact = split_part(p.cursor, '.', 1)::xid8 and e.pos = split_part(p.cursor, '.', 2)::bigint
  where p.id = '${CURSOR}'`;
// Written in the order of the hashes, so that two processes that read the same page wait for each other and do not deadlock.
const READ = `
  with page as (
    select xact, pos, body from dossier_event
    where (xact, pos) > ($1::text::xid8, $2::float8::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot())
    order by xact, pos limit ${PAGE}
  ), found as (
    select distinct hash.part[1] as sha256 from page, regexp_matches(body, '"([0-9a-f]{64})"', 'g') hash(part)
  ), noted as (
    insert into receipt (scope, key, body_hash, answer, at)
    select '${NAMED}', sha256, '', '{}'::jsonb, $3::text::timestamptz from found order by sha256 on conflict do nothing
  ), last as (
    select xact, pos from page order by xact desc, pos desc limit 1
  ), moved as (
    insert into poller (id, cursor, next_at) select '${CURSOR}', xact || '.' || pos, $3::text::timestamptz from last
    on conflict (id) do update set cursor = excluded.cursor
  )
  select xact::text as xact, pos::float8 as pos, (select count(*)::int from page) as count from last`;

interface Place {
  readonly xact: string;
  readonly pos: number;
}

/**
 * Notes the files of all events committed until now that nobody has noted yet; how many events it read. Several processes may do it at once.
 * `now`: hub time. Errors: the database driver's, an AbortError where `signal` ends it; what was read until then stays noted.
 */
export const noteNamedFiles = async (database: Pick<Database, "query">, now: Instant, signal?: AbortSignal): Promise<number> => {
  let place: Place = (await database.query<Place>(BEGIN))[0] ?? { xact: "0", pos: 0 };
  for (let all = 0; ; ) {
    signal?.throwIfAborted();
    const [read] = await database.query<Place & { count: number }>(READ, [place.xact, place.pos, now]);
    all += read?.count ?? 0;
    if (read === undefined || read.count < PAGE) return all;
    place = read;
  }
};
