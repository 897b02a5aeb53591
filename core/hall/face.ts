/** The queue half of the hall's face: commands, days, events, estimates, step times. The device half: devices.ts. */

import type { Hall } from "../../catalogs/hall.ts";
import type { Catalogs, ProcedureVersion } from "../../catalogs/types.ts";
import type { Refusal } from "../dossier/types.ts";
import { createMoved } from "../feed/moved.ts";
import { hashBody } from "../partners/body-hash.ts";
import type { Database } from "../store/database.ts";
import type { WorkingCalendar } from "../time/calendar.ts";
import { toLocalDate } from "../time/local.ts";
import type { Clock, Instant, LocalDate } from "../time/types.ts";
import { HALL_COMMANDS, type HallActor, type HallCommand } from "./commands.ts";
import { createHallDays, type Folded } from "./days.ts";
import { decide } from "./queue/decide.ts";
import { estimateNew, estimateTicket } from "./queue/estimate.ts";
import { emptyDay, evolveAll } from "./queue/evolve.ts";
import { throughBreaks, ticketHours } from "./queue/hours.ts";
import { lineFor } from "./queue/lines.ts";
import { hallRefusal } from "./queue/refusals.ts";
import { reportSteps, STEP_EVENTS } from "./queue/step-report.ts";
import { createHallStore, type StoredHallEvent } from "./store.ts";
import type { Estimate, HallDay, HallEvent, HallExecution, HallFace, HallOutcome } from "./types.ts";

/**
 * So often a command is decided anew because somebody else wrote in between. Each lost race means that another command was done, and within a
 * process commands of a hall go one after another, so only other processes can win: with ten of them this is never reached by chance.
 */
const MOST_TRIES = 40;
const MAX_KEY = 200;
const DEFAULT_EVENTS = 200;
const HUB: HallActor = { kind: "system", id: "hub" };
const LEFT_OPEN_REASON = "Ngày làm việc đã qua mà chưa khóa / the day was over and had not been closed";

/** A hall was asked for that the catalog does not have: a door passed an id on unchecked. */
export class UnknownHall extends Error {
  override readonly name = "UnknownHall";
  readonly code = "hall.unknown-hall";
}

export interface HallFaceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalogs: Catalogs;
  /** The working calendar of an agency; undefined for one that has none. */
  readonly calendarOf: (agencyId: string) => WorkingCalendar | undefined;
  /** A published procedure, imported ones too. */
  readonly procedure: (code: string) => Promise<ProcedureVersion | undefined>;
  /** Why the hall takes no such command now, whatever its queue says; asked only about what was not done before under its key. */
  readonly barred?: (command: HallCommand, hallId: string) => Promise<Refusal | undefined>;
}

/** The queue's half of {@link HallFace}. */
export type QueueFace = Pick<
  HallFace,
  "halls" | "execute" | "day" | "events" | "moved" | "estimate" | "estimateNew" | "serviceFor" | "stepReport"
>;

const ticketIdOf = (event: HallEvent | undefined): string | undefined => {
  const id = event?.data["ticketId"];
  return typeof id === "string" ? id : undefined;
};

const refused = (refusal: Refusal): HallOutcome => ({ outcome: "refused", refusal });

const outcomeOf = (outcome: "done" | "repeat", { day }: Folded, events: readonly HallEvent[]): HallOutcome => {
  const id = ticketIdOf(events[0]);
  const ticket = id === undefined ? undefined : day.tickets.get(id);
  return { outcome, events, day, ...(ticket === undefined ? {} : { ticket }) };
};

/** The command as its schema has it, or what is wrong with it. */
const parse = (input: HallExecution["command"]): HallCommand | Refusal => {
  if (!Object.hasOwn(HALL_COMMANDS, input.type)) return hallRefusal("hall.invalid", { type: String(input.type) });
  const parsed = HALL_COMMANDS[input.type].safeParse(input);
  if (parsed.success) return parsed.data;
  return hallRefusal("hall.invalid", {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
  });
};

