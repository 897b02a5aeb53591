/**
 * Vietnamese as people type it in a hurry: without accents, in any case. Đ is a letter of its own and does not come apart in NFD.
 * Glossary: fold = bỏ dấu.
 */

/** Small letters without accents, anything but letters and digits as single blanks: "Đăng ký  khai-sinh" → "dang ky khai sinh". Pure. */
export const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
