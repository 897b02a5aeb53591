/** The `subscription` rows. Every change counts `version` up, by which all processes take the lane up anew, and is recorded with who and why. */
import { pollerName } from "../exchange/pollers.ts";
import { storableText } from "../exchange/storable.ts";
import type { Page } from "../hub-types.ts";
import { ACCOUNT_COLUMNS, type AccountRow } from "../partners/accounts.ts";
import { type Database, instantSql } from "../store/database.ts";
import { FOLLOWER } from "../store/feed.ts";
import type { Instant } from "../time/types.ts";
import type { Subscription, SubscriptionProgress, SubscriptionReason } from "./types.ts";

/** Most subscriptions of one partner that have not ended: an agency has a handful of addresses, not hundreds of lanes. */
export const MOST_SUBSCRIPTIONS = 20;

const COLUMNS = `s.id, s.partner_id as "partnerId", s.url, s.types, s.state, s.reason, ${instantSql("s.failing_since")} as "failingSince",
  s.failures, ${instantSql("s.previous_until")} as "previousUntil", ${instantSql("s.created_at")} as "createdAt",
  ${instantSql("s.changed_at")} as "changedAt"`;

interface Row {
  readonly id: string;
  readonly partnerId: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly state: Subscription["state"];
  readonly reason: SubscriptionReason | null;
  readonly failingSince: Instant | null;
  readonly failures: number;
  readonly previousUntil: Instant | null;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

const toSubscription = ({ types, reason, failingSince, previousUntil, ...rest }: Row): Subscription => ({
  ...rest,
  ...(types === null ? {} : { types }),
  ...(reason === null ? {} : { reason }),
  ...(failingSince === null ? {} : { failingSince }),
  ...(previousUntil === null ? {} : { previousUntil }),
});

/** The record of an act (R-F06), as a part of the statement that does it: `$2` now, `$3` actor, `$4` why. */
const acted = (act: string, from: string): string => `
  insert into operator_act (id, at, actor, act, target, reason)
  select gen_random_uuid(), $2::text::timestamptz, $3, 'subscription.${act}', ${from}.id, $4 from ${from}`;

const LOCK_PARTNER = "select id from partner where id = $1 and disabled_at is null for update";
const OTHERS = `
  select count(*)::int as count, min(id) filter (where url = $2 and types is not distinct from $3::text::jsonb) as same
  from subscription where partner_id = $1 and state <> 'ended'`;
const INSERT = `
  with made as (
    insert into subscription as s (id, partner_id, url, types, sealed, state, created_at, changed_at)
    values ($1, $5, $6, $7::text::jsonb, $8, 'active', $2::text::timestamptz, $2::text::timestamptz) returning s.*
  ), begins as (
    insert into poller (id, cursor, next_at) values ($9, $10, $2::text::timestamptz)
  ), act as (${acted("create", "made")})
  select ${COLUMNS} from made s`;
const GET = `select ${COLUMNS} from subscription s where s.id = $1`;
const LIST = `
  select ${COLUMNS} from subscription s
  where ($1::text is null or s.partner_id = $1) and (case when $2::text is null then s.state <> 'ended' else s.state = $2 end)
    and ($3::text is null or s.id < $3)
  order by s.id desc limit $4::int`;
const change = (act: string, set: string, where: string): string => `
  with changed as (
    update subscription s set ${set}, version = s.version + 1, changed_at = $2::text::timestamptz where s.id = $1 and ${where} returning s.*
  ), act as (${acted(act, "changed")})
  select ${COLUMNS} from changed s`;
const PAUSE = change("pause", "state = 'paused', reason = $5", "s.state = 'active'");
const RESUME = change("resume", "state = 'active', reason = null, failures = 0, failing_since = null", "s.state = 'paused'");
const END = change("end", "state = 'ended', reason = $5, failures = 0, failing_since = null", "s.state <> 'ended'");
const ROTATE = change(
  "rotate",
  "previous_sealed = s.sealed, previous_until = $6::text::timestamptz, sealed = $5",
  "s.state <> 'ended'",
);
/** What was given up or waits begins anew, with a new age; the lane begins gently (the same as a redrive, exchange/control.ts). */
const REVIVE = `
  with back as (
    update message set state = 'ready', attempts = 0, next_at = $2::text::timestamptz,
      error = coalesce(error, '{}'::jsonb) || jsonb_build_object('since', $2::text)
    where lane = $1 and state in ('ready','paused','dead') returning 1
  )
  update lane set recovered_at = clock_timestamp() where id = $1`;
const DROP =
  "update message set state = 'dropped', done_at = $2::text::timestamptz where lane = $1 and state in ('ready','paused','dead')";

const NOTE = `
  insert into operator_act (id, at, actor, act, target, reason)
  values (gen_random_uuid(), $2::text::timestamptz, $3, 'subscription.replay', $1, $4)`;

const SECRETS = `
  select sealed, previous_sealed as "previousSealed", ${instantSql("previous_until")} as "previousUntil" from subscription
  where id = $1 and state <> 'ended'`;
const PROGRESS = `
  select p.cursor, load.waiting, load.stopped, load."oldestWaitingAt", l.last_error as "lastError"
  from (select count(*) filter (where state in ('ready','leased'))::int as waiting,
      count(*) filter (where state in ('paused','dead'))::int as stopped,
      ${instantSql("min(created_at) filter (where state in ('ready','leased'))")} as "oldestWaitingAt"
    from message where lane = $1 and state in ('ready','leased','paused','dead')) load
  left join poller p on p.id = $2 left join lane l on l.id = $1`;
const ACTIVE = `
  select s.id as "subscriptionId", s.url, s.types, s.version, s.failures, s.sealed, s.previous_sealed as "previousSealed",
    ${instantSql("s.previous_until")} as "previousUntil", ${ACCOUNT_COLUMNS}
  from subscription s join partner p on p.id = s.partner_id and p.disabled_at is null where s.state = 'active'`;

export interface SealedSecrets {
  readonly sealed: string;
  readonly previousSealed: string | null;
  readonly previousUntil: Instant | null;
}
/** One to be delivered, with the account whose part of the feed it gets. */
export interface ActiveRow extends AccountRow, SealedSecrets {
  readonly subscriptionId: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly version: number;
  readonly failures: number;
}

export interface Insert {
  readonly id: string;
  readonly partnerId: string;
  readonly url: string;
  readonly types: readonly string[] | undefined;
  readonly sealed: string;
  readonly cursor: string;
  readonly now: Instant;
  readonly actor: string;
}

/** Who did it and why, and when. */
export interface Act {
  readonly now: Instant;
  readonly actor: string;
  readonly why: string;
}

const actValues = ({ now, actor, why }: Act) => [now, storableText(actor, 200), storableText(why, 1000)] as const;

const followerOf = (id: string): string => pollerName(id, FOLLOWER);

const one = (rows: readonly Row[]): Subscription | undefined => rows.map(toSubscription)[0];

/** All statements about subscriptions. Errors: the database driver's own. */
export const createSubscriptionStore = (database: Pick<Database, "query" | "transaction">) => ({
  /** One at a time per partner, so that the bound holds for callers that come together. */
  insert: (given: Insert): Promise<Subscription | "unknownPartner" | "tooMany" | { readonly same: string }> =>
    database.transaction(async (query) => {
      if ((await query(LOCK_PARTNER, [given.partnerId])).length === 0) return "unknownPartner";
      const types = given.types === undefined ? null : JSON.stringify(given.types);
      const [others] = await query<{ count: number; same: string | null }>(OTHERS, [given.partnerId, given.url, types]);
      if (others?.same) return { same: others.same };
      if ((others?.count ?? 0) >= MOST_SUBSCRIPTIONS) return "tooMany";
      const made = await query<Row>(INSERT, [
        given.id,
        // Its origin only: path and query of a webhook are often secrets.
        ...actValues({ now: given.now, actor: given.actor, why: new URL(given.url).origin }),
        given.partnerId,
        given.url,
        types,
        given.sealed,
        followerOf(given.id),
        given.cursor,
      ]);
      return one(made) ?? "unknownPartner";
    }),
  get: async (id: string) => one(await database.query<Row>(GET, [id])),
  list: async (filter: {
    readonly partnerId?: string;
    readonly state?: Subscription["state"];
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<Subscription>> => {
    const limit = Math.min(filter.limit ?? 50, 200);
    const rows = await database.query<Row>(LIST, [
      filter.partnerId ?? null,
      filter.state ?? null,
      filter.cursor ?? null,
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(toSubscription);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: last.id } : {}) };
  },
  progress: async (id: string): Promise<SubscriptionProgress> => {
    const [row] = await database.query<{
      cursor: string | null;
      waiting: number;
      stopped: number;
      oldestWaitingAt: Instant | null;
      lastError: SubscriptionProgress["lastError"] | null;
    }>(PROGRESS, [id, followerOf(id)]);
    return {
      waiting: row?.waiting ?? 0,
      stopped: row?.stopped ?? 0,
      ...(row?.cursor ? { cursor: row.cursor } : {}),
      ...(row?.oldestWaitingAt ? { oldestWaitingAt: row.oldestWaitingAt } : {}),
      ...(row?.lastError
        ? { lastError: { code: row.lastError.code, message: row.lastError.message, at: row.lastError.at } }
        : {}),
    };
  },
  /** undefined: it was not active. */
  pause: async (id: string, reason: SubscriptionReason, act: Act) =>
    one(await database.query<Row>(PAUSE, [id, ...actValues(act), reason])),
  /** undefined: it was not paused. */
  resume: (id: string, act: Act) =>
    database.transaction(async (query) => {
      const resumed = one(await query<Row>(RESUME, [id, ...actValues(act)]));
      if (resumed !== undefined) await query(REVIVE, [id, act.now]);
      return resumed;
    }),
  /** undefined: it had ended. */
  end: (id: string, reason: SubscriptionReason, act: Act) =>
    database.transaction(async (query) => {
      const ended = one(await query<Row>(END, [id, ...actValues(act), reason]));
      if (ended !== undefined) await query(DROP, [id, act.now]);
      return ended;
    }),
  /** undefined: it had ended. */
  rotate: async (id: string, sealed: string, previousUntil: Instant, act: Act) =>
    one(await database.query<Row>(ROTATE, [id, ...actValues(act), sealed, previousUntil])),
  /** Records a replay. */
  note: async (id: string, act: Act): Promise<void> => {
    await database.query(NOTE, [id, ...actValues(act)]);
  },
  secrets: async (id: string) => (await database.query<SealedSecrets>(SECRETS, [id]))[0],
  active: () => database.query<ActiveRow>(ACTIVE),
});
export type SubscriptionStore = ReturnType<typeof createSubscriptionStore>;
