/** The queue under random commands: what must hold whatever anybody does, refusals included. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import { emptyDay, evolve, evolveAll } from "../../../core/hall/queue/evolve.ts";
import { mayCall, waitingOf } from "../../../core/hall/queue/order.ts";
import type { HallDay } from "../../../core/hall/types.ts";
import { HALL, type Play, play } from "./world.ts";

const counterId = fc.constantFrom("q1", "q2", "q3");
const serviceId = fc.constantFrom("ho-tich", "chung-thuc", "khac", "ket-qua");
/** Numbers that were perhaps taken. */
const ticketId = fc.tuple(fc.constantFrom("A", "B", "C", "R"), fc.integer({ min: 1, max: 6 })).map(([l, n]) => `${l}00${n}`);
const reason = fc.constant("thử");

const command: fc.Arbitrary<HallCommandInput> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ serviceId, old: fc.boolean() }).map(({ serviceId: line, old }) => ({
      type: "takeTicket" as const,
      serviceId: line,
      ...(old ? { priority: "nguoi-cao-tuoi" } : {}),
    })),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("openCounter" as const), counterId, officer: fc.constantFrom("a", "b", "c") }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("closeCounter" as const), counterId }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant("callNext" as const), counterId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("callTicket" as const), counterId, ticketId, reason }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("recall" as const), counterId }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant("serve" as const), counterId }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("skip" as const), counterId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("comeBack" as const), ticketId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("transfer" as const), counterId, toServiceId: serviceId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("transfer" as const), counterId, toCounterId: counterId }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant("finish" as const), counterId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("leave" as const), ticketId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("startStep" as const), ticketId, stepId: fc.constant("kiem-tra") }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("finishStep" as const), ticketId, stepId: fc.constant("kiem-tra") }) },
);
const commands = fc.array(command, { minLength: 20, maxLength: 120 });

/** Each number is where its state says, and nowhere else. */
const soundPlaces = (day: HallDay): void => {
  for (const ticket of day.tickets.values()) {
    const at = [...day.counters.values()].filter((counter) => counter.ticketId === ticket.id);
    const standing = ticket.state === "called" || ticket.state === "serving";
    expect(at.map(({ id }) => id)).toEqual(standing ? [ticket.counterId] : []);
    expect(ticket.endedAt !== undefined).toBe(["done", "left", "closed"].includes(ticket.state));
    expect(ticket.steps.filter((step) => step.finishedAt === undefined).length).toBeLessThanOrEqual(
      ticket.endedAt === undefined ? 1 : 0,
    );
  }
  for (const counter of day.counters.values()) {
    expect(counter.open).toBe(counter.officer !== undefined);
    if (counter.ticketId !== undefined) expect(counter.open && day.tickets.has(counter.ticketId)).toBe(true);
  }
  const officers = [...day.counters.values()].flatMap(({ officer }) => (officer === undefined ? [] : [officer]));
  expect(new Set(officers).size).toBe(officers.length);
  const places = [...day.tickets.values()].map(({ place }) => place);
  expect(new Set(places).size).toBe(places.length);
};

/** A call in turn took the first of its class whom that counter may call. */
const soundCall = (before: HallDay, hall: Play): void => {
  const event = hall.events.at(-1);
  const counter = HALL.counters.find(({ id }) => id === event?.data["counterId"]);
  const called = before.tickets.get(String(event?.data["ticketId"]));
  if (event?.type !== "ticketCalled" || counter === undefined || called === undefined) return;
  const eligible = waitingOf(before).filter((ticket) => mayCall(counter, ticket));
  const own = eligible.filter(({ priority }) => (priority === undefined) === (called.priority === undefined));
  expect(own[0]?.id).toBe(called.id);
  const firstOther = eligible.find(({ priority }) => priority === undefined);
  // An ordinary number goes before people with priority only when it let enough of them go.
  if (called.priority === undefined && eligible.length > own.length) expect(called.overtaken).toBe(HALL.priorityInARow);
  if (called.priority !== undefined && firstOther !== undefined) expect(firstOther.overtaken).toBeLessThan(HALL.priorityInARow);
};

describe("the queue of a hall under random commands", () => {
  it("R-H queue: every number is in one state at one place; first come, first served within a class; nobody is passed over too often", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const hall = play();
        for (const one of list) {
          const before = hall.day;
          const code = hall.try(one);
          if (code !== undefined) expect(hall.day).toBe(before);
          soundPlaces(hall.day);
          if (one.type === "callNext" && code === undefined) soundCall(before, hall);
          for (const ticket of hall.day.tickets.values()) expect(ticket.overtaken).toBeLessThanOrEqual(HALL.priorityInARow);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("R-H queue: the numbers of a line have no gap, and the fold of the events is the day", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const hall = play();
        for (const one of list) hall.try(one);
        for (const letter of ["A", "B", "C", "R"]) {
          const numbers = [...hall.day.tickets.keys()].filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        }
        expect(hall.events.map(({ seq }) => seq)).toEqual(hall.events.map((_, index) => index + 1));
        const empty = emptyDay(HALL, hall.day.day);
        expect(evolveAll(empty, hall.events)).toEqual(hall.day);
        expect(hall.events.reduce(evolve, empty)).toEqual(hall.day);
        // Folding in two parts, as a process does that reads on, is the same.
        const half = Math.floor(hall.events.length / 2);
        expect(evolveAll(evolveAll(empty, hall.events.slice(0, half)), hall.events.slice(half))).toEqual(hall.day);
        expect(empty.tickets.size).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it("R-H queue: whoever waits is called in the end, after at most (r + 1) × (priorityInARow + 1) calls where r others stand before him", () => {
    const pattern = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pattern, fc.integer({ min: 1, max: 5 }), (olds, limit) => {
        const hall = play({ ...HALL, priorityInARow: limit });
        hall.act({ type: "openCounter", counterId: "q2", officer: "a" });
        const take = (old: boolean) =>
          hall.done({ type: "takeTicket", serviceId: "ho-tich", ...(old ? { priority: "nguoi-cao-tuoi" } : {}) }).id;
        const others = olds.map((old) => ({ id: take(old), old })).flatMap(({ id, old }) => (old ? [] : [id]));
        const called: string[] = [];
        while (called.length < others.length * (limit + 1)) {
          called.push(hall.done({ type: "callNext", counterId: "q2" }).id);
          hall.done({ type: "serve", counterId: "q2" });
          hall.done({ type: "finish", counterId: "q2" });
          // More people with priority come all the time.
          take(true);
        }
        others.forEach((id, r) => {
          expect(called.indexOf(id)).toBeGreaterThanOrEqual(0);
          expect(called.indexOf(id) + 1).toBeLessThanOrEqual((r + 1) * (limit + 1));
        });
      }),
      { numRuns: 100 },
    );
  });

  it("R-H queue: closing the day leaves no number open, whatever happened before", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const hall = play();
        for (const one of list) hall.try(one);
        hall.act({ type: "closeDay", reason: "Hết giờ" });
        soundPlaces(hall.day);
        for (const { state } of hall.day.tickets.values()) expect(["done", "left", "closed"]).toContain(state);
      }),
      { numRuns: 60 },
    );
  });
});
