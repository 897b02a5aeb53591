/**
 * What the tax side pushes to the hub: tax notices (`/nhantbthuedvcqg`, `ThongBaoThue`), slips that come back wrong
 * (`ThueChuyenTraHoSoDoSai`), tax codes of household businesses (domain.md §5.5). It repeats a message until it gets an answer.
 * The envelope and the notice's XML are sourced; `Data` of the other two, and the answer, are ours.
 */
import { z } from "zod";
import { taxCode, wireTime } from "./access.ts";

/** Below `/hooks/tax/`. The national portal's own road is `…/nhantbthuedvcqg`; a province maps it here. */
export const HOOK_PATHS = { notice: "notice", returned: "returned", taxCode: "taxCode" } as const;

const text = (max: number) => z.string().trim().min(1).max(max);
/** Proves the sender: a key that both sides know, inside the body (domain.md §5.5). */
const securityKey = z.string().min(1).max(200);
/** "True"/"False" as text in the national portal's family; a JSON boolean is read as well. */
const flag = z.union([z.enum(["True", "False"]), z.boolean()]);

export const NOTICE_SERVICE = "ThongBaoThue";
/** Most notices arrive within a few KiB; nobody needs a megabyte. */
export const MAX_NOTICE_BASE64 = 1_400_000;

export const noticeMessage = z.object({
  SecurityKey: securityKey,
  Service: z.literal(NOTICE_SERVICE),
  Ngay: wireTime,
  IsUpdating: flag,
  Data: z.object({ FileThongBaoThue: z.string().min(1).max(MAX_NOTICE_BASE64) }),
});
export type NoticeMessage = z.infer<typeof noticeMessage>;

/** Inside FileThongBaoThue: /DATA/BODY/ROW_LIST (one for each dossier) / MA_HSO and LIST (one for each line of a notice). */
export const NOTICE_XML = { root: "DATA", body: "BODY", rows: "ROW_LIST", dossier: "MA_HSO", line: "LIST" } as const;
/** One line, all of it text. SO_TIEN: đồng, digits only; 0 = exempt (miễn). A notice of several sub-items has several lines. */
export const noticeLine = z.object({
  MA_SO_THUE: taxCode,
  SO_QUYET_DINH: text(50),
  NGAY_QUYET_DINH: text(10),
  TEN_TIEUMUC: text(200),
  SO_TIEN: z.string().regex(/^\d{1,13}$/),
});
export type NoticeLine = z.infer<typeof noticeLine>;
export const noticeRows = z.object({ MA_HSO: text(60), LIST: z.array(noticeLine).min(1).max(50) });
export type NoticeRows = z.infer<typeof noticeRows>;

/**
 * Sub-items (tiểu mục NSNN). 3801–3901 and 1001… are sourced for slips of payment (domain.md §5.5); these three are
 * [from memory, unsourced]. On the wire TEN_TIEUMUC begins with the number (ours).
 */
export const SUB_ITEMS = {
  "2801": "Lệ phí trước bạ nhà, đất",
  "1006": "Thuế thu nhập cá nhân từ chuyển nhượng bất động sản",
  "1401": "Tiền sử dụng đất",
} as const;
export type SubItem = keyof typeof SUB_ITEMS;

export const RETURN_SERVICE = "ThueChuyenTraHoSoDoSai";
/** A slip or a registration comes back: what was sent is wrong ("trả hồ sơ do sai"). */
export const returnMessage = z.object({
  SecurityKey: securityKey,
  Service: z.literal(RETURN_SERVICE),
  Ngay: wireTime,
  Data: z.object({ MaHoSo: text(60), SoPhieu: text(80), LyDo: text(2000) }),
});
export type ReturnMessage = z.infer<typeof returnMessage>;

export const TAX_CODE_SERVICE = "CapMaSoThue";
/** KetQua 1: the household business has its 10-digit code; 2: refused, with the reason. */
export const taxCodeMessage = z.object({
  SecurityKey: securityKey,
  Service: z.literal(TAX_CODE_SERVICE),
  Ngay: wireTime,
  Data: z.discriminatedUnion("KetQua", [
    z.object({ KetQua: z.literal("1"), MaHoSo: text(60), SoPhieu: text(80), MaSoThue: z.string().regex(/^\d{10}$/) }),
    z.object({ KetQua: z.literal("2"), MaHoSo: text(60), SoPhieu: text(80), LyDo: text(2000) }),
  ]),
});
export type TaxCodeMessage = z.infer<typeof taxCodeMessage>;

/**
 * The hub's answer: error_code "0" taken in, also when it had it already, "-1" refused with the reason. HTTP 200 for each of them; any
 * other status, or none, makes the tax side push again.
 */
export const hookReply = z.object({ error_code: z.string(), message: z.string() });
export type HookReply = z.infer<typeof hookReply>;
export const HOOK_CODES = { taken: "0", refused: "-1" } as const;
