/** Filing a dossier: R-A01, A08, A09, A12, B02. */
import { describe, expect, it } from "vitest";
import {
  COMMUNE,
  DEPARTMENT,
  FORMER_DISTRICT,
  Life,
  MISSING,
  POLICE,
  procedureFixture,
  show,
  submitCommand,
} from "./builders.ts";

const VALID = { type: "check", outcome: "valid" } as const;
const RECEIVE = { type: "receive" } as const;
const WITH_MOBILE = { kind: "citizen" as const, fullName: "Trần Văn Thử", phone: "0912000002" };

/** Filed by post with this stamp, entered and checked on Thursday 2026-03-05 at 09:00, received at 09:30. */
function postal(stamp: string, world = {}): Life {
  const life = new Life(world);
  life.do(submitCommand({ channel: "post", postalArrivalDate: stamp }), "2026-03-05 09:00");
  life.do(VALID, "2026-03-05 09:10");
  life.do(RECEIVE, "2026-03-05 09:30");
  return life;
}

describe("R-A01 three channels", () => {
  it("R-A01 a postal dossier is received on the date of the stamp, not of data entry", () => {
    const { dossier } = postal("2026-03-02");
    expect(show(dossier.receivedAt)).toBe("2026-03-02 07:00");
    expect(show(dossier.clock?.dueAt)).toBe("2026-03-07 11:00");
    expect(dossier.forms[0]?.data).toMatchObject({ receivedAt: dossier.receivedAt });
  });
  it("R-A01 a stamp of today is received now, one of a day off at the next opening", () => {
    expect(show(postal("2026-03-05").dossier.receivedAt)).toBe("2026-03-05 09:30");
    expect(show(postal("2026-03-01").dossier.receivedAt)).toBe("2026-03-02 07:00");
  });
  it("R-A01 a stamp of a day off that is entered before the next opening is received at that moment, not in the future", () => {
    const life = new Life();
    life.do(submitCommand({ channel: "post", postalArrivalDate: "2026-03-08" }), "2026-03-09 06:00");
    life.do(VALID, "2026-03-09 06:10");
    life.do(RECEIVE, "2026-03-09 06:30");
    expect(show(life.dossier.receivedAt)).toBe("2026-03-09 06:30");
  });
  it("R-A01 the stamp is there for a postal dossier only, and never in the future", () => {
    const life = new Life();
    expect(life.says(submitCommand({ channel: "post", postalArrivalDate: "2026-03-06" }), "2026-03-05 23:59")).toBe(
      "dossier.stamp-date-in-future",
    );
    expect(life.says(submitCommand({ channel: "post" }), "2026-03-05 09:00")).toBe("dossier.stamp-date-required");
    expect(life.says(submitCommand({ postalArrivalDate: "2026-03-04" }), "2026-03-05 09:00")).toBe(
      "dossier.stamp-date-not-postal",
    );
    expect(life.events).toEqual([]);
  });
  it("R-B02 a postal dossier supplemented before receipt counts from the supplement, when it was full", () => {
    const life = new Life();
    life.do(
      submitCommand({ channel: "post", postalArrivalDate: "2026-03-02", components: [{ componentId: "to-khai", originals: 1 }] }),
      "2026-03-02 09:00",
    );
    life.do(
      { type: "check", outcome: "notYetValid", missing: [{ componentId: "ban-sao", reason: "Thiếu bản sao" }] },
      "2026-03-02 09:10",
    );
    life.do({ type: "supplement", components: [{ componentId: "ban-sao", copies: 2 }] }, "2026-03-04 10:00");
    life.do(VALID, "2026-03-05 08:00");
    life.do(RECEIVE, "2026-03-05 08:05");
    expect(show(life.dossier.clock?.startedAt)).toBe("2026-03-04 10:00");
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-10 16:30");
  });
});

