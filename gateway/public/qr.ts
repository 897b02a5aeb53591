/** QR codes as one path of an SVG, drawn by us: no picture service sees what is paid. */
import type { Bar } from "../../core/papers/codes.ts";

export interface QrPath {
  /** Of the square, quiet zone included, in its own units. */
  readonly side: number;
  readonly path: string;
}

/** Large enough for whole units per module up to the largest symbol of 400 characters. */
const SIDE = 1000;

const round = (value: number): string => String(Math.round(value * 100) / 100);
const square = ({ x, y, width, height }: Bar): string =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h-${round(width)}z`;

/** The code of a text; undefined where it is empty or too long for one that a telephone reads from a screen. */
export const qrPath = async (text: string): Promise<QrPath | undefined> => {
  // Loaded at the first code: the maker of bar codes costs 350 ms and 40 MB.
  const { CodeError, qr } = await import("../../core/papers/codes.ts");
  try {
    return { side: SIDE, path: qr(text, SIDE).map(square).join("") };
  } catch (error) {
    if (error instanceof CodeError) return undefined;
    throw error;
  }
};
