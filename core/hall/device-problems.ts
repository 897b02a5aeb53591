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
  "hall.slip-waiting": [
    "caller",
    "Phiếu đã gửi máy in và còn đang chờ in.",
    "The slip was given to the printer already and still waits.",
    "Không cần in thêm: phiếu tự ra khi máy in sẵn sàng. Kiểm tra giấy và nguồn của máy in.",
    "It comes out by itself when the printer is ready; check its paper and power.",
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

const has = (devices: readonly DeviceStatus[], code: string): boolean =>
  devices.some(({ problems }) => problems.some((problem) => problem.code === code));

/** Whether the hall's battery will not last. */
export const hasPowerLow = (devices: readonly DeviceStatus[]): boolean => has(devices, POWER_LOW);
/** Whether the hall runs on its battery. */
export const hasOnBattery = (devices: readonly DeviceStatus[]): boolean => has(devices, ON_BATTERY);
