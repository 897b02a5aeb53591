/** The feed: every event, in the order of commits, once, and nothing of the people. On each engine. */
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloudEvent } from "../../../core/cloud-event.ts";
import type { FeedScope, Hub, HubEvent } from "../../../core/hub.ts";
import { createCommitter } from "../../../core/store/commit.ts";
import { readFeed, rebaseFeed } from "../../../core/store/feed.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";
import { commitOf } from "../store/fixtures.ts";
import { APPLICANT, file, hubOver, receive } from "./world.ts";

const HUBS = [
  { name: "embedded", url: async () => undefined },
  ...(SERVER ? [{ name: "PostgreSQL", url: freshDatabaseUrl }] : []),
];

/** Reads on from a cursor until a page brings nothing more. */
const readOn = async (hub: Hub, after: string | undefined, limit: number, scope?: FeedScope) => {
  const items: HubEvent[] = [];
  let cursor = after;
  for (;;) {
    const page = await hub.feed({
      limit,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(scope === undefined ? {} : { scope }),
    });
    if (page === undefined) throw new TypeError("bad cursor");
    items.push(...page.items);
    if (page.cursor === cursor || page.cursor === "0.0") return { items, cursor: page.cursor };
    cursor = page.cursor;
  }
};

/**
 * Waits until the feed tells all that has happened to a dossier: it never passes over a transaction that still runs, and other suites have theirs
 * in the same server.
 */
const told = (hub: Hub, dossierId: string): Promise<void> =>
  expect
    .poll(async () => {
      const { items } = await readOn(hub, undefined, 1000);
      return items.filter((event) => event.dossierId === dossierId).length - (await hub.timeline(dossierId)).length;
    })
    .toBe(0);

describe.each(HUBS)("the feed ($name)", ({ url }) => {
  let hub: Hub;
  let drop: () => Promise<void> = async () => {};
  beforeAll(async () => {
    const database = await url();
    drop = database?.drop ?? drop;
    hub = await hubOver(database?.url);
  });
  afterAll(async () => {
    await hub.stop();
    await drop();
  });

  it("R-J04 tells every event once and in order, by pages of any size, with the status after each", async () => {
    const from = await hub.feedEnd();
    const ids = [await receive(hub), await receive(hub)] as const;
    await told(hub, ids[1]);
    const byOne = await readOn(hub, from, 1);
    const atOnce = await readOn(hub, from, 1000);
    expect(byOne).toEqual(atOnce);
    for (const id of ids) {
      const told = atOnce.items.filter((event) => event.dossierId === id);
      expect(told.map(({ seq, type, status }) => [seq, type, status])).toEqual([
        [1, "submitted", "submitted"],
        [2, "checkedValid", "submitted"],
        [3, "received", "received"],
      ]);
      expect(told.map(({ title }) => title)).toEqual(
        (await hub.timeline(id)).map((event) => expect.any(String) && told[event.seq - 1]?.title),
      );
    }
    expect(await hub.feedEnd()).toBe(atOnce.cursor);
  });

  it("R-I02 says nothing of the people: only what has happened to which dossier", async () => {
    const from = await hub.feedEnd();
    await told(hub, await receive(hub));
    const { items } = await readOn(hub, from, 100);
    const text = JSON.stringify(items.map(cloudEvent));
    for (const value of [APPLICANT.fullName, APPLICANT.identityNumber, APPLICANT.phone]) expect(text).not.toContain(value);
    expect(text).toContain("vn.lienthong.dossier.received");
  });

  it("R-I02 a scope hides other agencies' dossiers, and its cursor still moves over them", async () => {
    const from = await hub.feedEnd();
    const mine = await file(hub, "H57.101");
    await told(hub, await file(hub, "H57.122"));
    const page = await hub.feed({ after: from, scope: { agencies: ["H57.101"] } });
    expect(page?.items.map((event) => event.dossierId)).toEqual([mine]);
    expect(page?.cursor).toBe(await hub.feedEnd());
    expect((await readOn(hub, from, 1, { agencies: ["H57.999"] })).items).toEqual([]);
  });

  it("R-G07 the post follows only what goes through the post", async () => {
    const from = await hub.feedEnd();
    await file(hub, "H57.101");
    const posted = await file(hub, "H57.101", "post");
    await told(hub, posted);
    const { items } = await readOn(hub, from, 10, { throughPost: true });
    expect(items.map((event) => event.dossierId)).toEqual([posted]);
  });

  it("R-J03 a database that was restored into another cluster goes on telling, from old cursors too", async () => {
    const database = await openDatabase({ dataDir: IN_MEMORY });
    try {
      const commit = async () => {
        await createCommitter(database).commit(commitOf());
      };
      await commit();
      await commit();
      // As after pg_restore: the numbers come from a cluster that has lived much longer than this one.
      await database.query("update dossier_event set xact = (xact::text::bigint + 1000000000)::text::xid8");
      const [first] = await database.query<{ xact: string; pos: number }>(
        "select xact::text as xact, pos::int as pos from dossier_event order by pos limit 1",
      );
      const cursor = `${first?.xact}.${first?.pos}`;
      expect((await readFeed(database, {}))?.items).toEqual([]);
      expect(await rebaseFeed(database)).toBe(2);
      expect(await rebaseFeed(database)).toBe(0);
      await commit();
      expect((await readFeed(database, {}))?.items.length).toBe(3);
      expect((await readFeed(database, { after: cursor }))?.items.length).toBe(2);
    } finally {
      await database.close();
    }
  });

  it("a cursor that is none of ours is no cursor", async () => {
    for (const after of ["", "1", "a.b", "1.2.3", "-1.2", "1.2; drop table dossier", "9".repeat(21)])
      expect(await hub.feed({ after })).toBeUndefined();
  });

  it("whoever waits is told at once of a commit in this process", async () => {
    let told = false;
    const waiting = hub.feedMoved(undefined, 60_000).then(() => {
      told = true;
    });
    await file(hub);
    await waiting;
    expect(told).toBe(true);
    const stopped = new AbortController();
    const ended = hub.feedMoved(stopped.signal, 60_000);
    stopped.abort();
    await ended;
  });
});

