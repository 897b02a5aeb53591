/**
 * evolve(): what an event makes of a hall's day. Pure and total: it copies facts and computes no rule, so that an old day reads the same whatever
 * the rules are today.
 */
import type { Hall } from "../../../catalogs/hall.ts";
import type { Instant, LocalDate } from "../../time/types.ts";
import type { CounterNow, HallDay, HallEvent, StepTime, Ticket } from "../types.ts";
import { optional } from "./context.ts";
import { type HallEventOf, type HallEventType, known } from "./events.ts";

/** A day while events are laid on it, one after another. */
interface Draft {
  readonly tickets: Map<string, Ticket>;
  readonly counters: Map<string, CounterNow>;
  closed?: { readonly at: Instant; readonly reason: string };
}

/** Steps that go on end when this instant comes (R-B15). */
const ended = (steps: readonly StepTime[], at: Instant): readonly StepTime[] =>
  steps.some((step) => step.finishedAt === undefined)
    ? steps.map((step) => (step.finishedAt === undefined ? { ...step, finishedAt: at } : step))
    : steps;

const change = (draft: Draft, ticketId: string, to: (ticket: Ticket) => Ticket): void => {
  const ticket = draft.tickets.get(ticketId);
  if (ticket !== undefined) draft.tickets.set(ticketId, to(ticket));
};

const without = <K extends "onlyCounterId" | "counterId" | "officer" | "officerId" | "calledAt" | "servedAt">(
  ticket: Ticket,
  ...keys: readonly K[]
): Ticket => {
  const copy = { ...ticket };
  for (const key of keys) delete copy[key];
  return copy;
};

/** The counter stands free; its officer stays. */
const free = (draft: Draft, counterId: string | undefined): void => {
  const counter = counterId === undefined ? undefined : draft.counters.get(counterId);
  if (counter === undefined) return;
  const { ticketId: _gone, ...rest } = counter;
  draft.counters.set(counter.id, rest);
};

/** A ticket that waits again: not called, at no counter, its steps over. */
const waitingAgain = (ticket: Ticket, at: Instant): Ticket => ({
  ...without(ticket, "counterId", "officer", "officerId", "calledAt", "servedAt"),
  state: "waiting",
  calls: 0,
  steps: ended(ticket.steps, at),
});

type Change<T extends HallEventType> = (draft: Draft, event: HallEventOf<T>) => void;

