/** A piece of paper as a picture: one dot of the printer is one pixel. Cut pieces have a straight edge, torn ones a ragged one and a mark. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { type Cell, lengthOf, type Mark, type Piece } from "./paper.ts";
import { loadTypeface } from "./reading.ts";

const CELL = { width: 12, height: 24 } as const;
/** Letters of the printer's own font: as large as a cell holds with Ẩ above and ợ below. */
const SIZE = 18;
const BASELINE = 19;
const HRI_SIZE = 20;
const BORDER = 24;
const TOP = 30;
const FOOT = 40;
const TOOTH = 12;
const COLOURS = { table: "#8d99a6", paper: "#fdfdf8", ink: "#1a1a1a", torn: "#b3261e" } as const;

const offset = (side: number, width: number, paper: number): number => {
  if (side === 1) return Math.floor((paper - width) / 2);
  return side === 2 ? paper - width : 0;
};

const drawCell = (context: SKRSContext2D, cell: Cell, x: number, y: number): void => {
  const { regular, bold } = loadTypeface();
  context.save();
  context.translate(x, y);
  context.scale(cell.wide, cell.high);
  context.font = `${SIZE}px ${cell.bold ? bold : regular}`;
  const { width } = context.measureText(cell.text);
  const squeeze = Math.min(1, (CELL.width - 0.5) / Math.max(width, 1));
  context.scale(squeeze, 1);
  context.fillText(cell.text, (CELL.width / squeeze - width) / 2, BASELINE);
  context.restore();
};

const drawLine = (context: SKRSContext2D, mark: Extract<Mark, { kind: "line" }>, y: number, paper: number): void => {
  const width = mark.cells.reduce((sum, { wide }) => sum + wide * CELL.width, 0);
  const high = Math.max(...mark.cells.map((cell) => cell.high));
  let x = offset(mark.side, width, paper);
  for (const cell of mark.cells) {
    drawCell(context, cell, x, y + (high - cell.high) * CELL.height);
    x += cell.wide * CELL.width;
  }
};

const drawBars = (context: SKRSContext2D, mark: Extract<Mark, { kind: "bars" }>, y: number, paper: number): void => {
  const { widths, text } = mark.bars;
  const total = widths.reduce((sum, width) => sum + width * mark.module, 0);
  const left = offset(mark.side, total, paper);
  let x = left;
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) context.fillRect(x, y, width * mark.module, mark.barHeight);
    x += width * mark.module;
  }
  if (!mark.words) return;
  context.font = `${HRI_SIZE}px ${loadTypeface().regular}`;
  context.fillText(text, left + (total - context.measureText(text).width) / 2, y + mark.barHeight + HRI_SIZE + 3);
};

const drawSquares = (context: SKRSContext2D, mark: Extract<Mark, { kind: "squares" }>, y: number, paper: number): void => {
  const { squares, module } = mark;
  const left = offset(mark.side, squares.side * module, paper);
  for (let row = 0; row < squares.side; row += 1)
    for (let column = 0; column < squares.side; column += 1)
      if (squares.dark(column, row)) context.fillRect(left + column * module, y + row * module, module, module);
};

const drawPicture = (context: SKRSContext2D, { bitmap }: Extract<Mark, { kind: "picture" }>, y: number): void => {
  const { across, height, rows } = bitmap;
  for (let row = 0; row < height; row += 1)
    for (let x = 0; x < across * 8; x += 1)
      if (((rows[row * across + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) context.fillRect(x, y + row, 1, 1);
};

const drawMark = (context: SKRSContext2D, mark: Mark, y: number, paper: number): void => {
  if (mark.kind === "line") drawLine(context, mark, y, paper);
  if (mark.kind === "bars") drawBars(context, mark, y, paper);
  if (mark.kind === "squares") drawSquares(context, mark, y, paper);
  if (mark.kind === "picture") drawPicture(context, mark, y);
};

const tornEdge = (context: SKRSContext2D, width: number, bottom: number): void => {
  context.fillStyle = COLOURS.table;
  context.beginPath();
  context.moveTo(0, bottom + TOOTH);
  for (let x = 0, up = false; x <= width; x += TOOTH, up = !up) context.lineTo(x, bottom - (up ? TOOTH : 0));
  context.lineTo(width, bottom + TOOTH);
  context.closePath();
  context.fill();
};

/** PNG of a piece. @param columns of font A on this paper */
export const drawPiece = (piece: Piece, columns: number): Buffer => {
  const paper = columns * CELL.width;
  const width = paper + 2 * BORDER;
  const length = TOP + lengthOf(piece.marks);
  const height = length + 2 * BORDER + (piece.complete ? 0 : FOOT);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = COLOURS.table;
  context.fillRect(0, 0, width, height);
  context.fillStyle = COLOURS.paper;
  context.fillRect(BORDER / 2, BORDER, width - BORDER, length);
  context.save();
  context.translate(BORDER, BORDER + TOP);
  context.fillStyle = COLOURS.ink;
  let y = 0;
  for (const mark of piece.marks) {
    drawMark(context, mark, y, paper);
    y += mark.height;
  }
  context.restore();
  if (!piece.complete) {
    tornEdge(context, width, BORDER + length);
    context.fillStyle = COLOURS.torn;
    context.font = `22px ${loadTypeface().bold}`;
    context.fillText(piece.hanging ? "ĐANG DỞ TRONG MÁY IN" : "PHIẾU DỞ DANG – BỎ ĐI", BORDER, height - BORDER);
  }
  return canvas.toBuffer("image/png");
};
