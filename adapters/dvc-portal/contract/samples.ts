/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { ProcedureDetail } from "./catalog.ts";
import type { FoundDossier, ProgressItem, StatusSync, SyncDossier } from "./dossier.ts";
import type { Envelope, LoginReply, LoginRequest, Reply } from "./envelope.ts";
import type { PromotionNotice, PushMessage, PushReply } from "./pushed.ts";

export const sampleLogin: LoginRequest = { username: "hue.lienthong", password: "mat-khau-thu" };
/** The account's agency, and the secret that signs pushed-in dossiers: what the simulator expects unless told otherwise. */
export const sampleAccount = { madonvi: "000.00.00.H57", hookSecret: "bi-mat-thu-cong-dvc" } as const;
export const sampleLoginReply: LoginReply = { error_code: 0, session: "5d1f0c7e2ab94c4f", message: "Đăng nhập thành công" };

export const sampleSyncDossier: SyncDossier = {
  MaHoSo: "H57.132-260213-0001",
  MaTTHC: "1.001193",
  TenTTHC: "Thủ tục đăng ký khai sinh",
  MaLinhVuc: "G15-HT01",
  TenLinhVuc: "Hộ tịch",
  ChuHoSo: "Nguyễn Văn Thử",
  LoaiDoiTuong: "1",
  DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "001099000012" }],
  SoDienThoai: "0900000012",
  TrichYeuHoSo: "Đăng ký khai sinh cho con",
  NgayNopHoSo: "20260213081500",
  NgayTiepNhan: "20260213083000",
  NgayHenTra: "20260213163000",
  TrangThaiHoSo: "2",
  HinhThuc: "0",
  DonViXuLy: "H57.132",
  KenhThucHien: "2",
  NoiNopHoSo: "1",
  DuocThanhToanTrucTuyen: "0",
  TaiLieuNop: [{ TenTepDinhKem: "giay-chung-sinh.pdf", IsDeleted: "False", MaThanhPhanHoSo: "gcs", DuocSoHoa: "1" }],
};

export const sampleSyncEnvelope: Envelope = {
  session: "5d1f0c7e2ab94c4f",
  madonvi: sampleAccount.madonvi,
  service: "DongBoHoSoMC",
  isUpdating: "False",
  data: [sampleSyncDossier],
};
/** Success in prose; the other variants differ in code ("00", 0) and wording. */
export const sampleReply: Reply = {
  error_code: "0",
  message: "Đồng bộ hồ sơ thành công",
  result: [{ MaHoSo: "H57.132-260213-0001", error_code: "0", message: "Thành công" }],
};
/** The answer to a create of a dossier that the portal has: send again as an update. */
export const sampleAlreadyExists: Reply = {
  error_code: "-1",
  message: "Hồ sơ H57.132-260213-0001 đã tồn tại trên hệ thống",
  result: null,
};

export const sampleProgress: ProgressItem = {
  MaHoSo: "H57.132-260213-0001",
  NguoiXuLy: "Trần Thị Cán Bộ",
  ChucDanh: "Công chức tư pháp - hộ tịch",
  ThoiDiemXuLy: "20260213084500",
  PhongBanXuLy: "Bộ phận Tiếp nhận và Trả kết quả",
  NoiDungXuLy: "Chuyển hồ sơ đến công chức xử lý",
  TrangThai: "4",
  NgayBatDau: "20260213083000",
  NgayKetThucTheoQuyDinh: "20260213163000",
};

export const sampleFound: FoundDossier = {
  MaHoSo: "H57.132-260213-0001",
  MaTTHC: "1.001193",
  TrangThaiHoSo: "4",
  NgayTiepNhan: "20260213083000",
  DanhSachTienDo: [{ ThoiDiemXuLy: "20260213084500", TrangThai: "4", NoiDungXuLy: "Chuyển hồ sơ đến công chức xử lý" }],
};

export const sampleStatusSync: StatusSync = {
  MaHoSo: "G22.99.01-260213-0007",
  MaHoSoDonVi: "H57.132-260213-0001",
  TrangThai: "2",
  NoiDung: "Hồ sơ đã được tiếp nhận",
  NgayXuLy: "20260213083000",
};

