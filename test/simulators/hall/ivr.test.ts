import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import simulator from "../../../simulators/hall/ivr/simulator.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const SECRET = "a-secret-for-this-test-only";
const NOW = "2026-03-02T02:00:00.000Z";

/** An exchange whose hub is this function: what was posted, and what is answered. */
const exchange = (answer: (body: Record<string, unknown>) => Response) => {
  const posted: { readonly body: Record<string, unknown>; readonly proven: boolean }[] = [];
  const hub: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    const timestamp = request.headers.get("x-ivr-timestamp") ?? "";
    const right = createHmac("sha256", SECRET).update(`${timestamp}.${text}`).digest("hex");
    const body = JSON.parse(text) as Record<string, unknown>;
    posted.push({ body, proven: request.headers.get("x-ivr-signature") === right });
    return answer(body);
  };
  const simulation = createSimulation(simulator, {
    now: NOW,
    fetch: hub,
    options: { hubUrl: "http://hub.test", secret: SECRET },
  });
  const door = async (path: string, body: unknown) => {
    const answered = await simulation.fetch(
      new Request(`http://sim.test/__sim${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    return { status: answered.status, call: (await answered.json()) as Record<string, unknown> };
  };
  return { simulation, door, posted };
};
const says = (text: string, ...then: readonly object[]): Response =>
  Response.json({ actions: [{ action: "talk", text, lang: "vi" }, ...then], context: "c" });
const input = (maxDigits: number) => ({ action: "input", maxDigits, timeoutSeconds: 5, finishOnKey: "#" });

describe("R-H telephone look-up, simulated", () => {
  it("R-H telephone look-up: keys are gathered until the hash or as many as were asked for, and the context goes back", async () => {
    const { door, posted } = exchange((body) => (body["event"] === "start" ? says("Chào", input(1)) : says("Mã?", input(4))));
    const { call } = await door("/calls", { from: "0900000012" });
    await door(`/calls/${String(call["callId"])}/press`, { keys: "1" });
    await door(`/calls/${String(call["callId"])}/press`, { keys: "23#4567" });
    await door(`/calls/${String(call["callId"])}/silence`, {});
    expect(posted.map(({ body }) => body["digits"])).toEqual([undefined, "1", "23", "4567", ""]);
    expect(posted.slice(1).every(({ body }) => body["context"] === "c")).toBe(true);
    expect(posted.every(({ proven }) => proven)).toBe(true);
  });

  it("R-H telephone look-up: a hub that does not answer as agreed is said to be busy, and the call ends", async () => {
    for (const answer of [new Response("<html>", { status: 502 }), Response.json({ actions: "?" })]) {
      const { door } = exchange(() => answer.clone());
      const { call } = await door("/calls", {});
      expect(call).toMatchObject({
        state: "over",
        turns: [{ spoken: [{ text: "Hệ thống đang bận, xin quý khách gọi lại sau." }] }],
      });
    }
  });

  it("R-H telephone look-up: hanging up tells the hub; a call that is over takes no keys", async () => {
    const { door, posted } = exchange((body) =>
      body["event"] === "hangup" ? Response.json({ actions: [], context: "c" }) : says("Chào", input(1)),
    );
    const { call } = await door("/calls", {});
    const over = await door(`/calls/${String(call["callId"])}/hangup`, {});
    expect(over.call["state"]).toBe("over");
    await door(`/calls/${String(call["callId"])}/press`, { keys: "1" });
    expect(posted.map(({ body }) => body["event"])).toEqual(["start", "hangup"]);
    expect((await door("/calls/C-999999/press", { keys: "1" })).status).toBe(404);
  });

  it("R-H telephone look-up: connected is whom the hub says; without trunk or power nobody gets through", async () => {
    const { door, simulation } = exchange(() => says("Giữ máy", { action: "connect", to: "0234111111" }));
    expect((await door("/calls", {})).call).toMatchObject({ state: "connected", connectedTo: "0234111111" });
    await door("/device/trouble", { name: "trunkDown", on: true });
    expect((await door("/calls", {})).status).toBe(503);
    await door("/device/trouble", { name: "trunkDown", on: false });
    await door("/device/power", { on: false });
    expect((await door("/calls", {})).status).toBe(503);
    const page = await (await simulation.fetch(new Request("http://sim.test/__sim/phone"))).text();
    expect(page).toContain("Máy điện thoại");
  });

  it("R-H telephone look-up: its status is for whoever has the secret", async () => {
    const { simulation } = exchange(() => says("x"));
    const timestamp = String(Date.parse(NOW) / 1000);
    const signature = createHmac("sha256", SECRET).update(`${timestamp}.`).digest("hex");
    const headers = { "x-ivr-timestamp": timestamp, "x-ivr-signature": signature };
    const asked = (with_: Record<string, string>) => simulation.fetch(new Request("http://sim.test/status", { headers: with_ }));
    expect(await (await asked(headers)).json()).toEqual({ trunk: "up", calls: 0 });
    expect((await asked({})).status).toBe(401);
  });
});
