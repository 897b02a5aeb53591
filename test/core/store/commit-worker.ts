/**
 * Child of commit-processes.test.ts: files under keys that other processes use at the same time, then appends to dossiers
 * that all of them share. argv: database URL, keys, shared dossiers "id:hash,…", appends. Prints what it did.
 */

import { createCommitter } from "../../../core/store/commit.ts";
import { loadDossier } from "../../../core/store/dossiers.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { commitOf } from "./fixtures.ts";

const [url = "", keys = "0", shared = "", appends = "0"] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
const { commit } = createCommitter(database);

const outcomes = await Promise.all(Array.from({ length: Number(keys) }, (_, n) => commit(commitOf({ key: `shared-${n}` }))));

/** Reads, decides on what it read, and starts again when somebody else was faster. */
const append = async (id: string): Promise<void> => {
  for (;;) {
    const { dossier, headHash } = await loadDossier(database, id);
    const outcome = await commit(commitOf({ id, on: dossier?.version ?? 0, head: headHash }));
    if (outcome.outcome === "done") return;
  }
};
await Promise.all(
  shared.split(",").map(async (id) => {
    for (let n = 0; n < Number(appends); n += 1) await append(id);
  }),
);
await database.close();
process.stdout.write(JSON.stringify(outcomes.map((o) => o.outcome)));