export const samplePush: PushMessage = {
  service: "NhanHoSoDVCQG",
  madonvi: "000.00.00.G22",
  isUpdating: "False",
  data: {
    MaHoSo: "G22.99.01-260213-0007",
    MaTTHC: "1.001193",
    TenTTHC: "Thủ tục đăng ký khai sinh",
    DonViXuLy: "H57.132",
    NgayNopHoSo: "20260213081500",
    ChuHoSo: "Nguyễn Văn Thử",
    LoaiDoiTuong: "1",
    MaDoiTuong: "TECHID-0000012",
    DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "001099000012" }],
    SoDienThoai: "0900000012",
    Email: "nguyen.van.thu@congdan.example",
    DiaChi: { MaTinh: "46", MaXa: "19789", DiaChiChiTiet: "12 đường Thử Nghiệm" },
    TrichYeuHoSo: "Đăng ký khai sinh cho con",
    HinhThuc: "0",
    CamKetTrungThuc: "1",
    TaiLieuNop: [{ TenTepDinhKem: "giay-chung-sinh.pdf", MaThanhPhanHoSo: "gcs", Base64: "JVBERi0xLjQKJUVPRgo=" }],
  },
};
export const samplePushReply: PushReply = { error_code: "201", message: "Tiếp nhận hồ sơ thành công" };

export const samplePushSupplement: PushMessage = {
  service: "NhanHoSoDVCQG",
  madonvi: "000.00.00.G22",
  isUpdating: "True",
  data: {
    MaHoSoQG: "G22.99.01-260213-0007",
    NoiDungBoSung: "Bổ sung văn bản ủy quyền",
    NgayBoSung: "20260216090000",
    TaiLieuNop: [{ TenTepDinhKem: "uy-quyen.pdf", MaThanhPhanHoSo: "uy-quyen", Base64: "JVBERi0xLjQKJUVPRgo=" }],
  },
};

export const samplePromotion: PromotionNotice = {
  MaHoSo: "G22.99.02-260213-0003",
  MaTTHC: "2.000033",
  SoVanBan: "01/TB-KM",
  NgayNopHoSo: "20260213100000",
  TenThuongNhan: "Công ty TNHH Thử Nghiệm",
  DiaChiDoanhNghiep: { MaTinh: "46", MaXa: "19789", DiaChiChiTiet: "1 đường Thử Nghiệm" },
  DienThoai: "0900000099",
  MaSoThue: "3300000001",
  TepDonDangKy: "JVBERi0xLjQKJUVPRgo=",
  TaiLieuNop: [],
};

/** As the portal publishes 1.004884 (domain.md §4): unit OTHER, the number and its meaning apart. */
export const sampleProcedure: ProcedureDetail = {
  MATTHC: "1.004884",
  TENTTHC: "Thủ tục đăng ký lại khai sinh",
  LINHVUCTHUCHIEN: [{ MALINHVUC: "G15-HT01", TENLINHVUC: "Hộ tịch" }],
  CAPTHUCHIEN: "Cấp Xã",
  MUCDOTRUCTUYEN: "Toàn trình",
  CACHTHUCTHUCHIEN: [
    {
      KENH: "1",
      THOIGIAN: [
        {
          THOIGIANGIAIQUYET: "5",
          DONVITINH: "OTHER",
          MOTA: "05 ngày làm việc",
          PHILEPHI: [{ SOTIEN: "0", DONVI: "VNĐ", MOTA: "Mức lệ phí cụ thể do Hội đồng nhân dân cấp tỉnh quyết định" }],
        },
      ],
    },
  ],
  THANHPHANHOSO: [
    {
      TRUONGHOP: "Giấy tờ phải nộp",
      GIAYTO: [{ MAGIAYTO: "tk", TENGIAYTO: "Tờ khai đăng ký lại khai sinh theo mẫu", SOBANCHINH: "1", SOBANSAO: "0" }],
    },
  ],
  KETQUATHUCHIEN: [{ MAKETQUA: "KQ.G15.000031", TENKETQUA: "Giấy khai sinh" }],
  CANCUPHAPLY: [{ SOVANBAN: "123/2015/NĐ-CP", TENVANBAN: "Quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch" }],
};
