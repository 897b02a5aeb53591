/**
 * What a hall's devices brought (pictures of a camera, scans) is about people and is not kept for ever: after the hall's days (catalogs/halls,
 * `keepFilesDays`) a file that no dossier and no paper kept for reuse holds is deleted. Its job and the hall's events stay, with its hash.
 * Glossary: keep = lưu · expired = hết hạn lưu.
 */
import { type Hall, KEEP_FILES_DAYS } from "../../catalogs/hall.ts";
import type { BlobStore } from "../store/blobs.ts";
import type { Database } from "../store/database.ts";
import { NAMED, noteNamedFiles } from "../store/named-files.ts";
import { DAY_MS } from "../time/local.ts";
import type { Clock, Instant } from "../time/types.ts";

/** Deleted only a day after nobody is shown it any more: who still saw it has used it by then. */
const GRACE_MS = DAY_MS;

const moved = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

/** Until when the file of a job that ended at `at` is shown. @param hall undefined: one that the catalog has no more */
export const shownUntil = (at: Instant, hall: Pick<Hall, "keepFilesDays"> | undefined): Instant =>
  moved(at, (hall?.keepFilesDays ?? KEEP_FILES_DAYS) * DAY_MS);

/**
 * $1: device → what its files must be older than; $2: the same for devices that the catalog has no more; $3: only what has come to be that old
 * within so many seconds (null: whenever), because what was looked at once and is held by a dossier is held for good.
 * What an event names, or somebody brought himself, is a receipt (store/named-files.ts, store/blobs.ts): found by its key.
 */
const DUE = `
  with lane as (
    select d.id, coalesce(($1::text::jsonb ->> d.id)::timestamptz, $2::text::timestamptz) as before
    from (select id from hall_device union select jsonb_object_keys($1::text::jsonb)) d(id)
  ), brought as (
    select m.reference as sha256, max(coalesce(m.done_at, m.created_at) - lane.before) as age
    from message m join lane on lane.id = m.lane
    where m.direction = 'out' and m.reference is not null and m.state not in ('ready', 'leased') group by 1
  )
  select b.sha256 from blob b join brought on brought.sha256 = b.sha256
  where age < interval '0' and ($3::float8 is null or age >= make_interval(secs => -$3::float8))
    and not exists (
      select 1 from (select '${NAMED}' as scope union all select 'file:partner:' || id from partner) holder
      join receipt r on r.scope = holder.scope and r.key = b.sha256)
    and not exists (select 1 from held_paper p where p.blob = b.sha256 and p.removed_at is null)`;

export interface DeviceFiles {
  /** Deletes what is past its time; how many. Errors: the database driver's, the file system's; what was left then is deleted at the next start. */
  expire(): Promise<number>;
}

/** The files of one process's halls. */
export const createDeviceFiles = ({
  database,
  blobs,
  clock,
  halls,
}: {
  readonly database: Database;
  readonly blobs: Pick<BlobStore, "forget">;
  readonly clock: Clock;
  readonly halls: ReadonlyMap<string, Hall>;
}): DeviceFiles => {
  /** Hub time of the last time that all was well. */
  let last: Instant | undefined;
  return {
    expire: async () => {
      const now = clock();
      const olderThan = (days: number): Instant => moved(now, -days * DAY_MS - GRACE_MS);
      const before = Object.fromEntries(
        [...halls.values()].flatMap(({ devices, keepFilesDays }) => devices.map(({ id }) => [id, olderThan(keepFilesDays)])),
      );
      const seconds = last === undefined ? null : Math.max(0, Date.parse(now) - Date.parse(last) + GRACE_MS) / 1000;
      await noteNamedFiles(database, now);
      const due = await database.query<{ sha256: string }>(DUE, [JSON.stringify(before), olderThan(KEEP_FILES_DAYS), seconds]);
      const gone = await blobs.forget(
        due.map(({ sha256 }) => sha256),
        moved(now, -GRACE_MS),
      );
      last = now;
      return gone.length;
    },
  };
};
