/** Hand-overs, other agencies, extension, late entry: R-B05, R-B06, R-B07, R-B09, R-B12. */
import { describe, expect, it } from "vitest";
import { EVENT_TITLES } from "../../../core/dossier/events.ts";
import { DOSSIER_STATUSES, STATUSES } from "../../../core/dossier/statuses.ts";
import {
  ACTORS,
  agencyFixture,
  COMMUNE,
  DECIDE,
  DEPARTMENT,
  FORMER_DISTRICT,
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

const forward = (transferId: string, toAgencyId: string) => ({
  type: "forward" as const,
  transferId,
  toAgencyId,
  purpose: "Phối hợp giải quyết",
});
const result = (transferId: string, outcome: "done" | "refused" = "done") => ({
  type: "takeTransferResult" as const,
  transferId,
  outcome,
});
const LATE = { reason: "Mất điện", enteredBy: "Lê Thị Một Cửa" };

describe("R-B05 the control slip", () => {
  it("R-B05 each hand-over has who, agency, time, due, result; the first one brings the slip", () => {
    const life = receivedLife();
    life.do({ ...HAND_OVER, officer: "Phạm Thị Thụ Lý", dueAt: local("2026-03-04 16:30"), note: "Hồ sơ đủ" }, "2026-03-02 08:20");
    expect(life.forms).toEqual(["appointmentSlip", "controlSlip"]);
    life.do({ type: "handOver", unit: "Lãnh đạo", dueAt: local("2026-03-05 11:00") }, "2026-03-04 10:00");
    life.do({ type: "handOver", unit: "Văn thư" }, "2026-03-05 14:00");
    life.do(DECIDE, { at: "2026-03-06 10:00", as: "leader" });
    expect(life.forms).toEqual(["appointmentSlip", "controlSlip"]);
    expect(
      life.dossier.handOvers.map((row) => [
        row.from,
        row.unit,
        show(row.receivedAt),
        show(row.dueAt),
        show(row.finishedAt),
        row.result,
      ]),
    ).toEqual([
      [
        "Bộ phận Tiếp nhận và Trả kết quả",
        "Bộ phận Tư pháp - Hộ tịch",
        "2026-03-02 08:20",
        "2026-03-04 16:30",
        "2026-03-04 10:00",
        "onTime",
      ],
      ["Bộ phận Tư pháp - Hộ tịch", "Lãnh đạo", "2026-03-04 10:00", "2026-03-05 11:00", "2026-03-05 14:00", "late"],
      ["Lãnh đạo", "Văn thư", "2026-03-05 14:00", "2026-03-07 11:00", "2026-03-06 10:00", "early"],
    ]);
    expect(life.dossier.handOvers[0]).toMatchObject({ officer: "Phạm Thị Thụ Lý", note: "Hồ sơ đủ", agencyId: COMMUNE });
  });
  it("R-B05 the very minute of the due time is on time", () => {
    const life = receivedLife();
    life.do({ ...HAND_OVER, dueAt: local("2026-03-04 16:30") }, "2026-03-02 08:20");
    life.do(DECIDE, "2026-03-04 16:30");
    expect(life.dossier.handOvers[0]?.result).toBe("onTime");
  });
  it("R-B05 a same-day dossier needs no slip", () => {
    const life = new Life({ procedure: procedureTimed({ kind: "sameDay", rule: "noon" }) });
    life.do(submitCommand(), "2026-03-02 08:00");
    life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
    life.do({ type: "receive" }, "2026-03-02 08:10");
    life.do(HAND_OVER, "2026-03-02 08:20");
    expect(life.forms).toEqual(["appointmentSlip"]);
  });
  it.each([
    ["a unit's due time after the dossier's", { dueAt: local("2026-03-09 16:30") }, "dossier.unit-due-after-dossier"],
    ["a unit's due time in the past", { dueAt: local("2026-03-02 08:00") }, "dossier.due-time-not-future"],
    ["an unknown agency", { agencyId: "H57.999" }, "dossier.unknown-agency"],
    ["a closed agency", { agencyId: FORMER_DISTRICT }, "dossier.agency-closed"],
  ])("R-B05 refuses %s", (_, more, code) => {
    expect(receivedLife().says({ ...HAND_OVER, ...more }, "2026-03-02 08:20")).toBe(code);
  });
  it("R-B05 the agency it was handed to works on it and hands it on; others do not", () => {
    const expert = { id: "so-01", role: "unit" as const, name: "Phòng Nghiệp vụ", agencyId: DEPARTMENT };
    const life = receivedLife();
    life.do({ type: "handOver", unit: "Phòng Nghiệp vụ", agencyId: DEPARTMENT }, "2026-03-02 08:20");
    expect(life.says({ type: "progress", note: "Đang thẩm định" }, { at: "2026-03-02 10:00", as: expert })).toBe("ok");
    expect(life.says({ type: "progress", note: "?" }, { at: "2026-03-02 10:00", as: { ...expert, agencyId: POLICE } })).toBe(
      "dossier.not-your-agency",
    );
    expect(
      life.says({ type: "withdraw", reason: "?" }, { at: "2026-03-02 10:00", as: { ...ACTORS.officer, agencyId: DEPARTMENT } }),
    ).toBe("dossier.not-your-agency");
    expect(life.says({ type: "handOver", unit: "Một cửa", agencyId: COMMUNE }, { at: "2026-03-02 10:10", as: expert })).toBe(
      "ok",
    );
    expect(life.says({ type: "progress", note: "?" }, { at: "2026-03-02 10:20", as: expert })).toBe("dossier.not-your-agency");
  });
  it("R-B05 a closed agency's dossiers are worked on by its successors", () => {
    const life = receivedLife({ context: { agency: agencyFixture({ status: "open" }) } });
    const closed = new Life({ context: { agency: agencyFixture({ status: "closed", successorIds: [DEPARTMENT] }) } });
    Object.assign(closed, { state: life.dossier, events: life.events });
    const heir = { ...ACTORS.officer, agencyId: DEPARTMENT };
    expect(life.says(HAND_OVER, { at: "2026-03-02 08:20", as: heir })).toBe("dossier.not-your-agency");
    expect(closed.says(HAND_OVER, { at: "2026-03-02 08:20", as: heir })).toBe("ok");
  });
});

describe("R-B06 other agencies, one or several side by side", () => {
  const trio = () => {
    const life = receivedLife();
    life.do(HAND_OVER, "2026-03-02 08:20");
    life.do(forward("f1", POLICE), "2026-03-02 09:00");
    life.do({ ...forward("f2", INSURANCE), dueAt: local("2026-03-05 16:30") }, "2026-03-02 09:05");
    return life;
  };
  it("R-B06 the dossier goes on when the last result is in; refused results are results", () => {
    const life = trio();
    expect(life.dossier).toMatchObject({
      status: "forwarded",
      transfers: [{ toAgencyId: POLICE }, { toAgencyId: INSURANCE, dueAt: local("2026-03-05 16:30") }],
    });
    life.do({ ...result("f2", "refused"), note: "Chưa có mã định danh" }, { at: "2026-03-03 09:00", as: "partner" });
    expect(life.dossier.status).toBe("forwarded");
    life.do(result("f1"), { at: "2026-03-03 10:00", as: "partner" });
    expect(life.dossier).toMatchObject({
      status: "processing",
      transfers: [{ result: { outcome: "done" } }, { result: { outcome: "refused", note: "Chưa có mã định danh" } }],
    });
  });
  it("R-B06 nothing is decided over outstanding results", () => {
    const life = trio();
    life.do(result("f1"), { at: "2026-03-03 09:00", as: "partner" });
    expect(life.attempt(DECIDE, { at: "2026-03-03 10:00" })).toMatchObject({
      ok: false,
      refusal: { code: "dossier.transfers-outstanding", details: { transfers: [{ transferId: "f2", toAgencyId: INSURANCE }] } },
    });
    expect(life.says({ type: "refuse", reason: "Không đủ điều kiện" }, "2026-03-03 10:00")).toBe("dossier.transfers-outstanding");
  });
  it("R-B06 a result that comes while the dossier waits is taken, and the wait ends where the results allow", () => {
    const life = trio();
    life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-03 09:00");
    life.do(result("f1"), { at: "2026-03-03 10:00", as: "partner" });
    expect(life.dossier).toMatchObject({ status: "awaitingSupplement", statusBeforeStop: "forwarded" });
    life.do(result("f2"), { at: "2026-03-03 11:00", as: "partner" });
    expect(life.dossier).toMatchObject({ status: "awaitingSupplement", statusBeforeStop: "processing" });
    life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-04 09:00");
    expect(life.dossier.status).toBe("processing");
  });
  it.each([
    ["the same forward twice", forward("f1", POLICE), "dossier.transfer-exists"],
    ["to its own agency", forward("f3", COMMUNE), "dossier.transfer-to-itself"],
    ["to its own agency by its other id", forward("f3", "000.00.32.H57"), "dossier.transfer-to-itself"],
    ["to an unknown agency", forward("f3", "H57.999"), "dossier.unknown-agency"],
    ["to a closed agency", forward("f3", FORMER_DISTRICT), "dossier.agency-closed"],
    ["due in the past", { ...forward("f3", POLICE), dueAt: local("2026-03-02 09:00") }, "dossier.due-time-not-future"],
    ["a result nobody was asked for", result("f9"), "dossier.unknown-transfer"],
  ])("R-B06 refuses %s", (_, command, code) => {
    expect(trio().says(command, "2026-03-02 10:00")).toBe(code);
  });
  it("R-B06 an agency gives its own result only, and once", () => {
    const life = trio();
    const police = { id: "ca-01", role: "unit" as const, agencyId: POLICE };
    expect(life.says(result("f2"), { at: "2026-03-03 09:00", as: police })).toBe("dossier.not-your-agency");
    expect(life.says(result("f1"), { at: "2026-03-03 09:00", as: police })).toBe("ok");
    expect(life.says(result("f1"), { at: "2026-03-03 09:05", as: police })).toBe("dossier.transfer-answered");
  });
});

describe("R-B07 every step has a named state", () => {
  it("R-B07 the states cover the national list and each has a Vietnamese name", () => {
    const national = new Set(DOSSIER_STATUSES.map((status) => STATUSES[status].national));
    expect([...national].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(Object.values(EVENT_TITLES)).size).toBe(Object.keys(EVENT_TITLES).length);
  });
});

describe("R-B09 no quiet re-dating", () => {
  const extend = (newDueAt: string, more = {}) => ({
    type: "extend" as const,
    reason: "Phải xác minh nhiều nơi",
    newDueAt: local(newDueAt),
    acknowledgedBy: "Trưởng bộ phận Tư pháp",
    ...more,
  });
  it("R-B09 an overdue dossier gets reason, next date, acknowledgement; extension and apology are attached", () => {
    const life = receivedLife();
    life.do(HAND_OVER, "2026-03-02 08:20");
    life.do(extend("2026-03-12 16:30"), "2026-03-09 08:00");
    expect(life.dossier.clock).toMatchObject({
      dueAt: local("2026-03-12 16:30"),
      firstDueAt: local("2026-03-07 11:00"),
      extensions: [
        {
          reason: "Phải xác minh nhiều nơi",
          dueBefore: local("2026-03-07 11:00"),
          dueAfter: local("2026-03-12 16:30"),
          acknowledgedBy: "Trưởng bộ phận Tư pháp",
        },
      ],
    });
    expect(life.forms.slice(2)).toEqual(["extension", "apology", "satisfaction"]);
    expect(life.dossier.status).toBe("processing");
    // The unit's own row keeps its due time: being late is on the slip.
    expect(show(life.dossier.handOvers[0]?.dueAt)).toBe("2026-03-07 11:00");
  });
  it.each([
    ["2026-03-07 11:00", "dossier.extension-not-later"],
    ["2026-03-06 16:30", "dossier.extension-not-later"],
    ["2026-03-08 10:00", "dossier.due-time-day-off"],
    ["2026-04-30 10:00", "dossier.due-time-day-off"],
    ["2027-01-04 10:00", "dossier.calendar-year-missing"],
  ])("R-B09 refuses the next date %s", (newDueAt, code) => {
    expect(receivedLife().says(extend(newDueAt), "2026-03-05 08:00")).toBe(code);
  });
  it("R-B09 refuses a next date that is past already", () => {
    expect(receivedLife().says(extend("2026-03-09 16:30"), "2026-03-10 08:00")).toBe("dossier.due-time-not-future");
  });
});

describe("R-B12 late entry after an outage", () => {
  it("R-B12 keeps the true times and who entered them, and counts the due time from the true receipt", () => {
    const life = new Life();
    const late = (at: string) => ({ at, entered: "2026-03-04 08:00", lateEntry: LATE });
    life.do(submitCommand(), late("2026-03-02 08:00"));
    life.do({ type: "check", outcome: "valid" }, late("2026-03-02 08:05"));
    life.do({ type: "receive" }, late("2026-03-02 08:10"));
    expect(life.dossier.code).toBe(`${COMMUNE}-260302-0001`);
    expect(show(life.dossier.receivedAt)).toBe("2026-03-02 08:10");
    expect(show(life.dossier.clock?.dueAt)).toBe("2026-03-07 11:00");
    expect(life.last("received")).toMatchObject({
      at: local("2026-03-02 08:10"),
      recordedAt: local("2026-03-04 08:00"),
      lateEntry: LATE,
    });
  });
  it.each([
    ["the past without the mark", { at: "2026-03-02 09:00", entered: "2026-03-04 08:00" }, "dossier.late-entry-needed"],
    ["the future", { at: "2026-03-04 09:00", entered: "2026-03-04 08:00" }, "dossier.time-in-future"],
    ["the future, marked", { at: "2026-03-04 09:00", entered: "2026-03-04 08:00", lateEntry: LATE }, "dossier.time-in-future"],
    [
      "a time before the dossier's last event",
      { at: "2026-03-02 08:09", entered: "2026-03-04 08:00", lateEntry: LATE },
      "dossier.before-last-event",
    ],
    [
      "a late entry by who is no officer",
      { at: "2026-03-02 09:00", entered: "2026-03-04 08:00", lateEntry: LATE, as: "partner" as const },
      "dossier.late-entry-not-allowed",
    ],
    [
      "a partner's time far in the future",
      { at: "2026-03-04 08:06", entered: "2026-03-04 08:00", as: "partner" as const },
      "dossier.time-in-future",
    ],
  ])("R-B12 refuses %s", (_, step, code) => {
    const life = receivedLife();
    const before = life.dossier;
    expect(life.says({ type: "progress", note: "Đang xử lý" }, step)).toBe(code);
    expect(life.dossier).toBe(before);
  });
  it("R-B12 a partner's report keeps its own time; one that was overtaken is not lost", () => {
    const life = receivedLife();
    life.do(HAND_OVER, "2026-03-02 08:20");
    life.do(forward("f1", POLICE), "2026-03-02 09:00");
    life.do({ type: "progress", note: "Theo dõi" }, "2026-03-03 15:00");
    life.do(result("f1"), { at: "2026-03-03 14:00", entered: "2026-03-03 16:00", as: "partner" });
    expect(show(life.last("transferResultTaken").at)).toBe("2026-03-03 14:00");
    const skewed = receivedLife();
    skewed.do(forward("f1", POLICE), "2026-03-02 09:00");
    skewed.do(result("f1"), { at: "2026-03-02 08:30", entered: "2026-03-02 09:10", as: "partner" });
    expect(show(skewed.last("transferResultTaken").at)).toBe("2026-03-02 09:00");
    expect(show(skewed.last("transferResultTaken").recordedAt)).toBe("2026-03-02 09:10");
  });
  it("R-B12 clocks that differ by minutes do no harm", () => {
    const ahead = receivedLife();
    ahead.do({ type: "progress", note: "Nhanh" }, { at: "2026-03-02 08:14", entered: "2026-03-02 08:12", as: "partner" });
    expect(show(ahead.last("progressed").at)).toBe("2026-03-02 08:12");
    const behind = receivedLife();
    behind.do({ type: "progress", note: "Chậm" }, "2026-03-02 08:07");
    expect(show(behind.last("progressed").at)).toBe("2026-03-02 08:10");
    expect(behind.says({ type: "progress", note: "Quá chậm" }, "2026-03-02 08:04")).toBe("dossier.before-last-event");
  });
});
