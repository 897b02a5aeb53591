/**
 * From the electronic declaration to the residence filing (CT01, deletion of a deceased person's residence): pure mapping, domain.md §5.3.
 * Glossary: declaration = tờ khai điện tử · head of the household = chủ hộ · declarant = người khai.
 */
import { z } from "zod";
import { fileRef } from "../../core/dossier/commands.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { type FilingRequest, filingRequest, MAX, PROCEDURES, SEX } from "./contract/residence.ts";

const text = z.string().min(1);
const sex = z.enum(["male", "female"]);
const address = z.object({ detail: text, provinceCode: z.string().optional(), communeCode: text });
const parent = z.object({ fullName: text, identityNumber: z.string().optional() });

/** Sections of the declaration that a registration uses; others may be there. */
const registrationForm = z.object({
  child: z.object({ fullName: text, sex, birthDate: z.iso.date() }),
  mother: parent.optional(),
  father: parent.optional(),
  residence: z.object({ address, headFullName: text, headIdentityNumber: text, relation: text }),
});
/** Sections that a deletion uses. */
const deletionForm = z.object({
  deceased: z.object({
    fullName: text,
    sex,
    /** A date, or the year alone (old people). */
    birthDate: z.union([z.iso.date(), z.string().regex(/^\d{4}$/)]),
    identityNumber: z.string().optional(),
    /** An instant, a local time of Việt Nam (as the liên thông hub writes it), or a date. */
    deathTime: z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]),
    address: address.partial().optional(),
  }),
});
/** Names of the sections, for the message body. */
export const SECTIONS = { registerResidence: ["child", "mother", "father", "residence"], removeResidence: ["deceased"] } as const;

/** Body of both transfer operations. The three ids on top are the exchange's, so that a refused sending comes back to an officer. */
export const filingBody = z.strictObject({
  dossierId: z.string().min(1),
  transferId: z.string().min(1),
  number: z.int().min(1),
  /** The hub's number of the filing: MaHoSoLT. */
  filingNumber: z.string().min(1).max(120),
  form: z.record(z.string(), z.unknown()),
  /** What earlier legs handed on: personalNumber, birthCertificateNumber, deathCertificateNumber. */
  data: z.record(z.string(), z.string()),
  declarant: z.strictObject({ fullName: z.string(), identityNumber: z.string().optional(), phone: z.string().optional() }),
  papers: z.array(z.strictObject({ componentId: z.string(), file: fileRef })),
});
export type FilingBody = z.infer<typeof filingBody>;

/** The declaration does not give what the police need: the transfer comes back to an officer, who completes it and sends it again. */
const incomplete = (fields: readonly string[]): ExchangeError =>
  new ExchangeError("rejected", `Tờ khai thiếu hoặc sai thông tin cho hồ sơ cư trú: ${fields.join(", ")}`, {
    code: "police.declaration",
    blame: "caller",
    hint: {
      vi: "Bổ sung, sửa các mục nêu trên trong tờ khai rồi gửi lại hồ sơ liên thông cho công an.",
      en: "Complete or correct these fields of the declaration, then send the transfer to the police again.",
    },
  });

const fieldsOf = (error: z.ZodError): readonly string[] => [...new Set(error.issues.map(({ path }) => path.join(".")))];

const read = <T>(schema: z.ZodType<T>, form: unknown): T => {
  const parsed = schema.safeParse(form);
  if (!parsed.success) throw incomplete(fieldsOf(parsed.error));
  return parsed.data;
};

/** The end of a time that says its zone. */
const ZONED = /T.*(?:Z|[+-]\d{2}:?\d{2})$/;
/** yyyy-mm-dd, a local time, or the day in Việt Nam of an instant, as dd/MM/yyyy; a year alone stays one. */
export const writtenDate = (date: string): string => {
  if (date.length === 4) return date;
  const compact = ZONED.test(date)
    ? toCompactTime(new Date(date).toISOString()).slice(0, 8)
    : date.slice(0, 10).replaceAll("-", "");
  return `${compact.slice(6, 8)}/${compact.slice(4, 6)}/${compact.slice(0, 4)}`;
};

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined || value === "" ? {} : ({ [key]: value } as { [P in K]: V });
const personOf = (person: z.infer<typeof parent> | undefined) =>
  person === undefined ? undefined : { HoTen: cut(person.fullName, MAX.name), ...optional("SoDinhDanh", person.identityNumber) };

const placeOf = (given: z.infer<typeof address>, province: string) => ({
  MaTinhThanh: given.provinceCode ?? province,
  MaPhuongXa: given.communeCode,
  ChiTiet: cut(given.detail, MAX.detail),
});

/** The filing as the police want it, without its papers. @param province of addresses that name none. Throws ExchangeError("rejected"). */
export const toFiling = (
  operation: keyof typeof SECTIONS,
  body: Pick<FilingBody, "filingNumber" | "form" | "data" | "declarant">,
  province: string,
): FilingRequest => {
  const { filingNumber, form, data, declarant } = body;
  const NguoiKhai = {
    HoTen: cut(declarant.fullName, MAX.name),
    ...optional("SoDinhDanh", declarant.identityNumber),
    ...optional("SoDienThoai", declarant.phone),
  };
  const made = (): z.input<typeof filingRequest> => {
    if (operation === "registerResidence") {
      const { child, mother, father, residence } = read(registrationForm, form);
      return {
        MaHoSoLT: filingNumber,
        MaThuTuc: PROCEDURES.register,
        MaPhuongXa: residence.address.communeCode,
        ToKhai: {
          HoTen: cut(child.fullName, MAX.name),
          NgaySinh: writtenDate(child.birthDate),
          GioiTinh: SEX[child.sex],
          ...optional("SoDinhDanh", data["personalNumber"]),
          ...optional("SoGiayKhaiSinh", data["birthCertificateNumber"]),
          NoiThuongTru: placeOf(residence.address, province),
          ChuHo: {
            HoTen: cut(residence.headFullName, MAX.name),
            SoDinhDanh: residence.headIdentityNumber,
            QuanHe: cut(residence.relation, 60),
          },
          ...optional("Me", personOf(mother)),
          ...optional("Cha", personOf(father)),
          NguoiKhai,
        },
        GiayTo: [],
      };
    }
    const { deceased } = read(deletionForm, form);
    const place = address.safeParse(deceased.address);
    return {
      MaHoSoLT: filingNumber,
      MaThuTuc: PROCEDURES.remove,
      ...optional("MaPhuongXa", place.data?.communeCode),
      ToKhai: {
        HoTen: cut(deceased.fullName, MAX.name),
        NgaySinh: writtenDate(deceased.birthDate),
        GioiTinh: SEX[deceased.sex],
        ...optional("SoDinhDanh", deceased.identityNumber),
        NgayMat: writtenDate(deceased.deathTime),
        SoTrichLucKhaiTu: data["deathCertificateNumber"] ?? "",
        ...optional("NoiThuongTru", place.data === undefined ? undefined : placeOf(place.data, province)),
        NguoiKhai,
      },
      GiayTo: [],
    };
  };
  const filing = filingRequest.safeParse(made());
  if (!filing.success) throw incomplete(fieldsOf(filing.error));
  return filing.data;
};
