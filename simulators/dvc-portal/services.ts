/** The services behind the portal's one endpoint (domain.md §1.2–§1.6), each answering as the real one does: in prose. */
import { z } from "zod";
import { progressItem, STATUS_SYNC_TYPE, statusSync, syncDossier } from "../../adapters/dvc-portal/contract/dossier.ts";
import { CODES, type Envelope, type ItemResult, type Reply, type Service } from "../../adapters/dvc-portal/contract/envelope.ts";
import type { SimContext } from "../kit/types.ts";
import type { PortalCatalog } from "./catalog.ts";
import { impossibleDate, inconsistent, prose } from "./check.ts";
import type { Ledger } from "./ledger.ts";

export interface ServiceTools {
  readonly ledger: Ledger;
  readonly catalog: PortalCatalog;
  readonly context: SimContext;
}
type ServiceHandler = (call: Envelope, tools: ServiceTools) => Reply;

/** The portal's business refusal, code "-1" (domain.md §1.1): `message` says why, in Vietnamese. */
export const refused = (message: string): Reply => ({ error_code: CODES.refused, message, result: null });
/** The message's own fault, code "3" (domain.md §1.1): a field is missing or wrong. */
export const invalid = (message: string): Reply => ({ error_code: CODES.invalid, message, result: null });

/** Success as it comes from different versions of the real portal: by code, by number, by prose alone. */
const SUCCESS: readonly [Pick<Reply, "error_code" | "message">, ...Pick<Reply, "error_code" | "message">[]] = [
  { error_code: "0", message: "Thành công" },
  { error_code: "00", message: "Đồng bộ dữ liệu thành công" },
  { error_code: 0, message: "OK" },
  { error_code: "", message: "Cập nhật thông tin thành công!" },
];
const done = ({ context }: ServiceTools, result: unknown[]): Reply => ({ ...context.random.pick(SUCCESS), result });

/** Each item has its own outcome; the whole has that of the first that failed. */
const combined = (tools: ServiceTools, items: readonly ItemResult[]): Reply => {
  const failed = items.find((item) => item.error_code !== "0");
  return failed === undefined
    ? done(tools, [...items])
    : { error_code: failed.error_code, message: failed.message, result: [...items] };
};

const codeOf = (item: unknown): string => {
  const read = z.object({ MaHoSo: z.string() }).safeParse(item);
  return read.success ? read.data.MaHoSo : "";
};

/** `data` as a list with something in it. */
const listOf = (call: Envelope): readonly unknown[] | undefined =>
  Array.isArray(call.data) && call.data.length > 0 ? call.data : undefined;

const syncOne = (item: unknown, updating: boolean, { ledger, catalog, context }: ServiceTools): ItemResult => {
  const MaHoSo = codeOf(item);
  const fails = (error_code: string, message: string): ItemResult => ({ MaHoSo, error_code, message });
  const read = syncDossier.safeParse(item);
  const issue = read.error?.issues[0];
  if (!read.success || issue !== undefined)
    return fails(CODES.invalid, issue === undefined ? "Dữ liệu không hợp lệ" : prose(issue, item));
  const problem = inconsistent(read.data);
  if (problem !== undefined) return fails(CODES.invalid, problem);
  if (catalog.procedure(read.data.MaTTHC) === undefined)
    return fails(
      CODES.refused,
      `Đồng bộ không thành công: mã TTHC ${read.data.MaTTHC} không có trong danh mục thủ tục hành chính`,
    );
  const exists = ledger.dossier(MaHoSo) !== undefined;
  if (exists && !updating) return fails(CODES.refused, `Hồ sơ ${MaHoSo} đã tồn tại trên hệ thống`);
  if (!exists && updating) return fails(CODES.refused, `Hồ sơ ${MaHoSo} không tồn tại trên hệ thống, không thể cập nhật`);
  if (updating) ledger.update(read.data);
  else ledger.create(read.data, context.clock.now());
  return { MaHoSo, error_code: "0", message: "Thành công" };
};

