/** Checking and receiving: R-A02…A05, A10, B02, B03. */
import { describe, expect, it } from "vitest";
import { missingComponents } from "../../../core/dossier/papers.ts";
import {
  ACTORS,
  COMMUNE,
  FILE,
  Life,
  local,
  MISSING,
  procedureFixture,
  procedureTimed,
  receivedLife,
  show,
  submitCommand,
} from "./builders.ts";

const VALID = { type: "check", outcome: "valid" } as const;
const RECEIVE = { type: "receive" } as const;
describe("R-A02 the three outcomes of a check", () => {
  const filed = () => {
    const life = new Life();
    life.do(submitCommand({ components: [{ componentId: "to-khai", originals: 1 }] }), "2026-03-02 08:00");
    return life;
  };
  it("R-A02 valid only with the right kinds and number of papers", () => {
    const decision = filed().attempt(VALID, { at: "2026-03-02 08:05" });
    expect(decision).toMatchObject({
      ok: false,
      refusal: {
        code: "dossier.components-missing",
        details: { missing: [{ componentId: "ban-sao", originals: 0, copies: 2 }] },
      },
    });
  });
  it("R-A02 R-A12 out of scope: rejected with the reason, everything goes back", () => {
    const life = filed();
    life.do({ type: "check", outcome: "outOfScope", reason: "Không thuộc thẩm quyền cấp xã" }, "2026-03-02 08:05");
    expect(life.dossier).toMatchObject({ status: "rejected", check: { outcome: "outOfScope" } });
    expect(life.dossier.forms).toMatchObject([
      { form: "rejection", number: 1, channel: "counter", data: { reason: "Không thuộc thẩm quyền cấp xã" } },
    ]);
    expect(life.last("rejected").data.forms[0]?.data).toHaveProperty("papersBack", life.dossier.components);
  });
  it.each([
    ["nothing held", [], ["to-khai 1/0", "ban-sao 0/2"]],
    ["an original too few", [{ componentId: "ban-sao", originals: 0, copies: 2 }], ["to-khai 1/0"]],
    [
      "a copy too few",
      [
        { componentId: "to-khai", originals: 1, copies: 0 },
        { componentId: "ban-sao", originals: 0, copies: 1 },
      ],
      ["ban-sao 0/1"],
    ],
    [
      "an original in place of a copy",
      [
        { componentId: "to-khai", originals: 1, copies: 0 },
        { componentId: "ban-sao", originals: 1, copies: 1 },
      ],
      [],
    ],
    [
      "a copy in place of an original",
      [
        { componentId: "to-khai", originals: 0, copies: 3 },
        { componentId: "ban-sao", originals: 0, copies: 2 },
      ],
      ["to-khai 1/0"],
    ],
    [
      "an entry without a paper",
      [
        { componentId: "to-khai", originals: 0, copies: 0 },
        { componentId: "ban-sao", originals: 0, copies: 2 },
      ],
      ["to-khai 1/0"],
    ],
    [
      "two entries of one component",
      [
        { componentId: "to-khai", originals: 1, copies: 0 },
        { componentId: "ban-sao", originals: 0, copies: 1 },
        { componentId: "ban-sao", originals: 0, copies: 1 },
      ],
      [],
    ],
  ])("R-A02 missing of %s", (_, held, expected) => {
    const missing = missingComponents(
      procedureFixture(),
      held.map((entry) => ({ ...entry, files: [] })),
    );
    expect(missing.map((entry) => `${entry.componentId} ${entry.originals}/${entry.copies}`)).toEqual(expected);
  });
  it("R-A02 an electronic file stands for its paper, and a component without numbers needs something", () => {
    const procedure = procedureFixture({ components: [{ id: "anh", name: "Ảnh", originals: 0, copies: 0, required: true }] });
    expect(missingComponents(procedure, [])).toHaveLength(1);
    expect(missingComponents(procedure, [{ componentId: "anh", originals: 0, copies: 0, files: [FILE] }])).toEqual([]);
    expect(
      missingComponents(
        procedureFixture(),
        ["to-khai", "ban-sao"].map((componentId) => ({ componentId, originals: 0, copies: 0, files: [FILE] })),
      ),
    ).toEqual([]);
  });
});

