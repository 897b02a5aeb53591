/** Settings, dossiers with charges, and signed notices of the platform for the treasury's tests. Synthetic people only. */
import { createHash } from "node:crypto";
import { config } from "../../../adapters/treasury/config.ts";
import { PROOF_ORDER } from "../../../adapters/treasury/contract/platform.ts";
import { sampleAccount, sampleNotice } from "../../../adapters/treasury/contract/samples.ts";
import type { Charge, Dossier } from "../../../core/dossier/types.ts";
import { dossier } from "../fixtures.ts";

export const NOW = "2026-03-02T03:00:00.000Z";
export const SECRET: string = sampleAccount.secret;
export const settings = config.parse({ url: "http://treasury.test", ...sampleAccount });

/** Asked for at 09:00 on 2 March 2026 in Huế. */
export const charge = (more: Partial<Charge> = {}): Charge => ({
  chargeId: "le-phi",
  name: "Lệ phí đăng ký khai sinh",
  amount: 8000,
  paid: 0,
  open: true,
  kind: "charge",
  requestedAt: "2026-03-02T02:00:00.000Z",
  ...more,
});
export const REFERENCE = "dvcH57101260302000120260302090000";
export const owing = (charges: readonly Charge[] = [charge()], more: Partial<Dossier> = {}): Dossier =>
  dossier({ status: "awaitingPayment", charges, ...more });

/** Written from the specification, not with the adapter's code. */
export const proof = (values: readonly unknown[], secret = SECRET): string =>
  createHash("sha256")
    .update([...values, secret].map(String).join("|"), "utf8")
    .digest("hex");
export const noticeOf = (more: Readonly<Record<string, unknown>> = {}, secret = SECRET): Record<string, unknown> => {
  const message: Record<string, unknown> = { ...sampleNotice, ...more };
  return {
    ...message,
    MaXacThuc: proof(
      PROOF_ORDER.notice.map((name) => message[name]),
      secret,
    ),
  };
};
