/** The dossiers of docs/examples, which README.md tells a newcomer to file: they are received and go their routes (R-B06). */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dossierSchema, publicViewSchema } from "../../gateway/rest/schemas.ts";
import { client } from "./fake-hub.ts";
import { type RealWorld, realWorld } from "./real-hub.ts";

let world: RealWorld;
let call: (method: string, path: string, body?: object) => Promise<unknown>;
beforeAll(async () => {
  world = await realWorld();
  const { key } = await world.hub.addPartner({ id: "mot-cua", name: "Một cửa", role: "portal", agencies: ["*"] });
  const { send } = client(world.hub);
  let calls = 0;
  call = async (method, path, body) => {
    calls += 1;
    const response = await send(key, method, path, body, { "idempotency-key": `examples-${calls}` });
    expect(response.status, await response.clone().text()).toBeLessThan(300);
    return response.json();
  };
});
afterAll(() => world.stop());

describe("docs/examples", () => {
  it.each([
    ["khai-sinh", "H57.101", "khai-sinh"],
    ["dat-dai", "H57.03.01", "tham-dinh"],
  ])(
    "R-B06 %s.json is filed, checked and received; its first leg starts, and the views are as documented",
    async (name, agencyId, leg) => {
      const body = JSON.parse(readFileSync(`docs/examples/${name}.json`, "utf8")) as object;
      const filed = (await call("POST", "/api/v1/dossiers", body)) as { dossierId: string; updateKey: string };
      const actor = { id: "cb-1", role: "officer", agencyId };
      await call("POST", `/api/v1/dossiers/${filed.dossierId}/check`, { outcome: "valid", actor });
      await call("POST", `/api/v1/dossiers/${filed.dossierId}/receive`, { actor });
      const dossier = dossierSchema.parse(await call("GET", `/api/v1/dossiers/${filed.dossierId}`));
      expect(dossier.transfers).toMatchObject([{ leg, state: "sent", stateTitle: { vi: "Đã chuyển, chờ tiếp nhận" } }]);
      expect(dossier.route?.legs.length).toBeGreaterThan(1);
      expect(dossier.form).toBeDefined();
      const seen = publicViewSchema.parse(await call("GET", `/api/v1/look-up?code=${dossier.code}&key=${filed.updateKey}`));
      expect(seen.steps.length).toBe(dossier.route?.legs.length);
      expect(JSON.stringify(seen)).not.toMatch(/Nguyễn|0010990000/);
    },
  );
});
