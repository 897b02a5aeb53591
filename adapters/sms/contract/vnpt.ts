/**
 * VNPT brandname SMS over JSON (domain.md §5.8): `RQST` out, `RPLY` back. A message is not a text but the number of a registered
 * template and what fills it. Names of the members are sourced; values and bounds marked "ours" are not.
 */
import { z } from "zod";

/** Where the service stands below the gateway's address (from memory, unsourced). */
export const PATH = "/smsbn/api";
/** The request's name (from memory, unsourced). */
export const REQUEST_NAME = "send_sms_list";
/** "0" unaccented (GSM-7), "8" accented (UCS-2): SMPP's numbers (ours). */
export const DATA_CODINGS = { unaccented: "0", accented: "8" } as const;

const text = (max: number) => z.string().min(1).max(max);

export const rqst = z.strictObject({
  RQST: z.strictObject({
    name: z.literal(REQUEST_NAME),
    /** The sender's number of the request; that a second use is refused is ours (unsourced). */
    REQID: text(60),
    /** Number of the brandname at VNPT. */
    LABELID: text(20),
    /** "1" customer care (chăm sóc khách hàng), "2" advertising (from memory). */
    CONTRACTTYPEID: z.enum(["1", "2"]),
    /** Who pays: the office's contract, or the one under which receivers are charged (ours). */
    CONTRACTID: text(20),
    TEMPLATEID: text(20),
    PARAMS: z.array(z.strictObject({ NUM: z.string().regex(/^[1-9]\d?$/), CONTENT: z.string().min(1).max(500) })).max(20),
    /** "" = now. */
    SCHEDULETIME: z.string().max(20),
    /** MSISDNs, separated by commas. */
    MOBILELIST: text(2000),
    /** "0": to subscribers of any network (from memory). */
    ISTELCOSUB: z.enum(["0", "1"]),
    AGENTID: text(20),
    APIUSER: text(60),
    APIPASS: text(60),
    USERNAME: text(60),
    DATACODING: z.enum([DATA_CODINGS.unaccented, DATA_CODINGS.accented]),
  }),
});
export type Rqst = z.infer<typeof rqst>;

/** ERROR as text, or as a number as some of its kind write it. */
const code = z.union([z.string(), z.number()]).transform(String);
export const rply = z.object({ RPLY: z.object({ name: z.string(), ERROR: code, ERROR_DESC: z.string() }) });
export type Rply = z.infer<typeof rply>;

/** ERROR "0" is sourced; the other numbers and all words are ours. A client should go by the words. */
export const VNPT_SAYS = {
  ok: ["0", "Thành công"],
  credentials: ["1", "Sai tài khoản hoặc mật khẩu API"],
  brandname: ["2", "Nhãn chưa được đăng ký"],
  contract: ["3", "Hợp đồng không tồn tại"],
  template: ["4", "Mẫu tin chưa được đăng ký"],
  params: ["5", "Tham số không khớp mẫu tin"],
  receiver: ["6", "Số thuê bao không hợp lệ"],
  unicode: ["7", "Nội dung có dấu nhưng DATACODING là 0"],
  tooLong: ["8", "Tin nhắn quá dài"],
  balance: ["9", "Không đủ hạn mức"],
  duplicate: ["10", "Trùng REQID"],
  malformed: ["11", "Sai cấu trúc bản tin"],
} as const satisfies Record<string, readonly [string, string]>;
