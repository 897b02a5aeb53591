/** Settings of one partner of this kind: LIENTHONG_DEPARTMENTS_* and LIENTHONG_MINISTRY_* (README.md lists them). */
import { z } from "zod";

const yes = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");

export const config = z
  .strictObject({
    /** Up to where the roads of contract/exchange.ts begin. */
    url: z.url({ protocol: /^https?$/ }),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    /** Shared secret of its callbacks; without it nothing that claims to come from it is let in. */
    hookSecret: z.string().min(16).optional(),
    protocol: z.enum(["rest", "soap"]).default("rest"),
    /** It never calls back: the hub asks it. */
    pollOnly: yes,
    /** Files inside the message, or links with their hash. */
    files: z.enum(["base64", "link"]).default("base64"),
    /** Where links lead; "/<sha256>" is put behind it. */
    fileUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ files, fileUrl }) => files === "base64" || fileUrl !== undefined, {
    path: ["fileUrl"],
    error: "needed for FILES=link",
  });
export type ExchangeConfig = z.infer<typeof config>;
