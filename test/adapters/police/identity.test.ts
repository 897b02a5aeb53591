import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import { parseXml } from "../../../adapters/kit/xml.ts";
import adapter from "../../../adapters/police/adapter.ts";
import { signedHeaders, withoutCitizens } from "../../../adapters/police/client.ts";
import { config, type PoliceConfig } from "../../../adapters/police/config.ts";
import { ELEMENT_ORDER, HEADERS, NAMESPACES } from "../../../adapters/police/contract/c06.ts";
import { sampleAccount } from "../../../adapters/police/contract/samples.ts";
import {
  type CheckBody,
  comparableName,
  compare,
  differences,
  sendCheck,
  toQuestion,
} from "../../../adapters/police/identity.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import police from "../../../simulators/police/simulator.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { type Ledger, OFFICER_NUMBER } from "./fixtures.ts";

const NOW = "2026-03-02T02:00:00.000Z";
const ask = (subject: Partial<CheckBody["subject"]> = {}): CheckBody => ({
  dossierId: "d-1",
  checkId: "c-1",
  reference: "H57.101-260302-0001",
  purpose: "Đối chiếu người nộp hồ sơ",
  officerIdentityNumber: OFFICER_NUMBER,
  subject: { identityNumber: "001099000012", fullName: "Nguyễn Văn Thử", birthDate: "1999-01-05", ...subject },
});
const citizen = (inner: string) => parseXml(`<CongDan>${inner}</CongDan>`)["CongDan"] ?? "";
const name = (ten: string) => `<HoVaTen><Ten>${ten}</Ten></HoVaTen>`;

describe("the question", () => {
  it("R-G05 [§5.3] keeps the element order that the database insists on", () => {
    const elements = Object.keys(toQuestion(ask(), "TraCuuThongTinCongDan", "VPCP", "yc-1"));
    expect(elements).toEqual(ELEMENT_ORDER.filter((element) => elements.includes(element)));
    expect(elements).toEqual(["MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh"]);
  });

  it("R-G05 [§5.3] MaTichHop is 037 for a look-up and 003 for a confirmation", () => {
    expect(toQuestion(ask(), "TraCuuThongTinCongDan", "VPCP", "yc-1")).toMatchObject({
      MaTichHop: "037",
      MaDVC: "VPCP",
      MaYeuCau: "yc-1",
    });
    expect(toQuestion(ask(), "XacThucThongTinCongDan", "VPCP", "yc-1")).toMatchObject({ MaTichHop: "003" });
  });

  it("R-G05 [§5.3] a 9-digit number goes to SoCMND, a 12-digit one to SoDinhDanh", () => {
    const card = toQuestion(ask({ identityNumber: "190000012" }), "TraCuuThongTinCongDan", "VPCP", "yc-1");
    expect(card).toMatchObject({ SoCMND: "190000012" });
    expect(card).not.toHaveProperty("SoDinhDanh");
    expect(toQuestion(ask(), "TraCuuThongTinCongDan", "VPCP", "yc-1")).not.toHaveProperty("SoCMND");
  });

  it("R-G05 [§5.3] the name is upper-case, the birth date yyyyMMdd, and left out where it is not known", () => {
    const subject = { fullName: "  đặng   thị Ưu ".normalize("NFD") };
    expect(toQuestion(ask(subject), "TraCuuThongTinCongDan", "VPCP", "yc-1")).toMatchObject({
      HoVaTen: "ĐẶNG THỊ ƯU",
      NgayThangNamSinh: { NgayThangNam: "19990105" },
    });
    const { birthDate: _, ...unborn } = ask().subject;
    expect(toQuestion({ ...ask(), subject: unborn }, "TraCuuThongTinCongDan", "VPCP", "yc-1")).not.toHaveProperty(
      "NgayThangNamSinh",
    );
  });
});

