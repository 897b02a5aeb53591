/**
 * What a queue display shows of a hall's day: each counter's number, the newest call, how long each line waits. Pure: the hour comes in.
 * Glossary: counter = quầy · line = hàng chờ (service) · newest call = số vừa gọi · tile = ô của một quầy.
 */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Estimate, HallDay, Ticket } from "../../../core/hall/types.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";

/** So long a call stands out: as long as somebody at the far end needs to look up and come, by the loudspeaker's two announcements. */
const FRESH_MS = 30_000;
/** With more counters than this a tile could not hold numbers of 12 vh. */
const FEW = 4;
/** Tiles of one page; a hall with more counters turns its pages. */
export const TILES = 12;

export interface CounterTile {
  readonly id: string;
  readonly number: number;
  readonly name: Bilingual;
  readonly ticketId?: string;
  readonly state: "called" | "serving" | "free" | "shut";
  readonly again: boolean;
  readonly fresh: boolean;
}

export interface LineWait {
  readonly id: string;
  readonly letter: string;
  readonly name: Bilingual;
  readonly waiting: number;
  /** For somebody who came now; absent where no open counter serves the line. */
  readonly minutes?: number;
}

export interface NewestCall {
  readonly ticketId: string;
  readonly counter: number;
  readonly state: "called" | "serving";
  readonly again: boolean;
  readonly fresh: boolean;
}

export interface QueueWall {
  readonly layout: "few" | "many";
  readonly newest?: NewestCall;
  readonly tiles: readonly CounterTile[];
  readonly lines: readonly LineWait[];
  readonly open: boolean;
  readonly closed: boolean;
}

const isFresh = (ticket: Ticket, now: Instant): boolean =>
  ticket.state === "called" && ticket.calledAt !== undefined && Date.parse(now) - Date.parse(ticket.calledAt) < FRESH_MS;

const standing = (day: HallDay, counter: HallCounter): Ticket | undefined => {
  const id = day.counters.get(counter.id)?.ticketId;
  const ticket = id === undefined ? undefined : day.tickets.get(id);
  return ticket?.state === "called" || ticket?.state === "serving" ? ticket : undefined;
};

const tileOf = (day: HallDay, counter: HallCounter, now: Instant): CounterTile => {
  const ticket = standing(day, counter);
  const open = day.counters.get(counter.id)?.open ?? false;
  const base = { id: counter.id, number: counter.number, name: counter.name };
  if (ticket === undefined) return { ...base, state: open ? "free" : "shut", again: false, fresh: false };
  return {
    ...base,
    ticketId: ticket.id,
    state: ticket.state === "called" ? "called" : "serving",
    again: ticket.calls > 1,
    fresh: isFresh(ticket, now),
  };
};

/** The call that was made last, of the numbers that stand at a counter; one still being called goes before one already served. */
const newestOf = (hall: Hall, day: HallDay, now: Instant): NewestCall | undefined => {
  const standings = hall.counters.flatMap((counter) => {
    const ticket = standing(day, counter);
    return ticket?.calledAt === undefined ? [] : [{ ticket, calledAt: ticket.calledAt, counter: counter.number }];
  });
  const rank = (one: { readonly ticket: Ticket; readonly calledAt: Instant }): string =>
    `${one.ticket.state === "called" ? 1 : 0}${one.calledAt}`;
  const newest = standings.toSorted((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0))[0];
  if (newest === undefined) return undefined;
  const { ticket, counter } = newest;
  return {
    ticketId: ticket.id,
    counter,
    state: ticket.state === "called" ? "called" : "serving",
    again: ticket.calls > 1,
    fresh: isFresh(ticket, now),
  };
};

/**
 * The whole display. `estimate`: the wait of somebody who takes a number in that line now. `now`: hub time.
 */
export const queueWall = (
  hall: Hall,
  day: HallDay,
  now: Instant,
  estimate: (serviceId: string) => Pick<Estimate, "minutes">,
): QueueWall => {
  const waiting = [...day.tickets.values()].filter((ticket) => ticket.state === "waiting");
  const newest = newestOf(hall, day, now);
  return {
    layout: hall.counters.length <= FEW ? "few" : "many",
    ...(newest === undefined ? {} : { newest }),
    tiles: hall.counters.map((counter) => tileOf(day, counter, now)),
    lines: hall.services.map((service) => {
      const { minutes } = estimate(service.id);
      return {
        id: service.id,
        letter: service.letter,
        name: service.name,
        waiting: waiting.filter((ticket) => ticket.serviceId === service.id).length,
        ...(minutes === undefined ? {} : { minutes }),
      };
    }),
    open: hall.counters.some((counter) => day.counters.get(counter.id)?.open ?? false),
    closed: day.closed !== undefined,
  };
};
