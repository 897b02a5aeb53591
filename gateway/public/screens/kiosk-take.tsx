/**
 * Taking a number at the kiosk: what for → which line → priority → the number, huge, and its slip. One tap for one thing; the key of the last
 * page makes a double tap the same number (design.md §2, three outcomes).
 * Glossary: line = hàng chờ · priority declaration = tự khai đối tượng ưu tiên (checked at the counter).
 */
import { randomUUID } from "node:crypto";
import type { FC } from "hono/jsx";
import { z } from "zod";
import type { Hall, HallService, Priority } from "../../../catalogs/hall.ts";
import type { Refusal } from "../../../core/dossier/types.ts";
import { HALL_COMMANDS } from "../../../core/hall/commands.ts";
import type { HallDay } from "../../../core/hall/types.ts";
import { type Hub, hasPowerLow } from "../../../core/hub.ts";
import type { PublicContext } from "../context.ts";
import { type Lang, say, t } from "../text.ts";
import { answerKiosk, KIOSK, type KioskPage, type KioskVisit } from "./kiosk-frame.tsx";
import { printTicket } from "./kiosk-slip.tsx";
import { tk } from "./kiosk-texts.ts";

type Context = Pick<PublicContext, "hub" | "trustedProxies" | "log">;

export const PURPOSES = ["submit", "result", "ask"] as const;
export type Purpose = (typeof PURPOSES)[number];
export const isPurpose = (text: string | undefined): text is Purpose => PURPOSES.some((purpose) => purpose === text);

/** What a choice is carried by from page to page: nothing personal. */
export interface Choice {
  readonly purpose: Purpose;
  readonly line?: string;
  readonly procedure?: string;
  readonly dossier?: string;
}

/** The address of the priority question for a choice. Pure. */
export const priorityPath = ({ purpose, line, procedure, dossier }: Choice): string => {
  const query = new URLSearchParams({
    for: purpose,
    ...(line === undefined ? {} : { line }),
    ...(procedure === undefined ? {} : { procedure }),
    ...(dossier === undefined ? {} : { dossier }),
  });
  return `${KIOSK}/take/priority?${query}`;
};

/** Lines that serve a purpose: who asks goes where one files. Pure. */
export const linesFor = (hall: Pick<Hall, "services">, purpose: Purpose): readonly HallService[] =>
  hall.services.filter((service) => service.purpose === (purpose === "result" ? "result" : "submit"));

const waitText = (lang: Lang, day: HallDay, line: HallService, minutes: number | undefined): string => {
  const waiting = [...day.tickets.values()].filter((ticket) => ticket.state === "waiting" && ticket.serviceId === line.id).length;
  const people =
    waiting === 0 ? tk(lang, "nobodyWaiting") : waiting === 1 ? tk(lang, "oneWaiting") : tk(lang, "waiting", { n: waiting });
  if (minutes === undefined) return `${people} · ${t(lang, "noCounter")}`;
  return minutes === 0 ? people : `${people} · ${tk(lang, "aboutMinutes", { n: minutes })}`;
};

const Line: FC<{ readonly lang: Lang; readonly line: HallService; readonly wait: string; readonly purpose: Purpose }> = ({
  lang,
  line,
  wait,
  purpose,
}) => (
  <li>
    <a class="tile-link" href={priorityPath({ purpose, line: line.id })}>
      <span class="letter" aria-hidden="true">
        {line.letter}
      </span>
      <span class="words">
        <strong>{say(lang, line.name)}</strong>
        <span class="wait">{wait}</span>
      </span>
    </a>
  </li>
);

