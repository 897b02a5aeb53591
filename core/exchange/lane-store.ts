/** The `lane` rows: breaker state and switches, shared by all processes. Every change is guarded by the state it leaves. */
import type { Database } from "../store/database.ts";
import { instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { StoredError } from "./failure.ts";
import { storableJson } from "./storable.ts";

export type BreakerState = "closed" | "open" | "halfOpen";

export interface LaneRow {
  readonly id: string;
  readonly breaker: BreakerState;
  readonly forced: "open" | "closed" | null;
  /** Changes whenever the lane must begin gently again. */
  readonly recoveredAt: string | null;
  /** It recovered in the last half minute: a process that starts now begins gently too. */
  readonly recovering: boolean;
  /** Real milliseconds since it opened. */
  readonly openForMs: number | null;
  /** Messages whose time has come (not all of them heads). */
  readonly due: boolean;
}

const ENSURE = `
  insert into lane (id) select value from jsonb_array_elements_text($1::text::jsonb) order by value
  on conflict do nothing`;
const READ = `
  select l.id, l.breaker, l.forced, ${instantSql("l.recovered_at")} as "recoveredAt",
    coalesce(l.recovered_at > clock_timestamp() - interval '30 seconds', false) as recovering,
    (extract(epoch from clock_timestamp() - l.opened_at) * 1000)::float8 as "openForMs",
    exists (select 1 from message m where m.lane = l.id and m.state = 'ready' and m.next_at <= $1::text::timestamptz) as due
  from lane l`;
const OPEN_LANE = `
  update lane set breaker = 'open', opened_at = clock_timestamp(), good_probes = 0, last_error = $2::text::jsonb, changed_at = $3::text::timestamptz
  where id = $1 and breaker <> 'open' returning 1`;
const HALF_OPEN = `
  update lane set breaker = 'halfOpen', good_probes = 0, changed_at = $3::text::timestamptz
  where id = $1 and breaker = 'open' and opened_at <= clock_timestamp() - make_interval(secs => $2::float8 / 1000) returning 1`;
const GOOD_PROBE = `
  update lane set good_probes = good_probes + 1,
    breaker = case when good_probes + 1 >= $2::int then 'closed' else breaker end,
    recovered_at = case when good_probes + 1 >= $2::int then clock_timestamp() else recovered_at end,
    changed_at = $3::text::timestamptz
  where id = $1 and breaker = 'halfOpen' returning breaker, ${instantSql("recovered_at")} as "recoveredAt"`;
const LAST_ERROR = "update lane set last_error = $2::text::jsonb where id = $1";

export interface LaneStore {
  ensure(lanes: readonly string[]): Promise<void>;
  read(now: Instant): Promise<readonly LaneRow[]>;
  /** True where this call opened it. */
  open(lane: string, error: StoredError | null, now: Instant): Promise<boolean>;
  /** True where its time had come and this call made it half-open. */
  halfOpen(lane: string, openMs: number, now: Instant): Promise<boolean>;
  /** One good probe; the state afterwards, undefined where it is not half-open any more. */
  goodProbe(
    lane: string,
    needed: number,
    now: Instant,
  ): Promise<{ readonly breaker: BreakerState; readonly recoveredAt: string | null } | undefined>;
  lastError(lane: string, error: StoredError): Promise<void>;
}

/**
 * The `lane` rows, one statement each (design.md §3). `now` is hub time: which messages are due, when a row was changed. How long
 * a breaker has been open, and when it recovered, goes by the database's clock.
 * Errors: the database driver's own.
 */
export const createLaneStore = (database: Pick<Database, "query">): LaneStore => ({
  ensure: async (lanes) => {
    await database.query(ENSURE, [JSON.stringify(lanes)]);
  },
  read: (now) => database.query<LaneRow>(READ, [now]),
  open: async (lane, error, now) => (await database.query(OPEN_LANE, [lane, error ? storableJson(error) : null, now])).length > 0,
  halfOpen: async (lane, openMs, now) => (await database.query(HALF_OPEN, [lane, openMs, now])).length > 0,
  goodProbe: async (lane, needed, now) =>
    (await database.query<{ breaker: BreakerState; recoveredAt: string | null }>(GOOD_PROBE, [lane, needed, now]))[0],
  lastError: async (lane, error) => {
    await database.query(LAST_ERROR, [lane, storableJson(error)]);
  },
});
