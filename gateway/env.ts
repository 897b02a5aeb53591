/** What travels with each request inside the gateway. */
import type { HttpBindings } from "@hono/node-server";
import type { PartnerAccount, Person } from "../core/hub.ts";
import type { Scope } from "../core/partners/scopes.ts";

/** What shows something: an operation's id and its title, Vietnamese. */
export interface Operation {
  readonly id: string;
  readonly title: string;
}

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
    /** When its proof ends by itself (a token's end), milliseconds since 1970; undefined: with its credential. */
    proofEndsAt: number | undefined;
    /** The REST operation that is being answered: what a look at personal data is recorded under. */
    operation: Operation;
    /** Who is signed in to the console, on its pages only. */
    person: Person;
    /** What the forms of that session must bring back. */
    formToken: string;
    /** The parsed body of a JSON door, within the bounds of rest/json-guard.ts. */
    json: unknown;
    /** An answer of 500 that SOAP demands for the caller's own mistake: no failure of ours in the log. */
    callersFault: boolean | undefined;
    /** Id of the dossier that was looked at or acted on, for the record of looks (R-I02). */
    dossierId: string | undefined;
  };
}
