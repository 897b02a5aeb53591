/** People, places and dates of the declaration as the registry wants them (domain.md §5.2). Pure but for its errors. */
import type { Person } from "../../core/dossier/commands.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { type DateParts, GENDERS, type NameParts, PAPER_KINDS, PROVINCE_CODES, type WireAddress } from "./contract/data.ts";
import { ethnicCode } from "./ethnic-groups.ts";
import type { Address } from "./form.ts";

const COUNTRY = "VN";

/** "Nguyễn Văn Thử" → NGUYỄN · VĂN · THỬ: first word họ, last word tên, what lies between chữ đệm; in capitals as the books have it. */
export const nameParts = (fullName: string): NameParts => {
  const words = fullName.normalize("NFC").trim().toLocaleUpperCase("vi").split(/\s+/);
  const [first = ""] = words;
  if (words.length === 1) return { Ho: "", ChuDem: "", Ten: first };
  return { Ho: first, ChuDem: words.slice(1, -1).join(" "), Ten: words.at(-1) ?? "" };
};

/** "2026-02-20" or "1940". */
export const dateParts = (date: string): DateParts => {
  const [namSinh = "", thangSinh = "", ngaySinh = ""] = date.split("-");
  return { ngaySinh, thangSinh, namSinh };
};

const isProvince = (code: string): code is (typeof PROVINCE_CODES)[number] => PROVINCE_CODES.some((one) => one === code);

/** Codes that the registry cannot know any more (of before 01/07/2025) are left out; the written-out part says where it is. */
export const wireAddress = (address: Address | string | undefined): WireAddress => {
  if (address === undefined || typeof address === "string")
    return { dcChiTiet: address ?? "", quocGia: COUNTRY, maTinh: "", maXa: "" };
  const { detail, provinceCode = "", communeCode = "" } = address;
  const known = isProvince(provinceCode);
  return { dcChiTiet: detail, quocGia: COUNTRY, maTinh: known ? provinceCode : "", maXa: known ? communeCode : "" };
};

/** 1 nam, 2 nữ. */
export const gender = (sex: "male" | "female"): 1 | 2 => GENDERS[sex];

/** Kind and number of the identity paper; a 12-digit number is the personal number too. */
export const paper = (
  number: string | undefined,
): { readonly kind: 0 | 1 | 4; readonly number: string; readonly personal: string } => {
  if (number === undefined || number === "") return { kind: PAPER_KINDS.none, number: "", personal: "" };
  if (/^\d{9}$/.test(number)) return { kind: PAPER_KINDS.oldCard, number, personal: "" };
  return { kind: PAPER_KINDS.card, number, personal: number };
};

/** The group's code, or its name written out where the list does not have it; Kinh is not assumed. */
export const ethnicity = (said: string | undefined): { readonly code: string; readonly other: string } => {
  const code = said === undefined ? undefined : ethnicCode(said);
  return { code: code ?? "", other: code === undefined ? (said ?? "") : "" };
};

/** Two-letter code; Việt Nam where nothing is said. Throws "pause" for a country that is written out. */
export const nationality = (said: string | undefined): string => {
  const name = said?.normalize("NFC").trim();
  if (name === undefined || /^vi[eệ]t\s*nam$/iu.test(name)) return COUNTRY;
  if (/^[A-Za-z]{2}$/.test(name)) return name.toUpperCase();
  throw new ExchangeError("pause", "a nationality is not given as a two-letter code", {
    code: "civil-status.nationality",
    blame: "caller",
    trips: false,
    hint: {
      vi: "Quốc tịch nước ngoài phải ghi bằng mã hai chữ cái (ví dụ LA); sửa tờ khai rồi gửi lại thông điệp.",
      en: "A foreign nationality must be a two-letter code (LA); correct the declaration, then redrive the message.",
    },
  });
};

/** The applicant as người yêu cầu. */
export const requester = (applicant: Person, relation: string) => {
  const papers = paper(applicant.identityNumber);
  return {
    nycHoTen: nameParts(applicant.fullName),
    nycQuanHe: relation,
    nycLoaiGiayToTuyThan: papers.kind,
    nycSoGiayToTuyThan: papers.number,
    nycSoDDCN: papers.personal,
    nycNoiCuTru: wireAddress(
      applicant.address === undefined
        ? undefined
        : {
            detail: applicant.address.detail,
            ...(applicant.address.provinceCode === undefined ? {} : { provinceCode: applicant.address.provinceCode }),
            ...(applicant.address.communeCode === undefined ? {} : { communeCode: applicant.address.communeCode }),
          },
    ),
    nycSoDienThoai: applicant.phone ?? "",
    nycEmail: applicant.email ?? "",
  };
};
