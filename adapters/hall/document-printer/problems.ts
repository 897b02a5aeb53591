/**
 * What a printer says about itself (printer-state-reasons, RFC 8011 §5.4.12 and PWG 5100.9) in words for the officer who sees to it.
 * Pure. A reason may end in -error, -warning or -report: how much it matters.
 */
import type { DeviceProblem, DeviceReadings, DeviceReport, DeviceState } from "../../../core/hall/device.ts";
import { PRINTER_STATE } from "./contract/ipp.ts";
import type { IppAttributes, IppValue } from "./wire.ts";

type Weight = Exclude<DeviceState, "ok">;
type Known = readonly [code: string, weight: Weight, vi: string, en: string];

const PAPER_OUT: Known = ["paper.out", "failing", "Máy in hết giấy; nạp giấy vào khay.", "Out of paper; fill the tray."];
const COVER: Known = ["cover.open", "failing", "Nắp máy in đang mở; đóng nắp lại.", "A cover is open; close it."];
const TONER_LOW: Known = ["toner.low", "warning", "Sắp hết mực; chuẩn bị hộp mực mới.", "Toner is low; have a cartridge ready."];
const TONER_OUT: Known = ["toner.empty", "failing", "Hết mực; thay hộp mực.", "Out of toner; change the cartridge."];
const DRUM_LOW: Known = ["drum.low", "warning", "Trống mực sắp hết hạn dùng.", "The drum is near its end."];
const OFFLINE: Known = [
  "printer.offline",
  "failing",
  "Máy in đang ngoại tuyến; bật lại máy.",
  "The printer is offline; switch it on.",
];
const PAUSED: Known = [
  "printer.paused",
  "failing",
  "Máy in đang bị tạm dừng; cho máy chạy tiếp.",
  "The printer is paused; resume it.",
];
const NO_TRAY: Known = ["tray.missing", "failing", "Chưa lắp khay giấy; lắp khay vào.", "A tray is missing; put it in."];

const REASONS: ReadonlyMap<string, Known> = new Map<string, Known>([
  ["media-empty", PAPER_OUT],
  ["media-needed", PAPER_OUT],
  ["media-low", ["paper.low", "warning", "Sắp hết giấy; nạp thêm giấy.", "Paper is low; fill the tray."]],
  ["media-jam", ["paper.jam", "failing", "Kẹt giấy; mở máy lấy giấy kẹt ra.", "Paper jam; open the printer and take it out."]],
  ["cover-open", COVER],
  ["door-open", COVER],
  ["interlock-open", COVER],
  ["toner-low", TONER_LOW],
  ["marker-supply-low", TONER_LOW],
  ["toner-empty", TONER_OUT],
  ["marker-supply-empty", TONER_OUT],
  ["developer-low", TONER_LOW],
  ["developer-empty", TONER_OUT],
  ["opc-near-eol", DRUM_LOW],
  ["opc-life-over", ["drum.over", "failing", "Trống mực hết hạn dùng; thay trống.", "The drum is at its end; change it."]],
  ["marker-waste-almost-full", ["waste.low", "warning", "Hộp mực thải sắp đầy.", "The waste box is nearly full."]],
  ["marker-waste-full", ["waste.full", "failing", "Hộp mực thải đầy; thay hộp.", "The waste box is full; change it."]],
  ["output-area-almost-full", ["output.nearly-full", "warning", "Khay giấy ra sắp đầy.", "The output tray is nearly full."]],
  ["output-area-full", ["output.full", "failing", "Khay giấy ra đầy; lấy giấy ra.", "The output tray is full; empty it."]],
  ["input-tray-missing", NO_TRAY],
  ["output-tray-missing", NO_TRAY],
  ["fuser-over-temp", ["fuser.hot", "failing", "Bộ sấy quá nóng; để máy nguội.", "The fuser is too hot; let it cool."]],
  ["fuser-under-temp", ["fuser.cold", "warning", "Bộ sấy đang nóng lên.", "The fuser is warming up."]],
  [
    "spool-area-full",
    ["printer.full", "failing", "Bộ nhớ máy in đầy; xóa bớt lệnh in.", "The printer's memory is full; remove jobs."],
  ],
  ["paused", PAUSED],
  ["moving-to-paused", PAUSED],
  ["offline", OFFLINE],
  ["shutdown", OFFLINE],
  ["connecting-to-device", OFFLINE],
  ["timed-out", OFFLINE],
]);
const SUFFIX = /-(?:error|warning|report)$/;
const WEIGHT_OF: Readonly<Record<string, Weight>> = { "-error": "failing", "-warning": "warning" };

/** How the printer is, for everything that follows. */
export interface PrinterNow {
  readonly attributes: IppAttributes;
  readonly stopped: boolean;
  readonly accepting: boolean;
  readonly problems: readonly (DeviceProblem & { readonly weight: Weight })[];
}

const texts = (values: readonly IppValue[] | undefined): readonly string[] =>
  (values ?? []).filter((value) => typeof value === "string");
