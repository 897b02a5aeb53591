/** Tables over any number of pages: the head stands again on every page, and a row that is longer than what is left goes on on the next. */
import { type Line, plain, type Run } from "./fonts.ts";
import type { Align, Sheet } from "./sheet.ts";

export interface Column {
  readonly title: string;
  /** Share of the width; all shares together are 1. */
  readonly share: number;
  readonly align?: Align;
}
/** A cell: its paragraphs one under another. */
export type Cell = readonly (readonly Run[])[];
/** A row of cells, or a line across the whole table (a group's name). */
export type Row = { readonly cells: readonly Cell[] } | { readonly across: readonly Run[] };

const SIZE = 9.5;
const PAD = 4;
/** Ascenders stand lower in a line than descenders: text this much lower looks centred in its row. */
const DROP = 1.2;
const HEAD_FILL = "#e6ebf2";
const BAND_FILL = "#f4f6f9";
/** A row is not broken for fewer lines than this on either side. */
const FEWEST = 2;

/** A cell of one text. */
export const cell = (text: string, face: Run["face"] = "regular"): Cell => [plain(text, face)];

/** Draws it from the sheet's cursor on and leaves the cursor under it. */
export const drawTable = (sheet: Sheet, columns: readonly Column[], rows: readonly Row[]): void => {
  const step = sheet.lineHeight(SIZE);
  const widths = columns.map((column) => column.share * sheet.width);
  const offsets = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0));

  /** One piece of a row: its cells' lines side by side in boxes of one height. */
  const piece = (cells: readonly (readonly Line[])[], aligns: readonly Align[], fill?: string): void => {
    const height = Math.max(1, ...cells.map((lines) => lines.length)) * step + 2 * PAD;
    for (const [index, lines] of cells.entries()) {
      const x = sheet.left + (offsets[index] ?? 0);
      const width = widths[index] ?? 0;
      sheet.box(x, sheet.y, width, height, fill);
      for (const [number, line] of lines.entries()) {
        const free = width - 2 * PAD - line.width;
        const align = aligns[index] ?? "left";
        const shift = align === "left" ? 0 : align === "right" ? free : free / 2;
        sheet.put(line, x + PAD + shift, sheet.y + PAD + DROP + number * step, SIZE);
      }
    }
    sheet.down(height);
  };
  const heads = columns.map((column, index) => sheet.lines(plain(column.title, "bold"), SIZE, (widths[index] ?? 0) - 2 * PAD));
  const headHeight = Math.max(...heads.map((lines) => lines.length)) * step + 2 * PAD;
  const head = (): void =>
    piece(
      heads,
      columns.map(() => "center"),
      HEAD_FILL,
    );
  const turn = (): void => {
    sheet.nextPage();
    head();
  };
  /** Lines that still fit on this page. */
  const fitting = (): number => Math.floor((sheet.room() - 2 * PAD) / step);

  const row = (cells: readonly Cell[]): void => {
    let rest: readonly (readonly Line[])[] = cells.map((paragraphs, index) =>
      paragraphs.flatMap((runs) => sheet.lines(runs, SIZE, (widths[index] ?? 0) - 2 * PAD)),
    );
    const left = (): number => Math.max(1, ...rest.map((lines) => lines.length));
    while (left() > fitting()) {
      const take = Math.min(fitting(), left() - FEWEST);
      if (take >= FEWEST) {
        piece(
          rest.map((lines) => lines.slice(0, take)),
          columns.map((column) => column.align ?? "left"),
        );
        rest = rest.map((lines) => lines.slice(take));
      }
      turn();
    }
    piece(
      rest,
      columns.map((column) => column.align ?? "left"),
    );
  };
  const across = (runs: readonly Run[]): void => {
    const lines = sheet.lines(runs, SIZE, sheet.width - 2 * PAD);
    const height = lines.length * step + 2 * PAD;
    // A group's name alone at the foot of a page would name nothing.
    if (height + FEWEST * step + 2 * PAD > sheet.room()) turn();
    sheet.box(sheet.left, sheet.y, sheet.width, height, BAND_FILL);
    for (const [number, line] of lines.entries()) sheet.put(line, sheet.left + PAD, sheet.y + PAD + DROP + number * step, SIZE);
    sheet.down(height);
  };

  if (sheet.room() < headHeight + FEWEST * step + 2 * PAD) sheet.nextPage();
  head();
  for (const one of rows) {
    if ("across" in one) across(one.across);
    else row(one.cells);
  }
};
