/**
 * How long a number will wait. Pure. The figure is work ahead ÷ open counters: what the counters that serve the line still have to do for those
 * before it, at the day's real pace. It is no simulation of who goes where, so that it never falls when somebody more stands ahead.
 * Glossary: ahead = số người phía trước · pace = thời gian một lượt · share = phần việc rơi vào các quầy này.
 */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import { MINUTE_MS } from "../../time/local.ts";
import type { Instant } from "../../time/types.ts";
import type { Estimate, HallDay, Ticket } from "../types.ts";
import { medianOf } from "./median.ts";
import { mayCall, waitingOf } from "./order.ts";

/** The pace is the median of the last visits: of so many, and only where there are at least so few; else the catalog's figure. */
const LAST_VISITS = 15;
const FEWEST_VISITS = 3;
/** For a line that the catalog has no more. */
const UNKNOWN_LINE_MINUTES = 10;

/** Minutes that one visit of a line takes today: the median of its last visits, at first the catalog's figure. */
export const paceOf = (hall: Hall, day: HallDay, serviceId: string): number => {
  const visits = [...day.tickets.values()]
    .flatMap(({ serviceId: line, state, servedAt, endedAt }) =>
      line === serviceId && state === "done" && servedAt !== undefined && endedAt !== undefined ? [{ servedAt, endedAt }] : [],
    )
    .sort((a, b) => (a.endedAt < b.endedAt ? 1 : -1))
    .slice(0, LAST_VISITS);
  if (visits.length < FEWEST_VISITS) return hall.services.find(({ id }) => id === serviceId)?.minutes ?? UNKNOWN_LINE_MINUTES;
  const minutes = visits.map(({ servedAt, endedAt }) => Math.max(0, Date.parse(endedAt) - Date.parse(servedAt)) / MINUTE_MS);
  return medianOf(minutes.sort((a, b) => a - b));
};

/** The ticket that is asked about, or one that would be taken now. */
type Asked = Pick<Ticket, "serviceId" | "place"> & { readonly priority?: string; readonly onlyCounterId?: string };

/** Somebody who waits, and the minutes that he will cost the counters asked about. */
interface Waiting {
  readonly ticket: Ticket;
  readonly work: number;
}

/** Of those of whom only so many are let through, the ones with most to do: so the figure never falls when one more comes. */
const longest = (list: readonly Waiting[], count: number): readonly Waiting[] =>
  list.toSorted((a, b) => b.work - a.work).slice(0, Math.max(0, count));

/**
 * Those who go before it, of all who wait for the same counters. With priority: those with priority who came before, and the others that are
 * let through between them. Without: the others who came before, and those with priority, as far as they are let before them.
 */
const aheadOf = (hall: Hall, eligible: readonly Waiting[], asked: Asked): readonly Waiting[] => {
  const limit = hall.priorityInARow;
  const first = eligible.filter(({ ticket }) => ticket.priority !== undefined);
  const others = eligible.filter(({ ticket }) => ticket.priority === undefined);
  const earlier = ({ ticket }: Waiting): boolean => ticket.place < asked.place;
  if (asked.priority !== undefined) {
    const before = first.filter(earlier);
    const passed = Math.max(0, ...others.map(({ ticket }) => ticket.overtaken));
    return [...before, ...longest(others, Math.floor((before.length + passed) / limit))];
  }
  const before = others.filter(earlier);
  // Who is the first of the others has let some of them go before him already.
  const passed = before.length > 0 ? 0 : (others.find(({ ticket }) => ticket.place === asked.place)?.ticket.overtaken ?? 0);
  return [...longest(first, limit * (before.length + 1) - passed), ...before];
};

/** Minutes until a counter is done with the number that stands there. */
const busyFor = (hall: Hall, day: HallDay, counter: HallCounter, now: Instant): number => {
  const id = day.counters.get(counter.id)?.ticketId;
  const ticket = id === undefined ? undefined : day.tickets.get(id);
  if (ticket === undefined) return 0;
  const pace = paceOf(hall, day, ticket.serviceId);
  if (ticket.servedAt === undefined) return pace;
  return Math.max(0, pace - Math.max(0, Date.parse(now) - Date.parse(ticket.servedAt)) / MINUTE_MS);
};

const estimateOf = (hall: Hall, day: HallDay, asked: Asked, now: Instant): Estimate => {
  const able = hall.counters.filter((counter) => mayCall(counter, asked));
  const open = (counter: HallCounter): boolean => day.counters.get(counter.id)?.open === true;
  const mine = able.filter(open);
  const counters = mine.length > 0 ? mine : able;
  const openCounters = hall.counters.filter(open);
  const takersOf = (from: readonly HallCounter[], ticket: Ticket): number =>
    from.filter((counter) => mayCall(counter, ticket)).length;
  const paces = new Map(hall.services.map(({ id }) => [id, paceOf(hall, day, id)]));
  const eligible = waitingOf(day).flatMap((ticket) => {
    const takers = takersOf(counters, ticket);
    // Counters that serve his line but not the one asked about take their part of him.
    const share = takers / Math.max(takers, takersOf(openCounters, ticket));
    return takers === 0 ? [] : [{ ticket, work: share * (paces.get(ticket.serviceId) ?? UNKNOWN_LINE_MINUTES) }];
  });
  const ahead = aheadOf(hall, eligible, asked);
  if (mine.length === 0) return { ahead: ahead.length };
  const work = ahead.reduce((sum, one) => sum + one.work, 0);
  const busy = mine.reduce((sum, counter) => sum + busyFor(hall, day, counter, now), 0);
  return { ahead: ahead.length, minutes: Math.ceil((busy + work) / mine.length) };
};

/** The wait of a number that waits, whole minutes rounded up; undefined for one that does not wait. Without `minutes` where no open counter takes it. */
export const estimateTicket = (hall: Hall, day: HallDay, ticketId: string, now: Instant): Estimate | undefined => {
  const ticket = day.tickets.get(ticketId);
  return ticket?.state === "waiting" ? estimateOf(hall, day, ticket, now) : undefined;
};

/** The wait of somebody who takes a number in this line now. */
export const estimateNew = (hall: Hall, day: HallDay, serviceId: string, priority: string | undefined, now: Instant): Estimate =>
  estimateOf(hall, day, { serviceId, place: Number.POSITIVE_INFINITY, ...(priority === undefined ? {} : { priority }) }, now);