/** Answers with the lines of a purpose; where there is only one, with the question after it. */
export const answerLines = async (context: Context, visit: KioskVisit, purpose: Purpose): Promise<Response> => {
  const { hub } = context;
  const { at, lang, c } = visit;
  const lines = linesFor(at.hall, purpose);
  const [only] = lines;
  if (purpose === "result" && lines.length === 1 && only !== undefined)
    return c.redirect(priorityPath({ purpose, line: only.id }), 303);
  const now = hub.now();
  const day = await hub.hall.day(at.hall.id);
  const general = hub.hall.serviceFor(at.hall.id, undefined);
  const title = purpose === "submit" ? "whichField" : purpose === "ask" ? "whichFieldAsk" : "whichResult";
  return answerKiosk(context, visit, {
    title: tk(lang, title),
    kind: "list",
    back: KIOSK,
    body: (
      <>
        <ul class="tile-links lines-here">
          {lines.map((line) => (
            <Line
              lang={lang}
              line={line}
              purpose={purpose}
              wait={waitText(lang, day, line, hub.hall.estimateNew(day, line.id, undefined, now).minutes)}
            />
          ))}
        </ul>
        <div class="more-ways">
          {purpose === "submit" ? (
            <a class="button" href={`${KIOSK}/procedures?for=submit`}>
              {tk(lang, "findProcedure")}
            </a>
          ) : purpose === "ask" && general !== undefined ? (
            <a class="button" href={priorityPath({ purpose, line: general })}>
              {tk(lang, "notSure")}
            </a>
          ) : (
            ""
          )}
        </div>
      </>
    ),
  });
};

const choice = z.object({
  for: z.enum(PURPOSES),
  line: HALL_COMMANDS.takeTicket.shape.serviceId,
  procedure: HALL_COMMANDS.takeTicket.shape.procedureCode,
  dossier: HALL_COMMANDS.takeTicket.shape.dossierId,
});

/** The line that a choice leads to: named, or by its procedure's field; undefined where the hall has no such line. */
const lineOf = async (hub: Hub, hall: Hall, given: z.infer<typeof choice>): Promise<HallService | undefined> => {
  if (given.line !== undefined) return hall.services.find(({ id }) => id === given.line);
  if (given.procedure === undefined) return undefined;
  const found = await hub.procedure(given.procedure);
  if (found === undefined) return undefined;
  const id = hub.hall.serviceFor(hall.id, found.procedure.field);
  return hall.services.find((service) => service.id === id);
};

const prioritiesOf = (hub: Hub, hall: Hall): readonly Priority[] =>
  hall.priorities.map((id) => hub.catalogs.priorities.get(id)).filter((one) => one !== undefined);

/** A page that says why no number was given. */
const refusalPage = (lang: Lang, why: string, hint?: string): KioskPage => ({
  title: tk(lang, "sorry"),
  kind: "text",
  back: KIOSK,
  body: (
    <>
      <p class="lead">{why}</p>
      {hint === undefined ? "" : <p>{hint}</p>}
    </>
  ),
});
const answerBad = (context: Context, visit: KioskVisit): Promise<Response> =>
  answerKiosk(context, visit, refusalPage(visit.lang, tk(visit.lang, "badInput")), 422);

const TakeButton: FC<{ readonly text: string; readonly priority?: string }> = ({ text, priority }) => (
  <button type="submit" {...(priority === undefined ? {} : { name: "priority", value: priority })}>
    {text}
  </button>
);

