/**
 * SMS as the modem takes and gives them in PDU mode (3GPP TS 23.040 §9.2): hexadecimal, what is sent (SMS-SUBMIT) and what came
 * (SMS-DELIVER). Pure. Glossary: PDU = đơn vị dữ liệu · header = phần đầu nối các đoạn · SMSC = trung tâm tin nhắn.
 */
import { type Alphabet, split } from "../../kit/sms-text.ts";
import { DCS } from "./contract/at.ts";
import { pack, septetsOf, textOfSeptets, unpack } from "./gsm7.ts";

/** "84900000012" → octets with swapped halves, "F" to an even number. */
const swapped = (digits: string): string => {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  return even.replaceAll(/(.)(.)/g, "$2$1");
};
const hex = (octet: number): string => octet.toString(16).padStart(2, "0").toUpperCase();

/** SMS-SUBMIT with a relative validity period; 0x40: the text begins with a header. */
const SUBMIT = 0x11;
const WITH_HEADER = 0x40;
/** International number, ISDN numbering plan. */
const INTERNATIONAL = 0x91;
/** 24 hours: (0xa7 − 143) × 30 min + 12 h. A notice that is a day old tells nobody anything new. */
const ONE_DAY = 0xa7;
/** Header of one part: 5 octets follow; element 0 (8-bit reference), 3 octets: reference, how many, which. */
const HEADER_SEPTETS = 7;

export interface Submit {
  /** As it follows the prompt. */
  readonly pdu: string;
  /** Octets without the SMSC's part: what AT+CMGS is told. */
  readonly length: number;
}

const userData = (
  text: string,
  alphabet: Alphabet,
  header: readonly number[],
): { readonly units: number; readonly octets: Buffer } => {
  const head = Buffer.from(header);
  if (alphabet === "ucs2") {
    const octets = Buffer.concat([head, Buffer.from(text, "utf16le").swap16()]);
    return { units: octets.length, octets };
  }
  const septets = septetsOf(text);
  if (header.length === 0) return { units: septets.length, octets: pack(septets) };
  const fill = HEADER_SEPTETS * 7 - head.length * 8;
  return { units: HEADER_SEPTETS + septets.length, octets: Buffer.concat([head, pack(septets, fill)]) };
};

/**
 * The PDUs of a text, one for each segment. The SMSC is the SIM's own.
 * @param to MSISDN, "84…".
 * @param reference 0–255, the same for all parts and every attempt, so that a telephone joins parts of two attempts.
 */
export const submitsOf = (to: string, text: string, alphabet: Alphabet, reference: number): readonly Submit[] => {
  const parts = split(text, alphabet);
  return parts.map((part, index) => {
    const header = parts.length === 1 ? [] : [5, 0, 3, reference, parts.length, index + 1];
    const { units, octets } = userData(part, alphabet, header);
    const first = SUBMIT | (header.length === 0 ? 0 : WITH_HEADER);
    const address = `${hex(to.length)}${hex(INTERNATIONAL)}${swapped(to)}`;
    const body = `${hex(first)}00${address}00${hex(DCS[alphabet])}${hex(ONE_DAY)}${hex(units)}${octets.toString("hex").toUpperCase()}`;
    return { pdu: `00${body}`, length: body.length / 2 };
  });
};

/** What came in, one part. */
export interface Delivered {
  /** Digits with a "+" where it is international; a name where the sender is one ("VIETTEL"). */
  readonly from: string;
  readonly text: string;
  readonly part?: { readonly reference: number; readonly total: number; readonly number: number };
}

/** The PDU cannot be read as SMS-DELIVER. */
export class PduError extends Error {
  override readonly name = "PduError";
}

const reader = (bytes: Uint8Array) => {
  let at = 0;
  const take = (count: number): Uint8Array => {
    if (count < 0 || at + count > bytes.length) throw new PduError("it ends too early");
    at += count;
    return bytes.subarray(at - count, at);
  };
  return { take, octet: () => take(1)[0] ?? 0 };
};

const addressOf = (read: ReturnType<typeof reader>): string => {
  const digits = read.octet();
  const kind = read.octet();
  const octets = read.take(Math.ceil(digits / 2));
  // Type of number 5: a name in the 7-bit alphabet.
  if ((kind & 0x70) === 0x50) return textOfSeptets(unpack(octets, Math.floor((digits * 4) / 7)));
  const number = [...octets]
    .map((octet) => `${octet & 0x0f}${octet >> 4}`)
    .join("")
    .slice(0, digits);
  return (kind & 0x70) === 0x10 ? `+${number}` : number;
};

/** TS 23.038 §4: which alphabet a data coding scheme means; undefined for data and for compressed text. */
const alphabetOf = (dcs: number): Alphabet | undefined => {
  const group = dcs >> 4;
  if (group < 4) {
    if ((dcs & 0x20) !== 0) return undefined;
    const coded = (dcs >> 2) & 3;
    return coded === 0 ? "gsm7" : coded === 2 ? "ucs2" : undefined;
  }
  if (group === 0xe) return "ucs2";
  if (group === 0xc || group === 0xd) return "gsm7";
  return group === 0xf && (dcs & 4) === 0 ? "gsm7" : undefined;
};

/** Elements 0 and 8 (8- and 16-bit reference) join parts; others say nothing to us. */
const partOf = (header: Uint8Array): Delivered["part"] => {
  const read = reader(header);
  for (let left = header.length; left >= 2; ) {
    const kind = read.octet();
    const body = read.take(read.octet());
    left -= 2 + body.length;
    const [a = 0, b = 0, c = 0, d = 0] = body;
    const part =
      kind === 0 && body.length === 3
        ? { reference: a, total: b, number: c }
        : kind === 8 && body.length === 4
          ? { reference: a * 256 + b, total: c, number: d }
          : undefined;
    if (part !== undefined && part.number >= 1 && part.number <= part.total) return part;
  }
  return undefined;
};

const UCS2 = new TextDecoder("utf-16be");

/** Reads an SMS-DELIVER. Undefined for what is another kind of message (a status report); throws PduError for what is none. */
export const deliverOf = (text: string): Delivered | undefined => {
  if (!/^(?:[0-9A-Fa-f]{2}){10,300}$/.test(text)) throw new PduError("no hexadecimal octets");
  const read = reader(Buffer.from(text, "hex"));
  read.take(read.octet());
  const first = read.octet();
  if ((first & 3) !== 0) return undefined;
  const from = addressOf(read);
  read.octet();
  const alphabet = alphabetOf(read.octet());
  read.take(7);
  const units = read.octet();
  if (alphabet === undefined) throw new PduError("data, or compressed text");
  const octets = read.take(alphabet === "gsm7" ? Math.ceil((units * 7) / 8) : units);
  const headed = (first & WITH_HEADER) !== 0;
  const headerOctets = headed ? (octets[0] ?? 0) + 1 : 0;
  if (headerOctets > octets.length) throw new PduError("its header is longer than itself");
  const part = headed ? partOf(octets.subarray(1, headerOctets)) : undefined;
  const said =
    alphabet === "ucs2"
      ? UCS2.decode(octets.subarray(headerOctets))
      : textOfSeptets(unpack(octets, units, 0).slice(Math.ceil((headerOctets * 8) / 7)));
  return { from, text: said, ...(part === undefined ? {} : { part }) };
};
