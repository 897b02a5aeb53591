/** The GSM 7-bit alphabet packed into octets, eight letters in seven (3GPP TS 23.038 §6.1.2.1). Pure. Glossary: septet = ký tự 7 bit. */
import { GSM_BASIC, GSM_EXTENSION } from "./contract/at.ts";

const ESCAPE = 0x1b;
const basic = new Map([...GSM_BASIC].map((letter, septet) => [letter, septet]));
const extension = new Map(Object.entries(GSM_EXTENSION).map(([septet, letter]) => [letter, Number(septet)]));
const QUESTION_MARK = basic.get("?") ?? 0x3f;

/** A text as septets; what the alphabet does not have becomes "?" (kit/sms-text.ts leaves nothing of that kind). */
export const septetsOf = (text: string): readonly number[] =>
  [...text].flatMap((letter) => {
    const plain = basic.get(letter);
    if (plain !== undefined) return [plain];
    const escaped = extension.get(letter);
    return escaped === undefined ? [QUESTION_MARK] : [ESCAPE, escaped];
  });

/** The text of septets. An escape before what the extension table lacks is a blank (TS 23.038 §6.2.1.1). */
export const textOfSeptets = (septets: readonly number[]): string => {
  let text = "";
  for (let i = 0; i < septets.length; i += 1) {
    const septet = septets[i] ?? 0;
    if (septet !== ESCAPE) text += [...GSM_BASIC][septet] ?? "";
    else {
      i += 1;
      text += GSM_EXTENSION[septets[i] ?? -1] ?? " ";
    }
  }
  return text;
};

/** Packs septets behind `fill` empty bits (so that text after a header begins on a septet's bound). */
export const pack = (septets: readonly number[], fill = 0): Buffer => {
  const octets = Buffer.alloc(Math.ceil((fill + septets.length * 7) / 8));
  for (const [index, septet] of septets.entries()) {
    const bit = fill + index * 7;
    const at = bit >> 3;
    const wide = (septet & 0x7f) << (bit & 7);
    octets[at] = (octets[at] ?? 0) | (wide & 0xff);
    if (wide > 0xff) octets[at + 1] = (octets[at + 1] ?? 0) | (wide >> 8);
  }
  return octets;
};

/** Unpacks `count` septets behind `fill` bits. */
export const unpack = (octets: Uint8Array, count: number, fill = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => {
    const bit = fill + index * 7;
    const at = bit >> 3;
    return ((((octets[at + 1] ?? 0) << 8) | (octets[at] ?? 0)) >> (bit & 7)) & 0x7f;
  });
