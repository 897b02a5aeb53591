/** Asking a partner whether it is there, where it has no door for that question. */
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp, type HttpRequest } from "./http.ts";

/** What a service says to a call without credentials, or to a method that it does not know. */
const SPEAKS = [400, 401, 403, 404, 405] as const;

/**
 * A probe by which any answer at all is a sign of life: a GET without credentials, so that no token is opened, no account can be locked and
 * nobody is looked up. Throws ExchangeError where nothing answers, or something is broken.
 * @param ask.alsoAlive further statuses that this partner gives while it is well.
 */
export const anyAnswer = async (
  call: Pick<Call, "signal" | "wire" | "traceparent" | "now">,
  ask: { readonly baseUrl: string; readonly alsoAlive?: readonly number[] } & Pick<HttpRequest, "path" | "query">,
): Promise<void> => {
  const { baseUrl, alsoAlive = [], ...request } = ask;
  await createHttp(call, { baseUrl }).send({ ...request, method: "GET", kind: "read", statuses: [...SPEAKS, ...alsoAlive] });
};
