/** The same dossier by REST and by this door: equal but for ids, times and actors; one key, one command, whichever door (R-J04). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../../core/dossier/types.ts";
import { AGENCY, BIRTH, FRIDAY_10, OFFICER, type RealWorld, realWorld } from "../real-hub.ts";
import { clientFor, recordOf, submitThroughDvcqg } from "./world.ts";

let world: RealWorld;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(() => world.stop());

const RECEIVED = FRIDAY_10;

/** What of a dossier is neither an id, a time nor an actor. */
const shape = (dossier: Dossier): unknown => {
  const { id: _id, code: _code, aliases: _aliases, nationalCode: _national, ...rest } = dossier;
  return JSON.parse(
    JSON.stringify(rest, (name, value: unknown) => {
      if (["code", "barcode", "by", "requestedBy"].includes(name)) return undefined;
      return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? "time" : value;
    }),
  );
};

const rest = async (key: string, body: object): Promise<Response> =>
  world.send("portal", "POST", "/api/v1/dossiers", body, { "idempotency-key": key });
const byRest = async (key: string, body: object): Promise<Dossier> => {
  const { dossierId } = (await (await rest(key, body)).json()) as { dossierId: string };
  await world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/check`, { outcome: "valid", ...OFFICER });
  const received = await world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/receive`, OFFICER);
  expect(received.status).toBe(200);
  const dossier = await world.hub.find(dossierId);
  if (dossier === undefined) throw new TypeError(dossierId);
  return dossier;
};

let keys = 0;
describe("R-J04 equal state", () => {
  const FORM = { child: { fullName: "Nguyễn Thị Bé", weightGrams: 3200, twins: false } };
  it.each([
    ["online, with a phone", BIRTH],
    ["at the counter, with a declaration", { ...BIRTH, channel: "counter", form: FORM, declaredTruthful: false }],
    [
      "by account, with e-mail and summary",
      {
        ...BIRTH,
        account: "T-1",
        summary: "Khai sinh",
        applicant: { ...BIRTH.applicant, techId: "T-1", email: "a@congdan.example" },
      },
    ],
    [
      "a business",
      {
        ...BIRTH,
        channel: "counter",
        declaredTruthful: false,
        applicant: { kind: "business", fullName: "Công ty TNHH Thử", taxCode: "3300000001" },
      },
    ],
    [
      "copies too",
      {
        ...BIRTH,
        channel: "counter",
        declaredTruthful: false,
        components: [...BIRTH.components, { componentId: "uy-quyen", originals: 1, copies: 2 }],
      },
    ],
  ] as const)("R-J04 %s: submit, check and receive by REST = one sync in status 2", async (_, command) => {
    keys += 1;
    const first = await byRest(`rest-${keys}`, command);
    const code = `H57.122-260213-${8000 + keys}`;
    const { reply, dossier } = await submitThroughDvcqg(world, "portal", command, code, RECEIVED);
    expect(reply).toMatchObject({ error_code: "0" });
    expect(dossier).toBeDefined();
    if (dossier !== undefined) expect(shape(dossier)).toEqual(shape(first));
  });

  it("R-J04 one key is one command: filed here, repeated by REST; filed by REST, repeated here; other content conflicts at both", async () => {
    const at = "2026-02-13T01:15:00.000Z";
    const counted = async () => (await world.stored()).dossiers;
    const here = "H57.122-260213-8801";
    const body = (alias: string) => ({ ...BIRTH, alias, at });
    const before = await counted();
    const filed = await submitThroughDvcqg(world, "portal", { ...body(here), components: BIRTH.components }, here);
    expect(filed.reply).toMatchObject({ error_code: "0" });
    const repeated = await rest(here, body(here));
    expect([repeated.status, repeated.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(await repeated.json()).toMatchObject({ dossierId: filed.dossier?.id });
    expect((await rest(here, { ...body(here), summary: "Khác" })).status).toBe(409);

    const there = "H57.122-260213-8802";
    const made = (await (await rest(there, body(there))).json()) as { dossierId: string };
    const client = await clientFor(world.hub, world.app, "portal", AGENCY);
    const record = recordOf({ ...BIRTH, components: BIRTH.components }, there, at);
    expect(await client.sync(record)).toMatchObject({ error_code: "0" });
    expect(await client.sync({ ...record, TrichYeuHoSo: "Khác" })).toMatchObject({ error_code: "-1", code: "dossier.exists" });
    expect((await world.hub.namesakes(there)).map((one) => one.id)).toEqual([made.dossierId]);
    expect(await counted()).toBe(before + 2);

    // The key alone, without the alias: nothing is found under the code, and still it is one command only.
    const bare = "H57.122-260213-8803";
    await rest(bare, { ...BIRTH, at });
    expect(await client.sync(recordOf({ ...BIRTH, components: BIRTH.components }, bare, at))).toMatchObject({
      error_code: "-1",
      code: "dossier.exists",
    });
    expect(await counted()).toBe(before + 3);
  });
});
