/** R-G09 R-B06: commune → department → ministry → back, over REST and SOAP, pushed and polled, through a real hub. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import departments, { ministry } from "../../../adapters/departments/adapter.ts";
import type { SyncDocument } from "../../../adapters/departments/contract/exchange.ts";
import type { Adapter } from "../../../core/exchange/adapter.ts";
import { found, PDF_BYTES, transfer } from "../road.ts";
import { openWorld, type World } from "../world.ts";
import { accepted, acceptedByMinistry, deed, FORM, received, supplemented } from "./dossiers.ts";

interface Held {
  readonly documentId: string;
  readonly sent: SyncDocument;
  readonly state: string;
  readonly supplements: readonly { readonly Attachments: readonly object[] }[];
}
const heldOf = async (world: World, id: string): Promise<readonly Held[]> => {
  const { code } = await found(world, id);
  const { documents } = world.simulation.parts.state() as { documents: readonly Held[] };
  return documents.filter((one) => one.sent.DocCode === code);
};
const later = async (world: World, minutes: number): Promise<void> => {
  world.simulation.clock.advance(minutes * 60_000);
  await world.settle();
};
const bytesOf = async (world: World, blob: string | undefined): Promise<string> => {
  const stored = await world.hub.readBlob(blob ?? "");
  const parts: Uint8Array[] = [];
  for await (const part of stored?.stream ?? []) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
};

/** One partner in each manner. */
const MANNERS = [
  { name: "REST, called back in JSON", protocol: "rest", callbacks: "json" },
  { name: "SOAP, called back in SOAP", protocol: "soap", callbacks: "soap" },
  { name: "REST, only polled", protocol: "rest", callbacks: "none" },
  { name: "SOAP, only polled", protocol: "soap", callbacks: "none" },
] as const;

const open = (adapter: Adapter<unknown>, { protocol, callbacks }: (typeof MANNERS)[number], env: Record<string, string> = {}) => {
  const prefix = `LIENTHONG_${adapter.id.toUpperCase()}`;
  return openWorld(adapter, {
    simulator: { auto: false, callbacks, pushWaitMs: 1 },
    env: { [`${prefix}_PROTOCOL`]: protocol, [`${prefix}_POLL_ONLY`]: String(callbacks === "none"), ...env },
  });
};

