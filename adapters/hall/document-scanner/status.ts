/** How a scanner is (ScannerStatus), and what that means: for a scan, and for the watcher. Pure. */
import type { DeviceProblem, DeviceReadings, DeviceReport } from "../../../core/hall/device.ts";
import { at, many, type XmlObject, type XmlValue } from "../../kit/xml.ts";
import type { Source } from "./job.ts";
import { feederTrouble, type ScanTrouble } from "./troubles.ts";

export interface JobStatus {
  /** Last part of its address. */
  readonly id: string;
  readonly state: string;
  readonly reasons: readonly string[];
}

export interface Status {
  /** "Idle", "Processing", "Stopped" … */
  readonly state: string;
  /** "ScannerAdfLoaded" …; absent where there is no feeder, or it does not say. */
  readonly adf?: string;
  readonly jobs: readonly JobStatus[];
}

/** Scanners list their last few jobs; more is not looked at. */
const MOST_JOBS = 100;
const words = (value: XmlValue | undefined): string => (typeof value === "string" ? value.trim().slice(0, 200) : "");

/** Reads the document; undefined where it is not one of a scanner. */
export const readStatus = (document: XmlObject): Status | undefined => {
  const root = at(document, "ScannerStatus");
  const state = words(at(root, "State"));
  if (state === "") return undefined;
  const adf = words(at(root, "AdfState"));
  const jobs = many(at(root, "Jobs", "JobInfo"))
    .slice(0, MOST_JOBS)
    .map((job) => ({
      id: words(at(job, "JobUri")).split("/").at(-1) ?? "",
      state: words(at(job, "JobState")),
      reasons: many(at(job, "JobStateReasons", "JobStateReason"))
        .slice(0, 10)
        .map(words),
    }));
  return { state, ...(adf === "" ? {} : { adf }), jobs };
};

/** Why a scan from `source` cannot begin, or broke off, in this state; undefined where the scanner has nothing to say about it. */
export const troubleOf = (status: Status, source: Source): ScanTrouble | undefined => {
  const feeder = source === "glass" ? undefined : feederTrouble(status.adf)?.scan;
  return feeder ?? (status.state === "Stopped" || status.state === "Down" ? "hall.scanner-fault" : undefined);
};

/**
 * The same for one job: cancelled at the panel, or given up by the machine. One that the list does not know while paper still lies in the
 * feeder was forgotten in the middle (the power went and came back): "no more pages" then does not mean that all are there.
 */
export const jobTrouble = (status: Status, jobId: string, source: Source): ScanTrouble | undefined => {
  const state = status.jobs.find(({ id }) => id === jobId)?.state;
  if (state === undefined && source !== "glass" && status.adf === "ScannerAdfLoaded") return "hall.scan-broken-off";
  if (state === "Canceled") return "hall.scan-cancelled";
  return state === "Aborted" ? "hall.scan-broken-off" : undefined;
};

const STOPPED: DeviceProblem = {
  code: "scanner.stopped",
  vi: "Máy quét báo lỗi và đang dừng",
  en: "The scanner has stopped with a fault",
};

/** What the watcher keeps. An empty feeder and a busy scanner are everyday life. */
export const reportOf = (status: Status, readings: DeviceReadings): DeviceReport => {
  const feeder = feederTrouble(status.adf)?.problem;
  const problems = [
    ...(feeder === undefined ? [] : [feeder]),
    ...(status.state === "Stopped" || status.state === "Down" ? [STOPPED] : []),
  ];
  return {
    state: problems.length === 0 ? "ok" : "failing",
    problems,
    readings: { state: status.state, ...(status.adf === undefined ? {} : { feeder: status.adf }), ...readings },
  };
};
