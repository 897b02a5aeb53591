/** Rules of a number: taken, tied to what it is about, absent and back, gone. Pure. */
import type { HallService } from "../../../../catalogs/hall.ts";
import type { HallDay } from "../../types.ts";
import { type HallContext, type HallDecision, type HallRule, happens, isOver, optional, refuse } from "../context.ts";
import { lineFor } from "../lines.ts";

/** Tickets are a letter and up to four digits (commands.ts). */
const MAX_NUMBER = 9_999;

type Found<T> = { readonly ok: true; readonly value: T } | (HallDecision & { readonly ok: false });

/** The line of the procedure that a command names. */
const lineOfProcedure = (procedureCode: string, { hall, procedureField }: HallContext): Found<HallService> => {
  if (procedureField === undefined) return refuse("hall.unknown-procedure", { procedureCode });
  const line = lineFor(hall, procedureField);
  return line === undefined ? refuse("hall.no-line-for-procedure", { procedureCode }) : { ok: true, value: line };
};

/** The line that somebody shall wait in: named, or that of his procedure. Both named must agree, except where he only fetches a result. */
const chosenLine = (
  serviceId: string | undefined,
  procedureCode: string | undefined,
  context: HallContext,
): Found<HallService> => {
  const lines = context.hall.services;
  const named = lines.find(({ id }) => id === serviceId);
  if (serviceId !== undefined && named === undefined)
    return refuse("hall.unknown-line", { serviceId, lines: lines.map(({ id }) => id) });
  if (procedureCode === undefined) return named === undefined ? refuse("hall.line-missing") : { ok: true, value: named };
  if (named?.purpose === "result")
    return context.procedureField === undefined
      ? refuse("hall.unknown-procedure", { procedureCode })
      : { ok: true, value: named };
  const right = lineOfProcedure(procedureCode, context);
  if (!right.ok || named === undefined || named.id === right.value.id) return right;
  return refuse("hall.wrong-line", { serviceId: right.value.id });
};

/** The next number of a letter: they begin again with 1 each day, and no number is left out. */
const nextNumber = (day: HallDay, letter: string): number => {
  let last = 0;
  for (const id of day.tickets.keys()) if (id.startsWith(letter)) last = Math.max(last, Number(id.slice(1)));
  return last + 1;
};

export const takeTicket: HallRule<"takeTicket"> = (day, command, context) => {
  const { hall, hours } = context;
  if (!hours.open) return refuse("hall.outside-hours", optional("opensAt", hours.opensAt));
  const line = chosenLine(command.serviceId, command.procedureCode, context);
  if (!line.ok) return line;
  const { priority } = command;
  if (priority !== undefined && !hall.priorities.includes(priority))
    return refuse("hall.unknown-priority", { priority, priorities: hall.priorities });
  const number = nextNumber(day, line.value.letter);
  if (number > MAX_NUMBER) return refuse("hall.numbers-used-up", { serviceId: line.value.id });
  return happens({
    type: "ticketTaken",
    data: {
      ticketId: `${line.value.letter}${String(number).padStart(3, "0")}`,
      serviceId: line.value.id,
      language: command.language,
      ...optional("priority", priority),
      ...optional("procedureCode", command.procedureCode),
      ...optional("dossierId", command.dossierId),
    },
  });
};

export const comeBack: HallRule<"comeBack"> = (day, { ticketId }) => {
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  if (ticket.state !== "absent") return refuse("hall.ticket-not-absent", { ticketId, state: ticket.state });
  return happens({ type: "ticketBack", data: { ticketId } });
};

export const leave: HallRule<"leave"> = (day, { ticketId, reason }) => {
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  if (isOver(ticket)) return refuse("hall.ticket-ended", { ticketId, state: ticket.state });
  const counterId = ticket.state === "called" || ticket.state === "serving" ? ticket.counterId : undefined;
  return happens({ type: "ticketLeft", data: { ticketId, ...optional("counterId", counterId), ...optional("reason", reason) } });
};

/**
 * Ties a number to a dossier, a procedure, an account. Who still waits in the wrong line for the procedure goes over to the right one and keeps
 * his number and his place: the support desk finds out what he came for only after he has taken it.
 */
export const linkTicket: HallRule<"linkTicket"> = (day, command, context) => {
  const { ticketId, dossierId, procedureCode, account } = command;
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  if (ticket.state === "left" || ticket.state === "closed") return refuse("hall.ticket-ended", { ticketId, state: ticket.state });
  const data = {
    ticketId,
    ...optional("dossierId", dossierId),
    ...optional("procedureCode", procedureCode),
    ...optional("account", account),
  };
  if (procedureCode === undefined) return happens({ type: "ticketLinked", data });
  if (context.procedureField === undefined) return refuse("hall.unknown-procedure", { procedureCode });
  const purpose = context.hall.services.find(({ id }) => id === ticket.serviceId)?.purpose;
  const mayMove = ticket.state === "waiting" && ticket.onlyCounterId === undefined && purpose !== "result";
  if (!mayMove) return happens({ type: "ticketLinked", data });
  const right = lineOfProcedure(procedureCode, context);
  if (!right.ok) return right;
  const moved = right.value.id === ticket.serviceId ? {} : { serviceId: right.value.id };
  return happens({ type: "ticketLinked", data: { ...data, ...moved } });
};

export const startStep: HallRule<"startStep"> = (day, { ticketId, stepId, dossierId }, { hasStep }) => {
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  if (isOver(ticket)) return refuse("hall.ticket-ended", { ticketId, state: ticket.state });
  if (!hasStep(stepId)) return refuse("hall.unknown-step", { stepId });
  return happens({ type: "stepStarted", data: { ticketId, stepId, ...optional("dossierId", dossierId) } });
};

export const finishStep: HallRule<"finishStep"> = (day, { ticketId, stepId }) => {
  const ticket = day.tickets.get(ticketId);
  if (ticket === undefined) return refuse("hall.unknown-ticket", { ticketId });
  const open = ticket.steps.find((step) => step.finishedAt === undefined);
  if (open?.stepId !== stepId) return refuse("hall.step-not-open", { ticketId, ...optional("stepId", open?.stepId) });
  return happens({ type: "stepFinished", data: { ticketId, stepId } });
};
