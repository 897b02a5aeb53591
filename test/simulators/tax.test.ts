import { beforeEach, describe, expect, it } from "vitest";
import type { TokenReply } from "../../adapters/kit/contract/gateway-token.ts";
import { LGSP_HEADER, lookUpResult, PATHS, PHRASES, type Reply, reply } from "../../adapters/tax/contract/access.ts";
import { hookReply, noticeMessage, noticeRows, returnMessage, taxCodeMessage } from "../../adapters/tax/contract/notice.ts";
import * as samples from "../../adapters/tax/contract/samples.ts";
import { proof, registration, type Slip, slip, withdrawal } from "../../adapters/tax/contract/slip.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import tax from "../../simulators/tax/simulator.ts";
import { call, door } from "./calls.ts";

const NOW = "2026-03-04T14:00:00+07:00";
const { sampleAccount, sampleProof, sampleRegistration, sampleSlip } = samples;
const CODE = "H57.101-260302-0001";
const basic = `Basic ${Buffer.from(`${sampleAccount.clientId}:${sampleAccount.clientSecret}`).toString("base64")}`;
const lgsp = Buffer.from(JSON.stringify(samples.sampleLgspAccess)).toString("base64");

let office: Simulation;
let token: string;

const askToken = (authorization = basic, form = "grant_type=client_credentials") =>
  call<TokenReply>(office, "POST", PATHS.token, form, { "content-type": "application/x-www-form-urlencoded", authorization });
const open = async (settings: SimulationSettings = {}) => {
  office = createSimulation(tax, { now: NOW, ...settings });
  token = (await askToken()).body.access_token;
};
const auth = (): Record<string, string> => ({ authorization: `Bearer ${token}`, [LGSP_HEADER]: lgsp });
const post = async (path: string, body: unknown): Promise<Reply> => (await call<Reply>(office, "POST", path, body, auth())).body;
const slipWith = (change: Partial<Slip["Data"]>): Slip => ({ ...sampleSlip, Data: { ...sampleSlip.Data, ...change } });
const lookUp = async (Loai: string, So: string): Promise<Reply> =>
  (await call<Reply>(office, "GET", `${PATHS.lookUp}?${new URLSearchParams({ Loai, So }).toString()}`, undefined, auth())).body;
const numberOf = (index: number): string => {
  const { notices } = office.parts.state() as { notices: { number: string }[] };
  return notices[index]?.number ?? "";
};
/** Notices for the sample slip, pushed to a hub that takes everything. */
const withNotices = async (how: Record<string, unknown> = {}) => {
  await open({ fetch: async () => Response.json({ error_code: "0", message: "Đã nhận" }) });
  await post(PATHS.slip, sampleSlip);
  await door(office, "POST", "/notices", { MaHoSo: CODE, ...how });
};
const proofWith = (payment: Partial<typeof sampleProof.Data.ThongTinThanhToan>, more: Partial<typeof sampleProof.Data> = {}) => ({
  ...sampleProof,
  Data: { ...sampleProof.Data, ...more, ThongTinThanhToan: { ...sampleProof.Data.ThongTinThanhToan, ...payment } },
});

beforeEach(() => open());

describe("the tax side's samples are what the contract says", () => {
  it.each([
    ["slip", slip, sampleSlip],
    ["reply", reply, samples.sampleReply],
    ["repeated", reply, samples.sampleRepeated],
    ["look-up", lookUpResult, samples.sampleLookUp],
    ["registration", registration, sampleRegistration],
    ["proof", proof, sampleProof],
    ["withdrawal", withdrawal, samples.sampleWithdrawal],
    ["rows of a notice", noticeRows, samples.sampleNoticeRows],
    ["notice", noticeMessage, samples.sampleNotice],
    ["return", returnMessage, samples.sampleReturn],
    ["tax code", taxCodeMessage, samples.sampleTaxCode],
    ["the hub's answer", hookReply, samples.sampleHookReply],
  ])("R-G03 [§5.5] %s: nothing in the sample is lost or changed by the schema", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });
});

