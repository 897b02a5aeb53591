/** What a photocopier's values mean. Pure. */
import type { DeviceProblem, DeviceReport, DeviceState } from "../../../core/hall/device.ts";
import { cut } from "../../kit/text.ts";
import { ALERT, ERROR_BITS, type ErrorBit, SEVERITY } from "./contract/printer-mib.ts";

export interface Filling {
  readonly name: string;
  readonly level: number;
  readonly most: number;
}
export interface Alert {
  readonly severity: number;
  readonly code: number;
  readonly description: string;
}
/** As it was read; what the device does not give is absent or empty. */
export interface CopierValues {
  readonly description: string;
  readonly pages: number | undefined;
  readonly deviceStatus: number | undefined;
  readonly printerStatus: number | undefined;
  readonly errorState: Uint8Array;
  readonly trays: readonly Filling[];
  readonly supplies: readonly Filling[];
  readonly alerts: readonly Alert[];
}

type Found = DeviceProblem & { readonly state: Exclude<DeviceState, "ok"> };
const row = (state: Found["state"], code: string, vi: string, en: string): Found => ({ state, code, vi, en });

const ROWS = {
  paperLow: row("warning", "paper.low", "Sắp hết giấy: nạp thêm giấy.", "Paper is low: add paper."),
  paperOut: row("failing", "paper.out", "Hết giấy: nạp giấy vào khay.", "Out of paper: fill the tray."),
  trayEmpty: row("warning", "paper.tray-empty", "Một khay giấy đã hết.", "One tray is empty."),
  trayMissing: row("failing", "paper.tray-missing", "Thiếu khay giấy: lắp khay vào.", "A tray is missing: put it in."),
  tonerLow: row("warning", "toner.low", "Sắp hết mực: chuẩn bị hộp mực mới.", "Toner is low: have a new cartridge ready."),
  tonerOut: row("failing", "toner.out", "Hết mực: thay hộp mực.", "Out of toner: change the cartridge."),
  tonerMissing: row(
    "failing",
    "toner.missing",
    "Thiếu hộp mực hoặc vật tư: lắp vào máy.",
    "A cartridge or other supply is missing: put it in.",
  ),
  wasteNearFull: row("warning", "toner.waste-near-full", "Hộp mực thải sắp đầy.", "The waste toner box is nearly full."),
  wasteFull: row("failing", "toner.waste-full", "Hộp mực thải đã đầy: thay hộp.", "The waste toner box is full: change it."),
  jam: row("failing", "paper.jam", "Kẹt giấy: mở máy và lấy giấy ra.", "Paper jam: open the machine and take the paper out."),
  cover: row("failing", "cover.open", "Nắp hoặc cửa máy đang mở: đóng lại.", "A cover or door is open: close it."),
  offline: row(
    "failing",
    "copier.offline",
    "Máy đang ở chế độ ngoại tuyến: bấm nút trực tuyến trên máy.",
    "The machine is set offline: press its online key.",
  ),
  service: row(
    "warning",
    "service.needed",
    "Máy báo cần bảo trì: gọi kỹ thuật.",
    "The machine asks for service: call a technician.",
  ),
  outputMissing: row("failing", "output.missing", "Thiếu khay ra giấy.", "The output tray is missing."),
  outputNearFull: row("warning", "output.near-full", "Khay ra giấy sắp đầy.", "The output tray is nearly full."),
  outputFull: row("failing", "output.full", "Khay ra giấy đã đầy: lấy giấy ra.", "The output tray is full: take the paper out."),
  drumLow: row("warning", "drum.low", "Trống mực sắp hết tuổi thọ.", "The drum's life is nearly over."),
  down: row(
    "failing",
    "copier.down",
    "Máy báo không hoạt động: xem màn hình của máy.",
    "The machine says that it is down: see its display.",
  ),
} as const satisfies Readonly<Record<string, Found>>;

const BY_BIT: Readonly<Record<ErrorBit, Found>> = {
  lowPaper: ROWS.paperLow,
  noPaper: ROWS.paperOut,
  lowToner: ROWS.tonerLow,
  noToner: ROWS.tonerOut,
  doorOpen: ROWS.cover,
  jammed: ROWS.jam,
  offline: ROWS.offline,
  serviceRequested: ROWS.service,
  inputTrayMissing: ROWS.trayMissing,
  outputTrayMissing: ROWS.outputMissing,
  markerSupplyMissing: ROWS.tonerMissing,
  outputNearFull: ROWS.outputNearFull,
  outputFull: ROWS.outputFull,
  inputTrayEmpty: ROWS.trayEmpty,
  overduePreventMaint: ROWS.service,
};

