/**
 * /hall/queue: what hangs on the wall of the waiting room. Numbers at least 12 vh, white on deep blue (contrast over 7 : 1), the newest call in
 * amber; nothing flashes (WCAG 2.3.1). Both languages on every line, Vietnamese first. Sound is the loudspeaker's job.
 */
import type { FC } from "hono/jsx";
import { type Notice, noticesOf } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { PublicContext } from "../context.ts";
import type { Lang } from "../text.ts";
import type { ScreenDevice } from "./device.tsx";
import { Both, Notices } from "./frame.tsx";
import { type CounterTile, LINES, type LineWait, type NewestCall, type QueueWall, queueWall, TILES } from "./queue-view.ts";
import { both, ts } from "./texts.ts";
import { addWall } from "./wall.tsx";

/** A hall with more counters than fit turns its pages so often, seconds. */
const TURN_SECONDS = 8;

/** After A999 comes A1000: one sign more, in smaller type. */
const numberClass = (ticketId: string): string => (ticketId.length > 4 ? "number long" : "number");

const Newest: FC<{ readonly view: QueueWall }> = ({ view: { newest, open, closed } }) => {
  if (newest === undefined)
    return (
      <section class="newest none" aria-live="polite">
        <p class="caption">
          <Both text={closed ? both.dayClosed : open ? both.nobodyYet : both.noCounter} />
        </p>
      </section>
    );
  const caption = newest.state === "serving" ? both.lastCalled : newest.again ? both.calledAgain : both.nowCalling;
  return (
    <section class={`newest ${newest.state} ${newest.fresh ? "fresh" : ""}`} aria-live="polite" aria-atomic="true">
      <p class="caption">
        <Both text={caption} />
      </p>
      <p class={numberClass(newest.ticketId)}>{newest.ticketId}</p>
      <ToCounter newest={newest} />
    </section>
  );
};

const ToCounter: FC<{ readonly newest: NewestCall }> = ({ newest }) => (
  <p class="to">
    <Both text={both.toCounter} />
    <span class="counter">{newest.counter}</span>
  </p>
);

const TILE_WORDS = { called: both.called, serving: both.serving, free: both.free, shut: both.shut } as const;

const Tile: FC<{ readonly tile: CounterTile }> = ({ tile }) => (
  <li class={`tile ${tile.state} ${tile.fresh ? "fresh" : ""}`} data-counter={tile.id}>
    <p class="label">
      <span class="where">
        <Both text={both.counter} /> <span class="digits">{tile.number}</span>
      </span>
      <span class="state">
        <Both text={TILE_WORDS[tile.state]} />
      </span>
    </p>
    <p class={numberClass(tile.ticketId ?? "")}>{tile.ticketId ?? "–"}</p>
  </li>
);

/** "5 người", "~25 phút", in one language: how many wait, and how long. Pure. */
const waitParts = (lang: Lang, line: LineWait): readonly string[] => {
  const people = line.waiting === 1 ? ts(lang, "onePerson") : ts(lang, "peopleWaiting", { n: line.waiting });
  if (line.minutes === undefined) return line.waiting === 0 ? [ts(lang, "lineShut")] : [people, ts(lang, "lineShut")];
  if (line.waiting === 0 && line.minutes === 0) return [ts(lang, "noWait")];
  return [people, line.minutes === 0 ? ts(lang, "noWait") : ts(lang, "aboutMinutes", { n: line.minutes })];
};

/** The same on the wall: it breaks between its parts only. */
const Wait: FC<{ readonly lang: Lang; readonly line: LineWait }> = ({ lang, line }) => (
  <span class={lang} lang={lang}>
    {waitParts(lang, line).map((part, index) => (
      <>
        {index === 0 ? "" : " · "}
        <b>{part}</b>
      </>
    ))}
  </span>
);

const Line: FC<{ readonly line: LineWait }> = ({ line }) => (
  <li class="line">
    <span class="letter" aria-hidden="true">
      {line.letter}
    </span>
    <span class="name" lang="vi">
      {line.name.vi}
    </span>
    <span class="wait">
      <span class="both">
        <Wait lang="vi" line={line} />
        <Wait lang="en" line={line} />
      </span>
    </span>
  </li>
);

/** Groups of at most `size`, in order. Pure. */
export const inPages = <T,>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, page) => items.slice(page * size, (page + 1) * size));

const Tiles: FC<{ readonly tiles: readonly CounterTile[] }> = ({ tiles }) => (
  <div class="tiles" id="quay" data-pager={TURN_SECONDS}>
    {inPages(tiles, TILES).map((page, index) => (
      <ul data-page class={`count-${page.length}`} hidden={index > 0}>
        {page.map((tile) => (
          <Tile tile={tile} />
        ))}
      </ul>
    ))}
  </div>
);

/** Pages as even as they can be, so that none stands nearly empty. Pure. */
const evenPages = <T,>(items: readonly T[], most: number): readonly (readonly T[])[] =>
  inPages(items, Math.ceil(items.length / Math.ceil(items.length / most)));

/** As many lines as leave room for each name; with more the pages turn, all in the same place, so that nothing else moves. */
const Lines: FC<{ readonly lines: readonly LineWait[] }> = ({ lines }) => {
  const pages = evenPages(lines, LINES);
  return (
    <div class={`lines count-${pages[0]?.length ?? 0}`} id="hang" data-pager={TURN_SECONDS}>
      {pages.map((page, index) => (
        <ul data-page hidden={index > 0}>
          {page.map((line) => (
            <Line line={line} />
          ))}
        </ul>
      ))}
    </div>
  );
};

/** Everything that changes; pure. */
export const QueueBoard: FC<{ readonly view: QueueWall; readonly notices: readonly Notice[]; readonly now: Instant }> = ({
  view,
  notices,
  now,
}) => (
  <div
    id="bang"
    class={`board ${view.layout}`}
    data-now={now}
    hx-get="/hall/queue/board"
    hx-trigger="hall:moved from:body, every 15s"
    hx-swap="outerMorph"
    hx-sync="replace"
  >
    <main>
      <Newest view={view} />
      <Tiles tiles={view.tiles} />
    </main>
    <section aria-label={both.waiting.vi}>
      <Lines lines={view.lines} />
    </section>
    <Notices notices={notices} />
  </div>
);

const boardOf = async (context: Pick<PublicContext, "hub">, { hall }: ScreenDevice) => {
  const { hub } = context;
  const now = hub.now();
  const [day, devices] = await Promise.all([hub.hall.day(hall.id), hub.hall.devices(hall.id)]);
  const view = queueWall(hall, day, now, (serviceId) => hub.hall.estimateNew(day, serviceId, undefined, now));
  return { board: <QueueBoard view={view} notices={noticesOf(devices)} now={now} />, stamp: `${day.day}:${day.version}`, now };
};

/** The name of the picture that a queue display shows: the day and how many events it has. */
export const queueStamp =
  ({ hub }: Pick<PublicContext, "hub">) =>
  async ({ hall }: ScreenDevice): Promise<string> => {
    const day = await hub.hall.day(hall.id);
    return `${day.day}:${day.version}`;
  };

/** Adds the queue display. */
export const addQueueScreen = (context: Pick<PublicContext, "pages" | "hub" | "trustedProxies">): void =>
  addWall(context, { screen: "queue", title: both.queueTitle, boardOf: (at) => boardOf(context, at) });
