/** From a slip to lines that fit the paper: pure, and the same for columns of letters and for dots. */
import type { Slip, SlipItem } from "../../../core/hall/slip.ts";

export type Align = "left" | "center" | "right";

/** One line of text as it will stand on the paper. `scale` 1 is font A. */
export interface TextLine {
  readonly kind: "text";
  readonly text: string;
  readonly align: Align;
  readonly bold: boolean;
  readonly scale: number;
}
export type PrintLine =
  | TextLine
  | { readonly kind: "pair"; readonly label: string; readonly value: string }
  | { readonly kind: "rule" }
  | { readonly kind: "gap"; readonly lines: number }
  | { readonly kind: "barcode"; readonly data: string }
  | { readonly kind: "qr"; readonly data: string };

/** How wide a text is at a scale, and how wide the paper is, in one unit: columns or dots. */
export interface Ruler {
  readonly width: number;
  of(text: string, scale: number, bold: boolean): number;
}

/** A number that must be seen from a chair; smaller where the paper is too narrow for it. */
const SCALES = { normal: 1, large: 2, huge: 6 } as const;
/** Between a label and its value at least this much. */
const BETWEEN = "  ";

/** What a person sees as one character each, in NFC. */
export const letters = (text: string): readonly string[] =>
  [...new Intl.Segmenter("vi", { granularity: "grapheme" }).segment(text.normalize("NFC"))].map(({ segment }) => segment);

/** The longest beginning that fits, at least one letter. */
const fitting = (text: string, fits: (part: string) => boolean): string => {
  let part = "";
  for (const letter of letters(text)) {
    if (part !== "" && !fits(part + letter)) break;
    part += letter;
  }
  return part;
};

/** Breaks between words; a word that is wider than the paper is broken between letters. Nothing is lost but the blanks at the breaks. */
export const wrap = (text: string, fits: (part: string) => boolean): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.normalize("NFC").split(/\s+/u)) {
    if (word === "") continue;
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (!fits(line) && letters(line).length > 1) {
      const part = fitting(line, fits);
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
};

/** Narrowed by this much at a time, until one more line would be needed. */
const NARROWER = 0.96;
/** Centred text in lines of like length, and no more of them: no single word alone on the last. */
const wrapEvenly = (text: string, width: number, of: (part: string) => number): readonly string[] => {
  let lines = wrap(text, (part) => of(part) <= width);
  for (let most = width * NARROWER; lines.length > 1; most *= NARROWER) {
    const narrower = wrap(text, (part) => of(part) <= most);
    if (narrower.length > lines.length || narrower.some((line) => of(line) > most)) break;
    lines = narrower;
  }
  return lines;
};

/** The largest scale up to `most` at which no word must be broken. */
const scaleFor = (text: string, bold: boolean, most: number, ruler: Ruler): number => {
  const words = text.split(/\s+/u);
  let scale = most;
  while (scale > 1 && words.some((word) => ruler.of(word, scale, bold) > ruler.width)) scale -= 1;
  return scale;
};

const textLines = (item: Extract<SlipItem, { kind: "text" }>, ruler: Ruler): readonly PrintLine[] => {
  const { align, bold } = item;
  const scale = scaleFor(item.text, bold, SCALES[item.size], ruler);
  const of = (part: string): number => ruler.of(part, scale, bold);
  const lines = align === "center" ? wrapEvenly(item.text, ruler.width, of) : wrap(item.text, (part) => of(part) <= ruler.width);
  return lines.map((text) => ({ kind: "text", text, align, bold, scale }));
};

/** Label and value on one line where they fit; else the label above, and the value below at the right. */
const pairLines = ({ label, value }: Extract<SlipItem, { kind: "pair" }>, ruler: Ruler): readonly PrintLine[] => {
  if (ruler.of(label + BETWEEN, 1, false) + ruler.of(value, 1, true) <= ruler.width) return [{ kind: "pair", label, value }];
  const line = (bold: boolean, align: Align) => (text: string) => ({ kind: "text" as const, text, align, bold, scale: 1 });
  const fits = (bold: boolean) => (part: string) => ruler.of(part, 1, bold) <= ruler.width;
  return [...wrap(label, fits(false)).map(line(false, "left")), ...wrap(value, fits(true)).map(line(true, "right"))];
};

/** What stands on top of a slip that may have come out before. */
export const COPY_MARK = "BẢN IN LẠI";
const copyItems: readonly SlipItem[] = [
  { kind: "text", text: COPY_MARK, align: "center", bold: true, size: "large" },
  { kind: "rule" },
];

/** The lines of a slip. @param copy an earlier attempt may have come out: the slip says so. */
export const layOut = (slip: Slip, ruler: Ruler, copy: boolean): readonly PrintLine[] =>
  [...(copy ? copyItems : []), ...slip.items].flatMap((item): readonly PrintLine[] => {
    if (item.kind === "text") return textLines(item, ruler);
    if (item.kind === "pair") return pairLines(item, ruler);
    return [item];
  });
