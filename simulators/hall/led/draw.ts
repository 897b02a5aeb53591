/** What stands on the sign: dots as digits of colour, and as a picture of lamps. Letters that the sign has by itself are ASCII. */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { BYTE, COLORS, FULL_HEIGHT, MODE } from "../../../adapters/hall/led/contract/alpha.ts";
import type { Sign } from "./sign.ts";

/** Rows of digits: 0 dark, 1 red, 2 green, 3 amber. */
export type Lamps = readonly string[];

export interface Page {
  readonly label: string;
  readonly mode: string;
  /** As wide as its content, not as the board. */
  readonly strip: Lamps;
  /** What stands in its own letters, without pictures: "MOI SO A012". */
  readonly text: string;
}

const FAMILY = "lienthong-sign-rom";
let registered = false;
const useFont = (): void => {
  if (registered) return;
  registered = true;
  const file = "@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf";
  GlobalFonts.registerFromPath(createRequire(import.meta.url).resolve(file), FAMILY);
};

/** A capital is so high, in parts of the font's size. */
const CAPITAL = 0.72;
/** The sign's own letters are at most so high, unless the text asks for full height. */
const OWN_ROWS = 10;

const letters = (text: string, rows: number, color: string, full: boolean): Lamps => {
  useFont();
  const high = full ? rows * 0.8 : Math.min(rows * 0.8, OWN_ROWS);
  const size = high / CAPITAL;
  const font = `${size}px ${FAMILY}`;
  const measure = createCanvas(1, 1).getContext("2d");
  measure.font = font;
  const columns = Math.ceil(measure.measureText(text).width);
  if (columns === 0) return Array.from({ length: rows }, () => "");
  const context = createCanvas(columns, rows).getContext("2d");
  context.font = font;
  context.fillText(text, 0, Math.round((rows + high) / 2));
  const { data } = context.getImageData(0, 0, columns, rows);
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => ((data[(y * columns + x) * 4 + 3] ?? 0) > 110 ? color : "0")).join(""),
  );
};

const pictureLamps = (data: string, rows: number): Lamps => {
  const lines = data.slice(4).split("\r").slice(0, -1);
  const wide = lines[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, y) => lines[y] ?? "0".repeat(wide));
};
const beside = (left: Lamps, right: Lamps): Lamps => left.map((row, y) => row + (right[y] ?? ""));

/** A page of the sign out of a TEXT file's data: ESC, position, mode, then letters and calls. */
export const pageOf = (sign: Sign, label: string, data: string, rows: number): Page => {
  const mode = data.charCodeAt(0) === BYTE.esc ? data.charAt(2) : MODE.rotate;
  let strip: Lamps = Array.from({ length: rows }, () => "");
  let [color, run, text]: [string, string, string] = [COLORS.amber, "", ""];
  let full = false;
  const flush = (): void => {
    strip = beside(strip, letters(run, rows, color, full));
    text += run;
    run = "";
  };
  for (let at = data.charCodeAt(0) === BYTE.esc ? 3 : 0; at < data.length; at += 1) {
    const code = data.charCodeAt(at);
    if (code === BYTE.color) {
      flush();
      at += 1;
      color = data.charAt(at);
    } else if (code === BYTE.font) {
      flush();
      at += 1;
      full = data.charAt(at) === FULL_HEIGHT;
    } else if (code === BYTE.callPicture) {
      flush();
      at += 1;
      // A call to nothing draws nothing.
      strip = beside(strip, pictureLamps(sign.picture(data.charAt(at)) ?? "", rows));
    } else if (code === BYTE.callTime) run += sign.time();
    else if (code >= 0x20) run += data.charAt(at);
  }
  flush();
  return { label, mode, strip, text };
};

const HOLD_MS = 3_000;
const COLUMN_MS = 20;
const BLINK_MS = 500;
const lasts = (page: Page, columns: number): number =>
  page.mode === MODE.rotate ? ((page.strip[0]?.length ?? 0) + columns) * COLUMN_MS : HOLD_MS;

/** A page at a moment of its own time, cut or filled to the board's width. */
export const frameOf = ({ mode, strip }: Page, columns: number, elapsed: number): Lamps => {
  const wide = strip[0]?.length ?? 0;
  const dark = "0".repeat(columns);
  if (mode === MODE.rotate) {
    const from = Math.floor(elapsed / COLUMN_MS) % (wide + columns);
    return strip.map((row) => `${dark}${row}${dark}`.slice(from, from + columns));
  }
  if (mode === MODE.flash && Math.floor(elapsed / BLINK_MS) % 2 === 1) return strip.map(() => dark);
  const left = Math.max(0, Math.floor((columns - wide) / 2));
  return strip.map((row) => ("0".repeat(left) + row).slice(0, columns).padEnd(columns, "0"));
};

/** Which page is on and for how long: they take turns, the first again when the last is through. */
export const turnOf = (
  pages: readonly Page[],
  columns: number,
  elapsed: number,
): { readonly page: Page; readonly elapsed: number } | undefined => {
  const whole = pages.reduce((sum, page) => sum + lasts(page, columns), 0);
  let left = whole === 0 ? 0 : Math.max(0, elapsed) % whole;
  for (const page of pages) {
    if (left < lasts(page, columns)) return { page, elapsed: left };
    left -= lasts(page, columns);
  }
  return undefined;
};

const LIT: Readonly<Record<string, string>> = { "1": "#ff3b30", "2": "#34d058", "3": "#ffb000" };
const PITCH = 6;
const FRAME = 14;

/** The board as PNG: lamps in a black case. Dark lamps can be made out, as on the metal. */
export const drawBoard = (lamps: Lamps): Buffer => {
  const [rows, columns] = [lamps.length, lamps[0]?.length ?? 0];
  const canvas = createCanvas(columns * PITCH + 2 * FRAME, rows * PITCH + 2 * FRAME);
  const context = canvas.getContext("2d");
  context.fillStyle = "#262626";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  context.fillRect(FRAME / 2, FRAME / 2, canvas.width - FRAME, canvas.height - FRAME);
  lamps.forEach((row, y) => {
    [...row].forEach((dot, x) => {
      context.fillStyle = LIT[dot] ?? "#1d1608";
      context.beginPath();
      context.arc(FRAME + (x + 0.5) * PITCH, FRAME + (y + 0.5) * PITCH, LIT[dot] === undefined ? 1.6 : 2.6, 0, 2 * Math.PI);
      context.fill();
    });
  });
  return canvas.toBuffer("image/png");
};