/** An empty tray among several is no end of paper: the bits say when there is none left. */
const BY_ALERT: ReadonlyMap<number, Found> = new Map<number, Found>([
  [ALERT.coverOpen, ROWS.cover],
  [ALERT.interlockOpen, ROWS.cover],
  [ALERT.doorOpen, ROWS.cover],
  [ALERT.jam, ROWS.jam],
  [ALERT.inputMediaTrayMissing, ROWS.trayMissing],
  [ALERT.inputMediaSupplyLow, ROWS.paperLow],
  [ALERT.inputMediaSupplyEmpty, ROWS.trayEmpty],
  [ALERT.outputMediaTrayMissing, ROWS.outputMissing],
  [ALERT.outputMediaTrayAlmostFull, ROWS.outputNearFull],
  [ALERT.outputMediaTrayFull, ROWS.outputFull],
  [ALERT.markerTonerEmpty, ROWS.tonerOut],
  [ALERT.markerInkEmpty, ROWS.tonerOut],
  [ALERT.markerTonerAlmostEmpty, ROWS.tonerLow],
  [ALERT.markerInkAlmostEmpty, ROWS.tonerLow],
  [ALERT.markerWasteTonerReceptacleAlmostFull, ROWS.wasteNearFull],
  [ALERT.markerWasteTonerReceptacleFull, ROWS.wasteFull],
  [ALERT.markerOpcLifeAlmostOver, ROWS.drumLow],
  [ALERT.markerOpcLifeOver, ROWS.drumLow],
  [ALERT.markerTonerCartridgeMissing, ROWS.tonerMissing],
]);

/** The bits that are set: the first is the highest of the first byte. */
export const errorBits = (state: Uint8Array): readonly ErrorBit[] =>
  ERROR_BITS.filter((_, bit) => ((state[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);

/** Per cent that is left; undefined where the device gives no amount ("unknown", "some is left"), or no capacity. */
export const percentOf = ({ level, most }: Filling): number | undefined =>
  level < 0 || most <= 0 ? undefined : Math.min(100, Math.round((level / most) * 100));

const unknownAlert = ({ severity, description }: Alert): Found => {
  const words = cut(description.replaceAll(/\p{Cc}/gu, " "), 120);
  const said = words === "" ? "–" : words;
  return row(
    severity === SEVERITY.critical ? "failing" : "warning",
    "copier.alert",
    `Máy báo: “${said}”.`,
    `The machine says: “${said}”.`,
  );
};

const LOW_PERCENT = 10;
const STATUSES: Readonly<Record<number, string>> = { 3: "idle", 4: "printing", 5: "warmup" };
const HR_DOWN = 5;

const problemsOf = (values: CopierValues): readonly Found[] => {
  const found = new Map<string, Found>();
  const add = (one: Found): void => {
    if (!found.has(one.code)) found.set(one.code, one);
  };
  for (const bit of errorBits(values.errorState)) add(BY_BIT[bit]);
  const serious = values.alerts.filter(
    ({ severity }) => severity >= SEVERITY.critical && severity <= SEVERITY.warningBinaryChange,
  );
  for (const alert of serious) add(BY_ALERT.get(alert.code) ?? unknownAlert(alert));
  const isLow = (filling: Filling): boolean => (percentOf(filling) ?? 100) <= LOW_PERCENT;
  if (values.supplies.some(isLow) && !found.has(ROWS.tonerOut.code)) add(ROWS.tonerLow);
  if (values.trays.length > 0 && values.trays.every(isLow) && !found.has(ROWS.paperOut.code)) add(ROWS.paperLow);
  if (values.deviceStatus === HR_DOWN && ![...found.values()].some(({ state }) => state === "failing")) add(ROWS.down);
  return [...found.values()].sort((one, other) => Number(other.state === "failing") - Number(one.state === "failing"));
};

/** Names and per cents of trays or supplies: "supply1": 42, "supply1Name": "Mực đen". */
const fillings = (kind: "supply" | "tray", all: readonly Filling[]): readonly (readonly [string, string | number])[] =>
  all.slice(0, 12).flatMap((filling, index) => {
    const percent = percentOf(filling);
    const name = [`${kind}${index + 1}Name`, cut(filling.name.replaceAll(/\p{Cc}/gu, " "), 60)] as const;
    return percent === undefined ? [name] : [[`${kind}${index + 1}`, percent] as const, name];
  });

/** How the machine is; readings: pages of its life, what it does, per cent of each supply and tray. */
export const reportOf = (values: CopierValues): DeviceReport => {
  const found = problemsOf(values);
  const state = found.some((one) => one.state === "failing") ? "failing" : found.length > 0 ? "warning" : "ok";
  const status = STATUSES[values.printerStatus ?? 0];
  return {
    state,
    problems: found.map(({ code, vi, en }) => ({ code, vi, en })),
    readings: {
      ...(values.pages === undefined ? {} : { pages: values.pages }),
      ...(status === undefined ? {} : { status }),
      model: cut(values.description.replaceAll(/\p{Cc}/gu, " "), 80),
      ...Object.fromEntries([...fillings("supply", values.supplies), ...fillings("tray", values.trays)]),
    },
  };
};
