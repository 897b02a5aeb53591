/** Files that nothing names are swept, and no other: on both databases, and while others store the same bytes. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type BlobStore, createBlobStore } from "../../../core/store/blobs.ts";
import type { Database } from "../../../core/store/database.ts";
import { createFileHouse } from "../../../core/store/file-house.ts";
import { SWEEP_AGE_MS, sweepFiles } from "../../../core/store/file-sweep.ts";
import { NAMED, noteNamedFiles } from "../../../core/store/named-files.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { DAY_MS } from "../../../core/time/local.ts";
import { ENGINES, freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

const THEN = "2026-01-05T02:00:00.000Z";
const NOW = new Date(Date.parse(THEN) + SWEEP_AGE_MS + 1).toISOString();
const bytesOf = (text: string): Buffer => Buffer.from(`<to>${text}</to>`);
const hashOf = (text: string): string => createHash("sha256").update(bytesOf(text)).digest("hex");

const EVENT = `insert into dossier_event (dossier_id, seq, type, at, recorded_at, body, prev_hash, hash)
  values ($1::text::uuid, 1, 'submitted', $2::text::timestamptz, $2::text::timestamptz, $3, '', '')`;
const MESSAGE = `insert into message (id, lane, key, direction, operation, body, body_blob, reference, state, next_at, created_at)
  values ($1::text::uuid, $2, 'k', 'out', 'print', $3::text::jsonb, $4, $5, $6, now(), now())`;
const message = (
  database: Database,
  of: { lane?: string; body?: object; bodyBlob?: string; reference?: string; state?: string },
): Promise<unknown> =>
  database.query(MESSAGE, [
    randomUUID(),
    of.lane ?? "tax",
    of.body === undefined ? null : JSON.stringify(of.body),
    of.bodyBlob ?? null,
    of.reference ?? null,
    of.state ?? "done",
  ]);
const event = (database: Database, body: object): Promise<unknown> =>
  database.query(EVENT, [randomUUID(), "2025-06-01T00:00:00.000Z", JSON.stringify(body)]);

/** Everything that can name a file. An event is older than the file by the clock: somebody set it back. */
const NAMERS: Readonly<Record<string, (database: Database, sha256: string) => Promise<unknown>>> = {
  event: (database, blob) => event(database, { data: { components: [{ files: [{ blob }] }] } }),
  bringer: (database, sha256) =>
    database.query(
      `insert into receipt (scope, key, body_hash, answer, at) values ('file:partner:cua', $1, $1, '{}', now()) on conflict do nothing`,
      [sha256],
    ),
  heldPaper: (database, sha256) =>
    database.query(
      `insert into held_paper (id, owner_hash, agency_id, name, blob, file_name, media_type, size, kept_at, kept_by)
       values ($2::text::uuid, 'o', 'H57.101', 'n', $1, 'f.pdf', 'application/pdf', 1, now(), 'x')`,
      [sha256, randomUUID()],
    ),
  removedPaper: (database, sha256) =>
    database.query(
      `insert into held_paper (id, owner_hash, agency_id, name, blob, file_name, media_type, size, kept_at, kept_by, removed_at)
       values ($2::text::uuid, 'o', 'H57.101', 'n', $1, 'f.pdf', 'application/pdf', 1, now(), 'x', now())`,
      [sha256, randomUUID()],
    ),
  statement: (database, sha256) =>
    database.query(
      `insert into statement (lane, day, sha256, lines, total, recorded_at) values ('treasury', '2026-01-05', $1, 0, 0, now())`,
      [sha256],
    ),
  largeMessage: (database, bodyBlob) => message(database, { bodyBlob }),
  device: (database, reference) => message(database, { reference }),
  openMessage: (database, blob) => message(database, { body: { documents: [{ blob }] }, state: "dead" }),
  deviceJob: (database, blob) => message(database, { lane: "may-in", body: { blob, title: "Trích yếu" } }),
};
const NAMER_NAMES = Object.keys(NAMERS);

