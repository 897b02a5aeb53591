/** The end of a dossier: R-B11, R-C01, R-C02, R-C03, and partners' answers. */
import { describe, expect, it } from "vitest";
import { formsStillDue, isOnTime, returnPapers } from "../../../core/dossier/papers.ts";
import {
  ACTORS,
  DECIDE,
  DEPARTMENT,
  FILE,
  HAND_OVER,
  Life,
  local,
  MISSING,
  POST_RETURN,
  receivedLife,
  show,
  submitCommand,
} from "./builders.ts";

const SELF = {
  type: "returnInPerson" as const,
  receiverName: "Nguyễn Thị Thử",
  identityNumber: "001099000012",
  appointmentSlip: true,
};
const REFUSE = { type: "refuse" as const, reason: "Đã đăng ký khai sinh tại nơi khác", legalBasis: "Luật Hộ tịch" };
const EXTEND = {
  type: "extend" as const,
  reason: "Xác minh thêm",
  newDueAt: local("2026-03-12 16:30"),
  acknowledgedBy: "Trưởng bộ phận",
};

/** Due Saturday 2026-03-07 11:00, in the unit's hands since Monday. */
function processing(submission: Parameters<typeof submitCommand>[0] = {}): Life {
  const life = receivedLife({}, submission);
  life.do(HAND_OVER, "2026-03-02 08:20");
  return life;
}
function decided(submission: Parameters<typeof submitCommand>[0] = {}, at = "2026-03-06 10:00"): Life {
  const life = processing(submission);
  life.do(DECIDE, at);
  return life;
}

describe("R-B11 not eligible", () => {
  it("R-B11 a reasoned refusal, all papers back, a satisfaction form", () => {
    const life = processing();
    life.do(REFUSE, { at: "2026-03-06 10:00", as: "leader" });
    expect(life.dossier).toMatchObject({
      status: "decided",
      decision: { outcome: "refused", reason: REFUSE.reason, by: "ld-01" },
      handOvers: [{ result: "early" }],
    });
    expect(life.forms.slice(2)).toEqual(["refusal", "satisfaction"]);
    expect(life.last("refused").data.papersBack).toEqual(life.dossier.components);
    life.do(SELF, "2026-03-06 14:00");
    expect(life.last("returned").data).toMatchObject({
      case: "notEligible",
      onTime: true,
      papersBack: life.dossier.components,
      forms: [],
    });
  });
  it("R-B11 an applicant who never brings what is missing gets an answer; the time that counts is when the clock stopped", () => {
    const life = processing();
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-03 09:00");
    life.do(REFUSE, "2026-06-01 09:00");
    expect(life.dossier.status).toBe("decided");
    expect(life.forms.slice(-2)).toEqual(["refusal", "satisfaction"]);
    life.do(SELF, "2026-06-02 09:00");
    expect(life.dossier.returned?.onTime).toBe(true);
  });
  it("R-B11 R-C02 a late refusal apologises", () => {
    const life = processing();
    life.do(REFUSE, "2026-03-09 09:00");
    expect(life.forms.slice(2)).toEqual(["refusal", "apology", "satisfaction"]);
  });
});

describe("R-C01 in person", () => {
  const OWNER = { kind: "citizen" as const, fullName: "Lê Văn Chủ", identityNumber: "001099000099" };
  const NO_NUMBER = { kind: "citizen" as const, fullName: "Nguyễn Thị Thử", phone: "0912000001" };
  it.each([
    ["the applicant with slip and identity paper", {}, SELF, "ok"],
    ["the owner", { owner: OWNER }, { ...SELF, receiverName: "Lê Văn Chủ", identityNumber: "001099000099" }, "ok"],
    ["the applicant without slip", {}, { ...SELF, appointmentSlip: false }, "dossier.slip-required"],
    ["the applicant's name with another number", {}, { ...SELF, identityNumber: "001099000013" }, "dossier.identity-mismatch"],
    [
      "somebody else",
      {},
      { ...SELF, receiverName: "Hoàng Văn Khác", identityNumber: "001099000077" },
      "dossier.authorisation-required",
    ],
    [
      "somebody else with authorisation, without slip",
      {},
      {
        ...SELF,
        receiverName: "Hoàng Văn Khác",
        identityNumber: "001099000077",
        appointmentSlip: false,
        authorisation: "Giấy ủy quyền 01",
      },
      "ok",
    ],
    [
      "an applicant known by name only",
      { applicant: NO_NUMBER },
      { ...SELF, receiverName: "nguyễn  thị thử".normalize("NFD") },
      "ok",
    ],
    ["who asked for the post but comes himself", { returnMethod: POST_RETURN }, SELF, "ok"],
  ] as const)("R-C01 %s", (_, submission, command, code) => {
    const life = decided(submission);
    expect(life.says(command, "2026-03-06 14:00")).toBe(code);
    expect(life.dossier.status).toBe(code === "ok" ? "returned" : "decided");
  });
  it("R-B12 R-C01 only a late entry from books kept elsewhere may lack the number, and only for who the dossier knows by name", () => {
    const { identityNumber: _, ...unnumbered } = SELF;
    const late = { at: "2026-03-06 14:00", lateEntry: { reason: "Đồng bộ từ hệ thống một cửa", enteredBy: "Cổng thử" } };
    expect(decided().says(unnumbered, "2026-03-06 14:00")).toBe("dossier.identity-required");
    expect(decided().says(unnumbered, late)).toBe("ok");
    expect(decided().says({ ...unnumbered, receiverName: "Hoàng Văn Khác" }, late)).toBe("dossier.authorisation-required");
  });
  it("R-C01 keeps who took it, with which paper", () => {
    const life = decided();
    life.do(
      { ...SELF, receiverName: "Hoàng Văn Khác", identityNumber: "001099000077", authorisation: "Giấy ủy quyền 01" },
      "2026-03-06 14:00",
    );
    expect(life.dossier.returned).toEqual({
      method: "inPerson",
      at: local("2026-03-06 14:00"),
      to: "Hoàng Văn Khác",
      onTime: true,
    });
    expect(life.last("returned").data).toMatchObject({ identityNumber: "001099000077", authorisation: "Giấy ủy quyền 01" });
  });
});

