/**
 * The one handle to the database, the same over embedded PGlite and PostgreSQL. `query` is for hot statements (prepared,
 * one round trip); `db` is Drizzle for everything else. They use separate connections: drizzle() changes how a postgres.js
 * client reads and writes types (dependencies.md §1).
 */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema.ts";

export type Drizzle = PgDatabase<PgQueryResultHKT, typeof schema>;
export type SqlValue = string | number | boolean | null | Uint8Array | readonly string[] | readonly number[];

export interface Database {
  readonly kind: "postgres" | "embedded";
  readonly db: Drizzle;
  /**
   * Runs one statement, prepared by its text. Write it so that both engines return the same types: cast bigint to int or
   * float8, timestamptz to text by `to_char(x at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`, pass JSON as text (`$1::text::jsonb`).
   */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Several statements in one transaction; `query` inside goes to the same connection. Rolls back when `work` throws. */
  transaction<T>(work: (query: Database["query"]) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** SQL expression that turns a timestamptz column into an Instant. */
export const instantSql = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The codes of an error and of what caused it, outermost first: Drizzle wraps the driver's. */
const codesOf = (error: unknown): readonly string[] => {
  const codes: string[] = [];
  for (
    let current: unknown = error;
    typeof current === "object" && current !== null;
    current = (current as { cause?: unknown }).cause
  ) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === "string") codes.push(code);
  }
  return codes;
};

/** The SQLSTATE of a database error, through Drizzle's wrapping; undefined for anything else. */
export const sqlState = (error: unknown): string | undefined => codesOf(error).find((code) => /^[0-9A-Z]{5}$/.test(code));

/** The driver's and Node's names for a connection that is not there, or went away in the middle. */
const NO_CONNECTION = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
/** SQLSTATE: connection exceptions, shut down, crashed, starting up, no connection left, no room on its disk; Node's name for no room on ours. */
const NOT_SERVING = /^(?:08...|57P0[1-3]|53300|53100|ENOSPC|EDQUOT)$/;

/**
 * Whether an error says that the database is away or cannot store, by its code ("CONNECTION_CLOSED"); undefined where it is some other error. What was asked
 * may have been done: the same key tells.
 */
export const databaseAway = (error: unknown): string | undefined =>
  codesOf(error).find((code) => NO_CONNECTION.has(code) || NOT_SERVING.test(code));
