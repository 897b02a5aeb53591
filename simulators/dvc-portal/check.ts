/** What the portal refuses, in its own prose: missing fields, bad dates, over-long texts, values outside the lists. */
import type { z } from "zod";
import type { SyncDossier } from "../../adapters/dvc-portal/contract/dossier.ts";

const at = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    data,
  );

const isTime = (field: string): boolean => field.startsWith("Ngay") || field.startsWith("ThoiDiem");

/** One fault as the portal words it; only the first is ever told, as by the real one. */
export const prose = (issue: z.core.$ZodIssue, data: unknown): string => {
  const field = String(issue.path.findLast((key) => typeof key === "string") ?? "data");
  const value = at(data, issue.path);
  if (value === undefined || value === null || value === "") return `Thiếu thông tin bắt buộc: ${field}`;
  if (issue.code === "too_big") return `Trường ${field} vượt quá ${String(issue.maximum)} ký tự cho phép`;
  if (isTime(field)) return `Trường ${field} không đúng định dạng yyyyMMddHHmmss`;
  return `Giá trị của trường ${field} không hợp lệ`;
};

/** 20260230… has the right shape and is no date. */
const exists = (stamp: string): boolean => {
  const [year, month, day] = [stamp.slice(0, 4), stamp.slice(4, 6), stamp.slice(6, 8)].map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day;
};

/** The first date field that names a day which does not exist, as prose; undefined when all do. */
export const impossibleDate = (data: Readonly<Record<string, unknown>>): string | undefined => {
  const bad = Object.entries(data).find(
    ([field, value]) => isTime(field) && typeof value === "string" && value !== "" && !exists(value),
  );
  return bad === undefined ? undefined : `Trường ${bad[0]} không phải là ngày hợp lệ`;
};

/** Mới đăng ký, Không được tiếp nhận, Yêu cầu bổ sung, rút hồ sơ: can all come before receipt, so without its date. */
const BEFORE_RECEIPT: ReadonlySet<string> = new Set(["1", "3", "5", "7"]);

/** Rules between the fields of a dossier, the first broken one as prose. */
export const inconsistent = (data: SyncDossier): string | undefined => {
  const impossible = impossibleDate(data);
  if (impossible !== undefined) return impossible;
  const received = data.NgayTiepNhan ?? "";
  if (received === "" && !BEFORE_RECEIPT.has(data.TrangThaiHoSo)) return "Thiếu thông tin bắt buộc: NgayTiepNhan";
  const due = data.NgayHenTra ?? "";
  if (received !== "" && due !== "" && due < received) return "Ngày hẹn trả không được trước ngày tiếp nhận";
  return undefined;
};
