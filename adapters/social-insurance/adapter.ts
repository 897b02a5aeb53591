/**
 * The social insurance (BHXH Việt Nam, gateway eGW; R-G04, domain.md §5.4): birth and death notices out, cards of children under six,
 * insurance numbers and benefits after a death asked for, results fetched. Protocol and mapping only; README.md says how to set it up.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { config, type SocialInsuranceConfig } from "./config.ts";
import { PATHS } from "./contract/gateway.ts";
import { reactions } from "./reactions.ts";
import { type LegOperation, requestBody } from "./requests.ts";
import { resultsPoller } from "./results.ts";
import {
  documentBody,
  inquireDocument,
  inquireRequest,
  inquireSupplement,
  inquireWithdrawal,
  LANE,
  sendDocument,
  sendRequest,
  sendSupplement,
  sendWithdrawal,
  supplementBody,
  withdrawalBody,
} from "./sending.ts";

/** A package of scans is built and sent within one attempt. */
const TIMEOUT_MS = 30_000;

const leg = (operation: LegOperation, vi: string, en: string) =>
  defineOperation({
    title: { vi, en },
    body: requestBody,
    resend: "inquire",
    send: sendRequest(operation),
    inquire: inquireRequest,
  });

export default defineAdapter<SocialInsuranceConfig>({
  id: LANE,
  title: { vi: "Bảo hiểm xã hội", en: "Social insurance" },
  config,
  operations: {
    issueHealthCard: leg("issueHealthCard", "Đề nghị cấp thẻ BHYT cho trẻ em dưới 6 tuổi", "Ask for a child's health card"),
    registerInsurance: leg("registerInsurance", "Đăng ký tham gia BHXH, cấp mã số", "Register for social insurance"),
    claimDeathBenefit: leg("claimDeathBenefit", "Đề nghị giải quyết mai táng phí, tử tuất", "Claim the benefit after a death"),
    sendDocument: defineOperation({
      title: { vi: "Gửi giấy chứng sinh, giấy báo tử", en: "Send a birth or death notice" },
      body: documentBody,
      resend: "inquire",
      send: sendDocument,
      inquire: inquireDocument,
    }),
    sendSupplement: defineOperation({
      title: { vi: "Gửi giấy tờ bổ sung", en: "Send papers that were asked for" },
      body: supplementBody,
      resend: "inquire",
      send: sendSupplement,
      inquire: inquireSupplement,
    }),
    cancelRequest: defineOperation({
      title: { vi: "Rút đề nghị", en: "Withdraw a request" },
      body: withdrawalBody,
      resend: "inquire",
      send: sendWithdrawal,
      inquire: inquireWithdrawal,
    }),
  },
  reactions,
  hooks: {},
  pollers: { results: resultsPoller },
  plan: { ...DEFAULT_PLAN, timeoutMs: TIMEOUT_MS },
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
});
