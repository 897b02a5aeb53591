/**
 * Amounts in Vietnamese words, as a receipt must state them. Pure. The reading is the northern one that printed forms use: linh (not lẻ),
 * nghìn (not ngàn), tỷ; "mốt" and "tư" after mươi, "lăm" after mười and mươi; a group below a hundred that others go before is read with
 * its "không trăm". [from memory, unsourced: no law spells it out]
 */

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"] as const;
/** Of groups of three digits, from the right; nine digits make one tỷ, and it starts over. */
const SCALES = ["", "nghìn", "triệu"] as const;
const GROUP = 1000;
const BILLION = 1_000_000_000;

const digit = (value: number): string => DIGITS[value] ?? "";

/** The last digit behind a tens digit of 2–9. */
const afterTens = (unit: number): string => (unit === 1 ? "mốt" : unit === 4 ? "tư" : unit === 5 ? "lăm" : digit(unit));

/** 0–99 behind a hundreds digit. */
const belowHundred = (tens: number, unit: number): readonly string[] => {
  if (tens === 0) return unit === 0 ? [] : ["linh", digit(unit)];
  if (tens === 1) return unit === 0 ? ["mười"] : ["mười", unit === 5 ? "lăm" : digit(unit)];
  return unit === 0 ? [digit(tens), "mươi"] : [digit(tens), "mươi", afterTens(unit)];
};

/** 1–999. `leading`: nothing goes before it, so no "không trăm" and no "linh". */
const group = (value: number, leading: boolean): readonly string[] => {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor(value / 10) % 10;
  const unit = value % 10;
  if (leading && hundreds === 0) return tens === 0 ? [digit(unit)] : belowHundred(tens, unit);
  return [digit(hundreds), "trăm", ...belowHundred(tens, unit)];
};

/** 1–999,999,999. */
const belowBillion = (value: number, leading: boolean): readonly string[] => {
  const words: string[] = [];
  for (const place of [2, 1, 0] as const) {
    const part = Math.floor(value / GROUP ** place) % GROUP;
    if (part !== 0) words.push(...group(part, leading && words.length === 0), SCALES[place]);
  }
  return words.filter((word) => word !== "");
};

const spoken = (value: number, leading: boolean): readonly string[] => {
  const billions = Math.floor(value / BILLION);
  const rest = value % BILLION;
  if (billions === 0) return belowBillion(rest, leading);
  return [...spoken(billions, leading), "tỷ", ...(rest === 0 ? [] : belowBillion(rest, false))];
};

/** A whole number of đồng cannot be told of this amount. */
export class AmountError extends Error {
  override readonly name = "AmountError";
}

/**
 * "Tám nghìn đồng". @param amount whole đồng, 0 … 2^53−1. @throws AmountError otherwise
 */
export const amountInWords = (amount: number): string => {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new AmountError(`not a whole amount of đồng: ${amount}`);
  const words = amount === 0 ? [digit(0)] : spoken(amount, true);
  const text = [...words, "đồng"].join(" ");
  return text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
};
