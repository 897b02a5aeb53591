/**
 * The portal's books: dossiers it was given, their progress, dossiers it pushed into the province and what it was told of them.
 * It also counts what a hub must never do to it: the same item twice, an item older than the one before.
 */
import type { ProgressItem, StatusSync, SyncDossier } from "../../adapters/dvc-portal/contract/dossier.ts";
import type { PushResult } from "../kit/push.ts";

export interface LedgerDossier {
  /** As last synchronised. */
  readonly data: SyncDossier;
  /** As last set by a sync or by progress. */
  readonly status: string;
  readonly createdAt: string;
  readonly updates: number;
  /** Updates that changed nothing: the same message again. */
  readonly identicalUpdates: number;
  /** Every state that a sync gave it, in order of arrival. */
  readonly statuses: readonly string[];
  readonly progress: readonly (ProgressItem & { readonly at: string; readonly double: boolean; readonly late: boolean })[];
}

export interface PushedDossier {
  readonly MaHoSo: string;
  readonly pushes: readonly (PushResult & { readonly at: string; readonly kind: string })[];
  /** The province's own code, as DongBoTrangThaiHoSo told it. */
  readonly MaHoSoDonVi: string | null;
  readonly statuses: readonly (StatusSync & { readonly at: string; readonly double: boolean })[];
}

export interface Ledger {
  readonly dossier: (code: string) => LedgerDossier | undefined;
  readonly create: (data: SyncDossier, at: string) => void;
  readonly update: (data: SyncDossier) => void;
  readonly progress: (item: ProgressItem, at: string) => void;
  readonly pushed: (code: string) => PushedDossier | undefined;
  readonly addPush: (code: string, kind: string, at: string, result: PushResult) => void;
  /** From the first try on, the portal knows the dossier: a status may come before the push's own answer. */
  readonly announcePush: (code: string) => void;
  readonly pushedStatus: (data: StatusSync, at: string) => void;
  readonly state: () => { readonly dossiers: readonly LedgerDossier[]; readonly pushed: readonly PushedDossier[] };
  readonly counts: () => Readonly<Record<string, number>>;
  readonly reset: () => void;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);

/**
 * Empty books, in memory (domain.md §1.3, §1.4, §1.6). `at` is the simulator's clock. They record and refuse nothing (that is the
 * services' work): an update or progress of an unknown dossier is left out.
 */
export const createLedger = (): Ledger => {
  let dossiers = new Map<string, LedgerDossier>();
  let pushed = new Map<string, PushedDossier>();
  const ofPushed = (code: string): PushedDossier =>
    pushed.get(code) ?? { MaHoSo: code, pushes: [], MaHoSoDonVi: null, statuses: [] };

  return {
    dossier: (code) => dossiers.get(code),
    create: (data, at) => {
      dossiers.set(data.MaHoSo, {
        data,
        status: data.TrangThaiHoSo,
        createdAt: at,
        updates: 0,
        identicalUpdates: 0,
        statuses: [data.TrangThaiHoSo],
        progress: [],
      });
    },
    update: (data) => {
      const before = dossiers.get(data.MaHoSo);
      if (before === undefined) return;
      const identical = same(before.data, data);
      dossiers.set(data.MaHoSo, {
        ...before,
        data,
        status: data.TrangThaiHoSo,
        updates: before.updates + 1,
        identicalUpdates: before.identicalUpdates + (identical ? 1 : 0),
        statuses: [...before.statuses, data.TrangThaiHoSo],
      });
    },
    progress: (item, at) => {
      const dossier = dossiers.get(item.MaHoSo);
      if (dossier === undefined) return;
      const double = dossier.progress.some(({ at: _at, double: _double, late: _late, ...earlier }) => same(earlier, item));
      const late = dossier.progress.some((earlier) => earlier.ThoiDiemXuLy > item.ThoiDiemXuLy);
      dossiers.set(item.MaHoSo, {
        ...dossier,
        status: item.TrangThai,
        progress: [...dossier.progress, { ...item, at, double, late }],
      });
    },
    pushed: (code) => pushed.get(code),
    announcePush: (code) => {
      pushed.set(code, ofPushed(code));
    },
    addPush: (code, kind, at, result) => {
      const before = ofPushed(code);
      pushed.set(code, { ...before, pushes: [...before.pushes, { ...result, at, kind }] });
    },
    pushedStatus: (data, at) => {
      const before = ofPushed(data.MaHoSo);
      const double = before.statuses.some(({ at: _at, double: _double, ...earlier }) => same(earlier, data));
      pushed.set(data.MaHoSo, {
        ...before,
        MaHoSoDonVi: data.MaHoSoDonVi || before.MaHoSoDonVi,
        statuses: [...before.statuses, { ...data, at, double }],
      });
    },
    state: () => ({ dossiers: [...dossiers.values()], pushed: [...pushed.values()] }),
    counts: () => {
      const all = [...dossiers.values()];
      const items = all.flatMap((one) => one.progress);
      return {
        dossiers: all.length,
        updates: sum(all.map((one) => one.updates)),
        identicalUpdates: sum(all.map((one) => one.identicalUpdates)),
        progress: items.length,
        doubleProgress: items.filter((item) => item.double).length,
        lateProgress: items.filter((item) => item.late).length,
        pushed: pushed.size,
        doubleStatuses: sum([...pushed.values()].map((one) => one.statuses.filter((status) => status.double).length)),
      };
    },
    reset: () => {
      dossiers = new Map();
      pushed = new Map();
    },
  };
};
