/** A slip as the bytes of one job: letters of the printer or pictures, codes, the cut, and the question whether it came out. */
import { Buffer } from "node:buffer";
import type { Slip } from "../../../core/hall/slip.ts";
import { planCode128 } from "./code128.ts";
import * as escpos from "./escpos.ts";
import { layOut, letters, type PrintLine, type Ruler, type TextLine } from "./layout.ts";
import type { PrinterModel } from "./model.ts";
import { dotRuler, ladderPicture, type Picture, pairPicture, qrPicture, rulePicture, textPicture } from "./picture.ts";
import type { PrinterSettings } from "./settings.ts";

const BAR_HEIGHT = 80;
/** Dots a module: 2 (0.25 mm at 203 dpi) to 3; wider reads no better and fits seldom. */
const MODULES = { most: 3, least: 2 } as const;
/** Side of a QR module: 5 dots are 0.6 mm, read by every telephone. */
const QR_MODULE = 5;
const DOT_LEADER = ".";

/** Columns of font A: every letter is one column, whatever marks it has. */
const columnRuler = (columns: number): Ruler => ({ width: columns, of: (text, scale) => letters(text).length * scale });

const glyphsOf = (model: PrinterModel, text: string): readonly number[] | undefined => {
  const bytes: number[] = [];
  let page: number | undefined;
  for (const letter of letters(text)) {
    const glyph = model.glyph(letter);
    if (glyph === undefined) return undefined;
    for (const part of glyph) {
      // ASCII (page -1) stands in every page.
      if (part.page >= 0 && part.page !== page) {
        page = part.page;
        bytes.push(...escpos.codePage(page));
      }
      bytes.push(part.byte);
    }
  }
  return bytes;
};

const pictureBytes = ({ bytesAcross, height, rows }: Picture): escpos.Bytes => {
  const bytes: number[] = [];
  for (let from = 0; from < height; from += escpos.BAND) {
    const band = Math.min(escpos.BAND, height - from);
    bytes.push(...escpos.raster(bytesAcross, band, rows.subarray(from * bytesAcross, (from + band) * bytesAcross)));
  }
  return bytes;
};

/** A line in the printer's own letters; one that they cannot write is a picture. */
const codePageLine = (line: TextLine, { model, dots }: PrinterSettings): escpos.Bytes => {
  const glyphs = glyphsOf(model, line.text);
  if (glyphs === undefined) return pictureBytes(textPicture(line, dots));
  return [
    ...escpos.align(line.align),
    ...escpos.bold(line.bold),
    ...escpos.scale(line.scale),
    ...glyphs,
    escpos.LINE_FEED,
    ...escpos.scale(1),
    ...escpos.bold(false),
    ...escpos.align("left"),
  ];
};

const leader = (columns: number, label: string, value: string): string => {
  const free = columns - letters(label).length - letters(value).length;
  return `${label} ${DOT_LEADER.repeat(Math.max(0, free - 2))} ${value}`;
};

const plain = (text: string): TextLine => ({ kind: "text", text, align: "left", bold: false, scale: 1 });

const barcodeBytes = (data: string, settings: PrinterSettings): escpos.Bytes => {
  const { dots } = settings;
  const planned = planCode128(data);
  const module = Math.min(MODULES.most, Math.floor(dots / planned.modules));
  if (module >= MODULES.least)
    return [...escpos.align("center"), ...escpos.barcode128(planned.data, BAR_HEIGHT, module), ...escpos.align("left")];
  const under = { ...plain(data), align: "center" as const };
  return [...pictureBytes(ladderPicture(data, dots)), ...lineBytes(under, settings)];
};

const qrBytes = (data: string, { model, dots }: PrinterSettings): escpos.Bytes =>
  model.qr
    ? [...escpos.align("center"), ...escpos.qrCode(Buffer.from(data, "utf8"), QR_MODULE), ...escpos.align("left")]
    : pictureBytes(qrPicture(data, QR_MODULE, dots));

const lineBytes = (line: PrintLine, settings: PrinterSettings): escpos.Bytes => {
  const { columns, dots, text } = settings;
  switch (line.kind) {
    case "text":
      return text === "raster" ? pictureBytes(textPicture(line, dots)) : codePageLine(line, settings);
    case "pair":
      return text === "raster"
        ? pictureBytes(pairPicture(line.label, line.value, dots))
        : codePageLine(plain(leader(columns, line.label, line.value)), settings);
    case "rule":
      return text === "raster" ? pictureBytes(rulePicture(dots)) : codePageLine(plain("-".repeat(columns)), settings);
    case "gap":
      return escpos.feedLines(line.lines);
    case "barcode":
      return barcodeBytes(line.data, settings);
    case "qr":
      return qrBytes(line.data, settings);
  }
};

/**
 * The longest command of a job is a band of a picture (255 rows of 72 bytes). NUL is nothing to a printer between commands; to one that was
 * left in the midst of a command it is what that still lacks.
 */
const FILLER = new Uint8Array(20_480);

/**
 * Brings the paper to a clean edge: ends a command that was cut off, forgets half a line, and cuts off half a slip that still hangs in the
 * printer. Prints nothing.
 */
export const tidyBytes = ({ confirm }: PrinterSettings): Uint8Array => {
  // Where all that was received can be thrown away (CLEAR_NOW was sent before), there is no command to be ended.
  const filler = confirm === "processId" ? [] : [FILLER];
  return Buffer.concat([...filler, Uint8Array.from([...escpos.INITIALISE, ...escpos.REPORT_BY_ITSELF, ...escpos.CUT])]);
};

/**
 * The whole job. Last comes the question: the printer answers it only when everything before it is done.
 * @param copy an earlier attempt may have come out, or an officer wants one more: the slip says so
 * @param processId four characters of printable ASCII
 */
export const slipBytes = (slip: Slip, settings: PrinterSettings, copy: boolean, processId: string): Uint8Array => {
  const ruler = settings.text === "raster" ? dotRuler(settings.dots) : columnRuler(settings.columns);
  return Uint8Array.from([
    ...escpos.INITIALISE,
    ...escpos.REPORT_BY_ITSELF,
    ...layOut(slip, ruler, copy).flatMap((line) => lineBytes(line, settings)),
    ...escpos.CUT,
    ...(settings.confirm === "processId" ? escpos.askProcessId(processId) : escpos.ASK_IN_TURN),
  ]);
};
