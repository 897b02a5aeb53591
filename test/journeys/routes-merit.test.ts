/** People with merit (người có công): commune → department → (ministry) → commune (R-B06, R-G09). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { APPLICANT, decide, giveBack, leaderOf, legOf, legsOf, OFFICER, received } from "./routes-people.ts";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

const documents = (simulator: "departments" | "ministry", code: string | undefined) =>
  province.held(simulator, "documents", code);
/** With the case, where a procedure has several at the counter. */
const ELEVEN: readonly (readonly [procedure: string, more: { readonly caseKey?: string }])[] = [
  ["1.010801", {}],
  ["1.010802", { caseKey: "cung-noi" }],
  ["1.010803", {}],
  ["1.010812", {}],
  ["1.010814", {}],
  ["1.010820", {}],
  ["1.010824", { caseKey: "tuat" }],
  ["1.010825", {}],
  ["1.010829", { caseKey: "chua-ho-tro" }],
  ["1.010830", { caseKey: "chua-ho-tro" }],
  ["1.010833", {}],
];

describe("R-B06 the eleven procedures for people with merit", () => {
  it.each(ELEVEN)("R-B06 R-G09 %s: the department decides, the commune gives the result", async (procedure, more) => {
    const { id, code } = await received(province, procedure, 31, more);
    await province.door("departments", "/finish", { docCode: code });
    await province.settle();
    const back = await province.dossier(id);
    expect(back).toMatchObject({ status: "processing", route: { ended: { outcome: "done" } } });
    expect(legOf(back, "so-noi-vu")?.result).toMatchObject({
      data: { decisionNumber: expect.stringContaining("/QĐ") },
      documents: [{ mediaType: "application/pdf" }],
    });
    await decide(province, back);
    await giveBack(province, back);
    expect(documents("departments", code)).toMatchObject([
      { state: "done", sent: { DocTypeCode: procedure, ToOrganCode: "H57.04", SendingNumber: 1 } },
    ]);
    expect(documents("ministry", code)).toEqual([]);
    await expectEnd(province, id, "10");
  });

  it("R-B10 R-B06 the department asks for a paper: officer, applicant, department again, and the clock stands meanwhile", async () => {
    const { id, code, clock } = await received(province, "1.010814", 32);
    await province.later(3);
    const Supplementaries = [{ PaperCode: "don", Reason: "Đơn chưa có xác nhận" }];
    await province.door("departments", "/ask-supplement", { docCode: code, data: { Supplementaries } });
    const asked = await province.dossier(id);
    expect(asked.inquiry).toMatchObject({ what: "supplement", transferId: "so-noi-vu", missing: [{ componentId: "don" }] });
    await province.run(
      OFFICER,
      { type: "requestSupplement", missing: [{ componentId: "don", reason: "Đơn chưa có xác nhận" }] },
      id,
    );
    expect(await province.dossier(id)).toMatchObject({
      status: "awaitingSupplement",
      clock: { stopped: { reason: "supplement" } },
    });
    await province.later(48);
    expect(documents("departments", code)).toMatchObject([{ state: "waitingSupplement" }]);
    await province.run(APPLICANT, { type: "supplement", components: [{ componentId: "don", originals: 1 }] }, id);
    const back = await province.until(id, (one) => one.route?.ended !== undefined);
    expect(Date.parse(back.clock?.dueAt ?? "")).toBeGreaterThan(Date.parse(clock?.dueAt ?? ""));
    await decide(province, back);
    await giveBack(province, back);
    expect(documents("departments", code)).toMatchObject([{ state: "done", supplements: [{ SendingNumber: 1 }] }]);
    await expectEnd(province, id, "10");
  });

  it("R-B06 withdrawn while the department works: the transfer is called off there", async () => {
    const { id, code } = await received(province, "1.010803", 33);
    await province.later(3);
    await province.run(OFFICER, { type: "withdraw", reason: "Người nộp chuyển nơi ở" }, id);
    await province.later(48);
    expect(await province.dossier(id)).toMatchObject({ status: "withdrawn", transfers: [{ state: "cancelled", open: false }] });
    expect(documents("departments", code)).toMatchObject([
      { state: "cancelled", cancelled: { Reason: expect.stringContaining("chuyển nơi ở") } },
    ]);
    expect(await province.undone()).toEqual([]);
  });
});

describe("R-B11 a department that refuses", () => {
  it("R-B11 R-B06 the route ends refused; a person of the commune gives the reasons, and the papers go back", async () => {
    const { id, code } = await received(province, "1.010812", 35);
    await province.door("departments", "/refuse", { docCode: code, data: { Comment: "Không thuộc đối tượng" } });
    await province.settle();
    const back = await province.dossier(id);
    expect(legsOf(back)).toEqual(["so-noi-vu: refused"]);
    expect(back).toMatchObject({ status: "processing", route: { ended: { outcome: "refused" } } });
    expect(legOf(back, "so-noi-vu")?.result?.note).toContain("Không thuộc đối tượng");
    await province.run(leaderOf(back.agencyId), { type: "refuse", reason: "Không thuộc đối tượng theo quy định" }, id);
    await giveBack(province, back);
    expect(documents("departments", code)).toMatchObject([{ state: "refused" }]);
    await expectEnd(province, id, "10");
  });
});

describe("R-B06 commune → province → ministry → back", () => {
  it("R-B06 1.010816: the department submits, the ministry decides by the submission's number, the commune gives the result", async () => {
    const { id, code } = await received(province, "1.010816", 34, { caseKey: "nhiem" });
    expect(legsOf(await province.dossier(id))).toEqual(["so-noi-vu: accepted"]);
    const ResultData = [{ Name: "submissionNumber", Value: "12/TTr-SNV" }];
    await province.door("departments", "/finish", { docCode: code, data: { ResultData } });
    await province.settle();
    const higher = await province.dossier(id);
    expect(higher).toMatchObject({
      status: "forwarded",
      transfers: [{ state: "done" }, { state: "accepted", toAgencyId: "G09" }],
    });
    const back = await province.until(id, (one) => one.route?.ended !== undefined);
    expect(back).toMatchObject({ status: "processing", route: { ended: { outcome: "done" } } });
    expect(back.decision).toBeUndefined();
    await decide(province, back);
    await giveBack(province, back);
    expect(documents("departments", code)).toMatchObject([{ state: "done" }]);
    expect(documents("ministry", code)).toMatchObject([
      { state: "done", sent: { ToOrganCode: "G09", Handed: [{ Name: "submissionNumber", Value: "12/TTr-SNV" }] } },
    ]);
    await expectEnd(province, id, "10");
  });
});
