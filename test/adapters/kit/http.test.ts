import { createServer } from "node:net";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttp, type HttpRequest } from "../../../adapters/kit/http.ts";
import { freePort } from "../../../gateway/cli/free-port.ts";
import { failure, fakeCall } from "./fake-call.ts";

const origin = "http://partner.test";
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "bypass" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const answering = (make: () => Response | Promise<Response>): void => server.use(http.all(`${origin}/*`, () => make()));
const request = (kind: "read" | "write", more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  path: "/do",
  json: { a: 1 },
  kind,
  ...more,
});
const shape = z.object({ error_code: z.string() });
const good = JSON.stringify({ error_code: "0" });
const json = { "content-type": "application/json" };

describe("what an answer means, for a write and for a read", () => {
  const cut = (): Response =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode(good.slice(0, 5)));
          controller.error(new TypeError("terminated"));
        },
      }),
      { headers: json },
    );
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (): Response =>
      new Response("Hệ thống bận", { status: code, headers });
  const table: [string, () => Response, string, string, string][] = [
    ["the connection cut before an answer", () => HttpResponse.error(), "unknown", "retry", "http.cut"],
    ["the connection cut within the body", cut, "unknown", "retry", "http.cut"],
    ["half JSON", () => new Response(good.slice(0, 9), { headers: json }), "unknown", "retry", "http.unreadable"],
    [
      "garbage bytes",
      () => new Response(new Uint8Array([0xff, 0xfe, 0x00, 0x80]), { headers: json }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    [
      "an HTML page",
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    ["JSON of another shape", () => new Response("{}", { headers: json }), "unknown", "retry", "http.unreadable"],
    ["an answer given twice", () => new Response(good + good, { headers: json }), "unknown", "retry", "http.unreadable"],
    ["an empty 200", () => new Response(null, { status: 200, headers: json }), "unknown", "retry", "http.unreadable"],
    ["500", status(500), "unknown", "retry", "http.server-error"],
    ["503 without Retry-After", status(503), "unknown", "retry", "http.server-error"],
    ["503 with Retry-After", status(503, { "retry-after": "7" }), "retry", "retry", "http.busy"],
    ["429", status(429), "retry", "retry", "http.busy"],
    ["408", status(408), "unknown", "retry", "http.server-error"],
    ["302 to a login page", status(302, { location: "/login" }), "pause", "pause", "http.configuration"],
    ["403", status(403), "pause", "pause", "http.configuration"],
    ["404", status(404), "pause", "pause", "http.configuration"],
    ["422", status(422), "rejected", "rejected", "http.refused"],
  ];
  it.each(table)("%s", async (_, make, write, read, code) => {
    answering(make);
    const client = createHttp(fakeCall({}).call, { baseUrl: origin });
    expect(await failure(client.json(request("write"), shape))).toMatchObject({ intent: write, code });
    expect(await failure(client.json(request("read"), shape))).toMatchObject({ intent: read, code });
  });
});

describe("what is accepted", () => {
  it("strips a byte order mark", async () => {
    answering(() => new Response(new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(good)]), { headers: json }));
    expect((await createHttp(fakeCall({}).call, { baseUrl: origin }).json(request("write"), shape)).body).toEqual({
      error_code: "0",
    });
  });
  it.each(["application/json; charset=utf-8", "text/plain", "application/problem+json"])(
    "takes JSON sent as %s",
    async (contentType) => {
      answering(() => new Response(good, { headers: { "content-type": contentType } }));
      expect((await createHttp(fakeCall({}).call, { baseUrl: origin }).json(request("write"), shape)).status).toBe(200);
    },
  );
  it("hands statuses that the adapter reads itself to the adapter", async () => {
    answering(() => new Response(good, { status: 401, headers: json }));
    const client = createHttp(fakeCall({}).call, { baseUrl: origin });
    expect((await client.json(request("write", { statuses: [401] }), shape)).status).toBe(401);
  });
});

