import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import {
  CODES,
  LOOK_UP_BATCH,
  PATHS,
  type SendReply,
  sendReply,
  type TokenReply,
  tokenReply,
} from "../../adapters/social-insurance/contract/gateway.ts";
import {
  birthNotice,
  deathNotice,
  HEALTH_CARD_NUMBER,
  SOCIAL_INSURANCE_NUMBER,
} from "../../adapters/social-insurance/contract/papers.ts";
import { REQUESTS, type RequestKind, supplementFile } from "../../adapters/social-insurance/contract/requests.ts";
import { type LookUpReply, lookUpReply, type ResultItem } from "../../adapters/social-insurance/contract/results.ts";
import * as samples from "../../adapters/social-insurance/contract/samples.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { escapeXml } from "../../simulators/kit/xml.ts";
import gateway from "../../simulators/social-insurance/simulator.ts";
import { call, door } from "./calls.ts";

const HOUR = 3_600_000;
const { username, password, facilityCode } = samples.sampleAccount;
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const FORM = { "content-type": "application/x-www-form-urlencoded" };

type Fields = Readonly<Record<string, string | undefined>>;
const xmlOf = (fields: Fields): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`<${name}>${escapeXml(value)}</${name}>`]))
    .join("");
const paperXml = (root: string, inner: string, fields: Fields, id = 'Id="Id-1"'): string =>
  `<?xml version="1.0" encoding="utf-8"?><${root}><${inner} ${id}>${xmlOf(fields)}</${inner}><CHUKYDONVI/></${root}>`;
const requestXml = (kind: string, inner: string, reference = "Id-1", more: Fields = {}): string =>
  `<HSCHUNGTU><THONGTINDONVI><MACSKCB>${more["facility"] ?? facilityCode}</MACSKCB></THONGTINDONVI><THONGTINHOSO Id="${reference}">` +
  `<NGAYLAP>20260302</NGAYLAP><SOLUONGHOSO>${more["count"] ?? "1"}</SOLUONGHOSO><DANHSACHHOSO><HOSO><FILEHOSO>` +
  `<LOAIHOSO>${kind}</LOAIHOSO><NOIDUNGFILE>${base64(inner)}</NOIDUNGFILE></FILEHOSO></HOSO></DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></HSCHUNGTU>`;

