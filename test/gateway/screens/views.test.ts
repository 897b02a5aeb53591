/** What screens show, as pure functions: walls, tablet, slip, codes, notices. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { DeviceStatus, HallDay, HallEvent, Ticket, TicketState } from "../../../core/hall/types.ts";
import { noticesOf } from "../../../core/hub.ts";
import { levelOf } from "../../../gateway/public/screens/kiosk-procedures.tsx";
import { countersFor, slipPrinterOf, slipState } from "../../../gateway/public/screens/kiosk-slip.tsx";
import { linesFor } from "../../../gateway/public/screens/kiosk-take.tsx";
import { inPages } from "../../../gateway/public/screens/queue.tsx";
import { queueWall } from "../../../gateway/public/screens/queue-view.ts";
import { dayCounts, resultsView, shortProcedure } from "../../../gateway/public/screens/results-view.ts";
import { ASK_MS, occasionOf, servedBy, visitToRate } from "../../../gateway/public/screens/tablet-view.ts";
import { HALL, hallsOf } from "./world.ts";

const catalogs = loadCatalogs();
const demo = catalogs.halls.get(HALL);
if (demo === undefined) throw new TypeError("no demo hall");
const [hall, few, many] = hallsOf(demo);
if (hall === undefined || few === undefined || many === undefined) throw new TypeError("no halls");

const NOW = "2026-02-13T03:00:00.000Z";
const ago = (seconds: number): string => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const ticket = (id: string, state: TicketState, more: Partial<Ticket> = {}): Ticket => ({
  id,
  serviceId: "ho-tich",
  state,
  language: "vi",
  takenAt: ago(1800),
  place: 1,
  overtaken: 0,
  calls: 1,
  dossierIds: [],
  steps: [],
  jobs: [],
  ...more,
});
const dayOf = (tickets: readonly Ticket[], more: Partial<HallDay> = {}): HallDay => ({
  hallId: HALL,
  day: "2026-02-13",
  version: tickets.length,
  tickets: new Map(tickets.map((one) => [one.id, one])),
  counters: new Map(
    hall.counters.map(({ id }) => {
      const here = tickets.find((one) => one.counterId === id && (one.state === "called" || one.state === "serving"));
      return [id, { id, open: id !== "q5", ...(here === undefined ? {} : { ticketId: here.id }) }];
    }),
  ),
  ...more,
});
const wall = (day: HallDay, of = hall) => queueWall(of, day, NOW, () => ({ minutes: 7 }));

describe("R-H queue display", () => {
  it("R-H queue display: each counter shows its number, or that it is free or shut", () => {
    const { tiles } = wall(
      dayOf([
        ticket("A001", "serving", { counterId: "q1", calledAt: ago(300) }),
        ticket("B007", "called", { counterId: "q2", calledAt: ago(5), calls: 2 }),
      ]),
    );
    expect(tiles.map(({ id, state, ticketId, again, fresh }) => [id, state, ticketId, again, fresh])).toEqual([
      ["q1", "serving", "A001", false, false],
      ["q2", "called", "B007", true, true],
      ["q3", "free", undefined, false, false],
      ["q4", "free", undefined, false, false],
      ["q5", "shut", undefined, false, false],
    ]);
  });

  it("R-H queue display: the newest call stands out, and one still called goes before one already served", () => {
    const called = ticket("A002", "called", { counterId: "q1", calledAt: ago(200) });
    const served = ticket("A003", "serving", { counterId: "q2", calledAt: ago(10) });
    expect(wall(dayOf([called, served])).newest).toMatchObject({ ticketId: "A002", counter: 1, fresh: false });
    const newer = ticket("C004", "called", { counterId: "q3", calledAt: ago(2) });
    expect(wall(dayOf([called, served, newer])).newest).toMatchObject({ ticketId: "C004", counter: 3, fresh: true });
    expect(wall(dayOf([served])).newest).toMatchObject({ ticketId: "A003", state: "serving" });
    expect(wall(dayOf([])).newest).toBeUndefined();
  });

  it("R-H queue display: a number that has gone, was absent or went elsewhere stands at no counter", () => {
    for (const state of ["waiting", "absent", "done", "left", "closed"] as const) {
      const day = dayOf([ticket("A001", state, { counterId: "q1", calledAt: ago(5) })]);
      const stale = { ...day, counters: new Map([["q1", { id: "q1", open: true, ticketId: "A001" }]]) };
      expect(wall(stale).tiles[0]).toMatchObject({ state: "free" });
      expect(wall(stale).newest).toBeUndefined();
    }
  });

  it("R-H queue display: waiting people are counted per line, with the estimate of somebody who comes now", () => {
    const { lines } = wall(
      dayOf([
        ticket("A001", "waiting"),
        ticket("A002", "waiting"),
        ticket("B001", "waiting", { serviceId: "chung-thuc" }),
        ticket("A003", "done"),
      ]),
    );
    expect(lines.map(({ letter, waiting, minutes }) => [letter, waiting, minutes]).slice(0, 3)).toEqual([
      ["A", 2, 7],
      ["B", 1, 7],
      ["C", 0, 7],
    ]);
    expect(queueWall(hall, dayOf([]), NOW, () => ({})).lines[0]).not.toHaveProperty("minutes");
  });

  it("R-H queue display: up to four counters have the large layout, more the grid, more than twelve turn pages", () => {
    expect(wall(dayOf([]), few).layout).toBe("few");
    expect(wall(dayOf([]), hall).layout).toBe("many");
    expect(wall(dayOf([]), many).tiles).toHaveLength(12);
    expect(inPages([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inPages([], 2)).toEqual([]);
  });

  it("R-H queue display: paging loses and doubles nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (items, size) => {
        const pages = inPages(items, size);
        expect(pages.flat()).toEqual(items);
        expect(pages.every((page) => page.length > 0 && page.length <= size)).toBe(true);
      }),
    );
  });
});

const device = (
  kind: DeviceStatus["device"]["kind"],
  state: DeviceStatus["state"],
  ...codes: readonly string[]
): DeviceStatus => ({
  device: { id: `d-${kind}`, kind, name: { vi: "Thiết bị", en: "Device" }, options: {} },
  hallId: HALL,
  state,
  problems: codes.map((code) => ({ code, vi: "", en: "" })),
  readings: {},
});
const told = (...devices: readonly DeviceStatus[]): readonly string[] => noticesOf(devices).map(({ id }) => id);

describe("R-H what citizens are told of failing devices", () => {
  it("R-H a hall in peace, or with devices that were never set up, says nothing", () => {
    expect(told()).toEqual([]);
    expect(told(device("kiosk", "ok"), device("ticketMachine", "off"), device("ups", "ok"))).toEqual([]);
  });
  it("R-H on battery the wall says that counters go on; a battery that will not last, that no numbers are given", () => {
    expect(told(device("ups", "warning", "power.battery"))).toEqual(["power.battery"]);
    expect(told(device("ups", "failing", "power.battery", "power.low"))).toEqual(["power.low"]);
  });
  it("R-H a ticket machine that fails sends people to the kiosk, and to the desk where that is gone too", () => {
    expect(told(device("ticketMachine", "failing"), device("kiosk", "ok"))).toEqual(["numbers.kiosk"]);
    expect(told(device("ticketMachine", "failing"), device("kiosk", "failing"))).toEqual(["numbers.desk"]);
    expect(told(device("ticketMachine", "failing"))).toEqual(["numbers.desk"]);
    expect(told(device("ticketMachine", "ok"), device("kiosk", "failing"))).toEqual(["kiosk.down"]);
  });
  it("R-H a slip printer without paper: the number is good, and to be remembered", () => {
    expect(told(device("receiptPrinter", "failing", "paper.out"))).toEqual(["slips"]);
    expect(told(device("receiptPrinter", "warning", "paper.low"))).toEqual([]);
  });
  it("R-H one of two that fails is no news, and no more than three things are said at once", () => {
    expect(told(device("receiptPrinter", "failing"), device("receiptPrinter", "ok"))).toEqual([]);
    const all = (["ups", "ticketMachine", "receiptPrinter", "loudspeaker", "documentScanner", "smsModem"] as const).map((kind) =>
      device(kind, "failing", "power.battery"),
    );
    expect(told(...all)).toEqual(["power.battery", "numbers.desk", "slips"]);
  });
  it("R-H the rest each have their own advice, and none is without English", () => {
    expect(told(device("loudspeaker", "failing"), device("led", "failing"))).toEqual(["speaker"]);
    expect(told(device("led", "failing"), device("documentScanner", "failing"), device("ivr", "failing"))).toEqual([
      "led",
      "scanner",
      "ivr",
    ]);
    expect(told(device("smsModem", "failing"), device("camera", "failing"), device("copierMeter", "failing"))).toEqual(["sms"]);
    for (const { vi, en } of noticesOf([device("led", "failing"), device("smsModem", "failing")]))
      expect([vi, en]).not.toContain("");
  });
});

const dossier = (more: Partial<Dossier> = {}): Dossier =>
  ({
    id: "018f0000-0000-7000-8000-000000000001",
    version: 1,
    status: "decided",
    code: "H57.101-260213-0001",
    agencyId: "H57.101",
    procedure: {
      code: "1.001193",
      version: 1,
      name: "Thủ tục đăng ký khai sinh (cấp xã); cấp lại",
      caseKey: "a",
      onlineLevel: "full",
    },
    applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử Nghiệm" },
    submittedAt: ago(9000),
    receivedAt: ago(8000),
    forms: [],
    supplementRounds: [],
    ...more,
  }) as Dossier;
const clock = (dueAt: string, more = {}): Dossier["clock"] =>
  ({
    rule: { kind: "workingDays", days: 1 },
    startedAt: ago(9000),
    dueAt,
    firstDueAt: dueAt,
    stops: [],
    extensions: [],
    ...more,
  }) as Dossier["clock"];
const decision = (at: string): NonNullable<Dossier["decision"]> => ({ outcome: "approved", at, by: "cb", documents: [] });

describe("R-H result display", () => {
  it("R-H result display: codes and short procedure names, nobody's name", () => {
    const view = resultsView(
      { ready: [dossier({ decision: decision(ago(60)) })], late: [], today: [dossier()], todayComplete: true },
      NOW,
    );
    expect(view.ready[0]).toMatchObject({ code: "H57.101-260213-0001", procedure: "Đăng ký khai sinh", late: false });
    expect(JSON.stringify(view)).not.toContain("Thử Nghiệm");
  });
  it("R-H result display: a dossier without a code is not shown", () => {
    const { code: _, ...without } = dossier();
    expect(resultsView({ ready: [without], late: [without], today: [without], todayComplete: true }, NOW)).toMatchObject({
      ready: [],
      late: [],
      changed: [],
    });
  });
  it("R-B09 [§2] R-H result display: an overdue dossier says whether the apology is written, sent, or names a new day", () => {
    const late = (more: Partial<Dossier>) =>
      resultsView({ ready: [], late: [dossier({ status: "processing", ...more })], today: [], todayComplete: true }, NOW).late[0]
        ?.apology;
    const due = ago(86_400);
    expect(late({ clock: clock(due) as NonNullable<Dossier["clock"]> })).toEqual({ state: "pending" });
    const apology = { form: "apology", number: 1, at: NOW, channel: "counter", data: {} } as const;
    expect(late({ clock: clock(due) as NonNullable<Dossier["clock"]>, forms: [apology] })).toEqual({ state: "sent" });
    const extensions = [{ at: NOW, reason: "", dueBefore: due, dueAfter: NOW, acknowledgedBy: "" }];
    expect(late({ clock: clock(due, { extensions }) as NonNullable<Dossier["clock"]> })).toEqual({
      state: "rescheduled",
      due: NOW,
    });
  });
  it("R-H result display: the oldest overdue and the newest result stand first", () => {
    const of = (n: number, more: Partial<Dossier>) => dossier({ id: `d${n}`, code: `H57.101-260213-000${n}`, ...more });
    const view = resultsView(
      {
        ready: [of(1, { decision: decision(ago(500)) }), of(2, { decision: decision(ago(5)) })],
        late: [
          of(3, { clock: clock(ago(100)) as NonNullable<Dossier["clock"]> }),
          of(4, { clock: clock(ago(900)) as NonNullable<Dossier["clock"]> }),
        ],
        today: [],
        todayComplete: true,
      },
      NOW,
    );
    expect(view.ready.map(({ id }) => id)).toEqual(["d2", "d1"]);
    expect(view.late.map(({ id }) => id)).toEqual(["d4", "d3"]);
  });
  it("R-F02 [§4] R-H result display: the day's figures count days of Việt Nam, and never round up to 100 %", () => {
    // 23:30 of 12 February and 00:30 of the 13th in Huế lie on one day in UTC.
    const [before, after] = ["2026-02-12T16:30:00.000Z", "2026-02-12T17:30:00.000Z"];
    expect(dayCounts([dossier({ receivedAt: before }), dossier({ receivedAt: after })], NOW, true)).toEqual({
      received: 1,
      resolved: 0,
      atLeast: false,
    });
    const onTime = Array.from({ length: 299 }, () =>
      dossier({ decision: decision(ago(60)), clock: clock(NOW) as NonNullable<Dossier["clock"]> }),
    );
    const late = dossier({ decision: decision(ago(60)), clock: clock(ago(600)) as NonNullable<Dossier["clock"]> });
    expect(dayCounts([...onTime, late], NOW, false)).toMatchObject({ resolved: 300, onTimePercent: 99, atLeast: true });
  });
  it("R-H result display: short names lose brackets and tails, never everything", () => {
    expect(shortProcedure("Thủ tục đăng ký kết hôn (có yếu tố nước ngoài)")).toBe("Đăng ký kết hôn");
    expect(shortProcedure("(chỉ trong ngoặc)")).toBe("(chỉ trong ngoặc)");
    fc.assert(fc.property(fc.string({ minLength: 1 }), (name) => shortProcedure(name).length > 0));
  });
});

describe("R-H satisfaction tablet", () => {
  const done = (id: string, endedAt: string, more: Partial<Ticket> = {}) =>
    ticket(id, "done", { counterId: "q1", officer: "cb-1", servedAt: ago(900), endedAt, ...more });
  const none = new Map<string, Dossier>();

  it("R-E05 R-H satisfaction tablet: asks about the visit that just ended at its counter, and only for a while", () => {
    expect(visitToRate(dayOf([done("A001", ago(10))]), "q1", none, NOW)).toEqual({
      ticketId: "A001",
      occasion: "visit",
      endedAt: ago(10),
    });
    expect(visitToRate(dayOf([done("A001", ago(10))]), "q2", none, NOW)).toBeUndefined();
    expect(visitToRate(dayOf([done("A001", ago(ASK_MS / 1000))]), "q1", none, NOW)).toBeUndefined();
    expect(visitToRate(dayOf([done("A001", ago(50)), done("A002", ago(10))]), "q1", none, NOW)).toMatchObject({
      ticketId: "A002",
    });
  });
  it("R-E05 [§3] R-H satisfaction tablet: the answer is the officer's who served, or who stood at the counter whose call unit did", () => {
    const visit = ticket("A001", "done", { counterId: "q1", officer: "Trần Văn Thử", officerId: "thu" });
    const event = (seq: number, type: string, data: Record<string, unknown>, actor: HallEvent["actor"]): HallEvent => ({
      hallId: HALL,
      day: "2026-02-13",
      seq,
      type,
      data,
      at: NOW,
      actor,
    });
    const lan = { kind: "officer", id: "lan", name: "Nguyễn Thị Lan" } as const;
    const unit = { kind: "device", id: "th-call-1" } as const;
    const served = (actor: HallEvent["actor"]) => event(3, "ticketServed", { ticketId: "A001", counterId: "q1" }, actor);
    expect(servedBy(visit, [served(lan)])).toEqual({ officerId: "lan", officerName: "Nguyễn Thị Lan" });
    expect(servedBy(visit, [served(unit)])).toEqual({ officerId: "thu", officerName: "Trần Văn Thử" });
    // She had him first, at another counter, and sent him on.
    const before = event(2, "ticketServed", { ticketId: "A001", counterId: "q2" }, lan);
    expect(servedBy(visit, [before, served(unit)])).toEqual({ officerId: "thu", officerName: "Trần Văn Thử" });
    const { officerId: _, ...nameless } = visit;
    expect(servedBy(nameless, [served(unit)])).toEqual({ officerName: "Trần Văn Thử" });
  });
  it("R-E05 R-H satisfaction tablet: the next person at the counter is not asked about the one before", () => {
    const next = ticket("A002", "serving", { counterId: "q1", servedAt: ago(2) });
    expect(visitToRate(dayOf([done("A001", ago(10)), next]), "q1", none, NOW)).toBeUndefined();
    const called = ticket("A002", "called", { counterId: "q1", calledAt: ago(2) });
    expect(visitToRate(dayOf([done("A001", ago(10)), called]), "q1", none, NOW)).toMatchObject({ ticketId: "A001" });
  });
  it("R-E05 R-H satisfaction tablet: somebody who was called and never came is not asked", () => {
    const { servedAt: _, ...never } = done("A001", ago(5));
    for (const one of [
      never,
      ticket("A003", "absent", { counterId: "q1" }),
      ticket("A004", "left", { counterId: "q1", servedAt: ago(9), endedAt: ago(3) }),
    ])
      expect(visitToRate(dayOf([one]), "q1", none, NOW)).toBeUndefined();
  });
  it("R-E05 R-H satisfaction tablet: a result handed over ends the visit, while the number still stands at the counter", () => {
    const returned = dossier({ status: "returned", returned: { method: "inPerson", at: ago(4), to: "…", onTime: true } });
    const serving = ticket("R001", "serving", { counterId: "q1", servedAt: ago(100), dossierIds: [returned.id] });
    expect(visitToRate(dayOf([serving]), "q1", new Map([[returned.id, returned]]), NOW)).toMatchObject({
      ticketId: "R001",
      occasion: "return",
      dossierId: returned.id,
    });
    const open = dossier({ status: "decided" });
    expect(visitToRate(dayOf([serving]), "q1", new Map([[open.id, open]]), NOW)).toBeUndefined();
  });
  it("R-E05 [§3] R-H satisfaction tablet: the question goes by what was done: receipt, supplement, return, or the visit alone", () => {
    const visit = { takenAt: ago(600) };
    expect(occasionOf(visit, undefined)).toBe("visit");
    expect(occasionOf(visit, dossier({ status: "received" }))).toBe("receipt");
    const round = { number: 1, beforeReceipt: true, missing: [], requestedAt: ago(9000), requestedBy: "cb", apology: false };
    expect(occasionOf(visit, dossier({ supplementRounds: [{ ...round, suppliedAt: ago(60) }] }))).toBe("supplement");
    expect(occasionOf(visit, dossier({ supplementRounds: [{ ...round, suppliedAt: ago(7000) }] }))).toBe("receipt");
    expect(occasionOf(visit, dossier({ returned: { method: "inPerson", at: ago(60), to: "…", onTime: true } }))).toBe("return");
  });
});

describe("R-H look-up kiosk", () => {
  it("R-H look-up kiosk: who asks goes where one files; results have their own line", () => {
    expect(linesFor(hall, "submit").map(({ letter }) => letter)).toEqual(["A", "B", "C", "D", "E"]);
    expect(linesFor(hall, "ask")).toEqual(linesFor(hall, "submit"));
    expect(linesFor(hall, "result").map(({ letter }) => letter)).toEqual(["R"]);
  });
  it("R-H look-up kiosk: names the counters that may call a number", () => {
    expect(countersFor(hall, { serviceId: "ho-tich" })).toEqual([1, 2]);
    expect(countersFor(hall, { serviceId: "ho-tich", onlyCounterId: "q2" })).toEqual([2]);
  });
  it("R-H look-up kiosk: takes the printer of the hall, never one that stands at a counter", () => {
    expect(slipPrinterOf(hall)).toBe("th-slip-1");
    const atCounter = { devices: hall.devices.map((one) => ({ ...one, counter: "q1" })) };
    expect(slipPrinterOf(atCounter)).toBeUndefined();
  });
  it("R-H look-up kiosk: says the truth about the slip", () => {
    const job = { jobId: "j", deviceId: "d", operation: "print", at: NOW } as const;
    const ok = device("receiptPrinter", "ok");
    expect(slipState({ ...job, state: "working", attempts: 1 }, ok)).toBe("printing");
    expect(slipState({ ...job, state: "waiting", attempts: 0 }, ok)).toBe("printing");
    expect(slipState({ ...job, state: "done", attempts: 1 }, ok)).toBe("printed");
    expect(slipState({ ...job, state: "failed", attempts: 3 }, ok)).toBe("trouble");
    expect(slipState({ ...job, state: "waiting", attempts: 1 }, ok)).toBe("trouble");
    expect(slipState({ ...job, state: "waiting", attempts: 0 }, device("receiptPrinter", "failing", "paper.out"))).toBe(
      "trouble",
    );
    expect(slipState({ ...job, state: "waiting", attempts: 0 }, device("receiptPrinter", "off"))).toBe("trouble");
    expect(slipState(undefined, ok)).toBe("trouble");
  });
  it("R-E01 R-H look-up kiosk: shows the procedures of its own agency's level", () => {
    expect(levelOf({ level: "commune" })).toBe("commune");
    expect(levelOf({ level: "department" })).toBe("province");
    expect(levelOf({ level: "district" })).toBeUndefined();
    expect(levelOf(undefined)).toBeUndefined();
  });
});
