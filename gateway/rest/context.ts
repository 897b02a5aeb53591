/** What all groups of doors are given. */
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { Entry } from "../auth/entry.ts";
import type { LookUpLock } from "../auth/look-up-lock.ts";
import type { Targets } from "../events/ping.ts";
import type { StreamManners } from "../events/stream.ts";
import type { Metrics } from "../metrics.ts";
import type { Door } from "./door.ts";

export interface RestContext {
  readonly door: Door;
  /** Who may enter, and how much: shared by all doors for partner systems. */
  readonly entry: Entry;
  readonly hub: Hub;
  readonly metrics: Pick<Metrics, "command">;
  readonly log: Logger;
  /** Reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Real time in milliseconds, for lock-outs; not the hub's clock, which a demo may move. */
  readonly wallClock: () => number;
  /** Wrong tries at public look-ups, counted together with the pages'. */
  readonly lookUpLock: LookUpLock;
  /** True once the process is stopping: what waits or streams comes to an end. */
  readonly draining: () => boolean;
  /** Where partners' webhooks may go. */
  readonly targets: Targets;
  /** How event streams behave, where that is not as usual. */
  readonly events?: Partial<StreamManners>;
}
