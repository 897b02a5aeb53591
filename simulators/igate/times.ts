/** iGate writes times with milliseconds and an offset without colon, some fields in UTC, some in local time (domain.md §5.1). */

const VIETNAM_MS = 7 * 3_600_000;

/** "2026-03-02T02:00:00.000+0000" */
export const inUtc = (ms: number): string => new Date(ms).toISOString().replace("Z", "+0000");
/** "2026-03-02T09:00:00.000+0700" */
export const inVietnam = (ms: number): string => new Date(ms + VIETNAM_MS).toISOString().replace("Z", "+0700");
