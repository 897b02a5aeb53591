/**
 * What a queue display shows of a hall's day: each counter's number, the newest call, how long each line waits. Pure: the hour comes in.
 * Glossary: counter = quầy · line = hàng chờ (service) · newest call = số vừa gọi · tile = ô của một quầy.
 */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Estimate, HallDay } from "../../../core/hall/types.ts";
import { type QueueView, queueView } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import type { Bilingual } from "../../problem.ts";

/** So long a call stands out: as long as somebody at the far end needs to look up and come, by the loudspeaker's two announcements. */
const FRESH_MS = 30_000;
/** With more counters than this a tile could not hold numbers of 12 vh. */
const FEW = 4;
/** Tiles of one page; a hall with more counters turns its pages. */
export const TILES = 12;
/** Lines of one page: with more, long names could not be read whole at three metres. */
export const LINES = 6;

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

type CounterNow = QueueView["counters"][number];

const isFresh = (counter: CounterNow, now: Instant): boolean =>
  counter.state === "called" && counter.calledAt !== undefined && Date.parse(now) - Date.parse(counter.calledAt) < FRESH_MS;

/** Whether the number that stands at a counter was called more than once. */
const calledAgain = (day: HallDay, ticketId: string): boolean => (day.tickets.get(ticketId)?.calls ?? 0) > 1;

const tileOf = (day: HallDay, { id, number, name }: HallCounter, at: CounterNow | undefined, now: Instant): CounterTile => {
  const base = { id, number, name };
  if (at?.ticketId === undefined) return { ...base, state: at?.open === true ? "free" : "shut", again: false, fresh: false };
  return {
    ...base,
    ticketId: at.ticketId,
    state: at.state ?? "serving",
    again: calledAgain(day, at.ticketId),
    fresh: isFresh(at, now),
  };
};

/** The call that was made last, of the numbers that stand at a counter; one still being called goes before one already served. */
const newestOf = (day: HallDay, counters: readonly CounterNow[], now: Instant): NewestCall | undefined => {
  const rank = ({ state, calledAt }: CounterNow): string => `${state === "called" ? 1 : 0}${calledAt}`;
  const newest = counters
    .filter(({ ticketId }) => ticketId !== undefined)
    .toSorted((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0))[0];
  if (newest?.ticketId === undefined) return undefined;
  return {
    ticketId: newest.ticketId,
    counter: newest.number,
    state: newest.state ?? "serving",
    again: calledAgain(day, newest.ticketId),
    fresh: isFresh(newest, now),
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
  const { counters, lines, closed } = queueView(day, hall);
  const newest = newestOf(day, counters, now);
  return {
    layout: hall.counters.length <= FEW ? "few" : "many",
    ...(newest === undefined ? {} : { newest }),
    tiles: hall.counters.map((counter, index) => tileOf(day, counter, counters[index], now)),
    lines: hall.services.map(({ id, letter, name }, index) => {
      const { minutes } = estimate(id);
      return {
        id,
        letter,
        name,
        waiting: lines[index]?.waiting.length ?? 0,
        ...(minutes === undefined ? {} : { minutes }),
      };
    }),
    open: counters.some(({ open }) => open),
    closed,
  };
};
