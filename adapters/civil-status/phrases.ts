/** What the prose of the two counterparties means (domain.md §5.2). The hub's classes are the field's own: final, retry, bug. */
import { type Meaning, OUTCOME_PHRASES, phraseTable } from "../kit/phrases.ts";
import { PHRASES as HUB } from "./contract/hub.ts";
import { PHRASES as REGISTRY } from "./contract/registry.ts";

/** The registry's answers to a push or a poll. */
export const registryPhrases = phraseTable("civil-status.registry", [
  ...OUTCOME_PHRASES,
  { says: REGISTRY.duplicate, means: "duplicate", code: "exists" },
  { says: "đã bị từ chối", means: "rejected", code: "refused-before" },
  { says: "không có trong danh mục", means: "pause", code: "not-listed" },
  { says: "không hợp lệ", means: "bug", code: "malformed" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  { says: "tối đa", means: "bug", code: "too-many" },
  { says: "đang bảo trì", means: "retry", code: "maintenance" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: "vui lòng thử lại", means: "retry", code: "busy" },
  { says: "client received soap fault", means: "unknown", code: "soap-fault" },
  { says: "server error", means: "unknown", code: "server-error" },
]);

/** The hub's answers to a report and to a confirmation. */
export const hubPhrases = phraseTable("civil-status.hub", [
  { says: HUB.reported, means: "ok", code: "done", general: true },
  { says: "không thành công", means: "pause", code: "failed", general: true },
  // Final: nothing is sent again. "Already there" is what a second sending of the same state meets, so it counts as done.
  { says: HUB.alreadyThere, means: "duplicate", code: "exists" },
  { says: HUB.refusedBefore, means: "rejected", code: "refused-before" },
  { says: HUB.notFound, means: "rejected", code: "not-found" },
  { says: "đã trả kết quả, không được cập nhật", means: "rejected", code: "returned-before" },
  { says: HUB.registeredBefore, means: "rejected", code: "registered-before" },
  { says: HUB.resultBefore, means: "rejected", code: "result-before" },
  // Retry.
  { says: HUB.earlierNotSent, means: "retry", code: "earlier-not-sent" },
  { says: HUB.earlierNotTold, means: "retry", code: "earlier-not-sent" },
  { says: HUB.adding, means: "retry", code: "adding" },
  { says: HUB.soapFault, means: "retry", code: "soap-fault" },
  { says: HUB.serverError, means: "retry", code: "server-error" },
  // Bug, alert.
  { says: HUB.badLogic, means: "bug", code: "bad-logic" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
]);

/**
 * The sync flag that one-stop systems keep beside a report: 1 = settled (also a final "no": nothing is left to send), 3 = still to be
 * sent, 0 = failed, a person must look.
 */
export const SYNC_FLAGS: Readonly<Record<Meaning, 0 | 1 | 3>> = {
  ok: 1,
  duplicate: 1,
  rejected: 1,
  retry: 3,
  unknown: 3,
  session: 3,
  pause: 0,
  bug: 0,
};
