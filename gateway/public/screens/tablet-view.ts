/**
 * Which visit a satisfaction tablet asks about (R-E05): the one that has just ended at its counter. Pure: day, dossiers and the hour come in.
 * Glossary: visit = lượt tiếp công dân · occasion = dịp (tiếp nhận, bổ sung, trả kết quả).
 */
import type { Dossier } from "../../../core/dossier/types.ts";
import type { HallDay, HallEvent, Ticket } from "../../../core/hall/types.ts";
import type { Instant } from "../../../core/time/types.ts";

/** So long after its end a visit is asked about: whoever has not answered by then has gone. */
export const ASK_MS = 90_000;

export type Occasion = "receipt" | "supplement" | "return" | "visit";

/** A visit that may be rated; nothing in it names the person. */
export interface VisitOver {
  readonly ticketId: string;
  readonly occasion: Occasion;
  readonly dossierId?: string;
  readonly endedAt: Instant;
}

/** The dossier that the visit was about last, where one is tied to it. */
const dossierOf = (ticket: Ticket, dossiers: ReadonlyMap<string, Dossier>): Dossier | undefined =>
  ticket.dossierIds.map((id) => dossiers.get(id)).findLast((dossier) => dossier !== undefined);

/** What was done with the dossier in this visit. Pure. */
export const occasionOf = (ticket: Pick<Ticket, "takenAt">, dossier: Dossier | undefined): Occasion => {
  if (dossier === undefined) return "visit";
  if (dossier.returned !== undefined && dossier.returned.at >= ticket.takenAt) return "return";
  return dossier.supplementRounds.some(({ suppliedAt }) => suppliedAt !== undefined && suppliedAt >= ticket.takenAt)
    ? "supplement"
    : "receipt";
};

/** When the visit ended: the officer finished it, or handed the result over; undefined while it goes on, or where it was none. */
const endOf = (ticket: Ticket, dossier: Dossier | undefined): Instant | undefined => {
  if (ticket.state === "done") return ticket.servedAt === undefined ? undefined : ticket.endedAt;
  if (ticket.state !== "serving" || ticket.servedAt === undefined) return undefined;
  const at = dossier?.returned?.at;
  return at !== undefined && at >= ticket.servedAt ? at : undefined;
};

/** The visit of one ticket, where it is over. Pure. */
export const visitOver = (ticket: Ticket, dossiers: ReadonlyMap<string, Dossier>): VisitOver | undefined => {
  const dossier = dossierOf(ticket, dossiers);
  const endedAt = endOf(ticket, dossier);
  if (endedAt === undefined) return undefined;
  return {
    ticketId: ticket.id,
    occasion: occasionOf(ticket, dossier),
    ...(dossier === undefined ? {} : { dossierId: dossier.id }),
    endedAt,
  };
};

/** Tickets of a counter that its tablet may have to ask about; their dossiers must be read before. Pure. */
export const lastTickets = (day: HallDay, counterId: string): readonly Ticket[] =>
  [...day.tickets.values()].filter(
    (ticket) => ticket.counterId === counterId && (ticket.state === "done" || ticket.state === "serving"),
  );

/**
 * The visit to ask about now, or undefined: the newest that ended within ASK_MS, unless the next person already stands at the counter (he would
 * answer for somebody else).
 */
export const visitToRate = (
  day: HallDay,
  counterId: string,
  dossiers: ReadonlyMap<string, Dossier>,
  now: Instant,
): VisitOver | undefined => {
  const tickets = lastTickets(day, counterId);
  const over = tickets
    .map((ticket) => visitOver(ticket, dossiers))
    .filter((visit) => visit !== undefined)
    .toSorted((a, b) => (a.endedAt < b.endedAt ? 1 : a.endedAt > b.endedAt ? -1 : 0))[0];
  if (over === undefined || Date.parse(now) - Date.parse(over.endedAt) >= ASK_MS) return undefined;
  const next = tickets.some(
    (ticket) => ticket.id !== over.ticketId && ticket.state === "serving" && (ticket.servedAt ?? "") >= over.endedAt,
  );
  return next ? undefined : over;
};

/** Who served a visit: his id where it is known, and his name. */
export interface ServedBy {
  readonly officerId?: string;
  readonly officerName?: string;
}

/** At the visit's last counter: who served it before it was sent on is not asked about. */
const isAbout = ({ type, data }: HallEvent, ticket: Ticket): boolean =>
  (type === "ticketServed" || type === "ticketFinished") &&
  data["ticketId"] === ticket.id &&
  data["counterId"] === ticket.counterId;

/**
 * The officer of a visit, by the day's events up to now: who served or finished it; where a call unit did that, who stood at its counter when the
 * number was called. Pure.
 */
export const servedBy = (ticket: Ticket, events: readonly HallEvent[]): ServedBy => {
  const actor = events.findLast((event) => event.actor.kind === "officer" && isAbout(event, ticket))?.actor;
  const [officerId, officerName] =
    actor === undefined ? [ticket.officerId, ticket.officer] : [actor.id, actor.name ?? ticket.officer];
  return { ...(officerId === undefined ? {} : { officerId }), ...(officerName === undefined ? {} : { officerName }) };
};
