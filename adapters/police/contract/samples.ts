/** Sample account, people and messages, all synthetic. The simulator starts from them; tests hold them against the schemas. */
import { type FilingRequest, PROCEDURES, RESULT, type ResidenceReply, type ResidenceResult } from "./residence.ts";

/** What the simulator expects unless told otherwise. */
export const sampleAccount = {
  user: "hue-lienthong",
  secret: "bi-mat-thu-cong-an",
  authUrl: "https://c06.example/xacthuc",
  client: "VN/GOV/H57/lienthong",
  apiKey: "khoa-api-thu",
  serviceCode: "G15-TP46",
} as const;

export interface SampleCitizen {
  readonly SoDinhDanh: string;
  readonly SoCMND?: string;
  /** As the database writes it: mostly the whole name in Ten (domain.md §5.3). */
  readonly HoVaTen: { readonly Ho?: string; readonly ChuDem?: string; readonly Ten: string };
  readonly GioiTinh: "1" | "2";
  /** yyyyMMdd, or yyyy where only the year is known. */
  readonly NgaySinh: string;
}

/** Some of the seeded register. The two last share a 9-digit number: two provinces gave it out. */
export const sampleCitizens = [
  { SoDinhDanh: "001099000012", SoCMND: "190000012", HoVaTen: { Ten: "NGUYỄN VĂN THỬ" }, GioiTinh: "1", NgaySinh: "19990105" },
  {
    SoDinhDanh: "046190000021",
    HoVaTen: { Ho: "TRẦN", ChuDem: "THỊ", Ten: "MẪU" },
    GioiTinh: "2",
    NgaySinh: "19900215",
  },
  { SoDinhDanh: "046045000033", HoVaTen: { Ten: "LÊ HÒA THUẬN" }, GioiTinh: "1", NgaySinh: "1945" },
  { SoDinhDanh: "046070000041", SoCMND: "190000099", HoVaTen: { Ten: "PHẠM VĂN MỘT" }, GioiTinh: "1", NgaySinh: "19700301" },
  { SoDinhDanh: "048170000052", SoCMND: "190000099", HoVaTen: { Ten: "PHẠM THỊ HAI" }, GioiTinh: "2", NgaySinh: "19700402" },
] as const satisfies readonly SampleCitizen[];

export const sampleRegistration: FilingRequest = {
  MaHoSoLT: "H57.101-260302-0001.thuong-tru.1",
  MaThuTuc: PROCEDURES.register,
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
    NguoiKhai: { HoTen: "Nguyễn Văn Thử", SoDinhDanh: "001099000012", SoDienThoai: "0900000012" },
  },
  GiayTo: [],
};
export const sampleDeletion: FilingRequest = {
  MaHoSoLT: "H57.101-260302-0002.xoa-thuong-tru.1",
  MaThuTuc: PROCEDURES.remove,
  ToKhai: {
    HoTen: "Lê Hòa Thuận",
    NgaySinh: "01/01/1945",
    GioiTinh: "1",
    SoDinhDanh: "046045000033",
    NgayMat: "28/02/2026",
    SoTrichLucKhaiTu: "05/2026",
    NguoiKhai: { HoTen: "Nguyễn Văn Thử", SoDinhDanh: "001099000012" },
  },
  GiayTo: [],
};
export const sampleFiled: ResidenceReply = { Ma: RESULT.done, ThongBao: "Đã tiếp nhận hồ sơ", MaHoSoCuTru: "CT-46-260302-0001" };
export const sampleDone: ResidenceResult = {
  MaHoSoLT: "H57.101-260302-0001.thuong-tru.1",
  MaHoSoCuTru: "CT-46-260302-0001",
  TrangThai: "5",
  ThoiGian: "2026-03-04T09:00:00.000Z",
  KetQua: { SoVanBan: "1/TB-CT07", SoHoSoCuTru: "46-0000001", TenTep: "CT07.pdf", Tep: "JVBERi0xLjQK" },
};
