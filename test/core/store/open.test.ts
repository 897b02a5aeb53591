/** How connections to PostgreSQL are set. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES, NO_SERVER, SERVER } from "../../support/database.ts";

describe.skipIf(SERVER === undefined)(`connections to PostgreSQL ${SERVER === undefined ? NO_SERVER : ""}`, () => {
  let database: Database;
  beforeAll(async () => {
    const engine = ENGINES.find(({ name }) => name === "PostgreSQL");
    database = (await engine?.open()) ?? expect.unreachable();
  });
  afterAll(() => database.close());

  it("R-J02 compile nothing: a small table read without its index costs 10^10 on paper, and would be compiled for half a second", async () => {
    // As the loop of the lanes reads them, four times a second.
    const plan = await database.query<{ "QUERY PLAN": string }>("explain (analyze) select count(*) from lane");
    expect(plan.map((line) => line["QUERY PLAN"]).filter((line) => line.includes("JIT"))).toEqual([]);
    const [slow] = (await database.db.execute(sql`show jit`)) as unknown as readonly { readonly jit: string }[];
    expect(slow?.jit).toBe("off");
  });
});
