/** Reads the national list line by line, plain or gzipped, without holding the file in memory. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** One line: its record, or why it has none. `line` counts from 1; empty lines are passed over. */
export type NationalLine =
  | { readonly line: number; readonly record: unknown }
  | { readonly line: number; readonly problem: "malformedLine" | "lineTooLong" | "truncatedFile"; readonly text: string };

/** The longest real line is about 100 kB; beyond this a line is not a record and is not kept in memory. */
const MAX_LINE_CHARACTERS = 4_000_000;

/**
 * Yields every line of a `.jsonl` or `.jsonl.gz` (told by its first two bytes, not its name), from a path or a byte stream.
 * A malformed line harms nothing else. A file that breaks off ends with a `truncatedFile` line; a path that cannot be
 * opened rejects with the file system's error (ENOENT …).
 */
export async function* readNational(source: string | AsyncIterable<Uint8Array>): AsyncGenerator<NationalLine> {
  let line = 0;
  const bytes = typeof source === "string" ? createReadStream(source) : source;
  try {
    for await (const text of splitLines(decode(bytes))) {
      line += 1;
      if (text === null) yield { line, problem: "lineTooLong", text: `Dài hơn ${MAX_LINE_CHARACTERS} ký tự` };
      else if (text.trim() !== "") yield parseLine(line, text);
    }
  } catch (error) {
    if (!(error instanceof Error) || isFileError(error)) throw error;
    yield { line: line + 1, problem: "truncatedFile", text: `Không đọc tiếp được: ${error.message}` };
  }
}

/** Errors of the file system (ENOENT, EACCES, EISDIR) belong to the caller; those of zlib (Z_…) and of the decoder to the file. */
function isFileError(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code);
}

function parseLine(line: number, text: string): NationalLine {
  try {
    return { line, record: JSON.parse(text) };
  } catch (error) {
    return { line, problem: "malformedLine", text: error instanceof Error ? error.message.slice(0, 120) : "JSON không hợp lệ" };
  }
}

/** UTF-8 text of the bytes, gunzipped where they start with the gzip mark 1f 8b. Gives the source back when the reader stops early. */
async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    const head = await firstBytes(iterator);
    const all = resume(head, iterator);
    const gzipped = head[0] === 0x1f && head[1] === 0x8b;
    const decoder = new TextDecoder("utf-8", { fatal: false });
    for await (const chunk of gzipped ? gunzip(all) : all) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } finally {
    await iterator.return?.();
  }
}

/** At least two bytes, where there are two: a stream may come in single ones. */
async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* resume(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function gunzip(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const input = Readable.from(bytes, { objectMode: false });
  const output = createGunzip();
  input.on("error", (error) => output.destroy(error));
  output.on("close", () => input.destroy());
  return input.pipe(output);
}

/** Lines without their end; `null` stands for a line that was too long to keep. A last line without an end counts. */
async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<string | null> {
  let held = "";
  let dropping = false;
  for await (const text of texts) {
    const parts = text.split("\n");
    const last = parts.pop() ?? "";
    for (const part of parts) {
      const whole = held + part;
      yield dropping || whole.length > MAX_LINE_CHARACTERS ? null : whole.replace(/\r$/, "");
      held = "";
      dropping = false;
    }
    held = dropping ? "" : held + last;
    if (held.length > MAX_LINE_CHARACTERS) {
      held = "";
      dropping = true;
    }
  }
  if (dropping) yield null;
  else if (held !== "") yield held;
}
