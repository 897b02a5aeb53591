/**
 * A record of DongBoHoSoMC → the canonical `submit` (domain.md §1.3). Pure. Status and dates of what came after filing are not part of it: the
 * same dossier is the same submission however far it has come.
 * Glossary: chủ hồ sơ = owner · trích yếu = summary · lệ phí = fee · thành phần = component.
 */
import type { Procedure, ProcedureCase } from "../../catalogs/types.ts";
import { parseDossierCode } from "../../core/dossier/code.ts";
import type { DossierCommandInput, FileRef, Person } from "../../core/dossier/commands.ts";
import type { Instant } from "../../core/time/types.ts";
import { bindPapers } from "./papers.ts";
import type { SubmittedFile, SyncRecord, WireAddress } from "./record.ts";
import { dayOf } from "./time.ts";

export type Submission = Omit<Extract<DossierCommandInput, { type: "submit" }>, "type"> & { readonly at?: Instant };

const KINDS = { "1": "citizen", "2": "business", "3": "agency", "4": "organisation" } as const;
const CHANNELS = { "1": "counter", "2": "online", "3": "post" } as const;
/** The section of the declaration in which facts are kept that the engine has no field for. */
export const FACTS = "dvcqg";

/** National code without the agency that some systems append: "1.001193.000.00.00.H56" → "1.001193" (domain.md §2). */
export const procedureCodeOf = (code: string): string => /^\d\.\d{6}(?=\.|$)/.exec(code)?.[0] ?? code;

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

/** "0900000012" from "84…", "+84…", with blanks, dots, hyphens; undefined for what is no number of ten digits. */
export const phoneIn = (written: string | undefined): string | undefined => {
  const digits = written?.replaceAll(/[\s.()-]/g, "").replace(/^\+?84(?=\d{9}$)/, "0");
  return digits !== undefined && /^0\d{9}$/.test(digits) ? digits : undefined;
};
/** As the engine takes addresses; another one is kept as a fact, for it must not keep a dossier out. */
const emailIn = (written: string | undefined): string | undefined =>
  written !== undefined && /^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/.test(written)
    ? written
    : undefined;

const IDENTITY = /^(?:\d{9}|\d{12})$/;
const TAX_CODE = /^\d{10}(?:-?\d{3})?$/;

/** The owner's identity number: the 12 digits before the 9, both before the paper's number (2023 fields; the older client has none). */
export const identityOf = ({ DinhDanhCHS, SoGiayToChuHoSo }: SyncRecord): string | undefined => {
  const listed = DinhDanhCHS.find((one) => one.LoaiDinhDanh === "1") ?? DinhDanhCHS[0];
  return listed?.SoDinhDanh ?? (IDENTITY.test(SoGiayToChuHoSo ?? "") ? SoGiayToChuHoSo : undefined);
};

const addressOf = ({ DiaChiChiTiet, MaTinh, MaXa }: WireAddress) => ({
  detail: DiaChiChiTiet,
  ...(/^\d{5}$/.test(MaXa ?? "") ? given("communeCode", MaXa) : {}),
  ...(/^\d{2}$/.test(MaTinh ?? "") ? given("provinceCode", MaTinh) : {}),
});

const birthDate = (digits: string | undefined): string | undefined =>
  digits === undefined ? undefined : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;

const ownerOf = (record: SyncRecord): Person => {
  const paper = record.SoGiayToChuHoSo;
  const taxCode = record.MaSoThue ?? (paper !== undefined && TAX_CODE.test(paper) ? paper : undefined);
  return {
    kind: KINDS[record.LoaiDoiTuong],
    fullName: record.ChuHoSo,
    ...given("identityNumber", identityOf(record)),
    ...given("taxCode", taxCode),
    ...given("techId", record.MaDoiTuong),
    ...given("birthDate", birthDate(record.NgaySinh)),
    ...given("phone", phoneIn(record.SoDienThoai)),
    ...given("email", emailIn(record.Email)),
    ...given("address", record.DiaChi === undefined ? undefined : addressOf(record.DiaChi)),
  };
};

