/** Settings of the national-portal road: LIENTHONG_DVC_PORTAL_* (README.md lists them). */
import { z } from "zod";
import { DSTCODE } from "./contract/envelope.ts";

/** The security server's address, the account, and how the portal proves itself to us (domain.md §1.1). */
export const config = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  user: z.string().min(1),
  password: z.string().min(1),
  /** Mã định danh of the province towards the portal, e.g. 000.00.00.H57. */
  madonvi: z.string().min(3),
  dstcode: z.string().min(3).default(DSTCODE),
  /** Shared secret of the portal's signatures; without it nothing that claims to come from the portal is let in. */
  hookSecret: z.string().min(16).optional(),
  /** Where the portal can fetch files by hash; absent: files are named without a link. */
  filesUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** The portal does not say how long a session lives. */
  sessionMinutes: z.coerce.number().int().min(1).max(1440).default(20),
  /** Take the procedure catalog over from the portal; off where the province keeps its own. */
  pullCatalog: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true"),
  /** Agency and component that sale-promotion notices go to (domain.md §1.6); without the agency they are refused. */
  promotionAgency: z.string().min(3).optional(),
  promotionComponent: z.string().min(1).max(60).optional(),
});
export type PortalConfig = z.infer<typeof config>;
