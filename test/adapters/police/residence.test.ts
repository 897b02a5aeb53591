import { describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import adapter from "../../../adapters/police/adapter.ts";
import type { PoliceConfig } from "../../../adapters/police/config.ts";
import { filingRequest, MAX, type ResidenceResult, residenceResults } from "../../../adapters/police/contract/residence.ts";
import { sampleDone } from "../../../adapters/police/contract/samples.ts";
import { filingBody, toFiling, writtenDate } from "../../../adapters/police/declaration.ts";
import { reactions } from "../../../adapters/police/reactions.ts";
import { sendFiling } from "../../../adapters/police/residence.ts";
import { type ItemBody, resultsPoller, toCommands } from "../../../adapters/police/results.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import police from "../../../simulators/police/simulator.ts";
import { dossier, event, happening, PDF } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { BIRTH_FORM, DEATH_FORM } from "./fixtures.ts";

const settings = (url = "http://cong-an.test"): PoliceConfig => readAdapterConfig(adapter, police.settings(url)) as PoliceConfig;
const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  transferId: "thuong-tru",
  leg: "thuong-tru",
  toAgencyId: "G01.46",
  purpose: "Đăng ký thường trú",
  lane: "police",
  operation: "registerResidence",
  number: 1,
  state: "sent",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  data: {},
  ...more,
});
const FILING = {
  filingNumber: "H57.101-260302-0001.thuong-tru.1",
  form: { ...BIRTH_FORM } as Record<string, unknown>,
  data: { personalNumber: "046326000011", birthCertificateNumber: "12/2026" } as Record<string, string>,
  declarant: { fullName: "Nguyễn Văn Thử", phone: "0900000012" },
};

describe("the declaration", () => {
  it("R-G05 CT01 of a new-born: child, household, what the birth leg handed on; two tiers, no district", () => {
    const filing = toFiling("registerResidence", FILING, "46");
    expect(filingRequest.parse(filing)).toEqual(filing);
    expect(filing).toMatchObject({
      MaThuTuc: "1.004222",
      MaPhuongXa: "19753",
      ToKhai: {
        HoTen: "Nguyễn Thị Bé",
        NgaySinh: "20/02/2026",
        GioiTinh: "2",
        SoDinhDanh: "046326000011",
        SoGiayKhaiSinh: "12/2026",
        NoiThuongTru: { MaTinhThanh: "46", MaPhuongXa: "19753", ChiTiet: "12 đường Thử Nghiệm" },
        ChuHo: { HoTen: "Nguyễn Văn Thử", SoDinhDanh: "001099000012", QuanHe: "Con" },
        Me: { HoTen: "Trần Thị Mẫu", SoDinhDanh: "046190000021" },
        NguoiKhai: { HoTen: "Nguyễn Văn Thử", SoDienThoai: "0900000012" },
      },
    });
    expect(JSON.stringify(filing)).not.toContain("Huyen");
  });

  it("a child whose birth leg gave no number is filed without one", () => {
    expect(toFiling("registerResidence", { ...FILING, data: {} }, "46").ToKhai).not.toHaveProperty("SoDinhDanh");
  });

  it("R-G05 the deletion of a deceased person: day of death by Việt Nam's clock, number of the death extract", () => {
    const body = { ...FILING, form: { ...DEATH_FORM }, data: { deathCertificateNumber: "05/2026" } };
    expect(toFiling("removeResidence", body, "46")).toMatchObject({
      MaThuTuc: "1.003197",
      MaPhuongXa: "19753",
      ToKhai: {
        HoTen: "Lê Hòa Thuận",
        NgaySinh: "01/06/1945",
        NgayMat: "28/02/2026",
        SoTrichLucKhaiTu: "05/2026",
        SoDinhDanh: "046045000033",
      },
    });
    const { address: _, ...homeless } = DEATH_FORM.deceased;
    expect(toFiling("removeResidence", { ...body, form: { deceased: homeless } }, "46")).not.toHaveProperty("MaPhuongXa");
  });

  it("R-G05 a deceased person of whom only the year of birth is known, and a time of death without zone, as the liên thông hub hands them out", () => {
    const deceased = { ...DEATH_FORM.deceased, birthDate: "1940", deathTime: "2026-02-28T04:30:00" };
    const data = { deathCertificateNumber: "05/2026" };
    const filed = toFiling("removeResidence", { ...FILING, form: { deceased }, data }, "46");
    expect(filed.ToKhai).toMatchObject({ NgaySinh: "1940", NgayMat: "28/02/2026" });
  });

  it.each([
    ["2026-02-28", "28/02/2026"],
    ["2026-02-27T17:00:00Z", "28/02/2026"],
    ["2026-02-28T23:59:00+07:00", "28/02/2026"],
    ["2026-02-28T23:59:00", "28/02/2026"],
    ["1940", "1940"],
  ])("%s → %s", (given, written) => expect(writtenDate(given)).toBe(written));

  it.each<[string, "registerResidence" | "removeResidence", Record<string, unknown>, string]>([
    ["no residence", "registerResidence", { ...BIRTH_FORM, residence: undefined }, "residence"],
    ["no sex", "registerResidence", { ...BIRTH_FORM, child: { fullName: "A", birthDate: "2026-02-20" } }, "child.sex"],
    [
      "a household head's number of five digits",
      "registerResidence",
      { ...BIRTH_FORM, residence: { ...BIRTH_FORM.residence, headIdentityNumber: "12345" } },
      "ToKhai.ChuHo.SoDinhDanh",
    ],
    ["no death extract", "removeResidence", { ...DEATH_FORM }, "ToKhai.SoTrichLucKhaiTu"],
  ])("%s: comes back to an officer, who is told the field", async (_, operation, form, field) => {
    const made = Promise.resolve().then(() => toFiling(operation, { ...FILING, form, data: {} }, "46"));
    expect(await failure(made)).toMatchObject({
      intent: "rejected",
      code: "police.declaration",
      message: expect.stringContaining(field),
    });
  });

  it("papers beyond what one message carries are named before anything is sent", async () => {
    const papers = Array.from({ length: MAX.files + 1 }, () => ({ componentId: "tk", file: PDF }));
    const body = { ...FILING, dossierId: "d", transferId: "thuong-tru", number: 1, papers };
    const fake = fakeCall(settings());
    expect(await failure(sendFiling("registerResidence")(body, fake.call))).toMatchObject({
      intent: "rejected",
      code: "police.papers-too-large",
    });
    expect(fake.entries).toEqual([]);
  });
});

