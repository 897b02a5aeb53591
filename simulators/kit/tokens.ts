/**
 * What simulated partners give out at login: tokens that end by the simulator's clock, and the WSO2 gateway that stands before several of
 * them (domain.md §1.1).
 */
import type { Context } from "hono";
import { type TokenFault, type TokenReply, tokenRequest } from "../../adapters/kit/contract/gateway-token.ts";
import { formOf } from "./door.ts";
import type { SimContext } from "./types.ts";

export interface Tokens {
  /** Gives a token out: 32 hexadecimal digits, unless the partner writes its own. */
  readonly give: (token?: string) => string;
  /** Whether it was given out and has not ended. */
  readonly holds: (token: string) => boolean;
  /** Those that have not ended. */
  readonly count: () => number;
  /** Ends them all. */
  readonly clear: () => void;
}

/** @param livesMs milliseconds of the simulator's clock. */
export const createTokens = (context: SimContext, livesMs: number): Tokens => {
  /** Token → when it ends. */
  const ends = new Map<string, number>();
  const forgetEnded = (): void => {
    for (const [token, end] of ends) if (end <= context.clock.ms()) ends.delete(token);
  };
  return {
    give: (token = context.random.hex(16)) => {
      forgetEnded();
      ends.set(token, context.clock.ms() + livesMs);
      return token;
    },
    holds: (token) => (ends.get(token) ?? Number.NEGATIVE_INFINITY) > context.clock.ms(),
    count: () => {
      forgetEnded();
      return ends.size;
    },
    clear: () => ends.clear(),
  };
};

/** The token that a call carries as `Authorization: Bearer …`; "" where it carries none. */
export const bearerOf = (c: Context): string => c.req.header("authorization")?.replace(/^Bearer /i, "") ?? "";

export interface Gateway {
  readonly tokens: Tokens;
  /** The token door. */
  readonly login: (c: Context) => Promise<Response>;
  /** What the gateway says before any service sees the call; undefined: it may pass. `token`: the call's bearer unless told. */
  readonly stopped: (c: Context, token?: string) => Response | undefined;
}

/** A WSO2 gateway: tokens for client credentials by HTTP Basic, and 401 for a token that is missing, unknown or over. */
export const createGateway = (
  context: SimContext,
  account: { readonly id: string; readonly secret: string; readonly tokenTtlSeconds: number },
): Gateway => {
  const { id, secret, tokenTtlSeconds } = account;
  const tokens = createTokens(context, tokenTtlSeconds * 1000);
  const expected = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  return {
    tokens,
    login: async (c) => {
      if (c.req.header("authorization") !== expected)
        return c.json({ error: "invalid_client", error_description: "Client Authentication failed." }, 401);
      if (!tokenRequest.safeParse(await formOf(c)).success)
        return c.json({ error: "unsupported_grant_type", error_description: "Unsupported grant_type value" }, 400);
      const reply: TokenReply = {
        access_token: tokens.give(),
        scope: "default",
        token_type: "Bearer",
        expires_in: tokenTtlSeconds,
      };
      return c.json(reply);
    },
    stopped: (c, token = bearerOf(c)) => {
      if (tokens.holds(token)) return undefined;
      const description = "Access token không hợp lệ hoặc đã hết hạn";
      const body: TokenFault = { fault: { code: 900_901, message: "Invalid Credentials", description } };
      return c.json(body, 401);
    },
  };
};
