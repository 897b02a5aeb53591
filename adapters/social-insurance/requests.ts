/**
 * What each leg asks the social insurance for, out of the declaration and what earlier legs handed on (R-B06, R-G04). Pure; each throws
 * `badDeclaration` with the places that are missing or wrong. Wire fields: contract/requests.ts.
 */
import { z } from "zod";
import { person } from "../../core/dossier/commands.ts";
import {
  type BenefitRequest,
  benefitRequest,
  type CardRequest,
  cardRequest,
  type InsuranceRequest,
  insuranceRequest,
  type RequestKind,
} from "./contract/requests.ts";
import {
  badDeclaration,
  date8,
  deathStamp,
  identityPaperCode,
  inShape,
  section,
  sectionIfGiven,
  sectionIfGood,
  sexCode,
  upTo,
} from "./declaration.ts";

/** Names the sending of one transfer: the agreed members of every transfer operation. */
export const sending = z.object({
  dossierId: z.string().min(1),
  transferId: z.string().min(1).max(60),
  number: z.int().min(1).max(99),
  /** The dossier's code, for people. */
  code: z.string().min(1),
});
export type Sending = z.infer<typeof sending>;

export const requestBody = sending.extend({
  /** When it was sent, an instant: the date in the package stays the same over all attempts. */
  sentAt: z.iso.datetime(),
  data: z.record(z.string(), z.string()),
  form: z.record(z.string(), z.unknown()),
  /** Whose dossier it is. */
  owner: person,
});
export type RequestBody = z.infer<typeof requestBody>;

/** Facts of the residence leg that mean "not registered". */
const NO: ReadonlySet<string> = new Set(["false", "0", "no"]);

/** A child's card: after the registration of birth, whose two facts it needs; the address of the residence leg where there is one. */
export const cardRequestOf = ({ code, data, form, owner }: RequestBody): CardRequest => {
  const child = section(form, "child");
  const mother = sectionIfGiven(form, "mother");
  const father = sectionIfGiven(form, "father");
  const address = sectionIfGood(form, "residence")?.address ?? mother?.address ?? father?.address ?? owner.address;
  const confirmed = data["residenceConfirmed"];
  return inShape(
    cardRequest,
    {
      SO_HOSO: code,
      SO_GIAYKHAISINH: data["birthCertificateNumber"],
      SO_DINHDANH: data["personalNumber"],
      HO_TEN: upTo(child.fullName, 255),
      NGAY_SINH: date8(child.birthDate),
      GIOI_TINH: sexCode(child.sex),
      HO_TEN_ME: upTo(mother?.fullName, 255),
      SO_CCCD_ME: mother?.identityNumber,
      HO_TEN_CHA: upTo(father?.fullName, 255),
      SO_CCCD_CHA: father?.identityNumber,
      DCHI_THUONGTRU: upTo(address?.detail, 500),
      MATINH_THUONGTRU: address?.provinceCode,
      MAXA_THUONGTRU: address?.communeCode,
      DA_DANGKY_THUONGTRU: confirmed === undefined ? undefined : NO.has(confirmed.toLowerCase()) ? "0" : "1",
      MA_DKBD: section(form, "healthCard").hospitalCode,
    },
    {
      SO_GIAYKHAISINH: "birthCertificateNumber (chặng khai sinh)",
      SO_DINHDANH: "personalNumber (chặng khai sinh)",
      MATINH_THUONGTRU: "residence.address.provinceCode",
      MAXA_THUONGTRU: "residence.address.communeCode",
      MA_DKBD: "healthCard.hospitalCode",
      SO_CCCD_ME: "mother.identityNumber",
      SO_CCCD_CHA: "father.identityNumber",
    },
  );
};

/** 1.014160: the dossier's owner asks for an insurance number; his own data are the declaration. */
export const insuranceRequestOf = ({ code, owner }: RequestBody): InsuranceRequest => {
  if (owner.kind !== "citizen") throw badDeclaration(["owner.kind"]);
  return inShape(
    insuranceRequest,
    {
      SO_HOSO: code,
      HO_TEN: upTo(owner.fullName, 255),
      NGAY_SINH: owner.birthDate === undefined ? undefined : date8(owner.birthDate),
      LOAI_GIAYTO: identityPaperCode(owner.identityNumber),
      SO_GIAYTO: owner.identityNumber,
      DIEN_THOAI: owner.phone,
      DIA_CHI: upTo(owner.address?.detail, 500),
      MATINH: owner.address?.provinceCode,
      MAXA: owner.address?.communeCode,
    },
    { NGAY_SINH: "owner.birthDate", SO_GIAYTO: "owner.identityNumber" },
  );
};

/** Mai táng phí, tử tuất: the claimant is the owner of the dossier where the declaration names him without a number. */
export const benefitRequestOf = ({ code, data, form, owner }: RequestBody): BenefitRequest => {
  const deceased = section(form, "deceased");
  const burial = section(form, "burial");
  const same = burial.claimantFullName.normalize("NFC").toLocaleLowerCase("vi") === owner.fullName.toLocaleLowerCase("vi");
  return inShape(
    benefitRequest,
    {
      SO_HOSO: code,
      SO_TRICHLUC_KHAITU: data["deathCertificateNumber"],
      HO_TEN: upTo(deceased.fullName, 255),
      NGAY_SINH: date8(deceased.birthDate),
      GIOI_TINH: sexCode(deceased.sex),
      LOAI_GIAYTO: identityPaperCode(deceased.identityNumber),
      SO_GIAYTO: deceased.identityNumber,
      MA_BHXH: deceased.socialInsuranceNo,
      NGAY_TV: deathStamp(deceased.deathTime),
      HO_TEN_NDN: upTo(burial.claimantFullName, 255),
      SO_CCCD_NDN: burial.claimantIdentityNumber ?? (same ? owner.identityNumber : undefined),
      QUAN_HE: upTo(burial.relation, 100),
      SO_TAIKHOAN: burial.bankAccount,
      NGAN_HANG: upTo(burial.bankName, 255),
    },
    {
      SO_TRICHLUC_KHAITU: "deathCertificateNumber (chặng khai tử)",
      SO_GIAYTO: "deceased.identityNumber",
      MA_BHXH: "deceased.socialInsuranceNo",
      SO_CCCD_NDN: "burial.claimantIdentityNumber",
      SO_TAIKHOAN: "burial.bankAccount",
    },
  );
};

/** Operation → what is asked, and how it is made of the message's body. */
export const LEGS = {
  issueHealthCard: {
    kind: "DENGHICAPTHE",
    sections: ["child", "mother", "father", "residence", "healthCard"],
    fields: cardRequestOf,
  },
  registerInsurance: { kind: "DANGKYBHXH", sections: [], fields: insuranceRequestOf },
  claimDeathBenefit: { kind: "DENGHITUTUAT", sections: ["deceased", "burial"], fields: benefitRequestOf },
} as const satisfies Record<
  string,
  { readonly kind: RequestKind; readonly sections: readonly string[]; readonly fields: (body: RequestBody) => object }
>;
export type LegOperation = keyof typeof LEGS;
export const isLegOperation = (name: string | undefined): name is LegOperation => name !== undefined && Object.hasOwn(LEGS, name);
