/**
 * What the post office's prose means. "100" and "110" are sure by themselves (domain.md §5.7a); refusals are told apart by their words,
 * because their numbers differ between provinces.
 */
import { BUSY_PHRASES, OUTCOME_PHRASES, phraseTable } from "../kit/phrases.ts";
import { PHRASES } from "./contract/order.ts";

export const phrases = phraseTable("post", [
  ...OUTCOME_PHRASES,
  { says: PHRASES.duplicate, means: "duplicate", code: "exists" },
  { says: PHRASES.alreadyCancelled, means: "duplicate", code: "already-cancelled" },
  { says: PHRASES.notFound, means: "rejected", code: "not-found" },
  { says: PHRASES.tooLate, means: "rejected", code: "too-late" },
  { says: "không phục vụ", means: "rejected", code: "not-served" },
  { says: "ngoài phạm vi", means: "rejected", code: "not-served" },
  // The receiver's own data: the department must put it right and order again.
  { says: "receivertel không hợp lệ", means: "rejected", code: "receiver" },
  { says: "receivername không hợp lệ", means: "rejected", code: "receiver" },
  { says: "receiveraddress không hợp lệ", means: "rejected", code: "receiver" },
  { says: "số điện thoại người nhận", means: "rejected", code: "receiver" },
  { says: "địa chỉ người nhận", means: "rejected", code: "receiver" },
  { says: "không hợp lệ", means: "bug", code: "malformed" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  { says: "không có trong danh mục", means: "bug", code: "malformed" },
  { says: "bắt buộc", means: "bug", code: "malformed" },
  { says: "vượt quá", means: "bug", code: "malformed" },
  { says: "mã khách hàng", means: "pause", code: "customer" },
  ...BUSY_PHRASES,
]);
