/**
 * What the treasury or bank behind the platform gives and takes besides single payments: the statement of a day (sao kê) and hand-over
 * orders (lệnh chuyển tiền). All of it is ours: no interface of the State Treasury or of a collecting bank is public (domain.md §5.6, §10).
 */
import { z } from "zod";

export const MONEY_PATHS = { statement: "/statement", handOver: "/hand-over" } as const;

/** GET statement: query `MaDoiTac`, `Ngay` (yyyyMMdd) and `MaXacThuc` over these two and the secret. */
export const STATEMENT_PROOF_ORDER = ["MaDoiTac", "Ngay"] as const;
/** 404: there is no statement of that day yet. Every refusal has a body {MaLoi, MoTaLoi}. */
export const NO_STATEMENT_YET = 404;

/**
 * The file: CSV by RFC 4180 (comma, quotes, CRLF), UTF-8 with byte order mark. First this row of names, then one row per credit, last the
 * row `TOTAL_MARK,<number of credits>,<sum in đồng>`: a file that lacks it was cut.
 */
export const STATEMENT_COLUMNS = [
  "STT",
  "Thời gian",
  "Số tài khoản",
  "Mã tham chiếu",
  "Mã giao dịch ngân hàng",
  "Số tiền",
  "Nội dung",
] as const;
/** "Thời gian": dd/MM/yyyy HH:mm:ss, time of Việt Nam. "Mã tham chiếu": the platform's; empty for a transfer made past the platform. */
export const TOTAL_MARK = "TỔNG CỘNG";

/** POST hand-over: moves collected money to a unit's account. The proof covers the members in this order, then the secret. */
export const ORDER_PROOF_ORDER = [
  "LoaiBanTin",
  "PhienBan",
  "MaDoiTac",
  "SoLenh",
  "NgayLenh",
  "SoTien",
  "TKNguon",
  "TKNhan",
  "MaNHNhan",
  "NguoiKy",
  "ThoiGianKy",
] as const;
const text = (max: number) => z.string().max(max);
export const orderRequest = z.object({
  LoaiBanTin: z.literal("TRANSFER"),
  PhienBan: text(20),
  MaDoiTac: text(50),
  /** The sender's own number of the order: taken once, for ever. */
  SoLenh: z.string().regex(/^[A-Za-z0-9./-]{1,60}$/),
  /** yyyyMMdd. */
  NgayLenh: z.string().regex(/^\d{8}$/),
  SoTien: z.string().regex(/^[1-9]\d{0,14}$/, "số tiền phải lớn hơn 0"),
  TKNguon: text(40).min(1),
  TKNhan: text(40).min(1),
  /** BIN of the receiving bank, six digits. */
  MaNHNhan: z.string().regex(/^\d{6}$/),
  TenTKNhan: text(200).min(1),
  NoiDung: text(250).min(1),
  /** Who signed the settlement, and when (yyyyMMddHHmmss). */
  NguoiKy: text(200).min(1),
  ThoiGianKy: z.string().regex(/^\d{14}$/),
  /** SHA-256 of the settlement that was signed. */
  MaQuyetToan: z.string().regex(/^[0-9a-f]{64}$/),
  MaXacThuc: z.string().max(255),
});
export type OrderRequest = z.infer<typeof orderRequest>;
/** HTTP 200. MaLoi "00": taken, MaGiaoDich is the bank's number. A number used before: CODES.exists and prose. */
export const orderReply = z.object({
  MaLoi: z.string(),
  MoTaLoi: z.string(),
  SoLenh: z.string(),
  MaGiaoDich: z.string().nullish(),
});
export type OrderReply = z.infer<typeof orderReply>;
