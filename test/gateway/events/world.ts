/** A hub on a real port with its event doors, a receiver of webhooks on another, one clock for both that the test moves. */

import type { Logger } from "pino";
import { webhookLane } from "../../../adapters/webhooks/adapter.ts";
import { targetPolicy } from "../../../adapters/webhooks/target.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Hub, type PartnerAccount } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import type { StreamManners } from "../../../gateway/events/stream.ts";
import { createMetrics } from "../../../gateway/metrics.ts";
import { serveHub } from "../../../gateway/server.ts";
import { startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import receiverDefinition from "../../../simulators/webhook-receiver/simulator.ts";

export const START = "2026-03-02T02:00:00.000Z";
/** The agency whose dossiers world.ts of the feed's tests files. */
export const HERE = "H57.101";
const catalogs = loadCatalogs();

export const PARTNERS: readonly PartnerAccount[] = [
  { id: "so-a", name: "Sở A", role: "agency", agencies: [HERE] },
  { id: "so-b", name: "Sở B", role: "agency", agencies: ["H57.102"] },
  { id: "cong", name: "Cổng tỉnh", role: "portal", agencies: ["*"] },
  { id: "buu-dien", name: "Bưu điện", role: "post", agencies: ["*"] },
  { id: "van-hanh", name: "Vận hành", role: "operator", agencies: ["*"] },
];

/** One delivered event as the receiver holds it. */
export interface Got {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: { readonly type: string; readonly status?: string };
  readonly times: number;
  readonly replays: readonly string[];
}
export interface Box {
  readonly secrets: number;
  readonly signatures: number;
  readonly doubts: Readonly<Record<string, number>>;
  readonly events: readonly Got[];
}

export interface EventWorldOptions {
  readonly databaseUrl?: string;
  readonly manners?: Partial<StreamManners>;
  readonly log?: Logger;
}

export const eventWorld = async (options: EventWorldOptions = {}) => {
  let now = START;
  const receiver = await startSimulator(createSimulation(receiverDefinition, { now }), { port: 0 });
  const policy = targetPolicy(receiver.url);
  const metrics = createMetrics({ processDefaults: false });
  const open = (): Promise<Hub> =>
    createHub({
      dataDir: IN_MEMORY,
      ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
      catalogs,
      adapters: [],
      clock: () => now,
      secret: "su-kien-thu-nghiem-su-kien-thu-nghiem",
      webhookLane: (subscription) => webhookLane(subscription, policy),
      ...(options.log === undefined ? {} : { log: options.log }),
    });
  const hub = await open();
  const serve = (of: Hub) =>
    serveHub(of, {
      host: "127.0.0.1",
      port: 0,
      drainMs: 10_000,
      metrics,
      targets: { policy },
      ...(options.manners === undefined ? {} : { events: options.manners }),
      ...(options.log === undefined ? {} : { log: options.log }),
    });
  const server = await serve(hub);
  const keys = new Map<string, string>();
  for (const account of PARTNERS) keys.set(account.id, (await hub.addPartner(account)).key);

  const headersOf = (partner: string): Record<string, string> => ({ authorization: `Bearer ${keys.get(partner) ?? "none"}` });
  const send = (partner: string, method: "GET" | "POST", path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { ...headersOf(partner), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    hub,
    server,
    receiver,
    keys,
    headersOf,
    /** Another process's hub on the same database, and its server. */
    another: async () => {
      const other = await open();
      return { hub: other, server: await serve(other) };
    },
    send,
    /** The answer's body, whatever its status. */
    ask: async <T = Record<string, unknown>>(...request: Parameters<typeof send>): Promise<{ status: number; body: T }> => {
      const answer = await send(...request);
      return { status: answer.status, body: (await answer.json()) as T };
    },
    now: () => now,
    moveTo: (instant: string): void => {
      now = instant;
      receiver.simulation.clock.set(instant);
    },
    box: (name: string): Box | undefined => (receiver.simulation.parts.state() as Record<string, Box>)[name],
    giveSecret: (box: string, secret: string, only = false) =>
      fetch(`${receiver.url}/__sim/secret`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ box, secret, only }),
      }),
    stop: async (): Promise<void> => {
      await server.stop();
      await receiver.close();
    },
  };
};
export type EventWorld = Awaited<ReturnType<typeof eventWorld>>;
