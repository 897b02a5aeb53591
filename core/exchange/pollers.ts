/**
 * Feeds that are read: those of partners that never call back (pollers), and the hub's own for lanes that follow it. A durable cursor,
 * one holder at a time, back-off while the feed is empty. Items and cursor are stored in one statement, guarded by the holder's
 * fence; applying or sending the items is the lane's work.
 */
import { newId } from "../ids.ts";
import { instantSql } from "../store/database.ts";
import { FOLLOWER } from "../store/feed.ts";
import type { Instant } from "../time/types.ts";
import type { FeedItem, Follows, Poller } from "./adapter.ts";
import { BreakerOpen } from "./breaker.ts";
import { messageRow } from "./enqueue.ts";
import type { ExchangeError } from "./errors.ts";
import { asExchangeError, CUT_SHORT, type StoredError, storedError } from "./failure.ts";
import type { LaneDeps, LaneRunner } from "./lane-runner.ts";
import { after, asksForFloor, nextWait } from "./plan.ts";
import { storableJson, storableText } from "./storable.ts";

/** While a feed stays empty its wait doubles up to 8 times `everyMs`. */
const MAX_DOUBLINGS = 3;
/** How often the hub's own feed is looked into by the clock; own commits and other processes' are seen at every round of the loop. */
const FOLLOW_EVERY_MS = 5_000;
const FOLLOW_PAGE = 200;
/** A lane that cannot get rid of what it has gets no more: the rest waits in the log, where it costs nothing. */
const MOST_WAITING = 1_000;

interface Held {
  readonly cursor: string | null;
  readonly fence: number;
  readonly emptyRounds: number;
  readonly failures: number;
}

/** A feed that failed is asked at once when a worker starts: somebody may have mended settings or adapter for just that. */
const ENSURE = `
  insert into poller (id, next_at) select value, $2::text::timestamptz from jsonb_array_elements_text($1::text::jsonb) order by value
  on conflict (id) do update set next_at = least(poller.next_at, excluded.next_at) where poller.last_error is not null`;
/** Of a row `p` of `poller`: it is a follower, and the log goes beyond its cursor. Then it is due. */
export const FOLLOWER_BEHIND = `right(p.id, ${FOLLOWER.length + 1}) = '/${FOLLOWER}' and exists (select 1 from dossier_event e
    where (e.xact, e.pos) > (split_part(coalesce(p.cursor, '0.0'), '.', 1)::xid8, split_part(coalesce(p.cursor, '0.0'), '.', 2)::bigint))`;
const DUE = `
  select p.id from poller p
  where p.next_at <= $1::text::timestamptz or (${FOLLOWER_BEHIND})`;
const BEGIN = "update poller set cursor = $2 where id = $1 and cursor is null";
const WAITING = `
  select count(*)::int as waiting from (
    select 1 from message where lane = $1 and direction = 'out' and state in ('ready','leased') limit ${MOST_WAITING}) open`;
const HOLD = `
  update poller p set holder = $2::uuid, fence = fence + 1
  where p.id = $1 and (p.next_at <= $3::text::timestamptz or $4::boolean)
    and exists (select 1 from worker w where w.id = $2::uuid and w.expires_at > clock_timestamp())
    and (p.holder is null or p.holder = $2::uuid
      or not exists (select 1 from worker w where w.id = p.holder and w.expires_at > clock_timestamp()))
  returning p.cursor, p.fence, p.empty_rounds as "emptyRounds", coalesce((p.last_error->>'failures')::int, 0) as failures`;
const STORE = `
  with held as (
    update poller set cursor = $4, holder = null, next_at = $5::text::timestamptz, empty_rounds = $6::int, last_error = null,
      last_item_at = coalesce($7::text::timestamptz, last_item_at)
    where id = $1 and holder = $2::uuid and fence = $3::int
    returning id
  ), stored as (
    insert into message (id, lane, key, direction, operation, body, body_blob, next_at, created_at, feed_id)
    select i.id, $9, i.key, i.direction, i.operation, i.body, i."bodyBlob", $8::text::timestamptz, $8::text::timestamptz, i."feedId"
    from held cross join rows from (jsonb_to_recordset($10::text::jsonb)
      as (id uuid, key text, direction text, operation text, body jsonb, "bodyBlob" text, "feedId" text)) with ordinality
      as i(id, key, direction, operation, body, "bodyBlob", "feedId", n)
    order by i.n
    on conflict (lane, feed_id) where feed_id is not null do nothing
    returning 1
  )
  select (select count(*)::int from held) as held, (select count(*)::int from stored) as stored`;
