/** ESC/POS as a printer reads it: bytes in, commands out, one after another. Written from the command reference, not from the adapter. */

export type Command =
  | { readonly op: "character"; readonly byte: number }
  | { readonly op: "feed" }
  | { readonly op: "initialise" }
  | { readonly op: "page"; readonly number: number }
  | { readonly op: "bold"; readonly on: boolean }
  | { readonly op: "align"; readonly side: number }
  | { readonly op: "size"; readonly wide: number; readonly high: number }
  | { readonly op: "feedLines"; readonly lines: number }
  | { readonly op: "feedDots"; readonly dots: number }
  | { readonly op: "picture"; readonly across: number; readonly height: number; readonly rows: Uint8Array }
  | { readonly op: "barHeight"; readonly dots: number }
  | { readonly op: "barModule"; readonly dots: number }
  | { readonly op: "barText"; readonly where: number }
  | { readonly op: "barcode"; readonly kind: number; readonly data: Uint8Array }
  | { readonly op: "symbol"; readonly family: number; readonly fn: number; readonly data: Uint8Array }
  | { readonly op: "cut"; readonly feed: number }
  | { readonly op: "speakUp"; readonly mask: number }
  | { readonly op: "sayInTurn"; readonly what: number }
  | { readonly op: "sayProcessId"; readonly id: Uint8Array }
  /** Known, and of no effect on what is printed here. */
  | { readonly op: "nothing" }
  /** Not known to this printer. */
  | { readonly op: "unknown"; readonly bytes: string };

export interface Read {
  readonly command: Command;
  readonly length: number;
}

const [ESC, FS, GS] = [0x1b, 0x1c, 0x1d];
/** All real-time commands begin with it. */
export const DLE = 0x10;
const word = (got: Uint8Array, at: number): number => (got[at] ?? 0) | ((got[at + 1] ?? 0) << 8);
const done = (length: number, command: Command): Read => ({ command, length });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

type Reader = (got: Uint8Array) => Read | undefined;

/** A command of `length` bytes in all; undefined while they have not all come. */
const fixed =
  (length: number, make: (got: Uint8Array) => Command): Reader =>
  (got) =>
    got.length < length ? undefined : done(length, make(got));
const ignored = (length: number): Reader => fixed(length, () => ({ op: "nothing" }));

const at = (got: Uint8Array, index: number): number => got[index] ?? 0;

const picture: Reader = (got) => {
  if (got.length < 8) return undefined;
  const across = word(got, 4);
  const height = word(got, 6);
  const length = 8 + across * height;
  return got.length < length ? undefined : done(length, { op: "picture", across, height, rows: got.slice(8, length) });
};

/** GS k: the older form ends with NUL (0–6), the newer one says its length (65 and up). */
const barcode: Reader = (got) => {
  if (got.length < 4) return undefined;
  const kind = at(got, 2);
  if (kind <= 6) {
    const end = got.indexOf(0, 3);
    return end < 0 ? undefined : done(end + 1, { op: "barcode", kind: kind + 65, data: got.slice(3, end) });
  }
  const length = 4 + at(got, 3);
  return got.length < length ? undefined : done(length, { op: "barcode", kind, data: got.slice(4, length) });
};

/** GS ( x pL pH …: all of this family say their length. */
const long: Reader = (got) => {
  if (got.length < 5) return undefined;
  const length = 5 + word(got, 3);
  if (got.length < length) return undefined;
  const body = got.slice(5, length);
  if (at(got, 2) === 0x6b) return done(length, { op: "symbol", family: at(body, 0), fn: at(body, 1), data: body.slice(2) });
  if (at(got, 2) === 0x48 && at(body, 0) === 48) return done(length, { op: "sayProcessId", id: body.slice(2) });
  return done(length, { op: "unknown", bytes: hex(got.subarray(0, Math.min(length, 8))) });
};

/** GS V: 0, 1, 48, 49 cut here; 65, 66 feed first. */
const cut: Reader = (got) => {
  if (got.length < 3) return undefined;
  if (at(got, 2) < 65) return done(3, { op: "cut", feed: 0 });
  return got.length < 4 ? undefined : done(4, { op: "cut", feed: at(got, 3) });
};

