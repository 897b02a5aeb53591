/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { Callback } from "./callbacks.ts";
import type { ReceivedDossier, SupplementedDossier } from "./dossier.ts";
import type { Envelope } from "./envelope.ts";

/** What the simulator expects unless told otherwise. */
export const sampleAccount = {
  username: "motcua.hue",
  password: "mat-khau-dat-dai",
  clientId: "lienthong",
  clientSecret: "bi-mat-ilis-thu",
  securityCode: "ma-bao-mat-vbdlis-thu",
  /** Account of the receiving officer in the registry. */
  officer: "mc.thuanhoa",
  /** MaTrangThai that means "appraised, information goes to the tax office" in the simulator's list. */
  appraisedState: "CHUYEN_THUE",
  provinceId: 46,
  communeId: 19_789,
} as const;

export const sampleReceived: ReceivedDossier = {
  LaQuyTrinhCapTinh: false,
  TinhId: sampleAccount.provinceId,
  HuyenId: null,
  XaId: sampleAccount.communeId,
  SoBienNhan: "H57.101-260302-0001",
  MaHoSoMotCua: "H57.101-260302-0001",
  NguoiTiepNhan: sampleAccount.officer,
  NgayTiepNhan: "2026-03-02T09:00:00",
  NgayHenTra: "2026-03-16T16:30:00",
  DiaChiTaiSan: "12 đường Thử Nghiệm, phường Thuận Hóa",
  ThongTinNguoiNopDon: {
    HoTen: "Nguyễn Văn Thử",
    SoChungMinh: "001099000012",
    DiaChiChiTiet: "12 đường Thử Nghiệm",
    SoDienThoai: "0900000012",
    Email: "thu@congdan.example",
  },
  ThongTinQuyTrinh: { MaQuyTrinh: "1.013831", TenQuyTrinh: "Đăng ký biến động quyền sử dụng đất" },
  ThongTinThuaDat: [{ SoThuTuThua: "123", SoHieuBanDo: "45", DienTich: "120.5", DiaChiChiTiet: "12 đường Thử Nghiệm" }],
  DanhSachGiayToDinhKem: [{ TenGiayTo: "Đơn đăng ký biến động", SoBanChinh: 1, SoBanSao: 0, TapTin: null }],
};
export const sampleSupplemented: SupplementedDossier = {
  SoBienNhan: sampleReceived.SoBienNhan,
  NgayHenTraMoi: "2026-03-18T16:30:00",
  GhiChu: "Người nộp đã bổ sung theo yêu cầu",
  DanhSachGiayToBoSung: [{ TenGiayTo: "Trích đo địa chính", SoBanChinh: 1, SoBanSao: 0, TapTin: null }],
};
export const sampleEnvelope: Envelope = {
  data: 100_001,
  status: { success: true, code: 200, type: "success", time: "2026-03-02T02:00:05", message: "Tiếp nhận hồ sơ thành công" },
};
export const sampleRefusal: Envelope = {
  data: 0,
  status: {
    success: false,
    code: 409,
    type: "error",
    time: "2026-03-02T02:00:05",
    message: "Số biên nhận H57.101-260302-0001 đã tồn tại với nội dung khác",
  },
};
export const sampleEnded: Callback<"DongBoTrangThaiKetThuc"> = {
  SoBienNhan: sampleReceived.SoBienNhan,
  NgayKetThuc: "2026-03-12T08:00:00",
  MaCanBoXuLy: "vpdk.thamdinh",
  TrangThaiKetThuc: 0,
  GhiChu: "Đã ký giấy chứng nhận",
  SoGiayChungNhan: "AA 00000012",
};
