/**
 * decide(): what a command does to a hall's day, as events, or why it does nothing. Pure: time, calendar and catalogs come in the context. What
 * events then change is evolve.ts's; who goes next is order.ts's.
 */
import type { HallCommand, HallCommandType } from "../commands.ts";
import type { HallDay } from "../types.ts";
import { type HallContext, type HallDecision, type HallRule, happens, isOver, refuse } from "./context.ts";
import { callNext, callTicket, closeCounter, finish, openCounter, recall, serve, skip, transfer } from "./rules/counters.ts";
import { comeBack, finishStep, leave, linkTicket, startStep, takeTicket } from "./rules/tickets.ts";

export type { HallContext, HallDecision } from "./context.ts";

const closeDay: HallRule<"closeDay"> = (day, { reason }) => {
  const ticketIds = [...day.tickets.values()].filter((ticket) => !isOver(ticket)).map(({ id }) => id);
  return happens({ type: "dayClosed", data: { reason, ticketIds } });
};

const scanned: HallRule<"scanned"> = (_day, { deviceId, what, code }, { hall }) => {
  if (!hall.devices.some(({ id }) => id === deviceId)) return refuse("hall.unknown-device", { deviceId });
  // What a person's own paper says is not kept (R-I02), nor what nobody understood: it may be one.
  const kept = what === "dossier" || what === "ticket";
  return happens({ type: "scanned", data: { deviceId, what, ...(kept && code !== undefined ? { code } : {}) } });
};

const askDevice: HallRule<"askDevice"> = (day, { type: _type, ...data }, { hall }) => {
  const { deviceId, ticketId } = data;
  if (!hall.devices.some(({ id }) => id === deviceId)) return refuse("hall.unknown-device", { deviceId });
  if (ticketId !== undefined && !day.tickets.has(ticketId)) return refuse("hall.unknown-ticket", { ticketId });
  return happens({ type: "deviceAsked", data });
};

const deviceChanged: HallRule<"deviceChanged"> = (_day, { type: _type, ...data }, { hall }) =>
  hall.devices.some(({ id }) => id === data.deviceId)
    ? happens({ type: "deviceChanged", data })
    : refuse("hall.unknown-device", { deviceId: data.deviceId });

/** One rule per command; a new command does not compile until it has one. */
const RULES: { readonly [T in HallCommandType]: HallRule<T> } = {
  takeTicket,
  openCounter,
  closeCounter,
  callNext,
  callTicket,
  recall,
  serve,
  skip,
  comeBack,
  transfer,
  finish,
  leave,
  closeDay,
  linkTicket,
  startStep,
  finishStep,
  scanned,
  askDevice,
  deviceChanged,
};

/** Devices go on after the day is closed: they know nothing of it, and what they say changes no number. */
const AFTER_CLOSING: ReadonlySet<HallCommandType> = new Set(["scanned", "askDevice", "deviceChanged"]);

/** Decides a command over the day as it is. A refusal changes nothing. Never throws. */
export const decide = (day: HallDay, command: HallCommand, context: HallContext): HallDecision => {
  if (day.closed !== undefined && !AFTER_CLOSING.has(command.type)) return refuse("hall.day-closed", { closedAt: day.closed.at });
  // The cast only says what the table's type already guarantees: key and command agree.
  return (RULES[command.type] as HallRule<HallCommandType>)(day, command, context);
};
