/** Partner accounts: which systems there are and what they may. What they prove themselves by: credentials.ts. */
import { type Database, instantSql } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { PartnerAccount } from "./types.ts";

/** A row of `partner` as ACCOUNT_COLUMNS gives it. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly role: PartnerAccount["role"];
  readonly agencies: readonly string[];
  readonly scopes: PartnerAccount["scopes"] | null;
  readonly limits: PartnerAccount["limits"] | null;
  readonly disabledAt: Instant | null;
}

/** The columns of an account, of the table named `p`. */
export const ACCOUNT_COLUMNS = `p.id, p.name, p.role, p.agencies, p.scopes, p.limits, ${instantSql("p.disabled_at")} as "disabledAt"`;

/** The account in a row. */
export const accountOf = (row: AccountRow): PartnerAccount => ({
  id: row.id,
  name: row.name,
  role: row.role,
  agencies: row.agencies,
  ...(row.scopes ? { scopes: row.scopes } : {}),
  ...(row.limits ? { limits: row.limits } : {}),
  ...(row.disabledAt ? { disabledAt: row.disabledAt } : {}),
});

const PUT = `
  insert into partner (id, name, role, agencies, scopes, limits, created_at, disabled_at)
  values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6::text::jsonb, $7::text::timestamptz, $8::text::timestamptz)
  on conflict (id) do update set name = excluded.name, role = excluded.role, agencies = excluded.agencies, scopes = excluded.scopes,
    limits = excluded.limits, disabled_at = excluded.disabled_at`;

/** Writes the whole account, new or changed; its credentials and the day it came stay. */
export const putAccount = async (database: Database, account: PartnerAccount, at: Instant): Promise<void> => {
  await database.query(PUT, [
    account.id,
    account.name,
    account.role,
    JSON.stringify(account.agencies),
    account.scopes ? JSON.stringify(account.scopes) : null,
    account.limits ? JSON.stringify(account.limits) : null,
    at,
    account.disabledAt ?? null,
  ]);
};

const GET = `select ${ACCOUNT_COLUMNS} from partner p where p.id = $1`;
const LIST = `select ${ACCOUNT_COLUMNS} from partner p order by p.id`;

/** The account, also a disabled one. */
export const getAccount = async (database: Database, id: string): Promise<PartnerAccount | undefined> =>
  (await database.query<AccountRow>(GET, [id])).map(accountOf)[0];

/** All accounts by id, also disabled ones. */
export const listAccounts = async (database: Database): Promise<readonly PartnerAccount[]> =>
  (await database.query<AccountRow>(LIST)).map(accountOf);

// The act and its reason are written with it (R-F06), as every act of an operator.
const DISABLE = `
  with gone as (
    update partner set disabled_at = $2::text::timestamptz where id = $1 and disabled_at is null returning id
  ), acts as (
    insert into operator_act (id, at, actor, act, target, reason)
    select gen_random_uuid(), $2::text::timestamptz, $3, 'partner.disable', gone.id, $4 from gone
  )
  select id from gone`;

/** From `at` on, whatever the partner shows proves nothing. False where there is none, or it is disabled already. */
export const disableAccount = async (
  database: Database,
  id: string,
  at: Instant,
  act: { readonly actor: string; readonly reason: string },
): Promise<boolean> => (await database.query(DISABLE, [id, at, act.actor, act.reason])).length > 0;
