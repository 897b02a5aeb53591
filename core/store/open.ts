/**
 * Opens the database: embedded PGlite in a folder by default, PostgreSQL by URL. Migrations run under an advisory lock,
 * because Drizzle's migrate() takes none (dependencies.md §1: three starts at once failed in 8 of 8 rounds).
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { closedFolder } from "./closed-folder.ts";
import type { Database, SqlValue } from "./database.ts";
import { lockFolder } from "./lock.ts";
import * as schema from "./schema.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any fixed number: "LT" and a serial. Only migrations of this product take it. */
const MIGRATION_LOCK = 0x4c54_0001;
/** The embedded database on nothing but memory, for tests and trials. */
export const IN_MEMORY = "memory";

/**
 * Hot statements find rows by index, always. A plan made and kept while the tables were still empty would read whole tables
 * for hours (measured: 1,400 instead of 5,000 intakes/s after 25,000 dossiers), so those plans are not offered.
 */
const HOT_PLANS = { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" };
/**
 * PostgreSQL compiles what it takes for dear, and a plan that was not offered costs 10^10 on paper: reading the seven rows of `lane` took
 * 350–1,000 ms of compiling instead of 0.1 ms, four times a second. Nothing here runs long enough to be worth compiling.
 */
const NO_COMPILING = { jit: "off" };

/** The database cannot be brought to this version's schema; it was perhaps written by a newer or an unreleased one. */
export class MigrationFailed extends Error {
  readonly code = "store.migration-failed";
  constructor(where: string, cause: unknown) {
    const reason =
      cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : cause instanceof Error ? cause.message : "";
    super(
      `Không nâng cấp được cơ sở dữ liệu ${where} lên phiên bản này: ${reason}. Kiểm tra xem dữ liệu có phải do phiên bản khác tạo ra không. / ` +
        `The database ${where} could not be migrated to this version: ${reason}. Check whether another version wrote it.`,
      { cause },
    );
    this.name = "MigrationFailed";
  }
}

const migrated = async (where: string, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw new MigrationFailed(where, error);
  }
};

export interface OpenOptions {
  readonly databaseUrl?: string;
  /** Folder of the embedded database, or IN_MEMORY. Not used with `databaseUrl`. */
  readonly dataDir: string;
  /** Connections of the hot pool; PostgreSQL only. */
  readonly poolSize?: number;
}

/** Opens and migrates. Errors: DataFolderInUse (another process has the folder), the driver's own when PostgreSQL is away. */
export const openDatabase = (options: OpenOptions): Promise<Database> =>
  options.databaseUrl ? openPostgres(options.databaseUrl, options.poolSize ?? 10) : openEmbedded(options.dataDir);

const openPostgres = async (url: string, poolSize: number): Promise<Database> => {
  // connect_timeout and end({timeout}): postgres.js can hang when the server goes away during either (design.md §9).
  const common = {
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: "lienthong", statement_timeout: 30_000, ...NO_COMPILING },
  };
  const migrator = postgres(url, { ...common, max: 1 });
  try {
    await migrator`select pg_advisory_lock(${MIGRATION_LOCK})`;
    // Host and database name only: the URL may hold a password.
    const { host, pathname } = new URL(url);
    await migrated(`${host}${pathname}`, () => migratePostgres(drizzlePostgres(migrator), { migrationsFolder: MIGRATIONS }));
  } finally {
    // Ending the connection gives the advisory lock back.
    await migrator.end({ timeout: 5 });
  }
  const hot = postgres(url, { ...common, connection: { ...common.connection, ...HOT_PLANS }, max: poolSize });
  const slow = postgres(url, { ...common, max: 4 });
  const run = (client: Pick<postgres.Sql, "unsafe">) => {
    const query = async <Row extends object>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> =>
      client.unsafe<Row[]>(text, values as postgres.ParameterOrJSON<never>[], { prepare: true });
    return query;
  };
  return {
    kind: "postgres",
    db: drizzlePostgres(slow, { schema }),
    query: run(hot),
    transaction: async <T>(work: (query: Database["query"]) => Promise<T>): Promise<T> =>
      (await hot.begin((tx) => work(run(tx)))) as T,
    close: async () => {
      await Promise.all([hot.end({ timeout: 5 }), slow.end({ timeout: 5 })]);
    },
  };
};

const openEmbedded = async (dataDir: string): Promise<Database> => {
  const unlock = dataDir === IN_MEMORY ? () => {} : lockFolder(dataDir);
  let client: PGlite | undefined;
  const close = async (): Promise<void> => {
    await client?.close();
    unlock();
  };
  try {
    const open = await PGlite.create(dataDir === IN_MEMORY ? {} : { dataDir: closedFolder(join(dataDir, "pg")) });
    client = open;
    const db = drizzlePglite(open, { schema });
    await migrated(dataDir, () => migratePglite(db, { migrationsFolder: MIGRATIONS }));
    return {
      kind: "embedded",
      db,
      query: async <Row extends object>(text: string, values: readonly SqlValue[] = []) =>
        (await open.query<Row>(text, values as unknown[])).rows,
      transaction: (work) =>
        open.transaction((tx) => work(async (text, values = []) => (await tx.query(text, values as unknown[])).rows as never)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
