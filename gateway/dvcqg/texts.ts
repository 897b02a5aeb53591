/**
 * What the hub refuses, in the protocol's words: clients act on phrases ("đã tồn tại": send it again as an update; "không tồn tại": as a new
 * one; "hết hạn": log in again), people read the rest. None of them contains "thành công", which some clients take for success wherever it
 * stands. Our dotted code goes along, see protocol.ts.
 */
import { type NationalStatus, STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier, Refusal } from "../../core/dossier/types.ts";
import type { Scope } from "../../core/partners/scopes.ts";
import type { NoWay } from "./catch-up.ts";
import type { Fault } from "./fields.ts";
import { CODES, failed, type Outcome, STATUS_NAMES } from "./protocol.ts";

export const exists = (code: string): Outcome =>
  failed(CODES.refused, `Hồ sơ ${code} đã tồn tại trên hệ thống`, "dossier.exists");

export const unknown = (code: string): Outcome =>
  failed(CODES.refused, `Hồ sơ ${code} không tồn tại trên hệ thống`, "dossier.not-found");

export const faulty = ({ message }: Fault): Outcome => failed(CODES.invalid, message, "request.invalid");

export const busy = (code = "hub.busy"): Outcome =>
  failed(CODES.refused, "Hệ thống đang bận, vui lòng thử lại sau ít phút", code);

/** The account has not been given the right. */
export const scopeMissing = (scope: Scope): Outcome =>
  failed(CODES.refused, `Tài khoản kết nối không có quyền "${scope}"`, "partner.scope-missing");

/** The dossier came to the client's agency from another one, whose one-stop system tells its state. */
export const outsideScope = (code: string): Outcome =>
  failed(CODES.refused, `Hồ sơ ${code} không thuộc phạm vi của đơn vị kết nối`, "partner.agency-not-yours");

const named = (status: NationalStatus): string => `${status} (${STATUS_NAMES[status]})`;

/** Why a sync's status cannot be reached. */
export const noWay = (no: NoWay, dossier: Dossier, goal: NationalStatus): Outcome => {
  const at = named(STATUSES[dossier.status].national);
  switch (no) {
    case "final":
      return failed(
        CODES.refused,
        `Hồ sơ đã kết thúc ở trạng thái ${at}, không thể chuyển sang trạng thái ${named(goal)}`,
        "dossier.final",
      );
    case "backwards":
      return failed(
        CODES.refused,
        `Hồ sơ đang ở trạng thái ${at}, không thể chuyển ngược về trạng thái ${named(goal)}`,
        "dossier.backwards",
      );
    case "receipt-date":
      return failed(
        CODES.invalid,
        `Thiếu thông tin bắt buộc: NgayTiepNhan (trạng thái ${named(goal)} cần ngày tiếp nhận)`,
        "dossier.receipt-date-missing",
      );
    case "post":
      return failed(
        CODES.refused,
        "Kết quả đang được trả qua bưu chính của trục liên thông; ngày phát do bưu chính báo",
        "dossier.with-post",
      );
  }
};

/** Paths of the canonical commands → the client's own field, where the engine's schema finds a fault that this door's did not. */
const FIELD_OF: Readonly<Record<string, string>> = {
  nationalCode: "MaHoSo",
  alias: "MaHoSo",
  agencyId: "DonViXuLy",
  procedureCode: "MaTTHC",
  caseKey: "TruongHop",
  summary: "TrichYeuHoSo",
  account: "MaDoiTuong",
  form: "ToKhai",
  components: "TaiLieuNop",
  returnMethod: "DiaChiTraKetQua",
  applicant: "ChuHoSo",
  owner: "ChuHoSo",
  at: "NgayNopHoSo",
  missing: "DanhSachHoSoBoSung",
  documents: "DanhSachGiayToKetQua",
};

const firstPath = (details: Refusal["details"]): string => {
  const issues = details?.["issues"];
  const first: unknown = Array.isArray(issues) ? issues[0] : undefined;
  const path = typeof first === "object" && first !== null && "path" in first ? String(first.path) : "";
  return path.split(".")[0] ?? "";
};

/** Details that help and name nobody. */
const told = ({ code, details }: Refusal): string => {
  const list = (value: unknown, key: string): string =>
    Array.isArray(value)
      ? value.map((entry: unknown) => String((entry as Readonly<Record<string, unknown>> | null)?.[key] ?? entry)).join(", ")
      : "";
  switch (code) {
    case "dossier.components-missing":
    case "dossier.guidance-incomplete":
      return list(details?.["missing"] ?? details?.["leftOut"], "name");
    case "dossier.transfers-outstanding":
      return list(details?.["transfers"], "transferId");
    case "dossier.form-incomplete":
      return list(details?.["missing"], "");
    case "dossier.channel-not-offered":
      return list(details?.["channels"], "");
    default:
      return "";
  }
};

/** Refusals that read like "the dossier is there" and "there is no such dossier" to clients. */
const TAKEN: ReadonlySet<string> = new Set(["request.key-reused", "dossier.national-code-taken", "dossier.already-submitted"]);
const OUTSIDE: ReadonlySet<string> = new Set([
  "partner.agency-not-yours",
  "dossier.agency-does-not-resolve",
  "dossier.not-your-agency",
]);

/** A refusal of the engine, about the dossier that the client calls `code`. */
export const refusedBy = (refusal: Refusal, code: string): Outcome => {
  const says = refusal.vi.replace(/\.$/, "");
  if (TAKEN.has(refusal.code)) return exists(code);
  if (refusal.code === "dossier.not-found") return unknown(code);
  if (refusal.code === "dossier.busy" || refusal.blame === "hub") return busy(refusal.code);
  if (refusal.code === "dossier.unknown-procedure")
    return failed(CODES.refused, "Mã thủ tục (MaTTHC) không có trong danh mục thủ tục hành chính", refusal.code);
  if (OUTSIDE.has(refusal.code))
    return failed(CODES.refused, `Hồ sơ ${code} không thuộc phạm vi của đơn vị kết nối: ${says}`, refusal.code);
  if (refusal.code === "command.invalid") {
    const path = firstPath(refusal.details);
    return failed(CODES.invalid, `Giá trị của trường ${FIELD_OF[path] ?? path} không hợp lệ`, refusal.code);
  }
  const more = told(refusal);
  return failed(CODES.refused, more === "" ? says : `${says}: ${more}`, refusal.code);
};

export const SESSION = {
  expired: () => failed(CODES.session, "Phiên làm việc đã hết hạn, vui lòng đăng nhập lại", "session.expired"),
  wrong: () => failed(CODES.session, "Phiên làm việc không đúng, vui lòng đăng nhập lại", "session.unknown"),
  none: () => failed(CODES.session, "Chưa đăng nhập: thiếu thông tin session", "session.missing"),
  credentials: () => failed(CODES.refused, "Tên đăng nhập hoặc mật khẩu không đúng", "session.credentials"),
} as const;
