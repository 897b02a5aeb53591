/**
 * Partners answer in prose ("Đồng bộ thành công", "Hồ sơ đã tồn tại"). One table per adapter says what each phrase means;
 * what no row knows is shown to a person, never guessed (design.md §3, domain.md §9.2).
 */
import { type Blame, ExchangeError } from "../../core/exchange/errors.ts";
import type { CallKind } from "./http-errors.ts";

/**
 * ok: done · duplicate: was done before · rejected: terminal business answer · retry: certainly not done, later perhaps ·
 * unknown: may have been done · session: our session is over, nothing done · pause: a person must look · bug: we sent nonsense
 */
export type Meaning = "ok" | "duplicate" | "rejected" | "retry" | "unknown" | "session" | "pause" | "bug";

export interface Phrase {
  /** Found anywhere in the answer; case does not matter, accents do. */
  readonly says: string;
  readonly means: Meaning;
  /** Last part of the dotted code. */
  readonly code: string;
  /** Says little by itself ("không thành công"): counts only where no other row is found. */
  readonly general?: true;
}

export interface PhraseReading {
  readonly means: Meaning;
  /** "dvc-portal.exists"; `….unmatched` where no row fits. */
  readonly code: string;
  /** The partner's words, at most 500 characters, for the operator and the dossier. */
  readonly shown: string;
}

export interface PhraseTable {
  readonly rows: readonly Phrase[];
  /** The longest phrase found wins, general ones last ("không thành công" over "thành công"); no phrase → pause. */
  read(text: string): PhraseReading;
  /**
   * The error that a reading means. For a `read`, which changes nothing, "perhaps done" is a plain retry. An `ok` or
   * `duplicate` that the adapter cannot use becomes a pause.
   */
  error(reading: PhraseReading, kind?: CallKind): ExchangeError;
}

const SHOWN = 500;
/** NFC, lower case, white space as single blanks: NFD text from a partner is the same text. */
const normal = (text: string): string => text.normalize("NFC").toLocaleLowerCase("vi").replaceAll(/\s+/g, " ").trim();

const INTENT = {
  rejected: "rejected",
  retry: "retry",
  session: "retry",
  unknown: "unknown",
  pause: "pause",
  bug: "pause",
  ok: "pause",
  duplicate: "pause",
} as const;
const BLAME: Readonly<Record<Meaning, Blame>> = {
  rejected: "caller",
  retry: "partner",
  session: "partner",
  unknown: "partner",
  pause: "partner",
  bug: "hub",
  ok: "hub",
  duplicate: "hub",
};
const HINTS = {
  rejected: {
    vi: "Đối tác từ chối về nghiệp vụ; xử lý theo nội dung trả lời, hệ thống không tự gửi lại.",
    en: "The partner refused for a business reason; act on its answer, it is not sent again by itself.",
  },
  retry: {
    vi: "Đối tác tạm thời chưa xử lý được; hệ thống sẽ tự gửi lại.",
    en: "The partner cannot do it just now; it is sent again by itself.",
  },
  unknown: {
    vi: "Chưa rõ đối tác đã ghi nhận hay chưa; hệ thống sẽ hỏi lại trước khi gửi lại.",
    en: "It is not clear whether the partner has it; the partner is asked before it is sent again.",
  },
  pause: {
    vi: "Câu trả lời của đối tác chưa có trong bảng đối chiếu; người vận hành đọc và quyết định.",
    en: "The partner's answer is in no table; an operator must read it and decide.",
  },
  bug: {
    vi: "Đối tác cho rằng thông điệp sai cấu trúc; báo cho đơn vị phát triển trục liên thông.",
    en: "The partner calls our message malformed; tell the developers of the hub.",
  },
} as const;

/** How Vietnamese systems say success and plain failure. A "not successful" that gives no reason must be read by a person. */
export const OUTCOME_PHRASES: readonly Phrase[] = [
  { says: "thành công", means: "ok", code: "done", general: true },
  { says: "không thành công", means: "pause", code: "failed", general: true },
  { says: "thất bại", means: "pause", code: "failed", general: true },
];
/** How they say that they cannot just now. One that ran out of time may have done it before. */
export const BUSY_PHRASES: readonly Phrase[] = [
  { says: "đang bận", means: "retry", code: "busy" },
  { says: "quá tải", means: "retry", code: "busy" },
  { says: "bảo trì", means: "retry", code: "maintenance" },
  { says: "vui lòng thử lại", means: "retry", code: "busy" },
  { says: "quá thời gian", means: "unknown", code: "timeout" },
];

/** Builds the table of one adapter. `prefix` begins every code. */
export const phraseTable = (prefix: string, rows: readonly Phrase[]): PhraseTable => {
  const prepared = rows.map((row) => ({ row, needle: normal(row.says) })).sort((a, b) => b.needle.length - a.needle.length);
  return {
    rows,
    read: (text) => {
      const said = normal(text);
      const hits = prepared.filter(({ needle }) => said.includes(needle));
      // A phrase within a longer one that was found says nothing of its own: "thành công" within "không thành công".
      const own = hits.filter(
        ({ needle }) => !hits.some((other) => other.needle.length > needle.length && other.needle.includes(needle)),
      );
      const hit = (own.find(({ row }) => row.general !== true) ?? own[0])?.row;
      const shown = text.normalize("NFC").trim().slice(0, SHOWN);
      return hit === undefined
        ? { means: "pause", code: `${prefix}.unmatched`, shown }
        : { means: hit.means, code: `${prefix}.${hit.code}`, shown };
    },
    error: (reading, kind = "write") => {
      const intent = kind === "read" && reading.means === "unknown" ? "retry" : INTENT[reading.means];
      const hint = HINTS[reading.means === "bug" ? "bug" : intent];
      return new ExchangeError(intent, `the partner says: ${reading.shown}`, {
        code: reading.code,
        blame: BLAME[reading.means],
        hint,
      });
    },
  };
};
