import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readEvent } from "../../../simulators/hall/unit-line.ts";
import { CALL_1, HALL, MACHINE, openUnitWorld, SPEAKER, type UnitWorld, until } from "../../gateway/hall/unit-world.ts";

let world: UnitWorld;
beforeAll(async () => {
  world = await openUnitWorld({ manners: { presentMs: 20 } });
});
afterAll(() => world?.stop());
// Another day for each test: its queue is empty.
beforeEach(() => world.freshDay());

type Unit = ReturnType<UnitWorld["unit"]>;
interface Pressed {
  readonly paper?: { readonly kind: string; readonly ticket?: string; readonly text: string };
  readonly error?: string;
  readonly code?: string;
  readonly text?: string;
}
const press = async (unit: Unit, body: object): Promise<Pressed> => (await unit.door("/press", body)) as Pressed;
const counts = (unit: Unit): Readonly<Record<string, number>> => unit.parts.counts();
const connected = (unit: Unit): Promise<void> => until(() => counts(unit)["đang nối"] === 1);
const tickets = async (): Promise<number> => (await world.hub.hall.day(HALL)).tickets.size;

interface Heard {
  readonly said: readonly {
    readonly ticket: string;
    readonly vi: string;
    readonly seq: number;
    readonly wav?: number;
    readonly en?: string;
  }[];
  readonly unsaid: readonly { readonly why: string }[];
}
const heard = async (speaker: Unit): Promise<Heard> => (await speaker.door("/said")) as Heard;
const callNext = async (): Promise<string> => {
  const outcome = await world.run({ type: "callNext", counterId: "q1" });
  if (outcome.outcome !== "done") throw new RangeError(JSON.stringify(outcome));
  return outcome.ticket?.id ?? "";
};
const done = async (): Promise<void> => {
  await world.run({ type: "serve", counterId: "q1" });
  await world.run({ type: "finish", counterId: "q1" });
};
const waitingPeople = async (count: number): Promise<void> => {
  await world.run({ type: "openCounter", counterId: "q1", officer: "Trần Thị Một Cửa" });
  for (let person = 0; person < count; person += 1) await world.run({ type: "takeTicket", serviceId: "ho-tich" });
};

describe("R-H queue-ticket machine, simulated", () => {
  it("R-H queue-ticket machine: a press prints a number; the screen shows lines and who waits", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    const { paper } = await press(machine, { service: "ho-tich" });
    expect(paper).toMatchObject({ kind: "ticket", ticket: "A001" });
    expect(paper?.text).toContain("*** A001 ***");
    expect(await tickets()).toBe(1);
    const display = await (await machine.fetch(new Request("http://sim.test/__sim/display"))).text();
    expect(display).toContain("[A] Hộ tịch");
  });

  it("R-H queue-ticket machine: without the hub it prints that it rests, takes no number, and is back by itself", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    world.away(true);
    expect((await press(machine, { service: "ho-tich" })).paper).toMatchObject({
      kind: "resting",
      text: "Máy tạm nghỉ – xin đến bàn hướng dẫn",
    });
    await until(() => counts(machine)["đang nối"] === 0);
    expect(await tickets()).toBe(0);
    world.away(false);
    await connected(machine);
    expect((await press(machine, { service: "ho-tich" })).paper?.ticket).toBe("A001");
  });

  it("R-H queue-ticket machine: an answer that is lost on the way gives no second number", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    world.lose(1);
    expect((await press(machine, { service: "ho-tich" })).paper?.ticket).toBe("A001");
    expect(await tickets()).toBe(1);
  });

  it("R-H queue-ticket machine: out of paper it takes no number and says so to the hub; with paper it works again", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    await machine.door("/device/trouble", { name: "paperOut", on: true });
    expect((await press(machine, { service: "ho-tich" })).error).toContain("hết giấy");
    await until(async () => (await world.hub.hall.device(MACHINE))?.problems[0]?.code === "paper.out");
    expect(await tickets()).toBe(0);
    await machine.door("/device/trouble", { name: "paperOut", on: false });
    await until(async () => (await world.hub.hall.device(MACHINE))?.state === "ok");
    expect((await press(machine, { service: "ho-tich" })).paper?.kind).toBe("ticket");
  });

  it("R-H queue-ticket machine: what the hub refuses is said on the screen, and nothing is printed", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    await world.run({ type: "closeDay", reason: "hết giờ" });
    expect(await press(machine, { service: "ho-tich" })).toMatchObject({
      code: "hall.day-closed",
      error: "Sảnh đã kết thúc ngày làm việc.",
    });
    expect(counts(machine)["số đã in"]).toBe(0);
  });

  it("R-H queue-ticket machine: without power its screen is dark, and it comes back with power", async () => {
    const machine = world.unit("hall-ticket-machine", [MACHINE]);
    await connected(machine);
    await machine.door("/device/power", { on: false });
    await until(() => counts(machine)["đang nối"] === 0);
    expect((await press(machine, { service: "ho-tich" })).error).toContain("không có điện");
    await machine.door("/device/power", { on: true });
    await connected(machine);
    expect((await press(machine, { service: "ho-tich" })).paper?.ticket).toBe("A001");
  });
});

