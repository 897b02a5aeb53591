/**
 * What is on the wire with the gateway of Vietnam Social Security (cổng tiếp nhận eGW của BHXH Việt Nam), domain.md §5.4: token, the
 * seven form fields of every call, the answers and their codes. Schemas and constants only. The result codes are those of Phụ lục 02
 * to công văn 3220/BHXH-CNTT (2025), read in public descriptions of it (secondary). What no source states is marked "ours".
 * Glossary: eGW = cổng tiếp nhận dữ liệu · facility code = mã cơ sở (maCskcb) · transaction = mã giao dịch (MaGD) ·
 * chứng từ = supporting document · giấy chứng sinh = certificate of live birth · giấy báo tử = death notice.
 */
import { z } from "zod";

/** All POST, form-urlencoded, UTF-8. */
export const PATHS = {
  token: "/api/token/take",
  /** Giấy báo tử (60) and giấy chứng sinh (61). */
  healthPapers: "/api/hososuckhoe/guiGiayToDienTu",
  /** Chứng từ (39), and the requests of contract/requests.ts, which ride on it (ours). */
  documents: "/api/chungtugw/GuiHoSoChungTu2025",
  /** OURS: the sources describe no way to ask what became of a transaction (domain.md §10). */
  lookUp: "/api/chungtugw/TraCuuHoSoChungTu",
} as const;

/** Which kind of package is sent where, and the root element that its XML must have. */
export const PACKAGES = {
  documents: { loaiHs: "39", root: "HSCHUNGTU", path: PATHS.documents },
  deathNotice: { loaiHs: "60", root: "HSDLGBT", path: PATHS.healthPapers },
  birthNotice: { loaiHs: "61", root: "HSDLGCS", path: PATHS.healthPapers },
} as const;
export type PackageKind = keyof typeof PACKAGES;

const text = (max: number) => z.string().min(1).max(max);

/** Lower-case hex MD5 of the password, never the password itself (domain.md §5.4). */
export const MD5_HEX = /^[0-9a-f]{32}$/;
const password = z.string().regex(MD5_HEX);

export const tokenRequest = z.object({ username: text(60), password });

/** A result code: text at most services, a number at some (ours: both are read). */
const resultCode = z.union([z.string(), z.number()]).transform(String);

/**
 * The answer to `token/take`. The source spells the code `maKetQua` here and `MaKetQua` at the sending services; a reader takes either
 * anywhere. `expires_in` is in no source: seconds, or the instant itself (both are seen at sister services of BHXH).
 */
export const tokenReply = z.object({
  maKetQua: resultCode,
  thongDiep: z.string().nullish(),
  APIKey: z
    .object({
      access_token: z.string().min(1),
      id_token: z.string().min(1),
      token_type: z.string(),
      username: z.string(),
      expires_in: z.union([z.number(), z.string().min(1)]),
    })
    .nullish(),
});
export type TokenReply = z.input<typeof tokenReply>;

/** What every call behind the token carries; `id_token` is needed beside `token` (domain.md §5.4). */
const account = z.object({
  maCskcb: text(10),
  token: z.string().min(1),
  id_token: z.string().min(1),
  username: text(60),
  password,
});
export const sendForm = account.extend({ loaiHs: z.string(), fileBase64Str: z.string().min(1) });
export type SendForm = z.infer<typeof sendForm>;

/** Most transactions asked about in one look-up (ours). */
export const LOOK_UP_BATCH = 20;
/** OURS. Either transactions, comma-separated, or the sender's own reference (`Id` of what was sent). */
export const lookUpForm = account.extend({ maGD: z.string().optional(), maThamChieu: z.string().optional() });

/** Codes of a result. 200, 205, 401, 402, 403, 500 and 1001 are Phụ lục 02's; 501 is domain.md §5.4's; 206 and 207 are ours. */
export const CODES = {
  done: "200",
  /** The file, or something in it, is not as agreed; the words say what. */
  badFile: "205",
  /** Was received before; `MaGD` is that of the first time. */
  duplicate: "206",
  /** Well-formed, but the law or the records say no; the words say why. */
  refused: "207",
  credentials: "401",
  facility: "402",
  locked: "403",
  serverError: "500",
  sessionExpired: "501",
  tooLarge: "1001",
} as const;

/** Answer to a sending. `ThoiGianTiepNhan`: local time of Việt Nam, yyyyMMddHHmmss. */
export const sendReply = z.object({
  MaKetQua: resultCode,
  MaGD: z.string().nullish(),
  ThoiGianTiepNhan: z.string().nullish(),
  ThongDiep: z.string().nullish(),
});
export type SendReply = z.input<typeof sendReply>;

/** The members whose first letter differs between services (domain.md §5.4: "maKetQua", "MaKetQua"). */
export const EITHER_CASE = ["MaKetQua", "ThongDiep"] as const;

/** Parts of the prose that tell answers apart (ours). */
export const PHRASES = {
  duplicate: "đã tiếp nhận trước đó",
  expired: "đã hết hạn",
  tooOld: "đã đủ 6 tuổi",
  final: "đã giải quyết xong",
} as const;
