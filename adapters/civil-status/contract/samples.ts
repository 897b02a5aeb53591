/** Sample messages, synthetic people only. Tests hold them against the schemas; adapter and simulator start from them. */
import type { BirthData, DeathData, MarriageData } from "./data.ts";
import type { ListItem, ReportRequest } from "./hub.ts";
import { FAULT_TITLE, type PollReply, type PushFault, type PushReply, type PushRequest } from "./registry.ts";

/** What the simulator expects unless told otherwise. */
export const sampleAccount = {
  consumerKey: "hue-hotich",
  consumerSecret: "bi-mat-thu-ho-tich",
  hubUser: "hue-lienthong",
  hubPassword: "mat-khau-thu-dvclt",
  province: "46",
} as const;

/** Wards of Huế that the simulator knows, and whose they are: synthetic codes, 19000 + the agency's own number. */
export const sampleWards: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [String(19_101 + index), `H57.${101 + index}`]),
);
export const sampleWard = "19101";

const requester = {
  nycHoTen: { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "THỬ" },
  nycQuanHe: "Cha",
  nycLoaiGiayToTuyThan: 4,
  nycSoGiayToTuyThan: "001099000012",
  nycSoDDCN: "001099000012",
  nycNoiCuTru: { dcChiTiet: "12 đường Thử Nghiệm", quocGia: "VN", maTinh: "46", maXa: sampleWard },
  nycSoDienThoai: "0900000012",
  nycEmail: "thu@congdan.example",
} as const;
const common = { loaiDangKy: 1, noiDangKy: sampleWard, soLuongBanSao: 0 } as const;
const home = { dcChiTiet: "12 đường Thử Nghiệm", quocGia: "VN", maTinh: "46", maXa: sampleWard } as const;

export const sampleBirth: BirthData = {
  ...common,
  ...requester,
  maGCS: "GCS-TEST-0001",
  nksHoTen: { Ho: "NGUYỄN", ChuDem: "THỊ", Ten: "MẪU" },
  nksGioiTinh: 2,
  nksNgaySinh: { ngaySinh: "20", thangSinh: "02", namSinh: "2026" },
  nksNoiSinh: { dcChiTiet: "Bệnh viện Thử Nghiệm", quocGia: "VN", maTinh: "46", maXa: "" },
  nksQueQuan: { dcChiTiet: "Phường Thử Nghiệm, thành phố Huế", quocGia: "VN", maTinh: "", maXa: "" },
  nksDanToc: "01",
  nksDanTocKhac: "",
  nksQuocTich: "VN",
  meHoTen: { Ho: "LÊ", ChuDem: "THỊ", Ten: "THỬ" },
  meNgaySinh: { ngaySinh: "03", thangSinh: "04", namSinh: "1999" },
  meDanToc: "01",
  meQuocTich: "VN",
  meLoaiCuTru: 1,
  meNoiCuTru: home,
  meLoaiGiayToTuyThan: 4,
  meSoGiayToTuyThan: "001099000034",
  meSoDDCN: "001099000034",
  chaHoTen: { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "THỬ" },
  chaNgaySinh: { ngaySinh: "01", thangSinh: "02", namSinh: "1999" },
  chaDanToc: "01",
  chaQuocTich: "VN",
  chaLoaiCuTru: 1,
  chaNoiCuTru: home,
  chaLoaiGiayToTuyThan: 4,
  chaSoGiayToTuyThan: "001099000012",
  chaSoDDCN: "001099000012",
};

export const sampleDeath: DeathData = {
  ...common,
  ...requester,
  nycQuanHe: "Con",
  nktHoTen: { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "MẪU" },
  nktGioiTinh: 1,
  nktNgaySinh: { ngaySinh: "", thangSinh: "", namSinh: "1940" },
  nktDanToc: "01",
  nktQuocTich: "VN",
  nktLoaiCuTru: 1,
  nktNoiCuTru: home,
  nktLoaiGiayToTuyThan: 4,
  nktSoGiayToTuyThan: "001040000012",
  nktNgayChet: "28/02/2026",
  nktGioPhutChet: "04:30",
  nktNoiChet: home,
  nktNguyenNhanChet: "Tuổi già",
  gbtLoai: 1,
  gbtSo: "BT-TEST-0001",
};