describe("the door of the LGSP", () => {
  it("R-G03 [§1.1] gives a token for Basic credentials and client_credentials only", async () => {
    expect((await askToken()).body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    expect((await askToken("Basic c2FpOnNhaQ==")).status).toBe(401);
    expect((await askToken(basic, "grant_type=password")).status).toBe(400);
  });
  it("R-G03 [§1.1] answers 401 without a token, with a strange one, and once it has ended", async () => {
    const status = async (authorization: string) =>
      (await call(office, "POST", PATHS.slip, sampleSlip, { ...auth(), authorization })).status;
    expect(await status("")).toBe(401);
    expect(await status("Bearer la")).toBe(401);
    office.clock.advance(3_600_000);
    expect(await status(`Bearer ${token}`)).toBe(401);
  });
  it.each([
    ["missing", ""],
    ["no base64 of JSON", "%%%"],
    ["of another application", Buffer.from(JSON.stringify({ ...samples.sampleLgspAccess, AppName: "khac" })).toString("base64")],
  ])("R-G03 [§1.1] answers 403 where the LGSP header is %s", async (_name, header) => {
    const { status } = await call(office, "POST", PATHS.slip, sampleSlip, { ...auth(), [LGSP_HEADER]: header });
    expect(status).toBe(403);
  });
  it("R-G03 [§1.1] a province whose LGSP wants no such header gets by without", async () => {
    await open({ options: { lgsp: null } });
    const { body } = await call<Reply>(office, "POST", PATHS.slip, sampleSlip, { authorization: `Bearer ${token}` });
    expect(body.error_code).toBe("0");
  });
});

describe("slips (Mẫu số 19)", () => {
  it("R-G03 [§5.5] a good slip is taken in under the office's own number, and can be looked up", async () => {
    expect(await post(PATHS.slip, sampleSlip)).toEqual(samples.sampleReply);
    expect(lookUpResult.parse((await lookUp("PHIEUCHUYEN", sampleSlip.Data.SoPhieu)).result)).toEqual(samples.sampleLookUp);
    expect((await lookUp("PHIEUCHUYEN", "khác/1/PCTT")).result).toBeNull();
    expect(office.parts.counts()).toMatchObject({ "Phiếu chuyển": 1, "Lần từ chối": 0 });
  });

  const [parcel] = sampleSlip.Data.ThongTinThuaDat;
  const user = sampleSlip.Data.NguoiSuDungDat;
  it.each([
    ["no section I", { ThongTinHoSo: undefined }, "mục I"],
    ["no section II", { NguoiSuDungDat: undefined }, "mục II"],
    ["no section III", { ThongTinThuaDat: undefined }, "mục III"],
    ["an empty section III", { ThongTinThuaDat: [] }, "mục III"],
    ["a parcel without its area", { ThongTinThuaDat: [{ ...parcel, DienTich: undefined }] }, "diện tích"],
    ["a parcel without its map sheet", { ThongTinThuaDat: [{ ...parcel, ToBanDoSo: "" }] }, "số tờ bản đồ"],
    ["a second parcel without its number", { ThongTinThuaDat: [parcel, { ...parcel, ThuaDatSo: null }] }, "thửa thứ 2, số thửa"],
    ["a parcel of no size", { ThongTinThuaDat: [{ ...parcel, DienTich: 0 }] }, "diện tích (DienTich) không hợp lệ"],
    ["areas that do not add up", { ThongTinThuaDat: [{ ...parcel, DienTichRieng: 60, DienTichChung: 30 }] }, "thửa thứ 1"],
    ["nobody's number", { NguoiSuDungDat: { ...user, SoDinhDanh: undefined } }, "mã số thuế hoặc số định danh"],
    [
      "a day that does not exist",
      { ThongTinHoSo: { ...sampleSlip.Data.ThongTinHoSo, NgayNhanHoSoDayDu: "30-02-2026" } },
      "ngày nhận đủ",
    ],
    ["another dossier's number", { SoPhieu: "H57.101-260302-0009/1/PCTT" }, "không ứng với mã hồ sơ"],
    ["a number of no agreed shape", { SoPhieu: CODE }, "số phiếu (SoPhieu) không hợp lệ"],
  ])("R-G03 [§5.5] refuses in prose, with HTTP 200: %s", async (_name, change, phrase) => {
    const answer = await post(PATHS.slip, slipWith(change as Partial<Slip["Data"]>));
    expect(answer.error_code).not.toBe("0");
    expect(answer.message).toContain(phrase);
    expect(office.parts.counts()).toMatchObject({ "Phiếu chuyển": 0, "Lần từ chối": 1 });
  });
  it("R-G03 [§5.5] a body that is no JSON is refused the same way", async () => {
    expect((await post(PATHS.slip, "phiếu")).message).toContain("không đúng định dạng");
  });

  it("R-G03 [§5.5] a slip number seen twice with the same content is harmless, whenever it was sent", async () => {
    await post(PATHS.slip, sampleSlip);
    const again = await post(PATHS.slip, { ...sampleSlip, Ngay: "20260302093000" });
    expect(again).toMatchObject({ error_code: "0", message: expect.stringContaining(PHRASES.repeated) });
    expect(again.result).toEqual(samples.sampleReply.result);
    expect(office.parts.state()).toMatchObject({ slips: [{ times: 2 }] });
  });
  it("R-G03 [§5.5] a slip number seen twice with other content is refused", async () => {
    await post(PATHS.slip, sampleSlip);
    const other = await post(PATHS.slip, slipWith({ TenCoQuanChuyen: "Cơ quan khác" }));
    expect(other).toMatchObject({ error_code: "-1", message: expect.stringContaining(PHRASES.numberInUse) });
  });
  it("R-G03 [§5.5] a slip that came back wrong is refused under its old number, corrected or not, and taken under the next", async () => {
    await withNotices();
    await door(office, "POST", "/return", { MaHoSo: CODE, LyDo: "Sai diện tích" });
    for (const message of [
      sampleSlip,
      slipWith({ ThongTinThuaDat: [{ ...(parcel as NonNullable<typeof parcel>), DienTich: 120 }] }),
    ])
      expect(await post(PATHS.slip, message)).toMatchObject({
        error_code: "-1",
        message: expect.stringContaining(PHRASES.newNumber),
      });
    expect(await post(PATHS.slip, slipWith({ SoPhieu: `${CODE}/2/PCTT` }))).toMatchObject({ error_code: "0" });
  });
});

describe("registrations of household businesses", () => {
  it("R-G03 [§5.5] taken in, repeated harmlessly, refused without the owner's number", async () => {
    expect(await post(PATHS.registration, sampleRegistration)).toMatchObject({ error_code: "0" });
    expect((await post(PATHS.registration, sampleRegistration)).message).toContain(PHRASES.repeated);
    const { ChuHo } = sampleRegistration.Data;
    const without = { ...sampleRegistration, Data: { ...sampleRegistration.Data, ChuHo: { ...ChuHo, SoDinhDanh: undefined } } };
    expect((await post(PATHS.registration, without)).message).toContain(PHRASES.missing);
    expect((await lookUp("DANGKYTHUE", sampleRegistration.Data.SoPhieu)).result).toMatchObject({ TrangThai: "1" });
  });
});

describe("proofs of payment", () => {
  const right = () => proofWith({ MaThongBaoThue: numberOf(0), SoTien: 3_000_000 });
  it("R-G03 [§5.5] taken for a notice of the office, and again as the same", async () => {
    await withNotices();
    expect(await post(PATHS.proof, right())).toMatchObject({ error_code: "0" });
    expect((await post(PATHS.proof, right())).message).toContain(PHRASES.repeated);
    expect((await lookUp("CHUNGTU", numberOf(0))).result).not.toBeNull();
    expect(office.parts.counts()).toMatchObject({ "Chứng từ nộp": 1 });
  });
  it("R-G03 [§5.5] refused for an unknown notice", async () => {
    await withNotices();
    expect(await post(PATHS.proof, sampleProof)).toMatchObject({ error_code: "0" });
    const unknown = await post(PATHS.proof, proofWith({ MaThongBaoThue: "LTB0000-TK9999999/TB-HUE" }));
    expect(unknown).toMatchObject({ error_code: "-1", message: expect.stringContaining(PHRASES.unknownNotice) });
  });
  it("R-G03 [§5.5] refused for a wrong sum, for another dossier, for a tax code that is not the notice's", async () => {
    await withNotices();
    const wrong = await post(PATHS.proof, proofWith({ MaThongBaoThue: numberOf(0), SoTien: 2_999_999 }));
    expect(wrong.message).toContain(PHRASES.wrongSum);
    const strange = await post(PATHS.proof, proofWith({ MaThongBaoThue: numberOf(0) }, { MaHoSo: "H57.101-260302-0002" }));
    expect(strange.message).toContain(PHRASES.unknownNotice);
    const payer = await post(PATHS.proof, proofWith({ MaThongBaoThue: numberOf(0) }, { MaSoThue: "001099000099" }));
    expect(payer.message).toContain("không phải của thông báo");
    expect(office.parts.counts()).toMatchObject({ "Chứng từ nộp": 0 });
  });
  it("R-G03 [§5.5] refused the second time with different content", async () => {
    await withNotices();
    await post(PATHS.proof, right());
    const other = await post(PATHS.proof, proofWith({ MaThongBaoThue: numberOf(0), ThoiGianThanhToan: "20260306101000" }));
    expect(other).toMatchObject({ error_code: "-1", message: expect.stringContaining(PHRASES.otherProof) });
  });
});

describe("what is withdrawn", () => {
  it("R-G03 [§5.5] a slip called off, twice as harmlessly as once; nothing is set for it any more", async () => {
    await withNotices();
    expect(await post(PATHS.withdrawal, samples.sampleWithdrawal)).toMatchObject({ error_code: "0" });
    expect((await post(PATHS.withdrawal, samples.sampleWithdrawal)).message).toContain(PHRASES.repeated);
    expect((await lookUp("PHIEUCHUYEN", sampleSlip.Data.SoPhieu)).result).toMatchObject({ TrangThai: "4" });
    expect((await door(office, "POST", "/notices", { MaHoSo: CODE })).status).toBe(404);
    expect((await post(PATHS.slip, sampleSlip)).message).toContain(PHRASES.newNumber);
  });
  it("R-G03 [§5.5] refused where the notices are paid, and where there is no such slip", async () => {
    await withNotices();
    await post(PATHS.proof, proofWith({ MaThongBaoThue: numberOf(0), SoTien: 3_000_000 }));
    expect((await post(PATHS.withdrawal, samples.sampleWithdrawal)).message).toContain(PHRASES.alreadyPaid);
    const strange = { ...samples.sampleWithdrawal, Data: { ...samples.sampleWithdrawal.Data, SoPhieu: "x/1/PCTT" } };
    expect((await post(PATHS.withdrawal, strange)).message).toContain(PHRASES.unknownSlip);
  });
});
