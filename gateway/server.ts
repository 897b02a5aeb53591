/** The app on a real port, and its end: stop accepting, finish what is in flight within a bound, then stop the hub. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "pino";
import type { Hub } from "../core/hub.ts";
import { type AppOptions, createApp } from "./app.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";

/** Headers trickling in byte by byte hold a socket no longer than this. */
const HEADERS_TIMEOUT_MS = 10_000;
/** A whole request: 50 MB over 1 Mbit/s takes 7 minutes; JSON bodies have their own, shorter bound. */
const REQUEST_TIMEOUT_MS = 600_000;
/** Longer than the 60 s of common load balancers, which else meet sockets that we are just closing. */
const KEEP_ALIVE_MS = 65_000;

export interface ServerOptions extends Omit<AppOptions, "draining" | "log"> {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** How long requests in flight may take after stop() was called, milliseconds. */
  readonly drainMs: number;
  readonly log?: Logger;
}

export interface RunningServer {
  /** "http://127.0.0.1:8080" */
  readonly url: string;
  /** Drains and stops the server, then the hub. True where all requests in flight ended by themselves. Repeatable. */
  stop(): Promise<boolean>;
}

const closeWithin = (server: Server, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const bound = setTimeout(() => {
      server.closeAllConnections();
      resolve(false);
    }, ms);
    server.close(() => {
      clearTimeout(bound);
      resolve(true);
    });
    server.closeIdleConnections();
  });

const listen = (server: Server, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });

/** Starts hub and server. Errors: the listening error of Node (EADDRINUSE …), after the hub was stopped again. */
export const serveHub = async (hub: Hub, options: ServerOptions): Promise<RunningServer> => {
  const { host, port, drainMs, log = createLog("silent"), metrics = createMetrics({ processDefaults: true }), ...rest } = options;
  let draining = false;
  const app = createApp(hub, { ...rest, log, metrics, draining: () => draining });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
  }) as Server;
  await hub.start();
  let address: AddressInfo;
  try {
    address = await listen(server, port, host);
  } catch (error) {
    await hub.stop();
    throw error;
  }
  let stopping: Promise<boolean> | undefined;
  const stop = async (): Promise<boolean> => {
    draining = true;
    const clean = await closeWithin(server, drainMs);
    await hub.stop();
    log.info({ clean }, "stopped");
    return clean;
  };
  return {
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};
