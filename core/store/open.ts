/**
 * Opens the database: embedded PGlite in a folder by default, PostgreSQL by URL. Migrations run under an advisory lock,
 * because Drizzle's migrate() takes none (dependencies.md §1: three starts at once failed in 8 of 8 rounds).
 */
import { existsSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
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

/** The server, or what is in the database, is none that this version can work on. Nothing was changed. Message in vi / en. */
class DatabaseUnfit extends Error {
  readonly code = "store.database-unfit";
  constructor(where: string, vi: string, en: string) {
    super(`${where} ${vi} / ${where} ${en}`);
    this.name = "DatabaseUnfit";
  }
}

/** PostgreSQL 15, as the tests run on. */
const OLDEST_SERVER = 150_000;
const SERVER = `select current_setting('server_version_num')::int as number, split_part(current_setting('server_version'), ' ', 1) as name,
  current_setting('transaction_read_only') = 'on' as "readOnly"`;

interface ServerRow {
  readonly number: number;
  readonly name: string;
  readonly readOnly: boolean;
}
/** Why the server will not do; undefined where it will. */
export const serverFault = (where: string, { number, name, readOnly }: ServerRow): DatabaseUnfit | undefined => {
  if (number < OLDEST_SERVER)
    return new DatabaseUnfit(
      where,
      `là PostgreSQL ${name}; trục cần từ bản 15.`,
      `is PostgreSQL ${name}; the hub needs 15 or newer.`,
    );
  if (readOnly)
    return new DatabaseUnfit(
      where,
      "chỉ cho đọc (máy dự phòng, hoặc default_transaction_read_only); hãy đặt DATABASE_URL trỏ tới máy chính.",
      "can only be read (a standby, or default_transaction_read_only); point DATABASE_URL to the primary.",
    );
  return undefined;
};

const APPLIED = `select max(created_at)::float8 as last from drizzle.__drizzle_migrations`;

/** Drizzle passes over migrations that it does not know: an older hub would write on a newer one's tables. */
const refuseNewer = async (where: string, last: () => Promise<number | null>): Promise<void> => {
  const { entries } = JSON.parse(await readFile(join(MIGRATIONS, "meta/_journal.json"), "utf8")) as {
    readonly entries: readonly { readonly when: number }[];
  };
  if (((await last()) ?? 0) > Math.max(...entries.map(({ when }) => when)))
    throw new DatabaseUnfit(
      where,
      "do một phiên bản mới hơn của trục tạo ra; hãy chạy phiên bản ấy, hoặc khôi phục bản sao lưu có trước khi nâng cấp.",
      "was written by a newer version of the hub; run that version, or restore a backup from before the upgrade.",
    );
};

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

/** Opens and migrates. Errors: DataFolderInUse (another process has the folder), MigrationFailed, DatabaseUnfit, the driver's own when PostgreSQL is away. */
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
    const [server] = await migrator.unsafe<ServerRow[]>(SERVER);
    const fault = server && serverFault(`${host}${pathname}`, server);
    if (fault !== undefined) throw fault;
    await migrated(`${host}${pathname}`, () => migratePostgres(drizzlePostgres(migrator), { migrationsFolder: MIGRATIONS }));
    await refuseNewer(
      `${host}${pathname}`,
      async () => (await migrator.unsafe<{ last: number | null }[]>(APPLIED))[0]?.last ?? null,
    );
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

/** The embedded database runs in WebAssembly, whose file system says what went wrong by a number alone (WASI's), without being an Error. */
const WASI_CODES: Readonly<Record<number, string>> = {
  2: "EACCES",
  19: "EDQUOT",
  29: "EIO",
  33: "EMFILE",
  51: "ENOSPC",
  63: "EPERM",
  69: "EROFS",
};

/** The embedded database cannot read or write its folder; `code` as Node.js says it. */
class EmbeddedFilesError extends Error {
  override readonly name = "EmbeddedFilesError";
  readonly code: string;
  readonly path: string;
  constructor(code: string, path: string) {
    super(`${code}: the embedded database, ${path}`);
    this.code = code;
    this.path = path;
  }
}

const ofNumber = (error: unknown, path: string): unknown => {
  if (typeof error !== "object" || error === null || error instanceof Error) return error;
  const { errno } = error as { readonly errno?: unknown };
  return typeof errno === "number" ? new EmbeddedFilesError(WASI_CODES[errno] ?? `errno ${errno}`, path) : error;
};

const openEmbedded = async (dataDir: string): Promise<Database> => {
  const unlock = dataDir === IN_MEMORY ? () => {} : lockFolder(dataDir);
  const folder = join(dataDir, "pg");
  const first = dataDir !== IN_MEMORY && !existsSync(folder);
  let client: PGlite | undefined;
  const close = async (): Promise<void> => {
    await client?.close();
    unlock();
  };
  try {
    const open = await PGlite.create(dataDir === IN_MEMORY ? {} : { dataDir: closedFolder(folder) });
    client = open;
    const db = drizzlePglite(open, { schema });
    await migrated(dataDir, () => migratePglite(db, { migrationsFolder: MIGRATIONS }));
    await refuseNewer(dataDir, async () => (await open.query<{ last: number | null }>(APPLIED)).rows[0]?.last ?? null);
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
    // A database that was only half made would never open; there is nothing in it yet.
    if (first && client === undefined) rmSync(folder, { recursive: true, force: true });
    await close();
    throw ofNumber(error, dataDir);
  }
};
