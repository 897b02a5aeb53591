/** What these partners' prose means. One table for all: each system words its refusals in its own way, unknown words wait for a person. */
import { BUSY_PHRASES, OUTCOME_PHRASES, type PhraseTable, phraseTable } from "../kit/phrases.ts";
import { PHRASES } from "./contract/exchange.ts";

/** The table of one lane; its id begins every code. */
export const phrasesOf = (lane: string): PhraseTable =>
  phraseTable(lane, [
    ...OUTCOME_PHRASES,
    { says: PHRASES.otherContent, means: "rejected", code: "other-content" },
    { says: PHRASES.exists, means: "duplicate", code: "exists" },
    { says: PHRASES.outdated, means: "rejected", code: "outdated" },
    { says: PHRASES.notFound, means: "rejected", code: "not-found" },
    { says: PHRASES.notWaiting, means: "rejected", code: "not-waiting" },
    { says: PHRASES.alreadySupplemented, means: "duplicate", code: "already-supplemented" },
    { says: PHRASES.alreadyCancelled, means: "duplicate", code: "already-cancelled" },
    { says: PHRASES.tooLate, means: "rejected", code: "too-late" },
    { says: "không thuộc thẩm quyền", means: "rejected", code: "not-competent" },
    { says: "thiếu hoặc không hợp lệ", means: "rejected", code: "field" },
    // The file was spoilt on the way or at the hub: no officer can mend that.
    { says: PHRASES.fileBroken, means: "pause", code: "file" },
    { says: "không phải base64", means: "bug", code: "file" },
    { says: "không hợp lệ với lược đồ", means: "bug", code: "malformed" },
    { says: "không đúng định dạng", means: "bug", code: "malformed" },
    { says: "không có dịch vụ", means: "bug", code: "malformed" },
    { says: PHRASES.busy, means: "retry", code: "busy" },
    ...BUSY_PHRASES,
  ]);
