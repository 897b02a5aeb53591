/** R-G09 R-B06: the land registry through a real hub, from receipt to certificate, and every way astray. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/land-registry/adapter.ts";
import type { ReceivedDossier, SupplementedDossier, WrongResult } from "../../../adapters/land-registry/contract/dossier.ts";
import { found, transfer } from "../road.ts";
import { openWorld, type World } from "../world.ts";
import { accepted, codeOf, deed, FORM, OFFICER, paid, received, returned } from "./dossiers.ts";

interface Held {
  readonly received: ReceivedDossier;
  readonly state: string;
  readonly sendings: number;
  readonly supplements: readonly SupplementedDossier[];
  readonly wrongResults: readonly WrongResult[];
  readonly returned?: { readonly NgayTra: string };
}

let world: World;
beforeAll(async () => {
  world = await openWorld(adapter, { simulator: { auto: false, pushWaitMs: 1 } });
});
afterEach(async () => {
  world.clearFaults();
  expect((await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items).toEqual([]);
});
afterAll(() => world.close());

const held = async (id: string): Promise<Held> => {
  const { dossiers } = world.simulation.parts.state() as { dossiers: readonly Held[] };
  const code = await codeOf(world, id);
  const one = dossiers.find((entry) => entry.received.SoBienNhan === code);
  if (one === undefined) throw new TypeError("the registry does not know it");
  return one;
};
const as = { actor: OFFICER };
/** Bytes of a stored file, as text. */
const bytesOf = async (blob: string | undefined): Promise<string> => {
  const stored = await world.hub.readBlob(blob ?? "");
  const parts: Uint8Array[] = [];
  for await (const part of stored?.stream ?? []) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
};

