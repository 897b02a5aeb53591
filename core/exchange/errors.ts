/**
 * What an adapter says when a call did not succeed: an intent, not only an error. The exchange acts on the intent
 * (core/exchange/settle.ts); adapters never retry, sleep or break circuits themselves.
 * - rejected: the partner's terminal business answer; goes to the dossier, is not sent again
 * - retry: certainly not done; try again by the plan, or after `retryAfterMs`
 * - unknown: the request may have arrived: the adapter's `inquire` runs before any resend
 * - pause: a person must look; the message waits in the operator's list
 */
export const INTENTS = ["rejected", "retry", "unknown", "pause"] as const;
export type Intent = (typeof INTENTS)[number];
export type Blame = "caller" | "partner" | "hub";

export interface ExchangeErrorOptions {
  /** Dotted, stable: "post.order.refused", "http.timeout". */
  readonly code: string;
  readonly blame: Blame;
  /** What a person should do about it. Vietnamese first. */
  readonly hint: { readonly vi: string; readonly en: string };
  readonly retryAfterMs?: number;
  /** A blip may be tried once more within the same attempt (p-retry); never set on unknown. */
  readonly blip?: boolean;
  /** Counts against the partner's breaker. Business answers do not. */
  readonly trips?: boolean;
  readonly cause?: unknown;
}

const mark = Symbol.for("lienthong.ExchangeError");

/** The one error class of the exchange. `isExchangeError` survives duplicate packages (the mark is a global symbol). */
export class ExchangeError extends Error {
  readonly intent: Intent;
  readonly code: string;
  readonly blame: Blame;
  readonly hint: { readonly vi: string; readonly en: string };
  readonly retryAfterMs: number | undefined;
  readonly blip: boolean;
  readonly trips: boolean;
  readonly [mark] = true;

  constructor(intent: Intent, message: string, options: ExchangeErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ExchangeError";
    this.intent = intent;
    this.code = options.code;
    this.blame = options.blame;
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
    this.blip = options.blip ?? false;
    this.trips = options.trips ?? (intent === "retry" || intent === "unknown");
  }
}

/** Known by its mark, not by its class: an ExchangeError made by another copy of this module is one too. */
export const isExchangeError = (value: unknown): value is ExchangeError =>
  typeof value === "object" && value !== null && mark in value;
