/**
 * What is on the wire between a province and the national portal (Cổng DVCQG): paths, login, envelope, answers, codes.
 * Facts from domain.md §1.1–§1.2; what no source states is marked "ours". Schemas and constants only: both the adapter and
 * the simulator read this folder, and each does its own mapping, so that one mistake cannot hide on both sides.
 * Glossary: security server = máy chủ bảo mật (NGSP, X-Road) · session = phiên làm việc · madonvi = mã định danh đơn vị ·
 * TTHC = thủ tục hành chính · một cửa (MC) = one-stop.
 */
import { z } from "zod";

/** Roads of the security server; every call carries `?dstcode=`. `mapi/g` is from memory, the rest domain.md §1.1. */
export const PATHS = {
  login: "/XrdAdapter/RestService/forward/mapi/login",
  service: "/XrdAdapter/RestService/forward/mapi/g",
} as const;

/** Query parameter (or header) naming the provider behind the security server: G22 = Văn phòng Chính phủ. */
export const DSTCODE = "VN:GOV:000.00.00.G22:vpcpdvcprovider";

/** Services of the one endpoint, told apart by the body's `service` (domain.md §1.2). */
export const SERVICES = [
  "LayDanhMucCoQuan",
  "LayDanhMucLinhVuc",
  "LayDanhSachTTHC",
  "LayThuTuc",
  "TraCuuHoSo",
  "DongBoHoSoMC",
  "CapNhatTienDoHoSoMC",
  "DongBoTrangThaiHoSo",
] as const;
export type Service = (typeof SERVICES)[number];

/**
 * Answer codes. Clients in the field accept both "0" and "00" as success, some only look for "thành công" in the message (the
 * code may then even be empty); "3", "-3" and -1 were seen as failures (domain.md §1.1). Which failure is which is ours.
 * Codes come as string or number.
 */
export const CODES = {
  success: ["0", "00"],
  /** Business refusal: already exists, not found, unknown procedure. */
  refused: "-1",
  /** The message's own fault: missing field, bad date, over-long text. */
  invalid: "3",
  /** No session, or an expired one. */
  session: "-3",
  /** `DongBoTrangThaiHoSo` and the pushed-in dossier answer with these instead (domain.md §1.6). */
  statusSuccess: ["200", "201"],
  statusFailed: "500",
} as const;

/**
 * Phrases that decide, whatever the code says (domain.md §1.1, §9.2). The surrounding prose varies, and so does its case; a
 * refusal may well read "không thành công", which contains the phrase of success: look for `failure` first.
 */
export const PHRASES = {
  success: "thành công",
  failure: "không thành công",
  alreadyExists: "đã tồn tại",
  notFound: "không tồn tại",
  sessionExpired: "hết hạn",
} as const;

export const loginRequest = z.object({ username: z.string().min(1), password: z.string().min(1) });
export type LoginRequest = z.infer<typeof loginRequest>;

const errorCode = z.union([z.string(), z.number()]);

export const loginReply = z.object({ error_code: errorCode, session: z.string().optional(), message: z.string().optional() });
export type LoginReply = z.infer<typeof loginReply>;

/** The answer to every service. `result` may be missing or null on failure. */
export const reply = z.object({ error_code: errorCode, message: z.string(), result: z.array(z.unknown()).nullish() });
export type Reply = z.infer<typeof reply>;

/** One item's own outcome in the `result` of DongBoHoSoMC and CapNhatTienDoHoSoMC (ours: sources show only that it is a list). */
export const itemResult = z.object({ MaHoSo: z.string(), error_code: errorCode, message: z.string() });
export type ItemResult = z.infer<typeof itemResult>;

/** "True"/"False" as text, as Python wrote it once and everybody since. */
export const flag = z.enum(["True", "False"]);

/** The envelope of every call; `data` and the extra keys by service. */
export const envelope = z.object({
  session: z.string(),
  madonvi: z.string(),
  service: z.enum(SERVICES),
  isUpdating: flag.optional(),
  type: z.string().optional(),
  /** TraCuuHoSo. */
  mahoso: z.string().optional(),
  /** LayThuTuc. */
  maTTHC: z.string().optional(),
  data: z.unknown().optional(),
});
export type Envelope = z.infer<typeof envelope>;

/** `yyyyMMddHHmmss`, Asia/Ho_Chi_Minh. Shape only: that 30 February does not exist is for the reader to check. */
export const wireTime = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/);
