/** What the police's prose means, of both services. C06's own texts are not published: these rows follow contract/c06.ts (ours). */
import { phraseTable } from "../kit/phrases.ts";
import { FAULTS } from "./contract/c06.ts";
import { PHRASES } from "./contract/residence.ts";

export const phrases = phraseTable("police", [
  { says: FAULTS.order, means: "bug", code: "order" },
  { says: FAULTS.missing, means: "bug", code: "malformed" },
  { says: FAULTS.invalid, means: "bug", code: "malformed" },
  { says: FAULTS.integration, means: "pause", code: "licence" },
  { says: FAULTS.service, means: "pause", code: "licence" },
  { says: FAULTS.signature, means: "pause", code: "signature" },
  { says: FAULTS.stale, means: "pause", code: "signature" },
  // The officer's own number: the officer asks again with the right one.
  { says: FAULTS.officer, means: "rejected", code: "officer" },
  { says: FAULTS.busy, means: "retry", code: "busy" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: "bảo trì", means: "retry", code: "maintenance" },
  { says: "vui lòng thử lại", means: "retry", code: "busy" },
  { says: PHRASES.exists, means: "duplicate", code: "exists" },
  { says: PHRASES.cancelled, means: "duplicate", code: "already-cancelled" },
  { says: PHRASES.notFound, means: "rejected", code: "not-found" },
  { says: PHRASES.tooLate, means: "rejected", code: "too-late" },
  // What the declaration says: the officer puts it right and sends it again.
  { says: "dữ liệu không hợp lệ", means: "rejected", code: "declaration" },
  { says: "không khớp với số định danh", means: "rejected", code: "declaration" },
  { says: "đã được xóa đăng ký thường trú", means: "rejected", code: "already-removed" },
  { says: "không ở trạng thái chờ bổ sung", means: "rejected", code: "not-awaited" },
  { says: "đã dùng cho nội dung khác", means: "bug", code: "number-reused" },
]);
