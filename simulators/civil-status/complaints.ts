/** How the registry complains of a declaration: field by field, in one long string whose line feeds were lost on the way. */
import type { z } from "zod";
import { birthData, deathData, marriageData } from "../../adapters/civil-status/contract/data.ts";
import { COMPLAINTS, LOST_NEWLINE, type Module } from "../../adapters/civil-status/contract/registry.ts";

const SCHEMAS: Readonly<Record<Module, z.ZodType>> = {
  LTKS: birthData,
  KS: birthData,
  LTKT: deathData,
  KT: deathData,
  LTKH: marriageData,
  KH: marriageData,
};
/** Fields that hold a code of a published list: a wrong one "does not exist". */
const LISTED = /(?:LoaiGiayToTuyThan|DanToc|QuocTich|LoaiCuTru|GioiTinh|loaiDangKy|gbtLoai|maTinh|maXa|quocGia)$/;

/** The value that stands where an issue points. */
const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((here, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : undefined), value);

/** The first plain issue within a union's alternatives other than the empty text. */
const inner = (issue: z.core.$ZodIssue): z.core.$ZodIssue => {
  if (issue.code !== "invalid_union") return issue;
  const found = issue.errors.flat().find((one) => one.code === "too_big" || one.code === "invalid_format");
  return found ?? issue;
};

const sentence = (issue: z.core.$ZodIssue, data: unknown): string => {
  const { code } = inner(issue);
  const value = valueAt(data, issue.path);
  if (value === undefined || value === null || value === "") return COMPLAINTS.missing;
  if (code === "too_big") return COMPLAINTS.tooLong;
  return LISTED.test(issue.path.join(".")) ? COMPLAINTS.unknown : COMPLAINTS.badFormat;
};

/** What is complained of, field by field ("nksHoTen", or "nksHoTen.Ten" as the registry names inner fields: by the outer one). */
const complaintsOf = (module: Module, data: unknown): readonly string[] => {
  const parsed = SCHEMAS[module].safeParse(data);
  if (parsed.success) return [];
  const lines = parsed.error.issues.map((issue) => `${String(issue.path[0] ?? "data")} ${sentence(issue, data)}`);
  return [...new Set(lines)];
};

/** Wards that cannot be: a place of registration that the registry does not serve, or a code of zeros anywhere. */
const unknownWards = (data: unknown, serves: (code: string) => boolean): readonly string[] =>
  Object.entries(typeof data === "object" && data !== null ? data : {}).flatMap(([field, value]: [string, unknown]) => {
    const wrong =
      field === "noiDangKy" ? typeof value === "string" && !serves(value) : /^0+$/.test(String(valueAt(value, ["maXa"])));
    return wrong ? [`${field} ${COMPLAINTS.unknown}`] : [];
  });

/** The one long string of all complaints about a declaration; undefined where there is nothing to complain of. */
export const complain = (module: Module, text: string, serves: (code: string) => boolean): string | undefined => {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return `data ${COMPLAINTS.badFormat}`;
  }
  const lines = [...complaintsOf(module, data), ...unknownWards(data, serves)];
  return lines.length === 0 ? undefined : lines.join(LOST_NEWLINE);
};
