/** What the rules of the queue are given besides the day and the command, and what they answer. */
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Refusal } from "../../dossier/types.ts";
import type { Instant } from "../../time/types.ts";
import type { HallCommandOf, HallCommandType } from "../commands.ts";
import type { CounterNow, HallDay, Ticket } from "../types.ts";
import type { NewHallEvent } from "./events.ts";
import { type HallRefusalCode, hallRefusal } from "./refusals.ts";

export interface HallContext {
  readonly hall: Hall;
  /** The field of the procedure that the command names; undefined for one that was never published. */
  readonly procedureField: string | undefined;
  /** Whether numbers are given out now, by the agency's calendar (R-B01). */
  readonly hours: { readonly open: true } | { readonly open: false; readonly opensAt?: Instant };
  readonly hasStep: (stepId: string) => boolean;
}

export type HallDecision =
  | { readonly ok: true; readonly events: readonly NewHallEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };
export type HallRule<T extends HallCommandType> = (day: HallDay, command: HallCommandOf<T>, context: HallContext) => HallDecision;

export const happens = (...events: readonly NewHallEvent[]): HallDecision => ({ ok: true, events });
export const refuse = (
  code: HallRefusalCode,
  details?: Readonly<Record<string, unknown>>,
): HallDecision & { readonly ok: false } => ({
  ok: false,
  refusal: hallRefusal(code, details),
});

/** `{ [name]: value }`, or nothing where the value is absent. */
export const optional = <K extends string, V>(name: K, value: V | undefined): { readonly [N in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: V };

export interface Standing {
  readonly counter: HallCounter;
  readonly now: CounterNow & { readonly officer: string };
  /** The number that is called or served there. */
  readonly ticket?: Ticket;
}

/** The open counter of a command with what stands there, or why not. */
export const openCounterOf = (
  day: HallDay,
  counterId: string,
  { hall }: HallContext,
): Standing | (HallDecision & { readonly ok: false }) => {
  const counter = hall.counters.find(({ id }) => id === counterId);
  if (counter === undefined) return refuse("hall.unknown-counter", { counterId });
  const now = day.counters.get(counterId);
  if (now?.open !== true || now.officer === undefined) return refuse("hall.counter-closed", { counterId });
  const ticket = now.ticketId === undefined ? undefined : day.tickets.get(now.ticketId);
  return { counter, now: { ...now, officer: now.officer }, ...optional("ticket", ticket) };
};

const ENDED: ReadonlySet<Ticket["state"]> = new Set(["done", "left", "closed"]);
/** Whether a number's visit is over. */
export const isOver = (ticket: Ticket): boolean => ENDED.has(ticket.state);
