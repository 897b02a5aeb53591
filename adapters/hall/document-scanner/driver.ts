/**
 * A document scanner (A4, two-sided) over eSCL, also called AirScan: `escl://host:8080/eSCL`, or `escls://` for HTTPS.
 * Glossary: document scanner = máy quét tài liệu · digitise = số hóa (R-A11).
 */
import { z } from "zod";
import type { RetryPlan } from "../../../core/exchange/adapter.ts";
import type { DeviceCall, DeviceLaneConfig } from "../../../core/hall/device.ts";
import { defineOperation } from "../../kit/define.ts";
import { readAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { resolutionsInWords } from "./capabilities.ts";
import { createEscl, type ScannerConfig } from "./client.ts";
import { DEFAULT_PATH } from "./contract/escl.ts";
import { type ScanJob, scanJob } from "./job.ts";
import { scan } from "./scan.ts";
import { reportOf } from "./status.ts";
import { scanFailed } from "./troubles.ts";

const options = z.looseObject({ format: z.enum(["auto", "pdf", "jpeg"]).default("auto") });

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** `{ url, options }` → how the scanner is reached. A user and password in the address are sent as HTTP Basic. */
export const scannerConfig: z.ZodType<ScannerConfig> = z
  .object({ url: z.string(), options: options.default({ format: "auto" }) })
  .transform(({ url, options: { format } }, context): ScannerConfig => {
    const tls = /^escls:/i.test(url);
    const address = readAddress(url, tls ? "escls" : "escl", tls ? 443 : 80);
    if (address === undefined) {
      const example = "escl://192.0.2.7:8080/eSCL";
      context.addIssue({
        code: "custom",
        message: `địa chỉ máy quét viết sai, mẫu đúng: ${example} / the scanner's address is not written like ${example}`,
      });
      return z.NEVER;
    }
    const { hostname, port, username, password } = address;
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    const path = address.path.replace(/\/+$/, "");
    const authorization = username === "" ? undefined : basic(username, password);
    return {
      baseUrl: `${tls ? "https" : "http"}://${host}:${port}${path === "" ? DEFAULT_PATH : `/${path}`}`,
      headers: authorization === undefined ? {} : { authorization },
      secrets: authorization === undefined ? [] : [password, authorization.slice("Basic ".length)].filter((one) => one !== ""),
      format,
    };
  });

/** Somebody stands and waits: a scanner that is not ready is asked every few seconds for five minutes (as long as one scan may take), then he is told. */
const plan: RetryPlan = {
  timeoutMs: 300_000,
  blipRetries: 0,
  waitsMs: [2_000, 3_000, 5_000],
  maxAgeMs: 310_000,
  floorMs: 0,
  retryAfterMaxMs: 20_000,
};

const look = async ({ config, signal, now }: DeviceCall<ScannerConfig>) => {
  const escl = createEscl(config, { signal, now, wire: () => undefined, traceparent: "" });
  const status = await escl.status();
  const { model, sources } = await escl.capabilities();
  const feeder = sources.feederTwoSided ?? sources.feederOneSided ?? sources.glass;
  return reportOf(status, {
    model,
    twoSided: sources.feederTwoSided !== undefined,
    resolutions: resolutionsInWords(feeder?.resolutions ?? []),
  });
};

const operation = defineOperation<ScanJob, DeviceLaneConfig<ScannerConfig>>({
  title: { vi: "Quét giấy tờ thành một tệp PDF", en: "Scan papers into one PDF" },
  quiet: true,
  body: scanJob,
  send: scan,
  // Never sent twice: the hub stopped in the middle, nothing of the scan was kept, and the sheets lie in the tray, so a person lays them in anew.
  resend: "inquire",
  inquire: async () => {
    throw scanFailed("hall.scan-broken-off", "the hub stopped in the middle of the scan");
  },
});

export default defineDriver<ScannerConfig>({
  kind: "documentScanner",
  scheme: "escl",
  title: { vi: "Máy quét tài liệu eSCL (AirScan)", en: "Document scanner, eSCL (AirScan)" },
  config: scannerConfig,
  everyMs: 10_000,
  timeoutMs: 5_000,
  look,
  lane: {
    operations: { scan: operation },
    plan,
    limits: {
      concurrency: 1,
      breaker: { minimumCalls: 20, errorPercent: 50, windowMs: 10_000, openMs: 2_000, probes: 1 },
    },
  },
});