describe("limits and waits", () => {
  it("refuses an answer above the limit", async () => {
    answering(() => new Response(`{"error_code":"${"x".repeat(2000)}"}`, { headers: json }));
    expect(
      await failure(createHttp(fakeCall({}).call, { baseUrl: origin, maxAnswerBytes: 1000 }).json(request("write"), shape)),
    ).toMatchObject({
      intent: "unknown",
      code: "http.unreadable",
    });
  });
  it("reads Retry-After in seconds, and as a date against the partner's own clock", async () => {
    const client = createHttp(fakeCall({}).call, { baseUrl: origin });
    answering(() => new Response("", { status: 429, headers: { "retry-after": "120" } }));
    expect(await failure(client.send(request("write")))).toMatchObject({ retryAfterMs: 120_000 });
    answering(
      () =>
        new Response("", {
          status: 429,
          headers: { date: "Mon, 01 Jan 2035 00:00:00 GMT", "retry-after": "Mon, 01 Jan 2035 00:01:00 GMT" },
        }),
    );
    expect(await failure(client.send(request("write")))).toMatchObject({ retryAfterMs: 60_000 });
    answering(() => new Response("", { status: 429, headers: { "retry-after": "soon" } }));
    expect((await failure(client.send(request("write"))))["retryAfterMs"]).toBeUndefined();
  });
  it("says unknown when the time of the attempt ends under way, and retry when it was over before the call", async () => {
    const control = new AbortController();
    let hasArrived = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      hasArrived = resolve;
    });
    server.use(
      http.all(`${origin}/*`, async () => {
        hasArrived();
        await new Promise<never>(() => {});
      }),
    );
    const running = failure(
      createHttp(fakeCall({}, { signal: control.signal }).call, { baseUrl: origin }).send(request("write")),
    );
    await arrived;
    control.abort();
    expect(await running).toMatchObject({ intent: "unknown", code: "http.timeout" });
    expect(
      await failure(createHttp(fakeCall({}, { signal: control.signal }).call, { baseUrl: origin }).send(request("write"))),
    ).toMatchObject({
      intent: "retry",
      code: "http.not-sent",
    });
  });
});

describe("on real sockets", () => {
  const listening = async (
    serve: Parameters<typeof createServer>[1],
  ): Promise<{ baseUrl: string; close: () => Promise<void> }> => {
    const tcp = createServer(serve);
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    const address = tcp.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { baseUrl: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => tcp.close(() => resolve())) };
  };
  it("a refused connection is a blip: nothing was sent", async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    expect(await failure(createHttp(fakeCall({}).call, { baseUrl }).send(request("write")))).toMatchObject({
      intent: "retry",
      blip: true,
      code: "http.unreachable",
    });
  });
  it("a socket closed after the request was read leaves doubt", async () => {
    const { baseUrl, close } = await listening((socket) => socket.once("data", () => socket.destroy()));
    expect(await failure(createHttp(fakeCall({}).call, { baseUrl }).send(request("write")))).toMatchObject({
      intent: "unknown",
      code: "http.cut",
    });
    await close();
  });
  it("a body that ends before its announced length leaves doubt", async () => {
    const { baseUrl, close } = await listening((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{")),
    );
    expect(await failure(createHttp(fakeCall({}).call, { baseUrl }).send(request("write")))).toMatchObject({
      intent: "unknown",
      code: "http.cut",
    });
    await close();
  });
});

describe("the message log", () => {
  it("holds both directions, without credentials, and the trace goes with the request", async () => {
    let traceparent: string | null = null;
    server.use(
      http.post(`${origin}/base/login`, ({ request: received }) => {
        traceparent = received.headers.get("traceparent");
        return HttpResponse.json({ session: "S-123456", note: "giữ S-123456", error_code: "0" });
      }),
    );
    const { call, entries, wireText } = fakeCall({});
    const client = createHttp(call, { baseUrl: `${origin}/base/`, secrets: ["S-123456"] });
    await client.json(
      {
        method: "POST",
        path: "login",
        query: { token: "tok-1", page: "2" },
        json: { username: "hue", password: "bi-mat" },
        kind: "read",
      },
      shape,
    );
    expect(traceparent).toBe(call.traceparent);
    expect(entries.map((entry) => [entry.direction, entry.what, entry.status])).toEqual([
      ["out", `POST ${origin}/base/login?token=***&page=2`, undefined],
      ["in", `POST ${origin}/base/login?token=***&page=2`, 200],
    ]);
    expect(wireText()).not.toMatch(/bi-mat|S-123456|tok-1/);
    expect(wireText()).toContain('"username":"hue"');
  });
});
