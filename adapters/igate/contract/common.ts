/**
 * Pieces that all of iGate's services share (domain.md §5.1): Mongo ids, names in several languages, times, pages, refusals.
 * Where iGate gives a name as one text in one view and as a list in another, both are accepted.
 */
import { z } from "zod";

export const objectId = z.string().regex(/^[0-9a-f]{24}$/);

/** `languageId` of multilingual names: 228 = Vietnamese, 46 = English. */
export const LANGUAGES = { vi: 228, en: 46 } as const;
export const localName = z.object({ languageId: z.number().int(), name: z.string(), description: z.string().nullish() });
/** One text, one entry or a list of entries; which of them differs from view to view. */
export const anyName = z.union([z.string(), localName, z.array(localName)]);
export type AnyName = z.infer<typeof anyName>;

/** ISO 8601 with milliseconds and an offset without colon: `2026-03-02T02:00:00.000+0000`, also `+0700`. */
export const igateTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}$/);

/** `spec=slice` knows no total, `spec=page` does. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    content: z.array(item),
    number: z.number().int().optional(),
    size: z.number().int().optional(),
    numberOfElements: z.number().int().optional(),
    first: z.boolean().optional(),
    last: z.boolean().optional(),
    totalElements: z.number().int().optional(),
    totalPages: z.number().int().optional(),
  });

/**
 * A refusal, HTTP 200 all the same: `errors` is one long text that names fields, a list by field, or missing (domain.md §5.1: "map validation
 * errors (one long string naming fields) back to the JSON"). Seen at /ad; that /pa speaks so too is ours.
 */
export const refusal = z.object({
  status: z.number().int(),
  title: z.string(),
  errors: z.union([z.string(), z.record(z.string(), z.array(z.string()))]).optional(),
});
export type Refusal = z.infer<typeof refusal>;
export const REFUSED_TITLE = "Có lỗi xảy ra.";

/** How many rows were changed; answer of deletes, and (ours) of the forced end. */
export const affected = z.object({ affectedRows: z.number().int().nonnegative() });
