/**
 * The liên thông hub's books: dossiers that wait to be fetched, and the states that one-stop departments reported of them. The hub
 * takes states in its own order only: 1 → 3 → 7 → 4 → 5, with 2 (supplement) and 6 (refused) from 1, 3 and 7 (domain.md §5.2).
 */
import {
  type DossierDetail,
  JUSTICE,
  type ListItem,
  PHRASES,
  type ReportReply,
  type ReportRequest,
  reportedResult,
} from "../../adapters/civil-status/contract/hub.ts";
import type { AttachedFile } from "../../adapters/civil-status/contract/registry.ts";
import type { SimContext } from "../kit/types.ts";

/** What may be reported after what. */
const NEXT: Readonly<Record<number, readonly number[]>> = {
  0: [1],
  1: [2, 3, 6],
  3: [2, 7, 6],
  7: [2, 4, 6],
  2: [1, 3, 6],
  4: [5],
  5: [],
  6: [],
};
/** The course of a dossier in the order of time: what must have come before each. */
const COURSE: readonly number[] = [1, 3, 7, 4, 5];

/** One dossier at the hub. */
export interface HubDossier {
  readonly item: ListItem;
  readonly data: string;
  readonly files: readonly AttachedFile[];
  readonly fetched: number;
  readonly confirmed: number;
  /** Waits to be fetched (again). */
  readonly waiting: boolean;
  /** States in the order they were taken. */
  readonly states: readonly number[];
  readonly reports: readonly ReportRequest[];
}

/** The hub's books and what may be done with them. */
export interface HubBook {
  readonly file: (item: ListItem, data: string, files: readonly AttachedFile[]) => void;
  /** The applicant brings what was asked for: the dossier waits to be fetched again. Undefined: nothing was asked. */
  readonly bring: (number: string, submittedAt: string, files: readonly AttachedFile[]) => HubDossier | undefined;
  readonly waiting: () => readonly ListItem[];
  readonly detail: (id: string) => DossierDetail | undefined;
  readonly confirm: (number: string) => boolean;
  readonly report: (request: ReportRequest) => ReportReply;
  readonly dossiers: () => readonly HubDossier[];
  /** Reports that were refused, with the reason. */
  readonly refused: () => readonly { readonly number: string; readonly state: number; readonly says: string }[];
  readonly reset: () => void;
}

const trace = (context: SimContext): string => `00-${context.random.hex(16)}-${context.random.hex(8)}-00`;

/** Why a report is not taken; undefined where it is. */
const problem = (request: ReportRequest, dossier: HubDossier | undefined): { field: string; says: string } | undefined => {
  const { soHoSoLT: number, trangThai: state } = request;
  const about = (says: string) => ({ field: "soHoSoLT", says });
  if (dossier === undefined) return about(`Hồ sơ ${number} ${PHRASES.notFound}`);
  if (request.coQuanXuLy !== JUSTICE) return about(`Hồ sơ ${number}: Logic xử lý không hợp lệ`);
  if (request.maTTHC !== dossier.item.maTTHC)
    return { field: "maTTHC", says: `Thủ tục ${request.maTTHC} của hồ sơ ${number}: Logic xử lý không hợp lệ` };
  const present = dossier.states.at(-1) ?? 0;
  if (present === 6) return about(`Hồ sơ ${number} bị từ chối. Không thể cập nhật trạng thái`);
  if (present === 5) return about(`Hồ sơ ${number} đã trả kết quả, không được cập nhật trạng thái`);
  if (state === present) return about(`Trạng thái ${state} của hồ sơ ${number} ${PHRASES.alreadyThere}`);
  if (present === 4 && state !== 5) return about(`Hồ sơ ${number} đã hoàn thành đăng ký, không được cập nhật trạng thái`);
  if (!(NEXT[present] ?? []).includes(state)) {
    const place = COURSE.indexOf(state);
    const missing = COURSE.slice(0, Math.max(place, 0)).findLast((one) => !dossier.states.includes(one));
    return missing === undefined
      ? about(`Hồ sơ ${number}: Logic xử lý không hợp lệ (${present} → ${state})`)
      : about(`Trạng thái ${missing} của hồ sơ ${number} chưa được gửi không thể cập nhật trạng thái ${state}`);
  }
  if (state === 4) {
    try {
      reportedResult.parse(JSON.parse(request.ketQuaXuLy ?? ""));
    } catch {
      return { field: "ketQuaXuLy", says: "ketQuaXuLy không đúng định dạng" };
    }
  }
  return undefined;
};

/** Empty books. */
export const createHubBook = (context: SimContext): HubBook => {
  let dossiers = new Map<string, HubDossier>();
  let refused: { number: string; state: number; says: string }[] = [];

  return {
    file: (item, data, files) => {
      dossiers.set(item.maHoSo, { item, data, files, fetched: 0, confirmed: 0, waiting: true, states: [], reports: [] });
    },
    bring: (number, submittedAt, files) => {
      const dossier = dossiers.get(number);
      if (dossier === undefined || dossier.states.at(-1) !== 2) return undefined;
      const item = { ...dossier.item, ngayTiepNhan: submittedAt };
      const next = { ...dossier, item, files: [...dossier.files, ...files], waiting: true };
      dossiers.set(number, next);
      return next;
    },
    waiting: () => [...dossiers.values()].filter((one) => one.waiting).map((one) => one.item),
    detail: (id) => {
      const dossier = [...dossiers.values()].find((one) => one.item.id === id);
      if (dossier === undefined) return undefined;
      dossiers.set(dossier.item.maHoSo, { ...dossier, fetched: dossier.fetched + 1 });
      return { ...dossier.item, data: dossier.data, fileDinhKem: [...dossier.files] };
    },
    confirm: (number) => {
      const dossier = dossiers.get(number);
      if (dossier === undefined) return false;
      dossiers.set(number, { ...dossier, waiting: false, confirmed: dossier.confirmed + 1 });
      return true;
    },
    report: (request) => {
      const dossier = dossiers.get(request.soHoSoLT);
      const wrong = problem(request, dossier);
      if (wrong !== undefined || dossier === undefined) {
        const { field, says } = wrong ?? { field: "soHoSoLT", says: PHRASES.notFound };
        refused.push({ number: request.soHoSoLT, state: request.trangThai, says });
        return {
          status: 400,
          title: "One or more validation errors occurred.",
          type: "https://tools.ietf.org/html/rfc7231#section-6.5.1",
          traceId: trace(context),
          errors: { [field]: [says] },
        };
      }
      dossiers.set(request.soHoSoLT, {
        ...dossier,
        states: [...dossier.states, request.trangThai],
        reports: [...dossier.reports, request],
      });
      return { status: 200, title: "Cập nhật trạng thái hồ sơ thành công" };
    },
    dossiers: () => [...dossiers.values()],
    refused: () => refused,
    reset: () => {
      dossiers = new Map();
      refused = [];
    },
  };
};
