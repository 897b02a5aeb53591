/**
 * The frame of every public screen. `answerPage`: a citizens' page with header, menu, language switch and footer. `answerScreen`: a page that
 * fills a device (kiosk, displays, tablet) and brings its own body. Everything a page says goes through JSX, which escapes it.
 */
import type { Context } from "hono";
import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import type { GatewayEnv } from "../env.ts";
import type { Bilingual, Problem } from "../problem.ts";
import { type AssetName, assetPath } from "./assets.ts";
import { inLanguage } from "./language.ts";
import { LANGUAGES, type Lang, say, t } from "./text.ts";

/** Same-origin only, nothing written by script into styles; named events of streams become DOM events (htmx 4). */
const HTMX_CONFIG = JSON.stringify({ includeIndicatorCSS: false, mode: "same-origin" });

interface Head {
  readonly lang: Lang;
  /** Of the window; the place's name follows it. */
  readonly title: string;
  /** Over the defaults: base.css, public.js, htmx.js, and on citizens' pages public.css. */
  readonly styles?: readonly AssetName[];
  readonly scripts?: readonly AssetName[];
}

interface Frame {
  readonly head: Head;
  readonly place: string;
  /** Class of the body. */
  readonly kind: string;
  readonly children?: Child;
}

const Document: FC<Frame> = ({ head, place, kind, children }) => (
  <html lang={head.lang}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="theme-color" content="#0b3a66" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <title>{`${head.title} – ${place}`}</title>
      <link rel="icon" type="image/svg+xml" href={assetPath("mark.svg")} />
      <link rel="preload" as="font" type="font/ttf" href={assetPath("be-vietnam-pro-400.ttf")} crossorigin="anonymous" />
      {(["base.css", ...(head.styles ?? [])] as const).map((name) => (
        <link rel="stylesheet" href={assetPath(name)} />
      ))}
      {(["htmx.js", ...(head.scripts ?? []), "public.js"] as const).map((name) => (
        <script src={assetPath(name)} defer></script>
      ))}
    </head>
    <body class={kind}>{children}</body>
  </html>
);

const send = (c: Context<GatewayEnv>, lang: Lang, document: Child, status: Problem["status"]): Response | Promise<Response> => {
  c.header("Content-Language", lang);
  return c.html(html`<!doctype html>${document}`, status);
};

/** Names of the two languages, each in itself. */
const LANGUAGE_NAMES: Readonly<Record<Lang, string>> = { vi: "Tiếng Việt", en: "English" };

