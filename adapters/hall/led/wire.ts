/** Frames of the Alpha protocol, as bytes and back. Pure. What the numbers mean: contract/alpha.ts. */
import {
  ALWAYS,
  BROADCAST,
  BYTE,
  CHECKSUM_DIGITS,
  COLORS,
  COMMAND,
  type Color,
  ERROR_BIT,
  FILE_TYPE,
  FULL_HEIGHT,
  LOCKED,
  MEMORY_ENTRY,
  type Mode,
  POSITION,
  SPECIAL,
  THREE_COLORS,
  TYPE,
  UNLOCKED,
  WAKE_UP,
} from "./contract/alpha.ts";
import { type Dots, widthOf } from "./letters.ts";

const ascii = (...bytes: readonly number[]): string => String.fromCharCode(...bytes);
const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
/** Sum of the bytes from STX to ETX. */
const checksumOf = (body: string): string => {
  let sum = BYTE.stx + BYTE.etx;
  for (const byte of Buffer.from(body, "latin1")) sum += byte;
  return hex(sum % 65_536, CHECKSUM_DIGITS);
};

/** One transmission to the sign. @param body command code and data @param address two hexadecimal digits */
export const frame = (body: string, address: string = BROADCAST): Buffer =>
  Buffer.from(
    ascii(...Array.from({ length: WAKE_UP }, () => BYTE.nul), BYTE.soh) +
      TYPE.all +
      address +
      ascii(BYTE.stx) +
      body +
      ascii(BYTE.etx) +
      checksumOf(body) +
      ascii(BYTE.eot),
    "latin1",
  );

/** Length of the first transmission within what came, to the EOT; undefined while it is not whole. */
export const wholeFrame = (got: Buffer): number | undefined => {
  const end = got.indexOf(BYTE.eot);
  return end < 0 ? undefined : end + 1;
};

/** The body of the sign's answer (command code and data); undefined where it is no answer, or its checksum is wrong. */
export const bodyOf = (answer: Buffer): string | undefined => {
  const text = answer.toString("latin1");
  const start = text.indexOf(ascii(BYTE.soh));
  const open = ascii(BYTE.stx);
  const close = text.lastIndexOf(ascii(BYTE.etx));
  // SOH, one byte of type, two of address, STX.
  if (start < 0 || text.charAt(start + 4) !== open || close < start + 5) return undefined;
  if (text.slice(0, start).replaceAll(ascii(BYTE.nul), "") !== "" || text.charAt(start + 1) !== TYPE.answer) return undefined;
  const body = text.slice(start + 5, close);
  return text.slice(close + 1, close + 1 + CHECKSUM_DIGITS).toUpperCase() === checksumOf(body) ? body : undefined;
};

/** A file that the board shall hold. */
export type FilePlan =
  | { readonly kind: "text"; readonly label: string; readonly bytes: number }
  | { readonly kind: "picture"; readonly label: string; readonly rows: number; readonly columns: number };

const entryOf = (file: FilePlan): string =>
  file.kind === "text"
    ? `${file.label}${FILE_TYPE.text}${UNLOCKED}${hex(file.bytes, 4)}${ALWAYS}`
    : `${file.label}${FILE_TYPE.picture}${LOCKED}${hex(file.rows, 2)}${hex(file.columns, 2)}${THREE_COLORS}`;

const special = (label: string, data = ""): string => `${COMMAND.writeSpecial}${label}${data}`;

export const clearMemory = (): string => special(SPECIAL.memory);
export const setMemory = (plan: readonly FilePlan[]): string => special(SPECIAL.memory, plan.map(entryOf).join(""));
export const clearErrors = (): string => special(SPECIAL.clearErrors);
/** @param time "1405", of Việt Nam */
export const setTime = (time: string): string => special(SPECIAL.time, time);
export const use24Hours = (): string => special(SPECIAL.timeFormat, "M");
/** In this order, whatever the files' own times say. */
export const setSequence = (labels: readonly string[]): string => special(SPECIAL.runSequence, `S${UNLOCKED}${labels.join("")}`);
/** Ends an urgent message: the bare write, without position and mode, which would be an empty urgent message. */
export const releasePriority = (label: string): string => COMMAND.writeText + label;
export const askSpecial = (label: string): string => `${COMMAND.readSpecial}${label}`;
export const askText = (label: string): string => `${COMMAND.readText}${label}`;

/** What of a TEXT file is seen: letters, pictures of the board, its clock. */
export type Piece = { readonly text: string; readonly color: Color } | { readonly picture: string } | "time";

const pieceOf = (piece: Piece): string => {
  if (piece === "time") return ascii(BYTE.font) + FULL_HEIGHT + ascii(BYTE.callTime);
  if ("picture" in piece) return ascii(BYTE.callPicture) + piece.picture;
  return ascii(BYTE.color) + COLORS[piece.color] + piece.text;
};
/** The middle of five: a page stands about three seconds. Unsourced: models differ. */
const SPEED = BYTE.slowest + 2;

/** A TEXT file as it is written, and as it is read back. */
export const textFile = (label: string, mode: Mode, pieces: readonly Piece[]): string =>
  COMMAND.writeText + label + ascii(BYTE.esc) + POSITION + mode + ascii(SPEED) + pieces.map(pieceOf).join("");

/** A SMALL DOTS PICTURE: rows and columns in hexadecimal, then a digit for each dot, CR after each row. */
export const pictureFile = (label: string, dots: Dots, color: Color): string =>
  COMMAND.writePicture +
  label +
  hex(dots.length, 2) +
  hex(widthOf(dots), 2) +
  dots.map((row) => row.replaceAll("#", COLORS[color]).replaceAll(".", "0") + ascii(BYTE.cr)).join("");

/** The memory table of an answer, entry by entry; undefined where it is none. */
export const memoryOf = (body: string): readonly string[] | undefined => {
  if (!body.startsWith(special(SPECIAL.memory))) return undefined;
  const table = body.slice(2);
  if (table.length % MEMORY_ENTRY !== 0) return undefined;
  return Array.from({ length: table.length / MEMORY_ENTRY }, (_, at) => table.slice(at * MEMORY_ENTRY, (at + 1) * MEMORY_ENTRY));
};

/** Without the size: the sign gives what is left of its memory to the first file, so its size is never the one that was asked for. */
const withoutSize = (entry: string): string => entry.slice(0, 3) + entry.slice(7);

/** Is the memory divided as planned? */
export const isPlanned = (table: readonly string[], plan: readonly FilePlan[]): boolean =>
  table.length === plan.length &&
  plan.every((file, at) => {
    const [got = "", wanted] = [table[at], entryOf(file)];
    return at === 0 ? withoutSize(got) === withoutSize(wanted) : got === wanted;
  });

/** What the sign's error status says: `clean` without any bit of error; undefined where it is none. */
export const errorsOf = (body: string): { readonly clean: boolean; readonly refused: boolean } | undefined => {
  const status = body.startsWith(special(SPECIAL.serialErrors)) ? body.charCodeAt(2) : Number.NaN;
  if (Number.isNaN(status) || (status & ERROR_BIT.always) === 0) return undefined;
  const bits = status & (ERROR_BIT.always - 1);
  return { clean: bits === 0, refused: (bits & ERROR_BIT.illegalCommand) !== 0 };
};

/** The run sequence of an answer as labels; undefined where it is none. The mode may come back as another than was set. */
export const sequenceOf = (body: string): string | undefined =>
  body.startsWith(special(SPECIAL.runSequence)) ? body.slice(4) : undefined;
