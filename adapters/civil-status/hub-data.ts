/**
 * The declaration of a liên thông dossier as the hub hands it out, read into the sections of a dossier's `form` (domain.md §5.2). It is a
 * JSON *string*; older hubs put a JSON string around XML (`<hotich><hoso>` or `<hoTich>`), with plain texts where newer ones have
 * objects. Both are read. Pure.
 */
import { z } from "zod";
import { parseXml, XmlError, type XmlValue } from "../kit/xml.ts";
import { LINKED_FIELDS } from "./contract/hub.ts";
import { type AttachedFile, attachedFile } from "./contract/registry.ts";
import { readDate } from "./dates.ts";
import { ethnicName } from "./ethnic-groups.ts";

type Fields = Readonly<Record<string, unknown>>;
/** A declaration of the hub, unwrapped. */
export interface Declaration {
  readonly fields: Fields;
  /** Files that stood inside the wrapping of older hubs. */
  readonly files: readonly AttachedFile[];
}

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** The element that holds the fields, wherever it stands. */
const innermost = (value: XmlValue): Fields | undefined => {
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = innermost(inner as XmlValue);
    if (found !== undefined) return found;
    if (/^(?:hoTich|hoso)$/i.test(name) && isObject(inner)) return inner;
  }
  return undefined;
};

