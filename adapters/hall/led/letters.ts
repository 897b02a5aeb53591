/**
 * Vietnamese on an Alpha sign. Its characters are ASCII and a part of code page 437: no Vietnamese letter with a tone mark. So a text becomes
 * either a picture of dots, in which nothing is missing, or unaccented capitals, which take a hundredth of the bytes.
 */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";

/** Rows of "#" (lit) and "." (dark), all equally long. */
export type Dots = readonly string[];

/** On lower boards letters become the same dots (measured over all 178: at 15 rows Ô and Õ, Ị and ị; at 14 ă and ã). */
export const FEWEST_ROWS = 16;

const FAMILY = "lienthong-led";
/** Each dot is judged by 4 × 4 points. */
const FINE = 4;
/**
 * Share of a dot that ink must cover. With 0.43 all letters differ from 17 to 31 rows but l and I, which differ in no sans serif; at 16 rows
 * 0.37 is better: only Ẳ and Ắ become one, with 0.43 also Ổ and Ố.
 */
const coverOf = (rows: number): number => (rows > 16 ? 0.43 : 0.37);
/** Tall and deep letters: what fits these fits every Vietnamese text. */
const TALLEST = "ẾỘỪỴQĐ";

let registered = false;
const useFont = (): void => {
  if (registered) return;
  registered = true;
  const packages = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(
    packages.resolve("@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf"),
    FAMILY,
  );
};

interface Fitted {
  readonly font: string;
  /** Of the base line under the upper edge, in fine points. */
  readonly ascent: number;
}
const fittings = new Map<number, Fitted>();

/** The largest size of the font whose tallest letters stand within so many rows. */
const fitted = (rows: number, context: SKRSContext2D): Fitted => {
  const known = fittings.get(rows);
  if (known !== undefined) return known;
  const room = rows * FINE;
  context.font = `${room}px ${FAMILY}`;
  const whole = context.measureText(TALLEST);
  const size = (room * room) / (whole.actualBoundingBoxAscent + whole.actualBoundingBoxDescent);
  const made = { font: `${size}px ${FAMILY}`, ascent: (whole.actualBoundingBoxAscent * size) / room };
  fittings.set(rows, made);
  return made;
};

/** A text as dots, as wide as it needs. @param rows of the board, FEWEST_ROWS or more */
export const toDots = (text: string, rows: number): Dots => {
  useFont();
  const clean = text.normalize("NFC");
  const { font, ascent } = fitted(rows, createCanvas(1, 1).getContext("2d"));
  const measure = createCanvas(1, 1).getContext("2d");
  measure.font = font;
  const columns = Math.max(1, Math.ceil(measure.measureText(clean).width / FINE));
  const context = createCanvas(columns * FINE, rows * FINE).getContext("2d");
  context.font = font;
  context.fillText(clean, 0, ascent);
  const { data } = context.getImageData(0, 0, columns * FINE, rows * FINE);
  const enough = coverOf(rows);
  const covered = (x: number, y: number): number => {
    let ink = 0;
    for (let down = 0; down < FINE; down += 1)
      for (let across = 0; across < FINE; across += 1)
        ink += data[((y * FINE + down) * columns * FINE + x * FINE + across) * 4 + 3] ?? 0;
    return ink / (FINE * FINE * 255);
  };
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => (covered(x, y) > enough ? "#" : ".")).join(""),
  );
};

/** Width of dots in columns. */
export const widthOf = (dots: Dots): number => dots[0]?.length ?? 0;

/** Dots in pieces of at most so many columns, left to right. */
export const inPieces = (dots: Dots, columns: number): readonly Dots[] =>
  Array.from({ length: Math.ceil(widthOf(dots) / columns) }, (_, piece) =>
    dots.map((row) => row.slice(piece * columns, (piece + 1) * columns)),
  );

const SIGNS: Readonly<Record<string, string>> = {
  Đ: "D",
  "–": "-",
  "—": "-",
  "…": "...",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "•": "*",
};

/** Unaccented capitals, ASCII 0x20–0x7E: "MỜI SỐ A012 – QUẦY 3" → "MOI SO A012 - QUAY 3". What has no plain form becomes a blank. */
export const toPlain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toUpperCase()
    .replaceAll(/[^\x20-\x7e]/gu, (sign) => SIGNS[sign] ?? " ");
