/** What operators see of the exchange: messages, lanes, the wire log. Reading only. */

import type { LaneError, LaneView, MessageView, Page, WireView } from "../hub-types.ts";
import type { Database } from "../store/database.ts";
import { instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { InstalledAdapter } from "./adapter.ts";
import { isHead, OPEN } from "./claim.ts";
import type { StoredError } from "./failure.ts";
import type { BreakerState } from "./lane-store.ts";
import { POLLER_VIEW, type PollerRow } from "./pollers.ts";

type Query = Pick<Database, "query">;

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface MessageRow {
  readonly id: string;
  readonly seq: number;
  readonly lane: string;
  readonly key: string;
  readonly dossierCode: string | null;
  readonly direction: "out" | "in";
  readonly operation: string;
  readonly state: MessageView["state"];
  readonly attempts: number;
  readonly uncertain: boolean;
  readonly nextAt: Instant;
  readonly createdAt: Instant;
  readonly doneAt: Instant | null;
  readonly reference: string | null;
  readonly error: StoredError | null;
  readonly holdsBack: number;
}

// A key is a dossier's id (what we send) or the partner's name of it (items of feeds).
const MESSAGE = `
  select m.id::text as id, m.seq::float8 as seq, m.lane, m.key, d.code as "dossierCode", m.direction, m.operation, m.state, m.attempts,
    m.uncertain, ${instantSql("m.next_at")} as "nextAt", ${instantSql("m.created_at")} as "createdAt", ${instantSql("m.done_at")} as "doneAt",
    m.reference, m.error,
    case when m.state in ${OPEN} then (select count(*)::int from message l
      where l.lane = m.lane and l.key = m.key and l.seq > m.seq and l.state in ${OPEN}) else 0 end as "holdsBack"
  from message m
  left join dossier d on d.id = case when m.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then m.key::uuid end`;

const FILTERED = `${MESSAGE}
  where ($1::text is null or m.lane = $1)
    and ($2::text is null or m.state in (select value from jsonb_array_elements_text($2::text::jsonb)))
    and ($3::text is null or m.key in (select value from jsonb_array_elements_text($3::text::jsonb)))
    and m.seq > $4::float8::bigint
  order by m.seq limit $5::int`;
const BLOCKED = `
  select * from (${MESSAGE} where m.state in ('paused','dead') and ${isHead("m")} order by m.seq limit 1000) heads where "holdsBack" > 0`;

const toView = (row: MessageRow): MessageView => ({
  id: row.id,
  lane: row.lane,
  key: row.key,
  ...(row.dossierCode === null ? {} : { dossierCode: row.dossierCode }),
  direction: row.direction,
  operation: row.operation,
  state: row.state,
  attempts: row.attempts,
  uncertain: row.uncertain,
  nextAt: row.nextAt,
  createdAt: row.createdAt,
  ...(row.doneAt === null ? {} : { doneAt: row.doneAt }),
  ...(row.reference === null ? {} : { reference: row.reference }),
  ...(row.error?.code === undefined
    ? {}
    : {
        error: {
          intent: row.error.intent,
          code: row.error.code,
          blame: row.error.blame,
          message: row.error.message,
          hint: { ...row.error.hint },
          at: row.error.at,
        },
      }),
  holdsBack: row.holdsBack,
});

const NAMES = `
  select id::text as id, code, national_code as "nationalCode" from dossier
  where id = $1::text::uuid
  union select id::text, code, national_code from dossier where code = $2
  union select id::text, code, national_code from dossier where national_code = $2`;

/** Every key under which messages of one dossier may run: its id, its codes, and what was asked for. */
const keysOf = async (database: Query, reference: string): Promise<string[]> => {
  const rows = await database.query<{ id: string; code: string | null; nationalCode: string | null }>(NAMES, [
    UUID.test(reference) ? reference : null,
    reference,
  ]);
  const names = rows.flatMap((row) => [row.id, row.code, row.nationalCode]).filter((name): name is string => name !== null);
  return [...new Set([reference, ...names])];
};

export interface MessageFilter {
  readonly lane?: string;
  readonly states?: readonly MessageView["state"][];
  readonly dossier?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** A page of messages in order of age; without `states`: those that need a person, or all of one dossier. */
export const listMessages = async (database: Query, filter: MessageFilter): Promise<Page<MessageView>> => {
  const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? 50)), 200);
  const keys = filter.dossier === undefined ? undefined : await keysOf(database, filter.dossier);
  const states = filter.states ?? (keys ? undefined : ["paused", "dead"]);
  const from = /^\d{1,15}$/.test(filter.cursor ?? "") ? Number(filter.cursor) : 0;
  const rows = await database.query<MessageRow>(FILTERED, [
    filter.lane ?? null,
    states ? JSON.stringify(states) : null,
    keys ? JSON.stringify(keys) : null,
    from,
    limit + 1,
  ]);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(toView), ...(rows.length > limit && last ? { next: String(last.seq) } : {}) };
};

/** Heads that are paused or dead while later messages of the same dossier wait behind them. */
export const listBlocked = async (database: Query): Promise<readonly MessageView[]> =>
  (await database.query<MessageRow>(BLOCKED)).map(toView);

const LANES = `
  select id, breaker, forced, forced_reason as "forcedReason", last_error as "lastError" from lane order by id`;
