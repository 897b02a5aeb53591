import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateNew, estimateTicket, paceOf } from "../../../core/hall/queue/estimate.ts";
import { throughBreaks, ticketHours } from "../../../core/hall/queue/hours.ts";
import type { HallDay, Ticket } from "../../../core/hall/types.ts";
import { workingCalendar } from "../../../core/time/calendar.ts";
import { catalogsWith, FRIDAY_8, HALL, MINUTE, type Play, play } from "./world.ts";

const OLD = { priority: "nguoi-cao-tuoi" } as const;
const take = (hall: Play, serviceId: string, more: { readonly priority?: string } = {}) =>
  hall.done({ type: "takeTicket", serviceId, ...more }).id;
const open = (hall: Play, ...counters: readonly number[]): void => {
  for (const n of counters) hall.act({ type: "openCounter", counterId: `q${n}`, officer: `cb-${n}` });
};
const iso = (ms: number): string => new Date(ms).toISOString();
const ask = (hall: Play, id: string) => estimateTicket(hall.hall, hall.day, id, iso(hall.now));
const askNew = (hall: Play, serviceId: string, priority?: string) =>
  estimateNew(hall.hall, hall.day, serviceId, priority, iso(hall.now));
const visit = (hall: Play, counter: number, minutes: number): void => {
  const counterId = `q${counter}`;
  hall.done({ type: "callNext", counterId });
  hall.done({ type: "serve", counterId });
  hall.now += minutes * MINUTE;
  hall.done({ type: "finish", counterId });
};

