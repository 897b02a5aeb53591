/** Writing messages outside of a command's commit: what a stream brought, what its sender is answered, a replay. Each once by its feed id. */
import { newId } from "../ids.ts";
import type { ExchangeOptions } from "./options.ts";
import { storableJson, storableText } from "./storable.ts";

/** Claim check: larger bodies travel as stored blobs (design.md §3). */
const MAX_BODY = 65_536;

export interface Enqueued {
  readonly direction: "in" | "out";
  readonly operation: string;
  /** What order is kept by. */
  readonly key: string;
  readonly body: unknown;
  /** Of one lane and id only one message is ever written. */
  readonly feedId: string;
  readonly traceparent?: string;
}

const ENQUEUE = `
  insert into message (id, lane, key, direction, operation, body, body_blob, next_at, created_at, feed_id, traceparent)
  select i.id, $1, i.key, i.direction, i.operation, i.body, i."bodyBlob", $2::text::timestamptz, $2::text::timestamptz, i."feedId", i.traceparent
  from rows from (jsonb_to_recordset($3::text::jsonb)
    as (id uuid, key text, direction text, operation text, body jsonb, "bodyBlob" text, "feedId" text, traceparent text)) with ordinality
    as i(id, key, direction, operation, body, "bodyBlob", "feedId", traceparent, n)
  order by i.n
  on conflict (lane, feed_id) where feed_id is not null do nothing
  returning 1 as one`;

/** One message as the statements of this folder take it: a body over the claim-check size is stored first. */
export const messageRow = async (
  options: Pick<ExchangeOptions, "storeBlob">,
  { direction, operation, key, body, feedId, traceparent }: Enqueued,
) => {
  const text = storableJson(body);
  const bytes = new TextEncoder().encode(text);
  const large = bytes.byteLength > MAX_BODY;
  return {
    id: newId(),
    key: storableText(key, 200),
    direction,
    operation,
    body: large ? null : body,
    bodyBlob: large ? await options.storeBlob(bytes, "application/json") : null,
    feedId: storableText(feedId, 400),
    traceparent,
  };
};

/** Writes the messages to a lane in one statement; how many were new. Errors: the database driver's. */
export const enqueue = async (
  options: Pick<ExchangeOptions, "database" | "clock" | "storeBlob">,
  lane: string,
  messages: readonly Enqueued[],
): Promise<number> => {
  if (messages.length === 0) return 0;
  const rows = await Promise.all(messages.map((message) => messageRow(options, message)));
  return (await options.database.query(ENQUEUE, [lane, options.clock(), storableJson(rows)])).length;
};
