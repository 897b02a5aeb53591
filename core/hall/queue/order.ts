/**
 * Who is called next (R-H): first come, first served; people with priority before the others, but never so that the others wait for ever. Pure.
 * The rule: among those whom a counter may call, the first with priority goes, unless `priorityInARow` of them went already before the first
 * of the others; then that one goes. So the r-th of the others goes at the latest with call (r + 1) × (priorityInARow + 1).
 */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { HallDay, Ticket } from "../types.ts";

/** Whether a counter may call this number in turn: it serves the line, or the number waits for it alone. */
export const mayCall = (counter: HallCounter, ticket: Pick<Ticket, "serviceId" | "onlyCounterId">): boolean =>
  ticket.onlyCounterId === undefined ? counter.services.includes(ticket.serviceId) : ticket.onlyCounterId === counter.id;

/** Waiting numbers by their place in the queue, first come first. */
export const waitingOf = (day: HallDay): readonly Ticket[] =>
  [...day.tickets.values()].filter((ticket) => ticket.state === "waiting").sort((a, b) => a.place - b.place);

export interface Next {
  readonly ticket: Ticket;
  /** The first without priority, who could have been called and was not. */
  readonly overtaken?: Ticket;
}

/** The number that a counter calls next; undefined where nobody waits for it. */
export const nextFor = (hall: Hall, day: HallDay, counter: HallCounter): Next | undefined => {
  const eligible = waitingOf(day).filter((ticket) => mayCall(counter, ticket));
  const first = eligible.find((ticket) => ticket.priority !== undefined);
  const other = eligible.find((ticket) => ticket.priority === undefined);
  if (first === undefined) return other && { ticket: other };
  if (other === undefined) return { ticket: first };
  // Who came before everybody with priority is passed over as well: that is what priority means.
  return other.overtaken >= hall.priorityInARow ? { ticket: other } : { ticket: first, overtaken: other };
};
