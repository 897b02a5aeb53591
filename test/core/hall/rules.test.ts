import { describe, expect, it } from "vitest";
import { emptyDay, evolveAll } from "../../../core/hall/queue/evolve.ts";
import type { HallEvent } from "../../../core/hall/types.ts";
import { FRIDAY_8, HALL, MINUTE, play } from "./world.ts";

const take = (serviceId: string, more: { readonly priority?: string } = {}) =>
  ({ type: "takeTicket", serviceId, ...more }) as const;
const open = (n: number, officer = `cb-${n}`) => ({ type: "openCounter", counterId: `q${n}`, officer }) as const;
const at = <T extends "closeCounter" | "callNext" | "recall" | "serve" | "skip" | "finish">(type: T, n: number) => ({
  type,
  counterId: `q${n}`,
});

describe("the queue of a hall: numbers", () => {
  it("R-H queue: numbers run per line from 001, without a gap, and go on after 999", () => {
    const hall = play();
    expect(["ho-tich", "chung-thuc", "ho-tich", "ket-qua"].map((id) => hall.done(take(id)).id)).toEqual([
      "A001",
      "B001",
      "A002",
      "R001",
    ]);
    for (let n = 3; n <= 999; n += 1) hall.done(take("ho-tich"));
    expect(hall.done(take("ho-tich")).id).toBe("A1000");
  });

  it("R-H queue: a number's line is that of the procedure's field, and everything else has the line without fields", () => {
    const hall = play();
    expect(hall.done({ type: "takeTicket", procedureCode: "1.001193" })).toMatchObject({
      serviceId: "ho-tich",
      procedureCode: "1.001193",
    });
    expect(hall.done({ type: "takeTicket", procedureCode: "2.000815" })).toMatchObject({ serviceId: "chung-thuc" });
    expect(hall.done({ type: "takeTicket", procedureCode: "1.004873" })).toMatchObject({ serviceId: "khac" });
    expect(hall.try({ type: "takeTicket", procedureCode: "9.999999" })).toBe("hall.unknown-procedure");
    expect(hall.try({ type: "takeTicket", serviceId: "khac", procedureCode: "1.001193" })).toBe("hall.wrong-line");
    expect(hall.done({ type: "takeTicket", serviceId: "ket-qua", procedureCode: "1.001193" })).toMatchObject({
      serviceId: "ket-qua",
    });
    const { services, ...rest } = HALL;
    const narrow = play({ ...rest, services: services.filter(({ id }) => id !== "khac") });
    expect(narrow.try({ type: "takeTicket", procedureCode: "1.004873" })).toBe("hall.no-line-for-procedure");
  });

  it.each([
    ["neither line nor procedure", { type: "takeTicket" }, "hall.line-missing"],
    ["a line that the hall has not", take("thue"), "hall.unknown-line"],
    ["a priority that the hall has not", take("ho-tich", { priority: "co-con-nho" }), "hall.unknown-priority"],
  ] as const)("R-H queue: %s gets no number", (_what, command, code) => {
    const hall = play();
    expect(hall.try(command)).toBe(code);
    expect(hall.day.version).toBe(0);
  });

  it("R-B01 outside counter hours no number is given out, and the refusal says when again", () => {
    const hall = play();
    const opensAt = "2026-02-23T00:00:00.000Z";
    expect(hall.try(take("ho-tich"), { hours: { open: false, opensAt } })).toBe("hall.outside-hours");
    // Those who have a number are still served.
    hall.done(take("ho-tich"));
    hall.act(open(1));
    expect(hall.try(at("callNext", 1), { hours: { open: false } })).toBeUndefined();
  });
});

