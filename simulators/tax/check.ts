/** What the tax office finds wrong with what it is sent, in its own words: which section, which parcel, which field. */
import type { z } from "zod";
import { PHRASES } from "../../adapters/tax/contract/access.ts";
import type { Proof, Registration, Slip } from "../../adapters/tax/contract/slip.ts";

/** Sections of Mẫu số 19 as a person names them. */
const SECTIONS: Readonly<Record<string, string>> = {
  ThongTinHoSo: "mục I (thông tin hồ sơ)",
  NguoiSuDungDat: "mục II (người sử dụng đất)",
  ThongTinThuaDat: "mục III (thông tin thửa đất)",
};
const FIELDS: Readonly<Record<string, string>> = {
  ThuaDatSo: "số thửa",
  ToBanDoSo: "số tờ bản đồ",
  DiaChi: "địa chỉ",
  DienTich: "diện tích",
  SoPhieu: "số phiếu",
  Ten: "họ tên",
  MaHoSo: "mã hồ sơ",
  NgayNhanHoSoDayDu: "ngày nhận đủ hồ sơ",
  MaSoThue: "mã số thuế",
  SoDinhDanh: "số định danh",
};

/** "mục III (thông tin thửa đất), thửa thứ 1, diện tích (DienTich)". */
const place = (path: readonly PropertyKey[]): string =>
  path
    .filter((step) => step !== "Data")
    .map((step) => {
      if (typeof step === "number") return `thửa thứ ${step + 1}`;
      const name = String(step);
      const field = FIELDS[name];
      return SECTIONS[name] ?? (field === undefined ? name : `${field} (${name})`);
    })
    .join(", ");

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined),
    body,
  );

const isMissing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0);

/** The first fault of a message's shape, in prose. */
export const shapeProblem = (error: z.ZodError, body: unknown): string => {
  const issue = error.issues[0];
  if (issue === undefined || issue.path.length === 0) return "Dữ liệu gửi đến không đúng định dạng";
  if (isMissing(valueAt(body, issue.path))) return `Phiếu ${PHRASES.missing}: ${place(issue.path)}`;
  if (issue.code === "too_big" && issue.origin === "string")
    return `Dữ liệu ${place(issue.path)} quá ${String(issue.maximum)} ký tự`;
  return `Dữ liệu ${place(issue.path)} không hợp lệ`;
};

/** Is `dd-MM-yyyy` a day of the calendar? */
const isDay = (text: string): boolean => {
  const [day, month, year] = text.split("-").map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  return date.getUTCDate() === day && date.getUTCMonth() === (month ?? 0) - 1;
};

/** Do the areas of own and of common use make up the whole? Compared in tenths of a square metre. */
const areasFit = (parcel: Slip["Data"]["ThongTinThuaDat"][number]): boolean =>
  parcel.DienTichRieng === undefined ||
  parcel.DienTichChung === undefined ||
  Math.round((parcel.DienTichRieng + parcel.DienTichChung) * 10) === Math.round(parcel.DienTich * 10);

/** What is wrong in the matter with a slip of the right shape; undefined where nothing is. */
export const slipProblem = ({ Data }: Slip): string | undefined => {
  const { MaHoSo, NgayNhanHoSoDayDu } = Data.ThongTinHoSo;
  if (!Data.SoPhieu.startsWith(`${MaHoSo}/`)) return `Số phiếu ${Data.SoPhieu} không ứng với mã hồ sơ ${MaHoSo}`;
  if (!isDay(NgayNhanHoSoDayDu)) return `Dữ liệu ${place(["ThongTinHoSo", "NgayNhanHoSoDayDu"])} không hợp lệ`;
  const user = Data.NguoiSuDungDat;
  if (user.SoDinhDanh === undefined && user.MaSoThue === undefined)
    return `Phiếu ${PHRASES.missing}: ${place(["NguoiSuDungDat"])}, mã số thuế hoặc số định danh`;
  if (user.NgaySinh !== undefined && !isDay(user.NgaySinh))
    return `Dữ liệu ${place(["NguoiSuDungDat", "NgaySinh"])} không hợp lệ`;
  const wrong = Data.ThongTinThuaDat.findIndex((parcel) => !areasFit(parcel));
  return wrong === -1 ? undefined : `Diện tích riêng và chung của thửa thứ ${wrong + 1} không bằng tổng diện tích`;
};

/** Likewise for the registration of a household business. */
export const registrationProblem = ({ Data }: Registration): string | undefined => {
  if (!Data.SoPhieu.startsWith(`${Data.MaHoSo}/`)) return `Số phiếu ${Data.SoPhieu} không ứng với mã hồ sơ ${Data.MaHoSo}`;
  for (const date of [Data.NgayBatDau, Data.ChuHo.NgaySinh])
    if (date !== undefined && !isDay(date)) return `Ngày ${date} không hợp lệ`;
  return undefined;
};

/** What is wrong with a proof of payment against the notice that it names. */
export const proofProblem = (
  { Data }: Proof,
  notice: { readonly dossier: string; readonly total: number; readonly taxCodes: readonly string[] } | undefined,
): string | undefined => {
  const { MaThongBaoThue, SoTien } = Data.ThongTinThanhToan;
  if (notice === undefined || notice.dossier !== Data.MaHoSo)
    return `Hồ sơ ${Data.MaHoSo} ${PHRASES.unknownNotice} ${MaThongBaoThue}`;
  if (!notice.taxCodes.includes(Data.MaSoThue)) return `Mã số thuế ${Data.MaSoThue} không phải của thông báo ${MaThongBaoThue}`;
  if (SoTien !== notice.total)
    return `Chứng từ nộp ${SoTien} đồng, thông báo ${MaThongBaoThue}: ${PHRASES.wrongSum} (${notice.total} đồng)`;
  return undefined;
};
