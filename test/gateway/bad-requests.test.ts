/** What is wrong with a request before any rule of the engine is asked: the same answer form every time, and the hub hears nothing of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findForbidden, MAX_JSON_DEPTH, measureJson } from "../../gateway/rest/json-guard.ts";
import { CODE, client, fakeHub, problemOf } from "./fake-hub.ts";

const PROGRESS = `/api/v1/dossiers/${CODE}/progress`;

/** Sends one bad request and proves that nothing reached the hub. */
const refused = async (path: string, body: string | undefined, headers: Record<string, string> = {}, method = "POST") => {
  const fake = fakeHub();
  const { send } = client(fake.hub);
  const response = await send("portal", method, path, body, headers);
  const found = await problemOf(response);
  expect(fake.executions).toEqual([]);
  return { response, found };
};

describe("R-J04 bad requests get a problem document in both languages, and nothing is stored", () => {
  it("an unknown path is 404", async () => {
    const { found } = await refused("/api/v1/khong-co", undefined, {}, "GET");
    expect(found).toMatchObject({ status: 404, code: "request.unknown-path", blame: "caller", retry: false });
  });

  it("a known path with another method is 405 and names the right ones", async () => {
    const { response, found } = await refused(PROGRESS, undefined, {}, "DELETE");
    expect(found).toMatchObject({ status: 405, code: "request.method-not-allowed" });
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("a body that is no JSON is 400", async () => {
    const { found } = await refused(PROGRESS, '{"note": ');
    expect(found).toMatchObject({ status: 400, code: "request.bad-json" });
  });

  it("a body in another encoding than UTF-8 is 400, not stored as replacement characters", async () => {
    const fake = fakeHub();
    const { app } = client(fake.hub);
    const headers = { authorization: "Bearer portal", "content-type": "application/json" };
    const response = await app.request(PROGRESS, { method: "POST", headers, body: Buffer.from('{"note":"Đã xử lý"}', "latin1") });
    expect(await problemOf(response)).toMatchObject({ status: 400, code: "request.bad-json" });
    expect(fake.executions).toEqual([]);
  });

  it.each(["text/plain", "application/xml", "application/json; charset=iso-8859-1", "multipart/form-data; boundary=x"])(
    "content type %s is 415",
    async (type) => {
      const { found } = await refused(PROGRESS, "{}", { "content-type": type });
      expect(found).toMatchObject({ status: 415, code: "request.wrong-content-type" });
    },
  );

  it("10 MB of JSON is 413", async () => {
    const { response, found } = await refused(PROGRESS, JSON.stringify({ note: "á".repeat(5_000_000) }));
    expect(found).toMatchObject({ status: 413, code: "request.too-large", details: { maxBytes: 1_048_576 } });
    expect(response.headers.get("connection")).toBe("close");
  });

  it("10 MB of JSON without a declared length is 413", async () => {
    const fake = fakeHub();
    const { app } = client(fake.hub);
    const chunk = Buffer.alloc(65_536, 32);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += chunk.byteLength;
        controller.enqueue(chunk);
        if (sent >= 10_000_000) controller.close();
      },
    });
    const headers = { authorization: "Bearer portal", "content-type": "application/json", "transfer-encoding": "chunked" };
    const response = await app.request(PROGRESS, { method: "POST", headers, body, duplex: "half" } as RequestInit);
    expect(await problemOf(response)).toMatchObject({ status: 413 });
    // Given up soon after the bound, not read to its end.
    expect(sent).toBeLessThan(2_000_000);
    expect(fake.executions).toEqual([]);
  });

  it.each([
    ["lists", `${"[".repeat(200_000)}${"]".repeat(200_000)}`],
    ["objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["lists never closed", "[".repeat(200_000)],
  ])("200,000-deep nesting of %s is 422 and harms nobody", async (_, body) => {
    const { found } = await refused(PROGRESS, body);
    expect(found).toMatchObject({ status: 422, code: "request.too-complex" });
  });

  it("a flood of tiny values is 422", async () => {
    const { found } = await refused(PROGRESS, `[${"1,".repeat(60_000)}1]`);
    expect(found.code).toBe("request.too-complex");
  });

  it.each(['{"note":"x","__proto__":{"role":"system"}}', '{"note":"x","constructor":{}}', '{"note":"x","\\u005f_proto__":{}}'])(
    "prototype keys are 422: %s",
    async (body) => {
      const { found } = await refused(PROGRESS, body);
      expect(found.code).toBe("request.forbidden-content");
      expect(found.errors?.[0]?.path).toMatch(/^\/(__proto__|constructor)$/);
    },
  );

  it.each(['{"note":"a\\u0000b"}', '{"note":"\\ud800"}'])(
    "characters that PostgreSQL cannot store are 422, not a fault of ours: %s",
    async (body) => {
      const { found } = await refused(PROGRESS, body);
      expect(found).toMatchObject({ status: 422, code: "request.forbidden-content", errors: [{ path: "/note" }] });
    },
  );

  it("unknown fields are 422, each named", async () => {
    const { found } = await refused(PROGRESS, JSON.stringify({ note: "Đang xử lý", ghiChu: 1, type: "decide" }));
    expect(found).toMatchObject({ status: 422, code: "request.invalid" });
    expect(found.errors?.map((error) => error.path)).toEqual(["/ghiChu", "/type"]);
  });

  it("R-I02 field problems never repeat the value", async () => {
    const body = {
      channel: "online",
      procedureCode: "1.001193",
      agencyId: "H57.122",
      applicant: { kind: "citizen", fullName: "A", identityNumber: "0010990000127", phone: "12345" },
    };
    const fake = fakeHub();
    const { send } = client(fake.hub);
    const text = await (await send("portal", "POST", "/api/v1/dossiers", body, { "idempotency-key": "k1" })).text();
    expect(text).toContain("/applicant/identityNumber");
    expect(text).toContain("Số định danh phải có 12 chữ số");
    expect(text).not.toContain("0010990000127");
    expect(text).not.toContain("12345");
    expect(fake.executions).toEqual([]);
  });

  it("bad dates are 422 with an example of a right one", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    const body = {
      channel: "post",
      procedureCode: "1.001193",
      agencyId: "H57.122",
      applicant: { kind: "citizen", fullName: "A" },
      postalArrivalDate: "2026-02-30",
      at: "13/02/2026 10:00",
    };
    const found = await problemOf(await send("portal", "POST", "/api/v1/dossiers", body, { "idempotency-key": "k1" }));
    expect(found.errors).toEqual([
      { path: "/postalArrivalDate", vi: expect.stringContaining("YYYY-MM-DD"), en: expect.stringContaining("2026-02-13") },
      { path: "/at", vi: expect.stringContaining("ISO 8601"), en: expect.any(String) },
    ]);
    expect(fake.executions).toEqual([]);
  });

  it.each([
    ["/api/v1/dossiers?limit=0", "/limit"],
    ["/api/v1/dossiers?limit=10&limit=20", "/limit"],
    ["/api/v1/dossiers?trangThai=received", "/trangThai"],
    ["/api/v1/dossiers?status=lost", "/status"],
  ])("a bad query is 400: %s", async (path, field) => {
    const { found } = await refused(path, undefined, {}, "GET");
    expect(found).toMatchObject({ status: 400, code: "request.bad-query", errors: [{ path: field }] });
  });

  it.each(["/api/v1/dossiers/%00", "/api/v1/dossiers/a%2Fb", "/api/v1/dossiers/%E0%A4%A", `/api/v1/dossiers/${"9".repeat(300)}`])(
    "a reference that cannot be one is 404, and the hub is not asked: %s",
    async (path) => {
      const { found } = await refused(path, undefined, {}, "GET");
      expect(found.status).toBe(404);
    },
  );

  it("an accident inside is 500 without a stack, a message or personal data", async () => {
    const fake = fakeHub();
    fake.outcome = () => {
      throw new TypeError("params: Nguyễn Thị Thử Nghiệm, 001099000012");
    };
    const { send } = client(fake.hub);
    const response = await send("portal", "POST", PROGRESS, { note: "Đang xử lý" });
    const text = await response.clone().text();
    expect(await problemOf(response)).toMatchObject({ status: 500, code: "hub.unexpected", blame: "hub", retry: true });
    expect(text).not.toMatch(/Thử Nghiệm|001099000012|TypeError|\bat \//);
  });

  it("R-J04 the database away is 503 with a time to come again, and nothing is confirmed", async () => {
    const fake = fakeHub();
    fake.outcome = () => {
      throw new TypeError("write 10.0.0.1:5432", {
        cause: Object.assign(new TypeError("closed"), { code: "CONNECTION_CLOSED" }),
      });
    };
    const { send } = client(fake.hub);
    const response = await send("portal", "POST", PROGRESS, { note: "Đang xử lý" });
    expect(response.headers.get("retry-after")).toBe("5");
    const text = await response.clone().text();
    expect(await problemOf(response)).toMatchObject({ status: 503, code: "hub.database-away", blame: "hub", retry: true });
    expect(text).not.toContain("10.0.0.1");
  });
});

describe("the guard in front of the schemas", () => {
  it("property: measures exactly what JSON.parse builds", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(measureJson(text).depth).toBe(depthOf(JSON.parse(text)));
      }),
    );
  });

  it("property: well-formed text without NUL passes, whatever the language", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\u0000"));
        expect(findForbidden({ note: [text] })).toEqual([]);
      }),
    );
  });

  it("brackets inside strings do not count", () => {
    expect(measureJson(`{"note":"${"[".repeat(1000)}\\"${"{".repeat(1000)}"}`).depth).toBe(1);
    expect(MAX_JSON_DEPTH).toBe(64);
  });
});
