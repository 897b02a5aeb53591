/** Land and household business: tax office, payment platform, land registry (R-G03, R-G06, R-G09). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../core/dossier/types.ts";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { businessForm, decide, giveBack, LAND_OFFICE, landForm, legOf, legsOf, officerOf, received } from "./routes-people.ts";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

const landOfficer = officerOf(LAND_OFFICE);
/** Received by the land office and appraised by the registry: the slip is at the tax office. */
const atTax = async (n: number): Promise<Dossier> => {
  const more = { agencyId: LAND_OFFICE, caseKey: "muoi-tam-ngay", form: landForm(n) };
  const { id } = await received(province, "1.013831", n, more);
  return province.until(id, (one) => legOf(one, "thue")?.state === "accepted");
};
const slips = (code: string | undefined) => province.held("tax", "slips", code);
const transactions = (code = "") => province.held("treasury", "transactions", code.replaceAll(/[.-]/g, ""));

describe("R-G03 R-G06 R-G09 land transfer 1.013831", () => {
  it("R-G03 R-G06 R-G09 a wrong slip goes again under a new number, two notices are paid online and told twice, the certificate comes; the clock stands meanwhile", async () => {
    const before = await atTax(21);
    const { id, code, clock } = before;
    expect(clock).toMatchObject({ stopped: { reason: "partner" } });
    await province.door("tax", "/return", { MaHoSo: code, LyDo: "Diện tích không khớp Giấy chứng nhận" });
    expect(legOf(await province.dossier(id), "thue")).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("Diện tích"),
    });
    await province.run(landOfficer, { type: "resendTransfer", transferId: "thue", data: { areaSquareMetres: "118.5" } }, id);
    await province.settle();
    expect(slips(code)).toMatchObject([
      { number: `${code}/1/PCTT`, state: "2", times: 1 },
      { number: `${code}/2/PCTT`, state: "1", times: 1 },
    ]);

    await province.later(30);
    await province.door("tax", "/notices", { MaHoSo: code });
    await province.settle();
    const charged = await province.dossier(id);
    expect(charged.charges).toMatchObject([
      { kind: "tax", open: true, request: { lane: "treasury", url: expect.stringMatching(/^http/), qr: expect.any(String) } },
      { kind: "tax", open: true, request: { lane: "treasury", url: expect.stringMatching(/^http/), qr: expect.any(String) } },
    ]);
    expect(charged.clock?.stopped?.reason).toBe("partner");
    for (const { request } of charged.charges)
      await province.door("treasury", "/pay", { reference: request?.reference, notices: 2 });
    await province.settle();
    const paid = await province.dossier(id);
    expect(paid.payments).toHaveLength(2);
    expect(legsOf(paid)).toEqual(["tham-dinh: done", "thue: done", "nop-thue: done", "cap-gcn: accepted"]);
    expect(paid.clock?.stopped).toBeUndefined();
    expect(Date.parse(paid.clock?.dueAt ?? "")).toBeGreaterThan(Date.parse(clock?.dueAt ?? ""));

    const done = await province.until(id, (one) => one.status === "decided");
    expect(done.decision?.documents).toMatchObject([
      { name: "Giấy chứng nhận quyền sử dụng đất", number: expect.any(String), file: {} },
    ]);
    await giveBack(province, done);

    const owed = paid.charges.map((charge) => charge.amount).toSorted();
    expect(slips(code)).toMatchObject([{ state: "2" }, { state: "3", message: { Data: { SoPhieu: `${code}/2/PCTT` } } }]);
    expect(province.held("tax", "notices", code)).toMatchObject([{ proof: { times: 1 } }, { proof: { times: 1 } }]);
    const held = transactions(code) as readonly { readonly state: string; readonly request: { readonly SoTien: unknown } }[];
    expect(held.map(({ state, request }) => [state, Number(request.SoTien)]).toSorted()).toEqual(
      owed.map((amount) => ["1", amount]).toSorted(),
    );
    expect(paid.payments.map((payment) => payment.amount).toSorted()).toEqual(owed);
    expect(province.held("land-registry", "dossiers", code)).toMatchObject([
      { state: "returned", sendings: 1, certificate: done.decision?.documents[0]?.number, returned: {} },
    ]);
    // Another agency's tax has no receipt of ours (R-D02).
    expect(province.held("receipts", "receipts", code)).toEqual([]);
    await expectEnd(province, id, "10");
  });

  it("R-G03 withdrawn with its notices unpaid: the slip is called off at the tax office, and nothing is left to pay", async () => {
    const { id, code } = await atTax(22);
    await province.door("tax", "/notices", { MaHoSo: code });
    await province.settle();
    expect(legsOf(await province.dossier(id))).toEqual(["tham-dinh: done", "thue: done", "nop-thue: sent"]);
    await province.run(landOfficer, { type: "withdraw", reason: "Hai bên thôi chuyển nhượng" }, id);
    await province.settle();
    const after = await province.dossier(id);
    expect(after).toMatchObject({ status: "withdrawn" });
    expect(after.charges.map((charge) => charge.open)).toEqual([false, false]);
    expect(slips(code)).toMatchObject([{ state: "4", times: 1 }]);
    // The page for paying cannot be called off: who pays all the same is told of, and nothing is booked.
    await province.door("treasury", "/pay", { reference: after.charges[0]?.request?.reference });
    await province.settle();
    expect(await province.dossier(id)).toMatchObject({
      payments: [],
      partners: { treasury: { code: "treasury.refund-due", message: expect.stringContaining("không còn phải nộp") } },
    });
    expect(province.held("treasury", "notices", code?.replaceAll(/[.-]/g, ""))).toMatchObject([
      { outcome: "accepted", attempts: [{}] },
    ]);
    expect(province.held("land-registry", "dossiers", code)).toHaveLength(1);
    expect(await province.undone()).toEqual([]);
  });
});

