/** Birth and death through every agency concerned (R-B06): registry, police, social insurance, departments, and the liên thông hub they came from. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../core/dossier/types.ts";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { birthForm, deathForm, decide, file, giveBack, legOf, legsOf, OFFICER, receive, received } from "./routes-people.ts";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

const decided = (dossier: Dossier): boolean => dossier.status === "decided";
const cards = (code: string | undefined) =>
  province.held("social-insurance", "transactions", code).filter((one) => JSON.stringify(one).includes("DENGHICAPTHE"));
/** Filed by a citizen at the liên thông hub, fetched from there, received by the ward. */
const pulled = async (body: object): Promise<{ readonly dossier: Dossier; readonly number: string }> => {
  const number = String((await province.door("civil-status", "/file", { ward: "19101", ...body }))["maHoSo"]);
  await province.later(1);
  return { dossier: await receive(province, number), number };
};

describe("R-B06 the under-six trio", () => {
  it("R-B06 R-G01 2.002621 pulled from the liên thông hub goes birth → residence → card, and the hub hears 1→3→7→4→5", async () => {
    const { dossier, number } = await pulled({ kind: "birth", data: { maGCS: "GCS-2026-000011" } });
    const { code } = dossier;
    expect(dossier).toMatchObject({ procedure: { code: "2.002621" }, nationalCode: number });
    expect(legsOf(dossier)).toEqual(["khai-sinh: accepted"]);
    const done = await province.until(number, decided);
    expect(legsOf(done)).toEqual(["khai-sinh: done", "thuong-tru: done", "the-bhyt: done"]);
    expect(done.decision?.documents).toMatchObject([
      { name: "Giấy khai sinh", number: expect.any(String), file: { mediaType: "application/pdf" } },
      { name: "Thông báo kết quả giải quyết đăng ký thường trú", number: expect.any(String), file: {} },
      { name: "Thẻ bảo hiểm y tế", number: expect.any(String), file: {} },
    ]);
    await giveBack(province, done);

    const child = legOf(done, "khai-sinh")?.result?.data["personalNumber"];
    expect(province.held("civil-status", "registry.cases", code)).toMatchObject([
      { request: { maHoSoLT: number }, pushes: 1, registration: { soDinhDanh: child } },
    ]);
    expect(province.held("police", "filings", code)).toMatchObject([{ request: { ToKhai: { SoDinhDanh: child } }, state: "5" }]);
    expect(cards(code)).toMatchObject([{ state: "5", repeats: 0 }]);
    expect(province.held("civil-status", "hub.dossiers", number)).toMatchObject([{ confirmed: 1, states: [1, 3, 7, 4, 5] }]);
    expect(province.held("civil-status", "hub.refused", number)).toEqual([]);
    await expectEnd(province, number, "10");
  });

  it("R-B06 residence refused: the card is issued all the same, and the dossier comes back partly for the officer to decide", async () => {
    const { id, code } = await received(province, "2.000986", 12, { form: birthForm(12) });
    const atPolice = await province.until(id, (one) => legOf(one, "thuong-tru")?.state === "accepted");
    await province.door("police", "/refuse", { number: `${code}.thuong-tru.1`, note: "Chủ hộ không đồng ý" });
    const ended = await province.until(atPolice.id, (one) => one.route?.ended !== undefined);
    expect(legsOf(ended)).toEqual(["khai-sinh: done", "thuong-tru: refused", "the-bhyt: done"]);
    expect(ended).toMatchObject({ status: "processing", route: { ended: { outcome: "partly" } } });
    expect(legOf(ended, "the-bhyt")?.data).not.toHaveProperty("residenceConfirmed");
    await decide(province, ended);
    await giveBack(province, ended);

    expect(province.held("civil-status", "registry.cases", code)).toMatchObject([{ pushes: 1, registration: {} }]);
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "6", note: "Chủ hộ không đồng ý" }]);
    expect(cards(code)).toMatchObject([{ state: "5", repeats: 0 }]);
    await expectEnd(province, id, "10");
  });
});

