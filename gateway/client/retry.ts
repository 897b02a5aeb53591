/** Sends a request, and sends it again where the hub's error contract allows: bounded in tries and in time. */
import pRetry from "p-retry";
import { errorOf, LienthongError, mayTryAgain, noAnswer } from "./error.ts";
import { sleep } from "./sleep.ts";

export interface RetryOptions {
  /** Most tries of one call, the first included. Default 5; 1 never tries again. */
  readonly tries?: number;
  /** Nothing is tried again once this time has passed since the first try began, nor where the hub asks to wait beyond it. Milliseconds, default 60 000. */
  readonly totalMs?: number;
  /** The wait after the first failure, doubled by each further one, with up to as much again at random. Milliseconds, default 300. */
  readonly firstWaitMs?: number;
  /** The longest such wait, milliseconds, default 10 000. A longer Retry-After is kept all the same. */
  readonly mostWaitMs?: number;
  /** One try fails after this time: to the end of a JSON answer, or to the headers of another. Milliseconds, default 30 000. */
  readonly tryMs?: number;
}

export type RetryPlan = Required<RetryOptions>;
/** Sends one request. */
export type Send = (request: Request) => Promise<Response>;

const PLAN: RetryPlan = { tries: 5, totalMs: 60_000, firstWaitMs: 300, mostWaitMs: 10_000, tryMs: 30_000 };

/** The plan with its defaults. */
export const planOf = (options: RetryOptions = {}): RetryPlan => ({ ...PLAN, ...options });

/** A JSON answer is read within the try, so that one that breaks off halfway counts as no answer; others stream. */
const whole = async (response: Response): Promise<Response> => {
  if (!/\bjson\b/.test(response.headers.get("content-type") ?? "") || response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
};

/**
 * One try: the answer if it is a success.
 * Errors: LienthongError; the reason of the request's own signal once that is aborted.
 */
const once = async (request: Request, send: Send, tryMs: number): Promise<Response> => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), tryMs);
  let response: Response;
  try {
    const signal = AbortSignal.any([request.signal, limit.signal]);
    response = await whole(await send(new Request(request.clone(), { signal })));
  } catch (error) {
    request.signal.throwIfAborted();
    throw error instanceof LienthongError ? error : noAnswer(error, limit.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
};

/**
 * Sends a request up to `plan.tries` times; only once where it is not `repeatable` (a write without a key).
 * Errors: the LienthongError of the last try; the reason of the request's signal.
 */
export const sendWithRetries = (request: Request, send: Send, plan: RetryPlan, repeatable: boolean): Promise<Response> => {
  const started = performance.now();
  const { signal } = request;
  return pRetry(() => once(request, send, plan.tryMs), {
    retries: plan.tries - 1,
    minTimeout: plan.firstWaitMs,
    maxTimeout: plan.mostWaitMs,
    maxRetryTime: plan.totalMs,
    randomize: true,
    signal,
    shouldRetry: async ({ error }) => {
      if (!repeatable || !(error instanceof LienthongError) || !mayTryAgain(error)) return false;
      const wait = error.retryAfterMs ?? 0;
      if (performance.now() - started + wait >= plan.totalMs) return false;
      if (wait > 0) await sleep(wait, signal);
      return true;
    },
  });
};