describe("comparing", () => {
  const { subject } = ask();
  it("R-G05 [§5.3] the full name may stand in Ten alone, in three parts, or as one text", () => {
    const split = "<HoVaTen><Ho>NGUYỄN</Ho><ChuDem>VĂN</ChuDem><Ten>THỬ</Ten></HoVaTen>";
    for (const written of [name("NGUYỄN VĂN THỬ"), split, "<HoVaTen>NGUYỄN VĂN THỬ</HoVaTen>"])
      expect(differences(subject, citizen(written))).toEqual([]);
    expect(differences(subject, citizen(name("NGUYỄN VĂN THỨ")))).toEqual(["fullName"]);
  });

  it("one name written with the tone on another vowel is the same name", () => {
    expect(comparableName("Lê Hoà Thuý")).toBe(comparableName("LÊ HÒA THÚY"));
    expect(comparableName("Lê Hoà")).not.toBe(comparableName("LÊ HỎA"));
    expect(comparableName("Lê Hoa")).not.toBe(comparableName("LÊ HÓA"));
  });

  it("a name is itself in NFC and NFD, in any case, with any blanks", () => {
    const word = fc.constantFrom("Nguyễn", "Đặng", "Ưu", "Hòa", "Quý", "Thử", "Ấn", "Ê");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const text = words.join(" ");
        for (const form of ["NFC", "NFD"] as const) {
          expect(comparableName(`  ${words.join("   ").normalize(form)} `)).toBe(comparableName(text));
          expect(comparableName(text.toLocaleUpperCase("vi").normalize(form))).toBe(comparableName(text));
        }
      }),
    );
  });

  it.each([
    ["the same day", "<NgayThangNamSinh><NgayThangNam>19990105</NgayThangNam></NgayThangNamSinh>", []],
    ["another day", "<NgayThangNamSinh><NgayThangNam>19990501</NgayThangNam></NgayThangNamSinh>", ["birthDate"]],
    ["only the year, the same", "<NgayThangNamSinh><Nam>1999</Nam></NgayThangNamSinh>", []],
    ["only the year, another", "<NgayThangNamSinh><Nam>1989</Nam></NgayThangNamSinh>", ["birthDate"]],
    ["a plain text", "<NgayThangNamSinh>19990105</NgayThangNamSinh>", []],
    ["none at all", "", []],
  ])("birth date: %s", (_, born, differing) => {
    expect(differences(subject, citizen(name("NGUYỄN VĂN THỬ") + born))).toEqual(differing);
  });

  it("R-G05 [§5.3] MaQuanHuyen and the address play no part: districts are gone since 7/2025", () => {
    const address = "<ThuongTru><MaTinhThanh>46</MaTinhThanh><MaQuanHuyen>999</MaQuanHuyen></ThuongTru>";
    expect(differences(subject, citizen(name("NGUYỄN VĂN THỬ") + address))).toEqual([]);
  });

  it("of two people with one number the one who fits best counts; none is notFound", () => {
    expect(compare(subject, [citizen(name("KHÁC")), citizen(name("NGUYỄN VĂN THỬ"))])).toEqual({
      outcome: "matched",
      differing: [],
    });
    expect(compare(subject, [citizen(name("KHÁC"))])).toEqual({ outcome: "differs", differing: ["fullName"] });
    expect(compare(subject, [])).toEqual({ outcome: "notFound", differing: [] });
  });
});

describe("R-G05 [§5.3] the signature", () => {
  const settings = { url: "http://c06.test", ...sampleAccount };
  it.each([
    ["ms", "1772416800000"],
    ["s", "1772416800"],
  ])("R-G05 [§5.3] sha256 Basic with the timestamp in %s", (timestampUnit, timestamp) => {
    const headers = signedHeaders(config.parse({ ...settings, timestampUnit }), Date.parse(NOW));
    const { authUrl, user, secret, client, apiKey } = sampleAccount;
    const hash = createHash("sha256")
      .update(authUrl + user + timestamp + secret)
      .digest("hex");
    expect(headers).toEqual({
      authorization: `Basic ${Buffer.from(`${user}:${hash}`).toString("base64")}`,
      [HEADERS.timestamp]: timestamp,
      [HEADERS.client]: client,
      [HEADERS.apiKey]: apiKey,
    });
  });
});

