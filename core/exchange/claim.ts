/**
 * Taking work: which messages of a lane may be done now, and taking over what dead workers held.
 * Order is kept per (lane, key): only the head, the earliest open message, can be claimed. Open = ready, leased, paused, dead.
 */
import type { Database } from "../store/database.ts";
import { instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { StoredError } from "./failure.ts";

/** A claimed message: ours while `fence` is its fence. */
export interface Claimed {
  readonly id: string;
  readonly lane: string;
  readonly key: string;
  readonly direction: "out" | "in";
  readonly operation: string;
  readonly body: unknown;
  readonly bodyBlob: string | null;
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly fence: number;
  readonly createdAt: Instant;
  readonly error: StoredError | null;
  readonly traceparent: string | null;
}

/** The predicate of the partial index message_open, letter by letter. */
export const OPEN = "('ready','leased','paused','dead')";

/**
 * True for the earliest open message of its (lane, key). A scalar subquery on purpose: the planner turns NOT EXISTS into a
 * hash anti-join that reads every open message of the lane; this stays one index probe a row.
 */
export const isHead = (m: string): string =>
  `${m}.seq = (select e.seq from message e where e.lane = ${m}.lane and e.key = ${m}.key and e.state in ${OPEN} order by e.seq limit 1)`;

// The worker's own row is part of the claim: a worker that has expired can take nothing.
const claimSql = (direction: string): string => `
  with head as (
    select m.id from message m
    where m.lane = $2 and m.state = 'ready' and m.next_at <= $3::text::timestamptz ${direction}
      and exists (select 1 from worker w where w.id = $1::uuid and w.expires_at > clock_timestamp())
      and ${isHead("m")}
    order by m.next_at, m.seq
    limit $4::int
    for update of m skip locked
  )
  update message m set state = 'leased', leased_by = $1::uuid, fence = m.fence + 1
  from head where m.id = head.id
  returning m.id::text as id, m.lane, m.key, m.direction, m.operation, m.body, m.body_blob as "bodyBlob", m.attempts, m.uncertain,
    m.fence, ${instantSql("m.created_at")} as "createdAt", m.error, m.traceparent`;
const CLAIM = { both: claimSql(""), in: claimSql("and m.direction = 'in'"), out: claimSql("and m.direction = 'out'") };

/** `in` takes only items of feeds: they do not call the partner, so they go on while the breaker is open. */
export type Which = keyof typeof CLAIM;

/** Leases up to `most` heads of a lane whose time has come (hub time `now`) to the worker. */
export const claim = (
  database: Pick<Database, "query">,
  worker: string,
  lane: string,
  now: Instant,
  most: number,
  which: Which,
): Promise<readonly Claimed[]> => database.query<Claimed>(CLAIM[which], [worker, lane, now, most]);

const LOCK_LANE = "select id from lane where id = $1 and breaker = 'halfOpen' and forced is null for update";
const BUSY = "select 1 as busy from message where lane = $1 and state = 'leased' and direction = 'out' limit 1";

/**
 * Leases one message as a probe of a half-open lane: only when no other call to the partner is in flight, in any process.
 * Two statements under the lane's row lock, because only a new statement sees what the last holder of the lock committed.
 */
export const claimProbe = (database: Database, worker: string, lane: string, now: Instant): Promise<readonly Claimed[]> =>
  database.transaction(async (query) => {
    if ((await query(LOCK_LANE, [lane])).length === 0) return [];
    if ((await query(BUSY, [lane])).length > 0) return [];
    return claim({ query }, worker, lane, now, 1, "out");
  });

const DEAD_LEASES = `
  select 1 as found from message m where m.state = 'leased'
    and not exists (select 1 from worker w where w.id = m.leased_by and w.expires_at > clock_timestamp()) limit 1`;
const REAPER_LOCK = "select pg_try_advisory_xact_lock(1280590850) as got";
// The attempt counts: a message that kills its worker must not be tried for ever.
const TAKE_OVER = `
  update message m set state = 'ready', leased_by = null, fence = m.fence + 1, attempts = m.attempts + 1, uncertain = true
  where m.state = 'leased'
    and not exists (select 1 from worker w where w.id = m.leased_by and w.expires_at > clock_timestamp())
  returning m.id::text as id, m.lane`;
const BURY = "delete from worker where expires_at < clock_timestamp()";

/**
 * Puts back what workers that are gone (expired, or without a row) held: ready, uncertain, with a new fence, so that a late
 * worker's write is refused. One reaper at a time; the cheap question first.
 */
export const takeOver = async (database: Database): Promise<readonly { readonly id: string; readonly lane: string }[]> => {
  if ((await database.query(DEAD_LEASES)).length === 0) return [];
  return database.transaction(async (query) => {
    const [lock] = await query<{ got: boolean }>(REAPER_LOCK);
    if (!lock?.got) return [];
    const taken = await query<{ id: string; lane: string }>(TAKE_OVER);
    await query(BURY);
    return taken;
  });
};

const MINE = "select id::text as id from message where state = 'leased' and leased_by = $1::uuid";
const PUT_BACK = `
  update message set state = 'ready', leased_by = null, fence = fence + 1
  where state = 'leased' and leased_by = $1::uuid and id in (select value::uuid from jsonb_array_elements_text($2::text::jsonb))
  returning id::text as id, lane`;

/** Ids of the messages leased to a worker. */
export const leasesOf = async (database: Pick<Database, "query">, worker: string): Promise<readonly string[]> =>
  (await database.query<{ id: string }>(MINE, [worker])).map((row) => row.id);

/** Gives back leases that were never worked on: the answer to a claim was lost on its way from the database. */
export const putBack = (
  database: Pick<Database, "query">,
  worker: string,
  ids: readonly string[],
): Promise<readonly { id: string; lane: string }[]> => database.query(PUT_BACK, [worker, JSON.stringify(ids)]);

const GIVE_ALL_BACK = `
  update message set state = 'ready', leased_by = null, fence = fence + 1, uncertain = true
  where state = 'leased' and leased_by = $1::uuid`;

/** At the end of a life: whatever is still leased may have been sent. */
export const giveAllBack = async (database: Pick<Database, "query">, worker: string): Promise<void> => {
  await database.query(GIVE_ALL_BACK, [worker]);
};
