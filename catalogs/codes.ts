/** Procedure codes as partners write them. Glossary: mã thủ tục hành chính (MaTTHC). */

const NATIONAL = /^\d\.\d{6}$/;
/** A province appends the agency, dotted: "1.001193.000.00.00.H56", "2.002621.H56" (domain.md §2). */
const WITH_SUFFIX = /^(\d\.\d{6})\.(?:\d{2,3}\.){0,3}[A-Z]\d{2}(?:\.\d{2,3}){0,3}$/;

/** The national code of a procedure; a text that is neither national nor national + agency comes back unchanged. */
export function stripLocalSuffix(code: string): string {
  const text = code.trim();
  return WITH_SUFFIX.exec(text)?.[1] ?? text;
}

/** Whether a text is a national procedure code, e.g. "1.001193". */
export function isNationalCode(code: string): boolean {
  return NATIONAL.test(code);
}
