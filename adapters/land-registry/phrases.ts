/** What the registry's prose means. No list is published: unknown words wait for a person, never a guess (domain.md §9.2). */
import { BUSY_PHRASES, OUTCOME_PHRASES, phraseTable } from "../kit/phrases.ts";
import { PHRASES } from "./contract/envelope.ts";

export const phrases = phraseTable("land-registry", [
  ...OUTCOME_PHRASES,
  { says: PHRASES.otherContent, means: "rejected", code: "other-content" },
  { says: PHRASES.exists, means: "duplicate", code: "exists" },
  { says: PHRASES.alreadySupplemented, means: "duplicate", code: "already-supplemented" },
  { says: PHRASES.alreadyReturned, means: "duplicate", code: "already-returned" },
  { says: PHRASES.notFound, means: "rejected", code: "not-found" },
  { says: PHRASES.notWaiting, means: "rejected", code: "not-waiting" },
  { says: PHRASES.notEnded, means: "rejected", code: "not-ended" },
  { says: "đã trả kết quả vào ngày khác", means: "rejected", code: "returned-otherwise" },
  { says: PHRASES.parcelMissing, means: "rejected", code: "parcel" },
  { says: "thiếu hoặc không hợp lệ", means: "rejected", code: "field" },
  { says: "không hợp lệ", means: "rejected", code: "field" },
  // The table of processes in the configuration is wrong: no officer can put that right.
  { says: "không tồn tại trong danh mục", means: "pause", code: "process" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  ...BUSY_PHRASES,
]);
