/**
 * Files that nothing names: stored just before a crash, or for a command that was refused in the end. They are deleted when they are old enough
 * that nobody can be about to name them. In doubt a file stays.
 * Glossary: sweep = dọn · to name = nhắc tới.
 */
import { DAY_MS } from "../time/local.ts";
import type { Clock, Instant } from "../time/types.ts";
import type { BlobStore } from "./blobs.ts";
import type { Database } from "./database.ts";
import { NAMED, noteNamedFiles } from "./named-files.ts";

/** Whoever stores a file names it within seconds; a person who fills in a form, within the day. */
export const SWEEP_AGE_MS = 30 * DAY_MS;
/** No upload takes that long: an upload in progress is written to all the time. */
const BROKEN_AGE_MS = DAY_MS;

// Whole tables, once a day: the hot statements' plans would find every row of them by an index.
const PLANS = `set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; set local statement_timeout = 600000`;

/**
 * $1: older than. Named by whom: who brought it and every dossier event (receipts) · papers kept for reuse, removed ones too · statements of banks
 * · a message's body or what came of it · words in the body of a message that is open, and of a device's job, whatever became of it.
 */
const UNNAMED = `
  with old as materialized (
    select b.sha256 from blob b
    where b.at < $1::text::timestamptz and not exists (
      select 1 from receipt r where r.key = b.sha256 and (r.scope = '${NAMED}' or r.scope like 'file:%'))
  ), words as (
    select m.body from message m where m.body is not null and m.state in ('ready', 'leased', 'paused', 'dead')
    union all
    select m.body from message m where m.body is not null and m.lane in (select id from hall_device)
  ), named as (
    select blob as sha256 from held_paper
    union all select sha256 from statement
    union all select body_blob from message where body_blob is not null
    union all select reference from message where reference is not null
    union all select hash.part[1] from words, regexp_matches(body::text, '[0-9a-f]{64}', 'g') as hash(part) where exists (select 1 from old)
  )
  select sha256 from old where not exists (select 1 from named where named.sha256 = old.sha256) order by sha256`;

export interface Swept {
  /** Stored files that nothing named. */
  readonly files: number;
  /** What uploads that broke off left behind. */
  readonly broken: number;
}

/**
 * Sweeps once. Several processes may, while others store files. `realNow`: the machine's own time, milliseconds since 1970, as its file system has it.
 * Errors: the database driver's, the file system's, an AbortError where `signal` ends it; the next sweep goes on.
 */
export const sweepFiles = async ({
  database,
  blobs,
  clock,
  realNow = Date.now,
  signal,
}: {
  readonly database: Database;
  readonly blobs: Pick<BlobStore, "forget" | "forgetBroken">;
  readonly clock: Clock;
  readonly realNow?: () => number;
  readonly signal?: AbortSignal;
}): Promise<Swept> => {
  const broken = await blobs.forgetBroken(realNow() - BROKEN_AGE_MS);
  const now = clock();
  const before: Instant = new Date(Date.parse(now) - SWEEP_AGE_MS).toISOString();
  await noteNamedFiles(database, now, signal);
  const unnamed = await database.transaction(async (query) => {
    for (const plan of PLANS.split("; ")) await query(plan);
    return query<{ sha256: string }>(UNNAMED, [before]);
  });
  return {
    broken,
    files: (
      await blobs.forget(
        unnamed.map(({ sha256 }) => sha256),
        before,
      )
    ).length,
  };
};
