/**
 * The door of VNPT iGate 2 ("digo"): Keycloak in front of every service (domain.md §5.1). Schemas and constants only; what no source
 * states is marked "ours". Glossary: realm = vùng đăng nhập · client = phần mềm được cấp quyền · grant = cách xin mã truy cập.
 */
import { z } from "zod";

/** On the SSO host (`ssodvc…`), which differs from the services' host; one address may serve both. */
export const TOKEN_PATH = "/auth/realms/digo/protocol/openid-connect/token";

/**
 * POST, form-urlencoded. Two grants are in use: `client_credentials` (id and secret in the form or as HTTP Basic) and `password` of an
 * officer's account with a public client.
 */
export const tokenRequest = z.discriminatedUnion("grant_type", [
  z.object({
    grant_type: z.literal("client_credentials"),
    client_id: z.string().min(1).optional(),
    client_secret: z.string().min(1).optional(),
  }),
  z.object({
    grant_type: z.literal("password"),
    client_id: z.string().min(1),
    client_secret: z.string().min(1).optional(),
    username: z.string().min(1),
    password: z.string().min(1),
  }),
]);

export const tokenReply = z.object({
  access_token: z.string().min(1),
  token_type: z.string().optional(),
  /** Seconds; where it is missing, `TOKEN_LIFE_SECONDS`. */
  expires_in: z.number().positive().optional(),
});
export type TokenReply = z.infer<typeof tokenReply>;

/** Keycloak's words for a wrong client (401), a wrong password (401) or a grant it does not give (400). */
export const tokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() });
export type TokenRefusal = z.infer<typeof tokenRefusal>;

/** What one client in the field assumes (domain.md §5.1). */
export const TOKEN_LIFE_SECONDS = 300;

/** 401 of every service when the token is missing, unknown or over (shape of Spring's resource server; ours). */
export const tokenFault = z.object({ error: z.literal("invalid_token"), error_description: z.string() });
