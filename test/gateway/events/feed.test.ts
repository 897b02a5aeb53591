/** The event doors on a real port: by cursor and as a stream, cut and resumed while commands commit. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudEvent } from "../../../core/cloud-event.ts";
import type { Hub } from "../../../core/hub.ts";
import { serveHub } from "../../../gateway/server.ts";
import { until } from "../../core/exchange/kit.ts";
import { file, receive } from "../../core/feed/world.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";
import { fakeHub, NOW, PARTNERS } from "../fake-hub.ts";
import { type Heard, type Listener, listen } from "./listen.ts";
import { type EventWorld, eventWorld } from "./world.ts";

const PATH = "/api/v1/events";
interface Page {
  readonly items: readonly CloudEvent[];
  readonly next: string;
  readonly code?: string;
}
const streamOf = (world: EventWorld, partner: string, query = "", headers: Record<string, string> = {}, at = world.server.url) =>
  listen(`${at}${PATH}/stream${query}`, { ...world.headersOf(partner), ...headers });

/** Listens, is cut after every few events, comes back with its last id, until it has heard `wanted` events. Gives all it heard. */
const listenWithCuts = async (
  world: EventWorld,
  servers: readonly string[],
  from: string,
  wanted: () => number,
): Promise<readonly Heard[]> => {
  const heard: Heard[] = [];
  let place = from;
  for (let round = 0; heard.length < wanted(); round += 1) {
    let enough = (): void => {};
    const filled = new Promise<void>((resolve) => {
      enough = resolve;
    });
    // 1, 2, … 7 events, then the line breaks.
    const most = 1 + (round % 7);
    let got = 0;
    const listener = await listen(
      `${servers[round % servers.length]}${PATH}/stream`,
      { ...world.headersOf("cong"), "last-event-id": place },
      (event) => {
        if (got === most) return;
        got += 1;
        heard.push(event);
        place = event.id;
        if (got === most || heard.length >= wanted()) enough();
      },
    );
    expect(listener.status).toBe(200);
    await filled;
    await listener.cut();
  }
  return heard;
};

const expectAllOnce = (heard: readonly Heard[], dossiers: readonly string[]): void => {
  expect(new Set(heard.map((one) => one.data.id)).size).toBe(heard.length);
  for (const id of dossiers)
    expect(heard.filter((one) => one.data.subject === id).map((one) => one.data.id)).toEqual(
      [1, 2, 3].map((seq) => `${id}/${seq}`),
    );
};

