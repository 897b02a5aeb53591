/** Sample messages, synthetic people only. Tests hold them against the schemas; the simulator starts from the account. */
import type { SendReply, TokenReply } from "./gateway.ts";
import type { BirthNotice, DeathNotice } from "./papers.ts";
import type { BenefitRequest, CardRequest, InsuranceRequest, Supplement, SupplementFile, Withdrawal } from "./requests.ts";
import type { LookUpReply } from "./results.ts";

/** What the simulator expects unless told otherwise. The password is plain here; on the wire goes its MD5. */
export const sampleAccount = { username: "46001_MC", password: "mat-khau-thu-bhxh", facilityCode: "46001" } as const;

export const sampleToken: TokenReply = {
  maKetQua: "200",
  APIKey: {
    access_token: "eyJ-thu-nghiem",
    id_token: "id-thu-nghiem",
    token_type: "Bearer",
    username: sampleAccount.username,
    expires_in: 3600,
  },
};
export const sampleSent: SendReply = { MaKetQua: "200", MaGD: "HS_46001_000001", ThoiGianTiepNhan: "20260302090000" };

export const sampleBirthNotice: BirthNotice = {
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
  SO_CON: "1",
  LAN_SINH: "1",
  CAN_NANG_CON: "3200",
  NGAY_SINH_CON: "20260220063000",
  NOI_SINH_CON: "Bệnh viện Thử Nghiệm, thành phố Huế",
  TINH_TRANG_CON: "Bình thường",
  NGUOI_DO_DE: "Trần Thị Hộ Sinh",
  SO: "12",
  QUYEN_SO: "01/2026",
};

export const sampleDeathNotice: DeathNotice = {
  MA_GBT: "GBT-2026-000034",
  HO_TEN: "Nguyễn Văn Cụ Thử",
  NGAY_SINH: "19400101",
  GIOI_TINH: "1",
  DCHI_THUONGTRU: "12 đường Thử Nghiệm",
  MATINH_THUONGTRU: "46",
  MAXA_THUONGTRU: "19789",
  LOAI_GIAYTO: "1",
  SO_GIAYTO: "001040000034",
  NGAY_TV: "202602280530",
  TINH_TRANG_TV: "0",
  NGUYENNHAN_TV: "Tuổi già",
  SO_BAOTU: "34",
  QUYEN_SO: "01/2026",
  MACSKCB: sampleAccount.facilityCode,
  MA_BHXH: "4600000034",
};

export const sampleCardRequest: CardRequest = {
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
  DCHI_THUONGTRU: "12 đường Thử Nghiệm",
  MATINH_THUONGTRU: "46",
  MAXA_THUONGTRU: "19789",
  DA_DANGKY_THUONGTRU: "1",
  MA_DKBD: "46001",
};
export const sampleInsuranceRequest: InsuranceRequest = {
  SO_HOSO: "H57.101-260302-0002",
  HO_TEN: "Nguyễn Văn Thử",
  NGAY_SINH: "19990312",
  LOAI_GIAYTO: "1",
  SO_GIAYTO: "001099000012",
  DIEN_THOAI: "0900000012",
  DIA_CHI: "12 đường Thử Nghiệm",
  MATINH: "46",
  MAXA: "19789",
};
export const sampleBenefitRequest: BenefitRequest = {
  SO_HOSO: "H57.101-260302-0003",
  SO_TRICHLUC_KHAITU: "7/2026",
  HO_TEN: "Nguyễn Văn Cụ Thử",
  NGAY_SINH: "19400101",
  GIOI_TINH: "1",
  LOAI_GIAYTO: "1",
  SO_GIAYTO: "001040000034",
  MA_BHXH: "4600000034",
  NGAY_TV: "202602280530",
  HO_TEN_NDN: "Nguyễn Văn Thử",
  SO_CCCD_NDN: "001099000012",
  QUAN_HE: "Con",
  SO_TAIKHOAN: "0000000012",
  NGAN_HANG: "Ngân hàng Thử Nghiệm",
};
export const sampleSupplement: Supplement = {
  SO_HOSO: "H57.101-260302-0001",
  MA_GD: "HS_46001_000001",
  NOI_DUNG: "Bổ sung giấy xác nhận nơi cư trú",
};
export const sampleSupplementFile: SupplementFile = { TEN_TEP: "xac-nhan.pdf", NOI_DUNG_TEP: "JVBERi0xLjQ=" };
export const sampleWithdrawal: Withdrawal = {
  SO_HOSO: "H57.101-260302-0001",
  MA_GD: "HS_46001_000001",
  LY_DO: "Người nộp rút hồ sơ",
};

export const sampleLookUp: LookUpReply = {
  MaKetQua: "200",
  DanhSach: [
    {
      MaGD: "HS_46001_000001",
      MaThamChieu: "Id-018f0000-0000-7000-8000-0000000000d1",
      LoaiHoSo: "DENGHICAPTHE",
      TrangThai: "5",
      ThoiGian: "20260303110000",
      GhiChu: "Đã cấp thẻ bảo hiểm y tế",
      KetQua: { MaSoBHXH: "4600000101", MaTheBHYT: "TE1464600000101", TenTep: "the-bhyt.pdf", TepBase64: "JVBERi0xLjQ=" },
    },
  ],
};
