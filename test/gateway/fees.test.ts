/** R-D03 R-D04 over REST: who may, what is asked, and how a refusal reads. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, fakeHub, problemOf } from "./fake-hub.ts";
import { AGENCY, BIRTH, OFFICER, type RealWorld, realWorld } from "./real-hub.ts";

const ID = "019f0000-0000-7000-8000-000000000009";
const CALLS: readonly (readonly [method: string, path: string, body: object | undefined])[] = [
  ["GET", "/api/v1/fees/reconciliation?day=2026-02-13", undefined],
  ["GET", `/api/v1/fees/settlement?unit=${AGENCY}&period=2026-02`, undefined],
  ["POST", "/api/v1/fees/settlement", { unit: AGENCY, period: "2026-02" }],
  ["POST", `/api/v1/fees/settlement/${ID}/sign`, { signer: { name: "Phạm Thị Lãnh Đạo" } }],
];

describe("R-D03 R-D04 the doors of fees are the operator's", () => {
  it.each(CALLS)("R-D04 %s %s: nobody else, and nothing is asked of the hub", async (method, path, body) => {
    const { send } = client(fakeHub().hub);
    expect((await problemOf(await send(undefined, method, path, body))).status).toBe(401);
    for (const role of ["portal", "agency", "post"])
      expect((await problemOf(await send(role, method, path, body))).status).toBe(403);
  });

  it.each([
    ["GET", "/api/v1/fees/reconciliation", undefined, 400],
    ["GET", "/api/v1/fees/reconciliation?day=2026-02-30", undefined, 400],
    ["GET", "/api/v1/fees/reconciliation?day=2026-02-13&finding=lost", undefined, 400],
    ["GET", "/api/v1/fees/settlement?unit=H57.122&period=2026-13", undefined, 400],
    ["POST", "/api/v1/fees/settlement", { unit: AGENCY, period: "02/2026" }, 422],
    ["POST", "/api/v1/fees/settlement", { unit: AGENCY, period: "2026-02", shares: [{ percent: 101 }] }, 422],
    ["POST", `/api/v1/fees/settlement/${ID}/sign`, { signer: {} }, 422],
    ["POST", `/api/v1/fees/settlement/${ID}/sign`, { signer: { name: "A" }, despite: " " }, 422],
    ["POST", "/api/v1/fees/settlement/1/sign", { signer: { name: "A" } }, 404],
  ])("R-D03 %s %s %j: %i", async (method, path, body, status) => {
    expect((await problemOf(await client(fakeHub().hub).send("operator", method, path, body))).status).toBe(status);
  });
});

describe("R-D03 R-D04 over the real hub", () => {
  let world: RealWorld;
  beforeAll(async () => {
    world = await realWorld();
    const created = await world.send("portal", "POST", "/api/v1/dossiers", { ...BIRTH, ...OFFICER }, { "idempotency-key": "b1" });
    const { dossierId } = (await created.json()) as { dossierId: string };
    const act = (command: string, body: object = {}) =>
      world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/${command}`, { ...body, ...OFFICER });
    const charge = { chargeId: "c1", name: "Lệ phí hộ tịch", amount: 8000 };
    for (const answer of [
      await act("check", { outcome: "valid" }),
      await act("request-fee", charge),
      await act("record-payment", { chargeId: "c1", amount: 8000, method: "cash", reference: "PT-1" }),
    ])
      expect([answer.status, await answer.clone().text()]).toEqual([200, expect.any(String)]);
  });
  afterAll(() => world.stop());

  it("R-D04 a day: totals by finding, and the findings asked for", async () => {
    const answer = await world.send("operator", "GET", "/api/v1/fees/reconciliation?day=2026-02-13&finding=missing");
    expect(await answer.json()).toMatchObject({
      day: "2026-02-13",
      statements: [],
      totals: { matched: { count: 0 } },
      items: [],
    });
  });

  it("R-D03 a settlement: not before the month is over, then drawn up, read and refused for lack of an account", async () => {
    const draft = () => world.send("operator", "POST", "/api/v1/fees/settlement", { unit: AGENCY, period: "2026-02" });
    const read = () => world.send("operator", "GET", `/api/v1/fees/settlement?unit=${AGENCY}&period=2026-02`);
    expect(await problemOf(await draft())).toMatchObject({ status: 409, code: "fees.period-open" });
    expect((await problemOf(await read())).status).toBe(404);
    world.setNow("2026-03-02T03:00:00.000Z");
    const made = (await (await draft()).json()) as { id: string };
    expect(made).toMatchObject({ state: "drafted", figures: { collected: 8000, byMethod: { cash: 8000 }, toOrder: 8000 } });
    expect(await (await read()).json()).toEqual(made);
    const signed = await world.send("operator", "POST", `/api/v1/fees/settlement/${made.id}/sign`, {
      signer: { name: "Phạm Thị Lãnh Đạo", position: "Chủ tịch" },
    });
    expect(await problemOf(signed)).toMatchObject({ status: 503, code: "fees.no-account", blame: "hub" });
    const unknown = await world.send("operator", "POST", `/api/v1/fees/settlement/${ID}/sign`, { signer: { name: "A" } });
    expect(await problemOf(unknown)).toMatchObject({ status: 404, code: "fees.unknown-settlement" });
  });
});
