/** How the telephone exchange is: it says whether its trunk is up. */
import { createHmac } from "node:crypto";
import type { DeviceReport } from "../../../core/hall/device.ts";
import type { Instant } from "../../../core/time/types.ts";
import { deviceGarbage, deviceOffline } from "../../kit/tcp.ts";
import type { IvrConfig } from "./config.ts";
import { exchangeStatus, SIGNATURE, STATUS_PATH } from "./contract/call.ts";

/** A status is some fifty bytes. */
const MOST_BYTES = 4_096;

/** Errors: device.offline where it does not answer, device.garbage where it answers something else. */
export const lookAt = async ({ baseUrl, secret }: IvrConfig, now: Instant, signal: AbortSignal): Promise<DeviceReport> => {
  const timestamp = String(Math.floor(Date.parse(now) / 1000));
  const headers = {
    [SIGNATURE.timestampHeader]: timestamp,
    [SIGNATURE.signatureHeader]: createHmac("sha256", secret).update(`${timestamp}.`).digest("hex"),
  };
  const response = await fetch(`${baseUrl}${STATUS_PATH}`, { headers, signal, redirect: "error" }).catch((cause: unknown) => {
    throw deviceOffline(baseUrl, cause);
  });
  const text = await response.text().catch((cause: unknown) => {
    throw deviceOffline(baseUrl, cause);
  });
  if (!response.ok) throw deviceGarbage(`HTTP ${response.status}`, false);
  let raw: unknown;
  try {
    raw = JSON.parse(text.slice(0, MOST_BYTES));
  } catch {
    throw deviceGarbage("no JSON", false);
  }
  const status = exchangeStatus.safeParse(raw);
  if (!status.success) throw deviceGarbage("no status", false);
  const { trunk, calls } = status.data;
  if (trunk === "up") return { state: "ok", problems: [], readings: { calls } };
  return {
    state: "failing",
    problems: [{ code: "trunk.down", vi: "Tổng đài mất đường trung kế điện thoại.", en: "The exchange has lost its trunk." }],
    readings: { calls },
  };
};
