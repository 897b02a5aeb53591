/**
 * The hub's dossier as the portal wants it, field by field (domain.md §1.3). Pure. Statuses are the hub's own table
 * (core/dossier/statuses.ts); the fields that no source explains (MaLinhVuc, HinhThucThu, LoaiPhiLePhi, LoaiGiayTo, VNeID
 * flags) are left out rather than guessed.
 * Glossary: chủ hồ sơ = owner · trích yếu = summary · ngày hẹn trả = due time · thành phần = component.
 */
import type { Agency, Procedure } from "../../catalogs/types.ts";
import type { Person } from "../../core/dossier/commands.ts";
import { type DossierStatus, STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier, SupplementRound } from "../../core/dossier/types.ts";
import type { Instant } from "../../core/time/types.ts";
import { given } from "../kit/given.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { componentName } from "../kit/papers.ts";
import { cut } from "../kit/text.ts";
import { MAX, type SyncDossier, type WireStatus } from "./contract/dossier.ts";

const OWNER_KINDS = { citizen: "1", business: "2", agency: "3", organisation: "4" } as const;
const CHANNELS = { counter: "1", online: "2", post: "3" } as const;
const LONG_TEXT = 4000;
const LANE = "dvc-portal";

/** National status code of a hub status, as the portal writes it. */
export const wireStatus = (status: DossierStatus): WireStatus => `${STATUSES[status].national}`;

/** National procedure code without the agency that some systems append: "1.001193.000.00.00.H56" → "1.001193" (domain.md §2). */
export const nationalProcedureCode = (code: string): string => /^\d\.\d{6}/.exec(code.trim())?.[0] ?? code.trim();

/** An instant as the portal writes it. */
const time = (instant: Instant | undefined): string | undefined => (instant === undefined ? undefined : toCompactTime(instant));
const some = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

const identities = (person: Person): SyncDossier["DinhDanhCHS"] =>
  person.identityNumber === undefined
    ? undefined
    : [{ LoaiDinhDanh: person.identityNumber.length === 12 ? "1" : "2", SoDinhDanh: person.identityNumber }];

/** Files handed in; `TepDinhKemId` is the blob's hash, from which the link is made on sending. */
const submittedFiles = (dossier: Dossier): SyncDossier["TaiLieuNop"] =>
  some(
    dossier.components.flatMap((component) =>
      component.files.map((file) => ({
        TepDinhKemId: file.blob,
        TenTepDinhKem: cut(file.name, MAX.TenTepDinhKem),
        IsDeleted: "False" as const,
        MaThanhPhanHoSo: component.componentId,
        DuocSoHoa: "1",
        DuocTaiSuDung: "0" as const,
      })),
    ),
  );

/** Components held on paper only. */
const papers = (dossier: Dossier, procedure: Procedure): SyncDossier["DanhSachTepDinhKemKhac"] =>
  some(
    dossier.components
      .filter((component) => component.files.length === 0 && component.originals + component.copies > 0)
      .map((component) => ({
        TenGiayTo: cut(componentName(procedure, component.componentId), LONG_TEXT),
        SoLuong: String(component.originals + component.copies),
      })),
  );

const paymentFlag = (dossier: Dossier): "0" | "1" | "3" => {
  if (dossier.charges.some((charge) => charge.paid < charge.amount)) return "3";
  return dossier.payments.some((payment) => payment.method === "online") ? "1" : "0";
};

const supplementRound = (dossier: Dossier, procedure: Procedure) => (round: SupplementRound) => ({
  HoSoBoSungId: `${dossier.code ?? dossier.nationalCode ?? dossier.id}-BS${round.number}`,
  NguoiYeuCauBoSung: cut(round.requestedBy, LONG_TEXT),
  NoiDungBoSung: cut(
    round.missing.map((item) => `${componentName(procedure, item.componentId)}: ${item.reason}`).join("; "),
    LONG_TEXT,
  ),
  NgayBoSung: toCompactTime(round.requestedAt),
  ...given({ NgayTiepNhanBoSung: time(round.suppliedAt) }),
  TrangThaiBoSung: round.suppliedAt === undefined ? ("1" as const) : ("2" as const),
  DanhSachGiayToBoSung: round.missing.map((item) => ({
    TenGiayTo: cut(componentName(procedure, item.componentId), LONG_TEXT),
    SoLuong: "1",
  })),
  // The clock stood still meanwhile: both appointments are reported (domain.md §6, "Pause").
  ...given({ NgayHenTraTruoc: time(round.dueBefore), NgayHenTraMoi: time(round.dueAfter) }),
});

const resultPapers = (dossier: Dossier, procedure: Procedure): SyncDossier["DanhSachGiayToKetQua"] =>
  some(
    (dossier.decision?.documents ?? []).map((document) => ({
      TenGiayTo: cut(document.number === undefined ? document.name : `${document.name} số ${document.number}`, LONG_TEXT),
      ...given({
        GiayToId: document.file?.blob,
        MaGiayToKetQua: procedure.results.find((result) => result.name === document.name)?.code,
      }),
    })),
  );

