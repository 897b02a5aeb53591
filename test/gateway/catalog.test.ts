/** The published catalogs over REST: here the routes (R-B06); procedures and agencies are in commands.test.ts and openapi.test.ts. */
import { describe, expect, it } from "vitest";
import { loadCatalogs } from "../../catalogs/load.ts";
import { routeSchema } from "../../gateway/rest/schemas.ts";
import { client, fakeHub, problemOf } from "./fake-hub.ts";

const { send } = client(fakeHub({ catalogs: loadCatalogs() }).hub);
const read = (path: string) => send(undefined, "GET", path);

describe("R-B06 the published routes", () => {
  it("R-B06 lists every route once, without a key, as the document says", async () => {
    const response = await read("/api/v1/routes");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("public, max-age=60");
    const { items } = (await response.json()) as { items: { id: string; procedures: string[] }[] };
    expect(items.length).toBeGreaterThan(5);
    expect(new Set(items.map((one) => one.id)).size).toBe(items.length);
    for (const item of items) expect(routeSchema.safeParse(item).error).toBeUndefined();
  });

  it("R-B06 a procedure's route names its legs, lanes, times and what the declaration must hold", async () => {
    const response = await read("/api/v1/routes/2.000986");
    expect(await response.json()).toMatchObject({
      id: "khai-sinh-thuong-tru-bhyt",
      needs: expect.arrayContaining(["child.fullName", "residence.headIdentityNumber"]),
      legs: [
        { key: "khai-sinh", lane: "civil-status", operation: "registerBirth" },
        { key: "thuong-tru", agency: "G01.46", after: ["khai-sinh"], time: { kind: "workingDays", days: 7 } },
        { key: "the-bhyt", lane: "social-insurance", evenIfFailed: true },
      ],
      end: "decide",
    });
  });

  it("R-B06 a procedure that one agency resolves alone has none: 404, told in both languages", async () => {
    const response = await read("/api/v1/routes/9.999999");
    expect(await problemOf(response)).toMatchObject({ status: 404, blame: "caller", hint: { vi: expect.any(String) } });
    expect((await read("/api/v1/routes/..%2F")).status).toBeGreaterThanOrEqual(400);
  });
});