describe("the queue of a hall: counters", () => {
  it("R-H queue: first come, first served, each counter for its own lines", () => {
    const hall = play();
    for (const id of ["ket-qua", "chung-thuc", "ho-tich", "ho-tich"]) hall.done(take(id));
    for (const n of [1, 2, 3]) hall.act(open(n));
    expect(hall.done(at("callNext", 2)).id).toBe("A001");
    expect(hall.done(at("callNext", 1)).id).toBe("B001");
    expect(hall.done(at("callNext", 3)).id).toBe("R001");
    hall.done(at("serve", 3));
    hall.done(at("finish", 3));
    expect(hall.try(at("callNext", 3))).toBe("hall.nobody-waiting");
  });

  it("R-H queue: a counter serves one number at a time", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    expect(hall.try(at("callNext", 1))).toBe("hall.counter-busy");
    hall.done(at("serve", 1));
    expect(hall.try({ type: "callTicket", counterId: "q1", ticketId: "A002", reason: "gấp" })).toBe("hall.counter-busy");
    expect(hall.done(at("finish", 1))).toMatchObject({ id: "A001", state: "done" });
    expect(hall.done(at("callNext", 1))).toMatchObject({ id: "A002", state: "called", officer: "cb-1" });
  });

  it("R-H queue: an officer stands at one counter, a counter has one officer", () => {
    const hall = play();
    hall.act(open(1, "cb-1"));
    expect(hall.try(open(2, "cb-1"))).toBe("hall.officer-elsewhere");
    expect(hall.try(open(1, "cb-2"))).toBe("hall.counter-open");
    hall.act(at("closeCounter", 1));
    expect(hall.try(open(2, "cb-1"))).toBeUndefined();
    expect(hall.try(open(9))).toBe("hall.unknown-counter");
    expect(hall.try(at("callNext", 1))).toBe("hall.counter-closed");
  });

  it("R-H R-E05 queue: two officers of one name are two people, each with a counter; one person is one, whatever his name", () => {
    const hall = play();
    const named = (n: number, officerId: string, officer = "Nguyễn Thị Lan") => ({ ...open(n, officer), officerId });
    for (let i = 0; i < 2; i += 1) hall.done(take("ho-tich"));
    hall.act(named(1, "lan-1"));
    hall.act(named(2, "lan-2"));
    expect(hall.try(named(3, "lan-1", "Nguyễn Thị Lan (đổi tên)"))).toBe("hall.officer-elsewhere");
    expect(hall.done(at("callNext", 1))).toMatchObject({ officer: "Nguyễn Thị Lan", officerId: "lan-1" });
    expect(hall.done(at("callNext", 2))).toMatchObject({ officer: "Nguyễn Thị Lan", officerId: "lan-2" });
    hall.done(at("serve", 2));
    hall.done({ type: "transfer", counterId: "q2", toServiceId: "chung-thuc" });
    expect(hall.ticket("A002").officerId).toBeUndefined();
    hall.done(at("serve", 1));
    hall.done(at("finish", 1));
    hall.act(at("closeCounter", 1));
    hall.act(named(1, "thu", "Trần Văn Thử"));
    // Who called him stays who it was, whoever stands there now.
    expect(hall.ticket("A001").officerId).toBe("lan-1");
    expect(hall.done(at("callNext", 1))).toMatchObject({ id: "A002", officerId: "thu" });
  });

  it("R-H R-E05 queue: events of before officers had ids are read: who opened the counter himself is known, others by name", () => {
    const event = (seq: number, type: string, data: Record<string, unknown>, actor: HallEvent["actor"]): HallEvent => ({
      hallId: HALL.id,
      day: "2026-02-13",
      seq,
      type,
      data,
      at: FRIDAY_8,
      actor,
    });
    const unit = { kind: "device", id: "th-call-1" } as const;
    const old = (by: HallEvent["actor"]) =>
      evolveAll(emptyDay(HALL, "2026-02-13"), [
        event(1, "ticketTaken", { ticketId: "A001", serviceId: "ho-tich", language: "vi" }, unit),
        event(2, "counterOpened", { counterId: "q1", officer: "Trần Văn Thử" }, by),
        event(3, "ticketCalled", { ticketId: "A001", counterId: "q1", officer: "Trần Văn Thử", language: "vi" }, unit),
      ]).tickets.get("A001");
    expect(old({ kind: "officer", id: "thu", name: "Trần Văn Thử" })).toMatchObject({
      officer: "Trần Văn Thử",
      officerId: "thu",
    });
    const byHead = old({ kind: "officer", id: "head", name: "Lê Thị Trưởng" });
    expect(byHead).toMatchObject({ state: "called", officer: "Trần Văn Thử" });
    expect(byHead?.officerId).toBeUndefined();
  });

  it("R-H queue: a counter with a person in service does not close; one with a called number does, and he waits at his place", () => {
    const hall = play();
    for (let i = 0; i < 3; i += 1) hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    hall.done(at("recall", 1));
    hall.act(at("closeCounter", 1));
    expect(hall.ticket("A001")).toMatchObject({ state: "waiting", calls: 0 });
    expect(hall.ticket("A001").counterId).toBeUndefined();
    hall.act(open(1));
    expect(hall.done(at("callNext", 1)).id).toBe("A001");
    hall.done(at("serve", 1));
    expect(hall.try(at("closeCounter", 1))).toBe("hall.counter-serving");
    hall.done(at("finish", 1));
    expect(hall.try(at("closeCounter", 1))).toBeUndefined();
  });

  it("R-H queue: who is absent is called again before he is skipped, and skipped only after callsBeforeSkip calls", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    expect(hall.try(at("skip", 1))).toBe("hall.skip-too-early");
    expect(hall.done(at("recall", 1)).calls).toBe(2);
    hall.done(at("skip", 1));
    expect(hall.ticket("A001").state).toBe("absent");
    expect(hall.try(at("recall", 1))).toBe("hall.nobody-called");
  });

  it("R-H queue: who comes back waits behind those who wait already", () => {
    const hall = play();
    for (let i = 0; i < 2; i += 1) hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    hall.done(at("recall", 1));
    hall.done(at("skip", 1));
    expect(hall.try({ type: "comeBack", ticketId: "A002" })).toBe("hall.ticket-not-absent");
    hall.done({ type: "comeBack", ticketId: "A001" });
    hall.done(take("ho-tich"));
    const order = [1, 2, 3].map(() => {
      const { id } = hall.done(at("callNext", 1));
      hall.done(at("serve", 1));
      hall.done(at("finish", 1));
      return id;
    });
    expect(order).toEqual(["A002", "A001", "A003"]);
  });

  it("R-H queue: an absent or named number is called out of turn with a reason, whatever the counter's lines", () => {
    const hall = play();
    for (let i = 0; i < 3; i += 1) hall.done(take("ho-tich"));
    hall.act(open(3));
    const out = { type: "callTicket", counterId: "q3", ticketId: "A003", reason: "Người ốm, Trưởng bộ phận đồng ý" } as const;
    expect(hall.done(out)).toMatchObject({ id: "A003", state: "called", counterId: "q3" });
    expect(hall.events.at(-1)?.data).toMatchObject({ reason: out.reason });
    hall.done(at("serve", 3));
    hall.done(at("finish", 3));
    expect(hall.try(out)).toBe("hall.ticket-not-waiting");
    expect(hall.try({ ...out, ticketId: "A999" })).toBe("hall.unknown-ticket");
  });

  it("R-H queue: transferred to another line, a number keeps the time of its ticket", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    hall.now += 10 * MINUTE;
    hall.done(take("khac"));
    for (const n of [1, 3]) hall.act(open(n));
    const { takenAt, place } = hall.done(at("callNext", 1));
    hall.done(at("serve", 1));
    hall.done({ type: "transfer", counterId: "q1", toServiceId: "khac" });
    expect(hall.ticket("A001")).toMatchObject({ state: "waiting", serviceId: "khac", takenAt, place });
    expect(hall.done(at("callNext", 3)).id).toBe("A001");
    expect(hall.day.counters.get("q1")?.ticketId).toBeUndefined();
  });

  it("R-H queue: transferred to a counter, a number waits for it alone, until that counter closes", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    for (const n of [1, 2, 3]) hall.act(open(n));
    hall.done(at("callNext", 1));
    const to = (counterId: string) => ({ type: "transfer", counterId: "q1", toCounterId: counterId }) as const;
    expect(hall.try(to("q1"))).toBe("hall.transfer-nowhere");
    expect(hall.try(to("q9"))).toBe("hall.unknown-counter");
    expect(hall.try({ type: "transfer", counterId: "q1" })).toBe("hall.transfer-nowhere");
    expect(hall.try({ type: "transfer", counterId: "q1", toServiceId: "ho-tich" })).toBe("hall.transfer-nowhere");
    expect(hall.try({ type: "transfer", counterId: "q1", toServiceId: "thue" })).toBe("hall.unknown-line");
    hall.done(to("q3"));
    expect(hall.try(at("callNext", 2))).toBe("hall.nobody-waiting");
    expect(hall.done(at("callNext", 3)).id).toBe("A001");
    hall.act(at("closeCounter", 3));
    expect(hall.done(at("callNext", 2)).id).toBe("A001");
  });

  it("R-H queue: a closed counter takes no transfer", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    expect(hall.try({ type: "transfer", counterId: "q1", toCounterId: "q2" })).toBe("hall.counter-closed");
  });

  it("R-H queue: who goes away frees the counter", () => {
    const hall = play();
    for (let i = 0; i < 3; i += 1) hall.done(take("ho-tich"));
    hall.act(open(1));
    hall.done(at("callNext", 1));
    hall.done({ type: "leave", ticketId: "A001", reason: "Bận việc" });
    expect(hall.ticket("A001")).toMatchObject({ state: "left", reason: "Bận việc" });
    hall.done({ type: "leave", ticketId: "A002" });
    expect(hall.done(at("callNext", 1)).id).toBe("A003");
    expect(hall.try({ type: "leave", ticketId: "A002" })).toBe("hall.ticket-ended");
  });
});