const filerOf = ({ NguoiNop: filer }: SyncRecord): Person | undefined =>
  filer && {
    kind: "citizen",
    fullName: filer.HoTen,
    ...given("identityNumber", filer.SoDinhDanh),
    ...given("phone", phoneIn(filer.SoDienThoai)),
    ...given("email", emailIn(filer.Email)),
  };

/** Posted by the hub's own post only where the client gives it an address; otherwise its own department returns the result. */
export const returnMethodOf = ({ HinhThuc, DiaChiTraKetQua: to }: SyncRecord): Submission["returnMethod"] => {
  const phone = phoneIn(to?.SoDienThoai);
  return HinhThuc === "1" && to !== undefined && phone !== undefined
    ? { kind: "post", receiverName: to.NguoiNhan, phone, address: addressOf(to) }
    : { kind: "inPerson" };
};

const WEEKEND: ReadonlySet<number> = new Set([0, 6]);
const DAY_MS = 86_400_000;

/** Days after `from` up to `to`, all of them or those of Monday to Friday; a yardstick for likeness, not a due time (those are the engine's). */
const daysBetween = (from: Instant, to: Instant, workingOnly: boolean): number => {
  let count = 0;
  const last = Date.parse(dayOf(to));
  for (let day = Date.parse(dayOf(from)) + DAY_MS; day <= last && count <= 800; day += DAY_MS)
    if (!workingOnly || !WEEKEND.has(new Date(day).getUTCDay())) count += 1;
  return count;
};

/** How far the appointment that the client gave is from what the case allots, in days. */
const unlikeness = ({ time }: ProcedureCase, from: Instant, to: Instant): number => {
  switch (time.kind) {
    case "workingDays":
      return Math.abs(daysBetween(from, to, true) - time.days);
    case "calendarDays":
    case "calendarDaysWithoutHolidays":
      return Math.abs(daysBetween(from, to, false) - time.days);
    case "hours":
      return Math.abs(daysBetween(from, to, true) - time.hours / 8);
    case "sameDay":
      return daysBetween(from, to, true);
    case "unstated":
      // Fits any appointment, but none well.
      return 30;
  }
};

/**
 * The case (trường hợp) of the procedure, which the protocol does not know: as named (ours), else the one whose time fits the appointment that
 * the client gave, else the first that the channel offers. Undefined where there is nothing to choose.
 */
const caseOf = (record: SyncRecord, procedure: Procedure): string | undefined => {
  const channel = CHANNELS[record.KenhThucHien];
  const offered = procedure.cases.filter((one) => one.channels.includes(channel));
  const { TruongHop: named, NgayTiepNhan: from, NgayHenTra: to } = record;
  if (named !== undefined) return offered.find((one) => one.key === named || one.name === named)?.key ?? named.slice(0, 60);
  if (offered.length < 2) return undefined;
  if (from === undefined || to === undefined || to < from) return offered[0]?.key;
  return [...offered].sort((a, b) => unlikeness(a, from, to) - unlikeness(b, from, to))[0]?.key;
};

