/**
 * Electronic receipts (biên lai điện tử, R-D02, domain.md §5.6) by VNPT's SOAP services: one for each payment. Protocol and mapping only;
 * README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { config, type ReceiptsConfig } from "./config.ts";
import { PATHS } from "./contract/receipt.ts";
import { inquireReceipt, receiptBody, sendReceipt } from "./issue.ts";
import { reactions } from "./reactions.ts";

export default defineAdapter<ReceiptsConfig>({
  id: "receipts",
  title: { vi: "Biên lai điện tử", en: "Electronic receipts" },
  config,
  operations: {
    issueReceipt: defineOperation({
      title: { vi: "Phát hành biên lai", en: "Issue a receipt" },
      body: receiptBody,
      resend: "inquire",
      send: sendReceipt,
      inquire: inquireReceipt,
    }),
  },
  reactions,
  hooks: {},
  pollers: {},
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.publish, alsoAlive: [500] }),
});
