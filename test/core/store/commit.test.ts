import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCommitter } from "../../../core/store/commit.ts";
import type { Database } from "../../../core/store/database.ts";
import { listDossiers, loadDossier, verifyDossierChain } from "../../../core/store/dossiers.ts";
import { ENGINES } from "../../support/database.ts";
import { AT, commitOf } from "./fixtures.ts";

describe.each(ENGINES)("one command, one commit ($name)", ({ open }) => {
  let database: Database;
  const count = async (table: string): Promise<number> =>
    (await database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n ?? -1;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it("writes receipt, dossier, events and messages together", async () => {
    const { commit } = createCommitter(database);
    const first = commitOf({ key: randomUUID(), messages: 3 });
    expect(await commit(first)).toEqual({ outcome: "done" });
    const loaded = await loadDossier(database, first.dossier.id, { scope: "test", key: first.key?.key ?? "" });
    expect(loaded.dossier).toEqual(first.dossier);
    expect(loaded.headHash).toBe(first.headHash);
    expect(loaded.receipt).toEqual({ bodyHash: "h", receipt: first.receipt });
    const messages = await database.query<{ body: { n: number } }>("select body from message where key = $1 order by seq", [
      first.dossier.id,
    ]);
    expect(messages.map((m) => m.body.n)).toEqual([0, 1, 2]);
  });

  it("R-J03 a message's body is stored as it is, whatever stands in it", async () => {
    const { commit } = createCommitter(database);
    const text = fc.string({ unit: "binary" }).filter((one) => !one.includes("\0"));
    const bodies = fc.array(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(bodies, async (given) => {
        const first = commitOf();
        const [pattern] = first.messages;
        const messages = given.map((body) => ({
          ...pattern,
          id: randomUUID(),
          lane: "a",
          operation: 'b"},{',
          body: JSON.stringify(body),
        }));
        await commit({ ...first, messages });
        const rows = await database.query<{ body: unknown }>("select body from message where key = $1 order by seq", [
          first.dossier.id,
        ]);
        expect(rows.map(({ body }) => body)).toEqual(given.map((body) => JSON.parse(JSON.stringify(body))));
      }),
      { numRuns: 30 },
    );
  });

  it("same key: the stored answer, and nothing is written a second time", async () => {
    const { commit } = createCommitter(database);
    const key = randomUUID();
    const first = commitOf({ key, bodyHash: "one" });
    await commit(first);
    const before = [await count("dossier"), await count("dossier_event"), await count("message")];
    expect(await commit(commitOf({ key, bodyHash: "two" }))).toEqual({
      outcome: "taken",
      bodyHash: "one",
      receipt: first.receipt,
    });
    expect([await count("dossier"), await count("dossier_event"), await count("message")]).toEqual(before);
  });

  it("a decision on an old version is stale, writes nothing and spends no key", async () => {
    const { commit } = createCommitter(database);
    const first = commitOf();
    await commit(first);
    const key = randomUUID();
    const second = commitOf({ id: first.dossier.id, on: 1, head: first.headHash });
    expect(await commit(second)).toEqual({ outcome: "done" });
    expect(await commit(commitOf({ id: first.dossier.id, on: 1, head: first.headHash, key }))).toEqual({ outcome: "stale" });
    expect((await loadDossier(database, first.dossier.id, { scope: "test", key })).receipt).toBeUndefined();
    expect(await verifyDossierChain(database, first.dossier.id)).toBeUndefined();
  });

  it("40 callers with one key at the same time: one does it, 39 get its answer", async () => {
    const committer = createCommitter(database);
    const other = createCommitter(database);
    const key = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? committer : other).commit(commitOf({ key }))),
    );
    expect(outcomes.filter((o) => o.outcome === "done")).toHaveLength(1);
    expect(outcomes.filter((o) => o.outcome === "taken")).toHaveLength(39);
    expect(await database.query("select 1 from receipt where key = $1", [key])).toHaveLength(1);
  });

  it("20 writers of one dossier at the same time: one wins, the others are stale", async () => {
    const committer = createCommitter(database);
    const other = createCommitter(database);
    const first = commitOf();
    await committer.commit(first);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? committer : other).commit(commitOf({ id: first.dossier.id, on: 1, head: first.headHash })),
      ),
    );
    expect(outcomes.map((o) => o.outcome).sort()).toEqual(["done", ...Array(19).fill("stale")]);
  });

  it("one bad commit in a batch does not take its neighbours with it", async () => {
    const { commit } = createCommitter(database);
    const taken = commitOf({ state: { nationalCode: `G22.99.01-${randomUUID()}` } });
    await commit(taken);
    const national = taken.dossier.nationalCode as string;
    const outcomes = await Promise.all([
      commit(commitOf()),
      commit(commitOf({ state: { nationalCode: national } })),
      commit(commitOf()),
      commit(commitOf()),
    ]);
    expect(outcomes.map((o) => o.outcome)).toEqual(["done", "codeTaken", "done", "done"]);
  });

  it("finds a dossier by id, by local code and by national code", async () => {
    const { commit } = createCommitter(database);
    const tail = randomUUID().slice(0, 6);
    const one = commitOf({ state: { code: `H57.40-260302-${tail}`, nationalCode: `G22.01-${tail}` } });
    await commit(one);
    for (const reference of [one.dossier.id, `H57.40-260302-${tail}`, `G22.01-${tail}`]) {
      expect((await loadDossier(database, reference)).dossier?.id).toBe(one.dossier.id);
    }
    expect((await loadDossier(database, "H57.40-260302-none")).dossier).toBeUndefined();
  });

  it("R-F06 a changed event, a changed order or a missing tail breaks the chain where it happened", async () => {
    const { commit } = createCommitter(database);
    const first = commitOf();
    const second = commitOf({ id: first.dossier.id, on: 1, head: first.headHash });
    await commit(first);
    await commit(second);
    await database.query("update dossier_event set body = replace(body, 'đ', 'd') where dossier_id = $1 and seq = 2", [
      first.dossier.id,
    ]);
    expect(await verifyDossierChain(database, first.dossier.id)).toBe(2);
    await database.query("delete from dossier_event where dossier_id = $1 and seq = 2", [first.dossier.id]);
    expect(await verifyDossierChain(database, first.dossier.id)).toBe(2);
  });

  it("R-G09 an agency sees dossiers it received, was handed or was asked about, and no others", async () => {
    const { commit } = createCommitter(database);
    const handed = commitOf({
      state: { agencyId: "H57.11", handOvers: [{ unit: "Tổ đo đạc", agencyId: "H57.77", from: "x", receivedAt: AT, dueAt: AT }] },
    });
    const asked = commitOf({
      state: {
        agencyId: "H57.12",
        transfers: [
          { transferId: "1", toAgencyId: "H57.77", purpose: "x", number: 1, state: "sent", open: true, data: {}, sentAt: AT },
        ],
      },
    });
    await Promise.all([handed, asked, commitOf({ state: { agencyId: "H57.13" } })].map(commit));
    const seen = await listDossiers(database, { agencyIds: ["H57.77"] });
    expect(seen.items.map((d) => d.id).sort()).toEqual([handed.dossier.id, asked.dossier.id].sort());
    const page = await listDossiers(database, { agencyIds: ["H57.77"], limit: 1 });
    expect(page.items).toHaveLength(1);
    const rest = await listDossiers(database, { agencyIds: ["H57.77"], limit: 1, cursor: page.next ?? "" });
    expect([page.items[0]?.id, rest.items[0]?.id].sort()).toEqual([handed.dossier.id, asked.dossier.id].sort());
    expect(rest.next).toBeUndefined();
  });
});
