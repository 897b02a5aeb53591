/**
 * VNPT iGate 2 ("digo"), the one-stop software already in use (R-G02, domain.md §5.1): dossiers, progress and results both ways.
 * Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { closeBody, sendClose } from "./close.ts";
import { config, type IgateConfig } from "./config.ts";
import { HOOK_PATH } from "./contract/pushed.ts";
import { TOKEN_PATH } from "./contract/token.ts";
import { deliveryBody, inquireDelivery, sendDelivery } from "./delivery.ts";
import { dossierHook } from "./hook.ts";
import { missingPoller } from "./missing-poller.ts";
import { dossiersPoller } from "./progress-poller.ts";
import { reactions } from "./reactions.ts";
import { inquireReport, reportBody, sendReport } from "./report.ts";

export default defineAdapter<IgateConfig>({
  id: "igate",
  title: { vi: "Một cửa điện tử VNPT iGate", en: "VNPT iGate one-stop software" },
  config,
  operations: {
    deliverDossier: defineOperation({
      title: { vi: "Chuyển hồ sơ sang iGate", en: "Deliver a dossier to iGate" },
      body: deliveryBody,
      resend: "inquire",
      send: sendDelivery,
      inquire: inquireDelivery,
    }),
    reportProgress: defineOperation({
      title: { vi: "Báo tiến độ hồ sơ cho iGate", en: "Report a dossier's progress to iGate" },
      body: reportBody,
      resend: "inquire",
      send: sendReport,
      inquire: inquireReport,
    }),
    closeCase: defineOperation({
      title: { vi: "Kết thúc hồ sơ đã thu hồi tại iGate", en: "Close a case at iGate that was called off" },
      body: closeBody,
      resend: "safe",
      send: sendClose,
    }),
  },
  reactions,
  hooks: { [HOOK_PATH]: dossierHook },
  pollers: { dossiers: dossiersPoller, missing: missingPoller },
  // A delivery is a dozen calls, files among them.
  plan: { ...DEFAULT_PLAN, timeoutMs: 60_000 },
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.ssoUrl ?? call.config.url, path: TOKEN_PATH }),
});