describe("R-G04 the simulated social insurance", () => {
  let eGW: Simulation;
  let token: { token: string; id_token: string };

  const login = async (form: Fields = { username, password: md5(password) }) =>
    (await call<TokenReply>(eGW, "POST", PATHS.token, String(new URLSearchParams(form as Record<string, string>)), FORM)).body;
  const renew = async (): Promise<void> => {
    const reply = tokenReply.parse(await login());
    token = { token: reply.APIKey?.access_token ?? "", id_token: reply.APIKey?.id_token ?? "" };
  };
  const open = async (settings: SimulationSettings = {}): Promise<void> => {
    eGW = createSimulation(gateway, { now: "2026-03-02T09:00:00+07:00", ...settings });
    await renew();
  };
  const post = async <T>(path: string, form: Fields): Promise<T> => {
    const whole = { maCskcb: facilityCode, username, password: md5(password), ...token, ...form };
    const kept = Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const answer = await call<T>(eGW, "POST", path, String(new URLSearchParams(kept)), FORM);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const send = (
    loaiHs: string,
    xml: string,
    change: Fields = {},
  ): Promise<SendReply & { maKetQua?: string; thongDiep?: string }> =>
    post(loaiHs === "39" ? PATHS.documents : PATHS.healthPapers, { loaiHs, fileBase64Str: base64(xml), ...change });
  const request = (kind: RequestKind, fields: Fields, reference = "Id-1") =>
    send("39", requestXml(kind, `<${kind}>${xmlOf(fields)}</${kind}>`, reference));
  const lookUp = async (by: Fields): Promise<readonly ResultItem[]> => {
    const reply = lookUpReply.parse(await post<LookUpReply>(PATHS.lookUp, by));
    expect(reply.MaKetQua).toBe(CODES.done);
    return reply.DanhSach ?? [];
  };
  const card = (change: Fields = {}, reference?: string) =>
    request("DENGHICAPTHE", { ...samples.sampleCardRequest, ...change }, reference);
  const later = async (ms: number): Promise<void> => {
    eGW.clock.advance(ms);
    await renew();
  };

  beforeEach(() => open());

  it.each([
    ["token", tokenReply, samples.sampleToken],
    ["sent", sendReply, samples.sampleSent],
    ["birth notice", birthNotice, samples.sampleBirthNotice],
    ["death notice", deathNotice, samples.sampleDeathNotice],
    ["card", REQUESTS.DENGHICAPTHE, samples.sampleCardRequest],
    ["insurance number", REQUESTS.DANGKYBHXH, samples.sampleInsuranceRequest],
    ["benefit", REQUESTS.DENGHITUTUAT, samples.sampleBenefitRequest],
    ["supplement", REQUESTS.BOSUNG, samples.sampleSupplement],
    ["file", supplementFile, samples.sampleSupplementFile],
    ["withdrawal", REQUESTS.RUTHOSO, samples.sampleWithdrawal],
    ["look-up", lookUpReply, samples.sampleLookUp],
  ])("sample %s: nothing is lost or changed by the schema", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });

  describe("token", () => {
    it("R-G04 [§5.4] wants the MD5 of the password, in hex", async () => {
      expect(await login()).toMatchObject({ maKetQua: "200", APIKey: { token_type: "Bearer", username, expires_in: 3600 } });
      expect(await login({ username, password })).toMatchObject({ maKetQua: "401" });
      expect(await login({ username, password: md5("sai") })).toMatchObject({ maKetQua: "401" });
      expect(await login({ username: "khac", password: md5(password) })).toMatchObject({ maKetQua: "401" });
    });
    it("can say its end as an instant", async () => {
      await open({ options: { expiresAsInstant: true } });
      expect(await login()).toMatchObject({ APIKey: { expires_in: "2026-03-02T03:00:00.000Z" } });
    });
    it("R-G04 [§5.4] answers code 501 once the session is over, and does nothing", async () => {
      eGW.clock.advance(HOUR);
      expect(await card()).toMatchObject({ maKetQua: "501", thongDiep: expect.stringContaining("đã hết hạn") });
      expect(await post(PATHS.lookUp, { maGD: "HS_1" })).toMatchObject({ maKetQua: "501" });
      expect(eGW.parts.state()).toMatchObject({ transactions: [] });
      await renew();
      expect(await card()).toMatchObject({ MaKetQua: "200" });
    });
    it("is ended by a door", async () => {
      expect((await door(eGW, "POST", "/expire", {})).body).toEqual({ ended: 1 });
      expect(await card()).toMatchObject({ maKetQua: "501" });
    });
    it.each([
      ["id_token of another session", { id_token: "khac" }, "401"],
      ["no id_token", { id_token: undefined }, "401"],
      ["plain password", { password }, "401"],
      ["another user", { username: "khac" }, "401"],
      ["unknown facility", { maCskcb: "99999" }, "402"],
    ])("R-G04 [§5.4] refuses %s", async (_name, change, maKetQua) => {
      const sent = await send("61", paperXml("HSDLGCS", "GIAYCHUNGSINH", samples.sampleBirthNotice), change);
      expect(sent).toMatchObject({ maKetQua });
      expect(eGW.parts.state()).toMatchObject({ transactions: [] });
    });
  });

  describe("papers", () => {
    const birth = (change: Fields = {}) => paperXml("HSDLGCS", "GIAYCHUNGSINH", { ...samples.sampleBirthNotice, ...change });
    const death = (change: Fields = {}) => paperXml("HSDLGBT", "GIAYBAOTU", { ...samples.sampleDeathNotice, ...change });

    it("R-G04 [§5.4] takes a birth notice as 61 and a death notice as 60", async () => {
      expect(await send("61", birth())).toEqual({
        MaKetQua: "200",
        MaGD: "HS_46001_000001",
        ThoiGianTiepNhan: "20260302090000",
      });
      expect(await send("60", paperXml("HSDLGBT", "GIAYBAOTU", samples.sampleDeathNotice, 'Id="Id-2"'))).toMatchObject({
        MaKetQua: "200",
        MaGD: "HS_46001_000002",
      });
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ LoaiHoSo: "GIAYCHUNGSINH", TrangThai: "1" }]);
      await later(1000 * HOUR);
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "1" }]);
    });
    it("the same certificate again is a duplicate with the first transaction", async () => {
      await send("61", birth());
      const again = paperXml("HSDLGCS", "GIAYCHUNGSINH", samples.sampleBirthNotice, 'Id="Id-2"');
      expect(await send("61", again)).toMatchObject({ MaKetQua: "206", MaGD: "HS_46001_000001" });
    });
    it.each([
      ["wrong root for loaiHs", "61", death(), "Thẻ gốc HSDLGBT không đúng với loaiHs 61"],
      ["birth notice as 60", "60", birth(), "Thẻ gốc HSDLGCS không đúng với loaiHs 60"],
      ["paper at the documents' service", "39", birth(), "Thẻ gốc HSDLGCS không đúng với loaiHs 39"],
      ["no name of the child", "61", birth({ TEN_CON: undefined }), "Thiếu trường bắt buộc TEN_CON"],
      ["empty name", "61", birth({ TEN_CON: " " }), "Thiếu trường bắt buộc TEN_CON"],
      ["ngaySinhCon of 8 digits", "61", birth({ NGAY_SINH_CON: "20260220" }), "Trường NGAY_SINH_CON không đúng định dạng"],
      ["ngaySinhCon that is no day", "61", birth({ NGAY_SINH_CON: "20260230063000" }), "NGAY_SINH_CON không phải ngày hợp lệ"],
      ["ngaySinhCon that is no time", "61", birth({ NGAY_SINH_CON: "20260220246000" }), "NGAY_SINH_CON không phải ngày hợp lệ"],
      ["ngayTv of 14 digits", "60", death({ NGAY_TV: "20260228053000" }), "Trường NGAY_TV không đúng định dạng"],
      ["gioiTinhCon beyond 3", "61", birth({ GIOI_TINH_CON: "4" }), "Trường GIOI_TINH_CON không đúng định dạng"],
      ["loaiGiayTo beyond 4", "60", death({ LOAI_GIAYTO: "5" }), "Trường LOAI_GIAYTO không đúng định dạng"],
      ["insurance number of 9 digits", "60", death({ MA_BHXH: "460000003" }), "Trường MA_BHXH không đúng định dạng"],
      ["mother's card of 14 characters", "61", birth({ MA_THE_NND: "GD446460000001" }), "Trường MA_THE_NND không đúng định dạng"],
      ["another facility inside", "60", death({ MACSKCB: "46002" }), "MACSKCB"],
      ["no reference", "61", paperXml("HSDLGCS", "GIAYCHUNGSINH", samples.sampleBirthNotice, ""), "Thiếu thuộc tính Id"],
      ["no paper", "61", "<HSDLGCS><CHUKYDONVI/></HSDLGCS>", "Thiếu thẻ GIAYCHUNGSINH"],
      ["no place for the signature", "61", birth().replace("<CHUKYDONVI/>", ""), "Thiếu thẻ CHUKYDONVI"],
      ["broken XML", "61", "<HSDLGCS>", "Tệp XML không đọc được"],
      ["DOCTYPE", "61", `<!DOCTYPE a>${birth().replace(/^<\?.*?\?>/, "")}`, "Tệp XML không đọc được"],
    ])("refuses with code 205 and prose: %s", async (_name, loaiHs, xml, says) => {
      expect(await send(loaiHs, xml)).toMatchObject({ MaKetQua: "205", ThongDiep: expect.stringContaining(says) });
      expect(eGW.parts.state()).toMatchObject({ transactions: [] });
    });
    it.each([
      ["no base64", { fileBase64Str: "không phải" }, "205", "base64"],
      ["not UTF-8", { fileBase64Str: Buffer.from([0x3c, 0xff, 0x3e]).toString("base64") }, "205", "UTF-8"],
      ["no file", { fileBase64Str: undefined }, "205", "Thiếu tham số fileBase64Str"],
      ["kind of another service", { loaiHs: "39" }, "205", "loaiHs 39 không hợp lệ"],
      ["unknown kind", { loaiHs: "62" }, "205", "loaiHs 62 không hợp lệ"],
    ])("R-G04 [§5.4] refuses %s", async (_name, change, MaKetQua, says) => {
      expect(await send("61", birth(), change)).toMatchObject({ MaKetQua, ThongDiep: expect.stringContaining(says) });
    });
    it("a file that is too large is code 1001", async () => {
      await open({ options: { maxFileBytes: 100 } });
      expect(await send("61", birth())).toMatchObject({ MaKetQua: "1001" });
    });
  });

  describe("requests", () => {
    it("card of a newborn: received, taken up, issued with number, card and file, by the clock", async () => {
      const { MaGD } = await card();
      const maGD = MaGD ?? "";
      expect(await lookUp({ maGD })).toMatchObject([{ MaGD, MaThamChieu: "Id-1", TrangThai: "1", ThoiGian: "20260302090000" }]);
      await later(2 * HOUR);
      expect(await lookUp({ maGD })).toMatchObject([{ TrangThai: "2", ThoiGian: "20260302110000", KetQua: null }]);
      await later(24 * HOUR);
      const [item] = await lookUp({ maGD });
      expect(item).toMatchObject({
        TrangThai: "5",
        ThoiGian: "20260303110000",
        KetQua: { MaSoBHXH: "4600000001", MaTheBHYT: "TE1464600000001", TenTep: "the-bhyt.pdf" },
      });
      expect(item?.KetQua?.MaTheBHYT).toMatch(HEALTH_CARD_NUMBER);
      expect(item?.KetQua?.MaSoBHXH).toMatch(SOCIAL_INSURANCE_NUMBER);
      expect(Buffer.from(item?.KetQua?.TepBase64 ?? "", "base64").toString()).toMatch(/^%PDF/);
    });
    it("R-G04 [§5.4] new cards carry ten digits only", async () => {
      await open({ options: { newCards: true } });
      const { MaGD } = await card();
      await door(eGW, "POST", "/finish", { MaGD });
      expect((await lookUp({ maGD: MaGD ?? "" }))[0]?.KetQua?.MaTheBHYT).toMatch(/^\d{10}$/);
    });
    it("insurance number, and benefit after a death", async () => {
      await request("DANGKYBHXH", samples.sampleInsuranceRequest, "Id-1");
      await request("DENGHITUTUAT", samples.sampleBenefitRequest, "Id-2");
      await later(26 * HOUR);
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "5", KetQua: { TenTep: "so-bhxh.pdf" } }]);
      expect(await lookUp({ maThamChieu: "Id-2" })).toMatchObject([
        { TrangThai: "5", KetQua: { SoQuyetDinh: "2/QĐ-BHXH", SoTien: 23_400_000 } },
      ]);
    });
    it("the same birth certificate twice: the earlier transaction, and one card", async () => {
      const first = await card();
      const second = await card({ SO_HOSO: "H57.102-260302-0009" }, "Id-2");
      expect(second).toMatchObject({
        MaKetQua: "206",
        MaGD: first.MaGD,
        ThongDiep: expect.stringContaining("đã tiếp nhận trước đó"),
      });
      expect(eGW.parts.state()).toMatchObject({ transactions: [{ repeats: 1 }] });
    });
    it("what was refused or sent back may be asked again; what was issued may not", async () => {
      const { MaGD } = await card();
      await door(eGW, "POST", "/return", { MaGD, note: "Sai ngày sinh" });
      const again = await card({}, "Id-2");
      expect(again).toMatchObject({ MaKetQua: "200" });
      expect(again.MaGD).not.toBe(MaGD);
      await door(eGW, "POST", "/finish", { MaGD: again.MaGD });
      expect(await card({}, "Id-3")).toMatchObject({ MaKetQua: "206", MaGD: again.MaGD });
    });
    it.each([
      ["on the eve of the sixth birthday", "20200303", "200"],
      ["on the sixth birthday", "20200302", "207"],
    ])("a child %s", async (_name, NGAY_SINH, MaKetQua) => {
      expect(await card({ NGAY_SINH })).toMatchObject({ MaKetQua });
    });
    it.each([
      ["no birth certificate", { SO_GIAYKHAISINH: undefined }, "Thiếu trường bắt buộc SO_GIAYKHAISINH"],
      ["personal number of 9 digits", { SO_DINHDANH: "046226000" }, "Trường SO_DINHDANH không đúng định dạng"],
      ["hospital of 4 digits", { MA_DKBD: "4600" }, "Trường MA_DKBD không đúng định dạng"],
    ])("refuses a card request: %s", async (_name, change, says) => {
      expect(await card(change)).toMatchObject({ MaKetQua: "205", ThongDiep: says });
    });
    it.each([
      ["unknown LOAIHOSO", requestXml("KHAC", "<KHAC/>"), "LOAIHOSO KHAC không có trong danh mục"],
      ["LOAIHOSO of an object's own", requestXml("toString", "<toString/>"), "LOAIHOSO toString không có trong danh mục"],
      ["content of another kind", requestXml("DENGHICAPTHE", "<DANGKYBHXH/>"), "không khớp LOAIHOSO"],
      ["content that is no XML", requestXml("DENGHICAPTHE", "khác"), "Tệp XML không đọc được"],
      ["another facility", requestXml("DENGHICAPTHE", "<DENGHICAPTHE/>", "Id-1", { facility: "46002" }), "MACSKCB"],
      ["two announced", requestXml("DENGHICAPTHE", "<DENGHICAPTHE/>", "Id-1", { count: "2" }), "SOLUONGHOSO"],
      ["no reference", requestXml("DENGHICAPTHE", "<DENGHICAPTHE/>", ""), "Thiếu thuộc tính Id"],
    ])("refuses a package: %s", async (_name, xml, says) => {
      expect(await send("39", xml)).toMatchObject({ MaKetQua: "205", ThongDiep: expect.stringContaining(says) });
      expect(eGW.parts.state()).toMatchObject({ transactions: [] });
    });
  });

  describe("an officer there", () => {
    const supplement = (fields: Fields, files: readonly Fields[], reference = "Id-9") =>
      send(
        "39",
        requestXml(
          "BOSUNG",
          `<BOSUNG>${xmlOf(fields)}${files.map((file) => `<TEP>${xmlOf(file)}</TEP>`).join("")}</BOSUNG>`,
          reference,
        ),
      );

    it("asks for papers, gets them, and issues: found by the dossier's code", async () => {
      await card();
      const dossier = samples.sampleCardRequest.SO_HOSO;
      await door(eGW, "POST", "/ask", { dossier, note: "Thiếu giấy xác nhận nơi cư trú" });
      await later(100 * HOUR);
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "3", GhiChu: "Thiếu giấy xác nhận nơi cư trú" }]);
      expect(await supplement(samples.sampleSupplement, [samples.sampleSupplementFile])).toMatchObject({ MaKetQua: "200" });
      expect(await supplement(samples.sampleSupplement, [samples.sampleSupplementFile])).toMatchObject({ MaKetQua: "206" });
      expect(eGW.parts.state()).toMatchObject({ transactions: [{ state: "2", files: ["xac-nhan.pdf"] }, { kind: "BOSUNG" }] });
      await door(eGW, "POST", "/finish", { dossier });
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "5" }]);
    });
    it("a supplement that nobody asked for, for nothing, or with a broken file, is refused; one that names papers only is taken", async () => {
      await card();
      const file = samples.sampleSupplementFile;
      expect(await supplement(samples.sampleSupplement, [file])).toMatchObject({ MaKetQua: "207" });
      expect(await supplement({ ...samples.sampleSupplement, MA_GD: "HS_KHAC" }, [file])).toMatchObject({ MaKetQua: "207" });
      expect(await supplement(samples.sampleSupplement, [{ ...file, NOI_DUNG_TEP: undefined }])).toMatchObject({
        MaKetQua: "205",
      });
    });
    it("a withdrawal ends what is open; what is issued stays", async () => {
      await card();
      expect(await request("RUTHOSO", samples.sampleWithdrawal, "Id-8")).toMatchObject({ MaKetQua: "200" });
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "7", GhiChu: "Người nộp rút hồ sơ" }]);
      const { MaGD } = await card({}, "Id-2");
      await door(eGW, "POST", "/finish", { MaGD });
      expect(await request("RUTHOSO", { ...samples.sampleWithdrawal, MA_GD: MaGD ?? "" }, "Id-7")).toMatchObject({
        MaKetQua: "207",
        ThongDiep: expect.stringContaining("đã giải quyết xong"),
      });
    });
    it("takes up, refuses, and then nothing more; a paper is not decided on", async () => {
      const { MaGD } = await card();
      expect((await door(eGW, "POST", "/approve", { MaGD })).body).toMatchObject({ state: "2" });
      expect((await door(eGW, "POST", "/refuse", { MaGD, note: "Đã có thẻ" })).body).toMatchObject({ state: "4" });
      expect((await door(eGW, "POST", "/finish", { MaGD })).status).toBe(404);
      const paper = await send("61", paperXml("HSDLGCS", "GIAYCHUNGSINH", samples.sampleBirthNotice, 'Id="Id-5"'));
      expect((await door(eGW, "POST", "/finish", { MaGD: paper.MaGD })).status).toBe(404);
      expect((await door(eGW, "POST", "/finish", {})).status).toBe(400);
    });
    it("without auto nothing moves by itself", async () => {
      await open({ options: { auto: false } });
      await card();
      await later(1000 * HOUR);
      expect(await lookUp({ maThamChieu: "Id-1" })).toMatchObject([{ TrangThai: "1" }]);
      expect(eGW.parts.counts()).toMatchObject({ "giao dịch": 1, "đang xử lý": 1 });
    });
  });

  describe("look-up", () => {
    it("leaves out what it does not know, and takes a batch at most", async () => {
      const { MaGD } = await card();
      expect(await lookUp({ maGD: `${MaGD},HS_KHAC` })).toHaveLength(1);
      expect(await lookUp({ maThamChieu: "Id-khac" })).toEqual([]);
      const many = Array.from({ length: LOOK_UP_BATCH + 1 }, (_, no) => `HS_${no}`).join(",");
      expect(await post(PATHS.lookUp, { maGD: many })).toMatchObject({ MaKetQua: "205" });
      expect(await post(PATHS.lookUp, {})).toMatchObject({ MaKetQua: "205" });
      expect(await post(PATHS.lookUp, { maGD: "HS_1", maThamChieu: "Id-1" })).toMatchObject({ MaKetQua: "205" });
    });
    it("starts with empty books after a reset", async () => {
      await card();
      eGW.reset();
      await renew();
      expect(await lookUp({ maThamChieu: "Id-1" })).toEqual([]);
      expect((await card()).MaGD).toBe("HS_46001_000001");
    });
  });
});
