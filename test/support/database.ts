/**
 * Databases for tests: in memory (PGlite) everywhere, and where TEST_DATABASE_URL names a PostgreSQL server, a fresh
 * database of it as well. Every test database is dropped when its holder closes it.
 */
import { randomUUID } from "node:crypto";
import postgres from "postgres";
import type { Database } from "../../core/store/database.ts";
import { IN_MEMORY, openDatabase } from "../../core/store/open.ts";

export const SERVER = process.env["TEST_DATABASE_URL"];
export const NO_SERVER = "TEST_DATABASE_URL is not set: no PostgreSQL server to run on";

/** Makes an empty database on the server and gives its URL and how to drop it. */
export const freshDatabaseUrl = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const admin = postgres(SERVER ?? "", { max: 1, onnotice: () => {} });
  const name = `lt_${randomUUID().replaceAll("-", "")}`;
  await admin.unsafe(`create database ${name}`);
  const url = new URL(SERVER ?? "");
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end({ timeout: 5 });
    },
  };
};

/** The engines that a store suite runs on here. */
export const ENGINES: readonly { readonly name: string; readonly open: () => Promise<Database> }[] = [
  { name: "embedded", open: () => openDatabase({ dataDir: IN_MEMORY }) },
  ...(SERVER
    ? [
        {
          name: "PostgreSQL",
          open: async () => {
            const { url, drop } = await freshDatabaseUrl();
            const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
            return { ...database, close: () => database.close().then(drop) };
          },
        },
      ]
    : []),
];
