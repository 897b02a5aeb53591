/** What a simulator of units is told: the hub, and which devices of the hall it stands in for with their keys (lienthong hall). */
import { z } from "zod";

export const unitOptions = z.strictObject({
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  /** None: it stands idle. */
  units: z
    .array(z.object({ deviceId: z.string(), key: z.string(), kind: z.string().optional(), counter: z.string().optional() }))
    .default([]),
});
