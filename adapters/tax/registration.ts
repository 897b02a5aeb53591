/**
 * `issueTaxCode`: registers a household business with the tax office, which gives it its tax code (R-G03). The 10-digit code of the business
 * is what this leg hands on; individuals' 12-digit numbers are their own codes since 01/07/2025 and need no registration.
 */
import { z } from "zod";
import type { Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { handIn, lookUp, type TaxCall } from "./client.ts";
import { PATHS } from "./contract/access.ts";
import { MAX, REGISTRATION_SERVICE, type Registration, registration } from "./contract/slip.ts";
import { incomplete, sectionOf, sending, slipNumber, takenIn, textOf, wireDateOf } from "./sendings.ts";

export const registrationBody = sending.extend({
  /** The declaration's section `business`, as it is. */
  business: z.unknown().optional(),
  /** Of the owner of the dossier, where it is the owner of the business. */
  holder: z.object({ identityNumber: z.string().optional(), birthDate: z.string().optional(), phone: z.string().optional() }),
});
export type RegistrationBody = z.infer<typeof registrationBody>;

const NAMES: Readonly<Record<string, string>> = {
  TenHoKinhDoanh: "tên hộ kinh doanh",
  DiaChi: "địa chỉ kinh doanh",
  NganhNghe: "ngành nghề",
  VonKinhDoanh: "vốn kinh doanh",
  HoTen: "họ tên chủ hộ",
  SoDinhDanh: "số định danh chủ hộ (12 chữ số)",
};

/** Đồng; undefined for what is no whole number from 0. */
const moneyOf = (value: unknown): number | undefined => {
  const text = textOf(value)?.replaceAll(/[\s.,]/g, "");
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};

/** The registration of a sending. Throws ExchangeError "tax.incomplete" with everything that is missing at once. */
export const toRegistration = (body: RegistrationBody, now: string): Registration => {
  const business = sectionOf(body.business);
  const address = sectionOf(business["address"]);
  const identity = textOf(business["ownerIdentityNumber"]);
  const isHolder = identity !== undefined && identity === body.holder.identityNumber;
  const birthDate = isHolder ? wireDateOf(body.holder.birthDate) : undefined;
  const startDate = wireDateOf(business["startDate"]);
  const phone = textOf(business["phone"]) ?? body.holder.phone;
  const province = textOf(address["provinceCode"]);
  const commune = textOf(address["communeCode"]);
  const made = registration.safeParse({
    Service: REGISTRATION_SERVICE,
    Ngay: toCompactTime(now),
    Data: {
      SoPhieu: slipNumber("issueTaxCode", body.dossierCode, body.number),
      MaHoSo: body.dossierCode,
      MaCoQuanChuyen: body.agency.id,
      TenCoQuanChuyen: cut(body.agency.name, MAX.name),
      TenHoKinhDoanh: cut(textOf(business["name"]) ?? "", MAX.name),
      DiaChi: cut(textOf(address["detail"]) ?? "", MAX.address),
      ...(province === undefined ? {} : { MaTinh: province }),
      ...(commune === undefined ? {} : { MaXa: commune }),
      NganhNghe: cut(textOf(business["activity"]) ?? "", MAX.prose),
      VonKinhDoanh: moneyOf(business["capital"]),
      ...(startDate === undefined ? {} : { NgayBatDau: startDate }),
      ...(phone === undefined ? {} : { DienThoai: cut(phone, 20) }),
      ChuHo: {
        HoTen: cut(textOf(business["ownerFullName"]) ?? "", MAX.name),
        SoDinhDanh: identity,
        ...(birthDate === undefined ? {} : { NgaySinh: birthDate }),
      },
    },
  });
  if (made.success) return made.data;
  const fields = made.error.issues.map((issue) => String(issue.path.at(-1) ?? ""));
  throw incomplete("Hồ sơ đăng ký thuế", [...new Set(fields.map((field) => NAMES[field] ?? field))]);
};

/** Sends the registration. Throws ExchangeError; a refusal sends the transfer back to an officer. */
export const sendRegistration = async (body: RegistrationBody, call: TaxCall): Promise<OperationResult> =>
  takenIn(body, await handIn(call, PATHS.registration, toRegistration(body, call.now())));

/** After an unknown outcome: the office is asked by the registration's number. */
export const inquireRegistration = (body: RegistrationBody, call: TaxCall): Promise<Inquiry> =>
  lookUp(call, "DANGKYTHUE", slipNumber("issueTaxCode", body.dossierCode, body.number), (reference) => takenIn(body, reference));
