/** What can be wrong with a camera, in the words of those who see to it, and what each failure means for a snapshot. */
import { ExchangeError, type Intent, isExchangeError } from "../../../core/exchange/errors.ts";

export const CAMERA_TROUBLES = {
  "device.offline": {
    intent: "retry",
    vi: "Camera không trả lời; kiểm tra nguồn điện và dây mạng của camera.",
    en: "The camera does not answer; check its power and network cable.",
  },
  "camera.password": {
    intent: "rejected",
    vi: "Camera không nhận tài khoản của trục; kiểm tra tên và mật khẩu trong cấu hình thiết bị.",
    en: "The camera does not take the hub's account; check user and password in the device's settings.",
  },
  "camera.no-profile": {
    intent: "rejected",
    vi: "Camera không có luồng hình nào để chụp; kiểm tra cấu hình hình ảnh của camera.",
    en: "The camera has no media profile to take a picture of; check its video settings.",
  },
  "camera.no-snapshot": {
    intent: "rejected",
    vi: "Camera không cho chụp ảnh tĩnh qua ONVIF.",
    en: "The camera offers no still picture over ONVIF.",
  },
  "camera.not-a-picture": {
    intent: "rejected",
    vi: "Camera trả về dữ liệu không phải ảnh JPEG; không lưu gì.",
    en: "What the camera delivered is no JPEG picture; nothing is stored.",
  },
  "camera.unreadable": {
    intent: "retry",
    vi: "Camera trả lời không đúng giao thức ONVIF; kiểm tra đúng loại máy và địa chỉ.",
    en: "The camera's answer is no ONVIF; check that it is the right model and address.",
  },
  "camera.too-late": {
    intent: "rejected",
    vi: "Sự kiện đã qua, ảnh chụp lúc này không còn đúng; không chụp nữa.",
    en: "The moment has passed, a picture would show something else; none is taken.",
  },
} as const satisfies Readonly<Record<string, { readonly intent: Intent; readonly vi: string; readonly en: string }>>;
export type CameraTrouble = keyof typeof CAMERA_TROUBLES;

/** The error of a trouble; `detail` is for the operator's log and holds no secret. */
export const cameraFailed = (code: CameraTrouble, detail: string, cause?: unknown): ExchangeError => {
  const { intent, vi, en } = CAMERA_TROUBLES[code];
  return new ExchangeError(intent, detail, {
    code,
    blame: code === "camera.password" ? "hub" : "partner",
    hint: { vi, en },
    ...(cause === undefined ? {} : { cause }),
  });
};

const NOT_ALLOWED = /not\s*authori[sz]ed|unauthori[sz]ed|digest authentication|\b401\b/i;
const SOCKET = /^(?:E[A-Z]+|UND_ERR_[A-Z_]+)$/;

/** What the ONVIF library's plain errors mean: it tells a fault, a broken line and nonsense apart by their words only. */
export const cameraError = (error: unknown): ExchangeError => {
  if (isExchangeError(error)) return error;
  const said = error instanceof Error ? error.message : String(error);
  const detail = said.slice(0, 300);
  if (NOT_ALLOWED.test(said)) return cameraFailed("camera.password", detail, error);
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (SOCKET.test(code) || said === "Network timeout" || said === "socket hang up")
    return cameraFailed("device.offline", detail, error);
  return cameraFailed("camera.unreadable", detail, error);
};
