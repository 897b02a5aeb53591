/** Where a service answers, as its WSDL says: the public address of the settings, or the host that was asked. */
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";

export interface AddressOptions {
  /** LIENTHONG_PUBLIC_URL, without a path of its own or with the one that a proxy puts in front. */
  readonly publicUrl?: string | undefined;
  /** Reverse proxies whose X-Forwarded-Proto is believed. */
  readonly trustedProxies: number;
}

// What a host may be in an address that goes into a document; a Host header can hold anything.
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/;

/** "https://hub.example/soap/dossiers"; undefined for a host that cannot be one. */
export const serviceAddress = (c: Context<GatewayEnv>, path: string, options: AddressOptions): string | undefined => {
  if (options.publicUrl !== undefined) return `${options.publicUrl.replace(/\/+$/, "")}${path}`;
  const { protocol, host } = new URL(c.req.url);
  const given = c.req.header("host") ?? host;
  if (!HOST.test(given)) return undefined;
  const forwarded = options.trustedProxies > 0 ? c.req.header("x-forwarded-proto")?.split(",").at(-1)?.trim() : undefined;
  const scheme = forwarded === "https" || forwarded === "http" ? forwarded : protocol.replace(":", "");
  return `${scheme}://${given}${path}`;
};
