/**
 * Characters of a printer's code pages, from the standards: TCVN 5712:1993 (VN3) in its two printer pages, windows-1258 by the runtime, cp437.
 * Whether a printer sets a windows-1258 tone above its letter is the printer's own affair: here it does, unless told otherwise.
 */

/** From A1h on; "." where there is no character. The capitals' page holds the capitals of the same places. */
const VN3 = ".......ăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ.";
/** The capitals' page has three letters at the places of VN3's own capitals, and not where their small ones are. */
const CAPITALS_APART: Readonly<Record<number, string>> = { 161: "Ă", 162: "Â", 167: "Đ" };
const NOT_IN_CAPITALS = new Set([0xa8, 0xa9, 0xae]);
const FIRST = 0xa1;
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

type Page = (byte: number) => string | undefined;

const small: Page = (byte) => {
  const letter = VN3.charAt(byte - FIRST);
  return letter === "" || letter === "." ? undefined : letter;
};
const capitals: Page = (byte) => {
  const apart = CAPITALS_APART[byte];
  if (apart !== undefined) return apart;
  return NOT_IN_CAPITALS.has(byte) ? undefined : small(byte)?.toLocaleUpperCase("vi-VN");
};
const viet1258 = new TextDecoder("windows-1258");
const windows1258: Page = (byte) => viet1258.decode(Uint8Array.of(byte));
const cp437: Page = (byte) => CP437.charAt(byte - 0x80) || undefined;

/** Code pages by number (ESC t) of the firmwares that a hall meets. A number that is not here prints "?". */
export const FIRMWARES = {
  epson: { pages: { 0: cp437, 30: small, 31: capitals, 52: windows1258 }, processId: true },
  citizen: { pages: { 0: cp437, 30: small, 31: capitals, 32: windows1258 }, processId: false },
  bixolon: { pages: { 0: cp437, 41: windows1258, 49: small, 50: capitals }, processId: false },
  pos5890: { pages: { 0: cp437, 27: windows1258 }, processId: false },
  xprinter: { pages: { 0: cp437 }, processId: false },
} as const satisfies Readonly<Record<string, { pages: Readonly<Record<number, Page>>; processId: boolean }>>;
export type Firmware = keyof typeof FIRMWARES;
export const FIRMWARE_NAMES = Object.keys(FIRMWARES) as [Firmware, ...Firmware[]];

/** The character of a byte in a page: "?" as printers show what they have not. */
export const characterOf = (firmware: Firmware, page: number, byte: number): string => {
  if (byte < 0x80) return String.fromCharCode(byte);
  const pages: Readonly<Record<number, Page>> = FIRMWARES[firmware].pages;
  return pages[page]?.(byte) ?? "?";
};

/** Set above or under the letter before it, it takes no place of its own. */
export const isTone = (character: string): boolean => /^[\u0300\u0301\u0303\u0309\u0323]$/.test(character);
