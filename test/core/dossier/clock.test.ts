/** Waiting for the applicant: R-B04, R-B10, supplements and fees after receipt, suspension. */
import { describe, expect, it } from "vitest";
import {
  ACTORS,
  DECIDE,
  HAND_OVER,
  INSURANCE,
  Life,
  local,
  MISSING,
  POLICE,
  procedureTimed,
  receivedLife,
  show,
  submitCommand,
} from "./builders.ts";

const REQUEST = { type: "requestSupplement" as const, missing: MISSING };
const SUPPLEMENT = { type: "supplement" as const, components: [{ componentId: "xac-nhan", originals: 1 }] };
const fee = (chargeId: string, amount = 10_000) => ({ type: "requestFee" as const, chargeId, name: "Phí thẩm định", amount });
const pay = (chargeId: string, amount: number, reference: string) => ({
  type: "recordPayment" as const,
  chargeId,
  amount,
  method: "transfer" as const,
  reference,
});

/** Received Monday 2026-03-02 08:10 (due Saturday 2026-03-07 11:00) and handed to the unit at 08:20. */
function processing(): Life {
  const life = receivedLife();
  life.do(HAND_OVER, "2026-03-02 08:20");
  return life;
}

describe("R-B04 the clock stops while the dossier waits for the applicant", () => {
  it("R-B04 a supplement: stopped Tuesday, brought Thursday, runs again on Friday, and the due time moves", () => {
    const life = processing();
    life.do(REQUEST, "2026-03-03 09:00");
    expect(life.dossier).toMatchObject({
      status: "awaitingSupplement",
      clock: { stopped: { since: local("2026-03-03 09:00"), reason: "supplement" }, dueAt: local("2026-03-07 11:00") },
    });
    life.do(SUPPLEMENT, "2026-03-05 10:00");
    const { dossier } = life;
    expect(dossier.status).toBe("processing");
    expect(dossier.statusBeforeStop).toBeUndefined();
    expect(dossier.clock?.stopped).toBeUndefined();
    expect(show(dossier.clock?.dueAt)).toBe("2026-03-10 16:30");
    expect(dossier.clock?.stops).toEqual([
      {
        from: local("2026-03-03 09:00"),
        to: local("2026-03-05 10:00"),
        reason: "supplement",
        dueBefore: local("2026-03-07 11:00"),
        dueAfter: local("2026-03-10 16:30"),
      },
    ]);
    expect(dossier.supplementRounds[0]).toMatchObject({
      dueBefore: local("2026-03-07 11:00"),
      dueAfter: local("2026-03-10 16:30"),
    });
    expect(show(dossier.clock?.firstDueAt)).toBe("2026-03-07 11:00");
  });
  it("R-B04 the open row of the control slip moves along; one with its own due time by the same stop", () => {
    const same = processing();
    same.do(REQUEST, "2026-03-03 09:00");
    same.do(SUPPLEMENT, "2026-03-05 10:00");
    expect(show(same.dossier.handOvers[0]?.dueAt)).toBe("2026-03-10 16:30");
    const own = receivedLife();
    own.do({ ...HAND_OVER, dueAt: local("2026-03-05 16:30") }, "2026-03-02 08:20");
    own.do(REQUEST, "2026-03-03 09:00");
    own.do(SUPPLEMENT, "2026-03-05 10:00");
    expect(show(own.dossier.handOvers[0]?.dueAt)).toBe("2026-03-07 11:00");
  });
  it("R-B04 what is brought joins what is held", () => {
    const life = processing();
    life.do(
      { type: "requestSupplement", missing: [{ componentId: "ban-sao", reason: "Mờ, không đọc được" }] },
      "2026-03-03 09:00",
    );
    life.do({ type: "supplement", components: [{ componentId: "ban-sao", copies: 2 }] }, "2026-03-03 10:00");
    expect(life.dossier.components.find((entry) => entry.componentId === "ban-sao")?.copies).toBe(4);
  });
  it("R-B04 a suspension stops the clock, tells the applicant why, and resuming moves the due time", () => {
    const life = processing();
    life.do({ type: "suspend", reason: "Chờ kết luận thanh tra" }, "2026-03-03 09:00");
    expect(life.dossier).toMatchObject({ status: "suspended", clock: { stopped: { reason: "suspension" } } });
    expect(life.dossier.forms.at(-1)).toMatchObject({ form: "suspension", data: { reason: "Chờ kết luận thanh tra" } });
    life.do({ type: "resume" }, "2026-03-05 10:00");
    expect(life.dossier.status).toBe("processing");
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-10 16:30");
  });
  it("R-B04 an officer-named due time moves too", () => {
    const life = new Life({ procedure: procedureTimed({ kind: "unstated" }) });
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
    life.do({ type: "receive", dueAt: local("2026-03-10 10:00") }, "2026-03-02 08:10");
    life.do(REQUEST, "2026-03-03 09:00");
    life.do(SUPPLEMENT, "2026-03-05 10:00");
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-12 10:00");
  });
  it("R-B04 nothing restarts where the count leaves the published years; the supplement can be entered once they are", () => {
    const life = processing();
    life.do(REQUEST, "2026-03-03 09:00");
    expect(life.says(SUPPLEMENT, "2026-12-30 09:00")).toBe("dossier.calendar-year-missing");
    expect(life.dossier.status).toBe("awaitingSupplement");
  });
});