const progressOne = (item: unknown, { ledger, context }: ServiceTools): ItemResult => {
  const MaHoSo = codeOf(item);
  const fails = (error_code: string, message: string): ItemResult => ({ MaHoSo, error_code, message });
  const read = progressItem.safeParse(item);
  const issue = read.error?.issues[0];
  if (!read.success || issue !== undefined)
    return fails(CODES.invalid, issue === undefined ? "Dữ liệu không hợp lệ" : prose(issue, item));
  const impossible = impossibleDate(read.data);
  if (impossible !== undefined) return fails(CODES.invalid, impossible);
  if (ledger.dossier(MaHoSo) === undefined)
    return fails(CODES.refused, `Cập nhật tiến độ không thành công: hồ sơ ${MaHoSo} không tồn tại trên hệ thống`);
  ledger.progress(read.data, context.clock.now());
  return { MaHoSo, error_code: "0", message: "Thành công" };
};

const lookUp: ServiceHandler = (call, tools) => {
  const code = call.mahoso ?? "";
  if (code === "") return invalid("Thiếu thông tin bắt buộc: mahoso");
  const dossier = tools.ledger.dossier(code);
  if (dossier !== undefined) {
    const { MaHoSo, MaTTHC, NgayTiepNhan } = dossier.data;
    const DanhSachTienDo = dossier.progress.map(({ ThoiDiemXuLy, TrangThai, NoiDungXuLy }) => ({
      ThoiDiemXuLy,
      TrangThai,
      NoiDungXuLy,
    }));
    return done(tools, [{ MaHoSo, MaTTHC, TrangThaiHoSo: dossier.status, NgayTiepNhan, DanhSachTienDo }]);
  }
  const pushed = tools.ledger.pushed(code);
  if (pushed !== undefined) return done(tools, [{ MaHoSo: code, TrangThaiHoSo: pushed.statuses.at(-1)?.TrangThai ?? "1" }]);
  return { ...refused(`Hồ sơ ${code} không tồn tại trên hệ thống`), result: [] };
};

const pushedStatus: ServiceHandler = (call, { ledger, context }) => {
  const failed = (message: string): Reply => ({ error_code: CODES.statusFailed, message, result: null });
  if (call.type !== STATUS_SYNC_TYPE) return failed(`Loại đồng bộ (type) không hợp lệ: ${call.type ?? ""}`);
  const read = statusSync.safeParse(call.data);
  const issue = read.error?.issues[0];
  if (!read.success || issue !== undefined) return failed(issue === undefined ? "Dữ liệu không hợp lệ" : prose(issue, call.data));
  const impossible = impossibleDate(read.data);
  if (impossible !== undefined) return failed(impossible);
  const known = ledger.pushed(read.data.MaHoSo);
  if (known === undefined) return failed(`Hồ sơ quốc gia ${read.data.MaHoSo} không tồn tại trên Cổng Dịch vụ công quốc gia`);
  ledger.pushedStatus(read.data, context.clock.now());
  // 201 for the first word about a dossier, 200 for every other.
  return { error_code: known.statuses.length === 0 ? "201" : "200", message: "Đồng bộ trạng thái thành công", result: null };
};

export const SERVICE_HANDLERS: Readonly<Record<Service, ServiceHandler>> = {
  LayDanhMucCoQuan: (_call, tools) => done(tools, [...tools.catalog.agencies()]),
  LayDanhMucLinhVuc: (_call, tools) => done(tools, [...tools.catalog.fields()]),
  LayDanhSachTTHC: (_call, tools) =>
    done(
      tools,
      tools.catalog.procedures().map(({ MATTHC, TENTTHC }) => ({ MATTHC, TENTTHC })),
    ),
  LayThuTuc: (call, tools) => {
    const procedure = tools.catalog.procedure(call.maTTHC ?? "");
    return procedure === undefined ? refused(`Thủ tục ${call.maTTHC ?? ""} không tồn tại`) : done(tools, [procedure]);
  },
  TraCuuHoSo: lookUp,
  DongBoHoSoMC: (call, tools) => {
    const items = listOf(call);
    if (items === undefined) return invalid("Thiếu thông tin bắt buộc: data");
    if (call.isUpdating === undefined) return invalid("Thiếu thông tin bắt buộc: isUpdating");
    return combined(
      tools,
      items.map((item) => syncOne(item, call.isUpdating === "True", tools)),
    );
  },
  CapNhatTienDoHoSoMC: (call, tools) => {
    const items = listOf(call);
    if (items === undefined) return invalid("Thiếu thông tin bắt buộc: data");
    return combined(
      tools,
      items.map((item) => progressOne(item, tools)),
    );
  },
  DongBoTrangThaiHoSo: pushedStatus,
};
