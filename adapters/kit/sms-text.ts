/**
 * What a text costs on the air (domain.md §5.8): unaccented GSM-7 carries 160 characters in one segment and 153 in each of several,
 * accented UCS-2 70 and 67; the difference is the header that joins the parts. Pure.
 * Glossary: segment = đoạn tin · GSM-7 = bảng mã không dấu của GSM 03.38 · UCS-2 = bảng mã có dấu.
 */

export type Alphabet = "gsm7" | "ucs2";

/** Units of a single segment, and of each part of several. GSM-7 counts septets, UCS-2 UTF-16 units. */
const ROOM = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

/** ASCII of the GSM 03.38 basic table (the accented letters in it are not used: a text without marks needs none). */
const BASIC = /^[\n\r @$!"#%&'()*+,\-./0-9:;<=>?A-Z_a-z]$/;
/** The extension table: an escape before each, so two septets. */
const EXTENSION = /^[\f^{}\\[\]~|]$/;

/** Unlike an accent, đ is a letter of its own and does not come apart in NFD. */
const REPLACED: Readonly<Record<string, string>> = {
  đ: "d",
  Đ: "D",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "`": "'",
  "“": '"',
  "”": '"',
  "…": "...",
  "\u00a0": " ",
  "\t": " ",
  "₫": "d",
};

/** A text that GSM-7 can carry and that still reads as Vietnamese: marks off, đ → d; what has no likeness becomes "?". */
export const unaccented = (text: string): string =>
  [...text.normalize("NFD").replaceAll(/\p{Mn}/gu, "")]
    .map((letter) => REPLACED[letter] ?? (BASIC.test(letter) || EXTENSION.test(letter) ? letter : "?"))
    .join("");

/** The text as it goes out: unaccented, or NFC with its marks. */
export const written = (text: string, alphabet: Alphabet): string =>
  alphabet === "gsm7" ? unaccented(text) : text.normalize("NFC");

/** Units that one character (code point) takes: an extension character two septets, an astral one two UTF-16 units. */
const unitsOf = (letter: string, alphabet: Alphabet): number =>
  alphabet === "gsm7" ? (EXTENSION.test(letter) ? 2 : 1) : letter.length;

/** The parts in which a text goes out; "" is one empty part. No character is torn: neither an escape pair nor a surrogate pair. */
export const split = (text: string, alphabet: Alphabet): readonly string[] => {
  const letters = [...text];
  const total = letters.reduce((sum, letter) => sum + unitsOf(letter, alphabet), 0);
  if (total <= ROOM[alphabet].single) return [text];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const letter of letters) {
    const units = unitsOf(letter, alphabet);
    if (used + units > ROOM[alphabet].part) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += letter;
    used += units;
  }
  return [...parts, part];
};

/** How many segments a finished text takes. */
export const countSegments = (text: string, alphabet: Alphabet): number => split(text, alphabet).length;

/** "0900000012" or "+84900000012" → "84900000012"; undefined for what is no mobile number: a fixed line gets no SMS. */
export const msisdn = (phone: string): string | undefined => {
  const digits = phone.replaceAll(/[\s.()-]/g, "");
  const national = /^(?:0|\+?84)([35789]\d{8})$/.exec(digits);
  return national === null ? undefined : `84${national[1]}`;
};
