import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bar, CodeError, code128, QUIET, qr } from "../../../core/papers/codes.ts";

/** Widths of bars and spaces of the symbols 0–106 (ISO/IEC 15417, table 1), for a reader that knows nothing of the writer. */
const PATTERNS =
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112".split(
    " ",
  );
const [SHIFT, TO_C, TO_B, TO_A, START_A, START_B, START_C, STOP] = [98, 99, 100, 101, 103, 104, 105, 106];

/** What a hand scanner makes of the bars. */
const scan = (bars: readonly Bar[], module: number): string => {
  const widths = bars.flatMap((bar, index) => {
    const next = bars[index + 1];
    return [bar.width, ...(next === undefined ? [] : [next.x - bar.x - bar.width])].map((width) => Math.round(width / module));
  });
  const symbols: number[] = [];
  while (widths.length > 7) symbols.push(PATTERNS.indexOf(widths.splice(0, 6).join("")));
  expect(PATTERNS.indexOf(widths.join(""))).toBe(STOP);
  expect(symbols).not.toContain(-1);
  const check = symbols.pop();
  expect(symbols.reduce((sum, symbol, index) => sum + symbol * Math.max(1, index), 0) % 103).toBe(check);
  let set = symbols[0];
  let text = "";
  for (const symbol of symbols.slice(1)) {
    // In set C the numbers 98 and 99 are pairs of digits, neither a shift nor a change to the set that it is.
    if (set !== START_C) expect(symbol).not.toBe(SHIFT);
    if (set === START_C && symbol <= TO_C) text += String(symbol).padStart(2, "0");
    else if (symbol === TO_C) set = START_C;
    else if (symbol === TO_B && set !== START_B) set = START_B;
    else if (symbol === TO_A && set !== START_A) set = START_A;
    else text += String.fromCharCode(symbol + 32);
  }
  return text;
};

describe("R-A05 the bar code on the appointment paper", () => {
  it.each(["H57.101-260302-0001", "2699A", "9899", "000.00.19.H26-260302-12345", "A", "0123456789", "H57-260302-0001/2"])(
    "R-A05 %s is read back by a scanner",
    (code) => {
      expect(scan(code128(code, 1, 30).bars, 1)).toBe(code);
    },
  );
  it("R-A05 any printable text is read back, with its quiet zones", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ABCXYZabcxyz0123456789.-/ #"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, fc.double({ min: 0.5, max: 3, noNaN: true }), (code, module) => {
        const { bars, width } = code128(code, module, 20);
        expect(scan(bars, module)).toBe(code);
        const last = bars.at(-1);
        expect(bars[0]?.x).toBeCloseTo(QUIET.code128 * module);
        expect(width - (last?.x ?? 0) - (last?.width ?? 0)).toBeCloseTo(QUIET.code128 * module);
      }),
    );
  });
  it.each(["", "Đ", "a".repeat(61), "a\n"])("R-A05 %j is refused, not garbled", (text) => {
    expect(() => code128(text, 1, 20)).toThrow(CodeError);
  });
  it("R-E01 a QR code stays within its square and keeps its quiet zone", () => {
    const bars = qr("https://mot-cua.example/thu-tuc/1.001193", 100);
    const modules = Math.round(100 / (bars[0]?.width ?? 1));
    const quiet = (QUIET.qr * 100) / modules;
    for (const bar of bars) {
      expect(Math.min(bar.x, bar.y)).toBeGreaterThanOrEqual(quiet - 1e-9);
      expect(Math.max(bar.x, bar.y) + bar.width).toBeLessThanOrEqual(100 - quiet + 1e-9);
    }
    expect(() => qr("x".repeat(401), 100)).toThrow(CodeError);
  });
});