describe.each(MANNERS)("R-G09 R-B06 a department: $name", (manner) => {
  let world: World;
  beforeAll(async () => {
    world = await open(departments, manner);
  });
  afterEach(async () => {
    expect((await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items).toEqual([]);
  });
  afterAll(() => world.close());
  /** A deed of the partner's, and the hub knows of it. */
  const does = async (id: string, name: string, more: object = {}): Promise<string> => {
    const { outcome } = await deed(world, id, name, more);
    if (manner.callbacks === "none") await later(world, 60);
    return outcome;
  };
  const taken = manner.callbacks === "none" ? "waiting" : "accepted";

  it("resolve: identity, procedure, declaration, papers with their hash, the allotted time", async () => {
    const id = await accepted(world);
    const dossier = await found(world, id);
    const [held] = await heldOf(world, id);
    expect(held?.sent).toMatchObject({
      DocCode: dossier.code,
      TransferId: "so-noi-vu",
      SendingNumber: 1,
      DocTypeCode: "1.010801",
      DocTypeName: dossier.procedure.name,
      FromOrganCode: "H57.101",
      ToOrganCode: "H57.04",
      CitizenName: "Nguyễn Văn Thử",
      ApplicantsId: "001099000012",
      ApplicantsType: 1,
      BirthDate: "1990-01-02",
      Address: "12 đường Thử Nghiệm",
      Compendium: "Đề nghị trợ cấp <một lần>",
      DateReceived: "2026-03-02T09:00:00+07:00",
      AllottedUntil: expect.stringMatching(/^2026-03-\d\dT\d\d:\d\d:00\+07:00$/),
      DocPapers: [
        { PaperCode: "don", Originals: 1, Copies: 0 },
        { PaperCode: "bang-tqgc", Originals: 0, Copies: 1 },
        { PaperCode: "dong-thuan", Originals: 1, Copies: 1 },
      ],
      Attachments: [{ PaperCode: "don", AttachmentName: "đơn đề nghị.pdf", Base64: Buffer.from(PDF_BYTES).toString("base64") }],
    });
    expect(JSON.parse(held?.sent.FormJson ?? "")).toEqual(FORM);
    expect(await transfer(world, id, "so-noi-vu")).toMatchObject({ state: "accepted", reference: held?.documentId });
  });

  it("progress and a result with digitised papers come back; the dossier is the commune's again", async () => {
    const id = await accepted(world);
    expect(await does(id, "progress")).toBe(taken);
    expect((await found(world, id)).lastProgress?.note).toMatch(/Phòng chuyên môn – Đang xử lý – Đang thẩm định/);
    expect(await does(id, "finish")).toBe(taken);
    const after = await found(world, id);
    const [held] = await heldOf(world, id);
    expect(after).toMatchObject({ status: "processing", route: { ended: { outcome: "done" } } });
    const result = after.transfers[0]?.result;
    expect(result).toMatchObject({
      outcome: "done",
      data: { decisionNumber: `${held?.documentId}/QĐ` },
      documents: [{ name: "quyet-dinh.pdf", mediaType: "application/pdf" }],
    });
    expect(await bytesOf(world, result?.documents[0]?.blob)).toContain(`${held?.documentId} quyet-dinh.pdf`);
    // Everything told again by a partner that is polled says nothing new.
    await later(world, 60);
    expect((await world.hub.timeline(id)).filter((event) => event.type === "transferResultTaken")).toHaveLength(1);
  });

  it("the department may itself send the dossier on: progress that says so", async () => {
    const id = await accepted(world);
    await does(id, "send-on");
    expect((await found(world, id)).lastProgress?.note).toContain("Đã chuyển cấp trên");
    expect((await transfer(world, id, "so-noi-vu"))?.open).toBe(true);
  });

  it("a request for papers goes to the officer, what the applicant brings goes to the department", async () => {
    const id = await accepted(world);
    await deed(world, id, "ask-supplement");
    if (manner.callbacks === "none") await later(world, 60);
    expect((await found(world, id)).inquiry).toMatchObject({
      transferId: "so-noi-vu",
      missing: [{ componentId: "other", reason: expect.stringContaining("chứng thực") }],
    });
    await world.run({ type: "requestSupplement", missing: [{ componentId: "dong-thuan", reason: "Bổ sung" }] }, id);
    await world.run({ type: "supplement", components: [{ componentId: "dong-thuan", copies: 2 }] }, id);
    await world.settle();
    const [held] = await heldOf(world, id);
    expect(held).toMatchObject({ state: "processing", supplements: [{ Comment: expect.stringContaining("bổ sung") }] });
  });

  it("sent back as wrong: corrected by an officer, taken under number 2, the old sending stays where it was", async () => {
    const id = await accepted(world);
    await does(id, "send-back");
    expect(await transfer(world, id, "so-noi-vu")).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("Sai mã thủ tục"),
    });
    await world.run({ type: "resendTransfer", transferId: "so-noi-vu", form: { merit: { kind: "Bệnh binh" } } }, id);
    await world.settle();
    const held = await heldOf(world, id);
    expect(held.map((one) => [one.sent.SendingNumber, one.state])).toEqual([
      [1, "sentBack"],
      [2, "received"],
    ]);
    expect(held[1]?.sent.FormJson).toContain("Bệnh binh");
    expect(await transfer(world, id, "so-noi-vu")).toMatchObject({ state: "accepted", number: 2 });
    await does(id, "refuse");
    expect(await found(world, id)).toMatchObject({
      route: { ended: { outcome: "refused" } },
      transfers: [{ state: "refused", result: { note: expect.stringContaining("Không đủ điều kiện") } }],
    });
  });

  it("withdrawn: the department is told and stops", async () => {
    const id = await accepted(world);
    await world.run({ type: "withdraw", reason: "Người nộp rút hồ sơ" }, id);
    await world.settle();
    const [held] = await heldOf(world, id);
    expect(held).toMatchObject({ state: "cancelled", cancelled: { Reason: "Người nộp rút hồ sơ" } });
    expect((await found(world, id)).status).toBe("withdrawn");
  });
});

