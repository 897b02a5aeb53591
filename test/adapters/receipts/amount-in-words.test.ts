import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AmountError, amountInWords } from "../../../adapters/receipts/amount-in-words.ts";

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const VALUES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(DIGITS.map((word, value) => [word, value])),
  mốt: 1,
  tư: 4,
  lăm: 5,
};

/** Reads the words back, by its own rules: the other half of the property below. */
const numberOf = (words: string): number => {
  let total = 0;
  let billions = 0;
  let group = 0;
  let unit = 0;
  for (const word of words
    .toLocaleLowerCase("vi")
    .replace(/ đồng$/, "")
    .split(" ")) {
    const value = VALUES[word];
    if (value !== undefined) unit = value;
    else if (word === "trăm") [group, unit] = [group + unit * 100, 0];
    else if (word === "mươi") [group, unit] = [group + unit * 10, 0];
    else if (word === "mười") group += 10;
    else if (word === "nghìn") [total, group, unit] = [total + (group + unit) * 1000, 0, 0];
    else if (word === "triệu") [total, group, unit] = [total + (group + unit) * 1_000_000, 0, 0];
    else if (word === "tỷ") [billions, total, group, unit] = [(billions + total + group + unit) * 1_000_000_000, 0, 0, 0];
    else if (word !== "linh") throw new TypeError(`không hiểu "${word}"`);
  }
  return billions + total + group + unit;
};

describe("R-D02 [§5.6] AmountInWords", () => {
  it.each<[number, string]>([
    [0, "Không đồng"],
    [1, "Một đồng"],
    [4, "Bốn đồng"],
    [5, "Năm đồng"],
    [10, "Mười đồng"],
    [11, "Mười một đồng"],
    [14, "Mười bốn đồng"],
    [15, "Mười lăm đồng"],
    [20, "Hai mươi đồng"],
    [21, "Hai mươi mốt đồng"],
    [24, "Hai mươi tư đồng"],
    [25, "Hai mươi lăm đồng"],
    [50, "Năm mươi đồng"],
    [55, "Năm mươi lăm đồng"],
    [91, "Chín mươi mốt đồng"],
    [100, "Một trăm đồng"],
    [101, "Một trăm linh một đồng"],
    [104, "Một trăm linh bốn đồng"],
    [105, "Một trăm linh năm đồng"],
    [110, "Một trăm mười đồng"],
    [115, "Một trăm mười lăm đồng"],
    [121, "Một trăm hai mươi mốt đồng"],
    [1000, "Một nghìn đồng"],
    [1005, "Một nghìn không trăm linh năm đồng"],
    [1015, "Một nghìn không trăm mười lăm đồng"],
    [8000, "Tám nghìn đồng"],
    [15_000, "Mười lăm nghìn đồng"],
    [21_000, "Hai mươi mốt nghìn đồng"],
    [100_000, "Một trăm nghìn đồng"],
    [105_500, "Một trăm linh năm nghìn năm trăm đồng"],
    [1_000_000, "Một triệu đồng"],
    [1_000_005, "Một triệu không trăm linh năm đồng"],
    [1_005_000, "Một triệu không trăm linh năm nghìn đồng"],
    [1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"],
    [1_000_000_000, "Một tỷ đồng"],
    [1_000_000_005, "Một tỷ không trăm linh năm đồng"],
    [10_000_000_000, "Mười tỷ đồng"],
    [2_345_678_901, "Hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh một đồng"],
    [1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"],
  ])("R-D02 [§5.6] %d: %s", (amount, words) => {
    expect(amountInWords(amount)).toBe(words);
  });
  it("R-D02 [§5.6] whatever the amount, its words say that amount, and no other amount has the same words", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (amount) => {
        expect(numberOf(amountInWords(amount))).toBe(amount);
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeNat(), (amount) => {
        expect(numberOf(amountInWords(amount))).toBe(amount);
      }),
    );
  });
  it("R-D02 [§5.6] lăm, mốt, tư and linh stand only where they may", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (amount) => {
        const words = amountInWords(amount).toLocaleLowerCase("vi");
        expect(words).not.toMatch(
          /(?:mươi một|mươi bốn|mươi năm|mười năm|mười mốt|mười tư|linh lăm|linh mốt|linh tư|mươi không)(?: |$)/,
        );
        expect(words).not.toMatch(/(?:^|trăm |nghìn |triệu |tỷ )(?:lăm|mốt|tư)(?: |$)/);
        expect(words).not.toMatch(/ {2}|^ | $/);
      }),
    );
  });
  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("R-D02 [§5.6] %d is no amount", (amount) => {
    expect(() => amountInWords(amount)).toThrow(AmountError);
  });
});
