/**
 * Receipt and bar code printer: ESC/POS on raw TCP 9100. A slip is done only when the printer has said that it came out; one that may have come
 * out before is marked as a copy. README.md: set-up, models, what it cannot do.
 */
import { createHash } from "node:crypto";
import type { Call } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { type Slip, slip } from "../../../core/hall/slip.ts";
import { defineOperation } from "../../kit/define.ts";
import { openTcp } from "../../kit/tcp.ts";
import { defineDriver } from "../define.ts";
import { reportOf } from "./answers.ts";
import { slipBytes, tidyBytes } from "./job.ts";
import { type PrinterSettings, printerSettings } from "./settings.ts";
import { askConditions, prepare, print } from "./talk.ts";

const ID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/** Four characters of the job and its attempt: the answer to an earlier attempt is not taken for this one's. */
const processIdOf = ({ messageId, attempt }: Pick<Call, "messageId" | "attempt">): string =>
  [...createHash("sha256").update(`${messageId}:${attempt}`).digest().subarray(0, 4)]
    .map((byte) => ID_LETTERS.charAt(byte % ID_LETTERS.length))
    .join("");

const stale = (): ExchangeError =>
  new ExchangeError("rejected", "the slip came too late to be of use", {
    code: "hall.slip-stale",
    blame: "hub",
    hint: {
      vi: "Phiếu không còn giá trị (đã quá giờ dùng) nên không in nữa; số thứ tự và hồ sơ vẫn còn trong hệ thống.",
      en: "The slip is past its time and is not printed any more; number and dossier are still in the system.",
    },
  });

const addressOf = ({ hostname, port }: PrinterSettings): string => `${hostname}:${port}`;

/**
 * Printers whose paper this process left at a clean edge. All others may hold half a slip, or half a command, of an attempt that broke off (by
 * whomever): what hangs there is cut off before the next slip, or both would be one piece of paper.
 */
const clean = new Set<string>();

const send = async (body: Slip, call: Call<DeviceLaneConfig<PrinterSettings>>): Promise<{ readonly reference: string }> => {
  const { settings } = call.config;
  if (body.goodUntil !== undefined && Date.parse(body.goodUntil) < Date.parse(call.now())) throw stale();
  const address = addressOf(settings);
  const id = processIdOf(call);
  const job = slipBytes(body, settings, body.copy === true || call.mayHaveArrived, id);
  const line = await openTcp(settings, call.signal);
  try {
    const tidy = clean.has(address) && !call.mayHaveArrived ? undefined : tidyBytes(settings);
    await prepare(line, settings.confirm, tidy);
    clean.delete(address);
    call.wire({ direction: "out", what: `escpos ${address}`, contentType: "application/octet-stream", bytes: job });
    await print(line, job, settings.confirm, id);
    clean.add(address);
    return { reference: id };
  } finally {
    line.close();
  }
};

export default defineDriver<PrinterSettings>({
  kind: "receiptPrinter",
  scheme: "escpos",
  title: { vi: "Máy in phiếu nhiệt, mã vạch (ESC/POS)", en: "Receipt and bar code printer (ESC/POS)" },
  config: printerSettings,
  // Many printers take one connection at a time: a look waits until a slip is out.
  timeoutMs: 8_000,
  async look({ config, signal }) {
    const line = await openTcp(config, signal);
    try {
      return reportOf(await askConditions(line), { model: config.model.name, text: config.text });
    } finally {
      line.close();
    }
  },
  lane: {
    operations: {
      print: defineOperation({
        title: { vi: "In phiếu", en: "Print a slip" },
        quiet: true,
        body: slip,
        send,
        // Sent again it says that it is a copy.
        resend: "safe",
      }),
    },
    plan: {
      // A long slip takes some seconds; more means that it hangs.
      timeoutMs: 30_000,
      blipRetries: 0,
      waitsMs: [1_000, 2_000, 5_000, 10_000, 15_000],
      // A slip of yesterday is of no use to anybody.
      maxAgeMs: 43_200_000,
      floorMs: 1_000,
      retryAfterMaxMs: 15_000,
    },
    limits: {
      concurrency: 1,
      breaker: { minimumCalls: 20, errorPercent: 50, windowMs: 10_000, openMs: 2_000, probes: 1 },
    },
  },
});
