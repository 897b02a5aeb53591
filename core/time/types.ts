/**
 * The time vocabulary of the whole hub. Glossary:
 * - Instant: a point in time, ISO 8601 in UTC with milliseconds ("2026-02-13T03:00:00.000Z"); two compare as strings.
 * - LocalDate: a calendar date in Việt Nam ("2026-02-13"). Việt Nam is UTC+7 all year (no daylight saving since 1975).
 */
export type Instant = string;
export type LocalDate = string;

/** Gives the present instant. Injected everywhere: the demo and the tests move it. */
export type Clock = () => Instant;
