/** Partners write local time of Việt Nam (UTC+7, no daylight saving) in their own ways; the hub keeps instants. */
import type { Instant, LocalDate } from "../../core/time/types.ts";

const OFFSET_MS = 7 * 3_600_000;

/** `yyyyMMddHHmmss`, local time, as the national portal writes it (domain.md §1.3). Fractions of a second are cut off. */
export const toCompactTime = (instant: Instant): string => {
  const iso = new Date(Date.parse(instant) + OFFSET_MS).toISOString();
  return iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10) + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19);
};

/** "16:30 02/03/2026", Việt Nam: as citizens read it. */
export const writtenMoment = (instant: Instant): string => {
  const stamp = toCompactTime(instant);
  return `${stamp.slice(8, 10)}:${stamp.slice(10, 12)} ${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)}`;
};

/** The instant of a `yyyyMMddHHmmss`; undefined for what is none, also for 30 February or 24:00:00. */
export const fromCompactTime = (text: string): Instant | undefined => {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET_MS).toISOString();
  return toCompactTime(instant) === text ? instant : undefined;
};

/** The date of a `yyyyMMdd` or `dd/MM/yyyy`; undefined where there is no such day. */
export const fromWrittenDate = (text: string): LocalDate | undefined => {
  const slashed = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  const compact = slashed === null ? text : `${slashed[3]}${slashed[2]}${slashed[1]}`;
  if (!/^\d{8}$/.test(compact) || fromCompactTime(`${compact}000000`) === undefined) return undefined;
  return `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6)}`;
};
