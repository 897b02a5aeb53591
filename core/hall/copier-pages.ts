/**
 * What a photocopier's life counter says about the pages of a time, though counters are reset, replaced with their board, or run over.
 * Pure. Glossary: reading = lần đọc công tơ · page = trang (mặt giấy đã in).
 */
import { toLocalDate } from "../time/local.ts";
import type { Instant, LocalDate } from "../time/types.ts";

export interface MeterReading {
  readonly at: Instant;
  /** Value of the life counter. */
  readonly pages: number;
}

export interface PageCount {
  /** Pages printed from the first reading to the last, as far as the counter shows: after a reset what came before the next reading is not known. */
  readonly pages: number;
  /** How often the counter began anew. */
  readonly resets: number;
  /** Per day of Việt Nam; what was printed between two readings belongs to the day of the later one. */
  readonly days: readonly { readonly day: LocalDate; readonly pages: number }[];
}

/** prtMarkerLifeCount is a Counter32 (RFC 3805): after 4,294,967,295 comes 0. */
const WRAP = 2 ** 32;
/** A step over the end of the counter is believed up to so many pages: more than any machine prints between two readings of a year. */
const MOST_OVER_THE_END = 50_000_000;

/** Pages from one counter value to the next, and whether the counter began anew between them. */
const step = (from: number, to: number): { readonly pages: number; readonly reset: boolean } => {
  if (to >= from) return { pages: to - from, reset: false };
  const over = to + WRAP - from;
  return over <= MOST_OVER_THE_END ? { pages: over, reset: false } : { pages: to, reset: true };
};

/** Pages of a series of readings, in whatever order they are given; two of one instant count as the later one in the list. */
export const pagesBetween = (readings: readonly MeterReading[]): PageCount => {
  const ordered = [...new Map(readings.map((reading) => [reading.at, reading])).values()].sort((one, other) =>
    one.at < other.at ? -1 : 1,
  );
  const days = new Map<LocalDate, number>();
  let pages = 0;
  let resets = 0;
  for (const [index, reading] of ordered.entries()) {
    const day = toLocalDate(reading.at);
    const before = ordered[index - 1];
    const done = before === undefined ? { pages: 0, reset: false } : step(before.pages, reading.pages);
    pages += done.pages;
    resets += done.reset ? 1 : 0;
    days.set(day, (days.get(day) ?? 0) + done.pages);
  }
  return { pages, resets, days: [...days].map(([day, of]) => ({ day, pages: of })) };
};
