/** Who may enter: one object that all doors for partner systems share, so that a partner's rate and an address's guesses count together. */
import type { BlockList } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import type { Hub } from "../../core/hub.ts";
import { type PartnerRole, ROLE_NAMES } from "../../core/partners/roles.ts";
import { hasScope, type Scope } from "../../core/partners/scopes.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";
import { answerProblem, PROBLEMS, type Problem, problem } from "../problem.ts";
import { clientAddress } from "./address.ts";
import { createIdentify, type Identified, type Identify } from "./identify.ts";
import { createLimits, type Limits } from "./limits.ts";
import { createTokens, type Tokens } from "./token.ts";

export interface Entry {
  readonly identify: Identify;
  readonly limits: Limits;
  readonly tokens: Tokens;
  /** Lets only partners through that prove themselves and keep within their limits; says who it is in the request's variables. */
  readonly partnersOnly: MiddlewareHandler<GatewayEnv>;
  /** What wrong credentials are counted by: for doors that read credentials out of a body. */
  addressOf(c: Context<GatewayEnv>): string;
  /**
   * Takes in whom a door has identified by itself (WS-Security, portal session): one request and `bytes` of body against its limits, and
   * who it is into the request's variables. The problem (429) where it is too much.
   */
  admit(c: Context<GatewayEnv>, who: Identified, bytes: number): Promise<Problem | undefined>;
}

export interface EntryOptions {
  readonly hub: Pick<Hub, "partners" | "now">;
  /** The hub's secret, of which the token key is made. */
  readonly secret: string;
  /** Real time, milliseconds. */
  readonly clock: () => number;
  readonly trustedProxies: number;
  readonly certificateProxies: BlockList;
  readonly metrics: Pick<Metrics, "limited" | "turnedAway">;
  readonly log: { warn(o: object, m: string): void };
}

/** The body that a request announces: its bytes, 0 where only its end will tell; undefined where there is none. */
const announced = (c: Context<GatewayEnv>): number | undefined => {
  const length = c.req.header("content-length");
  if (length === undefined) return c.req.header("transfer-encoding") === undefined ? undefined : 0;
  const bytes = Number(length);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
};

/** Makes the entry of one gateway. */
export const createEntry = (options: EntryOptions): Entry => {
  const { hub, clock, metrics } = options;
  const limits = createLimits(hub, clock, metrics);
  const tokens = createTokens(options.secret, clock);
  const identify = createIdentify({ ...options, tokens, limits });

  const admitted = (c: Context<GatewayEnv>, who: Identified): Problem | undefined => {
    c.set("partner", who.partner);
    c.set("credentialId", who.credential.id);
    c.set("scopes", who.scopes);
    c.set("proofEndsAt", who.endsAt);
    return limits.request(who.partner);
  };

  return {
    identify,
    limits,
    tokens,
    partnersOnly: async (c, next) => {
      const who = await identify(c);
      if ("problem" in who) {
        metrics.turnedAway(who.problem.code);
        return answerProblem(c, who.problem);
      }
      const bytes = announced(c);
      const refused = admitted(c, who) ?? (bytes === undefined ? undefined : await limits.body(who.partner, bytes));
      if (refused !== undefined) return answerProblem(c, refused);
      await next();
      return undefined;
    },
    addressOf: (c) => clientAddress(c, options.trustedProxies),
    admit: async (c, who, bytes) => {
      const refused = admitted(c, who) ?? (await limits.body(who.partner, bytes));
      if (refused === undefined) limits.took(who.partner, bytes);
      return refused;
    },
  };
};

/** Lets only partners of these roles through; after partnersOnly. */
export const rolesOnly =
  (...roles: readonly PartnerRole[]): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const role = c.get("partner").role;
    if (!roles.includes(role)) {
      return answerProblem(
        c,
        PROBLEMS.forbidden({
          vi: `Vai trò "${ROLE_NAMES[role]}" không được gọi chức năng này.`,
          en: `Role "${role}" may not call this.`,
        }),
      );
    }
    await next();
    return undefined;
  };

/** 403 partner.scope-missing: names the scope that would do. */
const scopeMissing = (scope: Scope): Problem =>
  problem(403, "partner.scope-missing", {
    detail: {
      vi: `Tài khoản hoặc mã truy cập không có quyền "${scope}".`,
      en: `The account or token lacks the scope "${scope}".`,
    },
    hint: {
      vi: "Xin mã truy cập có quyền đó, hoặc đề nghị người vận hành cấp cho tài khoản.",
      en: "Ask for a token with that scope, or ask the operator to grant it to the account.",
    },
    details: { scope },
    headers: { "www-authenticate": `Bearer realm="lienthong", error="insufficient_scope", scope="${scope}"` },
  });

/** Lets only those through whose account, and token, have one of the scopes; after partnersOnly. */
export const scopesOnly =
  (oneOf: readonly [Scope, ...Scope[]]): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    if (!hasScope(oneOf, c.get("partner").scopes, c.get("scopes"))) return answerProblem(c, scopeMissing(oneOf[0]));
    await next();
    return undefined;
  };
