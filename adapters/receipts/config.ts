/** Settings of the road to the receipt service: LIENTHONG_RECEIPTS_* (README.md lists them). */
import { z } from "zod";

const text = z.string().min(1).max(120);

export const config = z.strictObject({
  /** The part before /PublishService.asmx. */
  url: z.url({ protocol: /^https?$/ }),
  /** Who issues. */
  account: text,
  acPass: text,
  /** Who may call the service. */
  username: text,
  password: text,
  /** Mẫu số and ký hiệu of the registered receipts. */
  pattern: z.string().min(1).max(20),
  serial: z.string().min(1).max(20),
  /** Where a payer can see a receipt; {key} is its key. */
  viewUrl: z
    .url({ protocol: /^https?$/ })
    .max(400)
    .optional(),
});
export type ReceiptsConfig = z.infer<typeof config>;