describe("R-A03 one guidance with everything missing at once", () => {
  const check = (life: Life, ids: readonly string[], at = "2026-03-02 08:05") =>
    life.attempt(
      { type: "check", outcome: "notYetValid", missing: ids.map((componentId) => ({ componentId, reason: "Thiếu" })) },
      { at },
    );
  const empty = () => {
    const life = new Life();
    life.do(submitCommand({ channel: "online", components: [], declaredTruthful: true }), {
      at: "2026-03-02 08:00",
      as: "applicant",
    });
    return life;
  };
  it("R-A03 is refused with the list of what it leaves out", () => {
    expect(check(empty(), ["to-khai"])).toMatchObject({
      ok: false,
      refusal: { code: "dossier.guidance-incomplete", details: { leftOut: [{ componentId: "ban-sao", copies: 2 }] } },
    });
  });
  it("R-A03 is refused for a component that the procedure does not publish", () => {
    const life = empty();
    expect(check(life, ["to-khai", "ban-sao", "so-ho-khau"])).toMatchObject({
      ok: false,
      refusal: { code: "dossier.component-not-published", details: { components: ["so-ho-khau"] } },
    });
    expect(life.dossier.version).toBe(1);
  });
  it("R-A03 goes out on the channel that the dossier came by", () => {
    const life = empty();
    check(life, ["to-khai", "ban-sao"]);
    expect(life.dossier).toMatchObject({
      status: "incomplete",
      supplementRounds: [{ number: 1, beforeReceipt: true, apology: false }],
      forms: [{ form: "supplementRequest", channel: "online", data: { round: 1 } }],
    });
  });
  it("R-A03 the applicant brings all that was asked for, and the dossier is checked anew", () => {
    const life = empty();
    check(life, ["to-khai", "ban-sao"]);
    const part = life.attempt(
      { type: "supplement", components: [{ componentId: "to-khai", files: [FILE] }] },
      { at: "2026-03-02 09:00", as: "applicant" },
    );
    expect(part).toMatchObject({
      ok: false,
      refusal: { code: "dossier.supplement-incomplete", details: { stillMissing: ["ban-sao"] } },
    });
    const both = [
      { componentId: "to-khai", files: [FILE] },
      { componentId: "ban-sao", files: [{ ...FILE, blob: "b".repeat(64) }] },
    ];
    life.do({ type: "supplement", components: both }, { at: "2026-03-02 09:00", as: "applicant" });
    expect(life.dossier).toMatchObject({ status: "submitted", supplementRounds: [{ suppliedAt: local("2026-03-02 09:00") }] });
    expect(life.dossier.check).toBeUndefined();
    expect(life.says(RECEIVE, "2026-03-02 09:05")).toBe("dossier.not-checked");
    life.do(VALID, "2026-03-02 09:10");
    life.do(RECEIVE, "2026-03-02 09:15");
  });
  it("R-A03 a supplement brings published components only", () => {
    const life = empty();
    check(life, ["to-khai", "ban-sao"]);
    expect(life.says({ type: "supplement", components: [{ componentId: "la", copies: 1 }] }, "2026-03-02 09:00")).toBe(
      "dossier.component-not-published",
    );
  });
  it("R-A04 from the second request on an apology goes with it, counted before and after receipt", () => {
    const life = new Life();
    life.do(submitCommand(), "2026-03-02 08:00");
    check(life, ["xac-nhan"]);
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-02 08:10");
    expect(life.forms).toEqual(["supplementRequest"]);
    check(life, ["uy-quyen"], "2026-03-02 08:20");
    expect(life.forms.slice(1)).toEqual(["supplementRequest", "apology"]);
    life.do({ type: "supplement", components: [{ componentId: "uy-quyen", originals: 1 }] }, "2026-03-02 08:30");
    life.do(VALID, "2026-03-02 08:40");
    life.do(RECEIVE, "2026-03-02 08:50");
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-02 09:00");
    expect(life.dossier.supplementRounds.map((round) => [round.number, round.beforeReceipt, round.apology])).toEqual([
      [1, true, false],
      [2, true, true],
      [3, false, true],
    ]);
    expect(life.forms.slice(3)).toEqual(["appointmentSlip", "supplementRequest", "apology"]);
  });
});

