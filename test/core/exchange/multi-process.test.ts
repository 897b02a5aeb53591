/** Many worker processes on one PostgreSQL, some of them killed with -9 in the middle: compared with the partner's own ledger. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_TUNING } from "../../../core/exchange/options.ts";
import type { Database } from "../../../core/store/database.ts";
import { openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";
import { put, row, until } from "./kit.ts";

const WORKER = fileURLToPath(new URL("./exchange-worker.ts", import.meta.url));
const WORKERS = 4;
const LEDGER =
  "create table ledger (seq bigserial primary key, message_id uuid not null, pid int not null, attempt int not null)";

describe("the promise of the constants", () => {
  it("J03 a worker that dies is taken over within 5 s: its lease runs out and the next look of a reaper follows", () => {
    expect(DEFAULT_TUNING.leaseMs + DEFAULT_TUNING.reapMs).toBeLessThanOrEqual(4_500);
    // Two heartbeats may get lost before a living worker counts as dead.
    expect(DEFAULT_TUNING.heartbeatMs * 3).toBeLessThan(DEFAULT_TUNING.leaseMs);
  });
});

describe.skipIf(!SERVER)(`${WORKERS} worker processes${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  let children: ChildProcess[] = [];
  let cleanUp = async (): Promise<void> => {};
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    children = [];
    await cleanUp();
  });

  const begin = async (): Promise<{ database: Database; url: string }> => {
    const { url, drop } = await freshDatabaseUrl();
    const database = await openDatabase({ databaseUrl: url, dataDir: "memory" });
    cleanUp = () => database.close().then(drop);
    await database.query(LEDGER);
    return { database, url };
  };
  const startWorker = async (url: string, lane: string, ...leaseMs: string[]): Promise<ChildProcess> => {
    const args = ["--import", "tsx", WORKER, url, lane, ...leaseMs];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    await once(child.stdout ?? expect.fail("no output"), "data");
    return child;
  };
  const open = async (database: Database): Promise<number> =>
    (await database.query<{ n: number }>("select count(*)::int as n from message where state <> 'done'"))[0]?.n ?? -1;
  /** Messages of every dossier in the order in which they were written, and as the partner got them. */
  const compare = async (database: Database, expected: ReadonlyMap<string, readonly string[]>): Promise<void> => {
    const ledger = (await database.query<{ id: string }>("select message_id::text as id from ledger order by seq")).map(
      (entry) => entry.id,
    );
    expect(ledger).toHaveLength([...expected.values()].flat().length);
    expect(new Set(ledger).size).toBe(ledger.length);
    const place = new Map(ledger.map((id, i) => [id, i]));
    for (const ids of expected.values()) {
      const places = ids.map((id) => place.get(id) ?? -1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  };
  const fill = async (database: Database, lane: string, dossiers: number, each: number): Promise<Map<string, string[]>> => {
    const expected = new Map<string, string[]>();
    for (let n = 0; n < each; n += 1) {
      for (let dossier = 0; dossier < dossiers; dossier += 1) {
        const key = `dossier-${dossier}`;
        const ids = expected.get(key) ?? [];
        ids.push(await put(database, { lane, key }));
        expected.set(key, ids);
      }
    }
    return expected;
  };

  it("J03 nobody claims one message twice, all of them work, and each dossier's order is kept", async () => {
    const { database, url } = await begin();
    // A lease no busy machine outlives: what is taken over may rightly be sent again, and that is the next test's matter.
    await Promise.all(Array.from({ length: WORKERS }, () => startWorker(url, "shared", "60000")));
    const expected = await fill(database, "shared", 40, 10);
    await until("all is done", async () => (await open(database)) === 0);
    await compare(database, expected);
    const [spread] = await database.query<{ pids: number; attempts: number }>(
      "select count(distinct pid)::int as pids, max(attempt) as attempts from ledger",
    );
    expect(spread).toEqual({ pids: WORKERS, attempts: 1 });
  });

  it("R-B06 workers killed with -9 in the middle lose nothing, double nothing and break no order", async () => {
    const { database, url } = await begin();
    const expected = new Map<string, string[]>();
    let feeding = true;
    /** Keeps a few hundred messages waiting, so that every victim dies with work in its hands. */
    const feed = async (): Promise<void> => {
      for (let n = 0; feeding; n += 1) {
        const key = `dossier-${n % 60}`;
        expected.set(key, [...(expected.get(key) ?? []), await put(database, { lane: "killed", key })]);
        if (n % 60 === 59) await until("there is room", async () => !feeding || (await open(database)) < 300);
      }
    };
    const feeder = feed();
    await Promise.all(Array.from({ length: WORKERS }, () => startWorker(url, "killed")));
    const holds = async (worker: ChildProcess): Promise<boolean> => {
      const [held] = await database.query<{ n: number }>(
        "select count(*)::int as n from message m join worker w on w.id = m.leased_by where w.name = $1 and m.state = 'leased'",
        [`test-${worker.pid}`],
      );
      return (held?.n ?? 0) > 0;
    };
    for (let kill = 0; kill < 5; kill += 1) {
      const victim = children[0] ?? expect.fail("no worker left");
      // Held still while we look.
      await until("the victim holds a lease", async () => {
        victim.kill("SIGSTOP");
        if (await holds(victim)) return true;
        victim.kill("SIGCONT");
        return false;
      });
      victim.kill("SIGKILL");
      await once(victim, "exit");
      children = children.filter((child) => child !== victim);
      await startWorker(url, "killed");
    }
    feeding = false;
    await feeder;
    await until("all is done", async () => (await open(database)) === 0);
    await compare(database, expected);
    const [left] = await database.query<{ leased: number; again: boolean }>(
      `select (count(*) filter (where leased_by is not null))::int as leased, max(attempts) > 1 as again from message`,
    );
    // `again`: the kills did hit calls in flight.
    expect(left).toEqual({ leased: 0, again: true });
  });

  it("a worker that is asked to stop gives everything back at once: the others need not wait for its lease", async () => {
    const { database, url } = await begin();
    const first = await startWorker(url, "handed-over");
    const id = await put(database, { lane: "handed-over" });
    await until("the first did it", async () => (await row(database, id)).state === "done");
    first.kill("SIGTERM");
    await once(first, "exit");
    const [workers] = await database.query<{ n: number }>("select count(*)::int as n from worker");
    expect(workers).toEqual({ n: 0 });
  });
});
