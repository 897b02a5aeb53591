/**
 * A hall's day: what its queue is now, folded from the day's events (append-only, one sequence per hall and day), and the face through which
 * doors and screens see it. Times are instants (UTC); a day is a day of Việt Nam.
 * Glossary: hall day = ngày làm việc của sảnh · ticket = số thứ tự · wait = thời gian chờ · estimate = ước tính · job = việc giao cho thiết bị.
 */
import type { Hall, HallDevice } from "../../catalogs/hall.ts";
import type { Refusal } from "../dossier/types.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import type { HallActor, HallCommandInput } from "./commands.ts";
import type { DeviceProblem, DeviceReadings, DeviceState } from "./device.ts";

export type TicketState = "waiting" | "called" | "serving" | "absent" | "done" | "left" | "closed";

/** One step of a visit; `finishedAt` absent while it goes on (R-B15). */
export interface StepTime {
  readonly stepId: string;
  readonly startedAt: Instant;
  readonly finishedAt?: Instant;
  readonly dossierId?: string;
  readonly by: string;
}

export interface Ticket {
  /** "A001": letter of the line and the day's number in it. */
  readonly id: string;
  readonly serviceId: string;
  readonly state: TicketState;
  readonly priority?: string;
  readonly language: "vi" | "en";
  readonly takenAt: Instant;
  /** Its place in the queue: smaller goes first. The number of the event by which it came to wait, so the order is the same for every process. */
  readonly place: number;
  /** How many people with priority went before it while it was the first of the others; it goes first once that is `priorityInARow`. */
  readonly overtaken: number;
  /** Where it waits for one counter only. */
  readonly onlyCounterId?: string;
  /** The counter that called it last. */
  readonly counterId?: string;
  /** Name of the officer who stood there when it was called. */
  readonly officer?: string;
  readonly officerId?: string;
  readonly calledAt?: Instant;
  /** How often it was called since it waited last. */
  readonly calls: number;
  readonly servedAt?: Instant;
  /** When it was done, gone, or closed with the day. */
  readonly endedAt?: Instant;
  /** Why it is not simply done. */
  readonly reason?: string;
  readonly procedureCode?: string;
  readonly account?: { readonly has: boolean; readonly id?: string };
  readonly dossierIds: readonly string[];
  readonly steps: readonly StepTime[];
  /** Device jobs asked for it. */
  readonly jobs: readonly {
    readonly deviceId: string;
    readonly operation: string;
    readonly jobId: string;
    readonly at: Instant;
  }[];
}

export interface CounterNow {
  readonly id: string;
  readonly officer?: string;
  /** Absent where it was opened without: by a door that knows names only. */
  readonly officerId?: string;
  readonly open: boolean;
  /** The number that stands or is called there. */
  readonly ticketId?: string;
}

export interface HallDay {
  readonly hallId: string;
  readonly day: LocalDate;
  /** Number of events so far. */
  readonly version: number;
  /** In the order in which they were taken. */
  readonly tickets: ReadonlyMap<string, Ticket>;
  /** Every counter of the hall, closed ones too. */
  readonly counters: ReadonlyMap<string, CounterNow>;
  readonly closed?: { readonly at: Instant; readonly reason: string };
}

/** One event of a hall's day, as stored. `data` by type: queue/events.ts. */
export interface HallEvent {
  readonly hallId: string;
  readonly day: LocalDate;
  /** 1, 2, 3 … of the day. */
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly actor: HallActor;
}

export type HallOutcome =
  | {
      readonly outcome: "done" | "repeat";
      readonly events: readonly HallEvent[];
      readonly day: HallDay;
      readonly ticket?: Ticket;
    }
  | { readonly outcome: "conflict"; readonly refusal: Refusal }
  | { readonly outcome: "refused"; readonly refusal: Refusal };

export interface HallExecution {
  readonly hallId: string;
  readonly command: HallCommandInput;
  readonly actor: HallActor;
  /** A double tap with the same key gives the same number again; the key of another command conflicts. Per hall and day. */
  readonly key?: string;
  /** The day that the caller's screen shows, where it shows one: refused where that day is over. closeDay may name a day left open. */
  readonly day?: LocalDate;
}

