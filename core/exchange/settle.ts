/**
 * Writing down how attempts ended, together with what went over the wire: one statement, guarded by each message's fence. A
 * worker whose lease was taken over changes nothing, but what it sent stays in the wire log. Attempts that end while a
 * statement is on its way are settled together in the next one.
 */
import { createBatcher, upTo } from "../store/batcher.ts";
import type { Database } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { Claimed } from "./claim.ts";
import { notStorable, storedError } from "./failure.ts";
import type { Settlement } from "./judge.ts";
import { isDataFault, storableJson, storableText } from "./storable.ts";
import { INSERT_WIRE, type WireRow } from "./wire-log.ts";

const SETTLE = `
  with input as (
    select * from jsonb_to_recordset($1::text::jsonb) as x(i int, id uuid, fence int, worker uuid, state text, counted int,
      uncertain boolean, next_at timestamptz, done_at timestamptz, reference text, has_error boolean, error jsonb)
  ), settled as (
    update message m set state = input.state, leased_by = null, attempts = m.attempts + input.counted, uncertain = input.uncertain,
      next_at = coalesce(input.next_at, m.next_at), done_at = input.done_at, reference = coalesce(input.reference, m.reference),
      error = case when input.has_error then input.error else m.error end
    from input
    where m.id = input.id and m.fence = input.fence and m.leased_by = input.worker and m.state = 'leased'
    returning input.i
  ), logged as (${INSERT_WIRE("$2")})
  select i from settled`;

/** Most settlements in one statement; each may carry wire bodies of 64 KiB. */
const BATCH = 32;

export interface Ended {
  readonly worker: string;
  readonly message: Claimed;
  readonly settlement: Settlement;
  readonly wire: readonly WireRow[];
  readonly now: Instant;
}

export interface Settler {
  /**
   * Settles one attempt; false where the fence is stale and nothing was written. A settlement whose data the database
   * refuses is replaced by a pause, so that nothing hangs on a lease for ever. Rejects when the database is away: then it
   * may be tried again (the fence makes a repeat harmless).
   */
  settle(ended: Ended): Promise<boolean>;
}

const toRow = ({ worker, message, settlement }: Ended, i: number) => ({
  i,
  id: message.id,
  fence: message.fence,
  worker,
  state: settlement.state,
  counted: settlement.countAttempt ? 1 : 0,
  uncertain: settlement.uncertain,
  next_at: settlement.nextAt,
  done_at: settlement.doneAt,
  reference: settlement.reference === undefined ? undefined : storableText(settlement.reference, 400),
  has_error: settlement.error !== undefined,
  // SQL null clears the error; JSON null would be a value.
  error: settlement.error ?? undefined,
});

const pausedInstead = (ended: Ended, cause: unknown): Ended => ({
  ...ended,
  wire: [],
  settlement: {
    as: "paused",
    state: "paused",
    countAttempt: true,
    uncertain: ended.settlement.uncertain || ended.settlement.state === "done",
    error: storedError(notStorable(cause), ended.now),
  },
});

/** @param flights statements at once; a settle starts with its turn of the event loop while one is free, else it joins the next batch. */
export const createSettler = (
  database: Pick<Database, "query" | "kind">,
  flights = database.kind === "embedded" ? 1 : 4,
): Settler => {
  const write = async (batch: readonly Ended[]): Promise<readonly boolean[]> => {
    const wire = batch.flatMap((ended) => ended.wire);
    const rows = await database.query<{ i: number }>(SETTLE, [storableJson(batch.map(toRow)), storableJson(wire)]);
    const written = new Set(rows.map((row) => row.i));
    return batch.map((_, i) => written.has(i));
  };

  const writeOne = async (ended: Ended): Promise<boolean> => (await write([ended]))[0] ?? false;
  /** One by one, when the database refused the data of a batch: only the bad one is paused. */
  const writeAlone = async (ended: Ended): Promise<boolean> => {
    try {
      return await writeOne(ended);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      return writeOne(pausedInstead(ended, error));
    }
  };

  return { settle: createBatcher({ flights, take: upTo(BATCH), write, alone: { after: isDataFault, write: writeAlone } }) };
};
