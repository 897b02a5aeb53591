import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createCommitter } from "../../../core/store/commit.ts";
import { loadDossier, verifyDossierChain } from "../../../core/store/dossiers.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";
import { commitOf } from "./fixtures.ts";

const WORKER = fileURLToPath(new URL("./commit-worker.ts", import.meta.url));
const PROCESSES = 5;
const KEYS = 300;
const APPENDS = 20;

describe.skipIf(!SERVER)(`the store with five processes at once${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("one key is done once, a dossier's log has no gap and no fork, whoever writes", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
    try {
      const shared = Array.from({ length: 4 }, () => commitOf());
      await Promise.all(shared.map(createCommitter(database).commit));
      const ids = shared.map((c) => c.dossier.id);
      const runs = await Promise.all(
        Array.from({ length: PROCESSES }, () =>
          promisify(execFile)(process.execPath, ["--import", "tsx", WORKER, url, String(KEYS), ids.join(","), String(APPENDS)], {
            maxBuffer: 1e8,
          }),
        ),
      );
      const outcomes = runs.map((run) => JSON.parse(run.stdout) as string[]);
      for (let key = 0; key < KEYS; key += 1) {
        expect(outcomes.map((of) => of[key]).sort()).toEqual(["done", ...Array(PROCESSES - 1).fill("taken")]);
      }
      const [count] = await database.query<{ n: number }>("select count(*)::int as n from dossier");
      expect(count?.n).toBe(KEYS + ids.length);
      for (const id of ids) {
        expect((await loadDossier(database, id)).dossier?.version).toBe(1 + PROCESSES * APPENDS);
        expect(await verifyDossierChain(database, id)).toBeUndefined();
      }
    } finally {
      await database.close();
      await drop();
    }
  });
});
