import { describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { reportSteps } from "../../../core/hall/queue/step-report.ts";
import { MINUTE, type Play, play } from "./world.ts";

const step = (id: string, minutes: number) =>
  [id, { id, minutes, name: { vi: id, en: id }, by: "counter" as const, source: "thử" }] as const;
const STEPS = new Map([step("kiem-tra", 5), step("in-giay", 1)]);
const start = (hall: Play, stepId: string, ticketId = "A001") => hall.done({ type: "startStep", ticketId, stepId });
const wait = (hall: Play, minutes: number) => {
  hall.now += minutes * MINUTE;
  return hall;
};
const opened = (): Play => {
  const hall = play();
  for (let i = 0; i < 3; i += 1) hall.done({ type: "takeTicket", serviceId: "ho-tich" });
  hall.act({ type: "openCounter", counterId: "q1", officer: "a" });
  hall.done({ type: "callNext", counterId: "q1" });
  hall.done({ type: "serve", counterId: "q1" });
  return hall;
};
const minutesOf = (hall: Play, id = "A001") =>
  hall
    .ticket(id)
    .steps.map(({ stepId, startedAt, finishedAt }) => [
      stepId,
      finishedAt === undefined ? undefined : (Date.parse(finishedAt) - Date.parse(startedAt)) / MINUTE,
    ]);

describe("steps at the hall against their norms", () => {
  it("R-B15 a step is timed from its start to its finish", () => {
    const hall = opened();
    start(hall, "kiem-tra");
    wait(hall, 4).done({ type: "finishStep", ticketId: "A001", stepId: "kiem-tra" });
    expect(minutesOf(hall)).toEqual([["kiem-tra", 4]]);
    expect(hall.try({ type: "finishStep", ticketId: "A001", stepId: "kiem-tra" })).toBe("hall.step-not-open");
  });

  it("R-B15 a step that begins ends the one before it", () => {
    const hall = opened();
    start(hall, "kiem-tra");
    start(wait(hall, 3), "in-giay");
    wait(hall, 2);
    expect(minutesOf(hall)).toEqual([
      ["kiem-tra", 3],
      ["in-giay", undefined],
    ]);
    expect(hall.try({ type: "finishStep", ticketId: "A001", stepId: "kiem-tra" })).toBe("hall.step-not-open");
  });

  it.each([
    ["the visit is finished", { type: "finish", counterId: "q1" }],
    ["the person leaves", { type: "leave", ticketId: "A001" }],
    ["the number is transferred", { type: "transfer", counterId: "q1", toServiceId: "khac" }],
    ["the day is closed", { type: "closeDay", reason: "Hết giờ" }],
  ] as const)("R-B15 a step left open ends when %s", (_when, command) => {
    const hall = opened();
    start(hall, "kiem-tra");
    wait(hall, 7).act(command);
    wait(hall, 30);
    expect(minutesOf(hall)).toEqual([["kiem-tra", 7]]);
  });

  it("R-B15 steps are those of the catalog, of numbers whose visit goes on; the support desk has them before the counter calls", () => {
    const hall = opened();
    expect(start(hall, "kiem-tra", "A003").steps).toHaveLength(1);
    const command = { type: "startStep", ticketId: "A001", stepId: "uong-tra" } as const;
    expect(hall.try(command)).toBe("hall.unknown-step");
    expect(hall.try({ ...command, ticketId: "A009" })).toBe("hall.unknown-ticket");
    hall.done({ type: "finish", counterId: "q1" });
    expect(hall.try({ ...command, stepId: "kiem-tra" })).toBe("hall.ticket-ended");
    expect(hall.try({ type: "finishStep", ticketId: "A009", stepId: "kiem-tra" })).toBe("hall.unknown-ticket");
  });

  it("R-B15 the report gives count, median, longest and the share within the norm", () => {
    const hall = opened();
    for (const minutes of [2, 5, 5.5, 9]) {
      start(hall, "kiem-tra");
      wait(hall, minutes).done({ type: "finishStep", ticketId: "A001", stepId: "kiem-tra" });
    }
    start(hall, "in-giay");
    expect(reportSteps([hall.day], STEPS)).toEqual([
      { stepId: "kiem-tra", norm: 5, count: 4, median: 5.3, longest: 9, withinNorm: 0.5 },
    ]);
    expect(reportSteps([hall.day, hall.day, opened().day], STEPS)).toMatchObject([{ count: 8 }]);
    expect(reportSteps([], STEPS)).toEqual([]);
  });

  it("R-B15 the norms are those of the sources (Huế-huyện 402)", () => {
    const { steps } = loadCatalogs();
    const norms = Object.fromEntries([...steps.values()].map(({ id, minutes }) => [id, minutes]));
    expect(norms).toMatchObject({
      "huong-dan": 5,
      "kiem-tra-tai-khoan": 5,
      "so-hoa": 5,
      "phieu-ho-so": 3,
      "kiem-tra-thanh-phan": 5,
      "in-giay-hen": 1,
      "phieu-bo-sung": 1,
      "thong-bao-phi": 3,
      "dich-vu-lien-quan": 3,
      "xac-nhan-phi": 3,
      "goi-bo-sung": 5,
      "tra-mo-ho-so": 5,
      "tra-dung-han": 3,
      "tra-tre-han": 5,
      "chua-giai-quyet": 5,
      "khong-du-dieu-kien": 5,
    });
    for (const { source } of steps.values()) expect(source).toMatch(/402.*bước \d/s);
  });
});
