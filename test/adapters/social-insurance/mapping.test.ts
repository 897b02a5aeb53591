/** What goes into the papers and requests, and what is told of what happened. Pure. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, parseXml } from "../../../adapters/kit/xml.ts";
import { birthNotice, deathNotice } from "../../../adapters/social-insurance/contract/papers.ts";
import { REQUESTS } from "../../../adapters/social-insurance/contract/requests.ts";
import { birthStamp, deathStamp, identityPaperCode, sexCode } from "../../../adapters/social-insurance/declaration.ts";
import { paperXml, referenceOf, requestXml } from "../../../adapters/social-insurance/package.ts";
import { birthNoticeOf, deathNoticeOf } from "../../../adapters/social-insurance/papers.ts";
import { reactions } from "../../../adapters/social-insurance/reactions.ts";
import {
  benefitRequestOf,
  cardRequestOf,
  insuranceRequestOf,
  type RequestBody,
  requestBody,
} from "../../../adapters/social-insurance/requests.ts";
import { documentBody, supplementBody, withdrawalBody } from "../../../adapters/social-insurance/sending.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { dossier, event, happening, PDF } from "../fixtures.ts";
import { BIRTH_FORM, DEATH_FORM } from "./fixtures.ts";

const SENT_AT = "2026-03-02T02:00:00.000Z";
const body = (more: Partial<RequestBody> = {}): RequestBody => ({
  dossierId: "d1",
  transferId: "the-bhyt",
  number: 1,
  code: "H57.101-260302-0001",
  sentAt: SENT_AT,
  data: { birthCertificateNumber: "15/2026", personalNumber: "046226000012" },
  form: BIRTH_FORM,
  owner: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
  ...more,
});
const thrown = (make: () => unknown): Record<string, unknown> => {
  try {
    make();
  } catch (error) {
    return { ...(error as object), message: error instanceof Error ? error.message : "" };
  }
  return { intent: "no error" };
};

describe("R-G04 values on the wire", () => {
  it("R-G04 [§5.4] ngaySinhCon has 14 digits, midnight where the hour is not declared", () => {
    expect(birthStamp("2026-02-20", "06:30")).toBe("20260220063000");
    expect(birthStamp("2026-02-20", "06:30:15")).toBe("20260220063015");
    expect(birthStamp("2026-02-20", undefined)).toBe("20260220000000");
  });
  it.each([
    ["2026-02-28", "202602280000"],
    ["2026-02-28T05:30", "202602280530"],
    ["2026-02-28T05:30:59", "202602280530"],
    ["2026-02-28T05:30:00+07:00", "202602280530"],
    ["2026-02-27T22:30:00Z", "202602280530"],
  ])("R-G04 [§5.4] ngayTv has 12 digits of Việt Nam: %s", (time, stamp) => {
    expect(deathStamp(time)).toBe(stamp);
  });
  it("R-G04 [§5.4] gioiTinhCon is 1, 2 or 3", () => {
    expect([sexCode("male"), sexCode("female"), sexCode("unknown")]).toEqual(["1", "2", "3"]);
  });
  it("R-G04 [§5.4] loaiGiayTo is 0 to 4 by the paper", () => {
    expect(identityPaperCode(undefined)).toBe("0");
    expect(identityPaperCode("001099000012")).toBe("1");
    expect(identityPaperCode("190000012")).toBe("2");
    expect(identityPaperCode("C0000012")).toBe("3");
    expect(identityPaperCode("046226000012", true)).toBe("4");
  });
});

describe("R-G04 papers", () => {
  it("R-G04 [§5.4] giấy chứng sinh holds what the declaration has", () => {
    expect(birthNotice.parse(birthNoticeOf(BIRTH_FORM))).toEqual({
      MA_GCS: "GCS-2026-000012",
      MA_BHXH_NND: "4600000012",
      MA_THE_NND: "GD4464600000012",
      HOTEN_NND: "Lê Thị Thử",
      NGAYSINH_NND: "19990312",
      LOAI_GIAYTO_NND: "1",
      SO_CCCD_NND: "001199000012",
      HO_TEN_CHA: "Nguyễn Văn Thử",
      TEN_CON: "Nguyễn Thị Bé Thử",
      GIOI_TINH_CON: "2",
      LAN_SINH: "1",
      CAN_NANG_CON: "3200",
      NGAY_SINH_CON: "20260220063000",
      NOI_SINH_CON: "Bệnh viện Thử Nghiệm, thành phố Huế",
      SO: "GCS-2026-000012",
    });
  });
  it("R-G04 [§5.4] giấy báo tử holds what the declaration has", () => {
    expect(deathNotice.parse({ ...deathNoticeOf(DEATH_FORM), MACSKCB: "46001" })).toMatchObject({
      MA_GBT: "GBT-2026-000034",
      NGAY_TV: "202602280530",
      LOAI_GIAYTO: "1",
      SO_GIAYTO: "001040000034",
      NGUYENNHAN_TV: "Tuổi già",
      MAXA_THUONGTRU: "19789",
      MA_BHXH: "4600000034",
    });
  });
  it("without its number there is no paper; what does not fit an optional field is left out", () => {
    const { birthCertificateNo: _, ...child } = BIRTH_FORM.child;
    expect(birthNoticeOf({ ...BIRTH_FORM, child })).toBeUndefined();
    expect(birthNoticeOf(undefined)).toBeUndefined();
    const mother = { ...BIRTH_FORM.mother, healthCardNo: "sai", socialInsuranceNo: "46" };
    const made = birthNoticeOf({ ...BIRTH_FORM, mother });
    expect(made).toMatchObject({ HOTEN_NND: "Lê Thị Thử" });
    expect(made).not.toHaveProperty("MA_THE_NND");
    expect(made).not.toHaveProperty("MA_BHXH_NND");
    const { cause: _cause, ...deceased } = DEATH_FORM.deceased;
    expect(deathNoticeOf({ deceased })).toBeUndefined();
  });
  it("texts of any length and letters fit the contract, and survive the XML", () => {
    const text = fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 600 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, (fullName, birthPlace) => {
        const made = birthNoticeOf({ ...BIRTH_FORM, child: { ...BIRTH_FORM.child, fullName, birthPlace } });
        expect(birthNotice.safeParse(made).error).toBeUndefined();
        const xml = paperXml("birthNotice", "Id-1", { ...made });
        expect(at(parseXml(xml), "HSDLGCS", "GIAYCHUNGSINH", "NGAY_SINH_CON")).toBe("20260220063000");
      }),
      { numRuns: 60 },
    );
  });
  it("R-G04 [§5.4] root, inner element, reference and the empty place of the signature", () => {
    const made = { ...deathNoticeOf(DEATH_FORM), MACSKCB: "46001", HO_TEN: "A & B <C>" };
    const read = parseXml(paperXml("deathNotice", "Id-7", made), { attributes: true });
    expect(at(read, "HSDLGBT", "GIAYBAOTU", "$", "Id")).toBe("Id-7");
    expect(at(read, "HSDLGBT", "GIAYBAOTU", "HO_TEN")).toBe("A & B <C>");
    expect(at(read, "HSDLGBT", "CHUKYDONVI")).toBe("");
  });
});

describe("R-G04 R-B06 requests", () => {
  it("a card: the facts of the birth leg, the child, the address of the residence", () => {
    expect(REQUESTS.DENGHICAPTHE.parse(cardRequestOf(body()))).toEqual({
      SO_HOSO: "H57.101-260302-0001",
      SO_GIAYKHAISINH: "15/2026",
      SO_DINHDANH: "046226000012",
      HO_TEN: "Nguyễn Thị Bé Thử",
      NGAY_SINH: "20260220",
      GIOI_TINH: "2",
      HO_TEN_ME: "Lê Thị Thử",
      SO_CCCD_ME: "001199000012",
      HO_TEN_CHA: "Nguyễn Văn Thử",
      SO_CCCD_CHA: "001099000012",
      DCHI_THUONGTRU: "34 đường Thử Nghiệm",
      MATINH_THUONGTRU: "46",
      MAXA_THUONGTRU: "19789",
      MA_DKBD: "46001",
    });
  });
  it.each([
    ["true", "1"],
    ["yes", "1"],
    ["false", "0"],
    ["0", "0"],
  ])("residenceConfirmed %s of the residence leg is DA_DANGKY_THUONGTRU %s", (residenceConfirmed, DA_DANGKY_THUONGTRU) => {
    expect(cardRequestOf(body({ data: { ...body().data, residenceConfirmed } }))).toMatchObject({ DA_DANGKY_THUONGTRU });
  });
  it("without a residence leg the parents' address, or the owner's, or none", () => {
    const { residence: _, ...form } = BIRTH_FORM;
    expect(cardRequestOf(body({ form })).DCHI_THUONGTRU).toBe("12 đường Thử Nghiệm");
    const { address: __, ...mother } = BIRTH_FORM.mother;
    const owner = { ...body().owner, address: { detail: "56 đường Thử" } };
    expect(cardRequestOf(body({ form: { ...form, mother }, owner })).DCHI_THUONGTRU).toBe("56 đường Thử");
    expect(cardRequestOf(body({ form: { ...form, mother } }))).not.toHaveProperty("MAXA_THUONGTRU", expect.anything());
  });
  it.each([
    ["no child", { form: {} }, ["child"]],
    ["no hospital", { form: { ...BIRTH_FORM, healthCard: {} } }, ["healthCard.hospitalCode"]],
    ["hospital in words", { form: { ...BIRTH_FORM, healthCard: { hospitalCode: "BV" } } }, ["healthCard.hospitalCode"]],
    [
      "date that is none",
      { form: { ...BIRTH_FORM, child: { ...BIRTH_FORM.child, birthDate: "2026-02-30" } } },
      ["child.birthDate"],
    ],
    ["nothing of the birth leg", { data: {} }, ["birthCertificateNumber", "personalNumber"]],
    ["personal number of 9 digits", { data: { ...body().data, personalNumber: "190000012" } }, ["personalNumber"]],
  ])("what is missing or wrong sends the transfer back to the officer, by its name: %s", (_name, change, places) => {
    const error = thrown(() => cardRequestOf(body(change)));
    expect(error).toMatchObject({ intent: "rejected", code: "social-insurance.declaration", blame: "caller" });
    for (const place of places) expect(error["message"]).toContain(place);
  });
  it("an insurance number: the owner's own data; no number for a business", () => {
    const owner = { ...body().owner, birthDate: "1999-03-12", phone: "0900000012" };
    expect(insuranceRequestOf(body({ owner }))).toMatchObject({
      NGAY_SINH: "19990312",
      LOAI_GIAYTO: "1",
      SO_GIAYTO: "001099000012",
    });
    expect(thrown(() => insuranceRequestOf(body()))["message"]).toContain("owner.birthDate");
    expect(thrown(() => insuranceRequestOf(body({ owner: { ...owner, kind: "business" } })))["message"]).toContain("owner.kind");
  });
  it("a benefit: the extract of the death registration, the deceased, the claimant", () => {
    const made = benefitRequestOf(body({ form: DEATH_FORM, data: { deathCertificateNumber: "7/2026" } }));
    expect(REQUESTS.DENGHITUTUAT.parse(made)).toMatchObject({
      SO_TRICHLUC_KHAITU: "7/2026",
      NGAY_TV: "202602280530",
      MA_BHXH: "4600000034",
      HO_TEN_NDN: "Nguyễn Văn Thử",
      SO_CCCD_NDN: "001099000012",
      QUAN_HE: "Con",
    });
  });
  it("a claimant without a number is the owner where it is his name, else nobody's", () => {
    const { claimantIdentityNumber: _, ...burial } = DEATH_FORM.burial;
    const data = { deathCertificateNumber: "7/2026" };
    expect(benefitRequestOf(body({ form: { ...DEATH_FORM, burial }, data })).SO_CCCD_NDN).toBe("001099000012");
    const other = { ...burial, claimantFullName: "Người Khác" };
    expect(thrown(() => benefitRequestOf(body({ form: { ...DEATH_FORM, burial: other }, data })))["message"]).toContain(
      "burial.claimantIdentityNumber",
    );
  });
  it("R-G04 [§5.4] the package: facility, reference, date of Việt Nam, one dossier, the request as base64 XML", () => {
    const made = requestXml({
      kind: "DENGHICAPTHE",
      reference: "Id-1",
      facilityCode: "46001",
      madeAt: "2026-03-01T18:00:00.000Z",
      fields: cardRequestOf(body()),
    });
    const read = parseXml(made, { attributes: true });
    const head = at(read, "HSCHUNGTU", "THONGTINHOSO");
    expect(at(read, "HSCHUNGTU", "THONGTINDONVI", "MACSKCB")).toBe("46001");
    expect([at(head, "$", "Id"), at(head, "NGAYLAP"), at(head, "SOLUONGHOSO")]).toEqual(["Id-1", "20260302", "1"]);
    const file = at(head, "DANHSACHHOSO", "HOSO", "FILEHOSO");
    expect(at(file, "LOAIHOSO")).toBe("DENGHICAPTHE");
    const inner = parseXml(Buffer.from(String(at(file, "NOIDUNGFILE")), "base64").toString("utf8"));
    expect(at(inner, "DENGHICAPTHE", "HO_TEN")).toBe("Nguyễn Thị Bé Thử");
  });
  it("a reference stands for one sending: the same for the same, another for another", () => {
    expect(referenceOf("transfer", "d1", "the-bhyt", 1)).toMatch(/^Id-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.string(), { minLength: 1 }), (one, other) => {
        expect(referenceOf(...one) === referenceOf(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe("R-G04 R-B06 what the social insurance is told of what happened", () => {
  const transfer = (more: Partial<Transfer> = {}): Transfer => ({
    transferId: "the-bhyt",
    toAgencyId: "G24.46",
    purpose: "Cấp thẻ",
    lane: "social-insurance",
    operation: "issueHealthCard",
    number: 1,
    state: "sent",
    open: true,
    sentAt: SENT_AT,
    data: { birthCertificateNumber: "15/2026", personalNumber: "046226000012" },
    ...more,
  });
  const holding = (entry: Transfer, more: Partial<Dossier> = {}): Dossier =>
    dossier({ status: "forwarded", form: BIRTH_FORM, transfers: [entry], ...more });
  const told = (events: Parameters<typeof happening>[0], state: Dossier) => reactions(happening(events, undefined, state));
  const forwarded = (entry: Transfer) => event("forwarded", { transfer: entry, status: "forwarded" });

  it("the paper goes first, then the request, in one order of the lane", () => {
    const messages = told([forwarded(transfer())], holding(transfer()));
    expect(messages.map(({ operation }) => operation)).toEqual(["sendDocument", "issueHealthCard"]);
    expect(documentBody.parse(messages[0]?.body)).toMatchObject({ paper: "birthNotice" });
    const made = requestBody.parse(messages[1]?.body);
    expect(made).toMatchObject({ transferId: "the-bhyt", number: 1, code: "H57.101-260302-0001" });
    expect(cardRequestOf(made).SO_GIAYKHAISINH).toBe("15/2026");
  });
  it("only the sections that the request needs go along", () => {
    const form = { ...BIRTH_FORM, parcels: [{ number: 1 }], business: { name: "Bí mật" } };
    const made = told([forwarded(transfer())], holding(transfer(), { form })).at(-1)?.body;
    expect(Object.keys(requestBody.parse(made).form).sort()).toEqual(["child", "father", "healthCard", "mother", "residence"]);
  });
  it("without a paper in the declaration only the request", () => {
    const { birthCertificateNo: _, ...child } = BIRTH_FORM.child;
    expect(told([forwarded(transfer())], holding(transfer(), { form: { ...BIRTH_FORM, child } }))).toHaveLength(1);
  });
  it("a death: the notice, then the claim", () => {
    const claim = transfer({ transferId: "tu-tuat", operation: "claimDeathBenefit", data: { deathCertificateNumber: "7/2026" } });
    const messages = told([forwarded(claim)], holding(claim, { form: DEATH_FORM }));
    expect(messages.map(({ operation }) => operation)).toEqual(["sendDocument", "claimDeathBenefit"]);
    expect(documentBody.parse(messages[0]?.body)).toMatchObject({ paper: "deathNotice" });
  });
  it("an insurance number needs no paper", () => {
    const entry = transfer({ operation: "registerInsurance" });
    expect(told([forwarded(entry)], holding(entry)).map(({ operation }) => operation)).toEqual(["registerInsurance"]);
  });
  it("sent again corrected: under its number, with the corrected declaration", () => {
    const entry = transfer({ number: 2 });
    const resent = event("transferResent", { transferId: "the-bhyt", number: 2, data: entry.data });
    expect(told([resent], holding(entry)).at(-1)).toMatchObject({ operation: "issueHealthCard", body: { number: 2 } });
  });
  it("another lane's transfer, or an operation that is none of ours, is nothing to tell", () => {
    for (const entry of [transfer({ lane: "police" }), transfer({ operation: "registerResidence" })])
      expect(told([forwarded(entry)], holding(entry))).toEqual([]);
  });
  it("R-B10 what the applicant brought goes on, with its files, named after the components", () => {
    const entry = transfer({ state: "accepted", reference: "HS_1" });
    const supplied = [{ componentId: "tk", originals: 1, copies: 0, files: [PDF] }];
    const state = holding(entry, {
      supplementRounds: [
        {
          number: 1,
          beforeReceipt: false,
          missing: [{ componentId: "tk", reason: "Thiếu" }],
          requestedAt: SENT_AT,
          requestedBy: "cb-1",
          apology: false,
          transferId: "the-bhyt",
          suppliedAt: "2026-03-03T02:00:00.000Z",
        },
      ],
    });
    const brought = event("supplemented", {
      round: 1,
      supplied,
      components: supplied,
      status: "forwarded",
      transferId: "the-bhyt",
    });
    const [message, ...others] = told([brought], state);
    expect(others).toEqual([]);
    expect(message?.operation).toBe("sendSupplement");
    expect(supplementBody.parse(message?.body)).toMatchObject({
      round: 1,
      files: [{ name: "giay-chung-sinh.pdf" }],
      note: expect.stringContaining("Tờ khai"),
    });
  });
  it("called off: withdrawn there too, with the reason and the time of it", () => {
    const entry = transfer({ state: "cancelled", open: false });
    const off = event(
      "transferCancelled",
      { transferId: "the-bhyt", reason: "Người nộp rút hồ sơ", wasDone: false, status: "processing" },
      { at: "2026-03-04T02:00:00.000Z" },
    );
    const [message] = told([off], holding(entry));
    expect(message?.operation).toBe("cancelRequest");
    expect(withdrawalBody.parse(message?.body)).toMatchObject({ reason: "Người nộp rút hồ sơ", at: "2026-03-04T02:00:00.000Z" });
  });
});
