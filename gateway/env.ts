/** What travels with each request inside the gateway. */
import type { HttpBindings } from "@hono/node-server";
import type { PartnerAccount } from "../core/hub.ts";
import type { Scope } from "../core/partners/scopes.ts";
import type { Operation } from "./auth/looks.ts";

export interface GatewayEnv {
  /** Present on a real server only; app.request() in tests has none. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** W3C trace context of this request: the caller's trace, our span. */
    traceparent: string;
    /** Set by the authentication of partners' routes. */
    partner: PartnerAccount;
    /** What it proved itself by; public. */
    credentialId: string;
    /** What its access token is narrowed to; undefined: all that the account may. */
    scopes: readonly Scope[] | undefined;
    /** The REST operation that is being answered: what a look at personal data is recorded under. */
    operation: Operation;
    /** The parsed body of a JSON door, within the bounds of rest/json-guard.ts. */
    json: unknown;
    /** Id of the dossier that was looked at or acted on, for the record of looks (R-I02). */
    dossierId: string | undefined;
  };
}