describe("R-C01 online", () => {
  it("R-C01 R-C03 the result files stay with the dossier", () => {
    const life = decided({ returnMethod: { kind: "online" } });
    life.do({ type: "returnOnline", documents: [FILE] }, { at: "2026-03-06 14:00", as: "system" });
    expect(life.dossier).toMatchObject({ status: "returned", returned: { method: "online", to: "Nguyễn Thị Thử" } });
    expect(life.dossier.decision?.documents).toEqual([...DECIDE.documents, { name: FILE.name, file: FILE }]);
  });
  it("R-C01 only to who chose it", () => {
    expect(decided().says({ type: "returnOnline", documents: [FILE] }, "2026-03-06 14:00")).toBe("dossier.return-method");
  });
});

describe("R-C01 by post, tracked until delivered", () => {
  const report = (
    state: "ordered" | "orderRefused" | "accepted" | "inTransit" | "delivered" | "undelivered" | "cancelled" | "backAtSender",
    more = {},
  ) => ({ type: "recordDelivery" as const, state, ...more });
  const sent = () => {
    const life = decided({ returnMethod: POST_RETURN });
    life.do({ type: "sendByPost" }, "2026-03-06 14:00");
    return life;
  };
  const post = (at: string, entered = at) => ({ at, entered, as: "post" as const });

  it("R-C01 delivered ends the dossier, with its proof", () => {
    const life = sent();
    expect(life.dossier).toMatchObject({
      status: "inDelivery",
      delivery: { orderNumber: life.dossier.code, state: "requested" },
    });
    expect(life.forms.at(-1)).toBe("satisfaction");
    life.do(report("ordered", { itemCode: "EH000000001VN" }), post("2026-03-06 14:05"));
    life.do(report("accepted"), post("2026-03-06 15:00"));
    life.do(report("inTransit", { note: "Đến Huế" }), post("2026-03-07 08:00"));
    life.do(
      report("delivered", { proof: "Nguyễn Thị Thử ký nhận", codCollected: 30_000 }),
      post("2026-03-07 10:00", "2026-03-07 12:00"),
    );
    expect(life.dossier).toMatchObject({
      status: "returned",
      returned: { method: "post", at: local("2026-03-07 10:00"), to: "Nguyễn Thị Thử", onTime: true },
      delivery: { state: "delivered", itemCode: "EH000000001VN", proof: "Nguyễn Thị Thử ký nhận", codCollected: 30_000 },
    });
    expect(life.dossier.delivery?.trace.map((entry) => entry.state)).toEqual([
      "requested",
      "ordered",
      "accepted",
      "inTransit",
      "delivered",
    ]);
    expect(life.last("returned").data).toMatchObject({ proof: "Nguyễn Thị Thử ký nhận", forms: [] });
  });
  it.each(["undelivered", "backAtSender", "cancelled", "orderRefused"] as const)(
    "R-C01 %s gives the dossier back to the department, which may send it again",
    (state) => {
      const life = sent();
      life.do(report(state, { note: "Không có người nhận" }), post("2026-03-07 08:00"));
      expect(life.dossier).toMatchObject({ status: "decided", delivery: { state } });
      life.do({ type: "sendByPost" }, "2026-03-07 09:00");
      expect(life.dossier.delivery).toMatchObject({ orderNumber: `${life.dossier.code}/2`, state: "requested" });
      life.do(report(state), post("2026-03-07 10:00"));
      life.do({ type: "sendByPost" }, "2026-03-07 11:00");
      expect(life.dossier.delivery?.orderNumber).toBe(`${life.dossier.code}/3`);
      expect(life.forms.filter((form) => form === "satisfaction")).toHaveLength(1);
    },
  );
  it("R-C01 a second attempt after undelivered is under way again; delivered after a cancellation that came too late counts", () => {
    const life = sent();
    life.do(report("undelivered"), post("2026-03-07 08:00"));
    life.do(report("inTransit"), post("2026-03-07 09:00"));
    expect(life.dossier.status).toBe("inDelivery");
    life.do(report("cancelled"), post("2026-03-07 09:10"));
    expect(life.dossier.status).toBe("decided");
    life.do(report("inTransit"), post("2026-03-07 09:20"));
    expect(life.dossier, "a closed order does not move").toMatchObject({ status: "decided", delivery: { state: "cancelled" } });
    life.do(report("delivered"), post("2026-03-07 09:30"));
    expect(life.dossier.status).toBe("returned");
  });
  it("R-C01 an older report, or one of another parcel or order, goes into the trace and moves nothing", () => {
    const life = sent();
    life.do(report("ordered", { itemCode: "EH1" }), post("2026-03-06 14:05"));
    life.do(report("inTransit"), post("2026-03-07 08:00"));
    life.do(report("accepted"), post("2026-03-06 15:00", "2026-03-07 08:30"));
    life.do(report("delivered", { itemCode: "EH2", proof: "ai đó" }), post("2026-03-07 08:40"));
    life.do(report("cancelled", { orderNumber: "khác" }), post("2026-03-07 08:50"));
    expect(life.dossier).toMatchObject({ status: "inDelivery", delivery: { state: "inTransit", itemCode: "EH1" } });
    expect(life.dossier.delivery?.proof).toBeUndefined();
    expect(life.dossier.delivery?.trace.map((entry) => entry.state)).toEqual([
      "requested",
      "ordered",
      "inTransit",
      "accepted",
      "delivered",
      "cancelled",
    ]);
  });
  it("R-C01 a report after the return is kept and changes nothing but the trace and the cash", () => {
    const life = sent();
    life.do(report("delivered"), post("2026-03-07 10:00"));
    life.do(report("delivered", { codCollected: 30_000 }), post("2026-03-07 10:00", "2026-03-08 10:00"));
    expect(life.dossier).toMatchObject({ status: "returned", delivery: { state: "delivered", codCollected: 30_000 } });
    life.do(report("backAtSender"), post("2026-03-08 11:00"));
    expect(life.dossier).toMatchObject({ status: "returned", delivery: { state: "delivered" } });
    expect(life.events.filter((event) => event.type === "returned")).toHaveLength(1);
  });
  it("R-C01 only to who chose it", () => {
    expect(decided().says({ type: "sendByPost" }, "2026-03-06 14:00")).toBe("dossier.return-method");
  });
});

