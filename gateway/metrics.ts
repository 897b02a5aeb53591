/** Prometheus metrics. Labels hold route patterns, lane and command names only: no codes, no partners' free text, no personal data. */
import type { MiddlewareHandler } from "hono";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { CommandType } from "../core/dossier/commands.ts";
import type { ExchangeEvent, Hub, LaneView, Outcome } from "../core/hub.ts";
import type { GatewayEnv } from "./env.ts";
import { ALERT_KINDS, quickAlerts } from "./events/alerts.ts";
import { routeOf } from "./log.ts";

const LANE_GAUGES = {
  waiting: "Messages ready to be sent or applied, per lane",
  inFlight: "Messages being worked on, per lane",
  paused: "Messages that wait for a person, per lane",
  dead: "Messages whose retry plan is exhausted, per lane",
} as const satisfies Partial<Record<keyof LaneView, string>>;
type LaneFigure = keyof typeof LANE_GAUGES;
const LANE_FIGURES = Object.keys(LANE_GAUGES) as LaneFigure[];
const BREAKER_VALUE = { closed: 0, halfOpen: 1, open: 2 } as const;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface Metrics {
  /** Times every request by method, route pattern and status. */
  readonly timed: MiddlewareHandler<GatewayEnv>;
  /** Counts what became of a command. */
  command(type: CommandType, outcome: Outcome["outcome"]): void;
  /** Counts those who were not let in, by the code of their problem. */
  turnedAway(code: string): void;
  /** Counts requests over a limit: a partner's rate or daily quota, an address's wrong credentials, a visitor's pages. */
  limited(limit: "rate" | "quota" | "address" | "visitor"): void;
  /** Counts what happens on the lanes; give it to createHub as `onExchange`. */
  exchange(event: ExchangeEvent): void;
  /** The exposition text; lane figures are read from the hub at this moment. */
  scrape(
    hub: Pick<Hub, "exchange" | "now" | "subscriptions" | "health">,
  ): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** Makes the metrics of one gateway, in a registry of its own. `processDefaults` adds Node's own figures (once per process). */
export const createMetrics = (options: { readonly processDefaults: boolean }): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  if (options.processDefaults) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "lienthong_http_request_seconds",
    help: "Time from the request's headers to its answer, seconds",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const counter = <L extends string>(name: string, help: string, ...labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `lienthong_${name}_total`, help, labelNames, registers });
  const commands = counter("commands", "Commands by type and outcome", "command", "outcome");
  const settled = counter(
    "lane_settled",
    "Attempts by how they ended: done, rejected, retry, unknown, paused, dead …",
    "lane",
    "operation",
    "direction",
    "as",
  );
  const turnedAway = counter("turned_away", "Requests whose credentials did not prove a partner, by problem code", "code");
  const limited = counter(
    "limited",
    "Requests over a limit: rate or quota of a partner, wrong credentials of an address, pages of a visitor",
    "limit",
  );
  const takenOver = counter("lane_taken_over", "Messages taken over from dead workers", "lane");
  const stale = counter("lane_stale", "Outcomes refused because another worker had taken the message over", "lane");
  const fetched = counter("feed_items", "Items read from partners' feeds", "lane", "poller");
  const fetchFailed = counter("feed_failures", "Failed readings of partners' feeds", "lane", "poller");
  const attempts = new Histogram({
    name: "lienthong_lane_attempt_seconds",
    help: "Time of one attempt from its claim to its settlement, seconds",
    labelNames: ["lane", "direction"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30, 60],
    registers,
  });
  const figures = new Map<LaneFigure, Gauge<"lane">>(
    LANE_FIGURES.map((figure) => [
      figure,
      new Gauge({ name: `lienthong_lane_${snake(figure)}`, help: LANE_GAUGES[figure], labelNames: ["lane"] as const, registers }),
    ]),
  );
  const breaker = new Gauge({
    name: "lienthong_lane_breaker",
    help: "0 closed, 1 half open, 2 open",
    labelNames: ["lane"] as const,
    registers,
  });
  const oldest = new Gauge({
    name: "lienthong_lane_oldest_waiting_seconds",
    help: "Age of the oldest waiting message by the hub's clock, seconds; 0 where none waits",
    labelNames: ["lane"] as const,
    registers,
  });
  const alerts = new Gauge({
    name: "lienthong_alerts",
    help: "What needs a person now, by kind; GET /api/v1/alerts says what and what to do",
    labelNames: ["kind"] as const,
    registers,
  });
  const failedScrapes = counter("scrape_failures", "Scrapes in which the lanes could not be read");

  const showLane = (lane: LaneView, now: number): void => {
    for (const figure of LANE_FIGURES) figures.get(figure)?.set({ lane: lane.id }, lane[figure]);
    breaker.set({ lane: lane.id }, BREAKER_VALUE[lane.breaker]);
    oldest.set(
      { lane: lane.id },
      lane.oldestWaitingAt === undefined ? 0 : Math.max(0, (now - Date.parse(lane.oldestWaitingAt)) / 1000),
    );
  };

  return {
    timed: async (c, next) => {
      const stop = requests.startTimer({ method: c.req.method });
      await next();
      stop({ route: routeOf(c), status: String(c.res.status) });
    },
    command: (type, outcome) => commands.inc({ command: type, outcome }),
    turnedAway: (code) => turnedAway.inc({ code }),
    limited: (limit) => limited.inc({ limit }),
    exchange: (event) => {
      if (event.kind === "settled") {
        const { lane, operation, direction, as } = event;
        settled.inc({ lane, operation, direction, as });
        attempts.observe({ lane, direction }, event.ms / 1000);
      } else if (event.kind === "takenOver") takenOver.inc({ lane: event.lane }, event.count);
      else if (event.kind === "stale") stale.inc({ lane: event.lane });
      else if (event.kind === "fetched") fetched.inc({ lane: event.lane, poller: event.poller }, event.items);
      else if (event.kind === "fetchFailed") fetchFailed.inc({ lane: event.lane, poller: event.poller });
    },
    scrape: async (hub) => {
      try {
        const lanes = await hub.exchange.lanes();
        for (const gauge of [...figures.values(), breaker, oldest]) gauge.reset();
        for (const lane of lanes) showLane(lane, Date.parse(hub.now()));
        const found = await quickAlerts(hub, lanes);
        for (const kind of ALERT_KINDS) alerts.set({ kind }, found.filter((alert) => alert.kind === kind).length);
      } catch {
        // The process's own figures matter most when the database is away: answer with what there is, and count it.
        failedScrapes.inc();
      }
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
};