describe.each(ENGINES)("R-A07 files that nothing names ($name)", ({ open }) => {
  let database: Database;
  let folder: string;
  let blobs: BlobStore;
  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), "lienthong-sweep-"));
    blobs = createBlobStore(database, folder);
    await database.query(
      `insert into hall_device (id, hall_id, state, problems, readings, since, seen_at) values ('may-in', 'h', 'ok', '[]', '{}', now(), now())`,
    );
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = async (text: string, at = THEN): Promise<string> =>
    (await blobs.storeOwn(bytesOf(text), "application/xml", at)).sha256;
  const sweep = (now = NOW) => sweepFiles({ database, blobs, clock: () => now });
  const there = async (sha256: string): Promise<readonly [row: boolean, bytes: boolean]> => [
    (await blobs.find(sha256)) !== undefined,
    existsSync(join(folder, sha256.slice(0, 2), sha256)),
  ];

  it("R-A07 whatever names a file keeps it, each by itself and all together; what nothing names is gone, bytes and row", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ namers: fc.uniqueArray(fc.constantFrom(...NAMER_NAMES)), young: fc.boolean() }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (files) => {
          const run = randomUUID();
          const stored = await Promise.all(
            files.map(async ({ namers, young }, i) => {
              const sha256 = await store(`${run} ${i}`, young ? NOW : THEN);
              for (const namer of namers) await NAMERS[namer]?.(database, sha256);
              return { sha256, stays: young || namers.length > 0 };
            }),
          );
          expect(await sweep()).toEqual({ files: stored.filter(({ stays }) => !stays).length, broken: 0 });
          for (const { sha256, stays } of stored) expect(await there(sha256)).toEqual([stays, stays]);
          // What was young for this run is none of the next one's.
          await sweep(new Date(Date.parse(NOW) + SWEEP_AGE_MS + 1).toISOString());
        },
      ),
      {
        numRuns: 15,
        examples: [[NAMER_NAMES.map((namer) => ({ namers: [namer], young: false }))], [[{ namers: [], young: false }]]],
      },
    );
  });

  it("R-A07 bytes that are stored again are young again, though their row was there", async () => {
    await store("lai");
    const again = await store("lai", NOW);
    expect(await sweep()).toMatchObject({ files: 0 });
    expect(await there(again)).toEqual([true, true]);
    // A clock that was set back makes nothing older.
    await store("lai", THEN);
    expect(await sweep()).toMatchObject({ files: 0 });
  });

  it("R-A07 each event is read once; after a restore that put the feed in another order all are read again", async () => {
    await noteNamedFiles(database, NOW);
    const blob = hashOf("mot lan");
    await event(database, { blob });
    expect(await noteNamedFiles(database, NOW)).toBe(1);
    expect(await noteNamedFiles(database, NOW)).toBe(0);
    const noted = () => database.query("select 1 from receipt where scope = $1 and key = $2", [NAMED, blob]);
    expect(await noted()).toHaveLength(1);
    await database.query("update dossier_event set xact = '3'");
    const [all] = await database.query<{ count: number }>("select count(*)::int as count from dossier_event");
    expect(await noteNamedFiles(database, NOW)).toBe(all?.count);
    expect(await noteNamedFiles(database, NOW)).toBe(0);
  });

  it("R-A07 what an upload left behind that broke off goes after a day; one in progress, and bytes without a row, stay", async () => {
    const old = (Date.now() - 2 * DAY_MS) / 1000;
    const [broken, running, foreign] = [".incoming-cu", ".incoming-moi", "khong-co-hang"].map((name) => join(folder, name));
    for (const file of [broken, running, foreign]) writeFileSync(file ?? "", "x");
    for (const file of [broken, foreign]) utimesSync(file ?? "", old, old);
    expect(await sweep()).toMatchObject({ broken: 1 });
    expect([broken, running, foreign].map((file) => existsSync(file ?? ""))).toEqual([false, true, true]);
    rmSync(running ?? "");
  });

  it("R-A07 a process sweeps by itself, says how many in one line, and stops between two sweeps", async () => {
    const sha256 = await store("tu don");
    const lines: unknown[] = [];
    const log = {
      warn: (data: object, text: string) => lines.push({ ...data, text }),
      info: (data: object, text: string) => lines.push({ ...data, text }),
    };
    const house = createFileHouse({ database, blobs, clock: () => NOW, log }, { firstMs: 1, everyMs: DAY_MS });
    house.start();
    await expect.poll(() => lines.length).toBe(1);
    await house.stop();
    expect(lines).toEqual([{ files: 1, broken: 0, text: "files that nothing named were deleted" }]);
    expect(await there(sha256)).toEqual([false, false]);
  });
});

describe.skipIf(!SERVER)(`R-A07 storing and sweeping at once on PostgreSQL (${SERVER ? "on" : NO_SERVER})`, () => {
  it("R-A07 whoever was told that a file is stored has it, row and bytes, however many processes sweep meanwhile", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const folder = mkdtempSync(join(tmpdir(), "lienthong-sweep-"));
    const processes = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl: url, dataDir: IN_MEMORY })));
    onTestFinished(async () => {
      await Promise.all(processes.map((one) => one.close()));
      await drop();
      rmSync(folder, { recursive: true, force: true });
    });
    const stores = processes.map((database) => createBlobStore(database, folder));
    const [first] = processes;
    if (first === undefined) return;
    let swept = 0;
    for (let round = 0; round < 60; round += 1) {
      const texts = Array.from({ length: 8 }, (_, i) => `${round} ${i}`);
      // Old files that nothing names; just now the very same bytes come again.
      for (const text of texts) await stores[0]?.storeOwn(bytesOf(text), "application/xml", THEN);
      const again = (i: number) => stores[i % stores.length]?.storeOwn(bytesOf(texts[i] ?? ""), "application/xml", NOW);
      await again(0);
      const sweeps = stores.map((blobs, i) => sweepFiles({ database: processes[i] ?? first, blobs, clock: () => NOW }));
      // One came before all sweeps and one comes after the first of them, however fast this machine is; the others in the midst of them.
      const results = await Promise.all([...sweeps, ...[2, 3, 4, 5, 6, 7].map(again), sweeps[0]?.then(() => again(1))]);
      for (const result of results) if (result !== undefined && "files" in result) swept += result.files;
      for (const text of texts) {
        const sha256 = hashOf(text);
        expect(await stores[0]?.find(sha256)).toMatchObject({ sha256 });
        expect(readdirSync(join(folder, sha256.slice(0, 2)))).toContain(sha256);
      }
    }
    // Else nothing was tried: some were deleted before they came again, and some were not.
    expect(swept).toBeGreaterThan(0);
    expect(swept).toBeLessThan(60 * 8);
  });
});
