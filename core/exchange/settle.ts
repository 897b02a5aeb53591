/**
 * Writing down how an attempt ended, together with what went over the wire: one statement, guarded by the fence. A worker
 * whose lease was taken over changes nothing (0 rows), but what it sent stays in the wire log.
 */
import type { Database, SqlValue } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { Claimed } from "./claim.ts";
import { notStorable, storedError } from "./failure.ts";
import type { Settlement } from "./judge.ts";
import { isDataFault, storableJson, storableText } from "./storable.ts";
import { INSERT_WIRE, type WireRow } from "./wire-log.ts";

const SETTLE = `
  with settled as (
    update message set state = $4, leased_by = null, attempts = attempts + $5::int, uncertain = $6::boolean,
      next_at = coalesce($7::text::timestamptz, next_at), done_at = $8::text::timestamptz, reference = coalesce($9, reference),
      error = case when $10::boolean then $11::text::jsonb else error end
    where id = $1::uuid and fence = $2::int and leased_by = $3::uuid and state = 'leased'
    returning 1
  ), logged as (${INSERT_WIRE("$12")})
  select count(*)::int as written from settled`;

const values = (worker: string, message: Claimed, settlement: Settlement, wire: readonly WireRow[]): readonly SqlValue[] => [
  message.id,
  message.fence,
  worker,
  settlement.state,
  settlement.countAttempt ? 1 : 0,
  settlement.uncertain,
  settlement.nextAt ?? null,
  settlement.doneAt ?? null,
  settlement.reference === undefined ? null : storableText(settlement.reference, 400),
  settlement.error !== undefined,
  settlement.error ? storableJson(settlement.error) : null,
  storableJson(wire),
];

/**
 * Settles one attempt; false where the fence is stale and nothing was written.
 * A settlement whose data the database refuses is replaced by a pause, so that nothing hangs on a lease for ever.
 */
export const settle = async (
  database: Pick<Database, "query">,
  worker: string,
  message: Claimed,
  settlement: Settlement,
  wire: readonly WireRow[],
  now: Instant,
): Promise<boolean> => {
  const write = async (what: Settlement, log: readonly WireRow[]): Promise<boolean> =>
    ((await database.query<{ written: number }>(SETTLE, values(worker, message, what, log)))[0]?.written ?? 0) > 0;
  try {
    return await write(settlement, wire);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    const uncertain = settlement.uncertain || settlement.state === "done";
    return write(
      { as: "paused", state: "paused", countAttempt: true, uncertain, error: storedError(notStorable(error), now) },
      [],
    );
  }
};
