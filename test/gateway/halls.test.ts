import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealWorld, realWorld } from "./real-hub.ts";

const OFFICER = { kind: "officer", id: "cb-1", name: "Trần Văn Thử" } as const;

describe("the doors of halls", () => {
  let world: RealWorld;
  beforeAll(async () => {
    world = await realWorld();
  });
  afterAll(() => world.stop());
  const run = (command: Parameters<RealWorld["hub"]["hall"]["execute"]>[0]["command"]) =>
    world.hub.hall.execute({ hallId: "thuan-hoa", actor: OFFICER, command });
  const get = async (path: string) => {
    const response = await world.send(undefined, "GET", path);
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  it("R-H queue: anybody may read the halls, and who goes first by which rule", async () => {
    const answer = await get("/api/v1/halls");
    expect(answer.status).toBe(200);
    const [hall] = answer.body.items;
    expect(hall).toMatchObject({ id: "thuan-hoa", agencyId: "H57.101", name: { vi: "Bộ phận Một cửa phường Thuận Hóa" } });
    expect(hall.services.map(({ letter }: { letter: string }) => letter)).toEqual(["A", "B", "C", "D", "E", "R"]);
    expect(hall.priorities).toContainEqual(
      expect.objectContaining({ id: "nguoi-cao-tuoi", source: expect.stringContaining("39/2009/QH12") }),
    );
    expect(hall.devices).toBeUndefined();
  });

  it("R-H queue: anybody may read the queue: numbers, counters and waits, nothing personal", async () => {
    for (let i = 0; i < 3; i += 1) await run({ type: "takeTicket", serviceId: "ho-tich" });
    await run({ type: "openCounter", counterId: "q1", officer: "Trần Văn Thử" });
    await run({ type: "callNext", counterId: "q1" });
    const answer = await get("/api/v1/halls/thuan-hoa/queue");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ hallId: "thuan-hoa", day: "2026-02-13", version: 5, closed: false, absent: [] });
    expect(answer.body.counters[0]).toMatchObject({ id: "q1", number: 1, open: true, ticketId: "A001", state: "called" });
    expect(answer.body.lines[0]).toEqual({ id: "ho-tich", letter: "A", waiting: ["A002", "A003"], ahead: 2, minutes: 36 });
    expect(answer.body.lines[2]).toEqual({ id: "dat-dai", letter: "C", waiting: [], ahead: 0 });
    expect(JSON.stringify(answer.body)).not.toContain("Trần");
  });

  it("R-H queue: a hall that does not exist is not found", async () => {
    const answer = await get("/api/v1/halls/khong-co/queue");
    expect([answer.status, answer.body.code]).toEqual([404, "resource.unknown"]);
    expect((await get("/api/v1/halls/KHONG..CO/queue")).status).toBe(404);
  });
});
