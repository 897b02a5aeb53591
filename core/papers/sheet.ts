/**
 * Sheets of A4 from top to bottom: a cursor that opens the next page by itself, lines, and a foot with page numbers. All lengths are points
 * (1/72 inch). The same data give the same bytes: nothing here reads the clock.
 */
import PDFDocument from "pdfkit";
import { FACES, type Face, fontFile, type Line, type Measure, type Run, wrap } from "./fonts.ts";

/** A4; margins of NĐ 30/2020/NĐ-CP, annex I: left 30 mm, right 15 mm and up, top and bottom 20 mm and up. From memory, not looked up. */
const PAGE = { width: 595.28, height: 841.89, left: 71, right: 50, top: 54, bottom: 62 } as const;
/** Be Vietnam Pro stacks marks high (Ẫ, Ộ): below this lines touch. */
const LINE = 1.42;
const FOOT_SIZE = 8.5;

export type Align = "left" | "center" | "right";
export interface LineStyle {
  readonly size: number;
  readonly align?: Align;
  /** From the left edge of the text, points. */
  readonly indent?: number;
}

export interface SheetInfo {
  readonly title: string;
  readonly author: string;
  /** Written into the file as its date; ISO 8601. */
  readonly at: string;
  /** Left side of the foot of every page. */
  readonly foot: string;
}

export interface Sheet {
  readonly left: number;
  readonly width: number;
  /** Where the next thing goes, from the top of the page. */
  readonly y: number;
  /** What is left of this page. */
  room(): number;
  /** Goes down. */
  down(points: number): void;
  /** Opens the next page where less than this is left. */
  keep(points: number): void;
  nextPage(): void;
  lines(runs: readonly Run[], size: number, width: number): readonly Line[];
  lineHeight(size: number): number;
  /** One line at a place; the cursor stays. */
  put(line: Line, x: number, y: number, size: number): void;
  /** A paragraph over the full width, or beside `indent`; breaks over pages line by line. */
  paragraph(runs: readonly Run[], style: LineStyle): void;
  box(x: number, y: number, width: number, height: number, fill?: string): void;
  rule(x: number, y: number, width: number, thick?: number): void;
  /** Black rectangles, for codes of bars. */
  bars(list: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]): void;
  finish(): Promise<Uint8Array>;
}

/** Opens the first sheet. */
export const createSheet = (info: SheetInfo): Sheet => {
  const doc = new PDFDocument({
    size: "A4",
    margin: 0,
    bufferPages: true,
    lang: "vi-VN",
    displayTitle: true,
    info: {
      Title: info.title.normalize("NFC"),
      Author: info.author.normalize("NFC"),
      Producer: "lienthong",
      Creator: "lienthong",
      CreationDate: new Date(info.at),
    },
  });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Uint8Array>((resolve, reject) => {
    doc.once("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.once("error", reject);
  });
  for (const face of FACES) doc.registerFont(face, fontFile(face));

  const widths = new Map<string, number>();
  const measure: Measure = (text, face) => {
    const key = `${face}\n${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    // Measured large and scaled, so that rounding does not add up over a line.
    const width = doc.font(face).fontSize(100).widthOfString(text) / 100;
    widths.set(key, width);
    return width;
  };

  let y: number = PAGE.top;
  const bottom = PAGE.height - PAGE.bottom;
  const width = PAGE.width - PAGE.left - PAGE.right;
  const nextPage = (): void => {
    doc.addPage();
    y = PAGE.top;
  };
  const put = (line: Line, x: number, top: number, size: number): void => {
    let at = x;
    for (const { text, face } of line.pieces) {
      doc.font(face).fontSize(size).fillColor("black").text(text, at, top, { lineBreak: false });
      at += measure(text, face) * size;
    }
  };
  const lineHeight = (size: number): number => size * LINE;
  const keep = (points: number): void => {
    if (y + points > bottom) nextPage();
  };
  const lines = (runs: readonly Run[], size: number, room: number): readonly Line[] => wrap(runs, size, room, measure);

  const foot = (page: number, pages: number): void => {
    const face: Face = "regular";
    const number = `Trang ${page}/${pages}`;
    const top = PAGE.height - PAGE.bottom + 22;
    doc
      .moveTo(PAGE.left, top - 6)
      .lineTo(PAGE.left + width, top - 6)
      .lineWidth(0.4)
      .strokeColor("#888888")
      .stroke();
    const numberWidth = measure(number, face) * FOOT_SIZE;
    const [first] = lines([{ text: info.foot, face }], FOOT_SIZE, width - numberWidth - 20);
    if (first !== undefined) put(first, PAGE.left, top, FOOT_SIZE);
    put({ pieces: [{ text: number, face }], width: numberWidth }, PAGE.left + width - numberWidth, top, FOOT_SIZE);
  };

  return {
    left: PAGE.left,
    width,
    get y() {
      return y;
    },
    room: () => bottom - y,
    down: (points) => {
      y += points;
    },
    keep,
    nextPage,
    lines,
    lineHeight,
    put,
    paragraph: (runs, { size, align = "left", indent = 0 }) => {
      for (const line of lines(runs, size, width - indent)) {
        keep(lineHeight(size));
        const free = width - indent - line.width;
        const shift = align === "left" ? 0 : align === "right" ? free : free / 2;
        put(line, PAGE.left + indent + shift, y, size);
        y += lineHeight(size);
      }
    },
    box: (x, top, wide, high, fill) => {
      doc.rect(x, top, wide, high).lineWidth(0.5).strokeColor("#555555");
      if (fill === undefined) doc.stroke();
      else doc.fillAndStroke(fill, "#555555");
    },
    rule: (x, top, wide, thick = 0.7) => {
      doc
        .moveTo(x, top)
        .lineTo(x + wide, top)
        .lineWidth(thick)
        .strokeColor("black")
        .stroke();
    },
    bars: (list) => {
      for (const bar of list) doc.rect(bar.x, bar.y, bar.width, bar.height);
      doc.fill("black");
    },
    finish: () => {
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page += 1) {
        doc.switchToPage(page);
        foot(page + 1, count);
      }
      doc.end();
      return ended;
    },
  };
};
