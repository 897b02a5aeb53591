/** An eye for pictures of text: letters of the typeface that slips are drawn in are found by their shape, from left to right. */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { LINE, TYPEFACE } from "../../../adapters/hall/receipt-printer/contract/typeface.ts";

export interface Bitmap {
  /** Bytes a row, 8 dots each, black is 1. */
  readonly across: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

const FAMILIES = { regular: "sim-slip", bold: "sim-slip-bold" } as const;
type Weight = keyof typeof FAMILIES;

/** Registers the typeface; safe to call again. */
export const loadTypeface = (() => {
  let loaded = false;
  return (): typeof FAMILIES => {
    if (!loaded) {
      const { resolve } = createRequire(import.meta.url);
      GlobalFonts.registerFromPath(resolve(TYPEFACE.regular), FAMILIES.regular);
      GlobalFonts.registerFromPath(resolve(TYPEFACE.bold), FAMILIES.bold);
      loaded = true;
    }
    return FAMILIES;
  };
})();

const VOWELS = "aăâeêioôơuưy";
const TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const vietnamese = [...VOWELS].flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize("NFC"))).concat("đ");
const ascii = Array.from({ length: 0x5e }, (_, index) => String.fromCharCode(0x21 + index));
const LETTERS = [
  ...new Set([...ascii, ...vietnamese, ...vietnamese.map((letter) => letter.toLocaleUpperCase("vi-VN")), ..."–—“”‘’…•·₫→×"]),
];

/** A letter's shape: for each of its columns the rows that are dark. */
interface Shape {
  readonly letter: string;
  readonly columns: readonly (readonly number[])[];
  readonly ink: number;
  /** Blank dots before the first dark column, and the whole step to the next letter. */
  readonly before: number;
  readonly advance: number;
}

const HALF = 128;
/** Room around a letter that leans out of its place. */
const ROOM = 8;

const shapeOf = (letter: string, size: number, height: number, family: string): Shape | undefined => {
  const context = createCanvas(1, 1).getContext("2d");
  context.font = `${size}px ${family}`;
  const advance = Math.ceil(context.measureText(letter).width);
  const width = advance + 2 * ROOM;
  const canvas = createCanvas(width, height);
  const drawn = canvas.getContext("2d");
  drawn.fillStyle = "#ffffff";
  drawn.fillRect(0, 0, width, height);
  drawn.fillStyle = "#000000";
  drawn.font = `${size}px ${family}`;
  drawn.fillText(letter, ROOM, Math.round(size * LINE.baseline));
  const { data } = drawn.getImageData(0, 0, width, height);
  const columns = Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_row, y) => y).filter((y) => (data[(y * width + x) * 4] ?? 255) < HALF),
  );
  const first = columns.findIndex((column) => column.length > 0);
  const last = columns.findLastIndex((column) => column.length > 0);
  if (first < 0) return undefined;
  const inked = columns.slice(first, last + 1);
  return { letter, columns: inked, ink: inked.flat().length, before: first - ROOM, advance };
};

const alphabets = new Map<string, readonly Shape[]>();
/** All letters of one size and weight, those with most ink first: an "l" is part of many others. */
const alphabet = (size: number, height: number, weight: Weight): readonly Shape[] => {
  const key = `${size} ${weight}`;
  const known = alphabets.get(key);
  if (known !== undefined) return known;
  const family = loadTypeface()[weight];
  const made = LETTERS.flatMap((letter) => shapeOf(letter, size, height, family) ?? []).sort((a, b) => b.ink - a.ink);
  alphabets.set(key, made);
  return made;
};

/** So much of a letter's ink may differ. */
const TOLERANCE = 0.06;

/** How much of a letter's ink differs from what is seen from `from` on, as a share; undefined where it is another letter. */
const difference = (shape: Shape, columns: readonly (readonly number[])[], from: number): number | undefined => {
  const most = shape.ink * TOLERANCE;
  let wrong = 0;
  for (const [index, wanted] of shape.columns.entries()) {
    const seen = columns[from + index] ?? [];
    if (seen.length === wanted.length && seen.every((y, n) => y === wanted[n])) continue;
    const set = new Set(seen);
    const missing = wanted.filter((y) => !set.has(y)).length;
    wrong += missing + (seen.length - (wanted.length - missing));
    if (wrong > most) return undefined;
  }
  return wrong / shape.ink;
};

/** The letter that differs least; of two alike the one with more ink, which comes first. */
const letterAt = (shapes: readonly Shape[], columns: readonly (readonly number[])[], from: number): Shape | undefined => {
  let best: { readonly shape: Shape; readonly off: number } | undefined;
  for (const shape of shapes) {
    const off = difference(shape, columns, from);
    if (off !== undefined && (best === undefined || off < best.off)) best = { shape, off };
    if (best?.off === 0) break;
  }
  return best?.shape;
};

/** The text, or undefined where a shape is no letter of this alphabet. */
const readLine = (columns: readonly (readonly number[])[], shapes: readonly Shape[], space: number): string | undefined => {
  let text = "";
  /** Where the letter after the last one would begin its place. */
  let place: number | undefined;
  for (let x = 0; x < columns.length; ) {
    if ((columns[x]?.length ?? 0) === 0) {
      x += 1;
      continue;
    }
    const shape = letterAt(shapes, columns, x);
    if (shape === undefined) return undefined;
    const begin = x - shape.before;
    if (place !== undefined) text += " ".repeat(Math.max(0, Math.round((begin - place) / space)));
    text += shape.letter;
    place = begin + shape.advance;
    x += shape.columns.length;
  }
  return text;
};

const sizeOf = (height: number): number => Math.floor(height / LINE.height + 1e-6);
/** A wide gap is one between a label and its value. */
const GAP = / {3,}/g;

const columnsOf = ({ across, height, rows }: Bitmap): readonly (readonly number[])[] =>
  Array.from({ length: across * 8 }, (_, x) =>
    Array.from({ length: height }, (_row, y) => y).filter((y) => ((rows[y * across + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0),
  );

/**
 * At small sizes "I" and "l" are one shape: as every reader does, by what stands beside it. Between small letters it is "l"; at the head of a
 * word it is "l" before a vowel ("làm") and "I" before a consonant ("In").
 */
const byContext = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/(?<=\p{Ll}\p{M}*)I|(?<!\p{L}\p{M}*)I(?=[aeiouy])/gu, "l")
    .normalize("NFC");

const SMALLEST = 12;
const LARGEST = 160;

/** The text of a picture that is one line of text (a label and its value may differ in weight); "" for one that is not. */
export const readPicture = (bitmap: Bitmap): string => {
  const size = sizeOf(bitmap.height);
  if (size < SMALLEST || size > LARGEST || Math.ceil(size * LINE.height) !== bitmap.height) return "";
  const columns = columnsOf(bitmap);
  const shapes = (["regular", "bold"] as const)
    .flatMap((weight) => alphabet(size, bitmap.height, weight))
    .sort((a, b) => b.ink - a.ink);
  const space = Math.ceil(size / 4);
  return byContext(readLine(columns, shapes, space) ?? "").replaceAll(GAP, "  ");
};
