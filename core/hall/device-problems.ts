/** What is said about a device by the hub itself, and what citizens and officers are told about it. Vietnamese first. */
import { type RefusalRow, refusalOf } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";
import type { DeviceProblem, DeviceReport } from "./device.ts";
import type { DeviceStatus } from "./types.ts";

/** It could not be reached when it was looked at. */
export const OFFLINE: DeviceProblem = {
  code: "device.offline",
  vi: "Thiết bị không trả lời: kiểm tra nguồn điện và dây mạng.",
  en: "The device does not answer: check its power and network cable.",
};
/** Nobody has looked at it for a while: the process that drives it is not running. */
const UNWATCHED: DeviceProblem = {
  code: "device.unwatched",
  vi: "Không có máy nào đang theo dõi thiết bị này: kiểm tra tiến trình của trục liên thông.",
  en: "No process watches this device: check the hub's processes.",
};
/** On mains again soon, or not: codes of the UPS's driver. */
const ON_BATTERY = "power.battery";
/** The battery will not last: no more numbers are given out, the process may drain (options.drains). */
export const POWER_LOW = "power.low";

export const OFFLINE_REPORT: DeviceReport = { state: "failing", problems: [OFFLINE] };
export const UNWATCHED_REPORT: DeviceReport = { state: "failing", problems: [UNWATCHED] };

const ROWS = {
  "hall.no-device": [
    "caller",
    "Không có thiết bị này trong danh mục.",
    "The catalog has no such device.",
    "Xem danh sách thiết bị của sảnh.",
    "See the list of the hall's devices.",
  ],
  "hall.device-off": [
    "hub",
    "Thiết bị này chưa được cấu hình.",
    "This device is not set up.",
    "Đặt biến LIENTHONG_HALL_<mã thiết bị> rồi khởi động lại.",
    "Set LIENTHONG_HALL_<device id> and start again.",
  ],
  "hall.bad-job": [
    "caller",
    "Thiết bị này không làm được việc đó.",
    "This device cannot do that.",
    "Kiểm tra loại việc và nội dung gửi thiết bị.",
    "Check the operation and what is sent with it.",
  ],
  "hall.power-low": [
    "hub",
    "Mất điện, nguồn dự phòng sắp hết: tạm ngừng cấp số mới.",
    "Power is out and the battery is nearly empty: no new numbers for now.",
    "Chờ có điện trở lại, hoặc hỏi bàn hướng dẫn.",
    "Wait until power is back, or ask the help desk.",
  ],
} as const satisfies Readonly<Record<string, RefusalRow>>;

/** A refusal about a device. */
export const deviceRefusal = (code: keyof typeof ROWS, details?: Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(code, ROWS[code], details);

type Words = { readonly vi: string; readonly en: string };

const has = (devices: readonly DeviceStatus[], code: string): boolean =>
  devices.some(({ problems }) => problems.some((problem) => problem.code === code));
const failing = (devices: readonly DeviceStatus[], ...kinds: readonly string[]): boolean =>
  devices.some(({ device, state }) => state === "failing" && kinds.includes(device.kind));

/** Whether the hall's battery will not last. */
export const hasPowerLow = (devices: readonly DeviceStatus[]): boolean => has(devices, POWER_LOW);

/**
 * What everybody in the hall is told about its devices, most important first; empty in peace. Pure. Only what changes something for a citizen:
 * an officer sees every device's own problems.
 */
export const noticesOf = (devices: readonly DeviceStatus[]): readonly Words[] => {
  const notices: Words[] = [];
  if (hasPowerLow(devices))
    notices.push({
      vi: "Mất điện, nguồn dự phòng sắp hết: tạm ngừng cấp số mới. Hồ sơ đã nộp không bị ảnh hưởng.",
      en: "Power is out and the battery is nearly empty: no new numbers for now. Filed dossiers are safe.",
    });
  else if (has(devices, ON_BATTERY))
    notices.push({
      vi: "Mất điện lưới, đang dùng nguồn dự phòng. Quầy vẫn phục vụ.",
      en: "Mains power is out; running on battery. Counters are still open.",
    });
  if (failing(devices, "ticketMachine", "kiosk"))
    notices.push({
      vi: "Máy lấy số đang trục trặc: xin lấy số tại bàn hướng dẫn.",
      en: "A ticket machine is out of order: please get your number at the help desk.",
    });
  if (failing(devices, "receiptPrinter"))
    notices.push({
      vi: "Máy in phiếu đang trục trặc: phiếu sẽ được in sau, số thứ tự và hồ sơ vẫn có hiệu lực.",
      en: "The slip printer is out of order: slips will be printed later; your number and dossier are valid.",
    });
  return notices;
};