describe("R-A05 receipt", () => {
  it("R-A05 gives code, barcode, due time and an appointment slip on the dossier's channel", () => {
    const { dossier } = receivedLife();
    expect(dossier).toMatchObject({ status: "received", code: `${COMMUNE}-260302-0001` });
    expect(dossier.forms).toEqual([
      {
        form: "appointmentSlip",
        number: 1,
        at: local("2026-03-02 08:10"),
        channel: "counter",
        data: {
          code: dossier.code,
          barcode: dossier.code,
          receivedAt: local("2026-03-02 08:10"),
          dueAt: local("2026-03-07 11:00"),
          sets: 1,
          components: dossier.components,
        },
      },
    ]);
  });
  it("R-A05 not before a valid check, not after the papers have changed, not twice", () => {
    const life = new Life();
    life.do(submitCommand(), "2026-03-02 08:00");
    expect(life.says(RECEIVE, "2026-03-02 08:01")).toBe("dossier.not-checked");
    life.do(VALID, "2026-03-02 08:02");
    life.do(
      { type: "amend", components: [{ componentId: "to-khai", originals: 1 }] },
      { at: "2026-03-02 08:03", as: "applicant" },
    );
    expect(life.says(RECEIVE, "2026-03-02 08:04")).toBe("dossier.not-checked");
    const received = receivedLife();
    expect(received.attempt(RECEIVE, { at: "2026-03-02 09:00" })).toMatchObject({
      ok: false,
      refusal: { code: "dossier.already-received", details: { code: received.dossier.code } },
    });
  });
  it("R-A05 keeps the version of the procedure that it was received under", () => {
    const life = new Life({ version: 3, procedure: procedureFixture() });
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do(VALID, "2026-03-02 08:02");
    const newer = procedureTimed({ kind: "workingDays", days: 1 }, { name: "Tên mới" });
    const later = new Life({ version: 4, procedure: newer });
    Object.assign(later, { state: life.dossier, events: life.events });
    later.do(RECEIVE, "2026-03-02 08:10");
    expect(later.dossier.procedure).toMatchObject({ version: 4, name: "Tên mới" });
    expect(show(later.dossier.clock?.dueAt)).toBe("2026-03-03 16:30");
  });
  it("R-B02 counts from the working day after receipt", () => {
    expect(show(receivedLife().dossier.clock?.dueAt)).toBe("2026-03-07 11:00");
  });
  it.each([
    ["2026-03-02 10:59", "2026-03-02 16:30"],
    ["2026-03-02 11:00", "2026-03-03 11:00"],
    ["2026-03-02 14:00", "2026-03-03 11:00"],
    ["2026-03-07 09:00", "2026-03-09 11:00"],
  ])("R-B03 a same-day dossier received %s is due %s", (at, due) => {
    const life = new Life({ procedure: procedureTimed({ kind: "sameDay", rule: "noon" }) });
    life.do(submitCommand(), at);
    life.do(VALID, at);
    life.do(RECEIVE, at);
    expect(show(life.dossier.clock?.dueAt)).toBe(due);
  });
  it("R-A05 an unstated time needs the officer's word; a stated one does not take it", () => {
    const life = new Life({ procedure: procedureTimed({ kind: "unstated", prose: "Theo quy định" }) });
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do(VALID, "2026-03-02 08:05");
    const receive = (dueAt?: string) =>
      life.says({ type: "receive", ...(dueAt === undefined ? {} : { dueAt: local(dueAt) }) }, "2026-03-02 08:10");
    expect(receive()).toBe("dossier.due-time-needed");
    expect(receive("2026-03-02 08:00")).toBe("dossier.due-time-not-future");
    expect(receive("2026-03-08 10:00")).toBe("dossier.due-time-day-off");
    expect(receive("2027-03-08 10:00")).toBe("dossier.calendar-year-missing");
    expect(receive("2026-03-10 16:30")).toBe("ok");
    const stated = new Life();
    stated.do(submitCommand(), "2026-03-02 08:00");
    stated.do(VALID, "2026-03-02 08:05");
    expect(stated.says({ type: "receive", dueAt: local("2026-03-20 16:30") }, "2026-03-02 08:10")).toBe(
      "dossier.due-time-not-yours",
    );
  });
  it("R-B02 a due time in an unpublished year is refused, never guessed", () => {
    const life = new Life();
    life.do(submitCommand(), "2026-12-30 08:00");
    life.do(VALID, "2026-12-30 08:05");
    expect(life.attempt(RECEIVE, { at: "2026-12-30 08:10" })).toMatchObject({
      ok: false,
      refusal: { code: "dossier.calendar-year-missing", blame: "hub", details: { year: 2027 } },
    });
  });
  it("R-A05 fees asked for at filing are paid before receipt", () => {
    const life = new Life();
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do(VALID, "2026-03-02 08:01");
    life.do({ type: "requestFee", chargeId: "c1", name: "Lệ phí", amount: 8000 }, "2026-03-02 08:02");
    expect(life.dossier.status).toBe("submitted");
    expect(life.says(RECEIVE, "2026-03-02 08:03")).toBe("dossier.fee-unpaid");
    life.do({ type: "recordPayment", chargeId: "c1", amount: 8000, method: "cash", reference: "BL-1" }, "2026-03-02 08:04");
    life.do(RECEIVE, "2026-03-02 08:05");
    expect(life.dossier.clock).toMatchObject({ stops: [] });
  });
});