/** What each event changes. A new event does not compile until it has a row here. */
const CHANGES: { readonly [T in HallEventType]: Change<T> } = {
  ticketTaken: (draft, { data, at, seq }) => {
    const { ticketId, dossierId, ...rest } = data;
    draft.tickets.set(ticketId, {
      id: ticketId,
      ...rest,
      state: "waiting",
      takenAt: at,
      place: seq,
      overtaken: 0,
      calls: 0,
      dossierIds: dossierId === undefined ? [] : [dossierId],
      steps: [],
      jobs: [],
    });
  },
  counterOpened: (draft, { data: { counterId, officer, officerId }, actor }) => {
    // Events of before `officerId` say who it is only where the officer opened his counter himself.
    const himself = actor.kind === "officer" && actor.name === officer ? actor.id : undefined;
    draft.counters.set(counterId, { id: counterId, officer, ...optional("officerId", officerId ?? himself), open: true });
  },
  counterClosed: (draft, { data: { counterId, ticketId }, at }) => {
    draft.counters.set(counterId, { id: counterId, open: false });
    if (ticketId !== undefined) change(draft, ticketId, (ticket) => waitingAgain(ticket, at));
    // Who waited for this counter alone would wait for nobody: his line takes him back.
    for (const ticket of draft.tickets.values())
      if (ticket.onlyCounterId === counterId) draft.tickets.set(ticket.id, without(ticket, "onlyCounterId"));
  },
  ticketCalled: (draft, { data: { ticketId, counterId, officer, officerId, overtaken }, at }) => {
    const counter = draft.counters.get(counterId);
    const who = optional("officerId", officerId ?? counter?.officerId);
    change(draft, ticketId, (ticket) => ({
      ...without(ticket, "officerId"),
      state: "called",
      counterId,
      officer,
      ...who,
      calledAt: at,
      calls: 1,
    }));
    if (counter !== undefined) draft.counters.set(counterId, { ...counter, ticketId });
    if (overtaken !== undefined) change(draft, overtaken, (ticket) => ({ ...ticket, overtaken: ticket.overtaken + 1 }));
  },
  ticketRecalled: (draft, { data: { ticketId, calls }, at }) => {
    change(draft, ticketId, (ticket) => ({ ...ticket, calls, calledAt: at }));
  },
  ticketServed: (draft, { data: { ticketId }, at }) => {
    change(draft, ticketId, (ticket) => ({ ...ticket, state: "serving", servedAt: at }));
  },
  ticketSkipped: (draft, { data: { ticketId, counterId }, at }) => {
    free(draft, counterId);
    change(draft, ticketId, (ticket) => ({ ...ticket, state: "absent", steps: ended(ticket.steps, at) }));
  },
  ticketBack: (draft, { data: { ticketId }, at, seq }) => {
    change(draft, ticketId, (ticket) => ({ ...waitingAgain(ticket, at), place: seq, overtaken: 0 }));
  },
  ticketTransferred: (draft, { data: { ticketId, counterId, toServiceId, toCounterId }, at }) => {
    free(draft, counterId);
    change(draft, ticketId, (ticket) => ({
      ...without(waitingAgain(ticket, at), "onlyCounterId"),
      ...(toServiceId === undefined ? {} : { serviceId: toServiceId }),
      ...(toCounterId === undefined ? {} : { onlyCounterId: toCounterId }),
    }));
  },
  ticketFinished: (draft, { data: { ticketId, counterId }, at }) => {
    free(draft, counterId);
    change(draft, ticketId, (ticket) => ({ ...ticket, state: "done", endedAt: at, steps: ended(ticket.steps, at) }));
  },
  ticketLeft: (draft, { data: { ticketId, counterId, reason }, at }) => {
    free(draft, counterId);
    change(draft, ticketId, (ticket) => ({
      ...ticket,
      state: "left",
      endedAt: at,
      steps: ended(ticket.steps, at),
      ...(reason === undefined ? {} : { reason }),
    }));
  },
  ticketLinked: (draft, { data: { ticketId, dossierId, procedureCode, account, serviceId } }) => {
    change(draft, ticketId, (ticket) => ({
      ...ticket,
      ...(procedureCode === undefined ? {} : { procedureCode }),
      ...(account === undefined ? {} : { account }),
      ...(serviceId === undefined ? {} : { serviceId }),
      dossierIds:
        dossierId === undefined || ticket.dossierIds.includes(dossierId) ? ticket.dossierIds : [...ticket.dossierIds, dossierId],
    }));
  },
  stepStarted: (draft, { data: { ticketId, stepId, dossierId }, at, actor }) => {
    const step = { stepId, startedAt: at, by: actor.id, ...(dossierId === undefined ? {} : { dossierId }) };
    change(draft, ticketId, (ticket) => ({ ...ticket, steps: [...ended(ticket.steps, at), step] }));
  },
  stepFinished: (draft, { data: { ticketId }, at }) => {
    change(draft, ticketId, (ticket) => ({ ...ticket, steps: ended(ticket.steps, at) }));
  },
  dayClosed: (draft, { data: { reason, ticketIds }, at }) => {
    for (const id of ticketIds)
      change(draft, id, (ticket) => ({ ...ticket, state: "closed", endedAt: at, reason, steps: ended(ticket.steps, at) }));
    for (const { id } of draft.counters.values()) draft.counters.set(id, { id, open: false });
    draft.closed = { at, reason };
  },
  deviceAsked: (draft, { data: { ticketId, deviceId, operation, jobId }, at }) => {
    if (ticketId === undefined) return;
    change(draft, ticketId, (ticket) => ({ ...ticket, jobs: [...ticket.jobs, { deviceId, operation, jobId, at }] }));
  },
  scanned: () => {},
  deviceChanged: () => {},
};

/** An event of a newer version changes nothing here that this version knows of. */
const lay = (draft: Draft, stored: HallEvent): void => {
  if (!Object.hasOwn(CHANGES, stored.type)) return;
  const event = known(stored);
  (CHANGES[event.type] as Change<HallEventType>)(draft, event);
};

/** The day before its first event: every counter closed, nobody waiting. */
export const emptyDay = (hall: Hall, day: LocalDate): HallDay => ({
  hallId: hall.id,
  day,
  version: 0,
  tickets: new Map(),
  counters: new Map(hall.counters.map(({ id }) => [id, { id, open: false }])),
});

/** The day after these events, in their order; the given day stays as it was. */
export const evolveAll = (day: HallDay, events: readonly HallEvent[]): HallDay => {
  const last = events.at(-1);
  if (last === undefined) return day;
  const draft: Draft = {
    tickets: new Map(day.tickets),
    counters: new Map(day.counters),
    ...(day.closed === undefined ? {} : { closed: day.closed }),
  };
  for (const event of events) lay(draft, event);
  return { hallId: day.hallId, day: day.day, version: last.seq, ...draft };
};

/** The day after one event. */
export const evolve = (day: HallDay, event: HallEvent): HallDay => evolveAll(day, [event]);
