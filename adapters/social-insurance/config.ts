/** Settings of the road to the social insurance's gateway: LIENTHONG_SOCIAL_INSURANCE_* (README.md lists them). */
import { z } from "zod";

export const config = z.strictObject({
  /** Up to where /api begins. */
  url: z.url({ protocol: /^https?$/ }),
  username: z.string().min(1).max(60),
  /** The password, or its MD5 in hex already: only the MD5 goes over the wire (domain.md §5.4). */
  password: z.string().min(1).max(200),
  /** Mã cơ sở (maCskcb) that the account belongs to. */
  facilityCode: z.string().min(1).max(10),
});
export type SocialInsuranceConfig = z.infer<typeof config>;
