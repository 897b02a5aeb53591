/** The platform tells the hub of a payment, and tells it again until it likes the answer (domain.md §5.6, §9.5). */
import { CODES, type Notice, noticeReply, PROOF_ORDER } from "../../adapters/treasury/contract/platform.ts";
import type { SimContext } from "../kit/types.ts";
import { proofOf } from "./proof.ts";

export interface NoticeAttempt {
  readonly at: string;
  readonly status: number | null;
  readonly answer: string;
}
export interface SentNotice {
  readonly reference: string;
  readonly number: string;
  /** accepted: MaLoi "00". unanswered: every try brought another answer, or none. */
  readonly outcome: "accepted" | "unanswered";
  readonly attempts: readonly NoticeAttempt[];
}

export interface NoticeSettings {
  readonly hookUrl: string;
  readonly secret: string;
  readonly attempts: number;
  /** Real milliseconds. */
  readonly waitMs: number;
  readonly timeoutMs: number;
}

const liked = (status: number, text: string): boolean => {
  try {
    return status === 200 && noticeReply.parse(JSON.parse(text)).MaLoi === CODES.ok;
  } catch {
    return false;
  }
};

/** Sends one notice, signed with the settings' secret, until it is accepted or the tries are used up. Never throws. */
export const notify = async (
  context: SimContext,
  unsigned: Omit<Notice, "MaXacThuc">,
  settings: NoticeSettings,
): Promise<SentNotice> => {
  const body = JSON.stringify({ ...unsigned, MaXacThuc: proofOf(unsigned, PROOF_ORDER.notice, settings.secret) });
  const attempts: NoticeAttempt[] = [];
  const signal = context.signal();
  const names = { reference: unsigned.MaThamChieu, number: unsigned.MaGiaoDich };
  while (attempts.length < settings.attempts && !signal.aborted) {
    if (attempts.length > 0) await context.sleep(settings.waitMs);
    const at = context.clock.now();
    try {
      const response = await context.fetch(settings.hookUrl, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeoutMs)]),
      });
      const answer = await response.text();
      attempts.push({ at, status: response.status, answer: answer.slice(0, 4000) });
      if (liked(response.status, answer)) return { ...names, outcome: "accepted", attempts };
    } catch (error) {
      attempts.push({ at, status: null, answer: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  return { ...names, outcome: "unanswered", attempts };
};
