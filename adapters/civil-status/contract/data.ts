/**
 * The declaration that the Ministry of Justice's civil-status registry takes in: one flat object of prefixed fields, sent as a JSON
 * *string* (domain.md §5.2). Prefixes: nks = trẻ (người được khai sinh) · me = mẹ · cha = cha · nyc = người yêu cầu · nkt = người chết ·
 * gbt = giấy báo tử · chong = chồng · vo = vợ. Field names are the source's; lengths and the required ones are ours, except that
 * a personal number has 12 digits. There is no district (huyện) in an address since 01/07/2025.
 */
import { z } from "zod";

const text = (max: number) => z.string().max(max);
/** Present and not empty. */
const needed = (max: number) => z.string().min(1).max(max);
const code = (digits: number) => z.string().regex(new RegExp(`^\\d{${digits}}$`));
const orEmpty = <T extends z.ZodType>(schema: T) => z.union([z.literal(""), schema]);

/** Longest texts (ours). */
export const MAX = { name: 50, detail: 200, identity: 12, number: 50, place: 200, cause: 300, phone: 15, email: 100 } as const;

/** dd/MM/yyyy. Whether there is such a day is for the reader. */
export const writtenDate = z.string().regex(/^(0[1-9]|[12]\d|3[01])\/(0[1-9]|1[0-2])\/\d{4}$/);

/** Names go in three parts: họ, chữ đệm (may be empty), tên. */
export const nameParts = z.object({ Ho: text(MAX.name), ChuDem: text(MAX.name), Ten: needed(MAX.name) });
export type NameParts = z.infer<typeof nameParts>;

