/** Calls at the same time, over real PostgreSQL: connections, transactions and processes of their own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { HallOutcome } from "../../../core/hall/types.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";
import { wideHall } from "./wide-hall.ts";
import { catalogsWith, queueOn } from "./world.ts";

const WORKER = fileURLToPath(new URL("./queue-worker.ts", import.meta.url));
const hallId = "sanh-rong";

const withServer = async (work: (url: string) => Promise<void>): Promise<void> => {
  const { url, drop } = await freshDatabaseUrl();
  try {
    await work(url);
  } finally {
    await drop();
  }
};

describe.skipIf(!SERVER)(`a hall's queue with many calls at once${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("R-H queue: two hubs and twelve counters that call at the same time never call one number twice", () =>
    withServer(async (url) => {
      const catalogs = catalogsWith(wideHall());
      const databases = await Promise.all([0, 1].map(() => openDatabase({ databaseUrl: url, dataDir: IN_MEMORY })));
      try {
        const hubs = databases.map((database) => queueOn(database, catalogs));
        const [first] = hubs;
        if (first === undefined) throw new RangeError("no hub");
        const on = (n: number) => hubs[n % 2] ?? first;
        const taken = await Promise.all(
          Array.from({ length: 60 }, (_, n) => on(n).run({ type: "takeTicket", serviceId: "ho-tich" }, { hallId })),
        );
        const idOf = (outcome: HallOutcome) => ("ticket" in outcome ? outcome.ticket?.id : undefined);
        expect(taken.map(({ outcome }) => outcome)).toEqual(Array(60).fill("done"));
        expect(new Set(taken.map(idOf)).size).toBe(60);
        for (let n = 1; n <= 12; n += 1)
          await first.run({ type: "openCounter", counterId: `q${n}`, officer: `cb-${n}` }, { hallId });

        const called: (string | undefined)[] = [];
        for (let round = 0; round < 5; round += 1) {
          const calls = await Promise.all(
            Array.from({ length: 12 }, (_, n) => on(n + round).run({ type: "callNext", counterId: `q${n + 1}` }, { hallId })),
          );
          expect(calls.map(({ outcome }) => outcome)).toEqual(Array(12).fill("done"));
          called.push(...calls.map(idOf));
          // The same counter from two places at once: one is refused.
          const again = await Promise.all(hubs.map((hub) => hub.run({ type: "callNext", counterId: "q1" }, { hallId })));
          expect(again.map(({ outcome }) => outcome)).toEqual(["refused", "refused"]);
          for (const type of ["serve", "finish"] as const)
            await Promise.all(Array.from({ length: 12 }, (_, n) => on(n).run({ type, counterId: `q${n + 1}` }, { hallId })));
        }
        expect(new Set(called).size).toBe(60);
        expect([...called].sort()).toEqual(taken.map(idOf).sort());
        const [one, two] = await Promise.all(hubs.map((hub) => hub.face.day(hallId)));
        expect(one).toEqual(two);
        expect(one?.version).toBe(60 + 12 + 3 * 60);
      } finally {
        await Promise.all(databases.map((database) => database.close()));
      }
    }));

  it("R-H queue: a double tap under one key at two hubs at once is one number", () =>
    withServer(async (url) => {
      const databases = await Promise.all([0, 1].map(() => openDatabase({ databaseUrl: url, dataDir: IN_MEMORY })));
      try {
        const hubs = databases.map((database) => queueOn(database, catalogsWith(wideHall())));
        for (let round = 0; round < 20; round += 1) {
          const outcomes = await Promise.all(
            hubs.map((hub) => hub.run({ type: "takeTicket", serviceId: "ho-tich" }, { hallId, key: `k-${round}` })),
          );
          expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["done", "repeat"]);
          expect(new Set(outcomes.map((outcome) => "ticket" in outcome && outcome.ticket?.id)).size).toBe(1);
        }
        expect((await hubs[0]?.face.day(hallId))?.tickets.size).toBe(20);
      } finally {
        await Promise.all(databases.map((database) => database.close()));
      }
    }));

  it("R-H queue: three processes with four counters each share out the numbers, each once, with no gap in numbers and events", () =>
    withServer(async (url) => {
      const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
      try {
        const runs = await Promise.all(
          ["1,2,3,4", "5,6,7,8", "9,10,11,12"].map((counters) =>
            promisify(execFile)(process.execPath, ["--import", "tsx", WORKER, url, counters, "30"], { maxBuffer: 1e8 }),
          ),
        );
        const results = runs.map(({ stdout }) => JSON.parse(stdout) as { readonly called: string[]; readonly taken: string[] });
        const taken = results.flatMap((result) => result.taken);
        const called = results.flatMap((result) => result.called);
        expect(new Set(called).size).toBe(called.length);
        const queue = queueOn(database, catalogsWith(wideHall()));
        const day = await queue.face.day(hallId);
        expect([...day.tickets.keys()]).toEqual(taken.map((_, index) => `A${String(index + 1).padStart(3, "0")}`));
        expect([...taken].sort()).toEqual([...day.tickets.keys()].sort());
        expect(
          [...day.tickets.values()]
            .filter(({ state }) => state === "done")
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...called].sort());
        const events = await queue.face.events(hallId, 0, 100_000);
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        expect(called.length).toBe(taken.length);
      } finally {
        await database.close();
      }
    }));
});