describe("the queue of a hall: priority", () => {
  /** The order in which one counter calls everybody who waits. */
  const orderOf = (hall: ReturnType<typeof play>): string => {
    hall.act(open(1));
    let order = "";
    while (hall.try(at("callNext", 1)) === undefined) {
      const id = hall.day.counters.get("q1")?.ticketId ?? "";
      order += hall.ticket(id).priority === undefined ? "o" : "P";
      hall.done(at("serve", 1));
      hall.done(at("finish", 1));
    }
    return order;
  };
  const queueOf = (pattern: string) => {
    const hall = play();
    for (const one of pattern) hall.done(take("ho-tich", one === "P" ? { priority: "nguoi-cao-tuoi" } : {}));
    return hall;
  };

  it.each([
    ["ooP", "Poo"],
    ["oooPPPPP", "PPPoPPoo"],
    ["PPPPPPPo", "PPPoPPPP"],
    ["ooooPPPPPPP", "PPPoPPPoPoo"],
    ["PPPPP", "PPPPP"],
  ])("R-H queue: priorityInARow 3: who waits as %s is called as %s", (waiting, called) => {
    expect(orderOf(queueOf(waiting))).toBe(called);
  });

  it("R-H queue: among people with priority first come, first served, whatever their group", () => {
    const hall = play();
    hall.done(take("ho-tich", { priority: "nguoi-khuyet-tat" }));
    hall.done(take("ho-tich", { priority: "nguoi-cao-tuoi" }));
    hall.act(open(1));
    expect(hall.done(at("callNext", 1)).id).toBe("A001");
  });

  it("R-H queue: nobody is passed over more than priorityInARow times, though two counters call", () => {
    const hall = queueOf("oPPPPPPPP");
    for (const n of [1, 2]) hall.act(open(n));
    const called: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      const n = (i % 2) + 1;
      called.push(hall.done(at("callNext", n)).id);
      hall.done(at("serve", n));
      hall.done(at("finish", n));
    }
    expect(called.indexOf("A001")).toBe(3);
  });
});

