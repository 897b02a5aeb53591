/** Pictures for printers: text in Be Vietnam Pro, one line a picture, and codes where the printer has none of its own. 1 bit a dot. */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import bwipjs from "bwip-js";
import { LINE, TYPEFACE } from "./contract/typeface.ts";
import { type Align, letters, type Ruler } from "./layout.ts";
import { CELL } from "./model.ts";

/** 8 dots a byte, black is 1, `bytesAcross` bytes a row. */
export interface Picture {
  readonly bytesAcross: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

const FAMILY = { regular: "lienthong-slip", bold: "lienthong-slip-bold" } as const;
/** Type size at scale 1, dots: as many letters on a line as font A has. */
const SIZE = 23;
/** Large letters grow a little less than the printer's own would: they are wider. */
const LARGER = 20;
const sizeOf = (scale: number): number => (scale === 1 ? SIZE : LARGER * scale);
/** A dot is black from half coverage on. */
const HALF = 128;
const WHITE = "#ffffff";
const BLACK = "#000000";

let ready = false;
const loadFonts = (): void => {
  if (ready) return;
  const { resolve } = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(resolve(TYPEFACE.regular), FAMILY.regular);
  GlobalFonts.registerFromPath(resolve(TYPEFACE.bold), FAMILY.bold);
  ready = true;
};

const fontOf = (scale: number, bold: boolean): string => `${sizeOf(scale)}px ${bold ? FAMILY.bold : FAMILY.regular}`;

const bits = (context: SKRSContext2D, width: number, height: number): Picture => {
  const bytesAcross = width >> 3;
  const rows = new Uint8Array(bytesAcross * height);
  const { data } = context.getImageData(0, 0, width, height);
  for (let dot = 0; dot < width * height; dot += 1) {
    const byte = dot >> 3;
    if ((data[dot * 4] ?? 255) < HALF) rows[byte] = (rows[byte] ?? 0) | (0x80 >> (dot & 7));
  }
  return { bytesAcross, height, rows };
};

/** An empty picture of the paper's width, drawn by `draw`. @param dots a multiple of 8, or the rest is cut */
const draw = (dots: number, height: number, paint: (context: SKRSContext2D) => void): Picture => {
  const width = dots & ~7;
  const context = createCanvas(width, height).getContext("2d");
  context.fillStyle = WHITE;
  context.fillRect(0, 0, width, height);
  context.fillStyle = BLACK;
  paint(context);
  return bits(context, width, height);
};

/** Whole dots, so that a letter looks the same wherever it stands. `left`, `right`: how far its marks reach out of its place (ĩ). */
interface Room {
  readonly advance: number;
  readonly left: number;
  readonly right: number;
}
const measuring = createCanvas(1, 1).getContext("2d");
const rooms = new Map<string, Room>();
const roomOf = (letter: string, scale: number, bold: boolean): Room => {
  loadFonts();
  const font = fontOf(scale, bold);
  const key = `${font}${letter}`;
  const known = rooms.get(key);
  if (known !== undefined) return known;
  measuring.font = font;
  const { width, actualBoundingBoxLeft, actualBoundingBoxRight } = measuring.measureText(letter);
  const advance = Math.ceil(width);
  const left = Math.max(0, Math.ceil(actualBoundingBoxLeft));
  const made = { advance, left, right: Math.max(0, Math.ceil(actualBoundingBoxRight) - advance) };
  rooms.set(key, made);
  return made;
};

const widthOf = (text: string, scale: number, bold: boolean): number => {
  const all = letters(text).map((letter) => roomOf(letter, scale, bold));
  return all.reduce((sum, { advance }) => sum + advance, (all[0]?.left ?? 0) + (all.at(-1)?.right ?? 0));
};

/** The paper in dots. */
export const dotRuler = (dots: number): Ruler => ({ width: dots & ~7, of: widthOf });

const lineHeight = (scale: number): number => Math.ceil(sizeOf(scale) * LINE.height);

const put = (context: SKRSContext2D, text: string, x: number, scale: number, bold: boolean): void => {
  context.font = fontOf(scale, bold);
  const baseline = Math.round(sizeOf(scale) * LINE.baseline);
  const all = letters(text);
  let at = Math.round(x) + roomOf(all[0] ?? "", scale, bold).left;
  for (const letter of all) {
    context.fillText(letter, at, baseline);
    at += roomOf(letter, scale, bold).advance;
  }
};

export interface DrawnText {
  readonly text: string;
  readonly align: Align;
  readonly bold: boolean;
  readonly scale: number;
}

/** A line of text. It must fit (layout.ts). */
export const textPicture = ({ text, align, bold, scale }: DrawnText, dots: number): Picture =>
  draw(dots, lineHeight(scale), (context) => {
    const free = (dots & ~7) - widthOf(text, scale, bold);
    put(context, text, { left: 0, center: free / 2, right: free }[align], scale, bold);
  });

/** "Lệ phí ........ 8.000 đồng" */
export const pairPicture = (label: string, value: string, dots: number): Picture =>
  draw(dots, lineHeight(1), (context) => {
    put(context, label, 0, 1, false);
    put(context, value, (dots & ~7) - widthOf(value, 1, true), 1, true);
  });

/** A line across the paper. */
export const rulePicture = (dots: number): Picture => draw(dots, CELL.height, (context) => context.fillRect(0, 11, dots, 2));

/** A code that the printer cannot make: what it holds cannot be held by it, or its letters are wrong. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Two dots a module is 0.25 mm at 203 dpi: the least that hand scanners read from thermal paper. */
const LADDER_MODULE = 2;
const LADDER_HEIGHT = 120;
const LADDER_QUIET = 10;

/** Code 128 turned by 90°, for paper that is too narrow for it lying: the bars are rungs. @throws PictureError */
export const ladderPicture = (text: string, dots: number): Picture => {
  const [symbol] = bwipjs.raw({ bcid: "code128", text });
  if (symbol === undefined || !("sbs" in symbol)) throw new PictureError("no bars came out");
  const modules = symbol.sbs.reduce((sum, size) => sum + size, 2 * LADDER_QUIET);
  return draw(dots, modules * LADDER_MODULE, (context) => {
    let at = LADDER_QUIET;
    for (const [index, size] of symbol.sbs.entries()) {
      const y = at * LADDER_MODULE;
      if (index % 2 === 0) context.fillRect(Math.floor((dots - LADDER_HEIGHT) / 2), y, LADDER_HEIGHT, size * LADDER_MODULE);
      at += size;
    }
  });
};

const QR_QUIET = 4;
/** QR for printers that cannot make one: model 2, error correction M. @throws PictureError */
export const qrPicture = (text: string, module: number, dots: number): Picture => {
  const [symbol] = bwipjs.raw("qrcode", text, "eclevel=M");
  if (symbol === undefined || !("pixs" in symbol)) throw new PictureError("no squares came out");
  const { pixs, pixx } = symbol;
  const side = (pixx + 2 * QR_QUIET) * module;
  const left = Math.floor((dots - side) / 2) + QR_QUIET * module;
  return draw(dots, side, (context) => {
    for (const [index, dark] of pixs.entries()) {
      const [x, y] = [index % pixx, Math.floor(index / pixx)];
      if (dark !== 0) context.fillRect(left + x * module, (QR_QUIET + y) * module, module, module);
    }
  });
};
