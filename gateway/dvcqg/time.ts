/** Times as the protocol writes them: `yyyyMMddHHmmss`, local time of Việt Nam (domain.md §1.3), which is UTC+7 without daylight saving. */
import type { Instant, LocalDate } from "../../core/time/types.ts";

const ZONE = "+07:00";
const ZONE_MS = 7 * 3_600_000;
const WRITTEN = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
/** What a .NET client writes for "no date": DateTime.MinValue. No dossier is older than this. */
const FIRST_YEAR = 1900;

/** The local date and time of an instant, as digits. Fractions of a second are left out. */
export const toWritten = (instant: Instant): string =>
  new Date(Date.parse(instant) + ZONE_MS).toISOString().replaceAll(/\D/g, "").slice(0, 14);

/** The local date of an instant. */
export const dayOf = (instant: Instant): LocalDate => new Date(Date.parse(instant) + ZONE_MS).toISOString().slice(0, 10);

/**
 * Reads a written time: the instant; "absent" for a year before 1900, which no client means; "shape" where it is not fourteen digits;
 * "date" where there is no such moment (30 February, 24:00:00).
 */
export const readWritten = (text: string): { readonly at: Instant } | "absent" | "shape" | "date" => {
  const parts = WRITTEN.exec(text);
  if (parts === null) return "shape";
  const [, year, month, day, hour, minute, second] = parts;
  if (Number(year) < FIRST_YEAR) return "absent";
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${ZONE}`);
  if (Number.isNaN(parsed)) return "date";
  const at = new Date(parsed).toISOString();
  // Some dates roll over (31 April → 1 May); they do not come back the same.
  return toWritten(at) === text ? { at } : "date";
};
