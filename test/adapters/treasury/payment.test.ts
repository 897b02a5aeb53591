import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phrases } from "../../../adapters/treasury/client.ts";
import { config } from "../../../adapters/treasury/config.ts";
import { orderRequest } from "../../../adapters/treasury/contract/money.ts";
import { initRequest } from "../../../adapters/treasury/contract/platform.ts";
import { sampleAccount } from "../../../adapters/treasury/contract/samples.ts";
import { FAILED, failed } from "../../../adapters/treasury/events.ts";
import { type HandOverBody, toOrder } from "../../../adapters/treasury/hand-over.ts";
import { type PaymentBody, paymentBody, toInit } from "../../../adapters/treasury/payment.ts";
import { reactions } from "../../../adapters/treasury/reactions.ts";
import { outcomeOf } from "../../../adapters/treasury/reconcile.ts";
import { AGENCY, event, happening } from "../fixtures.ts";
import { charge, owing, proof, REFERENCE, settings } from "./fixtures.ts";

const body = (more: Partial<PaymentBody> = {}): PaymentBody => ({
  dossierId: "d1",
  chargeId: "le-phi",
  reference: REFERENCE,
  transferName: "dvcH57101260302000101",
  amount: 8000,
  requestedAt: "2026-03-02T02:00:00.000Z",
  dossierCode: "H57.101-260302-0001",
  procedure: { code: "1.001193", name: "Đăng ký khai sinh" },
  unit: { id: "H57.101", name: "Ủy ban nhân dân phường Thuận Hóa" },
  charge: { name: "Lệ phí đăng ký khai sinh", kind: "charge" },
  payer: { name: "Nguyễn Văn Thử", identityNumber: "001099000012" },
  ...more,
});
const init = (more: Partial<PaymentBody> = {}) => toInit(body(more), { config: settings });
const ACCOUNT = { number: "9990000000101", bin: "970499", bank: "Ngân hàng Thử", holder: "UBND PHUONG THUAN HOA" };

