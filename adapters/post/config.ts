/** Settings of the road to the post office: LIENTHONG_POST_* (README.md lists them). */
import { z } from "zod";
import { PROVINCES } from "./contract/provinces.ts";

export const config = z.strictObject({
  /** Up to where /token and /order begin; the rest of the road differs by province (domain.md §5.7a). */
  url: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  customerCode: z.string().min(1).max(60),
  /** Shared secret of the post office's submissions; without it nothing that claims to come from it is let in. */
  hookSecret: z.string().min(16).optional(),
  /** VNPost's number of the province that parcels are sent from (contract/provinces.ts). */
  senderProvince: z.coerce
    .number()
    .refine((number) => PROVINCES.some((province) => province.vnpost === number), "not one of VNPost's province numbers"),
  /** For agencies whose catalog entry has no address or telephone. */
  senderAddress: z.string().min(1).max(500),
  senderPhone: z.string().min(1).max(20),
});
export type PostConfig = z.infer<typeof config>;
