/** What the public pages are given. */
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { LookUpLock } from "../auth/look-up-lock.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";

export interface PublicOptions {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "limited">;
  /** Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies: number;
  /** Real time in milliseconds, for lock-outs and challenges. */
  readonly wallClock: () => number;
  /** The hub's secret: signs challenges. */
  readonly secret: string;
  /** Wrong tries at look-ups, counted together with the REST doors'. */
  readonly lookUpLock: LookUpLock;
  /** True once the process is stopping: streams come to an end. */
  readonly draining: () => boolean;
  /** Where citizens reach us ("https://mot-cua.example"), for codes on paper that lead here. Absent: papers carry none. */
  readonly publicUrl?: string;
  /** How long a form may take to arrive, milliseconds. */
  readonly formTimeoutMs: number;
}

export interface PublicContext extends PublicOptions {
  /** Mounted at "/": every page registers its whole path. */
  readonly pages: Hono<GatewayEnv>;
  readonly hub: Hub;
}
