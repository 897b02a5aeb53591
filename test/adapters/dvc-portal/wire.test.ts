import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressItem, STATUS_NAMES, statusSync, syncDossier } from "../../../adapters/dvc-portal/contract/dossier.ts";
import { reactions } from "../../../adapters/dvc-portal/progress.ts";
import { reportBody } from "../../../adapters/dvc-portal/report.ts";
import { missingRows, syncBody } from "../../../adapters/dvc-portal/sync.ts";
import { nationalProcedureCode, toSyncDossier, wireStatus, withLinks } from "../../../adapters/dvc-portal/wire.ts";
import { DOSSIER_STATUSES, STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { AGENCY, BLOB, dossier, event, happening, OFFICER, PDF, PROCEDURE } from "../fixtures.ts";

const wire = (more: Partial<Dossier> = {}) => toSyncDossier(dossier(more), "H57.101-260302-0001", AGENCY, PROCEDURE);

describe("R-G01 DongBoHoSoMC, field by field (domain.md §1.3)", () => {
  it("R-G01 [§1.3] a received online dossier", () => {
    const record = wire();
    expect(syncDossier.parse(record)).toEqual(record);
    expect(record).toEqual({
      MaHoSo: "H57.101-260302-0001",
      MaTTHC: "1.001193",
      TenTTHC: "Đăng ký khai sinh",
      TenLinhVuc: "Hộ tịch",
      ChuHoSo: "Nguyễn Văn Thử",
      LoaiDoiTuong: "1",
      SoGiayToChuHoSo: "001099000012",
      DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "001099000012" }],
      Email: "thu@congdan.example",
      SoDienThoai: "0900000012",
      TrichYeuHoSo: "Đăng ký khai sinh",
      NgayNopHoSo: "20260302081500",
      NgayTiepNhan: "20260302090000",
      NgayHenTra: "20260302163000",
      TrangThaiHoSo: "2",
      HinhThuc: "0",
      DonViXuLy: "H57.101",
      KenhThucHien: "2",
      NoiNopHoSo: "2",
      DuocThanhToanTrucTuyen: "0",
      HoSoCoThanhPhanSoHoa: "1",
      TaiLieuNop: [
        {
          TepDinhKemId: BLOB,
          TenTepDinhKem: "giay-chung-sinh.pdf",
          IsDeleted: "False",
          MaThanhPhanHoSo: "gcs",
          DuocSoHoa: "1",
          DuocTaiSuDung: "0",
        },
      ],
      DanhSachTepDinhKemKhac: [{ TenGiayTo: expect.stringContaining("Tờ khai"), SoLuong: "1" }],
    });
  });

  it.each<[string, Partial<Dossier>, object]>([
    ["counter", { channel: "counter" }, { KenhThucHien: "1" }],
    ["post", { channel: "post" }, { KenhThucHien: "3" }],
    ["pushed in by the portal", { nationalCode: "G22.99.01-260302-0007" }, { NoiNopHoSo: "1" }],
    [
      "an old identity card",
      { applicant: { kind: "citizen", fullName: "A", identityNumber: "123456789" } },
      { DinhDanhCHS: [{ LoaiDinhDanh: "2", SoDinhDanh: "123456789" }] },
    ],
    [
      "a business",
      { applicant: { kind: "business", fullName: "Công ty Thử", taxCode: "3300000001" } },
      { LoaiDoiTuong: "2", SoGiayToChuHoSo: "3300000001" },
    ],
    ["an agency", { applicant: { kind: "agency", fullName: "Sở Thử" } }, { LoaiDoiTuong: "3" }],
    ["an organisation", { applicant: { kind: "organisation", fullName: "Hội Thử" } }, { LoaiDoiTuong: "4" }],
    [
      "somebody else's dossier",
      { owner: { kind: "citizen", fullName: "Lê Thị Chủ" } },
      { ChuHoSo: "Lê Thị Chủ", ThongTinKhac: "Người nộp: Nguyễn Văn Thử", SoDienThoai: "0900000012" },
    ],
    [
      "result by post",
      { returnMethod: { kind: "post", receiverName: "A", phone: "0900000012", address: { detail: "x" }, codAmount: 0 } },
      { HinhThuc: "1" },
    ],
    [
      "an unpaid charge",
      {
        charges: [
          {
            chargeId: "c1",
            name: "Lệ phí",
            amount: 8000,
            paid: 0,
            open: true,
            kind: "charge",
            requestedAt: "2026-03-02T02:00:00.000Z",
          },
        ],
      },
      { DuocThanhToanTrucTuyen: "3", DanhSachLePhi: [{ TenPhiLePhi: "Lệ phí", MaPhiLePhi: "c1", Gia: "8000" }] },
    ],
    [
      "paid online",
      {
        charges: [
          {
            chargeId: "c1",
            name: "Lệ phí",
            amount: 8000,
            paid: 8000,
            open: false,
            kind: "charge",
            requestedAt: "2026-03-02T02:00:00.000Z",
          },
        ],
        payments: [{ chargeId: "c1", amount: 8000, method: "online", reference: "r", at: "2026-03-02T02:00:00.000Z" }],
      },
      { DuocThanhToanTrucTuyen: "1" },
    ],
    [
      "out of scope",
      {
        status: "rejected",
        receivedAt: undefined as never,
        check: { outcome: "outOfScope", at: "2026-03-02T03:00:00.000Z", by: "cb-1" },
      },
      { TrangThaiHoSo: "3", NgayTuChoi: "20260302100000" },
    ],
    [
      "refused after receipt",
      { status: "decided", decision: { outcome: "refused", at: "2026-03-02T03:00:00.000Z", by: "ld", documents: [] } },
      { TrangThaiHoSo: "9", NgayTuChoi: "20260302100000", NgayKetThucXuLy: "20260302100000" },
    ],
    [
      "decided",
      {
        status: "decided",
        decision: {
          outcome: "approved",
          at: "2026-03-02T03:00:00.000Z",
          by: "ld",
          documents: [{ name: "Giấy khai sinh", number: "01/2026", file: PDF }],
        },
      },
      { DanhSachGiayToKetQua: [{ TenGiayTo: "Giấy khai sinh số 01/2026", GiayToId: BLOB, MaGiayToKetQua: "KQ.G15.000031" }] },
    ],
    [
      "returned",
      {
        status: "returned",
        returned: { method: "inPerson", at: "2026-03-02T04:00:00.000Z", to: "Nguyễn Văn Thử", onTime: true },
      },
      { TrangThaiHoSo: "10", NgayTra: "20260302110000", ThongTinTra: "Trả trực tiếp, người nhận: Nguyễn Văn Thử" },
    ],
  ])("R-G01 [§1.3] %s", (_, more, expected) => {
    const record = wire(more);
    expect(record).toMatchObject(expected);
    expect(syncDossier.safeParse(record).error).toBeUndefined();
  });

  it("R-B04 R-G01 [§1.3] a supplement round reports the appointment before and after", () => {
    const round = {
      number: 1,
      beforeReceipt: false,
      missing: [{ componentId: "gcs", reason: "mờ" }],
      requestedAt: "2026-03-02T03:00:00.000Z",
      requestedBy: "Trần Thị Một Cửa",
      apology: false,
    };
    expect(wire({ supplementRounds: [round] }).DanhSachHoSoBoSung).toEqual([
      expect.objectContaining({
        HoSoBoSungId: "H57.101-260302-0001-BS1",
        NgayBoSung: "20260302100000",
        TrangThaiBoSung: "1",
        NoiDungBoSung: expect.stringContaining("mờ"),
      }),
    ]);
    const supplied = {
      ...round,
      suppliedAt: "2026-03-03T03:00:00.000Z",
      dueBefore: "2026-03-02T09:30:00.000Z",
      dueAfter: "2026-03-03T09:30:00.000Z",
    };
    expect(wire({ supplementRounds: [supplied] }).DanhSachHoSoBoSung).toEqual([
      expect.objectContaining({
        TrangThaiBoSung: "2",
        NgayTiepNhanBoSung: "20260303100000",
        NgayHenTraTruoc: "20260302163000",
        NgayHenTraMoi: "20260303163000",
      }),
    ]);
  });

  it("R-B07 R-G01 [§1.3] every status of the hub has a national one, and the contract names it", () => {
    for (const status of DOSSIER_STATUSES) {
      expect(wireStatus(status)).toBe(String(STATUSES[status].national));
      expect(Object.keys(STATUS_NAMES)).toContain(wireStatus(status));
    }
  });

  it("R-G01 [§1.3] before receipt only 1 and 3 stand in the record, whatever the dossier waits for", () => {
    const unreceived = dossier();
    const { receivedAt: _, ...rest } = unreceived;
    for (const status of ["submitted", "incomplete", "awaitingPayment", "withdrawn"] as const) {
      expect(toSyncDossier({ ...rest, status }, "H57.101-260302-0001", AGENCY, PROCEDURE).TrangThaiHoSo).toBe("1");
    }
  });

  it("R-G01 [§1.3] long and NFD texts of any kind still fit the contract", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6000 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, (summary, name) => {
        const record = wire({
          summary: summary.normalize("NFD"),
          components: [{ componentId: "gcs", originals: 0, copies: 0, files: [{ ...PDF, name }] }],
        });
        expect(syncDossier.safeParse(record).error).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["1.001193.000.00.00.H56", "1.001193"],
    ["2.002621.H56", "2.002621"],
    [" 1.001193 ", "1.001193"],
  ])("R-G01 [§1.3] MaTTHC %s goes as %s", (local, national) => {
    expect(nationalProcedureCode(local)).toBe(national);
  });

  it("R-G01 [§1.3] files get links only where there is a place to fetch them from", () => {
    expect(withLinks(wire(), undefined)).toEqual(wire());
    expect(withLinks(wire(), "https://tep.hue.test/f/").TaiLieuNop?.[0]?.DuongDanTaiTepTin).toBe(
      `https://tep.hue.test/f/${BLOB}`,
    );
  });
});

