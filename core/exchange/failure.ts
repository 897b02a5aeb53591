/** A failed attempt as plain data, and the exchange's own failures. */
import type { Instant } from "../time/types.ts";
import type { Blame, ExchangeErrorOptions, Intent } from "./errors.ts";
import { ExchangeError, isExchangeError } from "./errors.ts";
import { storableText } from "./storable.ts";

/** What is kept in `message.error` and shown to the operator. */
export interface StoredError {
  readonly intent: Intent;
  readonly code: string;
  readonly blame: Blame;
  readonly message: string;
  readonly hint: { readonly vi: string; readonly en: string };
  readonly at: Instant;
  /** When a person put the message back on its lane: its age counts from here. */
  readonly since?: Instant;
}

/** `error` as a row of the message table holds it. `since`: see StoredError. */
export const storedError = (error: ExchangeError, at: Instant, since?: Instant): StoredError => ({
  intent: error.intent,
  code: storableText(error.code, 120),
  blame: error.blame,
  message: storableText(error.message, 4000),
  hint: error.hint,
  at,
  ...(since === undefined ? {} : { since }),
});

const fault = (
  intent: Intent,
  message: string,
  code: string,
  hint: ExchangeErrorOptions["hint"],
  cause?: unknown,
): ExchangeError =>
  new ExchangeError(intent, message, { code, blame: "hub", hint, trips: false, ...(cause === undefined ? {} : { cause }) });

/** The call was not over when its time was: it may have arrived. Counts against the partner. */
export const timedOut = (timeoutMs: number): ExchangeError =>
  new ExchangeError("unknown", `no end of the call within ${timeoutMs} ms`, {
    code: "exchange.timeout",
    blame: "partner",
    hint: {
      vi: "Đối tác không trả lời trong thời gian cho phép; hệ thống sẽ hỏi lại trước khi gửi lại.",
      en: "The partner did not answer in time; it is asked before anything is sent again.",
    },
  });

export const CUT_SHORT = "exchange.cut-short";
/** This process lost its lease or is stopping: the call was cut from our side. */
export const cutShort = (): ExchangeError =>
  fault("unknown", "the call was cut because this worker lost its lease or is stopping", CUT_SHORT, {
    vi: "Tiến trình xử lý dừng giữa chừng; tiến trình khác sẽ hỏi lại đối tác rồi làm tiếp.",
    en: "The worker stopped in the middle; another one asks the partner and goes on.",
  });

/** The time of the attempt was over while it waited for its turn under the rate limit: certainly nothing was sent. */
export const notSent = (): ExchangeError =>
  fault("retry", "the attempt's time was over before its turn came", "exchange.not-sent", {
    vi: "Chưa kịp gửi vì phải chờ giới hạn tần suất của đối tác; hệ thống sẽ tự gửi lại.",
    en: "Not sent yet because of the partner's rate limit; it is sent again by itself.",
  });

/** An adapter threw something that is not an ExchangeError: our own mistake, so a person must look. */
export const adapterBug = (cause: unknown): ExchangeError =>
  fault(
    "pause",
    `the adapter failed: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`,
    "exchange.adapter-bug",
    {
      vi: "Lỗi trong bộ kết nối của trục liên thông; báo cho đội kỹ thuật, sửa xong thì gửi lại thông điệp.",
      en: "A mistake in the hub's adapter; tell the technical team, and redrive the message once it is mended.",
    },
    cause,
  );

/** The adapter has no such operation or poller (another version wrote the message, say): a person must look. */
export const unknownOperation = (operation: string): ExchangeError =>
  fault("pause", `no operation "${operation}" in this adapter`, "exchange.operation-unknown", {
    vi: "Bộ kết nối không có thao tác này; kiểm tra phiên bản phần mềm trên máy xử lý.",
    en: "The adapter has no such operation; check the software version of the worker.",
  });

/** The body does not fit the operation's schema; this attempt sent nothing. `where`: dotted path of the first misfit. */
export const badBody = (where: string): ExchangeError =>
  fault("pause", `the message body does not fit the operation, at "${where}"`, "exchange.body-invalid", {
    vi: "Nội dung thông điệp không đúng khuôn dạng của thao tác; báo cho đội kỹ thuật.",
    en: "The body does not fit the operation's schema; tell the technical team.",
  });

/** A stored file that the message needs (its large body, or an attachment) is not in the store: a person must look. */
export const blobGone = (sha256: string): ExchangeError =>
  fault("pause", `stored file ${sha256} is gone`, "exchange.blob-gone", {
    vi: "Tệp đã lưu không còn trong kho; khôi phục từ bản sao lưu rồi gửi lại thông điệp.",
    en: "A stored file is gone; restore it from backup, then redrive the message.",
  });

