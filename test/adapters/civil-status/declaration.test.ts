import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { config } from "../../../adapters/civil-status/config.ts";
import { birthData, deathData, marriageData } from "../../../adapters/civil-status/contract/data.ts";
import { pushRequest } from "../../../adapters/civil-status/contract/registry.ts";
import { readDate, readTime, supplementDeadline, writtenDay, writtenTime } from "../../../adapters/civil-status/dates.ts";
import { toBirthData, toDeathData, toMarriageData } from "../../../adapters/civil-status/declaration.ts";
import { ethnicCode, ethnicName } from "../../../adapters/civil-status/ethnic-groups.ts";
import { birthForm, deathForm, marriageForm, readForm } from "../../../adapters/civil-status/form.ts";
import { nameParts, nationality, paper, wireAddress } from "../../../adapters/civil-status/people.ts";
import { moduleOf, type RegisterBody, registerBody, toPush } from "../../../adapters/civil-status/register.ts";
import { APPLICANT, BIRTH, DEATH, MARRIAGE } from "./people.ts";

const settings = config.parse({
  url: "http://btp.test",
  consumerKey: "a",
  consumerSecret: "b",
  province: "46",
  wards: "19101=H57.101,19102=H57.102",
});
const body = (more: Partial<RegisterBody> = {}): RegisterBody =>
  registerBody.parse({
    dossierId: "d1",
    transferId: "khai-sinh",
    number: 1,
    again: false,
    code: "H57.101-260302-0001",
    procedureCode: "2.000986",
    agencyId: "H57.101",
    receivedAt: "2026-03-02T02:00:00.000Z",
    applicant: APPLICANT,
    form: BIRTH,
    files: [],
    ...more,
  });

