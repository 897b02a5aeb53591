/** What is in a document: how many pages, and a picture of one where poppler is there. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

const PAGE = /\/Type\s*\/Page(?![A-Za-z])/g;
const STREAM = /\/ObjStm\b[\s\S]*?stream\r?\n/g;
/** An object stream larger than this unpacked is an attack, not a document. */
const MOST_UNPACKED = 50_000_000;

/** Objects that newer PDFs keep compressed; what cannot be unpacked counts as empty. */
const packed = (body: string): string => {
  let all = "";
  for (const found of body.matchAll(STREAM)) {
    const from = found.index + found[0].length;
    const to = body.indexOf("endstream", from);
    try {
      all += inflateSync(Buffer.from(body.slice(from, to), "latin1"), { maxOutputLength: MOST_UNPACKED }).toString("latin1");
    } catch {
      // A damaged stream: the printer prints what it can.
    }
  }
  return all;
};

/** Pages of a whole PDF; undefined for bytes that are none, or not whole. */
export const pdfPages = (bytes: Uint8Array): number | undefined => {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (!body.startsWith("%PDF-") || !body.slice(-1024).includes("%%EOF")) return undefined;
  const pages = [...body.matchAll(PAGE), ...packed(body).matchAll(PAGE)].length;
  return Math.max(1, pages);
};

/** Pages of what was sent; undefined where it is not what it is said to be. */
export const pagesOf = (bytes: Uint8Array, format: string): number | undefined => {
  if (format === "application/pdf") return pdfPages(bytes);
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? 1 : undefined;
};

/** What a printer takes application/octet-stream for. */
export const sniffed = (bytes: Uint8Array): string | undefined => {
  if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-") return "application/pdf";
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? "image/jpeg" : undefined;
};

/** A page as PNG, 100 dots per inch; undefined where pdftoppm is missing or cannot. */
export const pagePicture = async (pdf: Uint8Array, page: number): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), "lienthong-printed-"));
  try {
    await writeFile(join(folder, "in.pdf"), pdf);
    const args = ["-png", "-r", "100", "-f", String(page), "-l", String(page), "-singlefile", "in.pdf", "out"];
    await new Promise<void>((resolve, reject) => {
      execFile("pdftoppm", args, { cwd: folder, timeout: 20_000 }, (error) => (error ? reject(error) : resolve()));
    });
    return new Uint8Array(await readFile(join(folder, "out.png")));
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
