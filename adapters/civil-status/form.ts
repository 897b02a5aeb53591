/**
 * The sections of a dossier's declaration (`form`) that the civil-status operations need. README.md lists them. Names of sections and
 * fields are the hub's own; who fills them is the portal, the counter, or the liên thông hub (hub-data.ts).
 */
import { z } from "zod";
import { ExchangeError } from "../../core/exchange/errors.ts";

const text = z.string().trim().min(1);
/** A whole date, or only the year where no more is known (old people). */
const birthDate = z.union([z.iso.date(), z.string().regex(/^\d{4}$/)]);
const address = z.object({ detail: text, provinceCode: z.string().optional(), communeCode: z.string().optional() });
const sex = z.enum(["male", "female"]);

const relative = z.object({
  fullName: text,
  birthDate: birthDate.optional(),
  identityNumber: text.optional(),
  ethnicity: text.optional(),
  nationality: text.optional(),
  address: address.optional(),
});
export type Relative = z.infer<typeof relative>;
export type Address = z.infer<typeof address>;

/** Who asks, in relation to whom it is about; his name and papers are the applicant's. */
const requester = z.object({ relation: text.optional() }).optional();

/** What `registerBirth` needs. */
export const birthForm = z.object({
  child: z.object({
    fullName: text,
    sex,
    birthDate: z.iso.date(),
    birthPlace: text,
    homeTown: text.optional(),
    ethnicity: text.optional(),
    nationality: text.optional(),
    birthCertificateNo: text.optional(),
  }),
  mother: relative.optional(),
  father: relative.optional(),
  requester,
});
export type BirthForm = z.infer<typeof birthForm>;

/** What `registerDeath` needs. */
export const deathForm = z.object({
  deceased: z.object({
    fullName: text,
    sex,
    birthDate,
    identityNumber: text.optional(),
    ethnicity: text.optional(),
    nationality: text.optional(),
    /** ISO 8601 with time, or only the day. */
    deathTime: z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]),
    deathPlace: text,
    cause: text.optional(),
    deathNoticeNo: text.optional(),
    address: address.optional(),
  }),
  burial: z.object({ relation: text.optional() }).optional(),
  requester,
});
export type DeathForm = z.infer<typeof deathForm>;

const spouse = relative.extend({
  birthDate,
  identityNumber: text,
  /** Which marriage it is: 1, 2, … */
  marriageNumber: z.int().min(1).max(20).default(1),
});
export type Spouse = z.infer<typeof spouse>;
/** What `registerMarriage` needs. */
export const marriageForm = z.object({ husband: spouse, wife: spouse });
export type MarriageForm = z.infer<typeof marriageForm>;

/** What a dossier keeps of the hub that it came from. */
export const interlinkForm = z.object({ interlink: z.object({ procedureCode: text, module: z.string().optional() }) });

/** The sections, checked. Throws "pause": the dossier lacks what it should not have been received without. */
export const readForm = <T>(form: unknown, schema: z.ZodType<T>): T => {
  const read = schema.safeParse(form ?? {});
  if (read.success) return read.data;
  const where = [...new Set(read.error.issues.map((issue) => issue.path.join(".")))].join(", ");
  throw new ExchangeError("pause", `the declaration lacks or misstates: ${where}`, {
    code: "civil-status.form-incomplete",
    blame: "caller",
    trips: false,
    hint: {
      vi: `Tờ khai điện tử thiếu hoặc sai: ${where}. Sửa tờ khai của hồ sơ rồi gửi lại thông điệp.`,
      en: `The declaration lacks or misstates ${where}. Correct it, then redrive the message.`,
    },
  });
};
