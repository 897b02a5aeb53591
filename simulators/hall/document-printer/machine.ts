/**
 * The machine behind the protocol: jobs one after another, sheets, toner, what lies in the output tray. Everything happens by the simulator's
 * clock and is worked out when somebody looks. Without power it forgets its jobs, as printers without a disk do; paper that came out stays.
 */
import { JOB_STATE } from "../../../adapters/hall/document-printer/contract/ipp.ts";
import type { SimClock } from "../../kit/clock.ts";
import type { Metal } from "../metal.ts";

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly title: string;
  readonly copies: number;
  readonly sides: string;
  readonly createdAt: number;
  state: number;
  reasons: readonly string[];
  /** Absent until Send-Document brings it. */
  document?: { readonly bytes: Uint8Array; readonly format: string; readonly pages: number };
  startedAt?: number;
  endedAt?: number;
  /** Sides printed so far, copies included. */
  printed: number;
}

/** What a person takes from the output tray. */
export interface Output {
  readonly jobId: number;
  readonly name: string;
  readonly title: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  /** Sides that came out, and how many it should have been. */
  readonly sides: number;
  readonly of: number;
  readonly sheets: number;
  readonly complete: boolean;
}

export interface MachineOptions {
  readonly capacity: number;
  readonly sheets: number;
  readonly lowBelow: number;
  readonly msPerPage: number;
  /** Per cent of the cartridge that a side takes. */
  readonly tonerPerSide: number;
}

/** Jobs and printed papers that are kept. */
const KEPT = 100;
/** multiple-operation-time-out: Send-Document must follow Create-Job within this. */
export const SEND_WITHIN_MS = 120_000;
const TONER_LOW = 10;
const OVER: readonly number[] = [JOB_STATE.canceled, JOB_STATE.aborted, JOB_STATE.completed];
export const isOver = (job: Job): boolean => OVER.includes(job.state);

export interface NewJob {
  readonly name: string;
  readonly user: string;
  readonly title: string;
  readonly copies: number;
  readonly sides: string;
}

export interface Machine {
  /** Works out everything up to now. */
  tick(): void;
  create(job: NewJob): Job;
  /** The document is whole: the job waits for its turn. */
  load(job: Job, document: NonNullable<Job["document"]>): void;
  abort(job: Job, reason: string): void;
  /** False where it is over already. */
  cancel(job: Job): boolean;
  /** Newest last. */
  jobs(): readonly Job[];
  job(id: number): Job | undefined;
  outputs(): readonly Output[];
  /** "media-empty-error" … ; empty: nothing to say. */
  reasons(): readonly string[];
  stopped(): boolean;
  fill(sheets: number): void;
  figures(): { readonly sheets: number; readonly toner: number; readonly pages: number; readonly spoiled: number };
  bootedAt(): number;
  reset(): void;
}

