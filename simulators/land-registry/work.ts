/** The registry's own work on a dossier: what its officers do, by a door or by the clock, and the callback that tells of it. */
import type { Callback, LinkedPaper } from "../../adapters/land-registry/contract/callbacks.ts";
import type { SimContext } from "../kit/types.ts";
import type { Called, Caller, CallTrial } from "./calling.ts";
import type { LandState, Register } from "./register.ts";
import { OVER } from "./register.ts";

export const DEEDS = [
  "give-receipt",
  "move",
  "appraise",
  "ask-supplement",
  "supplement-taken",
  "end",
  "refuse",
  "wrong-procedure",
  "ask-update",
  "tax-result",
  "tax-wrong",
] as const;
export type Deed = (typeof DEEDS)[number];

/** Why a deed cannot be done. */
export class NotPossible {
  readonly reason: "unknown" | "state";
  constructor(reason: "unknown" | "state") {
    this.reason = reason;
  }
}

export interface Work {
  readonly does: (deed: Deed, trial: CallTrial) => Promise<Called> | NotPossible;
}

const THREE_DAYS = 3 * 86_400_000;
const OFFICERS = { from: "vpdk.tiepnhan", to: "vpdk.thamdinh" } as const;

/** `fileLink`: where a result file can be fetched. */
export const createWork = (
  context: SimContext,
  register: Register,
  caller: Caller,
  settings: { readonly appraisedState: string; readonly fileLink: (receiptNumber: string, name: string) => string },
): Work => {
  /** UTC without a zone: S-TD adds the seven hours. */
  const utc = (ms = context.clock.ms()): string => new Date(ms).toISOString().slice(0, 19);
  const paper = (receiptNumber: string, title: string, name: string): LinkedPaper => ({
    TenGiayTo: title,
    KieuFile: ".pdf",
    LinkFile: settings.fileLink(receiptNumber, name),
    SoBanChinh: 1,
    SoBanSao: 0,
  });

  const moved = (receiptNumber: string, state: string, note: string): Callback<"DongBoTrangThaiLuanChuyenHoSo"> => ({
    SoBienNhan: receiptNumber,
    MaCanBoChuyen: OFFICERS.from,
    MaCanBoNhan: OFFICERS.to,
    MaTrangThai: state,
    LaTrangThaiChuyenLai: false,
    NoiDungXuLy: note,
    NgayChuyen: utc(),
    HanXuLy: 16,
  });

  const over = (receiptNumber: string, granted: boolean): Callback<"DongBoTrangThaiKetThuc"> => {
    const certificate = `AA ${String(register.find(receiptNumber)?.number ?? 0).padStart(8, "0")}`;
    return {
      SoBienNhan: receiptNumber,
      NgayKetThuc: utc(),
      MaCanBoXuLy: OFFICERS.to,
      TrangThaiKetThuc: granted ? 0 : 1,
      GhiChu: granted ? "Đã ký giấy chứng nhận" : "Thửa đất đang có tranh chấp, trả lại hồ sơ",
      ...(granted
        ? { SoGiayChungNhan: certificate, DanhSachGiayToKetQua: [paper(receiptNumber, "Giấy chứng nhận", "giay-chung-nhan")] }
        : {}),
    };
  };

  /** Which states a deed changes the dossier to; a deed that changes nothing may be done at any time. */
  const CHANGES: Readonly<Partial<Record<Deed, LandState>>> = {
    move: "processing",
    appraise: "waitingTax",
    "ask-supplement": "waitingSupplement",
    end: "ended",
    refuse: "ended",
    "wrong-procedure": "waitingCorrection",
    "ask-update": "waitingCorrection",
  };

  const tell = (deed: Deed, trial: CallTrial): Promise<Called> => {
    const SoBienNhan = trial.receiptNumber;
    const dossier = register.find(SoBienNhan);
    const [parcel] = dossier?.received.ThongTinThuaDat ?? [];
    switch (deed) {
      case "give-receipt":
        return caller.call(
          "CungCapSoBienNhan",
          {
            SoBienNhan,
            MaHoSoMotCua: dossier?.received.MaHoSoMotCua ?? SoBienNhan,
            NgayTiepNhan: utc(),
            NguoiTiepNhan: OFFICERS.from,
          },
          trial,
        );
      case "move":
        return caller.call("DongBoTrangThaiLuanChuyenHoSo", moved(SoBienNhan, "DANG_THAM_DINH", "Chuyển thẩm định hồ sơ"), trial);
      case "appraise":
        return caller.call(
          "DongBoTrangThaiLuanChuyenHoSo",
          {
            ...moved(SoBienNhan, settings.appraisedState, "Chuyển thông tin để xác định nghĩa vụ tài chính"),
            DanhSachTapTin: [paper(SoBienNhan, "Phiếu chuyển thông tin để xác định nghĩa vụ tài chính", "phieu-chuyen")],
            ThongTinThuaDat: {
              SoThuTuThua: parcel?.SoThuTuThua ?? "1",
              SoHieuBanDo: parcel?.SoHieuBanDo ?? "1",
              DienTich: parcel?.DienTich ?? "100",
              MucDichSuDung: "ODT",
              NguonGocSuDung: "Nhận chuyển nhượng đất được công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
              ViTri: "1",
              GiaDat: 12_000_000,
            },
          },
          trial,
        );
      case "ask-supplement":
        return caller.call(
          "DongBoTrangThaiChoBoSung",
          {
            SoBienNhan,
            NgayChoBoSung: utc(),
            MaCanBoXuLy: OFFICERS.to,
            LaTamDung: true,
            GhiChu: "Bổ sung mảnh trích đo bản đồ địa chính thửa đất",
          },
          trial,
        );
      case "supplement-taken":
        return caller.call(
          "DongBoTrangThaiDaBoSung",
          {
            SoBienNhan,
            NgayNhanBoSung: utc(),
            NgayHenTraMoi: utc(context.clock.ms() + THREE_DAYS),
            GhiChu: "Đã nhận giấy tờ bổ sung",
          },
          trial,
        );
      case "end":
        return caller.call("DongBoTrangThaiKetThuc", over(SoBienNhan, true), trial);
      case "refuse":
        return caller.call("DongBoTrangThaiKetThuc", over(SoBienNhan, false), trial);
      case "wrong-procedure":
        return caller.call(
          "ThongBaoNhapSaiThuTuc",
          { SoBienNhan, MaCanBoXuLy: OFFICERS.from, GhiChu: "Hồ sơ thuộc thủ tục cấp đổi giấy chứng nhận" },
          trial,
        );
      case "ask-update":
        return caller.call(
          "YeuCauCapNhatHoSo",
          { SoBienNhan, MaCanBoXuLy: OFFICERS.from, GhiChu: "Số tờ bản đồ không khớp với giấy chứng nhận đã cấp" },
          trial,
        );
      case "tax-result":
        return caller.call(
          "DongBoKetQuaThue",
          {
            SoBienNhan,
            NguoiXuLy: OFFICERS.to,
            NgayCoKetQuaThue: utc(),
            DanhSachThongBaoThue: [
              {
                HoTenChu: dossier?.received.ThongTinNguoiNopDon.HoTen ?? null,
                LoaiThue: "Lệ phí trước bạ nhà đất",
                SoThongBaoThue: "LTB2646101-TK0000012/TB-CCT",
                DuongDanThongBaoThue: null,
              },
            ],
          },
          trial,
        );
      case "tax-wrong":
        return caller.call(
          "ThueChuyenTraHoSoDoSai",
          { SoBienNhan, GhiChu: "Cơ quan thuế trả lại: thiếu thông tin giá chuyển nhượng trên hợp đồng" },
          trial,
        );
    }
  };

  return {
    does: (deed, trial) => {
      const dossier = register.find(trial.receiptNumber);
      if (dossier === undefined) return new NotPossible("unknown");
      const state = CHANGES[deed];
      if (state !== undefined && OVER.has(dossier.state)) return new NotPossible("state");
      const told = tell(deed, trial);
      register.note(trial.receiptNumber, deed, {
        ...(state === undefined ? {} : { state }),
        ...(deed === "end" ? { certificate: over(trial.receiptNumber, true).SoGiayChungNhan ?? "" } : {}),
      });
      return told;
    },
  };
};
