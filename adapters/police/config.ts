/** Settings of the road to the police: LIENTHONG_POLICE_* (README.md lists them). */
import { z } from "zod";

export const config = z.strictObject({
  /** Up to where /dancu and /cutru begin. */
  url: z.url({ protocol: /^https?$/ }),
  user: z.string().min(1),
  secret: z.string().min(1),
  /** `url_xacthuc`: goes into the signature as it is agreed, not called (domain.md §5.3). */
  authUrl: z.string().min(1),
  /** X-Road-Client. */
  client: z.string().min(1),
  apiKey: z.string().min(1),
  /** MaDVC: which service asks, e.g. G15-TP46. */
  serviceCode: z.string().min(1).max(60),
  /** Unit of the Timestamp header: both are seen in the field (domain.md §5.3). */
  timestampUnit: z.enum(["ms", "s"]).default("ms"),
  /**
   * Asks first whether such a person exists (XacThucThongTinCongDan, which gives away nothing but yes or no), and looks the person up only
   * where the answer is no. Needs a licence for MaTichHop 003.
   */
  confirmFirst: z.stringbool().default(false),
  /** Province of addresses that name none: the statistics office's 2 digits. */
  province: z
    .string()
    .regex(/^\d{2}$/)
    .default("46"),
});
export type PoliceConfig = z.infer<typeof config>;
