/** Reads papers back with poppler, as anybody's viewer would. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const missing = (program: string): string | undefined => {
  try {
    execFileSync(program, ["-v"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `${program} (poppler-utils) is not installed`;
  }
};
/** Why texts cannot be read back here; undefined where they can. */
export const NO_PDFTOTEXT = missing("pdftotext");

const inFile = <T>(pdf: Uint8Array, read: (file: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), "lienthong-paper-"));
  try {
    const file = join(folder, "paper.pdf");
    writeFileSync(file, pdf);
    return read(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The text of each page, as it stands. */
export const pagesOf = (pdf: Uint8Array): readonly string[] =>
  inFile(pdf, (file) => execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1));

/** All text in reading order (column by column within a table), blanks made one: what a search finds. */
export const textOf = (pdf: Uint8Array): string =>
  inFile(pdf, (file) => execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" }).replaceAll(/\s+/g, " "));

/** Letters only, so that line breaks and columns do not matter. */
export const letters = (text: string): string => text.normalize("NFC").replaceAll(/\s+/g, "");
