/** R-G03: slips, registrations, proofs and what the tax office is told of what happened; pure. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import adapter from "../../../adapters/tax/adapter.ts";
import { isTaxCode } from "../../../adapters/tax/answers.ts";
import { config } from "../../../adapters/tax/config.ts";
import { proof, registration, slip } from "../../../adapters/tax/contract/slip.ts";
import { phrases } from "../../../adapters/tax/phrases.ts";
import { toProof } from "../../../adapters/tax/proof.ts";
import { reactions } from "../../../adapters/tax/reactions.ts";
import { toRegistration } from "../../../adapters/tax/registration.ts";
import { readSlipNumber, slipNumber } from "../../../adapters/tax/sendings.ts";
import { numberOf, priceOf, type SlipBody, toSlip } from "../../../adapters/tax/slip.ts";
import type { Charge, Dossier, Transfer } from "../../../core/dossier/types.ts";
import { dossier, event, happening } from "../fixtures.ts";
import { BUSINESS, FORM } from "./dossiers.ts";

const NOW = "2026-03-04T07:00:00.000Z";
const body = (more: Partial<SlipBody> = {}): SlipBody => ({
  dossierId: "d1",
  transferId: "thue",
  number: 1,
  dossierCode: "H57.03.01-260302-0001",
  agency: { id: "H57.03.01", name: "Văn phòng Đăng ký đất đai" },
  receivedAt: "2026-03-01T18:00:00.000Z",
  procedure: { code: "1.013831", name: "Đăng ký biến động" },
  holder: {
    fullName: "Nguyễn Văn Thử",
    identityNumber: "001099000012",
    birthDate: "1990-02-01",
    address: { detail: "12 đường Thử Nghiệm" },
  },
  parcels: FORM.parcels,
  land: FORM.land,
  facts: {},
  ...more,
});
const fails = (work: () => unknown): { readonly code: string; readonly intent: string; readonly message: string } => {
  try {
    work();
  } catch (error) {
    return error as { code: string; intent: string; message: string };
  }
  return { code: "", intent: "", message: "" };
};

describe("the slip (Mẫu số 19)", () => {
  it("R-G03 [§5.5] has its three sections, the number with /PCTT and the day of receipt in Việt Nam", () => {
    const made = toSlip(body({ facts: { landPrice: "5.000.000,5", position: "Vị trí 1", use: "Đất ở" } }), NOW);
    expect(slip.parse(made)).toEqual(made);
    expect(made.Data).toMatchObject({
      SoPhieu: "H57.03.01-260302-0001/1/PCTT",
      ThongTinHoSo: {
        MaHoSo: "H57.03.01-260302-0001",
        NgayNhanHoSoDayDu: "02-03-2026",
        MaThuTuc: "1.013831",
        CanCu: expect.stringContaining("Mẫu số 19"),
      },
      NguoiSuDungDat: {
        Ten: "Nguyễn Văn Thử",
        SoDinhDanh: "001099000012",
        NgaySinh: "01-02-1990",
        DiaChi: "12 đường Thử Nghiệm",
      },
      BenChuyenQuyen: { Ten: "Lê Thị Bán", SoDinhDanh: "001099000034" },
      ThongTinThuaDat: [
        {
          ThuaDatSo: "125",
          ToBanDoSo: "17",
          DienTich: 100,
          MucDichSuDung: "Đất ở",
          ViTri: "Vị trí 1",
          GiaDat: 5_000_000.5,
          GiayToQSDD: "AB 000012",
        },
      ],
      GiaoDich: { LoaiGiaoDich: "01", TenGiaoDich: "Chuyển nhượng", GiaChuyenNhuong: 600_000_000 },
    });
  });
  it("R-G03 [§5.5] what the appraisal found goes before what was declared; of several parcels it speaks of the one it names", () => {
    const facts = { parcelNumber: "126", mapSheet: "17", areaSquareMetres: "99.5" };
    expect(toSlip(body({ facts }), NOW).Data.ThongTinThuaDat).toMatchObject([{ ThuaDatSo: "126", DienTich: 99.5 }]);
    const [first] = FORM.parcels;
    const both = toSlip(body({ facts, parcels: [first, { ...first, number: "126" }] }), NOW).Data.ThongTinThuaDat;
    expect(both.map(({ ThuaDatSo, DienTich }) => [ThuaDatSo, DienTich])).toEqual([
      ["125", 100],
      ["126", 99.5],
    ]);
  });
  it("R-G03 [§5.5] the new user is the transferee, with his own number; the holder's birth date and address are not his", () => {
    const land = { ...FORM.land, transfereeName: "Trần Thị Mua", transfereeIdentityNumber: "001099000056" };
    expect(toSlip(body({ land }), NOW).Data.NguoiSuDungDat).toEqual({
      Ten: "Trần Thị Mua",
      SoDinhDanh: "001099000056",
      DiaChi: "Tổ 3, phường Thuận Hóa",
    });
  });
  it.each([
    ["sale", "1.013831", "01", "Chuyển nhượng"],
    ["gift", "1.013831", "02", "Tặng cho"],
    ["inheritance", "1.013831", "03", "Thừa kế"],
    ["Ly hôn, chia tài sản", "1.013831", "99", "Ly hôn, chia tài sản"],
    [undefined, "1.013978", "04", "Cấp Giấy chứng nhận lần đầu"],
    [undefined, "1.013831", "99", "Khác"],
  ])("R-G03 [§5.5] transfer kind %s of %s is %s", (transferKind, code, LoaiGiaoDich, TenGiaoDich) => {
    const made = toSlip(body({ land: { ...FORM.land, transferKind }, procedure: { code, name: "x" } }), NOW);
    expect(made.Data.GiaoDich).toMatchObject({ LoaiGiaoDich, TenGiaoDich });
  });
  it("R-G03 [§5.5] everything that is missing is named at once, and sends it back to an officer", () => {
    const error = fails(() => toSlip(body({ parcels: [{ mapSheet: "17" }], land: {}, holder: { fullName: "A" } }), NOW));
    expect(error).toMatchObject({ intent: "rejected", code: "tax.incomplete" });
    for (const words of ["số thửa", "địa chỉ", "diện tích", "số định danh hoặc mã số thuế"])
      expect(error.message).toContain(words);
    for (const parcels of [undefined, [], "thửa 125", [null], [[]]])
      expect(fails(() => toSlip(body({ parcels }), NOW)).code).toBe("tax.incomplete");
  });
  it("R-G03 [§5.5] a price that cannot be read is not left out in silence", () => {
    const land = { ...FORM.land, price: "sáu trăm triệu" };
    const { message } = fails(() => toSlip(body({ land, facts: { landPrice: "theo bảng giá" } }), NOW));
    expect(message).toContain("giá chuyển nhượng; giá đất theo thẩm định");
    expect(toSlip(body({ land: { ...FORM.land, price: 0 } }), NOW).Data.GiaoDich.GiaChuyenNhuong).toBeUndefined();
  });
  it("R-G03 [§5.5] whatever stands in the declaration, the result is a slip of the contract or a refusal for the officer", () => {
    const value = fc.oneof(fc.string({ maxLength: 900 }), fc.integer(), fc.constant(undefined), fc.constant([]));
    const parcel = fc.record({
      mapSheet: value,
      number: value,
      areaSquareMetres: value,
      address: value,
      use: value,
      origin: value,
      term: value,
    });
    const land = fc.record({ transferKind: value, price: value, transferorName: value, transferorIdentityNumber: value });
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 3 }), land, (parcels, section) => {
        try {
          expect(slip.safeParse(toSlip(body({ parcels, land: section }), NOW)).error).toBeUndefined();
        } catch (error) {
          expect(error).toMatchObject({ intent: "rejected", code: "tax.incomplete" });
        }
      }),
      { numRuns: 200 },
    );
  });
  it("R-G03 [§5.5] slip number = dossier code + number: each sending has its own, and it can be read back", () => {
    const operation = fc.constantFrom("determineTax" as const, "issueTaxCode" as const);
    fc.assert(
      fc.property(operation, fc.integer({ min: 1, max: 99 }), (what, number) => {
        expect(readSlipNumber(slipNumber(what, "H57.101-260302-0001", number))).toEqual({ operation: what, number });
      }),
    );
    for (const strange of ["H57.101-260302-0001", "x/0/PCTT", "x/100/PCTT", "x/1/KHAC", ""])
      expect(readSlipNumber(strange)).toBeUndefined();
  });
  it.each([
    ["1.234,5", 1234.5],
    ["1234.5", 1234.5],
    ["100", 100],
    [99.9, 99.9],
    ["1 000", 1000],
    ["5.000.000", 5_000_000],
    ["0", undefined],
    ["-5", undefined],
    ["100 m2", undefined],
    [null, undefined],
  ])("R-G03 [§5.5] area %j is %s", (text, value) => {
    expect(numberOf(text)).toBe(value);
  });
  it.each([
    ["850.000", 850_000],
    ["850,000", 850_000],
    ["1.250.000.000", 1_250_000_000],
    ["1,250,000", 1_250_000],
    [2_000_000, 2_000_000],
    ["2000000", 2_000_000],
    ["hai tỷ", undefined],
  ])("R-G03 [§5.5] price %j is %s đồng: there are no fractions of it", (text, value) => {
    expect(priceOf(text)).toBe(value);
    if (value !== undefined)
      expect(
        toSlip(body({ land: { ...FORM.land, price: text } }), "2026-03-02T02:00:00.000Z").Data.GiaoDich.GiaChuyenNhuong,
      ).toBe(value);
  });
});

describe("registration of a household business", () => {
  const business = (more: Record<string, unknown> = {}) => ({
    ...body(),
    dossierCode: "H57.101-260302-0002",
    business: { ...BUSINESS, ...more },
    holder: { identityNumber: "001099000012", birthDate: "1990-02-01" },
  });
  it("R-G03 [§5.5] carries the business, its owner and the number with /DKT", () => {
    const made = toRegistration(business(), NOW);
    expect(registration.parse(made)).toEqual(made);
    expect(made.Data).toMatchObject({
      SoPhieu: "H57.101-260302-0002/1/DKT",
      VonKinhDoanh: 100_000_000,
      MaXa: "19789",
      ChuHo: { HoTen: "Nguyễn Văn Thử", SoDinhDanh: "001099000012", NgaySinh: "01-02-1990" },
    });
    expect(toRegistration(business({ ownerIdentityNumber: "001099000099" }), NOW).Data.ChuHo.NgaySinh).toBeUndefined();
  });
  it("R-G03 [§5.5] what is missing is named in Vietnamese", () => {
    const { code, message } = fails(() => toRegistration(business({ capital: "nhiều", ownerIdentityNumber: "123456789" }), NOW));
    expect(code).toBe("tax.incomplete");
    expect(message).toContain("vốn kinh doanh; số định danh chủ hộ");
  });
});

describe("the check digit of a 10-digit tax code", () => {
  it("R-G03 [§5.5] of the nine first digits at most one tenth fits, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (number) => {
        const nine = String(number).padStart(9, "0");
        const good = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).filter(isTaxCode);
        expect(good.length).toBeLessThanOrEqual(1);
      }),
    );
  });
  it.each([
    ["3300000013", true],
    ["3300000014", false],
    ["330000001", false],
    ["001099000012", false],
    ["330000001A", false],
  ])("R-G03 [§5.5] %s: %s", (code, good) => {
    expect(isTaxCode(code)).toBe(good);
  });
});

describe("the proof of payment", () => {
  it("R-G03 [§5.5] is ChungTuThue, its time in Việt Nam, paid = 1", () => {
    const made = toProof(
      {
        dossierId: "d1",
        dossierCode: "H57.101-260302-0001",
        noticeNumber: "LTB2646-TK0000001/TB-HUE",
        taxCode: "001099000012",
        content: "Lệ phí trước bạ",
        amount: 3_000_000,
        paidAt: "2026-03-05T03:10:00.000Z",
        payer: {
          fullName: "Nguyễn Văn Thử",
          identityNumber: "001099000012",
          address: { detail: "12 đường Thử", provinceCode: "46" },
        },
      },
      NOW,
    );
    expect(proof.parse(made)).toEqual(made);
    expect(made.Data).toMatchObject({
      SoCMTNguoiNopTien: "001099000012",
      TinhNguoiNopTien: "46",
      ThongTinThanhToan: { ThoiGianThanhToan: "20260305101000", TrangThaiThanhToan: 1, SoTien: 3_000_000 },
    });
  });
});

describe("what the tax office is told of what happened", () => {
  const transfer = (more: Partial<Transfer> = {}): Transfer => ({
    transferId: "thue",
    leg: "thue",
    toAgencyId: "G12.18.46",
    purpose: "Xác định nghĩa vụ tài chính",
    lane: "tax",
    operation: "determineTax",
    number: 1,
    state: "sent",
    open: true,
    sentAt: "2026-03-02T02:00:00.000Z",
    data: { landPrice: "5000000" },
    ...more,
  });
  const charge = (more: Partial<Charge> = {}): Charge => ({
    chargeId: "tax:LTB1",
    name: "Lệ phí trước bạ",
    amount: 3_000_000,
    paid: 3_000_000,
    requestedAt: "2026-03-02T02:00:00.000Z",
    open: false,
    kind: "tax",
    data: { noticeNumber: "LTB1", taxCode: "001099000012" },
    ...more,
  });
  const paid = (after: Dossier) =>
    reactions(
      happening(
        [
          event("paid", {
            payment: { chargeId: "tax:LTB1", amount: 1, method: "transfer", reference: "r", at: NOW },
            chargePaid: 3_000_000,
            settled: true,
            status: "processing",
          }),
        ],
        after,
        after,
      ),
    );
  const told = (events: Parameters<typeof happening>[0], one: Transfer, form: Dossier["form"] = FORM as never) => {
    const after = dossier({ transfers: [one], ...(form === undefined ? {} : { form }) });
    return reactions(happening(events, after, after));
  };

  it("R-G03 [§5.5] a leg that starts or goes out again is a slip, with the appraisal's facts and the fields that find it again", () => {
    const one = transfer();
    const [sent] = told([event("forwarded", { transfer: one, status: "forwarded" })], one);
    expect(sent).toMatchObject({
      operation: "determineTax",
      body: { transferId: "thue", number: 1, dossierCode: "H57.101-260302-0001", facts: { landPrice: "5000000" } },
    });
    const again = transfer({ number: 2 });
    const [resent] = told([event("transferResent", { transferId: "thue", number: 2, data: {} })], again);
    expect(resent).toMatchObject({ operation: "determineTax", body: { number: 2 } });
  });
  it("R-G03 [§5.5] every message body is what its operation takes, also without a declaration", () => {
    for (const operation of ["determineTax", "issueTaxCode"]) {
      for (const form of [FORM as never, undefined]) {
        const one = transfer({ operation });
        for (const message of told([event("forwarded", { transfer: one, status: "forwarded" })], one, form)) {
          const schema = adapter.operations[message.operation]?.body;
          expect(schema?.safeParse(JSON.parse(JSON.stringify(message.body))).error).toBeUndefined();
        }
      }
    }
  });
  it("R-G03 [§5.5] one that is called off is withdrawn, done or not; another lane's is none of its business", () => {
    const one = transfer({ state: "cancelled", open: false, number: 2 });
    const cancelled = event("transferCancelled", { transferId: "thue", reason: "Rút hồ sơ", wasDone: true, status: "withdrawn" });
    expect(told([cancelled], one)).toEqual([
      {
        operation: "withdrawSlip",
        body: expect.objectContaining({ slipNumber: "H57.101-260302-0001/2/PCTT", reason: "Rút hồ sơ" }),
      },
    ]);
    expect(told([cancelled], { ...one, lane: "land-registry" })).toEqual([]);
  });
  it("R-G03 [§5.5] a notice paid in full is proven; a part, a fee of the office and a charge without a notice are not", () => {
    expect(paid(dossier({ charges: [charge()] })).map(({ operation }) => operation)).toEqual(["sendPaymentProof"]);
    for (const other of [charge({ open: true }), charge({ kind: "fee" }), charge({ data: {} })])
      expect(paid(dossier({ charges: [other] }))).toEqual([]);
  });
});

describe("the tax side's prose", () => {
  it.each([
    ["Phiếu chuyển đã được tiếp nhận trước đó", "duplicate", "tax.exists"],
    ["Tiếp nhận phiếu chuyển thành công", "ok", "tax.done"],
    ["Tiếp nhận không thành công", "pause", "tax.failed"],
    ["Phiếu thiếu thông tin bắt buộc: mục III", "rejected", "tax.incomplete"],
    ["Phiếu chuyển X đã bị trả lại, phải gửi lại theo số phiếu mới", "rejected", "tax.new-number"],
    ["Số tiền không khớp (3 đồng)", "rejected", "tax.wrong-sum"],
    ["Hệ thống đang bảo trì", "retry", "tax.maintenance"],
    ["Điều chưa ai thấy", "pause", "tax.unmatched"],
  ])("R-G03 [§5.5] %s", (says, means, code) => {
    expect(phrases.read(says)).toMatchObject({ means, code });
  });
});

describe("settings", () => {
  const base = { LIENTHONG_TAX_URL: "http://thue.test", LIENTHONG_TAX_CLIENT_ID: "a", LIENTHONG_TAX_CLIENT_SECRET: "b" };
  it("R-G03 [§5.5] an address and an account are enough; the LGSP's keys come all together", () => {
    expect(readAdapterConfig(adapter, base)).toMatchObject({ clientId: "a", appName: "lienthong" });
    expect(() => readAdapterConfig(adapter, { ...base, LIENTHONG_TAX_ACCESS_KEY: "k" })).toThrow("LIENTHONG_TAX_PARTNER_CODE");
    expect(config.safeParse({ url: "http://thue.test", clientId: "a", clientSecret: "b", securityKey: "ngắn" }).success).toBe(
      false,
    );
  });
});
