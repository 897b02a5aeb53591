/** The platform tells the hub of a payment, and tells it again until it likes the answer (domain.md §5.6, §9.5). */
import { CODES, type Notice, noticeReply, PROOF_ORDER } from "../../adapters/treasury/contract/platform.ts";
import { type Judge, judgeReply, type PushResult, pushUntilAnswered } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import { proofOf } from "./proof.ts";

/** "unanswered": every try brought another answer than MaLoi "00", or none. */
export interface SentNotice extends PushResult {
  readonly reference: string;
  readonly number: string;
}

export interface NoticeSettings {
  readonly hookUrl: string;
  readonly secret: string;
  readonly attempts: number;
  /** Real milliseconds. */
  readonly waitMs: number;
  readonly timeoutMs: number;
}

const judgeNotice = judgeReply(noticeReply, ({ MaLoi }) => MaLoi === CODES.ok);
/** The platform takes no "no" for an answer. */
const liked: Judge = (status, text) => (judgeNotice(status, text) === "accepted" ? "accepted" : undefined);

/** Sends one notice, signed with the settings' secret, until it is accepted or the tries are used up. Never throws. */
export const notify = async (
  context: SimContext,
  unsigned: Omit<Notice, "MaXacThuc">,
  settings: NoticeSettings,
): Promise<SentNotice> => {
  const { hookUrl: url, secret, attempts, waitMs, timeoutMs } = settings;
  const body = JSON.stringify({ ...unsigned, MaXacThuc: proofOf(unsigned, PROOF_ORDER.notice, secret) });
  const pushed = await pushUntilAnswered(context, { url, body, attempts, waitMs, timeoutMs, judge: liked });
  return { reference: unsigned.MaThamChieu, number: unsigned.MaGiaoDich, ...pushed };
};