const AFTER_ESC: Readonly<Record<number, Reader>> = {
  64: fixed(2, () => ({ op: "initialise" })),
  116: fixed(3, (got) => ({ op: "page", number: at(got, 2) })),
  69: fixed(3, (got) => ({ op: "bold", on: (at(got, 2) & 1) === 1 })),
  97: fixed(3, (got) => ({ op: "align", side: at(got, 2) % 48 })),
  100: fixed(3, (got) => ({ op: "feedLines", lines: at(got, 2) })),
  74: fixed(3, (got) => ({ op: "feedDots", dots: at(got, 2) })),
  77: ignored(3),
  45: ignored(3),
  51: ignored(3),
  82: ignored(3),
  50: ignored(2),
};
const AFTER_GS: Readonly<Record<number, Reader>> = {
  33: fixed(3, (got) => ({ op: "size", wide: ((at(got, 2) >> 4) & 7) + 1, high: (at(got, 2) & 7) + 1 })),
  104: fixed(3, (got) => ({ op: "barHeight", dots: at(got, 2) })),
  119: fixed(3, (got) => ({ op: "barModule", dots: at(got, 2) })),
  72: fixed(3, (got) => ({ op: "barText", where: at(got, 2) % 48 })),
  97: fixed(3, (got) => ({ op: "speakUp", mask: at(got, 2) })),
  114: fixed(3, (got) => ({ op: "sayInTurn", what: at(got, 2) })),
  66: ignored(3),
  102: ignored(3),
  107: barcode,
  40: long,
  86: cut,
  118: picture,
};

/** Real-time commands did their work when they came in (realTime); in their turn they are nothing. */
const realTimeLength = (got: Uint8Array): number | undefined => {
  if (got.length < 3) return undefined;
  return at(got, 1) === 0x14 && at(got, 2) === 8 ? CLEAR.length : at(got, 1) === 0x14 ? 5 : 3;
};

const among = (readers: Readonly<Record<number, Reader>>, got: Uint8Array): Read | undefined => {
  if (got.length < 2) return undefined;
  const reader = readers[at(got, 1)];
  return reader ? reader(got) : done(2, { op: "unknown", bytes: hex(got.subarray(0, 2)) });
};

/** How many NUL stand at the front. */
const nuls = (got: Uint8Array): number => {
  const end = got.findIndex((byte) => byte !== 0);
  return end < 0 ? got.length : end;
};

/** The command at the front; undefined while it is not whole. */
export const readCommand = (got: Uint8Array): Read | undefined => {
  const [first] = got;
  if (first === undefined) return undefined;
  if (first === ESC) return among(AFTER_ESC, got);
  if (first === GS) return among(AFTER_GS, got);
  if (first === FS) return got.length < 2 ? undefined : done(2, { op: "nothing" });
  if (first === DLE) {
    const length = realTimeLength(got);
    return length === undefined || got.length < length ? undefined : done(length, { op: "nothing" });
  }
  if (first === 0x0a) return done(1, { op: "feed" });
  if (first === 0) return done(nuls(got), { op: "nothing" });
  return first < 0x20 ? done(1, { op: "nothing" }) : done(1, { op: "character", byte: first });
};

/** DLE DC4 8 with the bytes that keep it from being met by chance. */
const CLEAR = [DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8] as const;

/** Real-time commands are heard as they come in, wherever they stand — in the midst of a picture too. */
export type RealTime = { readonly what: "status"; readonly n: number } | { readonly what: "clear" };

/** The real-time command that begins at `from`, and its length. */
export const realTime = (got: Uint8Array, from: number): { readonly heard: RealTime; readonly length: number } | undefined => {
  if (got[from] !== DLE) return undefined;
  const n = got[from + 2] ?? 0;
  if (got[from + 1] === 0x04 && n >= 1 && n <= 4) return { heard: { what: "status", n }, length: 3 };
  if (CLEAR.every((byte, index) => got[from + index] === byte)) return { heard: { what: "clear" }, length: CLEAR.length };
  return undefined;
};

/** A real-time command may be cut in two by the network: so many bytes are looked at again. */
export const LONGEST_REAL_TIME = CLEAR.length;
