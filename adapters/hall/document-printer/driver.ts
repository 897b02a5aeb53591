/**
 * The document printer of a hall (R-H): any office printer that speaks IPP. Protocol and mapping only; README.md says how to set it up and
 * what it cannot do.
 */
import { randomBytes } from "node:crypto";
import type { DeviceCall, DeviceReport } from "../../../core/hall/device.ts";
import { defineOperation } from "../../kit/define.ts";
import { defineDriver } from "../define.ts";
import { createAsk } from "./client.ts";
import { askPrinter, cancelBody, inquirePrint, printBody, sendCancel, sendPrint } from "./print.ts";
import { reportOf } from "./problems.ts";
import { type PrinterSettings, settings } from "./settings.ts";

/** A look belongs to no message: a trace of its own, not sampled. */
const ownTrace = (): string => `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`;

const look = async ({ config, signal, now }: DeviceCall<PrinterSettings>): Promise<DeviceReport> => {
  const ask = createAsk({ signal, now, wire: () => {}, traceparent: ownTrace() }, config);
  return reportOf(await askPrinter(ask));
};

export default defineDriver<PrinterSettings>({
  kind: "documentPrinter",
  // And ipps, over TLS: install.ts takes a scheme with an "s" for the same driver.
  scheme: "ipp",
  title: { vi: "Máy in tài liệu", en: "Document printer" },
  config: settings,
  look,
  lane: {
    operations: {
      print: defineOperation({
        title: { vi: "In tài liệu", en: "Print a document" },
        quiet: true,
        body: printBody,
        resend: "inquire",
        send: sendPrint,
        inquire: inquirePrint,
      }),
      cancel: defineOperation({
        title: { vi: "Hủy lệnh in", en: "Cancel a print job" },
        quiet: true,
        body: cancelBody,
        resend: "safe",
        send: sendCancel,
      }),
    },
    // A minute for 50 MB over a hall's network; a day, so that what was ordered on an evening without paper is out the next morning.
    plan: {
      timeoutMs: 60_000,
      blipRetries: 0,
      waitsMs: [1_000, 2_000, 5_000, 10_000, 15_000],
      maxAgeMs: 86_400_000,
      floorMs: 2_000,
      retryAfterMaxMs: 60_000,
    },
    limits: {
      concurrency: 1,
      breaker: { minimumCalls: 5, errorPercent: 50, windowMs: 10_000, openMs: 2_000, probes: 1 },
    },
    probe: async (call) => {
      await askPrinter(createAsk(call, call.config.settings));
    },
  },
});
