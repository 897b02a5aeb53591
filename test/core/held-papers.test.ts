/** Papers of a person kept for reuse, and the Phiếu hồ sơ with its code, on each engine through the hub. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandOf, FileRef } from "../../core/dossier/commands.ts";
import type { Execution, Hub } from "../../core/hub.ts";
import { HUBS } from "../support/hub.ts";

const PDF = new TextEncoder().encode(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);
const OWNER = "001099000012";
describe.each(HUBS)("papers kept for reuse ($name)", ({ open }) => {
  let hub: Hub;
  let now = "2026-03-02T02:00:00.000Z";
  let close = async (): Promise<void> => undefined;
  beforeAll(async () => {
    ({ hub, close } = await open({ clock: () => now }));
  });
  afterAll(() => close());

  let made = 0;
  const stored = async (): Promise<FileRef> => {
    made += 1;
    const bytes = new Uint8Array([...PDF, ...new TextEncoder().encode(`% ${made}\n`)]);
    const info = await hub.storeBlob(
      (async function* () {
        yield bytes;
      })(),
      "giay-to-cu.pdf",
    );
    if ("code" in info) throw new TypeError(info.code);
    return { blob: info.sha256, name: "giay-to-cu.pdf", size: info.size, mediaType: info.mediaType };
  };
  const keep = async (file: FileRef, more: { identityNumber?: string; validUntil?: string } = {}) => {
    const kept = await hub.papers.keep({
      owner: { kind: "citizen", identityNumber: more.identityNumber ?? OWNER },
      agencyId: "H57.101",
      name: "Giấy xác nhận thông tin hộ tịch",
      blob: file.blob,
      fileName: file.name,
      by: "cb-1",
      ...(more.validUntil === undefined ? {} : { validUntil: more.validUntil }),
    });
    if ("blame" in kept) throw new TypeError(kept.code);
    return kept;
  };
  const submit = (files: readonly FileRef[], more: Partial<CommandOf<"submit">> = {}): Execution => ({
    command: {
      type: "submit",
      channel: "counter",
      procedureCode: "1.004884",
      agencyId: "H57.101",
      applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: OWNER },
      components: [
        { componentId: "tk", originals: 1, copies: 0, files: [] },
        { componentId: "giay-to-cu", originals: 0, copies: 0, files: [...files] },
      ],
      ...more,
    },
    actor: { id: "cb-1", role: "officer", agencyId: "H57.101" },
  });

  it("R-A11 a later dossier of the same person points to a paper that is held, and counts as having it", async () => {
    const file = await stored();
    const paper = await keep(file);
    expect((await hub.papers.of(OWNER)).map(({ id }) => id)).toContain(paper.id);
    const filed = await hub.execute(submit([{ ...file, paper: paper.id }]));
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    expect(filed.dossier.components.find(({ componentId }) => componentId === "giay-to-cu")?.files).toEqual([
      { ...file, paper: paper.id },
    ]);
    const checked = await hub.execute({
      command: { type: "check", outcome: "valid" },
      dossier: filed.receipt.dossierId,
      actor: { id: "cb-1", role: "officer", agencyId: "H57.101" },
    });
    expect(checked.outcome).toBe("done");
  });

  it("R-A11 a paper of another person is refused and nothing is stored", async () => {
    const file = await stored();
    const paper = await keep(file, { identityNumber: "001099000099" });
    const before = (await hub.list({})).items.length;
    const refused = await hub.execute(submit([{ ...file, paper: paper.id }]));
    expect(refused).toMatchObject({ outcome: "refused", refusal: { code: "paper.another-person", blame: "caller" } });
    expect((await hub.list({})).items.length).toBe(before);
  });

  it("R-A11 an owner's paper counts too, an unknown, a removed and an expired one do not", async () => {
    const file = await stored();
    const paper = await keep(file, { identityNumber: "001099000033", validUntil: "2026-03-05" });
    const pointing = submit([{ ...file, paper: paper.id }], {
      owner: { kind: "citizen", fullName: "Trần Thị Chủ", identityNumber: "001099000033" },
    });
    expect((await hub.execute(pointing)).outcome).toBe("done");
    now = "2026-03-06T02:00:00.000Z";
    expect(await hub.execute(pointing)).toMatchObject({ refusal: { code: "paper.expired" } });
    expect(await hub.papers.of("001099000033")).toEqual([]);
    now = "2026-03-02T02:00:00.000Z";
    expect(await hub.papers.remove(paper.id, "cb-1", "chụp nhầm")).toBe(true);
    expect(await hub.papers.remove(paper.id, "cb-1", "chụp nhầm")).toBe(false);
    expect(await hub.execute(pointing)).toMatchObject({ refusal: { code: "paper.not-held" } });
    const other = await stored();
    expect(await hub.execute(submit([{ ...other, paper: paper.id }]))).toMatchObject({ refusal: { code: "paper.not-held" } });
  });

  it("R-A11 organisations digitise their own papers: none is kept for them", async () => {
    const file = await stored();
    const kept = await hub.papers.keep({
      owner: { kind: "business" },
      agencyId: "H57.101",
      name: "Giấy phép",
      blob: file.blob,
      fileName: file.name,
      by: "cb-1",
    });
    expect(kept).toMatchObject({ code: "paper.not-a-citizens" });
  });

  it("R-A11 the same file of the same person is kept once", async () => {
    const file = await stored();
    const first = await keep(file, { identityNumber: "001099000044" });
    const second = await keep(file, { identityNumber: "001099000044" });
    expect(second.id).toBe(first.id);
    expect(await hub.papers.of("001099000044")).toHaveLength(1);
  });

  it("R-A06 a dossier opened at the hall has its code at once, and its Phiếu hồ sơ names account, procedure, code and day number", async () => {
    const filed = await hub.execute(submit([], { dossierSlip: { dayNumber: "A012" }, account: "tk-0912" }));
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    expect(filed.receipt.code).toMatch(/^H57\.101-260302-\d{4}$/);
    expect(filed.dossier.forms).toEqual([
      expect.objectContaining({
        form: "dossierSlip",
        data: { dayNumber: "A012", account: "tk-0912", procedureCode: "1.004884", code: filed.receipt.code },
      }),
    ]);
    expect(filed.dossier.status).toBe("submitted");
  });

  it("R-A06 the code of the Phiếu hồ sơ is the dossier's for good: its receipt gives no other", async () => {
    const filed = await hub.execute(submit([await stored()], { dossierSlip: { dayNumber: "A013" } }));
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    const dossier = filed.receipt.dossierId;
    const actor = { id: "cb-1", role: "officer", agencyId: "H57.101" } as const;
    await hub.execute({ command: { type: "check", outcome: "valid" }, dossier, actor });
    const received = await hub.execute({ command: { type: "receive" }, dossier, actor });
    expect(received).toMatchObject({ outcome: "done", receipt: { code: filed.receipt.code, status: "received" } });
  });

  it("R-A06 no other channel has a Phiếu hồ sơ of the hall", async () => {
    const refused = await hub.execute(
      submit([], { channel: "post", postalArrivalDate: "2026-03-02", dossierSlip: { dayNumber: "A014" } }),
    );
    expect(refused).toMatchObject({ outcome: "refused", refusal: { code: "dossier.slip-not-at-counter" } });
  });

  it("R-E05 satisfaction is measured once per dossier and occasion, per agency and officer", async () => {
    const filed = await hub.execute(submit([]));
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    const about = {
      agencyId: "H57.101",
      dossierId: filed.receipt.dossierId,
      officerId: "cb-1",
      officerName: "Trần Thị Một Cửa",
      via: "tablet",
    } as const;
    expect(await hub.satisfaction.rate({ ...about, occasion: "return", score: 2, reasons: ["waiting", "waiting", "late"] })).toBe(
      "done",
    );
    expect(await hub.satisfaction.rate({ ...about, occasion: "return", score: 5 })).toBe("repeat");
    expect(await hub.satisfaction.rate({ ...about, occasion: "receipt", score: 5 })).toBe("done");
    const visit = {
      occasion: "visit",
      agencyId: "H57.101",
      hallId: "sanh",
      ticketId: "A001",
      officerId: "cb-2",
      via: "tablet",
      score: 4,
    } as const;
    expect(await hub.satisfaction.rate(visit)).toBe("done");
    expect(await hub.satisfaction.rate(visit)).toBe("repeat");
    const days = { from: "2026-03-02", to: "2026-03-02" };
    expect(await hub.satisfaction.report({ ...days, by: "agency" })).toEqual([
      {
        agencyId: "H57.101",
        answers: 3,
        average: 3.67,
        satisfied: 2,
        dissatisfied: 1,
        byScore: [0, 1, 0, 1, 1],
        reasons: { waiting: 1, late: 1 },
      },
    ]);
    const officers = await hub.satisfaction.report({ ...days, by: "officer", agencyIds: ["H57.101"] });
    expect(officers.map(({ officerId, answers }) => [officerId, answers])).toEqual([
      ["cb-1", 2],
      ["cb-2", 1],
    ]);
    // Two who are known by name only are two people, and neither is somebody with an id.
    for (const [ticketId, officerName] of [
      ["A002", "Lê Thị Quầy"],
      ["A003", "Trần Thị Một Cửa"],
    ] as const)
      await hub.satisfaction.rate({
        occasion: "visit",
        agencyId: "H57.101",
        hallId: "sanh",
        ticketId,
        officerName,
        via: "tablet",
        score: 1,
        reasons: ["late"],
      });
    const named = await hub.satisfaction.report({ ...days, by: "officer", agencyIds: ["H57.101"] });
    expect(
      named.map(({ officerId, officerName, answers, reasons }) => [officerId, officerName, answers, reasons["late"]]),
    ).toEqual([
      [undefined, "Lê Thị Quầy", 1, 1],
      [undefined, "Trần Thị Một Cửa", 1, 1],
      ["cb-1", "Trần Thị Một Cửa", 2, 1],
      ["cb-2", undefined, 1, undefined],
    ]);
    expect(await hub.satisfaction.report({ ...days, by: "agency", agencyIds: ["H57.102"] })).toEqual([]);
    expect(await hub.satisfaction.report({ from: "2026-03-03", to: "2026-03-31", by: "agency" })).toEqual([]);
  });
});