describe("estimates of waiting time", () => {
  it("R-H queue: without an open counter it says only how many are ahead", () => {
    const hall = play();
    take(hall, "ho-tich");
    take(hall, "ho-tich");
    expect(ask(hall, "A002")).toEqual({ ahead: 1 });
    expect(askNew(hall, "ho-tich")).toEqual({ ahead: 2 });
    expect(askNew(hall, "khac")).toEqual({ ahead: 0 });
  });

  it("R-H queue: work ahead is shared by the open counters of the line", () => {
    const hall = play();
    open(hall, 2);
    for (let i = 0; i < 5; i += 1) take(hall, "ho-tich");
    expect(ask(hall, "A001")).toEqual({ ahead: 0, minutes: 0 });
    expect(ask(hall, "A005")).toEqual({ ahead: 4, minutes: 40 });
    open(hall, 1);
    expect(ask(hall, "A005")).toEqual({ ahead: 4, minutes: 20 });
    expect(askNew(hall, "ho-tich")).toEqual({ ahead: 5, minutes: 25 });
  });

  it("R-H queue: whoever stands at the counter is waited for, less what he has had already", () => {
    const hall = play();
    open(hall, 2);
    take(hall, "ho-tich");
    hall.done({ type: "callNext", counterId: "q2" });
    expect(askNew(hall, "ho-tich")).toEqual({ ahead: 0, minutes: 10 });
    hall.done({ type: "serve", counterId: "q2" });
    hall.now += 4 * MINUTE;
    expect(askNew(hall, "ho-tich")).toEqual({ ahead: 0, minutes: 6 });
    hall.now += 30 * MINUTE;
    expect(askNew(hall, "ho-tich")).toEqual({ ahead: 0, minutes: 0 });
  });

  it("R-H queue: those ahead who wait for the same counter in another line count too, in the part that it takes of them", () => {
    const hall = play();
    open(hall, 1, 2);
    take(hall, "ho-tich");
    // Counter 1 serves both lines, counter 2 takes half of civil status.
    expect(askNew(hall, "chung-thuc")).toEqual({ ahead: 1, minutes: 5 });
    take(hall, "khac");
    expect(askNew(hall, "chung-thuc")).toEqual({ ahead: 1, minutes: 5 });
  });

  it("R-H queue: the day's real pace counts from the third visit on: its median, so that one long visit does not", () => {
    const hall = play();
    open(hall, 2);
    for (let i = 0; i < 8; i += 1) take(hall, "ho-tich");
    visit(hall, 2, 2);
    visit(hall, 2, 4);
    expect(paceOf(HALL, hall.day, "ho-tich")).toBe(10);
    visit(hall, 2, 60);
    expect(paceOf(HALL, hall.day, "ho-tich")).toBe(4);
    expect(ask(hall, "A008")).toEqual({ ahead: 4, minutes: 16 });
    visit(hall, 2, 6);
    expect(paceOf(HALL, hall.day, "ho-tich")).toBe(5);
  });

  it("R-H queue: with priority one waits for those with priority and for those let through; without, for as many as go before", () => {
    const hall = play();
    open(hall, 2);
    for (let i = 0; i < 4; i += 1) take(hall, "ho-tich");
    for (let i = 0; i < 4; i += 1) take(hall, "ho-tich", OLD);
    expect(ask(hall, "A005")).toMatchObject({ ahead: 0 });
    expect(ask(hall, "A008")).toMatchObject({ ahead: 4 });
    expect(askNew(hall, "ho-tich", OLD.priority)).toMatchObject({ ahead: 5 });
    expect(ask(hall, "A001")).toMatchObject({ ahead: 3 });
    expect(ask(hall, "A002")).toMatchObject({ ahead: 5 });
    visit(hall, 2, 1);
    visit(hall, 2, 1);
    expect(ask(hall, "A001")).toMatchObject({ ahead: 1 });
    visit(hall, 2, 1);
    // Three went before the first of the others: he is next, whoever comes.
    expect(ask(hall, "A001")).toMatchObject({ ahead: 0 });
    expect(ask(hall, "A008")).toMatchObject({ ahead: 1 });
  });

  it("R-H queue: a number transferred to one counter waits for that counter", () => {
    const hall = play();
    open(hall, 1, 3);
    take(hall, "ho-tich");
    for (let i = 0; i < 2; i += 1) take(hall, "khac");
    hall.done({ type: "callNext", counterId: "q1" });
    hall.done({ type: "transfer", counterId: "q1", toCounterId: "q3" });
    expect(ask(hall, "A001")).toEqual({ ahead: 0, minutes: 0 });
    expect(ask(hall, "C002")).toEqual({ ahead: 2, minutes: 18 });
  });

  it("R-H queue: only who waits has an estimate", () => {
    const hall = play();
    open(hall, 2);
    take(hall, "ho-tich");
    hall.done({ type: "callNext", counterId: "q2" });
    expect(ask(hall, "A001")).toBeUndefined();
    expect(ask(hall, "A009")).toBeUndefined();
  });

  const waiting = fc.array(
    fc.record({
      line: fc.constantFrom("ho-tich", "chung-thuc", "khac"),
      old: fc.boolean(),
      overtaken: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 15 },
  );
  const dayOf = (
    list: readonly { readonly line: string; readonly old: boolean; readonly overtaken: number; readonly place: number }[],
    counters: readonly number[],
  ): HallDay => {
    const hall = play();
    open(hall, ...counters);
    const tickets = list.map(
      ({ line, old, overtaken, place }, index): Ticket => ({
        id: `X${index}`,
        serviceId: line,
        state: "waiting",
        ...(old ? OLD : {}),
        language: "vi",
        takenAt: FRIDAY_8,
        place,
        overtaken: old ? 0 : overtaken,
        calls: 0,
        dossierIds: [],
        steps: [],
        jobs: [],
      }),
    );
    return { ...hall.day, tickets: new Map(tickets.map((ticket) => [ticket.id, ticket])) };
  };

  it("R-H queue: an estimate is never negative, and one more person ahead never shortens it", () => {
    fc.assert(
      fc.property(
        waiting,
        fc.record({ line: fc.constantFrom("ho-tich", "chung-thuc", "khac"), old: fc.boolean() }),
        fc.subarray([1, 2, 3]),
        fc.constantFrom("ho-tich", "chung-thuc", "khac"),
        fc.option(fc.constant(OLD.priority), { nil: undefined }),
        fc.nat(),
        (list, more, counters, line, priority, where) => {
          const placed = list.map((one, index) => ({ ...one, place: 2 * index + 2 }));
          const extra = { ...more, overtaken: 0, place: 2 * (where % (list.length + 1)) + 1 };
          const [before, after] = [placed, [...placed, extra]].map((all) =>
            estimateNew(HALL, dayOf(all, counters), line, priority, FRIDAY_8),
          );
          if (before === undefined || after === undefined) return false;
          if (before.minutes === undefined || after.minutes === undefined)
            return before.minutes === after.minutes && after.ahead >= before.ahead;
          return (
            before.minutes >= 0 &&
            after.minutes >= before.minutes &&
            after.ahead >= before.ahead &&
            Number.isInteger(after.minutes)
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the hours of a hall", () => {
  const catalogs = catalogsWith();
  const data = catalogs.calendars.get("office-402");
  const calendar = data && workingCalendar(data, catalogs.holidays);
  const kept = { ...HALL, ticketHours: "counterHours" as const };
  /** A time of day in Huế. */
  const at = (day: string, time: string): string => new Date(`${day}T${time}:00+07:00`).toISOString();
  const FRIDAY = "2026-02-13";

  it.each([
    [FRIDAY, "06:59", at(FRIDAY, "07:00")],
    [FRIDAY, "07:00", "open"],
    [FRIDAY, "10:59", "open"],
    [FRIDAY, "11:00", at(FRIDAY, "13:30")],
    [FRIDAY, "13:29", at(FRIDAY, "13:30")],
    [FRIDAY, "16:29", "open"],
    [FRIDAY, "16:30", at("2026-02-14", "07:00")],
    // Saturday morning is worked, Sunday is not; the week of Tết 2026 is off.
    ["2026-02-14", "10:00", "open"],
    ["2026-01-11", "09:00", at("2026-01-12", "07:00")],
    ["2026-02-17", "09:00", "closed"],
  ])("R-B01 on %s at %s numbers: %s", (day, time, expected) => {
    const hours = ticketHours(kept, calendar, at(day, time));
    if (expected === "open") expect(hours).toEqual({ open: true });
    else if (expected === "closed")
      expect(hours).toMatchObject({ open: false, opensAt: expect.stringMatching(/^2026-02-2\dT00:00/) });
    else expect(hours).toEqual({ open: false, opensAt: expected });
  });

  it("R-B01 a hall without a calendar, or in a year that nobody published, gives out numbers", () => {
    expect(ticketHours(kept, undefined, at("2026-02-15", "03:00"))).toEqual({ open: true });
    expect(ticketHours(kept, calendar, at("2199-02-15", "03:00"))).toEqual({ open: true });
    expect(ticketHours(HALL, calendar, at("2026-02-15", "03:00"))).toEqual({ open: true });
  });

  it.each([
    ["09:00", 30, 30],
    ["10:50", 10, 10],
    ["10:50", 11, 191],
    ["12:00", 0, 120],
    ["12:00", 5, 125],
    ["16:20", 25, 25],
    ["17:00", 5, 5],
  ])("R-B01 from %s, %i minutes of counter time are over after %i minutes", (time, minutes, over) => {
    expect(throughBreaks(kept, calendar, at(FRIDAY, time), minutes)).toBe(over);
    expect(throughBreaks(HALL, calendar, at(FRIDAY, time), minutes)).toBe(minutes);
  });

  it("R-B01 a longer wait is over later, whatever the hour", () => {
    const time = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(time, fc.nat(600), fc.nat(60), (minute, wait, more) => {
        const now = new Date(Date.parse(at(FRIDAY, "00:00")) + minute * MINUTE).toISOString();
        const [short, long] = [wait, wait + more].map((minutes) => throughBreaks(kept, calendar, now, minutes));
        return short !== undefined && long !== undefined && short >= wait && long - short >= more;
      }),
    );
  });
});
