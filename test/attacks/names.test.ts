/**
 * R-I02 R-J04: codes as weapons. Whoever files a dossier may say under which code his own system knows it; a hostile partner says codes that are, or
 * will be, somebody else's. Neither the hub's numbers nor another agency's own codes are taken from those they belong to.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { envelope } from "../gateway/soap/world.ts";
import { AGENCY, type AttackWorld, attackWorld, submission } from "./world.ts";

const OTHER = "H57.123";
const PERSON = { kind: "citizen", fullName: "Người Thử", identityNumber: "001099000012", phone: "0900000012" } as const;
/** More than any list of namesakes holds. */
const SQUATTERS = 25;
const OWN = "HS-2026-777";

const officerOf = (agencyId: string) => ({ id: "cb-1", name: "Cán bộ thử", role: "officer", agencyId }) as const;

let world: AttackWorld;
const filed = async (partner: string, agencyId: string, alias?: string): Promise<{ dossierId: string; updateKey: string }> =>
  world.act(partner, "/api/v1/dossiers", submission({ agencyId, applicant: PERSON, ...(alias === undefined ? {} : { alias }) }), {
    "idempotency-key": crypto.randomUUID(),
  });
const received = async (partner: string, agencyId: string, id: string): Promise<string> => {
  const actor = officerOf(agencyId);
  await world.act(partner, `/api/v1/dossiers/${id}/check`, { outcome: "valid", actor });
  return (await world.act<{ code: string }>(partner, `/api/v1/dossiers/${id}/receive`, { actor })).code;
};

beforeAll(async () => {
  world = await attackWorld();
  // The hostile one comes first: whoever is older is found first.
  for (const number of ["0001", "0002", "0003"]) await filed("stranger", OTHER, `${AGENCY}-260213-${number}`);
  for (let n = 0; n < SQUATTERS; n += 1) await filed("stranger", OTHER, OWN);
});
afterAll(() => world.stop());

describe("R-I02 codes that a hostile partner says are his own", () => {
  it("R-I02 numbers of another agency's day cannot be used up by naming them, and what is numbered is found by its number", async () => {
    const { dossierId } = await filed("portal", AGENCY);
    const code = await received("portal", AGENCY, dossierId);
    expect(code).toBe(`${AGENCY}-260213-0001`);
    const read = await world.send({ path: `/api/v1/dossiers/${code}`, headers: world.key("portal") });
    expect([read.status, (JSON.parse(read.text) as { id?: string }).id]).toEqual([200, dossierId]);
    // Who said the number first means his own by it, and gets at nobody else's.
    const theirs = await world.send({ path: `/api/v1/dossiers/${code}`, headers: world.key("stranger") });
    expect(theirs.text).not.toContain(dossierId);
    expect((await world.send({ path: `/api/v1/dossiers/${code}`, headers: world.key("other-agency") })).status).toBe(404);
  });

  it("R-J04 a number under which the same agency's other system has a dossier is still passed over", async () => {
    await filed("portal", AGENCY, `${AGENCY}-260213-0002`);
    const { dossierId } = await filed("portal", AGENCY);
    expect(await received("portal", AGENCY, dossierId)).toBe(`${AGENCY}-260213-0003`);
  });

  it("R-I02 a code that others took first still opens one's own dossier, for reading, commands, SOAP and the applicant", async () => {
    const { dossierId, updateKey } = await filed("portal", AGENCY, OWN);
    const read = await world.send({ path: `/api/v1/dossiers/${OWN}`, headers: world.key("portal") });
    expect([read.status, (JSON.parse(read.text) as { id?: string }).id]).toEqual([200, dossierId]);
    const done = await world.act<{ dossierId: string }>("portal", `/api/v1/dossiers/${OWN}/check`, {
      outcome: "valid",
      actor: officerOf(AGENCY),
    });
    expect(done.dossierId).toBe(dossierId);
    const soap = await world.send({
      path: "/soap/dossiers",
      headers: { ...world.key("portal"), "content-type": "text/xml; charset=utf-8" },
      body: envelope(`<q:GetDossier><q:dossier>${OWN}</q:dossier></q:GetDossier>`),
    });
    expect(soap.text).toContain(dossierId);
    const own = await world.send({ path: `/api/v1/look-up?code=${OWN}&key=${updateKey}` });
    expect(own.status).toBe(200);
    const wrong = await world.send({ path: `/api/v1/look-up?code=${OWN}&key=AAAAAAAAAA` });
    const none = await world.send({ path: "/api/v1/look-up?code=HS-2026-778&key=AAAAAAAAAA" });
    expect([wrong.status, none.status]).toEqual([404, 404]);
    // Nobody else's: without sight of it the code is as unknown as any.
    expect((await world.send({ path: `/api/v1/dossiers/${OWN}`, headers: world.key("other-agency") })).status).toBe(404);
  });
});
