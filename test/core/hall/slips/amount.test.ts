/** Sums in words. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AmountError, amountInWords } from "../../../../core/hall/slips/amount.ts";

const VALUES: Readonly<Record<string, number>> = {
  không: 0,
  một: 1,
  mốt: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  tư: 4,
  năm: 5,
  lăm: 5,
  sáu: 6,
  bảy: 7,
  tám: 8,
  chín: 9,
};
/** Reads words back, in another way than they were made: tens, hundreds and groups as they are heard. */
const heard = (words: string): number => {
  let total = 0;
  let group = 0;
  let last = 0;
  for (const word of words.toLowerCase().split(" ")) {
    const value = VALUES[word];
    if (value !== undefined) last = value;
    else if (word === "mười") {
      group += last + 10;
      last = 0;
    } else if (word === "mươi") {
      group += last * 10;
      last = 0;
    } else if (word === "trăm") {
      group += last * 100;
      last = 0;
    } else if (word === "nghìn" || word === "triệu") {
      total += (group + last) * (word === "nghìn" ? 1_000 : 1_000_000);
      [group, last] = [0, 0];
    } else if (word === "tỷ") {
      total = (total + group + last) * 1_000_000_000;
      [group, last] = [0, 0];
    }
  }
  return total + group + last;
};

describe("sums in Vietnamese words", () => {
  it.each([
    [0, "Không đồng"],
    [5, "Năm đồng"],
    [10, "Mười đồng"],
    [11, "Mười một đồng"],
    [14, "Mười bốn đồng"],
    [15, "Mười lăm đồng"],
    [20, "Hai mươi đồng"],
    [21, "Hai mươi mốt đồng"],
    [24, "Hai mươi tư đồng"],
    [105, "Một trăm lẻ năm đồng"],
    [8_000, "Tám nghìn đồng"],
    [20_500, "Hai mươi nghìn năm trăm đồng"],
    [1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"],
    [1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"],
    [2_000_000_000, "Hai tỷ đồng"],
    [3_000_000_001, "Ba tỷ không trăm lẻ một đồng"],
    [1_000_000_000_000, "Một nghìn tỷ đồng"],
  ])("R-D02 %d is %s", (amount, words) => {
    expect(amountInWords(amount)).toBe(words);
  });

  it("R-D02 whatever the sum, its words say it and no other", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000_000_000), (amount) => {
        expect(heard(amountInWords(amount))).toBe(amount);
      }),
    );
    fc.assert(
      fc.property(fc.nat(9_999_999), (amount) => {
        expect(heard(amountInWords(amount))).toBe(amount);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1])("R-D02 %d is no sum of đồng", (amount) => {
    expect(() => amountInWords(amount)).toThrow(AmountError);
  });
});