describe("R-C02 four cases, each with its papers", () => {
  it("R-C02 on time: the result and a satisfaction form", () => {
    const life = decided();
    expect(returnPapers(life.dossier, local("2026-03-20 09:00"))).toEqual({
      case: "onTime",
      forms: ["satisfaction"],
      results: DECIDE.documents,
      papersBack: [],
    });
    // Who comes weeks after the appointment has not been served late.
    life.do(SELF, "2026-03-20 09:00");
    expect(life.last("returned").data).toMatchObject({ case: "onTime", onTime: true, forms: [{ form: "satisfaction" }] });
  });
  it("R-C02 late: an apology as well", () => {
    const life = decided({}, "2026-03-07 11:01");
    expect(life.last("decided").data.onTime).toBe(false);
    life.do(SELF, "2026-03-09 09:00");
    expect(life.last("returned").data).toMatchObject({
      case: "late",
      onTime: false,
      forms: [{ form: "apology" }, { form: "satisfaction" }],
    });
  });
  it("R-C02 not yet resolved: extension, apology, satisfaction form", () => {
    const life = processing();
    expect(returnPapers(life.dossier, local("2026-03-07 11:00"))).toBeUndefined();
    const papers = returnPapers(life.dossier, local("2026-03-07 11:01"));
    expect(papers).toEqual({
      case: "notYetResolved",
      forms: ["extension", "apology", "satisfaction"],
      results: [],
      papersBack: [],
    });
    life.do(EXTEND, "2026-03-09 08:00");
    expect(life.forms.slice(2)).toEqual(papers?.forms);
  });
  it("R-C02 an extension does not make a late dossier punctual, nor apologise twice where the new date was kept", () => {
    const kept = processing();
    kept.do(EXTEND, "2026-03-06 08:00");
    kept.do(DECIDE, "2026-03-11 10:00");
    kept.do(SELF, "2026-03-11 14:00");
    expect(kept.last("returned").data).toMatchObject({ case: "late", onTime: false, forms: [{ form: "satisfaction" }] });
    const missed = processing();
    missed.do(EXTEND, "2026-03-06 08:00");
    missed.do(DECIDE, "2026-03-13 10:00");
    expect(formsStillDue(missed.dossier, local("2026-03-13 14:00"))).toEqual(["apology", "satisfaction"]);
    const early = processing();
    early.do(EXTEND, "2026-03-05 08:00");
    early.do(DECIDE, "2026-03-06 10:00");
    expect(early.last("decided").data.onTime).toBe(true);
  });
  it("R-C02 nothing is due to the applicant while the clock stands, and nothing is late before receipt", () => {
    const life = processing();
    life.do({ type: "suspend", reason: "Chờ" }, "2026-03-03 09:00");
    expect(returnPapers(life.dossier, local("2026-05-04 09:00"))).toBeUndefined();
    expect(isOnTime(life.dossier, local("2026-05-04 09:00"))).toBe(true);
    expect(isOnTime({}, local("2026-05-04 09:00"))).toBe(true);
  });
  it.each([
    ["2026-03-11 16:30", true],
    ["2026-03-12 08:00", false],
  ])("R-C02 R-B04 extended in advance, then stopped for the applicant: decided %s, on time %s", (at, onTime) => {
    const life = processing();
    // Due on Saturday 7; without the extension the stop of Thursday to Monday would have moved that by three working days, to Wednesday 11.
    life.do(EXTEND, "2026-03-04 09:00");
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-05 09:00");
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-09 09:00");
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-16 16:30");
    life.do(DECIDE, at);
    expect(life.last("decided").data.onTime).toBe(onTime);
    expect(returnPapers(life.dossier, local(at))?.case).toBe(onTime ? "onTime" : "late");
  });
});