describe("R-G06 INIT", () => {
  it("R-G06 [§5.6] the fourteen values and the secret, joined by pipes, in the platform's order", () => {
    const { MaXacThuc, ThongTinGiaoDich, ThoiGianGD } = init();
    expect(MaXacThuc).toBe(
      proof([
        "INIT",
        "1.0.6",
        sampleAccount.partnerCode,
        REFERENCE,
        "8000",
        "PAY",
        "1",
        "1",
        "vi-VN",
        "VND",
        "PAYMENT",
        ThongTinGiaoDich,
        ThoiGianGD,
        "127.0.0.1",
      ]),
    );
  });
  it("R-G06 [§5.6] is the same on every attempt: nothing in it is of the moment", () => {
    expect(init()).toEqual(init());
    expect(init().ThoiGianGD).toBe("20260302090000");
  });
  it("R-D01 [§5.6] the money goes to the unit's own account, else to the collecting account", () => {
    const to = (unit: PaymentBody["unit"]) => {
      const { TKThuHuong, MaNHThuHuong, TenTKThuHuong } = init({ unit }).ThongTinBienLai;
      return [TKThuHuong, MaNHThuHuong, TenTKThuHuong];
    };
    expect(to({ id: "H57.101", name: "UBND", account: ACCOUNT })).toEqual([ACCOUNT.number, ACCOUNT.bin, ACCOUNT.holder]);
    expect(to({ id: "H57.101", name: "UBND" })).toEqual([
      sampleAccount.accountNumber,
      sampleAccount.accountBin,
      sampleAccount.accountHolder,
    ]);
  });
  it("R-D01 [§5.6] a tax is the State Treasury's: its notice and revenue account go along, never the unit's account", () => {
    const made = toInit(
      body({
        unit: { id: "H57.101", name: "UBND", account: ACCOUNT },
        charge: { name: "Lệ phí trước bạ", kind: "tax", noticeNumber: "TB-12", noticeDate: "2026-03-01" },
      }),
      { config: { ...settings, treasuryName: "Kho bạc Nhà nước Khu vực thử" } },
    ).ThongTinBienLai;
    expect(made).toMatchObject({
      TKThuHuong: sampleAccount.accountNumber,
      KhoBac: "Kho bạc Nhà nước Khu vực thử",
      TaiKhoanThuNSNN: "7111",
      SoQD: "TB-12",
      NgayQD: "2026-03-01",
      PhiLePhi: [{ LoaiPhiLePhi: "Thue", SoTien: "8000" }],
    });
  });
  it("R-G06 [§5.6] MaDVC is the procedure's code with .01; a payer without a number has nine noughts", () => {
    const { payer: _, ...rest } = body();
    const made = toInit({ ...rest, payer: { name: "Nguyễn Văn Thử" } }, { config: settings }).ThongTinBienLai;
    expect(made).toMatchObject({ MaDVC: "1.001193.01", SoCMNDNguoiNop: "000000000" });
  });
  it("R-G06 [§5.6] texts of any length fit the platform's fields", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 600 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 10_000_000_000 }), (name, address, amount) => {
        const made = init({
          amount,
          procedure: { code: "1.001193", name },
          unit: { id: "H57.101", name },
          charge: { name, kind: "fee" },
          payer: { name, address },
        });
        expect(initRequest.safeParse(made).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe("R-G06 what the platform is told of what happened", () => {
  const requested = (chargeId: string) =>
    event("feeRequested", { charge: charge({ chargeId }), status: "awaitingPayment", forms: [] });
  it("R-G06 one payment per charge, with the reference of that charge", () => {
    const after = owing([charge({ chargeId: "a" }), charge({ chargeId: "b", amount: 5000, kind: "fee" })]);
    const told = reactions(happening([requested("a"), requested("b")], undefined, after));
    expect(told.map(({ operation }) => operation)).toEqual(["initPayment", "initPayment"]);
    const [first, second] = told.map((one) => paymentBody.parse(one.body));
    expect([first?.reference, second?.reference]).toEqual([REFERENCE, `${REFERENCE.slice(0, -1)}1`]);
    expect(second).toMatchObject({
      amount: 5000,
      charge: { kind: "fee" },
      unit: { id: AGENCY.id },
      payer: { name: "Nguyễn Văn Thử" },
    });
  });
  it("R-G06 nothing for other events", () => {
    expect(
      reactions(happening([event("partnerRecorded", { lane: "post", outcome: "refused", operation: "x" })], undefined, owing())),
    ).toEqual([]);
  });

  const request = { lane: "treasury", reference: REFERENCE, at: "2026-03-02T02:00:05.000Z" };
  const failure = (after = owing([charge({ request })]), at = "2026-03-02T04:00:00.000Z") => {
    const { command } = failed({ dossier: after, charge: after.charges[0] ?? charge() }, REFERENCE);
    if (command.type !== "recordPartner") throw new TypeError(command.type);
    const { lane, outcome, operation, code = "", message = "" } = command;
    return reactions(
      happening([event("partnerRecorded", { lane, outcome, operation, code, message }, { at })], undefined, after),
    );
  };
  it("R-G06 [§5.6] a payment that failed is opened anew under another reference: the old one is taken for ever", () => {
    expect(failure()).toMatchObject([
      { operation: "initPayment", body: { chargeId: "le-phi", reference: `${REFERENCE.slice(0, -1)}1` } },
    ]);
  });
  it.each([
    ["paid meanwhile", owing([charge({ request, open: false, paid: 8000 })])],
    ["opened anew already", owing([charge({ request: { ...request, reference: `${REFERENCE.slice(0, -1)}1` } })])],
    ["of another lane", owing([charge({ request: { ...request, lane: "khac" } })])],
  ])("R-G06 [§5.6] a failure of a charge that is %s opens nothing", (_, after) => {
    expect(failure(after)).toEqual([]);
  });
  it("R-G06 [§5.6] after three days nothing is opened by itself any more", () => {
    expect(failure(undefined, "2026-03-05T02:00:01.000Z")).toEqual([]);
    expect(failure(undefined, "2026-03-05T01:59:59.000Z")).toHaveLength(1);
    expect(FAILED).toBe("treasury.payment-failed");
  });
});

describe("R-G06 what QUERY means", () => {
  const reply = { MaLoi: "00", SoTien: 8000, MaGiaoDich: "PP1", ThoiGianGD: "20260302093000" };
  it.each([
    ["1", "1"],
    [1, "1"],
    ["4", "4"],
  ])("R-G06 [§5.6] TrangThaiGD %j is an end", (TrangThaiGD, state) => {
    expect(outcomeOf("dvcA", { ...reply, TrangThaiGD })).toEqual({
      reference: "dvcA",
      state,
      amount: 8000,
      number: "PP1",
      at: "2026-03-02T02:30:00.000Z",
    });
  });
  it.each(["3", 3, "2", "", null, undefined])("R-G06 [§5.6] TrangThaiGD %j leaves the end open", (TrangThaiGD) => {
    expect(outcomeOf("dvcA", { ...reply, TrangThaiGD })).toBeUndefined();
  });
});

describe("R-D03 a hand-over order", () => {
  const handOver: HandOverBody = {
    orderNumber: "LC-H57.101-202602-1",
    amount: 72_000,
    unit: { id: "H57.101", name: "UBND phường Thuận Hóa" },
    account: ACCOUNT,
    period: "2026-02",
    digest: "a".repeat(64),
    signedBy: "Phạm Thị Lãnh Đạo",
    signedAt: "2026-03-02T03:15:00.000Z",
  };
  it("R-D03 [§5.6] from the collecting account to the unit's, with who signed what and when, and the proof over all of it", () => {
    const order = toOrder(handOver, { config: settings });
    expect(orderRequest.parse(order)).toMatchObject({
      SoLenh: "LC-H57.101-202602-1",
      NgayLenh: "20260302",
      SoTien: "72000",
      TKNguon: sampleAccount.accountNumber,
      TKNhan: ACCOUNT.number,
      NoiDung: "Bàn giao phí, lệ phí tháng 02/2026 cho UBND phường Thuận Hóa",
      NguoiKy: "Phạm Thị Lãnh Đạo",
      ThoiGianKy: "20260302101500",
      MaQuyetToan: "a".repeat(64),
    });
    expect(order.MaXacThuc).toBe(
      proof([
        "TRANSFER",
        "1.0.6",
        sampleAccount.partnerCode,
        "LC-H57.101-202602-1",
        "20260302",
        "72000",
        sampleAccount.accountNumber,
        ACCOUNT.number,
        ACCOUNT.bin,
        "Phạm Thị Lãnh Đạo",
        "20260302101500",
      ]),
    );
  });
});

describe("R-G06 the platform's prose", () => {
  it.each([
    ["Mã tham chiếu dvcA đã tồn tại", "duplicate"],
    ["Không tìm thấy giao dịch dvcA", "rejected"],
    ["Mã xác thực không chính xác", "bug"],
    ["Phiên bản 1.0.5 không được hỗ trợ", "bug"],
    ["Mã đối tác KHAC không tồn tại", "pause"],
    ["Số tiền không hợp lệ: phải lớn hơn 0", "rejected"],
    ["Thiếu thông tin bắt buộc: ThongTinBienLai.TKThuHuong", "pause"],
    ["MaThamChieu không hợp lệ", "bug"],
    ["TenTTHC vượt quá 250 ký tự", "bug"],
    ["Tài khoản nhận đã đóng", "rejected"],
    ["Hệ thống đang bận, vui lòng thử lại", "retry"],
    ["Hệ thống bảo trì", "retry"],
    ["Quá thời gian xử lý", "unknown"],
    ["Một câu chưa ai từng thấy", "pause"],
  ])("R-G06 [§9.2] %s → %s", (says, means) => {
    expect(phrases.read(says).means).toBe(means);
  });
});

describe("R-G06 settings", () => {
  it.each([
    ["a short secret", { secret: "ngan" }],
    ["a BIN that is none", { accountBin: "VCB" }],
    ["an address that is none", { ip: "hub" }],
    ["a partner code with a pipe, which would shift the values of the proof", { partnerCode: "A|B" }],
  ])("R-G06 refuses %s", (_, wrong) => {
    expect(config.safeParse({ url: "http://treasury.test", ...sampleAccount, ...wrong }).success).toBe(false);
  });
});
