/** Code 128 as the printer makes it of GS k, and as a scanner reads it from the paper (ISO/IEC 15417). */

/** Widths of bar, space, bar, space, bar, space of the values 0–105; the stop has seven. */
const PATTERNS =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";
const STOP = "2331112";
const SYMBOL = 6;
const START = { A: 103, B: 104, C: 105 } as const;
const CHANGE = { A: 101, B: 100, C: 99 } as const;
type CodeSet = keyof typeof START;
const MODULUS = 103;

const patternOf = (value: number): string => PATTERNS.slice(value * SYMBOL, (value + 1) * SYMBOL);
const valuesOf = new Map(Array.from({ length: 106 }, (_, value) => [patternOf(value), value]));

const isSet = (character: string): character is CodeSet => character === "A" || character === "B" || character === "C";

export interface Bars {
  /** Widths in modules, bar and space in turn, beginning and ending with a bar. */
  readonly widths: readonly number[];
  readonly text: string;
}

/** What GS k 73 makes of its data: "{A", "{B", "{C" choose the set, "{{" is a brace, in set C a byte is two digits. Undefined: not printable. */
export const barsOf = (data: Uint8Array): Bars | undefined => {
  const values: number[] = [];
  let text = "";
  let set: CodeSet | undefined;
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at] ?? 0;
    const next = String.fromCharCode(data[at + 1] ?? 0);
    if (byte === 0x7b && set !== "C" && next === "{") at += 1;
    else if (byte === 0x7b && isSet(next)) {
      values.push(set === undefined ? START[next] : CHANGE[next]);
      set = next;
      at += 1;
      continue;
    }
    if (set === undefined) return undefined;
    if (set === "C") {
      if (byte > 99) return undefined;
      values.push(byte);
      text += String(byte).padStart(2, "0");
    } else {
      if (byte < 0x20 || byte > 0x7e) return undefined;
      values.push(byte - 0x20);
      text += String.fromCharCode(byte);
    }
  }
  const [first, ...rest] = values;
  if (first === undefined || rest.length === 0) return undefined;
  const check = rest.reduce((sum, value, index) => sum + value * (index + 1), first) % MODULUS;
  const widths = [...[...values, check].map(patternOf).join(""), ...STOP].map(Number);
  return { widths, text };
};

/** Reads bars, as widths in dots of bar and space in turn; undefined where they are no Code 128 or their check character is wrong. */
export const readBars = (dots: readonly number[]): string | undefined => {
  const total = dots.reduce((sum, width) => sum + width, 0);
  const symbols = (dots.length - STOP.length) / SYMBOL;
  if (!Number.isInteger(symbols) || symbols < 3) return undefined;
  const module = total / (symbols * 11 + 13);
  const widths = dots.map((width) => Math.round(width / module)).join("");
  if (!widths.endsWith(STOP)) return undefined;
  const values = Array.from({ length: symbols }, (_, n) => valuesOf.get(widths.slice(n * SYMBOL, (n + 1) * SYMBOL)));
  const [first, ...rest] = values;
  const check = rest.pop();
  if (first === undefined || check === undefined) return undefined;
  let sum = first;
  let text = "";
  let set = (Object.keys(START) as CodeSet[]).find((name) => START[name] === first);
  for (const [index, value] of rest.entries()) {
    if (value === undefined || set === undefined) return undefined;
    sum += value * (index + 1);
    const change = (Object.keys(CHANGE) as CodeSet[]).find((name) => CHANGE[name] === value && name !== set);
    if (change !== undefined) set = change;
    else text += set === "C" ? String(value).padStart(2, "0") : String.fromCharCode(value + 0x20);
  }
  return sum % MODULUS === check ? text : undefined;
};
