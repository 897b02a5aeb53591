/**
 * GSM modem of the hall (R-H, R-E02): AT commands over TCP (3GPP TS 27.005, 27.007). Sends SMS, takes citizens' queries in and answers them.
 * Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { defineOperation } from "../../kit/define.ts";
import { defineDriver } from "../define.ts";
import { config, type ModemConfig } from "./config.ts";
import { inbox } from "./inbox.ts";
import { lookAt } from "./look.ts";
import { type SmsBody, sendSms, smsBody } from "./send.ts";

/** A notice that is a day old tells nobody anything new. */
const STALE_MS = 24 * 3_600_000;
/** The network may take 60 s for one message (TS 27.005 names no bound; modem manuals say so), and a long one has five parts. */
const SENDING_MS = 90_000;

export default defineDriver<ModemConfig>({
  kind: "smsModem",
  scheme: "at",
  title: { vi: "Modem SMS", en: "SMS modem" },
  config,
  everyMs: 10_000,
  // A look waits behind a message that is being sent.
  timeoutMs: 30_000,
  look: ({ config: settings, signal }) => lookAt(settings, signal),
  lane: {
    operations: {
      send: defineOperation<SmsBody, DeviceLaneConfig<ModemConfig>>({
        title: { vi: "Gửi tin nhắn SMS", en: "Send an SMS" },
        body: smsBody,
        quiet: true,
        // A modem cannot be asked what became of a message: read twice is better than never (send.ts).
        resend: "safe",
        send: sendSms,
      }),
    },
    streams: { inbox },
    plan: {
      ...DEFAULT_PLAN,
      timeoutMs: SENDING_MS,
      waitsMs: [1_000, 2_000, 5_000, 10_000, 15_000],
      floorMs: 1_000,
      maxAgeMs: STALE_MS,
    },
    limits: { ...DEFAULT_LIMITS, concurrency: 1, breaker: { ...DEFAULT_LIMITS.breaker, openMs: 2_000, probes: 1 } },
  },
});
