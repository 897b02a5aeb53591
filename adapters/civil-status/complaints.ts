/**
 * The registry's one long string of complaints, taken apart again: which field, what is wrong with it, and where the officer finds it
 * in the declaration (domain.md §5.2, §5.1: operators did this by hand). Pure.
 */
import type { z } from "zod";
import { birthData, deathData, marriageData } from "./contract/data.ts";
import { LOST_NEWLINE } from "./contract/registry.ts";

/** One field that the registry complains of. */
export interface Complaint {
  /** As the registry calls it: "nksSoDDCN". */
  readonly field: string;
  /** Where it stands in the declaration: "child.identityNumber"; the registry's name where nothing of ours fits. */
  readonly place: string;
  /** Vietnamese, for the officer. */
  readonly says: string;
}

const FIELDS: ReadonlySet<string> = new Set(
  [birthData, deathData, marriageData].flatMap((schema: z.ZodObject) => Object.keys(schema.shape)),
);

/** Prefix → section of the declaration and what it is called. Longest first: "nks" before "n…". */
const SECTIONS = [
  ["chong", "husband", "của chồng"],
  ["cha", "father", "của cha"],
  ["nks", "child", "của trẻ"],
  ["nkt", "deceased", "của người chết"],
  ["nyc", "applicant", "của người yêu cầu"],
  ["gbt", "deceased", "của giấy báo tử"],
  ["me", "mother", "của mẹ"],
  ["vo", "wife", "của vợ"],
] as const;

/** Rest of the name → field of the section and what it is called. */
const MEMBERS: Readonly<Record<string, readonly [string, string]>> = {
  HoTen: ["fullName", "họ tên"],
  GioiTinh: ["sex", "giới tính"],
  NgaySinh: ["birthDate", "ngày sinh"],
  NoiSinh: ["birthPlace", "nơi sinh"],
  QueQuan: ["homeTown", "quê quán"],
  DanToc: ["ethnicity", "dân tộc"],
  DanTocKhac: ["ethnicity", "dân tộc khác"],
  QuocTich: ["nationality", "quốc tịch"],
  NoiCuTru: ["address", "nơi cư trú"],
  LoaiCuTru: ["address", "loại cư trú"],
  LoaiGiayToTuyThan: ["identityNumber", "loại giấy tờ tùy thân"],
  SoGiayToTuyThan: ["identityNumber", "số giấy tờ tùy thân"],
  SoDDCN: ["identityNumber", "số định danh cá nhân"],
  SoDienThoai: ["phone", "số điện thoại"],
  Email: ["email", "thư điện tử"],
  QuanHe: ["relation", "quan hệ"],
  NgayChet: ["deathTime", "ngày chết"],
  GioPhutChet: ["deathTime", "giờ chết"],
  NoiChet: ["deathPlace", "nơi chết"],
  NguyenNhanChet: ["cause", "nguyên nhân chết"],
  So: ["deathNoticeNo", "số"],
  SoLanKH: ["marriageNumber", "số lần kết hôn"],
};
const ALONE: Readonly<Record<string, readonly [string, string]>> = {
  maGCS: ["child.birthCertificateNo", "số giấy chứng sinh"],
  noiDangKy: ["noiDangKy", "nơi đăng ký"],
};

const KINDS = [
  ["có độ dài vượt quá", "quá dài"],
  ["không tồn tại", "không có trong danh mục"],
  ["có định dạng không đúng", "sai định dạng"],
  ["không được để trống", "còn thiếu"],
] as const;
const SENTENCE = new RegExp(`([A-Za-z][A-Za-z0-9]*)\\s+(${KINDS.map(([phrase]) => phrase).join("|")})`, "giu");

/** The field's own name: the line feed that lost its backslash stands as a letter before it. */
const cleaned = (name: string): string =>
  !FIELDS.has(name) && name.startsWith(LOST_NEWLINE) && FIELDS.has(name.slice(LOST_NEWLINE.length))
    ? name.slice(LOST_NEWLINE.length)
    : name;

const described = (field: string): { readonly place: string; readonly label: string } => {
  const alone = ALONE[field];
  if (alone !== undefined) return { place: alone[0], label: alone[1] };
  for (const [prefix, section, whose] of SECTIONS) {
    const member = field.startsWith(prefix) ? MEMBERS[field.slice(prefix.length)] : undefined;
    if (member !== undefined) return { place: `${section}.${member[0]}`, label: `${member[1]} ${whose}` };
  }
  return { place: field, label: field };
};

/** Each complaint of the string, in its order, once; empty where it complains of no field. */
export const readComplaints = (errors: string): readonly Complaint[] => {
  const found = new Map<string, Complaint>();
  for (const [, name = "", phrase = ""] of errors.normalize("NFC").matchAll(SENTENCE)) {
    const field = cleaned(name);
    const { place, label } = described(field);
    const wrong = KINDS.find(([says]) => says === phrase.toLocaleLowerCase("vi"))?.[1] ?? phrase;
    found.set(`${field} ${wrong}`, { field, place, says: `${label} (${place}): ${wrong}` });
  }
  return [...found.values()];
};
