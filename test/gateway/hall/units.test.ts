import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { counterNow, hallNow, hello, ticketAnswer, unit } from "../../../adapters/hall/queue-units/contract/units.ts";
import { createSpeech, withLength } from "../../../gateway/hall/speech.ts";
import { readPlace } from "../../../gateway/hall/unit-stream.ts";
import { printLines } from "../../../gateway/hall/unit-views.ts";
import { CALL_1, HALL, MACHINE, openUnitWorld, SPEAKER, type UnitWorld, until } from "./unit-world.ts";

let world: UnitWorld;
beforeAll(async () => {
  world = await openUnitWorld({ manners: { presentMs: 20 } });
});
afterAll(() => world?.stop());

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly hint: { readonly vi: string };
  readonly errors?: readonly { readonly path: string }[];
}
const problemOf = async (answer: Response): Promise<Problem> => (await answer.json()) as Problem;
let keys = 0;
const newKey = (): string => `press-${++keys}`;
const take = async (service = "ho-tich", more: object = {}) => {
  const answer = await world.ask(MACHINE, "POST", "/tickets", { service, key: newKey(), ...more });
  expect(answer.status).toBe(201);
  return ticketAnswer.parse(await answer.json());
};
const call = (action: string, more: object = {}) => world.ask(CALL_1, "POST", "/calls", { action, ...more });

/** Events of a stream as they come. */
const listen = async (device: string, lastEventId?: string) => {
  const answer = await world.ask(
    device,
    "GET",
    "/stream",
    undefined,
    lastEventId === undefined ? {} : { "last-event-id": lastEventId },
  );
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const events: { event: string; id: string; data: unknown }[] = [];
  const state = { over: false };
  const reader = answer.body?.getReader();
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const next = await reader?.read();
      if (next === undefined || next.done) break;
      text += decoder.decode(next.value, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined)
          events.push({
            event: /^event: (.*)$/m.exec(block)?.[1] ?? "",
            id: /^id: (.*)$/m.exec(block)?.[1] ?? "",
            data: JSON.parse(data),
          });
      }
    }
    state.over = true;
  };
  void read();
  return { events, state, close: () => reader?.cancel() };
};

describe("R-H queue-ticket machine, call unit and loudspeaker: who comes in", () => {
  it("R-H queue-ticket machine, call unit and loudspeaker: an unknown device and a wrong key are answered alike", async () => {
    const known = await world.ask(MACHINE, "GET", "", undefined, { authorization: "Bearer wrong" });
    const unknown = await world.ask("th-ticket-9", "GET", "");
    const other = await world.ask(MACHINE, "GET", "", undefined, {
      authorization: `Bearer ${world.hub.hall.deviceKey(SPEAKER)}`,
    });
    const none = await world.ask(MACHINE, "GET", "", undefined, { authorization: "" });
    const named = await world.ask(MACHINE, "GET", "", undefined, { "x-device": SPEAKER });
    const said: unknown[] = [];
    for (const answer of [known, unknown, other, none, named]) {
      expect(answer.status).toBe(401);
      said.push({ ...((await answer.json()) as object), instance: "" });
    }
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(JSON.stringify(said[0])).toContain("Không có thiết bị này, hoặc khóa không đúng.");
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: a screen has other doors", async () => {
    const answer = await world.ask("th-kiosk-1", "GET", "");
    expect(answer.status).toBe(403);
    expect((await problemOf(answer)).code).toBe("hall.device-of-another-kind");
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: whoever guesses keys is stopped, and a unit that runs wild too", async () => {
    const guessed = world.gateway();
    let last = 0;
    for (let time = 0; time < 31; time += 1)
      last = (await guessed.ask(MACHINE, "GET", "", undefined, { authorization: "Bearer guess" })).status;
    expect(last).toBe(429);
    expect((await guessed.ask(MACHINE, "GET", "")).status).toBe(429);
    guessed.wall.ms += 61_000;
    expect((await guessed.ask(MACHINE, "GET", "")).status).toBe(200);
    for (let time = 0; time < 120; time += 1) last = (await guessed.ask(CALL_1, "GET", "")).status;
    expect(last).toBe(200);
    const wild = await guessed.ask(CALL_1, "GET", "");
    expect(wild.status).toBe(429);
    expect(wild.headers.get("retry-after")).toBe("1");
    expect((await guessed.ask(SPEAKER, "GET", "")).status).toBe(200);
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: each is told what it is and how its hall is", async () => {
    const machine = unit.parse(await (await world.ask(MACHINE, "GET", "")).json());
    expect(machine.device).toMatchObject({ id: MACHINE, kind: "ticketMachine", name: { vi: "Máy lấy số" } });
    expect(machine.offers?.lines.map(({ letter }) => letter)).toEqual(["A", "B", "C", "D", "E", "R"]);
    expect(machine.priorities.map(({ id }) => id)).toContain("nguoi-cao-tuoi");
    expect(machine.counter).toBeUndefined();
    const keypad = unit.parse(await (await world.ask(CALL_1, "GET", "")).json());
    expect(keypad.counter?.counter).toMatchObject({ id: "q1", number: 1 });
    expect(unit.parse(await (await world.ask(SPEAKER, "GET", "")).json()).device.kind).toBe("loudspeaker");
  });
});