const FAIL = `
  update poller set holder = null, next_at = $4::text::timestamptz, last_error = $5::text::jsonb
  where id = $1 and holder = $2::uuid and fence = $3::int returning 1`;
const LET_GO = "update poller set holder = null where id = $1 and holder = $2::uuid and fence = $3::int";

/** Milliseconds (hub time) until an empty feed is asked again. */
export const idleWait = (everyMs: number, emptyRounds: number): number =>
  everyMs * 2 ** Math.min(Math.max(emptyRounds - 1, 0), MAX_DOUBLINGS);

type Fetched = Awaited<ReturnType<Poller["fetch"]>>;

/** A poller's name in the database. */
export const pollerName = (adapter: string, poller: string): string => `${adapter}/${poller}`;

export interface Pollers {
  /** Takes up the feeds of a lane that came later. */
  add(lane: LaneRunner): void;
  remove(lane: string): void;
  /** Names of all feeds known here. */
  names(): readonly string[];
  ensure(): Promise<void>;
  /** Starts the fetches whose time has come; they run in slots of their lanes. */
  tick(): Promise<void>;
  settled(): Promise<void>;
}

interface Known {
  readonly name: string;
  readonly id: string;
  readonly lane: LaneRunner;
  readonly everyMs: number;
  /** What its items become: applied here, or sent by an operation of the lane. */
  readonly direction: "in" | "out";
  readonly operation: string;
  /** A partner's feed, or the hub's own. */
  readonly source: Poller<unknown> | Follows<unknown>;
}

const isPoller = (source: Known["source"]): source is Poller<unknown> => "fetch" in source;

const feedsOf = (lane: LaneRunner): readonly Known[] => {
  const { pollers, follows } = lane.installed.adapter;
  return [
    ...Object.entries(pollers).map(([id, poller]) => ({
      name: pollerName(lane.id, id),
      id,
      lane,
      everyMs: poller.everyMs,
      direction: "in" as const,
      operation: id,
      source: poller,
    })),
    ...(follows === undefined
      ? []
      : [
          {
            name: pollerName(lane.id, FOLLOWER),
            id: FOLLOWER,
            lane,
            everyMs: FOLLOW_EVERY_MS,
            direction: "out" as const,
            operation: follows.operation,
            source: follows,
          },
        ]),
  ];
};

/**
 * The feeds of the given lanes (design.md §3, R-J03); when a feed is due is hub time. A page is stored whole with its cursor or
 * not at all, an item only once; a fetch that fails is noted in the poller's row and made again by the plan.
 * Errors: `ensure` and `tick` reject with the database driver's own; what a fetch throws never comes out.
 */
