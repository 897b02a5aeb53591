/** FileThongBaoThue: base64 of XML, /DATA/BODY/ROW_LIST{MA_HSO, LIST{…}} (domain.md §5.5) → notices by dossier and number. Pure. */
import type { Reading } from "../kit/hook.ts";
import { fromWrittenDate } from "../kit/local-time.ts";
import { at, element, many, parseXml, XmlError, type XmlValue, xmlDocument } from "../kit/xml.ts";
import { NOTICE_XML, type NoticeLine, type NoticeRows, noticeRows } from "./contract/notice.ts";

/** DATA, BODY, ROW_LIST, LIST, a field, and two to spare. */
const MAX_DEPTH = 7;
const MAX_DOSSIERS = 100;

/** One notice: lines of one number are one thing to pay. */
export interface TaxNotice {
  readonly number: string;
  /** yyyy-mm-dd. */
  readonly date: string;
  /** Whose tax it is; of the first line where they differ. */
  readonly taxCode: string;
  /** As the tax office names them, each once. */
  readonly subItems: readonly string[];
  /** Đồng; 0 = exempt. */
  readonly amount: number;
}
export interface DossierNotices {
  readonly dossier: string;
  readonly notices: readonly TaxNotice[];
  /** The XML with this dossier's rows only: nobody sees another's taxes in his file. */
  readonly document: Uint8Array;
}

const bad = (says: string): { readonly ok: false; readonly says: string } => ({ ok: false, says });

/** Texts of an element's children, trimmed; anything nested deeper is no text. */
const fields = (value: XmlValue): Readonly<Record<string, XmlValue>> =>
  typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typeof inner === "string" ? inner.trim() : inner]))
    : {};

const rowsOf = (value: XmlValue): Reading<NoticeRows> => {
  const row = fields(value);
  const parsed = noticeRows.safeParse({ ...row, [NOTICE_XML.line]: many(row[NOTICE_XML.line]).map(fields) });
  if (parsed.success) return { ok: true, value: parsed.data };
  return bad(`trường ${parsed.error.issues[0]?.path.join(".") ?? ""} của tệp thông báo thuế thiếu hoặc không hợp lệ`);
};

const documentOf = ({ MA_HSO, LIST }: NoticeRows): Uint8Array => {
  const lines = LIST.map((line) =>
    element(
      NOTICE_XML.line,
      Object.entries(line).map(([name, value]) => element(name, value)),
    ),
  );
  const row = element(NOTICE_XML.rows, [element(NOTICE_XML.dossier, MA_HSO), ...lines]);
  return new TextEncoder().encode(xmlDocument(element(NOTICE_XML.root, [element(NOTICE_XML.body, [row])])));
};

/** Lines under one number make one notice; undefined where one of them has no real date or they differ in it. */
const noticeOf = (number: string, lines: readonly NoticeLine[]): TaxNotice | undefined => {
  const dates = new Set(lines.map((line) => fromWrittenDate(line.NGAY_QUYET_DINH.replaceAll("-", "/"))));
  const [date] = dates;
  const [first] = lines;
  if (dates.size !== 1 || date === undefined || first === undefined) return undefined;
  return {
    number,
    date,
    taxCode: first.MA_SO_THUE,
    subItems: [...new Set(lines.map((line) => line.TEN_TIEUMUC))],
    amount: lines.reduce((sum, line) => sum + Number(line.SO_TIEN), 0),
  };
};

const noticesOf = (rows: NoticeRows): Reading<DossierNotices> => {
  const notices: TaxNotice[] = [];
  for (const number of new Set(rows.LIST.map((line) => line.SO_QUYET_DINH))) {
    const notice = noticeOf(
      number,
      rows.LIST.filter((line) => line.SO_QUYET_DINH === number),
    );
    if (notice === undefined) return bad(`ngày quyết định của thông báo ${number} không hợp lệ`);
    notices.push(notice);
  }
  return { ok: true, value: { dossier: rows.MA_HSO, notices, document: documentOf(rows) } };
};

const decoded = (base64: string): Reading<string> => {
  const compact = base64.replaceAll(/\s+/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
    return bad("FileThongBaoThue không phải base64 hợp lệ");
  try {
    return { ok: true, value: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(compact, "base64")) };
  } catch {
    return bad("tệp thông báo thuế không phải UTF-8");
  }
};

/** Reads the file. A dossier named twice, or none at all, is refused like everything that does not fit. */
export const readNoticeFile = (base64: string): Reading<readonly DossierNotices[]> => {
  const text = decoded(base64);
  if (!text.ok) return text;
  let rows: readonly XmlValue[];
  try {
    rows = many(at(parseXml(text.value, { maxDepth: MAX_DEPTH }), NOTICE_XML.root, NOTICE_XML.body, NOTICE_XML.rows));
  } catch (error) {
    if (error instanceof XmlError) return bad("tệp thông báo thuế không phải XML hợp lệ");
    throw error;
  }
  if (rows.length === 0) return bad("tệp thông báo thuế không có hồ sơ nào");
  if (rows.length > MAX_DOSSIERS) return bad(`tệp thông báo thuế có quá ${MAX_DOSSIERS} hồ sơ`);
  const read: DossierNotices[] = [];
  for (const row of rows) {
    const parsed = rowsOf(row);
    if (!parsed.ok) return parsed;
    const notices = noticesOf(parsed.value);
    if (!notices.ok) return notices;
    if (read.some((one) => one.dossier === notices.value.dossier))
      return bad(`hồ sơ ${notices.value.dossier} có hai lần trong một tệp`);
    read.push(notices.value);
  }
  return { ok: true, value: read };
};
