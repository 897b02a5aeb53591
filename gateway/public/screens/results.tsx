/**
 * /hall/results: what hangs beside the counters (42″, 1080p): results that wait to be collected, late ones with their apology, what changed,
 * and the day's figures. Lists turn their pages by themselves. Dossier codes and procedures, nobody's name (R-I02).
 */
import type { Child, FC } from "hono/jsx";
import { type Notice, noticesOf, toLocalDate, toLocalTime } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";
import type { PublicContext } from "../context.ts";
import type { ScreenDevice } from "./device.tsx";
import { Both, Notices } from "./frame.tsx";
import { inPages } from "./queue.tsx";
import type { ReadResults } from "./results-source.ts";
import type { ApologyState, ChangedRow, DayCounts, LateRow, ReadyRow, ResultRow, ResultsView } from "./results-view.ts";
import { both, ts } from "./texts.ts";
import { addWall } from "./wall.tsx";

/** A page of a list stays so long, seconds: eight rows are read aloud in about ten. */
const TURN_SECONDS = 12;
const ROWS = { ready: 7, late: 2, changed: 2 } as const;
/** What changed longest ago nobody waits to see. */
const MOST_CHANGED = 12;

/** "13/02" */
const shortDate = (instant: Instant): string => {
  const [, month, day] = toLocalDate(instant).split("-");
  return `${day}/${month}`;
};

const apologyText = (apology: ApologyState): Bilingual => {
  const say = (lang: "vi" | "en"): string =>
    apology.state === "rescheduled"
      ? ts(lang, "apologised", { date: shortDate(apology.due) })
      : ts(lang, apology.state === "sent" ? "apologyOnly" : "apologyPending");
  return { vi: say("vi"), en: say("en") };
};

const Row: FC<{
  readonly row: ResultRow;
  readonly classes?: string;
  /** Beside the code. */
  readonly aside?: string;
  readonly children?: Child;
}> = ({ row, classes, aside, children }) => (
  <li class={`row ${classes ?? ""}`}>
    <span class="code">{row.code}</span>
    {aside === undefined ? "" : <span class="at">{aside}</span>}
    <span class="procedure" lang="vi">
      {row.procedure}
    </span>
    {children}
  </li>
);

/** A list that turns its pages; says so where it is empty. */
const List = <R,>(props: {
  readonly id: string;
  readonly title: Bilingual;
  readonly empty: Bilingual;
  readonly items: readonly R[];
  readonly perPage: number;
  /** Says how many there are; not where the list is cut. */
  readonly counted?: boolean;
  readonly children: (item: R) => Child;
}) => {
  const pages = inPages(props.items, props.perPage);
  return (
    <section class={`list ${props.id}`} aria-labelledby={`${props.id}-ten`}>
      <h2 id={`${props.id}-ten`}>
        <Both text={props.title} />
        {props.items.length === 0 || props.counted === false ? "" : <span class="total">{props.items.length}</span>}
      </h2>
      {pages.length === 0 ? (
        <p class="empty">
          <Both text={props.empty} />
        </p>
      ) : (
        <div class="pages" id={`${props.id}-trang`} data-pager={TURN_SECONDS}>
          {pages.map((page, index) => (
            <div data-page hidden={index > 0}>
              <ul>{page.map(props.children)}</ul>
              {pages.length === 1 ? (
                ""
              ) : (
                <p class="page-number">
                  {index + 1}/{pages.length}
                </p>
              )}
            </div>
          ))}
        </div>
      )}
    </section>
  );
};

const Figure: FC<{ readonly value: string; readonly text: Bilingual; readonly kind: string }> = ({ value, text, kind }) => (
  <div class={`figure ${kind}`}>
    <dt>
      <Both text={text} />
    </dt>
    <dd>{value}</dd>
  </div>
);

const Figures: FC<{ readonly counts: DayCounts }> = ({ counts }) => {
  const number = (n: number): string => (counts.atLeast ? `${n}+` : String(n));
  return (
    <dl class="figures">
      <Figure kind="received" text={both.receivedToday} value={number(counts.received)} />
      <Figure kind="resolved" text={both.resolvedToday} value={number(counts.resolved)} />
      <Figure
        kind="on-time"
        text={both.onTimeToday}
        value={counts.onTimePercent === undefined ? "–" : `${counts.onTimePercent}%`}
      />
    </dl>
  );
};

/** Everything that changes; pure. */
export const ResultsBoard: FC<{ readonly view: ResultsView; readonly notices: readonly Notice[]; readonly now: Instant }> = ({
  view,
  notices,
  now,
}) => (
  <div
    id="bang"
    class="board"
    data-now={now}
    hx-get="/hall/results/board"
    hx-trigger="hall:moved from:body, every 60s"
    hx-swap="outerMorph"
    hx-sync="replace"
  >
    <main>
      <List id="co-ket-qua" title={both.ready} empty={both.noneReady} items={view.ready} perPage={ROWS.ready}>
        {(row: ReadyRow) => (
          <Row row={row} classes={row.late ? "was-late" : ""}>
            {row.late ? (
              <span class="note">
                <Both text={{ vi: ts("vi", "lateReady"), en: ts("en", "lateReady") }} />
              </span>
            ) : (
              ""
            )}
          </Row>
        )}
      </List>
      <div class="side">
        <Figures counts={view.counts} />
        <List id="qua-han" title={both.late} empty={both.noneLate} items={view.late} perPage={ROWS.late}>
          {(row: LateRow) => (
            <Row row={row} aside={ts("vi", "dueWas", { date: shortDate(row.dueAt) })}>
              <span class="note">
                <Both text={apologyText(row.apology)} />
              </span>
            </Row>
          )}
        </List>
        <List
          id="vua-doi"
          title={both.changed}
          empty={both.noneChanged}
          counted={false}
          items={view.changed.slice(0, MOST_CHANGED)}
          perPage={ROWS.changed}
        >
          {(row: ChangedRow) => (
            <Row row={row} aside={toLocalTime(row.at)}>
              <span class="note">
                <Both text={row.status} />
              </span>
            </Row>
          )}
        </List>
      </div>
    </main>
    <Notices notices={notices} />
  </div>
);

/** Adds the result display. */
export const addResultsScreen = (
  context: Pick<PublicContext, "pages" | "hub" | "trustedProxies">,
  results: ReadResults,
): void => {
  const { hub } = context;
  const boardOf = async ({ hall }: ScreenDevice) => {
    const [{ view, stamp }, devices] = await Promise.all([results(hall.agencyId), hub.hall.devices(hall.id)]);
    const now = hub.now();
    // Power concerns everybody; how numbers are taken is the other wall's business.
    const notices = noticesOf(devices).filter(({ id }) => id.startsWith("power.") || id === "sms" || id === "ivr");
    return { board: <ResultsBoard view={view} notices={notices} now={now} />, stamp, now };
  };
  addWall(context, { screen: "results", title: both.resultsTitle, boardOf });
};
