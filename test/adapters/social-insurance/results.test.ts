/** Results by asking, and the whole way of a leg: hub, adapter, simulated gateway (R-G04, R-B06, R-B10). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import adapter from "../../../adapters/social-insurance/adapter.ts";
import { config } from "../../../adapters/social-insurance/config.ts";
import { LOOK_UP_BATCH } from "../../../adapters/social-insurance/contract/gateway.ts";
import { type ResultItem, STATES } from "../../../adapters/social-insurance/contract/results.ts";
import { sampleAccount, sampleInsuranceRequest } from "../../../adapters/social-insurance/contract/samples.ts";
import { factsOf, resultsPoller } from "../../../adapters/social-insurance/results.ts";
import { sendRequest } from "../../../adapters/social-insurance/sending.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import gateway from "../../../simulators/social-insurance/simulator.ts";
import { dossier } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { AT, openWorld, type World } from "../world.ts";
import { BIRTH_FORM, childBorn, later, ledger, sentFor, transferOf } from "./fixtures.ts";

const PDF = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");
const settings = (url: string) => config.parse({ url, ...sampleAccount });

describe("R-G04 what a result means", () => {
  const transfer = (more: Partial<Transfer> = {}): Transfer => ({
    transferId: "the-bhyt",
    toAgencyId: "G24.46",
    purpose: "Cấp thẻ",
    lane: "social-insurance",
    operation: "issueHealthCard",
    number: 1,
    state: "accepted",
    open: true,
    sentAt: AT,
    data: {},
    reference: "HS_1",
    ...more,
  });
  const item = (more: Partial<ResultItem> = {}): ResultItem => ({
    MaGD: "HS_1",
    TrangThai: "5",
    ThoiGian: "20260303110000",
    GhiChu: "Đã cấp",
    KetQua: { MaSoBHXH: "4600000101", MaTheBHYT: "TE1464600000101", TenTep: "the.pdf", TepBase64: PDF },
    ...more,
  });
  const holding = (...transfers: readonly Transfer[]): Dossier => dossier({ status: "forwarded", transfers });
  const apply = (one: ResultItem, held: Dossier = holding(transfer()), number = 1) =>
    resultsPoller.apply(
      { dossierId: held.id, transferId: "the-bhyt", number, item: one },
      fakeCall(settings("http://egw.test"), { dossiers: [held] }).call,
    );
  const command = async (...args: Parameters<typeof apply>) => (await apply(...args)).commands?.[0];

  it("a card: its numbers are handed on, its file is kept, at the partner's time", async () => {
    const made = await command(item());
    expect(made).toMatchObject({
      key: "result:HS_1:the-bhyt:1:5:20260303110000",
      at: "2026-03-03T04:00:00.000Z",
      command: {
        type: "takeTransferResult",
        transferId: "the-bhyt",
        number: 1,
        outcome: "done",
        data: { healthCardNumber: "TE1464600000101", socialInsuranceNumber: "4600000101" },
        documents: [{ name: "the.pdf", mediaType: "application/pdf" }],
      },
    });
    expect(COMMANDS.takeTransferResult.safeParse(made?.command).error).toBeUndefined();
  });
  it.each([
    ["2", "progress", { note: expect.stringContaining("Đang xử lý") }],
    ["3", "ask", { missing: [{ componentId: "other", reason: "Thiếu giấy" }] }],
    ["4", "takeTransferResult", { outcome: "refused", note: "Từ chối: Thiếu giấy" }],
    ["6", "takeTransferResult", { outcome: "sentBack", note: expect.stringContaining("Thiếu giấy") }],
    ["7", "takeTransferResult", { outcome: "refused" }],
    ["42", "progress", { note: expect.stringContaining("42") }],
  ])("state %s is %s", async (TrangThai, type, rest) => {
    const made = await command(item({ TrangThai, GhiChu: "Thiếu giấy", KetQua: null }));
    expect(made?.command).toMatchObject({ type, transferId: "the-bhyt", ...rest });
    expect(COMMANDS[type as "progress" | "ask" | "takeTransferResult"].safeParse(made?.command).error).toBeUndefined();
  });
  it("every state of the contract has a meaning", async () => {
    for (const TrangThai of Object.keys(STATES)) expect(await command(item({ TrangThai }))).toBeDefined();
  });
  it("nothing is told of a transfer that was answered, sent anew, or is not known", async () => {
    expect(await apply(item(), holding(transfer({ state: "done", open: false })))).toEqual({ commands: [] });
    expect(await apply(item(), holding(transfer({ number: 2 })))).toEqual({ commands: [] });
    expect(await apply(item(), holding())).toEqual({ commands: [] });
    const calledOff = holding(transfer({ state: "cancelled", open: false }));
    expect(await apply(item({ TrangThai: "7" }), calledOff)).toEqual({ commands: [] });
    expect(await command(item(), calledOff)).toMatchObject({ command: { outcome: "done" } });
  });
  it("R-G04 [§5.4] card number forms: fifteen characters, or the ten digits of new cards; blanks and case do not matter", () => {
    expect(factsOf("issueHealthCard", { MaTheBHYT: "te1 46 4600000101" })).toEqual({ healthCardNumber: "TE1464600000101" });
    expect(factsOf("issueHealthCard", { MaTheBHYT: "4600000101" })).toEqual({ healthCardNumber: "4600000101" });
  });
  it.each([
    ["a card of 14 characters", "issueHealthCard", { MaTheBHYT: "TE146460000010" }],
    ["no card", "issueHealthCard", {}],
    ["an insurance number of 9 digits", "registerInsurance", { MaSoBHXH: "460000010" }],
    ["no decision", "claimDeathBenefit", { SoTien: 1 }],
    ["an amount in words", "claimDeathBenefit", { SoQuyetDinh: "1/QĐ", SoTien: "hai mươi ba triệu" }],
  ] as const)("%s is for a person, not for the dossier", async (_name, operation, KetQua) => {
    const held = holding(transfer({ operation }));
    expect(await failure(apply(item({ KetQua }), held))).toMatchObject({
      intent: "pause",
      code: "social-insurance.result-unreadable",
      blame: "partner",
    });
  });
  it("a benefit: decision and amount, with or without points", () => {
    const outcome = { SoQuyetDinh: " 12/QĐ-BHXH ", SoTien: "23.400.000" };
    expect(factsOf("claimDeathBenefit", outcome)).toEqual({ benefitDecisionNumber: "12/QĐ-BHXH", benefitAmount: "23400000" });
    expect(factsOf("claimDeathBenefit", { ...outcome, SoTien: 23_400_000 })).toMatchObject({ benefitAmount: "23400000" });
  });
  it("a file that is no base64, or not allowed, is for a person", async () => {
    expect(await failure(apply(item({ KetQua: { MaTheBHYT: "4600000101", TepBase64: "không" } })))).toMatchObject({
      intent: "pause",
    });
    expect(await failure(apply(item({ KetQua: { MaTheBHYT: "4600000101", TepBase64: PDF.slice(1) } })))).toMatchObject({
      intent: "pause",
    });
    expect(await failure(resultsPoller.apply({ item: 1 }, fakeCall(settings("http://egw.test")).call))).toMatchObject({
      intent: "pause",
    });
  });
});

describe("R-G04 asking", () => {
  it("asks in batches about what was received and is not over; an unchanged state is the same item", async () => {
    const simulation = createSimulation(gateway, { now: AT, options: { auto: false } });
    const served = await startSimulator(simulation, { port: 0 });
    try {
      const now = () => simulation.clock.now();
      const of = (no: number, more: Partial<Transfer> = {}): Dossier =>
        dossier({
          id: `d${no}`,
          status: "forwarded",
          transfers: [
            {
              transferId: "bhxh",
              toAgencyId: "G24.46",
              purpose: "Cấp số",
              lane: "social-insurance",
              operation: "registerInsurance",
              number: 1,
              state: "accepted",
              open: true,
              sentAt: AT,
              data: {},
              ...more,
            },
          ],
        });
      const settled = settings(served.url);
      const dossiers: Dossier[] = [];
      for (let no = 0; no < LOOK_UP_BATCH + 5; no += 1) {
        const owner = {
          kind: "citizen",
          fullName: sampleInsuranceRequest.HO_TEN,
          birthDate: "1999-03-12",
          identityNumber: `0010990001${String(no).padStart(2, "0")}`,
        } as const;
        const body = {
          dossierId: `d${no}`,
          transferId: "bhxh",
          number: 1,
          code: `HS-${no}`,
          sentAt: AT,
          data: {},
          form: {},
          owner,
        };
        const { reference, commands } = await sendRequest("registerInsurance")(
          body,
          fakeCall(settled, { now, dossiers: [of(no)] }).call,
        );
        expect(commands?.[0]?.command).toMatchObject({ type: "acceptTransfer", reference, number: 1 });
        await simulation.fetch(
          new Request("http://sim.test/__sim/finish", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ MaGD: reference }),
          }),
        );
        dossiers.push(of(no, { reference: reference ?? "" }));
      }
      dossiers.push(of(90, { reference: "HS_9", state: "sentBack" }), of(91), of(92, { reference: "HS_8", lane: "police" }));
      const { call } = fakeCall(settled, { now, dossiers });
      const first = await resultsPoller.fetch(undefined, call);
      expect([first.items.length, first.more]).toEqual([LOOK_UP_BATCH, true]);
      const second = await resultsPoller.fetch(first.cursor, call);
      expect([second.items.length, second.more, second.cursor]).toEqual([5, false, undefined]);
      const all = [...first.items, ...second.items];
      expect(new Set(all.map(({ key }) => key)).size).toBe(LOOK_UP_BATCH + 5);
      expect((await resultsPoller.fetch(undefined, call)).items).toEqual(first.items);
      expect(await resultsPoller.fetch(undefined, fakeCall(settled, { now }).call)).toEqual({
        items: [],
        cursor: undefined,
        more: false,
      });
    } finally {
      await served.close();
    }
  });
});

describe("R-G04 R-B06 the leg's whole way", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { simulator: { auto: false } });
  });
  afterAll(() => world.close());
  beforeEach(() => world.clearFaults());
  const code = async (id: string): Promise<string> => (await world.hub.find(id))?.code ?? "";
  const nobodyWaits = async () =>
    expect((await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items).toEqual([]);

  it("a card: paper and request out in order, taken up, issued; the route decides with the card's number", async () => {
    const id = await childBorn(world);
    await world.settle();
    const dossierCode = await code(id);
    expect(ledger(world).transactions.map(({ kind }) => kind)).toEqual(["GIAYCHUNGSINH", "DENGHICAPTHE"]);
    expect(await transferOf(world, id)).toMatchObject({ state: "accepted", reference: expect.stringMatching(/^HS_46001_/) });
    await world.door("/approve", { dossier: dossierCode });
    await later(world, 1);
    expect((await world.hub.find(id))?.lastProgress?.note).toContain("Đang xử lý");
    await world.door("/finish", { dossier: dossierCode });
    await later(world, 1);
    const held = await world.hub.find(id);
    expect(held).toMatchObject({
      status: "decided",
      decision: { documents: [{ name: "Giấy khai sinh" }, { name: "Thẻ bảo hiểm y tế", number: expect.stringMatching(/^TE1/) }] },
    });
    await nobodyWaits();
  });
  it("R-B10 asks for papers in prose; the officer asks the applicant; what he brings goes on", async () => {
    const id = await childBorn(world);
    await world.settle();
    await world.door("/ask", { dossier: await code(id), note: "Thiếu giấy xác nhận nơi cư trú" });
    await later(world, 1);
    expect(await world.hub.find(id)).toMatchObject({
      inquiry: {
        what: "supplement",
        transferId: "the-bhyt",
        missing: [{ componentId: "other", reason: "Thiếu giấy xác nhận nơi cư trú" }],
      },
    });
    expect((await transferOf(world, id))?.state).toBe("supplementNeeded");
    await world.run({ type: "requestSupplement", missing: [{ componentId: "tk-bhyt", reason: "Thiếu xác nhận" }] }, id);
    await world.run({ type: "supplement", components: [{ componentId: "tk-bhyt", originals: 1 }] }, id);
    await world.settle();
    const [sent] = sentFor(world, await world.hub.find(id), "BOSUNG");
    expect(sent?.fields["NOI_DUNG"]).toContain("Tờ khai tham gia bảo hiểm y tế");
    await world.door("/finish", { dossier: await code(id) });
    await later(world, 1);
    expect((await transferOf(world, id))?.state).toBe("done");
    await nobodyWaits();
  });
  it("refused there: the route ends, and a person reasons the refusal (R-B11)", async () => {
    const id = await childBorn(world);
    await world.settle();
    await world.door("/refuse", { dossier: await code(id), note: "Trẻ đã có thẻ" });
    await later(world, 1);
    expect(await transferOf(world, id)).toMatchObject({ state: "refused", result: { note: "Từ chối: Trẻ đã có thẻ" } });
    expect((await world.hub.find(id))?.status).not.toBe("decided");
    await nobodyWaits();
  });
  it("sent back as wrong: corrected by an officer, sent again under the next number, and issued", async () => {
    const id = await childBorn(world);
    await world.settle();
    await world.door("/return", { dossier: await code(id), note: "Sai nơi khám chữa bệnh ban đầu" });
    await later(world, 1);
    expect(await transferOf(world, id)).toMatchObject({ state: "sentBack", reason: expect.stringContaining("Sai nơi khám") });
    await world.run({ type: "resendTransfer", transferId: "the-bhyt", form: { healthCard: { hospitalCode: "46002" } } }, id);
    await world.settle();
    expect(await transferOf(world, id)).toMatchObject({ state: "accepted", number: 2 });
    const requests = sentFor(world, await world.hub.find(id), "DENGHICAPTHE");
    expect(requests.map(({ state, fields }) => [state, fields["MA_DKBD"]])).toEqual([
      ["6", "46001"],
      ["1", "46002"],
    ]);
    await world.door("/finish", { dossier: await code(id) });
    await later(world, 1);
    expect((await transferOf(world, id))?.state).toBe("done");
    await nobodyWaits();
  });
  it("a declaration that cannot be sent comes back to the officer with the places that are wrong; nothing is sent", async () => {
    const id = await childBorn(world, { ...BIRTH_FORM, healthCard: { hospitalCode: "Bệnh viện" } });
    await world.settle();
    expect(sentFor(world, await world.hub.find(id), "DENGHICAPTHE")).toEqual([]);
    expect(await transferOf(world, id)).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("healthCard.hospitalCode"),
    });
    await world.run({ type: "resendTransfer", transferId: "the-bhyt", form: { healthCard: { hospitalCode: "46001" } } }, id);
    await world.settle();
    expect((await transferOf(world, id))?.state).toBe("accepted");
    await nobodyWaits();
  });
  it("a child over six is refused by the partner in its own words", async () => {
    const id = await childBorn(world, { ...BIRTH_FORM, child: { ...BIRTH_FORM.child, birthDate: "2020-03-02" } });
    await world.settle();
    expect(await transferOf(world, id)).toMatchObject({ state: "sentBack", reason: expect.stringContaining("đã đủ 6 tuổi") });
    await nobodyWaits();
  });
  it("two dossiers of one child: the second hangs on the first's transaction, one card, both told", async () => {
    const first = await childBorn(world);
    const second = await childBorn(world);
    await world.settle();
    const of = async (id: string) => (await transferOf(world, id))?.reference;
    const certificate = (await transferOf(world, first))?.data["birthCertificateNumber"] ?? "";
    await world.door("/return", { dossier: await code(second), note: "Sai số giấy khai sinh" });
    await later(world, 1);
    const data = { birthCertificateNumber: certificate };
    await world.run({ type: "resendTransfer", transferId: "the-bhyt", data }, second);
    await world.settle();
    expect(await of(second)).toBe(await of(first));
    await world.door("/finish", { dossier: await code(first) });
    await later(world, 1);
    const cards = await Promise.all(
      [first, second].map(async (id) => (await transferOf(world, id))?.result?.data["healthCardNumber"]),
    );
    expect(cards[0]).toMatch(/^TE1/);
    expect(cards[1]).toBe(cards[0]);
    await nobodyWaits();
  });
  it("called off while it still waited in the lane: it goes out in order and is taken back, and nobody waits", async () => {
    world.fault({ kind: "status", code: 429, retryAfter: 600, match: { path: "guiGiayToDienTu" }, times: 1 });
    const id = await childBorn(world);
    await world.hub.exchange.idle();
    await world.run({ type: "cancelTransfer", transferId: "the-bhyt", reason: "Nhập nhầm" }, id);
    await world.settle();
    expect(await transferOf(world, id)).toMatchObject({ state: "cancelled" });
    const [request] = sentFor(world, await world.hub.find(id), "DENGHICAPTHE");
    expect(request?.state).toBe("7");
    await nobodyWaits();
  });
});
