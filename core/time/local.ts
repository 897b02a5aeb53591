/**
 * Instants and the wall clock of Việt Nam (UTC+7 all year, no daylight saving since 1975: a fixed shift is exact and needs no time-zone table).
 * Glossary: local date = ngày · local time = giờ trên đồng hồ · day number = days since 1970-01-01, for arithmetic.
 */
import type { Instant, LocalDate } from "./types.ts";

const UTC_OFFSET_MS = 7 * 3_600_000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Milliseconds since 1970-01-01 00:00 on the wall clock of Việt Nam; NaN for text that is no Instant. */
export function wallMs(instant: Instant): number {
  return Date.parse(instant) + UTC_OFFSET_MS;
}

/** The Instant of a wall-clock reading in milliseconds (inverse of {@link wallMs}). */
export function fromWallMs(wall: number): Instant {
  return new Date(wall - UTC_OFFSET_MS).toISOString();
}

/** The calendar date in Việt Nam at an instant: `2026-02-12T17:00:00.000Z` is already `2026-02-13`. */
export function toLocalDate(instant: Instant): LocalDate {
  return dateOfDayNumber(Math.floor(wallMs(instant) / DAY_MS));
}

/** The wall-clock time in Việt Nam at an instant, `HH:MM`, seconds cut off. */
export function toLocalTime(instant: Instant): string {
  return new Date(wallMs(instant)).toISOString().slice(11, 16);
}

/**
 * The instant of a local date and time (`HH:MM`, 00:00–23:59) in Việt Nam.
 * Both must be well-formed: text from outside goes through {@link isLocalDate} and a schema first.
 */
export function fromLocal(date: LocalDate, time: string): Instant {
  return fromWallMs(dayNumber(date) * DAY_MS + minuteOfTime(time) * MINUTE_MS);
}

/** Whether the text is a date that exists, as `YYYY-MM-DD` (`2026-02-30` is not one). */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Days since 1970-01-01 of a local date; NaN for text that is no date. */
export function dayNumber(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}

/** The local date of a day number (inverse of {@link dayNumber}). */
export function dateOfDayNumber(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The date `days` calendar days after (before, if negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Minutes after midnight of `HH:MM`. */
export function minuteOfTime(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