/** All texts of an attribute. */
export const textsOf = (attributes: IppAttributes, name: string): readonly string[] => texts(attributes.get(name));
const first = (attributes: IppAttributes, name: string): IppValue => attributes.get(name)?.[0];

const problemOf = (reason: string): (DeviceProblem & { readonly weight: Weight }) | undefined => {
  const suffix = SUFFIX.exec(reason)?.[0] ?? "";
  const keyword = reason.replace(SUFFIX, "");
  const known = REASONS.get(keyword);
  if (known !== undefined) {
    const [code, weight, vi, en] = known;
    return { code, vi, en, weight: WEIGHT_OF[suffix] ?? weight };
  }
  // What is only reported and not known here (wifi-not-configured-report) concerns nobody in the hall.
  if (keyword === "none" || suffix === "-report") return undefined;
  const weight = WEIGHT_OF[suffix] ?? "warning";
  return { code: "printer.other", weight, vi: `Máy in báo: ${keyword}.`, en: `The printer says: ${keyword}.` };
};

const STOPPED: DeviceProblem & { readonly weight: Weight } = {
  code: "printer.stopped",
  weight: "failing",
  vi: "Máy in đang dừng; xem màn hình của máy.",
  en: "The printer has stopped; look at its panel.",
};
const CLOSED: DeviceProblem & { readonly weight: Weight } = {
  code: "printer.not-accepting",
  weight: "failing",
  vi: "Máy in đang không nhận lệnh in; cho máy nhận lại trên trang quản trị của máy.",
  en: "The printer takes no jobs; let it take them again on its own page.",
};

/** Reads Get-Printer-Attributes. A printer that has stopped fails, whatever weight it gives its reasons. */
export const readPrinter = (attributes: IppAttributes): PrinterNow => {
  const stopped = first(attributes, "printer-state") === PRINTER_STATE.stopped;
  const accepting = first(attributes, "printer-is-accepting-jobs") !== false;
  const found = [...new Set(textsOf(attributes, "printer-state-reasons"))].flatMap((reason) => problemOf(reason) ?? []);
  const each = found.filter(({ code, vi }, index) => found.findIndex((one) => one.code === code && one.vi === vi) === index);
  const unexplained = stopped && !each.some(({ weight }) => weight === "failing");
  return {
    attributes,
    stopped,
    accepting,
    problems: [...each, ...(unexplained ? [STOPPED] : []), ...(accepting ? [] : [CLOSED])],
  };
};

/** "Black Toner" → "level.black-toner": the maker's own word for it, stable for one machine. */
const levelKey = (name: string): string =>
  `level.${
    name
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join("-") ?? "?"
  }`;

/** One value of printer-supply: "index=1;type=toner;maxcapacity=100;level=52;colorantname=black;". */
const supplyLevel = (supply: string): readonly (readonly [string, number])[] => {
  const fields = new Map(supply.split(";").map((field) => [field.split("=")[0] ?? "", field.split("=")[1] ?? ""]));
  const level = Number(fields.get("level") ?? Number.NaN);
  const most = Number(fields.get("maxcapacity") ?? Number.NaN);
  const name = fields.get("colorantname") ?? fields.get("type") ?? "";
  return level >= 0 && most > 0 ? [[levelKey(name), Math.round((level / most) * 100)]] : [];
};

/** Levels in per cent: marker-names with marker-levels, else printer-supply. A negative level means that the printer does not know. */
const levels = (attributes: IppAttributes): DeviceReadings => {
  const values = attributes.get("marker-levels") ?? [];
  const marked = textsOf(attributes, "marker-names").flatMap((name, index) => {
    const level = values[index];
    return typeof level === "number" && level >= 0 && level <= 100 ? [[levelKey(name), level] as const] : [];
  });
  return Object.fromEntries(marked.length > 0 ? marked : textsOf(attributes, "printer-supply").flatMap(supplyLevel));
};

/** What the watcher keeps. */
export const reportOf = ({ attributes, stopped, accepting, problems }: PrinterNow): DeviceReport => {
  const failing = stopped || !accepting || problems.some(({ weight }) => weight === "failing");
  const model = first(attributes, "printer-make-and-model");
  const pages = first(attributes, "printer-impressions-completed");
  const queued = first(attributes, "queued-job-count");
  return {
    state: failing ? "failing" : problems.length > 0 ? "warning" : "ok",
    problems: problems.map(({ code, vi, en }) => ({ code, vi, en })),
    readings: {
      ...(typeof model === "string" ? { model } : {}),
      ...(typeof pages === "number" ? { pages } : {}),
      ...(typeof queued === "number" ? { queued } : {}),
      ...levels(attributes),
    },
  };
};

/** What Get-Printer-Attributes is asked for: a printer's whole list may be 30 KB. */
export const ASKED_OF_PRINTER = [
  "printer-state",
  "printer-state-reasons",
  "printer-is-accepting-jobs",
  "printer-make-and-model",
  "printer-impressions-completed",
  "queued-job-count",
  "marker-names",
  "marker-levels",
  "printer-supply",
  "document-format-supported",
  "sides-supported",
  "media-supported",
  "copies-supported",
] as const;
