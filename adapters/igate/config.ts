/** Settings of the road to an iGate site: LIENTHONG_IGATE_* (README.md lists them). */
import { z } from "zod";

/** "H57.132=000.00.32.H57,H57.133=…": the hub's agency ids and the site's codes, where they differ. */
const agencyCodes = z
  .string()
  .regex(/^[^=,\s]+=[^=,\s]+(?:,[^=,\s]+=[^=,\s]+)*$/, "must be written as id=code,id=code")
  .transform((text) => new Map(text.split(",").map((pair) => pair.split("=") as [string, string])));

export const config = z
  .strictObject({
    /** The services' gateway (apiigate…). */
    url: z.url({ protocol: /^https?$/ }),
    /** The SSO host (ssodvc…), where it is another one. */
    ssoUrl: z.url({ protocol: /^https?$/ }).optional(),
    clientId: z.string().min(1),
    /** With a secret the client logs in by itself; without one, with `username` and `password`. */
    clientSecret: z.string().min(1).optional(),
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    /** iGate's id of the agency above those that dossiers go to. */
    rootAgencyId: z.string().regex(/^[0-9a-f]{24}$/),
    agencyCodes: agencyCodes.default(new Map()),
    /** Shared secret of the site's own submissions; without it nothing that claims to come from it is let in. */
    hookSecret: z.string().min(16).optional(),
    /** "true": dossiers of the site for liên thông that never arrived are fetched. */
    fetchMissing: z
      .enum(["true", "false"])
      .default("false")
      .transform((text) => text === "true"),
  })
  .refine(
    ({ clientSecret, username, password }) => clientSecret !== undefined || (username !== undefined && password !== undefined),
    { path: ["clientSecret"], error: "a client secret, or a user name and a password, is needed" },
  );
export type IgateConfig = z.infer<typeof config>;
