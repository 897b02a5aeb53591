/** What boards and displays show of a hall's queue: numbers and counters, nothing personal. Pure. */
import type { Hall } from "../../../catalogs/hall.ts";
import type { Instant, LocalDate } from "../../time/types.ts";
import type { BoardText } from "../device.ts";
import type { HallDay, Ticket } from "../types.ts";
import { waitingOf } from "./order.ts";

/** An LED board of a hall has few lines, and nobody reads further down. */
const BOARD_LINES = 5;

type AtCounter = Ticket & { readonly counterId: string; readonly calledAt: Instant };
const atCounter = (ticket: Ticket): ticket is AtCounter =>
  (ticket.state === "called" || ticket.state === "serving") && ticket.counterId !== undefined && ticket.calledAt !== undefined;

/** Numbers called or at a counter now, the newest call first, at most five; none of a hall that the catalog has no more. */
export const boardOf = (day: HallDay, hall: Hall | undefined): Pick<BoardText, "calls"> => {
  const numbers = new Map(hall?.counters.map(({ id, number }) => [id, number]));
  const calls = [...day.tickets.values()].filter(atCounter).flatMap((ticket) => {
    const counter = numbers.get(ticket.counterId);
    return counter === undefined ? [] : [{ ticketId: ticket.id, counter, at: ticket.calledAt, again: ticket.calls > 1 }];
  });
  return { calls: calls.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.counter - a.counter)).slice(0, BOARD_LINES) };
};

export interface QueueView {
  readonly hallId: string;
  readonly day: LocalDate;
  /** Number of events so far: who has seen it has seen everything up to it. */
  readonly version: number;
  /** The day is closed: no more numbers. */
  readonly closed: boolean;
  readonly counters: readonly {
    readonly id: string;
    readonly number: number;
    readonly open: boolean;
    readonly ticketId?: string;
    readonly state?: "called" | "serving";
    readonly calledAt?: Instant;
  }[];
  /** Waiting numbers of each line, first come first; who waits for one counter alone stands in the line of his number's service. */
  readonly lines: readonly { readonly id: string; readonly letter: string; readonly waiting: readonly string[] }[];
  /** Called and not there: they may come back. */
  readonly absent: readonly string[];
}

/** The queue as anybody may see it. */
export const queueView = (day: HallDay, hall: Hall): QueueView => {
  const waiting = waitingOf(day);
  return {
    hallId: hall.id,
    day: day.day,
    version: day.version,
    closed: day.closed !== undefined,
    counters: hall.counters.map(({ id, number }) => {
      const now = day.counters.get(id);
      const ticket = now?.ticketId === undefined ? undefined : day.tickets.get(now.ticketId);
      const open = now?.open ?? false;
      if (ticket === undefined || !atCounter(ticket)) return { id, number, open };
      const state = ticket.state === "called" ? "called" : "serving";
      return { id, number, open, ticketId: ticket.id, state, calledAt: ticket.calledAt };
    }),
    lines: hall.services.map(({ id, letter }) => ({
      id,
      letter,
      waiting: waiting.filter((ticket) => ticket.serviceId === id).map((ticket) => ticket.id),
    })),
    absent: [...day.tickets.values()].filter((ticket) => ticket.state === "absent").map((ticket) => ticket.id),
  };
};
