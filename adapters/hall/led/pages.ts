/** What the hall has to say, as pages of the board. Pure. Glossary: page = trang: one TEXT file with the pictures that it calls. */
import type { BoardText } from "../../../core/hall/device.ts";
import { cut } from "../../kit/text.ts";
import { type Color, MODE, type Mode, PICTURE } from "./contract/alpha.ts";
import { type Dots, inPieces, toDots, toPlain, widthOf } from "./letters.ts";
import type { FilePlan, Piece } from "./wire.ts";

export interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly letters: "dots" | "plain";
  readonly color: Color;
  /** Notices and name in English too, after the Vietnamese. */
  readonly english: boolean;
}

export interface Page {
  readonly label: string;
  readonly mode: Mode;
  readonly pieces: readonly Piece[];
}
export interface Picture {
  readonly label: string;
  readonly dots: Dots;
}
export interface Pages {
  /** Before the pages that call them. */
  readonly pictures: readonly Picture[];
  readonly pages: readonly Page[];
}

/** Newest first; older calls are on the queue display. Each takes its turn of about three seconds, so that a new one is never far. */
const CALLS = 3;
const CALL_LABELS = ["A", "B", "C"] as const;
/** Eight pictures of 24 × 255 dots take 12 KiB of the board's memory, and hold about 200 letters. */
const NOTICES = { label: "D", pictures: "ghijklmn", most: 200 } as const;
const NAME = { label: "E", pictures: "stuv", most: 90 } as const;
const TIME_LABEL = "F";
const CALL_PICTURES = ["a", "b", "c"] as const;
const BETWEEN = "   •   ";

/** Every file that the board must have for any page: it is divided once, because dividing erases what it shows. */
export const planOf = ({ rows, columns, letters }: Shape): readonly FilePlan[] => {
  const text = (label: string, bytes: number): FilePlan => ({ kind: "text", label, bytes });
  const texts = [
    ...CALL_LABELS.map((label) => text(label, 64)),
    text(NOTICES.label, 512),
    text(NAME.label, 128),
    text(TIME_LABEL, 32),
  ];
  if (letters === "plain") return texts;
  const picture =
    (wide: number) =>
    (label: string): FilePlan => ({ kind: "picture", label, rows, columns: wide });
  const long = [...NOTICES.pictures, ...NAME.pictures].map(picture(PICTURE.columns));
  return [...texts, ...CALL_PICTURES.map(picture(columns)), ...long];
};

/** The longest wording of a call that stands on the board at once: "MỜI SỐ A012 – QUẦY 3", "A012 – QUẦY 3", "A012 – 3". */
const callDots = ({ rows, columns }: Shape, ticketId: string, counter: number): Dots => {
  const [short = [], ...longer] = [
    `${ticketId} – ${counter}`,
    `${ticketId} – QUẦY ${counter}`,
    `MỜI SỐ ${ticketId} – QUẦY ${counter}`,
  ].map((text) => toDots(text, rows));
  const chosen = longer.reverse().find((dots) => widthOf(dots) <= columns) ?? short;
  return chosen.map((row) => row.slice(0, columns));
};

const calls = (board: BoardText, shape: Shape): readonly { readonly page: Page; readonly picture?: Picture }[] =>
  board.calls.slice(0, CALLS).map(({ ticketId, counter, again }, at) => {
    const label = CALL_LABELS[at] ?? "A";
    const mode = again ? MODE.flash : MODE.hold;
    if (shape.letters === "plain") {
      const text = toPlain(`MỜI SỐ ${ticketId} – QUẦY ${counter}`);
      return { page: { label, mode, pieces: [{ text, color: shape.color }] } };
    }
    const picture = { label: CALL_PICTURES[at] ?? "a", dots: callDots(shape, ticketId, counter) };
    return { page: { label, mode, pieces: [{ picture: picture.label }] }, picture };
  });

/** A text that runs through, in as many pictures side by side as it needs. */
const running = (
  text: string,
  place: typeof NOTICES | typeof NAME,
  shape: Shape,
): { page: Page; pictures: readonly Picture[] } => {
  const page = { label: place.label, mode: MODE.rotate };
  if (shape.letters === "plain")
    return { page: { ...page, pieces: [{ text: toPlain(cut(text, place.most)), color: shape.color }] }, pictures: [] };
  const fits = (most: number): Dots => {
    const dots = toDots(cut(text, most), shape.rows);
    // Higher boards have wider letters: a tenth less until the text has room.
    return widthOf(dots) <= PICTURE.columns * place.pictures.length ? dots : fits(Math.floor(most * 0.9));
  };
  const pictures = inPieces(fits(place.most), PICTURE.columns).map((dots, at) => ({ label: place.pictures.charAt(at), dots }));
  return { page: { ...page, pieces: pictures.map(({ label }) => ({ picture: label })) }, pictures };
};

/** The pages of a board, in the order in which they appear: calls, newest first, then what everybody is told; else the hall's name and the time. */
export const pagesOf = (board: BoardText, shape: Shape): Pages => {
  const called = calls(board, shape);
  const said = board.notices.flatMap(({ vi, en }) => (shape.english ? [vi, en] : [vi]));
  const notices = said.length === 0 ? [] : [running(said.join(BETWEEN), NOTICES, shape)];
  const name = shape.english ? `${board.hallName.vi}${BETWEEN}${board.hallName.en}` : board.hallName.vi;
  const rest = called.length === 0 ? [running(name, NAME, shape)] : [];
  const time: readonly Page[] = called.length === 0 ? [{ label: TIME_LABEL, mode: MODE.hold, pieces: ["time"] }] : [];
  return {
    pictures: [
      ...called.flatMap(({ picture }) => (picture === undefined ? [] : [picture])),
      ...[...notices, ...rest].flatMap(({ pictures }) => pictures),
    ],
    pages: [...called.map(({ page }) => page), ...[...notices, ...rest].map(({ page }) => page), ...time],
  };
};
