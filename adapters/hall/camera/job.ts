/** What may be asked of a camera. Glossary: snapshot = ảnh chụp · occasion = sự kiện ở quầy mà ảnh gắn vào. */
import { z } from "zod";

/** The body of the operation `snapshot`. It names an event of a counter, never a person. */
export const snapshotJob = z.strictObject({
  counterId: z.string().min(1).max(40),
  ticketId: z
    .string()
    .regex(/^[A-Z]\d{3,4}$/)
    .optional(),
  /** What happens at the counter: "receive", "hand-over", "incident". */
  occasion: z.string().trim().min(1).max(60),
  /** A picture taken later than this would show something else: it is not taken any more. */
  goodUntil: z.iso.datetime({ offset: true }).optional(),
});
export type SnapshotJob = z.infer<typeof snapshotJob>;
