/** The rows of devices: what each said of itself last, and its jobs, which are messages of its lane. */
import { type Database, instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { DeviceReport, DeviceState } from "./device.ts";
import type { DeviceJob } from "./types.ts";

export interface DeviceRow {
  readonly id: string;
  readonly state: DeviceState;
  readonly problems: DeviceReport["problems"];
  readonly readings: NonNullable<DeviceReport["readings"]>;
  readonly since: Instant;
  readonly seenAt: Instant;
  /** Real seconds since it was heard of. */
  readonly silentSeconds: number;
}

const ROW = `id, state, problems, readings, ${instantSql("since")} as since, ${instantSql("seen_at")} as "seenAt",
  extract(epoch from clock_timestamp() - seen_at)::float8 as "silentSeconds"`;

// Locked first, so that of two processes that see the same change only one says so.
const REPORT = `
  with old as (select state, problems, since from hall_device where id = $1 for update),
  written as (
    insert into hall_device (id, hall_id, state, problems, readings, since, seen_at)
    values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6::text::timestamptz, clock_timestamp())
    on conflict (id) do update set hall_id = excluded.hall_id, state = excluded.state, problems = excluded.problems,
      readings = case when excluded.readings = '{}'::jsonb then hall_device.readings else excluded.readings end,
      since = case when hall_device.state = excluded.state and hall_device.problems = excluded.problems then hall_device.since else excluded.since end,
      seen_at = excluded.seen_at
    returning 1)
  select not exists (select 1 from old where state = $3 and problems = $4::text::jsonb) as changed from written`;

/** Writes what a device says; true where that is something new. Errors: the database driver's. */
export const writeReport = async (
  database: Database,
  deviceId: string,
  hallId: string,
  report: DeviceReport,
  at: Instant,
): Promise<boolean> => {
  const rows = await database.query<{ changed: boolean }>(REPORT, [
    deviceId,
    hallId,
    report.state,
    JSON.stringify(report.problems),
    JSON.stringify(report.readings ?? {}),
    at,
  ]);
  return rows[0]?.changed ?? false;
};

/** All rows by id. */
export const readDevices = async (database: Database): Promise<ReadonlyMap<string, DeviceRow>> => {
  const rows = await database.query<DeviceRow>(`select ${ROW} from hall_device`);
  return new Map(rows.map((row) => [row.id, row]));
};

interface JobRow {
  readonly operation: string;
  readonly state: string;
  readonly attempts: number;
  readonly reference: string | null;
  readonly error: { code: string; message?: string; hint: { vi: string; en: string } } | null;
  readonly at: Instant;
  readonly doneAt: Instant | null;
}
const JOB = `
  select operation, state, attempts, reference, error, ${instantSql("created_at")} as at, ${instantSql("done_at")} as "doneAt" from message
  where lane = $1 and feed_id = $2 and direction = 'out'`;
// The first of a kind and those that were asked for again.
const WAITING = `
  select 1 from message where lane = $1 and direction = 'out' and state in ('ready', 'leased')
    and (feed_id = $2 or starts_with(feed_id, $2 || ':')) limit 1`;

/** Files are told from a device's own numbers by their form. */
const SHA256 = /^[0-9a-f]{64}$/;
const FILE_EXPIRED = {
  code: "hall.file-expired",
  hint: {
    vi: "Ảnh, bản quét của việc này đã hết hạn lưu.",
    en: "The picture or scan of this job was kept for its time and is gone.",
  },
};
const JOB_STATE: Readonly<Record<string, DeviceJob["state"]>> = { ready: "waiting", leased: "working", done: "done" };

/** Whether a job, or one that was asked for again after it, still waits for its device. */
export const jobWaits = async (database: Database, deviceId: string, jobId: string): Promise<boolean> =>
  (await database.query(WAITING, [deviceId, jobId])).length > 0;

/**
 * A job by the id that it was asked under; undefined where there is none.
 * @param isKept whether a file of that time is still kept
 */
export const readJob = async (
  database: Database,
  deviceId: string,
  jobId: string,
  isKept: (doneAt: Instant) => boolean,
): Promise<DeviceJob | undefined> => {
  const [row] = await database.query<JobRow>(JOB, [deviceId, jobId]);
  if (row === undefined) return undefined;
  const expired = row.reference !== null && SHA256.test(row.reference) && !isKept(row.doneAt ?? row.at);
  const error = expired ? FILE_EXPIRED : row.state === "done" ? null : row.error;
  return {
    jobId,
    deviceId,
    operation: row.operation,
    // paused, dead, rejected, dropped: it does not go on by itself.
    state: JOB_STATE[row.state] ?? "failed",
    attempts: row.attempts,
    at: row.at,
    ...(row.reference === null || expired ? {} : { reference: row.reference }),
    ...(error === null ? {} : { problem: { code: error.code, ...error.hint } }),
  };
};
