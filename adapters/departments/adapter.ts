/**
 * Specialised software of departments and the provincial database (`departments`), and the ministries' central systems (`ministry`): one
 * exchange, two lanes with their own settings, breaker and order (R-G09, R-B06). The wire is ours (contract/); protocol and mapping only.
 */
import { type Adapter, DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { config, type ExchangeConfig } from "./config.ts";
import { PATHS } from "./contract/exchange.ts";
import { hooksOf } from "./hooks.ts";
import { phrasesOf } from "./phrases.ts";
import { reactionsOf } from "./reactions.ts";
import { resultsPoller } from "./results.ts";
import { cancelBody, resolveBody, sendings, supplementBody } from "./sending.ts";

/** Files go in the message: longer than a plain call. */
const TIMEOUT_MS = 60_000;

/** An adapter of this kind under its own id, which is its lane, its hooks' place and its settings' prefix. */
export const exchangeAdapter = (id: string, title: { readonly vi: string; readonly en: string }): Adapter<unknown> => {
  const phrases = phrasesOf(id);
  const { resolve, supplement, cancel } = sendings(id, phrases);
  return defineAdapter<ExchangeConfig>({
    id,
    title,
    config,
    operations: {
      resolve: defineOperation({
        title: { vi: "Chuyển hồ sơ để giải quyết", en: "Send a dossier to be resolved" },
        body: resolveBody,
        resend: "safe",
        send: resolve,
      }),
      supplement: defineOperation({
        title: { vi: "Chuyển giấy tờ bổ sung", en: "Send supplementary papers" },
        body: supplementBody,
        resend: "safe",
        send: supplement,
      }),
      cancel: defineOperation({
        title: { vi: "Thu hồi hồ sơ đã chuyển", en: "Call a dossier off" },
        body: cancelBody,
        resend: "safe",
        send: cancel,
      }),
    },
    reactions: reactionsOf(id),
    hooks: hooksOf(id),
    pollers: { results: resultsPoller(id, phrases) },
    plan: { ...DEFAULT_PLAN, timeoutMs: TIMEOUT_MS },
    limits: DEFAULT_LIMITS,
    probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
  });
};

export default exchangeAdapter("departments", {
  vi: "Phần mềm chuyên ngành của sở, cơ sở dữ liệu tỉnh",
  en: "Departments' specialised software",
});
export const ministry = exchangeAdapter("ministry", {
  vi: "Hệ thống xử lý tập trung của bộ",
  en: "Ministries' central systems",
});
