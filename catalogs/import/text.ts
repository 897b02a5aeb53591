/** Cleaning the portal's text. Nothing is added: only spaces, invisible marks and the Unicode form change. */

/** Characters that the portal carries along and nobody sees: directional marks, zero-width spaces, BOM, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is taken out
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;

/** NFC, no invisible characters, single spaces, trimmed. 809 of the 5,652 records are not in NFC. */
export function clean(text: string): string {
  return text.normalize("NFC").replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
}

/** At most `max` characters, with "…" where it was cut; never half a surrogate pair. */
export function excerpt(text: string, max = 120): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

/** The notes of a channel row without the portal's "Mô tả:" label, as one text. */
export function joinNotes(notes: readonly string[]): string {
  return clean(notes.join(" ")).replace(/^Mô tả:[\s\-–]*/, "");
}

/** Order by code points: the same on every machine, whatever its locale. For sorting, not for showing to people. */
export function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
