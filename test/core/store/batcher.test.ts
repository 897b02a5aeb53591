import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBatcher, upTo } from "../../../core/store/batcher.ts";

/** A write that ends when it is told to. */
const held = () => {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const write = (batch: readonly number[]): Promise<readonly number[]> => {
    batches.push(batch);
    return new Promise((resolve) => ends.push(() => resolve(batch.map((n) => n * 10))));
  };
  return { batches, write, end: () => ends.shift()?.() };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("many callers, one statement", () => {
  it("R-J03 what is asked for in one turn goes together, and what comes meanwhile goes with the next", async () => {
    const { batches, write, end } = held();
    const ask = createBatcher({ flights: 1, take: upTo(10), write });
    const first = [ask(1), ask(2), ask(3)];
    await turn();
    const later = [ask(4), ask(5)];
    await turn();
    expect(batches).toEqual([[1, 2, 3]]);
    end();
    expect(await Promise.all(first)).toEqual([10, 20, 30]);
    await turn();
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    end();
    expect(await Promise.all(later)).toEqual([40, 50]);
  });

  it("R-J03 nobody is answered before the statement that holds its part", async () => {
    const { write, end } = held();
    const ask = createBatcher({ flights: 1, take: upTo(1), write });
    const told: number[] = [];
    const both = [ask(1), ask(2)].map((answer) => answer.then((n) => told.push(n)));
    await turn();
    expect(told).toEqual([]);
    end();
    await both[0];
    await turn();
    expect(told).toEqual([10]);
    end();
    await Promise.all(both);
    expect(told).toEqual([10, 20]);
  });

  it("R-J03 each gets its own answer in every course: sizes, flights, faults", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ n: fc.integer({ min: 0, max: 50 }), after: fc.integer({ min: 0, max: 2 }) }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (asked, most, flights) => {
          let flying = 0;
          const ask = createBatcher<number, number>({
            flights,
            take: upTo(most),
            write: async (batch) => {
              flying += 1;
              expect(flying).toBeLessThanOrEqual(flights);
              expect(batch.length).toBeLessThanOrEqual(most);
              await turn();
              flying -= 1;
              if (batch.some((n) => n % 7 === 0)) throw new RangeError("seven");
              return batch.map((n) => n * 10);
            },
            alone: {
              after: (error) => error instanceof RangeError,
              write: async (n) => {
                if (n % 7 === 0) throw new RangeError("seven");
                return n * 10;
              },
            },
          });
          const answers: Promise<number | string>[] = [];
          for (const { n, after } of asked) {
            for (let i = 0; i < after; i += 1) await turn();
            answers.push(ask(n).catch(() => "refused"));
          }
          expect(await Promise.all(answers)).toEqual(asked.map(({ n }) => (n % 7 === 0 ? "refused" : n * 10)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("R-J03 an error that is nobody's own is told to all of the batch, and the next goes on", async () => {
    let away = true;
    const ask = createBatcher<number, number>({
      flights: 1,
      take: upTo(10),
      write: async (batch) => {
        if (away) throw new TypeError("the database is away");
        return batch;
      },
      alone: { after: (error) => error instanceof RangeError, write: async (n) => n },
    });
    const refused = await Promise.allSettled([ask(1), ask(2)]);
    expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    away = false;
    expect(await ask(3)).toBe(3);
  });
});
