/**
 * What partners use, by day of Việt Nam, summed over all processes: quotas go by it. Counted in memory and written every few seconds in one
 * statement: a row written per request would cost more than the request. What a killed process had not written yet is lost to the count.
 */
import { forLog } from "../exchange/failure.ts";
import type { Log } from "../exchange/options.ts";
import type { Database } from "../store/database.ts";
import { toLocalDate } from "../time/local.ts";
import type { Clock, LocalDate } from "../time/types.ts";
import type { Usage } from "./types.ts";

const FLUSH_MS = 2_000;
/** A count is a whole number ≥ 0; a size that nobody knows (NaN) is none. */
const whole = (n: number | undefined): number => Math.max(0, Math.trunc(n ?? 0) || 0);
/** Days remembered from earlier answers; the bound keeps the memory small, whatever is asked. */
const MOST_KNOWN = 5_000;

const NOTHING: Usage = { requests: 0, bytes: 0, refused: 0 };
const sum = (...parts: readonly (Partial<Usage> | undefined)[]): Usage => {
  let requests = 0;
  let bytes = 0;
  let refused = 0;
  for (const part of parts) {
    requests += whole(part?.requests);
    bytes += whole(part?.bytes);
    refused += whole(part?.refused);
  }
  return { requests, bytes, refused };
};

interface UsageRow extends Usage {
  readonly partnerId: string;
  readonly day: LocalDate;
}

const TOTALS = `u.partner_id as "partnerId", u.day, u.requests::float8 as requests, u.bytes::float8 as bytes, u.refused::float8 as refused`;
// In a fixed order: two processes that write the same rows cannot wait for each other.
const ADD = `
  insert into partner_usage as u (partner_id, day, requests, bytes, refused)
  select partner_id, day, requests, bytes, refused from jsonb_to_recordset($1::text::jsonb)
    as r(partner_id text, day text, requests bigint, bytes bigint, refused bigint) order by partner_id, day
  on conflict (partner_id, day) do update
    set requests = u.requests + excluded.requests, bytes = u.bytes + excluded.bytes, refused = u.refused + excluded.refused
  returning ${TOTALS}`;
const READ = `select ${TOTALS} from partner_usage u where u.partner_id = $1 and u.day = $2`;

export interface UsageOptions {
  /** Real milliseconds between two writes, and for which a total is good without being read again. */
  readonly flushMs?: number;
  /** Real milliseconds, only ever growing. */
  readonly realTime?: () => number;
}

/**
 * The usage of this hub. `clock` says which day it is; `stop` writes what is left.
 * Errors: `usage` the database's own; a failed write is logged, and tried again with the next.
 */
export const createUsage = (database: Pick<Database, "query">, clock: Clock, log: Log, options: UsageOptions = {}) => {
  const flushMs = options.flushMs ?? FLUSH_MS;
  const realTime = options.realTime ?? (() => performance.now());
  /** Not written yet, and being written just now: both by partner and day. */
  let fresh = new Map<string, UsageRow>();
  let flying: ReadonlyMap<string, UsageRow> = new Map();
  /** Totals in the database, as last heard. */
  const known = new Map<string, { readonly total: Usage; readonly at: number }>();
  let timer: NodeJS.Timeout | undefined;
  /** Reads and writes take turns, so that nothing is counted twice or not at all while it is on its way. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  const nameOf = (partnerId: string, day: LocalDate): string => `${day} ${partnerId}`;
  const remember = (name: string, total: Usage): void => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, { total, at: realTime() });
  };
  const count = (row: UsageRow): void => {
    const name = nameOf(row.partnerId, row.day);
    fresh.set(name, { partnerId: row.partnerId, day: row.day, ...sum(fresh.get(name), row) });
  };

  const write = async (): Promise<void> => {
    if (fresh.size === 0) return;
    flying = fresh;
    fresh = new Map();
    const rows = [...flying.values()].map(({ partnerId, ...row }) => ({ partner_id: partnerId, ...row }));
    try {
      const totals = await database.query<UsageRow>(ADD, [JSON.stringify(rows)]);
      for (const { partnerId, day, ...total } of totals) remember(nameOf(partnerId, day), total);
    } catch (error) {
      log.warn({ err: forLog(error), partners: flying.size }, "partner usage could not be written; kept in memory");
      for (const row of flying.values()) count(row);
    } finally {
      flying = new Map();
    }
  };
  const flush = (): Promise<void> => inTurn(write);
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush().then(() => {
        if (fresh.size > 0) later();
      });
    }, flushMs).unref();
  };

  return {
    add: (partnerId: string, used: Partial<Usage>): void => {
      count({ partnerId, day: toLocalDate(clock()), ...sum(used) });
      later();
    },
    usage: async (partnerId: string, day: LocalDate = toLocalDate(clock())): Promise<Usage> => {
      const name = nameOf(partnerId, day);
      const heard = known.get(name);
      if (heard === undefined || realTime() - heard.at >= flushMs) {
        await inTurn(async () => {
          const [row] = await database.query<UsageRow>(READ, [partnerId, day]);
          remember(name, sum(row ?? NOTHING));
        });
      }
      return sum(known.get(name)?.total, flying.get(name), fresh.get(name));
    },
    flush,
    stop: async (): Promise<void> => {
      clearTimeout(timer);
      timer = undefined;
      await flush();
    },
  };
};
