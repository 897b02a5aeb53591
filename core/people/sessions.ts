/**
 * Who is signed in. The cookie holds 256 random bits, the table their hash: who reads the table cannot be anybody. Idle for 30 minutes or
 * 12 hours old, a session is over. Times are the database's own, so that all processes agree.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Database } from "../store/database.ts";
import { realNow } from "./tries.ts";

/** Somebody walks away from an unlocked screen. */
const IDLE = "interval '30 minutes'";
/** A working day with overtime: nobody stays signed in overnight. */
const LONGEST = "interval '12 hours'";
/** A click a second need not be a write a second. */
const SEEN_AT_MOST_EVERY = "interval '1 minute'";
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const newToken = (): string => randomBytes(32).toString("base64url");
// 256 random bits need no slow hash: there is nothing to guess from a dictionary.
const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** What the forms of this session must bring back: derived, so that it need not be kept, and useless without the cookie. */
export const formTokenOf = (token: string): string => createHmac("sha256", token).update("form").digest("base64url");

// The account may have got another password, or been disabled, while this one was checked: then there is no session.
// $1 session hash, $2 person, $3 the password hash that was opened, $4 its successor or null, $5 hash of the session that ends, $6 real time.
const OPEN = `
  with t as (select ${realNow(6)} as now),
  good as (
    update person_account set wrong = 0, locked_until = null, password_hash = coalesce($4::text, password_hash)
    where id = $2 and password_hash = $3 and disabled_at is null returning id
  ),
  gone as (delete from session where hash = $5 or expires_at < (select now from t))
  insert into session (hash, person_id, created_at, seen_at, expires_at)
  select $1, good.id, t.now, t.now, t.now + ${LONGEST} from good, t
  returning hash`;

// $1 hash, $2 real time.
const READ = `
  with t as (select ${realNow(2)} as now)
  select p.id, p.name, p.role, p.agencies, s.seen_at < t.now - ${SEEN_AT_MOST_EVERY} as stale
  from t, session s join person_account p on p.id = s.person_id
  where s.hash = $1 and s.expires_at > t.now and s.seen_at > t.now - ${IDLE} and p.disabled_at is null`;
const SEEN = `update session set seen_at = greatest(seen_at, ${realNow(2)}) where hash = $1`;

export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly agencies: readonly string[];
}

/** Opens a session after the password was found right, forgets the wrong tries; the token, or undefined where the account changed meanwhile. */
export const openSession = async (
  query: Database["query"],
  of: { readonly id: string; readonly passwordHash: string; readonly newHash?: string; readonly replaces?: string },
  realTime: string | null,
): Promise<string | undefined> => {
  const token = newToken();
  const gone = of.replaces === undefined ? "" : hashOf(of.replaces);
  const opened = await query(OPEN, [hashOf(token), of.id, of.passwordHash, of.newHash ?? null, gone, realTime]);
  return opened.length === 0 ? undefined : token;
};

/** Whose session it is; notes that it is in use, unless only a page asks that nobody may be sitting at. */
export const readSession = async (
  query: Database["query"],
  token: string,
  realTime: string | null,
  inUse = true,
): Promise<SessionRow | undefined> => {
  if (!TOKEN.test(token)) return undefined;
  const hash = hashOf(token);
  const [row] = await query<SessionRow & { readonly stale: boolean }>(READ, [hash, realTime]);
  if (inUse && row?.stale === true) await query(SEEN, [hash, realTime]);
  return row;
};

export const endSession = async (query: Database["query"], token: string): Promise<void> => {
  await query("delete from session where hash = $1", [hashOf(token)]);
};

/** Ends all sessions of a person. In a transaction after the change of the account: it then sees those that were opened meanwhile. */
export const endSessionsOf = async (query: Database["query"], personId: string): Promise<void> => {
  await query("delete from session where person_id = $1", [personId]);
};
