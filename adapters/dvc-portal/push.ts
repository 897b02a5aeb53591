/**
 * What the portal pushes in: new online dossiers and their supplements at `/nhanhsdvcqg`, sale-promotion notices at
 * `/addtthcKhuyenMai` (domain.md §1.6). The portal repeats with the same code until it is answered: the three-outcome receiver gives
 * the same answer again, and another body under the same code is refused.
 */
import type { DossierCommandInput, FileRef, Person } from "../../core/dossier/commands.ts";
import type { Hook, HookAnswer, HookReading, HookRequest, InboundCommand, InboundOutcome } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, readFiles, readMessage, type SentFile, storeFiles, unstored } from "../kit/hook.ts";
import { fromCompactTime, fromWrittenDate } from "../kit/local-time.ts";
import { signatureProblem } from "../kit/signature.ts";
import { phoneOf } from "../kit/text.ts";
import type { PortalConfig } from "./config.ts";
import { CODES } from "./contract/envelope.ts";
import {
  type PromotionNotice,
  type PushedDossier,
  type PushedFile,
  type PushedSupplement,
  type PushReply,
  promotionNotice,
  pushMessage,
  SIGNATURE,
} from "./contract/pushed.ts";
import { nationalProcedureCode } from "./wire.ts";

type HookCall = Parameters<Hook<PortalConfig>["read"]>[1];
type Bound = readonly { readonly componentId: string; readonly file: FileRef }[];

const KINDS = { "1": "citizen", "2": "business", "3": "agency", "4": "organisation" } as const;
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

const reply = (status: number, body: PushReply): HookAnswer => ({ status, headers: JSON_HEADERS, body: JSON.stringify(body) });
/** HTTP 200 with "500" inside: the portal stops pushing and shows the reason. */
const refusedReply = (says: string): HookAnswer =>
  reply(200, { error_code: CODES.statusFailed, message: `Không tiếp nhận hồ sơ: ${says}` });

/** The answer to what became of the command: 201 taken in, 200 had it already, 500 refused (pushed.ts, pushReply). */
export const answerOf = ([outcome]: readonly InboundOutcome[]): HookAnswer => {
  // Any HTTP status but 200 makes the portal push again: nothing was decided, or somebody else was just changing the dossier.
  if (outcome === undefined || (outcome.outcome === "refused" && outcome.code === "dossier.busy"))
    return reply(503, { error_code: CODES.statusFailed, message: "Hệ thống chưa xử lý được, vui lòng gửi lại" });
  if (outcome.outcome === "conflict") return refusedReply("mã hồ sơ này đã được tiếp nhận với nội dung khác");
  if (outcome.outcome === "refused") return refusedReply(outcome.vi);
  const { code } = outcome.dossier;
  const done = outcome.outcome === "done";
  return reply(200, {
    error_code: done ? "201" : "200",
    message: done ? "Tiếp nhận hồ sơ thành công" : "Hồ sơ đã được tiếp nhận trước đó",
    ...(code === undefined ? {} : { MaHoSoDonVi: code }),
  });
};

const unproven = (request: HookRequest, call: HookCall): HookAnswer | undefined => {
  const { hookSecret } = call.config;
  if (hookSecret === undefined)
    return reply(503, { error_code: CODES.statusFailed, message: "Chưa cấu hình khóa xác thực của Cổng" });
  const problem = signatureProblem(request, SIGNATURE, hookSecret, call.now());
  if (problem === undefined) return undefined;
  const says = { unsigned: "thiếu chữ ký", forged: "chữ ký không đúng", stale: "chữ ký đã quá hạn" }[problem];
  return reply(401, { error_code: CODES.statusFailed, message: `Từ chối truy cập: ${says}` });
};

const filesOf = (files: readonly PushedFile[]) =>
  readFiles(files.map((file) => ({ name: file.TenTepDinhKem, componentId: file.MaThanhPhanHoSo, base64: file.Base64 })));

