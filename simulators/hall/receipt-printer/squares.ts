/** QR as the printer makes it of GS ( k: model 2, error correction M. */
import bwipjs from "bwip-js";

export interface Squares {
  readonly text: string;
  /** Modules a side, without the quiet zone. */
  readonly side: number;
  readonly dark: (x: number, y: number) => boolean;
}

/** A text that no QR can hold. */
export class SquaresError extends Error {
  override readonly name = "SquaresError";
}

/** @throws SquaresError where it is too long */
export const squaresOf = (text: string): Squares => {
  const [symbol] = bwipjs.raw("qrcode", text, "eclevel=M");
  if (symbol === undefined || !("pixs" in symbol)) throw new SquaresError("no squares came out");
  const { pixs, pixx } = symbol;
  return { text, side: pixx, dark: (x, y) => pixs[y * pixx + x] === 1 };
};