describe("R-G09 R-B06 the ministry's leg", () => {
  let world: World;
  beforeAll(async () => {
    world = await open(ministry, MANNERS[1]);
  });
  afterAll(() => world.close());

  it("takes what the department handed on, decides, and the dossier is back at the commune", async () => {
    const id = await acceptedByMinistry(world);
    const [held] = await heldOf(world, id);
    expect(held?.sent).toMatchObject({
      TransferId: "bo-noi-vu",
      ToOrganCode: "G09",
      Handed: [{ Name: "submissionNumber", Value: "12/TTr-SNV" }],
    });
    expect(held?.documentId).toMatch(/^BO-/);
    expect((await deed(world, id, "finish")).outcome).toBe("accepted");
    expect(await found(world, id)).toMatchObject({
      status: "processing",
      agencyId: "H57.101",
      route: { ended: { outcome: "done" } },
      transfers: [{ transferId: "so-noi-vu" }, { transferId: "bo-noi-vu", lane: "ministry", state: "done" }],
    });
  });
});

describe("R-G09 files as links", () => {
  let world: World;
  beforeAll(async () => {
    world = await open(departments, MANNERS[0], {
      LIENTHONG_DEPARTMENTS_FILES: "link",
      LIENTHONG_DEPARTMENTS_FILE_URL: "https://truc.test/api/v1/blobs/",
    });
  });
  afterAll(() => world.close());
  it("the message carries the hash and where the file lies, no bytes", async () => {
    const id = await received(world);
    await supplementedAfter(id);
    const [held] = await heldOf(world, id);
    const blob = held?.sent.Attachments[0]?.AttachmentId;
    expect(held?.sent.Attachments).toEqual([
      expect.objectContaining({ Link: `https://truc.test/api/v1/blobs/${blob}?dossier=${id}`, Size: PDF_BYTES.byteLength }),
    ]);
    expect(JSON.stringify(held)).not.toContain('"Base64":"');
  });
  const supplementedAfter = async (id: string): Promise<void> => {
    await world.settle();
    await supplemented(world, id, "dong-thuan");
    await world.settle();
    const [held] = await heldOf(world, id);
    expect(held?.supplements[0]?.Attachments).toMatchObject([{ PaperCode: "dong-thuan", AttachmentName: "bo-sung.pdf" }]);
  };
});

describe("R-G09 polling", () => {
  it("asks about at most 20 transfers at a time and reaches all of them", async () => {
    const world = await open(departments, MANNERS[2]);
    try {
      const ids: string[] = [];
      for (let n = 0; n < 23; n += 1) ids.push(await received(world));
      await world.settle();
      for (const id of ids) await deed(world, id, "finish");
      world.simulation.received.clear();
      await later(world, 60);
      const asked = world.simulation.received
        .list({ path: "GetResults" })
        .map((one) => JSON.parse(one.body ?? "{}").Transfers.length);
      expect(Math.max(...asked)).toBe(20);
      for (const id of ids) expect((await transfer(world, id, "so-noi-vu"))?.state).toBe("done");
    } finally {
      await world.close();
    }
  });
  it("a partner that calls back is not asked on the same day", async () => {
    const world = await open(departments, MANNERS[0]);
    try {
      await accepted(world);
      await later(world, 120);
      expect(world.simulation.received.list({ path: "GetResults" })).toEqual([]);
    } finally {
      await world.close();
    }
  });
});

describe("R-G09 a department that calls back", () => {
  let world: World;
  beforeAll(async () => {
    // The callback is lost on its way: the partner believes that nobody wants to be called.
    world = await openWorld(departments, {
      simulator: { auto: false, callbacks: "none" },
      env: { LIENTHONG_DEPARTMENTS_POLL_ONLY: "false" },
    });
  });
  afterAll(() => world.close());
  const asked = (): number =>
    world.simulation.received.list({ path: "GetResults" }).length +
    world.simulation.received.list({ contains: "GetResults" }).length;

  it("R-G09 [§9.5] a callback that was lost is found by asking, after a day of silence, hourly", async () => {
    const id = await accepted(world);
    await deed(world, id, "finish");
    for (let hour = 0; hour < 23; hour += 1) await later(world, 60);
    expect(await transfer(world, id, "so-noi-vu")).toMatchObject({ state: "accepted" });
    const before = asked();
    await later(world, 120);
    expect(await transfer(world, id, "so-noi-vu")).toMatchObject({ state: "done" });
    expect(asked()).toBeGreaterThan(before);
    expect((await found(world, id)).status).toBe("processing");
  });
});
