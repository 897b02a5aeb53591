import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awaitedPage } from "../../../adapters/kit/awaited.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { MOST_AWAITING } from "../../../core/exchange/adapter.ts";
import { dossier } from "../fixtures.ts";
import { fakeCall } from "./fake-call.ts";

const idOf = (no: number): string => `018f0000-0000-7000-8000-${String(no).padStart(12, "0")}`;
const waiting = (counts: readonly number[]): Dossier[] =>
  counts.map((count, no) => dossier({ id: idOf(no), aliases: Array.from({ length: count }, (_, thing) => `${no}/${thing}`) }));
const thingsOf = ({ aliases = [] }: Dossier): readonly string[] => aliases;

/** A whole round; the number of its pages is bounded, so that a cursor that leads nowhere fails. */
const round = async (dossiers: readonly Dossier[], most: number): Promise<readonly (readonly string[])[]> => {
  const { call } = fakeCall({}, { dossiers });
  const pages: (readonly string[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await awaitedPage(call, cursor, thingsOf, most);
    expect(page.more).toBe(page.cursor !== undefined);
    expect(page.asked.length).toBeLessThanOrEqual(most);
    pages.push(page.asked);
    ({ cursor } = page);
  } while (cursor !== undefined && pages.length < 10_000);
  return pages;
};

describe("R-G06 R-B06 what a lane awaits, page by page", () => {
  it("R-G06 [§9.5] a round comes to everything once, in order, whatever is asked of each dossier", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(5), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (counts, most) => {
        const dossiers = waiting(counts);
        expect((await round(dossiers, most)).flat()).toEqual(dossiers.flatMap(thingsOf));
      },
    );
    await fc.assert(property);
  });

  it("R-G06 [§9.5] more old dossiers than one look-up gives, of which nothing is asked, keep no newer one from its turn", async () => {
    const counts = Array.from({ length: MOST_AWAITING * 2 + 5 }, (_, no) => (no >= MOST_AWAITING * 2 ? 1 : 0));
    const pages = await round(waiting(counts), 3);
    expect(pages.flat()).toHaveLength(5);
    expect(pages.length).toBeLessThan(6);
  });

  it("R-G06 [§9.5] a dossier that ends while a round goes on makes it skip nobody", async () => {
    const dossiers = waiting([1, 1, 1, 1]);
    const first = await awaitedPage(fakeCall({}, { dossiers }).call, undefined, thingsOf, 2);
    expect(first.asked).toEqual(["0/0", "1/0"]);
    const second = await awaitedPage(fakeCall({}, { dossiers: dossiers.slice(2) }).call, first.cursor, thingsOf, 2);
    expect(second).toEqual({ asked: ["2/0", "3/0"], cursor: undefined, more: false });
  });

  it("a cursor of another kind begins a new round", async () => {
    const { call } = fakeCall({}, { dossiers: waiting([1]) });
    expect((await awaitedPage(call, "12", thingsOf, 2)).asked).toEqual(["0/0"]);
  });
});
