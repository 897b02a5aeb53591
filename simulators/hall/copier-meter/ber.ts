/** As much of BER (X.690) as SNMP v2c needs, both ways. Written by hand, so that the library of the hub's driver meets another hand's bytes. */

export const TAG = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** Bytes that are no message. */
export class BerError extends Error {
  override readonly name = "BerError";
}

export interface Node {
  readonly tag: number;
  readonly content: Buffer;
}

const lengthBytes = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
};
export const encode = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag]), lengthBytes(content.length), content]);
export const sequence = (tag: number, ...parts: readonly Buffer[]): Buffer => encode(tag, Buffer.concat(parts));

/** A whole number of at most 33 bits, in as few bytes as hold its sign. */
export const integer = (value: number, tag: number = TAG.integer): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (rest !== 0 && rest !== -1);
  if (rest === 0 && (bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  if (rest === -1 && (bytes[0] ?? 0) < 0x80) bytes.unshift(0xff);
  return encode(tag, Buffer.from(bytes));
};

export type Oid = readonly number[];
export const oidOf = (text: string): Oid => text.split(".").map(Number);

const base128 = (arc: number): readonly number[] => {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
};
export const oid = ([first = 0, second = 0, ...rest]: Oid): Buffer =>
  encode(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));

/** The nodes within some bytes. Throws BerError where they end in the middle of one. */
export const decode = (bytes: Buffer): readonly Node[] => {
  const nodes: Node[] = [];
  let at = 0;
  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new BerError("ends within a head");
    at += 1;
    return byte;
  };
  while (at < bytes.length) {
    const tag = next();
    let length = next();
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 3) throw new BerError("a length that no datagram has");
      length = 0;
      for (let byte = 0; byte < count; byte += 1) length = length * 256 + next();
    }
    if (at + length > bytes.length) throw new BerError("ends within a value");
    nodes.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return nodes;
};

export const integerOf = ({ tag, content }: Node): number => {
  if (tag !== TAG.integer || content.length === 0 || content.length > 5) throw new BerError("not an integer");
  return content.reduce((value, byte, index) => value * 256 + (index === 0 && byte >= 0x80 ? byte - 256 : byte), 0);
};

export const oidFrom = ({ tag, content }: Node): Oid => {
  const [first, ...rest] = content;
  if (tag !== TAG.oid || first === undefined) throw new BerError("not an object identifier");
  const arcs = [Math.min(2, Math.floor(first / 40))];
  arcs.push(first - (arcs[0] ?? 0) * 40);
  let arc = 0;
  for (const byte of rest) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  return arcs;
};
