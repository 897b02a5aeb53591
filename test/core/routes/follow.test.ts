/** Liên thông: what starts, waits, ends and is called off by itself (R-B06). */
import { describe, expect, it } from "vitest";
import { FILE, INSURANCE, Life, local, MISSING, POLICE, receivedLife, submitCommand } from "../dossier/builders.ts";
import { LANES, onRoute, result, routeOf, states, TRIO } from "./kit.ts";

const byPartner = (at: string) => ({ at, as: "partner" as const });
const TAX = [
  { key: "thue", name: "Xác định thuế", agency: INSURANCE, lane: "tax", operation: "determineTax", clock: "stands" as const },
  { key: "nop-thue", name: "Nộp thuế", kind: "payment" as const, after: ["thue"], clock: "stands" as const },
  { key: "cap-gcn", name: "Cấp giấy chứng nhận", after: ["nop-thue"] },
];
const TWO = [
  { key: "a", name: "Cơ quan A", agency: POLICE },
  { key: "b", name: "Cơ quan B", agency: INSURANCE },
];

describe("legs", () => {
  it("R-B06 the first leg starts with the receipt, in the same commit, and carries lane and operation", () => {
    const life = onRoute(routeOf(TRIO));
    expect(life.events.slice(-3).map((event) => event.type)).toEqual(["received", "routeStarted", "forwarded"]);
    expect(life.dossier).toMatchObject({
      status: "forwarded",
      transfers: [
        { transferId: "khai-sinh", leg: "khai-sinh", lane: "civil-status", operation: "registerBirth", number: 1, open: true },
      ],
    });
  });

  it("R-B06 the trio goes in order; each leg gets what the one before hands on, and its own allotted time", () => {
    const life = onRoute(routeOf(TRIO));
    life.do(result("khai-sinh", "done", { personalNumber: "001026000011" }), byPartner("2026-03-02 10:00"));
    expect(states(life)).toEqual(["khai-sinh:done", "thuong-tru:sent"]);
    expect(life.dossier.transfers[1]).toMatchObject({
      toAgencyId: POLICE,
      data: { personalNumber: "001026000011" },
      dueAt: local("2026-03-04 16:30"),
    });
    life.do({ type: "acceptTransfer", transferId: "thuong-tru", reference: "CT-9" }, byPartner("2026-03-02 11:00"));
    expect(life.dossier.transfers[1]).toMatchObject({ state: "accepted", reference: "CT-9" });
    life.do(result("thuong-tru"), byPartner("2026-03-03 10:00"));
    life.do(result("the-bhyt", "done", { healthCardNumber: "TE1460000000001" }), byPartner("2026-03-04 10:00"));
    expect(life.dossier).toMatchObject({ status: "processing", route: { ended: { outcome: "done" }, skipped: [] } });
  });

  it("R-B06 legs that do not wait for each other run side by side; the route goes on when the last is in", () => {
    const life = onRoute(routeOf([...TWO, { key: "c", name: "Cơ quan C", after: ["a", "b"] }]));
    expect(states(life)).toEqual(["a:sent", "b:sent"]);
    life.do(result("b"), byPartner("2026-03-02 10:00"));
    expect(states(life)).toEqual(["a:sent", "b:done"]);
    life.do(result("a"), byPartner("2026-03-02 11:00"));
    expect(states(life)).toEqual(["a:done", "b:done", "c:sent"]);
  });

  it.each([
    [
      "a section that is declared",
      { form: "deceased.socialInsuranceNo", present: true },
      { deceased: { socialInsuranceNo: "7900000001" } },
      true,
    ],
    ["a section that is not", { form: "deceased.socialInsuranceNo", present: true }, { deceased: {} }, false],
    ["nothing declared at all", { form: "deceased.socialInsuranceNo", present: false }, undefined, true],
    ["a value that is so", { form: "merit.kind", is: "martyr" }, { merit: { kind: "martyr" } }, true],
    ["a value that is not", { form: "merit.kind", is: "martyr" }, { merit: { kind: "other" } }, false],
    ["an element of a list", { form: "parcels.0.number", is: 12 }, { parcels: [{ number: 12 }] }, true],
    ["a name that every object has", { form: "constructor.name", present: true }, {}, false],
  ])("R-B06 a leg under a condition: %s", (_, condition, form, starts) => {
    const life = onRoute(
      routeOf([
        { key: "a", name: "A", when: [condition] },
        { key: "b", name: "B" },
      ]),
      form,
    );
    expect(states(life)).toEqual(starts ? ["a:sent", "b:sent"] : ["b:sent"]);
    if (!starts) expect(life.dossier.route?.skipped).toMatchObject([{ leg: "a", reason: "notNeeded" }]);
  });

  it("R-B06 a condition may ask what an earlier leg handed on; a leg passed over holds nobody up", () => {
    const legs = [
      { key: "a", name: "A", gives: ["ownership"] },
      { key: "b", name: "B", after: ["a"], when: [{ leg: "a", gave: "ownership", is: "shared" }] },
      { key: "c", name: "C", after: ["b"] },
    ];
    const life = onRoute(routeOf(legs));
    life.do(result("a", "done", { ownership: "single" }), byPartner("2026-03-02 10:00"));
    expect(states(life)).toEqual(["a:done", "c:sent"]);
  });

  it("R-B06 a leg whose lane is not installed is left to the agency's own hands in the hub", () => {
    const life = onRoute(routeOf(TRIO), undefined, new Map([["police", ["registerResidence"]]]));
    expect(life.dossier.transfers[0]).not.toHaveProperty("lane");
    expect(life.says(result("khai-sinh"), { at: "2026-03-02 10:00", as: "unit" })).toBe("ok");
  });

  it("R-B06 a dossier without what its route needs is not received, and hears what is missing", () => {
    const life = checkedLife();
    const decision = life.attempt({ type: "receive" }, { at: "2026-03-02 08:10" });
    expect(decision).toMatchObject({
      ok: false,
      refusal: { code: "dossier.form-incomplete", details: { missing: ["child.fullName", "mother.fullName"] } },
    });
    life.do(
      { type: "amend", form: { child: { fullName: "Nguyễn Thị Bé" }, mother: { fullName: "Nguyễn Thị Thử" } } },
      "2026-03-02 08:20",
    );
    expect(life.says({ type: "receive" }, "2026-03-02 08:30")).toBe("ok");
  });

  it("R-B06 a person may send a dossier along a lane by hand; one that is not there is refused", () => {
    const life = receivedLife({ context: { lanes: LANES } });
    const carrier = { lane: "police", operation: "registerResidence" };
    const send = { type: "forward", transferId: "f1", toAgencyId: POLICE, purpose: "Đăng ký thường trú" } as const;
    expect(life.says({ ...send, carrier: { ...carrier, operation: "khongCo" } }, "2026-03-02 09:00")).toBe(
      "dossier.unknown-carrier",
    );
    expect(life.says({ ...send, carrier: { ...carrier, lane: "khong-co" } }, "2026-03-02 09:00")).toBe("dossier.unknown-carrier");
    life.do({ ...send, carrier }, "2026-03-02 09:00");
    expect(life.dossier.transfers).toMatchObject([{ transferId: "f1", ...carrier, open: true }]);
  });

  it("R-B06 a dossier keeps the route that it began, whatever the catalog says later", () => {
    const life = onRoute(routeOf(TRIO));
    const other = { ...life.world, context: { ...life.world.context, route: routeOf([{ key: "khac", name: "Khác" }]) } };
    Object.assign(life, { world: other });
    life.do(result("khai-sinh"), byPartner("2026-03-02 10:00"));
    expect(states(life)).toEqual(["khai-sinh:done", "thuong-tru:sent"]);
  });
});

