/** The inside of the scanner: feeder, glass, out-tray, jobs, and what goes wrong with paper. Knows nothing of HTTP. */
import type { Metal } from "../metal.ts";
import type { Exposure, Sheet, Side } from "./paper.ts";

export interface Ticket extends Exposure {
  readonly from: "feeder" | "glass";
  readonly twoSided: boolean;
  readonly format: string;
}

export interface Job {
  readonly id: string;
  readonly ticket: Ticket;
  readonly createdMs: number;
  state: "Processing" | "Completed" | "Canceled" | "Aborted";
  reason: string;
  /** Sides that were delivered. */
  pages: number;
  /** The back of the sheet whose front is through. */
  back: Side | "blank" | undefined;
  notReady: number;
}

export type Pulled = { readonly side: Side | undefined } | "end" | "aborted";

/** What is set beforehand to happen to the n-th sheet that is fed from now on. */
export interface Mishap {
  readonly kind: "jam" | "doubleFeed";
  readonly sheet: number;
}

const MOST_JOBS = 20;

/** Troubles of this kind of device, besides mains and cable. */
export const TROUBLES = {
  jam: { vi: "Kẹt giấy ở khay nạp", en: "Paper jam in the feeder" },
  doubleFeed: { vi: "Kéo hai tờ một lúc", en: "Two sheets picked at once" },
  misfeed: { vi: "Kéo giấy lệch", en: "A sheet was not picked" },
  coverOpen: { vi: "Nắp khay nạp mở", en: "Feeder cover open" },
  busy: { vi: "Người khác đang quét tại máy", en: "Somebody else scans at the machine" },
  warming: { vi: "Máy đang khởi động", en: "Warming up" },
  broken: { vi: "Máy báo lỗi, dừng hẳn", en: "Stopped with a fault" },
} as const;

const FEEDER_STATES = {
  jam: "ScannerAdfJam",
  doubleFeed: "ScannerAdfMultipickDetected",
  misfeed: "ScannerAdfMispick",
  coverOpen: "ScannerAdfHatchOpen",
} as const;

/** @param ids gives each job its id. */
export const createMachine = (metal: Metal, ids: () => string, nowMs: () => number) => {
  let feeder: Sheet[] = [];
  let tray: Sheet[] = [];
  let glass: Side | undefined;
  let mishap: Mishap | undefined;
  let fed = 0;
  let jobs: Job[] = [];

  const running = (): Job | undefined => jobs.find(({ state }) => state === "Processing");
  const end = (job: Job, state: Job["state"], reason: string): void => {
    job.state = state;
    job.reason = reason;
  };
  const feederTrouble = (): string | undefined => Object.entries(FEEDER_STATES).find(([trouble]) => metal.has(trouble))?.[1];

  // Without power it forgets its jobs; the paper stays where it is.
  metal.onChange(() => {
    if (!metal.powered()) jobs = [];
  });

  /** The next sheet is pulled in; false where it does not come through. */
  const feed = (): Sheet | undefined => {
    fed += 1;
    if (mishap !== undefined && fed === mishap.sheet) {
      metal.set(mishap.kind, true);
      mishap = undefined;
      return undefined;
    }
    const sheet = feeder.shift();
    if (sheet !== undefined) tray.push(sheet);
    return sheet;
  };

  return {
    /** As ScannerStatus says them. */
    state: (): "Idle" | "Processing" | "Stopped" => {
      if (metal.has("broken")) return "Stopped";
      return metal.has("busy") || running() !== undefined ? "Processing" : "Idle";
    },
    adfState: (): string =>
      feederTrouble() ??
      (running()?.ticket.from === "feeder" ? "ScannerAdfProcessing" : undefined) ??
      (feeder.length > 0 ? "ScannerAdfLoaded" : "ScannerAdfEmpty"),
    jobs: (): readonly Job[] => jobs,
    find: (id: string): Job | undefined => jobs.find((job) => job.id === id),
    /** Why a job from here cannot begin now; undefined where it can. */
    hindrance: (from: Ticket["from"]): "later" | "busy" | "refused" | undefined => {
      if (metal.has("warming")) return "later";
      if (metal.has("busy") || running() !== undefined) return "busy";
      if (metal.has("broken")) return "refused";
      return from === "feeder" && (feederTrouble() !== undefined || feeder.length === 0) ? "refused" : undefined;
    },
    begin: (ticket: Ticket, notReady: number): Job => {
      const job: Job = {
        id: ids(),
        ticket,
        createdMs: nowMs(),
        state: "Processing",
        reason: "JobScanning",
        pages: 0,
        back: undefined,
        notReady,
      };
      jobs = [job, ...jobs].slice(0, MOST_JOBS);
      fed = 0;
      return job;
    },
    /** The next side, front before back, sheet after sheet. */
    pull: (job: Job): Pulled => {
      if (job.state === "Canceled" || job.state === "Aborted") return "aborted";
      if (job.state === "Completed") return "end";
      if (metal.has("broken") || (job.ticket.from === "feeder" && feederTrouble() !== undefined)) {
        end(job, "Aborted", "AbortedBySystem");
        return "aborted";
      }
      if (job.ticket.from === "glass") {
        if (job.pages > 0) {
          end(job, "Completed", "JobCompletedSuccessfully");
          return "end";
        }
        job.pages += 1;
        return { side: glass };
      }
      if (job.back !== undefined) {
        const back = job.back;
        job.back = undefined;
        job.pages += 1;
        return { side: back === "blank" ? undefined : back };
      }
      if (feeder.length === 0) {
        end(job, "Completed", "JobCompletedSuccessfully");
        return "end";
      }
      const sheet = feed();
      if (sheet === undefined) {
        end(job, "Aborted", "AbortedBySystem");
        return "aborted";
      }
      job.pages += 1;
      if (job.ticket.twoSided) job.back = sheet.back ?? "blank";
      return { side: sheet.front };
    },
    cancel: (job: Job, reason: "JobCanceledByUser" | "JobCanceledAtDevice"): void => {
      if (job.state === "Processing") end(job, "Canceled", reason);
    },
    /** Somebody presses "cancel" at the panel. */
    cancelRunning: (): boolean => {
      const job = running();
      if (job !== undefined) end(job, "Canceled", "JobCanceledAtDevice");
      return job !== undefined;
    },
    lay: (sheets: readonly Sheet[]): void => {
      feeder.push(...sheets);
    },
    takeOut: (): void => {
      feeder = [];
      tray = [];
    },
    /** All sheets, those in the out-tray first, go back into the feeder: what an officer does after a jam. */
    layAnew: (): void => {
      feeder = [...tray, ...feeder];
      tray = [];
    },
    layOnGlass: (seen: Side | undefined): void => {
      glass = seen;
    },
    expect: (next: Mishap | undefined): void => {
      mishap = next;
    },
    holds: () => ({
      feeder: feeder.length,
      tray: tray.length,
      glass: glass !== undefined,
      ...(mishap === undefined ? {} : { mishap }),
    }),
    reset: (): void => {
      feeder = [];
      tray = [];
      glass = undefined;
      mishap = undefined;
      jobs = [];
      fed = 0;
    },
  };
};
export type Machine = ReturnType<typeof createMachine>;
