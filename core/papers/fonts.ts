/**
 * Be Vietnam Pro, whole (Latin and Vietnamese in one file; the subsets that web packages carry lack 20–40 glyphs of ours), and how wide words are.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const FILES = {
  regular: "400Regular/BeVietnamPro_400Regular.ttf",
  italic: "400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf",
  bold: "700Bold/BeVietnamPro_700Bold.ttf",
} as const;

export type Face = keyof typeof FILES;
export const FACES = Object.keys(FILES) as readonly Face[];

const read = new Map<Face, Buffer>();

/** The font file of a face; read once per process. */
export const fontFile = (face: Face): Buffer => {
  const known = read.get(face);
  if (known !== undefined) return known;
  const bytes = readFileSync(require.resolve(`@expo-google-fonts/be-vietnam-pro/${FILES[face]}`));
  read.set(face, bytes);
  return bytes;
};

/** Width of a text in a face at 1 point; a size multiplies it. */
export type Measure = (text: string, face: Face) => number;

export interface Run {
  readonly text: string;
  readonly face: Face;
}
/** One line as it is drawn: its pieces from left to right, and its width in points. */
export interface Line {
  readonly pieces: readonly Run[];
  readonly width: number;
}

/** A plain text as runs. */
export const plain = (text: string, face: Face = "regular"): readonly Run[] => [{ text, face }];

interface Word extends Run {
  /** A blank stood before it. */
  readonly spaced: boolean;
}

const wordsOf = (runs: readonly Run[]): readonly Word[] => {
  const words: Word[] = [];
  let blank = false;
  for (const { text, face } of runs) {
    for (const piece of text.normalize("NFC").split(/(\s+)/)) {
      if (piece === "") continue;
      if (/^\s+$/.test(piece)) blank = true;
      else {
        words.push({ text: piece, face, spaced: blank && words.length > 0 });
        blank = false;
      }
    }
  }
  return words;
};

/** Cuts a word that is wider than a whole line (a web address, a row of dots) into pieces that fit; never between a letter and its marks. */
const cut = (word: Word, size: number, width: number, measure: Measure): readonly Word[] => {
  if (measure(word.text, word.face) * size <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const letter of word.text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    if (piece !== "" && measure(piece + letter, word.face) * size > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece].map((text, index) => ({ text, face: word.face, spaced: index === 0 && word.spaced }));
};

/** Pieces of one face side by side become one, so that the text of a line can be copied out of the PDF as one. */
const joined = (words: readonly Word[]): readonly Run[] => {
  const pieces: { text: string; face: Face }[] = [];
  for (const [index, word] of words.entries()) {
    const text = word.spaced && index > 0 ? ` ${word.text}` : word.text;
    const last = pieces.at(-1);
    if (last?.face === word.face) last.text += text;
    else pieces.push({ text, face: word.face });
  }
  return pieces;
};

/**
 * Breaks runs into lines of at most `width` points at `size` points. Texts are brought to NFC. Blanks at a break go; an empty text is one empty line.
 */
export const wrap = (runs: readonly Run[], size: number, width: number, measure: Measure): readonly Line[] => {
  const lines: Line[] = [];
  let words: Word[] = [];
  let used = 0;
  const end = (): void => {
    const pieces = joined(words);
    lines.push({ pieces, width: pieces.reduce((sum, { text, face }) => sum + measure(text, face) * size, 0) });
    words = [];
    used = 0;
  };
  for (const whole of wordsOf(runs)) {
    for (const word of cut(whole, size, width, measure)) {
      const own = measure(word.text, word.face) * size;
      const blank = word.spaced && words.length > 0 ? measure(" ", word.face) * size : 0;
      if (words.length > 0 && used + blank + own > width) end();
      used += (words.length > 0 ? blank : 0) + own;
      words.push(word);
    }
  }
  if (words.length > 0 || lines.length === 0) end();
  return lines;
};
