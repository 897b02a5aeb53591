/**
 * R-I02: a system that stands for several agencies and names none of them. It may not pass for the agency whose dossier it is, nor answer for
 * an agency that is not its own, at any door; what came to its own agencies it answers as ever.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND_TABLE } from "../../gateway/rest/command-table.ts";
import { envelope } from "../gateway/soap/world.ts";
import { AGENCY, type AttackWorld, attackWorld, REFUSED, submission } from "./world.ts";

const OFFICER = { actor: { id: "cb-1", name: "Cán bộ thử", role: "officer", agencyId: AGENCY } } as const;
const LEADER = { actor: { ...OFFICER.actor, id: "ld-1", role: "leader" } } as const;

let world: AttackWorld;
let key: string;
let dossierId: string;
beforeAll(async () => {
  world = await attackWorld();
  const account = { id: "two-agencies", name: "Hai sở", role: "agency", agencies: ["G01.46", "H57.123"] } as const;
  key = (await world.hub.addPartner({ ...account, limits: { perMinute: 1_000_000 } })).key;
  const body = submission({ summary: "Hồ sơ gửi hai nơi", ...OFFICER });
  const made = await world.act<{ dossierId: string }>("portal", "/api/v1/dossiers", body, { "idempotency-key": "hai-noi" });
  dossierId = made.dossierId;
  await world.act("portal", `/api/v1/dossiers/${dossierId}/check`, { outcome: "valid", ...OFFICER });
  await world.act("portal", `/api/v1/dossiers/${dossierId}/receive`, OFFICER);
  for (const [transferId, toAgencyId] of [
    ["cua-so-khac", "H57.03.01"],
    ["cua-toi", "G01.46"],
  ])
    await world.act("portal", `/api/v1/dossiers/${dossierId}/forward`, {
      transferId,
      toAgencyId,
      purpose: "Xác minh",
      ...LEADER,
    });
});
afterAll(() => world.stop());

const headers = () => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });
const post = (path: string, body: object, method = "POST") =>
  world.send({
    method,
    path,
    headers: { ...headers(), "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify(body),
  });
const codeOf = (text: string): string => String((JSON.parse(text) as { readonly code?: string }).code);
/** Nobody named; a person named, but not of which agency. */
const NAMELESS = [
  {},
  { actor: { id: "cb-9", role: "officer" } },
  { actor: { id: "cb-9", role: "unit" } },
  { actor: { id: "ld-9", role: "leader" } },
];

describe("R-I02 R-B06 a system of several agencies that names none", () => {
  it.each([
    ["acceptTransfer", { transferId: "cua-so-khac", reference: REFUSED }],
    ["takeTransferResult", { transferId: "cua-so-khac", outcome: "done", documents: [] }],
    ["resendTransfer", { transferId: "cua-so-khac" }],
    ["cancelTransfer", { transferId: "cua-so-khac", reason: REFUSED }],
    ["decide", { documents: [{ name: REFUSED }] }],
    ["withdraw", { reason: REFUSED }],
    ["suspend", { reason: REFUSED }],
    ["refuse", { reason: REFUSED }],
    ["requestSupplement", { missing: [{ componentId: "tk", reason: REFUSED }] }],
    ["requestFee", { chargeId: "p", name: REFUSED, amount: 1_000, kind: "fee" }],
    ["forward", { transferId: "x", toAgencyId: "H57.123", purpose: REFUSED }],
  ] as const)(
    "R-I02 several agencies: %s of a dossier that only came to one of them is refused, whoever is said to act",
    async (type, body) => {
      const path = COMMAND_TABLE[type].path.replace("{ref}", dossierId);
      await world.unharmed(async () => {
        for (const actor of NAMELESS) {
          const answer = await post(path, { ...body, ...actor });
          expect(answer.status, `${type} ${JSON.stringify(actor)} ${answer.text.slice(0, 300)}`).toBe(403);
          expect(["dossier.not-your-agency", "dossier.role-not-allowed"]).toContain(codeOf(answer.text));
          world.keepsQuiet(answer, type);
        }
      });
    },
  );

  it("R-I02 several agencies: by SOAP another agency's transfer is answered as little", async () => {
    const request = `<q:TakeTransferResult><q:dossier>${dossierId}</q:dossier><q:transferId>cua-so-khac</q:transferId><q:outcome>done</q:outcome></q:TakeTransferResult>`;
    await world.unharmed(async () => {
      const xml = { ...headers(), "content-type": "text/xml; charset=utf-8" };
      const answer = await world.send({ path: "/soap/dossiers", headers: xml, body: envelope(request) });
      expect(answer.text).toContain("<lt:code>dossier.not-your-agency</lt:code>");
    });
  });

  it("R-B06 several agencies: what came to one of them it answers without naming it, and the record says which it was", async () => {
    const answer = await post(`/api/v1/dossiers/${dossierId}/accept-transfer`, { transferId: "cua-toi", reference: "TN-1" });
    expect(answer.status, answer.text).toBe(200);
    const [accepted] = (await world.hub.timeline(dossierId)).filter(({ type }) => type === "transferAccepted");
    expect(accepted).toMatchObject({ actor: { id: "two-agencies", agencyId: "G01.46" } });
  });

  it("R-I02 several agencies: on a dossier of its own it acts as before, naming none", async () => {
    const applicant = { kind: "citizen", fullName: "Người Thử", phone: "0900000012" };
    const made = await post("/api/v1/dossiers", submission({ agencyId: "H57.123", applicant }));
    const { dossierId: own } = JSON.parse(made.text) as { dossierId: string };
    const answer = await post(`/api/v1/dossiers/${own}/withdraw`, { reason: "Nộp nhầm" });
    expect(answer.status, answer.text).toBe(200);
  });
});
