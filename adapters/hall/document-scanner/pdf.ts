/** Pages of a scan → one PDF of A4 pages, in the order in which they came. */
import PDFDocument from "pdfkit";
import type { Instant } from "../../../core/time/types.ts";
import { isJpeg } from "../jpeg.ts";
import { scanFailed } from "./troubles.ts";

/** Points (1/72 inch): 210 × 297 mm. */
const A4_POINTS = { short: 595.28, long: 841.89 } as const;
const POINTS_PER_INCH = 72;

/** How far before the end of a PDF its last mark may stand. */
const TAIL = 1024;

/** A whole PDF, with its end. */
export const isPdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-" &&
  Buffer.from(bytes.subarray(-TAIL)).includes("%%EOF", 0, "latin1");

/**
 * Puts each JPEG on an A4 page of its own, at its natural size (its dots at `dpi`), made smaller where it would not fit; a page that is wider
 * than high lies across. Throws hall.scan-unreadable for what is no JPEG.
 */
export const onePdf = async (
  pages: readonly Uint8Array[],
  about: { readonly title: string; readonly dpi: number; readonly colourMode: string; readonly at: Instant },
): Promise<Uint8Array> => {
  const document = new PDFDocument({
    autoFirstPage: false,
    info: {
      Title: about.title,
      Subject: `${about.dpi} dpi, ${about.colourMode}`,
      Producer: "lienthong",
      CreationDate: new Date(about.at),
    },
  });
  const parts: Buffer[] = [];
  const finished = new Promise<Uint8Array>((resolve, reject) => {
    document.on("data", (part: Buffer) => parts.push(part));
    document.on("end", () => resolve(Buffer.concat(parts)));
    document.on("error", reject);
  });
  for (const [index, page] of pages.entries()) {
    if (!isJpeg(page)) throw scanFailed("hall.scan-unreadable", `page ${index + 1} is no JPEG`);
    const image = openImage(document, page, index);
    const across = image.width > image.height;
    const sheet = { width: across ? A4_POINTS.long : A4_POINTS.short, height: across ? A4_POINTS.short : A4_POINTS.long };
    const natural = POINTS_PER_INCH / about.dpi;
    const scale = Math.min(natural, sheet.width / image.width, sheet.height / image.height);
    document.addPage({ size: [sheet.width, sheet.height], margin: 0 });
    document.image(Buffer.from(page), 0, 0, { width: image.width * scale, height: image.height * scale });
  }
  document.end();
  return finished;
};

const openImage = (
  document: InstanceType<typeof PDFDocument>,
  page: Uint8Array,
  index: number,
): { readonly width: number; readonly height: number } => {
  try {
    // In pdfkit's own documentation, not in its types.
    return (document as unknown as { openImage(source: Buffer): { width: number; height: number } }).openImage(Buffer.from(page));
  } catch (cause) {
    throw scanFailed("hall.scan-unreadable", `page ${index + 1} cannot be read as JPEG`, cause);
  }
};
