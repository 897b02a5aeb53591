/**
 * What is on the wire with the WSO2 gateways that stand before the services of LGSP and NGSP (domain.md §1.1): the post office, the tax
 * side, the civil-status registry and the specialised software of departments are all reached through one. Schemas only; the road of the
 * token is each partner's own.
 */
import { z } from "zod";

/** POST, form-urlencoded, HTTP Basic with the client's id and secret; calls then carry `Authorization: Bearer <access_token>`. */
export const tokenRequest = z.object({ grant_type: z.literal("client_credentials") });

export const tokenReply = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  scope: z.string().optional(),
  /** Seconds. */
  expires_in: z.number().positive(),
});
export type TokenReply = z.infer<typeof tokenReply>;

/** 401 with this body where the token is missing, unknown or expired (shape of the WSO2 gateways; ours). */
export const tokenFault = z.object({
  fault: z.object({ code: z.number(), message: z.string(), description: z.string().optional() }),
});
export type TokenFault = z.infer<typeof tokenFault>;

/** Tests hold it against the schema. */
export const sampleToken: TokenReply = {
  access_token: "eyJ-thu-nghiem",
  scope: "default",
  token_type: "Bearer",
  expires_in: 3600,
};
