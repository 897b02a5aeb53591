/**
 * POST /oauth/token: client id and secret for a short access token (RFC 6749 §4.4, client credentials). Errors have that standard's form, so
 * that any OAuth client understands them; what is about the request itself (size, rate) is a problem document as elsewhere.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import type { Hub, PartnerAccount, Proven } from "../../core/hub.ts";
import { hasScope, SCOPES, type Scope } from "../../core/partners/scopes.ts";
import type { Entry } from "../auth/entry.ts";
import { readScopes, TOKEN_SECONDS } from "../auth/token.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem } from "../problem.ts";
import type { Tag } from "../tags.ts";
import { readBounded } from "./body.ts";
import { problemSchema } from "./schemas.ts";

const PATH = "/oauth/token";
/** Four short fields; a secret has 43 characters. */
const MAX_BYTES = 8_192;
const TIMEOUT_MS = 10_000;
const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" } as const;

type ErrorCode = "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope";

/** RFC 6749 §5.2 keeps error_description to ASCII, so the Vietnamese has a field of its own, before it. */
const refuse = (c: Context<GatewayEnv>, error: ErrorCode, vi: string, en: string): Response =>
  c.json({ error, error_description_vi: vi, error_description: en }, error === "invalid_client" ? 401 : 400, {
    ...NO_STORE,
    ...(error === "invalid_client" ? { "www-authenticate": 'Basic realm="lienthong", charset="UTF-8"' } : {}),
  });

interface Client {
  readonly id: string;
  readonly secret: string;
}
const FORM = /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Form fields by name; undefined where one is given twice (RFC 6749 §3.2) or the body is no UTF-8. */
const readForm = (bytes: Uint8Array): ReadonlyMap<string, string> | undefined => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
};

/** Both halves of Basic are form-encoded before they are joined (RFC 6749 §2.3.1). */
const formDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
};

const readBasic = (authorization: string): Client | undefined => {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const id = formDecoded(text.slice(0, Math.max(0, colon)));
  const secret = formDecoded(text.slice(colon + 1));
  return colon < 1 || id === undefined || secret === undefined ? undefined : { id, secret };
};

/** Who asks: by Basic or in the body, never both (RFC 6749 §2.3). */
const clientOf = (authorization: string | undefined, form: ReadonlyMap<string, string>): Client | "none" | "both" => {
  const id = form.get("client_id");
  const secret = form.get("client_secret");
  if (authorization !== undefined) {
    if (secret !== undefined) return "both";
    const basic = readBasic(authorization);
    return basic === undefined || (id !== undefined && id !== basic.id) ? "none" : basic;
  }
  return id === undefined || secret === undefined ? "none" : { id, secret };
};

/** What the token will say: the scopes asked for, all of which the account must have; "all" where nothing was asked. */
const grant = (asked: string | undefined, partner: PartnerAccount): readonly Scope[] | "all" | undefined => {
  if (asked === undefined || asked.trim() === "") return "all";
  const scopes = readScopes(asked);
  return scopes?.every((scope) => hasScope([scope], partner.scopes)) ? scopes : undefined;
};

const tokenSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int(),
  scope: z.string(),
});
const formSchema = z.object({
  grant_type: z.literal("client_credentials"),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
});
const errorSchema = z.object({ error: z.string(), error_description_vi: z.string(), error_description: z.string() });

const describe = (app: OpenAPIHono<GatewayEnv>): void => {
  const error = {
    description: "Từ chối, theo RFC 6749 §5.2 / refused",
    content: { "application/json": { schema: errorSchema } },
  };
  const problem = {
    description: "Problem document (RFC 9457)",
    content: { "application/problem+json": { schema: problemSchema } },
  };
  app.openAPIRegistry.registerPath({
    method: "post",
    path: PATH,
    operationId: "issueToken",
    tags: ["authentication"] satisfies Tag[],
    summary: "Lấy mã truy cập bằng mã và bí mật của hệ thống",
    description: `Client credentials (RFC 6749 §4.4) for an access token of ${TOKEN_SECONDS / 60} minutes; client id and secret by Basic or in the form. \`scope\` narrows it.`,
    security: [],
    request: { body: { required: true, content: { "application/x-www-form-urlencoded": { schema: formSchema } } } },
    responses: {
      200: { description: "Mã truy cập / the token", content: { "application/json": { schema: tokenSchema } } },
      400: error,
      401: error,
      408: problem,
      413: problem,
      429: problem,
    },
  });
};

