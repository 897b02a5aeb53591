/**
 * A surveillance camera at a counter, over ONVIF: `onvif://user:password@host:80`, or `onvifs://` for HTTPS.
 * Glossary: camera = camera giám sát · snapshot = ảnh chụp · clock skew = lệch giờ.
 */
import { z } from "zod";
import type { RetryPlan } from "../../../core/exchange/adapter.ts";
import { isExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceCall, DeviceLaneConfig, DeviceProblem, DeviceReport } from "../../../core/hall/device.ts";
import { defineOperation } from "../../kit/define.ts";
import { readAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { DEVICE_PATH } from "./contract/onvif.ts";
import { type SnapshotJob, snapshotJob } from "./job.ts";
import { type CameraConfig, withCamera } from "./session.ts";
import { snapshot } from "./snapshot.ts";
import { CAMERA_TROUBLES } from "./troubles.ts";

/** A picture whose own time is wrong by more than a minute proves nothing about an event at a counter (our assumption, no source). */
const CLOCK_SKEW_MS = 60_000;
/** The ONVIF library writes the user's name into XML and hashes the password as ASCII. */
const NAME = /^[^<>&"']*$/;
const PASSWORD = /^[\x20-\x7e]*$/;

const options = z.looseObject({ profile: z.string().min(1).max(64).optional() });

/** `{ url, options }` → how the camera is reached. */
export const cameraConfig: z.ZodType<CameraConfig> = z
  .object({ url: z.string(), options: options.default({}) })
  .transform(({ url, options: { profile } }, context): CameraConfig => {
    const tls = /^onvifs:/i.test(url);
    const address = readAddress(url, tls ? "onvifs" : "onvif", tls ? 443 : 80);
    const refuse = (message: string): CameraConfig => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (address === undefined) {
      const example = "onvif://ten:matkhau@192.0.2.8:80";
      return refuse(`địa chỉ camera viết sai, mẫu đúng: ${example} / the camera's address is not written like ${example}`);
    }
    const { hostname, port, username, password, path } = address;
    if (!NAME.test(username) || !PASSWORD.test(password)) {
      return refuse(
        "tên không được có < > & \" ' và mật khẩu camera chỉ gồm ký tự ASCII / no < > & \" ' in the user's name, only ASCII in the camera's password",
      );
    }
    return {
      hostname,
      port,
      tls,
      path: path === "" ? DEVICE_PATH : `/${path}`,
      username,
      password,
      ...(profile === undefined ? {} : { profile }),
    };
  });

const problemOf = (code: keyof typeof CAMERA_TROUBLES): DeviceProblem => {
  const { vi, en } = CAMERA_TROUBLES[code];
  return { code, vi, en };
};

const look = async ({ config, signal, now }: DeviceCall<CameraConfig>): Promise<DeviceReport> => {
  try {
    return await withCamera(config, { signal, wire: () => undefined }, async (camera) => {
      const skewMs = (await camera.clock()).getTime() - Date.parse(now());
      const { manufacturer = "", model = "", firmwareVersion = "" } = await camera.information();
      const minutes = Math.round(Math.abs(skewMs) / 60_000);
      const skewed = Math.abs(skewMs) > CLOCK_SKEW_MS;
      const clock: DeviceProblem = {
        code: "camera.clock",
        vi: `Đồng hồ camera ${skewMs > 0 ? "nhanh" : "chậm"} khoảng ${minutes} phút; đặt lại giờ camera`,
        en: `The camera's clock is about ${minutes} min ${skewMs > 0 ? "fast" : "slow"}; set it right`,
      };
      return {
        state: skewed ? "warning" : "ok",
        problems: skewed ? [clock] : [],
        readings: { manufacturer, model, firmware: firmwareVersion, clockSkewSeconds: Math.round(skewMs / 1000) },
      };
    });
  } catch (error) {
    if (isExchangeError(error) && (error.code === "camera.password" || error.code === "camera.unreadable"))
      return { state: "failing", problems: [problemOf(error.code)] };
    throw error;
  }
};

/** A picture is of its moment: what half a minute could not bring is given up. */
const plan: RetryPlan = {
  timeoutMs: 10_000,
  blipRetries: 0,
  waitsMs: [1_000, 2_000, 5_000],
  maxAgeMs: 30_000,
  floorMs: 0,
  retryAfterMaxMs: 10_000,
};

export default defineDriver<CameraConfig>({
  kind: "camera",
  scheme: "onvif",
  title: { vi: "Camera giám sát ONVIF", en: "Surveillance camera, ONVIF" },
  config: cameraConfig,
  everyMs: 15_000,
  timeoutMs: 5_000,
  look,
  lane: {
    operations: {
      snapshot: defineOperation<SnapshotJob, DeviceLaneConfig<CameraConfig>>({
        title: { vi: "Chụp một ảnh ở quầy", en: "Take a picture at the counter" },
        quiet: true,
        body: snapshotJob,
        send: snapshot,
        // Looking changes nothing at the camera.
        resend: "safe",
      }),
    },
    plan,
    limits: {
      concurrency: 1,
      breaker: { minimumCalls: 20, errorPercent: 50, windowMs: 10_000, openMs: 2_000, probes: 1 },
    },
  },
});