describe("withdrawal and partners' answers", () => {
  it("R-B07 the applicant withdraws before the decision and gets everything back", () => {
    const life = processing();
    life.do({ type: "withdraw", reason: "Không còn nhu cầu" }, { at: "2026-03-03 09:00", as: "applicant" });
    expect(life.dossier).toMatchObject({
      status: "withdrawn",
      handOvers: [{ finishedAt: local("2026-03-03 09:00"), result: "early" }],
    });
    expect(life.last("withdrawn").data.papersBack).toEqual(life.dossier.components);
    expect(decided().says({ type: "withdraw", reason: "?" }, { at: "2026-03-07 09:00", as: "applicant" })).toBe(
      "dossier.wrong-state",
    );
  });
  it("R-B07 a partner's answer is kept by lane, after the end too; its national code is taken once", () => {
    const answer = (more = {}) => ({
      type: "recordPartner" as const,
      lane: "dvc-portal",
      outcome: "accepted" as const,
      operation: "syncDossier",
      ...more,
    });
    const life = decided();
    life.do(answer({ nationalCode: "G22.99.12-260302-0001", message: "Đồng bộ thành công" }), {
      at: "2026-03-02 08:30",
      entered: "2026-03-06 11:00",
      as: "partner",
    });
    expect(life.dossier).toMatchObject({
      nationalCode: "G22.99.12-260302-0001",
      partners: { "dvc-portal": { outcome: "accepted", message: "Đồng bộ thành công" } },
    });
    expect(life.says(answer({ nationalCode: "G22.99.12-260302-0002" }), { at: "2026-03-06 11:10", as: "partner" })).toBe(
      "dossier.national-code-differs",
    );
    life.do(SELF, "2026-03-06 14:00");
    life.do(answer({ outcome: "refused", code: "E01", nationalCode: "G22.99.12-260302-0001" }), {
      at: "2026-03-06 15:00",
      as: "system",
    });
    expect(life.dossier).toMatchObject({ status: "returned", partners: { "dvc-portal": { outcome: "refused", code: "E01" } } });
    // An answer dated early does not move the dossier's own course: what follows may still be entered at its time.
    expect(show(life.dossier.lastMovedAt)).toBe("2026-03-06 14:00");
  });
  it("an agency's officer files for his own agency only, an applicant only online", () => {
    const foreign = { ...ACTORS.officer, agencyId: DEPARTMENT };
    expect(new Life().says(submitCommand(), { at: "2026-03-03 09:00", as: foreign })).toBe("dossier.not-your-agency");
    expect(new Life().says(submitCommand(), { at: "2026-03-03 09:00", as: "applicant" })).toBe("dossier.role-not-allowed");
  });
});
