/** A hub from before there were credentials: its partners' keys go on working. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDatabase } from "../../../core/store/open.ts";
import { partnersOn } from "./world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lienthong-migrated-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A data folder as the version before credentials left it, with one partner. */
const oldFolder = async (keyHash: string): Promise<string> => {
  const migrations = join(folder, "migrations");
  cpSync("core/store/migrations", migrations, { recursive: true });
  const journalFile = join(migrations, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as { entries: readonly { readonly tag: string }[] };
  const first = journal.entries.findIndex(({ tag }) => tag.endsWith("_partner_keys"));
  expect(first).toBeGreaterThan(0);
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }));
  const client = await PGlite.create({ dataDir: join(folder, "pg") });
  await migrate(drizzle(client), { migrationsFolder: migrations });
  await client.query(
    `insert into partner (id, name, key_hash, role, agencies, created_at)
     values ('cu', 'Hệ thống cũ', $1, 'portal', '["H57.101"]', '2026-01-05T01:00:00Z')`,
    [keyHash],
  );
  await client.close();
  return folder;
};

it("R-I01 an API key from before credentials were kept apart still opens its partner's door, and can be revoked", async () => {
  const key = `lt_cu_${"a".repeat(43)}`;
  const dataDir = await oldFolder(createHash("sha256").update(key).digest("hex"));
  const database = await openDatabase({ dataDir });
  try {
    const { partners } = partnersOn(database);
    const proven = await partners.byApiKey(key);
    expect(proven?.partner).toEqual({ id: "cu", name: "Hệ thống cũ", role: "portal", agencies: ["H57.101"] });
    expect(proven?.credential).toMatchObject({ kind: "apiKey", createdAt: "2026-01-05T01:00:00.000Z" });
    expect(await partners.revoke(proven?.credential.id ?? "")).toBe(true);
    expect(await partners.byApiKey(key)).toBeUndefined();
  } finally {
    await database.close();
  }
});
