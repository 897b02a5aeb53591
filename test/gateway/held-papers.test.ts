/** Papers kept for reuse and satisfaction over REST: in the course of a dossier, by those who handle it, every look recorded. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGENCY, type RealWorld, realWorld } from "./real-hub.ts";

const PDF =
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const OWNER = "001099000012";

describe("papers kept for reuse, over REST", () => {
  let world: RealWorld;
  let dossierId = "";
  let blob = "";
  let paperId = "";

  let filed = 0;
  const file = async (identityNumber: string | undefined): Promise<string> => {
    filed += 1;
    const answer = await world.send(
      "portal",
      "POST",
      "/api/v1/dossiers",
      {
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: AGENCY,
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", ...(identityNumber === undefined ? {} : { identityNumber }) },
        components: [{ componentId: "tk", originals: 1 }],
        actor: { id: "cb-1", role: "officer", agencyId: AGENCY },
      },
      { "idempotency-key": `giay-${filed}` },
    );
    const body = (await answer.json()) as { dossierId: string };
    expect(answer.status).toBe(201);
    return body.dossierId;
  };
  beforeAll(async () => {
    world = await realWorld();
    const info = await world.hub.storeBlob(
      (async function* () {
        yield new TextEncoder().encode(PDF);
      })(),
      "giay.pdf",
      "partner:portal",
    );
    if ("code" in info) throw new TypeError(info.code);
    blob = info.sha256;
    dossierId = await file(OWNER);
  });
  afterAll(() => world.stop());
  const keep = (id: string, more: object = {}) =>
    world.send("portal", "POST", `/api/v1/dossiers/${id}/held-papers`, {
      name: "Giấy chứng sinh",
      blob,
      fileName: "giay.pdf",
      officerId: "cb-1",
      ...more,
    });

  it("R-A11 a paper is kept for the applicant of a dossier, and listed for his next one, with a recorded look", async () => {
    const kept = await keep(dossierId);
    expect(kept.status).toBe(201);
    paperId = ((await kept.json()) as { id: string }).id;
    const next = await file(OWNER);
    const listed = await world.send("portal", "GET", `/api/v1/dossiers/${next}/held-papers`);
    expect(((await listed.json()) as { items: { id: string; of: string }[] }).items).toEqual([
      expect.objectContaining({ id: paperId, of: "applicant", name: "Giấy chứng sinh" }),
    ]);
    const looks = await world.hub.partners.looks({ dossierId: next, limit: 10 });
    expect(looks.items.map(({ what }) => what)).toContain("listHeldPapers");
  });

  it("R-A11 another agency's partner, and one who only reads, get nothing of it", async () => {
    expect((await world.send("elsewhere", "GET", `/api/v1/dossiers/${dossierId}/held-papers`)).status).toBe(404);
    expect((await world.send("operator", "GET", `/api/v1/dossiers/${dossierId}/held-papers`)).status).toBe(403);
    expect((await world.send("post", "POST", `/api/v1/dossiers/${dossierId}/held-papers`, {})).status).toBe(403);
  });

  it("R-A11 without an identity number, with an unknown file, or with a wrong body nothing is kept", async () => {
    const unnamed = await file(undefined);
    expect((await keep(unnamed)).status).toBe(422);
    expect((await keep(dossierId, { blob: "0".repeat(64) })).status).toBe(422);
    expect((await keep(dossierId, { pages: -1 })).status).toBe(422);
    expect((await keep(dossierId, { of: "owner" })).status).toBe(422);
    expect(await world.hub.papers.of(OWNER)).toHaveLength(1);
  });

  it("R-A11 a paper is removed only through a dossier of its own person", async () => {
    const other = await file("001099000077");
    const remove = (id: string) =>
      world.send("portal", "POST", `/api/v1/dossiers/${id}/held-papers/${paperId}/removal`, {
        reason: "quét nhầm",
        officerId: "cb-1",
      });
    expect((await remove(other)).status).toBe(404);
    expect(await world.hub.papers.of(OWNER)).toHaveLength(1);
    expect((await remove(dossierId)).status).toBe(200);
    expect((await remove(dossierId)).status).toBe(404);
    expect(await world.hub.papers.of(OWNER)).toEqual([]);
  });

  it("R-E05 an applicant's answer is taken once per dossier and occasion, and shown by agency and officer", async () => {
    const rate = (body: object) => world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/satisfaction`, body);
    const answer = { occasion: "receipt", score: 5, officerId: "cb-1", officerName: "Trần Thị Một Cửa" };
    expect(await (await rate(answer)).json()).toEqual({ outcome: "done" });
    expect(await (await rate({ ...answer, score: 1 })).json()).toEqual({ outcome: "repeat" });
    expect((await rate({ ...answer, score: 6 })).status).toBe(422);
    expect((await world.send("elsewhere", "POST", `/api/v1/dossiers/${dossierId}/satisfaction`, answer)).status).toBe(404);
    const report = async (who: string) =>
      (await (await world.send(who, "GET", "/api/v1/satisfaction?from=2026-02-01&to=2026-02-28&by=officer")).json()) as {
        items: unknown[];
      };
    expect((await report("portal")).items).toEqual([
      expect.objectContaining({ agencyId: AGENCY, officerId: "cb-1", answers: 1, average: 5, satisfied: 1 }),
    ]);
    expect((await report("elsewhere")).items).toEqual([]);
  });
});