describe("R-H queue-ticket machine, call unit and loudspeaker: numbers", () => {
  it("R-H queue-ticket machine: a press gives the next number of the line with a slip to print", async () => {
    const first = await take("dat-dai");
    expect(first.ticket).toBe("C001");
    expect(first.line.name.vi).toBe("Đất đai – Xây dựng");
    expect(first.print.find(({ size }) => size === "huge")?.text).toBe("C001");
    expect(first.print.some(({ text }) => text.includes("Bộ phận Một cửa phường Thuận Hóa"))).toBe(true);
    const second = await take("dat-dai");
    expect(second).toMatchObject({ ticket: "C002", ahead: 1 });
  });

  it("R-H queue-ticket machine: the same press again is the same number; another press with its key conflicts", async () => {
    const press = { service: "xa-hoi", key: newKey() };
    const first = await world.ask(MACHINE, "POST", "/tickets", press);
    const again = await world.ask(MACHINE, "POST", "/tickets", press);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(ticketAnswer.parse(await again.json()).ticket).toBe(ticketAnswer.parse(await first.json()).ticket);
    const other = await world.ask(MACHINE, "POST", "/tickets", { ...press, service: "khac" });
    expect(other.status).toBe(409);
    expect((await problemOf(other)).code).toBe("hall.key-reused");
  });

  it("R-H queue-ticket machine: a procedure names its line by its field; priority stands on the slip", async () => {
    const answer = await world.ask(MACHINE, "POST", "/tickets", {
      procedure: "1.004884",
      priority: "nguoi-cao-tuoi",
      key: newKey(),
    });
    const ticket = ticketAnswer.parse(await answer.json());
    expect(ticket.line.id).toBe("ho-tich");
    expect(ticket.print.some(({ text }) => text.startsWith("Ưu tiên:"))).toBe(true);
  });

  it.each([
    [{ service: "khong-co", key: "k-1" }, 422, "hall.unknown-line"],
    [{ service: "ho-tich", priority: "giam-doc", key: "k-2" }, 422, "hall.unknown-priority"],
    [{ key: "k-3" }, 422, "request.invalid"],
    [{ service: "ho-tich" }, 422, "request.invalid"],
    [{ service: "ho-tich", key: "k-4", name: "Nguyễn" }, 422, "request.invalid"],
    ["{", 400, "request.bad-json"],
    [`{"service":"${"a".repeat(20_000)}"}`, 413, "request.too-large"],
  ])(
    "R-H queue-ticket machine: bad input %# is refused with what is wrong, and no number is taken",
    async (body, status, code) => {
      const before = (await world.hub.hall.day(HALL)).tickets.size;
      const answer = await world.ask(MACHINE, "POST", "/tickets", body);
      expect(answer.status).toBe(status);
      expect((await problemOf(answer)).code).toBe(code);
      expect((await world.hub.hall.day(HALL)).tickets.size).toBe(before);
    },
  );

  it("R-H queue-ticket machine: no JSON, no number; and a call unit gives none out", async () => {
    const answer = await world.ask(
      MACHINE,
      "POST",
      "/tickets",
      { service: "ho-tich", key: "x" },
      { "content-type": "text/plain" },
    );
    expect(answer.status).toBe(415);
    expect((await world.ask(CALL_1, "POST", "/tickets", { service: "ho-tich", key: "x" })).status).toBe(403);
    expect((await world.ask(MACHINE, "POST", "/calls", { action: "next" })).status).toBe(403);
  });

  it("R-H counter call unit: before an officer has opened the counter every press is refused in clear words", async () => {
    for (const action of ["next", "recall", "serve", "skip", "finish"]) {
      const answer = await call(action);
      expect(answer.status).toBe(409);
      const { code, detail } = await problemOf(answer);
      expect([code, detail]).toEqual(["hall.counter-closed", "Quầy chưa mở."]);
    }
  });

  it("R-H counter call unit: calls, recalls, serves, transfers, finishes at its own counter", async () => {
    await world.run({ type: "openCounter", counterId: "q1", officer: "Trần Thị Một Cửa" });
    await world.run({ type: "openCounter", counterId: "q2", officer: "Lê Văn Hai" });
    const { ticket } = await take("ho-tich");
    const called = counterNow.parse(await (await call("next", { key: "n-1" })).json());
    expect(called).toMatchObject({ open: true, officer: "Trần Thị Một Cửa", ticket: { state: "called", calls: 1 } });
    // The same press once more calls nobody else.
    expect(counterNow.parse(await (await call("next", { key: "n-1" })).json()).ticket?.id).toBe(called.ticket?.id);
    expect(counterNow.parse(await (await call("recall")).json()).ticket).toMatchObject({ calls: 2 });
    expect(counterNow.parse(await (await call("serve")).json()).ticket).toMatchObject({ state: "serving" });
    expect(counterNow.parse(await (await call("finish")).json()).ticket).toBeUndefined();
    const next = counterNow.parse(await (await call("next")).json());
    expect([called.ticket?.id, next.ticket?.id]).toContain(ticket);
    await call("serve");
    const moved = await call("transfer", { to: { counter: "q2" } });
    expect(moved.status).toBe(200);
    const day = await world.hub.hall.day(HALL);
    expect(day.tickets.get(next.ticket?.id ?? "")).toMatchObject({ state: "waiting", onlyCounterId: "q2" });
    expect((await call("transfer")).status).toBe(422);
    expect((await call("next", { to: { counter: "q2" } })).status).toBe(422);
    const none = await call("next");
    expect([none.status, (await problemOf(none)).code]).toEqual([409, "hall.nobody-waiting"]);
  });
});

