/**
 * What a result display shows of an agency's dossiers (BNV 5274: "màn hình thông báo tình hình giải quyết thủ tục hành chính"): codes and
 * procedures only, nobody's name. Pure: dossiers and the hour come in.
 * Glossary: ready = đã có kết quả, chờ nhận · late = quá hạn · apology = thư xin lỗi · on time = đúng hạn.
 */
import { STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { toLocalDate } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";

/** A procedure's name as it fits on a wall: without "Thủ tục", what stands in brackets, and what follows a semicolon. Pure. */
export const shortProcedure = (name: string): string => {
  const plain = name
    .normalize("NFC")
    .replace(/^Thủ tục\s+/i, "")
    .replaceAll(/\s*\([^()]*\)/g, "")
    .split(";", 1)[0]
    ?.trim();
  if (plain === undefined || plain === "") return name;
  return plain.charAt(0).toLocaleUpperCase("vi") + plain.slice(1);
};

export interface ResultRow {
  readonly id: string;
  readonly code: string;
  readonly procedure: string;
}
export type ApologyState =
  | { readonly state: "rescheduled"; readonly due: Instant }
  | { readonly state: "sent" }
  | { readonly state: "pending" };
export interface LateRow extends ResultRow {
  readonly dueAt: Instant;
  readonly apology: ApologyState;
}
export interface ReadyRow extends ResultRow {
  readonly late: boolean;
  readonly at: Instant;
}
export interface ChangedRow extends ResultRow {
  readonly status: Bilingual;
  readonly at: Instant;
}
export interface DayCounts {
  readonly received: number;
  readonly resolved: number;
  /** Whole per cent of those resolved; absent where none was. */
  readonly onTimePercent?: number;
  /** There were more dossiers than were read: the figures are lower bounds. */
  readonly atLeast: boolean;
}
export interface ResultsView {
  readonly ready: readonly ReadyRow[];
  readonly late: readonly LateRow[];
  readonly changed: readonly ChangedRow[];
  readonly counts: DayCounts;
}

export interface ResultsInput {
  /** Decided, waiting to be collected. */
  readonly ready: readonly Dossier[];
  /** Past their due time, not decided. */
  readonly late: readonly Dossier[];
  /** Touched today. */
  readonly today: readonly Dossier[];
  readonly todayComplete: boolean;
}

const rowOf = (dossier: Dossier, code: string): ResultRow => ({
  id: dossier.id,
  code,
  procedure: shortProcedure(dossier.procedure.name),
});
/** Rows of those that have a code; without one there is nothing that a person could recognise. */
const rows = <R extends ResultRow>(dossiers: readonly Dossier[], make: (dossier: Dossier, row: ResultRow) => R): readonly R[] =>
  dossiers.flatMap((dossier) => (dossier.code === undefined ? [] : [make(dossier, rowOf(dossier, dossier.code))]));

const newestFirst = <R extends { readonly at: Instant }>(list: readonly R[]): readonly R[] =>
  list.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));

const apologyOf = (dossier: Dossier): ApologyState => {
  // An extension tells the new day and apologises in one form (Phiếu xin lỗi và hẹn lại ngày trả kết quả, R-B09).
  const moved = dossier.clock?.extensions.at(-1);
  if (moved !== undefined) return { state: "rescheduled", due: moved.dueAfter };
  return { state: dossier.forms.some(({ form }) => form === "apology") ? "sent" : "pending" };
};

/** Decided after what was promised last; a stopped clock promises nothing. */
const decidedLate = (dossier: Dossier): boolean =>
  dossier.decision !== undefined && dossier.clock !== undefined && dossier.decision.at > dossier.clock.dueAt;

/** Figures of one day of Việt Nam. Resolved: decided on that day; on time: by the appointment that held then. Pure. */
export const dayCounts = (dossiers: readonly Dossier[], now: Instant, complete: boolean): DayCounts => {
  const today = toLocalDate(now);
  const isToday = (instant: Instant | undefined): boolean => instant !== undefined && toLocalDate(instant) === today;
  const resolved = dossiers.filter((dossier) => isToday(dossier.decision?.at));
  const onTime = resolved.filter((dossier) => !decidedLate(dossier)).length;
  return {
    received: dossiers.filter((dossier) => isToday(dossier.receivedAt)).length,
    resolved: resolved.length,
    // Rounded down: 99.6 % is not 100 %.
    ...(resolved.length === 0 ? {} : { onTimePercent: Math.floor((100 * onTime) / resolved.length) }),
    atLeast: !complete,
  };
};

/** The whole display. Pure. */
export const resultsView = (input: ResultsInput, now: Instant): ResultsView => ({
  ready: newestFirst(
    rows(input.ready, (dossier, row) => ({
      ...row,
      late: decidedLate(dossier),
      at: dossier.decision?.at ?? dossier.lastMovedAt ?? dossier.submittedAt,
    })),
  ),
  late: rows(input.late, (dossier, row) => ({
    ...row,
    dueAt: dossier.clock?.dueAt ?? dossier.submittedAt,
    apology: apologyOf(dossier),
  })).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0)),
  changed: newestFirst(
    rows(input.today, (dossier, row) => ({
      ...row,
      status: STATUSES[dossier.status],
      at: dossier.lastMovedAt ?? dossier.receivedAt ?? dossier.submittedAt,
    })),
  ),
  counts: dayCounts(input.today, now, input.todayComplete),
});
