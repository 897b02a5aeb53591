/** What every display on the wall is: paired by its link, its whole picture once, then its board alone as often as something moves. */
import type { Child, FC } from "hono/jsx";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";
import type { PublicContext } from "../context.ts";
import { answerFragment, answerScreen } from "../layout.tsx";
import { answerUnpaired, keepPaired, type ScreenDevice, screenDevice } from "./device.tsx";
import { Clock, ScreenFrame } from "./frame.tsx";

/** Letters of a hall's name that fit on one line beside the clock. */
const LONG_NAME = 52;

/** The head of a wall: whose hall, and the hour. */
const WallHead: FC<{ readonly hall: Hall; readonly title: { readonly vi: string; readonly en: string } }> = ({ hall, title }) => (
  <header class="wall-head">
    <div class={`hall ${hall.name.vi.length > LONG_NAME ? "long" : ""}`}>
      <h1>
        <span lang="vi">{hall.name.vi}</span>
      </h1>
      <p>
        <span lang="en">{hall.name.en}</span>
        <span class="hidden"> – {title.vi}</span>
      </p>
    </div>
    <Clock />
  </header>
);

export interface Wall {
  readonly screen: "queue" | "results";
  readonly title: Bilingual;
  /** The board as it is now; `stamp` names it for the line (live.ts). */
  readonly boardOf: (at: ScreenDevice) => Promise<{ readonly board: Child; readonly stamp: string; readonly now: Instant }>;
}

/** Adds the display at /hall/<screen>, and its board alone at /hall/<screen>/board. */
export const addWall = (
  context: Pick<PublicContext, "pages" | "hub" | "trustedProxies">,
  { screen, title, boardOf }: Wall,
): void => {
  const { pages, hub, trustedProxies } = context;
  pages.get(`/hall/${screen}`, async (c) => {
    const at = screenDevice(c, hub, screen);
    if (at === undefined) return answerUnpaired(c, context);
    keepPaired(c, trustedProxies, screen);
    const { board, stamp, now } = await boardOf(at);
    return answerScreen(c, {
      lang: "vi",
      kind: screen,
      title: title.vi,
      place: { name: at.hall.name },
      styles: ["screens.css", "walls.css"],
      scripts: ["screens.js"],
      body: (
        <ScreenFrame screen={screen} lang="vi" stamp={stamp} now={now} classes="wall">
          <WallHead hall={at.hall} title={title} />
          {board}
        </ScreenFrame>
      ),
    });
  });
  pages.get(`/hall/${screen}/board`, async (c) => {
    const at = screenDevice(c, hub, screen);
    if (at === undefined) return answerUnpaired(c, context);
    return answerFragment(c, "vi", (await boardOf(at)).board);
  });
};
