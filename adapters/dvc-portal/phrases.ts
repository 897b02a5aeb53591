/**
 * What the portal's prose means. The phrase decides, whatever the code beside it says: the portal answers "thành công" under
 * "0", "00" and others (domain.md §1.1). Where no row fits, the code has the second word, and then a person.
 */
import { type PhraseReading, phraseTable } from "../kit/phrases.ts";
import { CODES, PHRASES } from "./contract/envelope.ts";

export const phrases = phraseTable("dvc-portal", [
  { says: PHRASES.success, means: "ok", code: "done", general: true },
  // A plain "not successful" does not say why: a person must read it, unless another phrase gives the reason.
  { says: "không thành công", means: "pause", code: "failed", general: true },
  { says: "chưa thành công", means: "pause", code: "failed", general: true },
  { says: "thất bại", means: "pause", code: "failed", general: true },
  { says: PHRASES.alreadyExists, means: "duplicate", code: "exists" },
  { says: PHRASES.notFound, means: "rejected", code: "not-found" },
  { says: "không tìm thấy", means: "rejected", code: "not-found" },
  { says: "không có trong danh mục", means: "rejected", code: "not-listed" },
  { says: "không thuộc phạm vi", means: "rejected", code: "out-of-scope" },
  { says: "đã kết thúc", means: "rejected", code: "closed" },
  { says: PHRASES.sessionExpired, means: "session", code: "session" },
  { says: "phiên làm việc không", means: "session", code: "session" },
  { says: "chưa đăng nhập", means: "session", code: "session" },
  { says: "vui lòng thử lại", means: "retry", code: "busy" },
  { says: "đang bận", means: "retry", code: "busy" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: "đang bảo trì", means: "retry", code: "maintenance" },
  { says: "tạm thời gián đoạn", means: "retry", code: "busy" },
  { says: "quá thời gian", means: "unknown", code: "timeout" },
  { says: "không có quyền", means: "pause", code: "forbidden" },
  { says: "chưa được cấp quyền", means: "pause", code: "forbidden" },
  { says: "mật khẩu", means: "pause", code: "credentials" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  { says: "sai định dạng", means: "bug", code: "malformed" },
  { says: "không hợp lệ", means: "bug", code: "malformed" },
  { says: "không được để trống", means: "bug", code: "malformed" },
  { says: "bắt buộc", means: "bug", code: "malformed" },
  { says: "thiếu", means: "bug", code: "malformed" },
  { says: "vượt quá", means: "bug", code: "malformed" },
]);

const isCode = (code: string | number, wanted: readonly string[]): boolean => wanted.includes(String(code));

/** Reads one answer, or one item's own outcome: first the prose, then the code. */
export const readOutcome = (answer: { readonly error_code: string | number; readonly message: string }): PhraseReading => {
  const said = phrases.read(answer.message);
  if (!said.code.endsWith(".unmatched")) return said;
  const shown = `${said.shown} (error_code ${answer.error_code})`;
  if (isCode(answer.error_code, [...CODES.success, ...CODES.statusSuccess]))
    return { means: "ok", code: "dvc-portal.done", shown };
  if (isCode(answer.error_code, [CODES.session])) return { means: "session", code: "dvc-portal.session", shown };
  if (isCode(answer.error_code, [CODES.invalid])) return { means: "bug", code: "dvc-portal.malformed", shown };
  return { ...said, shown };
};
