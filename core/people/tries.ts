/**
 * The lock-out against guessing, durable and the same for all processes: every try is counted in the table before the password is looked at,
 * in one statement, so that fifty tries at once are five tries and forty-five refusals. Times are the database's own.
 *
 * A name that does not exist must lock like one that does, or the lock would tell which names exist. Its tries are counted in a row of
 * their own (`ghost`), under a keyed hash of the name: people type passwords into the wrong field. Such rows go after a day.
 */
import { createHmac } from "node:crypto";
import type { Database } from "../store/database.ts";

/** Wrong passwords in a row that lock. */
const WRONG_THAT_LOCK = 5;
/** Minutes of the first lock, the second, …; the last one stays: at most 30 tries a day from then on. */
const LOCK_MINUTES = [15, 30, 60, 120, 240] as const;
/** A wrong try is forgotten a day after it, or after the lock that it brought: Monday's slip does not add to Friday's. */
const MEMORY = "interval '1 day'";
export const GHOST_ROLE = "ghost";
/** No account's id begins so (PERSON_ID). */
const GHOST_MARK = "?";

/** Under which id tries on a name without an account are counted. */
export const ghostId = (secret: string, name: string): string =>
  GHOST_MARK + createHmac("sha256", secret).update(`sign-in:${name}`).digest("base64url");

/** SQL: now, by the test's clock where there is one ($n, text or null), else by the database's. */
export const realNow = (n: number): string => `coalesce($${n}::text::timestamptz, clock_timestamp())`;

/** SQL: this row is locked at `now`. `locked_until` of an unlocked row is its last wrong try. */
export const isLocked = (row: string, now: string): string =>
  `(${row}.wrong > 0 and ${row}.wrong % ${WRONG_THAT_LOCK} = 0 and ${row}.locked_until > ${now})`;

const COUNT = `(case when p.locked_until > (select now from t) - ${MEMORY} then p.wrong else 0 end) + 1`;
const MINUTES = `(array[${LOCK_MINUTES.join(",")}])[least((${COUNT}) / ${WRONG_THAT_LOCK}, ${LOCK_MINUTES.length})]`;

// $1 name, $2 ghost id, $3 real time or null.
const COUNT_TRY = `
  with t as (select ${realNow(3)} as now),
  subject as (select coalesce((select id from person_account where id = $1), $2) as id)
  insert into person_account as p (id, name, role, agencies, password_hash, wrong, locked_until, created_at)
  select subject.id, '', '${GHOST_ROLE}', '[]'::jsonb, '', 1, t.now, t.now from subject, t
  on conflict (id) do update set
    wrong = ${COUNT},
    locked_until = (select now from t) +
      case when (${COUNT}) % ${WRONG_THAT_LOCK} = 0 then ${MINUTES} * interval '1 minute' else interval '0' end
  where not ${isLocked("p", "(select now from t)")}
  returning p.id, p.name, p.role, p.agencies, p.password_hash as "passwordHash", p.disabled_at is not null as disabled`;

// A lock that ended between the two statements leaves a second to wait.
const LEFT = `
  select greatest(1, ceil(extract(epoch from p.locked_until - ${realNow(3)})))::int as seconds
  from person_account p where p.id in ($1, $2) order by p.id = $1 desc limit 1`;

const FORGET = `
  delete from person_account where role = '${GHOST_ROLE}' and locked_until < ${realNow(1)} - ${MEMORY}`;

/** The account as a try found it; a ghost where there is none. */
export interface TriedRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly agencies: readonly string[];
  readonly passwordHash: string;
  readonly disabled: boolean;
}

/** Counts one try as wrong, until the caller knows better; the account, or for how many seconds nobody gets in. */
export const countTry = async (
  query: Database["query"],
  name: string,
  ghost: string,
  realTime: string | null,
): Promise<TriedRow | { readonly lockedSeconds: number }> => {
  const [row] = await query<TriedRow>(COUNT_TRY, [name, ghost, realTime]);
  if (row !== undefined) return row;
  const [left] = await query<{ readonly seconds: number }>(LEFT, [name, ghost, realTime]);
  return { lockedSeconds: left?.seconds ?? 1 };
};

/** Drops the tries on names without an account that are too old to count. */
export const forgetGhosts = async (query: Database["query"], realTime: string | null): Promise<void> => {
  await query(FORGET, [realTime]);
};