export const createMachine = (clock: SimClock, metal: Metal, options: MachineOptions): Machine => {
  let jobs: Job[] = [];
  let outputs: Output[] = [];
  let nextId = 1;
  let sheets = options.sheets;
  let toner = 100;
  let pages = 0;
  let spoiled = 0;
  let booted = clock.ms();
  /** How far the time is worked out. */
  let at = clock.ms();
  /** How the metal was up to now: a change counts from its moment on. */
  let powered = metal.powered();
  let troubles = new Set(metal.state().troubles);

  const hasPaper = (): boolean => sheets > 0 && !troubles.has("paperOut");
  const blocked = (): boolean =>
    troubles.has("jam") || troubles.has("coverOpen") || troubles.has("tonerOut") || toner <= 0 || !hasPaper();
  const current = (): Job | undefined =>
    jobs.find((job) => job.state === JOB_STATE.processing || job.state === JOB_STATE.stopped) ??
    jobs.find((job) => job.state === JOB_STATE.pending && job.document !== undefined);

  const sidesOf = (job: Job): number => (job.document?.pages ?? 0) * job.copies;
  const twoSided = (job: Job): boolean => job.sides !== "one-sided";
  /** A sheet is drawn for every side, or for every second one; each copy begins on a new sheet. */
  const drawsSheet = (job: Job): boolean => !twoSided(job) || (job.printed % (job.document?.pages ?? 1)) % 2 === 0;
  const sheetsOf = (job: Job): number => {
    const perCopy = job.document?.pages ?? 1;
    const whole = Math.floor(job.printed / perCopy);
    const rest = job.printed % perCopy;
    const of = (sides: number): number => (twoSided(job) ? Math.ceil(sides / 2) : sides);
    return whole * of(perCopy) + of(rest);
  };

  const putOut = (job: Job): void => {
    const { document } = job;
    if (document === undefined || job.printed === 0) return;
    const { bytes, format } = document;
    const complete = job.printed === sidesOf(job);
    const { id, name, title } = job;
    outputs.push({
      jobId: id,
      name,
      title,
      format,
      bytes,
      sides: job.printed,
      of: sidesOf(job),
      sheets: sheetsOf(job),
      complete,
    });
    outputs = outputs.slice(-KEPT);
  };
  const end = (job: Job, state: number, reasons: readonly string[], time: number): void => {
    job.state = state;
    job.reasons = reasons;
    job.endedAt = time;
    putOut(job);
    const over = jobs.filter(isOver);
    const forgotten = new Set(over.slice(0, Math.max(0, over.length - KEPT)));
    jobs = jobs.filter((one) => !forgotten.has(one));
  };

  /** Used up in the course of printing: seen on the metal as if a person had caused it, and mended in the same way. */
  const ranOut = (trouble: string): void => {
    if (troubles.has(trouble)) return;
    troubles.add(trouble);
    metal.set(trouble, true);
  };

  const advance = (now: number): void => {
    while (powered) {
      const job = current();
      if (job === undefined) break;
      if (blocked()) {
        if (job.startedAt !== undefined) job.state = JOB_STATE.stopped;
        job.reasons = ["printer-stopped"];
        break;
      }
      at = Math.max(at, job.createdAt);
      job.state = JOB_STATE.processing;
      job.reasons = ["job-printing"];
      job.startedAt ??= at;
      if (at + options.msPerPage > now) return;
      at += options.msPerPage;
      if (drawsSheet(job)) sheets -= 1;
      job.printed += 1;
      pages += 1;
      toner = Math.max(0, toner - options.tonerPerSide);
      if (job.printed === sidesOf(job)) end(job, JOB_STATE.completed, ["job-completed-successfully"], at);
      if (sheets <= 0) ranOut("paperOut");
      if (toner <= 0) ranOut("tonerOut");
    }
    at = now;
  };
  const tick = (): void => {
    const now = clock.ms();
    advance(now);
    for (const job of jobs)
      if (job.document === undefined && !isOver(job) && now - job.createdAt > SEND_WITHIN_MS)
        end(job, JOB_STATE.aborted, ["aborted-by-system", "submission-interrupted"], now);
  };

  const changed = (): void => {
    tick();
    const now = { powered: metal.powered(), troubles: new Set(metal.state().troubles) };
    const came = (trouble: string): boolean => now.troubles.has(trouble) && !troubles.has(trouble);
    const went = (trouble: string): boolean => !now.troubles.has(trouble) && troubles.has(trouble);
    const moving = current();
    // The sheet that was on its way is lost; its side is printed again.
    if (came("jam") && moving?.state === JOB_STATE.processing) {
      spoiled += 1;
      sheets = Math.max(0, sheets - 1);
    }
    if (came("paperOut")) sheets = 0;
    if (went("paperOut") && sheets <= 0) sheets = options.capacity;
    if (came("tonerOut")) toner = 0;
    if (went("tonerOut") || went("tonerLow")) toner = 100;
    if (came("tonerLow")) toner = Math.min(toner, TONER_LOW);
    if (powered && !now.powered) {
      for (const job of jobs) if (!isOver(job)) putOut(job);
      jobs = [];
    }
    if (!powered && now.powered) booted = clock.ms();
    ({ powered } = now);
    ({ troubles } = now);
    tick();
  };
  metal.onChange(changed);

  return {
    tick,
    create: (fresh) => {
      const job: Job = {
        ...fresh,
        id: nextId,
        createdAt: clock.ms(),
        state: JOB_STATE.pending,
        reasons: ["job-incoming"],
        printed: 0,
      };
      nextId += 1;
      jobs.push(job);
      return job;
    },
    load: (job, document) => {
      job.document = document;
      job.reasons = ["job-queued"];
      tick();
    },
    abort: (job, reason) => end(job, JOB_STATE.aborted, ["aborted-by-system", reason], clock.ms()),
    cancel: (job) => {
      if (isOver(job)) return false;
      end(job, JOB_STATE.canceled, ["job-canceled-by-user"], clock.ms());
      return true;
    },
    jobs: () => jobs,
    job: (id) => jobs.find((job) => job.id === id),
    outputs: () => outputs,
    reasons: () => [
      ...(hasPaper() ? [] : ["media-empty-error"]),
      ...(hasPaper() && (sheets < options.lowBelow || troubles.has("paperLow")) ? ["media-low-warning"] : []),
      ...(troubles.has("jam") ? ["media-jam-error"] : []),
      ...(troubles.has("coverOpen") ? ["cover-open-error"] : []),
      ...(toner <= 0 ? ["toner-empty-error"] : toner <= TONER_LOW ? ["toner-low-warning"] : []),
    ],
    stopped: blocked,
    fill: (count) => {
      tick();
      sheets = Math.min(options.capacity, count);
      metal.set("paperOut", sheets <= 0);
    },
    figures: () => ({ sheets, toner: Math.round(toner * 100) / 100, pages, spoiled }),
    bootedAt: () => booted,
    reset: () => {
      jobs = [];
      outputs = [];
      nextId = 1;
      sheets = options.sheets;
      toner = 100;
      pages = 0;
      spoiled = 0;
      booted = clock.ms();
      at = clock.ms();
      metal.reset();
    },
  };
};
