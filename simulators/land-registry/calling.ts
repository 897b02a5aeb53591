/**
 * The land registry calls the one-stop side (domain.md §5.5): each callback at its own hook, with the SecurityCode, one after another, and
 * again until it is answered {Result, Message}.
 */
import { z } from "zod";
import {
  type Callback,
  type CallbackName,
  callbackReply,
  HOOKS,
  SECURITY_QUERY,
} from "../../adapters/land-registry/contract/callbacks.ts";
import { inTurn, judgeReply, type PushResult, type pushOptions, pushUntilAnswered, withoutNulls } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";

export type CallSettings = Omit<z.infer<typeof pushOptions>, "hookSecret"> & {
  readonly hubUrl: string;
  readonly securityCode: string;
};

/** What a door may say about the sending itself. */
export const callTrial = z.strictObject({
  receiptNumber: z.string().min(1),
  /** Fields that differ. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
  securityCode: z.string().optional(),
  attempts: z.int().min(1).max(100).optional(),
});
export type CallTrial = z.infer<typeof callTrial>;

export interface Called extends PushResult {
  readonly callback: CallbackName;
  readonly SoBienNhan: string;
  readonly at: string;
}

export interface Caller {
  readonly call: <N extends CallbackName>(
    name: N,
    message: Callback<N>,
    trial?: Pick<CallTrial, "data" | "securityCode" | "attempts">,
  ) => Promise<Called>;
  readonly calls: () => readonly Called[];
  readonly reset: () => void;
}

/** A wrong code is refused by 401 at the hub; sending again would not help. */
const judge = judgeReply(callbackReply, (reply) => reply.Result === 1, { statuses: [200, 401] });

export const createCaller = (context: SimContext, settings: CallSettings): Caller => {
  let calls: Called[] = [];
  const queued = inTurn();
  return {
    call: (name, message, trial = { data: {} }) => {
      const signal = context.signal();
      const body = withoutNulls({ ...message, ...trial.data });
      const code = encodeURIComponent(trial.securityCode ?? settings.securityCode);
      const run = async (): Promise<Called> => {
        const at = context.clock.now();
        const result = await pushUntilAnswered(context, {
          url: `${settings.hubUrl.replace(/\/$/, "")}/hooks/land-registry/${HOOKS[name]}?${SECURITY_QUERY}=${code}`,
          body: JSON.stringify(body),
          attempts: trial.attempts ?? settings.pushAttempts,
          waitMs: settings.pushWaitMs,
          timeoutMs: settings.pushTimeoutMs,
          judge,
        });
        const called = { callback: name, SoBienNhan: String(body["SoBienNhan"]), at, ...result };
        // One that a reset broke off belongs to the ledger that is gone.
        if (!signal.aborted) calls.push(called);
        return called;
      };
      return queued(run);
    },
    calls: () => calls,
    reset: () => {
      calls = [];
    },
  };
};
