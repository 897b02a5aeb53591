/**
 * Telephone look-up (R-H, R-E02): a telephone exchange calls the hub's hook and speaks what it is answered. Protocol and mapping only; README.md says how to
 * set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import { defineDriver } from "../define.ts";
import { config, type IvrConfig } from "./config.ts";
import { HOOK_PATH } from "./contract/call.ts";
import { callHook } from "./hook.ts";
import { lookAt } from "./look.ts";

export default defineDriver<IvrConfig>({
  kind: "ivr",
  scheme: "ivr",
  title: { vi: "Tra cứu qua điện thoại", en: "Telephone look-up" },
  config,
  everyMs: 15_000,
  look: ({ config: settings, now, signal }) => lookAt(settings, now(), signal),
  lane: { operations: {}, hooks: { [HOOK_PATH]: callHook }, plan: DEFAULT_PLAN, limits: DEFAULT_LIMITS },
});