/** The switch between the languages: links, so that it works without script. `c`: whose address it keeps. */
export const LanguageSwitch: FC<{ readonly c: Context<GatewayEnv>; readonly lang: Lang }> = ({ c, lang }) => (
  <nav class="languages" aria-label={t(lang, "language")}>
    <ul>
      {LANGUAGES.map((one) => (
        <li>
          <a href={inLanguage(c, one)} hreflang={one} lang={one} {...(one === lang ? { "aria-current": "true" } : {})}>
            {LANGUAGE_NAMES[one]}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

/** Data that is Vietnamese in every language: screen readers change their voice for it. */
export const Vi: FC<{ readonly lang: Lang; readonly children?: Child }> = ({ lang, children }) => (
  <span {...(lang === "vi" ? {} : { lang: "vi" })}>{children}</span>
);

/** The sign of the place. Decoration: its name stands beside it. */
export const Mark: FC = () => <img class="mark" src={assetPath("mark.svg")} alt="" width="48" height="48" />;

export interface Place {
  /** "Bộ phận Một cửa phường Thuận Hóa" */
  readonly name: Bilingual;
  /** "Ủy ban nhân dân thành phố Huế" */
  readonly over?: Bilingual;
}

/** The pages of the menu, in its order. */
const MENU = [
  { path: "/", key: "home" },
  { path: "/tra-cuu", key: "lookUp" },
  { path: "/thu-tuc", key: "procedures" },
] as const;

const Menu: FC<{ readonly path: string; readonly lang: Lang }> = ({ path, lang }) => (
  <nav class="menu" aria-label={t(lang, "mainMenu")}>
    <ul>
      {MENU.map((entry) => (
        <li>
          <a
            href={entry.path}
            {...(entry.path === path
              ? { "aria-current": "page" as const }
              : entry.path !== "/" && path.startsWith(`${entry.path}/`)
                ? { "aria-current": "true" as const }
                : {})}
          >
            {t(lang, entry.key)}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

export interface Page extends Head {
  readonly place: Place;
  /** The page's h1; default: its title. `false`: the body brings its own. */
  readonly heading?: string | false;
  readonly body: Child;
  /** "wide": tables and lists may use the whole screen. */
  readonly width?: "text" | "wide";
}

const Header: FC<{ readonly c: Context<GatewayEnv>; readonly page: Page }> = ({ c, page }) => (
  <header class="top">
    <div class="bar">
      <a class="place" href="/">
        <Mark />
        <span>
          {page.place.over === undefined ? (
            ""
          ) : (
            // An official name, which is not translated.
            <span class="over" {...(page.lang === "vi" ? {} : { lang: "vi" })}>
              {say(page.lang, page.place.over)}
            </span>
          )}
          <span class="name">{say(page.lang, page.place.name)}</span>
        </span>
      </a>
      <LanguageSwitch c={c} lang={page.lang} />
    </div>
    <div class="bar below">
      <Menu path={new URL(c.req.url).pathname} lang={page.lang} />
    </div>
  </header>
);

/** Answers with a citizens' page. */
export const answerPage = (c: Context<GatewayEnv>, page: Page, status: Problem["status"] = 200): Response | Promise<Response> => {
  const { lang } = page;
  const heading = page.heading ?? page.title;
  return send(
    c,
    lang,
    <Document head={{ ...page, styles: ["public.css", ...(page.styles ?? [])] }} place={say(lang, page.place.name)} kind="page">
      <a class="skip" href="#noi-dung">
        {t(lang, "skip")}
      </a>
      <Header c={c} page={page} />
      <main id="noi-dung" tabindex={-1} class={page.width ?? "text"}>
        {heading === false ? "" : <h1>{heading}</h1>}
        {page.body}
      </main>
      <div id="announce" class="hidden" aria-live="polite"></div>
      <footer class="bottom">
        <div class="bar">
          <p>
            <strong>{say(lang, page.place.name)}</strong>
          </p>
          <p>{t(lang, "help")}</p>
          <p>{t(lang, "free")}</p>
        </div>
      </footer>
    </Document>,
    status,
  );
};

export interface Screen extends Head {
  readonly place: Place;
  /** Class of the body: "kiosk", "queue", "results", "tablet". */
  readonly kind: string;
  /** The whole page, with its own main and h1. */
  readonly body: Child;
}

/** Answers with a page that fills a device's screen: no header, no menu, no footer of ours. */
export const answerScreen = (
  c: Context<GatewayEnv>,
  screen: Screen,
  status: Problem["status"] = 200,
): Response | Promise<Response> =>
  send(
    c,
    screen.lang,
    <Document head={screen} place={say(screen.lang, screen.place.name)} kind={`screen ${screen.kind}`}>
      {screen.body}
    </Document>,
    status,
  );

/** Answers with a piece of a page, for htmx to put in its place. */
export const answerFragment = (
  c: Context<GatewayEnv>,
  lang: Lang,
  fragment: Child,
  status: Problem["status"] = 200,
): Response | Promise<Response> => {
  c.header("Content-Language", lang);
  return c.html(html`${fragment}`, status);
};

/** Whether htmx asks, and so wants a piece of the page only. */
export const asksForFragment = (c: Context<GatewayEnv>): boolean => c.req.header("hx-request") === "true";