describe("reactions", () => {
  const born = (more: Partial<Dossier> = {}): Dossier =>
    dossier({
      form: { ...BIRTH_FORM },
      transfers: [
        transfer({
          transferId: "khai-sinh",
          lane: "civil-status",
          operation: "registerBirth",
          state: "done",
          open: false,
          result: { outcome: "done", at: "2026-03-02T02:00:00.000Z", documents: [{ ...PDF, name: "khai-sinh.pdf" }], data: {} },
        }),
        transfer({ data: { personalNumber: "046326000011" } }),
      ],
      ...more,
    });

  it("R-B06 a transfer of this lane goes out with its declaration, its papers and the documents of finished legs", () => {
    const after = born();
    const forwarded = event("forwarded", { transfer: transfer(), status: "forwarded" });
    const [message, ...others] = reactions(happening([forwarded], undefined, after));
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      operation: "registerResidence",
      body: {
        dossierId: after.id,
        transferId: "thuong-tru",
        number: 1,
        filingNumber: "H57.101-260302-0001.thuong-tru.1",
        data: { personalNumber: "046326000011" },
        declarant: { fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
        papers: [{ componentId: "gcs" }, { componentId: "ket-qua-khai-sinh", file: { name: "khai-sinh.pdf" } }],
      },
    });
    expect(Object.keys(filingBody.parse(message?.body).form)).toEqual(["child", "mother", "residence"]);
  });

  it("another lane's transfer, and an operation that is none of ours, are left alone", () => {
    const forwarded = event("forwarded", { transfer: transfer({ transferId: "khai-sinh" }), status: "forwarded" });
    expect(reactions(happening([forwarded], undefined, born()))).toEqual([]);
    const strange = born({ transfers: [transfer({ operation: "registerVehicle" })] });
    expect(reactions(happening([event("forwarded", { transfer: transfer(), status: "forwarded" })], undefined, strange))).toEqual(
      [],
    );
  });

  it("R-G05 a sending under the next number has a number of its own at the police", () => {
    const after = born({ transfers: [transfer({ number: 2 })] });
    const resent = event("transferResent", { transferId: "thuong-tru", number: 2, data: {} });
    expect(reactions(happening([resent], undefined, after))).toMatchObject([
      { operation: "registerResidence", body: { number: 2, filingNumber: "H57.101-260302-0001.thuong-tru.2" } },
    ]);
  });

  it("R-I02 an identity check carries who asks, about whom, and what for", () => {
    const check = {
      checkId: "c-1",
      who: "applicant",
      purpose: "Đối chiếu người nộp",
      by: "Trần Thị Một Cửa",
      at: "2026-03-02T02:00:00.000Z",
    } as const;
    const subject = { identityNumber: "001099000012", fullName: "Nguyễn Văn Thử" };
    const asked = event("identityCheckRequested", { check, officerIdentityNumber: "046088000077", subject });
    expect(reactions(happening([asked], undefined, dossier()))).toEqual([
      {
        operation: "checkIdentity",
        body: {
          dossierId: dossier().id,
          checkId: "c-1",
          reference: "H57.101-260302-0001",
          purpose: "Đối chiếu người nộp",
          officerIdentityNumber: "046088000077",
          subject,
        },
      },
    ]);
  });
});