/** Doubtful outcome, no `inquire`, and resending is not declared safe: only a person can decide (design.md §3). */
export const cannotAsk = (): ExchangeError =>
  fault("pause", "it is unknown whether the request arrived, and this partner cannot be asked", "exchange.outcome-unknown", {
    vi: "Không rõ đối tác đã nhận hay chưa và không có cách hỏi lại; liên hệ đối tác rồi chọn gửi lại hoặc bỏ qua.",
    en: "It is unknown whether the partner got it, and there is no way to ask; call the partner, then redrive or release.",
  });

/** The partner did not get it, but the operation is declared `resend: "never"`: a person must decide. */
export const mustNotResend = (): ExchangeError =>
  fault(
    "pause",
    "the partner says it did not arrive, but this operation must never be sent twice by itself",
    "exchange.resend-forbidden",
    {
      vi: "Đối tác chưa nhận được; thao tác này không được tự gửi lại, cần người xem và quyết định.",
      en: "It did not arrive; this operation is never sent again by itself, a person must decide.",
    },
  );

/** The inquiry itself had no clear answer (`reason`: the partner's): asked again by the plan, not counted by the breaker. */
export const unclear = (reason: string): ExchangeError =>
  new ExchangeError("unknown", `the partner cannot say yet whether it arrived: ${reason}`, {
    code: "exchange.outcome-unclear",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Đối tác chưa xác nhận được đã nhận hay chưa; hệ thống sẽ hỏi lại sau.",
      en: "The partner cannot say yet whether it arrived; it is asked again later.",
    },
  });

/** The partner did its part, but the dossier refused what that means. */
export const answerRefused = (code: string, reason: { vi: string; en: string }): ExchangeError =>
  fault("pause", `the dossier refused the partner's message: ${code} (${reason.en})`, "exchange.command-refused", {
    vi: `Hồ sơ không nhận nội dung của đối tác: ${reason.vi} Xem hồ sơ, xử lý, rồi gửi lại hoặc bỏ qua thông điệp.`,
    en: `The dossier refused what the partner says: ${reason.en} Look at the dossier, then redrive or release the message.`,
  });

/** The dossier is not known, or is busy: it may come later. */
export const answerTooEarly = (code: string, reason: { vi: string; en: string }): ExchangeError =>
  fault("retry", `the partner's message cannot be applied yet: ${code}`, "exchange.command-too-early", {
    vi: `Chưa áp dụng được nội dung của đối tác: ${reason.vi} Hệ thống sẽ thử lại.`,
    en: `Cannot be applied yet: ${reason.en} It is tried again by itself.`,
  });

/** `execute` or `publishProcedures` threw (a refusal does not throw): tried again, never taken for the partner's fault. */
export const engineAway = (cause: unknown): ExchangeError =>
  fault(
    "retry",
    "the engine could not take the partner's answer",
    "exchange.engine-away",
    {
      vi: "Chưa ghi được câu trả lời của đối tác vào hồ sơ; hệ thống sẽ thử lại.",
      en: "The partner's answer could not be written to the dossier; it is tried again by itself.",
    },
    cause,
  );

/** The database refused the data of an outcome, and would again: the message is paused. Keeps only the text of `cause`. */
export const notStorable = (cause: unknown): ExchangeError =>
  fault(
    "pause",
    `the outcome could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`,
    "exchange.not-storable",
    {
      vi: "Không ghi được kết quả vào cơ sở dữ liệu; báo cho đội kỹ thuật.",
      en: "The outcome could not be stored; tell the technical team.",
    },
  );

/** An operator's redrive, release or force without actor or reason: refused, nothing changed (R-F06: who did what, and why). */
export const noReason = (): ExchangeError =>
  new ExchangeError("rejected", "an operator's act needs an actor and a reason", {
    code: "exchange.reason-missing",
    blame: "caller",
    hint: { vi: "Ghi rõ người thực hiện và lý do.", en: "Say who does it and why." },
  });

/** Anything thrown, as an ExchangeError: its own kind stays, everything else is a bug of the adapter. */
export const asExchangeError = (thrown: unknown): ExchangeError => (isExchangeError(thrown) ? thrown : adapterBug(thrown));

/**
 * An error for the log: what it is and where, but not its message, which may quote a partner's answer or a row and so hold
 * personal data (R-I02). The message itself is in the stored error, for those who may see it.
 */
export const forLog = (thrown: unknown): { readonly name: string; readonly code?: string; readonly at: readonly string[] } => {
  if (!(thrown instanceof Error)) return { name: typeof thrown, at: [] };
  const code = "code" in thrown && typeof thrown.code === "string" ? { code: thrown.code } : {};
  const frames = (thrown.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { name: thrown.name, ...code, at: frames.slice(0, 5).map((line) => line.trim()) };
};
