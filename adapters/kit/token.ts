/**
 * Partners behind an OAuth door (Keycloak, WSO2, .NET): opening a token, and a client that carries it. Each adapter says where its door is
 * and what lies behind it; when a token is opened, shared, renewed and given up is the same for all (sessions.ts).
 */
import { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { tokenReply } from "./contract/gateway-token.ts";
import { createHttp, type Http, type HttpOptions } from "./http.ts";
import { badCredentials, createSessions, type Session } from "./sessions.ts";

/** Where and with what a token is opened. */
export interface TokenDoor {
  readonly baseUrl: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  /** Sent as HTTP Basic. */
  readonly basic?: { readonly id: string; readonly secret: string };
  /** Values of the form that never reach the log. */
  readonly secrets?: readonly string[];
  /** The partner's answer; `expires_in` in seconds. */
  readonly reply: z.ZodType<{ readonly access_token: string; readonly expires_in?: number | undefined }>;
  /** How long a token lives where the answer does not say, seconds. */
  readonly lifeSeconds?: number;
}

/** RFC 6749 §5.2. */
const refusal = z.object({ error: z.string(), error_description: z.string().optional() });
const LIFE_SECONDS = 300;
/** Renewed this long before its end, so that it does not end under way. What clients in the field do (domain.md §5.1). */
const RENEW_EARLY_MS = 30_000;

/** The door of a WSO2 gateway (RFC 6749 §4.4): client credentials by HTTP Basic. Pure. */
export const clientCredentials = (at: {
  readonly baseUrl: string;
  readonly path: string;
  readonly id: string;
  readonly secret: string;
}): TokenDoor => ({
  baseUrl: at.baseUrl,
  path: at.path,
  form: { grant_type: "client_credentials" },
  basic: { id: at.id, secret: at.secret },
  reply: tokenReply,
});

const encoded = ({ id, secret }: { readonly id: string; readonly secret: string }): string =>
  Buffer.from(`${id}:${secret}`).toString("base64");

const secretsOf = ({ secrets = [], basic }: TokenDoor): readonly string[] =>
  basic === undefined ? secrets : [...secrets, basic.secret, encoded(basic)];

/** One login: a `read`, because a second one does no harm. Throws ExchangeError, `badCredentials` where the door refuses us. */
const openToken = async (call: Pick<Call, "signal" | "wire" | "traceparent" | "now">, door: TokenDoor): Promise<Session> => {
  const { baseUrl, path, form, basic, lifeSeconds = LIFE_SECONDS } = door;
  const headers: Readonly<Record<string, string>> = basic === undefined ? {} : { authorization: `Basic ${encoded(basic)}` };
  const http = createHttp(call, { baseUrl, headers, secrets: secretsOf(door) });
  const { body } = await http.json(
    { method: "POST", path, form, kind: "read", statuses: [400, 401] },
    z.union([door.reply, refusal]),
  );
  if ("error" in body) throw badCredentials(body.error_description ?? body.error);
  return { token: body.access_token, livesMs: (body.expires_in ?? lifeSeconds) * 1000 };
};

/** What the services behind a door need of an HTTP or SOAP client: the token, what must not be logged, and which status ends a session. */
export type TokenRoad = HttpOptions & Required<Pick<HttpOptions, "headers" | "secrets" | "expired">>;

/**
 * A client for the services behind a token. `work` gets an HTTP client that carries the token, and the options it was made of, for whoever
 * needs another client (SOAP). HTTP 401 means that the token is over: nothing was done, a new one is opened once within the attempt.
 * Nothing else is ever tried again here. Throws ExchangeError.
 * @param partner.services what lies behind the door; its `secrets` are those that the door does not know.
 */
export const tokenClient = <C extends object>(partner: {
  readonly door: (config: C) => TokenDoor;
  readonly services: (config: C) => HttpOptions;
}): (<T>(call: Call<C>, work: (http: Http, road: TokenRoad) => Promise<T>) => Promise<T>) => {
  const sessions = createSessions<C>({
    renewEarlyMs: RENEW_EARLY_MS,
    login: (call) => openToken(call, partner.door(call.config)),
  });
  return (call, work) =>
    sessions.use(call, (token) => {
      const services = partner.services(call.config);
      const road: TokenRoad = {
        ...services,
        secrets: [...secretsOf(partner.door(call.config)), ...(services.secrets ?? []), token],
        headers: { ...services.headers, authorization: `Bearer ${token}` },
        expired: [401],
      };
      return work(createHttp(call, road), road);
    });
};
