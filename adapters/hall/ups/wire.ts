/** Lines of the NUT protocol and what they mean. Pure. */
import type { DeviceProblem, DeviceReport } from "../../../core/hall/device.ts";
import { BATTERY_LOW, ERROR, ON_BATTERY, type StatusWord, VARIABLE } from "./contract/nut.ts";

/** A value as the protocol quotes it: a quotation mark and a backslash get a backslash before them. */
export const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;

/** Words of a line; what stands in quotes is one. Undefined where a quote is not closed. */
export const wordsOf = (line: string): readonly string[] | undefined => {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== "") {
    const found = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?:\s+|$)/.exec(rest);
    if (found === null) return undefined;
    words.push(found[2] ?? (found[1] ?? "").replaceAll(/\\(.)/g, "$1"));
    rest = rest.slice(found[0].length);
  }
  return words;
};

/** Length of the first line within what came, with its LF; undefined while it is not whole. */
export const wholeLine = (got: Buffer): number | undefined => {
  const end = got.indexOf(0x0a);
  return end < 0 ? undefined : end + 1;
};

/** Length of an answer to LIST: up to its END line, or one line of error. */
export const wholeList = (got: Buffer): number | undefined => {
  const text = got.toString("latin1");
  if (!text.startsWith("BEGIN LIST")) return wholeLine(got);
  const end = /^END LIST[^\n]*\n/m.exec(text);
  return end === null ? undefined : end.index + end[0].length;
};

/** The error's name in "ERR DATA-STALE"; undefined for another line. */
export const errorOf = (answer: string): string | undefined => /^ERR ([A-Z-]+)/.exec(answer)?.[1];

/** Names in an answer to LIST UPS. */
export const upsNames = (answer: string): readonly string[] =>
  answer.split("\n").flatMap((line) => {
    const [kind, name] = wordsOf(line) ?? [];
    return kind === "UPS" && name !== undefined ? [name] : [];
  });

/** Variables in an answer to LIST VAR; lines that are none are left out. */
export const variablesOf = (answer: string): ReadonlyMap<string, string> =>
  new Map(
    answer.split("\n").flatMap((line) => {
      const [kind, , name, value] = wordsOf(line) ?? [];
      return kind === "VAR" && name !== undefined && value !== undefined ? [[name, value] as const] : [];
    }),
  );

const PROBLEMS = {
  low: {
    code: BATTERY_LOW,
    vi: "Bộ lưu điện sắp hết ắc quy: máy sẽ tắt trong ít phút nữa.",
    en: "The UPS's battery is nearly empty: machines go off within minutes.",
  },
  battery: {
    code: ON_BATTERY,
    vi: "Mất điện lưới, đang chạy bằng ắc quy của bộ lưu điện.",
    en: "Mains power is out; running on the UPS's battery.",
  },
  off: {
    code: "power.off",
    vi: "Bộ lưu điện không cấp điện ra: kiểm tra công tắc của bộ lưu điện.",
    en: "The UPS gives no power: check its switch.",
  },
  replace: {
    code: "power.replace-battery",
    vi: "Ắc quy của bộ lưu điện cần thay.",
    en: "The UPS's battery must be replaced.",
  },
  overload: {
    code: "power.overload",
    vi: "Bộ lưu điện quá tải: bớt thiết bị cắm vào.",
    en: "The UPS is overloaded: unplug something from it.",
  },
  bypass: {
    code: "power.bypass",
    vi: "Bộ lưu điện đang nối tắt: mất điện lưới là máy tắt ngay.",
    en: "The UPS is bypassed: machines go off at once when mains power fails.",
  },
  alarm: {
    code: "power.alarm",
    vi: "Bộ lưu điện đang báo động: xem màn hình của bộ lưu điện.",
    en: "The UPS gives an alarm: see its display.",
  },
  stale: {
    code: "power.stale",
    vi: "Máy chủ NUT mất liên lạc với bộ lưu điện: kiểm tra cáp USB hoặc cáp tín hiệu.",
    en: "The NUT server has lost the UPS: check its USB or signal cable.",
  },
  unclear: {
    code: "power.unclear",
    vi: "Bộ lưu điện không nói đang dùng điện lưới hay ắc quy.",
    en: "The UPS does not say whether it is on mains or on battery.",
  },
} as const satisfies Readonly<Record<string, DeviceProblem>>;

/** upsd runs, and does not know how the UPS is. */
export const STALE: DeviceReport = { state: "failing", problems: [PROBLEMS.stale] };
export const isStale = (error: string): boolean => error === ERROR.dataStale || error === ERROR.driverNotConnected;

const FAILING: ReadonlySet<DeviceProblem> = new Set([PROBLEMS.low, PROBLEMS.off, PROBLEMS.unclear]);

/**
 * What is wrong, by the words of ups.status, worst first. Low battery counts on battery only: while it charges again after a cut many say
 * "OL CHRG LB", and nobody need stop for that. FSD: the NUT master has told everybody to go down.
 */
const problemsOf = (status: string): readonly DeviceProblem[] => {
  const words = new Set(status.toUpperCase().split(/\s+/));
  const has = (...any: readonly StatusWord[]): boolean => any.some((word) => words.has(word));
  const onBattery = has("OB") || (has("DISCHRG") && !has("OL", "CAL"));
  return [
    ...(has("FSD") || (onBattery && has("LB")) ? [PROBLEMS.low] : []),
    ...(onBattery ? [PROBLEMS.battery] : []),
    ...(has("OFF") ? [PROBLEMS.off] : []),
    ...(onBattery || has("OL", "OFF", "BYPASS", "FSD", "CAL") ? [] : [PROBLEMS.unclear]),
    ...(has("RB") ? [PROBLEMS.replace] : []),
    ...(has("OVER") ? [PROBLEMS.overload] : []),
    ...(has("BYPASS") ? [PROBLEMS.bypass] : []),
    ...(has("ALARM") ? [PROBLEMS.alarm] : []),
  ];
};

/** Readings by their names, where the UPS gives them as numbers. */
const READINGS = [
  ["charge", VARIABLE.charge],
  ["runtimeSeconds", VARIABLE.runtime],
  ["inputVoltage", VARIABLE.inputVoltage],
  ["load", VARIABLE.load],
] as const;

/** How the UPS is, by its variables; state, problems, and readings: charge and load in per cent, runtime in seconds, input in volts. */
export const reportOf = (variables: ReadonlyMap<string, string>): DeviceReport => {
  const status = variables.get(VARIABLE.status) ?? "";
  const problems = problemsOf(status);
  const readings: Record<string, string | number> = { status };
  for (const [name, variable] of READINGS) {
    const text = variables.get(variable)?.trim() ?? "";
    if (/^\d+(?:\.\d+)?$/.test(text)) readings[name] = Number(text);
  }
  const state = problems.some((problem) => FAILING.has(problem)) ? "failing" : problems.length > 0 ? "warning" : "ok";
  return { state, problems, readings };
};
