/**
 * Dossier numbers per agency and day, never given twice, however many processes (design.md §2). The counter row is
 * advanced in its own small statement; callers that ask at the same time share one round trip. A number that was not used
 * (its command was refused) is given to the next caller of the same agency and day, so people see hardly any gaps.
 */
import { codePrefix, NUMBER_WIDTH } from "../dossier/code.ts";
import type { LocalDate } from "../time/types.ts";
import { createBatcher, upTo } from "./batcher.ts";
import type { Database } from "./database.ts";

export interface CodeAllocator {
  /** The next number, from 1. Errors: the database's. */
  take(agencyId: string, day: LocalDate): Promise<number>;
  /** Gives an unused number back to this process. */
  giveBack(agencyId: string, day: LocalDate, number: number): void;
}

// A number under which another system of the agency already has a dossier here is passed over: whoever looks that code up means that one. Only of
// this agency: what somebody says elsewhere uses up none of its numbers. The offset keeps the agency out of the look-up by alias: together with it
// the index of all the agency's dossiers is chosen, and every one of them read for every number.
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
      select 1 from (
        select d.agency_id from dossier d where d.state ? 'aliases'
          and d.state -> 'aliases' ? (wish.prefix || lpad(n::text, greatest(${NUMBER_WIDTH}, length(n::text)), '0')) offset 0
      ) named where named.agency_id = moved.agency_id)) as taken
  from moved join wish on wish.agency_id = moved.agency_id and wish.day = moved.day`;

/** Most numbers in one statement; it costs the same for one and for many. */
const BATCH = 1_000;

interface Wish {
  readonly agencyId: string;
  readonly day: LocalDate;
}

const nameOf = ({ agencyId, day }: Wish): string => `${day} ${agencyId}`;

/** A number for each wish, in their order. */
const advance = async (database: Database, wishes: readonly Wish[]): Promise<readonly number[]> => {
  const wanted = new Map<string, number>();
  for (const wish of wishes) wanted.set(nameOf(wish), (wanted.get(nameOf(wish)) ?? 0) + 1);
  const each = new Map(wishes.map((wish) => [nameOf(wish), wish]));
  const rows = await database.query<Wish & { readonly last: number; readonly taken: readonly number[] }>(ADVANCE, [
    JSON.stringify(
      [...each].map(([name, { agencyId, day }]) => ({
        agency_id: agencyId,
        day,
        wanted: wanted.get(name),
        prefix: codePrefix(agencyId, day),
      })),
    ),
  ]);
  const free = new Map(
    rows.map((row) => {
      const count = wanted.get(nameOf(row)) ?? 0;
      const moved = Array.from({ length: count }, (_, n) => row.last - count + 1 + n);
      return [nameOf(row), moved.filter((number) => !row.taken.includes(number))];
    }),
  );
  const numbers = wishes.map((wish) => free.get(nameOf(wish))?.shift());
  const without = wishes.filter((_, i) => numbers[i] === undefined);
  const more = without.length === 0 ? [] : [...(await advance(database, without))];
  return numbers.flatMap((number) => number ?? more.shift() ?? []);
};

/** Creates the allocator of one process. */
export const createCodeAllocator = (database: Database): CodeAllocator => {
  const spare = new Map<string, number[]>();
  const next = createBatcher<Wish, number>({ flights: 1, take: upTo(BATCH), write: (wishes) => advance(database, wishes) });

  return {
    take: (agencyId, day) => {
      const free = spare.get(nameOf({ agencyId, day }))?.shift();
      return free === undefined ? next({ agencyId, day }) : Promise.resolve(free);
    },
    giveBack: (agencyId, day, number) => {
      // Only today's numbers are worth keeping; the map is emptied when a newer day turns up.
      for (const key of spare.keys()) if (key.slice(0, 10) < day) spare.delete(key);
      const key = nameOf({ agencyId, day });
      spare.set(
        key,
        [...(spare.get(key) ?? []), number].sort((a, b) => a - b),
      );
    },
  };
};