describe("R-B06 the death group 2.002622", () => {
  it("R-B06 after the death is registered, residence removal and the insurance benefit go side by side", async () => {
    const filed = await file(province, "2.002622", 13, { channel: "online", declaredTruthful: true, form: deathForm(13) });
    const { code } = await receive(province, filed);
    const both = await province.until(filed, (one) => one.transfers.length > 1);
    expect(both.transfers.filter((one) => one.open).map((one) => [one.transferId, one.toAgencyId])).toEqual([
      ["xoa-thuong-tru", "G01.46"],
      ["tu-tuat-bhxh", "G24.46"],
    ]);
    const done = await province.until(filed, decided);
    expect(done.route?.skipped).toMatchObject([{ leg: "mai-tang-xa-hoi", reason: "notNeeded" }]);
    expect(done.decision?.documents.map((one) => one.name)).toEqual([
      "Trích lục khai tử",
      "Thông báo kết quả xóa đăng ký thường trú",
      "Quyết định giải quyết mai táng phí và tử tuất",
    ]);
    await giveBack(province, done);

    expect(province.held("civil-status", "registry.cases", code)).toMatchObject([{ request: { module: "LTKT" }, pushes: 1 }]);
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "5" }]);
    const claims = province.held("social-insurance", "transactions", code);
    expect(claims.filter((one) => JSON.stringify(one).includes("DENGHITUTUAT"))).toMatchObject([{ state: "5", repeats: 0 }]);
    expect(province.held("departments", "documents", code)).toEqual([]);
    await expectEnd(province, filed, "10");
  });

  it("R-B06 R-G09 without a social-insurance number the department's support takes the benefit's place", async () => {
    const { dossier, number } = await pulled({ kind: "death" });
    const { code } = dossier;
    const both = await province.until(number, (one) => one.transfers.length > 1);
    expect(both.transfers.filter((one) => one.open).map((one) => one.transferId)).toEqual(["xoa-thuong-tru", "mai-tang-xa-hoi"]);
    const done = await province.until(number, decided);
    expect(done.route?.skipped).toMatchObject([{ leg: "tu-tuat-bhxh", reason: "notNeeded" }]);
    await giveBack(province, done);

    const certificate = legOf(done, "khai-tu")?.result?.data["deathCertificateNumber"] ?? "";
    expect(province.held("departments", "documents", code)).toMatchObject([
      { state: "done", sent: { ToOrganCode: "H57.08", Handed: [{ Name: "deathCertificateNumber", Value: certificate }] } },
    ]);
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "5" }]);
    expect(province.held("social-insurance", "transactions", code)).toEqual([]);
    expect(province.held("civil-status", "hub.dossiers", number)).toMatchObject([{ states: [1, 3, 7, 4, 5] }]);
    await expectEnd(province, number, "10");
  });
});

describe("R-B10 a supplement in the middle of the trio", () => {
  it("R-B10 R-B06 the police ask for a paper: officer, applicant, police again; the legs before and after are not touched", async () => {
    const { id, code } = await received(province, "2.000986", 14, { form: birthForm(14) });
    await province.until(id, (one) => legOf(one, "thuong-tru")?.state === "accepted");
    await province.door("police", "/ask", {
      number: `${code}.thuong-tru.1`,
      note: "Thiếu ý kiến chủ hộ",
      missing: [{ LyDo: "Thiếu ý kiến chủ hộ" }],
    });
    const asked = await province.until(id, (one) => one.inquiry !== undefined);
    expect(asked.inquiry).toMatchObject({ transferId: "thuong-tru", missing: [{ reason: expect.stringContaining("chủ hộ") }] });
    const missing = [{ componentId: "y-kien-chu-ho", reason: "Công an cần ý kiến đồng ý của chủ hộ" }];
    await province.run(OFFICER, { type: "requestSupplement", missing }, id);
    expect(await province.dossier(id)).toMatchObject({
      status: "awaitingSupplement",
      clock: { stopped: { reason: "supplement" } },
    });
    await province.run(OFFICER, { type: "supplement", components: [{ componentId: "y-kien-chu-ho", originals: 1 }] }, id);
    const done = await province.until(id, decided);
    await giveBack(province, done);

    expect(province.held("police", "filings", code)).toMatchObject([{ state: "5", supplements: [{}] }]);
    expect(province.held("civil-status", "registry.cases", code)).toMatchObject([{ pushes: 1 }]);
    expect(cards(code)).toMatchObject([{ state: "5", repeats: 0 }]);
    await expectEnd(province, id, "10");
  });
});
