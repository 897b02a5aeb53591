/**
 * Watches the lanes of webhooks: counts failures in a row, and pauses what has failed for long or has a message that is given up. A pause loses
 * nothing: the cursor stays, and resuming goes on there. Counting is done in memory and written down once a round.
 */
import type { ExchangeEvent, Log } from "../exchange/options.ts";
import { after } from "../exchange/plan.ts";
import type { Database } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import type { Act, SubscriptionStore } from "./store.ts";
import type { SubscriptionReason } from "./types.ts";

/** Both must be passed: a weekend's outage of a rarely called receiver is few failures, a busy one's short outage is many. */
export const PAUSE_AFTER_FAILURES = 20;
export const PAUSE_AFTER_MS = 86_400_000;
/** How often heads are looked at that another process may have stopped, real time. */
const LOOK_EVERY_MS = 30_000;

/** $2: JSON of {id, ok, failures}: `ok` where one got through since the last round; `failures` after that. */
const COUNT = `
  update subscription s set
    failures = case when i.ok then i.failures else s.failures + i.failures end,
    failing_since = case when i.failures = 0 then null when i.ok then $1::text::timestamptz
      else coalesce(s.failing_since, $1::text::timestamptz) end
  from jsonb_to_recordset($2::text::jsonb) as i(id text, ok boolean, failures int)
  where s.id = i.id and s.state = 'active'`;
const FAILING = `
  select id from subscription where state = 'active' and failures >= $1::int and failing_since <= $2::text::timestamptz`;
/** The first message of each lane that waits for a person. $1: null = all active lanes. */
const STOPPED = `
  select s.id, m.state, m.error ->> 'code' as code from subscription s
  cross join lateral (select state, error from message
    where lane = s.id and state in ('paused','dead') order by seq limit 1) m
  where s.state = 'active' and ($1::text is null or s.id in (select value from jsonb_array_elements_text($1::text::jsonb)))`;

interface Stopped {
  readonly id: string;
  readonly state: "paused" | "dead";
  readonly code: string | null;
}

/** What a stopped head means for its subscription. Pure. */
export const reasonOf = ({ state, code }: Pick<Stopped, "state" | "code">): SubscriptionReason => {
  if (code === "webhook.gone") return "gone";
  if (code === "webhook.target-forbidden") return "targetForbidden";
  return state === "dead" ? "undeliverable" : "stopped";
};

/** What the hub did by itself, in the record of acts. */
const WHY: Readonly<Record<SubscriptionReason, string>> = {
  owner: "theo yêu cầu của chủ đăng ký",
  operator: "theo yêu cầu của người vận hành",
  failing: "không gửi được tin nào trong thời gian dài",
  undeliverable: "một tin đã hết lượt gửi",
  targetForbidden: "địa chỉ nhận tin dẫn tới nơi trục không được gọi",
  secretUnreadable: "không mở được khóa ký",
  stopped: "một tin chờ người xử lý",
  gone: "bên nhận trả lời 410",
};

export interface SupervisorDeps {
  readonly database: Pick<Database, "query">;
  readonly store: SubscriptionStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Real milliseconds; performance.now where absent. */
  readonly realNow?: () => number;
}

export interface Supervisor {
  /** To be told of everything that happens in the exchange. */
  heard(event: ExchangeEvent): void;
  /** Writes counts down, pauses and ends. True where a subscription changed. `failing`: ids known to have failed before. */
  round(failing: ReadonlySet<string>, unreadable: readonly string[]): Promise<boolean>;
}

interface Count {
  ok: boolean;
  failures: number;
}

const isWebhook = (lane: string): boolean => lane.startsWith("wh-");
const FAILED: ReadonlySet<string> = new Set(["retried", "unknown", "paused", "dead"]);

export const createSupervisor = ({
  database,
  store,
  clock,
  log,
  realNow = () => performance.now(),
}: SupervisorDeps): Supervisor => {
  let counts = new Map<string, Count>();
  let troubled = new Set<string>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  const act = (reason: SubscriptionReason): Act => ({ now: clock(), actor: "hub", why: WHY[reason] });

  /** Whoever's statement changes the row tells of it: one line in the log, however many processes look. */
  const stop = async (id: string, reason: SubscriptionReason): Promise<boolean> => {
    const changed = reason === "gone" ? await store.end(id, reason, act(reason)) : await store.pause(id, reason, act(reason));
    if (changed === undefined) return false;
    log.error(
      {
        alert: reason === "gone" ? "subscription.ended" : "subscription.paused",
        subscription: id,
        partner: changed.partnerId,
        reason,
      },
      reason === "gone" ? "subscription ended: its receiver is gone" : "subscription paused by the hub: somebody must look",
    );
    return true;
  };

  const writeCounts = async (failing: ReadonlySet<string>, now: Instant): Promise<void> => {
    const told = counts;
    counts = new Map();
    // A good lane that stays good costs no write.
    const rows = [...told]
      .filter(([id, { failures }]) => failures > 0 || failing.has(id))
      .map(([id, count]) => ({ id, ...count }));
    if (rows.length > 0) await database.query(COUNT, [now, JSON.stringify(rows)]);
  };

  const stoppedLanes = async (): Promise<readonly Stopped[]> => {
    const all = realNow() - lookedAt > LOOK_EVERY_MS;
    const these = troubled;
    if (!all && these.size === 0) return [];
    troubled = new Set();
    if (all) lookedAt = realNow();
    return database.query<Stopped>(STOPPED, [all ? null : JSON.stringify([...these])]);
  };

  return {
    heard: (event) => {
      if (event.kind !== "settled" || !isWebhook(event.lane)) return;
      const count = counts.get(event.lane) ?? { ok: false, failures: 0 };
      if (event.as === "done") counts.set(event.lane, { ok: true, failures: 0 });
      else if (FAILED.has(event.as)) counts.set(event.lane, { ...count, failures: count.failures + 1 });
      if (event.as === "paused" || event.as === "dead") troubled.add(event.lane);
    },
    round: async (failing, unreadable) => {
      const now = clock();
      await writeCounts(failing, now);
      const long = await database.query<{ id: string }>(FAILING, [PAUSE_AFTER_FAILURES, after(now, -PAUSE_AFTER_MS)]);
      let changed = false;
      for (const one of await stoppedLanes()) changed = (await stop(one.id, reasonOf(one))) || changed;
      for (const { id } of long) changed = (await stop(id, "failing")) || changed;
      for (const id of unreadable) changed = (await stop(id, "secretUnreadable")) || changed;
      return changed;
    },
  };
};
