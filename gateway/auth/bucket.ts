/**
 * A bucket of allowances that fills at a steady rate: how many requests may come at once, and how many in the long run. Pure.
 * Glossary: bucket = hạn mức tích lũy.
 */

/** How full a bucket was, and when (milliseconds). */
export interface Level {
  readonly left: number;
  readonly at: number;
}

/** `capacity` may be drawn at once; it fills again within `windowMs`. */
export interface Rate {
  readonly capacity: number;
  readonly windowMs: number;
}

/** Thirds of a request do not add up to one exactly: whoever waited as long as it was told gets in. */
const ROUNDING = 1e-6;

/** A full bucket. */
export const full = (rate: Rate, now: number): Level => ({ left: rate.capacity, at: now });

/**
 * Draws one. `waitMs`: 0 where it was there; else how long until it will be, and nothing was drawn. A clock that went back fills nothing,
 * and counts from there on.
 */
export const draw = (level: Level, rate: Rate, now: number): { readonly level: Level; readonly waitMs: number } => {
  const filled = (Math.max(0, now - level.at) * rate.capacity) / rate.windowMs;
  const left = Math.min(rate.capacity, level.left + filled);
  if (left >= 1 - ROUNDING) return { level: { left: Math.max(0, left - 1), at: now }, waitMs: 0 };
  return { level: { left, at: now }, waitMs: Math.ceil(((1 - left) * rate.windowMs) / rate.capacity) };
};