describe("R-G01 what the portal is told of what happened", () => {
  const operations = (happened: Parameters<typeof happening>): string[] =>
    reactions(happening(...happened)).map((message) => message.operation);
  const received = event("received", {
    code: "H57.101-260302-0001",
    procedure: dossier().procedure,
    sets: 1,
    rule: { kind: "sameDay", rule: "threePm" },
    startedAt: "2026-03-02T02:00:00.000Z",
    dueAt: "2026-03-02T09:30:00.000Z",
    forms: [],
  });
  const { code: _, receivedAt: __, clock: ___, ...submitted } = dossier({ status: "submitted" });

  it("R-G01 [§1.3] nothing of a dossier without a code of ours; everything from the receipt on", () => {
    expect(operations([[event("checkedValid", {})], submitted, submitted])).toEqual([]);
    expect(operations([[received], submitted, dossier()])).toEqual(["syncDossier"]);
  });
  it("R-G01 [§1.3] a pushed-in dossier's state as well, but only when the national status changed", () => {
    const national = { nationalCode: "G22.99.01-260302-0007" };
    expect(operations([[received], { ...submitted, ...national }, dossier(national)])).toEqual(["syncDossier", "reportState"]);
    expect(operations([[event("progressed", { note: "đang xem" })], dossier(national), dossier(national)])).toEqual([
      "syncDossier",
    ]);
    expect(
      operations([
        [event("rejected", { reason: "ngoài phạm vi", forms: [] })],
        { ...submitted, ...national },
        { ...submitted, ...national, status: "rejected" },
      ]),
    ).toEqual(["reportState"]);
  });
  it("R-G01 [§5.2] nothing of the state of a dossier that another partner handed in under a national number of its own", () => {
    const national = { nationalCode: "G22.99.01-260302-0007" };
    const from = (fromLane: string) =>
      operations([[received], { ...submitted, ...national, fromLane }, dossier({ ...national, fromLane })]);
    expect(from("civil-status")).toEqual(["syncDossier"]);
    expect(from("dvc-portal")).toEqual(["syncDossier", "reportState"]);
  });
  it("R-G01 [§1.3] never its own answer, the post's reports, or what stays inside", () => {
    const inside = [
      event("partnerRecorded", { lane: "dvc-portal", outcome: "refused", operation: "syncDossier" }),
      event("asked", { inquiry: { what: "fee", by: "a", at: "2026-03-02T02:00:00.000Z", name: "x", amount: 1, reason: "y" } }),
      event("deliveryRecorded", { reported: "accepted", state: "accepted", status: "inDelivery" }),
    ];
    for (const one of inside) expect(operations([[one], dossier(), dossier()])).toEqual([]);
  });
  it("R-G01 [§1.3] one progress row an event, in the portal's shape, naming who did it", () => {
    const handOver = {
      unit: "Công chức tư pháp – hộ tịch",
      agencyId: "H57.101",
      from: "Bộ phận Một cửa",
      receivedAt: "2026-03-02T02:30:00.000Z",
      dueAt: "2026-03-02T09:00:00.000Z",
    };
    const after = dossier({ status: "processing", handOvers: [handOver] });
    const [message] = reactions(
      happening(
        [event("handedOver", { handOver, status: "processing", forms: [] }, { at: "2026-03-02T02:30:00.000Z" })],
        dossier(),
        after,
      ),
    );
    const body = syncBody.parse(message?.body);
    expect(body.progress.map((row) => progressItem.parse(row))).toEqual([
      {
        MaHoSo: "H57.101-260302-0001",
        NguoiXuLy: "Trần Thị Một Cửa",
        ChucDanh: "Công chức Bộ phận Một cửa",
        ThoiDiemXuLy: "20260302093000",
        PhongBanXuLy: "Công chức tư pháp – hộ tịch",
        NoiDungXuLy: "Bàn giao hồ sơ: Công chức tư pháp – hộ tịch",
        TrangThai: "4",
        NgayBatDau: "20260302093000",
        NgayKetThucTheoQuyDinh: "20260302160000",
      },
    ]);
    expect(body).toMatchObject({ changed: true, statusBefore: "2", refusedBefore: false });
  });
  it("R-G01 [§1.3] a long officer's name is cut to 50 characters, and a note alone does not send the record again", () => {
    const actor = { ...OFFICER, name: "Công Tằng Tôn Nữ ".repeat(6) };
    const [message] = reactions(happening([event("progressed", { note: "đang xem" }, { actor })], dossier(), dossier()));
    const body = syncBody.parse(message?.body);
    expect(body.progress[0]?.NguoiXuLy.length).toBeLessThanOrEqual(50);
    expect(body.changed).toBe(false);
  });
  it("R-G01 [§1.3] result files go with the report of an online return", () => {
    const national = { nationalCode: "G22.99.01-260302-0007", returnMethod: { kind: "online" } as const };
    const returned = event("returned", {
      method: "online",
      to: "Nguyễn Văn Thử",
      documents: [PDF],
      onTime: true,
      case: "onTime",
      papersBack: [],
      forms: [],
    });
    const messages = reactions(
      happening([returned], dossier({ ...national, status: "decided" }), dossier({ ...national, status: "returned" })),
    );
    const body = reportBody.parse(messages.find((message) => message.operation === "reportState")?.body);
    expect(body).toMatchObject({ status: "10", files: [PDF], code: "H57.101-260302-0001" });
    expect(statusSync.shape.TrangThai.parse(body.status)).toBe("10");
  });
});

