/** How the two counterparties write times: local time of Việt Nam, dd/MM/yyyy HH:mm:ss. Pure. */
import type { Instant, LocalDate } from "../../core/time/types.ts";
import { fromCompactTime, fromWrittenDate, toCompactTime } from "../kit/local-time.ts";

const two = (n: number): string => String(n).padStart(2, "0");

/** "02/03/2026 09:00:00" of an instant. */
export const writtenTime = (instant: Instant): string => {
  const compact = toCompactTime(instant);
  const clock = `${compact.slice(8, 10)}:${compact.slice(10, 12)}:${compact.slice(12)}`;
  return `${compact.slice(6, 8)}/${compact.slice(4, 6)}/${compact.slice(0, 4)} ${clock}`;
};

/** "02/03/2026" of an instant or of a date "2026-03-02". */
export const writtenDay = (when: Instant | LocalDate): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(when) ? when.split("-").reverse().join("/") : writtenTime(when).slice(0, 10);

/** The instant of "dd/MM/yyyy HH:mm:ss"; undefined for what is none. */
export const readTime = (text: string): Instant | undefined => {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, day, month, year, ...clock] = parts;
  return fromCompactTime(`${year}${month}${day}${clock.join("")}`);
};

/** The date of "dd/MM/yyyy", "dd.MM.yyyy" or only "yyyy"; undefined where there is no such day. */
export const readDate = (text: string): string | undefined => {
  const said = text.trim();
  return /^\d{4}$/.test(said) ? said : fromWrittenDate(said.replaceAll(".", "/"));
};

const DAY_MS = 86_400_000;
/** Supplement window where the partner names none (domain.md §5.2). */
const WINDOW_DAYS = 7;

/**
 * The end (17:00) of the seventh working day after `from`, Monday to Friday; an adapter knows no holidays, so a holiday in between is
 * not added: the office may name a later day itself.
 */
export const supplementDeadline = (from: Instant): string => {
  const stamp = toCompactTime(from);
  let day = Date.UTC(Number(stamp.slice(0, 4)), Number(stamp.slice(4, 6)) - 1, Number(stamp.slice(6, 8)));
  for (let left = WINDOW_DAYS; left > 0; ) {
    day += DAY_MS;
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  const date = new Date(day);
  return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()} 17:00:00`;
};
