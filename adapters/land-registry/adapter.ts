/**
 * The land registry (VBDLIS / ILIS, R-G09, domain.md §5.5): the worked case of a department's specialised software. Appraisal before the tax
 * leg, certificate after it; supplements, wrong results, callbacks behind a SecurityCode. Protocol and mapping only; see README.md.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { config, type LandRegistryConfig } from "./config.ts";
import { PATHS } from "./contract/envelope.ts";
import { hooks } from "./hooks.ts";
import { LANE } from "./names.ts";
import { reactions } from "./reactions.ts";
import {
  appraiseBody,
  returnedBody,
  sendAppraise,
  sendReturned,
  sendSupplement,
  sendWrongResult,
  supplementBody,
  wrongResultBody,
} from "./sending.ts";

/** Files go in the message and come behind links: longer than a plain call. */
const TIMEOUT_MS = 60_000;

export default defineAdapter<LandRegistryConfig>({
  id: LANE,
  title: { vi: "Hệ thống thông tin đất đai (VBDLIS/ILIS)", en: "Land registry (VBDLIS/ILIS)" },
  config,
  operations: {
    appraise: defineOperation({
      title: { vi: "Chuyển hồ sơ đất đai để thẩm định", en: "Send a land dossier for appraisal" },
      body: appraiseBody,
      resend: "safe",
      send: sendAppraise,
    }),
    issueCertificate: defineOperation({
      title: {
        vi: "Báo đã hoàn thành nghĩa vụ tài chính để cấp giấy chứng nhận",
        en: "Report the taxes as paid, for the certificate",
      },
      body: supplementBody,
      resend: "safe",
      send: sendSupplement("issueCertificate"),
    }),
    supplement: defineOperation({
      title: { vi: "Chuyển giấy tờ bổ sung", en: "Send supplementary papers" },
      body: supplementBody,
      resend: "safe",
      send: sendSupplement("supplement"),
    }),
    reportWrongResult: defineOperation({
      title: { vi: "Phản hồi hồ sơ sai kết quả", en: "Report a wrong result" },
      body: wrongResultBody,
      resend: "safe",
      send: sendWrongResult,
    }),
    reportReturned: defineOperation({
      title: { vi: "Báo đã trả kết quả cho người nộp", en: "Report the result as returned" },
      body: returnedBody,
      resend: "safe",
      send: sendReturned,
    }),
  },
  reactions,
  hooks,
  pollers: {},
  plan: { ...DEFAULT_PLAN, timeoutMs: TIMEOUT_MS },
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
});
