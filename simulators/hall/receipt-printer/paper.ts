/** A piece of paper: what is printed on it, and what a person can read from it. */
import { type Bars, readBars } from "./code128.ts";
import { type Bitmap, readPicture } from "./reading.ts";
import type { Squares } from "./squares.ts";

export interface Cell {
  readonly text: string;
  readonly bold: boolean;
  readonly wide: number;
  readonly high: number;
}
/** 0 left, 1 centre, 2 right. */
export type Side = number;
export type Mark =
  | { readonly kind: "line"; readonly cells: readonly Cell[]; readonly side: Side; readonly height: number }
  | { readonly kind: "picture"; readonly bitmap: Bitmap; readonly height: number }
  | {
      readonly kind: "bars";
      readonly bars: Bars;
      readonly module: number;
      readonly barHeight: number;
      readonly words: boolean;
      readonly side: Side;
      readonly height: number;
    }
  | { readonly kind: "squares"; readonly squares: Squares; readonly module: number; readonly side: Side; readonly height: number }
  | { readonly kind: "blank"; readonly height: number };

/** A piece as it lies in somebody's hand, or still hangs in the printer. */
export interface Piece {
  readonly at: string;
  readonly marks: readonly Mark[];
  /** It has its head and its end, from one job, without a break. */
  readonly complete: boolean;
  readonly hanging: boolean;
}

export const lengthOf = (marks: readonly Mark[]): number => marks.reduce((sum, { height }) => sum + height, 0);

/** Most rows that one picture command of a small printer takes: a picture as high as this goes on in the next one. */
const BAND = 255;

/** The marks with one more; a picture that goes on is one picture. */
export const joinBands = (marks: readonly Mark[], made: Mark): Mark[] => {
  const last = marks.at(-1);
  if (
    made.kind !== "picture" ||
    last?.kind !== "picture" ||
    last.height % BAND !== 0 ||
    last.bitmap.across !== made.bitmap.across
  )
    return [...marks, made];
  const rows = Buffer.concat([last.bitmap.rows, made.bitmap.rows]);
  const height = last.height + made.height;
  return [...marks.slice(0, -1), { kind: "picture", bitmap: { across: made.bitmap.across, height, rows }, height }];
};

const dark = ({ across, rows }: Bitmap, x: number, y: number): boolean =>
  ((rows[y * across + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;

/** Runs of equal dots down the middle of a picture, from the first dark to the last: a ladder of bars, if there is one. */
const rungs = (bitmap: Bitmap): readonly number[] => {
  const x = bitmap.across * 4;
  const runs: number[] = [];
  let before = false;
  for (let y = 0; y < bitmap.height; y += 1) {
    const now = dark(bitmap, x, y);
    if (now === before && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else if (now || runs.length > 0) runs.push(1);
    before = now;
  }
  return before ? runs : runs.slice(0, -1);
};

const read = new WeakMap<Mark, string>();
/** The text of a mark as a person reads it, "" for what is no text. */
const wordsOf = (mark: Mark): string => {
  if (mark.kind === "line")
    return mark.cells
      .map(({ text }) => text)
      .join("")
      .trim();
  if (mark.kind === "picture") {
    const words = read.get(mark) ?? readPicture(mark.bitmap);
    read.set(mark, words);
    return words;
  }
  return mark.kind === "bars" && mark.words ? mark.bars.text : "";
};

const barcodeOf = (mark: Mark): string | undefined => {
  if (mark.kind === "bars") return readBars(mark.bars.widths);
  return mark.kind === "picture" ? readBars(rungs(mark.bitmap)) : undefined;
};

/** What a person and a scanner read from a piece. */
export const readPiece = ({ marks }: Pick<Piece, "marks">) => ({
  lines: marks.map(wordsOf).filter((words) => words !== ""),
  barcodes: marks.map(barcodeOf).filter((code) => code !== undefined),
  squares: marks.flatMap((mark) => (mark.kind === "squares" ? [mark.squares.text] : [])),
});
