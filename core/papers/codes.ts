/** Bar codes as black rectangles, so that they print sharp at any resolution: Code 128 for the dossier's code, QR for an address. */
import bwipjs from "bwip-js";

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A text that this kind of code cannot hold. */
export class CodeError extends Error {
  override readonly name = "CodeError";
}

/** Blank modules that scanners need on each side of Code 128 (ISO/IEC 15417: 10) and around QR (ISO/IEC 18004: 4). */
export const QUIET = { code128: 10, qr: 4 } as const;

/**
 * Code 128 of a text, its quiet zones included.
 * @param module width of the narrowest bar, points; 0.33 mm and up is read by every hand scanner.
 * @throws CodeError for a text that is empty or not printable ASCII.
 */
export const code128 = (
  text: string,
  module: number,
  height: number,
): { readonly width: number; readonly bars: readonly Bar[] } => {
  if (!/^[\x20-\x7e]{1,60}$/.test(text)) throw new CodeError("Code 128 holds 1 to 60 characters of printable ASCII");
  const [symbol] = bwipjs.raw({ bcid: "code128", text });
  if (symbol === undefined || !("sbs" in symbol)) throw new CodeError("no bars came out");
  const bars: Bar[] = [];
  let at: number = QUIET.code128;
  for (const [index, size] of symbol.sbs.entries()) {
    if (index % 2 === 0) bars.push({ x: at * module, y: 0, width: size * module, height });
    at += size;
  }
  return { width: (at + QUIET.code128) * module, bars };
};

/**
 * QR of a text within a square of `side` points, its quiet zone included.
 * @throws CodeError for an empty text or one over 400 characters: larger symbols are not read from a wall.
 */
export const qr = (text: string, side: number): readonly Bar[] => {
  if (text.length < 1 || text.length > 400) throw new CodeError("a QR code here holds 1 to 400 characters");
  const [symbol] = bwipjs.raw({ bcid: "qrcode", text });
  if (symbol === undefined || !("pixs" in symbol)) throw new CodeError("no squares came out");
  const { pixs, pixx } = symbol;
  const module = side / (pixx + 2 * QUIET.qr);
  return pixs.flatMap((dark, index) =>
    dark === 0
      ? []
      : [
          {
            x: (QUIET.qr + (index % pixx)) * module,
            y: (QUIET.qr + Math.floor(index / pixx)) * module,
            width: module,
            height: module,
          },
        ],
  );
};