describe("the queue of a hall: what a number is about", () => {
  it("R-A06 a number is tied to dossiers, procedure and account", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    const [one, two] = ["019f0000-0000-7000-8000-000000000001", "019f0000-0000-7000-8000-000000000002"];
    hall.done({
      type: "linkTicket",
      ticketId: "A001",
      dossierId: one,
      procedureCode: "1.001193",
      account: { has: true, id: "vneid-1" },
    });
    hall.done({ type: "linkTicket", ticketId: "A001", dossierId: two });
    hall.done({ type: "linkTicket", ticketId: "A001", dossierId: one });
    expect(hall.ticket("A001")).toMatchObject({
      dossierIds: [one, two],
      procedureCode: "1.001193",
      account: { has: true, id: "vneid-1" },
    });
    expect(hall.try({ type: "linkTicket", ticketId: "A001", procedureCode: "9.999999" })).toBe("hall.unknown-procedure");
  });

  it("R-H queue: who took a number of the wrong line goes to the right one with number and place", () => {
    const hall = play();
    const { place } = hall.done(take("khac"));
    hall.done(take("ho-tich"));
    hall.done({ type: "linkTicket", ticketId: "C001", procedureCode: "1.001193" });
    expect(hall.ticket("C001")).toMatchObject({ serviceId: "ho-tich", place });
    hall.act(open(1));
    expect(hall.done(at("callNext", 1)).id).toBe("C001");
  });

  it("R-H queue: who fetches a result stays in the line for results", () => {
    const hall = play();
    hall.done(take("ket-qua"));
    hall.done({ type: "linkTicket", ticketId: "R001", procedureCode: "1.001193" });
    expect(hall.ticket("R001").serviceId).toBe("ket-qua");
  });
});

