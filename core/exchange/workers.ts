/**
 * Membership: every process that works lanes has a row in `worker`, kept alive by a heartbeat in database time. Its leases
 * belong to that row: one update renews them all, and when it expires any live worker takes them over. A worker that finds
 * its own row expired, or cannot renew it in time, stops everything it has in flight and joins anew under another id.
 */
import { newId } from "../ids.ts";
import type { Database } from "../store/database.ts";
import { forLog } from "./failure.ts";
import type { Log, Tuning } from "./options.ts";

/** One life of a worker. `onEnd` runs at once where it has ended already. */
export interface Life {
  readonly id: string;
  readonly ended: () => boolean;
  /** Calls `stop` when this life ends; returns how to take that back. */
  onEnd(stop: () => void): () => void;
}

export interface Membership {
  join(): Promise<void>;
  /** The present life; undefined while not joined. */
  current(): Life | undefined;
  /** How many workers are alive, this one included; as of the last heartbeat. */
  live(): number;
  /** Milliseconds since the last heartbeat that was confirmed. */
  silentForMs(): number;
  /** Ends in-flight calls of this life (they settle as cut short). */
  cut(): void;
  /** Deletes the row: leases still held are taken over at once. */
  leave(): Promise<void>;
}

const JOIN = `
  insert into worker (id, name, started_at, expires_at, progress_at)
  values ($1::uuid, $2, clock_timestamp(), clock_timestamp() + make_interval(secs => $3::float8 / 1000), clock_timestamp())
  returning (select count(*)::int from worker where expires_at > clock_timestamp()) + 1 as live`;
// An expired row is never renewed: its leases may already be somebody else's.
const BEAT = `
  update worker set expires_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000),
    progress_at = case when $3::boolean then clock_timestamp() else progress_at end
  where id = $1::uuid and expires_at > clock_timestamp()
  returning (select count(*)::int from worker where expires_at > clock_timestamp()) as live`;
const LEAVE = "delete from worker where id = $1::uuid";

const createLife = (id: string): Life & { end(): void } => {
  const stops = new Set<() => void>();
  let over = false;
  return {
    id,
    ended: () => over,
    onEnd: (stop) => {
      if (over) stop();
      else stops.add(stop);
      return () => stops.delete(stop);
    },
    end: () => {
      over = true;
      for (const stop of stops) stop();
      stops.clear();
    },
  };
};

export interface MembershipOptions {
  readonly database: Database;
  readonly name: string;
  readonly tuning: Tuning;
  readonly log: Log;
  /** True when the loops finished a round since the last question: health is progress, not a live socket. */
  readonly progressed: () => boolean;
  readonly onChange: (life: Life) => void;
}

/**
 * This process's membership (R-J03: what a dead worker held is taken over). Heartbeat and lease are real milliseconds; the row
 * expires by the database's clock, and this side always gives up first. A heartbeat that fails is logged and tried again.
 * Errors: `join` and `leave` reject with the database driver's own.
 */
export const createMembership = ({ database, name, tuning, log, progressed, onChange }: MembershipOptions): Membership => {
  let life: ReturnType<typeof createLife> | undefined;
  let confirmedAt = 0;
  let live = 1;
  let timer: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  let left = false;
  let beatingSince: number | undefined;

  const confirm = (sentAt: number, count: number): void => {
    // Counted from when the heartbeat was sent: our own watch always ends before the database's.
    confirmedAt = sentAt;
    live = Math.max(1, count);
    clearTimeout(watch);
    watch = setTimeout(() => end("no heartbeat was confirmed in time"), Math.max(0, sentAt + tuning.leaseMs - performance.now()));
  };

  const end = (why: string): void => {
    const old = life;
    if (!old) return;
    life = undefined;
    log.warn({ worker: old.id, why }, "worker lost its lease; calls in flight are cut and it joins anew");
    old.end();
  };

  const enter = async (): Promise<void> => {
    const next = createLife(newId());
    const sentAt = performance.now();
    const [row] = await database.query<{ live: number }>(JOIN, [next.id, name, tuning.leaseMs]);
    // Stopped, or a hung earlier try came through after all: one life at a time.
    if (left || life) return void (await database.query(LEAVE, [next.id]));
    life = next;
    confirm(sentAt, row?.live ?? 1);
    onChange(next);
  };

  const beat = async (): Promise<void> => {
    if (!life) return enter();
    const mine = life;
    const sentAt = performance.now();
    const [row] = await database.query<{ live: number }>(BEAT, [mine.id, tuning.leaseMs, progressed()]);
    if (mine !== life) return;
    if (row) confirm(sentAt, row.live);
    else {
      end("its row has expired");
      await enter();
    }
  };

  const loop = (): void => {
    timer = setTimeout(() => {
      loop();
      // A heartbeat that hangs (postgres.js can, when the server goes away during connect) holds up the next only for a lease.
      if (beatingSince !== undefined && performance.now() - beatingSince < tuning.leaseMs) return;
      const since = performance.now();
      beatingSince = since;
      void beat()
        .catch((error: unknown) => log.warn({ err: forLog(error) }, "heartbeat failed"))
        .finally(() => {
          if (beatingSince === since) beatingSince = undefined;
        });
    }, tuning.heartbeatMs);
  };

  return {
    join: async () => {
      await enter();
      loop();
    },
    current: () => life,
    live: () => live,
    silentForMs: () => performance.now() - confirmedAt,
    cut: () => life?.end(),
    leave: async () => {
      left = true;
      clearTimeout(timer);
      clearTimeout(watch);
      const old = life;
      life = undefined;
      old?.end();
      if (old) await database.query(LEAVE, [old.id]);
    },
  };
};