/** Submitted and checked, with a route that needs two fields. */
function checkedLife(): Life {
  const life = new Life({
    context: { route: routeOf(TRIO, { needs: ["child.fullName", "mother.fullName"] }), lanes: LANES },
  });
  life.do(submitCommand(), "2026-03-02 08:00");
  life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
  return life;
}

describe("when an agency refuses", () => {
  it("R-B06 a refusal that ends the route calls off what runs elsewhere and passes over what has not begun", () => {
    const life = onRoute(routeOf([...TWO, { key: "c", name: "C", after: ["a"] }]));
    life.do({ ...result("a", "refused"), note: "Không đủ điều kiện" }, byPartner("2026-03-02 10:00"));
    expect(states(life)).toEqual(["a:refused", "b:cancelled"]);
    expect(life.dossier).toMatchObject({
      status: "processing",
      route: { skipped: [{ leg: "c", reason: "routeEnded" }], ended: { outcome: "refused" } },
    });
  });

  it("R-B06 residence refused: the card is still issued, and the dossier comes back to the officer", () => {
    const life = onRoute(routeOf(TRIO, { end: "decide" }));
    life.do(result("khai-sinh"), byPartner("2026-03-02 10:00"));
    life.do(result("thuong-tru", "refused"), byPartner("2026-03-02 11:00"));
    expect(states(life).at(-1)).toBe("the-bhyt:sent");
    life.do(result("the-bhyt"), byPartner("2026-03-02 14:00"));
    expect(life.dossier).toMatchObject({ status: "processing", route: { ended: { outcome: "partly" } } });
  });

  it("R-B06 what depends on a refused leg is passed over with it", () => {
    const legs = [
      { key: "a", name: "A", onRefusal: "skip" as const },
      { key: "b", name: "B", after: ["a"] },
      { key: "c", name: "C", after: ["b"] },
    ];
    const life = onRoute(routeOf(legs));
    life.do(result("a", "refused"), byPartner("2026-03-02 10:00"));
    expect(life.dossier.route?.skipped.map(({ leg, reason }) => [leg, reason])).toEqual([
      ["b", "dependsOnFailed"],
      ["c", "dependsOnFailed"],
    ]);
  });
});

