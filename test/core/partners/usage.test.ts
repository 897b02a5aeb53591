import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createUsage } from "../../../core/partners/usage.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";
import { counting, SILENT } from "./world.ts";

let serial = 0;
const newId = (): string => `u-${++serial}`;
const DAY = "2026-02-13";

describe.each(ENGINES)("what partners use ($name)", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  /** A process; its real time stands still until the test moves it, and it writes only when told. */
  const processOn = (on: Pick<Database, "query">) => {
    let now = `${DAY}T03:00:00.000Z`;
    let real = 0;
    const usage = createUsage(on, () => now, SILENT, { flushMs: 3_600_000, realTime: () => real });
    return {
      ...usage,
      setNow: (instant: string) => {
        now = instant;
      },
      anHourLater: () => {
        real += 3_600_000;
      },
    };
  };

  it("R-J04 what was added is known at once, before and after it is written", async () => {
    const id = newId();
    const one = processOn(database);
    expect(await one.usage(id)).toEqual({ requests: 0, bytes: 0, refused: 0 });
    one.add(id, { requests: 1, bytes: 700 });
    one.add(id, { requests: 1, bytes: 300, refused: 1 });
    expect(await one.usage(id)).toEqual({ requests: 2, bytes: 1000, refused: 1 });
    await one.flush();
    expect(await one.usage(id)).toEqual({ requests: 2, bytes: 1000, refused: 1 });
    one.add(id, { requests: 1 });
    expect(await one.usage(id)).toEqual({ requests: 3, bytes: 1000, refused: 1 });
    await one.stop();
  });

  it("R-J04 a day is a day of Việt Nam: it ends at 17:00 UTC", async () => {
    const id = newId();
    const one = processOn(database);
    one.setNow("2026-02-13T16:59:59.999Z");
    one.add(id, { requests: 1 });
    one.setNow("2026-02-13T17:00:00.000Z");
    one.add(id, { requests: 10 });
    expect((await one.usage(id)).requests).toBe(10);
    expect((await one.usage(id, "2026-02-13")).requests).toBe(1);
    expect((await one.usage(id, "2026-02-14")).requests).toBe(10);
    expect((await one.usage(id, "2026-02-12")).requests).toBe(0);
    await one.stop();
  });

  it("R-J04 summed over all processes: each sees the others' once it asks anew; what is left is written at stop", async () => {
    const id = newId();
    const [one, two] = [processOn(database), processOn(database)];
    one.add(id, { requests: 3, bytes: 30 });
    two.add(id, { requests: 4, bytes: 40 });
    expect((await two.usage(id)).requests).toBe(4);
    await one.stop();
    // Remembered: the quota of every request is not a question to the database.
    expect((await two.usage(id)).requests).toBe(4);
    two.anHourLater();
    expect(await two.usage(id)).toEqual({ requests: 7, bytes: 70, refused: 0 });
    await two.stop();
    expect((await processOn(database).usage(id)).bytes).toBe(70);
  });

  it("R-J04 many counts, one statement; asking is free meanwhile", async () => {
    const counted = counting(database);
    const ids = [newId(), newId(), newId()];
    const one = processOn(counted);
    for (let n = 0; n < 300; n += 1) one.add(ids[n % 3] ?? "", { requests: 1, bytes: n });
    await one.flush();
    const before = counted.count("");
    for (const id of ids) for (let n = 0; n < 50; n += 1) expect((await one.usage(id)).requests).toBe(100);
    expect(counted.count("")).toBe(before);
    expect(counted.count("insert into partner_usage")).toBe(1);
    await one.flush();
    expect(counted.count("insert into partner_usage")).toBe(1);
  });

  it("R-J04 the timer writes by itself", async () => {
    const id = newId();
    const one = createUsage(database, () => `${DAY}T03:00:00.000Z`, SILENT, { flushMs: 5 });
    one.add(id, { requests: 1 });
    await vi.waitFor(async () => expect((await processOn(database).usage(id)).requests).toBe(1), { timeout: 30_000 });
    one.add(id, { requests: 1 });
    await vi.waitFor(async () => expect((await processOn(database).usage(id)).requests).toBe(2), { timeout: 30_000 });
    await one.stop();
  });

  it("R-J04 while the database is away nothing is lost or counted twice", async () => {
    const id = newId();
    let away = true;
    const one = processOn({
      query: (text, values) => (away ? Promise.reject(new TypeError("away")) : database.query(text, values)),
    });
    one.add(id, { requests: 1, bytes: 5 });
    await one.flush();
    one.add(id, { requests: 1, bytes: 6 });
    await expect(one.usage(id)).rejects.toThrow("away");
    away = false;
    expect(await one.usage(id)).toEqual({ requests: 2, bytes: 11, refused: 0 });
    await one.stop();
    expect(await processOn(database).usage(id)).toEqual({ requests: 2, bytes: 11, refused: 0 });
  });

  it("R-J04 a size that nobody knows counts as none, and does not stop the others' count", async () => {
    const id = newId();
    const one = processOn(database);
    one.add(id, { requests: 1, bytes: Number.NaN });
    one.add(id, { requests: 1, bytes: -5, refused: 0.9 });
    await one.stop();
    expect(await processOn(database).usage(id)).toEqual({ requests: 2, bytes: 0, refused: 0 });
  });

  it("R-J04 adds, writes and questions of two processes in any order: the sum is exact in the end, and never more than what was added", async () => {
    const act = fc.record({ on: fc.nat(1), what: fc.constantFrom("add", "flush", "ask", "age"), bytes: fc.nat(1_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
        const id = newId();
        const processes = [processOn(database), processOn(database)] as const;
        let added = 0;
        const own = [0, 0];
        const open: Promise<unknown>[] = [];
        for (const { on, what, bytes } of acts) {
          const one = processes[on === 0 ? 0 : 1];
          if (what === "add") {
            one.add(id, { bytes });
            added += bytes;
            own[on] = (own[on] ?? 0) + bytes;
          } else if (what === "flush") open.push(one.flush());
          else if (what === "age") one.anHourLater();
          else {
            const least = own[on] ?? 0;
            open.push(
              one.usage(id).then((used) => {
                expect(used.bytes).toBeGreaterThanOrEqual(least);
                expect(used.bytes).toBeLessThanOrEqual(added);
              }),
            );
          }
        }
        await Promise.all(open);
        await Promise.all(processes.map((one) => one.stop()));
        expect((await processOn(database).usage(id)).bytes).toBe(added);
      }),
      { numRuns: 30 },
    );
  });
});
