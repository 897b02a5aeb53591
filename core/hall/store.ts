/**
 * The events of the halls' days in the database. The primary key (hall, day, number) is the lock: of two commands that write the same number one
 * loses, reads on and decides again, so that no ticket is called twice, whatever number of processes (R-H).
 */
import { type Database, instantSql, sqlState } from "../store/database.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import type { HallActor } from "./commands.ts";
import type { HallEvent } from "./types.ts";

const UNIQUE_VIOLATION = "23505";

const COLUMNS = `hall_id as "hallId", day::text as day, seq, type, data, ${instantSql("at")} as at, actor, key, key_hash as "keyHash"`;
const READ = `select ${COLUMNS} from hall_event where hall_id = $1 and day = $2::date and seq > $3 order by seq`;
const APPEND = `
  insert into hall_event (hall_id, day, seq, type, data, at, actor, key, key_hash)
  select $1, $2::date, x.seq, x.type, x.data, $4::timestamptz, $5::text::jsonb, x.key, x.key_hash
  from jsonb_to_recordset($3::text::jsonb) as x(seq int, type text, data jsonb, key text, key_hash text)`;
const READ_TYPES = `select ${COLUMNS} from hall_event
  where hall_id = $1 and type = any(string_to_array($2, ' ')) and day between $3::date and $4::date order by day, seq`;
const LEFT_OPEN = `select distinct e.day::text as day from hall_event e where e.hall_id = $1 and e.day < $2::date and e.type = 'ticketTaken'
  and not exists (select 1 from hall_event c where c.hall_id = e.hall_id and c.day = e.day and c.type = 'dayClosed') order by day`;

/** An event with the caller's key of its command; only the first event of a command has it. */
export interface StoredHallEvent extends HallEvent {
  readonly key: string | null;
  readonly keyHash: string | null;
}

export interface Append {
  readonly hallId: string;
  readonly day: LocalDate;
  readonly at: Instant;
  readonly actor: HallActor;
  /** With their numbers: they follow the last one that the caller has read. */
  readonly events: readonly { readonly seq: number; readonly type: string; readonly data: object }[];
  readonly key?: { readonly key: string; readonly hash: string };
}

export interface HallStore {
  /** Events of a day behind number `after`, in order. */
  read(hallId: string, day: LocalDate, after: number): Promise<readonly StoredHallEvent[]>;
  /** Writes them all, in one round trip; false: nothing was written, somebody else has written one of these numbers, or this key, meanwhile. */
  append(append: Append): Promise<boolean>;
  /** Events of some types over days of Việt Nam, both included. */
  readTypes(hallId: string, types: readonly string[], from: LocalDate, to: LocalDate): Promise<readonly HallEvent[]>;
  /** Days before `today` with numbers that nobody closed. */
  leftOpen(hallId: string, today: LocalDate): Promise<readonly LocalDate[]>;
}

/** The store. Errors: the database driver's own. */
export const createHallStore = (database: Database): HallStore => ({
  read: (hallId, day, after) => database.query<StoredHallEvent>(READ, [hallId, day, after]),
  append: async ({ hallId, day, at, actor, events, key }) => {
    const rows = events.map((event, index) => ({
      ...event,
      key: index === 0 ? key?.key : undefined,
      key_hash: index === 0 ? key?.hash : undefined,
    }));
    try {
      await database.query(APPEND, [hallId, day, JSON.stringify(rows), at, JSON.stringify(actor)]);
      return true;
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return false;
      throw error;
    }
  },
  readTypes: async (hallId, types, from, to) => database.query<StoredHallEvent>(READ_TYPES, [hallId, types.join(" "), from, to]),
  leftOpen: async (hallId, today) => (await database.query<{ day: LocalDate }>(LEFT_OPEN, [hallId, today])).map(({ day }) => day),
});
