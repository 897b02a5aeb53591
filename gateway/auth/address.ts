/** The caller's network address, for rate limits only; it is never logged. */
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";

/**
 * The address of the client. Behind `trustedProxies` reverse proxies it is the entry of X-Forwarded-For that the outermost trusted one
 * wrote (counted from the right: what lies further left is the client's own word).
 */
export const clientAddress = (c: Context<GatewayEnv>, trustedProxies: number): string => {
  const direct = c.env?.incoming?.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return direct;
  const chain = (c.req.header("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  return chain.at(-trustedProxies) || direct;
};
