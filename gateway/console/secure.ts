/**
 * What a browser session hangs on: whether the line is encrypted, the cookie, and whether a form came from our own page.
 * Glossary: origin = nguồn (scheme, host, port) · session cookie = cookie phiên đăng nhập.
 */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { GatewayEnv } from "../env.ts";
import { CONSOLE } from "./context.ts";

/**
 * Over https the name begins with __Secure-: a browser takes such a cookie only with Secure and only from https, so nobody on the line can
 * plant one over http. (__Host- would need the path /, and the cookie must not go to the API.)
 */
const SECURE_NAME = "__Secure-lienthong";
const PLAIN_NAME = "lienthong";
/** As browsers see them: http to these never leaves the machine. */
const OWN_MACHINE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether the person's browser talks https: to the hub itself, or to the outermost trusted proxy, as that one says. */
export const isHttps = (c: Context<GatewayEnv>, trustedProxies: number): boolean => {
  if (new URL(c.req.url).protocol === "https:") return true;
  if (trustedProxies === 0) return false;
  const chain = (c.req.header("x-forwarded-proto") ?? "").split(",").map((entry) => entry.trim().toLowerCase());
  // Most proxies overwrite the header instead of adding to it.
  return (chain.at(-trustedProxies) ?? chain[0]) === "https";
};

/** Whether a password may be typed here: https, or http that stays on this machine. */
export const isSafeLine = (c: Context<GatewayEnv>, trustedProxies: number): boolean =>
  isHttps(c, trustedProxies) || OWN_MACHINE.has(new URL(c.req.url).hostname);

const nameOf = (https: boolean): string => (https ? SECURE_NAME : PLAIN_NAME);
const flags = (https: boolean) => ({ path: CONSOLE, httpOnly: true, sameSite: "Strict", secure: https }) as const;

/** The session token that the browser brought; over https only from the cookie that https alone can set. */
export const readToken = (c: Context<GatewayEnv>, trustedProxies: number): string | undefined =>
  getCookie(c, nameOf(isHttps(c, trustedProxies)));

/** Gives the browser its session; no expiry of its own: it ends with the browser, and in the table before that. */
export const giveToken = (c: Context<GatewayEnv>, trustedProxies: number, token: string): void => {
  const https = isHttps(c, trustedProxies);
  setCookie(c, nameOf(https), token, flags(https));
};

/** Takes the session from the browser. */
export const dropToken = (c: Context<GatewayEnv>, trustedProxies: number): void => {
  const https = isHttps(c, trustedProxies);
  deleteCookie(c, nameOf(https), flags(https));
};

/**
 * Whether a form was sent from one of our own pages. Sec-Fetch-Site says it where the browser sends it (https and own machine); else Origin
 * must be ours. A request with neither is no browser's form.
 */
export const isOwnForm = (c: Context<GatewayEnv>, trustedProxies: number): boolean => {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const scheme = isHttps(c, trustedProxies) ? "https" : "http";
  return c.req.header("origin") === `${scheme}://${new URL(c.req.url).host}`;
};
