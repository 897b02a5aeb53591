/**
 * What goes to the tax office: the slip by which it sets what is owed for land (Phiếu chuyển thông tin để xác định nghĩa vụ tài chính,
 * Mẫu số 19 NĐ 151/2025; sections: domain.md §5.5), and the registration by which a household business gets its tax code.
 * No source shows the electronic form: the names of fields are ours, the sections and what stands in them are the paper form's.
 */
import { z } from "zod";
import { taxCode, wireDate, wireTime } from "./access.ts";

const text = (max: number) => z.string().trim().min(1).max(max);
/** Longest texts (ours). */
export const MAX = { number: 80, name: 300, address: 500, prose: 1000 } as const;

/** "<mã hồ sơ>/<lần gửi>/PCTT": a slip that came back wrong goes out again under the next number. */
export const SLIP_SUFFIX = "PCTT";
/** "<mã hồ sơ>/<lần gửi>/DKT". */
export const REGISTRATION_SUFFIX = "DKT";
const numbered = (suffix: string) => text(MAX.number).regex(new RegExp(`^[^/]+/[1-9]\\d?/${suffix}$`));

/** Somebody named on the slip. Individuals: số định danh; their tax code is the same number since 01/07/2025. */
const party = z.object({
  Ten: text(MAX.name),
  DiaChi: text(MAX.address).optional(),
  SoDinhDanh: z
    .string()
    .regex(/^(?:\d{9}|\d{12})$/)
    .optional(),
  MaSoThue: taxCode.optional(),
  NgaySinh: wireDate.optional(),
});

/** Section III, one parcel. Areas in m², at most one decimal on paper; money in đồng. */
export const parcel = z.object({
  ThuaDatSo: text(20),
  ToBanDoSo: text(20),
  DiaChi: text(MAX.address),
  DienTich: z.number().positive().max(100_000_000),
  DienTichRieng: z.number().nonnegative().optional(),
  DienTichChung: z.number().nonnegative().optional(),
  NguonGoc: text(MAX.prose).optional(),
  MucDichSuDung: text(MAX.name).optional(),
  ThoiHan: text(MAX.name).optional(),
  GiayToQSDD: text(MAX.name).optional(),
  ViTri: text(MAX.name).optional(),
  /** Đồng for 1 m², from the appraisal. */
  GiaDat: z.number().nonnegative().optional(),
});
export type WireParcel = z.infer<typeof parcel>;

/** Why something is owed (codes ours). */
export const TRANSFER_KINDS = {
  "01": "Chuyển nhượng",
  "02": "Tặng cho",
  "03": "Thừa kế",
  "04": "Cấp Giấy chứng nhận lần đầu",
  "05": "Chuyển đổi",
  "06": "Góp vốn",
  "99": "Khác",
} as const;
export type TransferKind = keyof typeof TRANSFER_KINDS;

export const SLIP_SERVICE = "PhieuChuyenThongTin";
export const slip = z.object({
  Service: z.literal(SLIP_SERVICE),
  /** When it was sent; the same slip may come with another one. */
  Ngay: wireTime,
  Data: z.object({
    SoPhieu: numbered(SLIP_SUFFIX),
    MaCoQuanChuyen: text(40),
    TenCoQuanChuyen: text(MAX.name),
    /** Section I. */
    ThongTinHoSo: z.object({
      MaHoSo: text(60),
      NgayNhanHoSoDayDu: wireDate,
      MaThuTuc: text(60),
      LoaiThuTuc: text(MAX.prose),
      CanCu: text(MAX.prose),
    }),
    /** Section II: who uses the land from now on. */
    NguoiSuDungDat: party.extend({ DiaChi: text(MAX.address) }),
    /** Who hands it over, where somebody does. */
    BenChuyenQuyen: party.optional(),
    /** Section III. */
    ThongTinThuaDat: z.array(parcel).min(1).max(50),
    GiaoDich: z.object({
      LoaiGiaoDich: z.enum(Object.keys(TRANSFER_KINDS) as [TransferKind, ...TransferKind[]]),
      TenGiaoDich: text(MAX.name),
      /** The contract's price, đồng. */
      GiaChuyenNhuong: z.number().int().nonnegative().optional(),
    }),
  }),
});
export type Slip = z.infer<typeof slip>;

export const REGISTRATION_SERVICE = "DangKyThueHoKinhDoanh";
export const registration = z.object({
  Service: z.literal(REGISTRATION_SERVICE),
  Ngay: wireTime,
  Data: z.object({
    SoPhieu: numbered(REGISTRATION_SUFFIX),
    MaHoSo: text(60),
    MaCoQuanChuyen: text(40),
    TenCoQuanChuyen: text(MAX.name),
    TenHoKinhDoanh: text(MAX.name),
    DiaChi: text(MAX.address),
    MaTinh: z
      .string()
      .regex(/^\d{2}$/)
      .optional(),
    MaXa: z
      .string()
      .regex(/^\d{5}$/)
      .optional(),
    NganhNghe: text(MAX.prose),
    /** Đồng. */
    VonKinhDoanh: z.number().int().nonnegative(),
    NgayBatDau: wireDate.optional(),
    DienThoai: text(20).optional(),
    ChuHo: z.object({ HoTen: text(MAX.name), SoDinhDanh: z.string().regex(/^\d{12}$/), NgaySinh: wireDate.optional() }),
  }),
});
export type Registration = z.infer<typeof registration>;

/** Calls a slip or a registration off: the applicant withdrew, or the office did. The whole message is ours. */
export const WITHDRAWAL_SERVICE = "ThuHoiPhieu";
export const withdrawal = z.object({
  Service: z.literal(WITHDRAWAL_SERVICE),
  Ngay: wireTime,
  Data: z.object({ SoPhieu: text(MAX.number), MaHoSo: text(60), LyDo: text(MAX.prose) }),
});
export type Withdrawal = z.infer<typeof withdrawal>;

/** Payment of a notice, from the one-stop side to the tax office (`ChungTuThue`, domain.md §5.5; names of the address fields ours). */
export const PROOF_SERVICE = "ChungTuThue";
export const proof = z.object({
  Service: z.literal(PROOF_SERVICE),
  Ngay: wireTime,
  Data: z.object({
    MaHoSo: text(60),
    MaSoThue: taxCode,
    SoCMTNguoiNopTien: z
      .string()
      .regex(/^(?:\d{9}|\d{12})$/)
      .optional(),
    HoTenNguoiNopTien: text(MAX.name),
    DiaChiNguoiNopTien: text(MAX.address).optional(),
    TinhNguoiNopTien: text(10).optional(),
    XaNguoiNopTien: text(10).optional(),
    UrlFileChungTu: z.url().max(2000).optional(),
    ThongTinThanhToan: z.object({
      NoiDungThanhToan: text(MAX.prose),
      ThoiGianThanhToan: wireTime,
      MaThongBaoThue: text(MAX.number),
      /** 1 = paid. */
      TrangThaiThanhToan: z.literal(1),
      /** Đồng. */
      SoTien: z.number().int().positive(),
    }),
  }),
});
export type Proof = z.infer<typeof proof>;
