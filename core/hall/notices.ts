/**
 * What everybody in a hall is told when a device that concerns citizens fails: what is not there, and what to do instead; on displays, the LED
 * board, the kiosk and by the loudspeaker alike. Devices that only officers use (camera, copier, document printer) are the console's. Pure.
 * Glossary: notice = thông báo cho người dân · on battery = đang dùng điện dự phòng.
 */
import type { DeviceKind } from "../../catalogs/hall.ts";
import { hasOnBattery, hasPowerLow } from "./device-problems.ts";
import type { DeviceStatus } from "./types.ts";

export interface Notice {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
}

/** Most that a wall can say at once and still be read. */
const MOST = 3;

const isFailing = (status: DeviceStatus): boolean => status.state === "failing";

/** One rule: whether it holds for the hall's devices, and what it says. In the order of importance. */
type Rule = (devices: readonly DeviceStatus[]) => Notice | undefined;

const ofKind = (devices: readonly DeviceStatus[], kind: DeviceKind): readonly DeviceStatus[] =>
  devices.filter(({ device }) => device.kind === kind);
/** There is one that was heard of, and none of those works. A device that is switched "off" was never set up: nobody misses it. */
const allFail = (devices: readonly DeviceStatus[], kind: DeviceKind): boolean => {
  const known = ofKind(devices, kind).filter(({ state }) => state !== "off");
  return known.length > 0 && known.every(isFailing);
};

const power: Rule = (devices) => {
  if (hasPowerLow(devices))
    return {
      id: "power.low",
      vi: "Mất điện, nguồn dự phòng sắp hết: tạm ngừng cấp số mới. Số đã lấy và hồ sơ đã nộp vẫn có hiệu lực.",
      en: "Power is out and the battery is nearly empty: no new numbers for now. Numbers and dossiers stay valid.",
    };
  return hasOnBattery(devices)
    ? {
        id: "power.battery",
        vi: "Mất điện lưới, sảnh đang dùng nguồn dự phòng. Các quầy vẫn phục vụ.",
        en: "Mains power is out; the hall runs on battery. Counters are still open.",
      }
    : undefined;
};

const numbers: Rule = (devices) => {
  const machine = allFail(devices, "ticketMachine");
  const kiosk = allFail(devices, "kiosk");
  const has = (kind: DeviceKind): boolean => ofKind(devices, kind).some(({ state }) => state === "ok" || state === "warning");
  if (machine && !has("kiosk"))
    return {
      id: "numbers.desk",
      vi: "Máy lấy số tạm ngừng – xin lấy số tại bàn hướng dẫn.",
      en: "Number machine out of order – please take a number at the guidance desk.",
    };
  if (machine)
    return {
      id: "numbers.kiosk",
      vi: "Máy lấy số tạm ngừng – xin lấy số tại ki-ốt.",
      en: "Number machine out of order – please take a number at the kiosk.",
    };
  if (kiosk)
    return {
      id: "kiosk.down",
      vi: "Ki-ốt tra cứu tạm ngừng – xin hỏi bàn hướng dẫn.",
      en: "Kiosk out of order – please ask at the guidance desk.",
    };
  return undefined;
};

const slips: Rule = (devices) =>
  allFail(devices, "receiptPrinter")
    ? {
        id: "slips",
        vi: "Máy in phiếu tạm ngừng – số vẫn có giá trị, xin ghi nhớ hoặc chụp ảnh số của mình.",
        en: "Slip printer out of order – numbers stay valid; please remember or photograph yours.",
      }
    : undefined;

const calling: Rule = (devices) => {
  const speaker = allFail(devices, "loudspeaker");
  const board = allFail(devices, "led");
  if (speaker)
    return {
      id: "speaker",
      vi: "Loa gọi số tạm ngừng – xin theo dõi số trên màn hình.",
      en: "Loudspeaker out of order – please watch the screens.",
    };
  return board
    ? {
        id: "led",
        vi: "Bảng điện tử tạm ngừng – xin theo dõi số trên màn hình.",
        en: "LED board out of order – please watch the screens.",
      }
    : undefined;
};

const slower: Rule = (devices) =>
  allFail(devices, "documentScanner")
    ? {
        id: "scanner",
        vi: "Máy quét giấy tờ gặp sự cố – phục vụ có thể lâu hơn dự kiến.",
        en: "Scanner out of order – service may take longer.",
      }
    : undefined;

const afterwards: Rule = (devices) => {
  if (allFail(devices, "smsModem"))
    return { id: "sms", vi: "Tin nhắn báo kết quả có thể đến chậm.", en: "Text messages about results may be late." };
  return allFail(devices, "ivr")
    ? {
        id: "ivr",
        vi: "Tra cứu qua điện thoại tạm ngừng – xin tra cứu tại ki-ốt hoặc trên mạng.",
        en: "Telephone look-up is down – please use the kiosk or the web.",
      }
    : undefined;
};

const RULES: readonly Rule[] = [power, numbers, slips, calling, slower, afterwards];

/** What the hall tells everybody now, most important first, at most three. Pure. */
export const noticesOf = (devices: readonly DeviceStatus[]): readonly Notice[] =>
  RULES.map((rule) => rule(devices))
    .filter((notice) => notice !== undefined)
    .slice(0, MOST);
