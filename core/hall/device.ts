/**
 * One small interface for all devices of a hall (R-H). A driver holds protocol and mapping only: the hub's watcher looks at the device, keeps
 * what it says, and shows boards what they should show; the exchange carries its jobs (order, retries, breaker, dead letters) as a lane.
 * Glossary: driver = trình điều khiển thiết bị · report = tình trạng thiết bị · job = việc giao cho thiết bị · board = bảng hiển thị.
 */
import type { z } from "zod";
import type { DeviceKind, Hall, HallDevice } from "../../catalogs/hall.ts";
import type { Adapter } from "../exchange/adapter.ts";
import type { Instant } from "../time/types.ts";

/** ok · warning: works, but a person should see to it (paper low, toner low, on battery) · failing: does not do its work. */
export const DEVICE_STATES = ["ok", "warning", "failing"] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** What is wrong with a device, for the officer who sees to it. `code` is dotted and stable: "paper.out", "device.offline". */
export interface DeviceProblem {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}
export type DeviceReadings = Readonly<Record<string, string | number | boolean>>;

export interface DeviceReport {
  readonly state: DeviceState;
  readonly problems: readonly DeviceProblem[];
  /** Figures of its own: pages printed, battery per cent, signal. Never personal data. */
  readonly readings?: DeviceReadings;
  /** A board that lost what it showed (its power was out between two looks): it is shown anew. */
  readonly forgot?: boolean;
}

/** Where a device is: LIENTHONG_HALL_<ID>, read at start. `url.username`/`password` are secrets: never logged. */
export interface DeviceCall<C = unknown> {
  readonly device: HallDevice;
  readonly hall: Hall;
  readonly config: C;
  /** Aborts when the call's time is over or the process stops. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  readonly now: () => Instant;
}

/** What stands on a board that only shows (LED): one text for each line of it, newest call first. */
export interface BoardText {
  /** "A012 → 3" as data, so that each board words it as it can. */
  readonly calls: readonly {
    readonly ticketId: string;
    readonly counter: number;
    readonly at: Instant;
    readonly again: boolean;
  }[];
  /** What the hall says to everybody: "Mất điện lưới…"; empty in peace. */
  readonly notices: readonly { readonly vi: string; readonly en: string }[];
  readonly hallName: { readonly vi: string; readonly en: string };
}

/** Something a device heard or felt by itself. */
export interface Heard {
  readonly kind: "barcode";
  readonly text: string;
}

export interface DeviceDriver<C = unknown> {
  readonly kind: DeviceKind;
  /** "escpos", "ipp": the scheme of its address. */
  readonly scheme: string;
  readonly title: { readonly vi: string; readonly en: string };
  /** Makes its settings of `{ url, options }`; says in words what is wrong with them. */
  readonly config: z.ZodType<C>;
  /** How often it is looked at, milliseconds of real time; default 5,000. */
  readonly everyMs?: number;
  /** A look or a show may take this long, milliseconds of real time; default 3,000. */
  readonly timeoutMs?: number;
  /** How it is now. Rejects where it cannot be reached: it is then failing, "device.offline". Absent: it reports by being connected (pages, units). */
  look?(call: DeviceCall<C>): Promise<DeviceReport>;
  /** Shows this, and nothing else. Called when the text changes and again when the device is back. Rejects where it could not. */
  show?(board: BoardText, call: DeviceCall<C>): Promise<void>;
  /** Listens until the connection ends (resolves or rejects) or `signal` aborts; opened again with growing pauses. `heard` resolves when it is taken down. */
  hear?(heard: (what: Heard) => Promise<void>, call: DeviceCall<C>): Promise<void>;
  /** Its jobs, hooks and streams: a lane of the exchange, named by the device's id. */
  readonly lane?: Pick<Adapter<DeviceLaneConfig<C>>, "operations" | "plan" | "limits"> &
    Partial<Pick<Adapter<DeviceLaneConfig<C>>, "hooks" | "streams" | "probe">>;
}

/** What the lane of a device gets as `call.config`. */
export interface DeviceLaneConfig<C = unknown> {
  readonly device: HallDevice;
  readonly hall: Hall;
  readonly settings: C;
}

/** A device with its driver and settings, as the process was told. */
export interface InstalledDevice {
  readonly device: HallDevice;
  readonly hall: Hall;
  readonly driver: DeviceDriver<unknown>;
  readonly config: unknown;
}
