/** The app on a real port, and its end: stop accepting, finish what is in flight within a bound, then stop the hub. */
import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "pino";
import type { Hub } from "../core/hub.ts";
import { type AppOptions, createApp } from "./app.ts";
import { watchAlerts } from "./events/watch.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { TlsMaterial } from "./tls.ts";

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
  /** Default: plain HTTP, for a proxy in front or the machine itself. */
  readonly tls?: TlsMaterial;
}

export interface RunningServer {
  /** "http://127.0.0.1:8080", "https://…" */
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

const BOUNDS = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };

/**
 * A certificate is asked for, never demanded: most partners prove themselves otherwise, and a wrong one must get an answer that says so.
 * Only one that verified is looked at (auth/certificate.ts).
 */
const tlsOptions = ({ cert, key, clientCa }: TlsMaterial) => ({
  cert,
  key,
  minVersion: "TLSv1.2" as const,
  handshakeTimeout: HEADERS_TIMEOUT_MS,
  ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
});

/** Starts hub and server. Errors: the listening error of Node (EADDRINUSE …), after the hub was stopped again. */
export const serveHub = async (hub: Hub, options: ServerOptions): Promise<RunningServer> => {
  const {
    host,
    port,
    drainMs,
    tls,
    log = createLog("silent"),
    metrics = createMetrics({ processDefaults: true }),
    ...rest
  } = options;
  let draining = false;
  const app = createApp(hub, { ...rest, log, metrics, draining: () => draining });
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(tls === undefined
      ? { serverOptions: BOUNDS }
      : { createServer: createTlsServer, serverOptions: { ...BOUNDS, ...tlsOptions(tls) } }),
  }) as Server;
  await hub.start();
  let address: AddressInfo;
  try {
    address = await listen(server, port, host);
  } catch (error) {
    await hub.stop();
    throw error;
  }
  const unwatch = watchAlerts(hub, log);
  let stopping: Promise<boolean> | undefined;
  const stop = async (): Promise<boolean> => {
    draining = true;
    unwatch();
    const clean = await closeWithin(server, drainMs);
    await hub.stop();
    log.info({ clean }, "stopped");
    return clean;
  };
  return {
    url: `${tls === undefined ? "http" : "https"}://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};