/** How long a number will wait, in whole minutes from now; undefined where no open counter serves its line. */
export interface Estimate {
  readonly ahead: number;
  readonly minutes?: number;
}

/** One step of R-B15 over a period: the norm against what it really took. */
export interface StepReport {
  readonly stepId: string;
  readonly norm: number;
  readonly count: number;
  /** Minutes, to a tenth. */
  readonly median: number;
  readonly longest: number;
  readonly withinNorm: number;
}

/** A device as doors and screens see it. */
export interface DeviceStatus {
  readonly device: HallDevice;
  readonly hallId: string;
  /** off: not set up in this hub (no address), or not heard of yet. */
  readonly state: DeviceState | "off";
  readonly problems: readonly DeviceProblem[];
  readonly readings: DeviceReadings;
  /** Since when it is in this state. */
  readonly since?: Instant;
  /** When it was heard of last. */
  readonly seenAt?: Instant;
}

/** A job of a device: a message of its lane. */
export interface DeviceJob {
  readonly jobId: string;
  readonly deviceId: string;
  readonly operation: string;
  /** waiting: not begun, or between attempts · working · done · failed: given up or refused by the device, a person is told. */
  readonly state: "waiting" | "working" | "done" | "failed";
  readonly attempts: number;
  /** What it brought: for scans and snapshots the blob's SHA-256, while that is kept (Hall.keepFilesDays). */
  readonly reference?: string;
  readonly problem?: { readonly code: string; readonly vi: string; readonly en: string };
  readonly at: Instant;
}

export interface HallFace {
  readonly halls: ReadonlyMap<string, Hall>;
  execute(execution: HallExecution): Promise<HallOutcome>;
  /** The day now; another day where it is named. */
  day(hallId: string, day?: LocalDate): Promise<HallDay>;
  /** Events behind `after` (0: from the first), at most `limit` (200). */
  events(hallId: string, after: number, limit?: number, day?: LocalDate): Promise<readonly HallEvent[]>;
  /** Resolves when this process wrote an event of a hall, or after `ms` real milliseconds (1,000), or when `signal` aborts. */
  moved(signal?: AbortSignal, ms?: number): Promise<void>;
  estimate(day: HallDay, ticketId: string, now: Instant): Estimate | undefined;
  /** Estimate for somebody who takes a number in this line now. */
  estimateNew(day: HallDay, serviceId: string, priority: string | undefined, now: Instant): Estimate;
  /** The line for a procedure: the one that names its field, else the one for everything else. */
  serviceFor(hallId: string, field: string | undefined): string | undefined;
  /** R-B15 over days of Việt Nam, both included. */
  stepReport(hallId: string, from: LocalDate, to: LocalDate): Promise<readonly StepReport[]>;

  devices(hallId: string): Promise<readonly DeviceStatus[]>;
  /** The state of one; undefined for an id that no hall has. */
  device(deviceId: string): Promise<DeviceStatus | undefined>;
  /** A page or unit that holds a connection is there; `report`: what it says of itself. */
  present(
    deviceId: string,
    report?: { readonly state: DeviceState; readonly problems?: readonly DeviceProblem[] },
  ): Promise<void>;
  /** What a device that calls us (kiosk, tablet, ticket machine, call unit) proves itself by: derived from the hub's secret, never stored. */
  deviceKey(deviceId: string): string;
  checkDeviceKey(deviceId: string, key: string): boolean;
  /** Gives a device something to do, durably. `key`: the same job is never given twice. Refused for a device that cannot or is not set up. */
  ask(job: DeviceRequest): Promise<DeviceJob | Refusal>;
  job(deviceId: string, jobId: string): Promise<DeviceJob | undefined>;
}

export interface DeviceRequest {
  readonly deviceId: string;
  readonly operation: string;
  readonly body: unknown;
  readonly jobId: string;
  readonly actor: HallActor;
  readonly ticketId?: string;
  readonly dossierId?: string;
  /**
   * Once more what this job of the same device was for; the id of this one begins with that one's and ":". Refused while the first, or another
   * like this one, still waits for the device.
   */
  readonly againOf?: string;
}
