/** The accounts in their table. Ghosts (tries.ts) are none of them. */
import { type Database, instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import { isPersonRole } from "./roles.ts";
import { GHOST_ROLE, isLocked, realNow } from "./tries.ts";
import type { NewPerson, Person, PersonAccount } from "./types.ts";

/** A row holds a role that this version does not know: another version wrote it. Nobody may be taken for what he is not. */
export class UnknownPersonRole extends Error {
  override readonly name = "UnknownPersonRole";
  readonly code = "person.unknown-role";
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly agencies: readonly string[];
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
  readonly lockedUntil: Instant | null;
}

const ROW = `p.id, p.name, p.role, p.agencies, ${instantSql("p.created_at")} as "createdAt", ${instantSql("p.disabled_at")} as "disabledAt"`;
const lockedAt = (n: number): string =>
  `case when ${isLocked("p", realNow(n))} then ${instantSql("p.locked_until")} end as "lockedUntil"`;

/** Somebody from a row. Errors: UnknownPersonRole. */
export const personOf = (row: Pick<Row, "id" | "name" | "role" | "agencies">): Person => {
  if (!isPersonRole(row.role)) throw new UnknownPersonRole(`person ${row.id}`);
  return { id: row.id, name: row.name, role: row.role, agencies: row.agencies };
};

const accountOf = (row: Row): PersonAccount => ({
  ...personOf(row),
  createdAt: row.createdAt,
  ...(row.disabledAt === null ? {} : { disabledAt: row.disabledAt }),
  ...(row.lockedUntil === null ? {} : { lockedUntil: row.lockedUntil }),
});

/** False where the id is taken. */
export const insertAccount = async (
  query: Database["query"],
  person: NewPerson,
  passwordHash: string,
  at: Instant,
): Promise<boolean> => {
  const rows = await query(
    `insert into person_account (id, name, role, agencies, password_hash, created_at)
     values ($1, $2, $3, $4::text::jsonb, $5, $6::text::timestamptz) on conflict (id) do nothing returning id`,
    [person.id, person.name, person.role, JSON.stringify(person.agencies), passwordHash, at],
  );
  return rows.length > 0;
};

/** False where there is no such account. What is left out stays. */
export const updateAccount = async (
  query: Database["query"],
  id: string,
  changes: Partial<Omit<NewPerson, "id">>,
): Promise<boolean> => {
  const rows = await query(
    `update person_account set name = coalesce($2::text, name), role = coalesce($3::text, role),
       agencies = coalesce($4::text::jsonb, agencies)
     where id = $1 and role <> '${GHOST_ROLE}' returning id`,
    [id, changes.name ?? null, changes.role ?? null, changes.agencies === undefined ? null : JSON.stringify(changes.agencies)],
  );
  return rows.length > 0;
};

/** One account, or all by id. */
export const readAccounts = async (
  query: Database["query"],
  id: string | undefined,
  realTime: string | null,
): Promise<readonly PersonAccount[]> => {
  const rows = await query<Row>(
    `select ${ROW}, ${lockedAt(2)} from person_account p
     where ($1::text is null or p.id = $1::text) and p.role <> '${GHOST_ROLE}' order by p.id`,
    [id ?? null, realTime],
  );
  return rows.map(accountOf);
};

/** Sets a new password hash and unlocks; with `from`, only where that is still the hash. False where nothing was changed. */
export const updatePassword = async (
  query: Database["query"],
  id: string,
  hash: string,
  from: string | undefined,
): Promise<boolean> => {
  const rows = await query(
    `update person_account set password_hash = $2, wrong = 0, locked_until = null
     where id = $1 and role <> '${GHOST_ROLE}' and ($3::text is null or password_hash = $3::text) returning id`,
    [id, hash, from ?? null],
  );
  return rows.length > 0;
};

/** Disables (at that time) or enables (null). False where there is no such account. */
export const updateDisabled = async (query: Database["query"], id: string, at: Instant | null): Promise<boolean> => {
  const rows = await query(
    `update person_account set disabled_at = case when $2::text is null then null else coalesce(disabled_at, $2::text::timestamptz) end
     where id = $1 and role <> '${GHOST_ROLE}' returning id`,
    [id, at],
  );
  return rows.length > 0;
};

export const clearTries = async (query: Database["query"], id: string): Promise<boolean> => {
  const rows = await query(
    `update person_account set wrong = 0, locked_until = null where id = $1 and role <> '${GHOST_ROLE}' returning id`,
    [id],
  );
  return rows.length > 0;
};