export const sampleMarriage: MarriageData = {
  ...common,
  chongHoTen: { Ho: "TRẦN", ChuDem: "VĂN", Ten: "MẪU" },
  chongNgaySinh: { ngaySinh: "05", thangSinh: "06", namSinh: "1998" },
  chongDanToc: "01",
  chongQuocTich: "VN",
  chongLoaiCuTru: 1,
  chongNoiCuTru: home,
  chongLoaiGiayToTuyThan: 4,
  chongSoGiayToTuyThan: "001098000056",
  chongSoLanKH: 1,
  voHoTen: { Ho: "PHẠM", ChuDem: "THỊ", Ten: "MẪU" },
  voNgaySinh: { ngaySinh: "07", thangSinh: "08", namSinh: "1999" },
  voDanToc: "01",
  voQuocTich: "VN",
  voLoaiCuTru: 1,
  voNoiCuTru: home,
  voLoaiGiayToTuyThan: 4,
  voSoGiayToTuyThan: "001099000078",
  voSoLanKH: 1,
};

export const samplePush: PushRequest = {
  maDonVi: sampleWard,
  module: "LTKS",
  maHoSoLT: "G22.99.01-260302-0001",
  maHoSoMCDT: "H57.101-260302-0001",
  ngayTiepNhan: "02/03/2026",
  data: JSON.stringify(sampleBirth),
  fileDinhKem: [
    {
      id: 1,
      loaiGiayTo: 1,
      tenGiayTo: "Giấy chứng sinh",
      tenTepDinhKem: "giay-chung-sinh.pdf",
      huyGiayTo: 0,
      duLieuTepDinhKem: "JVBERi0xLjQK",
    },
  ],
};
export const samplePushReply: PushReply = {
  status: "1",
  statusDescription: "Thành công",
  errorCode: "",
  errorDescription: "",
};
/** Two complaints; the second field's name carries the lost line feed. */
export const samplePushFault: PushFault = {
  title: FAULT_TITLE,
  status: 500,
  errors:
    "meSoDDCN có độ dài vượt quá số lượng cho phép. Vui lòng kiểm tra lại thông tin.nmeLoaiGiayToTuyThan không tồn tại. " +
    "Vui lòng kiểm tra lại thông tin danh mục theo mô tả trong tài liệu kỹ thuật đã cung cấp.",
};
export const samplePollReply: PollReply = {
  status: 1,
  statusDescription: "Thành công",
  value: [
    {
      maDonVi: sampleWard,
      maTinh: "46",
      module: "LTKS",
      maHoSoLT: "G22.99.01-260302-0001",
      maHoSoMCDT: "H57.101-260302-0001",
      trangThai: "4",
      thoiGianThucHien: "02/03/2026 15:00:00",
      ghiChu: "",
      ketQuaXuLy: {
        soDinhDanh: "001026000001",
        ngayDangKy: "02/03/2026",
        soDangKy: "1/2026",
        quyenSo: "01/2026",
        trangSo: "1",
        giayKhaiSinh: "JVBERi0xLjQK",
      },
      nguoiXuLy: "Cán bộ tư pháp (mô phỏng)",
      noiDungXuLy: "Hoàn thành đăng ký",
    },
  ],
};

export const sampleListItem: ListItem = {
  id: "0001",
  maDonVi: sampleWard,
  maTTHC: "2.002621",
  module: "LTKS",
  maHoSo: "G22.99.01-260302-0001",
  ngayTiepNhan: "02/03/2026 08:30:00",
  techId: "TECH-TEST-0012",
};
export const sampleReport: ReportRequest = {
  maTTHC: "2.002621",
  soHoSoLT: "G22.99.01-260302-0001",
  coQuanXuLy: 5,
  maHoSo: "H57.101-260302-0001",
  trangThai: 3,
  thoiGianThucHien: "02/03/2026 09:00:00",
  noiDungXuLy: "Hồ sơ đủ điều kiện giải quyết",
};
