/** Partners' callbacks: the gateway bounds and hands on, the adapter verifies and words the answer. */
import { describe, expect, it } from "vitest";
import type { Hook, HookAnswer, HookRequest } from "../../core/exchange/adapter.ts";
import type { AppOptions } from "../../gateway/app.ts";
import { UNPROVEN_PER_MINUTE } from "../../gateway/hooks/hooks.ts";
import { client, fakeHub, problemOf } from "./fake-hub.ts";

const setup = (answer: (adapter: string) => HookAnswer, options: AppOptions = {}) => {
  const requests: HookRequest[] = [];
  const fake = fakeHub({
    hook: (adapter, hook) => (["post", "tax"].includes(adapter) && hook === "tracking" ? ({} as Hook<unknown>) : undefined),
    runHook: async (adapter, _, request) => {
      requests.push(request);
      return answer(adapter);
    },
  });
  return { requests, app: client(fake.hub, options).app };
};
const OK: HookAnswer = { status: 200, headers: { "content-type": "text/xml; charset=utf-8" }, body: "<ok/>" };

describe("R-G07 /hooks/{adapter}/{hook}", () => {
  it("hands the adapter the request as it came and answers exactly what the adapter says", async () => {
    const { requests, app } = setup(() => ({ ...OK, status: 202 }));
    const body = Buffer.from([0xff, 0x00, 0x31]);
    const response = await app.request("/hooks/post/tracking?seq=7", {
      method: "POST",
      headers: { "X-Signature": "abc", "content-type": "application/octet-stream" },
      body,
    });
    expect(response.status).toBe(202);
    expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(await response.text()).toBe("<ok/>");
    expect(Buffer.compare(requests[0]?.body ?? Buffer.of(), body)).toBe(0);
    expect(requests).toEqual([
      {
        method: "POST",
        path: "/hooks/post/tracking",
        query: { seq: "7" },
        headers: expect.objectContaining({ "x-signature": "abc" }),
        body: expect.anything(),
      },
    ]);
  });

  it("takes GET callbacks, without a body", async () => {
    const { requests, app } = setup(() => ({ status: 204, body: "" }));
    expect((await app.request("/hooks/post/tracking?a=1")).status).toBe(204);
    expect(requests[0]?.body.byteLength).toBe(0);
  });

  it.each(["/hooks/post/khong-co", "/hooks/khong-co/tracking", "/hooks/post"])("%s is 404 and nobody is asked", async (path) => {
    const { requests, app } = setup(() => OK);
    expect((await problemOf(await app.request(path, { method: "POST", body: "x" }))).status).toBe(404);
    expect(requests).toEqual([]);
  });

  it("more than 16 MiB is 413 before the adapter sees it", async () => {
    const { requests, app } = setup(() => OK);
    const response = await app.request("/hooks/post/tracking", { method: "POST", body: Buffer.alloc(16_777_217) });
    expect((await problemOf(response)).code).toBe("request.too-large");
    expect(requests).toEqual([]);
  });

  it("R-I02 an address that fails to prove itself too often is turned away before its body is read, at that adapter only, for a minute", async () => {
    const clock = { now: Date.parse("2026-02-13T03:00:00Z") };
    const wall = { wallClock: () => clock.now, trustedProxies: 1 };
    const { requests, app } = setup((adapter) => ({ ...OK, status: adapter === "post" ? 401 : 200 }), wall);
    const call = (adapter: string, from: string) =>
      app.request(`/hooks/${adapter}/tracking`, {
        method: "POST",
        body: "x",
        headers: { "x-forwarded-for": `1.2.3.4, ${from}` },
      });
    for (let i = 0; i < UNPROVEN_PER_MINUTE; i += 1) expect((await call("post", "203.0.113.9")).status).toBe(401);
    expect(requests).toHaveLength(UNPROVEN_PER_MINUTE);

    const barred = await call("post", "203.0.113.9");
    expect(Number(barred.headers.get("retry-after"))).toBe(60);
    expect(await problemOf(barred)).toMatchObject({ status: 429, code: "hook.too-many-unproven", retry: true });
    expect(requests).toHaveLength(UNPROVEN_PER_MINUTE);
    expect((await call("post", "203.0.113.10")).status).toBe(401);
    expect((await call("tax", "203.0.113.9")).status).toBe(200);
    clock.now += 60_000;
    expect((await call("post", "203.0.113.9")).status).toBe(401);
  });

  it("R-G07 a partner that proves itself may call as often as it has something to say", async () => {
    const { requests, app } = setup(() => OK);
    for (let i = 0; i < 3 * UNPROVEN_PER_MINUTE; i += 1)
      expect((await app.request("/hooks/post/tracking", { method: "POST", body: "x" })).status).toBe(200);
    expect(requests).toHaveLength(3 * UNPROVEN_PER_MINUTE);
  });

  it("an adapter that falls over is 500 without its words", async () => {
    const { app } = setup(() => {
      throw new TypeError("secret detail");
    });
    const response = await app.request("/hooks/post/tracking", { method: "POST", body: "x" });
    const text = await response.clone().text();
    expect((await problemOf(response)).code).toBe("hub.unexpected");
    expect(text).not.toContain("secret detail");
  });
});
