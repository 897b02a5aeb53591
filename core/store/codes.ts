/**
 * Dossier numbers per agency and day, never given twice, however many processes (design.md §2). The counter row is
 * advanced in its own small statement; callers that ask at the same time share one round trip. A number that was not used
 * (its command was refused) is given to the next caller of the same agency and day, so people see hardly any gaps.
 */
import { codePrefix, NUMBER_WIDTH } from "../dossier/code.ts";
import type { LocalDate } from "../time/types.ts";
import type { Database } from "./database.ts";

export interface CodeAllocator {
  /** The next number, from 1. Errors: the database's. */
  take(agencyId: string, day: LocalDate): Promise<number>;
  /** Gives an unused number back to this process. */
  giveBack(agencyId: string, day: LocalDate, number: number): void;
}

// A number under which another system already has a dossier of its own here is passed over: whoever looks that code up means that one.
const ADVANCE = `
  with wish as (
    select * from jsonb_to_recordset($1::text::jsonb) as x(agency_id text, day text, wanted int, prefix text)
  ), moved as (
    insert into code_counter (agency_id, day, last) select agency_id, day, wanted from wish order by agency_id, day
    on conflict (agency_id, day) do update set last = code_counter.last + excluded.last
    returning agency_id, day, last
  )
  select moved.agency_id as "agencyId", moved.day, moved.last,
    array(select n from generate_series(moved.last - wish.wanted + 1, moved.last) n where exists (
      select 1 from dossier d where d.state ? 'aliases'
        and d.state -> 'aliases' ? (wish.prefix || lpad(n::text, greatest(${NUMBER_WIDTH}, length(n::text)), '0')))) as taken
  from moved join wish on wish.agency_id = moved.agency_id and wish.day = moved.day`;

interface Waiting {
  readonly agencyId: string;
  readonly day: LocalDate;
  resolve(number: number): void;
  reject(error: unknown): void;
}

const advance = async (database: Database, batch: readonly Waiting[]): Promise<void> => {
  const groups = new Map<string, Waiting[]>();
  for (const w of batch) {
    const key = `${w.day} ${w.agencyId}`;
    const group = groups.get(key);
    if (group) group.push(w);
    else groups.set(key, [w]);
  }
  const wanted = [...groups.values()].map((group) => ({
    agency_id: group[0]?.agencyId,
    day: group[0]?.day,
    wanted: group.length,
    prefix: codePrefix(group[0]?.agencyId ?? "", group[0]?.day ?? ""),
  }));
  const rows = await database.query<{ agencyId: string; day: string; last: number; taken: readonly number[] }>(ADVANCE, [
    JSON.stringify(wanted),
  ]);
  const again: Waiting[] = [];
  for (const row of rows) {
    const group = groups.get(`${row.day} ${row.agencyId}`) ?? [];
    for (const [index, w] of group.entries()) {
      const number = row.last - group.length + 1 + index;
      if (row.taken.includes(number)) again.push(w);
      else w.resolve(number);
    }
  }
  if (again.length > 0) await advance(database, again);
};

/** Creates the allocator of one process. */
export const createCodeAllocator = (database: Database): CodeAllocator => {
  const spare = new Map<string, number[]>();
  const name = (agencyId: string, day: string): string => `${day} ${agencyId}`;
  let waiting: Waiting[] = [];
  let flying = false;

  const flush = async (): Promise<void> => {
    flying = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await advance(database, batch).catch((error: unknown) => {
        for (const w of batch) w.reject(error);
      });
    }
    flying = false;
  };

  return {
    take: (agencyId, day) => {
      const free = spare.get(name(agencyId, day))?.shift();
      if (free !== undefined) return Promise.resolve(free);
      return new Promise<number>((resolve, reject) => {
        waiting.push({ agencyId, day, resolve, reject });
        if (!flying) void flush();
      });
    },
    giveBack: (agencyId, day, number) => {
      // Only today's numbers are worth keeping; the map is emptied when a newer day turns up.
      for (const key of spare.keys()) if (key.slice(0, 10) < day) spare.delete(key);
      const key = name(agencyId, day);
      spare.set(
        key,
        [...(spare.get(key) ?? []), number].sort((a, b) => a - b),
      );
    },
  };
};