/** Adds the token door. `timeoutMs`: how long its form may take to arrive, real time. */
export const addTokenDoor = (
  app: OpenAPIHono<GatewayEnv>,
  hub: Pick<Hub, "partners">,
  entry: Entry,
  timeoutMs = TIMEOUT_MS,
): void => {
  const { limits, tokens } = entry;
  describe(app);

  const proven = async (c: Context<GatewayEnv>, form: ReadonlyMap<string, string>): Promise<Proven | Response> => {
    const client = clientOf(c.req.header("authorization"), form);
    if (client === "both")
      return refuse(
        c,
        "invalid_request",
        "Chỉ gửi bí mật bằng một cách: Basic hoặc trong biểu mẫu.",
        "Send the secret in one way only: Basic or in the form.",
      );
    const address = entry.addressOf(c);
    const barred = limits.barred(address);
    if (barred !== undefined) return answerProblem(c, barred);
    const found = client === "none" ? undefined : await hub.partners.byClient(client.id, client.secret);
    if (found !== undefined) return found;
    if (client !== "none") limits.wrong(address);
    return refuse(
      c,
      "invalid_client",
      "Mã hoặc bí mật của hệ thống gọi không đúng, hoặc đã bị thu hồi.",
      "Wrong or withdrawn client id or secret.",
    );
  };

  app.post(PATH, async (c) => {
    if (!FORM.test(c.req.header("content-type") ?? ""))
      return refuse(
        c,
        "invalid_request",
        "Content-Type phải là application/x-www-form-urlencoded.",
        "Content-Type must be application/x-www-form-urlencoded.",
      );
    const read = await readBounded(c.req.raw, MAX_BYTES, timeoutMs);
    if ("problem" in read) return answerProblem(c, read.problem);
    const form = readForm(read.bytes);
    if (form === undefined)
      return refuse(
        c,
        "invalid_request",
        "Biểu mẫu có trường lặp lại hoặc không phải UTF-8.",
        "A field is repeated, or the form is not UTF-8.",
      );
    const grantType = form.get("grant_type");
    if (grantType === undefined) return refuse(c, "invalid_request", "Thiếu grant_type.", "grant_type is missing.");
    if (grantType !== "client_credentials")
      return refuse(c, "unsupported_grant_type", "Chỉ hỗ trợ client_credentials.", "Only client_credentials is supported.");

    const found = await proven(c, form);
    if (found instanceof Response) return found;
    const { partner, credential } = found;
    c.set("partner", partner);
    const limited = limits.request(partner);
    if (limited !== undefined) return answerProblem(c, limited);
    const scopes = grant(form.get("scope"), partner);
    if (scopes === undefined)
      return refuse(
        c,
        "invalid_scope",
        "scope có quyền không tồn tại hoặc tài khoản không được cấp.",
        "scope names one that does not exist or that the account was not granted.",
      );
    const token = await tokens.issue({
      partnerId: partner.id,
      credentialId: credential.id,
      ...(scopes === "all" ? {} : { scopes }),
    });
    // Nobody but an operator operates the hub, whatever the account says: a token does not promise it.
    const own = (partner.scopes ?? SCOPES).filter((scope) => scope !== "operate" || partner.role === "operator");
    const said = scopes === "all" ? own : scopes;
    return c.json({ access_token: token, token_type: "Bearer", expires_in: TOKEN_SECONDS, scope: said.join(" ") }, 200, NO_STORE);
  });
};
