/**
 * What a printer model can do: its columns, its Vietnamese letters, its cutter. Facts of the models: @point-of-sale/receipt-printer-encoder.
 * Glossary: code page = bảng mã · font A = phông chữ chính, 12 dots a column · tone = dấu thanh.
 */
import ReceiptPrinterEncoder, { type ReceiptPrinterEncoderOptions } from "@point-of-sale/receipt-printer-encoder";
import { z } from "zod";

/** Dots of one column of font A (12 × 24 on every model). */
export const CELL = { width: 12, height: 24 } as const;

type ModelId = NonNullable<ReceiptPrinterEncoderOptions["printerModel"]>;

const capabilities = z.looseObject({
  language: z.string(),
  fonts: z.looseObject({ A: z.looseObject({ columns: z.number() }) }),
  qrcode: z.looseObject({ supported: z.boolean() }),
  cutter: z.looseObject({ feed: z.number() }).optional(),
});

/** Bytes of one character: the number of its code page and its place there. A letter with a tone mark may take two. */
export type Glyph = readonly { readonly page: number; readonly byte: number }[];

/**
 * - precomposed: every letter is one character of the TCVN-3 pages
 * - tones: windows-1258; the tone is a character of its own behind its letter, and the printer must set it above
 * - none: no page holds the language
 */
export type Vietnamese = "precomposed" | "tones" | "none";

export interface PrinterModel {
  readonly id: string;
  readonly name: string;
  readonly columns: number;
  readonly qr: boolean;
  readonly vietnamese: Vietnamese;
  /** The glyph of a character in NFC; undefined where the model has none. ASCII is the same in every page. */
  glyph(character: string): Glyph | undefined;
}

const LOWER = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";
/** The 67 letters of Vietnamese that ASCII does not have, small and capital (134): what "complete" means. */
export const VIETNAMESE_LETTERS: readonly string[] = [...LOWER, ...LOWER.toLocaleUpperCase("vi-VN")];

/** TCVN-3 has small and capital letters in two pages; đ and Đ, and quotation marks, are taken from windows-1258. */
const PRECOMPOSED: ReceiptPrinterEncoderOptions["codepageCandidates"] = ["tcvn3", "tcvn3capitals", "windows1258"];
const TONES: ReceiptPrinterEncoderOptions["codepageCandidates"] = ["windows1258"];
/** Grave, acute, tilde, hook above, dot below. */
const TONE_MARKS = /[\u0300\u0301\u0303\u0309\u0323]/g;
const ESC = 0x1b;
const SELECT_PAGE = 0x74;
const MISSING = 0x3f;

/** A letter without its tone, and the tone: "ộ" → "ô" + U+0323. The circumflex, breve and horn stay with the letter. */
export const splitTone = (character: string): readonly string[] => {
  const apart = character.normalize("NFD");
  const tones = apart.match(TONE_MARKS) ?? [];
  return tones.length === 0 ? [character] : [apart.replaceAll(TONE_MARKS, "").normalize("NFC"), ...tones];
};

const encoderOf = (id: ModelId, candidates: ReceiptPrinterEncoderOptions["codepageCandidates"]) =>
  new ReceiptPrinterEncoder({ printerModel: id, codepageCandidates: candidates, errors: "relaxed" });

/** One character by the encoder: ESC t page byte; undefined where it answers "?", or the model lacks the pages. */
const encodeOne = (id: ModelId, candidates: ReceiptPrinterEncoderOptions["codepageCandidates"], character: string) => {
  try {
    const [first, command, page, byte] = encoderOf(id, candidates).codepage("auto").text(character).encode();
    if (first !== ESC || command !== SELECT_PAGE || page === undefined || byte === undefined || byte === MISSING)
      return undefined;
    // A candidate that the model does not have comes out as page 0 (cp437), which is none of ours.
    return page === 0 ? undefined : { page, byte };
  } catch {
    return undefined;
  }
};

const glyphsBy = (id: ModelId, way: Exclude<Vietnamese, "none">) => {
  const known = new Map<string, Glyph | undefined>();
  const make = (character: string): Glyph | undefined => {
    if (/^[\x20-\x7e]$/.test(character)) return [{ page: -1, byte: character.charCodeAt(0) }];
    const whole = encodeOne(id, way === "precomposed" ? PRECOMPOSED : TONES, character);
    if (whole !== undefined) return [whole];
    if (way === "precomposed") return undefined;
    const parts = splitTone(character).map((part) => encodeOne(id, TONES, part));
    return parts.every((part) => part !== undefined) ? parts : undefined;
  };
  return (character: string): Glyph | undefined => {
    if (!known.has(character)) known.set(character, make(character));
    return known.get(character);
  };
};

const complete = (glyph: PrinterModel["glyph"]): boolean => VIETNAMESE_LETTERS.every((letter) => glyph(letter) !== undefined);

const models = new Map<string, PrinterModel | "other-language">();

/** Ids of all models that speak ESC/POS are understood; Star's own languages are not. Undefined: no such model. */
export const printerModel = (id: string): PrinterModel | "other-language" | undefined => {
  const listed = ReceiptPrinterEncoder.printerModels.find((model) => model.id === id);
  if (listed === undefined) return undefined;
  const known = models.get(id);
  if (known !== undefined) return known;
  const modelId = id as ModelId;
  const can = capabilities.parse(new ReceiptPrinterEncoder({ printerModel: modelId }).printerCapabilities);
  const ways = (["precomposed", "tones"] as const).map((way) => ({ way, glyph: glyphsBy(modelId, way) }));
  const best = ways.find(({ glyph }) => complete(glyph));
  const made: PrinterModel | "other-language" =
    can.language !== "esc-pos"
      ? "other-language"
      : {
          id,
          name: listed.name,
          columns: can.fonts.A.columns,
          qr: can.qrcode.supported,
          vietnamese: best?.way ?? "none",
          glyph: best?.glyph ?? glyphsBy(modelId, "tones"),
        };
  models.set(id, made);
  return made;
};