describe("when something came back wrong", () => {
  it("R-G03 a wrong slip comes back, is corrected and goes out again under a new number", () => {
    const life = onRoute(routeOf(TAX.slice(0, 1)), { parcels: [{ number: "12" }], land: { price: 1 } });
    life.do({ ...result("thue", "sentBack"), note: "Sai số thửa" }, byPartner("2026-03-02 10:00"));
    expect(life.dossier.transfers[0]).toMatchObject({ state: "sentBack", open: true, reason: "Sai số thửa" });
    expect(life.dossier.status).toBe("forwarded");
    life.do(
      { type: "resendTransfer", transferId: "thue", data: { parcelNumber: "21" }, form: { land: { note: "đã sửa" } } },
      "2026-03-02 11:00",
    );
    expect(life.dossier.transfers[0]).toMatchObject({ state: "sent", number: 2, data: { parcelNumber: "21" } });
    expect(life.dossier.transfers[0]).not.toHaveProperty("reason");
    expect(life.dossier.form).toEqual({ parcels: [{ number: "12" }], land: { price: 1, note: "đã sửa" } });
    expect(life.says({ ...result("thue"), number: 1 }, byPartner("2026-03-02 12:00"))).toBe("dossier.transfer-number-old");
    expect(life.says({ ...result("thue"), number: 2 }, byPartner("2026-03-02 12:00"))).toBe("ok");
  });

  it("R-B06 only what came back is sent again", () => {
    const life = onRoute(routeOf(TWO));
    expect(life.says({ type: "resendTransfer", transferId: "a" }, "2026-03-02 10:00")).toBe("dossier.transfer-not-sent-back");
  });

  it("R-B06 a partner that refuses the sending itself leaves the transfer with an officer, not at nobody's", () => {
    const life = onRoute(routeOf(TRIO));
    const refused = { type: "recordPartner", lane: "civil-status", outcome: "refused", operation: "registerBirth" } as const;
    life.do(
      { ...refused, transferId: "khai-sinh", number: 1, message: "nksHoTen có độ dài vượt quá 100" },
      byPartner("2026-03-02 10:00"),
    );
    expect(life.dossier.transfers[0]).toMatchObject({ state: "sentBack", reason: "nksHoTen có độ dài vượt quá 100" });
    life.do({ type: "cancelTransfer", transferId: "khai-sinh", reason: "Làm bản giấy" }, "2026-03-02 11:00");
    expect(life.dossier.route?.ended?.outcome).toBe("refused");
    life.do({ ...refused, transferId: "khai-sinh", message: "lần nữa" }, byPartner("2026-03-02 12:00"));
    expect(life.dossier.transfers[0]?.state).toBe("cancelled");
  });

  it("R-B06 a result that comes after its transfer was called off is kept, and nothing follows from it", () => {
    const life = onRoute(routeOf(TRIO));
    life.do({ type: "withdraw", reason: "Không còn nhu cầu" }, "2026-03-02 10:00");
    life.do({ ...result("khai-sinh"), documents: [FILE] }, byPartner("2026-03-02 11:00"));
    expect(life.dossier).toMatchObject({
      status: "withdrawn",
      transfers: [{ state: "cancelled", open: false, result: { outcome: "done", documents: [FILE] } }],
    });
    expect(life.says(result("khai-sinh"), byPartner("2026-03-02 12:00"))).toBe("dossier.transfer-answered");
  });
});

