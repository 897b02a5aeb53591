/**
 * One call to a partner: deadline( retry( breaker( attempt ) ) ), the order measured in dependencies.md §5: the breaker sees
 * real attempts and an outage costs least. Every call has its own abort signal. A call that ignores it is left behind at the
 * deadline, inside the breaker, so that a hanging partner counts as failing.
 */
import { setMaxListeners } from "node:events";
import pRetry from "p-retry";
import type { RetryPlan } from "./adapter.ts";
import { BreakerOpen } from "./breaker.ts";
import { type ExchangeError, isExchangeError } from "./errors.ts";
import { asExchangeError, cutShort, timedOut } from "./failure.ts";
import type { Life } from "./workers.ts";

export interface AttemptInput<T> {
  readonly call: (signal: AbortSignal) => Promise<T>;
  /** The breaker. */
  readonly gate: (call: () => Promise<T>) => Promise<T>;
  /** Waits for the rate limit; runs before every try. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly plan: Pick<RetryPlan, "timeoutMs" | "blipRetries">;
  /** The worker's life that holds the lease. */
  readonly life: Pick<Life, "onEnd">;
  readonly lastWordMs: number;
  readonly blipWaitMs: number;
}

interface Deadline {
  readonly signal: AbortSignal;
  /** What to say of a call that did not end by itself. */
  readonly verdict: () => ExchangeError;
  clear(): void;
}

// Own controllers instead of AbortSignal.any([worker, …]): a signal that lives as long as the process would collect dependants.
const deadline = (timeoutMs: number, life: Pick<Life, "onEnd">): Deadline => {
  const controller = new AbortController();
  // One attempt may make many calls on its one signal (an iGate filing makes a dozen): no leak, so no warning.
  setMaxListeners(0, controller.signal);
  let verdict = timedOut(timeoutMs);
  const timer = setTimeout(() => controller.abort(verdict), timeoutMs);
  const detach = life.onEnd(() => {
    if (!controller.signal.aborted) verdict = cutShort();
    controller.abort(verdict);
  });
  return {
    signal: controller.signal,
    verdict: () => verdict,
    clear: () => {
      clearTimeout(timer);
      detach();
    },
  };
};

/** Runs `work`, but not longer than the deadline and its last word. Rejects only with ExchangeErrors. */
const bounded = <T>(work: (signal: AbortSignal) => Promise<T>, until: Deadline, lastWordMs: number): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      timer = setTimeout(() => reject(until.verdict()), lastWordMs);
    };
    const running = (async () => work(until.signal))();
    if (until.signal.aborted) leave();
    else until.signal.addEventListener("abort", leave, { once: true });
    running
      .then(resolve, (error: unknown) => {
        // A raw AbortError after the deadline is only its echo.
        reject(until.signal.aborted && !isExchangeError(error) ? until.verdict() : asExchangeError(error));
      })
      .finally(() => {
        until.signal.removeEventListener("abort", leave);
        clearTimeout(timer);
      });
  });

/**
 * Makes the call, with at most `blipRetries` more tries for errors marked as blips.
 * Rejects with an ExchangeError (the partner's, or exchange.timeout / exchange.cut-short / exchange.adapter-bug), or with
 * BreakerOpen where not even one try was made.
 */
export const attempt = async <T>(input: AttemptInput<T>): Promise<T> => {
  const until = deadline(input.plan.timeoutMs, input.life);
  let tried: ExchangeError | undefined;
  const once = async (): Promise<T> => {
    if (until.signal.aborted) throw tried ?? until.verdict();
    try {
      return await input.gate(() =>
        bounded(
          async (signal) => {
            await input.turn(signal);
            return input.call(signal);
          },
          until,
          input.lastWordMs,
        ),
      );
    } catch (error) {
      // The breaker opened between the two tries: what the first one said counts.
      if (error instanceof BreakerOpen) throw tried ?? error;
      tried = asExchangeError(error);
      throw tried;
    }
  };
  try {
    return await pRetry(once, {
      retries: input.plan.blipRetries,
      minTimeout: input.blipWaitMs,
      randomize: true,
      // No `signal` here: p-retry would throw a good answer away that came with the last word.
      shouldRetry: ({ error }) => isExchangeError(error) && error.blip && error.intent === "retry" && !until.signal.aborted,
    });
  } finally {
    until.clear();
  }
};
