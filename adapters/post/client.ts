/** The post office's service behind its token (domain.md §5.7a). */
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import type { HttpRequest } from "../kit/http.ts";
import { clientCredentials, tokenClient } from "../kit/token.ts";
import type { PostConfig } from "./config.ts";
import { PATHS } from "./contract/order.ts";

export type PostCall = Call<PostConfig>;

const withToken = tokenClient<PostConfig>({
  door: ({ url, clientId, clientSecret }) =>
    clientCredentials({ baseUrl: url, path: PATHS.token, id: clientId, secret: clientSecret }),
  services: ({ url }) => ({ baseUrl: url }),
});

/** One call with a token, opened or renewed as need be. Throws ExchangeError. */
export const ask = <T>(call: PostCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> =>
  withToken(call, async (http) => (await http.json(request, schema)).body);
