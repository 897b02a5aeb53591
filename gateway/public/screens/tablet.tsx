/**
 * /hall/tablet: the satisfaction tablet of a counter (R-E05). At rest it shows whose hall it is; when a visit at its counter ends it asks, five
 * faces with words, reasons where somebody is dissatisfied, thanks, and rests again. It knows the number and the dossier of the visit and shows
 * neither: nothing on it is about a person. The same visit rated twice counts once.
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Child, FC } from "hono/jsx";
import type { HallCounter } from "../../../catalogs/hall.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { HallDay, Ticket } from "../../../core/hall/types.ts";
import { type Hub, REASONS } from "../../../core/hub.ts";
import { readForm } from "../../console/form.ts";
import { isHttps, isOwnForm } from "../../console/secure.ts";
import type { GatewayEnv } from "../../env.ts";
import type { PublicContext } from "../context.ts";
import { answerFragment, answerScreen, Mark } from "../layout.tsx";
import { answerUnpaired, keepPaired, type ScreenDevice, screenDevice } from "./device.tsx";
import { Both, Clock, ScreenFrame } from "./frame.tsx";
import { faces, OCCASION_WORDS, REASON_WORDS, type Score, tablet } from "./tablet-texts.ts";
import { lastTickets, type Occasion, servedBy, type VisitOver, visitOver, visitToRate } from "./tablet-view.ts";

const TABLET = "/hall/tablet";
/** Nobody touches it for so long: it rests, or sends what was said so far, seconds. */
const AFTER = { ask: 60, reasons: 25, thanks: 6 } as const;
/** With these scores it asks why. */
const LOW = 2;
const DONE_COOKIE = "lienthong-tablet-done";

const isScore = (n: number): n is Score => n === 1 || n === 2 || n === 3 || n === 4 || n === 5;

/** Which visit this tablet has done with, asked or answered: kept in its own browser, so that no process has to remember it. */
const isDone = (c: Context<GatewayEnv>, day: HallDay, visit: VisitOver): boolean =>
  getCookie(c, DONE_COOKIE) === doneValue(day.day, visit.ticketId, visit.occasion);
const doneValue = (day: string, ticketId: string, occasion: Occasion): string => `${day}~${ticketId}~${occasion}`;
const markDone = (c: Context<GatewayEnv>, trustedProxies: number, value: string): void =>
  setCookie(c, DONE_COOKIE, value, {
    path: TABLET,
    maxAge: 86_400,
    httpOnly: true,
    sameSite: "Strict",
    secure: isHttps(c, trustedProxies),
  });

const dossiersOf = async (hub: Pick<Hub, "find">, ids: readonly string[]): Promise<ReadonlyMap<string, Dossier>> => {
  const found = await Promise.all(ids.map((id) => hub.find(id)));
  return new Map(found.flatMap((dossier) => (dossier === undefined ? [] : [[dossier.id, dossier] as const])));
};

interface Now {
  readonly day: HallDay;
  readonly visit?: VisitOver;
}

/** What the tablet of a counter asks about now. A tablet that stands at no counter asks nothing. */
const nowOf = async (hub: Hub, { hall, device }: ScreenDevice): Promise<Now> => {
  const day = await hub.hall.day(hall.id);
  if (device.counter === undefined) return { day };
  const now = hub.now();
  // Only the visit under way and the last one can be asked about.
  const tickets = lastTickets(day, device.counter)
    .toSorted((a, b) => ((a.endedAt ?? "9") < (b.endedAt ?? "9") ? 1 : -1))
    .slice(0, 2);
  const dossiers = await dossiersOf(hub, [...new Set(tickets.flatMap(({ dossierIds }) => dossierIds))]);
  const visit = visitToRate(day, device.counter, dossiers, now);
  return { day, ...(visit === undefined ? {} : { visit }) };
};

/** Names what the tablet shows: the visit that it asks about, or rest. */
export const tabletStamp =
  ({ hub }: Pick<PublicContext, "hub">) =>
  async (at: ScreenDevice): Promise<string> => {
    const { day, visit } = await nowOf(hub, at);
    return visit === undefined ? "rest" : doneValue(day.day, visit.ticketId, visit.occasion);
  };

const Part: FC<{ readonly kind: string; readonly live: boolean; readonly children?: Child }> = ({ kind, live, children }) => (
  <main
    id="phan"
    class={kind}
    {...(live
      ? { "hx-get": `${TABLET}/now`, "hx-trigger": "hall:moved from:body", "hx-swap": "outerHTML", "hx-sync": "replace" }
      : {})}
  >
    {children}
  </main>
);

