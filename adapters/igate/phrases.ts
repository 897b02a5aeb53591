/** What iGate's prose means: filing and papers (/pa), reports of progress (/ad; domain.md §5.2). */
import type { ExchangeError } from "../../core/exchange/errors.ts";
import type { CallKind } from "../kit/http-errors.ts";
import { phraseTable } from "../kit/phrases.ts";
import type { Refusal } from "./contract/common.ts";
import { PROGRESS_PHRASES } from "./contract/progress.ts";

export const phrases = phraseTable("igate", [
  { says: "thành công", means: "ok", code: "done", general: true },
  // What the dossier says is wrong: an officer corrects it and sends it again.
  { says: "có độ dài vượt quá số lượng cho phép", means: "rejected", code: "field" },
  { says: "có định dạng không đúng", means: "rejected", code: "field" },
  { says: "là bắt buộc", means: "rejected", code: "field" },
  { says: PROGRESS_PHRASES.unknown, means: "rejected", code: "unknown" },
  { says: PROGRESS_PHRASES.refused, means: "rejected", code: "closed" },
  { says: PROGRESS_PHRASES.returned, means: "rejected", code: "returned" },
  { says: "không ở trạng thái chờ bổ sung", means: "duplicate", code: "not-waiting" },
  { says: "đã tồn tại trong một cửa điện tử", means: "duplicate", code: "exists" },
  // Somebody else used the number: the next attempt looks first, and takes another one.
  { says: "đã tồn tại trong hệ thống", means: "retry", code: "code-taken" },
  { says: "chưa được gửi", means: "retry", code: "not-yet" },
  { says: "client received soap fault", means: "retry", code: "busy" },
  { says: "server error", means: "retry", code: "busy" },
  { says: "đang bận", means: "retry", code: "busy" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: PROGRESS_PHRASES.order, means: "bug", code: "order" },
  { says: "không được cấp từ mẫu mã hồ sơ", means: "bug", code: "code-not-allocated" },
  { says: "vui lòng tải tệp lên trước", means: "bug", code: "file" },
  { says: "chưa cấu hình", means: "pause", code: "configuration" },
]);

/** All words of a refusal: `errors` is one text, a list by field, or missing. */
export const wordsOf = ({ title, errors }: Pick<Refusal, "title" | "errors">): string =>
  errors === undefined ? title : typeof errors === "string" ? errors : Object.values(errors).flat().join(" ");

/** The error that a refusal means. */
export const refusedBy = (refusal: Pick<Refusal, "title" | "errors">, kind: CallKind): ExchangeError =>
  phrases.error(phrases.read(wordsOf(refusal)), kind);
