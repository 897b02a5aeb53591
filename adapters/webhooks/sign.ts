/** The headers of Standard Webhooks: id, time, and a signature for every secret that is good now. */
import { Webhook } from "standardwebhooks";
import type { Instant } from "../../core/time/types.ts";

/** A signing secret and, where a newer one has taken its place, until when it is good. */
export interface SigningSecret {
  /** "whsec_…" */
  readonly secret: string;
  readonly until?: Instant;
}

/**
 * Signs a body. While a secret is being changed both sign, so that the receiver may change over whenever it likes. `now`: hub time; the
 * receiver refuses what is more than five minutes from its own clock.
 */
export const signedHeaders = (
  id: string,
  body: string,
  secrets: readonly SigningSecret[],
  now: Instant,
): Readonly<Record<string, string>> => {
  const at = new Date(now);
  const good = secrets.filter(({ until }) => until === undefined || now < until);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": good.map(({ secret }) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
};