describe("R-H queue-ticket machine, call unit and loudspeaker: streams", () => {
  it("R-H loudspeaker: a call is announced in both languages with its age; after a cut it goes on where it was", async () => {
    const first = await listen(SPEAKER);
    await until(() => first.events.length === 1);
    expect(first.events[0]?.event).toBe("hello");
    expect(hello.parse(first.events[0]?.data).speech).toBe(false);
    await take("ho-tich");
    const ticket = counterNow.parse(await (await call("next")).json()).ticket?.id;
    await until(() => first.events.length === 2);
    expect(first.events[1]).toMatchObject({
      event: "announcement",
      data: { ticket, counter: 1, again: false, ageSeconds: 0, vi: expect.stringContaining("quầy số một") },
    });
    await first.close();
    await call("recall");
    const again = await listen(SPEAKER, first.events[1]?.id);
    await until(() => again.events.length === 2);
    expect(again.events[1]).toMatchObject({ event: "announcement", data: { ticket, again: true } });
    await again.close();
    // Without an id it begins with what happens now.
    const fresh = await listen(SPEAKER);
    await call("recall");
    await until(() => fresh.events.length === 2);
    expect(fresh.events[1]?.id).not.toBe(again.events[1]?.id);
    await fresh.close();
    await call("serve");
    await call("finish");
  });

  it("R-H counter call unit: its stream shows the counter at once, and again when something changed there", async () => {
    const stream = await listen(CALL_1);
    await until(() => stream.events.length === 2);
    const shown = counterNow.parse(stream.events[1]?.data);
    const { ticket } = await take("chung-thuc");
    await until(() => stream.events.some(({ data }) => counterNow.safeParse(data).data?.waiting === shown.waiting + 1));
    await call("next");
    await until(() => stream.events.some(({ data }) => counterNow.safeParse(data).data?.ticket?.id === ticket));
    await stream.close();
    await call("serve");
    await call("finish");
  });

  it("R-H queue-ticket machine: its stream says which lines are open, and what everybody in the hall is told", async () => {
    const stream = await listen(MACHINE);
    const latest = () => hallNow.safeParse(stream.events.findLast(({ event }) => event === "hall")?.data).data;
    await until(() => latest() !== undefined);
    expect(latest()?.lines.find(({ id }) => id === "ho-tich")?.open).toBe(true);
    expect(latest()?.lines.find(({ id }) => id === "dat-dai")?.open).toBe(false);
    await world.run({ type: "openCounter", counterId: "q3", officer: "Lê Văn Ba" });
    await until(() => latest()?.lines.find(({ id }) => id === "dat-dai")?.open === true);
    await world.hub.hall.present("th-ups-1", {
      state: "warning",
      problems: [{ code: "power.battery", vi: "Đang chạy bằng ắc quy.", en: "On battery." }],
    });
    await until(() => (latest()?.notices.length ?? 0) > 0);
    expect(latest()?.notices[0]?.vi).toContain("Mất điện lưới");
    await world.hub.hall.present("th-ups-1");
    await stream.close();
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: a unit is present while it holds its stream, and failing as it reports", async () => {
    const stream = await listen(MACHINE);
    await until(async () => (await world.hub.hall.device(MACHINE))?.state === "ok");
    const paper = { code: "paper.out", vi: "Máy lấy số hết giấy.", en: "Out of paper." };
    expect((await world.ask(MACHINE, "POST", "/state", { state: "failing", problems: [paper] })).status).toBe(204);
    await until(async () => (await world.hub.hall.device(MACHINE))?.state === "failing");
    const beats = stream.events.length;
    // Being there does not make it well: what it said counts until it says something else.
    await world.hub.hall.execute({
      hallId: HALL,
      command: { type: "openCounter", counterId: "q4", officer: "Phạm Thị Tư" },
      actor: { kind: "officer", id: "cb-4" },
    });
    await until(() => stream.events.length > beats);
    expect(await world.hub.hall.device(MACHINE)).toMatchObject({ state: "failing", problems: [paper] });
    await world.ask(MACHINE, "POST", "/state", { state: "ok" });
    await until(async () => (await world.hub.hall.device(MACHINE))?.state === "ok");
    const bad = await world.ask(MACHINE, "POST", "/state", { state: "dead", problems: [{ code: "X!", vi: "", en: "" }] });
    expect(bad.status).toBe(422);
    await stream.close();
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: a unit that is not heard of any more is let go, whatever its connection says", async () => {
    const stream = await listen(MACHINE);
    await until(() => stream.events.length > 0);
    world.wall.ms += 46_000;
    await until(() => stream.state.over);
    expect(stream.state.over).toBe(true);
  });

  it("R-H queue-ticket machine, call unit and loudspeaker: the newer stream of a device ends the older one", async () => {
    const older = await listen(CALL_1);
    await until(() => older.events.length > 0);
    const newer = await listen(CALL_1);
    await until(() => older.state.over && newer.events.length > 0);
    expect(newer.state.over).toBe(false);
    await newer.close();
  });

  it("R-H loudspeaker: places in the stream are a day and a number, and nothing else", () => {
    expect(readPlace("2026-03-04/17")).toEqual({ day: "2026-03-04", seq: 17 });
    for (const wrong of [undefined, "", "17", "2026-03-04/", "2026-03-04/-1", "x/1", "2026-03-04/1234567890"])
      expect(readPlace(wrong)).toBeUndefined();
  });
});