describe.skipIf(!SERVER)(`the feed under concurrent commits${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("R-J03 a reader that goes on while two hubs commit loses nothing and sees nothing twice", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const hubs = await Promise.all([hubOver(url), hubOver(url)]);
    const [first, second] = hubs;
    if (!first || !second) throw new TypeError("two hubs");
    try {
      let written: number | undefined;
      const seen: HubEvent[] = [];
      let cursor: string | undefined;
      const reading = (async () => {
        for (;;) {
          const page = await first.feed({ limit: 7, ...(cursor === undefined ? {} : { after: cursor }) });
          seen.push(...(page?.items ?? []));
          const moved = page?.cursor !== cursor;
          cursor = page?.cursor;
          // A transaction of some other suite may hold the last ones back for a while.
          if (!moved && written !== undefined && seen.length >= written) return;
        }
      })();
      const work = (hub: Hub) => Promise.all(Array.from({ length: 40 }, () => receive(hub)));
      const ids = (await Promise.all([work(first), work(second)])).flat();
      written = ids.length * 3;
      await reading;
      expect(seen.length).toBe(ids.length * 3);
      for (const id of ids) expect(seen.filter((event) => event.dossierId === id).map((event) => event.seq)).toEqual([1, 2, 3]);
    } finally {
      await Promise.all(hubs.map((hub) => hub.stop()));
      await drop();
    }
  });

  it("R-J03 an event of a transaction that commits late is not passed over", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const hub = await hubOver(url);
    const sql = postgres(url, { max: 1 });
    try {
      const slow = await file(hub);
      await told(hub, slow);
      const from = await hub.feedEnd();
      let quick = "";
      await sql.begin(async (tx) => {
        await tx`insert into dossier_event (dossier_id, seq, type, at, recorded_at, body, prev_hash, hash)
          select dossier_id, 2, type, at, recorded_at, body, prev_hash, hash from dossier_event where dossier_id = ${slow}::uuid`;
        // Committed while the other, older transaction still runs: neither may be shown yet.
        quick = await file(hub);
        expect(await hub.feed({ after: from })).toEqual({ items: [], cursor: from });
      });
      await told(hub, quick);
      expect((await readOn(hub, from, 1)).items.map((event) => event.dossierId)).toEqual([slow, quick]);
    } finally {
      await sql.end();
      await hub.stop();
      await drop();
    }
  });
});
