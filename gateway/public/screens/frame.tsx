/** What every screen of a hall stands in: the banner when the line is cut, the place for its picture, and what its script needs to know. */
import type { Child, FC } from "hono/jsx";
import type { Notice } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";
import type { Lang } from "../text.ts";
import type { ScreenName } from "./device.tsx";
import { both } from "./texts.ts";

/** A text in both languages, Vietnamese over English: for walls, where nobody can choose. */
export const Both: FC<{ readonly text: { readonly vi: string; readonly en: string }; readonly as?: "span" | "div" }> = ({
  text,
  as = "span",
}) => {
  const inside = (
    <>
      <span class="vi" lang="vi">
        {text.vi}
      </span>
      <span class="en" lang="en">
        {text.en}
      </span>
    </>
  );
  return as === "div" ? <div class="both">{inside}</div> : <span class="both">{inside}</span>;
};

const OFFLINE = {
  kiosk: both.offlineKiosk,
  queue: both.offlineQueue,
  results: both.offlineResults,
  tablet: both.offlineTablet,
} as const satisfies Readonly<Record<ScreenName, Bilingual>>;

/** One language of the banner; the script fills in the hour at which the hub was last heard. */
const OfflineWords: FC<{ readonly lang: Lang; readonly text: string }> = ({ lang, text }) => {
  const [before = "", after] = text.split("{time}");
  return (
    <span class={lang} lang={lang}>
      {before}
      {after === undefined ? "" : <span data-heard-at>--:--</span>}
      {after ?? ""}
    </span>
  );
};

/** Over everything while the hub cannot be heard; hidden otherwise. The script shows it: then nothing else can. */
const OfflineBanner: FC<{ readonly screen: ScreenName }> = ({ screen }) => (
  <div class="offline" role="alert" data-offline-banner hidden>
    <span class="both">
      <OfflineWords lang="vi" text={OFFLINE[screen].vi} />
      <OfflineWords lang="en" text={OFFLINE[screen].en} />
    </span>
  </div>
);

/** The clock on the wall; the script tells the time of the hub, not that of the screen's own computer. */
export const Clock: FC = () => (
  <span class="clock" data-clock role="timer" aria-live="off">
    --:--
  </span>
);

/** Each notice stays so long, seconds. */
const NOTICE_SECONDS = 8;

/** What the hall says to everybody, one at a time. */
export const Notices: FC<{ readonly notices: readonly Notice[] }> = ({ notices }) =>
  notices.length === 0 ? null : (
    <div class="notices" id="thong-bao" role="status" data-pager={NOTICE_SECONDS}>
      {notices.map((notice, index) => (
        <p class="notice-line" data-page data-notice={notice.id} hidden={index > 0}>
          <Both text={notice} />
        </p>
      ))}
    </div>
  );

/** `stamp`: names what is shown, for the line; see live.ts. `now`: hub time. */
export const ScreenFrame: FC<{
  readonly screen: ScreenName;
  readonly lang: Lang;
  readonly stamp: string;
  readonly now: Instant;
  readonly classes?: string;
  readonly children?: Child;
}> = ({ screen, lang, stamp, now, classes, children }) => (
  <div class={`frame ${screen} ${classes ?? ""}`} lang={lang} data-screen={screen} data-stamp={stamp} data-now={now}>
    <OfflineBanner screen={screen} />
    {children}
  </div>
);