/** Answers with the priority question, the last page before a number is given. */
export const answerPriority = async (context: Context, visit: KioskVisit): Promise<Response> => {
  const { hub } = context;
  const { c, at, lang } = visit;
  const given = choice.safeParse(c.req.query());
  const line = given.success ? await lineOf(hub, at.hall, given.data) : undefined;
  if (!given.success || line === undefined) return answerBad(context, visit);
  if (hasPowerLow(await hub.hall.devices(at.hall.id)))
    return answerKiosk(context, visit, refusalPage(lang, tk(lang, "powerLow")));
  const { for: purpose, procedure, dossier } = given.data;
  const priorities = prioritiesOf(hub, at.hall);
  const back =
    dossier !== undefined ? `${KIOSK}/look-up` : linesFor(at.hall, purpose).length > 1 ? `${KIOSK}/take?for=${purpose}` : KIOSK;
  return answerKiosk(context, visit, {
    title: priorities.length === 0 ? tk(lang, "takeNumber") : tk(lang, "priorityTitle"),
    kind: "list",
    back,
    body: (
      <form method="post" action={`${KIOSK}/take`} class="priority">
        {/* New with every showing of this page: what is tapped twice here is one number. */}
        <input type="hidden" name="key" value={randomUUID()} />
        <input type="hidden" name="line" value={line.id} />
        {procedure === undefined ? "" : <input type="hidden" name="procedure" value={procedure} />}
        {dossier === undefined ? "" : <input type="hidden" name="dossier" value={dossier} />}
        <p class="lead">{tk(lang, "forLine", { name: say(lang, line.name) })}</p>
        <div class="ordinary">
          <TakeButton text={tk(lang, priorities.length === 0 ? "takeNow" : "noPriority")} />
        </div>
        {priorities.length === 0 ? (
          ""
        ) : (
          <fieldset>
            <legend>{tk(lang, "havePriority")}</legend>
            <div class="choices">
              {priorities.map((priority) => (
                <TakeButton text={say(lang, priority.name)} priority={priority.id} />
              ))}
            </div>
            <p class="hint">{tk(lang, "priorityNote")}</p>
          </fieldset>
        )}
      </form>
    ),
  });
};

const taking = z.object({
  key: z.uuid(),
  line: HALL_COMMANDS.takeTicket.shape.serviceId,
  procedure: HALL_COMMANDS.takeTicket.shape.procedureCode,
  dossier: HALL_COMMANDS.takeTicket.shape.dossierId,
  priority: HALL_COMMANDS.takeTicket.shape.priority,
});

const saidBy = (lang: Lang, refusal: Refusal): KioskPage => refusalPage(lang, say(lang, refusal), say(lang, refusal.hint));

/** Whether a number may be tied to this dossier: one of the hall's own agency, whatever a form says. */
const isOfHall = async (hub: Hub, hall: Hall, dossierId: string | undefined): Promise<boolean> =>
  dossierId === undefined || (await hub.find(dossierId))?.agencyId === hall.agencyId;

/** Gives the number, asks for its slip, and leads to the page that shows it. `fields`: the form of answerPriority. */
export const takeNumber = async (context: Context, visit: KioskVisit, fields: URLSearchParams): Promise<Response> => {
  const { hub } = context;
  const { c, at, lang } = visit;
  const given = taking.safeParse(Object.fromEntries([...fields].filter(([, value]) => value !== "")));
  if (!given.success || !(await isOfHall(hub, at.hall, given.data.dossier))) return answerBad(context, visit);
  if (hasPowerLow(await hub.hall.devices(at.hall.id)))
    return answerKiosk(context, visit, refusalPage(lang, tk(lang, "powerLow")), 503);
  const { key, line, procedure, dossier, priority } = given.data;
  const outcome = await hub.hall.execute({
    hallId: at.hall.id,
    command: {
      type: "takeTicket",
      language: lang,
      ...(line === undefined ? {} : { serviceId: line }),
      ...(procedure === undefined ? {} : { procedureCode: procedure }),
      ...(dossier === undefined ? {} : { dossierId: dossier }),
      ...(priority === undefined ? {} : { priority }),
    },
    actor: { kind: "device", id: at.device.id },
    key: `kiosk:${at.device.id}:${key}`,
  });
  if (outcome.outcome === "refused") return answerKiosk(context, visit, saidBy(lang, outcome.refusal), 409);
  if (outcome.outcome === "conflict") return answerKiosk(context, visit, refusalPage(lang, tk(lang, "takenAlready")), 409);
  const { ticket, day } = outcome;
  if (ticket === undefined) return answerBad(context, visit);
  await printTicket(context, at, day, ticket);
  return c.redirect(`${KIOSK}/number/${ticket.id}`, 303);
};
