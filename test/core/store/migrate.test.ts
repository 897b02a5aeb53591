import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { IN_MEMORY, openDatabase, serverFault } from "../../../core/store/open.ts";
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

/** As a later version would have left it. */
const LATER = "insert into drizzle.__drizzle_migrations (hash, created_at) values ('sau', 4102444800000)";
const NEWER = { name: "DatabaseUnfit", message: expect.stringMatching(/phiên bản mới hơn.*newer version/s) };

describe("R-J04 a database that this version cannot work on", () => {
  it("R-J04 one that a newer version wrote is refused, embedded, and opens again with that version", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "lienthong-newer-"));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const database = await openDatabase({ dataDir });
    await database.query(LATER);
    await database.close();
    await expect(openDatabase({ dataDir })).rejects.toMatchObject(NEWER);
    // The folder was given back: the next try says the same, not that it is in use.
    await expect(openDatabase({ dataDir })).rejects.toMatchObject(NEWER);
  });

  it.each([
    [{ number: 130_012, name: "13.12", readOnly: false }, "PostgreSQL 13.12"],
    [{ number: 160_000, name: "16.0", readOnly: true }, "máy dự phòng"],
    [{ number: 150_000, name: "15.0", readOnly: false }, undefined],
  ])("R-J04 a server that will not do: %j", (server, says) => {
    const fault = serverFault("db.example/lienthong", server);
    if (says === undefined) expect(fault).toBeUndefined();
    else expect(fault?.message).toContain(says);
  });

  it.skipIf(!SERVER)(`R-J04 on PostgreSQL: newer, read-only${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, async () => {
    const { url, drop } = await freshDatabaseUrl();
    const open = () => openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
    const admin = postgres(url, { max: 1, onnotice: () => {} });
    onTestFinished(async () => {
      await admin.end({ timeout: 5 });
      await drop();
    });
    const name = new URL(url).pathname.slice(1);
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    await expect(open()).rejects.toMatchObject({
      name: "DatabaseUnfit",
      message: expect.stringContaining("default_transaction_read_only"),
    });
    await admin.unsafe("set transaction read write").catch(() => {});
    await admin.begin(async (tx) =>
      tx.unsafe("set transaction read write").then(() => tx.unsafe(`alter database ${name} reset all`)),
    );
    await (await open()).close();
    await admin.unsafe(LATER);
    await expect(open()).rejects.toMatchObject(NEWER);
  });
});
