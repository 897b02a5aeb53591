/**
 * The police (R-G05, domain.md §5.3): identity checks against the national population database (C06, SOAP), and residence filings as legs
 * of liên thông (REST; that interface is assumed). Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { config, type PoliceConfig } from "./config.ts";
import { PATHS } from "./contract/residence.ts";
import { filingBody } from "./declaration.ts";
import { checkBody, sendCheck } from "./identity.ts";
import { LANE, reactions } from "./reactions.ts";
import { cancelBody, sendCancel, sendFiling, sendSupplement, supplementBody } from "./residence.ts";
import { resultsPoller } from "./results.ts";

export default defineAdapter<PoliceConfig>({
  id: LANE,
  title: { vi: "Công an (dân cư, cư trú)", en: "Police (population, residence)" },
  config,
  operations: {
    checkIdentity: defineOperation({
      title: { vi: "Tra cứu, đối chiếu thông tin dân cư", en: "Check an identity against the population database" },
      body: checkBody,
      resend: "safe",
      send: sendCheck,
    }),
    registerResidence: defineOperation({
      title: { vi: "Đăng ký thường trú cho trẻ mới sinh", en: "Register the residence of a new-born" },
      body: filingBody,
      resend: "safe",
      send: sendFiling("registerResidence"),
    }),
    removeResidence: defineOperation({
      title: { vi: "Xóa đăng ký thường trú của người đã mất", en: "Delete the residence of a deceased person" },
      body: filingBody,
      resend: "safe",
      send: sendFiling("removeResidence"),
    }),
    supplementResidence: defineOperation({
      title: { vi: "Gửi giấy tờ bổ sung cho công an", en: "Send a supplement to the police" },
      body: supplementBody,
      resend: "safe",
      send: sendSupplement,
    }),
    cancelResidence: defineOperation({
      title: { vi: "Thu hồi hồ sơ cư trú", en: "Call a residence filing off" },
      body: cancelBody,
      resend: "safe",
      send: sendCancel,
    }),
  },
  reactions,
  hooks: {},
  pollers: { results: resultsPoller },
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.filing }),
});
