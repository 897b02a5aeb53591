/**
 * The protocol that one-stop systems speak with the national portal, seen from the portal's side (domain.md §1): the hub answers in its
 * place, so that an existing client changes nothing but an address. Constants and the form of the answers; what is done is in the other files.
 * Glossary: session = phiên làm việc · madonvi = mã định danh đơn vị · service = nghiệp vụ · TTHC = thủ tục hành chính.
 */
import { CODES as PORTAL_CODES, SERVICES as PORTAL_SERVICES } from "../../adapters/dvc-portal/contract/envelope.ts";

/** The provider behind the security server, as query field or header: Văn phòng Chính phủ, in whose place the hub answers. */
export { DSTCODE } from "../../adapters/dvc-portal/contract/envelope.ts";

/** The security servers' adapters by their older and their newer name (domain.md §1.1). */
export const FORWARD_ROADS = ["/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward"] as const;
/** The provincial re-wrapper: the service in the path, agency and `isUpdating` in the query, the body a bare list (domain.md §1.1). */
export const WRAPPER_ROAD = "/api/SynsTTHCC";
/** Where a session is asked for, after the road. */
export const LOGIN_PATH = "/mapi/login";

/**
 * What may be asked of this door (domain.md §1.2): what the portal itself is asked, and what was paid; the questions and answers of citizens and
 * `TraCuuTechID` stay the portal's own.
 */
export const SERVICES = [...PORTAL_SERVICES, "dptracuuthanhtoanhs"] as const;
export type Service = (typeof SERVICES)[number];

/** Answer codes (domain.md §1.1): success is "0"; of the failures "-1", "3" and "-3" were seen; which is which is the contract's reading. */
export const CODES = {
  success: PORTAL_CODES.success[0],
  /** Understood, but not possible: exists, does not exist, not allowed, backwards. */
  refused: PORTAL_CODES.refused,
  /** The message's own fault. */
  invalid: PORTAL_CODES.invalid,
  /** No session, or one that ended. */
  session: PORTAL_CODES.session,
} as const;

/** National statuses (domain.md §1.5), for texts that people read. */
export const STATUS_NAMES = {
  1: "Mới đăng ký",
  2: "Được tiếp nhận",
  3: "Không được tiếp nhận",
  4: "Đang xử lý",
  5: "Yêu cầu bổ sung giấy tờ",
  6: "Yêu cầu thực hiện nghĩa vụ tài chính",
  7: "Công dân yêu cầu rút hồ sơ",
  8: "Dừng xử lý",
  9: "Đã xử lý xong",
  10: "Đã trả kết quả",
} as const;

/** One answer, or one item's outcome. `code` is the hub's own dotted code beside the protocol's; clients that do not know it pass over it. */
export interface Outcome {
  readonly error_code: string;
  readonly message: string;
  readonly code?: string;
}
export interface Reply extends Outcome {
  readonly result: readonly unknown[] | null;
}
/** What became of one item of a list. */
export interface ItemOutcome extends Outcome {
  readonly MaHoSo: string;
}

/** Success: clients of one family look at the code, those of another for "thành công" in the message (domain.md §1.1). */
export const done = (message: string): Outcome => ({ error_code: CODES.success, message });

/**
 * A failure. The dotted code also ends the message, because that is all that clients show to their people. The words "thành công" must not
 * be in it, "không thành công" neither: a client that looks for them would read success.
 */
export const failed = (error_code: string, message: string, code: string): Outcome => ({
  error_code,
  message: `${message} [${code}]`,
  code,
});

export const isDone = (outcome: Outcome): boolean => outcome.error_code === CODES.success;

/**
 * The answer to a list. All good: success. Otherwise the code of the first that was not, the number of them, and its message, so that a client
 * that reads only the headline never takes a partly bad list for a good one; the good items are done all the same and say so in `result`.
 */
export const combined = (items: readonly ItemOutcome[], what: string): Reply => {
  const bad = items.filter((item) => !isDone(item));
  const first = bad[0];
  // What one item says besides ("giữ nguyên …") would be lost on clients that read only the headline.
  if (first === undefined)
    return { ...done(items.length === 1 ? (items[0]?.message ?? "") : `${what} thành công`), result: items };
  const { error_code, message, code } = first;
  const headline = items.length === 1 ? message : `${bad.length}/${items.length} mục chưa được ghi nhận: ${message}`;
  return { error_code, message: headline, ...(code === undefined ? {} : { code }), result: items };
};
