/**
 * A partner that calls the hub: signs, sends, and sends again until it gets an answer it understands, as the real ones do.
 * What a business answer is, the caller says; everything else (network, 5xx, prose without sense) is tried again.
 */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { SimContext } from "./types.ts";

export interface PushAttempt {
  /** The simulator's clock. */
  readonly at: string;
  readonly status: number | null;
  /** The answer's text, or what broke. */
  readonly answer: string;
}
export type PushOutcome = "accepted" | "refused" | "unanswered";

export interface PushResult {
  readonly outcome: PushOutcome;
  readonly attempts: readonly PushAttempt[];
}

/** What an HTTP answer means; undefined: not an answer, try again. */
export type Judge = (status: number, text: string) => "accepted" | "refused" | undefined;

export interface PushOrder {
  readonly url: string;
  readonly body: string;
  /** With `signature`; absent where the partner proves itself otherwise (a code in the address or in the body). */
  readonly secret?: string;
  readonly signature?: { readonly timestampHeader: string; readonly signatureHeader: string };
  /** JSON unless told. */
  readonly contentType?: string;
  /** Most tries; 1 = no retry. */
  readonly attempts: number;
  /** Real milliseconds between tries. */
  readonly waitMs: number;
  /** Real milliseconds for one try. */
  readonly timeoutMs: number;
  readonly judge: Judge;
}

/**
 * A judge by the partner's agreed reply: an answer under one of `statuses` (200 unless told) that can be read as `schema` is an answer, and
 * anything else is not. `read`: how the text is read, JSON unless told; it may throw.
 */
export const judgeReply =
  <T>(
    schema: z.ZodType<T>,
    accepts: (reply: T) => boolean,
    {
      statuses = [200],
      read = JSON.parse,
    }: { readonly statuses?: readonly number[]; readonly read?: (text: string) => unknown } = {},
  ): Judge =>
  (status, text) => {
    if (!statuses.includes(status)) return undefined;
    try {
      const reply = schema.safeParse(read(text));
      if (!reply.success) return undefined;
      return accepts(reply.data) ? "accepted" : "refused";
    } catch {
      return undefined;
    }
  };

/** What a door that pushes lets a person say about the sending itself. */
export const pushTrial = z.strictObject({
  /** Where to; else the hub's own hook. */
  url: z.url().optional(),
  /** Sent as it is instead of a made message: for trials with bad input. */
  raw: z.string().optional(),
  secret: z.string().optional(),
  attempts: z.int().min(1).max(100).optional(),
  waitMs: z.int().min(0).optional(),
  timeoutMs: z.int().min(1).optional(),
});

/** How a simulator pushes unless a trial says otherwise. */
export const pushOptions = z.strictObject({
  hookSecret: z.string(),
  pushAttempts: z.int().min(1).default(5),
  pushWaitMs: z.int().min(0).default(1000),
  pushTimeoutMs: z.int().min(1).default(60_000),
});

/** The order of one push: the simulator's settings, overruled by the trial's. */
export const pushOrder = (
  trial: z.infer<typeof pushTrial>,
  settings: z.infer<typeof pushOptions>,
  rest: Pick<PushOrder, "url" | "body" | "signature" | "judge" | "contentType">,
): PushOrder => ({
  ...rest,
  url: trial.url ?? rest.url,
  body: trial.raw ?? rest.body,
  secret: trial.secret ?? settings.hookSecret,
  attempts: trial.attempts ?? settings.pushAttempts,
  waitMs: trial.waitMs ?? settings.pushWaitMs,
  timeoutMs: trial.timeoutMs ?? settings.pushTimeoutMs,
});

/** An object's fields but those that are null: a trial leaves a field out by giving null. */
export const withoutNulls = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));

/** A PDF of one empty page, base64: small, and truly a PDF for whoever looks inside. */
export const SAMPLE_PDF = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`).toString("base64");

/** Headers by which the hub knows the partner: lower-case hex HMAC-SHA256(secret, timestamp + "." + body), seconds since 1970. */
const headers = (order: PushOrder, ms: number): Record<string, string> => {
  const { signature, secret, contentType = "application/json; charset=utf-8" } = order;
  if (signature === undefined || secret === undefined) return { "content-type": contentType };
  const timestamp = String(Math.floor(ms / 1000));
  return {
    "content-type": contentType,
    [signature.timestampHeader]: timestamp,
    [signature.signatureHeader]: createHmac("sha256", secret).update(`${timestamp}.${order.body}`).digest("hex"),
  };
};

const tryOnce = async (context: SimContext, order: PushOrder): Promise<{ attempt: PushAttempt; verdict: ReturnType<Judge> }> => {
  const at = context.clock.now();
  try {
    const response = await context.fetch(order.url, {
      method: "POST",
      headers: headers(order, context.clock.ms()),
      body: order.body,
      signal: AbortSignal.any([context.signal(), AbortSignal.timeout(order.timeoutMs)]),
    });
    const answer = await response.text();
    return {
      attempt: { at, status: response.status, answer: answer.slice(0, 4000) },
      verdict: order.judge(response.status, answer),
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return {
      attempt: { at, status: null, answer: error instanceof Error ? `${error.name}: ${error.message}${cause}` : String(error) },
      verdict: undefined,
    };
  }
};

/** Sends until there is an answer or the tries are used up. Never throws. A reset of the simulation ends it. */
export const pushUntilAnswered = async (context: SimContext, order: PushOrder): Promise<PushResult> => {
  const attempts: PushAttempt[] = [];
  const signal = context.signal();
  while (attempts.length < order.attempts && !signal.aborted) {
    if (attempts.length > 0) await context.sleep(order.waitMs);
    const { attempt, verdict } = await tryOnce(context, order);
    attempts.push(attempt);
    if (verdict !== undefined) return { outcome: verdict, attempts };
  }
  return { outcome: "unanswered", attempts };
};

/** A queue: what is given to it runs one after another, so that a result does not overtake the progress before it. */
export const inTurn = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
};