const Rest: FC<{ readonly at: ScreenDevice; readonly counter?: HallCounter }> = ({ at, counter }) => (
  <Part kind="rest" live>
    <Mark />
    <h1>
      <Both text={at.hall.name} />
    </h1>
    {counter === undefined ? (
      ""
    ) : (
      <p class="counter-name">
        <Both text={counter.name} />
      </p>
    )}
    <p class="wish">
      <Both text={tablet.wish} />
    </p>
    <Clock />
  </Part>
);

/** Five faces from the mouth's curve: 1 bends down, 5 up. Decoration: the words stand under them. */
const Face: FC<{ readonly score: Score }> = ({ score }) => {
  const bend = (score - 3) * 9;
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" />
      <g fill="none" stroke-width="6" stroke-linecap="round">
        <path d={`M28 ${66 - bend / 2}Q50 ${66 + bend} 72 ${66 - bend / 2}`} />
        <path d="M35 36v8M65 36v8" />
      </g>
    </svg>
  );
};

const Hidden: FC<{ readonly day: string; readonly ticketId: string; readonly score?: Score }> = ({ day, ticketId, score }) => (
  <>
    <input type="hidden" name="day" value={day} />
    <input type="hidden" name="ticket" value={ticketId} />
    {score === undefined ? "" : <input type="hidden" name="score" value={String(score)} />}
  </>
);

/** How a form of the tablet is sent: in place, and not twice at once. */
const SEND = { "hx-post": `${TABLET}/rate`, "hx-target": "#phan", "hx-swap": "outerHTML", "hx-sync": "drop" } as const;

const Ask: FC<{ readonly day: string; readonly visit: VisitOver }> = ({ day, visit }) => (
  <Part kind="ask" live>
    <h1 tabindex={-1}>
      <Both text={OCCASION_WORDS[visit.occasion]} />
    </h1>
    <form method="post" action={`${TABLET}/rate`} {...SEND}>
      <Hidden day={day} ticketId={visit.ticketId} />
      <ul class="faces">
        {([5, 4, 3, 2, 1] as const).map((score) => (
          <li>
            <button type="submit" name="score" value={String(score)} class={`face score-${score}`}>
              <Face score={score} />
              <Both text={faces[score]} />
            </button>
          </li>
        ))}
      </ul>
    </form>
    <form
      method="post"
      action={`${TABLET}/rest`}
      hx-post={`${TABLET}/rest`}
      hx-target="#phan"
      hx-swap="outerHTML"
      data-after={AFTER.ask}
    >
      <Hidden day={day} ticketId={visit.ticketId} />
      <button type="submit" class="quiet">
        <Both text={tablet.skip} />
      </button>
    </form>
  </Part>
);

const Reasons: FC<{ readonly day: string; readonly ticketId: string; readonly score: Score }> = ({ day, ticketId, score }) => (
  <Part kind="reasons" live={false}>
    <h1 tabindex={-1}>
      <Both text={tablet.why} />
    </h1>
    <form method="post" action={`${TABLET}/rate`} {...SEND} data-after={AFTER.reasons}>
      <Hidden day={day} ticketId={ticketId} score={score} />
      <input type="hidden" name="asked" value="why" />
      <ul class="reason-list">
        {REASONS.map((id) => (
          <li>
            <input type="checkbox" id={`vi-${id}`} name="reasons" value={id} />
            <label for={`vi-${id}`}>
              <Both text={REASON_WORDS[id]} />
            </label>
          </li>
        ))}
      </ul>
      <button type="submit">
        <Both text={tablet.send} />
      </button>
    </form>
  </Part>
);

const Thanks: FC = () => (
  <Part kind="thanks" live={false}>
    <Face score={5} />
    <h1 tabindex={-1}>
      <Both text={tablet.thanks} />
    </h1>
    <p>
      <Both text={tablet.thanksWhy} />
    </p>
    <button type="button" hidden hx-get={`${TABLET}/now`} hx-target="#phan" hx-swap="outerHTML" data-after={AFTER.thanks}>
      {tablet.skip.vi}
    </button>
  </Part>
);

