/** The doors of LED board, scanner, UPS and photocopier: what they do, and what they refuse. */
import { describe, expect, it } from "vitest";
import { HALL_SIMULATORS } from "../../../simulators/hall/registry.ts";
import type { Simulation } from "../../../simulators/kit/types.ts";

const simulation = (id: string): Simulation => {
  const make = HALL_SIMULATORS[id];
  if (make === undefined) throw new RangeError(`no simulator ${id}`);
  return make({ now: "2026-11-22T03:05:00.000Z" });
};
const ask = async (
  of: Simulation,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: unknown }> => {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await of.fetch(new Request(`http://device.test/__sim${path}`, init));
  return { status: answer.status, json: await answer.json() };
};

describe("R-H LED board, bar code scanner, UPS, photocopier meter: doors of the simulated devices", () => {
  it.each([
    ["hall-barcode-scanner", "/scan", { text: "" }],
    ["hall-barcode-scanner", "/scan", { text: [] }],
    ["hall-ups", "/mains", { on: "no" }],
    ["hall-ups", "/charge", { percent: 101 }],
    ["hall-copier-meter", "/print", { pages: -1 }],
    ["hall-copier-meter", "/paper", { tray: 3, sheets: 10 }],
    ["hall-copier-meter", "/toner", { supply: 1 }],
    ["hall-copier-meter", "/counter", { pages: 2 ** 32 }],
    ["hall-led", "/device/trouble", { name: "fire", on: true }],
  ])("%s refuses %s %j", async (id, path, body) => {
    const of = simulation(id);
    const before = await ask(of, "/state");
    expect(await ask(of, path, body)).toMatchObject({ status: 422 });
    expect(await ask(of, "/state")).toEqual(before);
  });

  it("R-H UPS: the battery empties by the clock and fills more slowly", async () => {
    const of = simulation("hall-ups");
    await ask(of, "/mains", { on: false });
    of.clock.advance(5 * 60_000);
    expect((await ask(of, "/ups")).json).toMatchObject({ charge: 75, status: "OB DISCHRG" });
    await ask(of, "/mains", { on: true });
    of.clock.advance(5 * 60_000);
    expect((await ask(of, "/ups")).json).toMatchObject({ charge: 78.125, status: "OL CHRG" });
    await ask(of, "/charge", { percent: 19 });
    expect((await ask(of, "/ups")).json).toMatchObject({ status: "OL CHRG LB" });
  });

  it("R-H photocopier meter: it prints no more than there is paper and toner for, and nothing while it is jammed", async () => {
    const of = simulation("hall-copier-meter");
    expect((await ask(of, "/print", { pages: 2000 })).json).toMatchObject({ printed: 930, pages: 49_141, errors: ["noPaper"] });
    await ask(of, "/paper", { tray: 1, sheets: 500 });
    await ask(of, "/device/trouble", { name: "jam", on: true });
    expect((await ask(of, "/print", { pages: 10 })).json).toMatchObject({ printed: 0 });
  });

  it("R-H bar code scanner: with nobody connected a scan goes nowhere, and is told so", async () => {
    expect((await ask(simulation("hall-barcode-scanner"), "/scan", { text: "A012" })).json).toEqual({ listeners: 0 });
  });

  it.each(["hall-led", "hall-barcode-scanner", "hall-ups", "hall-copier-meter"])("%s is as new after a reset", async (id) => {
    const of = simulation(id);
    const fresh = await ask(of, "/state");
    await ask(of, "/device/power", { on: false });
    if (id === "hall-ups") await ask(of, "/charge", { percent: 3 });
    if (id === "hall-copier-meter") await ask(of, "/print", { pages: 3 });
    if (id === "hall-barcode-scanner") await ask(of, "/scan", { text: "A012" });
    of.reset();
    expect(await ask(of, "/state")).toEqual(fresh);
  });
});