describe("the day of a hall", () => {
  it("R-H queue: closing the day accounts for every open number and closes the counters", () => {
    const hall = play();
    for (let i = 0; i < 5; i += 1) hall.done(take("ho-tich"));
    for (const n of [1, 2]) hall.act(open(n));
    for (const n of [1, 2]) hall.done(at("callNext", n));
    hall.done(at("serve", 1));
    hall.done(at("finish", 1));
    hall.done(at("callNext", 1));
    hall.done(at("serve", 1));
    hall.done({ type: "leave", ticketId: "A005" });
    hall.try({ type: "closeDay", reason: "Hết giờ" });
    expect([...hall.day.tickets.values()].map(({ state }) => state)).toEqual(["done", "closed", "closed", "closed", "left"]);
    expect(hall.ticket("A003")).toMatchObject({ reason: "Hết giờ", endedAt: expect.any(String) });
    expect([...hall.day.counters.values()].some((counter) => counter.open || counter.ticketId !== undefined)).toBe(false);
    for (const command of [
      take("ho-tich"),
      open(3),
      { type: "closeDay", reason: "Lại" },
      { type: "comeBack", ticketId: "A001" },
    ] as const)
      expect(hall.try(command)).toBe("hall.day-closed");
    expect(hall.try({ type: "deviceChanged", deviceId: "may-quet", state: "failing", problems: [] })).toBeUndefined();
  });

  it("R-I02 of what a scanner read only codes of dossiers and tickets are kept", () => {
    const hall = play();
    const scan = (what: "dossier" | "identity" | "unknown") =>
      hall.try({ type: "scanned", deviceId: "may-quet", what, code: "001099000012" });
    for (const what of ["dossier", "identity", "unknown"] as const) expect(scan(what)).toBeUndefined();
    expect(hall.events.map(({ data }) => data["code"])).toEqual(["001099000012", undefined, undefined]);
    expect(hall.try({ type: "scanned", deviceId: "la", what: "unknown" })).toBe("hall.unknown-device");
  });

  it("R-H queue: a job asked of a device stands with the number", () => {
    const hall = play();
    hall.done(take("ho-tich"));
    const job = { type: "askDevice", deviceId: "may-quet", operation: "scan", jobId: "v-1" } as const;
    hall.try({ ...job, ticketId: "A001" });
    expect(hall.ticket("A001").jobs).toMatchObject([{ deviceId: "may-quet", operation: "scan", jobId: "v-1" }]);
    expect(hall.try({ ...job, ticketId: "A007" })).toBe("hall.unknown-ticket");
    expect(hall.try({ ...job, deviceId: "la" })).toBe("hall.unknown-device");
    expect(hall.try(job)).toBeUndefined();
  });
});
