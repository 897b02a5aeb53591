/** R-G09: what is sent to the land registry and why, field by field; pure mappings. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import adapter from "../../../adapters/land-registry/adapter.ts";
import { config } from "../../../adapters/land-registry/config.ts";
import { receivedDossier } from "../../../adapters/land-registry/contract/dossier.ts";
import { appraisalFacts } from "../../../adapters/land-registry/parcels.ts";
import { phrases } from "../../../adapters/land-registry/phrases.ts";
import { reactions } from "../../../adapters/land-registry/reactions.ts";
import {
  type AppraiseBody,
  appraiseBody,
  returnedBody,
  sendAppraise,
  supplementBody,
  toReceived,
  wrongResultBody,
} from "../../../adapters/land-registry/sending.ts";
import { fromUtc, shownTime, toLocal } from "../../../adapters/land-registry/times.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { dossier, event, happening, PDF } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { FORM, SETTINGS } from "./dossiers.ts";

const settings = config.parse(SETTINGS);
const body = (more: Partial<AppraiseBody> = {}): AppraiseBody => ({
  dossierId: "d1",
  transferId: "tham-dinh",
  number: 1,
  receiptNumber: "H57.03.01-260302-0001",
  agencyId: "H57.03.01",
  provincial: true,
  receivedAt: "2026-03-02T02:00:00.000Z",
  dueAt: "2026-03-06T09:30:00.000Z",
  applicant: { fullName: "Nguyễn Văn Thử" },
  procedure: { code: "1.013831", name: "Đăng ký biến động" },
  form: { parcels: FORM.parcels, land: FORM.land },
  papers: [],
  ...more,
});
const sent = (more: Partial<AppraiseBody> = {}, changed: Partial<typeof settings> = {}) =>
  toReceived(body(more), { config: { ...settings, ...changed } });

describe("R-G09 [§5.5] TiepNhanHoSo from a dossier", () => {
  it("R-G09 [§5.5] HuyenId is null since the districts ended on 01/07/2025", () => {
    expect(sent().HuyenId).toBeNull();
  });
  it.each([
    [
      "the declared commune",
      { form: { parcels: [{ ...FORM.parcels[0], address: { detail: "Thửa", communeCode: "19753" } }], land: null } },
      19_753,
    ],
    ["the receiving agency's", { agencyId: "H57.101" }, 19_803],
    ["what stands for all others", {}, 19_789],
  ])("R-G09 [§5.5] XaId: %s", (_name, more, XaId) => {
    const communes = new Map([
      ["H57.101", "19803"],
      ["*", "19789"],
    ]);
    expect(sent(more as Partial<AppraiseBody>, { communes }).XaId).toBe(XaId);
  });
  it("R-G09 [§5.5] no commune anywhere: a person completes the configuration", () => {
    expect(() => sent({}, { communes: new Map() })).toThrow(
      expect.objectContaining({ intent: "pause", code: "land-registry.commune-unknown" }),
    );
  });
  it("R-G09 [§5.5] MaQuyTrinh is the registry's own code of the process, or the procedure's", () => {
    expect(sent({}, { processes: new Map([["1.013831", "QT-BD-01"]]) }).ThongTinQuyTrinh.MaQuyTrinh).toBe("QT-BD-01");
    expect(sent().ThongTinQuyTrinh.MaQuyTrinh).toBe("1.013831");
  });
  it("R-G09 [§5.5] times are local without a zone", () => {
    expect(sent()).toMatchObject({ NgayTiepNhan: "2026-03-02T09:00:00", NgayHenTra: "2026-03-06T16:30:00" });
  });
  it.each([
    ["no parcels", { parcels: null, land: null }, /chưa có thông tin thửa đất/],
    ["an empty list", { parcels: [], land: null }, /chưa có thông tin thửa đất/],
    ["no map sheet", { parcels: [{ ...FORM.parcels[0], mapSheet: undefined }], land: null }, /thửa đất thứ 1.*số tờ bản đồ/],
    [
      "an area that is none",
      { parcels: [FORM.parcels[0], { ...FORM.parcels[0], areaSquareMetres: "rộng" }], land: null },
      /thứ 2.*diện tích/,
    ],
  ])("R-G09 [§5.5] %s: goes back to an officer, who can put it right", (_name, form, says) => {
    expect(() => sent({ form })).toThrow(
      expect.objectContaining({
        intent: "rejected",
        blame: "caller",
        code: "land-registry.declaration",
        message: expect.stringMatching(says),
        trips: false,
      }),
    );
  });
  it("R-G09 [§5.5] numbers may be declared as numbers, areas with a comma", () => {
    const parcels = [{ ...FORM.parcels[0], number: 123, mapSheet: 45, areaSquareMetres: "120,5" }];
    expect(sent({ form: { parcels, land: null } }).ThongTinThuaDat).toMatchObject([
      { SoThuTuThua: "123", SoHieuBanDo: "45", DienTich: "120.5" },
    ]);
  });
  it("R-G09 [§5.5] texts of any length and kind fit the contract", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, text, (name, address, title) => {
        const form = { parcels: [{ ...FORM.parcels[0], address }], land: { propertyAddress: address } };
        const message = sent({ applicant: { fullName: name, address }, procedure: { code: "1.013831", name: title }, form });
        expect(receivedDossier.safeParse({ ...message, DanhSachGiayToDinhKem: [] }).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
  it("R-G09 [§5.5] more than 60 MB of files are not sent: an officer decides what is needed", async () => {
    const file = { ...PDF, size: 40 * 1024 * 1024 };
    const papers = [{ title: "Bản vẽ", originals: 1, copies: 0, files: [file, file] }];
    expect(await failure(sendAppraise(body({ papers }), fakeCall(settings).call))).toMatchObject({
      intent: "rejected",
      message: expect.stringContaining("60 MB"),
    });
  });
});

describe("R-G09 [§5.5] what the appraisal gives to the tax leg", () => {
  it("R-G09 [§5.5] the registry's words come before the declaration's; what nobody says is absent", () => {
    const found = { SoThuTuThua: "9", SoHieuBanDo: "8", DienTich: "7.5", GiaDat: 12_000_000, ViTri: "2", MucDichSuDung: null };
    expect(appraisalFacts(found, FORM)).toEqual({
      areaSquareMetres: "7.5",
      parcelNumber: "9",
      mapSheet: "8",
      landPrice: "12000000",
      position: "2",
      use: "ODT",
      origin: "Nhận chuyển nhượng",
    });
    expect(appraisalFacts(undefined, undefined)).toEqual({});
  });
});

describe("R-G09 [§5.5] times", () => {
  it.each([
    ["2026-03-02T02:00:00", "2026-03-02T02:00:00.000Z"],
    ["2026-03-02T02:00:00.1234567Z", "2026-03-02T02:00:00.123Z"],
    ["2026-03-02T09:00:00+07:00", "2026-03-02T02:00:00.000Z"],
    ["2026-13-02T09:00:00", undefined],
  ])("R-G09 [§5.5] what comes in is UTC unless it says otherwise: %s", (text, instant) => {
    expect(fromUtc(text)).toBe(instant);
  });
  it("R-G09 [§5.5] what goes out is Việt Nam's time", () => {
    expect(toLocal("2026-03-02T17:30:00.000Z")).toBe("2026-03-03T00:30:00");
    expect(shownTime("2026-03-02T17:30:00.000Z")).toBe("00:30 03/03/2026");
  });
});

describe("R-G09 phrases", () => {
  it.each([
    ["Tiếp nhận hồ sơ thành công", "ok"],
    ["Số biên nhận X đã tồn tại", "duplicate"],
    ["Số biên nhận X đã tồn tại với nội dung khác", "rejected"],
    ["Hồ sơ X đã nhận bổ sung trước đó", "duplicate"],
    ["Hồ sơ X không ở trạng thái chờ bổ sung", "rejected"],
    ["Không tìm thấy hồ sơ có số biên nhận X", "rejected"],
    ["Thiếu thông tin thửa đất: ThongTinThuaDat", "rejected"],
    ["Quy trình X không tồn tại trong danh mục", "pause"],
    ["Cập nhật không thành công", "pause"],
    ["Hệ thống đang bận, vui lòng thử lại", "retry"],
    ["Lỗi lạ", "pause"],
  ])("%s → %s", (text, means) => {
    expect(phrases.read(text).means).toBe(means);
  });
});

describe("R-G09 R-B06 what the registry is told of what happened", () => {
  const transfer = (more: Partial<Transfer> = {}): Transfer => ({
    transferId: "tham-dinh",
    toAgencyId: "H57.03.01",
    purpose: "Thẩm định",
    lane: "land-registry",
    operation: "appraise",
    number: 1,
    state: "sent",
    open: true,
    sentAt: "2026-03-02T02:00:00.000Z",
    data: {},
    ...more,
  });
  const certificate = (more: Partial<Transfer> = {}): Transfer =>
    transfer({ transferId: "cap-gcn", operation: "issueCertificate", ...more });
  const land = (more: Partial<Dossier>): Dossier => dossier({ code: "H57.03.01-260302-0001", form: FORM, ...more });
  const forwarded = (made: Transfer) => event("forwarded", { transfer: made, status: "forwarded" });
  const resent = (transferId: string) => event("transferResent", { transferId, number: 2, data: {} });

  it("a leg of another lane concerns it not", () => {
    const other = transfer({ lane: "tax" });
    expect(reactions(happening([forwarded(other)], land({}), land({ transfers: [other] })))).toEqual([]);
  });
  it("the appraisal goes out with owner, papers and declaration", () => {
    const owner = { kind: "citizen", fullName: "Trần Thị Chủ", identityNumber: "001099000034" } as const;
    const after = land({ transfers: [transfer()], owner });
    const [message] = reactions(happening([forwarded(transfer())], land({}), after));
    expect(message?.operation).toBe("appraise");
    expect(appraiseBody.parse(message?.body)).toMatchObject({
      dossierId: after.id,
      transferId: "tham-dinh",
      number: 1,
      provincial: false,
      applicant: { fullName: "Trần Thị Chủ" },
      form: { parcels: FORM.parcels },
      papers: [{ files: [] }, { files: [PDF] }],
    });
  });
  it("the certificate's leg carries what was set and paid, and the receipts as papers", () => {
    const made = certificate({ data: { taxNotices: "TB-1", taxTotal: "500000", paidTotal: "500000" } });
    const receipt = { number: "BL-1", at: "2026-03-03T02:00:00.000Z", file: PDF };
    const payments = [
      { chargeId: "tax:TB-1", amount: 500_000, method: "online", reference: "KB-1", at: receipt.at, receipt },
    ] as const;
    const [message] = reactions(happening([forwarded(made)], land({}), land({ transfers: [made], payments })));
    expect(message?.operation).toBe("issueCertificate");
    expect(supplementBody.parse(message?.body)).toMatchObject({
      transferId: "cap-gcn",
      newDueAt: "2026-03-02T09:30:00.000Z",
      note: "Đã hoàn thành nghĩa vụ tài chính; thông báo TB-1; phải nộp 500000 đồng; đã nộp 500000 đồng; số tham chiếu KB-1",
      papers: [{ files: [PDF] }],
    });
  });
  it.each([
    ["nothing was refused", {}, "appraise"],
    ["the sending was refused", { outcome: "refused", operation: "appraise" }, "appraise"],
    ["the supplement was refused", { outcome: "refused", operation: "supplement" }, "supplement"],
    ["its result was of no use", { outcome: "refused", operation: "x", code: "land-registry.wrong-result" }, "reportWrongResult"],
    ["a refusal was mended since", { outcome: "accepted", operation: "supplement" }, "appraise"],
  ])("sent again after %s: %s → %s", (_name, last, operation) => {
    const partners = "outcome" in last ? { "land-registry": { at: "2026-03-02T02:00:00.000Z", ...last } } : {};
    const before = land({
      transfers: [transfer({ state: "sentBack", reason: "Sai" })],
      partners: partners as Dossier["partners"],
    });
    const after = land({ transfers: [transfer({ number: 2 })] });
    const messages = reactions(happening([resent("tham-dinh")], before, after));
    expect(messages.map((message) => message.operation)).toEqual([operation]);
    expect(messages[0]?.body).toMatchObject({ number: 2 });
    if (operation === "reportWrongResult") expect(wrongResultBody.parse(messages[0]?.body).note).toBe("Sai");
  });
  it.each([
    ["the certificate was issued", [transfer({ state: "done", open: false }), certificate({ state: "done", open: false })], 1],
    ["it refused", [transfer({ state: "refused", open: false })], 1],
    ["it only appraised", [transfer({ state: "done", open: false })], 0],
    ["it never had it", [], 0],
  ] as const)("a returned dossier is told where %s", (_name, transfers, times) => {
    const back = event("returned", { method: "inPerson", to: "A", onTime: true, case: "onTime", papersBack: [], forms: [] });
    const messages = reactions(happening([back], land({}), land({ transfers })));
    expect(messages.map((message) => message.operation)).toEqual(Array.from({ length: times }, () => "reportReturned"));
    if (times === 1) expect(returnedBody.parse(messages[0]?.body).returnedAt).toBe(back.at);
  });
  it("a dossier called off: the registry has no call for it", () => {
    const off = event("transferCancelled", { transferId: "tham-dinh", reason: "Rút", wasDone: false, status: "processing" });
    expect(reactions(happening([off], land({}), land({ transfers: [transfer({ state: "cancelled", open: false })] })))).toEqual(
      [],
    );
  });
});

describe("R-G09 configuration", () => {
  const env = (more: Readonly<Record<string, string>> = {}) => ({
    ...Object.fromEntries(
      Object.entries(SETTINGS).map(([key, value]) => [
        `LIENTHONG_LAND_REGISTRY_${key.replaceAll(/([A-Z])/g, "_$1").toUpperCase()}`,
        value,
      ]),
    ),
    ...more,
  });
  it("tables are read from one variable", () => {
    const read = readAdapterConfig(adapter, env({ LIENTHONG_LAND_REGISTRY_COMMUNES: "H57.101=19753, *=19789" }));
    expect(read).toMatchObject({
      communes: new Map([
        ["H57.101", "19753"],
        ["*", "19789"],
      ]),
      provinceId: 46,
    });
  });
  it.each([["H57.101"], ["H57.101=abc"], ["=1"], ["a=1=2"]])("a table that cannot be read is named at start: %s", (table) => {
    expect(() => readAdapterConfig(adapter, env({ LIENTHONG_LAND_REGISTRY_COMMUNES: table }))).toThrow(
      /LIENTHONG_LAND_REGISTRY_COMMUNES/,
    );
  });
});
