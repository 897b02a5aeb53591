/** One delivery over a real connection: signature, what each answer means, and a target that changes under our hands. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { type Delivery, deliver } from "../../../adapters/webhooks/deliver.ts";
import type { Resolver } from "../../../adapters/webhooks/resolve.ts";
import { targetPolicy } from "../../../adapters/webhooks/target.ts";
import { freePort } from "../../../gateway/cli/free-port.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
const ID = "019f0000-0000-7000-8000-000000000001/3";
const EVENT = { specversion: "1.0", id: ID, type: "vn.lienthong.dossier.received", data: { status: "received" } };

interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    ),
  );
});

/** A receiver on a real port that answers as the test says and keeps what it got. */
const receiver = async (answer: (res: ServerResponse, req: IncomingMessage, nth: number) => void) => {
  const seen: Seen[] = [];
  const listener: RequestListener = (req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      seen.push({ path: req.url ?? "", headers: req.headers, body: Buffer.concat(parts).toString("utf8") });
      answer(res, req, seen.length);
    });
  };
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, seen, server, port: (server.address() as AddressInfo).port };
};
const status =
  (code: number, headers: Record<string, string> = {}, body = "") =>
  (res: ServerResponse): void => {
    res.writeHead(code, headers).end(body);
  };
const to = (origin: string, changes: Partial<Delivery> = {}): Delivery => ({
  url: `${origin}/hooks/a`,
  policy: targetPolicy(origin),
  id: ID,
  event: EVENT,
  secrets: [{ secret: SECRET }],
  ...changes,
});
// The receiver's library verifies against the real clock.
const realNow = { now: () => new Date().toISOString() };

describe("R-J04 a webhook by Standard Webhooks", () => {
  it("R-J04 the receiver's library verifies what we signed; id, time and trace are in the headers", async () => {
    const { origin, seen } = await receiver(status(204));
    const { call } = fakeCall({}, realNow);
    expect(await deliver(to(origin), call)).toBe(204);
    const [got] = seen;
    expect(got?.headers).toMatchObject({
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": ID,
      traceparent: call.traceparent,
    });
    expect(got?.headers["lienthong-replay"]).toBeUndefined();
    expect(new Webhook(SECRET).verify(got?.body ?? "", got?.headers as Record<string, string>)).toEqual(EVENT);
    expect(() => new Webhook(OLD_SECRET).verify(got?.body ?? "", got?.headers as Record<string, string>)).toThrow();
  });

  it("R-J04 while a secret is being changed both sign; after its time the old one no longer does", async () => {
    const { origin, seen } = await receiver(status(200));
    const secrets = [{ secret: SECRET }, { secret: OLD_SECRET, until: "2026-03-03T02:00:00.000Z" }];
    await deliver(to(origin, { secrets }), fakeCall({}, { now: () => "2026-03-03T01:59:59.999Z" }).call);
    await deliver(to(origin, { secrets }), fakeCall({}, { now: () => "2026-03-03T02:00:00.000Z" }).call);
    expect(seen.map((one) => String(one.headers["webhook-signature"]).split(" ").length)).toEqual([2, 1]);
  });

  it("R-J04 a replay says which one it is, under the same webhook-id", async () => {
    const { origin, seen } = await receiver(status(200));
    const { call } = fakeCall({});
    await deliver(to(origin), call);
    await deliver(to(origin, { replay: "r-1" }), call);
    expect(seen.map(({ headers }) => [headers["webhook-id"], headers["lienthong-replay"]])).toEqual([
      [ID, undefined],
      [ID, "r-1"],
    ]);
  });

  it("R-J03 both directions are in the wire log, without the secret, without a token of the address", async () => {
    const { origin } = await receiver(status(500, { "content-type": "text/plain" }, "Máy chủ lỗi"));
    const { call, entries, wireText } = fakeCall({});
    await failure(deliver(to(origin, { url: `${origin}/hooks/a?token=bi-mat-1234` }), call));
    expect(entries.map(({ direction, status: code }) => [direction, code])).toEqual([
      ["out", undefined],
      ["in", 500],
    ]);
    expect(wireText()).toContain("Máy chủ lỗi");
    expect(wireText()).not.toMatch(/bi-mat-1234|whsec_/);
  });
});

