/** What all groups of doors are given. */
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { Metrics } from "../metrics.ts";
import type { Door } from "./door.ts";

export interface RestContext {
  readonly door: Door;
  readonly hub: Hub;
  readonly metrics: Pick<Metrics, "command">;
  readonly log: Logger;
  /** Reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Real time in milliseconds, for lock-outs; not the hub's clock, which a demo may move. */
  readonly wallClock: () => number;
}