const why = (await createSpeech().available()) ? undefined : "espeak-ng is not on PATH";

describe("R-H loudspeaker: speech", () => {
  it.skipIf(why !== undefined)(
    `R-H loudspeaker: Vietnamese speech of a call as WAV${why === undefined ? "" : ` (${why})`}`,
    async () => {
      const speaking = world.gateway({ speech: createSpeech() });
      await take("ho-tich");
      await call("next");
      const called = (await world.hub.hall.events(HALL, 0, 500)).findLast(({ type }) => type === "ticketCalled");
      const answer = await speaking.ask(SPEAKER, "GET", `/announcements/${called?.seq}.wav`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "audio/wav"]);
      const wav = Buffer.from(await answer.arrayBuffer());
      expect(wav.toString("latin1", 0, 4)).toBe("RIFF");
      expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
      // A sentence of several words lasts longer than a second (22,050 samples of two bytes).
      expect(wav.length).toBeGreaterThan(44_100);
      expect((await speaking.ask(SPEAKER, "GET", `/announcements/${(called?.seq ?? 0) + 7}.wav`)).status).toBe(404);
      expect((await speaking.ask(SPEAKER, "GET", "/announcements/0.wav")).status).toBe(404);
      expect((await speaking.ask(MACHINE, "GET", `/announcements/${called?.seq}.wav`)).status).toBe(403);
      await call("serve");
      await call("finish");
    },
  );

  it("R-H loudspeaker: without a program there is no speech, and the unit is told why", async () => {
    await take("ho-tich");
    await call("next");
    const called = (await world.hub.hall.events(HALL, 0, 500)).findLast(({ type }) => type === "ticketCalled");
    const answer = await world.ask(SPEAKER, "GET", `/announcements/${called?.seq}.wav`);
    expect([answer.status, (await problemOf(answer)).code]).toEqual([404, "hall.no-speech"]);
  });

  it("R-H loudspeaker: a program that fails, or says nothing, is no speech, and is asked again", async () => {
    const path = process.env["PATH"] ?? "";
    expect(await createSpeech("false", path).say("Mời quý khách")).toEqual({ missing: "failed" });
    const silent = createSpeech("true", path);
    expect(await silent.say("Mời quý khách")).toEqual({ missing: "failed" });
    expect(await silent.say("Mời quý khách")).toEqual({ missing: "failed" });
    expect(await createSpeech("no-such-program", path).say("Mời")).toEqual({ missing: "no-program" });
  });

  it("R-H loudspeaker: the head of a WAV says its true length", () => {
    const head = Buffer.alloc(60);
    head.write("RIFF", 0, "latin1");
    head.writeUInt32LE(0x7ffff024, 4);
    const mended = Buffer.from(withLength(head));
    expect([mended.readUInt32LE(4), mended.readUInt32LE(40)]).toEqual([52, 16]);
    expect(withLength(Buffer.from("no sound"))).toEqual(Buffer.from("no sound"));
  });

  it("R-H queue-ticket machine: a slip becomes lines of text; bar code and QR are for printers that can", () => {
    expect(
      printLines({
        items: [
          { kind: "text", text: "A001", align: "center", bold: true, size: "huge" },
          { kind: "pair", label: "Trước", value: "3" },
          { kind: "gap", lines: 2 },
          { kind: "barcode", data: "A001" },
          { kind: "qr", data: "x" },
        ],
      }).map(({ text }) => text),
    ).toEqual(["A001", "Trước: 3", "", ""]);
  });
});
