/** Keycloak in front of the site: tokens by client credentials or by an officer's password, and the guard of every service (domain.md §5.1). */
import type { Context, MiddlewareHandler } from "hono";
import { type TokenRefusal, type TokenReply, tokenRequest } from "../../adapters/igate/contract/token.ts";
import { formOf } from "../kit/door.ts";
import { bearerOf, createTokens } from "../kit/tokens.ts";
import type { SimContext } from "../kit/types.ts";

export interface Accounts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicClientId: string;
  readonly username: string;
  readonly password: string;
  readonly tokenLifeSeconds: number;
}

const refused = (c: Context, status: 400 | 401, error: string, says: string): Response => {
  const body: TokenRefusal = { error, error_description: says };
  return c.json(body, status);
};

/** Id and secret from the form, else from HTTP Basic. */
const clientOf = (c: Context, form: { client_id?: string | undefined; client_secret?: string | undefined }) => {
  if (form.client_id !== undefined) return { id: form.client_id, secret: form.client_secret };
  const basic = /^Basic (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  const [id = "", secret] = Buffer.from(basic, "base64").toString("utf8").split(/:(.*)/s);
  return { id, secret };
};

export const createKeycloak = (context: SimContext, accounts: Accounts) => {
  const tokens = createTokens(context, accounts.tokenLifeSeconds * 1000);

  const issue = (c: Context): Response => {
    const access_token = tokens.give(`eyJ${context.random.hex(24)}`);
    const reply: TokenReply = { access_token, token_type: "Bearer", expires_in: accounts.tokenLifeSeconds };
    return c.json(reply);
  };

  const token = async (c: Context): Promise<Response> => {
    const read = tokenRequest.safeParse(await formOf(c));
    if (!read.success) return refused(c, 400, "unsupported_grant_type", "Unsupported grant_type");
    const client = clientOf(c, read.data);
    if (read.data.grant_type === "client_credentials") {
      const known = client.id === accounts.clientId && client.secret === accounts.clientSecret;
      return known ? issue(c) : refused(c, 401, "unauthorized_client", "Invalid client or Invalid client credentials");
    }
    if (client.id !== accounts.publicClientId) return refused(c, 401, "invalid_client", "Invalid client credentials");
    const { username, password } = read.data;
    const known = username === accounts.username && password === accounts.password;
    return known ? issue(c) : refused(c, 401, "invalid_grant", "Invalid user credentials");
  };

  const guard: MiddlewareHandler = async (c, next) =>
    tokens.holds(bearerOf(c))
      ? next()
      : c.json({ error: "invalid_token", error_description: "Token không hợp lệ hoặc đã hết hạn" }, 401);

  return { token, guard, expire: tokens.clear, count: tokens.count };
};
