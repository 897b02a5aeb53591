/** Partners do what they are told and lose the answer, again and again: nothing is lost, nothing is there twice (R-J03). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../core/dossier/types.ts";
import { expectEnd, openProvince, type Province } from "./province.ts";
import {
  birthForm,
  businessForm,
  deathForm,
  decide,
  file,
  giveBack,
  LAND_OFFICE,
  landForm,
  legOf,
  receive,
  received,
} from "./routes-people.ts";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

/** Every how many calls of a partner the answer is lost: more often where few go there. */
const LOST: Readonly<Record<string, number>> = {
  "civil-status": 5,
  departments: 2,
  "dvc-portal": 5,
  "land-registry": 4,
  police: 2,
  sms: 4,
  "social-insurance": 5,
  tax: 4,
  treasury: 2,
};
const ended = (dossier: Dossier): boolean => dossier.status === "decided" || dossier.route?.ended !== undefined;
/** Decided where the route left that to the office, and given back. */
const finish = async (id: string): Promise<Dossier> => {
  const dossier = await province.until(id, ended);
  if (dossier.status !== "decided") await decide(province, dossier);
  await giveBack(province, dossier);
  return dossier;
};

describe("R-J03 answers get lost everywhere", () => {
  it("R-J03 R-B06 trio, death, land, business and a department's dossier end well, each thing once at each partner", async () => {
    for (const [partner, every] of Object.entries(LOST))
      province.fault(partner, { kind: "loseAnswer", match: { method: "POST" }, every });
    const sms = { notices: { sms: true } };
    const trio = await received(province, "2.000986", 81, { form: birthForm(81), ...sms });
    const online = { channel: "online", declaredTruthful: true, form: deathForm(82) } as const;
    const death = await receive(province, await file(province, "2.002622", 82, online));
    const land = await received(province, "1.013831", 83, {
      agencyId: LAND_OFFICE,
      caseKey: "muoi-tam-ngay",
      form: landForm(83),
      ...sms,
    });
    const business = await received(province, "1.001612", 84, { form: businessForm(84) });
    const merit = await received(province, "1.010814", 85);

    await province.until(business.id, (one) => legOf(one, "cap-mst")?.state === "accepted");
    await province.door("tax", "/tax-code", { MaHoSo: business.code });
    await province.until(land.id, (one) => legOf(one, "thue")?.state === "accepted");
    await province.door("tax", "/notices", { MaHoSo: land.code });
    const charged = await province.until(land.id, (one) => one.charges.every((charge) => charge.request !== undefined));
    for (const { request } of charged.charges)
      await province.door("treasury", "/pay", { reference: request?.reference, notices: 2 });
    for (const { id } of [trio, death, land, business, merit]) await finish(id);
    const spared = Object.keys(LOST).filter((partner) => province.mend(partner) === 0);
    expect(spared).toEqual([]);
    await province.settle();

    expect(province.held("civil-status", "registry.cases", trio.code)).toMatchObject([{ pushes: 1 }]);
    expect(province.held("civil-status", "registry.cases", death.code)).toMatchObject([{ pushes: 1 }]);
    for (const { code } of [trio, death]) expect(province.held("police", "filings", code)).toMatchObject([{ state: "5" }]);
    const requests = [trio, death].map(({ code }) =>
      province
        .held("social-insurance", "transactions", code)
        .filter((one) => /DENGHICAPTHE|DENGHITUTUAT/.test(JSON.stringify(one))),
    );
    expect(requests).toMatchObject([[{ state: "5" }], [{ state: "5" }]]);
    expect(province.held("tax", "slips", land.code)).toMatchObject([{ state: "3" }]);
    expect(province.held("tax", "notices", land.code)).toMatchObject([{ proof: {} }, { proof: {} }]);
    expect(province.held("tax", "registrations", business.code)).toMatchObject([{ state: "3" }]);
    expect(province.held("land-registry", "dossiers", land.code)).toMatchObject([{ state: "returned", sendings: 1 }]);
    expect(province.held("treasury", "transactions", land.code?.replaceAll(/[.-]/g, ""))).toMatchObject([
      { state: "1" },
      { state: "1" },
    ]);
    expect((await province.dossier(land.id)).payments).toHaveLength(2);
    expect(province.held("departments", "documents", merit.code)).toMatchObject([{ state: "done" }]);
    const texts = province.held("sms", "messages", "8490000018") as readonly { readonly to: string; readonly text: string }[];
    expect(new Set(texts.map(({ to, text }) => `${to} ${text}`)).size).toBe(texts.length);
    for (const { id } of [trio, death, land, business, merit]) await expectEnd(province, id, "10");
  });
});
