/** The post office's service behind its token (domain.md §5.7a). */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp, type HttpRequest } from "../kit/http.ts";
import { createSessions } from "../kit/sessions.ts";
import { openToken } from "../kit/token.ts";
import type { PostConfig } from "./config.ts";
import { PATHS, tokenReply } from "./contract/order.ts";

export type PostCall = Call<PostConfig>;

const RENEW_EARLY_MS = 30_000;

const sessions = createSessions<PostConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: (call) => {
    const { url, clientId, clientSecret } = call.config;
    const basic = { id: clientId, secret: clientSecret };
    return openToken(call, {
      baseUrl: url,
      path: PATHS.token,
      form: { grant_type: "client_credentials" },
      basic,
      reply: tokenReply,
    });
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
