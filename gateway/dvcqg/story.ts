/**
 * What a sync tells of a dossier's course — a record of DongBoHoSoMC, a row of CapNhatTienDoHoSoMC, a report of DongBoTrangThaiHoSo — in one
 * form, from which steps.ts makes commands. Pure.
 */
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Instant } from "../../core/time/types.ts";
import type { Goal, Step } from "./catch-up.ts";
import type { FeeLine, ProgressRow, StateReport, SupplementLine, SyncRecord } from "./record.ts";

export interface Story {
  /** The client's code of the dossier. */
  readonly code: string;
  readonly goal: Goal;
  /** When the steps happened, as far as the sync says. */
  readonly at: Readonly<Partial<Record<Step, Instant>>>;
  readonly rounds: readonly SupplementLine[];
  /** Why, or what: for reasons and notes. */
  readonly words?: string;
  readonly unit?: { readonly name?: string; readonly officer?: string; readonly dueAt?: Instant };
  readonly fees: readonly FeeLine[];
  readonly results: readonly { readonly name: string; readonly number?: string; readonly file?: FileRef }[];
  /** The appointment that the client gave. */
  readonly dueAt?: Instant;
  /** Files whose bytes came along, by component. */
  readonly brought: ReadonlyMap<string, readonly FileRef[]>;
}

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

const NOTHING = { rounds: [], fees: [], results: [], brought: new Map() } as const;

/** Before the date of receipt, or without one, a supplement was asked for before receipt (R-A03). */
const isBefore = (line: SupplementLine, received: Instant | undefined): boolean =>
  received === undefined || (line.NgayBoSung !== undefined && line.NgayBoSung < received);

/** The course of a record. `brought`: its files that came with their bytes, by component. */
export const storyOf = (record: SyncRecord, brought: Story["brought"] = NOTHING.brought): Story => {
  const { NgayTiepNhan: received, NgayKetThucXuLy: ended, NgayTra: returned, NgayTuChoi: refused } = record;
  const end = ended ?? returned;
  return {
    code: record.MaHoSo,
    goal: {
      status: record.TrangThaiHoSo,
      received: received !== undefined,
      refused: refused !== undefined,
      rounds: record.DanhSachHoSoBoSung.map((line) => ({
        beforeReceipt: isBefore(line, received),
        supplied: line.NgayTiepNhanBoSung !== undefined,
      })),
    },
    at: {
      ...given("checkValid", received),
      ...given("receive", received),
      ...given("turnAway", refused ?? end),
      ...given("decide", end),
      ...given("refuse", refused ?? end),
      ...given("withdraw", end),
      ...given("returnResult", returned),
    },
    rounds: record.DanhSachHoSoBoSung,
    ...given("words", record.ThongTinTra ?? record.GhiChu),
    ...given("unit", record.DonViXuLy === undefined ? undefined : { name: record.DonViXuLy }),
    fees: record.DanhSachLePhi,
    results: record.DanhSachGiayToKetQua.map((paper) => ({
      name: paper.TenGiayTo,
      ...given("number", paper.MaGiayToKetQua),
    })),
    ...given("dueAt", record.NgayHenTra),
    brought,
  };
};

/** Every step that one row can lead to happened when the row says. */
const allAt = (at: Instant): Story["at"] => ({
  checkValid: at,
  receive: at,
  turnAway: at,
  askBeforeReceipt: at,
  supplement: at,
  handOver: at,
  askSupplement: at,
  askFee: at,
  settle: at,
  suspend: at,
  resume: at,
  decide: at,
  refuse: at,
  withdraw: at,
  returnResult: at,
});

/** The course of a progress row: it has a date for whatever it says. */
export const storyOfRow = (row: ProgressRow, at: Instant): Story => ({
  ...NOTHING,
  code: row.MaHoSo,
  goal: { status: row.TrangThai, received: true, refused: false, rounds: [] },
  at: allAt(at),
  words: row.NoiDungXuLy,
  unit: {
    ...given("name", row.PhongBanXuLy),
    ...given("officer", row.NguoiXuLy),
    ...given("dueAt", row.NgayKetThucTheoQuyDinh),
  },
});

/** The course of a report about a dossier that the portal pushed in; its files are the result. */
export const storyOfReport = (report: StateReport, at: Instant, files: ReadonlyMap<number, FileRef>): Story => ({
  ...NOTHING,
  code: report.MaHoSo,
  goal: { status: report.TrangThai, received: true, refused: false, rounds: [] },
  at: allAt(at),
  ...given("words", report.NoiDung),
  results: report.TaiLieuXuLy.map((file, place) => ({ name: file.TenTepDinhKem, ...given("file", files.get(place)) })),
});
