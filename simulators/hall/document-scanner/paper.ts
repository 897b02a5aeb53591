/** Paper as a person lays it in, and the picture that the scanner makes of one side. Glossary: sheet = tờ · side = mặt giấy. */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, loadImage, type SKRSContext2D } from "@napi-rs/canvas";
import { z } from "zod";
import { UNITS_PER_INCH } from "../../../adapters/hall/document-scanner/contract/escl.ts";

const side = z.union([
  z.strictObject({ text: z.string().max(8_000) }),
  /** PNG or JPEG, base64. */
  z.strictObject({ image: z.base64().max(20_000_000) }),
]);
export type Side = z.infer<typeof side>;

/** One A4 sheet; no back = nothing is written there. */
export const sheet = z.strictObject({ front: side, back: side.optional() });
export type Sheet = z.infer<typeof sheet>;
export const page = z.strictObject({ page: side });

/** What part of the A4 area is wanted, in 1/300 inch, and how. */
export interface Exposure {
  readonly dpi: number;
  readonly colourMode: string;
  readonly region: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const FONT = "Be Vietnam Pro";
/** Text is set in points, as on a typewritten paper. */
const POINTS = { size: 12, line: 18, margin: 57, width: 595 } as const;
const QUALITY = 80;
const PAPER = "#fbfaf6";

let registered = false;
const withFont = (): void => {
  if (registered) return;
  const files = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(files.resolve("@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf"), FONT);
  registered = true;
};

const wrapped = (context: SKRSContext2D, text: string): readonly string[] => {
  const most = POINTS.width - 2 * POINTS.margin;
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && context.measureText(longer).width > most) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  });
};

/** The JPEG of one side of an A4 sheet at this exposure. Rejects for an image that is none. */
export const expose = async (seen: Side | undefined, { dpi, colourMode, region }: Exposure): Promise<Uint8Array<ArrayBuffer>> => {
  withFont();
  const dots = (units: number): number => Math.max(1, Math.round((units * dpi) / UNITS_PER_INCH));
  const canvas = createCanvas(dots(region.width), dots(region.height));
  const context = canvas.getContext("2d");
  if (colourMode !== "RGB24") context.filter = "grayscale(1)";
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(-dots(region.x), -dots(region.y));
  context.scale(dpi / 72, dpi / 72);
  if (seen !== undefined && "image" in seen) {
    const picture = await loadImage(Buffer.from(seen.image, "base64"));
    context.drawImage(picture, 0, 0, POINTS.width, (POINTS.width * picture.height) / Math.max(1, picture.width));
  } else if (seen !== undefined) {
    context.fillStyle = "#1a1a2e";
    context.font = `${POINTS.size}px "${FONT}"`;
    for (const [index, line] of wrapped(context, seen.text.normalize("NFC")).entries())
      context.fillText(line, POINTS.margin, POINTS.margin + POINTS.size + index * POINTS.line);
  }
  return new Uint8Array(await canvas.encode("jpeg", QUALITY));
};
