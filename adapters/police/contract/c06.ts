/**
 * What is on the wire with the national population database (CSDLQG về dân cư, C06 of the Ministry of Public Security), SOAP:
 * domain.md §5.3, drawn from field clients. The WSDL beside this file is ours; what no source states is marked "ours".
 * Glossary: look-up = tra cứu · confirm = xác thực · định danh = the 12-digit personal number · CMND = the former 9-digit card.
 */

/** Of requests, and of what the answer's citizens are in. */
export const NAMESPACES = { request: "http://dancuquocgia.bca", answer: "http://www.mic.gov.vn/dancu/1.0" } as const;

/** Ours: the source gives no road; it differs by province and is part of the base URL. */
export const POPULATION_PATH = "/dancu";

/** Seen in the field; `SOAPAction` is empty. */
export const CONTENT_TYPE = "application/xml";

/** Operation → MaTichHop (mã tích hợp): what a caller is licensed for. */
export const INTEGRATION = { TraCuuThongTinCongDan: "037", XacThucThongTinCongDan: "003" } as const;
export type PopulationOperation = keyof typeof INTEGRATION;

/** The order that the database insists on. Of SoDinhDanh and SoCMND exactly one. */
export const ELEMENT_ORDER = [
  "MaYeuCau",
  "MaDVC",
  "MaTichHop",
  "MaCanBo",
  "MaDonVi",
  "TaiKhoan",
  "SoDienThoai",
  "SoDinhDanh",
  "SoCMND",
  "HoVaTen",
  "NgayThangNamSinh",
] as const;

/**
 * Headers of every call, SOAP and REST. Authorization: `Basic base64(user + ":" + hex(sha256(url_xacthuc + user + timestamp +
 * secret)))`; timestamp in milliseconds at one client, in seconds at another.
 */
export const HEADERS = {
  timestamp: "timestamp",
  client: "x-road-client",
  apiKey: "apikey",
  /**
   * X-Road's own header for the case that caused a query; here percent-encoded "<dossier>: <purpose>" (ours: C06's elements have no place
   * for the purpose).
   */
  issue: "x-road-issue",
} as const;

/** A signature older or newer than this is refused (ours). */
export const SIGNATURE_SECONDS = 300;

/** Answer of a look-up, first element of the body; no CongDan within it = no match. */
export const COLLECTION = "CongdanCollection";
/** Answer of a confirmation: `TonTai` true or false within it (the element around it is ours). */
export const CONFIRMATION = "XacThucThongTinCongDanResponse";

/** Faults in prose (ours), HTTP 500; the phrase tells what kind it is. */
export const FAULTS = {
  order: "Sai thứ tự hoặc tên phần tử",
  missing: "Thiếu thông tin bắt buộc",
  invalid: "không đúng định dạng",
  integration: "Mã tích hợp không hợp lệ",
  service: "Mã dịch vụ công không hợp lệ",
  officer: "Mã cán bộ không hợp lệ",
  signature: "Chữ ký xác thực không hợp lệ",
  stale: "Thời gian xác thực đã quá hạn",
  busy: "Hệ thống đang bận",
} as const;
