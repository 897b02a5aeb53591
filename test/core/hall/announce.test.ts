import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { announce, announcementOf, vietnameseNumber } from "../../../core/hall/announce.ts";
import { play } from "./world.ts";

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/** Reads the words back, by a grammar of its own: sums and products, left to right. */
const read = (words: string): number => {
  const value = new Map([...DIGITS.map((word, n) => [word, n] as const), ["mốt", 1], ["tư", 4], ["lăm", 5]] as const);
  let total = 0;
  let hundreds = 0;
  let current = 0;
  for (const word of words.split(" ")) {
    if (word === "nghìn") {
      total = (total + hundreds + current) * 1000;
      hundreds = 0;
      current = 0;
    } else if (word === "trăm") {
      hundreds = current * 100;
      current = 0;
    } else if (word === "mươi") current *= 10;
    else if (word === "mười") current = 10;
    else if (word !== "linh") current += value.get(word) ?? Number.NaN;
  }
  return total + hundreds + current;
};

describe("what the loudspeaker says", () => {
  it.each([
    [0, "không"],
    [1, "một"],
    [4, "bốn"],
    [5, "năm"],
    [10, "mười"],
    [11, "mười một"],
    [12, "mười hai"],
    [14, "mười bốn"],
    [15, "mười lăm"],
    [20, "hai mươi"],
    [21, "hai mươi mốt"],
    [24, "hai mươi tư"],
    [25, "hai mươi lăm"],
    [50, "năm mươi"],
    [55, "năm mươi lăm"],
    [99, "chín mươi chín"],
    [100, "một trăm"],
    [101, "một trăm linh một"],
    [105, "một trăm linh năm"],
    [110, "một trăm mười"],
    [115, "một trăm mười lăm"],
    [121, "một trăm hai mươi mốt"],
    [500, "năm trăm"],
    [999, "chín trăm chín mươi chín"],
    [1000, "một nghìn"],
    [1005, "một nghìn không trăm linh năm"],
    [1015, "một nghìn không trăm mười lăm"],
    [1234, "một nghìn hai trăm ba mươi tư"],
    [21_000, "hai mươi mốt nghìn"],
    [105_021, "một trăm linh năm nghìn không trăm hai mươi mốt"],
  ])("R-H queue: %i is said as %s", (n, words) => {
    expect(vietnameseNumber(n)).toBe(words);
  });

  it("R-H queue: every number is said so that it is heard as itself, and no two alike", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999 }), (n) => read(vietnameseNumber(n)) === n));
    const said = new Set(Array.from({ length: 10_000 }, (_, n) => vietnameseNumber(n)));
    expect(said.size).toBe(10_000);
  });

  it("R-H queue: what is no whole number stays in figures", () => {
    expect([-1, 1.5, 1_000_000].map(vietnameseNumber)).toEqual(["-1", "1.5", "1000000"]);
  });

  it("R-H queue: a call names number and counter in Vietnamese and English, a recall says that it is one", () => {
    expect(announce("A012", 3, false)).toMatchObject({
      vi: "Mời quý khách số A mười hai đến quầy số ba.",
      en: "Number A 12, please go to counter 3.",
    });
    expect(announce("R105", 15, true)).toMatchObject({
      vi: "Xin nhắc lại, mời quý khách số R một trăm linh năm đến quầy số mười lăm.",
      en: "Once again, number R 105, please go to counter 15.",
    });
  });

  it("R-H queue: calls and recalls are announced, in the language of the number, and nothing else is", () => {
    const hall = play();
    hall.done({ type: "takeTicket", serviceId: "khac", language: "en" });
    hall.act({ type: "openCounter", counterId: "q3", officer: "a" });
    hall.done({ type: "callNext", counterId: "q3" });
    hall.done({ type: "recall", counterId: "q3" });
    hall.done({ type: "serve", counterId: "q3" });
    const said = hall.events.map((event) => announcementOf(event, hall.hall));
    expect(said.map((one) => one && [one.ticketId, one.counter, one.again, one.language])).toEqual([
      undefined,
      undefined,
      ["C001", 3, false, "en"],
      ["C001", 3, true, "en"],
      undefined,
    ]);
    const [called] = hall.events.filter(({ type }) => type === "ticketCalled");
    expect(called && announcementOf(called, { ...hall.hall, counters: [] })).toBeUndefined();
  });
});