describe("results", () => {
  const NOW = "2026-03-10T02:00:00.000Z";
  const item = (result: Partial<ResidenceResult>, more: Partial<ItemBody> = {}): ItemBody => ({
    dossierId: "d-1",
    transferId: "thuong-tru",
    number: 1,
    operation: "registerResidence",
    components: ["tk", "gcs"],
    result: {
      MaHoSoLT: sampleDone.MaHoSoLT,
      MaHoSoCuTru: sampleDone.MaHoSoCuTru,
      TrangThai: "3",
      ThoiGian: sampleDone.ThoiGian,
      ...result,
    },
    ...more,
  });
  const meaning = async (result: Partial<ResidenceResult>, of: Partial<Transfer> = {}, more: Partial<ItemBody> = {}) =>
    (await toCommands(item(result, more), transfer(of), fakeCall(settings(), { now: () => NOW }).call)).map(
      ({ command }) => command,
    );

  it.each(["1", "7"])("state %s says nothing new", async (TrangThai) => expect(await meaning({ TrangThai })).toEqual([]));

  it("R-G05 state 2: the police have taken it in, under their number", async () => {
    expect(await meaning({ TrangThai: "2" })).toMatchObject([
      { type: "acceptTransfer", number: 1, reference: "CT-46-260302-0001" },
    ]);
  });

  it("state 3, and one that nobody knows, are shown; the first of them says that it was taken in", async () => {
    expect(await meaning({ TrangThai: "3" })).toMatchObject([
      { type: "acceptTransfer" },
      { type: "progress", note: "Công an: Đang giải quyết" },
    ]);
    expect(await meaning({ TrangThai: "88", GhiChu: "Chờ ký" }, { state: "accepted" })).toMatchObject([
      { type: "progress", note: "Công an: Mã trạng thái 88 – Chờ ký" },
    ]);
  });

  it("R-B10 state 4 (CT05): a component by its name, anything else in prose", async () => {
    const CanBoSung = [
      { MaGiayTo: "gcs", LyDo: "Bản chụp mờ" },
      { MaGiayTo: "CT-09", LyDo: "Thiếu chữ ký" },
      { LyDo: "Thiếu giấy tờ chỗ ở" },
    ];
    expect(await meaning({ TrangThai: "4", CanBoSung })).toEqual([
      {
        type: "ask",
        what: "supplement",
        transferId: "thuong-tru",
        missing: [
          { componentId: "gcs", reason: "Bản chụp mờ" },
          { componentId: "other", reason: "CT-09: Thiếu chữ ký" },
          { componentId: "other", reason: "Thiếu giấy tờ chỗ ở" },
        ],
      },
    ]);
    expect(await meaning({ TrangThai: "4", GhiChu: "Gọi điện" })).toMatchObject([
      { missing: [{ componentId: "other", reason: "Công an: Yêu cầu bổ sung (CT05) – Gọi điện" }] },
    ]);
  });

  it("R-G05 state 5: CT07 as a document, residence and the child's number handed on", async () => {
    const [done] = await meaning({ ...sampleDone, KetQua: { ...sampleDone.KetQua, SoDinhDanh: "046326900001" } });
    expect(done).toMatchObject({
      type: "takeTransferResult",
      outcome: "done",
      documents: [{ name: "CT07.pdf", mediaType: "application/pdf" }],
      data: { residenceConfirmed: "true", residenceNumber: "46-0000001", personalNumber: "046326900001" },
    });
    expect(await meaning({ TrangThai: "5", KetQua: { SoVanBan: "9/TB-CT07" } })).toMatchObject([
      { documents: [], data: { residenceConfirmed: "true", residenceNumber: "9/TB-CT07" } },
    ]);
    expect(await meaning({ TrangThai: "5" }, {}, { operation: "removeResidence" })).toMatchObject([
      { data: { residenceRemoved: "true" } },
    ]);
  });

  it("R-G05 state 6 (CT06): refused with the reason, nothing handed on", async () => {
    expect(await meaning({ TrangThai: "6", GhiChu: "Chỗ ở không hợp pháp" })).toMatchObject([
      { type: "takeTransferResult", outcome: "refused", note: "Công an: Từ chối (CT06) – Chỗ ở không hợp pháp", data: {} },
    ]);
  });

  it("a document that is not allowed does not hold up the result", async () => {
    const { call } = fakeCall(settings(), { now: () => NOW });
    const { ExchangeError } = await import("../../../core/exchange/errors.ts");
    const store = async () => {
      throw new ExchangeError("rejected", "Nội dung tệp không phải PDF", {
        code: "blob.kind",
        blame: "partner",
        hint: { vi: "", en: "" },
      });
    };
    const [done] = await toCommands(item(sampleDone), transfer(), { ...call, store });
    expect(done?.command).toMatchObject({
      outcome: "done",
      documents: [],
      note: expect.stringContaining("CT07.pdf: Nội dung tệp không phải PDF"),
    });
  });

  it("what comes too late or about an earlier sending says nothing", async () => {
    expect(await meaning(sampleDone, { open: false, state: "done" })).toEqual([]);
    expect(await meaning(sampleDone, { number: 2 })).toEqual([]);
    expect(await toCommands(item(sampleDone), undefined, fakeCall(settings()).call)).toEqual([]);
  });

  it("the police's time is kept, but never in the future", async () => {
    const at = async (ThoiGian: string) =>
      (await toCommands(item({ TrangThai: "2", ThoiGian }), transfer(), fakeCall(settings(), { now: () => NOW }).call))[0]?.at;
    expect(await at("2026-03-04T16:00:00+07:00")).toBe("2026-03-04T09:00:00.000Z");
    expect(await at("2026-03-11T16:00:00+07:00")).toBe(NOW);
  });

  it("asks in batches, through one round, and begins again", async () => {
    const served = await startSimulator(createSimulation(police, { now: NOW }), { port: 0 });
    try {
      const dossiers = Array.from({ length: MAX.asked * 2 + 5 }, (_, index) =>
        dossier({
          id: `d-${index}`,
          code: `H57.101-260302-${String(index).padStart(4, "0")}`,
          transfers: [transfer(), transfer({ lane: "tax" })],
        }),
      );
      const { call } = fakeCall(settings(served.url), { now: () => NOW, dossiers });
      const asked: number[] = [];
      let cursor: string | undefined;
      do {
        const round = await resultsPoller.fetch(cursor, call);
        expect(round.more).toBe(round.cursor !== undefined);
        ({ cursor } = round);
        const url = new URL(served.simulation.received.list({}).at(-1)?.path ?? "", "http://x");
        asked.push((url.searchParams.get("MaHoSoLT") ?? "").split(",").length);
      } while (cursor !== undefined);
      expect(asked).toEqual([MAX.asked, MAX.asked, 5]);
      expect(await resultsPoller.fetch(undefined, fakeCall(settings(served.url), { dossiers: [] }).call)).toEqual({
        items: [],
        cursor: undefined,
        more: false,
      });
    } finally {
      await served.close();
    }
  });

  it("one strange filing does not hold up the others: it waits for a person by itself", async () => {
    const served = await startSimulator(createSimulation(police, { now: NOW }), { port: 0 });
    try {
      const one = dossier({ transfers: [transfer()] });
      const { call } = fakeCall(settings(served.url), { now: () => NOW, dossiers: [one] });
      const number = `${one.code}.thuong-tru.1`;
      const answer = {
        Ma: "00",
        ThongBao: "",
        DanhSach: [
          { MaHoSoLT: number, TrangThai: 5, ThoiGian: "hôm qua" },
          { ...sampleDone, MaHoSoLT: "khac" },
        ],
      };
      expect(residenceResults.safeParse(answer).success).toBe(false);
      served.simulation.faults.add({
        kind: "status",
        code: 200,
        contentType: "application/json",
        body: JSON.stringify(answer),
        match: {},
      });
      const { items } = await resultsPoller.fetch(undefined, call);
      expect(items.map(({ id, key }) => [id, key])).toEqual([[`${number}:5:hôm qua`, one.id]]);
      expect(await failure(resultsPoller.apply(items[0]?.body, call))).toMatchObject({
        intent: "pause",
        code: "police.result-unreadable",
      });
    } finally {
      await served.close();
    }
  });
});
