/** IPP messages as bytes, and back (RFC 8010). Collections are passed over: nothing here needs what is in them. */
import { GROUP, TAG } from "./contract/ipp.ts";

export type IppValue = string | number | boolean | { readonly low: number; readonly high: number } | undefined;
/** name, kind, values: in the order in which they are written. */
export type IppAttribute = readonly [name: string, tag: number, ...values: (string | number | boolean)[]];
export interface IppGroup {
  readonly tag: number;
  readonly attributes: readonly IppAttribute[];
}
export interface IppRequest {
  readonly operation: number;
  readonly requestId: number;
  readonly groups: readonly IppGroup[];
}
export type IppAttributes = ReadonlyMap<string, readonly IppValue[]>;
export interface IppAnswer {
  readonly status: number;
  readonly requestId: number;
  readonly groups: readonly { readonly tag: number; readonly attributes: IppAttributes }[];
}

/** What came is no IPP message. */
export class IppFormatError extends Error {
  override readonly name = "IppFormatError";
}

/** 1.1: every printer takes it, and nothing newer is used. */
const VERSION = [1, 1] as const;
/** More attributes than any printer has; a longer list is garbage. */
const MOST_VALUES = 20_000;

const short = (value: number): Uint8Array => Uint8Array.of((value >> 8) & 0xff, value & 0xff);
const long = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
};
const encoder = new TextEncoder();

const valueBytes = (value: string | number | boolean): Uint8Array => {
  if (typeof value === "boolean") return Uint8Array.of(value ? 1 : 0);
  return typeof value === "number" ? long(value) : encoder.encode(value);
};

const attributeBytes = ([name, tag, ...values]: IppAttribute): readonly Uint8Array[] =>
  values.flatMap((value, index) => {
    // Further values of an attribute carry an empty name.
    const label = index === 0 ? encoder.encode(name) : new Uint8Array();
    const bytes = valueBytes(value);
    return [Uint8Array.of(tag), short(label.length), label, short(bytes.length), bytes];
  });

/** A request without its document: the document follows it directly. */
export const encodeRequest = ({ operation, requestId, groups }: IppRequest): Uint8Array =>
  Buffer.concat([
    Uint8Array.from(VERSION),
    short(operation),
    long(requestId),
    ...groups.flatMap(({ tag, attributes }) => [Uint8Array.of(tag), ...attributes.flatMap(attributeBytes)]),
    Uint8Array.of(GROUP.end),
  ]);

const decoder = new TextDecoder();

/** texts and names with a language: 2 octets length, language, 2 octets length, text. */
const withLanguage = (bytes: Uint8Array): string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 2 + (bytes.length >= 2 ? view.getUint16(0) : 0);
  if (start + 2 > bytes.length) throw new IppFormatError("a text with its language is cut");
  return decoder.decode(bytes.subarray(start + 2, start + 2 + view.getUint16(start)));
};

const numberAt = (bytes: Uint8Array, offset: number): number => {
  if (offset + 4 > bytes.length) throw new IppFormatError("a number of fewer than 4 octets");
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(offset);
};

const readValue = (tag: number, bytes: Uint8Array): IppValue => {
  switch (tag) {
    case TAG.integer:
    case TAG.enum:
      return numberAt(bytes, 0);
    case TAG.boolean:
      return bytes[0] === 1;
    case TAG.rangeOfInteger:
      return { low: numberAt(bytes, 0), high: numberAt(bytes, 4) };
    case TAG.textWithLanguage:
    case TAG.nameWithLanguage:
      return withLanguage(bytes);
    default:
      // 0x10–0x1f say that there is no value; dates, resolutions and collections are not used here.
      return tag === TAG.octetString || tag >= TAG.text ? decoder.decode(bytes) : undefined;
  }
};

interface Cursor {
  readonly byte: () => number;
  readonly word: () => number;
  readonly take: (length: number) => Uint8Array;
}
const cursorOf = (bytes: Uint8Array): Cursor => {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new IppFormatError("the message ends in the middle");
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    take,
    byte: () => take(1)[0] ?? 0,
    word: () => take(2).reduce((sum, byte) => sum * 256 + byte, 0),
  };
};

/** Reads a printer's answer. @throws IppFormatError for anything that is none. */
export const decodeAnswer = (bytes: Uint8Array): IppAnswer => {
  const cursor = cursorOf(bytes);
  cursor.word();
  const status = cursor.word();
  const requestId = numberAt(cursor.take(4), 0);
  const groups: { tag: number; attributes: Map<string, IppValue[]> }[] = [];
  let values: IppValue[] | undefined;
  let depth = 0;
  for (let read = 0; ; read += 1) {
    if (read > MOST_VALUES) throw new IppFormatError("too many attributes");
    const tag = cursor.byte();
    if (tag === GROUP.end) return { status, requestId, groups };
    if (tag < TAG.unsupported) {
      groups.push({ tag, attributes: new Map() });
      values = undefined;
      continue;
    }
    const name = decoder.decode(cursor.take(cursor.word()));
    const raw = cursor.take(cursor.word());
    if (name !== "" && depth === 0) {
      const group = groups.at(-1);
      if (group === undefined) throw new IppFormatError("an attribute before any group");
      values = [];
      group.attributes.set(name, values);
    }
    if (tag === TAG.endCollection) depth = Math.max(0, depth - 1);
    else if (depth === 0) values?.push(readValue(tag, raw));
    if (tag === TAG.begCollection) depth += 1;
  }
};

/** A text cut to what a name or a text may hold, never in the middle of a letter. */
export const cutTo = (text: string, octets: number): string => {
  let kept = "";
  let size = 0;
  for (const letter of text.normalize("NFC")) {
    size += encoder.encode(letter).length;
    if (size > octets) break;
    kept += letter;
  }
  return kept;
};
