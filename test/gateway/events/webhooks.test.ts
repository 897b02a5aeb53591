/** Webhooks end to end: a partner subscribes over REST, its receiver on another port gets what happens, signed, once, in order. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../core/exchange/kit.ts";
import { file, receive, step } from "../../core/feed/world.ts";
import { type EventWorld, eventWorld } from "./world.ts";

const PATH = "/api/v1/subscriptions";
interface Sub {
  readonly id: string;
  readonly url: string;
  readonly state: string;
  readonly secret: string;
  readonly reason?: { readonly code: string; readonly todo: { readonly vi: string } };
  readonly lane?: {
    readonly waiting: number;
    readonly stopped: number;
    readonly cursor?: string;
    readonly lastError?: { readonly code: string };
  };
}
interface Problem {
  readonly code: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly path: string }[];
}

describe("webhooks", () => {
  let world: EventWorld;
  beforeAll(async () => {
    world = await eventWorld();
  });
  afterAll(() => world.stop());

  let boxes = 0;
  /** Subscribes a box of its own, hands the receiver the secret. */
  const subscribe = async (body: object = {}, partner = "so-a") => {
    boxes += 1;
    const box = `hop-${boxes}`;
    const made = await world.ask<Sub>(partner, "POST", PATH, { url: `${world.receiver.url}/hooks/${box}`, ...body });
    expect(made.status).toBe(201);
    await world.giveSecret(box, made.body.secret);
    return { ...made.body, box };
  };
  const act = async (id: string, name: string, body: object = {}, partner = "so-a") =>
    world.ask<Sub & Problem & Record<string, never>>(partner, "POST", `${PATH}/${id}/${name}`, body);
  const read = async (id: string) => (await world.ask<Sub>("so-a", "GET", `${PATH}/${id}`)).body;
  /** Dossier events in a box; the test call at the beginning left out. */
  const events = (box: string) => (world.box(box)?.events ?? []).filter((one) => one.type !== "vn.lienthong.ping");
  const idle = () => world.hub.exchange.idle();
  const finish = async (id: string): Promise<void> => {
    await act(id, "end");
  };

  it("R-J04 a partner subscribes: a signed test call first, the secret only once, its own for nobody else", async () => {
    const { id, secret, box } = await subscribe();
    expect(secret).toMatch(/^whsec_/);
    expect(world.box(box)?.events.map((one) => one.type)).toEqual(["vn.lienthong.ping"]);
    const seen = await world.ask<Sub>("so-a", "GET", `${PATH}/${id}`);
    expect(seen.body).toMatchObject({ id, state: "active", lane: { waiting: 0, stopped: 0 } });
    const list = await world.send("so-a", "GET", PATH);
    expect(JSON.stringify([seen.body, await list.json()])).not.toContain(secret);
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/pause"],
      ["POST", "/resume"],
      ["POST", "/end"],
      ["POST", "/rotate-secret"],
      ["POST", "/test"],
    ] as const) {
      const others = await world.ask<Problem>("so-b", method, `${PATH}/${id}${path}`, method === "POST" ? {} : undefined);
      expect([others.status, others.body.code]).toEqual([404, "resource.unknown"]);
    }
    expect((await world.ask<{ items: Sub[] }>("so-b", "GET", PATH)).body.items).toEqual([]);
    expect((await world.ask<{ items: Sub[] }>("van-hanh", "GET", PATH)).body.items.map((one) => one.id)).toContain(id);
    await finish(id);
  });

  it("R-J04 every event of its dossiers comes once, signed, in order per dossier, without personal data; others' never", async () => {
    const { id, box } = await subscribe();
    const own = await Promise.all(Array.from({ length: 4 }, () => receive(world.hub)));
    await file(world.hub, "H57.102");
    await idle();
    for (const dossier of own) {
      const told = events(box).filter((one) => one.subject === dossier);
      expect(told.map((one) => one.id)).toEqual([1, 2, 3].map((seq) => `${dossier}/${seq}`));
      expect(told.map((one) => one.data.type)).toEqual(["submitted", "checkedValid", "received"]);
    }
    expect(events(box)).toHaveLength(12);
    expect(events(box).every((one) => one.times === 1)).toBe(true);
    expect(world.box(box)?.doubts).toEqual({});
    expect(JSON.stringify(world.receiver.simulation.received.list({}))).not.toMatch(/Nguyễn Văn Thử|001099000012|0900000012/);
    await finish(id);
  });

  it("R-J04 only the types that were asked for", async () => {
    const { id, box } = await subscribe({ types: ["received"] });
    await receive(world.hub);
    await idle();
    expect(events(box).map((one) => one.data.type)).toEqual(["received"]);
    await finish(id);
  });

  it("R-J04 the receiver fails for a while: tried again by the plan, nothing lost, nothing doubled, order kept", async () => {
    const { id, box } = await subscribe();
    world.receiver.simulation.faults.add({ id: "down", kind: "status", code: 500, match: { path: `/hooks/${box}` } });
    const dossier = await receive(world.hub);
    await idle();
    expect(events(box)).toEqual([]);
    expect(await read(id)).toMatchObject({ lane: { waiting: 3, lastError: { code: "webhook.server-error" } } });
    world.receiver.simulation.faults.remove("down");
    world.moveTo("2026-03-02T02:10:00.000Z");
    await idle();
    expect(events(box).map((one) => [one.id, one.times])).toEqual([1, 2, 3].map((seq) => [`${dossier}/${seq}`, 1]));
    await finish(id);
  });

  it("R-J04 answered and lost: sent again under the same webhook-id, so the receiver knows it", async () => {
    const { id, box } = await subscribe();
    world.receiver.simulation.faults.add({ id: "lose", kind: "loseAnswer", times: 1, match: { path: `/hooks/${box}` } });
    const dossier = await file(world.hub);
    await idle();
    world.moveTo("2026-03-02T02:20:00.000Z");
    await idle();
    expect(events(box).map((one) => [one.id, one.times])).toEqual([[`${dossier}/1`, 2]]);
    await finish(id);
  });

  it("R-J04 a secret is changed without a gap: both sign, old and new receiver believe", async () => {
    const { id, box } = await subscribe();
    const turned = await world.ask<Sub & { previousUntil: string }>("so-a", "POST", `${PATH}/${id}/rotate-secret`, {
      overlapSeconds: 3600,
    });
    expect(turned.body.previousUntil).toBe(new Date(Date.parse(world.now()) + 3_600_000).toISOString());
    // The receiver still has only the old one.
    await file(world.hub);
    await idle();
    expect(world.box(box)).toMatchObject({ signatures: 2, doubts: {} });
    await world.giveSecret(box, turned.body.secret, true);
    await file(world.hub);
    await idle();
    expect(world.box(box)).toMatchObject({ signatures: 2, doubts: {} });
    world.moveTo(new Date(Date.parse(world.now()) + 3_600_001).toISOString());
    await file(world.hub);
    await idle();
    expect(world.box(box)).toMatchObject({ signatures: 1, doubts: {} });
    expect(events(box)).toHaveLength(3);
    await finish(id);
  });

  it("R-J04 pause holds everything back, resume goes on where it stood", async () => {
    const { id, box } = await subscribe();
    expect((await act(id, "pause", { reason: "bảo trì máy nhận" })).body).toMatchObject({
      state: "paused",
      reason: { code: "owner" },
    });
    const dossier = await receive(world.hub);
    await idle();
    expect(events(box)).toEqual([]);
    expect((await act(id, "resume")).body).toMatchObject({ state: "active" });
    await idle();
    expect(events(box).map((one) => one.id)).toEqual([1, 2, 3].map((seq) => `${dossier}/${seq}`));
    await finish(id);
  });

  it("R-J04 replay: first counted, then sent again under the same ids, told as a replay", async () => {
    const from = await world.hub.feedEnd();
    const { id, box } = await subscribe({ types: ["received", "submitted"] });
    const dossier = await receive(world.hub);
    await idle();
    const counted = await act(id, "replay", { after: from, dryRun: true });
    expect(counted.body).toEqual({ dryRun: true, events: 2 });
    await idle();
    expect(events(box).map((one) => one.times)).toEqual([1, 1]);
    const done = await act(id, "replay", { after: from });
    const { replayId } = done.body as unknown as { replayId: string };
    expect(done.body).toMatchObject({ dryRun: false, events: 2 });
    await idle();
    expect(events(box).map((one) => [one.id, one.times, one.replays])).toEqual([
      [`${dossier}/1`, 2, [replayId]],
      [`${dossier}/3`, 2, [replayId]],
    ]);
    const since = await act(id, "replay", { since: "2020-01-01T00:00:00+07:00", dryRun: true });
    expect(Number(since.body["events"])).toBeGreaterThanOrEqual(2);
    expect((await act(id, "replay", { since: "2030-01-01T00:00:00Z", dryRun: true })).body).toMatchObject({ events: 0 });
    expect((await act(id, "replay", { after: "abc" })).body.code).toBe("subscription.bad-cursor");
    expect((await act(id, "replay", { after: from, since: "2020-01-01T00:00:00Z" })).status).toBe(422);
    await finish(id);
  });

  it("R-J04 a new subscription may begin at a cursor: what was missed comes first", async () => {
    const from = await world.hub.feedEnd();
    const dossier = await receive(world.hub);
    const { id, box } = await subscribe({ after: from });
    await idle();
    expect(events(box).map((one) => one.id)).toEqual([1, 2, 3].map((seq) => `${dossier}/${seq}`));
    await finish(id);
    const bad = await world.ask<Problem>("so-a", "POST", PATH, { url: `${world.receiver.url}/hooks/x`, after: "abc" });
    expect([bad.status, bad.body.code]).toEqual([400, "subscription.bad-cursor"]);
  });

  it("R-J04 410 ends it: shown with what to do, its messages dropped", async () => {
    const { id, box } = await subscribe();
    world.receiver.simulation.faults.add({ id: "gone", kind: "status", code: 410, match: { path: `/hooks/${box}` } });
    await receive(world.hub);
    await until("the hub ended it", async () => (await read(id)).state === "ended");
    expect(await read(id)).toMatchObject({ state: "ended", reason: { code: "gone" }, lane: { waiting: 0, stopped: 0 } });
    const outcome = await act(id, "resume");
    expect([outcome.status, outcome.body.code]).toEqual([409, "subscription.ended"]);
    world.receiver.simulation.faults.remove();
  });

  it("R-J03 a message that nobody takes for three days: the hub pauses it, alerts; resumed, it goes on where it stood", async () => {
    const { id, box } = await subscribe();
    world.receiver.simulation.faults.add({ id: "no", kind: "status", code: 403, match: { path: `/hooks/${box}` } });
    const dossier = await receive(world.hub);
    await until("the hub paused it", async () => {
      await idle();
      world.moveTo(new Date(Date.parse(world.now()) + 43_200_000).toISOString());
      return (await read(id)).state === "paused";
    });
    expect(await read(id)).toMatchObject({
      state: "paused",
      reason: { code: "undeliverable" },
      lane: { stopped: 1, waiting: 2 },
    });

    const alerts = await world.ask<{ items: { kind: string; about: string; vi: string; todo: { vi: string } }[] }>(
      "van-hanh",
      "GET",
      "/api/v1/alerts",
    );
    expect(alerts.body.items).toContainEqual(
      expect.objectContaining({
        kind: "subscription.paused",
        about: id,
        vi: expect.stringContaining("so-a"),
        todo: expect.objectContaining({ vi: expect.stringContaining("resume") }),
      }),
    );
    expect((await world.ask("so-a", "GET", "/api/v1/alerts")).status).toBe(403);
    const metrics = await (await fetch(`${world.server.url}/metrics`)).text();
    expect(metrics).toMatch(/lienthong_alerts\{kind="subscription\.paused"\} 1\b/);

    world.receiver.simulation.faults.remove();
    await act(id, "resume");
    await idle();
    expect(events(box).map((one) => one.id)).toEqual([1, 2, 3].map((seq) => `${dossier}/${seq}`));
    expect(await read(id)).toMatchObject({ state: "active", lane: { stopped: 0, waiting: 0 } });
    await finish(id);
  });

  it("R-J04 a test call any time: what came of it is said, also of a failure", async () => {
    const { id, box } = await subscribe();
    expect((await act(id, "test")).body).toMatchObject({ delivered: true, status: 204 });
    world.receiver.simulation.faults.add({ id: "no", kind: "status", code: 401, match: { path: `/hooks/${box}` } });
    expect((await act(id, "test")).body).toMatchObject({ delivered: false, status: 401, error: { code: "webhook.refused" } });
    world.receiver.simulation.faults.remove();
    expect(world.box(box)?.events.filter((one) => one.type === "vn.lienthong.ping")).toHaveLength(2);
    await finish(id);
  });

  it("R-J04 a target that does not answer 2xx is not subscribed, unless the caller says so", async () => {
    const url = `${world.receiver.url}/noi-khong-co`;
    const refused = await world.ask<Problem>("so-a", "POST", PATH, { url });
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      422,
      "subscription.not-verified",
      { status: 404, error: "webhook.refused" },
    ]);
    expect((await world.ask<{ items: Sub[] }>("so-a", "GET", PATH)).body.items.map((one) => one.url)).not.toContain(url);
    const made = await world.ask<Sub>("so-a", "POST", PATH, { url, verify: false });
    expect(made.status).toBe(201);
    const again = await world.ask<Problem>("so-a", "POST", PATH, { url, verify: false });
    expect([again.status, again.body.code, again.body.details]).toEqual([409, "subscription.exists", { id: made.body.id }]);
    await finish(made.body.id);
  });

  it.each([
    ["https://127.0.0.1/", "address"],
    ["https://169.254.169.254/latest/meta-data/", "address"],
    ["https://[::ffff:127.0.0.1]/", "address"],
    ["https://0x7f.1/", "address"],
    ["https://2130706433/", "address"],
    ["https://10.0.0.1/", "address"],
    ["https://[fd00::1]/", "address"],
    ["https://localhost./", "host"],
    ["https://metadata/", "host"],
    ["http://hook.so.example/", "scheme"],
    ["https://a:b@hook.so.example/", "credentials"],
    ["https://8.8.8.8:6379/", "port"],
    ["javascript:alert(1)", "scheme"],
    ["https://khong-co.invalid/", "unresolvable"],
  ])("R-I02 SSRF: %s is refused as %s, nothing is stored, nothing is called", async (url, fault) => {
    const { status, body } = await world.ask<Problem>("so-a", "POST", PATH, { url, verify: false });
    expect([status, body.code, body.errors?.[0]?.path]).toEqual([422, `webhook.target-${fault}`, "/url"]);
    expect(JSON.stringify(body)).not.toContain(url);
  });

  it("R-I02 SSRF: a redirect into the network is not followed, at the test call either", async () => {
    world.receiver.simulation.faults.add({ id: "redirect", kind: "status", code: 302, match: { path: "/hooks/chuyen-huong" } });
    const refused = await world.ask<Problem>("so-a", "POST", PATH, { url: `${world.receiver.url}/hooks/chuyen-huong` });
    expect(refused.body.details).toEqual({ status: 302, error: "webhook.redirect" });
    world.receiver.simulation.faults.remove();
  });

  it("a body that is not of the form is refused field by field", async () => {
    for (const [body, path] of [
      [{}, "/url"],
      [{ url: "https://nhan.example", types: ["khong-co"] }, "/types/0"],
      [{ url: "https://nhan.example", secret: "whsec_ngan" }, "/secret"],
      [{ url: "https://nhan.example", la: 1 }, "/la"],
    ] as const) {
      const refused = await world.ask<Problem>("so-a", "POST", PATH, body);
      expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([422, path]);
    }
    expect((await world.ask("so-a", "GET", `${PATH}/wh-khongcothat0`)).status).toBe(404);
    expect((await world.ask("so-a", "GET", `${PATH}/DROP%20TABLE`)).status).toBe(404);
  });

  it("R-I02 a partner that is disabled gets nothing more", async () => {
    const { id, box } = await subscribe({}, "so-b");
    await world.hub.partners.disable("so-b", "hết hợp đồng", "van-hanh");
    await until("its lane is gone", async () => !(await world.hub.exchange.lanes()).some((lane) => lane.id === id));
    await file(world.hub, "H57.102");
    await idle();
    expect(events(box)).toEqual([]);
  });

  it("R-J03 the lane is one like every other: shown to operators, in the wire log, which verifies", async () => {
    const { id } = await subscribe();
    const dossier = await file(world.hub);
    await step(world.hub, dossier, { type: "check", outcome: "valid" });
    await idle();
    const lanes = await world.hub.exchange.lanes();
    expect(lanes.find((lane) => lane.id === id)).toMatchObject({
      title: { vi: "Webhook của so-a" },
      operations: ["deliver"],
      dead: 0,
    });
    const wire = await world.hub.exchange.wire({ dossier });
    expect(wire.filter((entry) => entry.lane === id).map((entry) => [entry.direction, entry.status])).toEqual([
      ["out", undefined],
      ["in", 204],
      ["out", undefined],
      ["in", 204],
    ]);
    expect(JSON.stringify(wire)).not.toContain("whsec_");
    expect((await world.hub.verifyWire()).firstBad).toBeUndefined();
    await finish(id);
  });
});
