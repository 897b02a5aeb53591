/** What every page of the kiosk stands in: hall, hour, languages always in sight, the way back, and the question whether anybody is there. */
import type { Context } from "hono";
import type { Child, FC } from "hono/jsx";
import { type Notice, noticesOf } from "../../../core/hub.ts";
import type { GatewayEnv } from "../../env.ts";
import type { Problem } from "../../problem.ts";
import type { PublicContext } from "../context.ts";
import { languageOf } from "../language.ts";
import { answerFragment, answerScreen, LanguageSwitch, Mark } from "../layout.tsx";
import { type Lang, say, t } from "../text.ts";
import { keepPaired, type ScreenDevice } from "./device.tsx";
import { Clock, Notices, ScreenFrame } from "./frame.tsx";
import { tk } from "./kiosk-texts.ts";

export const KIOSK = "/hall/kiosk";
/** Nobody touched anything for so long: the kiosk is the next person's, seconds. */
const IDLE_SECONDS = 60;
/** So long before that it asks whether somebody is still there (WCAG 2.2.1: at least 20 s to answer by one touch). */
const ASK_SECONDS = 20;

export interface KioskPage {
  readonly title: string;
  readonly body: Child;
  /** Where "back" leads; absent on the first page. */
  readonly back?: string;
  /** Which of the layouts of screens.css. */
  readonly kind: "start" | "list" | "keys" | "ticket-page" | "text";
  /** The end of what somebody came for: one way on, for the next person. */
  readonly done?: boolean;
}

/** What a kiosk page is made for. */
export interface KioskVisit {
  readonly c: Context<GatewayEnv>;
  readonly at: ScreenDevice;
  readonly lang: Lang;
}

const IdleQuestion: FC<{ readonly lang: Lang }> = ({ lang }) => (
  <dialog class="idle" data-idle-ask aria-labelledby="con-o-day">
    <h2 id="con-o-day">{tk(lang, "stillThere")}</h2>
    <p>
      {tk(lang, "backIn")} <strong data-idle-left>{ASK_SECONDS}</strong> {tk(lang, "seconds")}
    </p>
    <button type="button" data-stay>
      {tk(lang, "stay")}
    </button>
  </dialog>
);

const Frame: FC<{
  readonly visit: KioskVisit;
  readonly page: KioskPage;
  readonly notices: readonly Notice[];
  readonly now: string;
}> = ({ visit: { c, at, lang }, page, notices, now }) => (
  <ScreenFrame screen="kiosk" lang={lang} stamp="" now={now} classes={page.kind}>
    <div
      class="whole"
      data-needs-hub
      data-idle={IDLE_SECONDS}
      data-ask={ASK_SECONDS}
      hx-boost:inherited="true"
      hx-sync:inherited="this:drop"
      hx-config:inherited="timeout:10s"
    >
      <header class="kiosk-head">
        <span class="hall">
          <Mark />
          <span>{say(lang, at.hall.name)}</span>
        </span>
        <LanguageSwitch c={c} lang={lang} />
        <Clock />
      </header>
      {/* A kiosk that nobody touches says it too, and no longer than it is true. Its own sync: a tap meanwhile is not dropped. */}
      <div
        class="live-notices"
        hx-get={`${KIOSK}/notices`}
        hx-trigger="hall:moved from:body"
        hx-target="this"
        hx-swap="innerHTML"
        hx-sync="replace"
      >
        <Notices notices={notices} />
      </div>
      <main id="noi-dung">
        <h1 tabindex={-1}>{page.title}</h1>
        {page.body}
      </main>
      <footer class="kiosk-foot">
        {page.done === true ? (
          <a class="button done" href={`${KIOSK}?lang=vi`}>
            {tk(lang, "done")}
          </a>
        ) : page.back === undefined ? (
          <p class="scan-hint">{tk(lang, "scanHint")}</p>
        ) : (
          <>
            <a class="button quiet" href={page.back}>
              <span aria-hidden="true">←</span> {tk(lang, "back")}
            </a>
            <a class="button quiet" href={KIOSK}>
              {tk(lang, "home")}
            </a>
          </>
        )}
      </footer>
      {/* Where the script goes when nobody is there: the start, in Vietnamese again. */}
      <a hidden href={`${KIOSK}?lang=vi`} data-home>
        {tk(lang, "home")}
      </a>
      {/* Where wedge.js puts what a scanner types, whatever page is open: to the look-up. */}
      <form hidden method="post" action={`${KIOSK}/look-up`} data-wedge>
        <input name="code" aria-label={t(lang, "code")} />
      </form>
      {page.back === undefined && lang === "vi" ? "" : <IdleQuestion lang={lang} />}
    </div>
  </ScreenFrame>
);

/** Answers with a page of the kiosk. */
export const answerKiosk = async (
  context: Pick<PublicContext, "hub" | "trustedProxies">,
  visit: KioskVisit,
  page: KioskPage,
  status: Problem["status"] = 200,
): Promise<Response> => {
  const { hub, trustedProxies } = context;
  const { c, at, lang } = visit;
  keepPaired(c, trustedProxies, "kiosk");
  const devices = await hub.hall.devices(at.hall.id);
  return answerScreen(
    c,
    {
      lang,
      kind: "kiosk",
      title: page.title,
      place: { name: at.hall.name },
      styles: ["screens.css", "kiosk.css"],
      scripts: ["wedge.js", "screens.js"],
      body: <Frame visit={visit} page={page} notices={noticesOf(devices)} now={hub.now()} />,
    },
    status,
  );
};

/** Answers with what the hall says to everybody now. */
export const answerNotices = async ({ hub }: Pick<PublicContext, "hub">, { c, at, lang }: KioskVisit): Promise<Response> =>
  answerFragment(c, lang, <Notices notices={noticesOf(await hub.hall.devices(at.hall.id))} />);

/** The visit of a request of a paired kiosk. */
export const visitOf = (c: Context<GatewayEnv>, trustedProxies: number, at: ScreenDevice): KioskVisit => ({
  c,
  at,
  lang: languageOf(c, trustedProxies),
});