describe("R-B06 [§5.2] a birth as the registry wants it", () => {
  const data = toBirthData(readForm(BIRTH, birthForm), APPLICANT, "19101");
  it("R-B06 [§5.2] is what the contract says: prefixed fields, names in three parts, addresses without huyện", () => {
    expect(birthData.parse(data)).toEqual(data);
    expect(data).toMatchObject({
      noiDangKy: "19101",
      nksHoTen: { Ho: "NGUYỄN", ChuDem: "THỊ", Ten: "MẪU" },
      nksGioiTinh: 2,
      nksNgaySinh: { ngaySinh: "20", thangSinh: "02", namSinh: "2026" },
      nksDanToc: "01",
      meHoTen: { Ho: "LÊ" },
      meNoiCuTru: { dcChiTiet: "12 đường Thử Nghiệm", quocGia: "VN", maTinh: "46", maXa: "19101" },
      nycQuanHe: "Cha",
      maGCS: "GCS-TEST-0001",
    });
    expect(Object.keys(data.nksNoiSinh)).not.toContain("maHuyen");
  });
  it("R-B06 [§5.2] a parent who is not known is left out", () => {
    const { father: _, ...alone } = BIRTH;
    const written = toBirthData(readForm(alone, birthForm), APPLICANT, "19101");
    expect(Object.keys(written).filter((key) => key.startsWith("cha"))).toEqual([]);
    expect(birthData.safeParse(written).success).toBe(true);
  });
  it.each([
    ["declared", { ...BIRTH, requester: { relation: "Bà ngoại" } }, APPLICANT, "Bà ngoại"],
    ["the mother by her number", BIRTH, { ...APPLICANT, identityNumber: "001099000034" }, "Mẹ"],
    ["the father by his name", { ...BIRTH, father: { fullName: "nguyễn văn thử" } }, APPLICANT, "Cha"],
    ["somebody else", BIRTH, { ...APPLICANT, fullName: "Hồ Thị Thử", identityNumber: "001099000099" }, "Người thân"],
  ])("R-B06 [§5.2] who asks is %s", (_name, form, applicant, relation) => {
    expect(toBirthData(readForm(form, birthForm), applicant, "19101").nycQuanHe).toBe(relation);
  });
  it("R-B06 [§5.2] any names and places fit the contract's shape or are too long in it, never anything else", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, text, (child, mother, place) => {
        const form = { child: { ...BIRTH.child, fullName: child, birthPlace: place }, mother: { fullName: mother } };
        const parsed = birthData.safeParse(toBirthData(readForm(form, birthForm), APPLICANT, "19101"));
        expect(parsed.error?.issues.filter((issue) => issue.code !== "too_big") ?? []).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("R-B06 [§5.2] a death and a marriage as the registry wants them", () => {
  it("R-B06 [§5.2] a death: nkt* and gbt*, the year alone where no more is known, the hour beside the day", () => {
    const data = toDeathData(readForm(DEATH, deathForm), APPLICANT, "19101");
    expect(deathData.parse(data)).toEqual(data);
    expect(data).toMatchObject({
      nktNgaySinh: { ngaySinh: "", thangSinh: "", namSinh: "1940" },
      nktNgayChet: "28/02/2026",
      nktGioPhutChet: "04:30",
      nycQuanHe: "Con",
      gbtSo: "BT-TEST-0001",
    });
  });
  it.each([
    ["2026-02-28T18:10:00Z", "01/03/2026", "01:10"],
    ["2026-02-28T23:50:00+07:00", "28/02/2026", "23:50"],
    ["2026-02-28", "28/02/2026", ""],
  ])("R-B06 [§5.2] a death at %s is on %s at %j, Việt Nam", (deathTime, day, hour) => {
    const form = { ...DEATH, deceased: { ...DEATH.deceased, deathTime } };
    const data = toDeathData(readForm(form, deathForm), APPLICANT, "19101");
    expect([data.nktNgayChet, data.nktGioPhutChet]).toEqual([day, hour]);
  });
  it("R-B06 [§5.2] a marriage: chong* and vo*", () => {
    const data = toMarriageData(readForm(MARRIAGE, marriageForm), "19101");
    expect(marriageData.parse(data)).toEqual(data);
    expect(data).toMatchObject({ chongHoTen: { Ten: "MẪU" }, chongSoLanKH: 1, voDanToc: "26", voLoaiCuTru: 0 });
  });
  it.each([
    ["birth", { child: { fullName: "A" } }, birthForm, /child\.sex/],
    ["death", {}, deathForm, /deceased/],
    ["marriage", { husband: MARRIAGE.husband }, marriageForm, /wife/],
  ])("R-A02 [§5.2] a %s that lacks what is needed is for a person to put right, field by field", (_name, form, schema, named) => {
    expect(() => readForm<unknown>(form, schema)).toThrow(
      expect.objectContaining({ intent: "pause", code: "civil-status.form-incomplete", message: expect.stringMatching(named) }),
    );
  });
});

describe("R-B06 [§5.2] the push around it", () => {
  it("R-B06 [§5.2] data is a JSON string; ward of 5 digits, day as dd/MM/yyyy, the liên thông number or the one-stop code again", () => {
    const push = toPush("registerBirth", body(), settings);
    expect(pushRequest.omit({ fileDinhKem: true }).parse(push)).toEqual(push);
    expect(push).toMatchObject({
      maDonVi: "19101",
      module: "LTKS",
      maHoSoLT: "H57.101-260302-0001",
      maHoSoMCDT: "H57.101-260302-0001",
      ngayTiepNhan: "02/03/2026",
    });
    expect(birthData.safeParse(JSON.parse(push.data)).success).toBe(true);
    expect(toPush("registerBirth", body({ nationalCode: "G22.99.01-260302-0001" }), settings).maHoSoLT).toBe(
      "G22.99.01-260302-0001",
    );
  });
  it.each([
    ["registerBirth", "2.002621", "LTKS"],
    ["registerBirth", "2.001023", "LTKS"],
    ["registerBirth", "1.001193", "KS"],
    ["registerDeath", "2.002622", "LTKT"],
    ["registerDeath", "1.000656", "KT"],
    ["registerMarriage", "1.000894", "LTKH"],
  ] as const)("R-B06 [§5.2] %s of procedure %s is module %s", (operation, procedure, module) => {
    expect(moduleOf(operation, procedure)).toBe(module);
  });
  it("R-B06 [§5.2] an agency without a ward code is for the operator, who is told which setting", () => {
    expect(() => toPush("registerBirth", body({ agencyId: "H57.140" }), settings)).toThrow(
      expect.objectContaining({ intent: "pause", code: "civil-status.ward-unknown", blame: "hub" }),
    );
  });
});

describe("R-G09 [§5.2] pieces of the mapping", () => {
  it.each([
    ["Nguyễn Văn Thử", { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "THỬ" }],
    ["Tôn Nữ Thị Mẫu", { Ho: "TÔN", ChuDem: "NỮ THỊ", Ten: "MẪU" }],
    ["Lê Thử", { Ho: "LÊ", ChuDem: "", Ten: "THỬ" }],
    ["Thử", { Ho: "", ChuDem: "", Ten: "THỬ" }],
    ["  Lê   Thử ".normalize("NFD"), { Ho: "LÊ", ChuDem: "", Ten: "THỬ" }],
  ])("R-G09 [§5.2] %j in three parts", (name, parts) => {
    expect(nameParts(name)).toEqual(parts);
  });
  it("R-G09 [§5.2] no huyện since 7/2025: codes of former provinces are left out, the words stay", () => {
    expect(wireAddress({ detail: "thôn Thử, Gia Lai", provinceCode: "64", communeCode: "23710" })).toEqual({
      dcChiTiet: "thôn Thử, Gia Lai",
      quocGia: "VN",
      maTinh: "",
      maXa: "",
    });
    expect(wireAddress(undefined).dcChiTiet).toBe("");
  });
  it("R-G09 [§5.2] identity papers by their length", () => {
    expect([paper("001099000012").kind, paper("123456789").kind, paper(undefined).kind]).toEqual([4, 1, 0]);
    expect(paper("123456789").personal).toBe("");
  });
  it("R-G09 [§5.2] ethnic groups by name in any spelling, or by code; unknown ones have none", () => {
    expect(["kinh", "Cơ Tu", "CƠ-TU", "26", "Ta-ôi"].map(ethnicCode)).toEqual(["01", "26", "26", "26", "31"]);
    expect([ethnicCode("Không rõ"), ethnicCode("99"), ethnicName("54"), ethnicName("99")]).toEqual([
      undefined,
      undefined,
      "Rơ-măm",
      undefined,
    ]);
  });
  it("R-G09 [§5.2] nationality: Việt Nam unless said, a code as it is, a written-out country is for a person", () => {
    expect([nationality(undefined), nationality("Việt Nam"), nationality("Viet Nam"), nationality("la")]).toEqual([
      "VN",
      "VN",
      "VN",
      "LA",
    ]);
    expect(() => nationality("Lào")).toThrow(expect.objectContaining({ intent: "pause" }));
  });
  it("R-G09 [§5.2] times as both counterparties write them, there and back", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }), (date) => {
        const instant = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        expect(readTime(writtenTime(instant))).toBe(instant);
      }),
    );
    expect(readTime("30/02/2026 10:00:00")).toBeUndefined();
    expect([readDate("20.02.2026"), readDate("20/02/2026"), readDate("1940"), readDate("31/02/2026"), readDate("")]).toEqual([
      "2026-02-20",
      "2026-02-20",
      "1940",
      undefined,
      undefined,
    ]);
    expect([writtenDay("2026-03-02"), writtenDay("2026-03-01T18:00:00.000Z")]).toEqual(["02/03/2026", "02/03/2026"]);
  });
  it("R-G09 [§5.2] the supplement window is 7 working days where the partner names none", () => {
    // Monday 2 March: 3, 4, 5, 6, 9, 10, 11 March.
    expect(supplementDeadline("2026-03-02T02:00:00.000Z")).toBe("11/03/2026 17:00:00");
    // Friday 23:30 in Việt Nam is still Friday there.
    expect(supplementDeadline("2026-03-06T16:30:00.000Z")).toBe("17/03/2026 17:00:00");
  });
});

describe("R-G09 the configuration", () => {
  const env = {
    url: "http://btp.test",
    consumerKey: "a",
    consumerSecret: "b",
    province: "46",
    wards: "19101=H57.101, 19102=H57.102",
  };
  it("R-G09 [§5.2] two counterparties: two base URLs, the hub's own account, or no hub at all", () => {
    expect(config.parse(env).hubUrl).toBeUndefined();
    expect(config.parse({ ...env, hubUrl: "http://hub.test", hubUser: "u", hubPassword: "p" }).hubUrl).toBe("http://hub.test");
    expect(config.safeParse({ ...env, hubUrl: "http://hub.test", hubUser: "u" }).error?.issues[0]?.path).toEqual(["hubPassword"]);
  });
  it("wards both ways; a list that is none is refused", () => {
    const { wards } = config.parse(env);
    expect([wards.agencyOf.get("19102"), wards.wardOf.get("H57.102")]).toEqual(["H57.102", "19102"]);
    for (const wrong of ["", "1910=H57.101", "19101", "19101=H57.101,19101=H57.102"])
      expect(config.safeParse({ ...env, wards: wrong }).success).toBe(false);
  });
});
