/** How refusals are written down in tables, here and elsewhere in the core, and made into values. */
import type { Refusal } from "../types.ts";

/** What was not done (vi, en), and what to do about it (vi, en). */
export type RefusalTexts = readonly [vi: string, en: string, hintVi: string, hintEn: string];
/** The same with whose fault it is. */
export type RefusalRow = readonly [blame: Refusal["blame"], ...texts: RefusalTexts];

type Details = Readonly<Record<string, unknown>>;

/** The refusal of a row. `details` holds facts a program can use (never personal data): ids, dates, lists. */
export const refusalOf = (code: string, [blame, vi, en, hintVi, hintEn]: RefusalRow, details?: Details): Refusal => ({
  code,
  blame,
  vi,
  en,
  hint: { vi: hintVi, en: hintEn },
  ...(details === undefined ? {} : { details }),
});

/** The refusal of a row in a table where everything is the caller's to mend. */
export const callersRefusal = (code: string, texts: RefusalTexts, details?: Details): Refusal =>
  refusalOf(code, ["caller", ...texts], details);
