/**
 * /console: pages for the people of one-stop places and agencies (R-I01). Server-made HTML without script; later screens hang themselves in by
 * the same ConsoleContext and `signedIn(…roles)`.
 */
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import type { GatewayEnv } from "../env.ts";
import { faultOf } from "../fault.ts";
import { problem } from "../problem.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { addDossier } from "./dossier.ts";
import { FORM_TIMEOUT_MS } from "./form.ts";
import { addHallPages } from "./hall/pages.ts";
import { addHome } from "./home.ts";
import { answerProblemPage } from "./layout.ts";
import { addLooks } from "./looks.ts";
import { addPassword } from "./password.ts";
import { signedInOnly } from "./session.ts";
import { addSignIn } from "./sign-in.ts";
import { STYLE, STYLE_HASH } from "./style.ts";

export interface ConsoleOptions {
  readonly log: Logger;
  readonly trustedProxies: number;
  /** Real time in milliseconds. */
  readonly wallClock: () => number;
  /** "https://hub.example" */
  readonly publicUrl?: string;
  /** Default FORM_TIMEOUT_MS. */
  readonly formTimeoutMs?: number;
}

/** Its address has its hash; without, it may be another one tomorrow. */
const FOR_GOOD = "public, max-age=31536000, immutable";
const FOR_NOW = "public, max-age=300";

const HEADERS = Object.entries({
  // Nothing but our own stylesheet, font and mark, forms to ourselves only, in nobody's frame.
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  // With the app's "no-referrer" browsers send forms with "Origin: null", and then not even our own page could be told from a foreign one.
  "Referrer-Policy": "same-origin",
});

const noPage = () =>
  problem(404, "request.unknown-path", {
    detail: { vi: "Không có trang này.", en: "There is no such page." },
    hint: { vi: "Về trang đầu.", en: "Go to the start page." },
  });

const unexpected = () =>
  problem(500, "hub.unexpected", {
    blame: "hub",
    detail: {
      vi: "Có lỗi bất ngờ; có thể thao tác vừa rồi chưa được ghi nhận.",
      en: "Something unexpected happened; what you just did may not be recorded.",
    },
    hint: {
      vi: "Mở lại trang để kiểm tra; nếu vẫn lỗi, báo mã yêu cầu cho người vận hành.",
      en: "Open the page anew; if it stays, give the operator the request id.",
    },
  });

/** Adds the console to the app. */
export const addConsole = (app: Hono<GatewayEnv>, hub: Hub, options: ConsoleOptions): void => {
  const pages = new Hono<GatewayEnv>();
  const context: ConsoleContext = {
    pages,
    hub,
    log: options.log,
    trustedProxies: options.trustedProxies,
    wallClock: options.wallClock,
    formTimeoutMs: options.formTimeoutMs ?? FORM_TIMEOUT_MS,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  };
  const signedIn = signedInOnly(context);
  pages.use(async (c, next) => {
    for (const [name, value] of HEADERS) c.header(name, value);
    // No address of ours has U+0000, and the database takes none. (What a dossier is opened for is read by itself, and refused in words.)
    const { pathname, search } = new URL(c.req.url);
    if (pathname.includes("%00") || (pathname.startsWith(`${CONSOLE}/hall`) && search.includes("%00")))
      return answerProblemPage(c, noPage());
    await next();
    return undefined;
  });
  pages.onError((error, c) => {
    const fault = faultOf(c, options.log, error);
    return answerProblemPage(c, fault.status === 500 ? unexpected() : fault);
  });
  pages.get("/style.css", (c) =>
    c.body(STYLE, 200, {
      "content-type": "text/css; charset=utf-8",
      "cache-control": c.req.query("v") === STYLE_HASH ? FOR_GOOD : FOR_NOW,
    }),
  );
  addSignIn(context, signedIn);
  addHome(context, signedIn);
  addPassword(context, signedIn);
  addDossier(context, signedIn);
  addLooks(context, signedIn);
  addHallPages({ ...context, signedIn });
  pages.all("/*", (c) => answerProblemPage(c, noPage()));
  app.route(CONSOLE, pages);
};
