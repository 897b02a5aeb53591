/** The TypeScript client: what it sends, when it sends again, and what it throws. */
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { type components, LienthongError } from "../../../gateway/client/index.ts";
import { away, json, problem, RECEIPT, scripted } from "./script.ts";

const REF = "H57.122-260213-0001";
const LIST = "/api/v1/dossiers";

const errorOf = async (promise: Promise<unknown>): Promise<LienthongError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LienthongError)) throw new TypeError(`no LienthongError but ${String(error)}`);
  return error;
};

describe("R-J04 the client's calls", () => {
  it("calls a door by its path, typed by the OpenAPI document, with the API key", async () => {
    const { client, sent } = scripted([json(200, { items: [] })], { auth: { apiKey: "lt_thu" } });
    const { data } = await client.GET(LIST, { params: { query: { status: "received", limit: 5 } } });
    expectTypeOf(data.items).toEqualTypeOf<components["schemas"]["DossierSummary"][]>();
    expect(data).toEqual({ items: [] });
    expect(sent[0]?.request.url).toBe("https://hub.test/api/v1/dossiers?status=received&limit=5");
    expect(sent[0]?.request.headers.get("authorization")).toBe("Bearer lt_thu");
    expect(sent[0]?.request.headers.has("idempotency-key")).toBe(false);
  });

  it("the compiler refuses a path, a status and a command's body that no door takes", () => {
    const { client } = scripted([]);
    // Never called: the compiler is what is tested here.
    const wrong = () => [
      // @ts-expect-error no such path
      client.GET("/api/v1/dossier"),
      // @ts-expect-error no such status
      client.GET(LIST, { params: { query: { status: "lost" } } }),
      // @ts-expect-error a dossier's command names its dossier
      client.command("progress", { body: { note: "x" } }),
      // @ts-expect-error the note is required
      client.command("progress", { ref: REF, body: {} }),
      // @ts-expect-error reading is no command
      client.command("readDossier", { ref: REF, body: {} }),
    ];
    expect(wrong).toBeTypeOf("function");
  });

  it("sends a command to its own path with version, key and body, and gives the receipt", async () => {
    const { client, sent } = scripted([json(200, RECEIPT)]);
    const receipt = await client.command("progress", { ref: REF, body: { note: "Đang thẩm định" }, key: "k-1", version: 2 });
    expectTypeOf(receipt).toEqualTypeOf<components["schemas"]["Receipt"]>();
    expect(receipt).toEqual(RECEIPT);
    const [{ request, body } = { request: new Request("https://none.test"), body: "" }] = sent;
    expect(`${request.method} ${request.url}`).toBe(`POST https://hub.test/api/v1/dossiers/${REF}/progress`);
    expect(request.headers.get("idempotency-key")).toBe("k-1");
    expect(request.headers.get("if-match")).toBe('"2"');
    expect(JSON.parse(body)).toEqual({ note: "Đang thẩm định" });
  });

  it("R-I02 says on every call what personal data is looked at for, Vietnamese and all", async () => {
    const { client, sent } = scripted([json(200, {}), json(200, RECEIPT)], { purpose: "Trả lời phản ánh của công dân" });
    await client.GET("/api/v1/dossiers/{ref}", { params: { path: { ref: REF } } });
    await client.command("receive", { ref: REF, body: {} });
    for (const { request } of sent)
      expect(decodeURIComponent(request.headers.get("x-purpose") ?? "")).toBe("Trả lời phản ánh của công dân");
  });

  it("R-A07 uploads the bytes themselves under their name", async () => {
    const stored = { sha256: "0".repeat(64), size: 3, mediaType: "application/pdf" };
    const { client, sent } = scripted([json(201, stored)]);
    expect(await client.upload("tờ khai.pdf", new TextEncoder().encode("abc"))).toEqual(stored);
    const [{ request, body } = { request: new Request("https://none.test"), body: "" }] = sent;
    expect(new URL(request.url).searchParams.get("name")).toBe("tờ khai.pdf");
    expect(request.headers.get("content-type")).toBe("application/octet-stream");
    expect(body).toBe("abc");
  });

  it("goes through all pages of a list, in the filter it was given, and asks no further than it is read", async () => {
    const pages = () => [json(200, { items: [{ id: "1" }, { id: "2" }], next: "c=2" }), json(200, { items: [{ id: "3" }] })];
    const { client, sent } = scripted(pages());
    const seen: string[] = [];
    for await (const one of client.pages(LIST, { params: { query: { status: "received" } } })) seen.push(one.id);
    expect(seen).toEqual(["1", "2", "3"]);
    expect(sent.map(({ request }) => new URL(request.url).search)).toEqual(["?status=received", "?status=received&cursor=c%3D2"]);

    const first = scripted(pages());
    for await (const one of first.client.pages(LIST)) {
      expect(one.id).toBe("1");
      break;
    }
    expect(first.sent).toHaveLength(1);
  });
});