describe("R-G03 household business 1.001612", () => {
  it("R-G03 the tax code is handed back to the commune, which decides", async () => {
    const { id, code } = await received(province, "1.001612", 23, { form: businessForm(23) });
    await province.door("tax", "/tax-code", { MaHoSo: code });
    await province.settle();
    const back = await province.dossier(id);
    expect(back).toMatchObject({ status: "processing", route: { ended: { outcome: "done" } } });
    expect(legOf(back, "cap-mst")?.result?.data).toEqual({ taxCode: expect.stringMatching(/^\d{10}$/) });
    expect(back.decision).toBeUndefined();
    await decide(province, back);
    await giveBack(province, back);
    expect(province.held("tax", "registrations", code)).toMatchObject([{ state: "3", times: 1 }]);
    await expectEnd(province, id, "10");
  });

  it("R-B06 withdrawn while the tax office works: the registration is called off there", async () => {
    const { id, code } = await received(province, "1.001612", 24, { form: businessForm(24) });
    await province.run(officerOf("H57.101"), { type: "withdraw", reason: "Không kinh doanh nữa" }, id);
    await province.settle();
    expect(legsOf(await province.dossier(id))).toEqual(["cap-mst: cancelled"]);
    expect(province.held("tax", "registrations", code)).toMatchObject([{ state: "4", times: 1 }]);
    expect(await province.undone()).toEqual([]);
  });

  it("R-B06 withdrawn after the tax code was given: what is done is undone", async () => {
    const { id, code } = await received(province, "1.001612", 25, { form: businessForm(25) });
    await province.door("tax", "/tax-code", { MaHoSo: code });
    await province.settle();
    await province.run(officerOf("H57.101"), { type: "withdraw", reason: "Không kinh doanh nữa" }, id);
    await province.settle();
    const after = await province.dossier(id);
    expect(after).toMatchObject({ status: "withdrawn", transfers: [{ state: "cancelled", result: { outcome: "done" } }] });
    expect(province.held("tax", "registrations", code)).toMatchObject([{ state: "4", times: 1 }]);
    expect(await province.undone()).toEqual([]);
  });
});