describe("R-J03 what the receiver's answer means", () => {
  it.each([
    [410, {}, "pause", "webhook.gone", undefined],
    [429, { "retry-after": "7" }, "retry", "webhook.busy", 7000],
    [429, {}, "retry", "webhook.busy", undefined],
    [503, { "retry-after": "120" }, "retry", "webhook.busy", 120_000],
    [503, {}, "retry", "webhook.server-error", undefined],
    [500, {}, "retry", "webhook.server-error", undefined],
    [400, {}, "retry", "webhook.refused", undefined],
    [401, {}, "retry", "webhook.refused", undefined],
    [404, {}, "retry", "webhook.refused", undefined],
    [422, {}, "retry", "webhook.refused", undefined],
  ] as const)("%i %j: %s %s", async (code, headers, intent, name, retryAfterMs) => {
    const { origin } = await receiver(status(code, headers, "không"));
    const error = await failure(deliver(to(origin), fakeCall({}).call));
    expect(error).toMatchObject({ intent, code: name, blame: "partner" });
    expect(error["retryAfterMs"]).toBe(retryAfterMs);
  });

  it("R-I02 a redirect is never followed", async () => {
    const inner = await receiver(status(200));
    for (const code of [301, 302, 303, 307, 308]) {
      const { origin } = await receiver(status(code, { location: `${inner.origin}/ben-trong` }));
      expect(await failure(deliver(to(origin), fakeCall({}).call))).toMatchObject({ intent: "retry", code: "webhook.redirect" });
    }
    expect(inner.seen).toEqual([]);
  });

  it("an endless answer is cut off and its status stands", async () => {
    const closed: Promise<void>[] = [];
    const { origin } = await receiver((res) => {
      closed.push(new Promise((resolve) => res.once("close", resolve)));
      res.writeHead(200, { "content-type": "text/plain" });
      const more = (): void => {
        while (!res.destroyed && res.write("x".repeat(1024)));
        if (!res.destroyed) res.once("drain", more);
      };
      more();
    });
    const { call, entries } = fakeCall({});
    expect(await deliver(to(origin), call)).toBe(200);
    await Promise.all(closed);
    expect(entries.at(-1)?.bytes.byteLength).toBeLessThanOrEqual(4096);
  });

  it("a body that breaks off after a 2xx does not undo it", async () => {
    const { origin } = await receiver((res) => {
      res.writeHead(200, { "content-length": "100" });
      res.write("nửa", () => res.destroy());
    });
    expect(await deliver(to(origin), fakeCall({}).call)).toBe(200);
  });

  it("a receiver that hangs is given up with the attempt; one whose body hangs has answered", async () => {
    const controller = new AbortController();
    const silent = await receiver(() => controller.abort());
    expect(await failure(deliver(to(silent.origin), fakeCall({}, { signal: controller.signal }).call))).toMatchObject({
      intent: "retry",
      code: "http.timeout",
    });
    const late = new AbortController();
    const slow = await receiver((res) => {
      res.writeHead(202);
      res.write("đang…");
    });
    // Its headers are here, its body never ends.
    const answered = (): void => void setImmediate(() => late.abort());
    subscribe("http.client.response.finish", answered);
    try {
      expect(await deliver(to(slow.origin), fakeCall({}, { signal: late.signal }).call)).toBe(202);
    } finally {
      unsubscribe("http.client.response.finish", answered);
    }
  });

  it("a receiver that is not there, and one that cuts: tried again, never in doubt, since a repeat does no harm", async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    expect(await failure(deliver(to(nobody), fakeCall({}).call))).toMatchObject({ intent: "retry", code: "http.unreachable" });
    const cutting = await receiver((res) => res.destroy());
    expect(await failure(deliver(to(cutting.origin), fakeCall({}).call))).toMatchObject({ intent: "retry", code: "http.cut" });
  });

  it("an idle connection that the receiver closed meanwhile is no failure", async () => {
    const { origin, seen } = await receiver((res, req, nth) => {
      // The second request on this connection finds it dead.
      if (nth === 1) req.socket.once("data", () => req.socket.destroy());
      res.writeHead(200).end();
    });
    const delivery = to(origin);
    expect(await deliver(delivery, fakeCall({}).call)).toBe(200);
    expect(await deliver(delivery, fakeCall({}).call)).toBe(200);
    expect(seen.length).toBeGreaterThanOrEqual(2);
  });
});

describe("R-I02 SSRF: checked again at every connection", () => {
  const inside: Resolver = async () => [{ address: "127.0.0.1", family: 4 }];

  it("DNS rebinding: a name that has come to mean this machine is not called", async () => {
    const { seen, port } = await receiver(status(200));
    const url = `https://hook.so-noi-vu.example:8443/`;
    const error = await failure(
      deliver(to(`http://127.0.0.1:${port}`, { url, policy: targetPolicy(), resolve: inside }), fakeCall({}).call),
    );
    expect(error).toMatchObject({ intent: "pause", code: "webhook.target-forbidden" });
    expect(seen).toEqual([]);
  });

  it("the connection goes to the address that was checked, asked for once", async () => {
    const { seen, port } = await receiver(status(200));
    const asked: string[] = [];
    // Good at the first question, another address at the second: only the first may count.
    const rebinding: Resolver = async (host) => {
      asked.push(host);
      return [{ address: asked.length === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }];
    };
    const origin = `http://hook.so-noi-vu.example:${port}`;
    expect(await deliver(to(origin, { resolve: rebinding }), fakeCall({}).call)).toBe(200);
    expect(asked).toEqual(["hook.so-noi-vu.example"]);
    expect(seen[0]?.headers.host).toBe(`hook.so-noi-vu.example:${port}`);
  });

  it("a stored address that is no longer allowed is not called either", async () => {
    const { origin, seen } = await receiver(status(200));
    expect(await failure(deliver(to(origin, { policy: targetPolicy() }), fakeCall({}).call))).toMatchObject({
      code: "webhook.target-forbidden",
    });
    expect(seen).toEqual([]);
  });

  it("a name that nobody knows is tried again by the plan", async () => {
    const away: Resolver = () => Promise.reject(Object.assign(new TypeError("away"), { code: "ENOTFOUND" }));
    const url = "https://khong-co.example/";
    expect(
      await failure(deliver(to("http://127.0.0.1:1", { url, policy: targetPolicy(), resolve: away }), fakeCall({}).call)),
    ).toMatchObject({
      intent: "retry",
      code: "http.unreachable",
    });
  });
});