describe("R-B04 charges", () => {
  it("R-B04 a fee stops the clock; paid in full it runs again", () => {
    const life = processing();
    life.do({ ...fee("c1"), reason: "Thẩm định thêm" }, "2026-03-03 09:00");
    expect(life.dossier).toMatchObject({ status: "awaitingPayment", clock: { stopped: { reason: "payment" } } });
    expect(life.dossier.forms.at(-1)).toMatchObject({
      form: "paymentRequest",
      data: { chargeId: "c1", amount: 10_000, reason: "Thẩm định thêm" },
    });
    life.do(pay("c1", 10_000, "GD-1"), "2026-03-05 10:00");
    expect(life.dossier).toMatchObject({
      status: "processing",
      charges: [{ paid: 10_000 }],
      payments: [{ reference: "GD-1", amount: 10_000 }],
    });
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-10 16:30");
  });
  it("R-B04 a part leaves it waiting; several charges end with the last one", () => {
    const life = processing();
    life.do(fee("c1"), "2026-03-03 09:00");
    life.do(fee("c2", 5_000), "2026-03-03 10:00");
    expect(show(life.dossier.clock?.stopped?.since)).toBe("2026-03-03 09:00");
    life.do(pay("c1", 4_000, "GD-1"), "2026-03-03 11:00");
    life.do(pay("c1", 6_000, "GD-2"), "2026-03-04 09:00");
    expect(life.dossier.status).toBe("awaitingPayment");
    life.do(pay("c2", 5_000, "GD-3"), "2026-03-05 10:00");
    expect(life.dossier).toMatchObject({ status: "processing", charges: [{ paid: 10_000 }, { paid: 5_000 }] });
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-10 16:30");
  });
  it("R-B04 the clock restarts from the latest payment, in whatever order the notices come", () => {
    const life = processing();
    life.do(fee("c1"), "2026-03-03 09:00");
    life.do(pay("c1", 6_000, "GD-2"), "2026-03-05 10:00");
    life.do(pay("c1", 4_000, "GD-1"), { at: "2026-03-03 11:00", entered: "2026-03-05 11:00", as: "partner" });
    expect(life.dossier.clock?.stops[0]).toMatchObject({ to: local("2026-03-05 10:00"), dueAfter: local("2026-03-10 16:30") });
  });
  it.each([
    ["an unknown charge", pay("c9", 1, "GD-9"), "dossier.unknown-charge"],
    ["the same reference twice", pay("c1", 1_000, "GD-1"), "dossier.payment-twice"],
    ["more than is outstanding", pay("c1", 6_001, "GD-2"), "dossier.overpayment"],
    ["a charge asked for twice", fee("c1"), "dossier.charge-exists"],
  ])("R-B04 refuses %s", (_, command, code) => {
    const life = processing();
    life.do(fee("c1"), "2026-03-03 09:00");
    life.do(pay("c1", 4_000, "GD-1"), "2026-03-03 10:00");
    const before = life.dossier;
    expect(life.says(command, "2026-03-03 11:00")).toBe(code);
    expect(life.dossier).toBe(before);
  });
  it("R-B04 an overpayment says what is outstanding", () => {
    const life = processing();
    life.do(fee("c1"), "2026-03-03 09:00");
    expect(life.attempt(pay("c1", 10_001, "GD-1"), { at: "2026-03-03 10:00" })).toMatchObject({
      refusal: { details: { outstanding: 10_000 } },
    });
  });
});

