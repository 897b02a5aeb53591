/** How time is counted: shared by procedures and by the legs of routes. */
import { z } from "zod";

const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);

/**
 * How a procedure's time to resolve is counted (domain.md §6).
 * `unstated`: the source gives no usable figure; the officer must then name the due time at receipt.
 */
export const timeRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("workingDays"), days: z.int().min(1).max(400) }),
  z.strictObject({ kind: z.literal("calendarDays"), days: z.int().min(1).max(800) }),
  z.strictObject({ kind: z.literal("calendarDaysWithoutHolidays"), days: z.int().min(1).max(800) }),
  z.strictObject({ kind: z.literal("hours"), hours: z.int().min(1).max(400) }),
  /** `noon`: R-B03 (before 11:00 → 16:30; afternoon → 11:00 next working morning). `threePm`: after 15:00 → next working day. */
  z.strictObject({ kind: z.literal("sameDay"), rule: z.enum(["noon", "threePm"]) }),
  z.strictObject({ kind: z.literal("unstated"), prose: text(2000).optional() }),
]);
export type TimeRule = z.infer<typeof timeRule>;