describe("R-A10 a fully-online dossier is never asked for on paper", () => {
  const full = { procedure: procedureFixture({ onlineLevel: "full" }) };
  const onPaper = { missing: MISSING, onPaper: true };
  const filed = (channel: "online" | "counter", world = full) => {
    const life = new Life(world);
    life.do(submitCommand({ channel, declaredTruthful: true }), "2026-03-02 08:00");
    return life;
  };
  it("R-A10 the check's demand is refused, and the attempt is recorded", () => {
    const life = filed("online");
    const decision = life.attempt({ type: "check", outcome: "notYetValid", ...onPaper }, { at: "2026-03-02 08:05" });
    expect(decision).toMatchObject({
      ok: false,
      refusal: { code: "dossier.paper-demand-refused" },
      record: [{ type: "paperDemandRefused" }],
    });
    expect(life.last("paperDemandRefused")).toMatchObject({
      seq: 2,
      actor: ACTORS.officer,
      data: { command: "check", missing: MISSING },
    });
    expect(life.dossier).toMatchObject({ status: "submitted", version: 2, supplementRounds: [], forms: [] });
  });
  it("R-A10 so is the demand after receipt; the clock runs on", () => {
    const life = filed("online");
    life.do(VALID, "2026-03-02 08:05");
    life.do(RECEIVE, "2026-03-02 08:10");
    expect(life.says({ type: "requestSupplement", ...onPaper }, "2026-03-02 08:15")).toBe("dossier.paper-demand-refused");
    expect(life.last("paperDemandRefused").data.command).toBe("requestSupplement");
    expect(life.dossier.clock?.stopped).toBeUndefined();
    expect(life.says({ type: "requestSupplement", missing: MISSING }, "2026-03-02 08:20")).toBe("ok");
  });
  it("R-A10 concerns only online dossiers of fully-online procedures", () => {
    expect(filed("counter").says({ type: "check", outcome: "notYetValid", ...onPaper }, "2026-03-02 08:05")).toBe("ok");
    const partial = filed("online", { procedure: procedureFixture({ onlineLevel: "partial" }) });
    expect(partial.says({ type: "check", outcome: "notYetValid", ...onPaper }, "2026-03-02 08:05")).toBe("ok");
  });
});

describe("a hub without its catalogs says so", () => {
  it.each([
    ["procedure", VALID],
    ["procedure", RECEIVE],
    ["calendar", RECEIVE],
    ["code", RECEIVE],
  ] as const)("without %s: %o", (lacks, command) => {
    const life = new Life();
    life.do(submitCommand(), "2026-03-02 08:00");
    if (command === RECEIVE) life.do(VALID, "2026-03-02 08:05");
    const bare = new Life({ context: { [lacks]: undefined } as never });
    Object.assign(bare, { state: life.dossier, events: life.events });
    const decision = bare.attempt(command, { at: "2026-03-02 08:10" });
    expect(decision).toMatchObject({
      ok: false,
      refusal: { blame: "hub", code: lacks === "code" ? "dossier.code-missing" : "dossier.context-missing" },
    });
  });
});