describe("R-B10 the unit asks the officer, who asks the applicant", () => {
  const ask = { type: "ask" as const, what: "supplement" as const, missing: MISSING };
  const askFee = { type: "ask" as const, what: "fee" as const, name: "Phí", amount: 20_000, reason: "Thẩm định" };
  it("R-B10 the question waits with the officer; his request answers it", () => {
    const life = processing();
    life.do(ask, { at: "2026-03-03 09:00", as: "unit" });
    expect(life.dossier).toMatchObject({
      status: "processing",
      inquiry: { what: "supplement", by: "Bộ phận Tư pháp - Hộ tịch", missing: MISSING },
    });
    expect(life.says(askFee, { at: "2026-03-03 09:05", as: "unit" })).toBe("dossier.inquiry-pending");
    life.do(REQUEST, "2026-03-03 09:10");
    expect(life.dossier.inquiry).toBeUndefined();
    life.do(SUPPLEMENT, "2026-03-03 10:00");
    life.do(askFee, { at: "2026-03-04 09:00", as: "unit" });
    expect(life.dossier.inquiry).toMatchObject({ what: "fee", amount: 20_000, name: "Phí", reason: "Thẩm định" });
    life.do(REQUEST, "2026-03-04 09:05");
    expect(life.dossier.inquiry, "another request leaves the fee question open").toMatchObject({ what: "fee" });
    life.do(SUPPLEMENT, "2026-03-04 09:10");
    life.do(fee("c1", 20_000), "2026-03-04 09:20");
    expect(life.dossier.inquiry).toBeUndefined();
  });
  it("R-B10 R-A03 asks for published components only", () => {
    const decision = processing().attempt(
      { ...ask, missing: [{ componentId: "la", reason: "?" }] },
      { at: "2026-03-03 09:00", as: "unit" },
    );
    expect(decision).toMatchObject({ ok: false, refusal: { code: "dossier.component-not-published" } });
  });
  it("R-B10 only the unit that holds the dossier asks", () => {
    const other = { ...ACTORS.unit, id: "dv-dia-chinh", name: "Bộ phận Địa chính" };
    const life = processing();
    life.do({ type: "handOver", unit: "Bộ phận Địa chính" }, "2026-03-03 09:00");
    expect(life.says(ask, { at: "2026-03-03 09:05", as: "unit" })).toBe("dossier.not-held");
    expect(life.says(ask, { at: "2026-03-03 09:05", as: { ...other, agencyId: POLICE } })).toBe("dossier.not-your-agency");
    expect(life.says(ask, { at: "2026-03-03 09:05", as: other })).toBe("ok");
  });
  it("R-B10 an agency to which it was forwarded asks too, until its result is in", () => {
    const police = { id: "ca-01", role: "unit" as const, name: "Công an tỉnh", agencyId: POLICE };
    const life = processing();
    life.do({ type: "forward", transferId: "f1", toAgencyId: POLICE, purpose: "Xác minh" }, "2026-03-03 09:00");
    life.do({ type: "forward", transferId: "f2", toAgencyId: INSURANCE, purpose: "Cấp thẻ" }, "2026-03-03 09:00");
    expect(life.says(ask, { at: "2026-03-03 09:05", as: police })).toBe("ok");
    life.do(REQUEST, "2026-03-03 09:10");
    life.do({ type: "takeTransferResult", transferId: "f1", outcome: "done" }, { at: "2026-03-03 09:20", as: police });
    life.do(SUPPLEMENT, "2026-03-03 09:30");
    expect(life.says(ask, { at: "2026-03-03 09:40", as: police })).toBe("dossier.not-your-agency");
  });
  it("R-B10 a question ends with the decision", () => {
    const life = processing();
    life.do(ask, { at: "2026-03-03 09:00", as: "unit" });
    life.do(DECIDE, "2026-03-03 10:00");
    expect(life.dossier.inquiry).toBeUndefined();
  });
});
