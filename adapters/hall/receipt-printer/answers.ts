/**
 * What a printer says, and what it means: status bits of DLE EOT and of the status that it sends by itself (ASB), the answer of GS ( H, and of
 * GS r. The kinds are told apart by their fixed bits, because a printer may say any of them at any time. Pure.
 */
import type { DeviceProblem, DeviceReport } from "../../../core/hall/device.ts";

export interface Conditions {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperOut: boolean;
  readonly paperLow: boolean;
  readonly cutter: boolean;
  /** Another error, mechanical or electrical. */
  readonly error: boolean;
}

export type Message =
  /** Answer to DLE EOT. */
  | { readonly kind: "now"; readonly byte: number }
  | { readonly kind: "byItself"; readonly conditions: Conditions }
  | { readonly kind: "processId"; readonly id: string }
  /** Everything that was received was thrown away. */
  | { readonly kind: "cleared" }
  /** Answer to GS r. */
  | { readonly kind: "inTurn"; readonly byte: number }
  | { readonly kind: "other" };

const has = (byte: number | undefined, mask: number): boolean => ((byte ?? 0) & mask) !== 0;

const BLOCK = 0x37;
const TEXT_BLOCK = 0x5f;
const PROCESS_ID = 0x22;
const CLEARED = 0x25;
const FIXED = 0x93;
const NOW = 0x12;
const BY_ITSELF = 0x10;
const BY_ITSELF_LENGTH = 4;

const blockOf = (got: Buffer, end: number): Message => {
  const what = got[1];
  if (got[0] === BLOCK && what === PROCESS_ID) return { kind: "processId", id: got.toString("latin1", 2, end) };
  if (got[0] === BLOCK && what === CLEARED) return { kind: "cleared" };
  return { kind: "other" };
};

/** The four bytes of ASB. */
const byItself = (got: Buffer): Conditions => {
  const [first, second, third] = got;
  return {
    offline: has(first, 0x08),
    coverOpen: has(first, 0x20),
    cutter: has(second, 0x08),
    error: has(second, 0x64),
    paperLow: has(third, 0x03),
    paperOut: has(third, 0x0c),
  };
};

/** The message at the front of what came, and its length; undefined while it is not whole. */
export const readMessage = (got: Buffer): { readonly message: Message; readonly length: number } | undefined => {
  const [first] = got;
  if (first === undefined) return undefined;
  if (first === BLOCK || first === TEXT_BLOCK) {
    const end = got.indexOf(0);
    return end < 0 ? undefined : { message: blockOf(got, end), length: end + 1 };
  }
  if ((first & FIXED) === NOW) return { message: { kind: "now", byte: first }, length: 1 };
  if ((first & FIXED) === BY_ITSELF) {
    if (got.length < BY_ITSELF_LENGTH) return undefined;
    return { message: { kind: "byItself", conditions: byItself(got) }, length: BY_ITSELF_LENGTH };
  }
  return { message: has(first, 0x90) ? { kind: "other" } : { kind: "inTurn", byte: first }, length: 1 };
};

/** The four answers to DLE EOT 1, 2, 3, 4, in this order. */
export const conditionsOf = ([printer, offline, error, paper]: readonly number[]): Conditions => ({
  offline: has(printer, 0x08),
  coverOpen: has(offline, 0x04),
  cutter: has(error, 0x08),
  error: has(error, 0x64),
  paperLow: has(paper, 0x0c),
  paperOut: has(paper, 0x60) || has(offline, 0x20),
});

/** Why nothing can be printed now; undefined where it can. The most telling first. */
export const STOPS = {
  "cover.open": {
    code: "hall.cover-open",
    vi: "Nắp máy in phiếu đang mở: đóng nắp, máy tự in tiếp.",
    en: "The slip printer's cover is open: close it; printing goes on by itself.",
  },
  "paper.out": {
    code: "hall.paper-out",
    vi: "Máy in phiếu hết giấy: thay cuộn giấy, máy tự in tiếp.",
    en: "The slip printer is out of paper: put in a new roll; printing goes on by itself.",
  },
  "cutter.error": {
    code: "hall.cutter-error",
    vi: "Dao cắt của máy in phiếu bị kẹt: mở nắp, gỡ giấy kẹt, tắt rồi bật máy.",
    en: "The slip printer's cutter is stuck: open the cover, clear the paper, switch it off and on.",
  },
  "paper.jam": {
    code: "hall.printer-error",
    vi: "Máy in phiếu báo lỗi cơ hoặc kẹt giấy: mở nắp, gỡ giấy kẹt, tắt rồi bật máy.",
    en: "The slip printer reports a mechanical error or a jam: open the cover, clear the paper, switch it off and on.",
  },
  "printer.offline": {
    code: "hall.printer-offline",
    vi: "Máy in phiếu đang tạm ngừng: kiểm tra nút nạp giấy và đèn báo trên máy.",
    en: "The slip printer is offline: check its feed button and its lamps.",
  },
} as const;
export type Stop = keyof typeof STOPS;

export const stopOf = (conditions: Conditions): Stop | undefined => {
  if (conditions.coverOpen) return "cover.open";
  if (conditions.paperOut) return "paper.out";
  if (conditions.cutter) return "cutter.error";
  if (conditions.error) return "paper.jam";
  return conditions.offline ? "printer.offline" : undefined;
};

const PAPER_LOW: DeviceProblem = {
  code: "paper.low",
  vi: "Cuộn giấy in phiếu sắp hết: chuẩn bị cuộn mới.",
  en: "The slip printer's roll is nearly used up: have a new one ready.",
};

/** All that is wrong, for the officer who sees to it. */
export const reportOf = (conditions: Conditions, readings: DeviceReport["readings"]): DeviceReport => {
  const { coverOpen, paperOut, cutter, error, offline, paperLow } = conditions;
  const stops: readonly Stop[] = [
    ...(coverOpen ? (["cover.open"] as const) : []),
    ...(paperOut ? (["paper.out"] as const) : []),
    ...(cutter ? (["cutter.error"] as const) : []),
    ...(error ? (["paper.jam"] as const) : []),
    ...(offline && !coverOpen && !paperOut && !cutter && !error ? (["printer.offline"] as const) : []),
  ];
  const problems = stops.map((code) => ({ code, vi: STOPS[code].vi, en: STOPS[code].en }));
  const low = paperLow && !paperOut ? [PAPER_LOW] : [];
  return {
    state: stops.length > 0 ? "failing" : low.length > 0 ? "warning" : "ok",
    problems: [...problems, ...low],
    ...(readings === undefined ? {} : { readings }),
  };
};
