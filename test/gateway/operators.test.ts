/** Operators' doors, health and metrics. */
import { describe, expect, it } from "vitest";
import { client, DOSSIER_ID, fakeHub, NOW, OTHER_ID, problemOf } from "./fake-hub.ts";

const reason = "Đối tác đã sửa lỗi";

describe("R-J03 the operator's acts go to the exchange with who and why", () => {
  it.each([
    ["POST", "/api/v1/lanes/post/force", { state: "open", reason }, "force", { lane: "post", state: "open" }],
    ["POST", `/api/v1/messages/${OTHER_ID}/release`, { reason }, "release", { id: OTHER_ID }],
    ["POST", "/api/v1/messages/redrive", { ids: [OTHER_ID], reason }, "redrive", { ids: [OTHER_ID], dryRun: false }],
    ["POST", "/api/v1/messages/redrive", { lane: "post", reason, dryRun: true }, "redrive", { lane: "post", dryRun: true }],
  ])("%s %s %j", async (method, path, body, act, expected) => {
    const fake = fakeHub();
    expect((await client(fake.hub).send("operator", method, path, body)).status).toBe(200);
    expect(fake.acts).toEqual([[act, { ...expected, reason, actor: "operator" }]]);
  });

  it.each([
    ["/api/v1/lanes/post/force", { state: "open" }],
    ["/api/v1/lanes/post/force", { state: "ajar", reason }],
    ["/api/v1/messages/redrive", { reason }],
    ["/api/v1/messages/redrive", { ids: [OTHER_ID], lane: "post", reason }],
    ["/api/v1/messages/redrive", { ids: ["1"], reason }],
    [`/api/v1/messages/${OTHER_ID}/release`, { reason: " " }],
  ])("%s refuses %j, and does nothing", async (path, body) => {
    const fake = fakeHub();
    expect((await problemOf(await client(fake.hub).send("operator", "POST", path, body))).status).toBe(422);
    expect(fake.acts).toEqual([]);
  });

  it.each([
    ["/api/v1/lanes/khong-co/force", { state: "auto", reason }],
    ["/api/v1/messages/019f0000-0000-7000-8000-000000000009/release", { reason }],
  ])("%s of something that is not there is 404", async (path, body) => {
    expect((await problemOf(await client(fakeHub().hub).send("operator", "POST", path, body))).status).toBe(404);
  });

  it("messages are those that need a person, unless other states are asked for", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    await send("operator", "GET", "/api/v1/messages");
    await send("operator", "GET", "/api/v1/messages?states=ready,rejected&lane=post&limit=5");
    expect(fake.acts).toEqual([
      ["messages", { limit: 50, states: ["paused", "dead"] }],
      ["messages", { limit: 5, states: ["ready", "rejected"], lane: "post" }],
    ]);
    expect((await problemOf(await send("operator", "GET", "/api/v1/messages?states=lost"))).status).toBe(400);
  });
});

describe("health", () => {
  it("ready says so while the hub makes progress", async () => {
    const { send } = client(fakeHub().hub);
    expect((await send(undefined, "GET", "/health/live")).status).toBe(200);
    expect(await (await send(undefined, "GET", "/health/ready")).json()).toMatchObject({ ready: true });
  });

  it("not ready is 503 and names the part that stands; the process is still alive", async () => {
    const checks = { worker: { ok: false, detail: "no round for 30 s" } };
    const { send } = client(fakeHub({ health: async () => ({ ready: false, checks }) }).hub);
    expect(await problemOf(await send(undefined, "GET", "/health/ready"))).toMatchObject({
      status: 503,
      code: "hub.not-ready",
      retry: true,
      details: { checks },
    });
    expect((await send(undefined, "GET", "/health/live")).status).toBe(200);
  });

  it("a health check that fails is a failed one", async () => {
    const { send } = client(fakeHub({ health: () => Promise.reject(new TypeError("away")) }).hub);
    expect((await problemOf(await send(undefined, "GET", "/health/ready"))).status).toBe(503);
  });

  it("a draining process is alive, not ready, and closes its connections", async () => {
    const { send } = client(fakeHub().hub, { draining: () => true });
    expect((await problemOf(await send(undefined, "GET", "/health/ready"))).status).toBe(503);
    const live = await send(undefined, "GET", "/health/live");
    expect(live.status).toBe(200);
    expect(live.headers.get("connection")).toBe("close");
  });

  it("role worker serves health and metrics only", async () => {
    const { send } = client(fakeHub().hub, { role: "worker" });
    expect((await send(undefined, "GET", "/health/ready")).status).toBe(200);
    expect((await send(undefined, "GET", "/metrics")).status).toBe(200);
    expect((await send("operator", "GET", "/api/v1/lanes")).status).toBe(404);
  });
});

describe("metrics", () => {
  it("count requests by route pattern, commands by outcome, and show each lane", async () => {
    const { send } = client(fakeHub().hub);
    await send("portal", "POST", "/api/v1/dossiers/H57.122-260213-0001/progress", { note: "x" });
    await send(undefined, "GET", "/khong-co/001099000012");
    const text = await (await send(undefined, "GET", "/metrics")).text();
    for (const line of [
      'lienthong_commands_total{command="progress",outcome="done"} 1',
      'lienthong_http_request_seconds_count{method="POST",route="/api/v1/dossiers/:ref/progress",status="200"} 1',
      'lienthong_http_request_seconds_count{method="GET",route="unmatched",status="404"} 1',
      'lienthong_lane_waiting{lane="post"} 4',
      'lienthong_lane_in_flight{lane="post"} 1',
      'lienthong_lane_paused{lane="post"} 2',
      'lienthong_lane_dead{lane="post"} 3',
      'lienthong_lane_breaker{lane="post"} 2',
      'lienthong_lane_oldest_waiting_seconds{lane="post"} 60',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain("001099000012");
  });

  it("are answered even when the lanes cannot be read, and say so", async () => {
    const fake = fakeHub();
    const { send } = client({
      ...fake.hub,
      exchange: { ...fake.hub.exchange, lanes: () => Promise.reject(new TypeError("away")) },
    });
    const response = await send(undefined, "GET", "/metrics");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("lienthong_scrape_failures_total 1");
  });
});

describe("R-F05 transfers under way", () => {
  const transfer = {
    dossierId: DOSSIER_ID,
    agencyId: "H57.122",
    transferId: "thuong-tru",
    purpose: "Đăng ký thường trú",
    toAgencyId: "G01.46",
    lane: "police",
    number: 1,
    state: "sent" as const,
    sentAt: NOW,
    overdue: true,
  };

  it("R-B06 are seen by who received the dossier and by who was sent it, and by nobody else", async () => {
    const elsewhere = { ...transfer, agencyId: "H57.140", toAgencyId: "G24.46" };
    const { send } = client(fakeHub({ openTransfers: async () => [transfer, elsewhere] }).hub);
    const seen = async (partner: string) =>
      ((await (await send(partner, "GET", "/api/v1/open-transfers")).json()) as { items: unknown[] }).items;
    expect(await seen("operator")).toHaveLength(2);
    expect(await seen("agency")).toEqual([transfer]);
    expect(await seen("agency-here")).toEqual([transfer]);
    expect((await send(undefined, "GET", "/api/v1/open-transfers")).status).toBe(401);
  });
});