/** Files grouped by their component, in the order in which components first came. */
const components = (bound: Bound) =>
  [...new Set(bound.map((entry) => entry.componentId))].map((componentId) => ({
    componentId,
    files: bound.filter((entry) => entry.componentId === componentId).map((entry) => entry.file),
  }));

type WireAddress = NonNullable<PushedDossier["DiaChi"]>;
/** Codes that are not of the two-tier lists are left out; the text of the address stays. */
const address = (wire: WireAddress) => ({
  detail: wire.DiaChiChiTiet,
  ...(wire.MaXa !== undefined && /^\d{5}$/.test(wire.MaXa) ? { communeCode: wire.MaXa } : {}),
  ...(wire.MaTinh !== undefined && /^\d{2}$/.test(wire.MaTinh) ? { provinceCode: wire.MaTinh } : {}),
});

const text = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined || value.trim() === "" ? {} : ({ [key]: value.trim() } as { [P in K]: string });
const phone = (value: string | undefined): { phone?: string } => text("phone", value === undefined ? undefined : phoneOf(value));

const ownerOf = (data: PushedDossier): Person => {
  const identity = data.DinhDanhCHS?.find((entry) => entry.LoaiDinhDanh === "1") ?? data.DinhDanhCHS?.[0];
  return {
    kind: KINDS[data.LoaiDoiTuong],
    fullName: data.ChuHoSo,
    ...text("identityNumber", identity?.SoDinhDanh),
    ...text("taxCode", data.MaSoThue),
    ...text("techId", data.MaDoiTuong),
    ...text("birthDate", data.NgaySinh === undefined ? undefined : (fromWrittenDate(data.NgaySinh) ?? data.NgaySinh)),
    ...phone(data.SoDienThoai),
    ...text("email", data.Email),
    ...(data.DiaChi === undefined ? {} : { address: address(data.DiaChi) }),
  };
};

const returnMethodOf = (data: PushedDossier): Extract<DossierCommandInput, { type: "submit" }>["returnMethod"] => {
  const to = data.DiaChiTraKetQua;
  if (data.HinhThuc === "1" && to !== undefined) {
    return { kind: "post", receiverName: to.NguoiNhan, phone: phoneOf(to.SoDienThoai), address: address(to) };
  }
  return { kind: "inPerson" };
};

/** `submit` of a pushed-in dossier. Who filed it is the applicant; the owner stands apart where he is somebody else. */
export const toSubmit = (data: PushedDossier, files: Bound): Extract<DossierCommandInput, { type: "submit" }> => {
  const owner = ownerOf(data);
  const filer = data.NguoiNop;
  const applicant: Person | undefined =
    filer === undefined
      ? undefined
      : {
          kind: "citizen",
          fullName: filer.HoTen,
          ...text("identityNumber", filer.SoDinhDanh),
          ...phone(filer.SoDienThoai),
          ...text("email", filer.Email),
        };
  return {
    type: "submit",
    channel: "online",
    procedureCode: nationalProcedureCode(data.MaTTHC),
    ...text("caseKey", data.TruongHop),
    agencyId: data.DonViXuLy,
    applicant: applicant ?? owner,
    ...(applicant === undefined ? {} : { owner }),
    ...text("summary", data.TrichYeuHoSo),
    components: components(files),
    returnMethod: returnMethodOf(data),
    ...text("account", data.MaDoiTuong),
    nationalCode: data.MaHoSo,
    declaredTruthful: data.CamKetTrungThuc === "1",
  };
};

/** `submit` of a sale-promotion notice; it names no receiving agency, so the configuration does. */
export const promotionToSubmit = (
  notice: PromotionNotice,
  agencyId: string,
  files: Bound,
): Extract<DossierCommandInput, { type: "submit" }> => ({
  type: "submit",
  channel: "online",
  procedureCode: nationalProcedureCode(notice.MaTTHC),
  agencyId,
  applicant: {
    kind: "business",
    fullName: notice.TenThuongNhan,
    taxCode: notice.MaSoThue,
    ...phone(notice.DienThoai),
    ...text("email", notice.Email),
    address: address(notice.DiaChiDoanhNghiep),
  },
  ...text("summary", notice.SoVanBan === undefined ? undefined : `Thông báo thực hiện khuyến mại số ${notice.SoVanBan}`),
  components: components(files),
  nationalCode: notice.MaHoSo,
  // The notice is a signed document of the merchant: handing it in is the declaration.
  declaredTruthful: true,
});

