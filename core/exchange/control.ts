/**
 * What an operator does to the exchange. Every act needs an actor and a reason and is written in the same statement as its
 * row in `operator_act` (R-F06). Nothing here sends: it changes rows, and the lanes find them.
 */

import type { ExchangeControl } from "../hub-types.ts";
import type { Database } from "../store/database.ts";
import type { Clock } from "../time/types.ts";
import type { InstalledAdapter } from "./adapter.ts";
import { isHead } from "./claim.ts";
import { noReason } from "./failure.ts";
import { FOLLOWER_BEHIND } from "./pollers.ts";
import { storableText } from "./storable.ts";
import { listBlocked, listLanes, listMessages, listWire, UUID } from "./views.ts";

const CANDIDATES = `
  select id::text as id from message
  where state in ('paused','dead')
    and ($1::text is null or id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb)))
    and ($2::text is null or lane = $2)
  order by seq`;
// The plan begins anew, and so does the age (error.since). The lane begins gently: a redriven flood is still a flood.
const REDRIVE = `
  with picked as (
    select id from message
    where state in ('paused','dead')
      and ($1::text is null or id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb)))
      and ($2::text is null or lane = $2)
    order by seq for update skip locked
  ), back as (
    update message m set state = 'ready', attempts = 0, next_at = $3::text::timestamptz,
      error = coalesce(m.error, '{}'::jsonb) || jsonb_build_object('since', $3::text)
    from picked where m.id = picked.id returning m.id, m.seq, m.lane
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason)
    select gen_random_uuid(), $3::text::timestamptz, $4, 'redrive', back.id::text, $5 from back
  ), gently as (
    update lane set recovered_at = clock_timestamp() where id in (select lane from back)
  )
  select id::text as id from back order by seq`;
const RELEASE = `
  with gone as (
    update message set state = 'dropped', done_at = $2::text::timestamptz
    where id = $1::uuid and state in ('ready','paused','dead') returning id, lane, state
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason)
    select gen_random_uuid(), $2::text::timestamptz, $3, 'release', gone.id::text, $4 from gone
  )
  select lane from gone`;
// Turning a lane on again, by "closed" or by "auto" after "open", begins gently.
const FORCE = `
  with changed as (
    update lane set forced = $2, forced_reason = case when $2::text is null then null else $5 end, changed_at = $3::text::timestamptz,
      recovered_at = case when $2::text is distinct from 'open' then clock_timestamp() else recovered_at end
    where id = $1 returning id
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason, data)
    select gen_random_uuid(), $3::text::timestamptz, $4, 'force', changed.id, $5, jsonb_build_object('state', coalesce($2::text, 'auto')) from changed
  )
  select id from changed`;

// Only what can move: heads whose time has come, on lanes that are installed and not switched off; and feeds that are due.
const BUSY = `
  select exists (
      select 1 from message m where m.state = 'leased'
        and m.lane not in (select value from jsonb_array_elements_text($4::text::jsonb))
    ) or exists (
      select 1 from message m join lane l on l.id = m.lane and l.forced is distinct from 'open'
      where m.state = 'ready' and m.next_at <= $1::text::timestamptz and ${isHead("m")}
        and m.lane in (select value from jsonb_array_elements_text($2::text::jsonb))
        and m.lane not in (select value from jsonb_array_elements_text($4::text::jsonb))
    ) or exists (
      select 1 from poller p join lane l on l.id = split_part(p.id, '/', 1) and l.forced is distinct from 'open'
      where (p.holder is not null or p.next_at <= $1::text::timestamptz or (${FOLLOWER_BEHIND}))
        and l.id in (select value from jsonb_array_elements_text($2::text::jsonb))
        and l.id not in (select value from jsonb_array_elements_text($4::text::jsonb))
        and p.id in (select value from jsonb_array_elements_text($3::text::jsonb))
    ) as busy`;

export interface ControlDeps {
  readonly database: Database;
  readonly adapters: () => readonly InstalledAdapter[];
  /** Names of the feeds that are read here. */
  readonly pollers: () => readonly string[];
  readonly clock: Clock;
  readonly poke: (lanes?: readonly string[]) => void;
  /** Resolves at the next thing that happens in this process, or after a short while (other processes work too). */
  readonly nextEvent: () => Promise<void>;
}

const reasoned = (input: { readonly actor: string; readonly reason: string }): { actor: string; reason: string } => {
  const actor = storableText(input.actor.trim(), 200);
  const reason = storableText(input.reason.normalize("NFC").trim(), 2000);
  if (actor === "" || reason === "") throw noReason();
  return { actor, reason };
};

/** Throws ExchangeError exchange.reason-missing (blame caller) where an act comes without actor or reason. */
export const createControl = (deps: ControlDeps): ExchangeControl => {
  const { database, adapters, clock, poke } = deps;

  return {
    lanes: () => listLanes(database, adapters()),
    messages: (filter) => listMessages(database, filter),
    blocked: () => listBlocked(database),
    wire: (filter) => listWire(database, filter),
    redrive: async (input) => {
      if (input.ids === undefined && input.lane === undefined) return [];
      const ids = input.ids === undefined ? null : JSON.stringify(input.ids.filter((id) => UUID.test(id)));
      const lane = input.lane ?? null;
      if (input.dryRun) return (await database.query<{ id: string }>(CANDIDATES, [ids, lane])).map((row) => row.id);
      const { actor, reason } = reasoned(input);
      const rows = await database.query<{ id: string }>(REDRIVE, [ids, lane, clock(), actor, reason]);
      // A whole round, not the lanes alone: it reads that they must begin gently before it claims.
      if (rows.length > 0) poke();
      return rows.map((row) => row.id);
    },
    release: async (input) => {
      const { actor, reason } = reasoned(input);
      if (!UUID.test(input.id)) return false;
      const [row] = await database.query<{ lane: string }>(RELEASE, [input.id, clock(), actor, reason]);
      if (row) poke([row.lane]);
      return row !== undefined;
    },
    force: async (input) => {
      const { actor, reason } = reasoned(input);
      const state = input.state === "auto" ? null : input.state;
      const changed = (await database.query(FORCE, [input.lane, state, clock(), actor, reason])).length > 0;
      if (changed) poke();
      return changed;
    },
    idle: async (except = []) => {
      const left = JSON.stringify(except);
      poke();
      for (;;) {
        const installed = JSON.stringify(adapters().map(({ adapter }) => adapter.id));
        const pollers = JSON.stringify(deps.pollers());
        const [row] = await database.query<{ busy: boolean }>(BUSY, [clock(), installed, pollers, left]);
        if (!row?.busy) return;
        await deps.nextEvent();
      }
    },
  };
};
