/**
 * Jobs at the printer: found by the name that the hub gave them, so that nothing is sent twice, and read: out, waiting, or never to come out.
 */
import type { OperationResult } from "../../../core/exchange/adapter.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { Ask } from "./client.ts";
import { GROUP, JOB_STATE, STATUS, TAG } from "./contract/ipp.ts";
import { type PrinterNow, textsOf } from "./problems.ts";
import type { IppAnswer, IppAttribute, IppAttributes } from "./wire.ts";

export interface PrinterJob {
  readonly id: number;
  readonly state: number;
  readonly reasons: readonly string[];
}

/** A printer keeps a short list of what it printed; one that lists more is read only so far. */
const MOST_JOBS = 500;
/** While it prints it is asked again after this long, milliseconds. */
const PRINTING_MS = 1000;
const WANTED: IppAttribute = ["requested-attributes", TAG.keyword, "job-id", "job-name", "job-state", "job-state-reasons"];

/** Every job group of an answer. */
const jobGroups = ({ groups }: IppAnswer): readonly IppAttributes[] =>
  groups.flatMap(({ tag, attributes }) => (tag === GROUP.job ? [attributes] : []));

/** A job as an answer tells of it; undefined where it names none. */
export const jobOf = (attributes: IppAttributes | undefined): PrinterJob | undefined => {
  const id = attributes?.get("job-id")?.[0];
  const state = attributes?.get("job-state")?.[0];
  if (attributes === undefined || typeof id !== "number" || typeof state !== "number") return undefined;
  return { id, state, reasons: textsOf(attributes, "job-state-reasons") };
};
/** The job of an answer to Print-Job or Get-Job-Attributes. */
export const firstJob = (answer: IppAnswer): PrinterJob | undefined => jobOf(jobGroups(answer)[0]);

const attributesOf = async (ask: Ask, id: number): Promise<IppAttributes | undefined> => {
  const answer = await ask({
    operation: "getJobAttributes",
    about: [["job-id", TAG.integer, id], WANTED],
    statuses: [STATUS.notFound, STATUS.gone],
  });
  return jobGroups(answer)[0];
};

/**
 * The job of this name, or undefined where the printer knows none. Waiting jobs are looked through before finished ones: one that finishes
 * in between is then still found.
 */
export const findJob = async (ask: Ask, name: string): Promise<PrinterJob | undefined> => {
  for (const which of ["not-completed", "completed"]) {
    const answer = await ask({
      operation: "getJobs",
      about: [["limit", TAG.integer, MOST_JOBS], WANTED, ["which-jobs", TAG.keyword, which], ["my-jobs", TAG.boolean, true]],
    });
    const named: PrinterJob[] = [];
    for (const listed of jobGroups(answer)) {
      const id = listed.get("job-id")?.[0];
      if (typeof id !== "number") continue;
      // Some printers list ids only, whatever is asked for.
      const full = listed.has("job-name") && listed.has("job-state") ? listed : await attributesOf(ask, id);
      const job = full?.get("job-name")?.[0] === name ? jobOf(full) : undefined;
      if (job !== undefined) named.push(job);
    }
    // One that came only in half (cameNot) lies behind the one that was sent after it.
    const [latest] = named.toSorted((a, b) => b.id - a.id);
    if (latest !== undefined) return latest;
  }
  return undefined;
};

/** job-state-reasons (RFC 8011 §5.3.8) for the officer. */
const REASONS: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  "aborted-by-system": ["máy in tự bỏ", "given up by the printer"],
  "unsupported-document-format": ["loại tệp không in được", "the format cannot be printed"],
  "document-format-error": ["tệp bị lỗi", "the file is damaged"],
  "document-unprintable-error": ["tệp không in được", "the file cannot be printed"],
  "document-password-error": ["tệp có mật khẩu", "the file has a password"],
  "document-permission-error": ["tệp bị cấm in", "the file may not be printed"],
  "document-security-error": ["tệp bị khóa", "the file is locked"],
  "unsupported-compression": ["kiểu nén không được nhận", "the compression is not taken"],
  "compression-error": ["tệp nén bị lỗi", "the compressed file is damaged"],
  "job-canceled-by-user": ["người gửi đã hủy", "cancelled by its sender"],
  "job-canceled-by-operator": ["người quản lý máy đã hủy", "cancelled by the operator"],
  "job-canceled-at-device": ["có người hủy tại máy", "cancelled at the printer"],
  "job-completed-with-errors": ["in xong nhưng có lỗi", "finished with errors"],
};
const inWords = (reasons: readonly string[], language: 0 | 1, none: string): string => {
  const known = reasons.flatMap((reason) => REASONS[reason]?.[language] ?? []);
  return known.length === 0 ? none : known.join(", ");
};

const over = (code: string, job: PrinterJob, what: { readonly vi: string; readonly en: string }): ExchangeError =>
  new ExchangeError("rejected", `job ${job.id}: ${job.reasons.join(", ") || "no reason given"}`, {
    code,
    blame: "partner",
    hint: {
      vi: `${what.vi}: ${inWords(job.reasons, 0, "máy không nêu lý do")}. Xem máy in, rồi in lại nếu vẫn cần.`,
      en: `${what.en}: ${inWords(job.reasons, 1, "no reason given")}. Look at the printer, and print again if it is still wanted.`,
    },
  });

/** Paper is out, or a cover open: it goes on by itself when somebody has seen to it. Never the breaker's concern: the printer answers. */
export const standsStill = (printer: PrinterNow, what: string): ExchangeError => {
  const [worst] = printer.problems.filter(({ weight }) => weight === "failing");
  return new ExchangeError("retry", what, {
    code: worst?.code ?? "printer.stopped",
    blame: "partner",
    hint: {
      vi: `${worst?.vi ?? "Máy in đang dừng."} Bản in đang chờ và tự in tiếp, không cần gửi lại.`,
      en: `${worst?.en ?? "The printer has stopped."} The paper waits and is printed by itself; do not send it again.`,
    },
    trips: false,
  });
};

const printing = (job: PrinterJob): ExchangeError =>
  new ExchangeError("retry", `job ${job.id} is being printed`, {
    code: "printer.printing",
    blame: "partner",
    hint: { vi: "Đang in.", en: "It is being printed." },
    retryAfterMs: PRINTING_MS,
    trips: false,
  });

/** The document never came whole (the line broke, or the printer fell over while it took it): it is as if nothing had been sent. */
const cameNot = (job: PrinterJob): boolean => job.state === JOB_STATE.aborted && job.reasons.includes("submission-interrupted");

/**
 * What a job's state means: done, or undefined where it must be sent anew. Throws `retry` while it waits or prints, `rejected` where it will
 * never come out, or came out with errors.
 */
export const settle = (job: PrinterJob, printer: PrinterNow): OperationResult | undefined => {
  switch (job.state) {
    case JOB_STATE.completed:
      if (job.reasons.includes("job-completed-with-errors"))
        throw over("hall.print-faulty", job, { vi: "Bản in có thể thiếu trang", en: "Pages may be missing" });
      return { reference: String(job.id) };
    case JOB_STATE.canceled:
      throw over("hall.print-canceled", job, { vi: "Lệnh in đã bị hủy", en: "The job was cancelled" });
    case JOB_STATE.aborted:
      if (cameNot(job)) return undefined;
      throw over("hall.print-aborted", job, { vi: "Máy in không in được", en: "The printer could not print it" });
    default: {
      const waits = printer.stopped || job.state === JOB_STATE.stopped || job.state === JOB_STATE.held;
      throw waits ? standsStill(printer, `job ${job.id} waits at the printer`) : printing(job);
    }
  }
};
