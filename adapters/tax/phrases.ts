/**
 * What the tax side's prose means. A slip that lacks something, or was filled in wrongly, is refused for good: the transfer comes back to an
 * officer, who corrects it and sends it under the next number.
 */
import { BUSY_PHRASES, OUTCOME_PHRASES, phraseTable } from "../kit/phrases.ts";
import { PHRASES } from "./contract/access.ts";

export const phrases = phraseTable("tax", [
  ...OUTCOME_PHRASES,
  { says: PHRASES.repeated, means: "duplicate", code: "exists" },
  { says: PHRASES.numberInUse, means: "rejected", code: "number-in-use" },
  { says: PHRASES.newNumber, means: "rejected", code: "new-number" },
  { says: PHRASES.missing, means: "rejected", code: "incomplete" },
  { says: "không hợp lệ", means: "rejected", code: "invalid" },
  { says: "không bằng tổng", means: "rejected", code: "invalid" },
  { says: PHRASES.unknownNotice, means: "rejected", code: "notice-unknown" },
  { says: PHRASES.wrongSum, means: "rejected", code: "wrong-sum" },
  { says: "không phải của thông báo", means: "rejected", code: "payer" },
  { says: PHRASES.otherProof, means: "rejected", code: "other-proof" },
  { says: PHRASES.unknownSlip, means: "rejected", code: "slip-unknown" },
  { says: PHRASES.alreadyPaid, means: "rejected", code: "already-paid" },
  { says: "không ứng với", means: "bug", code: "malformed" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  ...BUSY_PHRASES,
]);
