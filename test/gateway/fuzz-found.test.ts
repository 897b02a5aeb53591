/** What the fuzz has found, each held down by a test of its own. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemOf } from "./fake-hub.ts";
import type { OpenApi, Schema } from "./fuzz/document.ts";
import { type RealWorld, realWorld } from "./real-hub.ts";

let world: RealWorld;
let document: OpenApi;
beforeAll(async () => {
  world = await realWorld();
  document = (await (await world.app.request("/openapi.json")).json()) as OpenApi;
});
afterAll(() => world.stop());

const get = (path: string, headers: Record<string, string> = {}) => world.send("operator", "GET", path, undefined, headers);

describe("R-J04 found by the fuzz of the OpenAPI document", () => {
  it.each(["/api/v1/procedures?keyword=a%00b", "/api/v1/fees/settlement?unit=H57%00101&period=2026-01"])(
    "U+0000 in a query, which PostgreSQL does not take, is the caller's mistake: %s",
    async (path) => {
      const problem = await problemOf(await get(path));
      expect(problem).toMatchObject({ status: 400, code: "request.bad-query", blame: "caller" });
      expect(problem.errors?.map((one) => one.path)).toEqual([path.includes("keyword") ? "/keyword" : "/unit"]);
    },
  );

  it("nothing has U+0000 in its name", async () => {
    expect(await problemOf(await get("/api/v1/procedures/1.00%001193"))).toMatchObject({ status: 404, blame: "caller" });
  });

  it("every door may answer 400: also one without query fields refuses those that it does not know", async () => {
    expect((await problemOf(await get("/api/v1/statuses?x=1"))).status).toBe(400);
    const closed = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/v1/"));
    for (const [path, item] of closed)
      for (const [method, { responses }] of Object.entries(item))
        expect(Object.keys(responses), `${method} ${path}`).toContain("400");
  });

  it("R-I02 a purpose that is none is refused also where the answer then shows nothing personal", async () => {
    const path = "/api/v1/open-transfers";
    expect(await (await get(path)).json()).toEqual({ items: [] });
    for (const headers of [{ "x-purpose": "0".repeat(3_000) }, { "x-purpose": "%" }, { "x-on-behalf-of": "a b" }])
      expect(await problemOf(await get(path, headers))).toMatchObject({ status: 400, code: "request.bad-header" });
  });

  it("patterns of the document are JSON Schema's own, without flags or classes that other readers do not know", () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map((match) =>
      JSON.parse(match[1] ?? '""'),
    );
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\/[a-z]*$|\\p\{/);
      expect(() => new RegExp(pattern, "u")).not.toThrow();
    }
  });

  it("examples of texts fit their own schemas", () => {
    const wrong: string[] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      const { type, pattern, example } = node as Schema;
      if (type === "string" && pattern !== undefined && typeof example === "string" && !new RegExp(pattern, "u").test(example))
        wrong.push(`${example} ${pattern}`);
      for (const inner of Object.values(node)) walk(inner);
    };
    walk(document);
    expect(wrong).toEqual([]);
  });

  it("R-A07 a stored file comes as the kind of file it is, and the document says so", () => {
    const answer = document.paths["/api/v1/blobs/{sha256}"]?.["get"]?.responses["200"];
    expect(Object.keys(answer?.content ?? {})).toEqual(["*/*"]);
  });
});
