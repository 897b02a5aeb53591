/** Codes out of a scanner's stream of bytes. Pure but for what waits for its end. */
import { AIM_ID, SUFFIXES, type Suffix } from "./contract/scanner.ts";

export interface LineSettings {
  readonly suffix: Suffix;
  /** What the scanner was set to send before each code; a code without it has lost its beginning. */
  readonly prefix: string;
}

/** No code is longer; what is has no end and is thrown away up to the next one. */
const MOST_BYTES = 2_000;
const utf8 = new TextDecoder("utf-8", { fatal: true });

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

/** The code within one line; undefined for one that is empty, torn at its front, or no text. */
export const codeOf = (bytes: Uint8Array, prefix: string): string | undefined => {
  const text = textOf(bytes);
  if (text?.startsWith(prefix) !== true) return undefined;
  const code = text
    .slice(prefix.length)
    .replace(AIM_ID, "")
    .replaceAll(/\p{Cc}/gu, "")
    .trim();
  return code === "" ? undefined : code;
};

/** Takes the stream of one connection as it comes, and gives the codes that are whole with it. */
export const createLines = ({ suffix, prefix }: LineSettings): ((bytes: Uint8Array) => readonly string[]) => {
  const ends: ReadonlySet<number> = new Set(SUFFIXES[suffix].map((end) => end.charCodeAt(0)));
  let line: number[] = [];
  let tooLong = false;
  return (bytes) => {
    const codes: string[] = [];
    for (const byte of bytes) {
      if (!ends.has(byte)) {
        if (line.length < MOST_BYTES) line.push(byte);
        else tooLong = true;
        continue;
      }
      const code = tooLong ? undefined : codeOf(Uint8Array.from(line), prefix);
      if (code !== undefined) codes.push(code);
      line = [];
      tooLong = false;
    }
    return codes;
  };
};
