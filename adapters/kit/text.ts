/** Texts on their way to partners with short fields. */

const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** White space other than single blanks between words. Most texts have none, and looking is cheaper than writing them anew. */
const UNTIDY = /[^\S ]| {2}|^ | $/;

/**
 * NFC, white space as single blanks, at most `max` UTF-16 units (what partners and zod count); a longer text ends in "…".
 * Never cuts between a letter and its marks, nor within a surrogate pair.
 */
export const cut = (text: string, max: number): string => {
  const composed = text.normalize("NFC");
  const clean = UNTIDY.test(composed) ? composed.replaceAll(/\s+/g, " ").trim() : composed;
  if (clean.length <= max) return clean;
  let kept = "";
  for (const { segment } of graphemes.segment(clean)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
};

/**
 * A telephone number as the hub keeps it ("0900000012"), from "84…", "+84…", with blanks, dots or hyphens; what does not look
 * like one stays as it is, so that the check of the command refuses it by name.
 */
export const phoneOf = (text: string): string => {
  const digits = text.replaceAll(/[\s.()-]/g, "");
  const international = /^\+?84(\d{9})$/.exec(digits);
  return international === null ? digits : `0${international[1]}`;
};
