/**
 * The XML of the health papers, base64 in `fileBase64Str` (domain.md §5.4; tag names in Phụ lục 02 to công văn 3220/BHXH-CNTT):
 *   <HSDLGCS><GIAYCHUNGSINH Id="…">fields</GIAYCHUNGSINH><CHUKYDONVI/></HSDLGCS>   giấy chứng sinh, loaiHs 61
 *   <HSDLGBT><GIAYBAOTU Id="…">fields</GIAYBAOTU><CHUKYDONVI/></HSDLGBT>           giấy báo tử, loaiHs 60
 * domain.md writes the fields as clients name them (`tenCon`); on the wire they are upper case (`TEN_CON`). `Id` is the sender's own
 * reference. CHUKYDONVI holds the unit's XML signature; the hub has none and sends it empty (ours). Which fields must be there is ours
 * too: those without which no person can be told from another.
 */
import { z } from "zod";

const text = (max: number) => z.string().min(1).max(max);
/** yyyyMMdd. */
const date8 = z.string().regex(/^\d{8}$/);

/** GIOI_TINH, GIOI_TINH_CON: 1 male, 2 female, 3 not known. */
export const SEX = { male: "1", female: "2", unknown: "3" } as const;
const sex = z.enum(["1", "2", "3"]);

/** LOAI_GIAYTO: 1 CCCD, 2 CMND (9 digits), 3 passport, 4 personal number (định danh) without a card, 0 none. */
export const IDENTITY_PAPER = { none: "0", citizenCard: "1", oldCard: "2", passport: "3", personalNumber: "4" } as const;
const identityPaper = z.enum(["0", "1", "2", "3", "4"]);

/** Mã số BHXH: 10 digits (domain.md §5.4, unsourced there). */
export const SOCIAL_INSURANCE_NUMBER = /^\d{10}$/;
/** Thẻ BHYT: 2 letters, 1 digit, 2 digits of the province, 10 digits; new cards print the 10 digits alone (unsourced there). */
export const HEALTH_CARD_NUMBER = /^(?:[A-Z]{2}\d{3})?\d{10}$/;

const insuranceNumber = z.string().regex(SOCIAL_INSURANCE_NUMBER);
const cardNumber = z.string().regex(HEALTH_CARD_NUMBER);
const provinceCode = z.string().regex(/^\d{2}$/);
const communeCode = z.string().regex(/^\d{5}$/);

/** GIAYCHUNGSINH, the fields of domain.md §5.4. NND = the mother. */
export const birthNotice = z.object({
  /** maGcs: the certificate's number. */
  MA_GCS: text(100),
  MA_BHXH_NND: insuranceNumber.optional(),
  MA_THE_NND: cardNumber.optional(),
  HOTEN_NND: text(255),
  NGAYSINH_NND: date8.optional(),
  LOAI_GIAYTO_NND: identityPaper,
  SO_CCCD_NND: text(20).optional(),
  HO_TEN_CHA: text(255).optional(),
  TEN_CON: text(255),
  GIOI_TINH_CON: sex,
  /** soCon: children born at this birth. */
  SO_CON: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
  LAN_SINH: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
  /** Grams. */
  CAN_NANG_CON: z
    .string()
    .regex(/^\d{3,5}$/)
    .optional(),
  /** ngaySinhCon: 14 digits, unlike every other date here. */
  NGAY_SINH_CON: z.string().regex(/^\d{14}$/),
  NOI_SINH_CON: text(500),
  TINH_TRANG_CON: text(500).optional(),
  NGUOI_DO_DE: text(255).optional(),
  SO: text(50).optional(),
  QUYEN_SO: text(50).optional(),
});
export type BirthNotice = z.infer<typeof birthNotice>;

/** GIAYBAOTU, the fields of domain.md §5.4. */
export const deathNotice = z.object({
  /** maGbt: the notice's number. */
  MA_GBT: text(100),
  HO_TEN: text(255),
  NGAY_SINH: date8,
  GIOI_TINH: sex,
  DCHI_THUONGTRU: text(500).optional(),
  MATINH_THUONGTRU: provinceCode.optional(),
  MAXA_THUONGTRU: communeCode.optional(),
  LOAI_GIAYTO: identityPaper,
  SO_GIAYTO: text(20).optional(),
  /** ngayTv: 12 digits, yyyyMMddHHmm. */
  NGAY_TV: z.string().regex(/^\d{12}$/),
  /** 0 or 1; no source says what they mean. */
  TINH_TRANG_TV: z.enum(["0", "1"]).optional(),
  NGUYENNHAN_TV: text(2000),
  SO_BAOTU: text(50).optional(),
  QUYEN_SO: text(50).optional(),
  MACSKCB: text(10),
  MA_BHXH: insuranceNumber.optional(),
});
export type DeathNotice = z.infer<typeof deathNotice>;

/** Root, inner element and schema of each paper. */
export const PAPERS = {
  birthNotice: { inner: "GIAYCHUNGSINH", schema: birthNotice },
  deathNotice: { inner: "GIAYBAOTU", schema: deathNotice },
} as const;
/** Where a unit's signature goes, in every package. */
export const SIGNATURE_ELEMENT = "CHUKYDONVI";
