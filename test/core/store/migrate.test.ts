import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

const journal = JSON.parse(readFileSync("core/store/migrations/meta/_journal.json", "utf8")) as { entries: readonly unknown[] };

describe.skipIf(!SERVER)(`migrations${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("six starts at once on an empty database migrate it once (Drizzle's migrate() takes no lock)", async () => {
    const { url, drop } = await freshDatabaseUrl();
    try {
      const opened = await Promise.all(
        Array.from({ length: 6 }, () => openDatabase({ databaseUrl: url, dataDir: IN_MEMORY, poolSize: 2 })),
      );
      const [first] = opened;
      const [row] = (await first?.query<{ n: number }>("select count(*)::int as n from drizzle.__drizzle_migrations")) ?? [];
      expect(row?.n).toBe(journal.entries.length);
      await Promise.all(opened.map((database) => database.close()));
    } finally {
      await drop();
    }
  });
});