/** Adds the tablet. */
export const addTablet = (context: Pick<PublicContext, "pages" | "hub" | "trustedProxies" | "formTimeoutMs">): void => {
  const { pages, hub, trustedProxies, formTimeoutMs } = context;

  const counterOf = ({ hall, device }: ScreenDevice): HallCounter | undefined =>
    hall.counters.find(({ id }) => id === device.counter);
  const rest = (at: ScreenDevice): Child => {
    const counter = counterOf(at);
    return <Rest at={at} {...(counter === undefined ? {} : { counter })} />;
  };
  const partOf = async (c: Context<GatewayEnv>, at: ScreenDevice): Promise<Child> => {
    const { day, visit } = await nowOf(hub, at);
    return visit === undefined || isDone(c, day, visit) ? rest(at) : <Ask day={day.day} visit={visit} />;
  };

  pages.get(TABLET, async (c) => {
    const at = screenDevice(c, hub, "tablet");
    if (at === undefined) return answerUnpaired(c, context);
    keepPaired(c, trustedProxies, "tablet");
    const part = await partOf(c, at);
    return answerScreen(c, {
      lang: "vi",
      kind: "tablet",
      title: tablet.title.vi,
      place: { name: at.hall.name },
      styles: ["screens.css", "tablet.css"],
      scripts: ["screens.js"],
      body: (
        <ScreenFrame screen="tablet" lang="vi" stamp={await tabletStamp(context)(at)} now={hub.now()}>
          <div class="whole" data-needs-hub>
            {part}
          </div>
        </ScreenFrame>
      ),
    });
  });

  pages.get(`${TABLET}/now`, async (c) => {
    const at = screenDevice(c, hub, "tablet");
    return at === undefined ? answerUnpaired(c, context) : answerFragment(c, "vi", await partOf(c, at));
  });

  /** The visit that a form is about, if it is one of this tablet's counter and day. */
  const visitOfForm = async (
    at: ScreenDevice,
    fields: URLSearchParams,
  ): Promise<{ readonly day: HallDay; readonly ticket: Ticket; readonly visit: VisitOver } | undefined> => {
    const day = await hub.hall.day(at.hall.id);
    const ticket = day.tickets.get(fields.get("ticket") ?? "");
    if (ticket === undefined || ticket.counterId !== at.device.counter || fields.get("day") !== day.day) return undefined;
    const visit = visitOver(ticket, await dossiersOf(hub, ticket.dossierIds));
    return visit === undefined ? undefined : { day, ticket, visit };
  };

  /** A form of this tablet's own page, or undefined: it then rests, since nobody in front of it could do anything about it. */
  const formOf = async (c: Context<GatewayEnv>): Promise<URLSearchParams | undefined> => {
    if (!isOwnForm(c, trustedProxies)) return undefined;
    const read = await readForm(c, formTimeoutMs);
    return "problem" in read ? undefined : read.fields;
  };

  pages.post(`${TABLET}/rate`, async (c) => {
    const at = screenDevice(c, hub, "tablet");
    if (at === undefined) return answerUnpaired(c, context);
    const fields = await formOf(c);
    const found = fields === undefined ? undefined : await visitOfForm(at, fields);
    const score = Number(fields?.get("score"));
    if (fields === undefined || found === undefined || !isScore(score)) return answerFragment(c, "vi", rest(at), 422);
    const { day, ticket, visit } = found;
    if (score <= LOW && fields.get("asked") !== "why")
      return answerFragment(c, "vi", <Reasons day={day.day} ticketId={visit.ticketId} score={score} />);
    const given = fields.getAll("reasons");
    await hub.satisfaction.rate({
      occasion: visit.occasion,
      agencyId: at.hall.agencyId,
      hallId: at.hall.id,
      ticketId: visit.ticketId,
      ...(visit.dossierId === undefined ? {} : { dossierId: visit.dossierId }),
      ...servedBy(ticket, await hub.hall.events(at.hall.id, 0, day.version, day.day)),
      score,
      reasons: REASONS.filter((id) => given.includes(id)),
      via: "tablet",
    });
    markDone(c, trustedProxies, doneValue(day.day, visit.ticketId, visit.occasion));
    return answerFragment(c, "vi", <Thanks />);
  });

  pages.post(`${TABLET}/rest`, async (c) => {
    const at = screenDevice(c, hub, "tablet");
    if (at === undefined) return answerUnpaired(c, context);
    const fields = await formOf(c);
    const found = fields === undefined ? undefined : await visitOfForm(at, fields);
    if (found !== undefined) markDone(c, trustedProxies, doneValue(found.day.day, found.visit.ticketId, found.visit.occasion));
    return answerFragment(c, "vi", rest(at));
  });
};
