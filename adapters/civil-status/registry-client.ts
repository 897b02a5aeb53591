/** The registry behind its consumer key and secret: a WSO2 gateway's token (domain.md §1.1, §5.2). */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import type { HttpRequest } from "../kit/http.ts";
import { clientCredentials, tokenClient } from "../kit/token.ts";
import type { CivilStatusConfig } from "./config.ts";
import { PATHS } from "./contract/registry.ts";

/** A call into this adapter, with its settings. */
export type CivilStatusCall = Call<CivilStatusConfig>;

/** A registration certificate or two fit easily; more is not the registry speaking. */
const MAX_ANSWER = 64 * 1024 * 1024;

const withToken = tokenClient<CivilStatusConfig>({
  door: ({ url, consumerKey, consumerSecret }) =>
    clientCredentials({ baseUrl: url, path: PATHS.token, id: consumerKey, secret: consumerSecret }),
  services: ({ url }) => ({ baseUrl: url, maxAnswerBytes: MAX_ANSWER }),
});

/** One call with a token, opened or renewed as need be. An error reply (HTTP 400, 500) is read too where it has the agreed shape. */
export const askRegistry = <T>(call: CivilStatusCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> =>
  withToken(call, async (http) => (await http.json({ ...request, statuses: [400, 500] }, schema)).body);