describe("events on the embedded database", () => {
  let world: EventWorld;
  beforeAll(async () => {
    world = await eventWorld({ manners: { heartbeatMs: 50, recheckMs: 50 } });
  });
  afterAll(() => world.stop());
  const page = async (partner: string, query: string) => {
    const answer = await world.send(partner, "GET", `${PATH}${query}`);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Page };
  };

  it("R-J04 who only asks gets every event once, in order, page by page; next is always there", async () => {
    const from = await world.hub.feedEnd();
    const dossiers = await Promise.all([receive(world.hub), receive(world.hub)]);
    const got: CloudEvent[] = [];
    let next = from;
    for (let asked = 0; asked < 20; asked += 1) {
      const { status, body, headers } = await page("so-a", `?after=${next}&limit=2`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      expect(headers.get("cache-control")).toContain("no-store");
      next = body.next;
      got.push(...body.items);
      if (body.items.length > 0) continue;
      expect(headers.get("retry-after")).toBe("5");
      break;
    }
    expect(got).toHaveLength(6);
    for (const id of dossiers)
      expect(got.filter((one) => one.subject === id).map((one) => [one.id, one.type, one.data.status])).toEqual([
        [`${id}/1`, "vn.lienthong.dossier.submitted", expect.any(String)],
        [`${id}/2`, "vn.lienthong.dossier.checkedValid", expect.any(String)],
        [`${id}/3`, "vn.lienthong.dossier.received", "received"],
      ]);
    expect(got.every((one) => one.specversion === "1.0" && one.source === "/lienthong")).toBe(true);
  });

  it("R-I02 no personal data, only dossiers that the partner may see; the cursor moves over the rest", async () => {
    const from = await world.hub.feedEnd();
    const own = await file(world.hub, "H57.102");
    await file(world.hub, "H57.101");
    const post = await file(world.hub, "H57.101", "post");
    const of = async (partner: string) => (await page(partner, `?after=${from}`)).body;
    expect((await of("so-b")).items.map((one) => one.subject)).toEqual([own]);
    expect((await of("buu-dien")).items.map((one) => one.subject)).toEqual([post]);
    expect((await of("cong")).items).toHaveLength(3);
    expect(JSON.stringify(await of("cong"))).not.toMatch(/Nguyễn Văn Thử|001099000012|0900000012/);
    const end = await world.hub.feedEnd();
    const later = await page("so-b", `?after=${(await of("so-b")).next}`);
    expect(later.body).toEqual({ items: [], next: end });
  });

  it("R-J04 types, now, bad cursors, bad queries", async () => {
    const from = await world.hub.feedEnd();
    await receive(world.hub);
    expect((await page("so-a", `?after=${from}&types=received,decided`)).body.items.map((one) => one.data.type)).toEqual([
      "received",
    ]);
    expect((await page("so-a", "?after=now")).body).toEqual({ items: [], next: await world.hub.feedEnd() });
    expect((await page("so-a", "?limit=1")).body.items[0]?.cursor).toBeDefined();
    for (const bad of ["abc", "1.", "-1.2", "999999999999999999999999.1"]) {
      const { status, body } = await page("so-a", `?after=${bad}`);
      expect([bad, status, body.code]).toEqual([bad, 400, "events.bad-cursor"]);
    }
    for (const query of ["?types=khong-co", "?limit=0", "?limit=501", "?wait=31", "?after=a%20b", "?la=1"])
      expect([query, (await page("so-a", query)).status]).toEqual([query, 400]);
  });

  it("R-J04 a long poll is answered by what happens next, and by nothing when its time is over", async () => {
    const from = await world.hub.feedEnd();
    const asking = page("so-a", `?after=${from}&wait=30`);
    const dossier = await file(world.hub);
    expect((await asking).body.items.map((one) => one.subject)).toEqual([dossier]);
    const empty = await page("so-b", `?after=${await world.hub.feedEnd()}&wait=1`);
    expect([empty.body.items, empty.headers.get("retry-after")]).toEqual([[], "5"]);
  });

  it("R-I02 an account without the right to events is refused at both doors", async () => {
    await world.hub.partners.put({
      id: "chi-ho-so",
      name: "Chỉ hồ sơ",
      role: "agency",
      agencies: ["*"],
      scopes: ["dossier.read"],
    });
    const { secret = "" } = await world.hub.partners.issue({ partnerId: "chi-ho-so", kind: "apiKey" });
    for (const path of [PATH, `${PATH}/stream`]) {
      const refused = await fetch(`${world.server.url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
      expect(refused.status).toBe(403);
      expect(((await refused.json()) as { code: string }).code).toBe("partner.scope-missing");
    }
    expect((await fetch(`${world.server.url}${PATH}/stream`)).status).toBe(401);
  });

  it("R-J04 the stream tells what happens as it happens, with id, type and heartbeat", async () => {
    const listener = await streamOf(world, "so-a");
    expect(listener.answer.headers.get("content-type")).toBe("text/event-stream");
    expect(listener.answer.headers.get("x-accel-buffering")).toBe("no");
    await until("the stream has begun", () => listener.lastId() !== undefined);
    const dossier = await receive(world.hub);
    await until("three events are heard", () => listener.events.length === 3);
    expect(listener.events.map((one) => [one.event, one.id === one.data.cursor, one.data.subject])).toEqual(
      ["submitted", "checkedValid", "received"].map((type) => [`vn.lienthong.dossier.${type}`, true, dossier]),
    );
    const before = listener.heartbeats();
    await until("it beats", () => listener.heartbeats() > before + 2);
    expect(listener.lastId()).toBe(await world.hub.feedEnd());
    await listener.cut();
  });

  it("R-J04 cut again and again while commands commit, and resumed by the last id: nothing lost, nothing doubled", async () => {
    const from = await world.hub.feedEnd();
    const dossiers: string[] = [];
    const committing = (async () => {
      for (let n = 0; n < 12; n += 1) dossiers.push(...(await Promise.all([receive(world.hub), receive(world.hub)])));
    })();
    const heard = await listenWithCuts(world, [world.server.url], from, () => 72);
    await committing;
    expectAllOnce(heard, dossiers);
  });

  it("R-J04 Last-Event-ID goes before `after`, which begins anywhere; bad ones are 400", async () => {
    const from = await world.hub.feedEnd();
    await receive(world.hub);
    const all = await streamOf(world, "so-a", `?after=${from}`);
    await until("all three", () => all.events.length === 3);
    await all.cut();
    const rest = await streamOf(world, "so-a", `?after=${from}`, { "last-event-id": all.events[1]?.id ?? "" });
    await until("the third", () => rest.events.length === 1);
    expect(rest.events[0]?.data.id).toBe(all.events[2]?.data.id);
    await rest.cut();
    const bad = await streamOf(world, "so-a", "", { "last-event-id": "abc" });
    expect([bad.status, ((await bad.answer.json()) as Page).code]).toEqual([400, "events.bad-cursor"]);
    expect((await streamOf(world, "so-a", "?types=khong-co")).status).toBe(400);
  });

  it("R-J04 five connections a partner, long polls too; the sixth is 429; one that ends makes room", async () => {
    const open: Listener[] = [];
    for (let n = 0; n < 5; n += 1) open.push(await streamOf(world, "so-b"));
    expect(open.map((one) => one.status)).toEqual([200, 200, 200, 200, 200]);
    const sixth = await streamOf(world, "so-b");
    expect([sixth.status, sixth.answer.headers.get("retry-after")]).toEqual([429, "10"]);
    expect((await page("so-b", "?after=now&wait=1")).status).toBe(429);
    expect((await page("so-b", "?after=now")).status).toBe(200);
    const another = await streamOf(world, "so-a");
    expect(another.status).toBe(200);
    await open[0]?.cut();
    const again = await until("there is room again", async () => {
      const listener = await streamOf(world, "so-b");
      return listener.status === 200 ? listener : undefined;
    });
    await Promise.all([...open, another, again].map((one) => one.cut()));
  });

  it("R-I02 the stream ends when its credential is revoked", async () => {
    await world.hub.partners.put({ id: "tam", name: "Tạm", role: "agency", agencies: ["H57.101"] });
    const { secret = "", credential } = await world.hub.partners.issue({ partnerId: "tam", kind: "apiKey" });
    const listener = await listen(`${world.server.url}${PATH}/stream`, { authorization: `Bearer ${secret}` });
    await until("the stream has begun", () => listener.lastId() !== undefined);
    await world.hub.partners.revoke(credential.id);
    await listener.ended;
    expect(listener.events).toEqual([]);
  });

  it("R-I02 the stream ends when its account may not listen any more", async () => {
    const account = { id: "tam-2", name: "Tạm", role: "agency", agencies: ["H57.101"] } as const;
    await world.hub.partners.put({ ...account, scopes: ["event.read", "dossier.read"] });
    const { secret = "" } = await world.hub.partners.issue({ partnerId: "tam-2", kind: "apiKey" });
    const listener = await listen(`${world.server.url}${PATH}/stream`, { authorization: `Bearer ${secret}` });
    await until("the stream has begun", () => listener.lastId() !== undefined);
    await world.hub.partners.put({ ...account, scopes: ["dossier.read"] });
    await listener.ended;
  });

  it("R-I02 the stream of an access token ends with the token, though its credential is good; it goes on with the next one", async () => {
    const clock = { now: Date.now() };
    const hub = { ...world.hub, start: async () => {}, stop: async () => {} };
    const manners = { heartbeatMs: 50, recheckMs: 50 };
    const server = await serveHub(hub, {
      host: "127.0.0.1",
      port: 0,
      drainMs: 1_000,
      wallClock: () => clock.now,
      events: manners,
    });
    const { credential, secret = "" } = await world.hub.partners.issue({ partnerId: "so-a", kind: "client" });
    const token = async (): Promise<string> => {
      const body = new URLSearchParams({ grant_type: "client_credentials", client_id: credential.id, client_secret: secret });
      const answer = (await (await fetch(`${server.url}/oauth/token`, { method: "POST", body })).json()) as {
        access_token: string;
      };
      return `Bearer ${answer.access_token}`;
    };
    const stream = `${server.url}${PATH}/stream`;
    const first = await listen(stream, { authorization: await token() });
    await until("the stream has begun", () => first.lastId() !== undefined);
    clock.now += 601_000;
    await first.ended;
    const second = await listen(stream, { authorization: await token(), "last-event-id": first.lastId() ?? "" });
    expect(second.status).toBe(200);
    await second.cut();
    await server.stop();
  });
});

describe("the end of a stream", () => {
  const account = PARTNERS.find((one) => one.id === "portal-all");
  const proven = account && {
    partner: account,
    credential: { id: "k", partnerId: account.id, kind: "apiKey" as const, createdAt: NOW },
  };
  /** The fake hub with a credential that stays good, and a feed at which a reader waits as at the real one. */
  const standing = (): Hub => {
    const { hub } = fakeHub();
    const feedMoved = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    return { ...hub, feedMoved, partners: { ...hub.partners, byId: async () => proven } };
  };

  it("R-J04 a process that is about to stop ends its streams, cleanly and without waiting for its bound", async () => {
    const server = await serveHub(standing(), { host: "127.0.0.1", port: 0, drainMs: 120_000 });
    const listener = await listen(`${server.url}${PATH}/stream`, { authorization: "Bearer portal-all" });
    expect(listener.status).toBe(200);
    expect(await server.stop()).toBe(true);
    await listener.ended;
  });

  it("R-J04 who does not read is not read for: a few pages at most, then it is cut off and its place is free", async () => {
    let pages = 0;
    // An endless feed of large events: a hub that read on would fill its memory with them.
    const feed: Hub["feed"] = async ({ after = "0.0", limit = 200 }) => {
      pages += 1;
      const first = Number(after.split(".")[0]) + 1;
      const items = Array.from({ length: limit }, (_, n) => ({
        cursor: `${first + n}.1`,
        dossierId: "019f0000-0000-7000-8000-000000000001",
        seq: first + n,
        type: "progressed" as const,
        title: "x".repeat(10_000),
        at: NOW,
        recordedAt: NOW,
        agencyId: "H57.122",
        procedureCode: "1.001193",
        channel: "online" as const,
      }));
      return { items, cursor: items.at(-1)?.cursor ?? after };
    };
    const server = await serveHub(
      { ...standing(), feed },
      { host: "127.0.0.1", port: 0, drainMs: 0, events: { stalledMs: 300 } },
    );
    try {
      const { hostname, port } = new URL(server.url);
      const sockets = Array.from({ length: 5 }, () => {
        const socket = connect(Number(port), hostname);
        socket.on("error", () => undefined);
        socket.pause();
        socket.write(`GET ${PATH}/stream?after=0.0 HTTP/1.1\r\nhost: hub.test\r\nauthorization: Bearer portal-all\r\n\r\n`);
        return socket;
      });
      await until("all five are streaming", () => pages >= 5);
      // Cut off, all five places are free again, though nobody has closed a socket.
      const next = await until("there is room", async () => {
        const listener = await listen(`${server.url}${PATH}/stream?after=0.0`, { authorization: "Bearer portal-all" });
        return listener.status === 200 ? listener : undefined;
      });
      const read = pages;
      await next.cut();
      // 100 events of 10 kB a page: what the sockets' buffers hold, not what the feed holds.
      expect(read).toBeLessThan(5 * 20);
      for (const socket of sockets) socket.destroy();
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(SERVER === undefined)(`events on PostgreSQL${SERVER === undefined ? `: ${NO_SERVER}` : ""}`, () => {
  it("R-J04 two processes commit, the reader is cut and comes back to the other one: nothing lost, nothing doubled", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const world = await eventWorld({ databaseUrl: url });
    const other = await world.another();
    try {
      const from = await world.hub.feedEnd();
      const commits = (hub: Hub) => Promise.all(Array.from({ length: 20 }, () => receive(hub)));
      const committing = Promise.all([commits(world.hub), commits(other.hub)]);
      const heard = await listenWithCuts(world, [world.server.url, other.server.url], from, () => 120);
      expectAllOnce(heard, (await committing).flat());
    } finally {
      await other.server.stop();
      await world.stop();
      await drop();
    }
  });
});