/** The 34 provinces since 01/07/2025, codes of the statistics office: a former one (64 for Gia Lai) "does not exist" any more. */
export const PROVINCE_CODES = [
  ...["01", "04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "25", "31", "33", "37", "38", "40"],
  ...["42", "44", "46", "48", "51", "52", "56", "66", "68", "75", "79", "80", "82", "86", "91", "92", "96"],
] as const;

/** `maTinh` 2 digits, `maXa` 5 digits, both may be empty abroad or unknown. There is no maHuyen any more: one that is sent is refused. */
export const wireAddress = z.strictObject({
  dcChiTiet: text(MAX.detail),
  quocGia: z.string().regex(/^[A-Z]{2}$/),
  maTinh: z.union([z.literal(""), z.enum(PROVINCE_CODES)]),
  maXa: orEmpty(code(5)),
});
export type WireAddress = z.infer<typeof wireAddress>;

/** Day and month may be empty where only the year is known. */
export const dateParts = z.object({
  ngaySinh: orEmpty(z.string().regex(/^(0[1-9]|[12]\d|3[01])$/)),
  thangSinh: orEmpty(z.string().regex(/^(0[1-9]|1[0-2])$/)),
  namSinh: code(4),
});
export type DateParts = z.infer<typeof dateParts>;

/** Kinds of identity papers: 4 = căn cước công dân (a message in the field has it beside a 12-digit number); 1 = CMND is from memory. */
export const PAPER_KINDS = { card: 4, oldCard: 1, none: 0 } as const;
const paperKind = z.union([z.literal(0), z.literal(1), z.literal(4)]);
/** 1 nam, 2 nữ. */
export const GENDERS = { male: 1, female: 2 } as const;
const gender = z.union([z.literal(1), z.literal(2)]);
/** 1 thường trú (ours beyond that: 2 tạm trú, 0 none). */
const residenceKind = z.union([z.literal(0), z.literal(1), z.literal(2)]);
/** 01 Kinh … 54, 55 người nước ngoài; empty where it is written out in …DanTocKhac. */
const ethnicGroup = orEmpty(z.string().regex(/^(0[1-9]|[1-4]\d|5[0-5])$/));
const nationality = z.string().regex(/^[A-Z]{2}$/);
/** A personal number (số định danh cá nhân): 12 digits. */
const personalNumber = orEmpty(
  z
    .string()
    .max(MAX.identity)
    .regex(/^\d{12}$/),
);
const identityNumber = orEmpty(
  z
    .string()
    .max(MAX.identity)
    .regex(/^(?:\d{9}|\d{12})$/),
);

const requester = z.object({
  nycHoTen: nameParts,
  nycQuanHe: needed(MAX.name),
  nycLoaiGiayToTuyThan: paperKind,
  nycSoGiayToTuyThan: identityNumber,
  nycSoDDCN: personalNumber,
  nycNoiCuTru: wireAddress,
  nycSoDienThoai: orEmpty(
    z
      .string()
      .max(MAX.phone)
      .regex(/^(?:0|\+84)\d{9}$/),
  ),
  nycEmail: text(MAX.email),
});

const common = z.object({
  /** 1 = đăng ký mới (from memory). */
  loaiDangKy: z.literal(1),
  /** Ward code, 5 digits: where it is registered. */
  noiDangKy: code(5),
  soLuongBanSao: z.number().int().min(0).max(99),
});

export const birthData = common.extend(requester.shape).extend({
  /** Số giấy chứng sinh. */
  maGCS: text(MAX.number),
  nksHoTen: nameParts,
  nksGioiTinh: gender,
  nksNgaySinh: dateParts,
  nksNoiSinh: wireAddress,
  nksQueQuan: wireAddress,
  nksDanToc: ethnicGroup,
  nksDanTocKhac: text(MAX.name),
  nksQuocTich: nationality,
  /** A child is registered under the mother, the father, or both; a parent that is not known is left out. */
  meHoTen: nameParts.optional(),
  meNgaySinh: dateParts.optional(),
  meDanToc: ethnicGroup.optional(),
  meQuocTich: nationality.optional(),
  meLoaiCuTru: residenceKind.optional(),
  meNoiCuTru: wireAddress.optional(),
  meLoaiGiayToTuyThan: paperKind.optional(),
  meSoGiayToTuyThan: identityNumber.optional(),
  meSoDDCN: personalNumber.optional(),
  chaHoTen: nameParts.optional(),
  chaNgaySinh: dateParts.optional(),
  chaDanToc: ethnicGroup.optional(),
  chaQuocTich: nationality.optional(),
  chaLoaiCuTru: residenceKind.optional(),
  chaNoiCuTru: wireAddress.optional(),
  chaLoaiGiayToTuyThan: paperKind.optional(),
  chaSoGiayToTuyThan: identityNumber.optional(),
  chaSoDDCN: personalNumber.optional(),
});
export type BirthData = z.infer<typeof birthData>;

export const deathData = common.extend(requester.shape).extend({
  nktHoTen: nameParts,
  nktGioiTinh: gender,
  nktNgaySinh: dateParts,
  nktDanToc: ethnicGroup,
  nktQuocTich: nationality,
  nktLoaiCuTru: residenceKind,
  nktNoiCuTru: wireAddress,
  nktLoaiGiayToTuyThan: paperKind,
  nktSoGiayToTuyThan: identityNumber,
  nktNgayChet: writtenDate,
  /** HH:mm, empty where only the day is known. */
  nktGioPhutChet: orEmpty(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
  nktNoiChet: wireAddress,
  nktNguyenNhanChet: text(MAX.cause),
  /** 1 = giấy báo tử (ours). */
  gbtLoai: z.literal(1),
  gbtSo: text(MAX.number),
});
export type DeathData = z.infer<typeof deathData>;

export const marriageData = common.extend({
  chongHoTen: nameParts,
  chongNgaySinh: dateParts,
  chongDanToc: ethnicGroup,
  chongQuocTich: nationality,
  chongLoaiCuTru: residenceKind,
  chongNoiCuTru: wireAddress,
  chongLoaiGiayToTuyThan: paperKind,
  chongSoGiayToTuyThan: identityNumber,
  /** Which marriage it is: 1, 2, … */
  chongSoLanKH: z.number().int().min(1).max(20),
  voHoTen: nameParts,
  voNgaySinh: dateParts,
  voDanToc: ethnicGroup,
  voQuocTich: nationality,
  voLoaiCuTru: residenceKind,
  voNoiCuTru: wireAddress,
  voLoaiGiayToTuyThan: paperKind,
  voSoGiayToTuyThan: identityNumber,
  voSoLanKH: z.number().int().min(1).max(20),
});
export type MarriageData = z.infer<typeof marriageData>;
