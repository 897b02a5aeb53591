/**
 * Giấy chứng sinh and giấy báo tử out of the declaration (domain.md §5.4). They go along where the declaration holds the paper's number and
 * what names the person; members that do not fit are left out, because a paper is no condition of the request that follows it. Pure.
 */
import type { z } from "zod";
import { type BirthNotice, birthNotice, deathNotice } from "./contract/papers.ts";
import { birthStamp, date8, deathStamp, type Form, identityPaperCode, sectionIfGood, sexCode, upTo } from "./declaration.ts";

/** A death notice but for the facility, which is the account's and known on sending. */
export const deathNoticeFields = deathNotice.omit({ MACSKCB: true });
export type DeathNoticeFields = z.infer<typeof deathNoticeFields>;

/** The record with members left out that do not fit their optional field; undefined where a needed one is missing or wrong. */
const fitting = <T extends z.ZodType<object>>(schema: T, record: Readonly<Record<string, unknown>>): z.infer<T> | undefined => {
  const first = schema.safeParse(record);
  if (first.success) return first.data;
  const wrong = new Set(first.error.issues.map((issue) => String(issue.path[0])));
  const second = schema.safeParse(Object.fromEntries(Object.entries(record).filter(([name]) => !wrong.has(name))));
  return second.success ? second.data : undefined;
};

const count = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));

/** Giấy chứng sinh; undefined where the declaration has none. */
export const birthNoticeOf = (form: Form | undefined): BirthNotice | undefined => {
  const child = sectionIfGood(form, "child");
  const mother = sectionIfGood(form, "mother");
  if (child?.birthCertificateNo === undefined || mother === undefined) return undefined;
  const father = sectionIfGood(form, "father");
  return fitting(birthNotice, {
    MA_GCS: upTo(child.birthCertificateNo, 100),
    MA_BHXH_NND: mother.socialInsuranceNo,
    MA_THE_NND: mother.healthCardNo,
    HOTEN_NND: upTo(mother.fullName, 255),
    NGAYSINH_NND: mother.birthDate === undefined ? undefined : date8(mother.birthDate),
    LOAI_GIAYTO_NND: identityPaperCode(mother.identityNumber),
    SO_CCCD_NND: mother.identityNumber,
    HO_TEN_CHA: upTo(father?.fullName, 255),
    TEN_CON: upTo(child.fullName, 255),
    GIOI_TINH_CON: sexCode(child.sex),
    SO_CON: count(child.childrenBorn),
    LAN_SINH: count(child.birthOrder),
    CAN_NANG_CON: count(child.weightGrams),
    NGAY_SINH_CON: birthStamp(child.birthDate, child.birthTime),
    NOI_SINH_CON: upTo(child.birthPlace, 500),
    TINH_TRANG_CON: upTo(child.condition, 500),
    NGUOI_DO_DE: upTo(child.attendant, 255),
    SO: upTo(child.birthCertificateNo, 50),
    QUYEN_SO: upTo(child.certificateBook, 50),
  });
};

/** Giấy báo tử; undefined where the declaration has none, or no cause of death. */
export const deathNoticeOf = (form: Form | undefined): DeathNoticeFields | undefined => {
  const deceased = sectionIfGood(form, "deceased");
  if (deceased?.deathNoticeNo === undefined) return undefined;
  return fitting(deathNoticeFields, {
    MA_GBT: upTo(deceased.deathNoticeNo, 100),
    HO_TEN: upTo(deceased.fullName, 255),
    NGAY_SINH: date8(deceased.birthDate),
    GIOI_TINH: sexCode(deceased.sex),
    DCHI_THUONGTRU: upTo(deceased.address?.detail, 500),
    MATINH_THUONGTRU: deceased.address?.provinceCode,
    MAXA_THUONGTRU: deceased.address?.communeCode,
    LOAI_GIAYTO: identityPaperCode(deceased.identityNumber),
    SO_GIAYTO: deceased.identityNumber,
    NGAY_TV: deathStamp(deceased.deathTime),
    TINH_TRANG_TV: deceased.noticeState,
    NGUYENNHAN_TV: upTo(deceased.cause, 2000),
    SO_BAOTU: upTo(deceased.deathNoticeNo, 50),
    QUYEN_SO: upTo(deceased.noticeBook, 50),
    MA_BHXH: deceased.socialInsuranceNo,
  });
};