describe("when an agency asks for more", () => {
  const ASK = { type: "ask", what: "supplement", transferId: "a", missing: MISSING } as const;

  it("R-B10 its question goes to the officer, the applicant's answer goes back to it", () => {
    const life = onRoute(routeOf(TWO));
    life.do({ ...ASK, missing: [{ componentId: "other", reason: "Thiếu bản vẽ" }] }, byPartner("2026-03-02 10:00"));
    expect(life.dossier).toMatchObject({
      inquiry: { transferId: "a" },
      transfers: [{ state: "supplementNeeded", open: true }, {}],
    });
    expect(life.says({ ...ASK, transferId: "b" }, byPartner("2026-03-02 10:05"))).toBe("dossier.inquiry-pending");
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-02 10:30");
    expect(life.dossier.supplementRounds[0]).toMatchObject({ transferId: "a" });
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-03 09:00");
    expect(life.last("supplemented").data.transferId).toBe("a");
    expect(life.dossier).toMatchObject({ status: "forwarded", transfers: [{ state: "accepted" }, { state: "sent" }] });
  });

  it.each([
    ["wait", ["a:supplementNeeded", "b:done"]],
    ["goOn", ["a:supplementNeeded", "b:done", "c:sent"]],
  ] as const)("R-B06 meanwhile legs that have not begun: %s", (onSupplement, expected) => {
    const life = onRoute(
      routeOf([
        { ...TWO[0], key: "a", name: "A", onSupplement },
        { key: "b", name: "B" },
        { key: "c", name: "C", after: ["b"] },
      ]),
    );
    life.do(ASK, byPartner("2026-03-02 10:00"));
    life.do(result("b"), byPartner("2026-03-02 11:00"));
    expect(states(life)).toEqual(expected);
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-02 11:30");
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-03 09:00");
    expect(states(life)).toEqual(["a:accepted", "b:done", "c:sent"]);
  });
});

