/**
 * The electronic declaration (tờ khai điện tử) as this partner needs it: which sections and members, and how their values go over the
 * wire. README.md lists them. Pure.
 */
import { z } from "zod";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { fromCompactTime, toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { IDENTITY_PAPER, SEX } from "./contract/papers.ts";

const some = z.string().trim().min(1);
/** yyyy-MM-dd of a day that exists. */
const date = z.iso.date();
const address = z.object({ detail: some, provinceCode: some.optional(), communeCode: some.optional() });
const parent = z.object({
  fullName: some,
  birthDate: date.optional(),
  identityNumber: some.optional(),
  socialInsuranceNo: some.optional(),
  healthCardNo: some.optional(),
  address: address.optional(),
});
const sex = z.enum(["male", "female", "unknown"]);

/** The sections used, each with the members that some message needs or takes along. */
export const SECTIONS = {
  child: z.object({
    fullName: some,
    sex,
    birthDate: date,
    /** HH:mm or HH:mm:ss. */
    birthTime: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/)
      .optional(),
    birthPlace: some,
    weightGrams: z.coerce.number().int().min(100).max(20_000).optional(),
    birthCertificateNo: some.optional(),
    certificateBook: some.optional(),
    birthOrder: z.coerce.number().int().min(1).max(30).optional(),
    childrenBorn: z.coerce.number().int().min(1).max(10).optional(),
    condition: some.optional(),
    attendant: some.optional(),
  }),
  mother: parent,
  father: parent,
  residence: z.object({ address }),
  healthCard: z.object({ hospitalCode: some }),
  deceased: z.object({
    fullName: some,
    sex,
    birthDate: date,
    identityNumber: some.optional(),
    /** A date, or an instant. */
    deathTime: z.union([date, z.iso.datetime({ offset: true, local: true })]),
    cause: some.optional(),
    deathNoticeNo: some.optional(),
    noticeBook: some.optional(),
    /** TINH_TRANG_TV: "0" or "1", as the notice has it. */
    noticeState: z.enum(["0", "1"]).optional(),
    address: address.optional(),
    socialInsuranceNo: some.optional(),
  }),
  burial: z.object({
    claimantFullName: some,
    claimantIdentityNumber: some.optional(),
    relation: some.optional(),
    bankAccount: some.optional(),
    bankName: some.optional(),
  }),
} as const;
export type SectionName = keyof typeof SECTIONS;
export type Section<N extends SectionName> = z.infer<(typeof SECTIONS)[N]>;
export type Form = Readonly<Record<string, unknown>>;

/**
 * What is missing or wrong in what the applicant or an earlier agency gave: the message cannot be made. `rejected`, not `pause`: the
 * transfer comes back to the officer, who alone can correct the declaration (resendTransfer); an operator could only throw it away.
 */
export const badDeclaration = (places: readonly string[]): ExchangeError =>
  new ExchangeError("rejected", `Tờ khai hoặc kết quả chặng trước thiếu hoặc sai: ${places.join(", ")}`, {
    code: "social-insurance.declaration",
    blame: "caller",
    hint: {
      vi: "Sửa các mục được nêu trong tờ khai rồi gửi lại cơ quan bảo hiểm xã hội.",
      en: "Correct the named places of the declaration, then send the transfer to the social insurance again.",
    },
  });

/** A section, or undefined where it is not declared or not usable. */
export const sectionIfGood = <N extends SectionName>(form: Form | undefined, name: N): Section<N> | undefined => {
  const parsed = SECTIONS[name].safeParse(form?.[name]);
  return parsed.success ? (parsed.data as Section<N>) : undefined;
};

/** A section that must be there. Throws `badDeclaration` with every place that is missing or wrong. */
export const section = <N extends SectionName>(form: Form | undefined, name: N): Section<N> => {
  const parsed = SECTIONS[name].safeParse(form?.[name]);
  if (parsed.success) return parsed.data as Section<N>;
  throw badDeclaration([...new Set(parsed.error.issues.map((issue) => [name, ...issue.path].join(".")))]);
};

/** A section that may be left out, but must be right where it is given. Throws `badDeclaration`. */
export const sectionIfGiven = <N extends SectionName>(form: Form | undefined, name: N): Section<N> | undefined =>
  form?.[name] === undefined || form[name] === null ? undefined : section(form, name);

/** A record of the contract's shape. Throws `badDeclaration` with the names that `origin` gives the fields. */
export const inShape = <T>(schema: z.ZodType<T>, record: unknown, origin: Readonly<Record<string, string>>): T => {
  const parsed = schema.safeParse(record);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => String(issue.path[0] ?? ""));
  throw badDeclaration([...new Set(fields.map((field) => origin[field] ?? field))]);
};

/** GIOI_TINH 1/2/3. */
export const sexCode = (value: "male" | "female" | "unknown"): "1" | "2" | "3" => SEX[value];

/** "2026-02-20" → "20260220". */
export const date8 = (text: string): string => text.replaceAll("-", "");

/** ngaySinhCon: 14 digits; midnight where the hour is not declared. */
export const birthStamp = (birthDate: string, birthTime: string | undefined): string =>
  date8(birthDate) + (birthTime ?? "").replaceAll(":", "").padEnd(6, "0");

/** ngayTv: 12 digits, local time of Việt Nam; a date alone is its midnight, a time without an offset is local already. */
export const deathStamp = (deathTime: string): string => {
  if (deathTime.length === 10) return `${date8(deathTime)}0000`;
  const local = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(deathTime);
  if (local !== null) return `${date8(local[1] ?? "")}${local[2]}${local[3]}`;
  return toCompactTime(new Date(deathTime).toISOString()).slice(0, 12);
};

/** LOAI_GIAYTO 0–4 by the look of the number. `newborn`: a personal number without a card yet is 4. */
export const identityPaperCode = (number: string | undefined, newborn = false): "0" | "1" | "2" | "3" | "4" => {
  if (number === undefined) return IDENTITY_PAPER.none;
  if (/^\d{12}$/.test(number)) return newborn ? IDENTITY_PAPER.personalNumber : IDENTITY_PAPER.citizenCard;
  return /^\d{9}$/.test(number) ? IDENTITY_PAPER.oldCard : IDENTITY_PAPER.passport;
};

/** An instant of the gateway's yyyyMMddHHmmss; undefined for what is none. */
export const instantOf = (stamp: string | undefined): string | undefined =>
  stamp === undefined ? undefined : fromCompactTime(stamp);

/** The longest text that a field takes. */
export const upTo = (text: string | undefined, max: number): string | undefined =>
  text === undefined ? undefined : cut(text, max);
