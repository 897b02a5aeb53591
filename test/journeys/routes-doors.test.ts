/** What comes and goes beside the routes: iGate sites (R-G02), identity checks (R-I02), SMS (R-G08, R-E02, R-E03). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { businessForm, citizen, decide, file, giveBack, legOf, OFFICER, officerOf, receive, received } from "./routes-people.ts";

/** The commune whose one-stop software is the simulated iGate. */
const SITE = "H57.132";
const OFFICER_NUMBER = "001088000001";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

describe("R-G02 an iGate site", () => {
  it("R-G02 R-G03 pushes a dossier: received, routed through the tax office, and iGate hears progress and result", async () => {
    const applicant = {
      fullname: "Nguyễn Văn Thử",
      ownerFullname: "Nguyễn Văn Thử",
      identityNumber: "001099000141",
      phoneNumber: "+84900000141",
    };
    const { code: igateCode } = await province.door("igate", "/file", { procedureCode: "1.001612", agencyCode: SITE, applicant });
    await province.door("igate", "/push", { event: "new", code: igateCode });
    const alias = String(igateCode);
    const { id } = await province.dossier(alias);
    // iGate's own form has no section that the route needs: the officer completes the declaration first (R-A02).
    const officer = officerOf(SITE);
    await province.run(officer, { type: "check", outcome: "valid" }, id);
    const dueAt = new Date(Date.parse(province.now()) + 14 * 86_400_000).toISOString();
    expect(await province.refusal(officer, { type: "receive", dueAt }, id)).toBe("dossier.form-incomplete");
    await province.run(officer, { type: "amend", form: businessForm(41) }, id);
    const taken = await receive(province, id, officer);
    expect(taken).toMatchObject({ agencyId: SITE, transfers: [{ transferId: "cap-mst", state: "accepted" }] });

    await province.door("tax", "/tax-code", { MaHoSo: taken.code });
    await province.settle();
    const back = await province.dossier(id);
    expect(back).toMatchObject({ status: "processing", route: { ended: { outcome: "done" } } });
    await decide(province, back);
    await giveBack(province, back);
    const heard = province.held("igate", "log", alias) as readonly { readonly requestBody: { readonly trangThai: number } }[];
    expect(heard.map((one) => one.requestBody.trangThai).filter((state, index, all) => state !== all[index - 1])).toEqual([
      1, 3, 4, 5,
    ]);
    expect(province.held("igate", "dossiers", alias)).toMatchObject([{ own: true, status: 5 }]);
    expect(province.held("tax", "registrations", taken.code)).toMatchObject([{ state: "3", times: 1 }]);
    await expectEnd(province, id, "10");
  });

  it("R-G02 R-B06 a dossier sent to iGate by hand comes back with its result, filed there once though the answer was lost", async () => {
    const { id, code } = await received(province, "1.004884", 42);
    province.fault("igate", { kind: "loseAnswer", match: { method: "POST", path: "/pa/dossier/--apply-online/" }, times: 1 });
    const carrier = { lane: "igate", operation: "deliverDossier" };
    await province.run(
      OFFICER,
      { type: "forward", transferId: "xac-minh", toAgencyId: SITE, purpose: "Xác minh hộ tịch", carrier },
      id,
    );
    await province.settle();
    expect(province.mend("igate")).toBe(1);
    expect(legOf(await province.dossier(id), "xac-minh")).toMatchObject({ lane: "igate", state: "sent" });
    await province.door("igate", "/act", { code, act: "takeIn", comment: "Hồ sơ hợp lệ" });
    await province.until(id, (one) => legOf(one, "xac-minh")?.state === "accepted");
    await province.door("igate", "/act", { code, act: "finish", comment: "Đã xác minh" });
    const back = await province.until(id, (one) => legOf(one, "xac-minh")?.open === false);
    expect(back).toMatchObject({ status: "processing" });
    expect(legOf(back, "xac-minh")?.result).toMatchObject({
      outcome: "done",
      data: { igateCode: expect.stringContaining(`${SITE}-`) },
      documents: [{ mediaType: "application/pdf" }],
    });
    await decide(province, back);
    await giveBack(province, back);
    expect(province.held("igate", "dossiers", code)).toMatchObject([{ own: false, status: 5, request: { nationCode: code } }]);
    await expectEnd(province, id, "10");
  });
});

describe("R-I02 the population database", () => {
  it("R-I02 R-G05 a look-up during intake carries officer and purpose, and is audited at both sides", async () => {
    const known = { ...citizen(12), identityNumber: "001099000012", birthDate: "1999-01-05" };
    const id = await file(province, "1.004884", 43, { applicant: known });
    const check = { checkId: "doi-chieu-1", who: "applicant", purpose: "Đối chiếu người nộp hồ sơ" } as const;
    await province.run(OFFICER, { type: "checkIdentity", ...check, officerIdentityNumber: OFFICER_NUMBER }, id);
    await province.settle();
    const checked = await province.dossier(id);
    expect(checked.identityChecks).toMatchObject([{ ...check, by: OFFICER.name, answer: { outcome: "matched", differing: [] } }]);
    expect((await province.hub.timeline(id)).filter((event) => event.type === "identityCheckRequested")).toMatchObject([
      { actor: { id: `mot-cua/${OFFICER.id}` }, data: { officerIdentityNumber: OFFICER_NUMBER } },
    ]);
    const asked = province.held("police", "queries", "001099000012");
    expect(asked).toMatchObject([{ operation: "TraCuuThongTinCongDan", MaCanBo: OFFICER_NUMBER, found: 1 }]);
    expect(decodeURIComponent(JSON.stringify(asked))).toContain(check.purpose);
    const { code } = await receive(province, id);
    expect(code).toBeDefined();
    const decidedHere = await province.dossier(id);
    await decide(province, decidedHere);
    await giveBack(province, decidedHere);
    await expectEnd(province, id, "10");
  });
});

describe("R-G08 SMS", () => {
  it("R-G08 R-E02 R-E03 who opted in gets a notice of each change and pays for it, and TRACUU answers; who did not gets none", async () => {
    const { id, code = "" } = await received(province, "1.004884", 44, { notices: { sms: true } });
    const silent = await received(province, "1.004884", 45);
    const answered = await province.door("sms", "/mo", { from: "84900000144", text: `tra cứu ${code}` });
    expect(answered["incoming"]).toMatchObject({ reply: expect.stringContaining(code) });
    expect(answered["incoming"]).not.toHaveProperty("replyRefused");
    for (const one of [id, silent.id]) {
      const dossier = await province.dossier(one);
      await decide(province, dossier);
      await giveBack(province, dossier);
    }
    const sent = province.held("sms", "messages", "84900000144") as readonly {
      readonly template: string;
      readonly payer: string;
    }[];
    expect(sent.map(({ template, payer }) => [template, payer])).toEqual([
      ["received", "recipient"],
      ["result", "recipient"],
      ["returned", "recipient"],
    ]);
    expect(province.held("sms", "messages", "84900000145")).toEqual([]);
    expect(province.held("sms", "refusals", "")).toEqual([]);
    const last = await province.door("sms", "/mo", { from: "84900000144", text: `TRACUU ${code}` });
    expect(last["incoming"]).toMatchObject({ reply: expect.stringMatching(/tra ket qua/i) });
    await expectEnd(province, id, "10");
    await expectEnd(province, silent.id, "10");
  });
});
