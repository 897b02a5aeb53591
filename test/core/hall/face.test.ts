import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UnknownHall } from "../../../core/hall/face.ts";
import type { HallOutcome } from "../../../core/hall/types.ts";
import type { Database } from "../../../core/store/database.ts";
import { openDatabase } from "../../../core/store/open.ts";
import { ENGINES } from "../../support/database.ts";
import { catalogsWith, FRIDAY_8, HALL, OFFICER, queueOn } from "./world.ts";

const TAKE = { type: "takeTicket", serviceId: "ho-tich" } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ticketOf = (outcome: HallOutcome): string | undefined => ("ticket" in outcome ? outcome.ticket?.id : undefined);
const codeOf = (outcome: HallOutcome): string | undefined => ("refusal" in outcome ? outcome.refusal.code : undefined);

describe.each(ENGINES)("the hall's queue on $name", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  /** Halls of their own for each test: they share one database. */
  let halls = 0;
  const world = (changes: Partial<typeof HALL> = {}, from: string = FRIDAY_8) => {
    halls += 1;
    const hall = { ...HALL, ...changes, id: `sanh-${halls}` };
    const catalogs = catalogsWith(hall);
    const one = queueOn(database, catalogs, from);
    return {
      ...one,
      hall,
      catalogs,
      one,
      run: (...[command, more]: Parameters<typeof one.run>) => one.run(command, { hallId: hall.id, ...more }),
    };
  };

  it("R-H queue: a command is done once under its key: done, repeat, conflict", async () => {
    const { run } = world();
    const first = await run(TAKE, { key: "k-1" });
    expect(first).toMatchObject({ outcome: "done", ticket: { id: "A001" }, events: [{ seq: 1, type: "ticketTaken" }] });
    expect(await run(TAKE, { key: "k-1" })).toMatchObject({ outcome: "repeat", ticket: { id: "A001" }, events: [{ seq: 1 }] });
    const other = await run({ ...TAKE, serviceId: "khac" }, { key: "k-1" });
    expect(other).toMatchObject({ outcome: "conflict", refusal: { code: "hall.key-reused", blame: "caller" } });
    // Two machines that count from one alike must not share a number.
    expect(await run(TAKE, { key: "k-1", actor: { kind: "device", id: "may-2" } })).toMatchObject({ outcome: "conflict" });
    expect(await run(TAKE, { key: "k-2" })).toMatchObject({ outcome: "done", ticket: { id: "A002" } });
  });

  it("R-H queue: what was refused under a key may be done under it later", async () => {
    const { run } = world();
    await run({ type: "openCounter", counterId: "q1", officer: "a" });
    expect(codeOf(await run({ type: "callNext", counterId: "q1" }, { key: "goi" }))).toBe("hall.nobody-waiting");
    await run(TAKE);
    expect(await run({ type: "callNext", counterId: "q1" }, { key: "goi" })).toMatchObject({ outcome: "done" });
    expect(await run({ type: "callNext", counterId: "q1" }, { key: "goi" })).toMatchObject({
      outcome: "repeat",
      ticket: { id: "A001" },
    });
  });

  it("R-H queue: another process knows the same keys, numbers and refusals, whoever wrote last", async () => {
    const { run, catalogs, hall } = world();
    const elsewhere = queueOn(database, catalogs);
    const there: typeof run = (command, more) => elsewhere.run(command, { hallId: hall.id, ...more });
    expect(codeOf(await there({ type: "callNext", counterId: "q1" }))).toBe("hall.counter-closed");
    await run({ type: "openCounter", counterId: "q1", officer: "a" });
    await run(TAKE, { key: "k-1" });
    expect(await there(TAKE, { key: "k-1" })).toMatchObject({ outcome: "repeat", ticket: { id: "A001" } });
    expect(ticketOf(await there(TAKE))).toBe("A002");
    expect(ticketOf(await run(TAKE))).toBe("A003");
    // Its picture of the day is old, and it does not refuse for that.
    expect(ticketOf(await there({ type: "callNext", counterId: "q1" }))).toBe("A001");
    expect((await run({ type: "callNext", counterId: "q1" })).outcome).toBe("refused");
    expect((await elsewhere.face.day(hall.id)).version).toBe(5);
  });

  it("R-H queue: a command is not refused because this process has not read what others wrote", async () => {
    const { run, catalogs, hall } = world();
    const elsewhere = queueOn(database, catalogs);
    expect((await elsewhere.face.day(hall.id)).version).toBe(0);
    await run({ type: "openCounter", counterId: "q1", officer: "a" });
    await run(TAKE);
    expect(ticketOf(await elsewhere.run({ type: "callNext", counterId: "q1" }, { hallId: hall.id }))).toBe("A001");
  });

  it("R-H queue: screens that read at the same time take every event in once", async () => {
    const { run, catalogs, hall } = world();
    const elsewhere = queueOn(database, catalogs);
    await elsewhere.face.day(hall.id);
    for (let i = 0; i < 3; i += 1) await run(TAKE);
    await Promise.all(Array.from({ length: 5 }, () => elsewhere.face.day(hall.id)));
    expect((await elsewhere.face.events(hall.id, 0)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("R-H queue: numbers begin again each day, and yesterday's screen cannot change today", async () => {
    const { run, one, face, hall } = world();
    await run(TAKE);
    await run(TAKE);
    one.now += DAY;
    expect(ticketOf(await run(TAKE))).toBe("A001");
    expect(codeOf(await run(TAKE, { day: "2026-02-13" }))).toBe("hall.day-over");
    expect(codeOf(await run(TAKE, { day: "2026-02-15" }))).toBe("hall.day-not-come");
    expect((await face.day(hall.id, "2026-02-13")).tickets.size).toBe(2);
    expect((await face.day(hall.id)).tickets.size).toBe(1);
  });

  it("R-H queue: what was done before midnight is answered again behind it, by whatever process; what was not is over", async () => {
    // 23:59:30 in Huế.
    const { run, one, catalogs, hall } = world({}, "2026-02-13T16:59:30.000Z");
    const elsewhere = queueOn(database, catalogs, "2026-02-13T17:00:10.000Z");
    const there: typeof run = (command, more) => elsewhere.run(command, { hallId: hall.id, ...more });
    await run(TAKE, { key: "cham", day: "2026-02-13" });
    one.now += 60_000;
    for (const tap of [run, there]) {
      expect(await tap(TAKE, { key: "cham", day: "2026-02-13" })).toMatchObject({ outcome: "repeat", ticket: { id: "A001" } });
      expect(codeOf(await tap(TAKE, { key: "cham-2", day: "2026-02-13" }))).toBe("hall.day-over");
      expect(codeOf(await tap({ ...TAKE, serviceId: "khac" }, { key: "cham", day: "2026-02-13" }))).toBe("hall.key-reused");
    }
  });

  it("R-H queue: a day that nobody closed is accounted for when the next one begins", async () => {
    const { run, one, face, hall } = world();
    await run(TAKE);
    one.now += 3 * DAY;
    await run(TAKE);
    const old = await face.day(hall.id, "2026-02-13");
    expect(old.closed).toBeDefined();
    expect(old.tickets.get("A001")).toMatchObject({ state: "closed" });
    expect((await face.day(hall.id)).tickets.get("A001")).toMatchObject({ state: "waiting" });
  });

  it("R-H queue: where that broke off, the next command of the day sees to it, whatever was done before", async () => {
    const { run, one, catalogs, face, hall } = world();
    await run(TAKE);
    one.now += DAY;
    // It ends between its first number of the new day and the old day's end.
    const dying: Database = {
      ...database,
      query: (text, values) =>
        text.includes("select distinct") ? Promise.reject(new RangeError("dây đứt")) : database.query(text, values),
    };
    const first = queueOn(dying, catalogs, new Date(one.now).toISOString());
    expect(ticketOf(await first.run(TAKE, { hallId: hall.id }))).toBe("A001");
    expect((await face.day(hall.id, "2026-02-13")).closed).toBeUndefined();
    const after = queueOn(database, catalogs, new Date(one.now).toISOString());
    expect(ticketOf(await after.run(TAKE, { hallId: hall.id }))).toBe("A002");
    expect((await face.day(hall.id, "2026-02-13")).tickets.get("A001")).toMatchObject({ state: "closed" });
  });

  it("R-H queue: the head may close a day left open; a closed day takes nothing more", async () => {
    const { run, one } = world();
    await run(TAKE);
    one.now += DAY;
    const close = { type: "closeDay", reason: "Quên khóa sổ" } as const;
    expect(await run(close, { day: "2026-02-13" })).toMatchObject({
      outcome: "done",
      day: { closed: { reason: "Quên khóa sổ" } },
    });
    expect(codeOf(await run(close, { day: "2026-02-13" }))).toBe("hall.day-closed");
    expect(await run(close)).toMatchObject({ outcome: "done" });
    expect(codeOf(await run(TAKE))).toBe("hall.day-closed");
  });

  it("R-H queue: halls know nothing of each other's numbers, counters and keys", async () => {
    const other = { ...HALL, id: "sanh-khac" };
    const both = queueOn(database, catalogsWith({ ...HALL, id: "sanh-dau" }, other));
    for (const hallId of ["sanh-dau", "sanh-khac"]) {
      expect(await both.run(TAKE, { hallId, key: "k" })).toMatchObject({ outcome: "done", ticket: { id: "A001" } });
      expect(await both.run({ type: "openCounter", counterId: "q1", officer: "cb-1" }, { hallId })).toMatchObject({
        outcome: "done",
      });
    }
    await both.run({ type: "callNext", counterId: "q1" }, { hallId: "sanh-dau" });
    expect((await both.face.day("sanh-khac")).tickets.get("A001")?.state).toBe("waiting");
  });

  it("R-H queue: events are read in order behind a number, and whoever waits is told of new ones", async () => {
    const { run, face, hall } = world();
    for (let i = 0; i < 3; i += 1) await run(TAKE);
    expect((await face.events(hall.id, 1)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect((await face.events(hall.id, 0, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
    const told = face.moved(undefined, 2 ** 31 - 1);
    await run(TAKE);
    await told;
    expect((await face.events(hall.id, 3)).map(({ data }) => data["ticketId"])).toEqual(["A004"]);
  });

  it("R-H queue: what has no such form, hall or key is refused and nothing is stored", async () => {
    const { run, face, hall } = world();
    const bad = [
      await run({ type: "takeTicket", serviceId: "Hộ tịch" }),
      await run({ type: "bay" } as unknown as typeof TAKE),
      await run({ type: "constructor" } as unknown as typeof TAKE),
      await run({ ...TAKE, extra: 1 } as unknown as typeof TAKE),
      await run(TAKE, { key: "" }),
      await run(TAKE, { key: "k".repeat(201) }),
    ];
    expect(bad.map(codeOf)).toEqual(Array(bad.length).fill("hall.invalid"));
    expect(codeOf(await run(TAKE, { hallId: "khong-co" }))).toBe("hall.unknown-hall");
    expect((await face.day(hall.id)).version).toBe(0);
    await expect(face.day("khong-co")).rejects.toThrow(UnknownHall);
  });

  it("R-H queue: the line of an imported procedure is known from the database", async () => {
    const { run, procedures } = world();
    expect(codeOf(await run({ type: "takeTicket", procedureCode: "1.999999" }))).toBe("hall.unknown-procedure");
    const base = catalogsWith().procedures.find(({ field }) => field === "Chứng thực");
    expect(base).toBeDefined();
    if (base === undefined) return;
    await procedures.publish([{ ...base, code: "1.999999" }], "import", FRIDAY_8, true);
    expect(await run({ type: "takeTicket", procedureCode: "1.999999" })).toMatchObject({ ticket: { id: "B001" } });
  });

  it("R-B01 a hall with counter hours gives numbers on working days from the start of work until its counters close", async () => {
    const { run, one } = world({ ticketHours: "counterHours" });
    expect(await run(TAKE)).toMatchObject({ outcome: "done" });
    one.now = Date.parse("2026-02-13T16:35:00+07:00");
    const late = await run(TAKE);
    expect(late).toMatchObject({
      outcome: "refused",
      refusal: { code: "hall.outside-hours", details: { opensAt: "2026-02-14T00:00:00.000Z" } },
    });
    one.now = Date.parse("2026-02-15T09:00:00+07:00");
    expect(codeOf(await run(TAKE))).toBe("hall.outside-hours");
  });

  it("R-B01 a wait that runs into the midday break is told with the break", async () => {
    const { run, one, face, hall } = world({ ticketHours: "counterHours" });
    for (let i = 0; i < 4; i += 1) await run(TAKE);
    await run({ type: "openCounter", counterId: "q2", officer: "a" });
    const now = () => new Date(one.now).toISOString();
    const day = await face.day(hall.id);
    expect(face.estimate(day, "A004", now())).toEqual({ ahead: 3, minutes: 30 });
    one.now = Date.parse("2026-02-13T10:50:00+07:00");
    expect(face.estimate(day, "A002", now())).toEqual({ ahead: 1, minutes: 10 });
    expect(face.estimate(day, "A004", now())).toEqual({ ahead: 3, minutes: 10 + 180 + 20 });
    expect(face.estimateNew(day, "ho-tich", "nguoi-cao-tuoi", now())).toMatchObject({ ahead: 0, minutes: 0 });
    expect(face.estimate(day, "B001", now())).toBeUndefined();
  });

  it("R-H queue: the line of a field, and of every other one", async () => {
    const { face, hall } = world();
    expect(["Hộ tịch", "Chứng thực", "Thủy sản", undefined].map((field) => face.serviceFor(hall.id, field))).toEqual([
      "ho-tich",
      "chung-thuc",
      "khac",
      "khac",
    ]);
  });

  it("R-B15 the step report covers days, both ends included, and times steps that were left open by the end of the visit", async () => {
    const { run, one, face, hall } = world();
    const stepOf = async (minutes: number) => {
      const taken = await run(TAKE);
      const ticketId = ticketOf(taken) ?? "";
      await run({ type: "startStep", ticketId, stepId: "kiem-tra-thanh-phan" });
      one.now += minutes * 60_000;
      await run({ type: "leave", ticketId });
    };
    await stepOf(4);
    await stepOf(8);
    one.now += DAY;
    await stepOf(3);
    const report = (from: string, to: string) => face.stepReport(hall.id, from, to);
    expect(await report("2026-02-13", "2026-02-14")).toEqual([
      { stepId: "kiem-tra-thanh-phan", norm: 5, count: 3, median: 4, longest: 8, withinNorm: 0.667 },
    ]);
    expect(await report("2026-02-14", "2026-02-20")).toMatchObject([{ count: 1, longest: 3 }]);
    expect(await report("2026-02-15", "2026-02-20")).toEqual([]);
  });

  it("R-H queue: one command is one round trip, once the day is known", async () => {
    const { catalogs, hall } = world();
    let trips = 0;
    const counted: Database = {
      ...database,
      query: (...args) => {
        trips += 1;
        return database.query(...args);
      },
    };
    const { run } = queueOn(counted, catalogs);
    await run(TAKE, { hallId: hall.id });
    trips = 0;
    await run(TAKE, { hallId: hall.id, key: "k" });
    expect(trips).toBe(1);
    await run(TAKE, { hallId: hall.id, key: "k" });
    expect(trips).toBe(1);
  });

  it("R-H queue: where others always write first, the command gives up with a refusal of the hub's", async () => {
    const { catalogs, hall } = world();
    // A neighbour who takes a number before each of our writes.
    const neighbour = queueOn(database, catalogs);
    let rounds = 0;
    const beaten: Database = {
      ...database,
      query: async (text, values) => {
        if (text.includes("insert into hall_event")) {
          rounds += 1;
          await neighbour.run(TAKE, { hallId: hall.id });
        }
        return database.query(text, values);
      },
    };
    const { run } = queueOn(beaten, catalogs);
    expect(await run(TAKE, { hallId: hall.id })).toMatchObject({
      outcome: "refused",
      refusal: { code: "hall.busy", blame: "hub" },
    });
    const day = await neighbour.face.day(hall.id);
    expect(day.tickets.size).toBe(rounds);
    expect(rounds).toBeGreaterThan(10);
  });

  it("R-H queue: a database error is the caller's to see, and the next command goes on", async () => {
    const { catalogs, hall } = world();
    let broken = true;
    const flaky: Database = {
      ...database,
      query: (text, values) => (broken ? Promise.reject(new RangeError("dây đứt")) : database.query(text, values)),
    };
    const { run } = queueOn(flaky, catalogs);
    await expect(run(TAKE, { hallId: hall.id })).rejects.toThrow("dây đứt");
    broken = false;
    expect(await run(TAKE, { hallId: hall.id })).toMatchObject({ outcome: "done", ticket: { id: "A001" } });
  });
});

describe("the hall's queue in a data folder", () => {
  it("R-H queue: after a restart the day is the same: numbers, counters, keys", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "lienthong-hall-"));
    try {
      let database = await openDatabase({ dataDir });
      let queue = queueOn(database);
      for (let i = 0; i < 3; i += 1) await queue.run(TAKE, { key: `k-${i}` });
      await queue.run({ type: "openCounter", counterId: "q1", officer: OFFICER.id });
      await queue.run({ type: "callNext", counterId: "q1" });
      const before = await queue.face.day(HALL.id);
      await database.close();

      database = await openDatabase({ dataDir });
      queue = queueOn(database);
      expect(await queue.face.day(HALL.id)).toEqual(before);
      expect(await queue.run(TAKE, { key: "k-1" })).toMatchObject({ outcome: "repeat", ticket: { id: "A002" } });
      expect(ticketOf(await queue.run(TAKE))).toBe("A004");
      expect(codeOf(await queue.run({ type: "callNext", counterId: "q1" }))).toBe("hall.counter-busy");
      await database.close();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
