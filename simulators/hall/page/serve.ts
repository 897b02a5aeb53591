/**
 * The hall as a picture: every device where it stands, with its live state; its buttons can be pressed, its paper jammed, its power cut. It
 * knows the simulators beside it by their control doors, and the hub only by the links of its screens and its public queue.
 */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Served } from "../../kit/serve.ts";
import { SimulatorError } from "../../kit/types.ts";
import { type HallScreen, pageOf } from "./picture.ts";
import { statesOf } from "./states.ts";
import { SCRIPT, STYLE } from "./static.ts";

export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface HallPageOptions {
  readonly host: string;
  readonly port: number;
  readonly screens: readonly HallScreen[];
  readonly hubUrl?: string;
}

const POLICY = (hubUrl: string | undefined): string =>
  `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src ${hubUrl ?? "'none'"}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;

/** The page as an app: `/` the picture, `/states` what changes, `/do/<simulator>/…` passes an act to that simulator's control door. */
export const hallApp = (served: readonly Served[], { screens, hubUrl }: HallPageOptions): Hono => {
  const app = new Hono();
  const byId = new Map(served.map((one) => [one.simulation.definition.id, one]));
  app.use(async (c, next) => {
    await next();
    c.header("Content-Security-Policy", POLICY(hubUrl));
    c.header("Cache-Control", "no-store");
  });
  app.get("/", (c) => c.html(pageOf(served, screens, hubUrl)));
  app.get("/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/script.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/states", async (c) => c.json(await statesOf(served, hubUrl)));
  app.all("/do/:id/*", async (c) => {
    const one = byId.get(c.req.param("id"));
    if (one === undefined) return c.json({ error: "không có thiết bị này / no such device" }, 404);
    // Only from the page itself: other pages of the browser must not cut this hall's power.
    if (c.req.method !== "GET" && c.req.header("sec-fetch-site") !== "same-origin")
      return c.json({ error: "same origin only" }, 403);
    const { pathname, search } = new URL(c.req.url);
    const path = pathname.slice(`/do/${c.req.param("id")}`.length);
    const body = c.req.method === "GET" ? undefined : await c.req.text();
    const type = c.req.header("content-type");
    return one.simulation.fetch(
      new Request(`${one.url}/__sim${path}${search}`, {
        method: c.req.method,
        ...(body === undefined ? {} : { body }),
        ...(type === undefined ? {} : { headers: { "content-type": type } }),
      }),
    );
  });
  return app;
};

/** Serves it. @throws SimulatorError when the port is taken. */
export const serveHall = async (served: readonly Served[], options: HallPageOptions): Promise<ServedPage> => {
  const server = createAdaptorServer({ fetch: hallApp(served, options).fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new SimulatorError(`hall: cannot listen on ${options.host}:${options.port}`, { cause })),
    );
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
};
