/**
 * What citizens see: start page, look-up, procedures, satisfaction, and the screens of a hall's devices. Server-made HTML that works without
 * script; htmx swaps pieces where there is script. Nothing is loaded from elsewhere.
 */
import { type Context, Hono } from "hono";
import type { Hub } from "../../core/hub.ts";
import { clientAddress } from "../auth/address.ts";
import type { GatewayEnv } from "../env.ts";
import { faultOf } from "../fault.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { answerAsset } from "./assets.ts";
import type { PublicContext, PublicOptions } from "./context.ts";
import { answerFailure, brokenPage, noPage, wantsHtml } from "./failure.tsx";
import { languageOf } from "./language.ts";
import { addLookUp } from "./look-up.tsx";
import { placeOf } from "./place.ts";
import { addProcedureList } from "./procedure-list.tsx";
import { addProcedurePages } from "./procedure-page.tsx";
import { addSatisfaction } from "./satisfaction.tsx";
import { isScreenName, screenDevice } from "./screens/device.tsx";
import { addScreens } from "./screens/screens.tsx";
import { addStart } from "./start.tsx";
import { createVisitors, tooManyPages } from "./visitors.ts";

/** Every path of this part, so that nothing of it touches the other doors. */
const PATHS = [
  "/",
  "/tra-cuu/*",
  "/thu-tuc/*",
  "/danh-gia/*",
  "/hall/enter/*",
  "/hall/kiosk/*",
  "/hall/queue/*",
  "/hall/results/*",
  "/hall/tablet/*",
] as const;

/** Each adds its pages by their whole paths. */
const PAGES: readonly ((context: PublicContext) => void)[] = [
  addStart,
  addLookUp,
  addProcedureList,
  addProcedurePages,
  addSatisfaction,
  addScreens,
];

const HEADERS = Object.entries({
  "Content-Security-Policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  // With the app's "no-referrer" browsers send forms with "Origin: null", and our own page could not be told from a foreign one.
  "Referrer-Policy": "same-origin",
  Vary: "Cookie",
});

/** Whether it is a page of a screen, asked by the very device: as many as the halls have, each with a pace of its own where it does something. */
const isOfScreen = (c: Context<GatewayEnv>, hub: Pick<Hub, "hall">): boolean => {
  const screen = /^\/hall\/([a-z]+)/.exec(new URL(c.req.url).pathname)?.[1];
  return isScreenName(screen) && screenDevice(c, hub, screen) !== undefined;
};

/** Adds all public pages to the app. */
export const addPublicPages = (app: Hono<GatewayEnv>, hub: Hub, options: PublicOptions): void => {
  const pages = new Hono<GatewayEnv>();
  const context: PublicContext = { ...options, pages, hub };
  const place = placeOf(hub);
  const drawVisit = createVisitors(options.wallClock);
  for (const path of PATHS)
    pages.use(path, async (c, next) => {
      for (const [name, value] of HEADERS) c.header(name, value);
      // No address of ours has U+0000, and the database takes none.
      if (/%00/.test(c.req.url)) return answerFailure(c, noPage(), languageOf(c, options.trustedProxies), place);
      const seconds = isOfScreen(c, hub) ? 0 : drawVisit(clientAddress(c, options.trustedProxies));
      if (seconds > 0) {
        options.metrics.limited("visitor");
        return answerFailure(c, tooManyPages(seconds), languageOf(c, options.trustedProxies), place);
      }
      await next();
      return undefined;
    });
  pages.onError((error, c) => {
    const lang = languageOf(c, options.trustedProxies);
    const fault = faultOf(c, options.log, error);
    return answerFailure(c, fault.status === 500 ? brokenPage() : fault, lang, place);
  });
  pages.get("/assets/:file", (c) => answerAsset(c, c.req.param("file")));
  for (const add of PAGES) add(context);
  for (const path of PATHS.slice(1))
    pages.get(path, (c) => answerFailure(c, noPage(), languageOf(c, options.trustedProxies), place));
  app.route("/", pages);
  // A mistyped address outside of all these is a citizen's too, where a browser asks; programs get what every door gives.
  app.notFound((c) => {
    if (!wantsHtml(c)) return answerProblem(c, PROBLEMS.unknownPath());
    for (const [name, value] of HEADERS) c.header(name, value);
    return answerFailure(c, noPage(), languageOf(c, options.trustedProxies), place);
  });
};
