/**
 * The civil-status liên thông (R-B06, R-G01, R-G09; domain.md §5.2) and its two counterparties: the Ministry of Justice's registry, which
 * registers, and the liên thông hub, where citizens file. Protocol and mapping only; README.md says how to set it up.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { type CivilStatusConfig, config } from "./config.ts";
import { PATHS } from "./contract/registry.ts";
import { hubDossiersPoller } from "./hub-dossiers.ts";
import { reactions } from "./reactions.ts";
import { registration } from "./register.ts";
import { confirmBody, reportBody, sendConfirmation, sendReport } from "./report.ts";
import { resultsPoller } from "./results.ts";

/** A push carries its files in base64. */
const TIMEOUT_MS = 30_000;

export default defineAdapter<CivilStatusConfig>({
  id: "civil-status",
  title: { vi: "Hộ tịch Bộ Tư pháp và trục liên thông", en: "Civil-status registry and liên thông hub" },
  config,
  operations: {
    registerBirth: defineOperation(registration("registerBirth", { vi: "Đăng ký khai sinh", en: "Register a birth" })),
    registerDeath: defineOperation(registration("registerDeath", { vi: "Đăng ký khai tử", en: "Register a death" })),
    registerMarriage: defineOperation(registration("registerMarriage", { vi: "Đăng ký kết hôn", en: "Register a marriage" })),
    confirmReceived: defineOperation({
      title: { vi: "Xác nhận đã nhận hồ sơ liên thông", en: "Confirm that a dossier arrived" },
      body: confirmBody,
      resend: "safe",
      send: sendConfirmation,
    }),
    reportToHub: defineOperation({
      title: { vi: "Báo trạng thái cho trục liên thông", en: "Report a state to the liên thông hub" },
      body: reportBody,
      resend: "safe",
      send: sendReport,
    }),
  },
  reactions,
  hooks: {},
  pollers: { results: resultsPoller, hubDossiers: hubDossiersPoller },
  plan: { ...DEFAULT_PLAN, timeoutMs: TIMEOUT_MS },
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
});