describe("R-G09 R-B06 [§5.5] a land dossier", () => {
  it("R-G09 R-B06 [§5.5] appraise: TiepNhanHoSo with all its fields; the leg is accepted under the registry's number", async () => {
    const id = await accepted(world);
    const dossier = await found(world, id);
    expect((await held(id)).received).toEqual({
      LaQuyTrinhCapTinh: true,
      TinhId: 46,
      HuyenId: null,
      XaId: 19_789,
      SoBienNhan: dossier.code,
      MaHoSoMotCua: dossier.code,
      NguoiTiepNhan: "mc.thuanhoa",
      NgayTiepNhan: "2026-03-02T09:00:00",
      NgayHenTra: expect.stringMatching(/^2026-03-\d\dT\d\d:\d\d:00$/),
      DiaChiTaiSan: "12 đường Thử Nghiệm, phường Thuận Hóa",
      ThongTinNguoiNopDon: {
        HoTen: "Nguyễn Văn Thử",
        SoChungMinh: "001099000012",
        DiaChiChiTiet: null,
        SoDienThoai: "0900000012",
        Email: null,
      },
      ThongTinQuyTrinh: { MaQuyTrinh: "1.013831", TenQuyTrinh: dossier.procedure.name },
      ThongTinThuaDat: [
        { SoThuTuThua: "123", SoHieuBanDo: "45", DienTich: "120.5", DiaChiChiTiet: "12 đường Thử Nghiệm, phường Thuận Hóa" },
      ],
      DanhSachGiayToDinhKem: [
        { TenGiayTo: expect.stringContaining("Đơn đăng ký biến động"), SoBanChinh: 1, SoBanSao: 0, TapTin: null },
        { TenGiayTo: expect.stringContaining("Giấy chứng nhận"), SoBanChinh: 1, SoBanSao: 0, TapTin: null },
      ],
    });
    expect(await transfer(world, id, "tham-dinh")).toMatchObject({
      state: "accepted",
      reference: expect.stringMatching(/^1000\d\d$/),
      operation: "appraise",
    });
  });

  it("R-G09 R-B06 [§5.5] DongBoTrangThaiLuanChuyenHoSo: moving on is progress; the appraised state ends the leg and gives the parcel to the tax leg", async () => {
    const id = await accepted(world);
    expect((await deed(world, id, "move")).outcome).toBe("accepted");
    expect((await found(world, id)).lastProgress?.note).toContain("DANG_THAM_DINH");
    expect((await transfer(world, id, "tham-dinh"))?.open).toBe(true);
    expect((await deed(world, id, "appraise")).outcome).toBe("accepted");
    expect(await transfer(world, id, "tham-dinh")).toMatchObject({
      state: "done",
      result: {
        documents: [{ name: "Phiếu chuyển thông tin để xác định nghĩa vụ tài chính.pdf", mediaType: "application/pdf" }],
      },
    });
    expect((await transfer(world, id, "thue"))?.data).toEqual({
      areaSquareMetres: "120.5",
      use: "ODT",
      parcelNumber: "123",
      mapSheet: "45",
      landPrice: "12000000",
      origin: expect.stringContaining("Nhận chuyển nhượng"),
      position: "1",
    });
  });

  it("R-G09 R-B06 [§5.5] a registry that says nothing of the parcel: the declared one goes to the tax leg", async () => {
    const id = await accepted(world);
    await deed(world, id, "appraise", { data: { ThongTinThuaDat: null, DanhSachTapTin: null } });
    expect((await transfer(world, id, "thue"))?.data).toEqual({
      areaSquareMetres: "120.5",
      use: "ODT",
      parcelNumber: "123",
      mapSheet: "45",
      origin: "Nhận chuyển nhượng",
    });
  });

  it("R-G09 R-B06 [§5.5] issueCertificate: once the taxes are paid the registry learns it, and its certificate decides the dossier", async () => {
    const id = await paid(world);
    await world.settle();
    const { supplements, state } = await held(id);
    expect(state).toBe("processing");
    expect(supplements).toMatchObject([
      { GhiChu: expect.stringMatching(/Đã hoàn thành nghĩa vụ tài chính.*TB-12.*500000.*KB-0012/) },
    ]);
    expect((await deed(world, id, "end")).outcome).toBe("accepted");
    const dossier = await found(world, id);
    expect(dossier).toMatchObject({
      status: "decided",
      route: { ended: { outcome: "done" } },
      decision: {
        outcome: "approved",
        documents: [
          {
            name: "Giấy chứng nhận quyền sử dụng đất",
            number: expect.stringMatching(/^AA \d{8}$/),
            file: { name: "Giấy chứng nhận.pdf", mediaType: "application/pdf" },
          },
        ],
      },
    });
    const file = dossier.decision?.documents[0]?.file;
    expect(await bytesOf(file?.blob)).toContain(`${dossier.code} giay-chung-nhan`);
  });

  it("R-G09 R-B06 [§5.5] CapNhatKetQuaTraHoSo: the registry learns when the citizen has the result", async () => {
    const id = await returned(world);
    await world.settle();
    expect(await held(id)).toMatchObject({ state: "returned", returned: { NgayTra: expect.stringMatching(/^2026-\d\d-\d\dT/) } });
    expect((await found(world, id)).partners["land-registry"]).toMatchObject({
      outcome: "accepted",
      operation: "reportReturned",
    });
  });

  it("R-G09 R-B06 [§5.5] DongBoTrangThaiChoBoSung (LaTamDung) asks the officer, CapNhatTrangThaiBoSungHoSo brings it, DongBoTrangThaiDaBoSung tells the new date", async () => {
    const id = await accepted(world);
    expect((await deed(world, id, "ask-supplement")).outcome).toBe("accepted");
    const asked = await found(world, id);
    expect(asked.inquiry).toMatchObject({
      what: "supplement",
      transferId: "tham-dinh",
      missing: [{ componentId: "other", reason: expect.stringMatching(/trích đo.*tạm dừng/) }],
    });
    expect((await transfer(world, id, "tham-dinh"))?.state).toBe("supplementNeeded");
    await world.run({ type: "requestSupplement", missing: [{ componentId: "trich-do", reason: "Bổ sung trích đo" }] }, id, as);
    await world.run({ type: "supplement", components: [{ componentId: "trich-do", originals: 1 }] }, id, as);
    await world.settle();
    expect((await held(id)).supplements).toMatchObject([
      {
        GhiChu: "Người nộp đã bổ sung theo yêu cầu",
        NgayHenTraMoi: expect.stringMatching(/^2026-/),
        DanhSachGiayToBoSung: [{ TenGiayTo: expect.stringContaining("trích đo"), SoBanChinh: 1 }],
      },
    ]);
    expect((await deed(world, id, "supplement-taken")).outcome).toBe("accepted");
    const after = await found(world, id);
    expect(after.lastProgress?.note).toMatch(/đã nhận bổ sung.*ngày hẹn trả mới.*\d\d:\d\d \d\d\/\d\d\/2026/);
    // The registry's own date is told, but the citizen's appointment is not quietly moved by it (R-B09).
    expect(after.clock?.extensions).toEqual([]);
  });

  it.each([
    ["ThongBaoNhapSaiThuTuc", "wrong-procedure", /Nhập sai thủ tục.*cấp đổi/],
    ["YeuCauCapNhatHoSo", "ask-update", /Yêu cầu cập nhật hồ sơ.*tờ bản đồ/],
  ])(
    "R-G09 R-B06 [§5.5] %s: the leg comes back, an officer corrects it, the registry takes it under number 2",
    async (_callback, door, reason) => {
      const id = await accepted(world);
      expect((await deed(world, id, door)).outcome).toBe("accepted");
      expect(await transfer(world, id, "tham-dinh")).toMatchObject({ state: "sentBack", reason: expect.stringMatching(reason) });
      const form = { parcels: [{ ...FORM.parcels[0], mapSheet: "46" }] };
      await world.run({ type: "resendTransfer", transferId: "tham-dinh", form }, id, as);
      await world.settle();
      expect(await held(id)).toMatchObject({ sendings: 2, received: { ThongTinThuaDat: [{ SoHieuBanDo: "46" }] } });
      expect(await transfer(world, id, "tham-dinh")).toMatchObject({ state: "accepted", number: 2 });
      // The same complaint again, about the second sending, is a new one.
      await deed(world, id, door);
      expect((await transfer(world, id, "tham-dinh"))?.state).toBe("sentBack");
    },
  );

  it("R-G09 R-B06 [§5.5] PhanHoiHoSoSaiKetQua: an end without certificate is no result; sent back, answered as wrong, and the next one counts", async () => {
    const id = await paid(world);
    await world.settle();
    await deed(world, id, "end", { data: { DanhSachGiayToKetQua: null, SoGiayChungNhan: null } });
    expect(await transfer(world, id, "cap-gcn")).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("không kèm"),
    });
    await world.run({ type: "resendTransfer", transferId: "cap-gcn" }, id, as);
    await world.settle();
    expect(await held(id)).toMatchObject({
      state: "wrongResult",
      wrongResults: [{ NoiDung: expect.stringContaining("không kèm") }],
    });
    await deed(world, id, "end");
    expect((await found(world, id)).status).toBe("decided");
  });

  it("R-G09 R-B06 [§5.5] TrangThaiKetThuc other than 0: refused with the reason, the route ends, the dossier goes back to the officer", async () => {
    const id = await accepted(world);
    await deed(world, id, "refuse");
    expect(await found(world, id)).toMatchObject({
      status: "processing",
      route: { ended: { outcome: "refused" } },
      transfers: [{ state: "refused", result: { note: expect.stringContaining("tranh chấp") } }],
    });
  });

  it("R-G09 R-B06 [§5.5] an end with a certificate before the taxes are paid is refused, and everybody sees that it was tried", async () => {
    const id = await accepted(world);
    expect((await deed(world, id, "end")).outcome).toBe("refused");
    expect(await found(world, id)).toMatchObject({
      transfers: [{ transferId: "tham-dinh", open: true }],
      lastProgress: { note: expect.stringContaining("chưa hoàn thành nghĩa vụ tài chính") },
    });
  });

  it("R-G09 R-B06 [§5.5] DongBoKetQuaThue and ThueChuyenTraHoSoDoSai are told to everybody; charges stay the tax lane's", async () => {
    const id = await accepted(world);
    await deed(world, id, "appraise");
    expect((await deed(world, id, "tax-result")).outcome).toBe("accepted");
    expect((await found(world, id)).lastProgress?.note).toMatch(/Lệ phí trước bạ nhà đất số LTB2646101/);
    expect((await deed(world, id, "tax-wrong")).outcome).toBe("accepted");
    const after = await found(world, id);
    expect(after.lastProgress?.note).toMatch(/Cơ quan thuế chuyển trả.*thiếu thông tin giá/);
    expect(after.charges).toEqual([]);
  });

  it("R-G09 R-B06 [§5.5] CungCapSoBienNhan: another receipt number is one by which the dossier is found from then on", async () => {
    const id = await accepted(world);
    const data = { SoBienNhan: `ILIS-2026-${(await codeOf(world, id)).slice(-4)}` };
    expect((await deed(world, id, "give-receipt", { data })).outcome).toBe("accepted");
    expect(await world.hub.find(data.SoBienNhan)).toMatchObject({ id, aliases: [data.SoBienNhan] });
  });

  it("R-G09 R-B06 [§5.5] what the registry refuses waits at an officer with the registry's words, and goes out again corrected", async () => {
    world.simulation.faults.add({
      kind: "status",
      code: 200,
      contentType: "application/json",
      body: JSON.stringify({
        data: 0,
        status: { success: false, code: 400, message: "Trường NguoiTiepNhan thiếu hoặc không hợp lệ" },
      }),
      match: { path: "TiepNhanHoSo" },
      times: 1,
    });
    const id = await received(world);
    await world.settle();
    expect(await transfer(world, id, "tham-dinh")).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("NguoiTiepNhan"),
    });
    await world.run({ type: "resendTransfer", transferId: "tham-dinh" }, id, as);
    await world.settle();
    expect((await transfer(world, id, "tham-dinh"))?.state).toBe("accepted");
  });

  it("R-G09 R-B06 [§5.5] a supplement that the registry refused is sent again as a supplement", async () => {
    const id = await accepted(world);
    await deed(world, id, "ask-supplement");
    await world.run({ type: "requestSupplement", missing: [{ componentId: "trich-do", reason: "Bổ sung" }] }, id, as);
    world.simulation.faults.add({
      kind: "status",
      code: 200,
      contentType: "application/json",
      body: JSON.stringify({ data: 0, status: { success: false, message: "Tệp đính kèm không hợp lệ" } }),
      match: { path: "BoSungHoSo" },
      times: 1,
    });
    await world.run({ type: "supplement", components: [{ componentId: "trich-do", originals: 1 }] }, id, as);
    await world.settle();
    expect((await transfer(world, id, "tham-dinh"))?.state).toBe("sentBack");
    await world.run({ type: "resendTransfer", transferId: "tham-dinh" }, id, as);
    await world.settle();
    expect((await held(id)).supplements).toMatchObject([
      { DanhSachGiayToBoSung: [{ TenGiayTo: expect.stringContaining("trích đo") }] },
    ]);
  });

  it("R-G09 R-B06 [§5.5] the same callback twice does nothing twice, and is taken both times", async () => {
    world.simulation.faults.add({ kind: "delay", ms: 1, match: { path: "/files" } });
    const id = await paid(world);
    await world.settle();
    const data = { NgayKetThuc: "2026-03-02T02:00:00" };
    expect((await deed(world, id, "end", { data })).outcome).toBe("accepted");
    const { calls } = world.simulation.parts.state() as { calls: readonly { readonly attempts: readonly unknown[] }[] };
    expect(calls.at(-1)?.attempts).toHaveLength(1);
    const answer = await again(id, data.NgayKetThuc);
    expect(answer).toEqual({ status: 200, body: { Result: 1, Message: "" } });
    expect((await world.hub.timeline(id)).filter((event) => event.type === "decided")).toHaveLength(1);
  });

  /** The registry's last message once more, byte for byte. */
  const again = async (id: string, NgayKetThuc: string) => {
    const code = await codeOf(world, id);
    const { dossiers } = world.simulation.parts.state() as { dossiers: readonly (Held & { certificate?: string })[] };
    const certificate = dossiers.find((one) => one.received.SoBienNhan === code)?.certificate;
    const link = `/files/${encodeURIComponent(code)}/giay-chung-nhan`;
    const body = {
      SoBienNhan: code,
      NgayKetThuc,
      MaCanBoXuLy: "vpdk.thamdinh",
      TrangThaiKetThuc: 0,
      GhiChu: "Đã ký giấy chứng nhận",
      SoGiayChungNhan: certificate,
      DanhSachGiayToKetQua: [{ TenGiayTo: "Giấy chứng nhận", KieuFile: ".pdf", LinkFile: link, SoBanChinh: 1, SoBanSao: 0 }],
    };
    const answer = await world.hub.runHook("land-registry", "dongBoTrangThaiKetThuc", {
      method: "POST",
      path: "/hooks/land-registry/dongBoTrangThaiKetThuc",
      query: { securityCode: "ma-bao-mat-vbdlis-thu" },
      headers: { "content-type": "application/json" },
      body: new TextEncoder().encode(JSON.stringify(body)),
    });
    return { status: answer.status, body: JSON.parse(answer.body) };
  };

  it.each([
    ["cut before it is read", { kind: "cut", at: "beforeRead" }],
    ["cut in the body", { kind: "cut", at: "body" }],
    ["half a file", { kind: "half" }],
    ["an error page instead of a PDF", { kind: "status", code: 200, contentType: "text/html", body: "<html>Lỗi</html>" }],
    ["an ended session", { kind: "sessionExpired" }],
    ["429", { kind: "status", code: 429, retryAfter: 1 }],
    ["500", { kind: "status", code: 500 }],
  ] as const)(
    "R-G09 R-B06 [§5.5] a result file that does not come whole (%s): nothing is taken until the registry calls again",
    async (_name, fault) => {
      const id = await paid(world);
      await world.settle();
      world.simulation.faults.add({ ...fault, match: { path: "/files" }, times: 1 });
      expect((await deed(world, id, "end")).outcome).toBe("accepted");
      expect(world.struck()).toBe(1);
      const dossier = await found(world, id);
      const file = dossier.decision?.documents[0]?.file;
      expect(await bytesOf(file?.blob)).toContain("giay-chung-nhan");
    },
  );
});
