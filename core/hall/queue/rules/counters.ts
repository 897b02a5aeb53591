/** Rules of a counter: opened, calling, serving, handing on, closed. A counter has one number at a time, an officer one counter. Pure. */
import type { CounterNow, HallDay } from "../../types.ts";
import {
  type HallContext,
  type HallDecision,
  type HallRule,
  happens,
  openCounterOf,
  optional,
  refuse,
  type Standing,
} from "../context.ts";
import { nextFor } from "../order.ts";

/** One person at two counters: by their ids; where one of them has none, by their names. */
const isSame = (counter: CounterNow, officer: string, officerId: string | undefined): boolean =>
  counter.officerId === undefined || officerId === undefined ? counter.officer === officer : counter.officerId === officerId;

export const openCounter: HallRule<"openCounter"> = (day, { counterId, officer, officerId }, { hall }) => {
  if (!hall.counters.some(({ id }) => id === counterId)) return refuse("hall.unknown-counter", { counterId });
  if (day.counters.get(counterId)?.open === true) return refuse("hall.counter-open", { counterId });
  const elsewhere = [...day.counters.values()].find((counter) => counter.open && isSame(counter, officer, officerId));
  if (elsewhere !== undefined) return refuse("hall.officer-elsewhere", { counterId: elsewhere.id });
  return happens({ type: "counterOpened", data: { counterId, officer, ...optional("officerId", officerId) } });
};

export const closeCounter: HallRule<"closeCounter"> = (day, { counterId }, context) => {
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  const { ticket } = standing;
  if (ticket?.state === "serving") return refuse("hall.counter-serving", { counterId, ticketId: ticket.id });
  return happens({ type: "counterClosed", data: { counterId, ...optional("ticketId", ticket?.id) } });
};

/** Who calls from there. */
const officerOf = ({ officer, officerId }: Standing["now"]) => ({ officer, ...optional("officerId", officerId) });

export const callNext: HallRule<"callNext"> = (day, { counterId }, context) => {
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  const { counter, now, ticket } = standing;
  if (ticket !== undefined) return refuse("hall.counter-busy", { counterId, ticketId: ticket.id });
  const next = nextFor(context.hall, day, counter);
  if (next === undefined) return refuse("hall.nobody-waiting", { counterId });
  const { id: ticketId, language } = next.ticket;
  return happens({
    type: "ticketCalled",
    data: { ticketId, counterId, ...officerOf(now), language, ...optional("overtaken", next.overtaken?.id) },
  });
};

export const callTicket: HallRule<"callTicket"> = (day, { counterId, ticketId, reason }, context) => {
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  if (standing.ticket !== undefined) return refuse("hall.counter-busy", { counterId, ticketId: standing.ticket.id });
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  if (ticket.state !== "waiting" && ticket.state !== "absent")
    return refuse("hall.ticket-not-waiting", { ticketId, state: ticket.state });
  const { language } = ticket;
  return happens({ type: "ticketCalled", data: { ticketId, counterId, ...officerOf(standing.now), language, reason } });
};

/** The number that is called at a counter and has not come yet, or why not. */
const calledAt = (day: HallDay, counterId: string, context: HallContext) => {
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  return standing.ticket?.state === "called" ? standing.ticket : refuse("hall.nobody-called", { counterId });
};

export const recall: HallRule<"recall"> = (day, { counterId }, context) => {
  const ticket = calledAt(day, counterId, context);
  if ("ok" in ticket) return ticket;
  const { id: ticketId, language } = ticket;
  return happens({ type: "ticketRecalled", data: { ticketId, counterId, language, calls: ticket.calls + 1 } });
};

export const serve: HallRule<"serve"> = (day, { counterId }, context) => {
  const ticket = calledAt(day, counterId, context);
  return "ok" in ticket ? ticket : happens({ type: "ticketServed", data: { ticketId: ticket.id, counterId } });
};

export const skip: HallRule<"skip"> = (day, { counterId }, context) => {
  const ticket = calledAt(day, counterId, context);
  if ("ok" in ticket) return ticket;
  const { calls } = ticket;
  const needed = context.hall.callsBeforeSkip;
  if (calls < needed) return refuse("hall.skip-too-early", { ticketId: ticket.id, calls, needed });
  return happens({ type: "ticketSkipped", data: { ticketId: ticket.id, counterId, calls } });
};

/** Why a number cannot go there; undefined where it can. */
const badTarget = (
  day: HallDay,
  from: string,
  { toServiceId, toCounterId }: { readonly toServiceId?: string | undefined; readonly toCounterId?: string | undefined },
  { hall }: HallContext,
): (HallDecision & { readonly ok: false }) | undefined => {
  if (toServiceId !== undefined && !hall.services.some(({ id }) => id === toServiceId))
    return refuse("hall.unknown-line", { serviceId: toServiceId, lines: hall.services.map(({ id }) => id) });
  if (toCounterId === undefined) return undefined;
  if (toCounterId === from) return refuse("hall.transfer-nowhere");
  if (!hall.counters.some(({ id }) => id === toCounterId)) return refuse("hall.unknown-counter", { counterId: toCounterId });
  // He would wait for a counter where nobody is.
  return day.counters.get(toCounterId)?.open === true ? undefined : refuse("hall.counter-closed", { counterId: toCounterId });
};

export const transfer: HallRule<"transfer"> = (day, command, context) => {
  const { counterId, toServiceId, toCounterId, reason } = command;
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  const { ticket } = standing;
  if (ticket === undefined) return refuse("hall.nobody-called", { counterId });
  // Who came for this counter alone may go back to his own line.
  const sameLine = toServiceId === undefined || (toServiceId === ticket.serviceId && ticket.onlyCounterId === undefined);
  if (sameLine && toCounterId === undefined) return refuse("hall.transfer-nowhere");
  const bad = badTarget(day, counterId, { toServiceId, toCounterId }, context);
  if (bad !== undefined) return bad;
  return happens({
    type: "ticketTransferred",
    data: {
      ticketId: ticket.id,
      counterId,
      ...optional("toServiceId", sameLine ? undefined : toServiceId),
      ...optional("toCounterId", toCounterId),
      ...optional("reason", reason),
    },
  });
};

export const finish: HallRule<"finish"> = (day, { counterId }, context) => {
  const standing = openCounterOf(day, counterId, context);
  if ("ok" in standing) return standing;
  const { ticket } = standing;
  if (ticket?.state !== "serving") return refuse("hall.nobody-served", { counterId });
  return happens({ type: "ticketFinished", data: { ticketId: ticket.id, counterId } });
};