describe("against the simulated database", () => {
  let served: Served;
  beforeEach(async () => {
    served = await startSimulator(createSimulation(police, { now: NOW }), { port: 0 });
  });
  afterEach(() => served.close());

  const settings = (more: Readonly<Record<string, string>> = {}): PoliceConfig =>
    readAdapterConfig(adapter, { ...police.settings(served.url), ...more }) as PoliceConfig;
  const check = async (body: CheckBody, more: Readonly<Record<string, string>> = {}) => {
    const fake = fakeCall(settings(more));
    const { commands } = await sendCheck(body, fake.call);
    return { command: commands?.[0]?.command, wire: fake.wireText() };
  };
  const queries = () => (served.simulation.parts.state() as Ledger).queries;

  it.each<[string, Partial<CheckBody["subject"]>, string, readonly string[]]>([
    ["the same person", {}, "matched", []],
    ["another name", { fullName: "Nguyễn Văn Khác" }, "differs", ["fullName"]],
    ["another birth date", { birthDate: "1999-01-06" }, "differs", ["birthDate"]],
    ["no such number (no CongDan node)", { identityNumber: "001099999999" }, "notFound", []],
    [
      "a 9-digit number of two people",
      { identityNumber: "190000099", fullName: "Phạm Thị Hai", birthDate: "1970-04-02" },
      "matched",
      [],
    ],
  ])("R-G05 [§5.3] %s", async (_, subject, outcome, differing) => {
    const { command } = await check(ask(subject));
    expect(command).toEqual({ type: "recordIdentityCheck", checkId: "c-1", outcome, differing });
  });

  it("R-I02 [§5.3] the officer's number, the case and the purpose go with every look-up", async () => {
    await check(ask());
    expect(queries()).toMatchObject([
      {
        MaCanBo: OFFICER_NUMBER,
        issue: "H57.101-260302-0001: Đối chiếu người nộp hồ sơ",
        number: "001099000012",
        by: "SoDinhDanh",
      },
    ]);
  });

  it("R-I02 the message log keeps who asked and nothing of the citizen, neither way", async () => {
    const { wire } = await check(ask());
    for (const said of ["001099000012", "NGUYỄN", "THỬ", "19990105", "190000012", "Số nhà", sampleAccount.secret])
      expect(wire).not.toContain(said);
    expect(wire).toContain(`>${OFFICER_NUMBER}</`);
    expect(wire).toContain("CongDan>");
    const fault = "<f><faultstring>Thiếu thông tin bắt buộc: MaCanBo</faultstring></f>";
    const entry = { direction: "in", what: "POST", bytes: Buffer.from(fault) } as const;
    expect(Buffer.from(withoutCitizens(entry).bytes).toString()).toBe(fault);
    expect(withoutCitizens({ ...entry, bytes: Buffer.from("Bad Gateway") }).bytes.toString()).toBe("Bad Gateway");
  });

  it.each([
    ["CDATA", "<a:HoVaTen><a:Ten><![CDATA[NGUYỄN <b> THỬ]]></a:Ten></a:HoVaTen>", "<a:HoVaTen><a:Ten>***</a:Ten></a:HoVaTen>"],
    ["text behind an end tag or a comment", "<A><B/>NGUYỄN<!-- 001099000012 --> THỬ<C></C> X</A>", "<A><B/>***<C></C>***</A>"],
    ["half an answer", "<A><MaYeuCau>m-1</MaYeuCau><Ten>NGUYỄN TH", "<A><MaYeuCau>m-1</MaYeuCau><Ten>***"],
    ["what is no XML", "no citizen 001099000012 here", "no citizen *** here"],
  ])("R-I02 [§9.8] of %s the message log keeps nothing of the citizen either", (_, said, shown) => {
    const entry = { direction: "in", what: "POST", bytes: Buffer.from(said) } as const;
    expect(Buffer.from(withoutCitizens(entry).bytes).toString()).toBe(shown);
  });

  it("R-G05 [§5.3] Content-Type application/xml, an empty SOAPAction, X-Road-Client and the timestamp go with every call", async () => {
    await check(ask());
    const { headers, body } = served.simulation.received.list().at(-1) ?? { headers: {}, body: "" };
    expect(headers).toMatchObject({ "content-type": "application/xml", soapaction: '""', "x-road-client": sampleAccount.client });
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(["authorization", "timestamp", "apikey"]));
    expect(body).toContain(NAMESPACES.request);
  });

  it("R-G05 [§5.3] a timestamp in seconds is accepted too", async () => {
    expect((await check(ask(), { LIENTHONG_POLICE_TIMESTAMP_UNIT: "s" })).command).toMatchObject({ outcome: "matched" });
  });

  it("R-I02 a confirmation comes first where it is licensed: a yes needs no look-up, a no is looked into", async () => {
    const first = { LIENTHONG_POLICE_CONFIRM_FIRST: "true" };
    expect((await check(ask(), first)).command).toMatchObject({ outcome: "matched" });
    expect(queries().map(({ operation }) => operation)).toEqual(["XacThucThongTinCongDan"]);
    expect((await check(ask({ fullName: "Nguyễn Văn Khác" }), first)).command).toMatchObject({ differing: ["fullName"] });
    expect(
      queries()
        .map(({ operation }) => operation)
        .slice(1),
    ).toEqual(["XacThucThongTinCongDan", "TraCuuThongTinCongDan"]);
    const { birthDate: _, ...unborn } = ask().subject;
    expect((await check({ ...ask(), subject: unborn }, first)).command).toMatchObject({ outcome: "matched" });
    expect(queries().at(-1)).toMatchObject({ operation: "TraCuuThongTinCongDan" });
  });

  const wrong = async (body: CheckBody, more: Readonly<Record<string, string>> = {}) =>
    failure(sendCheck(body, fakeCall(settings(more)).call));

  it("a wrong secret or a stale clock waits for a person, a wrong licence too", async () => {
    expect(await wrong(ask(), { LIENTHONG_POLICE_SECRET: "sai" })).toMatchObject({ intent: "pause", code: "http.configuration" });
    served.simulation.clock.advance(301_000);
    expect(await wrong(ask())).toMatchObject({ intent: "pause", message: expect.stringContaining("quá hạn") });
    served.simulation.clock.set(NOW);
    expect(await wrong(ask(), { LIENTHONG_POLICE_SERVICE_CODE: "KHAC" })).toMatchObject({
      intent: "pause",
      code: "police.licence",
    });
  });

  it("a number that is none is refused before anybody is asked", async () => {
    expect(await wrong(ask({ identityNumber: "12345" }))).toMatchObject({ intent: "rejected", code: "police.identity-number" });
    expect(queries()).toEqual([]);
  });

  it.each([
    [
      "an answer about somebody else",
      `<CongdanCollection xmlns="urn:x"><CongDan><SoDinhDanh>1</SoDinhDanh></CongDan></CongdanCollection>`,
    ],
    ["an answer without a collection", "<KetQua>ok</KetQua>"],
  ])("%s is unreadable, never 'not found'", async (_, inner) => {
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
    served.simulation.faults.add({ kind: "status", code: 200, contentType: "text/xml", body, match: {} });
    expect(await wrong(ask())).toMatchObject({ intent: "retry", code: "http.unreadable" });
  });

  it("a collection within a wrapper is read as well", async () => {
    const inner = `<R><CongdanCollection><CongDan><SoDinhDanh>001099000012</SoDinhDanh>${name("NGUYỄN VĂN THỬ")}</CongDan></CongdanCollection></R>`;
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
    served.simulation.faults.add({ kind: "status", code: 200, contentType: "text/xml", body, match: {} });
    expect((await check(ask())).command).toMatchObject({ outcome: "matched" });
  });
});