describe("R-H counter call unit, simulated", () => {
  it("R-H counter call unit: buttons call, serve and finish; the display follows the counter", async () => {
    const keypad = world.unit("hall-call-unit", [CALL_1]);
    await connected(keypad);
    expect(await press(keypad, { action: "next" })).toMatchObject({ code: "hall.counter-closed" });
    await waitingPeople(1);
    await until(() => counts(keypad)["quầy đang mở"] === 1);
    expect((await press(keypad, { action: "next" })).text).toBe("Quầy 1: A001 ĐANG GỌI · chờ 0");
    expect((await press(keypad, { action: "serve" })).text).toContain("ĐANG PHỤC VỤ");
    expect((await press(keypad, { action: "finish" })).text).toBe("Quầy 1: ---- · chờ 0");
  });

  it("R-H counter call unit: a press whose answer is lost calls nobody twice; without the hub the display says so", async () => {
    const keypad = world.unit("hall-call-unit", [CALL_1]);
    await connected(keypad);
    await waitingPeople(2);
    world.lose(1);
    expect((await press(keypad, { action: "next" })).text).toContain("A001 ĐANG GỌI · chờ 1");
    world.away(true);
    await until(() => counts(keypad)["đang nối"] === 0);
    expect(await press(keypad, { action: "serve" })).toMatchObject({ text: "MẤT KẾT NỐI – gọi bằng lời, bấm lại sau" });
    world.away(false);
    await connected(keypad);
    expect((await press(keypad, { action: "serve" })).text).toContain("A001 ĐANG PHỤC VỤ");
  });

  it("R-H counter call unit: one simulator stands in for the keypads of all counters", async () => {
    const keypads = world.unit("hall-call-unit", [CALL_1, "th-call-2"]);
    await until(() => counts(keypads)["đang nối"] === 2);
    await waitingPeople(2);
    await world.run({ type: "openCounter", counterId: "q2", officer: "Lê Văn Hai" });
    await until(() => counts(keypads)["quầy đang mở"] === 2);
    expect((await press(keypads, { unit: "q2", action: "next" })).text).toContain("Quầy 2: A001");
    expect((await press(keypads, { unit: CALL_1, action: "next" })).text).toContain("Quầy 1: A002");
  });
});

describe("R-H loudspeaker, simulated", () => {
  it("R-H loudspeaker: it says what is called, once", async () => {
    const speaker = world.unit("hall-loudspeaker", [SPEAKER]);
    await connected(speaker);
    await waitingPeople(1);
    await callNext();
    await until(async () => (await heard(speaker)).said.length === 1);
    expect((await heard(speaker)).said[0]?.vi).toBe("Mời quý khách số A một đến quầy số một.");
    await world.run({ type: "recall", counterId: "q1" });
    await until(async () => (await heard(speaker)).said.length === 2);
    expect((await heard(speaker)).said[1]?.vi).toMatch(/^Xin nhắc lại/);
  });

  it("R-H loudspeaker: after an outage it says what is still current, nothing twice, and nothing that is old", async () => {
    const speaker = world.unit("hall-loudspeaker", [SPEAKER]);
    await connected(speaker);
    await waitingPeople(4);
    await callNext();
    await until(async () => (await heard(speaker)).said.length === 1);
    await done();
    world.away(true);
    await until(() => counts(speaker)["đang nối"] === 0);
    await callNext();
    await done();
    world.later(31);
    const third = await callNext();
    world.later(50);
    world.away(false);
    await until(async () => (await heard(speaker)).said.length === 2);
    const { said, unsaid } = await heard(speaker);
    expect(said.map(({ ticket }) => ticket)).toEqual(["A001", third]);
    expect(unsaid).toMatchObject([{ why: "tooOld" }]);
    await done();
    await callNext();
    await until(async () => (await heard(speaker)).said.length === 3);
    expect(new Set((await heard(speaker)).said.map(({ seq }) => seq)).size).toBe(3);
  });

  it("R-H loudspeaker: one that came before anything was called misses nothing that is called while it is cut off", async () => {
    const speaker = world.unit("hall-loudspeaker", [SPEAKER]);
    await connected(speaker);
    await waitingPeople(1);
    await speaker.door("/device/cable", { on: false });
    await until(() => counts(speaker)["đang nối"] === 0);
    await callNext();
    world.later(5);
    await speaker.door("/device/cable", { on: true });
    await until(async () => (await heard(speaker)).said.length === 1);
    expect((await heard(speaker)).said[0]?.ticket).toBe("A001");
  });

  it("R-H loudspeaker: with a broken amplifier it says nothing and the hub knows", async () => {
    const speaker = world.unit("hall-loudspeaker", [SPEAKER]);
    await connected(speaker);
    await speaker.door("/device/trouble", { name: "ampBroken", on: true });
    await until(async () => (await world.hub.hall.device(SPEAKER))?.problems[0]?.code === "speaker.silent");
    await waitingPeople(1);
    await callNext();
    await until(async () => (await heard(speaker)).unsaid.length === 1);
    expect((await heard(speaker)).unsaid).toMatchObject([{ why: "silent" }]);
  });

  it("R-H loudspeaker: speech of the hub comes with the call", async () => {
    const speech = { available: async () => true, say: async () => ({ wav: new Uint8Array(1234) }) };
    const speaker = world.unit("hall-loudspeaker", [SPEAKER], world.gateway({ speech, manners: { presentMs: 20 } }));
    await connected(speaker);
    await world.run({ type: "openCounter", counterId: "q1", officer: "Trần Thị Một Cửa" });
    await world.run({ type: "takeTicket", serviceId: "ho-tich", language: "en" });
    await callNext();
    await until(async () => (await heard(speaker)).said.length === 1);
    expect((await heard(speaker)).said[0]).toMatchObject({ wav: 1234, en: "Number A 1, please go to counter 1." });
  });

  it("R-H loudspeaker: an event of a stream is read; a sign of life is none", () => {
    expect(readEvent('id: 2026-03-04/1\nevent: hello\ndata: {"now":"x"}')).toEqual({
      event: "hello",
      id: "2026-03-04/1",
      data: { now: "x" },
    });
    expect(readEvent(": nhịp / beat")).toBeUndefined();
    expect(readEvent("retry: 1000")).toBeUndefined();
  });
});
