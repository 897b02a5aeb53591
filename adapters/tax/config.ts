/** Settings of the road to the tax side: LIENTHONG_TAX_* (README.md lists them). */
import { z } from "zod";

export const config = z
  .strictObject({
    /** Up to where /token and /thue begin: the province's LGSP. */
    url: z.url({ protocol: /^https?$/ }),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    /** The LGSP's own header, where this province's wants one (domain.md §1.1): all of them or none. */
    accessKey: z.string().min(1).optional(),
    secretKey: z.string().min(1).optional(),
    appName: z.string().min(1).default("lienthong"),
    partnerCode: z.string().min(1).optional(),
    partnerCodeCus: z.string().min(1).optional(),
    /** What the tax side's pushes carry in their body; without it nothing that claims to come from it is let in. */
    securityKey: z.string().min(16).max(200).optional(),
  })
  .superRefine((settings, context) => {
    if (settings.accessKey === undefined) return;
    for (const key of ["secretKey", "partnerCode"] as const)
      if (settings[key] === undefined) context.addIssue({ code: "custom", path: [key], message: "needed with ACCESS_KEY" });
  });
export type TaxConfig = z.infer<typeof config>;