/** When the dossier was turned away: out of scope at the check, or not eligible (R-A12, R-B11). */
const refusedAt = (dossier: Dossier): Instant | undefined =>
  dossier.status === "rejected" ? dossier.check?.at : dossier.decision?.outcome === "refused" ? dossier.decision.at : undefined;

const returnText = ({ returned }: Dossier): string | undefined => {
  if (returned === undefined) return undefined;
  const how = { inPerson: "Trả trực tiếp", post: "Trả qua bưu chính", online: "Trả trực tuyến" }[returned.method];
  return cut(`${how}, người nhận: ${returned.to}`, LONG_TEXT);
};

/**
 * Filed at the national portal and pushed in, to the hub or to a portal of the province that filed it here. Another partner's dossier has a
 * national number too (the liên thông hub's, domain.md §5.2), of which this portal knows nothing.
 */
export const isFromPortal = ({ channel, nationalCode, fromLane = LANE }: Dossier): boolean =>
  channel === "online" && nationalCode !== undefined && fromLane === LANE;

/**
 * The record's status. Before receipt the portal takes only 1 and 3 without a date of receipt: a dossier that waits for a supplement
 * before its receipt, or is withdrawn before it, stays "Mới đăng ký" in the record, and its progress row says the rest.
 */
const recordStatus = (dossier: Dossier): WireStatus => {
  const status = wireStatus(dossier.status);
  return dossier.receivedAt === undefined && status !== "3" ? "1" : status;
};

/** The dossier as one item of DongBoHoSoMC. `code` is the province's code; a dossier without one is not synchronised. */
export const toSyncDossier = (dossier: Dossier, code: string, agency: Agency, procedure: Procedure): SyncDossier => {
  const owner = dossier.owner ?? dossier.applicant;
  const contact = dossier.owner === undefined ? owner : { ...dossier.applicant, ...dossier.owner };
  return {
    MaHoSo: code,
    MaTTHC: nationalProcedureCode(procedure.code),
    TenTTHC: cut(procedure.name, LONG_TEXT),
    TenLinhVuc: cut(procedure.field, LONG_TEXT),
    ChuHoSo: owner.fullName,
    LoaiDoiTuong: OWNER_KINDS[owner.kind],
    ...given({
      MaDoiTuong: owner.techId ?? (dossier.owner === undefined ? dossier.account : undefined),
      SoGiayToChuHoSo: owner.identityNumber ?? owner.taxCode,
      DinhDanhCHS: identities(owner),
      ThongTinKhac: dossier.owner === undefined ? undefined : cut(`Người nộp: ${dossier.applicant.fullName}`, LONG_TEXT),
      Email: contact.email,
      SoDienThoai: contact.phone,
    }),
    TrichYeuHoSo: cut(dossier.summary ?? procedure.name, MAX.TrichYeuHoSo),
    NgayNopHoSo: toCompactTime(dossier.submittedAt),
    ...given({
      NgayTiepNhan: time(dossier.receivedAt),
      NgayHenTra: time(dossier.clock?.dueAt),
      NgayTra: time(dossier.returned?.at),
      NgayKetThucXuLy: time(dossier.decision?.at),
      NgayTuChoi: time(refusedAt(dossier)),
    }),
    TrangThaiHoSo: recordStatus(dossier),
    ...given({ ThongTinTra: returnText(dossier) }),
    HinhThuc: dossier.returnMethod.kind === "post" ? "1" : "0",
    DonViXuLy: agency.id,
    KenhThucHien: CHANNELS[dossier.channel],
    NoiNopHoSo: isFromPortal(dossier) ? "1" : "2",
    DuocThanhToanTrucTuyen: paymentFlag(dossier),
    HoSoCoThanhPhanSoHoa: dossier.components.some((component) => component.files.length > 0) ? "1" : "0",
    ...given({
      TaiLieuNop: submittedFiles(dossier),
      DanhSachLePhi: some(
        dossier.charges.map((charge) => ({ TenPhiLePhi: charge.name, MaPhiLePhi: charge.chargeId, Gia: String(charge.amount) })),
      ),
      DanhSachTepDinhKemKhac: papers(dossier, procedure),
      DanhSachHoSoBoSung: some(dossier.supplementRounds.map(supplementRound(dossier, procedure))),
      DanhSachGiayToKetQua: resultPapers(dossier, procedure),
    }),
  };
};

/** Adds to every file its address under `filesUrl`; without one the portal learns names only. */
export const withLinks = (record: SyncDossier, filesUrl: string | undefined): SyncDossier => {
  if (filesUrl === undefined) return record;
  const link = (blob: string): string => `${filesUrl.replace(/\/+$/, "")}/${blob}`;
  return {
    ...record,
    ...given({
      TaiLieuNop: record.TaiLieuNop?.map((file) =>
        file.TepDinhKemId === undefined ? file : { ...file, DuongDanTaiTepTin: link(file.TepDinhKemId) },
      ),
      DanhSachGiayToKetQua: record.DanhSachGiayToKetQua?.map((paper) =>
        paper.GiayToId === undefined ? paper : { ...paper, DuongDanTepTinKetQua: link(paper.GiayToId) },
      ),
    }),
  };
};
