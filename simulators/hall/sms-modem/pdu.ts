/** SMS on the air as this modem packs and unpacks it (3GPP TS 23.040): SMS-SUBMIT read, SMS-DELIVER made. Written apart from the adapter's. */
import { GSM_BASIC, GSM_EXTENSION } from "../../../adapters/hall/sms-modem/contract/at.ts";

const LETTERS = [...GSM_BASIC];

/** A row of bits, lowest first: how septets lie in octets. */
const bitsOf = (octets: readonly number[]): readonly number[] =>
  octets.flatMap((octet) => Array.from({ length: 8 }, (_, bit) => (octet >> bit) & 1));
const numberOf = (bits: readonly number[]): number => bits.reduce((sum, bit, place) => sum + bit * 2 ** place, 0);

const lettersOf = (septets: readonly number[]): string => {
  const said: string[] = [];
  let escaped = false;
  for (const septet of septets) {
    if (escaped) said.push(GSM_EXTENSION[septet] ?? " ");
    else if (septet !== 0x1b) said.push(LETTERS[septet] ?? "");
    escaped = !escaped && septet === 0x1b;
  }
  return said.join("");
};

export interface Submitted {
  /** "84900000012", as dialled. */
  readonly to: string;
  readonly text: string;
  readonly alphabet: "gsm7" | "ucs2";
  readonly part?: { readonly reference: number; readonly total: number; readonly number: number };
}

/** Reads what follows the prompt; `length`: what AT+CMGS was told. Undefined for what a modem would refuse (+CMS ERROR: 304). */
export const readSubmit = (hex: string, length: number): Submitted | undefined => {
  if (!/^(?:[0-9A-F]{2})+$/i.test(hex)) return undefined;
  const octets = [...Buffer.from(hex, "hex")];
  const centre = octets.shift() ?? 0;
  octets.splice(0, centre);
  if (octets.length !== length || length > 176) return undefined;
  const next = (): number => octets.shift() ?? -1;
  const first = next();
  if ((first & 3) !== 1) return undefined;
  next();
  const digits = next();
  const international = next() === 0x91;
  const to = octets
    .splice(0, Math.ceil(digits / 2))
    .map((octet) => `${(octet & 15).toString(16)}${(octet >> 4).toString(16)}`)
    .join("")
    .slice(0, digits);
  if (!international || !/^\d{8,15}$/.test(to)) return undefined;
  next();
  const dcs = next();
  if (((first >> 3) & 3) === 2) next();
  const units = next();
  const header = (first & 0x40) === 0 ? [] : octets.slice(0, (octets[0] ?? 0) + 1);
  const [, kind, size, reference = 0, total = 0, number = 0] = header;
  if (header.length > 0 && (kind !== 0 || size !== 3 || number < 1 || number > total)) return undefined;
  const joined = header.length === 0 ? {} : { part: { reference, total, number } };
  if (dcs === 0x08) {
    if (octets.length !== units || units > 140) return undefined;
    const text = Buffer.from(octets.slice(header.length)).swap16().toString("utf16le");
    return { to, text, alphabet: "ucs2", ...joined };
  }
  if (dcs !== 0x00 || units > 160 || octets.length !== Math.ceil((units * 7) / 8)) return undefined;
  const bits = bitsOf(octets);
  const septets = Array.from({ length: units }, (_, at) => numberOf(bits.slice(at * 7, at * 7 + 7)));
  return { to, text: lettersOf(septets.slice(Math.ceil((header.length * 8) / 7))), alphabet: "gsm7", ...joined };
};

const octet = (value: number): string => value.toString(16).padStart(2, "0").toUpperCase();
const halves = (digits: string): string =>
  (digits.length % 2 === 0 ? digits : `${digits}F`).replaceAll(/(.)(.)/g, "$2$1").toUpperCase();

const fromBits = (bits: readonly number[]): string => {
  let hex = "";
  for (let at = 0; at < bits.length; at += 8) hex += octet(numberOf(bits.slice(at, at + 8)));
  return hex;
};
const septetsOf = (text: string): readonly number[] | undefined => {
  const septets: number[] = [];
  for (const letter of text) {
    const plain = LETTERS.indexOf(letter);
    const extra = Object.entries(GSM_EXTENSION).find(([, one]) => one === letter)?.[0];
    if (plain >= 0) septets.push(plain);
    else if (extra !== undefined) septets.push(0x1b, Number(extra));
    else return undefined;
  }
  return septets;
};
const bitsOfSeptets = (septets: readonly number[]): readonly number[] =>
  septets.flatMap((septet) => Array.from({ length: 7 }, (_, bit) => (septet >> bit) & 1));

/** Việt Nam, UTC+7, in quarters of an hour. */
const ZONE = 28;
const stamp = (instant: string): string => {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().replaceAll(/\D/g, "").slice(2, 14);
  return halves(`${local}${String(ZONE).padStart(2, "0")}`);
};

/** Sender's address: a number, or a name in the 7-bit alphabet. */
const sender = (from: string): string => {
  if (/^\+?\d+$/.test(from)) {
    const digits = from.replace("+", "");
    return `${octet(digits.length)}${from.startsWith("+") ? "91" : "81"}${halves(digits)}`;
  }
  const septets = septetsOf(from) ?? [];
  return `${octet(Math.ceil((septets.length * 7) / 4))}D0${fromBits(bitsOfSeptets(septets))}`;
};

/** The PDUs of an SMS that arrives: one, or the parts of a long one with a 16-bit reference, as some networks number them. */
export const makeDelivers = (from: string, text: string, at: string, reference: number): readonly string[] => {
  const plain = septetsOf(text) !== undefined;
  const room = plain ? { single: 160, part: 152 } : { single: 70, part: 66 };
  const size = (piece: string): number => (plain ? (septetsOf(piece)?.length ?? 0) : piece.length);
  const texts: string[] = [];
  if (size(text) <= room.single) texts.push(text);
  else
    for (const letter of text) {
      const last = texts.at(-1);
      if (last !== undefined && size(last + letter) <= room.part) texts[texts.length - 1] = last + letter;
      else texts.push(letter);
    }
  return texts.map((part, index) => {
    const head = texts.length === 1 ? [] : [6, 8, 4, reference >> 8, reference & 255, texts.length, index + 1];
    const header = head.map(octet).join("");
    const begin = `00${head.length === 0 ? "04" : "44"}${sender(from)}00`;
    const septets = septetsOf(part);
    if (!plain || septets === undefined) {
      const body = Buffer.from(part, "utf16le").swap16().toString("hex").toUpperCase();
      return `${begin}08${stamp(at)}${octet(head.length + body.length / 2)}${header}${body}`;
    }
    // 7 octets of header are exactly 8 septets.
    const data = head.length === 0 ? "" : header;
    return `${begin}00${stamp(at)}${octet((head.length * 8) / 7 + septets.length)}${data}${fromBits(bitsOfSeptets(septets))}`;
  });
};