describe("the office's clock", () => {
  it("R-G03 R-B04 stands while the tax office and the payer are at it, and runs again when all is paid", () => {
    const life = onRoute(routeOf(TAX));
    expect(life.dossier.clock).toMatchObject({ stopped: { reason: "partner", since: local("2026-03-02 08:10") } });
    const notice = { type: "requestFee", name: "Lệ phí trước bạ", amount: 500, kind: "tax" } as const;
    life.do({ ...notice, chargeId: "tax:1" }, byPartner("2026-03-04 10:00"));
    life.do({ ...notice, chargeId: "tax:2" }, byPartner("2026-03-04 10:00"));
    expect(life.dossier.status).toBe("awaitingPayment");
    life.do(result("thue"), byPartner("2026-03-04 10:01"));
    expect(states(life)).toEqual(["thue:done", "nop-thue:sent"]);
    const pay = { type: "recordPayment", amount: 500, method: "online" } as const;
    life.do({ ...pay, chargeId: "tax:1", reference: "r1" }, byPartner("2026-03-05 09:00"));
    expect(life.dossier).toMatchObject({ status: "awaitingPayment", clock: { stopped: { reason: "partner" } } });
    life.do({ ...pay, chargeId: "tax:2", reference: "r2" }, byPartner("2026-03-06 09:00"));
    expect(states(life)).toEqual(["thue:done", "nop-thue:done", "cap-gcn:sent"]);
    expect(life.dossier.transfers[1]?.result?.data).toEqual({ paidTotal: "1000" });
    expect(life.dossier.status).toBe("forwarded");
    expect(life.dossier.clock).not.toHaveProperty("stopped");
    expect(life.dossier.clock?.stops).toMatchObject([
      { reason: "partner", from: local("2026-03-02 08:10"), to: local("2026-03-06 09:00") },
    ]);
  });

  it("R-G03 a notice that was issued anew is called off; the payment is over when the others are paid", () => {
    const life = onRoute(routeOf(TAX));
    const notice = { type: "requestFee", name: "Lệ phí trước bạ", amount: 500, kind: "tax" } as const;
    for (const chargeId of ["tax:1", "tax:2"]) life.do({ ...notice, chargeId }, byPartner("2026-03-04 10:00"));
    life.do(result("thue"), byPartner("2026-03-04 10:01"));
    life.do(
      { type: "recordPayment", chargeId: "tax:2", amount: 500, method: "online", reference: "r2" },
      byPartner("2026-03-05 09:00"),
    );
    life.do({ type: "cancelCharge", chargeId: "tax:1", reason: "Thay bằng thông báo tax:2" }, "2026-03-05 10:00");
    expect(life.dossier.charges).toMatchObject([
      { open: false, paid: 0, cancelled: "Thay bằng thông báo tax:2" },
      { open: false, paid: 500 },
    ]);
    expect(states(life)).toEqual(["thue:done", "nop-thue:done", "cap-gcn:sent"]);
    expect(life.says({ type: "cancelCharge", chargeId: "tax:1", reason: "lần nữa" }, "2026-03-05 11:00")).toBe(
      "dossier.wrong-state",
    );
  });

  it("R-B06 an acceptance that comes after the result, or of an earlier sending, changes nothing", () => {
    const life = onRoute(routeOf(TRIO));
    life.do(result("khai-sinh"), byPartner("2026-03-02 10:00"));
    life.do({ type: "acceptTransfer", transferId: "khai-sinh", reference: "TRE-1" }, byPartner("2026-03-02 11:00"));
    life.do({ type: "acceptTransfer", transferId: "thuong-tru", number: 2, reference: "TRE-2" }, byPartner("2026-03-02 11:00"));
    expect(states(life)).toEqual(["khai-sinh:done", "thuong-tru:sent"]);
    expect(life.dossier.transfers.some((transfer) => transfer.reference !== undefined)).toBe(false);
  });

  it("R-G03 nothing to pay: the payment is over before it began", () => {
    const life = onRoute(routeOf(TAX));
    life.do(result("thue"), byPartner("2026-03-04 10:00"));
    expect(states(life)).toEqual(["thue:done", "nop-thue:done", "cap-gcn:sent"]);
    expect(life.dossier.clock).not.toHaveProperty("stopped");
  });

  it("R-B04 a supplement within the partner's phase neither moves its beginning nor ends it", () => {
    const life = onRoute(routeOf(TAX));
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-03 09:00");
    expect(life.dossier.clock?.stopped).toEqual({ reason: "partner", since: local("2026-03-02 08:10") });
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-04 09:00");
    expect(life.dossier).toMatchObject({ status: "forwarded", clock: { stopped: { reason: "partner" } } });
  });
});

