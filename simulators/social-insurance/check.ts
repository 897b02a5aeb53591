/** Opens what came in `fileBase64Str` and refuses what the gateway would refuse, in its own prose: file, root, fields, digits, dates. */
import type { z } from "zod";
import { CODES, PACKAGES, type PackageKind, PHRASES } from "../../adapters/social-insurance/contract/gateway.ts";
import { PAPERS, SIGNATURE_ELEMENT } from "../../adapters/social-insurance/contract/papers.ts";
import { REQUESTS, type RequestKind, supplementFile } from "../../adapters/social-insurance/contract/requests.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { childOf, readXml, textOf, type XmlElement, XmlReadError } from "../kit/xml.ts";
import type { Incoming, Received } from "./book.ts";

const bad = (says: string): Received => ({ code: CODES.badFile, says });
const isRefusal = (value: object): value is Received => "code" in value;

/** What each request is about: asked a second time, it is the same thing. */
const SUBJECT: Readonly<Record<RequestKind, string | undefined>> = {
  DENGHICAPTHE: "SO_GIAYKHAISINH",
  DANGKYBHXH: "SO_GIAYTO",
  DENGHITUTUAT: "SO_TRICHLUC_KHAITU",
  // Every supplement and withdrawal is a new one: only its own reference tells it from another.
  BOSUNG: undefined,
  RUTHOSO: undefined,
};

