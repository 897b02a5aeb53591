/**
 * The answer to a look-up: what became of what was sent. OURS throughout: Phụ lục 02 gives a transaction number and no service that
 * tells its outcome (domain.md §5.4, §10); names follow those of the sending services.
 */
import { z } from "zod";

/** States of a transaction. Not in the order of time: 3 may follow 2 more than once, 6 is final like 4 and 5. */
export const STATES = {
  "1": "Đã tiếp nhận",
  "2": "Đang xử lý",
  "3": "Yêu cầu bổ sung",
  "4": "Từ chối",
  "5": "Đã cấp",
  "6": "Trả lại do sai thông tin",
  "7": "Đã rút",
} as const;
export type WireState = keyof typeof STATES;

/** The card, the book or the decision itself, and the numbers on it. */
export const outcome = z.object({
  MaSoBHXH: z.string().nullish(),
  MaTheBHYT: z.string().nullish(),
  /** Số quyết định hưởng, số tiền (đồng). */
  SoQuyetDinh: z.string().nullish(),
  SoTien: z.union([z.string(), z.number()]).nullish(),
  TenTep: z.string().nullish(),
  TepBase64: z.string().nullish(),
});
export type Outcome = z.infer<typeof outcome>;

/** One transaction. `ThoiGian`: when it came into its present state, yyyyMMddHHmmss. */
export const resultItem = z.object({
  MaGD: z.string().min(1),
  MaThamChieu: z.string().nullish(),
  LoaiHoSo: z.string().nullish(),
  TrangThai: z.union([z.string(), z.number()]).transform(String),
  ThoiGian: z.string(),
  GhiChu: z.string().nullish(),
  KetQua: outcome.nullish(),
});
export type ResultItem = z.infer<typeof resultItem>;

/** What is not known is left out of the list. */
export const lookUpReply = z.object({
  MaKetQua: z.union([z.string(), z.number()]).transform(String),
  ThongDiep: z.string().nullish(),
  DanhSach: z.array(resultItem).nullish(),
});
export type LookUpReply = z.input<typeof lookUpReply>;
