/**
 * Requests to the social insurance: card of a child under six, insurance number, benefit after a death, papers asked for, withdrawal.
 * OURS: how the card request of the liên thông travels was not found (domain.md §5.4, §10), so requests take the shape of the chứng từ
 * package of loaiHs 39, which is sourced:
 *   <HSCHUNGTU>
 *     <THONGTINDONVI><MACSKCB>…</MACSKCB></THONGTINDONVI>
 *     <THONGTINHOSO Id="sender's reference"><NGAYLAP>yyyyMMdd</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO>
 *       <DANHSACHHOSO><HOSO><FILEHOSO><LOAIHOSO>…</LOAIHOSO><NOIDUNGFILE>base64 of the request's own XML</NOIDUNGFILE></FILEHOSO></HOSO></DANHSACHHOSO>
 *     </THONGTINHOSO>
 *     <CHUKYDONVI/>
 *   </HSCHUNGTU>
 * The request's own XML has LOAIHOSO as its root. Its values and fields are ours; field names follow contract/papers.ts where it has them.
 */
import { z } from "zod";
import { SOCIAL_INSURANCE_NUMBER } from "./papers.ts";

const text = (max: number) => z.string().min(1).max(max);
const date8 = z.string().regex(/^\d{8}$/);
const sex = z.enum(["1", "2", "3"]);
const identityPaper = z.enum(["0", "1", "2", "3", "4"]);
/** Số định danh cá nhân. */
const personalNumber = z.string().regex(/^\d{12}$/);
const provinceCode = z.string().regex(/^\d{2}$/);
const communeCode = z.string().regex(/^\d{5}$/);

/** In all requests: the dossier's code at the one-stop department, for the officers of both sides. */
const common = { SO_HOSO: text(60) };

/** Thẻ BHYT trẻ em dưới 6 tuổi: needs the birth certificate, so it comes after the registration of birth (R-B06). */
export const cardRequest = z.object({
  ...common,
  SO_GIAYKHAISINH: text(50),
  SO_DINHDANH: personalNumber,
  HO_TEN: text(255),
  NGAY_SINH: date8,
  GIOI_TINH: sex,
  HO_TEN_ME: text(255).optional(),
  SO_CCCD_ME: text(20).optional(),
  HO_TEN_CHA: text(255).optional(),
  SO_CCCD_CHA: text(20).optional(),
  DCHI_THUONGTRU: text(500).optional(),
  MATINH_THUONGTRU: provinceCode.optional(),
  MAXA_THUONGTRU: communeCode.optional(),
  /** 1: registered there by the residence leg before this one (R-B06); absent where the route has no such leg. */
  DA_DANGKY_THUONGTRU: z.enum(["0", "1"]).optional(),
  /** Nơi đăng ký khám chữa bệnh ban đầu. */
  MA_DKBD: z.string().regex(/^\d{5}$/),
});

/** Đăng ký tham gia BHXH (1.014160); after form TK1-TS, whose boxes 01–19 are known by number only. */
export const insuranceRequest = z.object({
  ...common,
  HO_TEN: text(255),
  NGAY_SINH: date8,
  LOAI_GIAYTO: identityPaper,
  SO_GIAYTO: text(20),
  DIEN_THOAI: text(20).optional(),
  DIA_CHI: text(500).optional(),
  MATINH: provinceCode.optional(),
  MAXA: communeCode.optional(),
});

/** Mai táng phí, tử tuất (1.014177, 1.014178, leg of 2.002622): needs the extract of the death registration. */
export const benefitRequest = z.object({
  ...common,
  SO_TRICHLUC_KHAITU: text(50),
  HO_TEN: text(255),
  NGAY_SINH: date8,
  GIOI_TINH: sex,
  LOAI_GIAYTO: identityPaper,
  SO_GIAYTO: text(20).optional(),
  MA_BHXH: z.string().regex(SOCIAL_INSURANCE_NUMBER).optional(),
  NGAY_TV: z.string().regex(/^\d{12}$/),
  /** NDN = người đề nghị, who claims. */
  HO_TEN_NDN: text(255),
  SO_CCCD_NDN: text(20),
  QUAN_HE: text(100).optional(),
  SO_TAIKHOAN: text(40).optional(),
  NGAN_HANG: text(255).optional(),
});

/** What was asked for, under the transaction that asked. Files in base64, one TEP each; papers without a file are named in NOI_DUNG. */
export const supplement = z.object({
  ...common,
  MA_GD: text(60),
  NOI_DUNG: text(2000),
});
export const supplementFile = z.object({ TEN_TEP: text(255), NOI_DUNG_TEP: z.string().min(1) });

/** The applicant withdrew, or the request is called off. */
export const withdrawal = z.object({ ...common, MA_GD: text(60), LY_DO: text(2000) });

export type CardRequest = z.infer<typeof cardRequest>;
export type InsuranceRequest = z.infer<typeof insuranceRequest>;
export type BenefitRequest = z.infer<typeof benefitRequest>;
export type Supplement = z.infer<typeof supplement>;
export type SupplementFile = z.infer<typeof supplementFile>;
export type Withdrawal = z.infer<typeof withdrawal>;

/** LOAIHOSO, also the root of the request's own XML → its fields. */
export const REQUESTS = {
  DENGHICAPTHE: cardRequest,
  DANGKYBHXH: insuranceRequest,
  DENGHITUTUAT: benefitRequest,
  BOSUNG: supplement,
  RUTHOSO: withdrawal,
} as const;
export type RequestKind = keyof typeof REQUESTS;
