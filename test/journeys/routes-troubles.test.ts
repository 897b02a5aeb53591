/** Routes that do not go straight on: withdrawals in the middle (R-B06), a partner that is down for hours (R-B10, R-J03). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { birthForm, businessForm, decide, giveBack, legOf, legsOf, OFFICER, received } from "./routes-people.ts";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

const HOUR = 3_600_000;
const cards = (code: string | undefined) =>
  province.held("social-insurance", "transactions", code).filter((one) => JSON.stringify(one).includes("DENGHICAPTHE"));

describe("R-B06 withdrawal in the middle", () => {
  it("R-B06 before anything is done the trio is withdrawn whole; what the registry says later changes nothing", async () => {
    const { id, code } = await received(province, "2.000986", 51, { form: birthForm(51) });
    await province.run(OFFICER, { type: "withdraw", reason: "Nộp nhầm nơi" }, id);
    await province.later(24);
    const after = await province.dossier(id);
    expect(after).toMatchObject({ status: "withdrawn" });
    expect(legsOf(after)).toEqual(["khai-sinh: cancelled"]);
    expect(province.held("police", "filings", code)).toEqual([]);
    expect(cards(code)).toEqual([]);
    expect(await province.undone()).toEqual([]);
  });

  it("R-B06 a registered birth forbids the withdrawal; the running residence leg is called off at the police, the card follows", async () => {
    const { id, code } = await received(province, "2.000986", 52, { form: birthForm(52) });
    await province.until(id, (one) => legOf(one, "thuong-tru")?.state === "accepted");
    const reason = "Gia đình đăng ký thường trú nơi khác";
    expect(await province.refusal(OFFICER, { type: "withdraw", reason }, id)).toBe("dossier.leg-done");
    expect(legsOf(await province.dossier(id))).toEqual(["khai-sinh: done", "thuong-tru: accepted"]);
    await province.run(OFFICER, { type: "cancelTransfer", transferId: "thuong-tru", reason }, id);
    const ended = await province.until(id, (one) => one.route?.ended !== undefined);
    expect(legsOf(ended)).toEqual(["khai-sinh: done", "thuong-tru: cancelled", "the-bhyt: done"]);
    expect(ended.route?.ended?.outcome).toBe("partly");
    await decide(province, ended);
    await giveBack(province, ended);
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "7", note: reason }]);
    expect(cards(code)).toMatchObject([{ state: "5", repeats: 0 }]);
    await expectEnd(province, id, "10");
  });

  it("R-B06 a leg that a person sent is called off at the police with the dossier", async () => {
    const { id, code } = await received(province, "1.004884", 53, { form: birthForm(53) });
    const carrier = { lane: "police", operation: "registerResidence" };
    const purpose = "Đăng ký thường trú theo đề nghị";
    await province.run(OFFICER, { type: "forward", transferId: "thuong-tru-tay", toAgencyId: "G01.46", purpose, carrier }, id);
    await province.later(3);
    await province.run(OFFICER, { type: "withdraw", reason: "Thôi đăng ký" }, id);
    await province.later(72);
    expect(await province.dossier(id)).toMatchObject({ status: "withdrawn", transfers: [{ state: "cancelled", open: false }] });
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "7", note: "Thôi đăng ký" }]);
    expect(await province.undone()).toEqual([]);
  });
});

describe("R-B10 R-J03 a partner that is down for hours", () => {
  it("R-B10 R-J03 other lanes' legs go on meanwhile, and when it is back everything ends, each thing once", async () => {
    const DOWN = ["police"];
    const trio = [];
    for (const n of [61, 62, 63]) trio.push(await received(province, "2.000986", n, { form: birthForm(n) }));
    const from = Date.parse(province.now());
    const schedule = { from: new Date(from).toISOString(), to: new Date(from + 60 * HOUR).toISOString() };
    province.fault("police", { kind: "status", code: 503, schedule });
    const business = await received(province, "1.001612", 64, { form: businessForm(64) });
    const merit = await received(province, "1.010833", 65);
    for (const { id } of trio) await province.until(id, (one) => legOf(one, "thuong-tru") !== undefined, DOWN);

    await province.door("tax", "/tax-code", { MaHoSo: business.code });
    const others = [business, merit];
    for (const { id } of others) {
      const back = await province.until(id, (one) => one.route?.ended !== undefined, DOWN);
      await decide(province, back);
      await giveBack(province, back, DOWN);
    }
    // Still down: nothing has reached the police, and nobody's dossier is lost or refused for it.
    expect(province.now() < schedule.to).toBe(true);
    expect(province.held("police", "filings", "")).toHaveLength(2);
    for (const { id } of trio)
      expect(legOf(await province.dossier(id), "thuong-tru")).toMatchObject({ state: "sent", open: true });
    for (const { id } of others) expect(await province.dossier(id)).toMatchObject({ status: "returned" });

    await province.later(60, DOWN);
    expect(province.mend("police")).toBeGreaterThan(0);
    for (const { id, code } of trio) {
      const done = await province.until(id, (one) => one.status === "decided");
      expect(legsOf(done)).toEqual(["khai-sinh: done", "thuong-tru: done", "the-bhyt: done"]);
      await giveBack(province, done);
      expect(province.held("police", "filings", code)).toMatchObject([{ state: "5" }]);
      expect(cards(code)).toMatchObject([{ state: "5", repeats: 0 }]);
    }
    for (const { id } of [...trio, ...others]) await expectEnd(province, id, "10");
  });
});
