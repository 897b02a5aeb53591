/**
 * The hall as a picture: every device where it stands, with its live state; its buttons can be pressed, its paper jammed, its power cut. It
 * knows the simulators beside it by their control doors, and the hub only by the links of its screens and by what it tells everybody.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isIP } from "node:net";
import { type Context, Hono } from "hono";
import { type Listening, listenOn } from "../../kit/listen.ts";
import type { Served } from "../../kit/serve.ts";
import { Page } from "./page.tsx";
import { press } from "./press.ts";
import { createSnapshots } from "./states.ts";
import { type HallScreen, hallView } from "./view.ts";

export interface HallPageOptions {
  readonly host: string;
  readonly port: number;
  readonly screens: readonly HallScreen[];
  readonly hubUrl?: string;
}

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STYLE = readFileSync(new URL("./hall.css", import.meta.url), "utf8");
const HTMX = readFileSync(createRequire(import.meta.url).resolve("htmx.org/dist/htmx.min.js"), "utf8");

/** An address, or a name that no stranger's DNS can point here: a page elsewhere that calls itself this host is not served. */
const isOurs = (url: string, host: string): boolean => {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === host || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
};
/** Only from the page itself: other pages of the browser must not cut this hall's power. */
const isFromHere = (c: Context): boolean => c.req.header("sec-fetch-site") === "same-origin";

/** The page as an app: `/` the picture, `/press/<simulator>` a press in it, `/do/<simulator>/…` that simulator's control door (its pictures). */
export const hallApp = (served: readonly Served[], { host, screens, hubUrl }: HallPageOptions): Hono => {
  const app = new Hono();
  const look = createSnapshots(served, hubUrl);
  const byId = new Map(served.map((one) => [one.simulation.definition.id, one]));
  app.use(async (c, next) => {
    if (!isOurs(c.req.url, host)) return c.text("Máy này không mang tên ấy. / Not this host's name.", 421);
    await next();
    c.header("Content-Security-Policy", POLICY);
    c.header("Cache-Control", "no-store");
    return;
  });
  app.get("/", async (c) => {
    const stands = served.map(({ url, simulation: { definition, parts } }) => ({
      id: definition.id,
      title: definition.title.vi,
      url,
      actions: parts.actions ?? [],
    }));
    const view = hallView(stands, screens, await look(), hubUrl !== undefined);
    return c.html(<Page view={view} chosen={c.req.query("thing")} hubUrl={hubUrl} />);
  });
  app.get("/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/htmx.js", (c) => c.body(HTMX, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.post("/press/:id", async (c) => {
    const one = byId.get(c.req.param("id"));
    if (one === undefined) return c.text("Không có thiết bị này. / No such device.", 404);
    if (!isFromHere(c)) return c.text("Chỉ nhận từ trang này. / Same origin only.", 403);
    const { ok, vi } = await press(one, await c.req.parseBody());
    // Without script the picture is shown anew; what the device said is then in its panel.
    if (c.req.header("hx-request") !== "true")
      return c.redirect(`/?thing=${encodeURIComponent(one.simulation.definition.id)}`, 303);
    c.header("HX-Trigger", "hall:moved");
    return c.html(<span class={ok ? "done" : "refused"}>{vi}</span>);
  });
  app.all("/do/:id/*", async (c) => {
    const one = byId.get(c.req.param("id"));
    if (one === undefined) return c.json({ error: "không có thiết bị này / no such device" }, 404);
    if (c.req.method !== "GET" && !isFromHere(c)) return c.json({ error: "same origin only" }, 403);
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
export const serveHall = (served: readonly Served[], options: HallPageOptions): Promise<Listening> =>
  listenOn(hallApp(served, options).fetch, "hall:", options);