describe("two waits at once", () => {
  it("R-B04 the tax office is through while the applicant still owes a paper: the clock stands on, as the applicant's", () => {
    const life = onRoute(routeOf(TAX.slice(0, 1)));
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-03 09:00");
    life.do(result("thue"), byPartner("2026-03-04 10:00"));
    expect(life.dossier.clock?.stopped).toEqual({ reason: "supplement", since: local("2026-03-02 08:10") });
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-05 09:00");
    expect(life.dossier.clock).not.toHaveProperty("stopped");
    expect(life.dossier.clock?.stops).toMatchObject([{ from: local("2026-03-02 08:10"), to: local("2026-03-05 09:00") }]);
  });
});

describe("the end", () => {
  it("R-B06 a route that went well decides the dossier by its documents", () => {
    const life = onRoute(
      routeOf(
        TRIO.slice(2).map((leg) => ({ ...leg, after: [], takes: [] })),
        { end: "decide" },
      ),
    );
    life.do(
      { ...result("the-bhyt", "done", { healthCardNumber: "TE1460000000001" }), documents: [FILE] },
      byPartner("2026-03-03 10:00"),
    );
    expect(life.dossier).toMatchObject({
      status: "decided",
      decision: { outcome: "approved", documents: [{ name: "Thẻ bảo hiểm y tế", number: "TE1460000000001", file: FILE }] },
    });
  });

  it.each([
    ["forbid", "dossier.leg-done", ["a:done", "b:sent"]],
    ["undo", "ok", ["a:cancelled", "b:cancelled"]],
    ["keep", "ok", ["a:done", "b:cancelled"]],
  ] as const)("R-B06 the applicant withdraws, and the finished leg says %s", (done, says, expected) => {
    const [a, b] = TWO;
    const life = onRoute(
      routeOf([
        { ...a, key: "a", name: "A", onWithdrawal: { done } },
        { ...b, key: "b", name: "B" },
      ]),
    );
    life.do(result("a"), byPartner("2026-03-02 10:00"));
    expect(life.says({ type: "withdraw", reason: "Không còn nhu cầu" }, "2026-03-02 11:00")).toBe(says);
    expect(states(life)).toEqual(expected);
  });

  it("R-B06 what may finish after a withdrawal does, and reports", () => {
    const life = onRoute(routeOf([{ key: "a", name: "A", onWithdrawal: { running: "letFinish" } }]));
    life.do({ type: "withdraw", reason: "Không còn nhu cầu" }, "2026-03-02 11:00");
    expect(states(life)).toEqual(["a:sent"]);
    life.do(result("a"), byPartner("2026-03-03 10:00"));
    expect(life.dossier).toMatchObject({ status: "withdrawn", transfers: [{ state: "done" }] });
  });

  it("R-B06 nothing is decided or refused over a running leg", () => {
    const life = onRoute(routeOf(TRIO));
    expect(life.says({ type: "decide", documents: [{ name: "x" }] }, "2026-03-02 10:00")).toBe("dossier.transfers-outstanding");
    expect(life.says({ type: "forward", transferId: "the-bhyt", toAgencyId: POLICE, purpose: "x" }, "2026-03-02 10:00")).toBe(
      "dossier.transfer-exists",
    );
  });
});