/** A file as a fact: what it is called, where it lies at the client, which component it is said to be. */
const fileFact = (file: SubmittedFile) => ({
  ten: file.TenTepDinhKem,
  ...given("diaChi", file.DuongDanTaiTepTin),
  ...given("id", file.TepDinhKemId),
  ...given("thanhPhan", file.MaThanhPhanHoSo),
  ...given("ketQuaThayThe", file.MaKetQuaThayThe),
  ...(file.DuocSoHoa === "1" ? { soHoa: true } : {}),
  ...given("taiSuDung", file.DuocTaiSuDung === "0" ? undefined : file.DuocTaiSuDung),
  ...(file.DuocLayTuKhoDMQG === "1" ? { khoQuocGia: true } : {}),
});

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** What the record says beyond the engine's own fields; undefined where it says nothing more. */
const factsOf = (record: SyncRecord, files: readonly SubmittedFile[], papers: readonly object[]): object | undefined => {
  const facts = {
    ...given("soBienNhan", record.SoBienNhan),
    ...given("ghiChu", record.GhiChu),
    ...given("thongTinKhac", record.ThongTinKhac),
    ...given("fax", record.Fax),
    ...given("dienThoai", phoneIn(record.SoDienThoai) === undefined ? record.SoDienThoai : undefined),
    ...given("email", emailIn(record.Email) === undefined ? record.Email : undefined),
    ...given(
      "giayTo",
      IDENTITY.test(record.SoGiayToChuHoSo ?? "") || TAX_CODE.test(record.SoGiayToChuHoSo ?? "")
        ? undefined
        : record.SoGiayToChuHoSo,
    ),
    ...(record.HinhThuc === "1" && record.DiaChiTraKetQua === undefined ? { traQuaBuuChinh: true } : {}),
    ...(record.NoiNopHoSo === "1" ? { nopTaiCongQuocGia: true } : {}),
    ...given("thanhToanTrucTuyen", record.DuocThanhToanTrucTuyen === "0" ? undefined : record.DuocThanhToanTrucTuyen),
    ...(record.TaiKhoanDuocXacThucVoiVNeID === true ? { vneid: true } : {}),
    ...(record.HoSoCoThanhPhanSoHoa === true ? { soHoa: true } : {}),
    ...given("ketNoiCSDL", some(record.DSKetNoiCSDL.map((one) => one.MaCSDL))),
    ...given("lePhi", some(record.DanhSachLePhi)),
    ...given("tep", some(files.map(fileFact))),
    ...given("giayToKhac", some(papers)),
  };
  return Object.keys(facts).length === 0 ? undefined : facts;
};

/** The declaration: the client's own sections, and the facts. */
const formOf = (record: SyncRecord, facts: object | undefined): Submission["form"] =>
  record.ToKhai === undefined && facts === undefined
    ? undefined
    : { ...record.ToKhai, ...(facts === undefined ? {} : { [FACTS]: facts }) };

/**
 * The submission of a record. `agencyId`: the receiving agency's own id. A postal dossier's stamp is the day of its receipt, or of its filing
 * where it is not received yet (the protocol has no stamp, R-A01). Online it was declared truthful where it was filed (R-A09).
 */
export const submissionOf = (
  record: SyncRecord,
  procedure: Procedure,
  agencyId: string,
  stored: ReadonlyMap<number, FileRef> = new Map(),
): Submission => {
  const channel = CHANNELS[record.KenhThucHien];
  const owner = ownerOf(record);
  const filer = filerOf(record);
  const filedAt = record.NgayNopHoSo ?? record.NgayTiepNhan;
  const stampAt = record.NgayTiepNhan ?? filedAt;
  const bound = bindPapers(procedure, record.TaiLieuNop, record.DanhSachTepDinhKemKhac, stored);
  return {
    channel,
    procedureCode: procedure.code,
    ...given("caseKey", caseOf(record, procedure)),
    agencyId,
    applicant: filer ?? owner,
    ...given("owner", filer === undefined ? undefined : owner),
    ...given("summary", record.TrichYeuHoSo),
    components: [...bound.components],
    returnMethod: returnMethodOf(record),
    ...given("account", record.MaDoiTuong),
    ...given("nationalCode", parseDossierCode(record.MaHoSo)?.interlinked === true ? record.MaHoSo : undefined),
    alias: record.MaHoSo,
    ...given("form", formOf(record, factsOf(record, bound.files, bound.papers))),
    ...given("postalArrivalDate", channel === "post" && stampAt !== undefined ? dayOf(stampAt) : undefined),
    declaredTruthful: channel === "online",
    ...given("at", filedAt),
  };
};