/** Creates the queue's half. Errors of its functions: the database driver's own, and UnknownHall. */
export const createHallFace = ({ database, clock, catalogs, calendarOf, procedure, barred }: HallFaceDeps): QueueFace => {
  const { halls, steps } = catalogs;
  const store = createHallStore(database);
  const days = createHallDays(store);
  const moved = createMoved();
  const fields = new Map(catalogs.procedures.map(({ code, field }) => [code, field]));
  /** Commands of one hall go one after another in this process: they would only lose races against each other. */
  const queues = new Map<string, Promise<unknown>>();
  const inTurn = <T>(hallId: string, work: () => Promise<T>): Promise<T> => {
    const mine = (queues.get(hallId) ?? Promise.resolve()).then(work, work);
    queues.set(hallId, mine);
    return mine;
  };

  const hallOf = (hallId: string): Hall => {
    const hall = halls.get(hallId);
    if (hall === undefined) throw new UnknownHall(`hall.unknown-hall: ${hallId}`);
    return hall;
  };
  const fieldOf = async (command: HallCommand): Promise<string | undefined> => {
    const code = "procedureCode" in command ? command.procedureCode : undefined;
    if (code === undefined) return undefined;
    // Those imported from the national portal are only in the database.
    return fields.get(code) ?? (await procedure(code))?.procedure.field;
  };

  /** Counters rest at midday (R-B01). */
  const withBreaks = (hallId: string, { ahead, minutes }: Estimate, now: Instant): Estimate => {
    if (minutes === undefined) return { ahead };
    const hall = hallOf(hallId);
    return { ahead, minutes: throughBreaks(hall, calendarOf(hall.agencyId), now, minutes) };
  };

  interface Job {
    readonly hall: Hall;
    readonly date: LocalDate;
    readonly now: Instant;
    /** Why it is not done, whatever the queue says. */
    readonly refusal: Refusal | undefined;
    readonly command: HallCommand;
    readonly actor: HallActor;
    readonly procedureField: string | undefined;
    readonly key?: { readonly key: string; readonly hash: string };
  }

  /** What its key says: done before, used for something else, or nothing. */
  const byKey = (folded: Folded, key: Job["key"]): HallOutcome | undefined => {
    const used = key === undefined ? undefined : folded.keys.get(key.key);
    if (used === undefined) return undefined;
    if (used.hash !== key?.hash) return { outcome: "conflict", refusal: hallRefusal("hall.key-reused") };
    return outcomeOf("repeat", folded, folded.events.slice(used.seq - 1, used.seq));
  };

  const run = async ({ hall, date, now, refusal, command, actor, procedureField, key }: Job): Promise<HallOutcome> => {
    const folded = await days.known(hall, date);
    const hours = ticketHours(hall, calendarOf(hall.agencyId), now);
    const context = { hall, procedureField, hours, hasStep: (id: string) => steps.has(id) };
    let upToDate = false;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = byKey(folded, key);
      if (before !== undefined) return before;
      const decision = refusal === undefined ? decide(folded.day, command, context) : { ok: false as const, refusal };
      if (!decision.ok) {
        // It may be refused only because others' events were not read yet.
        if (!upToDate && (await days.readOn(folded))) continue;
        return refused(decision.refusal);
      }
      const events = decision.events.map((event, index) => ({ ...event, seq: folded.day.version + 1 + index }));
      const append = { hallId: hall.id, day: date, at: now, actor, events };
      if (await store.append(key === undefined ? append : { ...append, key })) {
        const stored = events.map(
          (event, index): StoredHallEvent => ({
            hallId: hall.id,
            day: date,
            seq: event.seq,
            type: event.type,
            data: { ...event.data },
            at: now,
            actor,
            key: index === 0 ? (key?.key ?? null) : null,
            keyHash: index === 0 ? (key?.hash ?? null) : null,
          }),
        );
        days.take(folded, stored);
        moved.tell();
        return outcomeOf("done", folded, folded.events.slice(events[0] === undefined ? undefined : events[0].seq - 1));
      }
      await days.readOn(folded);
      upToDate = true;
    }
    return refused(hallRefusal("hall.busy"));
  };

  /** Halls whose days before this one have been looked through by this process. */
  const lookedThrough = new Map<string, LocalDate>();
  /** Numbers of days that nobody closed are accounted for as soon as a new day has begun, and after whatever broke that off. */
  const closeLeftOpen = async (hallId: string, today: LocalDate): Promise<void> => {
    if (lookedThrough.get(hallId) === today) return;
    for (const day of await store.leftOpen(hallId, today))
      await execute({ hallId, day, actor: HUB, command: { type: "closeDay", reason: LEFT_OPEN_REASON }, key: "left-open" });
    lookedThrough.set(hallId, today);
  };

  const execute: HallFace["execute"] = async (execution) => {
    const hall = halls.get(execution.hallId);
    if (hall === undefined) return refused(hallRefusal("hall.unknown-hall", { hallId: execution.hallId }));
    const command = parse(execution.command);
    if ("code" in command && "blame" in command) return refused(command);
    const { actor, key } = execution;
    if (key !== undefined && (key.length === 0 || key.length > MAX_KEY))
      return refused(hallRefusal("hall.invalid", { issues: [{ path: "key", message: `1–${MAX_KEY}` }] }));
    const now = clock();
    const today = toLocalDate(now);
    const date = execution.day ?? today;
    if (date > today) return refused(hallRefusal("hall.day-not-come", { day: date }));
    const over = date < today && command.type !== "closeDay" ? hallRefusal("hall.day-over", { day: date, today }) : undefined;
    if (over !== undefined && key === undefined) return refused(over);
    const refusal = over ?? (await barred?.(command, hall.id));
    const procedureField = await fieldOf(command);
    const hash = hashBody(command.type, { command, actor: `${actor.kind}:${actor.id}` });
    const job: Job = {
      hall,
      date,
      now,
      refusal,
      command,
      actor,
      procedureField,
      ...(key === undefined ? {} : { key: { key, hash } }),
    };
    const outcome = await inTurn(hall.id, () => run(job));
    // Were it to fail, the command is done all the same, and the next one tries again.
    if (date === today && outcome.outcome === "done") await closeLeftOpen(hall.id, today).catch(() => undefined);
    return outcome;
  };

  const upToDate = async (hallId: string, day: LocalDate | undefined): Promise<Folded> => {
    const folded = await days.known(hallOf(hallId), day ?? toLocalDate(clock()));
    await days.readOn(folded);
    return folded;
  };

  return {
    halls,
    execute,
    day: async (hallId, day): Promise<HallDay> => (await upToDate(hallId, day)).day,
    events: async (hallId, after, limit = DEFAULT_EVENTS, day) =>
      (await upToDate(hallId, day)).events.slice(Math.max(0, after), Math.max(0, after) + limit),
    moved: (signal, ms) => moved.wait(signal, ms),
    estimate: (day, ticketId, now) => {
      const found = estimateTicket(hallOf(day.hallId), day, ticketId, now);
      return found && withBreaks(day.hallId, found, now);
    },
    estimateNew: (day, serviceId, priority, now) =>
      withBreaks(day.hallId, estimateNew(hallOf(day.hallId), day, serviceId, priority, now), now),
    serviceFor: (hallId, field) => lineFor(hallOf(hallId), field)?.id,
    stepReport: async (hallId, from, to) => {
      const hall = hallOf(hallId);
      const byDay = new Map<LocalDate, HallEvent[]>();
      for (const event of await store.readTypes(hallId, STEP_EVENTS, from, to)) {
        const list = byDay.get(event.day);
        if (list === undefined) byDay.set(event.day, [event]);
        else list.push(event);
      }
      const folded = [...byDay].map(([day, events]) => evolveAll(emptyDay(hall, day), events));
      return reportSteps(folded, steps);
    },
  };
};
