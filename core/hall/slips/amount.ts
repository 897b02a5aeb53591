/** Sums of money in Vietnamese words, as receipts must have them (biên lai: số tiền bằng số và bằng chữ, domain.md §3). Pure. */

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"] as const;
/** Names of the groups of three digits below a billion; billions are counted themselves ("một nghìn tỷ"). */
const GROUPS = ["", "nghìn", "triệu"] as const;
const BILLION = 1_000_000_000;

const digit = (value: number): string => DIGITS[value] ?? "";

/** The last digit after a ten: 21 "hai mươi mốt", 24 "hai mươi tư", 25 "hai mươi lăm", but 11 "mười một", 14 "mười bốn". */
const unitAfterTen = (tens: number, unit: number): string => {
  if (unit === 0) return "";
  if (unit === 5) return "lăm";
  if (tens > 1 && unit === 1) return "mốt";
  if (tens > 1 && unit === 4) return "tư";
  return digit(unit);
};

/** 0–999; `whole`: something stands before it, so that 5 is "không trăm lẻ năm". */
const threeDigits = (value: number, whole: boolean): readonly string[] => {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor((value % 100) / 10);
  const unit = value % 10;
  const words: string[] = [];
  if (hundreds > 0 || whole) words.push(digit(hundreds), "trăm");
  if (tens === 0) {
    if (unit > 0) words.push(...(words.length > 0 ? ["lẻ"] : []), digit(unit));
  } else {
    words.push(...(tens === 1 ? ["mười"] : [digit(tens), "mươi"]), unitAfterTen(tens, unit));
  }
  return words;
};

const belowBillion = (value: number, whole: boolean): readonly string[] => {
  const words: string[] = [];
  for (let group = GROUPS.length - 1; group >= 0; group -= 1) {
    const part = Math.floor(value / 1000 ** group) % 1000;
    if (part === 0) continue;
    words.push(...threeDigits(part, whole || words.length > 0), GROUPS[group] ?? "");
  }
  return words;
};

const numberWords = (value: number, whole = false): readonly string[] => {
  const billions = Math.floor(value / BILLION);
  const rest = value % BILLION;
  if (billions === 0) return belowBillion(rest, whole);
  return [...numberWords(billions, whole), "tỷ", ...belowBillion(rest, true)];
};

/** A sum that is no whole, non-negative number of đồng. */
export class AmountError extends Error {
  override readonly name = "AmountError";
}

/**
 * "Tám nghìn đồng", "Một triệu hai trăm lẻ năm nghìn đồng".
 * @param amount whole đồng, 0 and up
 * @throws AmountError for anything else
 */
export const amountInWords = (amount: number): string => {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new AmountError(`not a sum of whole đồng: ${amount}`);
  const words = amount === 0 ? [digit(0)] : numberWords(amount);
  const sentence = [...words, "đồng"].filter((word) => word !== "").join(" ");
  return sentence.charAt(0).toLocaleUpperCase("vi-VN") + sentence.slice(1);
};
