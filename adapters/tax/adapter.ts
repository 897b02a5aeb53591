/**
 * The tax office (R-G03, domain.md §5.5): slips for land and registrations of household businesses out, notices, returned slips and tax codes
 * in, proofs of payment out. Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { returnedHook, taxCodeHook } from "./answers.ts";
import { config, type TaxConfig } from "./config.ts";
import { PATHS } from "./contract/access.ts";
import { HOOK_PATHS } from "./contract/notice.ts";
import { noticeHook } from "./notices.ts";
import { inquireProof, proofBody, sendProof, sendWithdrawal, withdrawalBody } from "./proof.ts";
import { LANE, reactions } from "./reactions.ts";
import { inquireRegistration, registrationBody, sendRegistration } from "./registration.ts";
import { inquireSlip, sendSlip, slipBody } from "./slip.ts";

export default defineAdapter<TaxConfig>({
  id: LANE,
  title: { vi: "Cơ quan thuế", en: "Tax office" },
  config,
  operations: {
    determineTax: defineOperation({
      title: { vi: "Chuyển thông tin xác định nghĩa vụ tài chính về đất", en: "Slip for what is owed for land" },
      body: slipBody,
      resend: "inquire",
      send: sendSlip,
      inquire: inquireSlip,
    }),
    issueTaxCode: defineOperation({
      title: { vi: "Đăng ký thuế hộ kinh doanh", en: "Register a household business for its tax code" },
      body: registrationBody,
      resend: "inquire",
      send: sendRegistration,
      inquire: inquireRegistration,
    }),
    sendPaymentProof: defineOperation({
      title: { vi: "Chuyển chứng từ nộp thuế", en: "Send the proof that a tax was paid" },
      body: proofBody,
      resend: "inquire",
      send: sendProof,
      inquire: inquireProof,
    }),
    withdrawSlip: defineOperation({
      title: { vi: "Thu hồi phiếu đã gửi cơ quan thuế", en: "Call a slip or a registration off" },
      body: withdrawalBody,
      // A slip that is withdrawn twice is withdrawn.
      resend: "safe",
      send: sendWithdrawal,
    }),
  },
  reactions,
  hooks: { [HOOK_PATHS.notice]: noticeHook, [HOOK_PATHS.returned]: returnedHook, [HOOK_PATHS.taxCode]: taxCodeHook },
  pollers: {},
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
});
