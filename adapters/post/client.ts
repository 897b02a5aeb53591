/** The post office's service behind its token (domain.md §5.7a). */
import { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp, type HttpRequest } from "../kit/http.ts";
import { badCredentials, createSessions } from "../kit/sessions.ts";
import type { PostConfig } from "./config.ts";
import { PATHS, tokenReply } from "./contract/order.ts";

export type PostCall = Call<PostConfig>;

const RENEW_EARLY_MS = 30_000;
const tokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() });

const sessions = createSessions<PostConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: async (call) => {
    const { url, clientId, clientSecret } = call.config;
    const http = createHttp(call, { baseUrl: url, secrets: [clientSecret] });
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    const { body } = await http.json(
      {
        method: "POST",
        path: PATHS.token,
        headers: { authorization },
        form: { grant_type: "client_credentials" },
        kind: "read",
        statuses: [400, 401],
      },
      z.union([tokenReply, tokenRefusal]),
    );
    if ("error" in body) throw badCredentials(body.error_description ?? body.error);
    return { token: body.access_token, livesMs: body.expires_in * 1000 };
  },
});

/** One call with a token, opened or renewed as need be. Throws ExchangeError. */
export const ask = <T>(call: PostCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> =>
  sessions.use(call, async (token) => {
    const { url, clientSecret } = call.config;
    const http = createHttp(call, {
      baseUrl: url,
      secrets: [clientSecret, token],
      headers: { authorization: `Bearer ${token}` },
    });
    return (await http.json({ ...request, expired: [401] }, schema)).body;
  });
