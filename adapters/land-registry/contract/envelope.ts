/**
 * What is on the wire with the land registry (VBDLIS / ILIS, domain.md §5.5): how the hub logs in, the envelope of every answer, the roads.
 * Sourced (S-TD): the password grant, the envelope's members, the last parts of the roads, the names of all fields in dossier.ts and
 * callbacks.ts unless marked "ours". Schemas and constants only.
 * Glossary: land registry = Văn phòng đăng ký đất đai (VPĐKĐĐ) · receipt number = số biên nhận · parcel = thửa đất · map sheet = tờ bản đồ ·
 * certificate = giấy chứng nhận (GCN) · financial obligation = nghĩa vụ tài chính.
 */
import { z } from "zod";

/** Under the province's base URL. `token` is ours (S-TD configures it apart). */
export const PATHS = {
  token: "oauth/token",
  /** TiepNhanHoSo. */
  receive: "TiepNhanHoSo",
  /** CapNhatTrangThaiBoSungHoSo. */
  supplement: "BoSungHoSo",
  /** CapNhatKetQuaTraHoSo. */
  returned: "CapNhatTrangThaiHoSo",
  /** PhanHoiHoSoSaiKetQua; lower case on the wire. */
  wrongResult: "phanhoihososaiketqua",
} as const;

/** POST, form-urlencoded: OAuth 2 resource-owner password grant. */
export const tokenRequest = z.object({
  grant_type: z.literal("password"),
  username: z.string(),
  password: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
});
export const tokenReply = z.object({
  access_token: z.string().min(1),
  token_type: z.string().optional(),
  /** Seconds; where it is missing, `TOKEN_LIFE_SECONDS`. */
  expires_in: z.number().positive().optional(),
});
export type TokenReply = z.infer<typeof tokenReply>;
/** Ours. */
export const TOKEN_LIFE_SECONDS = 300;

/**
 * Every answer, HTTP 200 also for a refusal. `data` > 0 is the registry's own number of the dossier (its meaning is ours; S-TD says only
 * "int"). Members may be null. `code` 200/400/404/409 are ours; a client must go by `success` and the prose.
 */
export const envelope = z.object({
  data: z.number().int().nullish(),
  status: z.object({
    success: z.boolean().nullish(),
    code: z.number().int().nullish(),
    type: z.string().nullish(),
    time: z.string().nullish(),
    message: z.string().nullish(),
  }),
});
export type Envelope = z.infer<typeof envelope>;

/** Parts of the prose that tell refusals apart (ours, in the manner of domain.md §9.2). */
export const PHRASES = {
  success: "thành công",
  /** The same dossier with other content: refused. */
  otherContent: "đã tồn tại với nội dung khác",
  /** The same dossier with the same content: it is there already. */
  exists: "đã tồn tại",
  notFound: "không tìm thấy hồ sơ",
  notWaiting: "không ở trạng thái chờ bổ sung",
  alreadySupplemented: "đã nhận bổ sung trước đó",
  notEnded: "chưa kết thúc",
  alreadyReturned: "đã ghi nhận trả kết quả",
  parcelMissing: "thiếu thông tin thửa đất",
} as const;
