import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Simulation } from "../../simulators/kit/types.ts";
import { createToy, type Reached, reach, type ToyState } from "./toy.ts";

describe("the control door /__sim", () => {
  let toy: Simulation;
  let reached: Reached;
  beforeEach(async () => {
    toy = createToy();
    reached = await reach("port", toy);
  });
  afterEach(() => reached.close());

  const door = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${reached.url}/__sim${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> & Record<string, unknown>[] };
  };

  it("says what it is and how much it got; its own calls do not count", async () => {
    await fetch(`${reached.url}/do`, { method: "POST" });
    const { body } = await door("GET", "");
    expect(body).toMatchObject({ id: "toy", title: { vi: "Đối tác thử" }, counts: { received: 1, faults: 0, count: 1 } });
  });

  it("shows a person a page in Vietnamese, everything escaped", async () => {
    await fetch(`${reached.url}/do?<script>alert(1)</script>`, { method: "POST", body: "<img src=x onerror=alert(1)>" });
    const response = await fetch(`${reached.url}/__sim`, { headers: { accept: "text/html" } });
    const page = await response.text();
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(page).toContain('<html lang="vi">');
    expect(page).toContain("Ba mươi yêu cầu gần nhất");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(page).not.toContain("<img src=x");
    expect(page).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
  });

  it("R-J04 shows its figures, times and faults in Vietnamese, and what a person at the partner can do first", async () => {
    await door("POST", "/clock", { now: "2026-02-13T08:00:00+07:00" });
    await door("POST", "/faults", { kind: "hang", match: { path: "/nowhere" } });
    await fetch(`${reached.url}/do`, { method: "POST" });
    const page = await (await fetch(`${reached.url}/__sim`, { headers: { accept: "text/html" } })).text();
    expect(page).toContain("<strong>1</strong>Yêu cầu đã nhận");
    expect(page).toContain("08:00:00 13/02/2026");
    expect(page).toContain("treo (hang)");
    expect(page.indexOf("Việc của người ở đối tác")).toBeLessThan(page.indexOf("Cửa chung"));
  });

  it("R-I02 lists every request without secrets", async () => {
    await fetch(`${reached.url}/do?x=1`, {
      method: "POST",
      headers: { authorization: "Basic c2VjcmV0", "x-vnpost-signature": "abcd", "x-other": "seen" },
      body: JSON.stringify({ username: "a", password: 'mật\\khẩu"bí mật', session: "s-1" }),
    });
    await fetch(`${reached.url}/count`);
    const { body } = await door("GET", "/received");
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({
      no: 1,
      method: "POST",
      path: "/do?x=1",
      headers: { authorization: "***", "x-vnpost-signature": "***", "x-other": "seen" },
      body: '{"username":"a","password":"***","session":"***"}',
      answered: 200,
    });
    expect((await door("GET", "/received?after=1")).body).toHaveLength(1);
    expect((await door("GET", "/received?limit=1")).body[0]).toMatchObject({ path: "/count" });
    expect((await door("GET", "/received?path=/do&contains=username")).body).toHaveLength(1);
    expect((await door("GET", "/received?limit=nhiều")).status).toBe(400);
  });

  it("sets the clock, lets it stand, moves it on, lets it run", async () => {
    expect((await door("POST", "/clock", { now: "2026-02-13T08:00:00+07:00" })).body).toEqual({
      now: "2026-02-13T01:00:00.000Z",
      standing: true,
    });
    expect((await door("POST", "/clock", { advanceMs: 86_400_000 })).body).toMatchObject({ now: "2026-02-14T01:00:00.000Z" });
    expect((await door("POST", "/clock", { now: "2026-02-13T08:00:00+07:00", running: true })).body).toMatchObject({
      standing: false,
    });
    expect((await door("POST", "/clock", { real: true })).body).toMatchObject({ standing: false });
    for (const bad of [{ now: "hôm qua" }, {}, { advanceMs: -1 }, { now: "2026-02-13T08:00:00" }])
      expect((await door("POST", "/clock", bad)).status).toBe(400);
  });

  it("takes one fault rule or many, shows how often each fired, removes them", async () => {
    const made = await door("POST", "/faults", [{ id: "ba-lan-503", kind: "status", code: 503, times: 3 }, { kind: "bom" }]);
    expect(made.status).toBe(201);
    expect((await fetch(`${reached.url}/count`)).status).toBe(503);
    expect((await door("GET", "/faults")).body).toMatchObject([
      { id: "ba-lan-503", seen: 1, fired: 1 },
      { id: "f1", fired: 0 },
    ]);
    expect((await door("DELETE", "/faults/ba-lan-503")).body).toEqual({ removed: 1 });
    expect((await door("DELETE", "/faults/ba-lan-503")).status).toBe(404);
    expect((await door("DELETE", "/faults")).body).toEqual({ removed: 1 });
    expect((await fetch(`${reached.url}/count`)).status).toBe(200);
  });

  it.each([
    [{ kind: "explode" }],
    [{ kind: "delay" }],
    [{ kind: "delay", ms: -1 }],
    [{ kind: "status", code: 99 }],
    [{ kind: "hang", share: 2 }],
    [{ kind: "hang", every: 0 }],
    [{ kind: "hang", what: "?" }],
    [{ kind: "hang", match: { header: "x" } }],
    [[]],
    ["hang"],
    [undefined],
  ])("refuses the rule %j and keeps none of it", async (rule) => {
    expect((await door("POST", "/faults", rule)).status).toBe(400);
    expect(toy.faults.list()).toEqual([]);
  });

  it("resets ledger, log and rules; the clock stays", async () => {
    toy.clock.set("2026-02-13T08:00:00+07:00");
    await fetch(`${reached.url}/do`, { method: "POST" });
    await door("POST", "/faults", { kind: "hang" });
    expect((await door("POST", "/reset")).status).toBe(200);
    expect(toy.received.list()).toEqual([]);
    expect(toy.faults.list()).toEqual([]);
    expect(toy.parts.state() as ToyState).toEqual({ count: 0, done: [] });
    expect(toy.clock.now()).toBe("2026-02-13T01:00:00.000Z");
  });

  it("answers an unknown door 404, and the partner's own unknown road as the partner does", async () => {
    expect((await door("GET", "/nothing")).status).toBe(404);
    expect((await fetch(`${reached.url}/nothing`)).status).toBe(404);
    expect(toy.received.list().map((entry) => entry.path)).toEqual(["/nothing"]);
  });

  it("faults never hit the door itself", async () => {
    toy.faults.add({ kind: "hang" });
    expect((await door("GET", "/state")).status).toBe(200);
  });

  it("chance starts over with a reset: the same questions get the same sessions", async () => {
    const login = async () => (await (await fetch(`${reached.url}/login`, { method: "POST" })).json()) as { session: string };
    const first = [await login(), await login()];
    await door("POST", "/reset");
    expect([await login(), await login()]).toEqual(first);
  });

  it("refuses a port that is taken, with its name in the message", async () => {
    const { startSimulator } = await import("../../simulators/kit/serve.ts");
    const port = Number(new URL(reached.url).port);
    await expect(startSimulator(createToy(), { port })).rejects.toMatchObject({
      name: "SimulatorError",
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });
});
