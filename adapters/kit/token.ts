/** Opening a token at an OAuth door (Keycloak, WSO2, .NET): the form, HTTP Basic where it is wanted, a refusal in words. */
import { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { createHttp } from "./http.ts";
import { badCredentials, type Session } from "./sessions.ts";

interface TokenDoor {
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

/** One login: a `read`, because a second one does no harm. Throws ExchangeError, `badCredentials` where the door refuses us. */
export const openToken = async (
  call: Pick<Call, "signal" | "wire" | "traceparent" | "now">,
  door: TokenDoor,
): Promise<Session> => {
  const { basic, secrets = [], form, path, lifeSeconds = LIFE_SECONDS } = door;
  const encoded = basic === undefined ? undefined : Buffer.from(`${basic.id}:${basic.secret}`).toString("base64");
  const hidden = basic === undefined || encoded === undefined ? [] : [basic.secret, encoded];
  const http = createHttp(call, { baseUrl: door.baseUrl, secrets: [...secrets, ...hidden] });
  const headers = encoded === undefined ? {} : { headers: { authorization: `Basic ${encoded}` } };
  const { body } = await http.json(
    { method: "POST", path, ...headers, form, kind: "read", statuses: [400, 401] },
    z.union([door.reply, refusal]),
  );
  if ("error" in body) throw badCredentials(body.error_description ?? body.error);
  return { token: body.access_token, livesMs: (body.expires_in ?? lifeSeconds) * 1000 };
};
