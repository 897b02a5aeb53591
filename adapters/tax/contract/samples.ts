/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { LgspAccess, LookUpResult, Reply } from "./access.ts";
import type { HookReply, NoticeMessage, NoticeRows, ReturnMessage, TaxCodeMessage } from "./notice.ts";
import type { Proof, Registration, Slip, Withdrawal } from "./slip.ts";

/** What the simulator expects unless told otherwise: Basic credentials, the LGSP's keys, the key of its own pushes. */
export const sampleAccount = {
  clientId: "hue-lienthong",
  clientSecret: "mat-khau-thu-thue",
  accessKey: "khoa-truy-cap-thu",
  secretKey: "khoa-bi-mat-thu-thue",
  appName: "lienthong",
  partnerCode: "000.00.00.H57",
  partnerCodeCus: "000.00.00.H57",
  securityKey: "khoa-bao-mat-thu-thue",
} as const;
export const sampleLgspAccess: LgspAccess = {
  AccessKey: sampleAccount.accessKey,
  SecretKey: sampleAccount.secretKey,
  AppName: sampleAccount.appName,
  PartnerCode: sampleAccount.partnerCode,
  PartnerCodeCus: sampleAccount.partnerCodeCus,
};

export const sampleSlip: Slip = {
  Service: "PhieuChuyenThongTin",
  Ngay: "20260302090000",
  Data: {
    SoPhieu: "H57.101-260302-0001/1/PCTT",
    MaCoQuanChuyen: "H57.101",
    TenCoQuanChuyen: "Ủy ban nhân dân phường Thuận Hóa",
    ThongTinHoSo: {
      MaHoSo: "H57.101-260302-0001",
      NgayNhanHoSoDayDu: "02-03-2026",
      MaThuTuc: "1.013831",
      LoaiThuTuc: "Đăng ký biến động quyền sử dụng đất",
      CanCu: "Mẫu số 19 Nghị định số 151/2025/NĐ-CP",
    },
    NguoiSuDungDat: { Ten: "Nguyễn Văn Thử", DiaChi: "12 đường Thử Nghiệm", SoDinhDanh: "001099000012", NgaySinh: "01-02-1990" },
    BenChuyenQuyen: { Ten: "Lê Thị Bán", SoDinhDanh: "001099000034" },
    ThongTinThuaDat: [
      {
        ThuaDatSo: "125",
        ToBanDoSo: "17",
        DiaChi: "Tổ 3, phường Thuận Hóa",
        DienTich: 100,
        MucDichSuDung: "Đất ở tại đô thị",
        ThoiHan: "Lâu dài",
        GiaDat: 5_000_000,
      },
    ],
    GiaoDich: { LoaiGiaoDich: "01", TenGiaoDich: "Chuyển nhượng", GiaChuyenNhuong: 600_000_000 },
  },
};
export const sampleReply: Reply = {
  error_code: "0",
  message: "Tiếp nhận phiếu chuyển thành công",
  result: { MaTiepNhan: "TCT-46-0000001" },
};
export const sampleRepeated: Reply = {
  error_code: "0",
  message: "Phiếu chuyển H57.101-260302-0001/1/PCTT đã được tiếp nhận trước đó",
  result: { MaTiepNhan: "TCT-46-0000001" },
};
export const sampleLookUp: LookUpResult = { So: "H57.101-260302-0001/1/PCTT", MaTiepNhan: "TCT-46-0000001", TrangThai: "1" };

export const sampleRegistration: Registration = {
  Service: "DangKyThueHoKinhDoanh",
  Ngay: "20260302090000",
  Data: {
    SoPhieu: "H57.101-260302-0002/1/DKT",
    MaHoSo: "H57.101-260302-0002",
    MaCoQuanChuyen: "H57.101",
    TenCoQuanChuyen: "Ủy ban nhân dân phường Thuận Hóa",
    TenHoKinhDoanh: "Hộ kinh doanh Thử Nghiệm",
    DiaChi: "34 đường Thử Nghiệm, phường Thuận Hóa",
    MaTinh: "46",
    NganhNghe: "Bán lẻ tạp hóa",
    VonKinhDoanh: 100_000_000,
    ChuHo: { HoTen: "Nguyễn Văn Thử", SoDinhDanh: "001099000012" },
  },
};