const LOAD = `
  select lane, (count(*) filter (where state = 'ready'))::int as waiting, (count(*) filter (where state = 'leased'))::int as "inFlight",
    (count(*) filter (where state = 'paused'))::int as paused, (count(*) filter (where state = 'dead'))::int as dead,
    ${instantSql("min(created_at) filter (where state = 'ready')")} as "oldestWaitingAt"
  from message where state in ${OPEN} group by lane`;

interface LoadRow {
  readonly lane: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly paused: number;
  readonly dead: number;
  readonly oldestWaitingAt: Instant | null;
}
interface LaneStateRow {
  readonly id: string;
  readonly breaker: BreakerState;
  readonly forced: "open" | "closed" | null;
  readonly forcedReason: string | null;
  readonly lastError: StoredError | null;
}

const laneError = ({ code, blame, message, hint, at }: StoredError): LaneError => ({
  code,
  blame,
  message,
  hint: { ...hint },
  at,
});

const laneView = (
  id: string,
  adapter: InstalledAdapter["adapter"] | undefined,
  state: LaneStateRow | undefined,
  load: LoadRow | undefined,
  pollers: readonly PollerRow[],
): LaneView => ({
  id,
  title: adapter?.title ?? { vi: `${id} (chưa cài bộ kết nối)`, en: `${id} (adapter not installed)` },
  breaker: state?.breaker ?? "closed",
  ...(state?.forced ? { forced: state.forced } : {}),
  ...(state?.forced && state.forcedReason ? { forcedReason: state.forcedReason } : {}),
  waiting: load?.waiting ?? 0,
  inFlight: load?.inFlight ?? 0,
  paused: load?.paused ?? 0,
  dead: load?.dead ?? 0,
  ...(load?.oldestWaitingAt ? { oldestWaitingAt: load.oldestWaitingAt } : {}),
  ...(state?.lastError ? { lastError: laneError(state.lastError) } : {}),
  operations: Object.keys(adapter?.operations ?? {}),
  pollers: pollers
    .filter((row) => row.id.startsWith(`${id}/`))
    .map((row) => ({
      id: row.id.slice(id.length + 1),
      ...(row.cursor === null ? {} : { cursor: row.cursor }),
      nextAt: row.nextAt,
      ...(row.lastError ? { lastError: { ...laneError(row.lastError), failures: row.lastError.failures } } : {}),
    })),
});

/** All lanes: installed ones, and those that still hold messages of an adapter that is not installed here. */
export const listLanes = async (database: Query, adapters: readonly InstalledAdapter[]): Promise<readonly LaneView[]> => {
  const [states, loads, pollers] = await Promise.all([
    database.query<LaneStateRow>(LANES),
    database.query<LoadRow>(LOAD),
    database.query<PollerRow>(POLLER_VIEW),
  ]);
  const installed = new Map(adapters.map(({ adapter }) => [adapter.id, adapter]));
  const ids = new Set([...installed.keys(), ...loads.map((load) => load.lane)]);
  return [...ids].map((id) =>
    laneView(
      id,
      installed.get(id),
      states.find((row) => row.id === id),
      loads.find((row) => row.lane === id),
      pollers,
    ),
  );
};

const WIRE = `
  select w.seq::float8 as seq, w.lane, w.direction, w.what, w.status, ${instantSql("w.at")} as at, w.sha256, w.size,
    w.content_type as "contentType", w.body, w.seal_id::float8 as "sealId"
  from wire_log w`;
const WIRE_OF_DOSSIER = `${WIRE} where w.key in (select value from jsonb_array_elements_text($1::text::jsonb)) order by w.seq desc limit $2::int`;
// By the message's key first: wire_log has an index on (key, seq), none on message_id.
const WIRE_OF_MESSAGE = `${WIRE}
  where w.key = (select key from message where id = $1::uuid) and w.message_id = $1::uuid order by w.seq desc limit $2::int`;

interface WireLogRow {
  readonly seq: number;
  readonly lane: string;
  readonly direction: string;
  readonly what: string;
  readonly status: number | null;
  readonly at: Instant;
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string | null;
  readonly body: Uint8Array | null;
  readonly sealId: number | null;
}

/** The newest `limit` (100) entries of one dossier or message, in their order. Neither given: none. */
export const listWire = async (
  database: Query,
  filter: { readonly dossier?: string; readonly messageId?: string; readonly limit?: number },
): Promise<readonly WireView[]> => {
  const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? 100)), 1000);
  let rows: readonly WireLogRow[] = [];
  if (filter.messageId !== undefined) {
    if (UUID.test(filter.messageId)) rows = await database.query<WireLogRow>(WIRE_OF_MESSAGE, [filter.messageId, limit]);
  } else if (filter.dossier !== undefined) {
    rows = await database.query<WireLogRow>(WIRE_OF_DOSSIER, [JSON.stringify(await keysOf(database, filter.dossier)), limit]);
  }
  return rows.toReversed().map(({ status, contentType, body, sealId, ...rest }) => ({
    ...rest,
    ...(status === null ? {} : { status }),
    ...(contentType === null ? {} : { contentType }),
    ...(body === null ? {} : { body }),
    ...(sealId === null ? {} : { sealId }),
  }));
};
