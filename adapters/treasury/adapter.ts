/**
 * Payment platform, bank and treasury (R-G06, R-D01, R-D03, R-D04, domain.md §5.6): payments opened and followed, the statement of each day,
 * hand-over orders. Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { LANE } from "./client.ts";
import { config, type TreasuryConfig } from "./config.ts";
import { confirmHook } from "./confirm.ts";
import { HOOK_PATH, PATHS } from "./contract/platform.ts";
import { handOverBody, sendHandOver } from "./hand-over.ts";
import { inquirePayment, paymentBody, sendPayment } from "./payment.ts";
import { reactions } from "./reactions.ts";
import { reconcilePoller } from "./reconcile.ts";
import { statementPoller } from "./statement.ts";

export default defineAdapter<TreasuryConfig>({
  id: LANE,
  title: { vi: "Kho bạc, ngân hàng, nền tảng thanh toán", en: "Treasury, bank, payment platform" },
  config,
  operations: {
    initPayment: defineOperation({
      title: { vi: "Khởi tạo giao dịch nộp phí, lệ phí", en: "Open a payment" },
      body: paymentBody,
      resend: "inquire",
      send: sendPayment,
      inquire: inquirePayment,
    }),
    handOver: defineOperation({
      title: { vi: "Lệnh chuyển tiền về tài khoản đơn vị", en: "Hand-over order to a unit's account" },
      body: handOverBody,
      resend: "safe",
      send: sendHandOver,
    }),
  },
  reactions,
  hooks: { [HOOK_PATH]: confirmHook },
  pollers: { reconcile: reconcilePoller, statement: statementPoller },
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.query }),
});
