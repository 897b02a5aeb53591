/** R-G03: from the land office's appraisal to the tax office and back, through the hub and the simulator. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/tax/adapter.ts";
import { PATHS } from "../../../adapters/tax/contract/access.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { openWorld, type World } from "../world.ts";
import { appraised, FORM, LAND_OFFICER, registered } from "./dossiers.ts";

interface Books {
  readonly slips: readonly {
    readonly number: string;
    readonly dossier: string;
    readonly times: number;
    readonly state: string;
  }[];
  readonly registrations: Books["slips"];
  readonly notices: readonly {
    readonly number: string;
    readonly dossier: string;
    readonly total: number;
    readonly proof?: unknown;
  }[];
}
interface Pushed {
  readonly outcome: string;
  readonly attempts: readonly { readonly answer: string }[];
}

describe("the tax office through the hub", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter);
  });
  afterEach(() => world.clearFaults());
  afterAll(() => world.close());
  const as = { actor: LAND_OFFICER };

  const get = async (id: string): Promise<Dossier> => {
    const dossier = await world.hub.find(id);
    if (dossier === undefined) throw new TypeError("no such dossier");
    return dossier;
  };
  const leg = async (id: string, key = "thue") => (await get(id)).transfers.find((entry) => entry.transferId === key);
  const books = (): Books => world.simulation.parts.state() as Books;
  const push = async (id: string, path: string, more: Record<string, unknown> = {}): Promise<Pushed> =>
    (await world.door(path, { MaHoSo: (await get(id)).code, ...more })) as Pushed;
  const pay = async (id: string, chargeId: string, amount: number, reference: string): Promise<void> => {
    await world.run({ type: "recordPayment", chargeId, amount, method: "transfer", reference }, id, as);
    await world.settle();
  };
  const atTaxOffice = async (
    ...given: Parameters<typeof appraised> extends [unknown, ...infer R] ? R : never
  ): Promise<string> => {
    const id = await appraised(world, ...given);
    await world.settle();
    return id;
  };
  const stuck = async () => (await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items;

  it("R-G03 [§5.5] slip → notices → payment → proofs; the tax phase lies outside the land office's own clock", async () => {
    const id = await atTaxOffice();
    const { code } = await get(id);
    expect(books().slips.filter((slip) => slip.dossier === code)).toMatchObject([{ number: `${code}/1/PCTT`, times: 1 }]);
    expect(await leg(id)).toMatchObject({ state: "accepted", number: 1, reference: expect.stringMatching(/^TCT-46-/) });
    // The office's clock stands from the moment the tax leg starts (domain.md §5.5).
    expect((await get(id)).clock?.stopped).toMatchObject({ reason: "partner" });

    expect(await push(id, "/notices")).toMatchObject({ outcome: "accepted" });
    await world.settle();
    const owed = await get(id);
    expect(owed.charges.map(({ kind, amount, data }) => [kind, amount, data?.["taxCode"], data?.["subItemCode"]])).toEqual([
      ["tax", 3_000_000, "001099000012", "2801"],
      ["tax", 12_000_000, "001099000034", "1006"],
    ]);
    const [first, second] = owed.charges;
    expect(first?.chargeId).toBe(`tax:${first?.data?.["noticeNumber"]}`);
    const result = (await leg(id))?.result;
    expect(result?.data).toEqual({
      taxNotices: `${first?.data?.["noticeNumber"]}; ${second?.data?.["noticeNumber"]}`,
      taxTotal: "15000000",
    });
    // The notice's XML is a document of the result.
    const [file] = result?.documents ?? [];
    expect(file).toMatchObject({ name: `thong-bao-thue-${code}.xml`, mediaType: "application/xml" });
    expect((await world.hub.readBlob(file?.blob ?? ""))?.info.size).toBe(file?.size);

    await pay(id, first?.chargeId ?? "", 3_000_000, "GNT-1");
    expect(books().notices.filter((notice) => notice.dossier === code && notice.proof !== undefined)).toHaveLength(1);
    await pay(id, second?.chargeId ?? "", 12_000_000, "GNT-2");
    expect(books().notices.filter((notice) => notice.dossier === code && notice.proof !== undefined)).toHaveLength(2);
    expect((await get(id)).partners["tax"]).toMatchObject({ outcome: "accepted", operation: "sendPaymentProof" });
    expect(await leg(id, "nop-thue")).toMatchObject({ state: "done" });
    expect(await leg(id, "cap-gcn")).toMatchObject({ state: "sent" });
    const { clock } = await get(id);
    expect(clock?.stopped).toBeUndefined();
    expect(clock?.stops).toMatchObject([{ reason: "partner" }]);
    expect(await stuck()).toEqual([]);
  });

  it("R-G03 [§5.5] the same push again changes nothing, also after payment", async () => {
    const id = await atTaxOffice();
    await push(id, "/notices");
    const before = await get(id);
    expect(await push(id, "/repeat")).toMatchObject({ outcome: "accepted" });
    expect((await get(id)).version).toBe(before.version);
    for (const [i, charge] of before.charges.entries()) await pay(id, charge.chargeId, charge.amount, `R-${id}-${i}`);
    const paid = await get(id);
    expect(await push(id, "/repeat")).toMatchObject({ outcome: "accepted" });
    expect((await get(id)).version).toBe(paid.version);
  });

  it("R-G03 [§5.5] a later notice for a dossier whose tax leg is done adds a charge", async () => {
    const id = await atTaxOffice();
    await push(id, "/notices");
    expect(await push(id, "/further-notice", { soTien: 500_000 })).toMatchObject({ outcome: "accepted" });
    const { charges } = await get(id);
    expect(charges.map((charge) => charge.amount)).toEqual([3_000_000, 12_000_000, 500_000]);
    expect((await leg(id))?.result?.data["taxTotal"]).toBe("15000000");
    expect(charges[2]?.data?.["noticeFile"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("R-G03 [§5.5] exempt = total 0: the leg is done and nothing is owed", async () => {
    const id = await atTaxOffice();
    expect(await push(id, "/notices", { exempt: true })).toMatchObject({ outcome: "accepted" });
    expect((await get(id)).charges).toEqual([]);
    expect((await leg(id))?.result?.data["taxTotal"]).toBe("0");
    expect(await leg(id, "cap-gcn")).toMatchObject({ state: "sent" });
    expect(await push(id, "/repeat")).toMatchObject({ outcome: "accepted" });
  });

  it("R-G03 [§5.5] lines under one notice number are one charge", async () => {
    const id = await atTaxOffice();
    await push(id, "/notices", { oneNumber: true });
    const { charges } = await get(id);
    expect(charges).toMatchObject([{ amount: 15_000_000, data: { subItem: expect.stringContaining("1006") } }]);
    await pay(id, charges[0]?.chargeId ?? "", 15_000_000, `GNT-${id}`);
    expect(books().notices.at(-1)?.proof).toBeDefined();
  });

  it("R-G03 [§5.5] IsUpdating: another sum under the same number is refused, before and after payment, and the officer sees it", async () => {
    const id = await atTaxOffice();
    await push(id, "/notices");
    const [charge] = (await get(id)).charges;
    const number = charge?.data?.["noticeNumber"];
    const waiting = (await world.door("/change", { SoThongBao: number, soTien: 1_000_000 })) as Pushed;
    expect(waiting).toMatchObject({ outcome: "refused" });
    expect(waiting.attempts[0]?.answer).toContain("đang chờ nộp");
    expect((await get(id)).lastProgress?.note).toContain("3000000");
    // Back to the old sum, so that the office takes the proof; then changed again after payment.
    await world.door("/change", { SoThongBao: number, soTien: 3_000_000 });
    await pay(id, charge?.chargeId ?? "", 3_000_000, `GNT-${id}`);
    const paid = (await world.door("/change", { SoThongBao: number, soTien: 2_000_000 })) as Pushed;
    expect(paid.attempts[0]?.answer).toContain("đã nộp 3000000 đồng");
    expect((await get(id)).charges[0]).toMatchObject({ amount: 3_000_000, paid: 3_000_000 });
  });

  it("R-G03 [§5.5] a payment in parts is proven once, when it is complete", async () => {
    const id = await atTaxOffice();
    await push(id, "/notices");
    const [charge] = (await get(id)).charges;
    const proven = () => books().notices.find((notice) => notice.number === charge?.data?.["noticeNumber"])?.proof;
    await pay(id, charge?.chargeId ?? "", 1_000_000, `P1-${id}`);
    expect(proven()).toBeUndefined();
    await pay(id, charge?.chargeId ?? "", 2_000_000, `P2-${id}`);
    expect(proven()).toBeDefined();
  });

  it("R-G03 [§5.5] a wrong slip comes back (trả hồ sơ do sai), is corrected and goes out under a new number", async () => {
    const id = await atTaxOffice();
    const { code } = await get(id);
    expect(await push(id, "/return", { LyDo: "Diện tích không khớp Giấy chứng nhận" })).toMatchObject({ outcome: "accepted" });
    expect(await leg(id)).toMatchObject({ state: "sentBack", reason: expect.stringContaining("Diện tích không khớp") });
    expect(await push(id, "/repeat")).toMatchObject({ outcome: "accepted" });
    await world.run({ type: "resendTransfer", transferId: "thue", data: { areaSquareMetres: "120" } }, id, as);
    await world.settle();
    const sent = books().slips.filter((slip) => slip.dossier === code);
    expect(sent.map(({ number, state }) => [number, state])).toEqual([
      [`${code}/1/PCTT`, "2"],
      [`${code}/2/PCTT`, "1"],
    ]);
    expect(await leg(id)).toMatchObject({ state: "accepted", number: 2 });
    // The old slip comes back once more: it says nothing about the new one.
    const old = await push(id, "/return", { SoPhieu: `${code}/1/PCTT`, LyDo: "Sai" });
    expect(old).toMatchObject({ outcome: "refused" });
    expect(await leg(id)).toMatchObject({ state: "accepted", number: 2 });
    await push(id, "/notices");
    expect((await get(id)).charges[0]?.amount).toBe(3_000_000);
  });

  it("R-G03 [§5.5] what the declaration lacks sends the transfer to an officer, with everything at once; corrected, it goes out", async () => {
    const [parcel] = FORM.parcels;
    const id = await atTaxOffice({
      ...FORM,
      parcels: [
        { ...parcel, address: "-" },
        { number: "126", mapSheet: "17", areaSquareMetres: 0 },
      ],
    });
    expect(await leg(id)).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("thửa thứ 2: địa chỉ; thửa thứ 2: diện tích"),
    });
    await world.run(
      { type: "resendTransfer", transferId: "thue", form: { parcels: [{ ...parcel, areaSquareMetres: "100,5" }] } },
      id,
      as,
    );
    await world.settle();
    expect(await leg(id)).toMatchObject({ state: "accepted", number: 2 });
  });

  it.each([
    ["answers", undefined],
    ["is away", { kind: "status", code: 503 }],
    ["talks garbage", { kind: "garbage" }],
    ["ended our session", { kind: "sessionExpired" }],
    ["cuts its answer", { kind: "cut", at: "body" }],
  ])(
    "R-G03 [§5.5] after an unknown outcome it is asked by the slip's number before anything is sent again; the office %s",
    async (_how, fault) => {
      world.fault({ kind: "loseAnswer", match: { path: PATHS.slip }, times: 1 });
      if (fault !== undefined) world.fault({ ...fault, match: { path: PATHS.lookUp }, times: 1 });
      const id = await atTaxOffice();
      expect(world.struck()).toBe(fault === undefined ? 1 : 2);
      world.clearFaults();
      const { code } = await get(id);
      expect(books().slips.filter((slip) => slip.dossier === code)).toMatchObject([{ times: 1 }]);
      expect(await leg(id)).toMatchObject({ state: "accepted", reference: expect.stringMatching(/^TCT-46-/) });
    },
  );

  it("R-G03 [§5.5] the notices overtake the slip's own answer: nothing is stuck, nothing is lost", async () => {
    world.fault({ kind: "loseAnswer", match: { path: PATHS.slip }, times: 1 });
    const id = await appraised(world);
    await expect.poll(() => world.struck()).toBe(1);
    await world.hub.exchange.idle();
    expect(await push(id, "/notices")).toMatchObject({ outcome: "accepted" });
    await world.settle();
    expect(await leg(id)).toMatchObject({ state: "done" });
    expect(await stuck()).toEqual([]);
  });

  it("R-G03 [§5.5] withdrawn at the tax office: the slip is called off, and late notices are refused", async () => {
    const id = await atTaxOffice();
    await world.run({ type: "withdraw", reason: "Hai bên hủy hợp đồng" }, id, as);
    await world.settle();
    const { code } = await get(id);
    expect(books().slips.filter((slip) => slip.dossier === code)).toMatchObject([{ state: "4" }]);
    expect((await get(id)).partners["tax"]).toMatchObject({ operation: "withdrawSlip", outcome: "accepted" });
    const late = await push(id, "/further-notice", { soTien: 500_000 });
    expect(late).toMatchObject({ outcome: "refused", attempts: [{ answer: expect.stringContaining("đã thu hồi") }] });
  });

  it("R-G03 [§5.5] a household business gets its 10-digit tax code", async () => {
    const id = await registered(world);
    await world.settle();
    const { code } = await get(id);
    expect(books().registrations).toMatchObject([{ number: `${code}/1/DKT`, dossier: code, times: 1 }]);
    expect(await push(id, "/tax-code")).toMatchObject({ outcome: "accepted" });
    expect(await leg(id, "cap-mst")).toMatchObject({ state: "done", result: { data: { taxCode: "3300000013" } } });
    expect(await push(id, "/repeat")).toMatchObject({ outcome: "accepted" });
  });

  it("R-G03 [§5.5] a registration that the tax office refuses ends with its reason; a wrong one comes back for correction", async () => {
    const refused = await registered(world);
    await world.settle();
    await push(refused, "/tax-code", { refused: "Chủ hộ đang nợ thuế" });
    expect(await leg(refused, "cap-mst")).toMatchObject({
      state: "refused",
      result: { note: "Cơ quan thuế từ chối cấp mã số thuế: Chủ hộ đang nợ thuế" },
    });
    const wrong = await registered(world);
    await world.settle();
    await push(wrong, "/return", { LyDo: "Sai ngành nghề" });
    expect(await leg(wrong, "cap-mst")).toMatchObject({ state: "sentBack" });
  });

  it("R-G03 [§5.5] a push without the right key gets in nowhere", async () => {
    const id = await atTaxOffice();
    const version = (await get(id)).version;
    const pushed = await push(id, "/notices", { secret: "khoa-gia-mao-16-ky-tu", attempts: 1 });
    expect(pushed).toMatchObject({ outcome: "unanswered", attempts: [{ status: 401 }] });
    expect((await get(id)).version).toBe(version);
    expect(await push(id, "/notices")).toMatchObject({ outcome: "accepted" });
  });
});
