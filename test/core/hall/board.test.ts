import { describe, expect, it } from "vitest";
import { boardOf, queueView } from "../../../core/hall/queue/board.ts";
import { MINUTE, type Play, play } from "./world.ts";

const busy = (): Play => {
  const hall = play();
  for (const line of ["ho-tich", "ho-tich", "ho-tich", "chung-thuc", "khac"]) hall.done({ type: "takeTicket", serviceId: line });
  for (const n of [1, 2, 3]) hall.act({ type: "openCounter", counterId: `q${n}`, officer: `Trần Văn ${n}` });
  for (const n of [3, 1, 2]) {
    hall.now += MINUTE;
    hall.done({ type: "callNext", counterId: `q${n}` });
  }
  return hall;
};

describe("what boards show of a hall", () => {
  it("R-H queue: the newest call stands first, a recall is new again and marked", () => {
    const hall = busy();
    expect(boardOf(hall.day, hall.hall).calls.map(({ ticketId, counter, again }) => [ticketId, counter, again])).toEqual([
      ["A002", 2, false],
      ["A001", 1, false],
      ["C001", 3, false],
    ]);
    hall.now += MINUTE;
    hall.done({ type: "recall", counterId: "q3" });
    expect(boardOf(hall.day, hall.hall).calls[0]).toMatchObject({ ticketId: "C001", counter: 3, again: true });
    hall.done({ type: "serve", counterId: "q3" });
    expect(boardOf(hall.day, hall.hall).calls).toHaveLength(3);
    hall.done({ type: "finish", counterId: "q3" });
    expect(boardOf(hall.day, hall.hall).calls.map(({ ticketId }) => ticketId)).toEqual(["A002", "A001"]);
    expect(boardOf(hall.day, undefined).calls).toEqual([]);
  });

  it("R-H queue: at most five calls", () => {
    const base = play().hall;
    const counters = Array.from({ length: 7 }, (_, index) => ({
      id: `q${index + 1}`,
      number: index + 1,
      name: { vi: `Quầy ${index + 1}`, en: `Counter ${index + 1}` },
      services: ["ho-tich"],
    }));
    const hall = play({ ...base, counters });
    for (const { id } of counters) {
      hall.done({ type: "takeTicket", serviceId: "ho-tich" });
      hall.act({ type: "openCounter", counterId: id, officer: id });
      hall.now += MINUTE;
      hall.done({ type: "callNext", counterId: id });
    }
    expect(boardOf(hall.day, hall.hall).calls.map(({ counter }) => counter)).toEqual([7, 6, 5, 4, 3]);
  });

  it("R-I02 the view of the queue has counters and numbers, and nobody's name", () => {
    const hall = busy();
    hall.done({ type: "recall", counterId: "q1" });
    hall.done({ type: "skip", counterId: "q1" });
    hall.done({ type: "serve", counterId: "q2" });
    const view = queueView(hall.day, hall.hall);
    expect(view).toMatchObject({
      hallId: "sanh-thu",
      day: "2026-02-13",
      version: hall.events.length,
      closed: false,
      counters: [
        { id: "q1", number: 1, open: true },
        { id: "q2", number: 2, open: true, ticketId: "A002", state: "serving" },
        { id: "q3", number: 3, open: true, ticketId: "C001", state: "called" },
      ],
      lines: [
        { id: "ho-tich", letter: "A", waiting: ["A003"] },
        { id: "chung-thuc", letter: "B", waiting: ["B001"] },
        { id: "khac", letter: "C", waiting: [] },
        { id: "ket-qua", letter: "R", waiting: [] },
      ],
      absent: ["A001"],
    });
    expect(JSON.stringify(view)).not.toContain("Trần");
    hall.done({ type: "finish", counterId: "q2" });
    hall.act({ type: "closeDay", reason: "Hết giờ" });
    expect(queueView(hall.day, hall.hall)).toMatchObject({
      closed: true,
      absent: [],
      counters: [{ open: false }, { open: false }, { open: false }],
    });
  });
});
