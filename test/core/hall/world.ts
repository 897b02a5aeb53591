/** A hall's queue over a database, with a clock that the test moves; and days made of commands alone, without any database. */
import type { Hall } from "../../../catalogs/hall.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { findAgency } from "../../../catalogs/scope.ts";
import type { Catalogs } from "../../../catalogs/types.ts";
import { HALL_COMMANDS, type HallActor, type HallCommand, type HallCommandInput } from "../../../core/hall/commands.ts";
import { createHallFace, type QueueFace } from "../../../core/hall/face.ts";
import { decide, type HallContext } from "../../../core/hall/queue/decide.ts";
import { emptyDay, evolveAll } from "../../../core/hall/queue/evolve.ts";
import type { HallDay, HallEvent, HallOutcome, Ticket } from "../../../core/hall/types.ts";
import type { Database } from "../../../core/store/database.ts";
import { createProcedureStore } from "../../../core/store/procedures.ts";
import { workingCalendar } from "../../../core/time/calendar.ts";
import { toLocalDate } from "../../../core/time/local.ts";

/** Friday 13 February 2026, 08:00 in Huế. */
export const FRIDAY_8 = "2026-02-13T01:00:00.000Z";
export const MINUTE = 60_000;
export const OFFICER: HallActor = { kind: "officer", id: "cb-1" };

const line = (
  id: string,
  letter: string,
  fields: readonly string[],
  purpose: Hall["services"][number]["purpose"],
  minutes: number,
) => ({
  id,
  letter,
  name: { vi: `Hàng ${letter}`, en: `Line ${letter}` },
  fields: [...fields],
  purpose,
  minutes,
});
const counter = (number: number, services: readonly string[]) => ({
  id: `q${number}`,
  number,
  name: { vi: `Quầy ${number}`, en: `Counter ${number}` },
  services: [...services],
});

/** A small hall: three lines for filing, one for results; counters 1 and 2 share a line, counter 3 serves the rest. */
export const HALL: Hall = {
  id: "sanh-thu",
  agencyId: "H57.101",
  name: { vi: "Sảnh thử", en: "Trial hall" },
  services: [
    line("ho-tich", "A", ["Hộ tịch"], "submit", 10),
    line("chung-thuc", "B", ["Chứng thực"], "submit", 5),
    line("khac", "C", [], "submit", 8),
    line("ket-qua", "R", [], "result", 4),
  ],
  counters: [counter(1, ["ho-tich", "chung-thuc"]), counter(2, ["ho-tich"]), counter(3, ["khac", "ket-qua"])],
  devices: [{ id: "may-quet", kind: "barcodeScanner", name: { vi: "Máy quét", en: "Scanner" }, options: {} }],
  priorities: ["nguoi-cao-tuoi", "nguoi-khuyet-tat"],
  priorityInARow: 3,
  callsBeforeSkip: 2,
  ticketHours: "anyTime",
  keepFilesDays: 30,
  source: "Thử nghiệm",
};

/** The hub's catalogs with other halls in them. */
export const catalogsWith = (...halls: readonly Hall[]): Catalogs => ({
  ...loadCatalogs(),
  halls: new Map(halls.map((hall) => [hall.id, hall])),
});

/** Day and events as the pure rules make them, one command after another. */
export interface Play {
  day: HallDay;
  readonly events: HallEvent[];
  now: number;
  readonly hall: Hall;
  /** Plays a command; the code of its refusal, or undefined where it was done. */
  try(command: HallCommandInput, context?: Partial<HallContext>): string | undefined;
  /** Plays a command that must be done. */
  act(command: HallCommandInput, context?: Partial<HallContext>): void;
  /** The same for a command about a ticket, which it gives as it is then. */
  done(command: HallCommandInput, context?: Partial<HallContext>): Ticket;
  ticket(id: string): Ticket;
}

/** A test asked for something that did not happen. */
export class PlayError extends Error {
  override readonly name = "PlayError";
}

const FIELDS: Readonly<Record<string, string>> = { "1.001193": "Hộ tịch", "2.000815": "Chứng thực", "1.004873": "Đất đai" };

export const play = (hall: Hall = HALL, from: string = FRIDAY_8): Play => {
  const self: Play = {
    hall,
    day: emptyDay(hall, toLocalDate(from)),
    events: [],
    now: Date.parse(from),
    try: (input, more) => {
      // The schema of the type fits: the union of all schemas only hides it.
      const command = HALL_COMMANDS[input.type].parse(input) as HallCommand;
      const code = "procedureCode" in command ? command.procedureCode : undefined;
      const decision = decide(self.day, command, {
        hall,
        procedureField: code === undefined ? undefined : FIELDS[code],
        hours: { open: true },
        hasStep: (id) => ["kiem-tra", "in-giay"].includes(id),
        ...more,
      });
      if (!decision.ok) return decision.refusal.code;
      const events = decision.events.map(
        (event, index): HallEvent => ({
          hallId: hall.id,
          day: self.day.day,
          seq: self.day.version + 1 + index,
          type: event.type,
          data: { ...event.data },
          at: new Date(self.now).toISOString(),
          actor: OFFICER,
        }),
      );
      self.events.push(...events);
      self.day = evolveAll(self.day, events);
      return undefined;
    },
    act: (input, more) => {
      const code = self.try(input, more);
      if (code !== undefined) throw new PlayError(`${input.type}: ${code}`);
    },
    done: (input, more) => {
      self.act(input, more);
      return self.ticket(String(self.events.at(-1)?.data["ticketId"]));
    },
    ticket: (id) => {
      const ticket = self.day.tickets.get(id);
      if (ticket === undefined) throw new PlayError(`no ticket ${id}`);
      return ticket;
    },
  };
  return self;
};

/** The queue of a database. */
export interface QueueWorld {
  readonly face: QueueFace;
  readonly procedures: ReturnType<typeof createProcedureStore>;
  now: number;
  run(
    command: HallCommandInput,
    more?: { readonly key?: string; readonly day?: string; readonly hallId?: string; readonly actor?: HallActor },
  ): Promise<HallOutcome>;
}

/** Working calendars as the hub has them. */
export const calendarsOf = (catalogs: Catalogs) => (agencyId: string) => {
  const data = catalogs.calendars.get(findAgency(catalogs, agencyId)?.calendarId ?? "");
  return data && workingCalendar(data, catalogs.holidays);
};

export const queueOn = (database: Database, catalogs: Catalogs = catalogsWith(HALL), from: string = FRIDAY_8): QueueWorld => {
  const procedures = createProcedureStore(database);
  const world: QueueWorld = {
    procedures,
    now: Date.parse(from),
    face: createHallFace({
      database,
      catalogs,
      calendarOf: calendarsOf(catalogs),
      procedure: (code) => procedures.find(code),
      clock: () => new Date(world.now).toISOString(),
    }),
    run: (command, more = {}) => world.face.execute({ hallId: HALL.id, actor: OFFICER, command, ...more }),
  };
  return world;
};
