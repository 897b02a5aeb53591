/** How the platform answers INIT, QUERY and GET_BILL: everything that the real one refuses is refused, in prose, with HTTP 200. */
import type { z } from "zod";
import {
  CODES,
  INIT_OK,
  type InitReply,
  type InitRequest,
  initRequest,
  PROOF_ORDER,
  type QueryReply,
  type QueryRequest,
  queryRequest,
  TRANSACTION_STATES,
  VERSION,
} from "../../adapters/treasury/contract/platform.ts";
import { vietnamStamp } from "../kit/clock.ts";
import type { Book, Transaction } from "./book.ts";
import { proofOf } from "./proof.ts";

export interface PlatformSettings {
  readonly partnerCode: string;
  readonly secret: string;
  /** Whether QUERY gives the pay page of a payment that is still open. */
  readonly queryGivesPage: boolean;
}

type Refusal = { readonly code: string; readonly says: string };
const refusal = (code: string, says: string): Refusal => ({ code, says });

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    body,
  );

const shapeProblem = (issue: z.core.$ZodIssue | undefined, body: unknown): Refusal => {
  const path = issue?.path ?? [];
  if (issue === undefined || path.length === 0) return refusal(CODES.malformed, "Dữ liệu không đúng định dạng");
  const field = path.map(String).join(".");
  const value = valueAt(body, path);
  if (field === "SoTien") return refusal(CODES.wrongAmount, "Số tiền không hợp lệ");
  if (value === undefined || value === null || value === "")
    return refusal(CODES.malformed, `Thiếu thông tin bắt buộc: ${field}`);
  if (issue.code === "too_big" && issue.origin === "string")
    return refusal(CODES.malformed, `${field} vượt quá ${String(issue.maximum)} ký tự`);
  return refusal(CODES.malformed, `${field} không hợp lệ`);
};

/** Who asks, in which version, and whether he knows the secret. */
const strangerProblem = (
  message: InitRequest | QueryRequest,
  order: readonly string[],
  settings: PlatformSettings,
): Refusal | undefined => {
  if (message.MaDoiTac !== settings.partnerCode) return refusal(CODES.partner, `Mã đối tác ${message.MaDoiTac} không tồn tại`);
  if (message.PhienBan !== VERSION) return refusal(CODES.version, `Phiên bản ${message.PhienBan} không được hỗ trợ`);
  if (message.MaXacThuc.toLowerCase() !== proofOf(message, order, settings.secret))
    return refusal(CODES.proof, "Mã xác thực không chính xác");
  return undefined;
};

const sumOf = (rows: readonly { readonly SoTien: string }[]): number => rows.reduce((sum, row) => sum + Number(row.SoTien), 0);

/** Money first, then whether it adds up. */
const moneyProblem = ({ SoTien, ThongTinBienLai }: InitRequest): Refusal | undefined => {
  if (Number(SoTien) <= 0) return refusal(CODES.wrongAmount, "Số tiền không hợp lệ: phải lớn hơn 0");
  if (sumOf(ThongTinBienLai.PhiLePhi) !== Number(SoTien) || sumOf(ThongTinBienLai.DSKhoanNop) !== Number(SoTien))
    return refusal(CODES.wrongAmount, "Số tiền không hợp lệ: tổng các khoản nộp khác số tiền giao dịch");
  return undefined;
};

/** INIT. `page` makes the address of the pay page. */
export const answerInit = (
  body: unknown,
  book: Book,
  settings: PlatformSettings,
  page: (reference: string) => string,
): { readonly reply: InitReply; readonly opened?: string } => {
  const read = initRequest.safeParse(body);
  const problem = read.success
    ? (strangerProblem(read.data, PROOF_ORDER.init, settings) ?? moneyProblem(read.data))
    : shapeProblem(read.error.issues[0], body);
  if (problem !== undefined || !read.success)
    return { reply: { error_code: problem?.code ?? CODES.malformed, message: problem?.says ?? "" } };
  const { MaThamChieu } = read.data;
  if (!book.open(read.data)) return { reply: { error_code: CODES.exists, message: `Mã tham chiếu ${MaThamChieu} đã tồn tại` } };
  return {
    reply: { error_code: INIT_OK, message: JSON.stringify({ UrlThanhToan: page(MaThamChieu) }) },
    opened: MaThamChieu,
  };
};

const asked = (
  body: unknown,
  kind: QueryRequest["LoaiBanTin"],
  book: Book,
  settings: PlatformSettings,
): Refusal | Transaction => {
  const read = queryRequest.safeParse(body);
  if (!read.success) return shapeProblem(read.error.issues[0], body);
  const stranger = strangerProblem(read.data, PROOF_ORDER.query, settings);
  if (stranger !== undefined) return stranger;
  if (read.data.LoaiBanTin !== kind) return refusal(CODES.malformed, "LoaiBanTin không hợp lệ");
  const found = book.find(read.data.MaThamChieu);
  if (found === undefined || found.request.ThoiGianGD !== read.data.ThoiGianGD)
    return refusal(CODES.notFound, `Không tìm thấy giao dịch ${read.data.MaThamChieu}`);
  return found;
};

/** QUERY: what became of a payment. */
export const answerQuery = (
  body: unknown,
  book: Book,
  settings: PlatformSettings,
  page: (reference: string) => string,
): QueryReply => {
  const found = asked(body, "QUERY", book, settings);
  if ("code" in found) return { MaLoi: found.code, MoTaLoi: found.says };
  const { request, state, number, at } = found;
  const open = state === TRANSACTION_STATES.pending;
  return {
    MaLoi: CODES.ok,
    MoTaLoi: "",
    LoaiBanTin: "QUERY",
    MaDoiTac: request.MaDoiTac,
    MaThamChieu: request.MaThamChieu,
    SoTien: Number(request.SoTien),
    MaTienTe: request.MaTienTe,
    MaGiaoDich: number,
    MaNganHang: number === "" ? "" : "NHTHU",
    ThoiGianGD: at === undefined ? request.ThoiGianGD : vietnamStamp(at),
    ThongTinGiaoDich: request.ThongTinGiaoDich,
    TrangThaiGD: state,
    ...(open && settings.queryGivesPage ? { UrlThanhToan: page(request.MaThamChieu) } : {}),
  };
};

/** GET_BILL: the payment whose bill may be given out. */
export const answerBill = (body: unknown, book: Book, settings: PlatformSettings): Refusal | Transaction => {
  const found = asked(body, "GET_BILL", book, settings);
  if ("code" in found || found.state === TRANSACTION_STATES.paid) return found;
  return refusal(CODES.notFound, "Không tìm thấy biên lai: giao dịch chưa thành công");
};