const WRAPPINGS = 3;
/** Unwraps the declaration; undefined where no fields are found in it. */
export const readDeclaration = (text: string, depth = 0): Declaration | undefined => {
  if (depth > WRAPPINGS) return undefined;
  const said = text.trim();
  if (said.startsWith("<")) {
    try {
      const fields = innermost(parseXml(said));
      return fields === undefined ? undefined : { fields, files: [] };
    } catch (error) {
      if (error instanceof XmlError) return undefined;
      throw error;
    }
  }
  let value: unknown;
  try {
    value = JSON.parse(said);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { data, fileDinhKem } = value;
  if (typeof data !== "string") return { fields: isObject(value["hoTich"]) ? value["hoTich"] : value, files: [] };
  const inner = readDeclaration(data, depth + 1);
  const files = z.array(attachedFile).safeParse(fileDinhKem);
  return inner === undefined ? undefined : { fields: inner.fields, files: [...inner.files, ...(files.data ?? [])] };
};

const text = (value: unknown): string | undefined => {
  const said = typeof value === "number" ? String(value) : typeof value === "string" ? value.normalize("NFC").trim() : "";
  return said === "" ? undefined : said;
};
const digits = (value: unknown, length: number): string | undefined => {
  const said = text(value);
  return said !== undefined && new RegExp(`^\\d{${length}}$`).test(said) ? said : undefined;
};
/** A name in one piece or in three. */
const name = (value: unknown): string | undefined =>
  isObject(value) ? text(["Ho", "ChuDem", "Ten"].flatMap((part) => text(value[part]) ?? []).join(" ")) : text(value);
/** "20.02.2026", "20/02/2026", "1940" or in three parts. */
const date = (value: unknown): string | undefined => {
  if (!isObject(value)) return readDate(text(value) ?? "");
  const [day, month, year] = [text(value["ngaySinh"]), text(value["thangSinh"]), text(value["namSinh"])];
  return readDate(day === undefined || month === undefined ? (year ?? "") : `${day}/${month}/${year}`);
};
const address = (value: unknown) => {
  const detail = isObject(value) ? text(value["dcChiTiet"]) : text(value);
  if (detail === undefined) return undefined;
  const parts = isObject(value) ? value : {};
  return compact({ detail, provinceCode: digits(parts["maTinh"], 2), communeCode: digits(parts["maXa"], 5) });
};
const sex = (value: unknown): "male" | "female" | undefined => {
  const said = text(value)?.toLocaleLowerCase("vi");
  if (said === "1" || said === "nam") return "male";
  return said === "2" || said === "nữ" ? "female" : undefined;
};
const nation = (value: unknown): string | undefined => {
  const code = text(value);
  return code === undefined ? undefined : (ethnicName(code) ?? code);
};

/** Members that have a value; undefined where none has. */
const compact = <T extends Readonly<Record<string, unknown>>>(members: T): Fields | undefined => {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

const relative = (fields: Fields, prefix: "me" | "cha") =>
  compact({
    fullName: name(fields[`${prefix}HoTen`]),
    birthDate: date(fields[`${prefix}NgaySinh`]),
    identityNumber: digits(fields[`${prefix}SoDDCN`], 12) ?? text(fields[`${prefix}SoGiayToTuyThan`]),
    ethnicity: nation(fields[`${prefix}DanToc`]),
    nationality: text(fields[`${prefix}QuocTich`]),
    address: address(fields[`${prefix}NoiCuTru`]),
  });

const residence = (fields: Fields) => {
  const { head, headNumber, relation, address: place } = LINKED_FIELDS.residence;
  return compact({
    address: address(fields[place]),
    headFullName: name(fields[head]),
    headIdentityNumber: text(fields[headNumber]),
    relation: text(fields[relation]),
  });
};
const healthCard = (fields: Fields) =>
  compact({
    hospitalCode: text(fields[LINKED_FIELDS.healthCard.hospitalCode]),
    hospitalName: text(fields[LINKED_FIELDS.healthCard.hospitalName]),
  });
const burial = (fields: Fields) => {
  const { claimant, claimantNumber, relation, bankAccount, bank } = LINKED_FIELDS.burial;
  return compact({
    claimantFullName: name(fields[claimant]),
    claimantIdentityNumber: text(fields[claimantNumber]),
    relation: text(fields[relation]),
    bankAccount: text(fields[bankAccount]),
    bankName: text(fields[bank]),
  });
};
const requester = (fields: Fields) => compact({ relation: text(fields["nycQuanHe"]) });

/** Sections of a birth with what is linked to it. */
export const toBirthForm = (fields: Fields): Fields => ({
  ...compact({
    child: compact({
      fullName: name(fields["nksHoTen"]),
      sex: sex(fields["nksGioiTinh"]),
      birthDate: date(fields["nksNgaySinh"]),
      birthPlace: address(fields["nksNoiSinh"])?.["detail"],
      homeTown: address(fields["nksQueQuan"])?.["detail"],
      ethnicity: nation(fields["nksDanToc"]) ?? text(fields["nksDanTocKhac"]),
      nationality: text(fields["nksQuocTich"]),
      birthCertificateNo: text(fields["maGCS"]),
    }),
    mother: relative(fields, "me"),
    father: relative(fields, "cha"),
    requester: requester(fields),
    residence: residence(fields),
    healthCard: healthCard(fields),
  }),
});

/** Day and hour of death in one: "2026-02-28T04:30:00", or only the day. */
const deathTime = (fields: Fields): string | undefined => {
  const day = date(fields["nktNgayChet"]);
  const hour = text(fields["nktGioPhutChet"]);
  return day !== undefined && /^([01]\d|2[0-3]):[0-5]\d$/.test(hour ?? "") ? `${day}T${hour}:00` : day;
};

/** Sections of a death with what is linked to it. */
export const toDeathForm = (fields: Fields): Fields => ({
  ...compact({
    deceased: compact({
      fullName: name(fields["nktHoTen"]),
      sex: sex(fields["nktGioiTinh"]),
      birthDate: date(fields["nktNgaySinh"]),
      identityNumber: text(fields["nktSoGiayToTuyThan"]),
      ethnicity: nation(fields["nktDanToc"]),
      nationality: text(fields["nktQuocTich"]),
      deathTime: deathTime(fields),
      deathPlace: address(fields["nktNoiChet"])?.["detail"],
      cause: text(fields["nktNguyenNhanChet"]),
      deathNoticeNo: text(fields["gbtSo"]),
      address: address(fields["nktNoiCuTru"]),
    }),
    requester: requester(fields),
    burial: burial(fields),
  }),
});

/** Who filed it. */
export const applicantOf = (fields: Fields) => ({
  fullName: name(fields["nycHoTen"]),
  identityNumber:
    digits(fields["nycSoDDCN"], 12) ?? digits(fields["nycSoGiayToTuyThan"], 12) ?? digits(fields["nycSoGiayToTuyThan"], 9),
  phone: text(fields["nycSoDienThoai"]),
  email: text(fields["nycEmail"]),
  address: address(fields["nycNoiCuTru"]) as { detail: string; provinceCode?: string; communeCode?: string } | undefined,
});
