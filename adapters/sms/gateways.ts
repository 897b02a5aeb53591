/** The three ways to a telco behind one interface (domain.md §5.8): what is sent, and what "taken" means. */
import type { Call } from "../../core/exchange/adapter.ts";
import type { Alphabet } from "../kit/sms-text.ts";
import type { SmsConfig } from "./config.ts";
import type { TemplateName } from "./contract/templates.ts";

export type SmsCall = Call<SmsConfig>;
/** The recipient pays for notices he asked for (R-D02); the office for what the law makes it say (R-A08). */
export const PAYERS = ["recipient", "office"] as const;
export type Payer = (typeof PAYERS)[number];

export interface OutgoingSms {
  /** MSISDN, "84…". */
  readonly to: string;
  readonly template: TemplateName;
  /** As they are filled in, in the alphabet of the message. */
  readonly params: readonly string[];
  /** The finished text. */
  readonly text: string;
  readonly alphabet: Alphabet;
  readonly payer: Payer;
  /** Stable over all attempts: the HTTP gateways take it once. */
  readonly requestId: string;
  /** What stands in the text and must not reach any log. */
  readonly secrets: readonly string[];
}

export interface Accepted {
  /** The telco's number of the message, or ours where it gives none. */
  readonly reference: string;
  /** The telco knows the message from an earlier try. */
  readonly repeated: boolean;
}

export interface Gateway {
  /** Hands one message over. Throws ExchangeError. */
  send(sms: OutgoingSms, call: SmsCall): Promise<Accepted>;
  /** A cheap sign of life. Throws ExchangeError. */
  greet(call: SmsCall): Promise<void>;
}
