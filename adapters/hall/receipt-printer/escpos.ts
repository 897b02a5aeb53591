/** ESC/POS commands as bytes (Epson's ESC/POS command reference; from memory where the reference is not public). */

const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const DLE = 0x10;

export type Bytes = readonly number[];

/** ESC @ and FS .: everything as at power-on; Chinese-made printers must not take two bytes for one ideograph. */
export const INITIALISE: Bytes = [ESC, 0x40, FS, 0x2e];
/** GS a: the printer says by itself (ASB) when it goes offline, meets an error, or the paper changes. */
export const REPORT_BY_ITSELF: Bytes = [GS, 0x61, 0x0e];
export const LINE_FEED = 0x0a;

export const align = (side: "left" | "center" | "right"): Bytes => [ESC, 0x61, { left: 0, center: 1, right: 2 }[side]];
export const bold = (on: boolean): Bytes => [ESC, 0x45, on ? 1 : 0];
/** GS !: 1–8 times as wide and as high. */
export const scale = (times: number): Bytes => [GS, 0x21, ((times - 1) << 4) | (times - 1)];
export const codePage = (page: number): Bytes => [ESC, 0x74, page];
/** ESC d: prints what is in the line and feeds. */
export const feedLines = (lines: number): Bytes => [ESC, 0x64, lines];
/** GS V 66 n: feeds to the cutter and cuts, but for one point. A printer without a cutter only feeds. */
export const CUT: Bytes = [GS, 0x56, 66, 0];

const low = (value: number): number => value & 0xff;
const high = (value: number): number => (value >> 8) & 0xff;

/** Most rows of one picture command; higher pictures are sent in bands, which join without a seam. */
export const BAND = 255;

/** GS v 0: a picture. `rows`: 1 bit a dot, 8 dots a byte, black is 1. */
export const raster = (bytesAcross: number, height: number, rows: Uint8Array): Bytes => [
  GS,
  0x76,
  0x30,
  0,
  low(bytesAcross),
  high(bytesAcross),
  low(height),
  high(height),
  ...rows,
];

/** GS h, GS w, GS H, GS k 73: Code 128 with its text beneath; `data` with its code set selectors. The printer adds the check character. */
export const barcode128 = (data: Bytes, height: number, dotsPerModule: number): Bytes => [
  ...[GS, 0x68, height],
  ...[GS, 0x77, dotsPerModule],
  ...[GS, 0x48, 2],
  ...[GS, 0x6b, 73, data.length, ...data],
];

const symbol = (fn: number, ...parameters: readonly number[]): Bytes => {
  const length = parameters.length + 2;
  return [GS, 0x28, 0x6b, low(length), high(length), 0x31, fn, ...parameters];
};
/** GS ( k: QR model 2, error correction M (15 %), `dots` a module. */
export const qrCode = (data: Uint8Array, dots: number): Bytes => [
  ...symbol(0x41, 50, 0),
  ...symbol(0x43, dots),
  ...symbol(0x45, 49),
  ...symbol(0x50, 0x30, ...data),
  ...symbol(0x51, 0x30),
];

/** GS ( H function 48: once all before it is printed, the printer answers with this id (4 characters of ASCII). */
export const askProcessId = (id: string): Bytes => [GS, 0x28, 0x48, 6, 0, 0x30, 0x30, ...Buffer.from(id, "ascii")];
/** GS r 1: the state of the paper sensor, answered in turn. */
export const ASK_IN_TURN: Bytes = [GS, 0x72, 1];

/**
 * What a command that was cut off in its head still lacks: NUL says "nothing follows". The question DLE EOT, sent bare, would be taken for the
 * size of a picture, and the printer would swallow the next slips as its dots. Nothing to a printer between commands; no head is longer.
 */
export const END_OF_A_HEAD: Bytes = [0, 0, 0, 0, 0, 0, 0, 0];
/** DLE EOT 1–4: answered at once, even by a printer that is offline. */
export const askNow = (n: 1 | 2 | 3 | 4): Bytes => [DLE, 0x04, n];
/** DLE DC4 8: throws away at once all that was received and not printed; answered by 37h 25h. */
export const CLEAR_NOW: Bytes = [DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
