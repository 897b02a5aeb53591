import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { COLLECTION, FAULTS, HEADERS, INTEGRATION, NAMESPACES, POPULATION_PATH } from "../../adapters/police/contract/c06.ts";
import {
  filingRequest,
  MAX,
  PATHS,
  type ResidenceReply,
  type ResidenceResult,
  residenceReply,
  residenceResult,
} from "../../adapters/police/contract/residence.ts";
import {
  sampleAccount,
  sampleCitizens,
  sampleDeletion,
  sampleDone,
  sampleFiled,
  sampleRegistration,
} from "../../adapters/police/contract/samples.ts";
import { createSimulation } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { readSoap, tag, textOf, type XmlElement } from "../../simulators/kit/xml.ts";
import police from "../../simulators/police/simulator.ts";
import { call, door } from "./calls.ts";

const HOUR = 3_600_000;
const OFFICER = "046088000077";
const [THU, MAU, , MOT] = sampleCitizens;

describe("the simulated police", () => {
  let sim: Simulation;
  beforeEach(() => {
    sim = createSimulation(police, { now: "2026-03-02T09:00:00+07:00" });
  });

  /** Signed as the field signs (domain.md §5.3); what differs can be handed in. */
  const proof = (
    change: { readonly timestamp?: string; readonly secret?: string; readonly headers?: Record<string, string> } = {},
  ) => {
    const timestamp = change.timestamp ?? String(sim.clock.ms());
    const secret = change.secret ?? sampleAccount.secret;
    const hash = createHash("sha256").update(`${sampleAccount.authUrl}${sampleAccount.user}${timestamp}${secret}`).digest("hex");
    return {
      authorization: `Basic ${Buffer.from(`${sampleAccount.user}:${hash}`).toString("base64")}`,
      [HEADERS.timestamp]: timestamp,
      [HEADERS.client]: sampleAccount.client,
      [HEADERS.apiKey]: sampleAccount.apiKey,
      ...change.headers,
    };
  };
  type Fields = Readonly<Record<string, string | undefined>>;
  const question: Fields = {
    MaYeuCau: "yc-1",
    MaDVC: sampleAccount.serviceCode,
    MaTichHop: INTEGRATION.TraCuuThongTinCongDan,
    MaCanBo: OFFICER,
    SoDinhDanh: THU.SoDinhDanh,
    HoVaTen: "NGUYỄN VĂN THỬ",
  };
  const birth = (inner: string) => `<NgayThangNamSinh>${inner}</NgayThangNamSinh>`;
  const envelope = (inner: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
  const write = (fields: Fields, operation = "TraCuuThongTinCongDan", more = "") =>
    envelope(
      `<${operation} xmlns="${NAMESPACES.request}">${Object.entries(fields)
        .flatMap(([name, value]) => (value === undefined ? [] : [tag(name, value)]))
        .join("")}${more}</${operation}>`,
    );
  const post = async (
    body: string,
    headers: Record<string, string> = proof(),
  ): Promise<{ status: number; answer: XmlElement }> => {
    const response = await sim.fetch(
      new Request(`https://mo-phong.test${POPULATION_PATH}`, {
        method: "POST",
        headers: { "content-type": "application/xml", soapaction: '""', ...headers },
        body,
      }),
    );
    return { status: response.status, answer: readSoap(await response.text()).operation };
  };
  const ask = (change: Fields = {}) => post(write({ ...question, ...change }));
  const fault = async (reply: Promise<{ status: number; answer: XmlElement }>): Promise<string> => {
    const { status, answer } = await reply;
    return answer.name === "Fault" ? `${status} ${textOf(answer, "faultstring")}` : `no fault: ${answer.name}`;
  };
  const state = () =>
    sim.parts.state() as {
      queries: readonly { MaCanBo: string; issue: string; number: string; by: string; found: number }[];
      filings: readonly {
        state: string;
        history: readonly { state: string }[];
        supplements: readonly { papers: readonly string[] }[];
      }[];
      citizens: readonly { SoDinhDanh: string; residenceRemoved?: boolean }[];
    };

  describe("R-G05 [§5.3] look-ups", () => {
    it("R-G05 [§5.3] gives the citizen in the namespace of the answer, the full name in Ten", async () => {
      const { status, answer } = await ask();
      expect([status, answer.name, answer.namespace]).toEqual([200, COLLECTION, NAMESPACES.answer]);
      const [citizen] = answer.children;
      expect(textOf(citizen, "SoDinhDanh")).toBe(THU.SoDinhDanh);
      expect(citizen?.children.find(({ name }) => name === "HoVaTen")?.children.map(({ name, text }) => [name, text])).toEqual([
        ["Ten", "NGUYỄN VĂN THỬ"],
      ]);
    });

    it("R-G05 [§5.3] no match is an empty collection and no fault", async () => {
      const { status, answer } = await ask({ SoDinhDanh: "001099999999" });
      expect([status, answer.name, answer.children]).toEqual([200, COLLECTION, []]);
    });

    it("R-G05 [§5.3] a 9-digit number is asked for as SoCMND, and may be two people's", async () => {
      const { answer } = await post(
        write(
          { ...question, SoDinhDanh: undefined, HoVaTen: undefined, SoCMND: MOT.SoCMND },
          undefined,
          tag("HoVaTen", "PHẠM VĂN MỘT"),
        ),
      );
      expect(answer.children.map((citizen) => textOf(citizen, "SoCMND"))).toEqual([MOT.SoCMND, MOT.SoCMND]);
    });

    it("R-I02 [§5.3] every query stands in the audit with the officer's own number, the case and the purpose", async () => {
      await post(write(question), {
        ...proof(),
        [HEADERS.issue]: encodeURIComponent("H57.101-260302-0001: Đối chiếu người nộp"),
      });
      expect(state().queries).toMatchObject([
        {
          MaCanBo: OFFICER,
          issue: "H57.101-260302-0001: Đối chiếu người nộp",
          number: THU.SoDinhDanh,
          by: "SoDinhDanh",
          found: 1,
        },
      ]);
    });

    it("R-I02 [§5.3] a query without the officer's own number is refused and finds nothing", async () => {
      expect(await fault(ask({ MaCanBo: undefined }))).toBe(`500 ${FAULTS.missing}: MaCanBo`);
      expect(await fault(ask({ MaCanBo: "canbo01" }))).toContain(FAULTS.officer);
      expect(state().queries).toEqual([]);
    });

    it("R-G05 [§5.3] the element order matters", async () => {
      const { MaCanBo, ...rest } = question;
      expect(await fault(post(write({ MaCanBo, ...rest })))).toContain(FAULTS.order);
      expect(await fault(post(write(question, undefined, tag("SoHoChieu", "B1"))))).toContain(FAULTS.order);
    });

    it("R-G05 [§5.3] MaDonVi, TaiKhoan and SoDienThoai may stand between the officer and the number, and nowhere else; Nam is a year alone", async () => {
      const { SoDinhDanh, HoVaTen, ...head } = question;
      const optional = { MaDonVi: "H57.101", TaiKhoan: "cb-1", SoDienThoai: "0900000012" };
      const found = async (fields: Fields, more = "") => (await post(write(fields, undefined, more))).answer.children.length;
      expect(await found({ ...head, ...optional, SoDinhDanh, HoVaTen })).toBe(1);
      expect(await found({ ...head, SoDinhDanh, HoVaTen }, birth(tag("Nam", THU.NgaySinh.slice(0, 4))))).toBe(1);
      expect(await fault(post(write({ ...head, SoDinhDanh, HoVaTen, ...optional })))).toContain(FAULTS.order);
    });

    it.each<[string, Fields, string]>([
      ["an unknown MaTichHop", { MaTichHop: "999" }, FAULTS.integration],
      ["the MaTichHop of another operation", { MaTichHop: INTEGRATION.XacThucThongTinCongDan }, FAULTS.integration],
      ["another MaDVC", { MaDVC: "KHAC" }, FAULTS.service],
      ["a 9-digit number in SoDinhDanh", { SoDinhDanh: "190000012" }, "SoDinhDanh không đúng định dạng"],
      ["a name that is not upper-case", { HoVaTen: "Nguyễn Văn Thử" }, "phải viết hoa"],
      ["no name", { HoVaTen: undefined }, `${FAULTS.missing}: HoVaTen`],
      ["no number", { SoDinhDanh: undefined }, `${FAULTS.missing}: SoDinhDanh hoặc SoCMND`],
    ])("R-G05 [§5.3] refuses %s", async (_, change, says) => {
      expect(await fault(ask(change))).toContain(says);
      expect(sim.parts.counts()).toMatchObject({ "lượt tra cứu": 0, "tra cứu bị từ chối": 1 });
    });

    it("R-G05 [§5.3] refuses a 12-digit number in SoCMND, both numbers at once, and a date that is none", async () => {
      const rest = { ...question, SoDinhDanh: undefined, HoVaTen: undefined };
      const name = tag("HoVaTen", "NGUYỄN VĂN THỬ");
      expect(await fault(post(write({ ...rest, SoCMND: THU.SoDinhDanh }, undefined, name)))).toContain(
        "SoCMND không đúng định dạng",
      );
      expect(await fault(post(write({ ...rest, SoDinhDanh: THU.SoDinhDanh, SoCMND: "190000012" }, undefined, name)))).toContain(
        FAULTS.missing,
      );
      expect(await fault(post(write(question, undefined, birth(tag("NgayThangNam", "05/01/1999")))))).toContain(
        "NgayThangNamSinh",
      );
    });

    it("R-G05 [§5.3] refuses another namespace, another operation and what is no SOAP", async () => {
      expect(await fault(post(write(question).replace(NAMESPACES.request, "http://khac.example")))).toContain(FAULTS.order);
      expect(await fault(post(write(question, "XoaCongDan")))).toContain(FAULTS.order);
      expect(await fault(post("<a/>"))).toContain(FAULTS.order);
      expect(await fault(post(`<!DOCTYPE a>${write(question)}`))).toContain(FAULTS.order);
    });

    it.each([
      ["19990105", true],
      ["19990106", false],
    ])("R-G05 [§5.3] a confirmation compares name and birth date: %s → TonTai %s", async (date, exists) => {
      const fields = { ...question, MaTichHop: INTEGRATION.XacThucThongTinCongDan };
      const { answer } = await post(write(fields, "XacThucThongTinCongDan", birth(tag("NgayThangNam", date))));
      expect(textOf(answer, "TonTai")).toBe(String(exists));
      expect(await fault(post(write(fields, "XacThucThongTinCongDan")))).toContain("NgayThangNamSinh");
    });
  });

  describe("the signature", () => {
    it("R-G05 [§5.3] the timestamp may be in milliseconds or in seconds", async () => {
      const seconds = String(Math.floor(sim.clock.ms() / 1000));
      expect((await post(write(question), proof({ timestamp: seconds }))).answer.name).toBe(COLLECTION);
      expect((await post(write(question), proof())).answer.name).toBe(COLLECTION);
    });

    it("R-G05 [§5.3] a stale, forged or missing one is refused on both services", async () => {
      const stale = proof({ timestamp: String(sim.clock.ms() - 301_000) });
      expect(await fault(post(write(question), stale))).toBe(`401 ${FAULTS.stale}`);
      const wrong: Record<string, string>[] = [
        proof({ secret: "sai" }),
        proof({ headers: { [HEADERS.client]: "VN/GOV/KHAC" } }),
        proof({ headers: { [HEADERS.apiKey]: "sai" } }),
        proof({ headers: { [HEADERS.timestamp]: "7" } }),
        {},
      ];
      for (const headers of wrong) {
        expect(await fault(post(write(question), headers))).toBe(`401 ${FAULTS.signature}`);
        expect((await call(sim, "POST", PATHS.filing, sampleRegistration, headers)).status).toBe(401);
      }
      expect(sim.parts.counts()).toMatchObject({ "sai chữ ký": 11, "lượt tra cứu": 0, "hồ sơ cư trú": 0 });
    });
  });

  describe("residence filings", () => {
    const send = async (path: string, body: unknown): Promise<ResidenceReply> =>
      (await call<ResidenceReply>(sim, "POST", path, body, proof())).body;
    const file = (change: object = {}) => send(PATHS.filing, { ...sampleRegistration, ...change });
    const NUMBER = sampleRegistration.MaHoSoLT;
    const results = async (numbers: string = NUMBER): Promise<readonly ResidenceResult[]> =>
      (await call<{ DanhSach: ResidenceResult[] }>(sim, "GET", `${PATHS.filing}?MaHoSoLT=${numbers}`, undefined, proof())).body
        .DanhSach;

    it("the samples fit the contract", () => {
      for (const sample of [sampleRegistration, sampleDeletion]) expect(filingRequest.parse(sample)).toEqual(sample);
      expect(residenceReply.parse(sampleFiled)).toEqual(sampleFiled);
      expect(residenceResult.parse(sampleDone)).toEqual(sampleDone);
    });

    it("R-G05 go their way by the clock: sent, taken in, under way, done with CT07", async () => {
      expect(await file()).toEqual({ Ma: "00", ThongBao: "Đã gửi hồ sơ đến Công an cấp xã", MaHoSoCuTru: "CT-46-260302-0001" });
      expect(await results()).toMatchObject([{ TrangThai: "1", ThoiGian: "2026-03-02T02:00:00.000Z" }]);
      sim.clock.advance(2 * HOUR);
      expect(await results()).toMatchObject([{ TrangThai: "2" }]);
      sim.clock.advance(46 * HOUR);
      const [done] = await results();
      expect(residenceResult.parse(done)).toMatchObject({
        TrangThai: "5",
        KetQua: { SoVanBan: "1/TB-CT07", SoHoSoCuTru: "46-0000001", TenTep: "CT07-CT-46-260302-0001.pdf" },
      });
      expect(done?.KetQua).not.toHaveProperty("SoDinhDanh");
      expect(state().filings[0]?.history.map((step) => step.state)).toEqual(["1", "2", "3", "5"]);
    });

    it("R-G05 a child without a number gets one with the result, and is in the register from then on", async () => {
      const { SoDinhDanh: _, ...ToKhai } = sampleRegistration.ToKhai;
      await file({ ToKhai });
      sim.clock.advance(48 * HOUR);
      const [done] = await results();
      expect(done?.KetQua?.SoDinhDanh).toBe("046326900001");
      const found = await post(write({ ...question, SoDinhDanh: "046326900001", HoVaTen: "NGUYỄN THỊ BÉ" }));
      expect(found.answer.children).toHaveLength(1);
    });

    it("the same filing twice is one filing; other content under its number is refused", async () => {
      await file();
      expect(await file()).toMatchObject({ Ma: "01", MaHoSoCuTru: "CT-46-260302-0001" });
      expect(await file({ MaPhuongXa: "19756" })).toMatchObject({ Ma: "02", ThongBao: expect.stringContaining("nội dung khác") });
      expect(sim.parts.counts()).toMatchObject({ "hồ sơ cư trú": 1, "gửi trùng": 1 });
    });

    it.each<[string, object, string]>([
      ["no household", { ToKhai: { ...sampleRegistration.ToKhai, ChuHo: undefined } }, "ToKhai.ChuHo"],
      ["an ISO date", { ToKhai: { ...sampleRegistration.ToKhai, NgaySinh: "2026-02-20" } }, "ToKhai.NgaySinh"],
      ["a district", { MaQuanHuyen: "474" }, "Dữ liệu không hợp lệ"],
      ["a commune of four digits", { MaPhuongXa: "1975" }, "MaPhuongXa"],
      ["too many papers", { GiayTo: Array(MAX.files + 1).fill({ MaGiayTo: "tk", TenTep: "a.pdf", Tep: "JVBERg==" }) }, "GiayTo"],
      [
        "a household head of another name",
        { ToKhai: { ...sampleRegistration.ToKhai, ChuHo: { HoTen: "Người Khác", SoDinhDanh: MAU.SoDinhDanh, QuanHe: "Con" } } },
        "không khớp với số định danh",
      ],
    ])("refuses %s", async (_, change, says) => {
      expect(await file(change)).toMatchObject({ Ma: "02", ThongBao: expect.stringContaining(says) });
      expect(state().filings).toEqual([]);
    });

    it("R-G05 a deceased person's residence is deleted once", async () => {
      await send(PATHS.filing, sampleDeletion);
      sim.clock.advance(48 * HOUR);
      expect(await results(sampleDeletion.MaHoSoLT)).toMatchObject([{ TrangThai: "5" }]);
      expect(state().citizens.find(({ SoDinhDanh }) => SoDinhDanh === "046045000033")).toMatchObject({ residenceRemoved: true });
      expect(await send(PATHS.filing, { ...sampleDeletion, MaHoSoLT: "khac.1" })).toMatchObject({
        Ma: "02",
        ThongBao: "Công dân đã được xóa đăng ký thường trú",
      });
    });

    it("R-B10 the police ask (CT05), get the supplement once, and go on", async () => {
      await file();
      expect(await send(PATHS.supplement, { MaHoSoLT: NUMBER, MaBoSung: "bs-1", NoiDung: "x", GiayTo: [] })).toMatchObject({
        Ma: "04",
      });
      await door(sim, "POST", "/ask", { number: NUMBER, missing: [{ MaGiayTo: "gcs", LyDo: "Bản chụp mờ" }] });
      sim.clock.advance(100 * HOUR);
      expect(await results()).toMatchObject([{ TrangThai: "4", CanBoSung: [{ MaGiayTo: "gcs", LyDo: "Bản chụp mờ" }] }]);
      const brought = {
        MaHoSoLT: NUMBER,
        MaBoSung: "bs-1",
        NoiDung: "Bản rõ",
        GiayTo: [{ MaGiayTo: "gcs", TenTep: "gcs.pdf", Tep: "JVBERg==" }],
      };
      expect(await send(PATHS.supplement, brought)).toMatchObject({ Ma: "00" });
      expect(await send(PATHS.supplement, brought)).toMatchObject({ Ma: "01" });
      expect(state().filings[0]?.supplements).toMatchObject([{ papers: ["gcs: gcs.pdf"] }]);
      sim.clock.advance(24 * HOUR);
      expect(await results()).toMatchObject([{ TrangThai: "5" }]);
    });

    it("R-G05 the police refuse with CT06; what is over stays over", async () => {
      await file();
      await door(sim, "POST", "/accept", { number: "CT-46-260302-0001" });
      expect((await door(sim, "POST", "/accept", { number: NUMBER })).status).toBe(404);
      await door(sim, "POST", "/refuse", { number: "CT-46-260302-0001", note: "Không đủ điều kiện" });
      sim.clock.advance(100 * HOUR);
      expect(await results()).toMatchObject([{ TrangThai: "6", GhiChu: "Không đủ điều kiện", KetQua: { SoVanBan: "1/CT06" } }]);
      expect((await door(sim, "POST", "/finish", { number: NUMBER })).status).toBe(404);
      expect((await door(sim, "POST", "/finish", { number: "khong-co" })).status).toBe(404);
    });

    it("a filing under way can be called off, once; a finished one cannot", async () => {
      const cancel = (MaHoSoLT: string = NUMBER) => send(PATHS.cancel, { MaHoSoLT, LyDo: "Người nộp rút hồ sơ" });
      expect(await cancel()).toMatchObject({ Ma: "03" });
      await file();
      expect(await cancel()).toMatchObject({ Ma: "00" });
      expect(await cancel()).toMatchObject({ Ma: "01" });
      await file({ MaHoSoLT: "khac.1" });
      await door(sim, "POST", "/finish", { number: "khac.1" });
      expect(await cancel("khac.1")).toMatchObject({ Ma: "04", ThongBao: expect.stringContaining("không thể hủy") });
    });

    it("answers about at most its batch size, leaves out what it does not know", async () => {
      await file();
      expect(await results(`${NUMBER},khong-co`)).toHaveLength(1);
      const numbers = Array.from({ length: MAX.asked + 1 }, (_, index) => `so-${index}`).join(",");
      const { body } = await call(sim, "GET", `${PATHS.filing}?MaHoSoLT=${numbers}`, undefined, proof());
      expect(body).toMatchObject({ Ma: "02" });
    });
  });

  it("a reset brings the first day back; doors refuse bad bodies", async () => {
    await ask();
    await call(sim, "POST", PATHS.filing, sampleRegistration, proof());
    const citizen = { SoDinhDanh: "046199000061", HoVaTen: { Ten: "NGUYỄN THỊ MỚI" }, GioiTinh: "2", NgaySinh: "19990909" };
    expect((await door(sim, "POST", "/citizens", citizen)).status).toBe(200);
    expect((await door(sim, "POST", "/citizens", { ...citizen, SoDinhDanh: "1" })).status).toBe(400);
    expect((await door(sim, "POST", "/finish", {})).status).toBe(400);
    expect(sim.parts.counts()).toMatchObject({ "công dân": sampleCitizens.length + 1, "hồ sơ cư trú": 1 });
    sim.reset();
    expect(sim.parts.counts()).toEqual({
      "công dân": sampleCitizens.length,
      "lượt tra cứu": 0,
      "tra cứu bị từ chối": 0,
      "sai chữ ký": 0,
      "hồ sơ cư trú": 0,
      "gửi trùng": 0,
      "đã giải quyết": 0,
    });
  });
});
