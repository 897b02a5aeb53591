/** Settings of the road to payment platform, bank and treasury: LIENTHONG_TREASURY_* (README.md lists them). */
import { z } from "zod";

export const config = z.strictObject({
  /** Up to where /init, /query, /statement and /hand-over begin. */
  url: z.url({ protocol: /^https?$/ }),
  /** MaDoiTac, given by the platform. */
  partnerCode: z.string().regex(/^[\w.-]{1,50}$/),
  /** Shared secret: last value of every MaXacThuc, in both directions. */
  secret: z.string().min(16),
  /** Bearer token, where the platform stands behind a gateway that wants one. */
  accessToken: z.string().min(1).optional(),
  /** Address of the hub as the platform knows it (`Ip`). */
  ip: z.ipv4().default("127.0.0.1"),
  /** The collecting account: for units without an account of their own, for taxes, and the source of hand-over orders. */
  accountNumber: z.string().regex(/^[0-9A-Z]{4,19}$/),
  /** BIN of its bank, six digits. */
  accountBin: z.string().regex(/^\d{6}$/),
  accountBank: z.string().min(1).max(200),
  accountHolder: z.string().min(1).max(200),
  /** Name of the State Treasury office that taxes are paid to (`KhoBac`). */
  treasuryName: z.string().max(250).default(""),
});
export type TreasuryConfig = z.infer<typeof config>;

/** Where money goes to. */
export const account = z.strictObject({
  number: z.string().min(1),
  bin: z.string().regex(/^\d{6}$/),
  bank: z.string(),
  holder: z.string().min(1),
});
export type Account = z.infer<typeof account>;

/** The collecting account of the configuration. */
export const collectingAccount = (settings: TreasuryConfig): Account => ({
  number: settings.accountNumber,
  bin: settings.accountBin,
  bank: settings.accountBank,
  holder: settings.accountHolder,
});