export const createPollers = (runners: readonly LaneRunner[], deps: LaneDeps): Pollers => {
  const { options, membership, wireLog, emit } = deps;
  const { database, clock, log } = options;
  const random = options.random ?? Math.random;
  const known = new Map<string, Known>();
  const add = (lane: LaneRunner): void => {
    for (const one of feedsOf(lane)) known.set(one.name, one);
  };
  for (const lane of runners) add(lane);
  const running = new Map<string, Promise<void>>();

  const toRow = ({ id, direction, operation }: Known, item: FeedItem) =>
    // Two feeds of one partner may number their items alike.
    messageRow(options, { direction, operation, key: item.key, body: item.body, feedId: `${id}:${item.id}` });

  /** A page of the hub's own feed, as items. A lane that cannot get rid of what it has gets none. */
  const follow = async (one: Known, follows: Follows<unknown>, cursor: string | undefined): Promise<Fetched> => {
    const [load] = await database.query<{ waiting: number }>(WAITING, [one.lane.id]);
    if ((load?.waiting ?? 0) >= MOST_WAITING) return { items: [], cursor, more: false };
    const { config } = one.lane.installed;
    const scope = follows.scope?.(config);
    const page = await options.feed({
      limit: FOLLOW_PAGE,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(scope === undefined ? {} : { scope }),
    });
    if (page === undefined) return { items: [], cursor: await options.feedEnd(), more: false };
    const wanted = page.items.filter((event) => follows.wants?.(event, config) ?? true);
    return {
      items: wanted.map((event) => ({ id: `${event.dossierId}/${event.seq}`, key: event.dossierId, body: { event } })),
      cursor: page.cursor,
      more: page.cursor !== cursor,
    };
  };

  const store = async (one: Known, worker: string, held: Held, got: Fetched): Promise<boolean> => {
    const now = clock();
    const empty = got.items.length === 0;
    const emptyRounds = empty ? held.emptyRounds + 1 : 0;
    const wait = got.more ? 0 : idleWait(one.everyMs, emptyRounds);
    const rows = await Promise.all(got.items.map((item) => toRow(one, item)));
    const [result] = await database.query<{ held: number; stored: number }>(STORE, [
      one.name,
      worker,
      held.fence,
      got.cursor === undefined ? null : storableText(got.cursor, 4000),
      after(now, wait),
      emptyRounds,
      empty ? null : now,
      now,
      one.lane.id,
      storableJson(rows),
    ]);
    if (!result?.held) {
      log.warn({ poller: one.name, fence: held.fence }, "stale fence: another worker holds this poller; nothing written");
      emit({ kind: "stale", lane: one.lane.id, operation: one.id });
      return false;
    }
    emit({ kind: "fetched", lane: one.lane.id, poller: one.id, items: result.stored });
    if (result.stored > 0) one.lane.poke();
    return got.more;
  };

  const fail = async (one: Known, worker: string, held: Held, error: ExchangeError): Promise<void> => {
    const now = clock();
    const { plan } = one.lane.installed.adapter;
    // What a person must mend is asked again at the plan's slowest pace: a poller has no operator's list to wait in.
    const forPerson = error.intent === "pause" || error.intent === "rejected";
    const attempts = forPerson ? plan.waitsMs.length - 1 : held.failures;
    const planned = nextWait(plan, attempts, { retryAfterMs: error.retryAfterMs, floor: asksForFloor(error.code) }, random());
    // A partner that is back after a long outage is not left unasked for half a day: never slower than an empty feed.
    const patient = forPerson || error.retryAfterMs !== undefined;
    const wait = patient ? planned : Math.min(planned, idleWait(one.everyMs, MAX_DOUBLINGS + 1));
    log.warn({ poller: one.name, code: error.code, failures: held.failures + 1, waitMs: wait }, "poller could not fetch");
    emit({ kind: "fetchFailed", lane: one.lane.id, poller: one.id, code: error.code });
    const lastError = { ...storedError(error, now), failures: held.failures + 1 };
    await database.query(FAIL, [one.name, worker, held.fence, after(now, wait), storableJson(lastError)]);
  };

  /** One round: true where the feed says there is more. */
  const round = async (one: Known): Promise<boolean> => {
    let more = false;
    await one.lane.withSlot(async (mode) => {
      const life = membership.current();
      if (!life) return;
      const { source } = one;
      const [held] = await database.query<Held>(HOLD, [one.name, life.id, clock(), !isPoller(source)]);
      if (!held) return;
      const collector = wireLog.collector({ lane: one.lane.id });
      try {
        // Our own log is no call to the partner: neither its breaker nor its rate limit is asked.
        const got = isPoller(source)
          ? await one.lane.call(mode, { id: newId(), life, collector }, (call) => source.fetch(held.cursor ?? undefined, call))
          : await follow(one, source, held.cursor ?? undefined);
        more = await store(one, life.id, held, got);
      } catch (thrown) {
        const error = asExchangeError(thrown);
        if (thrown instanceof BreakerOpen || error.code === CUT_SHORT)
          await database.query(LET_GO, [one.name, life.id, held.fence]);
        else await fail(one, life.id, held, error);
      } finally {
        wireLog.add(collector.take());
        await wireLog.flush();
      }
    });
    return more;
  };

  const run = async (one: Known): Promise<void> => {
    while (await round(one));
  };

  return {
    add,
    remove: (lane) => {
      for (const one of [...known.values()]) if (one.lane.id === lane) known.delete(one.name);
    },
    names: () => [...known.keys()],
    ensure: async () => {
      await database.query(ENSURE, [JSON.stringify([...known.keys()]), clock()]);
      // Who begins to follow is told what happens from now on; what was before can be replayed.
      for (const one of known.values())
        if (!isPoller(one.source)) await database.query(BEGIN, [one.name, await options.feedEnd()]);
    },
    tick: async () => {
      if (known.size === 0) return;
      const due = await database.query<{ id: string }>(DUE, [clock()]);
      for (const { id } of due) {
        const one = known.get(id);
        if (!one || running.has(id)) continue;
        running.set(
          id,
          deps.background(run(one)).finally(() => running.delete(id)),
        );
      }
    },
    settled: async () => {
      await Promise.all(running.values());
    },
  };
};

/** The stored state of a lane's pollers, for the operator. */
export const POLLER_VIEW = `select id, cursor, ${instantSql("next_at")} as "nextAt", last_error as "lastError" from poller order by id`;
export interface PollerRow {
  readonly id: string;
  readonly cursor: string | null;
  readonly nextAt: Instant;
  readonly lastError: (StoredError & { readonly failures: number }) | null;
}