describe("R-G01 progress rows are sent once", () => {
  const row = (text: string) =>
    progressItem.parse({ MaHoSo: "x", NguoiXuLy: "a", ThoiDiemXuLy: "20260302090000", NoiDungXuLy: text, TrangThai: "4" });
  const held = (text: string) => ({ ThoiDiemXuLy: "20260302090000", TrangThai: "4" as const, NoiDungXuLy: text });
  it("R-G01 [§1.3] what the portal holds is left out, also when it gives NFD back; one held row stands for one of ours", () => {
    expect(missingRows([row("Tiếp nhận"), row("Bàn giao")], [held("Tiếp nhận".normalize("NFD"))])).toEqual([row("Bàn giao")]);
    expect(missingRows([row("Xem"), row("Xem")], [held("Xem")])).toEqual([row("Xem")]);
    expect(missingRows([row("Xem")], undefined)).toEqual([row("Xem")]);
  });
  it("R-G01 [§1.3] sending what is missing leaves nothing missing", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c")), fc.array(fc.constantFrom("a", "b", "d")), (ours, theirs) => {
        const rows = ours.map(row);
        const had = theirs.map(held);
        const sent = missingRows(rows, had).map((one) => held(one.NoiDungXuLy));
        expect(missingRows(rows, [...had, ...sent])).toEqual([]);
      }),
    );
  });
});