interface Meaning {
  readonly key: string;
  readonly dossier?: string;
  readonly time: string;
  readonly files: readonly SentFile[];
  readonly command: (files: Bound) => DossierCommandInput;
}

/** Checks the command before a byte is stored, stores the files, and hands the real command on. */
const take = async ({ key, dossier, time, files, command }: Meaning, call: HookCall): Promise<HookReading | HookAnswer> => {
  const at = fromCompactTime(time);
  if (at === undefined) return refusedReply(`thời điểm ${time} không tồn tại`);
  const problem = commandProblem(command(unstored(files)));
  if (problem !== undefined) return refusedReply(problem);
  let stored: Bound;
  try {
    stored = await storeFiles(files, call.store);
  } catch (error) {
    if (isExchangeError(error) && error.intent === "rejected") return refusedReply(error.message);
    throw error;
  }
  const inbound: InboundCommand = { key, ...(dossier === undefined ? {} : { dossier }), command: command(stored), at };
  return { commands: [inbound], answer: answerOf };
};

const supplementMeaning = (data: PushedSupplement, files: readonly SentFile[]): Meaning => ({
  key: `supplement:${data.MaHoSoQG}:${data.NgayBoSung}`,
  dossier: data.MaHoSoQG,
  time: data.NgayBoSung,
  files,
  command: (bound) => ({ type: "supplement", components: components(bound) }),
});

/** `/nhanhsdvcqg`: new dossiers (isUpdating "False") and supplements ("True"). */
export const dossierHook: Hook<PortalConfig> = {
  title: { vi: "Nhận hồ sơ trực tuyến từ Cổng Dịch vụ công quốc gia", en: "Takes in online dossiers from the national portal" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const message = readMessage(request, pushMessage);
    if (!message.ok) return refusedReply(message.says);
    const { data } = message.value;
    const files = filesOf(data.TaiLieuNop);
    if (!files.ok) return refusedReply(files.says);
    if (message.value.isUpdating === "True") return take(supplementMeaning(message.value.data, files.value), call);
    const pushed = message.value.data;
    if (pushed.HinhThuc === "1" && pushed.DiaChiTraKetQua === undefined)
      return refusedReply("trả kết quả qua bưu chính nhưng thiếu DiaChiTraKetQua");
    return take(
      { key: `push:${pushed.MaHoSo}`, time: pushed.NgayNopHoSo, files: files.value, command: (bound) => toSubmit(pushed, bound) },
      call,
    );
  },
};

/** `/addtthcKhuyenMai`: sale-promotion notices. */
export const promotionHook: Hook<PortalConfig> = {
  title: { vi: "Nhận thông báo thực hiện khuyến mại từ Cổng", en: "Takes in sale-promotion notices from the portal" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const message = readMessage(request, promotionNotice);
    if (!message.ok) return refusedReply(message.says);
    const { promotionAgency, promotionComponent } = call.config;
    if (promotionAgency === undefined) return refusedReply("chưa cấu hình cơ quan tiếp nhận thông báo khuyến mại");
    const notice = message.value;
    const form = notice.TepDonDangKy ?? "";
    const files = filesOf([
      ...(form === "" ? [] : [{ TenTepDinhKem: "thong-bao-khuyen-mai.pdf", MaThanhPhanHoSo: promotionComponent, Base64: form }]),
      ...(notice.TaiLieuNop ?? []),
    ]);
    if (!files.ok) return refusedReply(files.says);
    return take(
      {
        key: `push:${notice.MaHoSo}`,
        time: notice.NgayNopHoSo,
        files: files.value,
        command: (bound) => promotionToSubmit(notice, promotionAgency, bound),
      },
      call,
    );
  },
};