describe("R-A08 online", () => {
  const online = (more: Parameters<typeof submitCommand>[0] = {}) =>
    submitCommand({ channel: "online", declaredTruthful: true, ...more });
  const applicant = { kind: "citizen" as const, fullName: "Trần Văn Thử" };
  it.each([undefined, "0234000001", "+84234000001"])(
    "R-A08 without an account a mobile phone is required: %s is none",
    (phone) => {
      const command = online({ applicant: phone === undefined ? applicant : { ...applicant, phone } });
      expect(new Life().says(command, { at: "2026-03-02 20:00", as: "applicant" })).toBe("dossier.phone-required");
    },
  );
  it.each([
    ["a mobile phone", { applicant: WITH_MOBILE }],
    ["+84 and a mobile phone", { applicant: { ...applicant, phone: "+84912000002" } }],
    ["an account", { applicant, account: "tai-khoan-thu" }],
    ["the national portal's code", { applicant, nationalCode: "000.00.00.G22-260302-000001", declaredTruthful: false }],
  ])("R-A08 enough is %s", (_, more) => {
    expect(new Life().says(online(more), { at: "2026-03-02 20:00", as: "partner" })).toBe("ok");
  });
  it("R-A08 R-A09 the applicant declares truthfulness", () => {
    expect(new Life().says(online({ declaredTruthful: false }), { at: "2026-03-02 20:00", as: "applicant" })).toBe(
      "dossier.declaration-required",
    );
  });
  it("R-A08 the code comes at submission at the hub, at receipt for one from the national portal", () => {
    const own = new Life();
    own.do(online({ applicant: WITH_MOBILE }), { at: "2026-03-02 20:00", as: "applicant" });
    expect(own.dossier.code).toBe(`${COMMUNE}-260302-0001`);
    own.do(VALID, "2026-03-03 08:00");
    own.do(RECEIVE, "2026-03-03 08:05");
    expect(own.dossier.code).toBe(`${COMMUNE}-260302-0001`);
    const national = new Life();
    national.do(online({ nationalCode: "G22.99.12-260302-0001" }), { at: "2026-03-02 20:00", as: "partner" });
    expect(national.dossier).toMatchObject({ nationalCode: "G22.99.12-260302-0001" });
    expect(national.dossier.code).toBeUndefined();
    national.do(VALID, "2026-03-03 08:00");
    national.do(RECEIVE, "2026-03-03 08:05");
    expect(national.dossier.code).toBe(`${COMMUNE}-260303-0001`);
  });
  it("R-A08 the applicant amends until receipt; papers of an incomplete dossier come only as its supplement", () => {
    const life = new Life();
    life.do(online({ applicant: WITH_MOBILE }), { at: "2026-03-02 20:00", as: "applicant" });
    const amend = (more: object) => life.says({ type: "amend", ...more }, { at: "2026-03-03 08:00", as: "applicant" });
    expect(amend({})).toBe("dossier.nothing-to-amend");
    expect(amend({ contact: {} })).toBe("dossier.nothing-to-amend");
    expect(amend({ contact: { phone: "0234000001" } })).toBe("dossier.phone-required");
    expect(amend({ components: [{ componentId: "la", copies: 1 }] })).toBe("dossier.component-not-published");
    expect(amend({ contact: { phone: "0912000003" }, returnMethod: { kind: "online" }, summary: "Sửa" })).toBe("ok");
    expect(life.dossier).toMatchObject({
      applicant: { fullName: "Trần Văn Thử", phone: "0912000003" },
      returnMethod: { kind: "online" },
      summary: "Sửa",
    });
    life.do({ type: "check", outcome: "notYetValid", missing: MISSING }, "2026-03-03 08:10");
    expect(life.says({ type: "amend", components: [] }, { at: "2026-03-03 08:20", as: "applicant" })).toBe(
      "dossier.use-supplement",
    );
    expect(life.says({ type: "amend", summary: "Khác" }, { at: "2026-03-03 08:20", as: "applicant" })).toBe("ok");
  });
});

describe("R-A12 outside the published list", () => {
  const says = (more: Parameters<typeof submitCommand>[0], world = {}) =>
    new Life(world).says(submitCommand(more), { at: "2026-03-02 08:00", as: { id: "cb", role: "officer" } });
  it("R-A12 an unknown procedure, an unknown agency", () => {
    const life = new Life({ context: { procedure: undefined } as never });
    expect(life.says(submitCommand(), "2026-03-02 08:00")).toBe("dossier.unknown-procedure");
    expect(says({ agencyId: "H57.999" })).toBe("dossier.unknown-agency");
  });
  it("R-A12 a closed agency names its successors", () => {
    const decision = new Life().attempt(submitCommand({ agencyId: FORMER_DISTRICT }), {
      at: "2026-03-02 08:00",
      as: { id: "cb", role: "officer" },
    });
    expect(decision).toMatchObject({
      ok: false,
      refusal: {
        code: "dossier.agency-closed",
        details: { closedOn: "2025-07-01", successors: [{ id: COMMUNE, name: "Ủy ban nhân dân xã Thử Nghiệm" }] },
      },
    });
  });
  it("R-A12 an agency that does not resolve the procedure, by level or by list", () => {
    expect(says({ agencyId: DEPARTMENT })).toBe("dossier.agency-does-not-resolve");
    expect(says({ agencyId: POLICE })).toBe("dossier.agency-does-not-resolve");
    expect(says({}, { procedure: procedureFixture({ level: "province" }) })).toBe("dossier.agency-does-not-resolve");
    expect(says({}, { procedure: procedureFixture({ level: null }) })).toBe("dossier.agency-does-not-resolve");
  });
  it("R-A12 papers outside the catalog are not taken", () => {
    expect(says({ components: [{ componentId: "so-ho-khau", originals: 1 }] })).toBe("dossier.component-not-published");
  });
  it("R-A12 the agency is known by its other id and kept by its own", () => {
    const life = new Life();
    life.do(submitCommand({ agencyId: "000.00.32.H57" }), "2026-03-02 08:00");
    expect(life.dossier.agencyId).toBe(COMMUNE);
  });
  it("R-A12 a case that the channel has, named where there are several", () => {
    const time = { kind: "workingDays", days: 5 } as const;
    const procedure = procedureFixture({
      cases: [
        { key: "thuong", channels: ["counter", "online"], time, fees: [] },
        { key: "xac-minh", channels: ["counter"], time: { kind: "workingDays", days: 10 }, fees: [] },
      ],
    });
    expect(says({}, { procedure })).toBe("dossier.case-needed");
    expect(says({ caseKey: "la" }, { procedure })).toBe("dossier.unknown-case");
    expect(says({ caseKey: "xac-minh" }, { procedure })).toBe("ok");
    expect(says({ channel: "online", declaredTruthful: true }, { procedure })).toBe("ok");
    expect(says({ channel: "online", declaredTruthful: true, caseKey: "xac-minh" }, { procedure })).toBe("dossier.unknown-case");
    expect(says({ channel: "post", postalArrivalDate: "2026-03-02" }, { procedure })).toBe("dossier.channel-not-offered");
  });
});