/** Base64 → XML, or why not. The gateway takes neither white space nor URL-safe letters (ours). */
const opened = (base64: string): XmlElement | Received => {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return bad("fileBase64Str không phải base64 hợp lệ");
  try {
    return readXml(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64")));
  } catch (error) {
    return bad(error instanceof XmlReadError ? "Tệp XML không đọc được" : "Tệp XML không phải UTF-8");
  }
};

/** Elements that are there and not empty. An element that comes twice is not a field. */
const fieldsOf = (parent: XmlElement): Record<string, string> =>
  Object.fromEntries(
    parent.children
      .filter((child) => child.children.length === 0 && child.text.trim() !== "")
      .map((child) => [child.name, child.text.trim()]),
  );

/** 20260230 has the right shape and is no day; 246000 is no time. */
const exists = (digits: string): boolean => {
  const padded = digits.padEnd(14, "0");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [
    padded.slice(0, 4),
    ...(padded.slice(4).match(/../g) ?? []),
  ].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
};

/** The first fault of a record as prose. */
const faulty = (record: Readonly<Record<string, string>>, schema: z.ZodType<object>): string | undefined => {
  const issue = schema.safeParse(record).error?.issues[0];
  if (issue !== undefined) {
    const field = String(issue.path[0] ?? "");
    return record[field] === undefined ? `Thiếu trường bắt buộc ${field}` : `Trường ${field} không đúng định dạng`;
  }
  const date = Object.entries(record).find(([name, value]) => /^NGAY/.test(name) && !exists(value));
  return date === undefined ? undefined : `Trường ${date[0]} không phải ngày hợp lệ`;
};

/** Six years old or more on that day (yyyyMMdd, both). */
const sixOrOlder = (birth: string, today: string): boolean => Number(today.slice(0, 8)) >= Number(birth.slice(0, 8)) + 60_000;

const paper = (root: XmlElement, kind: "birthNotice" | "deathNotice", facility: string): Incoming | Received => {
  const { inner, schema } = PAPERS[kind];
  const element = childOf(root, inner);
  if (element === undefined) return bad(`Thiếu thẻ ${inner} trong ${root.name}`);
  const reference = element.attributes["Id"];
  if (reference === undefined || reference === "") return bad(`Thiếu thuộc tính Id của ${inner}`);
  const fields = fieldsOf(element);
  const fault = faulty(fields, schema);
  if (fault !== undefined) return bad(fault);
  if (kind === "deathNotice" && fields["MACSKCB"] !== facility) return bad("MACSKCB trong giấy báo tử khác mã cơ sở gửi");
  const subject = fields[kind === "birthNotice" ? "MA_GCS" : "MA_GBT"] ?? "";
  return { kind: kind === "birthNotice" ? "GIAYCHUNGSINH" : "GIAYBAOTU", reference, subject, fields };
};

const isRequestKind = (name: string): name is RequestKind => Object.hasOwn(REQUESTS, name);

/** Names of the files in a supplement, or what is wrong with them. */
const filesOf = (request: XmlElement): readonly string[] | Received => {
  const files = request.children.filter((child) => child.name === "TEP").map(fieldsOf);
  const wrong = files.find(
    (file) => !supplementFile.safeParse(file).success || Buffer.from(file["NOI_DUNG_TEP"] ?? "", "base64").length === 0,
  );
  return wrong === undefined ? files.map((file) => file["TEN_TEP"] ?? "") : bad("Tệp bổ sung không hợp lệ");
};

const request = (root: XmlElement, facility: string, now: number): Incoming | Received => {
  if (textOf(childOf(root, "THONGTINDONVI"), "MACSKCB") !== facility) return bad("MACSKCB trong hồ sơ khác mã cơ sở gửi");
  const head = childOf(root, "THONGTINHOSO");
  const reference = head?.attributes["Id"] ?? "";
  if (reference === "") return bad("Thiếu thuộc tính Id của THONGTINHOSO");
  const madeOn = textOf(head, "NGAYLAP") ?? "";
  if (!/^\d{8}$/.test(madeOn) || !exists(madeOn)) return bad("Trường NGAYLAP không đúng định dạng");
  const dossiers = childOf(head, "DANHSACHHOSO")?.children ?? [];
  if (dossiers.length !== 1 || textOf(head, "SOLUONGHOSO") !== "1") return bad("SOLUONGHOSO khác số hồ sơ gửi, hoặc khác 1");
  const file = childOf(dossiers[0], "FILEHOSO");
  const kind = textOf(file, "LOAIHOSO") ?? "";
  if (!isRequestKind(kind)) return bad(`LOAIHOSO ${kind} không có trong danh mục`);
  const inner = opened(textOf(file, "NOIDUNGFILE") ?? "");
  if (isRefusal(inner)) return inner;
  if (inner.name !== kind) return bad(`Thẻ gốc ${inner.name} không khớp LOAIHOSO ${kind}`);
  const fields = fieldsOf(inner);
  const fault = faulty(fields, REQUESTS[kind]);
  if (fault !== undefined) return bad(fault);
  if (kind === "DENGHICAPTHE" && sixOrOlder(fields["NGAY_SINH"] ?? "", vietnamStamp(now)))
    return { code: CODES.refused, says: `Trẻ ${PHRASES.tooOld}, không thuộc đối tượng cấp thẻ BHYT cho trẻ em dưới 6 tuổi` };
  const files = kind === "BOSUNG" ? filesOf(inner) : [];
  if (isRefusal(files)) return files;
  const subject = SUBJECT[kind];
  return { kind, reference, subject: subject === undefined ? reference : (fields[subject] ?? ""), fields, files };
};

/**
 * What a sending means, or its refusal.
 * @param now the simulator's clock, milliseconds.
 */
export const readPackage = (kind: PackageKind, base64: string, facility: string, now: number): Incoming | Received => {
  const root = opened(base64);
  if (isRefusal(root)) return root;
  const expected = PACKAGES[kind].root;
  if (root.name !== expected)
    return bad(`Thẻ gốc ${root.name} không đúng với loaiHs ${PACKAGES[kind].loaiHs} (phải là ${expected})`);
  if (childOf(root, SIGNATURE_ELEMENT) === undefined) return bad(`Thiếu thẻ ${SIGNATURE_ELEMENT}`);
  return kind === "documents" ? request(root, facility, now) : paper(root, kind, facility);
};
