/**
 * The national public-service portal (Cổng DVCQG, R-G01, domain.md §1): dossiers and their state out, online dossiers and the procedure
 * catalog in. Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { catalogPoller } from "./catalog-feed.ts";
import { config, type PortalConfig } from "./config.ts";
import { PATHS } from "./contract/envelope.ts";
import { HOOK_PATHS } from "./contract/pushed.ts";
import { reactions } from "./progress.ts";
import { dossierHook, promotionHook } from "./push.ts";
import { inquireReport, reportBody, sendReport } from "./report.ts";
import { inquireSync, sendSync, syncBody } from "./sync.ts";

/** Half of what clients in the field wait (60 s, domain.md §1.1): after it we ask whether it arrived, which they cannot. */
const READ_TIMEOUT_MS = 30_000;

export default defineAdapter<PortalConfig>({
  id: "dvc-portal",
  title: { vi: "Cổng Dịch vụ công quốc gia", en: "National public-service portal" },
  config,
  operations: {
    syncDossier: defineOperation({
      title: { vi: "Đồng bộ hồ sơ và tiến độ", en: "Synchronise a dossier and its progress" },
      body: syncBody,
      resend: "inquire",
      send: sendSync,
      inquire: inquireSync,
    }),
    reportState: defineOperation({
      title: { vi: "Báo trạng thái hồ sơ do Cổng chuyển đến", en: "Report the state of a dossier that the portal pushed in" },
      body: reportBody,
      resend: "inquire",
      send: sendReport,
      inquire: inquireReport,
    }),
  },
  reactions,
  hooks: { [HOOK_PATHS.dossier]: dossierHook, [HOOK_PATHS.promotion]: promotionHook },
  pollers: { catalog: catalogPoller },
  plan: { ...DEFAULT_PLAN, timeoutMs: READ_TIMEOUT_MS },
  limits: DEFAULT_LIMITS,
  probe: (call) =>
    anyAnswer(call, {
      baseUrl: call.config.url,
      path: PATHS.login,
      query: { dstcode: call.config.dstcode },
      alsoAlive: [422],
    }),
});
