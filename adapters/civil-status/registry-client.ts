/** The registry behind its consumer key and secret: a WSO2 gateway's token (domain.md §1.1, §5.2). */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp, type HttpRequest } from "../kit/http.ts";
import { createSessions } from "../kit/sessions.ts";
import { openToken } from "../kit/token.ts";
import type { CivilStatusConfig } from "./config.ts";
import { PATHS, tokenReply } from "./contract/registry.ts";

/** A call into this adapter, with its settings. */
export type CivilStatusCall = Call<CivilStatusConfig>;

const RENEW_EARLY_MS = 30_000;

const sessions = createSessions<CivilStatusConfig>({
  renewEarlyMs: RENEW_EARLY_MS,
  login: (call) => {
    const { url, consumerKey, consumerSecret } = call.config;
    const basic = { id: consumerKey, secret: consumerSecret };
    return openToken(call, {
      baseUrl: url,
      path: PATHS.token,
      form: { grant_type: "client_credentials" },
      basic,
      reply: tokenReply,
    });
  },
});

/** A registration certificate or two fit easily; more is not the registry speaking. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** One call with a token, opened or renewed as need be. An error reply (HTTP 400, 500) is read too where it has the agreed shape. */
export const askRegistry = <T>(call: CivilStatusCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> =>
  sessions.use(call, async (token) => {
    const { url, consumerSecret } = call.config;
    const http = createHttp(call, {
      baseUrl: url,
      secrets: [consumerSecret, token],
      maxAnswerBytes: MAX_ANSWER,
      headers: { authorization: `Bearer ${token}` },
    });
    return (await http.json({ ...request, statuses: [400, 500], expired: [401] }, schema)).body;
  });
