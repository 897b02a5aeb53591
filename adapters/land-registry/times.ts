/** The registry's two ways of writing times (domain.md §5.5): local without a zone in what we send, UTC in what it sends. */
import type { Instant } from "../../core/time/types.ts";
import { toCompactTime } from "../kit/local-time.ts";

/** "2026-03-02T09:00:00", local time of Việt Nam. */
export const toLocal = (instant: Instant): string => {
  const digits = toCompactTime(instant);
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}T${digits.slice(8, 10)}:${digits.slice(10, 12)}:${digits.slice(12)}`;
};

/** The instant of one of its times: UTC unless a zone is written; undefined where there is no such time. */
export const fromUtc = (text: string): Instant | undefined => {
  const ms = Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

/** "16:30 18/03/2026", for people. */
export const shownTime = (instant: Instant): string => {
  const digits = toCompactTime(instant);
  return `${digits.slice(8, 10)}:${digits.slice(10, 12)} ${digits.slice(6, 8)}/${digits.slice(4, 6)}/${digits.slice(0, 4)}`;
};
