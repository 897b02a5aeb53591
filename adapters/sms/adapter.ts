/**
 * SMS (R-G08, R-E03, R-E02, R-A08; domain.md §5.8): notices out by brandname, citizens' look-ups in. Protocol and mapping only; README.md
 * says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { centreFeed } from "./centre-feed.ts";
import { config, type SmsConfig } from "./config.ts";
import { HOOK_PATHS } from "./contract/inbound.ts";
import { moHook, reportHook } from "./inbound.ts";
import { noticeBody, sendNotice } from "./notify.ts";
import { reactions } from "./reactions.ts";
import { gatewayOf } from "./telco.ts";

/** A notice that is a day old tells nobody anything new. */
const STALE_MS = 24 * 3_600_000;

export default defineAdapter<SmsConfig>({
  id: "sms",
  title: { vi: "Tin nhắn SMS", en: "SMS" },
  config,
  operations: {
    notify: defineOperation({
      title: { vi: "Gửi tin nhắn cho người nộp", en: "Notify the applicant by SMS" },
      body: noticeBody,
      // HTTP gateways refuse a second use of our number; over SMPP the citizen may read a notice twice (smpp.ts).
      resend: "safe",
      send: sendNotice,
    }),
  },
  reactions,
  hooks: { [HOOK_PATHS.mo]: moHook, [HOOK_PATHS.report]: reportHook },
  pollers: { centre: centreFeed },
  plan: { ...DEFAULT_PLAN, maxAgeMs: STALE_MS },
  limits: { ...DEFAULT_LIMITS, concurrency: 4 },
  probe: (call) => gatewayOf(call.config).greet(call),
});