describe("R-J03 the client's retries", () => {
  const retry = problem;
  it.each([
    ["the problem says that it may succeed later", () => retry(409, "request.in-progress", { retry: true })],
    ["an unexpected fault of the hub", () => retry(500, "hub.unexpected", { retry: true })],
    ["429 with a time to wait", () => retry(429, "partner.too-many", {}, { "retry-after": "0" })],
    ["503 with a date to wait for", () => retry(503, "hub.busy", {}, { "retry-after": new Date(0).toUTCString() })],
    ["no connection", away],
    ["a proxy that does not reach the hub", () => new Response("<h1>Bad Gateway</h1>", { status: 502 })],
    ["an answer that breaks off halfway", () => () => brokenOff('{"items":[')],
  ])("tries again after %s, the body as it was, the key kept", async (_what, turn) => {
    const { client, sent } = scripted([turn(), turn(), json(200, RECEIPT)]);
    expect(await client.command("progress", { ref: REF, body: { note: "x" } })).toEqual(RECEIPT);
    const keys = sent.map(({ request }) => request.headers.get("idempotency-key"));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent.map(({ body }) => body)).toEqual(Array(3).fill('{"note":"x"}'));
  });

  const brokenOff = (start: string): Response =>
    new Response(
      new ReadableStream({
        start: (out) => {
          out.enqueue(new TextEncoder().encode(start));
          out.error(new TypeError("terminated"));
        },
      }),
      { headers: { "content-type": "application/json" } },
    );

  it("makes another key for another command", async () => {
    const { client, sent } = scripted([json(200, RECEIPT), json(200, RECEIPT)]);
    for (const note of ["x", "x"]) await client.command("progress", { ref: REF, body: { note } });
    const keys = sent.map(({ request }) => request.headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(2);
  });

  it("gives a key to a write by path as well", async () => {
    const { client, sent } = scripted([away(), json(200, RECEIPT)]);
    await client.POST("/api/v1/dossiers/{ref}/receive", { params: { path: { ref: REF } }, body: {} });
    const keys = sent.map(({ request }) => request.headers.get("idempotency-key"));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it.each([
    ["a refusal", () => retry(409, "dossier.wrong-status", { blame: "caller" })],
    ["429 without a word on when", () => retry(429, "look-up.locked")],
    ["503 without a word on when", () => retry(503, "hub.not-ready")],
    ["a page of somebody else", () => new Response("<h1>?</h1>", { status: 500 })],
  ])("does not try again after %s", async (_what, turn) => {
    const { client, sent } = scripted([turn()]);
    await errorOf(client.command("progress", { ref: REF, body: { note: "x" } }));
    expect(sent).toHaveLength(1);
  });

  it("never sends a write twice that takes no key, not even with one in its headers", async () => {
    const redrive = { body: { ids: [RECEIPT.dossierId], reason: "Thử lại" }, headers: { "Idempotency-Key": "k" } };
    const { client, sent } = scripted([away()]);
    const error = await errorOf(client.POST("/api/v1/messages/redrive", redrive));
    expect(error).toMatchObject({ code: "network.failed", retry: true, status: undefined });
    expect(sent).toHaveLength(1);
  });

  it("gives up after so many tries, with what the last one said", async () => {
    const { client, sent } = scripted([away(), away(), retry(500, "hub.unexpected", { retry: true })], {
      retry: { tries: 3, firstWaitMs: 1, mostWaitMs: 1 },
    });
    expect(await errorOf(client.GET(LIST))).toMatchObject({ code: "hub.unexpected", status: 500 });
    expect(sent).toHaveLength(3);
  });

  it("gives up at once where the hub asks to wait longer than the whole call may take", async () => {
    const { client, sent } = scripted([retry(503, "hub.not-ready", { retry: true }, { "retry-after": "3600" })]);
    expect(await errorOf(client.GET(LIST))).toMatchObject({ code: "hub.not-ready", retryAfterMs: 3_600_000 });
    expect(sent).toHaveLength(1);
  });

  it("ends a try that hangs, and tries again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const arrived = new Set<Request>();
    const hang = (request: Request): Promise<Response> =>
      new Promise((_resolve, reject) => {
        arrived.add(request);
        request.signal.addEventListener("abort", () => reject(request.signal.reason));
      });
    const hangTwice = async (tries: number) => {
      const { client } = scripted([hang, hang, json(200, { items: [] })], { retry: { tries, tryMs: 1_000 } });
      const call = client.GET(LIST).catch((error: unknown) => error);
      for (const hung of [1, 2]) {
        while (arrived.size < hung) await vi.advanceTimersByTimeAsync(1);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      await vi.advanceTimersByTimeAsync(10_000);
      arrived.clear();
      return call;
    };
    try {
      expect(await hangTwice(3)).toMatchObject({ data: { items: [] } });
      expect(await hangTwice(2)).toMatchObject({ name: "LienthongError", code: "network.timeout", retry: true });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(["before it starts", "while the hub is silent", "while it waits to try again"])(
    "ends when the caller aborts %s",
    async (when) => {
      const stop = new AbortController();
      const reason = new RangeError("người dùng dừng");
      if (when.startsWith("before")) stop.abort(reason);
      const silent = (request: Request): Promise<Response> =>
        new Promise((_resolve, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason));
          stop.abort(reason);
        });
      const asksToWait = (): Response => {
        queueMicrotask(() => setImmediate(() => stop.abort(reason)));
        return problem(503, "hub.not-ready", { retry: true }, { "retry-after": "30" });
      };
      const { client, sent } = scripted([when.includes("silent") ? silent : asksToWait]);
      await expect(client.GET(LIST, { signal: stop.signal })).rejects.toBe(reason);
      expect(sent.length).toBe(when.startsWith("before") ? 0 : 1);
    },
  );
});

describe("the client's errors", () => {
  it("carry what the problem document says: code, blame, hint, fields, status", async () => {
    const errors = [{ path: "/note", vi: "Thiếu trường bắt buộc.", en: "Required field missing." }];
    const { client } = scripted([problem(422, "request.invalid", { blame: "caller", errors })]);
    const error = await errorOf(client.command("progress", { ref: REF, body: { note: "" } }));
    expect(error).toMatchObject({
      name: "LienthongError",
      code: "request.invalid",
      blame: "caller",
      retry: false,
      hint: { vi: "Làm lại.", en: "Do it again." },
      status: 422,
      errors,
    });
    expect(error.message).toContain("Có lỗi.");
    expect(error.problem?.instance).toBe("urn:lienthong:request:1");
  });

  it.each([
    ["no JSON", "<h1>Forbidden</h1>", "text/html"],
    ["JSON of another form", '{"error":"forbidden"}', "application/json"],
    ["null", "null", "application/problem+json"],
  ])("say so where an answer is not the hub's own: %s", async (_what, body, type) => {
    const { client } = scripted([new Response(body, { status: 403, headers: { "content-type": type } })]);
    expect(await errorOf(client.GET(LIST))).toMatchObject({ code: "response.foreign", status: 403, retry: false, errors: [] });
  });

  it("a dossier that has not changed since it was read is one of them", async () => {
    const { client } = scripted([new Response(null, { status: 304, headers: { etag: '"3"' } })]);
    const read = client.GET("/api/v1/dossiers/{ref}", { params: { path: { ref: REF }, header: { "If-None-Match": '"3"' } } });
    expect(await errorOf(read)).toMatchObject({ code: "response.not-modified", status: 304, retry: false });
  });
});
