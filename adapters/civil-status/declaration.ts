/** A dossier's declaration as the registry's flat, prefixed fields: birth, death, marriage (domain.md §5.2). Pure but for its errors. */
import type { Person } from "../../core/dossier/commands.ts";
import { given } from "../kit/given.ts";
import type { BirthData, DeathData, MarriageData } from "./contract/data.ts";
import { writtenDay } from "./dates.ts";
import type { BirthForm, DeathForm, MarriageForm, Relative, Spouse } from "./form.ts";
import { dateParts, ethnicity, gender, nameParts, nationality, paper, requester, wireAddress } from "./people.ts";

/** 1 = thường trú; 0 where no address is given. */
const residence = (one: { readonly address?: unknown }): 0 | 1 => (one.address === undefined ? 0 : 1);
const common = (ward: string) => ({ loaiDangKy: 1 as const, noiDangKy: ward, soLuongBanSao: 0 });

const sameWords = (one: string, other: string): boolean =>
  one.normalize("NFC").toLocaleLowerCase("vi") === other.normalize("NFC").toLocaleLowerCase("vi");
const isSame = (applicant: Person, one: Relative | undefined): boolean =>
  one !== undefined &&
  (applicant.identityNumber !== undefined && one.identityNumber !== undefined
    ? applicant.identityNumber === one.identityNumber
    : sameWords(applicant.fullName, one.fullName));

/** What the applicant is to the child: as declared, or as the parents' names tell. */
const relationToChild = ({ mother, father, requester: asked }: BirthForm, applicant: Person): string => {
  if (asked?.relation !== undefined) return asked.relation;
  if (isSame(applicant, mother)) return "Mẹ";
  return isSame(applicant, father) ? "Cha" : "Người thân";
};

const mother = (one: Relative): Partial<BirthData> => {
  const papers = paper(one.identityNumber);
  return {
    meHoTen: nameParts(one.fullName),
    ...given({ meNgaySinh: one.birthDate === undefined ? undefined : dateParts(one.birthDate) }),
    meDanToc: ethnicity(one.ethnicity).code,
    meQuocTich: nationality(one.nationality),
    meLoaiCuTru: residence(one),
    meNoiCuTru: wireAddress(one.address),
    meLoaiGiayToTuyThan: papers.kind,
    meSoGiayToTuyThan: papers.number,
    meSoDDCN: papers.personal,
  };
};

const father = (one: Relative): Partial<BirthData> => {
  const papers = paper(one.identityNumber);
  return {
    chaHoTen: nameParts(one.fullName),
    ...given({ chaNgaySinh: one.birthDate === undefined ? undefined : dateParts(one.birthDate) }),
    chaDanToc: ethnicity(one.ethnicity).code,
    chaQuocTich: nationality(one.nationality),
    chaLoaiCuTru: residence(one),
    chaNoiCuTru: wireAddress(one.address),
    chaLoaiGiayToTuyThan: papers.kind,
    chaSoGiayToTuyThan: papers.number,
    chaSoDDCN: papers.personal,
  };
};

/** @param ward 5-digit code of where it is registered. */
export const toBirthData = (form: BirthForm, applicant: Person, ward: string): BirthData => {
  const { child } = form;
  const group = ethnicity(child.ethnicity);
  return {
    ...common(ward),
    ...requester(applicant, relationToChild(form, applicant)),
    maGCS: child.birthCertificateNo ?? "",
    nksHoTen: nameParts(child.fullName),
    nksGioiTinh: gender(child.sex),
    nksNgaySinh: dateParts(child.birthDate),
    nksNoiSinh: wireAddress(child.birthPlace),
    nksQueQuan: wireAddress(child.homeTown),
    nksDanToc: group.code,
    nksDanTocKhac: group.other,
    nksQuocTich: nationality(child.nationality),
    ...(form.mother === undefined ? {} : mother(form.mother)),
    ...(form.father === undefined ? {} : father(form.father)),
  };
};

/** "04:30" of a time with an hour; local as written, or moved to Việt Nam where it has an offset. */
const hourOf = (deathTime: string): string => {
  if (!deathTime.includes("T")) return "";
  if (!/(?:Z|[+-]\d{2}:?\d{2})$/.test(deathTime)) return deathTime.slice(11, 16);
  return new Date(Date.parse(deathTime) + 7 * 3_600_000).toISOString().slice(11, 16);
};
const dayOf = (deathTime: string): string =>
  /(?:Z|[+-]\d{2}:?\d{2})$/.test(deathTime) && deathTime.includes("T")
    ? writtenDay(new Date(deathTime).toISOString())
    : writtenDay(deathTime.slice(0, 10));

/** @param ward 5-digit code of where it is registered. `nktGioPhutChet` is empty where only the day is known. */
export const toDeathData = (form: DeathForm, applicant: Person, ward: string): DeathData => {
  const { deceased } = form;
  const papers = paper(deceased.identityNumber);
  return {
    ...common(ward),
    ...requester(applicant, form.requester?.relation ?? form.burial?.relation ?? "Người thân"),
    nktHoTen: nameParts(deceased.fullName),
    nktGioiTinh: gender(deceased.sex),
    nktNgaySinh: dateParts(deceased.birthDate),
    nktDanToc: ethnicity(deceased.ethnicity).code,
    nktQuocTich: nationality(deceased.nationality),
    nktLoaiCuTru: residence(deceased),
    nktNoiCuTru: wireAddress(deceased.address),
    nktLoaiGiayToTuyThan: papers.kind,
    nktSoGiayToTuyThan: papers.number,
    nktNgayChet: dayOf(deceased.deathTime),
    nktGioPhutChet: hourOf(deceased.deathTime),
    nktNoiChet: wireAddress(deceased.deathPlace),
    nktNguyenNhanChet: deceased.cause ?? "",
    gbtLoai: 1,
    gbtSo: deceased.deathNoticeNo ?? "",
  };
};

const spouseOf = (one: Spouse) => ({ papers: paper(one.identityNumber), group: ethnicity(one.ethnicity).code });

/** @param ward 5-digit code of where it is registered. The registry has no người yêu cầu for a marriage: both ask. */
export const toMarriageData = ({ husband, wife }: MarriageForm, ward: string): MarriageData => {
  const his = spouseOf(husband);
  const hers = spouseOf(wife);
  return {
    ...common(ward),
    chongHoTen: nameParts(husband.fullName),
    chongNgaySinh: dateParts(husband.birthDate),
    chongDanToc: his.group,
    chongQuocTich: nationality(husband.nationality),
    chongLoaiCuTru: residence(husband),
    chongNoiCuTru: wireAddress(husband.address),
    chongLoaiGiayToTuyThan: his.papers.kind,
    chongSoGiayToTuyThan: his.papers.number,
    chongSoLanKH: husband.marriageNumber,
    voHoTen: nameParts(wife.fullName),
    voNgaySinh: dateParts(wife.birthDate),
    voDanToc: hers.group,
    voQuocTich: nationality(wife.nationality),
    voLoaiCuTru: residence(wife),
    voNoiCuTru: wireAddress(wife.address),
    voLoaiGiayToTuyThan: hers.papers.kind,
    voSoGiayToTuyThan: hers.papers.number,
    voSoLanKH: wife.marriageNumber,
  };
};