export const sampleProof: Proof = {
  Service: "ChungTuThue",
  Ngay: "20260305101500",
  Data: {
    MaHoSo: "H57.101-260302-0001",
    MaSoThue: "001099000012",
    SoCMTNguoiNopTien: "001099000012",
    HoTenNguoiNopTien: "Nguyễn Văn Thử",
    DiaChiNguoiNopTien: "12 đường Thử Nghiệm",
    ThongTinThanhToan: {
      NoiDungThanhToan: "Lệ phí trước bạ nhà, đất, thông báo LTB2646-TK0000001/TB-HUE",
      ThoiGianThanhToan: "20260305101000",
      MaThongBaoThue: "LTB2646-TK0000001/TB-HUE",
      TrangThaiThanhToan: 1,
      SoTien: 3_000_000,
    },
  },
};

export const sampleWithdrawal: Withdrawal = {
  Service: "ThuHoiPhieu",
  Ngay: "20260305101500",
  Data: { SoPhieu: "H57.101-260302-0001/1/PCTT", MaHoSo: "H57.101-260302-0001", LyDo: "Người nộp rút hồ sơ" },
};

/** What FileThongBaoThue of the sample below says. */
export const sampleNoticeRows: NoticeRows = {
  MA_HSO: "H57.101-260302-0001",
  LIST: [
    {
      MA_SO_THUE: "001099000012",
      SO_QUYET_DINH: "LTB2646-TK0000001/TB-HUE",
      NGAY_QUYET_DINH: "04-03-2026",
      TEN_TIEUMUC: "2801 - Lệ phí trước bạ nhà, đất",
      SO_TIEN: "3000000",
    },
    {
      MA_SO_THUE: "001099000034",
      SO_QUYET_DINH: "LTB2646-TK0000002/TB-HUE",
      NGAY_QUYET_DINH: "04-03-2026",
      TEN_TIEUMUC: "1006 - Thuế thu nhập cá nhân từ chuyển nhượng bất động sản",
      SO_TIEN: "12000000",
    },
  ],
};
export const sampleNoticeXml = `<?xml version="1.0" encoding="UTF-8"?>
<DATA><BODY><ROW_LIST><MA_HSO>${sampleNoticeRows.MA_HSO}</MA_HSO>${sampleNoticeRows.LIST.map(
  (line) =>
    `<LIST>${Object.entries(line)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join("")}</LIST>`,
).join("")}</ROW_LIST></BODY></DATA>`;
export const sampleNotice: NoticeMessage = {
  SecurityKey: sampleAccount.securityKey,
  Service: "ThongBaoThue",
  Ngay: "20260304140000",
  IsUpdating: "False",
  Data: { FileThongBaoThue: Buffer.from(sampleNoticeXml).toString("base64") },
};
export const sampleReturn: ReturnMessage = {
  SecurityKey: sampleAccount.securityKey,
  Service: "ThueChuyenTraHoSoDoSai",
  Ngay: "20260304140000",
  Data: { MaHoSo: "H57.101-260302-0001", SoPhieu: "H57.101-260302-0001/1/PCTT", LyDo: "Diện tích không khớp Giấy chứng nhận" },
};
export const sampleTaxCode: TaxCodeMessage = {
  SecurityKey: sampleAccount.securityKey,
  Service: "CapMaSoThue",
  Ngay: "20260304140000",
  Data: { KetQua: "1", MaHoSo: "H57.101-260302-0002", SoPhieu: "H57.101-260302-0002/1/DKT", MaSoThue: "3300000013" },
};
export const sampleHookReply: HookReply = { error_code: "0", message: "Đã nhận thông báo thuế" };
