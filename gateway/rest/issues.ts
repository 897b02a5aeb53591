/** zod issues → field problems that a person can act on, Vietnamese first. The refused value is never repeated (R-I02). */
import type { z } from "zod";
import type { Bilingual, FieldProblem } from "../problem.ts";

type Issue = z.core.$ZodIssue;

/** Most field problems that one answer lists. */
const MAX_ERRORS = 50;

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: { vi: "chuỗi ký tự", en: "a string" },
  number: { vi: "số", en: "a number" },
  int: { vi: "số nguyên", en: "an integer" },
  boolean: { vi: "true hoặc false", en: "true or false" },
  object: { vi: "đối tượng", en: "an object" },
  array: { vi: "danh sách", en: "a list" },
  record: { vi: "đối tượng", en: "an object" },
};

const FORMATS: Readonly<Record<string, Bilingual>> = {
  datetime: {
    vi: "Thời điểm không hợp lệ; viết theo ISO 8601 có múi giờ, ví dụ 2026-02-13T10:00:00+07:00.",
    en: "Not a valid instant; write ISO 8601 with an offset, e.g. 2026-02-13T10:00:00+07:00.",
  },
  date: {
    vi: "Ngày không hợp lệ; viết YYYY-MM-DD, ví dụ 2026-02-13.",
    en: "Not a valid date; write YYYY-MM-DD, e.g. 2026-02-13.",
  },
  email: { vi: "Địa chỉ thư điện tử không hợp lệ.", en: "Not a valid e-mail address." },
};

/** What a pattern means, by the name of the field it stands on. */
const PATTERNS: Readonly<Record<string, Bilingual>> = {
  identityNumber: {
    vi: "Số định danh phải có 12 chữ số (hoặc 9 chữ số với CMND cũ).",
    en: "An identity number has 12 digits (9 for the old card).",
  },
  taxCode: { vi: "Mã số thuế phải có 10 hoặc 13 chữ số.", en: "A tax code has 10 or 13 digits." },
  phone: {
    vi: "Số điện thoại phải có 10 chữ số, bắt đầu bằng 0 hoặc +84.",
    en: "A phone number has 10 digits and starts with 0 or +84.",
  },
  communeCode: { vi: "Mã xã phải có 5 chữ số.", en: "A commune code has 5 digits." },
  provinceCode: { vi: "Mã tỉnh phải có 2 chữ số.", en: "A province code has 2 digits." },
  blob: { vi: "Mã băm SHA-256 của tệp phải có 64 ký tự 0–9, a–f.", en: "The file's SHA-256 has 64 characters 0–9, a–f." },
};

const missing: Bilingual = { vi: "Thiếu trường bắt buộc.", en: "Required field missing." };

const sizeText = (issue: Extract<Issue, { code: "too_small" | "too_big" }>): Bilingual => {
  const bound = String(issue.code === "too_small" ? issue.minimum : issue.maximum);
  const least = issue.code === "too_small";
  if (issue.origin === "string")
    return least
      ? { vi: `Cần ít nhất ${bound} ký tự.`, en: `At least ${bound} characters needed.` }
      : { vi: `Dài quá ${bound} ký tự.`, en: `Longer than ${bound} characters.` };
  if (issue.origin === "array")
    return least
      ? { vi: `Cần ít nhất ${bound} mục.`, en: `At least ${bound} items needed.` }
      : { vi: `Nhiều hơn ${bound} mục.`, en: `More than ${bound} items.` };
  return least
    ? { vi: `Phải từ ${bound} trở lên.`, en: `Must be ${bound} or more.` }
    : { vi: `Phải từ ${bound} trở xuống.`, en: `Must be ${bound} or less.` };
};

const formatText = (issue: Extract<Issue, { code: "invalid_format" }>): Bilingual => {
  const field = String(issue.path.at(-1) ?? "");
  return FORMATS[issue.format] ?? PATTERNS[field] ?? { vi: "Không đúng dạng quy định.", en: "Not of the required form." };
};

const choices = (values: readonly unknown[]): Bilingual => {
  const list = values.map((value) => JSON.stringify(value)).join(", ");
  return values.length === 1
    ? { vi: `Phải là ${list}.`, en: `Must be ${list}.` }
    : { vi: `Phải là một trong: ${list}.`, en: `Must be one of: ${list}.` };
};

const UNFIT: Bilingual = { vi: "Giá trị không hợp lệ.", en: "Invalid value." };

/** The words of a rule of ours, "tiếng Việt / English"; undefined where it has none. */
const wordsOf = (message: string): Bilingual | undefined => {
  const [vi, en, ...more] = message.split(" / ");
  return vi && en && more.length === 0 ? { vi: sentence(vi), en: sentence(en) } : undefined;
};
const sentence = (text: string): string => `${text.charAt(0).toLocaleUpperCase("vi")}${text.slice(1)}.`;

const textOf = (issue: Issue): Bilingual => {
  switch (issue.code) {
    case "invalid_type": {
      // zod says "received undefined" in the message only; the input itself is not kept.
      if (/received undefined/.test(issue.message)) return missing;
      const expected = TYPES[issue.expected] ?? { vi: issue.expected, en: issue.expected };
      return { vi: `Phải là ${expected.vi}.`, en: `Must be ${expected.en}.` };
    }
    case "too_small":
    case "too_big":
      return sizeText(issue);
    case "invalid_format":
      return formatText(issue);
    case "invalid_value":
      return choices(issue.values);
    case "custom":
      return wordsOf(issue.message) ?? UNFIT;
    case "invalid_key":
      return { vi: "Tên trường không đúng dạng quy định.", en: "A field's name is not of the required form." };
    case "invalid_union":
      return { vi: "Không khớp với dạng nào được phép.", en: "Matches none of the allowed forms." };
    default:
      return UNFIT;
  }
};

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).slice(0, 80).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Field problems of one zod error, at most 50. Unknown fields are named one by one. */
export const fieldProblems = (error: Pick<z.core.$ZodError, "issues">): readonly FieldProblem[] =>
  error.issues
    .flatMap((issue): readonly FieldProblem[] =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({
            path: pointerOf([...issue.path, key]),
            vi: "Trường này không có trong quy định.",
            en: "Unknown field.",
          }))
        : [{ path: pointerOf(issue.path), ...textOf(issue) }],
    )
    .slice(0, MAX_ERRORS);
