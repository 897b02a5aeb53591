/** What the console's pages are given. */
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { GatewayEnv } from "../env.ts";

export interface ConsoleContext {
  /** Mounted at CONSOLE. */
  readonly pages: Hono<GatewayEnv>;
  readonly hub: Hub;
  readonly log: Logger;
  /** Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies: number;
  /** Real time in milliseconds, for the lock-out of addresses. */
  readonly wallClock: () => number;
  /** Where people reach us, for links on paper; absent: none is printed. */
  readonly publicUrl?: string;
  /** How long a form may take to arrive, milliseconds. */
  readonly formTimeoutMs: number;
}

/** Where all pages live: the cookie is sent nowhere else. */
export const CONSOLE = "/console";
