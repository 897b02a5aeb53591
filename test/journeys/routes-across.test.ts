/** One partner's dossier through another partner: what one asks, the other's citizen brings; what one decides, the other hears (R-B06, R-B10, J04). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE_PDF } from "../../simulators/kit/push.ts";
import { expectEnd, openProvince, type Province } from "./province.ts";
import { citizen, decide, giveBack, legOf, OFFICER, officerOf, receive } from "./routes-people.ts";

/** The commune whose one-stop software is the simulated iGate. */
const SITE = "H57.132";

let province: Province;
beforeAll(async () => {
  province = await openProvince();
});
afterAll(() => province.close());

const isChange = (state: number, index: number, all: readonly number[]): boolean => state !== all[index - 1];

describe("R-B10 R-G02 iGate → department → iGate", () => {
  it("R-B10 R-G02 R-G09 what the department asks for, the iGate site brings, and the department gets it", async () => {
    const filed = await province.door("igate", "/file", { procedureCode: "1.004884", agencyCode: SITE });
    const igateCode = String(filed["code"]);
    await province.door("igate", "/push", { event: "new", code: igateCode });
    const officer = officerOf(SITE);
    const { id, code } = await receive(province, igateCode, officer);
    const carrier = { lane: "departments", operation: "resolve" };
    await province.run(
      officer,
      { type: "forward", transferId: "xac-minh", toAgencyId: "H57.02", purpose: "Xác minh", carrier },
      id,
    );
    await province.settle();
    const Supplementaries = [{ PaperCode: "giay-to-cu", Reason: "Bản sao mờ" }];
    await province.door("departments", "/ask-supplement", { docCode: code, data: { Supplementaries } });
    await province.run(
      officer,
      { type: "requestSupplement", missing: [{ componentId: "giay-to-cu", reason: "Bản sao mờ" }] },
      id,
    );
    await province.settle();
    expect(province.held("igate", "dossiers", igateCode)).toMatchObject([
      { status: 1, comment: expect.stringContaining("Bản sao mờ") },
    ]);
    await province.door("igate", "/push", { event: "supplement", code: igateCode });
    await province.settle();
    expect(province.held("departments", "documents", code)).toMatchObject([
      { state: "processing", supplements: [{ Attachments: [{ Base64: expect.any(String) }] }] },
    ]);
    await province.door("departments", "/finish", { docCode: code });
    await province.settle();
    const back = await province.dossier(id);
    expect(legOf(back, "xac-minh")).toMatchObject({ state: "done" });
    await decide(province, back);
    await giveBack(province, back);
    const log = province.held("igate", "log", igateCode) as readonly { readonly requestBody: { readonly trangThai: number } }[];
    expect(log.map((one) => one.requestBody.trangThai).filter(isChange)).toEqual([1, 3, 2, 3, 4, 5]);
    expect(province.held("igate", "dossiers", igateCode)).toMatchObject([{ own: true, status: 5, results: [{}] }]);
    await expectEnd(province, id, "10");
  });
});

describe("R-G01 R-B06 national portal → department → portal", () => {
  it("R-G01 R-B06 a dossier of the portal goes its route, and the portal hears each state once under its own code", async () => {
    const person = citizen(71);
    const data = {
      MaHoSo: "G22.99.03-260302-0071",
      MaTTHC: "1.010814",
      DonViXuLy: "H57.101",
      ChuHoSo: person.fullName,
      MaDoiTuong: "TECHID-71",
      DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: person.identityNumber }],
      SoDienThoai: person.phone,
      TaiLieuNop: [{ TenTepDinhKem: "don.pdf", MaThanhPhanHoSo: "don", Base64: SAMPLE_PDF }],
    };
    await province.door("dvc-portal", "/push", { kind: "dossier", data });
    const { id, code } = await receive(province, data.MaHoSo);
    await province.door("departments", "/finish", { docCode: code });
    await province.settle();
    const back = await province.dossier(id);
    expect(back).toMatchObject({ fromLane: "dvc-portal", status: "processing", route: { ended: { outcome: "done" } } });
    await decide(province, back);
    await giveBack(province, back);
    const [told] = province.held("dvc-portal", "pushed", data.MaHoSo) as readonly {
      readonly MaHoSoDonVi: string;
      readonly statuses: readonly { readonly TrangThai: string; readonly double: boolean }[];
    }[];
    expect(told?.MaHoSoDonVi).toBe(code);
    expect(told?.statuses.map((one) => Number(one.TrangThai)).filter(isChange)).toHaveLength(told?.statuses.length ?? 0);
    expect(told?.statuses.at(-1)).toMatchObject({ TrangThai: "10", double: false });
    expect(province.held("departments", "documents", code)).toMatchObject([{ state: "done" }]);
    await expectEnd(province, id, "10");
  });
});

describe("R-B10 R-G01 liên thông hub → police", () => {
  it("R-B10 R-B06 papers that the police ask for after the birth is registered: the hub is not told a state it would refuse", async () => {
    const filed = await province.door("civil-status", "/file", {
      kind: "birth",
      ward: "19101",
      data: { maGCS: "GCS-2026-000072" },
    });
    const number = String(filed["maHoSo"]);
    await province.later(1);
    const { id, code } = await receive(province, number);
    await province.until(id, (one) => legOf(one, "thuong-tru")?.state === "accepted");
    const note = "Thiếu ý kiến chủ hộ";
    await province.door("police", "/ask", { number: `${code}.thuong-tru.1`, note, missing: [{ LyDo: note }] });
    await province.until(id, (one) => one.inquiry !== undefined);
    await province.run(OFFICER, { type: "requestSupplement", missing: [{ componentId: "tk", reason: note }] }, id);
    await province.later(24);
    await province.run(OFFICER, { type: "supplement", components: [{ componentId: "tk", originals: 1 }] }, id);
    const done = await province.until(id, (one) => one.status === "decided");
    await giveBack(province, done);
    expect(province.held("police", "filings", code)).toMatchObject([{ state: "5", supplements: [{}] }]);
    expect(province.held("civil-status", "hub.dossiers", number)).toMatchObject([{ states: [1, 3, 7, 4, 5] }]);
    expect(province.held("civil-status", "hub.refused", number)).toEqual([]);
    await expectEnd(province, id, "10");
  });
});
