/** IPP as the printer reads and writes it (RFC 8010), collections included. Written for the simulator alone. */
import { GROUP, TAG } from "../../../adapters/hall/document-printer/contract/ipp.ts";

/** A value with its kind. `members` of a collection; resolutions in dots per inch; undefined: no value. */
export interface Value {
  readonly tag: number;
  readonly value: string | number | boolean | readonly [number, number] | readonly Attribute[] | undefined;
}
export interface Attribute {
  readonly name: string;
  readonly values: readonly Value[];
}
export interface Group {
  readonly tag: number;
  readonly attributes: readonly Attribute[];
}
export interface Message {
  readonly version: readonly [number, number];
  /** Operation of a request, status of an answer. */
  readonly code: number;
  readonly requestId: number;
  readonly groups: readonly Group[];
}
export interface Received extends Message {
  /** What follows the attributes: the document. */
  readonly data: Uint8Array;
}

/** These bytes are no IPP request: HTTP 400. */
export class NotIpp extends Error {
  override readonly name = "NotIpp";
}

const text = new TextDecoder();
const PER_INCH = 3;

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  #claim(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new NotIpp("cut short");
    this.#at += length;
    return from;
  }
  u8 = (): number => this.#bytes.readUInt8(this.#claim(1));
  u16 = (): number => this.#bytes.readUInt16BE(this.#claim(2));
  i32 = (): number => this.#bytes.readInt32BE(this.#claim(4));
  slice = (length: number): Buffer => {
    const from = this.#claim(length);
    return this.#bytes.subarray(from, from + length);
  };
  rest = (): Uint8Array => new Uint8Array(this.#bytes.subarray(this.#at));
}

const scalar = (tag: number, raw: Buffer): Value["value"] => {
  const need = (length: number): void => {
    if (raw.length !== length) throw new NotIpp(`a value of kind 0x${tag.toString(16)} with ${raw.length} octets`);
  };
  if (tag === TAG.integer || tag === TAG.enum) {
    need(4);
    return raw.readInt32BE(0);
  }
  if (tag === TAG.boolean) {
    need(1);
    return raw[0] !== 0;
  }
  if (tag === TAG.rangeOfInteger) {
    need(8);
    return [raw.readInt32BE(0), raw.readInt32BE(4)];
  }
  if (tag === TAG.nameWithLanguage || tag === TAG.textWithLanguage) {
    const skip = raw.length >= 2 ? 2 + raw.readUInt16BE(0) : 0;
    if (raw.length < skip + 2) throw new NotIpp("a text without its language");
    return text.decode(raw.subarray(skip + 2));
  }
  return tag < TAG.integer ? undefined : text.decode(raw);
};

/** A collection up to its end, its members as attributes. */
const collection = (reader: Reader): readonly Attribute[] => {
  const members: { name: string; values: Value[] }[] = [];
  for (;;) {
    const tag = reader.u8();
    reader.slice(reader.u16());
    const raw = reader.slice(reader.u16());
    if (tag === TAG.endCollection) return members;
    if (tag === TAG.memberAttrName) members.push({ name: text.decode(raw), values: [] });
    else members.at(-1)?.values.push({ tag, value: tag === TAG.begCollection ? collection(reader) : scalar(tag, raw) });
  }
};

/** Reads a request. @throws NotIpp */
export const decode = (bytes: Uint8Array): Received => {
  const reader = new Reader(bytes);
  const version = [reader.u8(), reader.u8()] as const;
  const code = reader.u16();
  const requestId = reader.i32();
  const groups: { tag: number; attributes: { name: string; values: Value[] }[] }[] = [];
  for (let tag = reader.u8(); tag !== GROUP.end; tag = reader.u8()) {
    if (tag < TAG.unsupported) {
      groups.push({ tag, attributes: [] });
      continue;
    }
    const group = groups.at(-1);
    if (group === undefined) throw new NotIpp("an attribute outside of a group");
    const name = text.decode(reader.slice(reader.u16()));
    const raw = reader.slice(reader.u16());
    const value: Value = { tag, value: tag === TAG.begCollection ? collection(reader) : scalar(tag, raw) };
    if (name !== "") group.attributes.push({ name, values: [value] });
    else if (group.attributes.length === 0) throw new NotIpp("a further value of nothing");
    else group.attributes.at(-1)?.values.push(value);
  }
  return { version, code, requestId, groups, data: reader.rest() };
};

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const i32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const field = (tag: number, name: string, raw: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([tag]), u16(Buffer.byteLength(name)), Buffer.from(name), u16(raw.length), raw]);

const rawOf = ({ tag, value }: Value): Buffer => {
  if (value === undefined) return Buffer.alloc(0);
  if (typeof value === "boolean") return Buffer.from([value ? 1 : 0]);
  if (typeof value === "number") return i32(value);
  if (typeof value === "string") return Buffer.from(value);
  const [first = 0, second = 0] = value.filter((one) => typeof one === "number");
  const pair = Buffer.concat([i32(first), i32(second)]);
  return tag === TAG.resolution ? Buffer.concat([pair, Buffer.from([PER_INCH])]) : pair;
};

const valueBytes = (name: string, one: Value): readonly Buffer[] => {
  if (one.tag !== TAG.begCollection || !Array.isArray(one.value)) return [field(one.tag, name, rawOf(one))];
  const members = (one.value as readonly Attribute[]).flatMap((member) => [
    field(TAG.memberAttrName, "", Buffer.from(member.name)),
    ...member.values.flatMap((value) => valueBytes("", value)),
  ]);
  return [field(TAG.begCollection, name, Buffer.alloc(0)), ...members, field(TAG.endCollection, "", Buffer.alloc(0))];
};

/** Writes an answer. */
export const encode = ({ version, code, requestId, groups }: Message): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from(version),
      u16(code),
      i32(requestId),
      ...groups.flatMap(({ tag, attributes }) => [
        Buffer.from([tag]),
        ...attributes.flatMap(({ name, values }) => values.flatMap((value, index) => valueBytes(index === 0 ? name : "", value))),
      ]),
      Buffer.from([GROUP.end]),
    ]),
  );

const many =
  (tag: number) =>
  (name: string, ...values: readonly Value["value"][]): Attribute => ({ name, values: values.map((value) => ({ tag, value })) });
/** Attributes by kind: `make.keyword("sides-supported", "one-sided", …)`. */
export const make = {
  integer: many(TAG.integer),
  boolean: many(TAG.boolean),
  enum: many(TAG.enum),
  range: many(TAG.rangeOfInteger),
  resolution: many(TAG.resolution),
  text: many(TAG.text),
  name: many(TAG.name),
  keyword: many(TAG.keyword),
  uri: many(TAG.uri),
  charset: many(TAG.charset),
  language: many(TAG.naturalLanguage),
  mime: many(TAG.mimeMediaType),
  collection: many(TAG.begCollection),
  none: (name: string): Attribute => ({ name, values: [{ tag: TAG.noValue, value: undefined }] }),
} as const;
